//! Which processes are traced under `attach`. A thread that has an entry is traced, and calls ask no more than that; here is who gets
//! one: what is there when we attach, what begins or becomes a target later, and what moves into a target cgroup. What moves out of it
//! loses it.

use ior_common::target::{ALL, CGROUPS, MAX_CGROUP_DEPTH, MAX_LEVELS, NAMES, NAMESPACE};

use crate::kernel::{self, host};

/// Why the process of a task is a target: a constant of [`ior_common::target`]; 0 if it is none.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn reason_to_trace(task: u64) -> u64 {
    let wanted = host!(target.wanted) as u8;
    let is = |what: u8| wanted & what != 0;
    let reason = if is(ALL) {
        ALL
    } else if is(NAMESPACE) && in_namespace(task).is_some() {
        NAMESPACE
    } else if is(CGROUPS) && in_cgroup(task).is_some() {
        CGROUPS
    } else if is(NAMES) && has_name(task).is_some() {
        NAMES
    } else {
        0
    };
    u64::from(reason)
}

/// Whether the target's pid namespace is the task's, or above it.
#[inline(always)]
fn in_namespace(task: u64) -> Option<()> {
    let pid: u64 = kernel::read_kernel(task + u64::from(host!(task_thread_pid)))?;
    let deepest: u32 = kernel::read_kernel(pid + u64::from(host!(pid_level)))?;
    let mut level = 0;
    // Not one bound of the two, which is what the compiler would make of them: the verifier would not know it.
    while level < MAX_LEVELS + 1 && level <= kernel::here(deepest as usize) as u32 {
        let upid = pid + u64::from(host!(pid_numbers)) + u64::from(level) * u64::from(host!(upid_size));
        let namespace: u64 = kernel::read_kernel(upid + u64::from(host!(target.upid_namespace)))?;
        let number: u32 = kernel::read_kernel(namespace + u64::from(host!(target.namespace_number)))?;
        if number == host!(target.namespace) {
            return Some(());
        }
        level += 1;
    }
    None
}

/// Whether the task's cgroup (version 2) is a target, or below one.
#[inline(always)]
fn in_cgroup(task: u64) -> Option<()> {
    let set: u64 = kernel::read_kernel(task + u64::from(host!(target.task_cgroups)))?;
    let mut cgroup: u64 = kernel::read_kernel(set + u64::from(host!(target.css_set_cgroup)))?;
    let mut depth = 0;
    while depth < MAX_CGROUP_DEPTH && cgroup != 0 {
        let node: u64 = kernel::read_kernel(cgroup + u64::from(host!(target.cgroup_node)))?;
        if kernel::is_target_cgroup(kernel::read_kernel(node + u64::from(host!(target.node_id)))?) {
            return Some(());
        }
        cgroup = kernel::read_kernel(cgroup + u64::from(host!(target.css_parent)))?;
        depth += 1;
    }
    None
}

/// Whether the name of the process's main thread is a target.
#[inline(always)]
fn has_name(task: u64) -> Option<()> {
    let leader: u64 = kernel::read_kernel(task + u64::from(host!(target.task_leader)))?;
    let name: [u8; 16] = kernel::read_kernel(leader + u64::from(host!(target.task_comm)))?;
    kernel::is_target_name(padded(name)).then_some(())
}

/// A name with nothing after its end, where the kernel may have left a longer one's.
#[inline(always)]
fn padded(mut name: [u8; 16]) -> [u8; 16] {
    let mut ended = false;
    let mut at = 0;
    while at < 16 {
        ended |= name[at] == 0;
        if ended {
            name[at] = 0;
        }
        at += 1;
    }
    name
}
