//! Which process it is: name, program, service. Learned from the kernel's records, completed from /proc while the process lives.

use std::{
    collections::HashMap,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use ior_common::record::ProcessId;

use super::{
    container::{self, Container},
    environment::{self, Environment},
    process_context::ProcessContext,
};
use crate::{
    clock::{Clock, monotonic},
    decode::{End, Exec, Exit, Fork},
};

/// A traced process.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// The process that forked it.
    pub parent: Option<ProcessId>,
    /// Its id as it sees itself.
    pub pid: u32,
    /// Its parent's id as it sees it.
    pub parent_pid: Option<u32>,
    /// Its id in our `/proc`.
    pub proc_pid: Option<u32>,
    /// Its id in the initial pid namespace.
    pub host_pid: u32,
    /// The container that it is in.
    pub container: Container,
    /// When it was forked, or became traced: `CLOCK_MONOTONIC` nanoseconds.
    pub start_ns: u64,
    /// The same in Unix nanoseconds, as the clocks were then: it is part of what identifies metrics, and must not move with them (but where they
    /// are [set back](Processes::set_back)).
    pub start_unix_ns: u64,
    /// The same as the kernel dates it, `CLOCK_BOOTTIME` nanoseconds: with an id, it names one process.
    born_ns: u64,
    /// That as it is told (`process.creation.time`), Unix nanoseconds.
    pub created_unix_ns: u64,
    /// Path of its program, as far as it is known.
    pub executable: Option<String>,
    /// File name of what it executed, as it was given to `execve`: known whether the process lives or not, and of a script its own
    /// and not its interpreter's.
    pub program: Option<String>,
    /// Name of its main thread.
    pub name: String,
    /// What its environment says of OpenTelemetry.
    pub environment: Environment,
    /// What it executed, in order.
    pub execs: Vec<Executed>,
    /// How many more there were.
    pub more_execs: u32,
    /// When and how it ended.
    pub exit: Option<Exit>,
    /// What it publishes of itself.
    pub published: Published,
}

/// What a process publishes of itself, and when that is looked at next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Published {
    /// It.
    pub context: Option<ProcessContext>,
    /// `CLOCK_MONOTONIC` nanoseconds.
    next_ns: u64,
    delay_ns: u64,
}

/// How long after its start a process is looked at first. As long as nothing is there, the time doubles, to [`LOOK_LAST`]: SDKs publish when they
/// begin, and some programs load one late.
const LOOK_FIRST: u64 = 100_000_000;
const LOOK_LAST: u64 = 60_000_000_000;
/// How often one that publishes is asked whether it did so again.
const LOOK_AGAIN: u64 = 1_000_000_000;
/// How long others wait at most while processes are asked.
const AT_ONCE: Duration = Duration::from_millis(20);

impl Published {
    /// Of a process that begins, or executes a program.
    fn nothing(now_ns: u64) -> Self {
        Self { context: None, next_ns: now_ns + LOOK_FIRST, delay_ns: LOOK_FIRST }
    }

    /// Of a process that was there before, and may have published long ago.
    fn unknown() -> Self {
        Self { context: None, next_ns: 0, delay_ns: LOOK_FIRST }
    }

    /// Looks again; whether it is something else than before.
    fn look(&mut self, pid: u32, now_ns: u64) -> bool {
        let found = match &self.context {
            None => ProcessContext::find(pid),
            Some(context) => context.again(pid),
        };
        // Of a process that is ending, what it published is true of the calls that are still to be told.
        let context = found.unwrap_or_else(|_| self.context.clone());
        self.delay_ns = if context.is_some() { LOOK_AGAIN } else { (self.delay_ns * 2).min(LOOK_LAST) };
        self.next_ns = now_ns + self.delay_ns;
        let attributes =
            |context: &Option<ProcessContext>| context.as_ref().map(|context| context.attributes.clone());
        let changed = attributes(&context) != attributes(&self.context);
        self.context = context;
        changed
    }
}

/// A program that a process executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    /// When, `CLOCK_MONOTONIC` nanoseconds.
    pub time_ns: u64,
    /// Path as it was given to `execve`.
    pub path: Option<String>,
    /// Number of arguments.
    pub argc: u32,
}

impl Process {
    /// Asks /proc, as far as the process is still there and may be looked at: for the program's absolute path (and the interpreter of a
    /// script), the environment, the container.
    fn look_up(&mut self) {
        let Some(pid) = self.proc_pid else { return };
        let executable = fs::read_link(proc_path(pid, "exe"));
        let (environment, container) = (environment::read(pid), container::read(pid));
        // Asked last: what was there then, was there before.
        if self.proc_pid_of_living().is_none() {
            return;
        }
        if let Ok(path) = executable {
            self.executable = Some(path.to_string_lossy().into_owned());
        }
        if let Some(environment) = environment {
            self.environment = environment;
        }
        if let Some(container) = container {
            self.container = container;
        }
    }

    /// Its id in our `/proc`, if it is still there. Its records may be read when it has ended, and another has its id.
    pub fn proc_pid_of_living(&self) -> Option<u32> {
        self.proc_pid.filter(|pid| born_ticks(*pid) == Some(self.born_ns / TICK_NS))
    }

    /// Name of its program; before it executes any, its thread's name.
    pub fn executable_name(&self) -> &str {
        self.program.as_deref().unwrap_or(&self.name)
    }
}

/// Executed programs that are remembered of a process: one that executes itself again and again must not grow without bound.
const MAX_EXECS: usize = 128;

/// The traced processes, living and just ended.
#[derive(Debug, Default)]
pub struct Processes(HashMap<ProcessId, Process>);

impl Processes {
    /// A process began: it runs its parent's program with its parent's environment. Of one that was there before, or whose parent is not
    /// traced, /proc says what it is.
    pub fn fork(&mut self, fork: &Fork<'_>, clock: &Clock) {
        let parent = fork.parent.and_then(|parent| self.0.get(&parent));
        let mut process = Process {
            parent: fork.parent,
            pid: fork.pid,
            parent_pid: fork.parent_pid,
            proc_pid: fork.proc_pid,
            host_pid: fork.host_pid,
            container: parent.map(|parent| parent.container.clone()).unwrap_or_default(),
            start_ns: fork.time_ns,
            start_unix_ns: clock.unix_of_monotonic(fork.time_ns),
            born_ns: fork.start_boottime_ns,
            created_unix_ns: clock.unix_of_boottime(fork.start_boottime_ns),
            executable: parent.and_then(|parent| parent.executable.clone()),
            program: parent.and_then(|parent| parent.program.clone()),
            name: fork.thread_name.to_owned(),
            environment: parent.map(|parent| parent.environment.clone()).unwrap_or_default(),
            execs: Vec::new(),
            more_execs: 0,
            exit: None,
            published: if fork.found { Published::unknown() } else { Published::nothing(monotonic()) },
        };
        if parent.is_none() {
            process.look_up();
            process.program = process.executable.as_deref().and_then(file_name);
        }
        self.0.insert(fork.process, process);
    }

    /// What a process that comes back was known as before it left.
    pub fn that_left(&self, fork: &Fork<'_>) -> Option<ProcessId> {
        let left = |process: &Process| process.exit.is_some_and(|exit| exit.how == End::Left);
        self.0
            .iter()
            .find(|(_, process)| {
                left(process)
                    && process.host_pid == fork.host_pid
                    && process.born_ns == fork.start_boottime_ns
            })
            .map(|(id, _)| *id)
    }

    /// A process came back: its metrics go on where they ended.
    pub fn go_on(&mut self, before: ProcessId, now: ProcessId) {
        if let Some(begin) = self.0.get(&before).map(|process| process.start_unix_ns)
            && let Some(process) = self.0.get_mut(&now)
        {
            process.start_unix_ns = begin;
        }
    }

    /// The wall clock was set back: processes began as much earlier.
    pub fn set_back(&mut self, ns: u64) {
        self.0
            .values_mut()
            .for_each(|process| process.start_unix_ns = process.start_unix_ns.saturating_sub(ns));
    }

    /// A process executed a program.
    pub fn exec(&mut self, exec: &Exec<'_>) {
        let Some(process) = self.0.get_mut(&exec.process) else { return };
        let given = exec.path.map(|path| String::from_utf8_lossy(path).into_owned());
        process.executable.clone_from(&given);
        process.published = Published::nothing(monotonic());
        process.look_up();
        process.program = given
            .as_deref()
            .and_then(file_name)
            .or_else(|| process.executable.as_deref().and_then(file_name));
        exec.thread_name.clone_into(&mut process.name);
        if process.execs.len() < MAX_EXECS {
            process.execs.push(Executed { time_ns: exec.time_ns, path: given, argc: exec.argc });
        } else {
            process.more_execs += 1;
        }
    }

    /// Looks at what processes publish of themselves, for a bounded time; those of which it changed.
    pub fn follow(&mut self, now_ns: u64) -> Vec<ProcessId> {
        let started = Instant::now();
        let due = |process: &Process| process.exit.is_none() && process.published.next_ns <= now_ns;
        let mut changed = Vec::new();
        for (id, process) in self.0.iter_mut().filter(|(_, process)| due(process)) {
            if let Some(pid) = process.proc_pid_of_living()
                && process.published.look(pid, now_ns)
            {
                changed.push(*id);
            }
            if started.elapsed() > AT_ONCE {
                break;
            }
        }
        changed
    }

    /// A process ended. It stays known until it is [forgotten](Self::forget).
    pub fn exit(&mut self, exit: Exit) {
        if let Some(process) = self.0.get_mut(&exit.process) {
            process.exit = Some(exit);
        }
    }

    /// A process, if it is known.
    pub fn get(&self, id: ProcessId) -> Option<&Process> {
        self.0.get(&id)
    }

    /// Forgets a process that ended.
    pub fn forget(&mut self, id: ProcessId) {
        self.0.remove(&id);
    }

    /// All processes.
    pub fn iter(&self) -> impl Iterator<Item = (ProcessId, &Process)> {
        self.0.iter().map(|(id, process)| (*id, process))
    }
}

/// File name of a path; nothing for a descriptor (`fexecve` names it so), whose number says nothing.
fn file_name(path: &str) -> Option<String> {
    if path.starts_with("/dev/fd/") || path.starts_with("/proc/self/fd/") {
        return None;
    }
    let name = path.trim_end_matches(" (deleted)").rsplit('/').next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// In which /proc tells times: `USER_HZ` is 100 on every architecture that is traced.
const TICK_NS: u64 = 10_000_000;

/// When the process began that has this id now, in ticks of `CLOCK_BOOTTIME` (proc_pid_stat(5), field 22; the second is a name of any characters).
fn born_ticks(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(proc_path(pid, "stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(22 - 3)?.parse().ok()
}

/// Path of a file about a process.
pub fn proc_path(pid: u32, file: &str) -> impl AsRef<Path> {
    format!("/proc/{pid}/{file}")
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use opentelemetry_proto::tonic::common::v1::KeyValue;

    use super::*;

    /// Its records may be read long after: with a full ring buffer, a fifth of all calls of a service was told as another's.
    #[test]
    fn what_an_ended_process_published_is_still_known() {
        let mut context = ProcessContext::default();
        context.attributes.push(KeyValue { key: "service.name".to_owned(), ..KeyValue::default() });
        let mut published = Published { context: Some(context), ..Published::default() };
        // A zombie once its output is closed: nobody waits for it.
        let mut child = Command::new("true").stdout(Stdio::piped()).spawn().expect("started");
        let is_zombie =
            |pid| fs::read_to_string(proc_path(pid, "stat")).is_ok_and(|stat| stat.contains(") Z "));
        while !is_zombie(child.id()) {
            std::thread::yield_now();
        }
        assert!(!published.look(child.id(), 1) && published.context.is_some());
        child.wait().expect("it ended");
        assert!(!published.look(child.id(), 2) && published.context.is_some());
        // One that lives and publishes nothing any more is another.
        assert!(published.look(std::process::id(), 3) && published.context.is_none());
    }

    #[test]
    fn an_id_that_another_has_now_is_not_looked_at() {
        let pid = std::process::id();
        let mut fork = Fork {
            time_ns: 1,
            process: 1,
            pid,
            thread_name: "test",
            start_boottime_ns: born_ticks(pid).expect("it lives") * TICK_NS + 1,
            parent: None,
            parent_pid: None,
            host_pid: pid,
            proc_pid: Some(pid),
            found: false,
        };
        let mut processes = Processes::default();
        processes.fork(&fork, &Clock::new());
        assert!(processes.get(1).is_some_and(|process| process.executable.is_some()));
        fork.start_boottime_ns -= TICK_NS;
        processes.fork(&fork, &Clock::new());
        assert!(processes.get(1).is_some_and(|process| process.executable.is_none()));
    }

    #[test]
    fn a_program_is_named_by_its_file() {
        assert_eq!(file_name("/usr/bin/sleep").as_deref(), Some("sleep"));
        assert_eq!(file_name("/tmp/a.out (deleted)").as_deref(), Some("a.out"));
        assert_eq!(file_name("./run.sh").as_deref(), Some("run.sh"));
        assert_eq!(file_name("/dev/fd/5"), None);
        assert_eq!(file_name("/"), None);
    }
}
