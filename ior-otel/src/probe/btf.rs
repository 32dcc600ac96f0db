//! Offsets of structure members, from the kernel's own type information (BTF,
//! `Documentation/bpf/btf.rst`). aya relocates no member accesses in Rust programs, so the offsets are looked up here and
//! handed to the programs as constants.

use std::{collections::HashMap, fs, path::Path};

use thiserror::Error;
use zerocopy::{FromBytes, Immutable, KnownLayout};

/// Where the running kernel shows its BTF.
pub const KERNEL: &str = "/sys/kernel/btf/vmlinux";

/// Why an offset could not be found.
#[derive(Debug, Error)]
pub enum BtfError {
    /// The file could not be read.
    #[error(
        "cannot read {path}: {why}; ior-otel needs a kernel built with CONFIG_DEBUG_INFO_BTF=y, as all common distributions' are"
    )]
    Read {
        /// The file.
        path: String,
        /// Why. (Not as the error's source, which would be told again behind it.)
        why: std::io::Error,
    },
    /// It is no BTF, or damaged.
    #[error("the kernel's type information (BTF) is damaged: {0}")]
    Damaged(&'static str),
    /// This kernel has no such structure or member.
    #[error("this kernel has no {structure}.{member}; please report its version")]
    Missing {
        /// The structure.
        structure: String,
        /// The member.
        member: String,
    },
    /// This kernel has no such function.
    #[error("this kernel has no {0}(); please report its version")]
    NoFunction(String),
}

#[derive(FromBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Header {
    magic: u16,
    version: u8,
    flags: u8,
    header_length: u32,
    types_offset: u32,
    types_length: u32,
    strings_offset: u32,
    strings_length: u32,
}

#[derive(Clone, Copy, FromBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Type {
    name: u32,
    info: u32,
    size: u32,
}

#[derive(FromBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Member {
    name: u32,
    type_id: u32,
    offset: u32,
}

const MAGIC: u16 = 0xeb9f;
const STRUCT: u32 = 4;
const UNION: u32 = 5;
const FUNCTION: u32 = 12;

impl Type {
    fn kind(self) -> u32 {
        self.info >> 24 & 0x1f
    }

    fn entries(self) -> usize {
        (self.info & 0xffff) as usize
    }

    /// Bytes that follow the type, by its kind.
    fn tail(self) -> Option<usize> {
        Some(match self.kind() {
            // INT, VAR, DECL_TAG
            1 | 14 | 17 => 4,
            // ARRAY
            3 => 12,
            // STRUCT, UNION, DATASEC, ENUM64
            STRUCT | UNION | 15 | 19 => self.entries() * 12,
            // ENUM, FUNC_PROTO
            6 | 13 => self.entries() * 8,
            // PTR, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT, FUNC, FLOAT, TYPE_TAG
            2 | 7..=12 | 16 | 18 => 0,
            _ => return None,
        })
    }
}

/// A kernel's type information.
pub struct Btf {
    data: Vec<u8>,
    types: usize,
    strings: usize,
    /// Where each type begins, by id; 0 is void.
    offsets: Vec<usize>,
    /// Ids of the structures, by name.
    structures: HashMap<String, usize>,
}

impl Btf {
    /// Reads a file of BTF.
    pub fn read(path: &Path) -> Result<Self, BtfError> {
        let data = fs::read(path).map_err(|why| BtfError::Read { path: path.display().to_string(), why })?;
        Self::parse(data)
    }

    /// Parses BTF of this host's byte order.
    pub fn parse(data: Vec<u8>) -> Result<Self, BtfError> {
        let (header, _) = Header::read_from_prefix(&data).map_err(|_| BtfError::Damaged("no header"))?;
        let Header { magic, header_length, types_offset, types_length, strings_offset, .. } = header;
        if magic != MAGIC {
            return Err(BtfError::Damaged("not BTF of this byte order"));
        }
        let types = header_length as usize + types_offset as usize;
        let strings = header_length as usize + strings_offset as usize;
        let mut btf = Self { data, types, strings, offsets: vec![0], structures: HashMap::new() };
        btf.index(types_length as usize)?;
        Ok(btf)
    }

    fn index(&mut self, length: usize) -> Result<(), BtfError> {
        let mut at = self.types;
        let end = self.types + length;
        while at < end {
            let kind = self.type_at(at).ok_or(BtfError::Damaged("a type ends early"))?;
            if kind.kind() == STRUCT
                && let Some(name) = self.string(kind.name).filter(|name| !name.is_empty())
            {
                self.structures.insert(name.to_owned(), self.offsets.len());
            }
            self.offsets.push(at);
            at += size_of::<Type>()
                + kind.tail().ok_or(BtfError::Damaged("a kind of type that is not known"))?;
        }
        Ok(())
    }

    /// Offset in bytes of `member` in `struct structure`; members of anonymous inner structures are found too.
    pub fn offset(&self, structure: &str, member: &str) -> Result<u32, BtfError> {
        let missing = || BtfError::Missing { structure: structure.to_owned(), member: member.to_owned() };
        let id = *self.structures.get(structure).ok_or_else(missing)?;
        self.find(id, member, 0).ok_or_else(missing)
    }

    /// Id of a function that programs may call.
    pub fn function(&self, name: &str) -> Result<u32, BtfError> {
        let is_it = |at: &usize| {
            self.type_at(*at)
                .is_some_and(|kind| kind.kind() == FUNCTION && self.string(kind.name) == Some(name))
        };
        // The first is void.
        let id = self.offsets.iter().skip(1).position(is_it).map(|before| before as u32 + 1);
        id.ok_or_else(|| BtfError::NoFunction(name.to_owned()))
    }

    /// Size in bytes of `struct structure`.
    pub fn size(&self, structure: &str) -> Result<u32, BtfError> {
        let missing = || BtfError::Missing { structure: structure.to_owned(), member: "(size)".to_owned() };
        let id = *self.structures.get(structure).ok_or_else(missing)?;
        self.type_at(self.offsets[id]).map(|kind| kind.size).ok_or_else(missing)
    }

    fn find(&self, id: usize, wanted: &str, depth: u32) -> Option<u32> {
        let at = *self.offsets.get(id)?;
        let structure = self.type_at(at).filter(|_| id != 0 && depth < 8)?;
        if !matches!(structure.kind(), STRUCT | UNION) {
            return None;
        }
        (0..structure.entries()).find_map(|entry| {
            let at = at + size_of::<Type>() + entry * size_of::<Member>();
            let (member, _) = Member::read_from_prefix(self.data.get(at..)?).ok()?;
            // With the type's top bit set, the offset's upper byte is a bit field's size.
            let bits = if structure.info >> 31 == 1 { member.offset & 0xff_ffff } else { member.offset };
            match self.string(member.name)? {
                "" => self.find(member.type_id as usize, wanted, depth + 1).map(|inner| bits / 8 + inner),
                name if name == wanted => Some(bits / 8),
                _ => None,
            }
        })
    }

    fn type_at(&self, at: usize) -> Option<Type> {
        Type::read_from_prefix(self.data.get(at..)?).ok().map(|(kind, _)| kind)
    }

    fn string(&self, offset: u32) -> Option<&str> {
        let text = self.data.get(self.strings + offset as usize..)?;
        let end = text.iter().position(|byte| *byte == 0)?;
        std::str::from_utf8(&text[..end]).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// struct outer { int a; struct { int b; int c; }; } as BTF.
    fn sample() -> Vec<u8> {
        let strings = b"\0int\0outer\0a\0b\0c\0";
        let (int, outer, a, b, c) = (1, 5, 11, 13, 15);
        let types: Vec<u32> = [
            vec![int, 1 << 24, 4, 32],                            // 1: int
            vec![0, STRUCT << 24 | 2, 8, b, 1, 0, c, 1, 32],      // 2: anonymous
            vec![outer, STRUCT << 24 | 2, 12, a, 1, 0, 0, 2, 32], // 3: outer
        ]
        .concat();
        let length = types.len() as u32 * 4;
        let mut data = Vec::new();
        data.extend(MAGIC.to_ne_bytes());
        data.extend([1, 0]);
        data.extend([24, 0, length, length, strings.len() as u32].iter().flat_map(|n: &u32| n.to_ne_bytes()));
        data.extend(types.iter().flat_map(|n| n.to_ne_bytes()));
        data.extend(strings);
        data
    }

    #[test]
    fn members_are_found_through_anonymous_structures() {
        let btf = Btf::parse(sample()).expect("sample");
        assert_eq!(btf.offset("outer", "a").expect("a"), 0);
        assert_eq!(btf.offset("outer", "c").expect("c"), 8);
        assert_eq!(btf.size("outer").expect("size"), 12);
        let error = btf.offset("outer", "d").expect_err("no d").to_string();
        assert_eq!(error, "this kernel has no outer.d; please report its version");
    }

    #[test]
    fn damaged_data_is_an_error_wherever_it_ends() {
        let data = sample();
        for length in 0..data.len() {
            if let Ok(btf) = Btf::parse(data[..length].to_vec()) {
                let _ = btf.offset("outer", "c");
            }
        }
        assert!(Btf::parse(vec![0; 64]).is_err());
    }
}
