//! What differs between kernels and architectures: user space reads it from the host's BTF when it starts and hands it to
//! the kernel side as one constant. So one object serves all kernels and both architectures.

/// Offsets in bytes into the kernel's own structures, and who we are.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// `task_struct.pid`.
    pub task_pid: u32,
    /// `task_struct.tgid`.
    pub task_tgid: u32,
    /// `task_struct.thread_pid`.
    pub task_thread_pid: u32,
    /// `task_struct.start_boottime`.
    pub task_start_boottime: u32,
    /// `task_struct.signal`.
    pub task_signal: u32,
    /// `task_struct.exit_code`.
    pub task_exit_code: u32,
    /// `signal_struct.live`.
    pub signal_live: u32,
    /// `pid.level`.
    pub pid_level: u32,
    /// `pid.numbers`.
    pub pid_numbers: u32,
    /// Size of `struct upid`, whose first member is the number.
    pub upid_size: u32,
    /// `linux_binprm.filename`.
    pub bprm_filename: u32,
    /// `linux_binprm.argc`.
    pub bprm_argc: u32,

    /// The 4 bytes of `task_struct` that tell a 32-bit call (`thread_info.status` on x86_64, `.flags` on aarch64).
    pub compat_offset: u32,
    /// The bit therein; 0 if there is none.
    pub compat_mask: u32,
    /// `pt_regs`: 64 bytes that hold the argument registers.
    pub regs_block: u32,
    /// Which of the block's eight words each of the six arguments is; two unused.
    pub regs_args: [u8; 8],
    /// `pt_regs`: where the first argument is kept, if it is not in the block (aarch64's `orig_x0`); else 0.
    pub regs_first: u32,
    /// `pt_regs`: the user stack pointer.
    pub regs_stack: u32,
    /// `pt_regs`: the syscall number.
    pub regs_nr: u32,

    /// Number of CPUs the kernel can have; makes process ids unique across CPUs.
    pub cpus: u32,
    /// Our process id in our pid namespace; 0 if our children shall not be traced.
    pub self_pid: u32,
    /// Bytes of records in the ring buffer from which on the reader is woken.
    pub wake_bytes: u32,
    /// Bytes of records in the ring buffer from which on calls are dropped: what is above is kept for processes.
    pub call_bytes: u32,
    /// Zero.
    pub reserved_end: u32,
    /// Device of our pid namespace (`st_dev` of `/proc/self/ns/pid`).
    pub namespace_device: u64,
    /// Inode of our pid namespace.
    pub namespace_inode: u64,
}

const _: () = assert!(size_of::<Host>() == 120);
