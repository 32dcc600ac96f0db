//! Attributes of what looks into processes: `ptrace`, performance events; and of barriers.

use linux_raw_sys::ptrace as p;

use super::{Arg, Shown, keys, names, signal_name};

/// `PERF_FLAG_PID_CGROUP` of linux/perf_event.h.
const PID_CGROUP: u64 = 1 << 2;

impl Shown<'_> {
    fn ptrace_request(&self) -> u32 {
        self.call.args[0] as u32
    }

    /// An address in the traced process, or which registers are meant; other requests take none, or a length.
    pub(super) fn ptrace_address(&mut self, address: u64) {
        match self.ptrace_request() {
            p::PTRACE_GETREGSET | p::PTRACE_SETREGSET => {
                self.out.string(keys::PTRACE_REGISTERS, names::system::REGISTER_SETS.one(address));
            }
            p::PTRACE_PEEKTEXT
            | p::PTRACE_PEEKDATA
            | p::PTRACE_PEEKUSR
            | p::PTRACE_POKETEXT
            | p::PTRACE_POKEDATA
            | p::PTRACE_POKEUSR => self.out.string(keys::PTRACE_ADDRESS, format!("{address:#x}")),
            _ => {}
        }
    }

    /// Options, or the signal that a process goes on with; of other requests it is what moves, or where.
    pub(super) fn ptrace_data(&mut self, data: u64) {
        match self.ptrace_request() {
            p::PTRACE_SETOPTIONS | p::PTRACE_SEIZE => {
                self.flags(keys::PTRACE_OPTIONS, names::system::PTRACE_OPTIONS.flags(data));
            }
            p::PTRACE_CONT
            | p::PTRACE_SYSCALL
            | p::PTRACE_SINGLESTEP
            | p::PTRACE_SYSEMU
            | p::PTRACE_SYSEMU_SINGLESTEP
            | p::PTRACE_DETACH
                if data != 0 =>
            {
                self.out.string(keys::SIGNAL, signal_name(data as i32));
            }
            _ => {}
        }
    }

    /// The beginning of `struct perf_event_attr`: type and size of 32 bits; then of 64 bits each the event, its period, what samples
    /// and reads hold, and bits.
    pub(super) fn perf_attributes(&mut self, at: usize, arg: &Arg) {
        let Some(bytes) = self.read(at, arg, keys::PERF_TYPE) else { return };
        let int = |at: usize| bytes.get(at..)?.first_chunk().map(|int| u32::from_ne_bytes(*int));
        let long = |at: usize| bytes.get(at..)?.first_chunk().map(|long| u64::from_ne_bytes(*long));
        let (Some(kind), Some(size), Some(config)) = (int(0), int(4), long(8)) else { return };
        self.out.string(keys::PERF_TYPE, names::security::PERF.one(kind.into()));
        self.out.int(keys::PERF_SIZE, size);
        self.out.string(keys::PERF_CONFIG, names::perf::event(kind, config));
        let (Some(period), Some(bits)) = (long(16), long(40)) else { return };
        if period != 0 {
            let key = if bits & names::perf::FREQ != 0 { keys::PERF_FREQUENCY } else { keys::PERF_PERIOD };
            self.out.int(key, period as i64);
        }
        self.flags(keys::PERF_BITS, names::perf::BITS.flags(bits));
    }

    /// A process, 0 for the caller and -1 for all; by the flags, which are the fifth argument, the descriptor of a control group.
    pub(super) fn perf_target(&mut self, id: i32) {
        let key = if self.call.args[4] & PID_CGROUP != 0 { keys::FD } else { keys::TARGET_PID };
        self.out.int(key, id);
    }

    /// What `membarrier` answers where it is asked for commands: a set of them.
    pub(super) fn barriers(&mut self, commands: u64) {
        let asked = names::system::MEMBARRIER.one(self.call.args[0]);
        if matches!(&*asked, "MEMBARRIER_CMD_QUERY" | "MEMBARRIER_CMD_GET_REGISTRATIONS") && commands != 0 {
            self.flags(keys::MEMBARRIER_COMMANDS, names::system::MEMBARRIER.flags(commands));
        }
    }
}
