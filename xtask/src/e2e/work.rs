//! The program that is traced, and ior-otel beside it.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

use super::otlp::{self, Point, Span};
use crate::{bpf::root, tools::output};

/// How ior-otel comes to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    /// It starts it.
    Run,
    /// It finds it running.
    Attach,
}

impl How {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Run, Self::Attach];

    /// As the command line says it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Attach => "attach",
        }
    }
}

/// What ior-otel sent, by its own file.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// Spans.
    pub spans: Vec<Span>,
    /// The last point of each series.
    pub points: Vec<Point>,
}

/// Builds ior-otel and says where it is.
pub(super) fn build() -> Result<PathBuf> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built = Command::new(cargo)
        .args(["build", "--package", "ior-otel", "--locked", "--message-format=json-render-diagnostics"])
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo")?;
    ensure!(built.status.success(), "ior-otel can't be built");
    String::from_utf8(built.stdout)?
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "ior-otel")
        .find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)))
        .context("cargo does not say where ior-otel is")
}

/// The interpreter itself: what is called so may be a script that looks for it.
pub(super) fn python() -> Result<String> {
    let asked = output(Command::new("python3").args(["-c", "import sys; print(sys.executable)"]))?;
    Ok(asked.trim().to_owned())
}

/// Something to trace: `xtask/e2e/work.py` with arguments.
pub(super) struct Work<'a> {
    /// ior-otel.
    pub program: &'a Path,
    /// Where files go.
    pub directory: &'a Path,
    /// The service that it is.
    pub service: &'a str,
    /// How ior-otel is started: its options.
    pub options: Vec<String>,
    /// Its environment, beside the service's name.
    pub environment: Vec<(&'static str, String)>,
    /// Arguments of the program.
    pub arguments: Vec<&'static str>,
}

impl Work<'_> {
    /// Traces it from beginning to end.
    pub(super) fn trace(&self, how: How) -> Result<Sent> {
        let file = self.directory.join(format!("{}.jsonl", self.service));
        match how {
            How::Run => {
                let command = self.command()?;
                let mut ior_otel = self.ior_otel(how, &file);
                ior_otel.arg("--").arg(command.get_program()).args(command.get_args());
                output(&mut ior_otel)?;
            }
            How::Attach => self.attach(&file)?,
        }
        sent(&file)
    }

    fn command(&self) -> Result<Command> {
        let mut command = Command::new(python()?);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/e2e/work.py")).args(&self.arguments);
        Ok(command)
    }

    fn ior_otel(&self, how: How, file: &Path) -> Command {
        let mut command = Command::new(self.program);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("OTEL_")) {
            command.env_remove(name);
        }
        command
            .args([how.name(), "--summary", "always", "--output"])
            .arg(file)
            .args(&self.options)
            .env("OTEL_SERVICE_NAME", self.service)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(self.directory);
        command
    }

    fn attach(&self, file: &Path) -> Result<()> {
        let mut target = self
            .command()?
            .arg("--wait")
            .env("OTEL_SERVICE_NAME", self.service)
            .current_dir(self.directory)
            .stdin(Stdio::piped())
            .spawn()
            .context("cannot run python3")?;
        let mut ior_otel = self
            .ior_otel(How::Attach, file)
            .args(["--pid", &target.id().to_string()])
            .stderr(Stdio::piped())
            .spawn()?;
        let mut said = BufReader::new(ior_otel.stderr.take().context("piped")?).lines();
        let attached = said.by_ref().map_while(Result::ok).any(|line| line.contains("attached"));
        ensure!(attached, "ior-otel does not attach");
        target.stdin.take().context("piped")?.write_all(b"go\n")?;
        ensure!(target.wait()?.success(), "the target failed");
        end(&mut ior_otel, said.map_while(Result::ok))
    }
}

fn end(ior_otel: &mut Child, said: impl Iterator<Item = String>) -> Result<()> {
    kill_process(Pid::from_child(ior_otel), Signal::TERM)?;
    // It would wait for room if nobody read.
    let said: Vec<_> = said.collect();
    let status = ior_otel.wait()?;
    ensure!(status.success(), "ior-otel ended with {status}:\n{}", said.join("\n"));
    Ok(())
}

/// What a file of JSON lines holds.
pub(super) fn sent(file: &Path) -> Result<Sent> {
    let mut sent = Sent::default();
    let mut last = BTreeMap::new();
    for request in otlp::lines(file)? {
        sent.spans.extend(otlp::spans(&request));
        for point in otlp::points(&request) {
            last.insert((point.name.clone(), point.resource.clone(), point.attributes.clone()), point);
        }
    }
    sent.spans.sort();
    sent.points = last.into_values().collect();
    // Read once, and large under load.
    fs::remove_file(file)?;
    Ok(sent)
}
