//! Fork, exec and exit: they carry the tracing from parent to child, end what never returns, and are sent, so that
//! user space knows the tree.

use ior_common::{
    counter as counters,
    descriptor::{ENABLED, NO_RETURN},
    record::{
        CaptureHead, ExecRecord, ExitRecord, FLAG_LEFT, ForkRecord, Head, KIND_EXEC, KIND_EXIT, KIND_FORK,
    },
    target::{COMMAND, NAMES, PIDS},
    thread::{ARMED, BORN, EXECUTED, IN_CALL, INTERRUPTED, Thread},
};

use crate::{
    adopt, capture, context, emit, file,
    kernel::{self, host, slots},
    pair::{self, Ended},
    target::reason_to_trace,
};

/// The tracepoint `sched_process_fork`; runs in the parent, before the child does.
#[inline(always)]
pub(crate) fn fork(child_task: u64) {
    let _ = try_fork(kernel::current_task(), child_task);
}

#[inline(always)]
fn try_fork(parent_task: u64, child_task: u64) -> Option<()> {
    let pid_tgid = kernel::pid_tgid();
    let child_tid: u32 = kernel::read_kernel(child_task + u64::from(host!(task_pid)))?;
    let child_tgid: u32 = kernel::read_kernel(child_task + u64::from(host!(task_tgid)))?;
    let is_process = child_tgid != (pid_tgid >> 32) as u32;
    let parent = slots::thread(pid_tgid as u32).filter(|parent| parent.state != ARMED && parent.left == 0);
    let follow = !is_process || host!(target.follow) != 0;
    let (parent_process, parent_pid) = parent.as_ref().map_or((0, 0), |parent| (parent.process, parent.pid));
    let (state, reason) = match &parent {
        Some(parent) if follow => (BORN, parent.reason),
        None if is_process && kernel::is_self() => (ARMED, COMMAND),
        _ if is_process && host!(target.wanted) != 0 && adopt::is_someone_elses(child_task)? => {
            (BORN, reason_to_trace(child_task) as u8)
        }
        _ => return None,
    };
    if reason == 0 {
        return None;
    }
    if state == ARMED {
        kernel::set_own(level(parent_task)?);
    }
    let tid = number_at(child_task, level(child_task)?)?;
    let process = if is_process { kernel::next_process() } else { parent_process };
    let child = Thread::new(process, if is_process { tid } else { parent_pid }, tid, state, reason);
    if !slots::add_thread(child_tid, &child) {
        kernel::count(counters::THREADS_LOST, 1);
        return None;
    }
    if is_process {
        // It has a copy of its parent's memory.
        if host!(context.thread_pointer) != 0 && !kernel::copy_publisher(parent_process, process) {
            kernel::count(counters::PUBLISHERS_LOST, 1);
        }
        send_fork(parent_task, child_task, parent_process, parent_pid, &child)?;
    }
    Some(())
}

#[inline(always)]
fn send_fork(parent_task: u64, child_task: u64, parent: u32, parent_pid: u32, child: &Thread) -> Option<()> {
    let same_namespace = level(parent_task)? == level(child_task)?;
    send_record(&ForkRecord {
        head: head(KIND_FORK, child, size_of::<ForkRecord>()),
        start_boottime_ns: kernel::read_kernel(child_task + u64::from(host!(task_start_boottime)))?,
        parent,
        parent_pid: if same_namespace { parent_pid } else { 0 },
        host_pid: kernel::read_kernel(child_task + u64::from(host!(task_pid)))?,
        proc_pid: number_at(child_task, kernel::own_level()).unwrap_or(0),
    });
    Some(())
}

/// The tracepoint `sched_process_exec`; `path` is the address of the kernel's copy of the program's.
#[inline(always)]
pub(crate) fn exec(old_tid: u32, path: u64) {
    let tid = kernel::pid_tgid() as u32;
    if old_tid != tid {
        take_over(old_tid, tid);
    }
    // By its new name; or it came from where nobody is looked at, as what the kernel itself starts does.
    if host!(target.wanted) & !u32::from(PIDS) != 0 && slots::thread(tid).is_none() {
        let _ = adopt::executed(tid);
    }
    let Some(thread) = slots::thread(tid) else { return };
    if thread.left != 0 {
        forget(thread, tid);
        return;
    }
    pair::abandon_interrupted(thread);
    if thread.state == IN_CALL {
        // It ends here: not every architecture shows a sys_exit, and where one comes it is passed over.
        thread.state = EXECUTED;
        finish(thread, path, false);
    }
    send_exec(thread, path);
    context::executed(thread);
    let by_own_name = thread.reason == NAMES && host!(target.follow) == 0;
    if by_own_name && reason_to_trace(kernel::current_task()) == 0 {
        send_exit(thread, FLAG_LEFT, 0);
        forget(thread, tid);
    }
}

/// Takes away the entry of a thread whose process is no target any more.
#[inline(never)]
pub(crate) fn forget(thread: &mut Thread, tid: u32) {
    if thread.state == IN_CALL || thread.state == INTERRUPTED {
        kernel::count(counters::UNPAIRED_LEFT, thread.counted.into());
    }
    if thread.state != INTERRUPTED {
        pair::abandon_interrupted(thread);
    }
    kernel::count(counters::ENTERS_OF_ENDED_THREADS, thread.enters);
    slots::remove_thread(tid);
}

/// A thread that is not the first of its process executes: it takes the id of the first one, which the kernel has ended.
#[inline(never)]
fn take_over(old_tid: u32, tid: u32) {
    if let Some(old) = slots::thread(old_tid) {
        let mut thread = *old;
        thread.tid = thread.pid;
        // Its place in the map, in case that is full.
        slots::remove_thread(old_tid);
        if !slots::add_thread(tid, &thread) {
            kernel::count(counters::ENTERS_OF_ENDED_THREADS, thread.enters);
            let is_in_call = thread.state == IN_CALL && thread.counted != 0;
            kernel::count(counters::UNPAIRED_NO_EXIT, is_in_call.into());
            kernel::count(counters::THREADS_LOST, 1);
        }
    }
}

#[inline(never)]
fn send_exec(thread: &Thread, path: u64) {
    let Some(scratch) = kernel::scratch() else { return };
    const PATH: usize = size_of::<ExecRecord>();
    const HEAD: usize = size_of::<CaptureHead>();
    let (length, status) = capture::executed_path(scratch, PATH + HEAD, path).unwrap_or((0, 0));
    kernel::write(scratch, PATH, CaptureHead { slot: 0, status, length: length as u16, reserved: 0 });
    let end = PATH + HEAD + ((length + 7) & !7);
    let mut head = head(KIND_EXEC, thread, end);
    head.captures = 1;
    let argc = file::executed_arguments().unwrap_or(0) as u32;
    kernel::write(scratch, 0, ExecRecord { head, argc, reserved: 0 });
    send(end);
}

/// The tracepoint `sched_process_exit`; runs in the thread that ends.
#[inline(always)]
pub(crate) fn exit() {
    let task = kernel::current_task();
    let tid = kernel::pid_tgid() as u32;
    let Some(thread) = slots::thread(tid) else { return };
    if thread.left != 0 {
        forget(thread, tid);
        return;
    }
    if thread.state == IN_CALL || thread.state == INTERRUPTED {
        let no_return = pair::descriptor(thread.nr, thread.abi).is_some_and(|d| d.has(NO_RETURN));
        if thread.state == IN_CALL && no_return {
            finish(thread, 0, true);
        } else {
            killed(thread);
        }
    }
    if thread.state != INTERRUPTED {
        pair::abandon_interrupted(thread);
    }
    kernel::count(counters::ENTERS_OF_ENDED_THREADS, thread.enters);
    if thread.state != ARMED && is_last(task) {
        let status = kernel::read_kernel(task + u64::from(host!(task_exit_code))).unwrap_or(0);
        send_exit(thread, 0, status);
        kernel::remove_publisher(thread.process);
        // The main thread's stands for its process, where that was found without it.
        remove_leader(tid);
    }
    slots::remove_thread(tid);
}

#[inline(always)]
fn remove_leader(tid: u32) {
    let tgid = (kernel::pid_tgid() >> 32) as u32;
    if tgid != tid
        && let Some(leader) = slots::thread(tgid)
    {
        kernel::count(counters::ENTERS_OF_ENDED_THREADS, leader.enters);
        slots::remove_thread(tgid);
    }
}

/// Ends a call that does not return: a successful `execve` (`path` is set), or `exit`. With a stack of its own.
#[inline(never)]
fn finish(thread: &Thread, path: u64, unfinished: bool) {
    let Some(descriptor) = pair::descriptor(thread.nr, thread.abi) else { return };
    pair::finish(thread, descriptor, &mut ended(thread, path, unfinished));
}

/// Accounts for a call in which its thread was killed: not counted, because how long it would have taken is unknown, but
/// shown if it was long.
#[inline(never)]
fn killed(thread: &Thread) {
    let Some(descriptor) = pair::descriptor(thread.nr, thread.abi) else { return };
    if thread.counted == 0 {
        return;
    }
    kernel::count(counters::UNPAIRED_KILLED, 1);
    let ended = ended(thread, 0, true);
    if emit::wanted(descriptor, &ended) && descriptor.has(ENABLED) {
        emit::call(thread, descriptor, &ended);
    }
}

#[inline(always)]
fn ended(thread: &Thread, path: u64, unfinished: bool) -> Ended {
    Ended {
        start_ns: thread.start_ns,
        duration_ns: kernel::now().saturating_sub(thread.start_ns),
        return_value: 0,
        errno: 0,
        nr: thread.nr,
        abi: thread.abi,
        unfinished,
        regs: thread.regs,
        path,
        first_arg: None,
        quantity: 0,
        has_quantity: false,
    }
}

/// Tells of a process's end. With a stack of its own.
#[inline(never)]
fn send_exit(thread: &Thread, flags: u8, status: u32) {
    send_record(&exited(thread, flags, status));
}

/// The record of a process's end.
#[inline(always)]
pub(crate) fn exited(thread: &Thread, flags: u8, status: u32) -> ExitRecord {
    let mut head = head(KIND_EXIT, thread, size_of::<ExitRecord>());
    head.flags = flags;
    ExitRecord { head, status, reserved: 0 }
}

/// Whether the task is the last of its process: the kernel counts down before it shows the exit.
pub(crate) fn is_last(task: u64) -> bool {
    let Some(signal) = kernel::read_kernel::<u64>(task + u64::from(host!(task_signal))) else { return false };
    kernel::read_kernel::<u32>(signal + u64::from(host!(signal_live))) == Some(0)
}

/// Sends a record that is complete in itself.
#[inline(always)]
pub(crate) fn send_record<T: Copy>(record: &T) {
    if let Some(scratch) = kernel::scratch() {
        kernel::write(scratch, 0, *record);
        send(size_of::<T>());
    }
}

/// The same, and wakes the reader.
#[inline(always)]
pub(crate) fn send_now<T: Copy>(record: &T) {
    if let Some(scratch) = kernel::scratch() {
        kernel::write(scratch, 0, *record);
        account(kernel::send(size_of::<T>(), true));
    }
}

fn send(length: usize) {
    account(kernel::send(length, kernel::wakes(kernel::waiting(), length as u64)));
}

#[inline(always)]
fn account(sent: bool) {
    kernel::count(counters::RECORDS_PROCESS, 1);
    if !sent {
        kernel::count(counters::DROPPED_PROCESS, 1);
    }
}

#[inline(always)]
pub(crate) fn head(kind: u8, thread: &Thread, length: usize) -> Head {
    Head {
        kind,
        flags: 0,
        abi: 0,
        captures: 0,
        length: length as u32,
        time_ns: kernel::now(),
        process: thread.process,
        nr: 0,
        pid: thread.pid,
        tid: thread.tid,
        comm: kernel::comm(),
    }
}

/// Depth of the pid namespace of a task.
#[inline(always)]
pub(crate) fn level(task: u64) -> Option<u32> {
    let pid: u64 = kernel::read_kernel(task + u64::from(host!(task_thread_pid)))?;
    kernel::read_kernel(pid + u64::from(host!(pid_level)))
}

/// The task's id in the namespace of that depth above it.
#[inline(always)]
pub(crate) fn number_at(task: u64, depth: u32) -> Option<u32> {
    let pid: u64 = kernel::read_kernel(task + u64::from(host!(task_thread_pid)))?;
    number_of(pid, depth)
}

/// The number of a `struct pid` in the namespace of that depth above it.
#[inline(always)]
pub(crate) fn number_of(pid: u64, depth: u32) -> Option<u32> {
    if depth > kernel::read_kernel(pid + u64::from(host!(pid_level)))? {
        return None;
    }
    let offset = u64::from(host!(pid_numbers)) + u64::from(depth) * u64::from(host!(upid_size));
    kernel::read_kernel(pid + offset)
}
