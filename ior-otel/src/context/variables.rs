//! Where a process keeps the variable: from what its files say of it and where they are loaded.

use ior_common::context::{
    AT_DESCRIPTOR, AT_MODULE, AT_MODULE_AND_OFFSET, AT_OFFSET, AT_STORED_OFFSET, Publisher, VARIABLES,
    Variable,
};

use super::elf::{Block, Elf, Kind, Relocation};

/// A file that knows the variable, and where it is loaded.
#[derive(Clone, Copy, Debug)]
pub struct Loaded<'a> {
    /// What it says.
    pub elf: &'a Elf,
    /// What is added to its addresses.
    pub bias: u64,
    /// Whether it is the process's executable.
    pub is_main: bool,
}

/// Where the variables are. Nothing if no file says so.
pub fn publisher(files: &[Loaded<'_>], is_musl: bool) -> Option<Publisher> {
    let mut found: Vec<Variable> = Vec::new();
    for variable in files.iter().filter_map(variable) {
        if found.len() < VARIABLES && !found.contains(&variable) {
            found.push(variable);
        }
    }
    let mut publisher = Publisher { count: found.len() as u32, ..vector(is_musl) };
    publisher.variables[..found.len()].copy_from_slice(&found);
    (!found.is_empty()).then_some(publisher)
}

/// The one that a file defines, or uses.
fn variable(file: &Loaded<'_>) -> Option<Variable> {
    let relocations = &file.elf.relocations;
    // What names the variable holds wherever it is defined; what does not, only for one of the file's own.
    relocations
        .iter()
        .find(|relocation| relocation.names_variable)
        .map(|relocation| named(relocation, file.bias))
        .or_else(|| file.is_main.then(|| local(file.elf)).flatten())
        .or_else(|| {
            let variable = file.elf.variable? as i64;
            relocations.first().map(|relocation| of_block(relocation, file.bias, variable))
        })
}

fn at(how: u32, bias: u64, relocation: &Relocation, offset: i64) -> Variable {
    Variable { address: bias.wrapping_add(relocation.address), offset, how, reserved: 0 }
}

/// By a relocation that names it.
fn named(relocation: &Relocation, bias: u64) -> Variable {
    let how = match relocation.kind {
        Kind::Descriptor => AT_DESCRIPTOR,
        Kind::Module => AT_MODULE_AND_OFFSET,
        Kind::Offset => AT_STORED_OFFSET,
    };
    at(how, bias, relocation, 0)
}

/// By one about the block that it is in, `variable` bytes from its beginning.
fn of_block(relocation: &Relocation, bias: u64, variable: i64) -> Variable {
    match relocation.kind {
        Kind::Descriptor => at(AT_DESCRIPTOR, bias, relocation, variable - relocation.addend),
        Kind::Module => at(AT_MODULE, bias, relocation, variable),
        Kind::Offset => at(AT_STORED_OFFSET, bias, relocation, variable - relocation.addend),
    }
}

/// In the executable's own block, which is at a fixed distance from the thread pointer (local exec).
fn local(elf: &Elf) -> Option<Variable> {
    let offset = from_thread_pointer(elf.block?)?.checked_add(i64::try_from(elf.variable?).ok()?)?;
    Some(Variable { address: 0, offset, how: AT_OFFSET, reserved: 0 })
}

/// Where the executable's block begins: below the thread pointer, as near as its alignment lets it be (ELF Handling For
/// Thread-Local Storage, variant II).
#[cfg(target_arch = "x86_64")]
fn from_thread_pointer(block: Block) -> Option<i64> {
    let misaligned = block.address.wrapping_add(block.size).wrapping_neg() % block.align;
    i64::try_from(block.size.checked_add(misaligned)?).ok()?.checked_neg()
}

/// Where the executable's block begins: after the two words of the thread's control block (variant I).
#[cfg(target_arch = "aarch64")]
fn from_thread_pointer(block: Block) -> Option<i64> {
    i64::try_from(block.address.wrapping_sub(16) % block.align).ok()?.checked_add(16)
}

/// How the C library keeps the dynamic thread vector. glibc: pairs of words, their number 16 bytes before; musl: words, the first one their
/// number.
fn vector(is_musl: bool) -> Publisher {
    let (vector_length, vector_entry) = if is_musl { (0, 8) } else { (-16, 16) };
    let vector = match (cfg!(target_arch = "aarch64"), is_musl) {
        (false, _) => 8,
        (true, false) => 0,
        (true, true) => -8,
    };
    Publisher { vector, vector_length, vector_entry, ..Publisher::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relocation(kind: Kind, names_variable: bool) -> Relocation {
        Relocation { kind, address: 0x100, addend: 8, names_variable }
    }

    fn of(elf: &Elf, is_main: bool) -> Option<Variable> {
        let publisher = publisher(&[Loaded { elf, bias: 0x7000, is_main }], false)?;
        assert_eq!((publisher.count, publisher.vector_entry), (1, 16));
        Some(publisher.variables[0])
    }

    #[test]
    fn what_names_the_variable_says_where_it_is() {
        for (kind, how) in [
            (Kind::Descriptor, AT_DESCRIPTOR),
            (Kind::Module, AT_MODULE_AND_OFFSET),
            (Kind::Offset, AT_STORED_OFFSET),
        ] {
            let elf = Elf {
                relocations: vec![relocation(Kind::Offset, false), relocation(kind, true)],
                ..Elf::default()
            };
            let expected = Variable { address: 0x7100, offset: 0, how, reserved: 0 };
            assert_eq!(of(&elf, false), Some(expected), "{kind:?}");
        }
    }

    #[test]
    fn what_is_about_the_block_is_as_far_from_the_variable_as_that_is_from_it() {
        for (kind, how, offset) in [
            (Kind::Descriptor, AT_DESCRIPTOR, 16),
            (Kind::Module, AT_MODULE, 24),
            (Kind::Offset, AT_STORED_OFFSET, 16),
        ] {
            let elf =
                Elf { variable: Some(24), relocations: vec![relocation(kind, false)], ..Elf::default() };
            let expected = Variable { address: 0x7100, offset, how, reserved: 0 };
            assert_eq!(of(&elf, false), Some(expected), "{kind:?}");
        }
        let elsewhere = Elf { relocations: vec![relocation(Kind::Offset, false)], ..Elf::default() };
        assert_eq!(of(&elsewhere, false), None, "defined in another file");
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn an_executables_own_block_is_below_the_thread_pointer() {
        let block = Block { address: 0x3ff0, size: 0x28, align: 0x40 };
        let elf = Elf { variable: Some(0x10), block: Some(block), ..Elf::default() };
        // It ends at the next multiple of 0x40 from its address on: 0x3ff0 + 0x50.
        let expected = Variable { address: 0, offset: 0x10 - 0x50, how: AT_OFFSET, reserved: 0 };
        assert_eq!(of(&elf, true), Some(expected));
        assert_eq!(of(&elf, false), None, "a library's block may be anywhere");
    }

    #[test]
    fn absurd_sizes_are_no_variable() {
        let block = Block { address: u64::MAX, size: u64::MAX, align: 1 << 63 };
        let elf = Elf { variable: Some(u64::MAX), block: Some(block), ..Elf::default() };
        assert_eq!(of(&elf, true), None);
    }
}
