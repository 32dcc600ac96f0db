//! What a tool is, and how ior-otel is started as one.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

/// What tools need to know to be started.
pub(super) struct Setting {
    /// The program ior-otel.
    pub(super) ior: PathBuf,
    /// Where its spans and metrics go.
    pub(super) endpoint: String,
    /// Scratch.
    pub(super) directory: PathBuf,
    /// A process that does nothing.
    pub(super) bystander: u32,
}

/// What is watched.
#[derive(Clone, Copy)]
pub(super) struct Watched<'a> {
    /// Its process id.
    pub(super) pid: u32,
    /// Its name.
    pub(super) comm: &'a str,
}

/// When a tool watches.
pub(super) enum Ready {
    /// When it says this.
    Says(&'static str),
    /// A moment after it has opened its performance events.
    HasEvents,
}

/// Where a tool tells what it counted.
pub(super) enum Counts {
    /// It does not count the calls of the load.
    Nothing,
    /// In the metrics that it exports.
    Exported,
    /// In what it prints.
    Printed(fn(&str) -> Option<u64>),
}

/// A tool.
pub(super) struct Tool {
    /// Its name in options and tables.
    pub(super) name: &'static str,
    /// What it does here.
    pub(super) what: &'static str,
    /// How many times fewer operations it is given, to be done in time.
    pub(super) slow: u64,
    /// Starts it.
    pub(super) command: fn(&Setting, Watched<'_>) -> Result<Command>,
    /// When it is there.
    pub(super) ready: Ready,
    /// What asks for its version.
    pub(super) version: &'static [&'static str],
    /// How one learns how many calls of `getppid` it saw.
    pub(super) counts: Counts,
    /// What it says that it lost, if it can tell.
    pub(super) lost: fn(&str) -> Option<String>,
}

/// Prefix of the names of ior-otel itself.
pub(super) const IOR: &str = "ior-otel";

/// `ior-otel attach` with a configuration.
pub(super) fn ior(setting: &Setting, pid: u32, configuration: &str) -> Result<Command> {
    let file = setting.directory.join("config.yaml");
    std::fs::write(&file, configuration).with_context(|| format!("cannot write {}", file.display()))?;
    let mut command = Command::new(&setting.ior);
    command
        .args(["attach", "--summary", "always", "--protocol", "http/protobuf", "--endpoint"])
        .arg(&setting.endpoint)
        .args(["--pid", &pid.to_string(), "--config"])
        .arg(file);
    Ok(command)
}

/// What a tool says is its version.
pub(super) fn version(tool: &Tool, ior: &Path) -> Option<String> {
    let (program, arguments) = match tool.version.split_first() {
        Some((program, arguments)) => (Path::new(program), arguments),
        None if tool.name.starts_with(IOR) => (ior, &["--version"][..]),
        None => return None,
    };
    let output = Command::new(program).args(arguments).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).lines().next()?.trim().to_owned())
}
