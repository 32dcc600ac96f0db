//! What differs between kernels and architectures: user space reads it from the host's BTF when it starts and hands it to
//! the kernel side as one constant. So one object serves all kernels and both architectures.

use crate::context::ContextOffsets;
#[cfg(feature = "user")]
use zerocopy::IntoBytes;

/// Offsets in bytes into the kernel's own structures, and who we are.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(IntoBytes))]
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
    /// Where events hold what raw tracepoints hand over; zeros where those are used.
    pub event: EventOffsets,

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
    /// `pt_regs`: the user instruction pointer.
    pub regs_instruction: u32,
    /// `pt_regs`: the user frame pointer.
    pub regs_frame: u32,
    /// `pt_regs`: the user link register of aarch64; else 0.
    pub regs_link: u32,
    /// Whether `bpf_get_current_task_btf` is there (since Linux 5.11), by which the task is read without a helper: 1 or 0.
    pub has_task_btf: u32,

    /// Number of CPUs the kernel can have; makes process ids unique across CPUs.
    pub cpus: u32,
    /// Our process id in our pid namespace; 0 if our children shall not be traced.
    pub self_pid: u32,
    /// Bytes of records in the ring buffer from which on the reader is woken.
    pub wake_bytes: u32,
    /// Bytes of records in the ring buffer from which on calls are dropped: what is above is kept for processes.
    pub call_bytes: u32,
    /// Offsets on the way from a descriptor to what it leads to.
    pub file: FileOffsets,
    /// Device of our pid namespace (`st_dev` of `/proc/self/ns/pid`).
    pub namespace_device: u64,
    /// Inode of our pid namespace.
    pub namespace_inode: u64,
    /// Which processes are traced.
    pub target: Target,
    /// On the way to the contexts of threads.
    pub context: ContextOffsets,
}

/// `trace_event_raw_sys_enter.id`, in bytes.
pub const EVENT_NUMBER: u32 = 8;
/// `trace_event_raw_sys_exit.ret`, in bytes.
pub const EVENT_RESULT: u32 = 16;

/// The functions of the kernel that programs of events call, and the number that the object has in place of each: user space puts the
/// kernel's own there, see `Documentation/bpf/kfuncs.rst`.
pub const KERNEL_FUNCTIONS: [(&str, u32); 2] =
    [("bpf_task_from_pid", TASK_FROM_PID), ("bpf_task_release", TASK_RELEASE)];
/// `bpf_task_from_pid`: a task by its id in the initial pid namespace, to be released; null if there is none.
pub const TASK_FROM_PID: u32 = 0x7f00_0001;
/// `bpf_task_release`.
pub const TASK_RELEASE: u32 = 0x7f00_0002;

/// Offsets into the events of tracepoints, as perf hands them to programs.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(IntoBytes, zerocopy::Immutable))]
pub struct EventOffsets {
    /// `trace_event_raw_sched_process_fork.child_pid`.
    pub fork_child: u32,
    /// `trace_event_raw_sched_process_exec.__data_loc_filename`.
    pub exec_filename: u32,
    /// `trace_event_raw_sched_process_exec.old_pid`.
    pub exec_old: u32,
    /// `trace_event_raw_cgroup_migrate.pid`.
    pub migrate_pid: u32,
}

/// Which processes are traced under `attach`, and where their tasks say so.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(IntoBytes))]
pub struct Target {
    /// What makes a process a target: constants of [`crate::target`].
    pub wanted: u32,
    /// Whether the children of traced processes are traced: 1 or 0.
    pub follow: u32,
    /// Inode of the pid namespace of [`crate::target::NAMESPACE`].
    pub namespace: u32,
    /// Whether `bpf_task_pt_regs` is there (since Linux 5.15): 1 or 0.
    pub has_task_regs: u32,
    /// `task_struct.flags`.
    pub task_flags: u32,
    /// `task_struct.__state`, `state` before Linux 5.14.
    pub task_state: u32,
    /// `task_struct.group_leader`.
    pub task_leader: u32,
    /// `task_struct.real_parent`.
    pub task_parent: u32,
    /// `task_struct.comm`.
    pub task_comm: u32,
    /// `task_struct.thread_node`.
    pub task_thread_node: u32,
    /// `signal_struct.thread_head`.
    pub signal_thread_head: u32,
    /// `task_struct.cgroups`.
    pub task_cgroups: u32,
    /// `css_set.dfl_cgrp`.
    pub css_set_cgroup: u32,
    /// `cgroup.kn`.
    pub cgroup_node: u32,
    /// `kernfs_node.id`.
    pub node_id: u32,
    /// `cgroup_subsys_state.parent`; a `cgroup` begins with its own.
    pub css_parent: u32,
    /// `upid.ns`.
    pub upid_namespace: u32,
    /// `pid_namespace.ns.inum`.
    pub namespace_number: u32,
}

const _: () = assert!(size_of::<Target>() == 18 * 4);

/// Offsets in bytes on the way from a descriptor to a path or to addresses. 0 where the kernel was built without it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(IntoBytes))]
pub struct FileOffsets {
    /// `task_struct.files`.
    pub task_files: u32,
    /// `task_struct.fs`.
    pub task_fs: u32,
    /// `task_struct.mm`.
    pub task_mm: u32,
    /// `mm_struct.brk`.
    pub mm_brk: u32,
    /// `mm_struct.start_stack`.
    pub mm_start_stack: u32,
    /// `files_struct.fdt`.
    pub files_fdt: u32,
    /// `fdtable.max_fds`.
    pub fdt_max_fds: u32,
    /// `fdtable.fd`.
    pub fdt_fd: u32,
    /// `file.f_path`.
    pub file_path: u32,
    /// `file.f_inode`.
    pub file_inode: u32,
    /// `file.private_data`.
    pub file_private: u32,
    /// `path.mnt`.
    pub path_mnt: u32,
    /// `path.dentry`.
    pub path_dentry: u32,
    /// `fs_struct.root`.
    pub fs_root: u32,
    /// `dentry.d_parent`.
    pub dentry_parent: u32,
    /// `dentry.d_name.name`.
    pub dentry_name: u32,
    /// `vfsmount.mnt_root`.
    pub vfsmount_root: u32,
    /// `mount.mnt`.
    pub mount_mnt: u32,
    /// `mount.mnt_parent`.
    pub mount_parent: u32,
    /// `mount.mnt_mountpoint`.
    pub mount_mountpoint: u32,
    /// `inode.i_mode`.
    pub inode_mode: u32,
    /// `inode.i_ino`.
    pub inode_ino: u32,
    /// `inode.i_private`.
    pub inode_private: u32,
    /// `inode.i_sb`.
    pub inode_sb: u32,
    /// `super_block.s_dev`.
    pub super_dev: u32,
    /// `super_block.s_magic`.
    pub super_magic: u32,
    /// `socket.sk`.
    pub socket_sk: u32,
    /// `sock_common.skc_family`; a `sock` begins with its `sock_common`.
    pub sock_family: u32,
    /// `inet_sock.inet_sport`.
    pub inet_sport: u32,
    /// `sock_common.skc_dport`.
    pub sock_dport: u32,
    /// `sock_common.skc_rcv_saddr`.
    pub sock_local: u32,
    /// `sock_common.skc_daddr`.
    pub sock_peer: u32,
    /// `sock_common.skc_v6_rcv_saddr`; 0 without `CONFIG_IPV6`.
    pub sock_local6: u32,
    /// `sock_common.skc_v6_daddr`; 0 without `CONFIG_IPV6`.
    pub sock_peer6: u32,
    /// `sock.sk_type`.
    pub sock_type: u32,
    /// `sock.sk_protocol`.
    pub sock_protocol: u32,
    /// `unix_sock.addr`; 0 if Unix sockets are a module.
    pub unix_addr: u32,
    /// `unix_sock.peer`.
    pub unix_peer: u32,
    /// `unix_address.len`.
    pub unix_length: u32,
    /// `unix_address.name`.
    pub unix_name: u32,
    /// `pid.tasks`.
    pub pid_tasks: u32,
}

const _: () = assert!(size_of::<FileOffsets>() == 41 * 4);
const _: () = assert!(size_of::<Host>() == 108 + 16 + 41 * 4 + 16 + 18 * 4 + 16);
