//! Where in the code a call was made: the user stack that the kernel side captured, [unwound](unwind), with [names](symbols).
//!
//! The [files](module) that a process executes are read when its first stack comes, while it lives; of one that has ended before, only
//! the address of the call is.

pub mod demangle;
pub mod folded;
pub mod functions;
pub mod module;
pub mod symbols;
pub mod unwind;

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use framehop::Unwinder as _;
use ior_common::record::ProcessId;

use crate::{
    call::Captured,
    enrich::{
        mappings::{self, FileId, Mapping},
        process::proc_path,
    },
};
use module::Module;
use symbols::{Name, Symbols};
use unwind::{Cache, Unwinder};

/// Processes whose files are known at a time.
const MAX_PROCESSES: usize = 256;
/// Files that are kept open, for their symbols; and files of one process.
const MAX_FILES: usize = 256;
/// Bytes of them that are kept, for unwinding.
const MAX_BYTES: usize = 256 << 20;
/// How long the mappings of a process stand, when an address is in none of them.
const STANDS: Duration = Duration::from_millis(100);

/// What the kernel side captured of a stack.
#[derive(Clone, Copy, Debug, Default)]
pub struct Raw<'a> {
    /// Registers, and the stack from the stack pointer on.
    pub top: Option<Captured<'a>>,
    /// The frames that frame pointers lead to.
    pub frames: Option<Captured<'a>>,
}

/// A stack, innermost first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stack {
    /// What it consists of.
    pub names: Vec<Arc<Name>>,
    /// Whether it goes on where it could not be followed.
    pub is_truncated: bool,
}

impl Stack {
    /// A line for each, innermost first.
    pub fn text(&self) -> String {
        self.names.iter().map(|name| name.to_string()).collect::<Vec<_>>().join("\n")
    }
}

/// The stacks of processes.
pub struct Stacks {
    processes: HashMap<ProcessId, Traced>,
    files: HashMap<FileId, Option<Arc<Module>>>,
    /// What is kept of them.
    bytes: usize,
    symbols: Symbols,
    cache: Cache,
    /// Files that were read.
    read: u64,
}

impl Default for Stacks {
    fn default() -> Self {
        Self {
            processes: HashMap::new(),
            files: HashMap::new(),
            bytes: 0,
            symbols: Symbols::default(),
            cache: Cache::new(),
            read: 0,
        }
    }
}

/// A process, as far as its stacks are concerned.
struct Traced {
    loaded: Vec<Loaded>,
    unwinder: Unwinder,
    read: Instant,
}

/// An executable mapping.
struct Loaded {
    mapping: Mapping,
    /// Its file, and what is added to the file's addresses; nothing if it could not be read.
    module: Option<(Arc<Module>, u64)>,
}

impl Stacks {
    /// The stack of a call, by the id of its process in our `/proc`. Nothing if none was captured.
    pub fn of(&mut self, process: ProcessId, pid: Option<u32>, raw: Raw<'_>) -> Option<Stack> {
        let (registers, top) = match raw.top? {
            Captured::Whole(bytes) | Captured::Part(bytes) => unwind::registers(bytes)?,
            Captured::Fault => unwind::registers(&[])?,
        };
        let frames = match raw.frames {
            Some(Captured::Whole(bytes)) => unwind::frames(bytes),
            _ => Vec::new(),
        };
        self.know(process, pid, registers.instruction);
        let mut unwound = match self.processes.get(&process) {
            Some(traced) => unwind::unwind(&traced.unwinder, &mut self.cache, registers, top, &frames),
            None => unwind::unwind(&Unwinder::new(), &mut self.cache, registers, top, &frames),
        };
        let loaded = self.processes.get(&process).map_or(&[][..], |traced| &traced.loaded);
        unwound.end_in_code(|address| loaded.iter().any(|loaded| loaded.contains(address)));
        let names = unwound.addresses.iter().enumerate().map(|(at, address)| {
            // A return address is behind the call, which may be the last thing in its function.
            let within = if at == 0 { *address } else { address.saturating_sub(1) };
            name(&mut self.symbols, loaded, *address, within)
        });
        Some(Stack { names: names.collect(), is_truncated: unwound.is_truncated })
    }

    /// Forgets a process: it ended, or executes another program.
    pub fn forget(&mut self, process: ProcessId) {
        self.processes.remove(&process);
    }

    /// Looks at what a process has loaded, where a stack asks for what is not known.
    fn know(&mut self, process: ProcessId, pid: Option<u32>, address: u64) {
        if let Some(traced) = self.processes.get(&process) {
            let is_known = traced.loaded.iter().any(|loaded| loaded.contains(address));
            if is_known || traced.read.elapsed() < STANDS {
                return;
            }
        }
        if let Some(pid) = pid {
            self.look(process, pid);
        }
    }

    /// Looks at what a process has loaded. To be called when it has loaded something: it may have ended when its first stack comes.
    pub fn look(&mut self, process: ProcessId, pid: u32) {
        let Some(mappings) = mappings::of(pid).ok().filter(|mappings| !mappings.is_empty()) else { return };
        let main = std::fs::metadata(proc_path(pid, "exe")).ok();
        let is_main = |mapping: &Mapping| {
            use std::os::unix::fs::MetadataExt as _;
            main.as_ref().is_some_and(|main| main.ino() == mapping.file.inode)
        };
        let mut unwinder = Unwinder::new();
        let (mut loaded, mut files, mut bytes) = (Vec::new(), 0, 0);
        for mapping in mappings.into_iter().filter(|mapping| mapping.is_executable) {
            let is_main = is_main(&mapping);
            let has_room = files < MAX_FILES && bytes < MAX_BYTES;
            let module = has_room.then(|| self.module(pid, &mapping, is_main)).flatten().and_then(|module| {
                (files, bytes) = (files + 1, bytes + module.bytes());
                let bias = module.bias(&mapping)?;
                unwinder.add_module(module.to_unwind(&mapping, bias));
                Some((module, bias))
            });
            loaded.push(Loaded { mapping, module });
        }
        if self.processes.len() >= MAX_PROCESSES {
            self.processes.clear();
        }
        self.processes.insert(process, Traced { loaded, unwinder, read: Instant::now() });
    }

    fn module(&mut self, pid: u32, mapping: &Mapping, is_main: bool) -> Option<Arc<Module>> {
        if let Some(known) = self.files.get(&mapping.file) {
            return known.clone();
        }
        if self.files.len() >= MAX_FILES || self.bytes >= MAX_BYTES {
            self.forget_all();
        }
        self.read += 1;
        let file = mappings::open(pid, mapping, is_main).ok();
        let module = file.and_then(|file| Module::read(self.read, &mapping.file.path, file)).map(Arc::new);
        self.bytes += module.as_ref().map_or(0, |module| module.bytes());
        self.files.insert(mapping.file.clone(), module.clone());
        module
    }

    /// Forgets all files, and the processes that hold on to them.
    fn forget_all(&mut self) {
        (self.processes, self.files, self.bytes) = (HashMap::new(), HashMap::new(), 0);
        self.symbols.clear();
    }
}

impl Loaded {
    fn contains(&self, address: u64) -> bool {
        (self.mapping.start..self.mapping.end).contains(&address)
    }
}

fn name(symbols: &mut Symbols, loaded: &[Loaded], address: u64, within: u64) -> Arc<Name> {
    match loaded.iter().find(|loaded| loaded.contains(within)) {
        Some(Loaded { module: Some((module, bias)), .. }) => {
            symbols.name(module, within.wrapping_sub(*bias), address.wrapping_sub(within))
        }
        Some(Loaded { mapping, module: None }) => {
            Arc::new(Name::of_address(address, &mapping.file.path.to_string_lossy()))
        }
        None => Arc::new(Name::of_address(address, "unknown")),
    }
}
