//! Attributes of processes: making them, waiting for them, what they are set to.

use super::{
    Arg, Captured, Returns, Role, Shown, keys, names, signal_name,
    time::{MICROSECONDS, seconds},
};

impl Shown<'_> {
    pub(super) fn clone_flags(&mut self, flags: u64, signal: u64) {
        self.flags(keys::CLONE_FLAGS, names::process::CLONE.flags(flags));
        if signal != 0 {
            self.out.string(keys::CLONE_SIGNAL, signal_name(signal as i32));
        }
    }

    /// `struct clone_args`: flags first, the signal at 32.
    pub(super) fn clone_args(&mut self, at: usize, arg: &Arg) {
        let Some(bytes) = self.read(at, arg, keys::CLONE_FLAGS) else { return };
        let word = |at: usize| bytes.get(at..)?.first_chunk().map(|word| u64::from_ne_bytes(*word));
        if let (Some(flags), Some(signal)) = (word(0), word(32)) {
            self.clone_flags(flags, signal);
        }
    }

    /// A status as wait(2) takes it apart; without a child there is none.
    pub(super) fn wait_status(&mut self, at: usize, arg: &Arg) {
        if self.call.return_value == 0 {
            return;
        }
        let read = self.read(at, arg, keys::CHILD_EXIT_CODE).and_then(<[u8]>::first_chunk);
        let Some(status) = read.map(|status| i32::from_ne_bytes(*status)) else { return };
        let (state, signal) = if libc::WIFEXITED(status) {
            self.out.int(keys::CHILD_EXIT_CODE, libc::WEXITSTATUS(status));
            ("exited", None)
        } else if libc::WIFSIGNALED(status) {
            (if libc::WCOREDUMP(status) { "dumped" } else { "killed" }, Some(libc::WTERMSIG(status)))
        } else if libc::WIFCONTINUED(status) {
            ("continued", Some(libc::SIGCONT))
        } else {
            // ptrace(2): the event is above the signal.
            let event = status >> 16;
            self.event(event);
            (if event == 0 { "stopped" } else { "trapped" }, Some(libc::WSTOPSIG(status)))
        };
        self.child(state, signal);
    }

    fn child(&mut self, state: &str, signal: Option<i32>) {
        self.out.string(keys::CHILD_STATE, state);
        if let Some(signal) = signal {
            self.out.string(keys::CHILD_SIGNAL, signal_name(signal));
        }
    }

    fn event(&mut self, event: i32) {
        if event != 0 {
            self.out.string(keys::CHILD_EVENT, names::system::PTRACE_EVENTS.one(event as u64));
        }
    }

    /// `siginfo_t`: the signal first, what happened at 8, the exit code or signal at 24; without a child all is zero.
    pub(super) fn wait_info(&mut self, at: usize, arg: &Arg) {
        let Some(bytes) = self.read(at, arg, keys::CHILD_EXIT_CODE) else { return };
        let word = |at: usize| bytes.get(at..)?.first_chunk().map(|word| i32::from_ne_bytes(*word));
        let (Some(libc::SIGCHLD), Some(code), Some(status)) = (word(0), word(8), word(24)) else { return };
        // Of one that is trapped, the event is above the signal.
        let signal = Some(status & 0x7f);
        match code {
            libc::CLD_EXITED => {
                self.out.int(keys::CHILD_EXIT_CODE, status);
                self.child("exited", None);
            }
            libc::CLD_KILLED => self.child("killed", signal),
            libc::CLD_DUMPED => self.child("dumped", signal),
            libc::CLD_STOPPED => self.child("stopped", signal),
            libc::CLD_TRAPPED => {
                self.event(status >> 8);
                self.child("trapped", signal);
            }
            libc::CLD_CONTINUED => self.child("continued", signal),
            _ => {}
        }
    }

    /// Whom `waitid` waits for: a process or group, or a pidfd; with `P_ALL` the id means nothing.
    pub(super) fn wait_id(&mut self, at: usize, id: i32) {
        match self.call.args[at - 1] as libc::idtype_t {
            libc::P_PID | libc::P_PGID => self.out.int(keys::TARGET_PID, id),
            libc::P_PIDFD => self.out.int(keys::FD, id),
            _ => {}
        }
    }

    /// `struct rusage`: CPU time in user mode and in the kernel, and after them numbers of which the first is KiB; of a wait that found
    /// no child nothing is written.
    pub(super) fn usage(&mut self, at: usize, arg: &Arg) {
        if !self.has_child() {
            return;
        }
        let Some(bytes) = self.read(at, arg, keys::USAGE_USER) else { return };
        for (key, at) in [(keys::USAGE_USER, 0), (keys::USAGE_SYSTEM, 16)] {
            if let Some(time) = bytes.get(at..).and_then(|bytes| seconds(bytes, MICROSECONDS)) {
                self.out.double(key, time);
            }
        }
        let numbers = [
            (keys::USAGE_MEMORY, 32, 1024),
            (keys::USAGE_MINOR_FAULTS, 64, 1),
            (keys::USAGE_MAJOR_FAULTS, 72, 1),
        ];
        for (key, at, unit) in numbers {
            if let Some(number) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
                self.out.int(key, i64::from_ne_bytes(*number).saturating_mul(unit));
            }
        }
    }

    /// Whether a wait has found a child, or the call is none.
    fn has_child(&self) -> bool {
        if self.syscall.returns == Returns::Child {
            return self.call.return_value > 0;
        }
        let Some(info) = self.syscall.position(|role| role == Role::WaitInfo) else { return true };
        match self.captured(info) {
            Some(Captured::Whole(bytes)) => bytes.starts_with(&libc::SIGCHLD.to_ne_bytes()),
            // The options are the next argument.
            Some(Captured::Part(_) | Captured::Fault) | None => self.call.int(info + 1) & libc::WNOHANG == 0,
        }
    }

    /// `siginfo_t`: where the signal comes from at 8, and of one that a process sent its id at 16.
    pub(super) fn signal_info(&mut self, at: usize, arg: &Arg) {
        let Some(bytes) = self.read(at, arg, keys::SIGNAL_CODE) else { return };
        let word = |at: usize| bytes.get(at..)?.first_chunk().map(|word| i32::from_ne_bytes(*word));
        let (Some(code), Some(sender)) = (word(8), word(16)) else { return };
        self.out.string(keys::SIGNAL_CODE, names::signals::CODES.one(code as u64));
        if matches!(code, libc::SI_USER | libc::SI_QUEUE | libc::SI_TKILL) {
            self.out.int(keys::SIGNAL_SENDER, sender);
        }
    }

    /// Groups; of a longer list the first ones. Of what is got, as many as the call says.
    pub(super) fn groups(&mut self, at: usize, arg: &Arg) {
        let Some(bytes) = self.read(at, arg, keys::GROUPS) else { return };
        let count = match arg.role {
            Role::GroupsOut => usize::try_from(self.call.return_value).unwrap_or_default(),
            _ => usize::MAX,
        };
        let (words, _) = bytes.as_chunks();
        let groups = words.iter().take(count).map(|word| u32::from_ne_bytes(*word).to_string());
        self.out.strings(keys::GROUPS, groups);
    }

    /// A domain in the lowest byte, of which Linux's own is 0, and flags. All bits ask only.
    pub(super) fn personality(&mut self, value: u64) {
        let names = match value & 0xffff_ffff {
            0xffff_ffff => vec!["QUERY".to_owned()],
            value => {
                let domain = match value & 0xff {
                    0 => "PER_LINUX".to_owned(),
                    domain => format!("PER_{domain}"),
                };
                [vec![domain], names::process::PERSONALITY.flags(value & !0xff)].concat()
            }
        };
        self.out.strings(keys::PERSONALITY, names);
    }
}
