//! The way into the kernel: loads the programs, attaches them, and reads what they leave in maps and ring buffer.

pub mod attach;
pub mod btf;
pub mod host;
pub mod target;
pub mod version;

pub mod maps;
pub mod ring;

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result, anyhow};
use aya::{Ebpf, EbpfLoader, maps::Array};
use ior_common::{descriptor::Descriptor, slot::slots};

use crate::{context::publishers::Publishers, privilege};
use attach::{OF_CGROUPS, TRACEPOINTS};
use btf::Btf;
use maps::Counts;
use ring::Ring;
use target::{Targets, Walk};

/// The kernel side: built by `cargo xtask bpf`, committed, and proven to be of its sources in CI.
static OBJECT: &[u8] = aya::include_bytes_aligned!("../../bpf/ior.bpf.o");

/// Sizes of the kernel's maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the ring buffer: a power of two, and a multiple of the page size.
    pub ring_buffer: u32,
    /// Threads that can be traced at the same time.
    pub threads: u32,
    /// Series that can be counted at the same time, over all processes and CPUs.
    pub series: u32,
}

/// Which contexts of threads are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contexts {
    /// Those that applications publish themselves.
    pub published: bool,
    /// Those in the map that the OpenTelemetry eBPF instrumentation has pinned here.
    pub pinned: Option<PathBuf>,
}

/// Loaded and attached programs. Dropping it detaches them.
pub struct Probe {
    ebpf: Ebpf,
    targets: Option<(Targets, Walk)>,
}

impl Probe {
    /// Loads and attaches the programs. What is there of the targets is traced when it is [adopted](Self::adopt). Without targets,
    /// processes that ior-otel forks from now on are traced, from their first `execve` on, and what they fork.
    pub fn start(
        limits: &Limits,
        contexts: &Contexts,
        descriptors: &[Descriptor],
        targets: Option<Targets>,
    ) -> Result<Self> {
        let started = Instant::now();
        version::look_at_version()?;
        attach::look_for_tracefs()?;
        let kernel = Btf::read(Path::new(btf::KERNEL))?;
        let host = host::describe(&kernel, limits, contexts, targets.as_ref())?;
        let object = attach::object(OBJECT, &kernel)?;
        drop(kernel);
        // Needed before Linux 5.11, where maps count against it, and needs CAP_SYS_RESOURCE; later kernels ignore it.
        let unlocked = rlimit::setrlimit(rlimit::Resource::MEMLOCK, rlimit::INFINITY, rlimit::INFINITY);
        // Of durations, and of sizes.
        let series = limits.series.saturating_mul(2);
        let thread_slots = slots(limits.threads, host.cpus);
        let series_slots = slots(series, host.cpus);
        let mut loader = EbpfLoader::new();
        if let Some(path) = &contexts.pinned {
            loader.map_pin_path("PINNED", path);
        }
        let mut ebpf = loader
            // The programs have no relocations against the kernel's types: nothing to parse.
            .btf(None)
            .override_global("HOST", &host, true)
            .map_max_entries("THREADS", limits.threads)
            .map_max_entries("THREAD_SLOTS", thread_slots)
            .map_max_entries("FREE_THREADS", thread_slots)
            .map_max_entries("SERIES", series)
            .map_max_entries("SERIES_SLOTS", series_slots)
            .map_max_entries("FREE_SERIES", series_slots)
            .map_max_entries("RECORDS", limits.ring_buffer)
            .load(&object)
            .map_err(|error| explain_memory(error.into()))
            .map_err(|error| privilege::explain(error, unlocked.is_ok()))?;
        describe(&mut ebpf, descriptors)?;
        maps::fill(&mut ebpf, "FREE_THREADS", thread_slots)?;
        maps::fill(&mut ebpf, "FREE_SERIES", series_slots)?;
        tracing::debug!(?host, "loaded {} bytes of programs in {:?}", object.len(), started.elapsed());
        let refused = |error| privilege::explain(error, unlocked.is_ok());
        let targets = match targets {
            Some(targets) => {
                targets.tell(&mut ebpf)?;
                let walk = Walk::prepare(&mut ebpf, &targets).map_err(refused)?;
                Some((targets, walk))
            }
            None => None,
        };
        let has_cgroups = targets.as_ref().is_some_and(|(targets, _)| targets.have_cgroups());
        for tracepoint in TRACEPOINTS.into_iter().chain(has_cgroups.then_some(OF_CGROUPS)) {
            attach::attach(&mut ebpf, tracepoint)
                .map_err(|error| error.context(format!("cannot attach to {}", tracepoint.name)))
                .map_err(refused)?;
        }
        tracing::debug!("attached after {:?}", started.elapsed());
        Ok(Self { ebpf, targets })
    }

    /// Begins to trace what is there of the targets, and hands on the records of its processes.
    ///
    /// # Errors
    /// If a process that was named is not there ([`target::NoTarget`]).
    pub fn adopt(&mut self, record: &mut dyn FnMut(&[u8])) -> Result<()> {
        match &mut self.targets {
            Some((_, walk)) => walk.adopt(&mut self.ebpf, record),
            None => Ok(()),
        }
    }

    /// Looks for cgroups that were made again since, and for what is in them.
    pub fn look_again(&mut self, record: &mut dyn FnMut(&[u8])) -> Result<()> {
        let Some((targets, walk)) = &mut self.targets else { return Ok(()) };
        if targets.look_again(&mut self.ebpf)? {
            walk.adopt(&mut self.ebpf, record)?;
        }
        Ok(())
    }

    /// Takes the ring buffer; once.
    pub fn ring(&mut self) -> Result<Ring> {
        Ring::new(self.ebpf.take_map("RECORDS").context("the ring buffer was taken before")?)
    }

    /// Takes the maps that count; once.
    pub fn counts(&mut self) -> Result<Counts> {
        Counts::new(&mut self.ebpf)
    }

    /// Takes the maps of who publishes contexts; once. With `quiet`, the kernel side does not tell of files again that publish nothing.
    pub fn publishers(&mut self, quiet: bool) -> Result<Publishers> {
        Publishers::new(&mut self.ebpf, quiet)
    }

    /// Rewrites what to do with each syscall.
    pub fn describe(&mut self, descriptors: &[Descriptor]) -> Result<()> {
        describe(&mut self.ebpf, descriptors)
    }

    /// Detaches, in the reverse order of attaching, so that no call is counted as begun whose end nobody would see; returns
    /// [`Self::missed_runs`].
    pub fn detach(mut self) -> u64 {
        let missed = self.missed_runs();
        attach::detach(&mut self.ebpf);
        missed
    }

    /// Runs that the kernel skipped because a program was already running on the CPU: calls that were not seen.
    pub fn missed_runs(&self) -> u64 {
        // Not in aya's program information; see `maps::missed`.
        maps::missed(&self.ebpf)
    }
}

/// Says what takes the memory that the kernel refused; leaves other errors alone.
fn explain_memory(error: anyhow::Error) -> anyhow::Error {
    let is_memory = |cause: &(dyn std::error::Error + 'static)| {
        let raw = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::raw_os_error);
        matches!(raw, Some(libc::ENOMEM | libc::E2BIG))
    };
    if error.chain().any(is_memory) {
        return error.context(
            "the kernel refused the memory for its side; `limits:` in the configuration says how much it is, and the memory limit of \
             a container counts it",
        );
    }
    error
}

fn describe(ebpf: &mut Ebpf, descriptors: &[Descriptor]) -> Result<()> {
    let map = ebpf.map_mut("DESCRIPTORS").ok_or_else(|| anyhow!("the object has no map DESCRIPTORS"))?;
    let mut map: Array<_, Descriptor> = map.try_into()?;
    for (index, descriptor) in (0..).zip(descriptors) {
        map.set(index, descriptor, 0).with_context(|| format!("cannot describe syscall {index}"))?;
    }
    Ok(())
}
