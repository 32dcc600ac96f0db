//! The programs of `main.rs` once more, for tracepoints as perf hands them over.
//!
//! Since Linux 7.0 a program of a raw tracepoint can be preempted; as long as its task then waits for the CPU, the kernel skips that program
//! for all other tasks there: on a busy machine half of all calls would not be seen. Programs of perf's events are not preempted. They
//! get the event in place of its arguments, so the registers are looked up, and tasks by their ids.

use aya_ebpf::{EbpfContext as _, macros::tracepoint, programs::TracePointContext};

use crate::{
    adopt,
    kernel::{self, Event, host},
    pair, process,
};

#[tracepoint(category = "raw_syscalls", name = "sys_enter")]
pub fn sys_enter_event(ctx: TracePointContext) -> u32 {
    pair::enter(kernel::registers(), Event::new(ctx.as_ptr()).number());
    0
}

#[tracepoint(category = "raw_syscalls", name = "sys_exit")]
pub fn sys_exit_event(ctx: TracePointContext) -> u32 {
    pair::exit(kernel::registers(), Event::new(ctx.as_ptr()).result());
    0
}

#[tracepoint(category = "sched", name = "sched_process_fork")]
pub fn sched_process_fork_event(ctx: TracePointContext) -> u32 {
    if let Some(child) = Event::new(ctx.as_ptr()).member(host!(event.fork_child)) {
        kernel::with_task(child, process::fork);
    }
    0
}

#[tracepoint(category = "sched", name = "sched_process_exec")]
pub fn sched_process_exec_event(ctx: TracePointContext) -> u32 {
    let event = Event::new(ctx.as_ptr());
    if let Some(old) = event.member(host!(event.exec_old)) {
        process::exec(old, event.string(host!(event.exec_filename)).unwrap_or(0));
    }
    0
}

#[tracepoint(category = "sched", name = "sched_process_exit")]
pub fn sched_process_exit_event(_ctx: TracePointContext) -> u32 {
    process::exit();
    0
}

#[tracepoint(category = "cgroup", name = "cgroup_attach_task")]
pub fn cgroup_attach_task_event(ctx: TracePointContext) -> u32 {
    if let Some(id) = Event::new(ctx.as_ptr()).member(host!(event.migrate_pid)) {
        kernel::with_task(id, |task| {
            let _ = adopt::moved(task);
        });
    }
    0
}
