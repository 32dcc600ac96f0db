//! The table of syscalls: one row each, from which everything about syscalls is derived: the kernel's descriptors,
//! span attributes, metrics, `ior-otel syscalls`.
//!
//! A row reads like the prototype in the kernel's source; each argument has a [`role::Role`] that says what to
//! capture of it and how to show it. A new syscall is a new row in [`rows`], a new meaning of an argument a new role.

pub mod family;
pub mod kind;

pub mod role;
pub mod rows;

pub mod foreign;
pub mod number;

pub mod descriptor;
pub mod quantity;

pub mod attributes;
pub mod keys;
pub mod names;
pub mod sockaddr;
pub mod structs;

pub mod errno;
pub mod signal;

use ior_common::descriptor::{EXEC, NO_RETURN, RESTART, SIGNAL_RETURN, TIMEOUT_EXPECTED};

use family::Family;
use kind::Kind;
use names::Names;
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
    /// Its name as a Rust identifier; see [`Self::name`].
    identifier: &'static str,
    /// What it means.
    pub role: Role,
}

impl Arg {
    /// Its name in the kernel's own prototype, without prefixes that say where a pointer points.
    pub fn name(&self) -> &'static str {
        self.identifier.trim_start_matches("r#")
    }
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
    /// A new descriptor of something that has no path.
    MadeFd,
    /// Bytes read.
    Read,
    /// Bytes read, but for a buffer of length 0 the length that it would need (`getxattr`).
    ReadUnlessProbe,
    /// The same of calls that say the buffer's length in a `struct xattr_args` (`getxattrat`).
    ReadUnlessProbeAt,
    /// Bytes received, by the rules of `recv` and its flags.
    Received,
    /// How many messages of a `struct mmsghdr` array were sent or received.
    Messages,
    /// Bytes written.
    Written,
    /// Bytes moved from one descriptor to another.
    Transferred,
    /// Bytes of address space that were advised on.
    Advised,
    /// Descriptors or events that are ready.
    Ready,
    /// A number that becomes an attribute.
    Is(&'static str),
    /// One of some constants that becomes an attribute.
    One(&'static str, &'static Names),
    /// A descriptor, for some of its commands: `fcntl`.
    FdOrValue,
    /// A descriptor of something that has no path, for some of its commands or flags: `bpf`, `seccomp`.
    MadeFdOrValue,
    /// The process or thread that was made or awaited.
    Child,
    /// A signal that came.
    Signal,
    /// A scheduling policy with its flag.
    Policy,
    /// By the operation on a futex, how many waiters were woken or moved.
    Woken,
    /// 20 less a niceness (getpriority(2)).
    Nice,
    /// A priority of input and output.
    IoPriority,
    /// What an option of `prctl` tells.
    Prctl,
    /// Commands of `membarrier`, where it is asked for them.
    Barriers,
    /// A key.
    Key,
    /// A process or thread id.
    Pid,
    /// An address.
    Address,
    /// The end of the heap (`brk`).
    Break,
    /// Nothing: it does not return.
    Never,
}

impl Syscall {
    /// The row of that name, or of that tracepoint.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        rows::ROWS.iter().find(|row| row.name == name || row.tracepoint == name)
    }

    /// Position of the first argument with a role that a condition holds for.
    pub fn position(&self, is: impl Fn(Role) -> bool) -> Option<usize> {
        self.args.iter().position(|arg| is(arg.role))
    }

    /// Whether an answer of this error number is a failure, and not just that there was nothing to do, that it was interrupted, or
    /// that the timeout passed that the caller asked for.
    pub fn fails_with(&self, errno: u16) -> bool {
        ior_common::errno::is_failure(errno, self.flags() & TIMEOUT_EXPECTED != 0)
    }

    /// What the kernel side must know of the call's nature: flags of [`ior_common::descriptor`].
    pub fn flags(&self) -> u8 {
        let nature = match self.name {
            // The second is one of 32-bit programs.
            "rt_sigreturn" | "sigreturn" => SIGNAL_RETURN,
            "restart_syscall" => RESTART,
            _ if self.kind == Kind::Exec => EXEC,
            _ if self.returns == Returns::Never => NO_RETURN,
            _ => 0,
        };
        let answers_timed_out = self.position(Role::answers_timed_out).is_some();
        nature | if answers_timed_out { TIMEOUT_EXPECTED } else { 0 }
    }
}
