//! Names of functions, by blazesym.

use std::{collections::HashMap, fmt, path::Path, sync::Arc};

use blazesym::symbolize::{
    Input, Symbolized, Symbolizer,
    source::{Elf, Source},
};

use super::module::Module;

/// Names that are remembered.
const MAX: usize = 65_536;

/// A place in the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The function; nothing if the file does not tell.
    pub function: Option<String>,
    /// Bytes from its beginning, or from that of the file's addresses; or an address.
    pub offset: u64,
    /// File name of the executable or library.
    pub file: String,
}

impl Name {
    /// Of an address whose file is not known, or can't be read.
    pub fn of_address(address: u64, of: &str) -> Self {
        Self { function: None, offset: address, file: file_name(Path::new(of)) }
    }

    /// For a flame graph, where places in the same function are one.
    pub fn folded(&self) -> String {
        let name = self.function.clone().unwrap_or_else(|| format!("[{}]", self.file));
        name.replace([';', '\n'], ":")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { function, offset, file } = self;
        match function {
            Some(function) => write!(f, "{function}+{offset:#x} ({file})"),
            None => write!(f, "{offset:#x} ({file})"),
        }
    }
}

/// Symbols of files.
pub struct Symbols {
    symbolizer: Symbolizer,
    known: HashMap<(u64, u64), Arc<Name>>,
}

impl Default for Symbols {
    fn default() -> Self {
        // Lines of source would need the whole of the debug information. Files are known by their descriptors, which are used again: it looks
        // whether it is still the same.
        let symbolizer =
            Symbolizer::builder().enable_code_info(false).enable_inlined_fns(false).enable_auto_reload(true);
        Self { symbolizer: symbolizer.build(), known: HashMap::new() }
    }
}

impl Symbols {
    /// The name of the place that is `further` bytes behind an address of a file.
    pub fn name(&mut self, module: &Module, address: u64, further: u64) -> Arc<Name> {
        if let Some(known) = self.known.get(&(module.id, address)) {
            return Arc::clone(known);
        }
        let mut elf = Elf::new(format!("/proc/self/fd/{}", module.descriptor()));
        elf.debug_syms = false;
        let found = self.symbolizer.symbolize_single(&Source::Elf(elf), Input::VirtOffset(address));
        let name = match found {
            Ok(Symbolized::Sym(symbol)) => Name {
                function: Some(symbol.name.into_owned()),
                offset: symbol.offset as u64 + further,
                file: file_name(&module.path),
            },
            _ => Name { function: None, offset: address + further, file: file_name(&module.path) },
        };
        if self.known.len() >= MAX {
            self.known.clear();
        }
        let name = Arc::new(name);
        self.known.insert((module.id, address), Arc::clone(&name));
        name
    }

    /// Forgets all: descriptors of files that were closed name others.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
