//! The table of syscalls: one row each, from which everything about syscalls is derived: the kernel's descriptors,
//! span attributes, metrics, `ior-otel syscalls`.
//!
//! A row reads like the prototype in the syscall's man page; each argument has a [`role::Role`] that says what to
//! capture of it and how to show it. A new syscall is a new row in [`rows`], a new meaning of an argument a new role.

pub mod family;
pub mod kind;

pub mod role;
pub mod rows;

use family::Family;
use kind::Kind;
use role::Role;

/// One syscall.
#[derive(Debug, PartialEq, Eq)]
pub struct Syscall {
    /// Its name, as in its man page and in `strace`.
    pub name: &'static str,
    /// The name of its tracepoint `sys_enter_*`, which differs for some (`newfstat`).
    pub tracepoint: &'static str,
    /// Its family.
    pub family: Family,
    /// Its kind.
    pub kind: Kind,
    /// Its arguments, in order.
    pub args: &'static [Arg],
    /// What its return value is.
    pub returns: Returns,
}

/// One argument of a syscall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arg {
    /// Its name in the man page.
    pub name: &'static str,
    /// What it means.
    pub role: Role,
}

/// What the return value of a successful call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// 0.
    Status,
    /// A number of no further meaning here.
    Value,
    /// A new descriptor.
    Fd,
    /// Bytes read.
    Read,
    /// Bytes written.
    Written,
    /// Bytes moved from one descriptor to another.
    Transferred,
    /// Descriptors or events that are ready.
    Ready,
    /// A process or thread id.
    Pid,
    /// An address.
    Address,
    /// Nothing: it does not return.
    Never,
}
