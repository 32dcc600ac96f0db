//! `ior-otel attach` on processes that a test commands.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::trace::{Trace, command, python, read, read_so_far};

/// How long something may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// `tests/programs/worker.py`, running.
pub(crate) struct Worker {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// Its id as it sees it itself.
    pub(crate) pid: u32,
}

impl Worker {
    pub(crate) fn start() -> Self {
        Self::of(Command::new(python()).arg(program("worker.py")))
    }

    /// Of a command that ends up in it.
    pub(crate) fn of(command: &mut Command) -> Self {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("python can be started");
        let (input, output) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let mut worker = Self { child, input, output: BufReader::new(output), pid: 0 };
        worker.pid = worker.answer().parse().expect("its id");
        worker
    }

    /// Id of the process that was started: the worker itself, or what it was started by.
    pub(crate) fn started_as(&self) -> u32 {
        self.child.id()
    }

    /// Has it do something, and waits until it has.
    pub(crate) fn does(&mut self, what: &str) {
        self.begins(what);
        self.ends(what);
    }

    /// Has it do something.
    pub(crate) fn begins(&mut self, what: &str) {
        writeln!(self.input, "{what}").expect("it listens");
    }

    /// Waits until it has done what it began.
    pub(crate) fn ends(&mut self, what: &str) {
        assert_eq!(self.answer(), "done", "{what}");
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("it answers");
        line.trim().to_owned()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program of `tests/programs`.
pub(crate) fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(name)
}

/// Builds a C program of `tests/programs`.
pub(crate) fn build(name: &str, directory: &Path) -> String {
    let source = program(name).with_extension("c");
    let program = directory.join(source.file_stem().expect("a name"));
    let built = Command::new("cc")
        .args(["-O1", "-Wall", "-Werror", "-pthread", "-o"])
        .args([&program, &source])
        .status()
        .expect("a C compiler is installed");
    assert!(built.success(), "{}", source.display());
    program.display().to_string()
}

/// Programs of ours that the kernel still has though no process holds them. Others may be tracing on this machine.
pub(crate) fn left_behind() -> usize {
    let list = Command::new("bpftool").args(["-j", "prog", "list"]).output().expect("bpftool is installed");
    let list: Vec<serde_json::Value> = serde_json::from_slice(&list.stdout).expect("JSON");
    let is_ours =
        |name: &str| name.starts_with("sched_process_") || ["sys_enter", "sys_exit", "tasks"].contains(&name);
    let held = held_programs();
    list.iter()
        .filter(|program| program["name"].as_str().is_some_and(is_ours))
        .filter(|program| program["id"].as_u64().is_none_or(|id| !held.contains(&id)))
        .count()
}

/// Programs that some process has a descriptor of; not every bpftool tells.
fn held_programs() -> HashSet<u64> {
    let files = |path: PathBuf| fs::read_dir(path).into_iter().flatten().flatten().map(|file| file.path());
    let infos = files("/proc".into()).flat_map(|process| files(process.join("fdinfo")));
    let ids = infos.filter_map(|info| {
        let info = fs::read_to_string(info).ok()?;
        info.lines().find_map(|line| line.strip_prefix("prog_id:"))?.trim().parse().ok()
    });
    ids.collect()
}

/// `ior-otel attach`, running.
pub(crate) struct Attached {
    child: Child,
    said: mpsc::Receiver<String>,
    log: Vec<String>,
    directory: TempDir,
}

impl Attached {
    /// Attaches, and waits until it has.
    pub(crate) fn start<S: AsRef<OsStr>>(options: impl IntoIterator<Item = S>) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("out.jsonl");
        let mut command = command(["attach", "--summary", "always", "--output"]);
        command.arg(&file).args(options);
        Self::of(command, directory)
    }

    /// Of a command that ends up in it, and writes to `out.jsonl` of the directory.
    pub(crate) fn of(mut command: Command, directory: TempDir) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("ior-otel can be started");
        let stderr = BufReader::new(child.stderr.take().expect("piped"));
        let (say, said) = mpsc::channel();
        thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| say.send(line)));
        let mut attached = Self { child, said, log: Vec::new(), directory };
        attached.hears("attached");
        attached
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The line that it said with these words.
    pub(crate) fn said(&self, words: &str) -> &str {
        self.log
            .iter()
            .find(|line| line.contains(words))
            .unwrap_or_else(|| panic!("no {words:?} in {:?}", self.log))
    }

    /// Waits until it says something with these words.
    pub(crate) fn hears(&mut self, words: &str) {
        loop {
            let line = self
                .said
                .recv_timeout(PATIENCE)
                .unwrap_or_else(|_| panic!("never said {words:?}:\n{}", self.log.join("\n")));
            let is_it = line.contains(words);
            self.log.push(line);
            if is_it {
                return;
            }
        }
    }

    /// What it has exported so far.
    pub(crate) fn exported(&self) -> Trace {
        read_so_far(&self.file())
    }

    /// Waits until what it exported is as it shall be.
    pub(crate) fn until(&self, what: &str, holds: impl Fn(&Trace) -> bool) {
        let looks = 300;
        for _ in 0..looks {
            if holds(&self.exported()) {
                return;
            }
            thread::sleep(PATIENCE / looks);
        }
        panic!("never: {what}");
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id() as i32).expect("a process");
        kill_process(pid, signal).expect("it lives");
    }

    /// Has it end, and reads what it left.
    pub(crate) fn finish(mut self) -> Trace {
        self.signal(Signal::TERM);
        let status = self.child.wait().expect("it ends");
        self.log.extend(self.said.iter());
        let stderr = self.log.join("\n").into_bytes();
        read(Output { status, stdout: Vec::new(), stderr }, &self.file())
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("out.jsonl")
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        // There still, if the test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
