//! The command that `run` traces: found, started, sent the signals that were meant for it, awaited.

use std::{
    ffi::OsString,
    io,
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Instant,
};

use anyhow::{Context as _, Result};
use caps::Capability;
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2},
    iterator::{SignalsInfo, exfiltrator::origin::WithOrigin},
    low_level::siginfo::{Cause, Sent},
};
use thiserror::Error;

use crate::{printable::printable, privilege};

/// The command can't be run; the exit codes are a shell's.
#[derive(Debug, Error)]
pub enum CommandError {
    /// There is no such program.
    #[error("{0:?}: command not found")]
    NotFound(OsString),
    /// It is there and can't be executed.
    #[error("{0:?}: cannot be executed: {1}")]
    NotExecutable(OsString, io::Error),
}

impl CommandError {
    /// Exit code of a shell in this case.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NotFound(_) => 127,
            Self::NotExecutable(..) => 126,
        }
    }
}

/// A command that was found.
#[derive(Debug)]
pub struct Found {
    path: PathBuf,
    words: Vec<OsString>,
}

impl Found {
    /// Looks the command up, so that it is started by one `execve`, as a shell would, and an error is known before
    /// anything is attached.
    pub fn new(words: Vec<OsString>) -> Result<Self, CommandError> {
        let name = words.first().cloned().unwrap_or_default();
        let path = which::which(&name).map_err(|_| {
            let denied = io::Error::from(io::ErrorKind::PermissionDenied);
            // As a shell: a name without a slash is looked up, and a file of that name in this directory is another thing.
            if name.to_string_lossy().contains('/') && Path::new(&name).exists() {
                CommandError::NotExecutable(name, denied)
            } else {
                CommandError::NotFound(name)
            }
        })?;
        Ok(Self { path, words })
    }

    /// Starts it; it inherits everything that we have.
    pub fn start(self) -> Result<Running, CommandError> {
        let mut command = Command::new(&self.path);
        command.arg0(&self.words[0]).args(&self.words[1..]);
        command.spawn().map(Running::new).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => CommandError::NotFound(self.path.into()),
            _ => CommandError::NotExecutable(self.path.into(), error),
        })
    }

    /// What it is called. Its arguments are not told: logs of summaries go far, and arguments may hold secrets.
    pub fn name(&self) -> String {
        printable(&self.words[0].to_string_lossy()).into_owned()
    }
}

/// A command that was started.
pub struct Running {
    pid: u32,
    waiter: thread::JoinHandle<io::Result<(ExitStatus, Instant)>>,
}

impl Running {
    fn new(child: Child) -> Self {
        Self { pid: child.id(), waiter: thread::spawn(move || wait(child)) }
    }

    /// Its process id, as we see it.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.waiter.is_finished()
    }

    /// Waits for its end. Returns how it ended, and when.
    pub fn wait(self) -> Result<(ExitStatus, Instant)> {
        let status =
            self.waiter.join().map_err(|_| anyhow::anyhow!("the thread that waits for the command died"))?;
        status.context("cannot wait for the command")
    }
}

fn wait(mut child: Child) -> io::Result<(ExitStatus, Instant)> {
    privilege::renounce();
    child.wait().map(|status| (status, Instant::now()))
}

/// The exit code that a shell would report: the command's own, or 128 and the signal that killed it.
pub fn exit_code(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    u8::try_from(code).unwrap_or(u8::MAX)
}

/// How the command ended, in words.
pub fn outcome(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exited with {code}"),
        (None, Some(signal)) => format!("was killed by {}", crate::table::signal::signal_name(signal)),
        (None, None) => "ended".to_owned(),
    }
}

/// Signals that were sent to us go on to the command. Those that the terminal sends it gets by itself, since it is in our
/// process group.
pub struct Signals {
    /// Set by a second request to stop, once the command has ended: what is still to be sent is given up.
    pub impatient: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
}

impl Signals {
    /// Begins to pass signals on. Installed before the command is started, so that none of them ends us.
    pub fn install() -> Result<(Self, impl FnOnce(u32))> {
        let mut signals =
            SignalsInfo::<WithOrigin>::new(passed_on()).context("cannot install signal handlers")?;
        let (impatient, ended) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (set_impatient, has_ended) = (Arc::clone(&impatient), Arc::clone(&ended));
        let pass_on = move |pid: u32| {
            thread::spawn(move || {
                // The command may have become another user.
                privilege::keep(&[Capability::CAP_KILL]);
                for origin in &mut signals {
                    if has_ended.load(Ordering::SeqCst) {
                        set_impatient.store(true, Ordering::SeqCst);
                    } else if matches!(origin.cause, Cause::Sent(Sent::User | Sent::TKill | Sent::Queue)) {
                        send(pid, origin.signal);
                    }
                }
            });
        };
        Ok((Self { impatient, ended }, pass_on))
    }

    /// The command has ended: nothing is passed on any more.
    pub fn command_ended(&self) {
        self.ended.store(true, Ordering::SeqCst);
    }
}

/// The signals that are passed on: not those that we were started to ignore (`nohup`, and what a shell starts in the background), which
/// the command shall ignore too. A handler would end that.
fn passed_on() -> Vec<i32> {
    // A set of bits in hexadecimal, of which the lowest is signal 1 (proc_pid_status(5)).
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|set| u64::from_str_radix(set.trim(), 16).ok()).unwrap_or(0);
    let is_ignored = |signal: &i32| ignored >> (signal - 1) & 1 == 1;
    [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2]
        .into_iter()
        .filter(|signal| !is_ignored(signal))
        .collect()
}

fn send(pid: u32, signal: i32) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    if let (Some(pid), Some(signal)) = (pid, Signal::from_named_raw(signal)) {
        // It may just have ended.
        let _ = kill_process(pid, signal);
    }
}
