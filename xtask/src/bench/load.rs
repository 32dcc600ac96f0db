//! Loads that make one kind of call again and again: `load.c`, built here.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

/// Name of the program, as tools see it.
pub(crate) const COMM: &str = "bench-load";

/// A load.
pub(crate) struct Load {
    /// As `load.c` calls it.
    pub(crate) name: &'static str,
    /// What it does, for people.
    pub(crate) what: &'static str,
    /// What is counted: a call, or more than that.
    pub(crate) unit: &'static str,
    /// How often it does it in a fifth of a second or so.
    pub(crate) operations: u64,
}

/// All of them.
pub(crate) const LOADS: [Load; 8] = [
    Load { name: "getppid", what: "`getppid`", unit: "call", operations: 1_000_000 },
    Load { name: "read", what: "`read` of a byte of `/dev/zero`", unit: "call", operations: 600_000 },
    Load { name: "write", what: "`write` of a byte to `/dev/null`", unit: "call", operations: 600_000 },
    Load { name: "open", what: "`open` of `/dev/null`, and `close`", unit: "call", operations: 60_000 },
    Load { name: "pipe", what: "a byte there and back through pipes", unit: "call", operations: 30_000 },
    Load { name: "epoll", what: "an echo through `epoll_wait`", unit: "call", operations: 20_000 },
    Load { name: "futex", what: "two threads that take turns by `futex`", unit: "call", operations: 40_000 },
    Load { name: "spawn", what: "`fork`, `execve`, `exit_group`, `wait4`", unit: "process", operations: 400 },
];

/// Builds the program.
///
/// # Errors
/// If there is no C compiler, or no static C library.
pub(crate) fn build(directory: &Path) -> Result<PathBuf> {
    let program = directory.join(COMM);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bench/load.c");
    let status = Command::new("cc")
        .args(["-O2", "-static", "-pthread", "-Wall", "-Wextra", "-o"])
        .args([&program, &source])
        .status()
        .context("cannot run cc, the C compiler")?;
    ensure!(status.success(), "{} can't be compiled", source.display());
    Ok(program)
}

/// The program, running; it waits for what it is told.
pub(crate) struct Loaded {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Loaded {
    /// Starts it.
    ///
    /// # Errors
    /// If it can't be.
    pub(crate) fn start(program: &Path) -> Result<Self> {
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        Ok(Self {
            child,
            input: input.context("no pipe")?,
            output: BufReader::new(output.context("no pipe")?),
        })
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Has it do something so many times, and waits: how many calls that were, and nanoseconds.
    ///
    /// # Errors
    /// If it died of it.
    pub(crate) fn does(&mut self, name: &str, operations: u64) -> Result<(u64, u64)> {
        writeln!(self.input, "{name} {operations}").context("the load has ended")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let (calls, ns) = line.trim().split_once(' ').with_context(|| format!("{name}: the load failed"))?;
        Ok((calls.parse()?, ns.parse()?))
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        // Its children end with it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
