//! Threads that become traced, or cease to be, in the middle of their lives.

use ior_common::{
    counter as counters,
    record::{FLAG_FOUND, FLAG_LEFT, ForkRecord, Head, KIND_FORK},
    target::{CGROUPS, PIDS},
    thread::{ATTACHED, ATTACHED_IN_CALL, Thread},
};

use crate::{
    kernel::{self, TaskVisit, host, slots},
    pair,
    process::{self, level, number_at},
    target::reason_to_trace,
};

/// `PF_EXITING` and `PF_KTHREAD` of linux/sched.h.
const EXITING: u32 = 0x4;
const KERNEL_THREAD: u32 = 0x0020_0000;

/// Threads of a process that are visited in one stretch, and how many stretches there are: see [`crate::message`].
const STRETCH: u32 = 32;
const STRETCHES: u32 = 256;

/// The walk through all tasks when we attach, and when a target cgroup appears: a step.
#[inline(always)]
pub(crate) fn visit(visit: TaskVisit) -> Option<()> {
    let task = visit.task();
    if task == 0 {
        return None;
    }
    if kernel::own_pid() == 0 {
        // We are the reader.
        kernel::set_own(level(kernel::current_task())?);
    }
    if !kernel::walk_adopts() {
        return None;
    }
    let leader: u64 = kernel::read_kernel(task + u64::from(host!(target.task_leader)))?;
    let is_pid = host!(target.wanted) & u32::from(PIDS) != 0
        && number_at(leader, kernel::own_level()).is_some_and(kernel::is_target_pid);
    let reason = if is_pid { PIDS } else { reason_to_trace(task) as u8 };
    if reason == 0 || !is_someone_elses(task)? {
        return None;
    }
    adopt(visit, task, leader, reason)
}

#[inline(always)]
fn adopt(visit: TaskVisit, task: u64, leader: u64, reason: u8) -> Option<()> {
    let tgid: u32 = kernel::read_kernel(task + u64::from(host!(task_tgid)))?;
    let process = match slots::thread(tgid) {
        Some(leader) => leader.process,
        None => {
            let process = kernel::next_process_of_walk();
            if !introduce(visit, leader, process) {
                return None;
            }
            add(visit, leader, process, reason);
            process
        }
    };
    if leader != task {
        add(visit, task, process, reason);
    }
    Some(())
}

// Functions of their own, for the sake of the stack: its 512 bytes are for all that call one another.

#[inline(never)]
fn introduce(visit: TaskVisit, leader: u64, process: u32) -> bool {
    found(leader, process).is_some_and(|record| visit.write(&record))
}

#[inline(never)]
fn add(visit: TaskVisit, task: u64, process: u32, reason: u8) {
    let Some(tid) = kernel::read_kernel::<u32>(task + u64::from(host!(task_pid))) else { return };
    let Some(mut thread) = new_thread(task, process, reason) else { return };
    if host!(target.has_task_regs) != 0 && task == visit.task() && is_blocked(task) {
        let _ = note_call(task, &mut thread, visit);
    }
    if slots::adopt_thread_in_walk(tid, &thread) {
        // Its end may have been shown before it had an entry.
        if has_ended(task, tid) {
            slots::remove_thread(tid);
        }
    } else if slots::thread(tid).is_none() {
        kernel::count(counters::THREADS_LOST_IN_WALK, 1);
    }
}

/// Notes which call a thread is blocked in.
#[inline(always)]
fn note_call(task: u64, thread: &mut Thread, visit: TaskVisit) -> Option<()> {
    let id: i32 = kernel::read_kernel(visit.registers() + u64::from(host!(regs_nr)))?;
    // It may have come to sleep by an exception, such as a page fault.
    if id >= 0 {
        (thread.nr, thread.abi) =
            pair::number(id as u64, kernel::read_kernel(task + u64::from(host!(compat_offset))).unwrap_or(0));
        thread.state = ATTACHED_IN_CALL;
    }
    Some(())
}

/// A task was moved to another cgroup: the main thread, where its process was.
#[inline(always)]
pub(crate) fn moved(task: u64) -> Option<()> {
    let leader: u64 = kernel::read_kernel(task + u64::from(host!(target.task_leader)))?;
    // Single threads move within a domain: the process stays where it is.
    if leader != task || !is_someone_elses(task)? {
        return None;
    }
    let tgid: u32 = kernel::read_kernel(task + u64::from(host!(task_tgid)))?;
    let entry = slots::thread(tgid).filter(|thread| thread.left == 0);
    let reason = reason_to_trace(task) as u8;
    match entry {
        Some(thread) if reason == 0 && thread.reason == CGROUPS => {
            let gone = process::exited(thread, FLAG_LEFT, 0);
            each_thread(task, 0, 0);
            process::send_record(&gone);
        }
        None if reason != 0 => {
            let process = kernel::next_process();
            process::send_record(&found(task, process)?);
            each_thread(task, process, reason);
        }
        _ => {}
    }
    Some(())
}

#[inline(always)]
fn each_thread(task: u64, process: u32, reason: u8) -> Option<()> {
    let signal: u64 = kernel::read_kernel(task + u64::from(host!(task_signal)))?;
    let head = signal + u64::from(host!(target.signal_thread_head));
    let mut node: u64 = kernel::read_kernel(head)?;
    let mut stretch = 0;
    while stretch < STRETCHES && node != 0 {
        node = some_threads(node, head, process.into(), reason.into());
        stretch += 1;
    }
    if node != 0 && process != 0 {
        kernel::count(counters::THREADS_LOST, 1);
    }
    Some(())
}

/// Makes threads traced as those of `process`, or with 0 not traced, from one on in the list of a process's threads; returns where it
/// goes on, 0 at the end.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn some_threads(node: u64, head: u64, process: u64, reason: u64) -> u64 {
    let mut node = node;
    let mut step = 0;
    while step < STRETCH {
        if node == 0 || node == head {
            return 0;
        }
        let task = node - u64::from(host!(target.task_thread_node));
        let _ = turn(task, process as u32, reason as u8);
        // struct list_head begins with its `next`.
        node = kernel::read_kernel(node).unwrap_or(0);
        step += 1;
    }
    node
}

#[inline(always)]
fn turn(task: u64, process: u32, reason: u8) -> Option<()> {
    let tid: u32 = kernel::read_kernel(task + u64::from(host!(task_pid)))?;
    match slots::thread(tid) {
        // The thread takes its entry away itself: it may be using it.
        Some(thread) if process == 0 => thread.left = 1,
        None if process == 0 => {}
        // It left before, and has made no call since.
        Some(thread) => {
            thread.process = process;
            thread.reason = reason;
            thread.left = 0;
        }
        None => {
            let is_added = slots::adopt_thread(tid, &new_thread(task, process, reason)?);
            if !is_added {
                kernel::count(counters::THREADS_LOST, 1);
            } else if has_ended(task, tid) {
                slots::remove_thread(tid);
            }
        }
    }
    Some(())
}

/// The current process has executed a program by which it becomes a target.
#[inline(never)]
pub(crate) fn executed(tid: u32) -> Option<()> {
    let task = kernel::current_task();
    let reason = reason_to_trace(task) as u8;
    if reason == 0 || !is_someone_elses(task)? {
        return None;
    }
    let thread = new_thread(task, kernel::next_process(), reason)?;
    if slots::adopt_thread(tid, &thread) {
        process::send_record(&found(task, thread.process)?);
    } else {
        kernel::count(counters::THREADS_LOST, 1);
    }
    Some(())
}

/// The entry of a thread that was there before.
#[inline(always)]
fn new_thread(task: u64, process: u32, reason: u8) -> Option<Thread> {
    let leader: u64 = kernel::read_kernel(task + u64::from(host!(target.task_leader)))?;
    let level = level(task)?;
    Some(Thread::new(process, number_at(leader, level)?, number_at(task, level)?, ATTACHED, reason))
}

/// The record of a process that was there before.
#[inline(always)]
fn found(leader: u64, process: u32) -> Option<ForkRecord> {
    let parent: u64 = kernel::read_kernel(leader + u64::from(host!(target.task_parent)))?;
    let parent: u64 = kernel::read_kernel(parent + u64::from(host!(target.task_leader)))?;
    let level = level(leader)?;
    let pid = number_at(leader, level)?;
    Some(ForkRecord {
        head: Head {
            kind: KIND_FORK,
            flags: FLAG_FOUND,
            abi: 0,
            captures: 0,
            length: size_of::<ForkRecord>() as u32,
            time_ns: kernel::now(),
            process,
            nr: 0,
            pid,
            tid: pid,
            comm: kernel::read_kernel(leader + u64::from(host!(target.task_comm)))?,
        },
        start_boottime_ns: kernel::read_kernel(leader + u64::from(host!(task_start_boottime)))?,
        parent: 0,
        parent_pid: number_at(parent, level).unwrap_or(0),
        host_pid: kernel::read_kernel(leader + u64::from(host!(task_pid)))?,
        proc_pid: number_at(leader, kernel::own_level()).unwrap_or(0),
    })
}

/// Whether the task is neither of ours nor of the kernel's.
#[inline(always)]
pub(crate) fn is_someone_elses(task: u64) -> Option<bool> {
    let flags: u32 = kernel::read_kernel(task + u64::from(host!(target.task_flags)))?;
    let tgid: u32 = kernel::read_kernel(task + u64::from(host!(task_tgid)))?;
    Some(flags & KERNEL_THREAD == 0 && tgid != kernel::own_pid())
}

/// Whether the task is off the CPU: then, unlike in user space, its registers are those that it entered the kernel with.
#[inline(always)]
fn is_blocked(task: u64) -> bool {
    // TASK_RUNNING is 0.
    kernel::read_kernel::<u32>(task + u64::from(host!(target.task_state))).is_some_and(|state| state != 0)
}

/// Whether the end of a thread has been shown, or will be without one who looks. The entry of the main thread stands for its process, and
/// stays until that ends.
#[inline(always)]
fn has_ended(task: u64, tid: u32) -> bool {
    if kernel::read_kernel::<u32>(task + u64::from(host!(task_tgid))) == Some(tid) {
        return process::is_last(task);
    }
    kernel::read_kernel::<u32>(task + u64::from(host!(target.task_flags)))
        .is_none_or(|flags| flags & EXITING != 0)
}
