//! A tool while it runs: started, ready, measured, stopped.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

use super::{
    tool::{Ready, Setting, Tool, Watched},
    usage,
};

/// How long a tool may take to attach, or to end.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(20);
/// From the opening of performance events to their use.
const MOMENT: Duration = Duration::from_millis(500);
/// A tool that takes less CPU time than that for so long has nothing left to do.
const IDLE_FOR: Duration = Duration::from_millis(120);
const IDLE_NS: u64 = 3_000_000;

/// A tool that watches.
pub(super) struct Running {
    child: Child,
    log: PathBuf,
}

/// What a tool took and said.
pub(super) struct Ended {
    /// What it printed.
    pub(super) said: String,
    /// Most resident memory, KiB.
    pub(super) memory_kib: Option<u64>,
    /// Memory of its BPF maps and programs, KiB.
    pub(super) bpf_kib: u64,
}

impl Running {
    /// Starts a tool, and waits until it watches.
    ///
    /// # Errors
    /// If it is not installed, or ends at once: with the last that it said.
    pub(super) fn start(tool: &Tool, setting: &Setting, watched: Watched<'_>) -> Result<Self> {
        let mut command = (tool.command)(setting, watched)?;
        let log = setting.directory.join("log");
        let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let child = command
            .stdin(Stdio::piped())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("cannot run {}", command.get_program().display()))?;
        let mut running = Self { child, log };
        running.wait_until(&tool.ready)?;
        Ok(running)
    }

    fn wait_until(&mut self, ready: &Ready) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if self.child.try_wait()?.is_some() {
                let said = self.said();
                bail!("{}", said.trim().lines().last().unwrap_or("it ended at once"));
            }
            match ready {
                Ready::Says(words) if self.said().contains(words) => return Ok(()),
                Ready::HasEvents if usage::has_perf_events(self.child.id()) => {
                    thread::sleep(MOMENT);
                    return Ok(());
                }
                Ready::Says(_) | Ready::HasEvents => thread::sleep(LOOK),
            }
        }
        bail!("it does not begin to watch")
    }

    fn said(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// CPU time of its threads until now, nanoseconds.
    pub(super) fn cpu_ns(&self) -> u64 {
        usage::cpu_ns(self.child.id())
    }

    /// The same, once it has done what was left to do.
    pub(super) fn settled_cpu_ns(&self) -> u64 {
        let mut cpu = self.cpu_ns();
        for _ in 0..50 {
            thread::sleep(IDLE_FOR);
            let now = self.cpu_ns();
            if now - cpu < IDLE_NS {
                return now;
            }
            cpu = now;
        }
        cpu
    }

    /// Ends it as Ctrl+C does.
    ///
    /// # Errors
    /// If it does not end.
    pub(super) fn stop(mut self) -> Result<Ended> {
        let pid = self.child.id();
        let (memory_kib, bpf_kib) = (usage::most_resident_kib(pid), usage::bpf_kib(pid));
        kill_process(Pid::from_child(&self.child), Signal::INT).context("the tool has ended")?;
        let started = Instant::now();
        while self.child.try_wait()?.is_none() {
            if started.elapsed() > PATIENCE {
                bail!("it does not end");
            }
            thread::sleep(LOOK);
        }
        Ok(Ended { said: self.said(), memory_kib, bpf_kib })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
