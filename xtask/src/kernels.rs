//! The tests of the kernel side on other kernels and on another architecture, each in a machine of its own.

mod debian;
mod guest;
mod machine;
mod page;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};

use debian::Suite;
use guest::Tests;
use page::Outcome;

/// A kind of machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Arch {
    /// PCs.
    #[value(name = "x86_64")]
    X86_64,
    /// ARM.
    #[value(name = "aarch64")]
    Aarch64,
}

impl Arch {
    const ALL: [Self; 2] = [Self::X86_64, Self::Aarch64];

    /// As the kernel calls it.
    fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Aarch64 => "aarch64",
        }
    }

    /// As Debian calls it.
    fn debian(self) -> &'static str {
        match self {
            Self::X86_64 => "amd64",
            Self::Aarch64 => "arm64",
        }
    }

    /// As Rust calls it.
    fn target(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64-unknown-linux-musl",
            Self::Aarch64 => "aarch64-unknown-linux-musl",
        }
    }

    fn qemu(self) -> &'static str {
        match self {
            Self::X86_64 => "qemu-system-x86_64",
            Self::Aarch64 => "qemu-system-aarch64",
        }
    }

    fn qemu_package(self) -> &'static str {
        match self {
            Self::X86_64 => "qemu-system-x86",
            Self::Aarch64 => "qemu-system-arm",
        }
    }

    fn c_compiler(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64-linux-gnu-gcc",
            Self::Aarch64 => "aarch64-linux-gnu-gcc",
        }
    }

    fn c_package(self) -> &'static str {
        match self {
            Self::X86_64 => "gcc and musl-tools",
            Self::Aarch64 => "gcc-aarch64-linux-gnu",
        }
    }
}

/// Debian's releases, oldest kernel first: 5.10, 6.1, 6.12, and the newest that it has.
const SUITES: [&str; 4] = ["bullseye", "bookworm", "trixie", "sid"];

/// Whether the short form has it: of aarch64, all kernels share what differs from PCs, and its machines take twice as long.
fn is_in_short_form(arch: Arch, suite: &str) -> bool {
    arch == Arch::X86_64 || suite == "trixie"
}

/// Which of them.
#[derive(Args)]
pub(crate) struct Options {
    /// Releases of Debian whose kernels are booted; all if none is named.
    #[arg(value_parser = SUITES)]
    suites: Vec<String>,
    /// Of this architecture only.
    #[arg(long)]
    arch: Option<Arch>,
    /// What matters most, on all PCs and one of ARM: every syscall, counts and the account. For each change.
    #[arg(long)]
    short: bool,
    /// How many machines run at a time.
    #[arg(long, value_name = "N", default_value_t = 2)]
    at_once: usize,
    /// Print what machines say.
    #[arg(long)]
    verbose: bool,
    /// Write docs/kernels.md: the table of what works where.
    #[arg(long)]
    write: bool,
}

/// A machine that is to be booted.
struct Job {
    arch: Arch,
    suite: &'static str,
    initramfs: PathBuf,
}

/// Boots them.
///
/// # Errors
/// If no machine can be made, or a test fails in one.
pub(crate) fn run(options: &Options) -> Result<()> {
    let started = Instant::now();
    let tests = if options.short { guest::SHORT } else { guest::FULL };
    let scratch = tempfile::tempdir()?;
    let mut jobs = Vec::new();
    for arch in Arch::ALL {
        let suites: Vec<_> = SUITES.into_iter().filter(|suite| options.want(arch, suite)).collect();
        if !suites.is_empty() {
            let initramfs = guest::initramfs(arch, tests, &scratch.path().join(arch.name()))?;
            jobs.extend(suites.iter().map(|suite| Job { arch, suite, initramfs: initramfs.clone() }));
        }
    }
    ensure!(!jobs.is_empty(), "there is no such machine in the short form");
    eprintln!("{} machines, {} at a time; built in {} s", jobs.len(), options.at_once, seconds(started));
    eprintln!("{}", page::head(tests));
    let outcomes = boot_all(&jobs, tests, options);
    if options.write {
        page::write(&outcomes, tests)?;
    }
    let failed: Vec<_> = outcomes.iter().filter_map(Outcome::complaint).collect();
    let (bad, all) = (failed.len(), outcomes.len());
    ensure!(failed.is_empty(), "{bad} of {all} machines failed:\n{}", failed.join("\n"));
    eprintln!("all {all} machines passed, in {} s with all that was built", seconds(started));
    Ok(())
}

impl Options {
    /// Whether a machine is asked for.
    fn want(&self, arch: Arch, suite: &str) -> bool {
        self.arch.is_none_or(|wanted| wanted == arch)
            && (self.suites.is_empty() || self.suites.iter().any(|name| name == suite))
            && (!self.short || is_in_short_form(arch, suite))
    }
}

fn seconds(since: Instant) -> u64 {
    since.elapsed().as_secs()
}

/// Some at a time; how they did, in the order of the jobs.
fn boot_all(jobs: &[Job], tests: &'static [Tests], options: &Options) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mine = std::iter::from_fn(|| {
            let at = next.fetch_add(1, Ordering::Relaxed);
            Some((at, boot(jobs.get(at)?, tests, options.verbose)))
        });
        mine.collect::<Vec<_>>()
    };
    let mut outcomes = thread::scope(|scope| {
        let workers: Vec<_> = (0..options.at_once).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect::<Vec<_>>()
    });
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn boot(job: &Job, tests: &'static [Tests], verbose: bool) -> Outcome {
    let Job { arch, suite, ref initramfs } = *job;
    let mut outcome = Outcome::of(arch, suite, tests);
    let image = Suite::fetch(suite, arch).and_then(|suite| suite.kernel());
    let ended = image.and_then(|image| {
        machine::boot(arch, &image, initramfs, |line| {
            if verbose {
                eprintln!("{suite} {}: {line}", arch.name());
            }
            outcome.read(line);
        })
    });
    // One that can't be had or hangs does not stop the others.
    outcome.end(ended.err());
    eprintln!("{}", outcome.row());
    outcome
}
