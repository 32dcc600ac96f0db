//! Privileges: says what is missing when the kernel refuses us, and gives up what is not needed any more.
//!
//! Capabilities are a thread's own (capabilities(7)), and a new thread has those of the one that starts it. So every thread of ours begins
//! by [renouncing](renounce) them, and the main thread [lowers](lower) its own once it has attached.

use std::{collections::HashSet, io};

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
    let missing: Vec<String> = missing().iter().map(ToString::to_string).collect();
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

/// Capabilities by which environments and mappings of other users' processes can be read: for the service's name, and for where the active span
/// is published. Kept where they are.
const FOR_OTHERS: [Capability; 2] = [Capability::CAP_SYS_PTRACE, Capability::CAP_DAC_READ_SEARCH];

/// Gives up all capabilities of the calling thread.
pub fn renounce() {
    keep(&[]);
}

/// Gives up all capabilities of the calling thread but these.
pub fn keep(capabilities: &[Capability]) {
    no_new_privileges();
    let wanted = HashSet::from_iter(capabilities.iter().copied());
    if let Err(error) = set(&wanted) {
        tracing::debug!("cannot give up capabilities: {error}");
    }
}

/// Gives up the capabilities of the calling thread that are not needed once tracing has begun. Before Linux 6.0, and where a security module
/// wants it so, reading maps needs CAP_BPF: it is kept if `works` says that nothing does without.
pub fn lower(works: impl Fn() -> bool) {
    no_new_privileges();
    let mut kept = HashSet::from(FOR_OTHERS);
    let before = caps::read(None, CapSet::Effective).unwrap_or_default();
    let without = before.intersection(&kept).copied().collect();
    if before.contains(&Capability::CAP_BPF)
        && caps::set(None, CapSet::Effective, &without).is_ok()
        && !works()
    {
        kept.insert(Capability::CAP_BPF);
        // They are still permitted, and so can be raised again.
        let _ = caps::set(None, CapSet::Effective, &before);
    }
    match set(&kept) {
        Ok(()) => {
            let left = caps::read(None, CapSet::Permitted).unwrap_or_default();
            tracing::debug!("capabilities that are left: {left:?}");
        }
        Err(error) => tracing::warn!("cannot give up capabilities: {error}"),
    }
}

/// Leaves the calling thread no way to more than it has, by nothing that it would execute: no set of user IDs or file capabilities counts any more
/// (PR_SET_NO_NEW_PRIVS of prctl(2)), and the sets of which capabilities could be got again are empty.
fn no_new_privileges() {
    if let Err(error) = rustix::thread::set_no_new_privs(true) {
        tracing::warn!("cannot set no_new_privs: {error}");
    }
    // The bounding set is for those to lower who have the capability for it.
    let may_bound = caps::has_cap(None, CapSet::Effective, Capability::CAP_SETPCAP).unwrap_or(false);
    for of in may_bound.then_some(CapSet::Bounding).into_iter().chain([CapSet::Ambient, CapSet::Inheritable])
    {
        if let Err(error) = caps::clear(None, of) {
            tracing::debug!("cannot empty the {of:?} set of capabilities: {error}");
        }
    }
}

/// Reduces what is permitted and in effect to what is `wanted`.
fn set(wanted: &HashSet<Capability>) -> Result<(), caps::errors::CapsError> {
    for of in [CapSet::Effective, CapSet::Permitted] {
        let kept = caps::read(None, of)?.intersection(wanted).copied().collect();
        caps::set(None, of, &kept)?;
    }
    Ok(())
}

/// The capabilities that tracing needs and we do not have.
pub fn missing() -> Vec<Capability> {
    NEEDED.into_iter().filter(|capability| !has(*capability)).collect()
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
