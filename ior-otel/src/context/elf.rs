//! What an executable or a library says of the thread-local variable by which applications publish their contexts (OTEP 4947).
//! The file is of the traced process: nothing in it is to be trusted.

use std::fs::File;

use object::{
    Endianness,
    elf::{self, FileHeader64, ProgramHeader64, SectionHeader64},
    read::{
        ReadRef, SymbolIndex,
        elf::{FileHeader, ProgramHeader, Rela, SectionHeader as _, SectionTable, Sym as _},
    },
};

use crate::{bounded::Bounded, enrich::mappings::Segment};

/// Name of the variable.
const VARIABLE: &[u8] = b"otel_thread_ctx_v1";

/// Most relocations that are remembered: there is one for each way in which code gets at the variable.
const MAX_RELOCATIONS: usize = 16;

type Header = FileHeader64<Endianness>;

/// What a file that knows the variable says of it. Addresses are the file's own, to which is added where it is loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elf {
    /// Its executable parts: offsets in the file, and addresses.
    pub code: Vec<Segment>,
    /// Offset of the variable in the block of its thread-local variables, if it defines it.
    pub variable: Option<u64>,
    /// Its block of thread-local variables.
    pub block: Option<Block>,
    /// What the dynamic linker fills in.
    pub relocations: Vec<Relocation>,
}

/// The block of a file's thread-local variables (`PT_TLS`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Address.
    pub address: u64,
    /// Size in memory, bytes.
    pub size: u64,
    /// Alignment, bytes.
    pub align: u64,
}

/// A place where the dynamic linker says where the variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relocation {
    /// What it fills in.
    pub kind: Kind,
    /// Where.
    pub address: u64,
    /// What is added.
    pub addend: i64,
    /// Whether it names the variable; if not, it is about the file's own block.
    pub names_variable: bool,
}

/// What the dynamic linker fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A function and its argument (TLS descriptor).
    Descriptor,
    /// The number of the module (general dynamic).
    Module,
    /// The offset from the thread pointer (initial exec).
    Offset,
}

#[cfg(target_arch = "x86_64")]
const KINDS: [(u32, Kind); 3] = [
    (elf::R_X86_64_TLSDESC, Kind::Descriptor),
    (elf::R_X86_64_DTPMOD64, Kind::Module),
    (elf::R_X86_64_TPOFF64, Kind::Offset),
];
#[cfg(target_arch = "aarch64")]
const KINDS: [(u32, Kind); 3] = [
    (elf::R_AARCH64_TLSDESC, Kind::Descriptor),
    (elf::R_AARCH64_TLS_DTPMOD, Kind::Module),
    (elf::R_AARCH64_TLS_TPREL, Kind::Offset),
];
#[cfg(target_arch = "x86_64")]
const MACHINE: u16 = elf::EM_X86_64;
#[cfg(target_arch = "aarch64")]
const MACHINE: u16 = elf::EM_AARCH64;

/// Reads a file. Nothing if it does not know the variable, or is no ELF file of this machine. `is_main` is for a process's executable:
/// a static one has no dynamic symbols, and others may not export the variable, as the linker does by default.
pub fn read(file: File, is_main: bool) -> Option<Elf> {
    parse(&Bounded::new(file), is_main).ok().flatten()
}

fn parse<'data, R: ReadRef<'data>>(data: R, is_main: bool) -> object::Result<Option<Elf>> {
    let header = Header::parse(data)?;
    let endian = header.endian()?;
    if header.e_machine(endian) != MACHINE {
        return Ok(None);
    }
    let sections = header.sections(endian, data)?;
    let table = if mentions_variable(&sections, endian, data, elf::SHT_DYNSYM)? {
        elf::SHT_DYNSYM
    } else if is_main && mentions_variable(&sections, endian, data, elf::SHT_SYMTAB)? {
        elf::SHT_SYMTAB
    } else {
        return Ok(None);
    };
    let symbols = sections.symbols(endian, data, table)?;
    let mut found = Elf::default();
    let mut named = Vec::new();
    for (index, symbol) in symbols.enumerate() {
        if symbol.st_type() == elf::STT_TLS && symbol.name(endian, symbols.strings()) == Ok(VARIABLE) {
            named.push(index);
            if !symbol.is_undefined(endian) {
                found.variable = Some(symbol.st_value(endian));
            }
        }
    }
    if named.is_empty() {
        return Ok(None);
    }
    found.relocations = relocations(&sections, endian, data, &named)?;
    for segment in header.program_headers(endian, data)? {
        add_segment(&mut found, segment, endian);
    }
    Ok(Some(found))
}

/// Whether the names of a symbol table hold the variable's: few files do, and for the others nothing else is read.
fn mentions_variable<'data, R: ReadRef<'data>>(
    sections: &SectionTable<'data, Header, R>,
    endian: Endianness,
    data: R,
    table: u32,
) -> object::Result<bool> {
    let Some(table) = sections.iter().find(|section| section.sh_type(endian) == table) else {
        return Ok(false);
    };
    let names = sections.section(table.link(endian))?.data(endian, data)?;
    Ok(names.windows(VARIABLE.len()).any(|name| name == VARIABLE))
}

fn relocations<'data, R: ReadRef<'data>>(
    sections: &SectionTable<'data, Header, R>,
    endian: Endianness,
    data: R,
    named: &[SymbolIndex],
) -> object::Result<Vec<Relocation>> {
    let mut found = Vec::new();
    for section in sections.iter() {
        let Some((entries, _)) = SectionHeader64::rela(section, endian, data)? else { continue };
        let wanted = entries.iter().filter_map(|entry| {
            let r_type = entry.r_type(endian, false);
            let (_, kind) = KINDS.into_iter().find(|(number, _)| *number == r_type)?;
            let symbol = entry.symbol(endian, false);
            let names_variable = symbol.is_some_and(|symbol| named.contains(&symbol));
            (symbol.is_none() || names_variable).then(|| Relocation {
                kind,
                address: entry.r_offset(endian),
                addend: entry.r_addend(endian),
                names_variable,
            })
        });
        found.extend(wanted.take(MAX_RELOCATIONS - found.len()));
    }
    Ok(found)
}

fn add_segment(found: &mut Elf, segment: &ProgramHeader64<Endianness>, endian: Endianness) {
    let (offset, address) = (segment.p_offset(endian), segment.p_vaddr(endian));
    match segment.p_type(endian) {
        elf::PT_LOAD if segment.p_flags(endian) & elf::PF_X != 0 => {
            found.code.push(Segment { offset, address });
        }
        elf::PT_TLS => {
            let (size, align) = (segment.p_memsz(endian), segment.p_align(endian).max(1));
            found.block = Some(Block { address, size, align });
        }
        _ => {}
    }
}
