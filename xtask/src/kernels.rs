//! The tests of the kernel side on other kernels and on another architecture, each in a machine of its own.

mod debian;
mod guest;
mod machine;
mod page;

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};

use debian::Suite;
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
    /// Only print what machines say.
    #[arg(long)]
    verbose: bool,
    /// Write docs/kernels.md: the table of what works where.
    #[arg(long)]
    write: bool,
}

/// Boots them one after the other.
///
/// # Errors
/// If a machine can't be had, or a test fails in one.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut outcomes = Vec::new();
    for arch in Arch::ALL.into_iter().filter(|arch| options.arch.is_none_or(|wanted| wanted == *arch)) {
        let scratch = tempfile::tempdir()?;
        let initramfs = guest::initramfs(arch, scratch.path())?;
        for suite in SUITES {
            if options.suites.is_empty() || options.suites.iter().any(|wanted| wanted == suite) {
                let image = Suite::fetch(suite, arch)?.kernel()?;
                let mut outcome = Outcome::of(arch, suite);
                machine::boot(arch, &image, &initramfs, |line| {
                    if options.verbose {
                        eprintln!("{line}");
                    }
                    outcome.read(line);
                })?;
                outcome.end();
                eprintln!("{}", outcome.row());
                outcomes.push(outcome);
            }
        }
    }
    if options.write {
        page::write(&outcomes)?;
    }
    let failed: Vec<_> = outcomes.iter().filter_map(Outcome::complaint).collect();
    ensure!(failed.is_empty(), "not everything works everywhere:\n{}", failed.join("\n"));
    Ok(())
}
