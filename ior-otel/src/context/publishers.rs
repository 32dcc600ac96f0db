//! Which processes publish the contexts of their threads, and where: found out when a process is found, or maps a file to execute it that
//! is not known, and told to the kernel side.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    os::unix::fs::MetadataExt as _,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow};
use aya::{
    Ebpf,
    maps::{Array, HashMap as BpfHashMap, MapData},
};
use ior_common::{
    context::{FileKey, Publisher},
    record::ProcessId,
};

use super::{
    elf::{self, Elf},
    variables::{self, Loaded},
};
use crate::{
    clock::monotonic,
    enrich::{
        mappings::{self, FileId, Mapping, Unknown},
        process::proc_path,
    },
};

/// How long others wait at most while processes are looked at.
const AT_ONCE: Duration = Duration::from_millis(20);
/// Files that are remembered.
const MAX_KNOWN: usize = 8192;

/// A process whose files are to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The process.
    pub process: ProcessId,
    /// Its id in our `/proc`.
    pub pid: u32,
    /// The file that it mapped.
    pub file: Option<FileKey>,
}

/// What became of looking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Processes that publish.
    pub published: u64,
    /// Processes whose files are not ours to read.
    pub forbidden: u64,
    /// Files that could not be opened.
    pub unreadable: u64,
}

/// The processes that publish.
pub struct Publishers {
    publishers: BpfHashMap<MapData, ProcessId, Publisher>,
    has_publishers: Array<MapData, u32>,
    files: BpfHashMap<MapData, FileKey, u8>,
    /// When they were told to the kernel side, `CLOCK_MONOTONIC` nanoseconds.
    told: HashMap<ProcessId, u64>,
    known: HashMap<FileId, Option<Arc<Elf>>>,
    waiting: VecDeque<Look>,
    quiet: bool,
    /// What became of looking.
    pub looked: Looked,
}

impl Publishers {
    /// With the maps of the kernel side; `quiet` as in [`crate::probe::Probe::publishers`].
    pub fn new(ebpf: &mut Ebpf, quiet: bool) -> Result<Self> {
        let mut take =
            |name: &str| ebpf.take_map(name).ok_or_else(|| anyhow!("the map {name} was taken before"));
        Ok(Self {
            publishers: take("PUBLISHERS")?.try_into().context("PUBLISHERS is no hash map")?,
            has_publishers: take("HAS_PUBLISHERS")?.try_into().context("HAS_PUBLISHERS is no array")?,
            files: take("FILES")?.try_into().context("FILES is no hash map")?,
            told: HashMap::new(),
            known: HashMap::new(),
            waiting: VecDeque::new(),
            quiet,
            looked: Looked::default(),
        })
    }

    /// A process is to be looked at.
    pub fn look(&mut self, look: Look) {
        self.waiting.push_back(look);
    }

    /// A process was forked: it publishes where its parent does. The kernel side knows, if it knew of the parent then.
    pub fn forked(&mut self, process: ProcessId, pid: Option<u32>, parent: ProcessId, time_ns: u64) {
        match self.told.get(&parent) {
            Some(told) if *told < time_ns => {
                self.told.insert(process, time_ns);
            }
            Some(_) => self.waiting.extend(pid.map(|pid| Look { process, pid, file: None })),
            None if self.waiting.iter().any(|look| look.process == parent) => {
                self.waiting.extend(pid.map(|pid| Look { process, pid, file: None }));
            }
            None => {}
        }
    }

    /// A process executed a program, at which the kernel side forgot it. If it was told after that, it may have been told of the program
    /// before.
    pub fn executed(&mut self, process: ProcessId, pid: Option<u32>, time_ns: u64) {
        if self.told.remove(&process).is_some_and(|told| told >= time_ns) {
            let _ = self.publishers.remove(&process);
            self.waiting.extend(pid.map(|pid| Look { process, pid, file: None }));
        }
    }

    /// A process ended.
    pub fn ended(&mut self, process: ProcessId) {
        self.told.remove(&process);
        // The kernel side has forgotten it, unless it was told of it since.
        let _ = self.publishers.remove(&process);
    }

    /// Looks at the processes that wait, for a bounded time.
    pub fn step(&mut self) {
        let started = Instant::now();
        while let Some(Look { process, pid, file }) = self.waiting.pop_front() {
            // What it mapped meanwhile is seen at the same time.
            let mut files: HashSet<FileKey> = file.into_iter().collect();
            self.waiting.retain(|look| {
                let other = look.process != process;
                if !other {
                    files.extend(look.file);
                }
                other
            });
            self.look_at(process, pid, &files);
            if started.elapsed() > AT_ONCE {
                break;
            }
        }
    }

    fn look_at(&mut self, process: ProcessId, pid: u32, files: &HashSet<FileKey>) {
        let mappings = match mappings::of(pid) {
            Ok(mappings) => mappings,
            Err(Unknown::Gone) => return,
            Err(Unknown::Forbidden) => return self.forbidden(pid),
        };
        let main = std::fs::metadata(proc_path(pid, "exe")).map(|metadata| metadata.ino()).ok();
        let is_musl = mappings.iter().any(is_musl);
        let mut loaded: Vec<(Arc<Elf>, u64, bool)> = Vec::new();
        for mapping in mappings.iter().filter(|mapping| mapping.is_executable) {
            let is_main = Some(mapping.file.inode) == main;
            let elf = match self.elf(pid, mapping, is_main) {
                Ok(Some(elf)) => elf,
                Ok(None) | Err(Unknown::Gone) => continue,
                // Newer kernels show mappings to who has CAP_PERFMON, and files to nobody.
                Err(Unknown::Forbidden) => return self.forbidden(pid),
            };
            if let Some(bias) = mapping.bias(&elf.code) {
                loaded.push((elf, bias, is_main));
            }
        }
        let loaded: Vec<Loaded<'_>> = loaded
            .iter()
            .map(|(elf, bias, is_main)| Loaded { elf, bias: *bias, is_main: *is_main })
            .collect();
        if let Some(publisher) = variables::publisher(&loaded, is_musl) {
            self.tell(process, pid, &publisher);
        }
        for file in files {
            self.note(file, &mappings);
        }
    }

    /// What a mapped file says of the variable; nothing if it does not know it.
    fn elf(&mut self, pid: u32, mapping: &Mapping, is_main: bool) -> Result<Option<Arc<Elf>>, Unknown> {
        if let Some(known) = self.known.get(&mapping.file) {
            return Ok(known.clone());
        }
        let file = mappings::open(pid, mapping, is_main).inspect_err(|error| {
            // A process that has ended meanwhile misses nothing.
            let lives = || std::fs::read_link(proc_path(pid, "exe")).is_ok();
            self.looked.unreadable += u64::from(*error == Unknown::Gone && lives());
        })?;
        let elf = elf::read(file, is_main).map(Arc::new);
        if self.known.len() >= MAX_KNOWN {
            self.known.clear();
        }
        self.known.insert(mapping.file.clone(), elf.clone());
        Ok(elf)
    }

    fn forbidden(&mut self, pid: u32) {
        if self.looked.forbidden == 0 {
            tracing::info!(
                "the trace context of process {pid} can't be looked for: it is another user's; run ior-otel as that user, or with \
                 CAP_SYS_PTRACE"
            );
        }
        self.looked.forbidden += 1;
    }

    fn tell(&mut self, process: ProcessId, pid: u32, publisher: &Publisher) {
        let told = self.publishers.insert(process, publisher, 0);
        match told.and_then(|()| self.has_publishers.set(0, 1, 0)) {
            Ok(()) => {
                if self.told.insert(process, monotonic()).is_none() {
                    self.looked.published += 1;
                }
                tracing::debug!("process {pid} publishes the trace contexts of its threads: {publisher:?}");
            }
            Err(error) => tracing::warn!("the trace context of process {pid} can't be followed: {error}"),
        }
    }

    /// Notes a file that says nothing, so that the kernel side does not tell of it again.
    fn note(&mut self, file: &FileKey, mappings: &[Mapping]) {
        let mut of_file = mappings.iter().filter(|mapping| mapping.is_of(file.device, file.inode)).peekable();
        let is_known = of_file.peek().is_some();
        let says_nothing = of_file.all(|mapping| matches!(self.known.get(&mapping.file), Some(None)));
        if self.quiet && is_known && says_nothing {
            // Without it, it is only told of again.
            let _ = self.files.insert(file, 0, 0);
        }
    }
}

/// Whether it is musl's C library, which is its dynamic linker too: `libc.so`, also known as `ld-musl-x86_64.so.1`. glibc's have a number.
fn is_musl(mapping: &Mapping) -> bool {
    let name = mapping.file.path.file_name().unwrap_or_default();
    name == "libc.so" || name.as_encoded_bytes().starts_with(b"ld-musl-")
}
