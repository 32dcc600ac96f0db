//! ior-otel under a mixed load for a long time: does it keep its size, does it keep its count?
//!
//! Prints what it takes at the start, each minute and at the end, as a table for docs/reliability.md. The load begins and ends processes,
//! threads, files and connections all the time; one kind of its calls is counted by itself, and held against the metrics at the end.

#![expect(clippy::print_stdout, reason = "the table is its result, and a pipe of the load its answer")]

mod load;
mod watched;

use std::{
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use clap::{Args, Subcommand};

use crate::bench::{self, sink::Sink};
use load::Load;
use watched::Watched;

/// Between two rows.
const MINUTE: Duration = Duration::from_secs(60);
/// After the load has ended, until the row of the end: processes are forgotten once an export has told their last counts.
const CALM: Duration = Duration::from_secs(25);

/// How long, and with what.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    part: Option<Part>,
    /// How long the load runs.
    #[arg(long, default_value_t = 60)]
    minutes: u32,
    /// The program to watch; without it, it is built.
    #[arg(long, value_name = "FILE")]
    ior_otel: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Part {
    /// Make the load, until standard input ends: a process of its own, which is traced.
    #[command(hide = true)]
    Load {
        /// Scratch.
        directory: PathBuf,
    },
}

/// Runs it, and prints the table.
///
/// # Errors
/// If the kernel refuses, the account does not add up, or what was counted is not what the load made.
pub(crate) fn run(options: &Options) -> Result<()> {
    if let Some(Part::Load { directory }) = &options.part {
        return load::make(directory);
    }
    ensure!(rustix::process::geteuid().is_root(), "run it as root: ior-otel loads programs into the kernel");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no workspace around xtask")?;
    let program = match &options.ior_otel {
        Some(file) => file.canonicalize().with_context(|| format!("there is no {}", file.display()))?,
        None => bench::build(root)?,
    };
    let scratch = tempfile::tempdir()?;
    let (sink, mut load) = (Sink::start()?, Load::start(scratch.path())?);
    let mut watched = Watched::start(&program, &sink, load.pid(), scratch.path())?;
    println!("{}", watched::HEAD);
    println!("{}", watched.row("start", &sink)?);
    load.go()?;
    let started = Instant::now();
    for minute in 1..=options.minutes {
        thread::sleep((MINUTE * minute).saturating_sub(started.elapsed()));
        println!("{}", watched.row(&format!("{minute} min"), &sink)?);
    }
    let made = load.stop()?;
    thread::sleep(CALM);
    println!("{}", watched.row("end", &sink)?);
    let said = watched.stop()?;
    let told = sink.take_getppids();
    println!("\ngetppid: {made} made, {told} told by metrics\n\n{said}");
    ensure!(!said.contains("does not add up"), "the account does not add up");
    ensure!(made == told, "{made} calls of getppid were made, and {told} were told");
    Ok(())
}
