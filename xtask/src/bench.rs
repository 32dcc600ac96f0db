//! What ior-otel costs, measured beside nothing, the least that is possible, and its peers.
//!
//! Every round runs every tool once, each on a fresh process that makes the calls, so that what changes on the machine meets all of them; a
//! run is compared with the run without a tool of the same round.

mod floor;
pub(crate) mod load;
mod machine;
mod page;
pub(crate) mod programs;
mod results;
mod rounds;
mod running;
mod scale;
pub(crate) mod sink;
mod sustained;
mod tool;
mod tools;
pub(crate) mod usage;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};
use clap::{Args, Subcommand};
use tempfile::TempDir;

use load::Loaded;
use results::Results;
use sink::Sink;
use tool::Setting;

/// The name under which runs without a tool are kept.
const NONE: &str = "none";

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: Option<What>,
    /// Only these loads: getppid, read, write, open, pipe, epoll, futex, spawn; and redis, nginx, postgres.
    #[arg(long, value_delimiter = ',')]
    loads: Vec<String>,
    /// Only these tools, by their names in the tables.
    #[arg(long, value_delimiter = ',')]
    tools: Vec<String>,
    /// How often each tool runs.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Few and short rounds and no whole programs: under two minutes, and as rough.
    #[arg(long)]
    quick: bool,
    /// The program to measure; without it, it is built.
    #[arg(long, value_name = "FILE", global = true)]
    ior_otel: Option<PathBuf>,
    /// Where benchmarks.md and benchmarks.json are written; without it docs/ if everything is measured, else target/bench/.
    #[arg(long, value_name = "DIR", global = true)]
    output: Option<PathBuf>,
}

impl Options {
    fn is_whole(&self) -> bool {
        !self.quick && self.loads.is_empty() && self.tools.is_empty()
    }
}

#[derive(Subcommand)]
enum What {
    /// Only how cost grows with processes, threads and series; the rest of the page stays.
    Scale,
    /// Only how many spans a second can be had; the rest of the page stays.
    Sustained,
    /// Attach two empty programs: a tool of its own, for the comparison.
    #[command(hide = true)]
    Floor {
        /// They read the clock.
        #[arg(long)]
        clock: bool,
    },
}

/// Measures, and writes the page.
///
/// # Errors
/// If the kernel refuses, or what it takes is not installed.
pub(crate) fn run(options: &Options) -> Result<()> {
    if let Some(What::Floor { clock }) = options.what {
        return floor::attach(clock);
    }
    ensure!(rustix::process::geteuid().is_root(), "run it as root: the tools load programs into the kernel");
    let started = Instant::now();
    let bench = Bench::new(options)?;
    let file = bench.output.join("benchmarks.json");
    let mut results = Results::read(&file)?;
    match options.what {
        Some(What::Scale) => results.scale = Some(scale::measure(&bench)?),
        Some(What::Sustained) => results.sustained = sustained::measure(&bench)?,
        _ => {
            let Results { scale, sustained, .. } = results;
            results = bench.measure(options)?;
            (results.scale, results.sustained) = if options.is_whole() {
                (Some(scale::measure(&bench)?), sustained::measure(&bench)?)
            } else {
                (scale, sustained)
            };
        }
    }
    results.write(&file)?;
    let page = bench.output.join("benchmarks.md");
    fs::write(&page, page::page(&results)).with_context(|| format!("cannot write {}", page.display()))?;
    eprintln!("{} after {} s", page.display(), started.elapsed().as_secs());
    Ok(())
}

/// What all measurements have in common.
struct Bench {
    root: PathBuf,
    output: PathBuf,
    program: PathBuf,
    setting: Setting,
    sink: Sink,
    /// Ends with us.
    _bystander: Loaded,
    _scratch: TempDir,
}

impl Bench {
    fn new(options: &Options) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no workspace around xtask")?;
        let output = match &options.output {
            Some(directory) => directory.clone(),
            None if options.is_whole() => root.join("docs"),
            None => root.join("target/bench"),
        };
        fs::create_dir_all(&output).with_context(|| format!("cannot make {}", output.display()))?;
        let ior = match &options.ior_otel {
            Some(file) => file.canonicalize().with_context(|| format!("there is no {}", file.display()))?,
            None => build(root)?,
        };
        let scratch = tempfile::tempdir()?;
        // PostgreSQL's user goes through it.
        fs::set_permissions(scratch.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        let program = load::build(scratch.path())?;
        let (sink, bystander) = (Sink::start()?, Loaded::start(&program)?);
        let setting = Setting {
            ior,
            endpoint: sink.endpoint.clone(),
            directory: scratch.path().to_owned(),
            bystander: bystander.pid(),
        };
        Ok(Self {
            root: root.to_owned(),
            output,
            program,
            setting,
            sink,
            _bystander: bystander,
            _scratch: scratch,
        })
    }
}

pub(crate) fn build(root: &Path) -> Result<PathBuf> {
    eprintln!("building ior-otel");
    let status = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["build", "--quiet", "--release", "--locked", "--package", "ior-otel"])
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "ior-otel can't be built");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("release/ior-otel"))
}
