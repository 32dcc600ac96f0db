//! The kernel side of ior-otel. It knows no syscall by name: user space describes each number in a map
//! ([`ior_common::descriptor`]), and these programs pair, count and decide.
//!
//! - [`pair`]: `sys_enter` and `sys_exit` become one call, in place, in the thread's entry;
//! - [`count`], with [`message`]: every call is counted;
//! - [`emit`] and [`capture`]: a call that becomes a span is sent, with what its descriptor wants of the process's memory, and
//!   [`file`] with what its descriptors lead to, [`context`] with the span of the application that was active, [`stack`] with where
//!   in its code;
//! - [`process`]: fork, exec and exit carry the tracing on, and are sent;
//! - [`target`] and [`adopt`]: who is traced under `attach`, and how one that lives already becomes so;
//! - [`event`]: the same programs for kernels on which those of raw tracepoints are preempted;
//! - [`kernel`]: the one file that touches kernel memory, maps and helpers.
#![cfg_attr(target_arch = "bpf", no_std, no_main)]
// For `kernel::here`: the kernel side is built with unstable parts of a stable compiler anyway.
#![cfg_attr(target_arch = "bpf", feature(asm_experimental_arch))]
#![expect(
    missing_docs,
    unreachable_pub,
    reason = "the program macros make a second, undocumented `pub` item of each"
)]

mod pair;

mod count;
mod message;

mod capture;
mod context;
mod emit;
mod file;
mod stack;

mod process;

mod adopt;
mod target;

mod event;

mod kernel;

use core::ffi::c_void;

use aya_ebpf::{macros::raw_tracepoint, programs::RawTracePointContext};

/// A call begins: `(struct pt_regs *regs, long id)`.
#[raw_tracepoint(tracepoint = "sys_enter")]
pub fn sys_enter(ctx: RawTracePointContext) -> i32 {
    pair::enter(ctx.arg(0), ctx.arg(1));
    0
}

/// A call ends: `(struct pt_regs *regs, long ret)`.
#[raw_tracepoint(tracepoint = "sys_exit")]
pub fn sys_exit(ctx: RawTracePointContext) -> i32 {
    pair::exit(ctx.arg(0), ctx.arg(1));
    0
}

/// A thread or process begins, in its parent's context: `(struct task_struct *parent, struct task_struct *child)`.
#[raw_tracepoint(tracepoint = "sched_process_fork")]
pub fn sched_process_fork(ctx: RawTracePointContext) -> i32 {
    process::fork(ctx.arg(1));
    0
}

/// A program has been executed: `(struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)`.
#[raw_tracepoint(tracepoint = "sched_process_exec")]
pub fn sched_process_exec(ctx: RawTracePointContext) -> i32 {
    let path = kernel::read_kernel(ctx.arg::<u64>(2) + u64::from(kernel::host!(bprm_filename)));
    process::exec(ctx.arg(1), path.unwrap_or(0));
    0
}

/// A thread ends, in its own context: `(struct task_struct *task)`.
#[raw_tracepoint(tracepoint = "sched_process_exit")]
pub fn sched_process_exit(_ctx: RawTracePointContext) -> i32 {
    process::exit();
    0
}

/// A process has been moved to another cgroup:
/// `(struct cgroup *dst_cgrp, const char *path, struct task_struct *task, bool threadgroup)`.
#[raw_tracepoint(tracepoint = "cgroup_attach_task")]
pub fn cgroup_attach_task(ctx: RawTracePointContext) -> i32 {
    let _ = adopt::moved(ctx.arg(2));
    0
}

/// A task that is there: read through a file, one after the other. aya-ebpf has no macro for such programs.
#[unsafe(no_mangle)]
#[unsafe(link_section = "iter/task")]
pub fn tasks(context: *mut c_void) -> i32 {
    let _ = adopt::visit(kernel::TaskVisit::new(context));
    0
}

/// Needed to link; BPF programs do not panic: what could has been compiled away, or the verifier refuses the program.
#[cfg(target_arch = "bpf")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

#[cfg(target_arch = "bpf")]
#[unsafe(link_section = "license")]
#[unsafe(no_mangle)]
static LICENSE: [u8; 13] = *b"Dual MIT/GPL\0";

/// So that host tools (clippy, rust-analyzer) can check the crate.
#[cfg(not(target_arch = "bpf"))]
fn main() {}
