//! The least that watching system calls can cost: a program at `sys_enter` and one at `sys_exit` that return at once. And the least that
//! measuring their durations can: each reads the clock.

use std::io;

use anyhow::{Context as _, Result};
use aya::{EbpfLoader, programs::RawTracePoint};
use object::{
    Architecture, BinaryFormat, Endianness, SectionKind, SymbolFlags, SymbolKind, SymbolScope,
    write::{Object, Symbol, SymbolSection},
};

const PROGRAMS: [&str; 2] = ["sys_enter", "sys_exit"];
/// `r0 = 0; exit` (Documentation/bpf/standardization/instruction-set.rst).
const RETURN: [u8; 16] = [0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0];
/// `call bpf_ktime_get_ns`.
const READ_CLOCK: [u8; 8] = [0x85, 0, 0, 0, 5, 0, 0, 0];

/// Attaches them until standard input ends or a signal comes.
///
/// # Errors
/// If the kernel refuses.
pub(super) fn attach(with_clock: bool) -> Result<()> {
    let object = if with_clock { object(&[&READ_CLOCK[..], &RETURN].concat())? } else { object(&RETURN)? };
    let mut ebpf = EbpfLoader::new().btf(None).load(&object).context("cannot load the empty programs")?;
    for name in PROGRAMS {
        let program: &mut RawTracePoint =
            ebpf.program_mut(name).context("a program is missing")?.try_into()?;
        program.load().with_context(|| format!("cannot load {name}"))?;
        program.attach(name).with_context(|| format!("cannot attach to {name}"))?;
    }
    eprintln!("attached");
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

/// An object file in which all programs are this one.
fn object(program: &[u8]) -> Result<Vec<u8>> {
    let mut object = Object::new(BinaryFormat::Elf, Architecture::Bpf, Endianness::Little);
    let license = object.add_section(Vec::new(), b"license".to_vec(), SectionKind::Data);
    object.append_section_data(license, b"MIT\0", 1);
    for name in PROGRAMS {
        let section =
            object.add_section(Vec::new(), format!("raw_tp/{name}").into_bytes(), SectionKind::Text);
        object.append_section_data(section, program, 8);
        object.add_symbol(Symbol {
            name: name.as_bytes().to_vec(),
            value: 0,
            size: program.len() as u64,
            kind: SymbolKind::Text,
            scope: SymbolScope::Dynamic,
            weak: false,
            section: SymbolSection::Section(section),
            flags: SymbolFlags::None,
        });
    }
    object.write().context("cannot write the object")
}
