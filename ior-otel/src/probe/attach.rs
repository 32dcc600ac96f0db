//! Attaches the programs to their tracepoints, and makes the object one of this kernel.

use std::{borrow::Cow, fs, io, path::Path, time::Instant};

use anyhow::{Result, anyhow, ensure};
use aya::{Ebpf, programs::Program};
use ior_common::host::KERNEL_FUNCTIONS;
use thiserror::Error;

use super::{btf::Btf, version::is_at_least};

/// A tracepoint that there is a program for, by the program's name.
#[derive(Clone, Copy)]
pub(super) struct Tracepoint {
    pub name: &'static str,
    /// What its event is called, and in which category.
    event: &'static str,
    category: &'static str,
}

const fn tracepoint(name: &'static str, event: &'static str, category: &'static str) -> Tracepoint {
    Tracepoint { name, event, category }
}

/// In the order of attaching: what carries tracing on and ends it comes before what counts.
pub(super) const TRACEPOINTS: [Tracepoint; 5] = [
    tracepoint("sched_process_exit", "sched_process_exit_event", "sched"),
    tracepoint("sched_process_exec", "sched_process_exec_event", "sched"),
    tracepoint("sched_process_fork", "sched_process_fork_event", "sched"),
    tracepoint("sys_exit", "sys_exit_event", "raw_syscalls"),
    tracepoint("sys_enter", "sys_enter_event", "raw_syscalls"),
];

/// The one that follows processes from cgroup to cgroup, where cgroups are targets.
pub(super) const OF_CGROUPS: Tracepoint =
    tracepoint("cgroup_attach_task", "cgroup_attach_task_event", "cgroup");

/// Whether programs are attached to tracepoints as perf hands them over. Since Linux 7.0 it does not do otherwise: those of raw tracepoints
/// are preempted there, and the kernel skips them meanwhile for other tasks.
pub fn by_events() -> bool {
    is_at_least(7, 0)
}

/// Where tracefs is mounted.
const TRACEFS: [&str; 2] = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

/// Why there are no events to attach to.
#[derive(Debug, Error)]
#[error(
    "cannot read the tracepoints of tracefs ({0}), by which programs are attached since Linux 7.0.\n\
     Only root may: without root, CAP_DAC_READ_SEARCH is needed too. Where it is not mounted: mount -t tracefs tracefs /sys/kernel/tracing.\n\
     In a container, as root: the host's /sys/kernel/tracing at the same place, read-only (in the chart: tracefs: true)"
)]
pub struct NoTracefs(io::Error);

/// Whether what programs are attached to can be read, where it matters.
pub fn look_for_tracefs() -> Result<(), NoTracefs> {
    if !by_events() {
        return Ok(());
    }
    let read = |mount| fs::read_to_string(Path::new(mount).join("events/raw_syscalls/sys_enter/id"));
    let [usual, old] = TRACEFS;
    read(usual).or_else(|error| read(old).map_err(|_| error)).map(drop).map_err(NoTracefs)
}

/// The object with this kernel's numbers of the functions that programs of events call.
pub(super) fn object<'a>(object: &'a [u8], kernel: &Btf) -> Result<Cow<'a, [u8]>> {
    if !by_events() {
        return Ok(Cow::Borrowed(object));
    }
    let mut object = object.to_vec();
    for (name, number) in KERNEL_FUNCTIONS {
        let id = kernel.function(name)?;
        ensure!(put_function(&mut object, number, id) > 0, "the object never calls {name}");
    }
    Ok(Cow::Owned(object))
}

/// Makes calls of `number` calls of the kernel's function `id`; returns how many. An instruction is 8 bytes: its code, its registers, an offset,
/// and the number (`Documentation/bpf/standardization/instruction-set.rst`). A call of a function of the kernel has 2 (`BPF_PSEUDO_KFUNC_CALL`) as its
/// source register.
fn put_function(object: &mut [u8], number: u32, id: u32) -> usize {
    const CALL: u8 = 0x85;
    const OF_KERNEL: u8 = 2 << 4;
    let [a, b, c, d] = number.to_le_bytes();
    let mut calls = 0;
    for instruction in object.chunks_exact_mut(8).filter(|found| **found == [CALL, 0, 0, 0, a, b, c, d]) {
        instruction[1] = OF_KERNEL;
        instruction[4..].copy_from_slice(&id.to_le_bytes());
        calls += 1;
    }
    calls
}

/// Loads a program, and attaches it to its tracepoint.
pub(super) fn attach(ebpf: &mut Ebpf, tracepoint: Tracepoint) -> Result<()> {
    let Tracepoint { name, event, category } = tracepoint;
    let to_attach = if by_events() { event } else { name };
    let program =
        ebpf.program_mut(to_attach).ok_or_else(|| anyhow!("the object has no program {to_attach}"))?;
    let started = Instant::now();
    match program {
        Program::RawTracePoint(program) => {
            program.load()?;
            program.attach(name)?;
        }
        Program::TracePoint(program) => {
            program.load()?;
            program.attach(category, name)?;
        }
        _ => return Err(anyhow!("{to_attach} is of no kind that is known")),
    }
    let verified = program.info().ok().and_then(|info| info.verified_instruction_count());
    tracing::debug!(
        "{to_attach} loaded and attached in {:?}, after {} instructions in the verifier",
        started.elapsed(),
        verified.unwrap_or(0)
    );
    Ok(())
}

/// Detaches, in the reverse order of attaching, so that no call is counted as begun whose end nobody would see.
pub(super) fn detach(ebpf: &mut Ebpf) {
    for tracepoint in [OF_CGROUPS].iter().chain(TRACEPOINTS.iter().rev()) {
        for name in [tracepoint.name, tracepoint.event] {
            // Detached is what it is anyway, when it is dropped.
            let _ = match ebpf.program_mut(name) {
                Some(Program::RawTracePoint(program)) => program.unload(),
                Some(Program::TracePoint(program)) => program.unload(),
                _ => Ok(()),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_get_the_kernels_number_and_nothing_else_does() {
        let call = [0x85, 0, 0, 0, 1, 0, 0, 0x7f];
        let other = [0x85, 0, 0, 0, 2, 0, 0, 0x7f];
        let mut object = [call, other, call].concat();
        assert_eq!(put_function(&mut object, 0x7f00_0001, 0x0102_0304), 2);
        let put = [0x85, 0x20, 0, 0, 4, 3, 2, 1];
        assert_eq!(object, [put, other, put].concat());
    }

    #[test]
    fn the_object_calls_each_of_the_functions() {
        for (name, number) in KERNEL_FUNCTIONS {
            assert!(put_function(&mut super::super::OBJECT.to_vec(), number, 1) > 0, "{name}");
        }
    }
}
