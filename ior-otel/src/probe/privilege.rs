//! Says what is missing when the kernel refuses us.

use std::io;

use anyhow::Error;
use caps::{CapSet, Capability};
use thiserror::Error as ThisError;

/// The kernel refused, and a privilege is missing: exit code 77.
#[derive(Debug, ThisError)]
#[error(
    "not allowed to trace: {missing}.\n\
     Run as root (sudo ior-otel ...), or give the program what it needs:\n  \
     sudo setcap cap_bpf,cap_perfmon=ep $(command -v ior-otel)\n\
     In a container: capabilities: add: [BPF, PERFMON]{old}.\n\
     The kernel said: {kernel}"
)]
pub struct NotPermitted {
    missing: String,
    /// What old kernels want besides.
    old: &'static str,
    kernel: String,
}

/// The capabilities that tracing needs.
const NEEDED: [Capability; 2] = [Capability::CAP_BPF, Capability::CAP_PERFMON];

/// Turns a refusal of the kernel into a [`NotPermitted`] that names what is missing; leaves other errors alone. `unlocked` says
/// whether the limit of locked memory could be lifted, against which maps count before Linux 5.11.
pub fn explain(error: Error, unlocked: bool) -> Error {
    if !is_refusal(&error) {
        return error;
    }
    let missing: Vec<String> = NEEDED
        .into_iter()
        .filter(|capability| !has(*capability))
        .map(|capability| capability.to_string())
        .collect();
    let missing = match missing.as_slice() {
        [] if !unlocked && !has(Capability::CAP_SYS_RESOURCE) => {
            "CAP_BPF and CAP_PERFMON are there; before Linux 5.11 the limit of locked memory must be lifted too (ulimit -l \
             unlimited, or CAP_SYS_RESOURCE)"
                .to_owned()
        }
        [] => "all capabilities are there, so a security module or kernel lockdown refused; see the kernel's log".to_owned(),
        [one] => format!("the capability {one} is missing"),
        many => format!("the capabilities {} are missing", many.join(" and ")),
    };
    let old = if unlocked { "" } else { " (and SYS_RESOURCE before Linux 5.11)" };
    NotPermitted { missing, old, kernel: format!("{error:#}") }.into()
}

fn has(capability: Capability) -> bool {
    let set = |capability| caps::has_cap(None, CapSet::Effective, capability).unwrap_or(false);
    set(capability) || set(Capability::CAP_SYS_ADMIN)
}

/// `EPERM`, and not `EACCES`: by that the verifier refuses a program, whoever loads it.
fn is_refusal(error: &Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.raw_os_error() == Some(libc::EPERM))
}
