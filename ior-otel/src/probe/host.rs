//! Fills [`Host`]: what this kernel and architecture look like, and who we are.

use std::{fs, os::linux::fs::MetadataExt};

use anyhow::{Context, Result, ensure};
use ior_common::{
    context::ContextOffsets,
    host::{EVENT_NUMBER, EVENT_RESULT, EventOffsets, FileOffsets, Host, Target},
    record::MAX_RECORD,
};

use super::{Contexts, Limits, attach, btf::Btf, target::Targets, version::is_at_least};

/// Describes the host to the kernel side. Without targets, processes that we fork are traced.
pub fn describe(btf: &Btf, limits: &Limits, contexts: &Contexts, targets: Option<&Targets>) -> Result<Host> {
    let namespace =
        fs::metadata("/proc/self/ns/pid").context("cannot look at /proc/self/ns/pid; is /proc mounted?")?;
    let host = Host {
        task_pid: btf.offset("task_struct", "pid")?,
        task_tgid: btf.offset("task_struct", "tgid")?,
        task_thread_pid: btf.offset("task_struct", "thread_pid")?,
        // Named real_start_time before Linux 5.5.
        task_start_boottime: btf.offset("task_struct", "start_boottime")?,
        task_signal: btf.offset("task_struct", "signal")?,
        task_exit_code: btf.offset("task_struct", "exit_code")?,
        signal_live: btf.offset("signal_struct", "live")?,
        pid_level: btf.offset("pid", "level")?,
        pid_numbers: btf.offset("pid", "numbers")?,
        upid_size: btf.size("upid")?,
        bprm_filename: btf.offset("linux_binprm", "filename")?,
        event: event_offsets(btf)?,
        has_task_btf: is_at_least(5, 11).into(),
        cpus: aya::util::nr_cpus().map_err(|(_, error)| error).context("cannot count the CPUs")? as u32,
        self_pid: if targets.is_none() { std::process::id() } else { 0 },
        wake_bytes: limits.ring_buffer / 4,
        // Room for a few processes on all CPUs: looked at before a record's length is known.
        call_bytes: limits.ring_buffer - (limits.ring_buffer / 8).max(2 * MAX_RECORD as u32),
        namespace_device: namespace.st_dev(),
        namespace_inode: namespace.st_ino(),
        file: file_offsets(btf)?,
        target: target(btf, targets)?,
        context: context_offsets(btf, contexts),
        ..architecture(btf)?
    };
    Ok(host)
}

/// Where events hold what raw tracepoints hand over.
fn event_offsets(btf: &Btf) -> Result<EventOffsets> {
    if !attach::by_events() {
        return Ok(EventOffsets::default());
    }
    // What the programs take for granted, because they may read no event at an offset that is not in their code.
    let (enter, exit) = ("trace_event_raw_sys_enter", "trace_event_raw_sys_exit");
    let [number, result] = [btf.offset(enter, "id")?, btf.offset(exit, "ret")?];
    ensure!(
        number == EVENT_NUMBER && result == EVENT_RESULT,
        "this kernel's {enter} or {exit} is not as it was; please report its version"
    );
    Ok(EventOffsets {
        fork_child: btf.offset("trace_event_raw_sched_process_fork", "child_pid")?,
        exec_filename: btf.offset("trace_event_raw_sched_process_exec", "__data_loc_filename")?,
        exec_old: btf.offset("trace_event_raw_sched_process_exec", "old_pid")?,
        migrate_pid: btf.offset("trace_event_raw_cgroup_migrate", "pid").unwrap_or(0),
    })
}

/// On the way to the contexts of threads.
fn context_offsets(btf: &Btf, contexts: &Contexts) -> ContextOffsets {
    let (structure, member) = THREAD_POINTER;
    let thread_pointer =
        btf.offset("task_struct", "thread").and_then(|thread| Ok(thread + btf.offset(structure, member)?));
    let offset = |structure, member| btf.offset(structure, member).unwrap_or(0);
    ContextOffsets {
        thread_pointer: if contexts.published { thread_pointer.unwrap_or(0) } else { 0 },
        mm_exe_file: offset("mm_struct", "exe_file"),
        inode_size: offset("inode", "i_size"),
        has_pinned: contexts.pinned.is_some().into(),
    }
}

/// Where a thread's pointer to its thread-local storage is kept while it does not run.
#[cfg(target_arch = "x86_64")]
const THREAD_POINTER: (&str, &str) = ("thread_struct", "fsbase");
/// The first member of `uw`, `tp_value`.
#[cfg(target_arch = "aarch64")]
const THREAD_POINTER: (&str, &str) = ("thread_struct", "uw");

/// Which processes are traced, and where their tasks say so.
fn target(btf: &Btf, targets: Option<&Targets>) -> Result<Target> {
    let Some(targets) = targets else { return Ok(Target { follow: 1, ..Target::default() }) };
    // What a kernel can be built without; then it cannot be a target either.
    let cgroup = |structure, member| btf.offset(structure, member).unwrap_or(0);
    Ok(Target {
        wanted: targets.wanted.into(),
        follow: targets.follow.into(),
        namespace: targets.namespace,
        has_task_regs: is_at_least(5, 15).into(),
        task_flags: btf.offset("task_struct", "flags")?,
        // Named state before Linux 5.14.
        task_state: btf.offset("task_struct", "__state").or_else(|_| btf.offset("task_struct", "state"))?,
        task_leader: btf.offset("task_struct", "group_leader")?,
        task_parent: btf.offset("task_struct", "real_parent")?,
        task_comm: btf.offset("task_struct", "comm")?,
        task_thread_node: btf.offset("task_struct", "thread_node")?,
        signal_thread_head: btf.offset("signal_struct", "thread_head")?,
        task_cgroups: cgroup("task_struct", "cgroups"),
        css_set_cgroup: cgroup("css_set", "dfl_cgrp"),
        cgroup_node: cgroup("cgroup", "kn"),
        node_id: cgroup("kernfs_node", "id"),
        css_parent: cgroup("cgroup", "self") + cgroup("cgroup_subsys_state", "parent"),
        upid_namespace: btf.offset("upid", "ns")?,
        namespace_number: btf.offset("pid_namespace", "ns")? + btf.offset("ns_common", "inum")?,
    })
}

/// From a descriptor to what it leads to.
fn file_offsets(btf: &Btf) -> Result<FileOffsets> {
    // What a kernel can be built without.
    let optional = |structure, member| btf.offset(structure, member).unwrap_or(0);
    Ok(FileOffsets {
        task_files: btf.offset("task_struct", "files")?,
        task_fs: btf.offset("task_struct", "fs")?,
        task_mm: btf.offset("task_struct", "mm")?,
        mm_brk: btf.offset("mm_struct", "brk")?,
        mm_start_stack: btf.offset("mm_struct", "start_stack")?,
        files_fdt: btf.offset("files_struct", "fdt")?,
        fdt_max_fds: btf.offset("fdtable", "max_fds")?,
        fdt_fd: btf.offset("fdtable", "fd")?,
        file_path: btf.offset("file", "f_path")?,
        file_inode: btf.offset("file", "f_inode")?,
        file_private: btf.offset("file", "private_data")?,
        path_mnt: btf.offset("path", "mnt")?,
        path_dentry: btf.offset("path", "dentry")?,
        fs_root: btf.offset("fs_struct", "root")?,
        dentry_parent: btf.offset("dentry", "d_parent")?,
        dentry_name: btf.offset("dentry", "d_name")? + btf.offset("qstr", "name")?,
        vfsmount_root: btf.offset("vfsmount", "mnt_root")?,
        mount_mnt: btf.offset("mount", "mnt")?,
        mount_parent: btf.offset("mount", "mnt_parent")?,
        mount_mountpoint: btf.offset("mount", "mnt_mountpoint")?,
        inode_mode: btf.offset("inode", "i_mode")?,
        inode_ino: btf.offset("inode", "i_ino")?,
        inode_private: btf.offset("inode", "i_private")?,
        inode_sb: btf.offset("inode", "i_sb")?,
        super_dev: btf.offset("super_block", "s_dev")?,
        super_magic: btf.offset("super_block", "s_magic")?,
        socket_sk: btf.offset("socket", "sk")?,
        sock_family: btf.offset("sock_common", "skc_family")?,
        inet_sport: btf.offset("inet_sock", "inet_sport")?,
        sock_dport: btf.offset("sock_common", "skc_dport")?,
        sock_local: btf.offset("sock_common", "skc_rcv_saddr")?,
        sock_peer: btf.offset("sock_common", "skc_daddr")?,
        sock_local6: optional("sock_common", "skc_v6_rcv_saddr"),
        sock_peer6: optional("sock_common", "skc_v6_daddr"),
        sock_type: btf.offset("sock", "sk_type")?,
        sock_protocol: btf.offset("sock", "sk_protocol")?,
        unix_addr: optional("unix_sock", "addr"),
        unix_peer: optional("unix_sock", "peer"),
        unix_length: optional("unix_address", "len"),
        unix_name: optional("unix_address", "name"),
        pid_tasks: btf.offset("pid", "tasks")?,
    })
}

/// `struct pt_regs` of x86_64 (arch/x86/include/asm/ptrace.h): r10, r9, r8, ax, cx, dx, si, di at 56 to 112; arguments are in
/// di, si, dx, r10, r8, r9.
#[cfg(target_arch = "x86_64")]
fn architecture(btf: &Btf) -> Result<Host> {
    Ok(Host {
        compat_offset: btf.offset("task_struct", "thread_info")? + btf.offset("thread_info", "status")?,
        // TS_COMPAT of arch/x86/include/asm/thread_info.h.
        compat_mask: 0x2,
        regs_block: btf.offset("pt_regs", "r10")?,
        regs_args: [7, 6, 5, 0, 2, 1, 0, 0],
        regs_first: 0,
        regs_stack: btf.offset("pt_regs", "sp")?,
        regs_nr: btf.offset("pt_regs", "orig_ax")?,
        regs_instruction: btf.offset("pt_regs", "ip")?,
        regs_frame: btf.offset("pt_regs", "bp")?,
        ..Host::default()
    })
}

/// `struct pt_regs` of aarch64 (arch/arm64/include/asm/ptrace.h): x0 to x7 first; x0 is overwritten with the result and kept in
/// orig_x0.
#[cfg(target_arch = "aarch64")]
fn architecture(btf: &Btf) -> Result<Host> {
    Ok(Host {
        compat_offset: btf.offset("task_struct", "thread_info")? + btf.offset("thread_info", "flags")?,
        // TIF_32BIT of arch/arm64/include/asm/thread_info.h.
        compat_mask: 1 << 22,
        regs_block: btf.offset("pt_regs", "regs")?,
        regs_args: [0, 1, 2, 3, 4, 5, 0, 0],
        regs_first: btf.offset("pt_regs", "orig_x0")?,
        regs_stack: btf.offset("pt_regs", "sp")?,
        regs_nr: btf.offset("pt_regs", "syscallno")?,
        regs_instruction: btf.offset("pt_regs", "pc")?,
        // x29 and x30.
        regs_frame: btf.offset("pt_regs", "regs")? + 29 * 8,
        regs_link: btf.offset("pt_regs", "regs")? + 30 * 8,
        ..Host::default()
    })
}
