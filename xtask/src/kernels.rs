//! The tests of the kernel side on other kernels and on another architecture, each in a machine of its own.

mod debian;
mod guest;
mod machine;
mod page;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
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

/// Which of them.
#[derive(Args)]
pub(crate) struct Options {
    /// Releases of Debian whose kernels are booted; all if none is named.
    #[arg(value_parser = SUITES)]
    suites: Vec<String>,
    /// Of this architecture only.
    #[arg(long)]
    arch: Option<Arch>,
    /// What matters most: every syscall, counts and the account. For each change.
    #[arg(long, conflicts_with = "write")]
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
/// If a machine can't be had, or a test fails in one.
pub(crate) fn run(options: &Options) -> Result<()> {
    let tests = if options.short { guest::SHORT } else { guest::FULL };
    let is_wanted =
        |suite: &str| options.suites.is_empty() || options.suites.iter().any(|name| name == suite);
    let scratch = tempfile::tempdir()?;
    let mut jobs = Vec::new();
    for arch in Arch::ALL.into_iter().filter(|arch| options.arch.is_none_or(|wanted| wanted == *arch)) {
        let initramfs = guest::initramfs(arch, tests, &scratch.path().join(arch.name()))?;
        let suites = SUITES.into_iter().filter(|suite| is_wanted(suite));
        jobs.extend(suites.map(|suite| Job { arch, suite, initramfs: initramfs.clone() }));
    }
    let outcomes = boot_all(&jobs, tests, options)?;
    if options.write {
        page::write(&outcomes)?;
    }
    let failed: Vec<_> = outcomes.iter().filter_map(Outcome::complaint).collect();
    ensure!(failed.is_empty(), "not everything works everywhere:\n{}", failed.join("\n"));
    Ok(())
}

/// Some at a time; how they did, in the order of the jobs.
fn boot_all(jobs: &[Job], tests: &'static [Tests], options: &Options) -> Result<Vec<Outcome>> {
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

fn boot(job: &Job, tests: &'static [Tests], verbose: bool) -> Result<Outcome> {
    let Job { arch, suite, ref initramfs } = *job;
    let image = Suite::fetch(suite, arch)?.kernel()?;
    let mut outcome = Outcome::of(arch, suite, tests);
    let ended = machine::boot(arch, &image, initramfs, |line| {
        if verbose {
            eprintln!("{suite} {}: {line}", arch.name());
        }
        outcome.read(line);
    });
    if let Err(error) = ended {
        // One that hangs does not stop the others.
        outcome.read(&format!("{error:#}"));
    }
    outcome.end();
    eprintln!("{}", outcome.row());
    Ok(outcome)
}
