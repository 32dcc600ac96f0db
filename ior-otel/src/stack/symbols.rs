//! Names of places in the code: function, offset and file.

use std::{collections::HashMap, fmt, path::Path, sync::Arc};

use super::{demangle::demangle, functions::Functions, module::Module};
use crate::printable::printable;

/// Names that are remembered.
const MAX: usize = 65_536;
/// Functions that are remembered where they are, 24 bytes each: a large browser has a million.
const MAX_FUNCTIONS: usize = 4 << 20;

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
        name.replace(';', ":")
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

/// Names of functions, by what was read of files.
#[derive(Default)]
pub struct Symbols {
    functions: HashMap<u64, Functions>,
    /// How many functions those are.
    count: usize,
    known: HashMap<(u64, u64), Arc<Name>>,
}

impl Symbols {
    /// The name of the place that is `further` bytes behind an address of a file.
    pub fn name(&mut self, module: &Module, address: u64, further: u64) -> Arc<Name> {
        if let Some(known) = self.known.get(&(module.id, address)) {
            return Arc::clone(known);
        }
        let found = self.functions(module).and_then(|functions| functions.at(address, module.file()));
        let (function, offset) = match found {
            Some((symbol, offset)) => (Some(demangle(&symbol)), offset),
            None => (None, address),
        };
        let name =
            Arc::new(Name { function, offset: offset.wrapping_add(further), file: file_name(&module.path) });
        if self.known.len() >= MAX {
            self.known.clear();
        }
        self.known.insert((module.id, address), Arc::clone(&name));
        name
    }

    /// The functions of a file, which are read when the first of them is asked for.
    fn functions(&mut self, module: &Module) -> Option<&Functions> {
        if !self.functions.contains_key(&module.id) {
            let read = Functions::read(module.file().try_clone().ok()?);
            if self.count + read.len() > MAX_FUNCTIONS {
                self.functions.clear();
                self.count = 0;
            }
            self.count += read.len();
            self.functions.insert(module.id, read);
        }
        self.functions.get(&module.id)
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

fn file_name(path: &Path) -> String {
    printable(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()).into_owned()
}
