//! What the kernel side remembers of a traced thread: one entry of a hash map, keyed by the thread's id in the
//! initial pid namespace. The entry is what makes a thread traced; it is made at fork, changed in place, and removed
//! when the thread ends.

/// Not in a call.
pub const IDLE: u8 = 0;
/// Between `sys_enter` and `sys_exit`.
pub const IN_CALL: u8 = 1;
/// Made by fork or clone; its first `sys_exit` is the child's side of its parent's call.
pub const BORN: u8 = 2;
/// The command to trace before its first `execve`: still ior-otel's own code, not counted.
pub const ARMED: u8 = 3;
/// Its call was interrupted by a signal and will be restarted or answered with `EINTR`.
pub const INTERRUPTED: u8 = 4;
/// Its `execve` is done and counted; the `sys_exit` that most architectures still show belongs to it.
pub const EXECUTED: u8 = 5;
/// Its program was running when tracing began; a first `sys_exit` belongs to a call whose start was not seen.
pub const ATTACHED: u8 = 6;

/// The same, and it is blocked in the call [`Thread::nr`], whose start was not seen.
pub const ATTACHED_IN_CALL: u8 = 7;

/// The ABI of this kernel.
pub const ABI_NATIVE: u8 = 0;
/// A 32-bit call (`int 0x80` and the like), from a 32-bit or a 64-bit process.
pub const ABI_COMPAT: u8 = 1;
/// An x32 call: native registers, bit 30 of the number set.
pub const ABI_X32: u8 = 2;

/// Bit of the syscall number that marks an x32 call (`__X32_SYSCALL_BIT` of Linux).
pub const X32_BIT: u64 = 0x4000_0000;

/// One traced thread.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Start of the call it is in, `CLOCK_MONOTONIC` nanoseconds.
    pub start_ns: u64,
    /// Kernel address of the call's `pt_regs`: arguments are read there when they are needed.
    pub regs: u64,
    /// Calls entered since the thread is traced.
    pub enters: u64,
    /// Number of the call it is in, without the x32 bit, at most `u16::MAX`.
    pub nr: u16,
    /// One of this module's states.
    pub state: u8,
    /// Whether its process is no target any more: 1 or 0. Written by who moves the process to another cgroup, and the only thing here
    /// that is not the thread's own; the thread then takes away its entry.
    pub left: u8,
    /// Its process, see [`crate::record::ProcessId`].
    pub process: u32,
    /// Its process's id as the process itself sees it.
    pub pid: u32,
    /// Its own id as it sees it itself.
    pub tid: u32,
    /// What was read when the call began: the 16 bytes of [`crate::descriptor::Descriptor::early`], or a length; for
    /// [`crate::descriptor::EXEC`] the first five arguments.
    pub early: [u64; 5],
    /// Whether `early` could be read: 1 or 0.
    pub early_read: u8,
    /// Why it is traced: what its process, or an ancestor, is by [`crate::target`].
    pub reason: u8,
    /// ABI of the call it is in, one of this module's.
    pub abi: u8,
    /// Whether the call it is in is one of [`Self::enters`], and so is to be counted when it ends, whatever is wanted of it by then: 1 or 0.
    pub counted: u8,
    /// Zero.
    pub reserved: [u8; 4],
    /// The call that a signal interrupted, while the handler runs.
    pub interrupted: Interrupted,
}

impl Thread {
    /// A thread that is in no call.
    pub fn new(process: u32, pid: u32, tid: u32, state: u8, reason: u8) -> Self {
        Self {
            start_ns: 0,
            regs: 0,
            enters: 0,
            nr: 0,
            state,
            left: 0,
            process,
            pid,
            tid,
            early: [0; 5],
            early_read: 0,
            reason,
            abi: 0,
            counted: 0,
            reserved: [0; 4],
            interrupted: Interrupted::default(),
        }
    }

    /// The state of a thread that is a target; of one that is none any more, another than any. One load of two bytes.
    #[inline(always)]
    pub fn state_here(&self) -> u16 {
        u16::from_le_bytes([self.state, self.left])
    }
}

/// A call that a signal interrupted. It goes on when the kernel restarts it, or ends with `EINTR`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interrupted {
    /// Start of the call; 0 when there is none.
    pub start_ns: u64,
    /// When the signal interrupted it.
    pub end_ns: u64,
    /// The user stack pointer then: a restart comes back with the same.
    pub stack: u64,
    /// Number of the call.
    pub nr: u16,
    /// Its ABI.
    pub abi: u8,
    /// [`Thread::early_read`] of the call.
    pub early_read: u8,
    /// Zero.
    pub reserved: [u8; 4],
    /// The first two of [`Thread::early`] of the call: calls of the handler take the thread's.
    pub early: [u64; 2],
    /// Its first argument, which aarch64 does not keep while a handler runs.
    pub first_arg: u64,
}

const _: () = assert!(size_of::<Interrupted>() == 56);
const _: () = assert!(size_of::<Thread>() == 144);
