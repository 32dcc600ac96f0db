//! ior-otel while it traces the load, and what it takes.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::bench::{sink::Sink, usage};

/// How long it may take to attach, or to end.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(50);

/// Head of the table.
pub(super) const HEAD: &str = "\
| after | resident KiB | of it anonymous | BPF KiB | fds | threads | traced threads | series | calls | spans | left out | lost | CPU |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

/// Every way in which something is lost that should not be.
const LOST: [&str; 6] = [
    "ior.records.dropped",
    "ior.records.undecodable",
    "ior.runs.missed",
    "ior.threads.untraced",
    "ior.series.overflowed",
    "ior.quantities.failed",
];

/// ior-otel, attached.
pub(super) struct Watched {
    child: Child,
    log: PathBuf,
    /// When the last row was made, and the CPU time until then.
    looked: (Instant, u64),
}

impl Watched {
    /// Attaches to a process and its children.
    ///
    /// # Errors
    /// If the kernel refuses: with what it said.
    pub(super) fn start(program: &Path, sink: &Sink, pid: u32, directory: &Path) -> Result<Self> {
        let log = directory.join("log");
        let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let child = Command::new(program)
            .args(["attach", "--summary", "always", "--min-duration", "1ms", "--protocol", "http/protobuf"])
            .args(["--endpoint", &sink.endpoint, "--pid", &pid.to_string()])
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let mut watched = Self { child, log, looked: (Instant::now(), 0) };
        let started = Instant::now();
        while !watched.said().contains("attached") {
            let ended = watched.child.try_wait()?.is_some() || started.elapsed() > PATIENCE;
            ensure!(!ended, "ior-otel does not attach:\n{}", watched.said());
            thread::sleep(LOOK);
        }
        watched.looked = (Instant::now(), watched.cpu_ns());
        Ok(watched)
    }

    /// A row of the table: what it takes now, and of CPU time since the last row.
    ///
    /// # Errors
    /// If it has ended.
    pub(super) fn row(&mut self, after: &str, sink: &Sink) -> Result<String> {
        ensure!(self.child.try_wait()?.is_none(), "ior-otel has ended:\n{}", self.said());
        let pid = self.child.id();
        let (now, cpu_ns) = (Instant::now(), self.cpu_ns());
        let (then, cpu_then) = std::mem::replace(&mut self.looked, (now, cpu_ns));
        let share = (cpu_ns - cpu_then) as f64 / now.duration_since(then).as_nanos().max(1) as f64 * 100.0;
        let lost: i64 = LOST.iter().map(|name| sink.own(name)).sum();
        let cells = [
            after.to_owned(),
            usage::status(pid, "VmRSS:").to_string(),
            usage::status(pid, "RssAnon:").to_string(),
            usage::bpf_kib(pid).to_string(),
            usage::descriptors(pid).to_string(),
            usage::status(pid, "Threads:").to_string(),
            sink.own("ior.threads.traced").to_string(),
            sink.own("ior.series").to_string(),
            sink.own("ior.calls.entered").to_string(),
            sink.own("ior.spans").to_string(),
            sink.own("ior.spans.suppressed").to_string(),
            lost.to_string(),
            format!("{share:.1} %"),
        ];
        Ok(format!("| {} |", cells.join(" | ")))
    }

    /// Ends it; what it said.
    ///
    /// # Errors
    /// If it does not end, or fails.
    pub(super) fn stop(mut self) -> Result<String> {
        kill_process(Pid::from_child(&self.child), Signal::TERM).context("ior-otel has ended")?;
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait()? {
                break status;
            }
            ensure!(started.elapsed() < PATIENCE, "ior-otel does not end");
            thread::sleep(LOOK);
        };
        ensure!(status.success(), "ior-otel failed, {status}:\n{}", self.said());
        Ok(self.said())
    }

    /// Of all its threads, also those that have ended: user and system time of `/proc/PID/stat`, in hundredths of a second (proc_pid_stat(5)).
    fn cpu_ns(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>() * 10_000_000
    }

    fn said(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // There still, if something failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
