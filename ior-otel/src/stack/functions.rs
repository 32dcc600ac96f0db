//! The functions of an executable or a library, by its tables of symbols. The file is of the traced process: nothing in it is to be trusted.

use std::{fs::File, ops::Range, os::unix::fs::FileExt as _};

use object::{
    Endianness, elf,
    read::elf::{FileHeader as _, SectionHeader as _, Sym as _},
};

use crate::bounded::Bounded;

type Header = elf::FileHeader64<Endianness>;

/// Longest name, bytes: those of templates are long. What is longer has no name.
const MAX_NAME: usize = 4096;
/// Functions at an address that are looked at: one has several names, and one may lie in another.
const MAX_SAME: usize = 16;

/// Where the functions of a file are.
#[derive(Debug, Default)]
pub struct Functions {
    /// By their addresses.
    entries: Vec<Function>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Function {
    /// The file's own.
    address: u64,
    /// Bytes; 0 where the file does not tell.
    size: u64,
    /// Offset of its name in the file.
    name: u64,
}

impl Functions {
    /// Reads the tables of a file: both, because a file may have one or the other, and the larger one may lack what is in a library of its own. Nothing
    /// of a file that is damaged.
    pub fn read(file: File) -> Self {
        parse(&Bounded::new(file)).unwrap_or_default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The name of the function at an address, as it is in the file, and how many bytes behind its beginning that is. Of several names the one that people
    /// write: `fsync` is also `__fsync`.
    pub fn at(&self, address: u64, file: &File) -> Option<(Vec<u8>, u64)> {
        let end = self.entries.partition_point(|function| function.address <= address);
        let near = &self.entries[end.saturating_sub(MAX_SAME)..end];
        let next = self.entries.get(end).map_or(u64::MAX, |function| function.address);
        let has = |function: &&Function| match function.size {
            0 => address < next,
            size => address - function.address < size,
        };
        let innermost = near.iter().rev().find(has)?;
        let same = near.iter().filter(has).filter(|other| other.address == innermost.address);
        let names = same.filter_map(|function| name(file, function.name));
        let plain = |name: &Vec<u8>| {
            let underscores = name.iter().take_while(|byte| **byte == b'_').count();
            (underscores, name.len(), name.clone())
        };
        Some((names.min_by_key(plain)?, address - innermost.address))
    }
}

fn parse(data: &Bounded) -> object::Result<Functions> {
    let header = Header::parse(data)?;
    let endian = header.endian()?;
    let sections = header.sections(endian, data)?;
    let mut entries = Vec::new();
    for section in sections.iter() {
        if !matches!(section.sh_type(endian), elf::SHT_SYMTAB | elf::SHT_DYNSYM) {
            continue;
        }
        let strings = sections.section(section.link(endian))?;
        let strings =
            strings.sh_offset(endian)..strings.sh_offset(endian).saturating_add(strings.sh_size(endian));
        let symbols: &[elf::Sym64<Endianness>] = section.data_as_array(endian, data)?;
        entries.extend(symbols.iter().filter_map(|symbol| function(symbol, &strings, endian)));
    }
    entries.sort_unstable();
    entries.dedup();
    entries.shrink_to_fit();
    Ok(Functions { entries })
}

fn function(symbol: &elf::Sym64<Endianness>, strings: &Range<u64>, endian: Endianness) -> Option<Function> {
    let is_code = matches!(symbol.st_type(), elf::STT_FUNC | elf::STT_GNU_IFUNC);
    let name = strings.start.checked_add(symbol.st_name(endian).into())?;
    (is_code && !symbol.is_undefined(endian) && strings.contains(&name)).then(|| Function {
        address: symbol.st_value(endian),
        size: symbol.st_size(endian),
        name,
    })
}

/// The text at an offset, up to its NUL.
fn name(file: &File, at: u64) -> Option<Vec<u8>> {
    let mut bytes = vec![0; MAX_NAME];
    let read = file.read_at(&mut bytes, at).ok()?;
    bytes.truncate(read);
    let end = bytes.iter().position(|byte| *byte == 0).filter(|end| *end != 0)?;
    bytes.truncate(end);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// A copy of our own executable, which has symbols.
    fn ourselves() -> File {
        let mut copy = tempfile::tempfile().expect("a file");
        copy.write_all(&std::fs::read("/proc/self/exe").expect("readable")).expect("written");
        copy
    }

    fn read(file: &File) -> Functions {
        Functions::read(file.try_clone().expect("a descriptor"))
    }

    #[test]
    fn a_function_is_found_at_each_of_its_bytes() {
        let file = ourselves();
        let functions = read(&file);
        let main =
            functions.entries.iter().find(|function| name(&file, function.name).as_deref() == Some(b"main"));
        let main = main.expect("there is one");
        for offset in [0, 1, main.size - 1] {
            assert_eq!(functions.at(main.address + offset, &file), Some((b"main".to_vec(), offset)));
        }
        assert_ne!(
            functions.at(main.address + main.size, &file).map(|(name, _)| name),
            Some(b"main".to_vec())
        );
        assert_eq!(functions.at(0, &file), None);
        assert_eq!(functions.at(u64::MAX, &file), None);
    }

    /// A mapped file would end us here.
    #[test]
    fn a_file_that_is_cut_short_meanwhile_has_no_names() {
        let file = ourselves();
        let functions = read(&file);
        let first = functions.entries.iter().find(|function| function.size != 0).copied().expect("one");
        assert!(functions.at(first.address, &file).is_some());
        file.set_len(4096).expect("cut");
        assert_eq!(functions.at(first.address, &file), None);
        assert!(read(&file).is_empty());
    }

    #[test]
    fn of_several_names_it_is_the_plain_one() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"\0__libc_fsync\0__fsync\0fsync\0inner\0").expect("written");
        let function = |address, size, name| Function { address, size, name };
        let entries = vec![
            function(0x10, 0x20, 1),
            function(0x10, 0x20, 14),
            function(0x10, 0x20, 22),
            function(0x18, 4, 28),
        ];
        let functions = Functions { entries };
        assert_eq!(functions.at(0x12, &file), Some((b"fsync".to_vec(), 2)));
        assert_eq!(functions.at(0x19, &file), Some((b"inner".to_vec(), 1)), "a function in another");
        assert_eq!(functions.at(0x20, &file), Some((b"fsync".to_vec(), 0x10)), "and behind it");
        assert_eq!(functions.at(0x30, &file), None);
    }
}
