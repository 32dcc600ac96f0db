//! Attributes of processes: making them, waiting for them, what they are set to.

use super::{Arg, Role, Shown, keys, names, signal_name};

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

    /// The argument of an option of `prctl` that sets a number, or takes a signal; of others it may be an address.
    pub(super) fn prctl(&mut self, at: usize, value: u64) {
        match self.call.int(at - 1) {
            libc::PR_SET_PDEATHSIG => self.out.string(keys::SIGNAL, signal_name(value as i32)),
            libc::PR_SET_DUMPABLE
            | libc::PR_SET_KEEPCAPS
            | libc::PR_SET_NO_NEW_PRIVS
            | libc::PR_SET_CHILD_SUBREAPER
            | libc::PR_SET_THP_DISABLE
            | libc::PR_SET_SECCOMP
            | libc::PR_SET_TSC
            | libc::PR_SET_TIMING
            | libc::PR_SET_TIMERSLACK
            | libc::PR_CAPBSET_READ
            | libc::PR_CAPBSET_DROP => self.out.int(keys::PRCTL_VALUE, value as i64),
            _ => {}
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
