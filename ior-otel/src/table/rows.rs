//! The rows.

use super::{Arg, Returns, Syscall, family::Family::*, kind::Kind, role::Role::*};

/// `name kind (argument: role, ...) -> returns;` under a family; `name = "tracepoint"` where the kernel's tracepoint is
/// called otherwise.
macro_rules! rows {
    ($($family:ident { $($name:ident $(= $tracepoint:literal)? $kind:ident ($($arg:ident: $role:ident),*) -> $returns:ident;)* })*) => {
        &[$($(Syscall {
            name: stringify!($name),
            tracepoint: rows!(@tracepoint $name $($tracepoint)?),
            family: $family,
            kind: Kind::$kind,
            args: &[$(Arg { name: stringify!($arg), role: $role }),*],
            returns: Returns::$returns,
        },)*)*]
    };
    (@tracepoint $name:ident) => { stringify!($name) };
    (@tracepoint $name:ident $tracepoint:literal) => { $tracepoint };
}

/// All rows, by family.
pub static ROWS: &[Syscall] = rows! {
    Fs {
        openat Open (dfd: Fd, filename: Path, flags: Plain, mode: Plain) -> Fd;
        fstat = "newfstat" Fd (fd: Fd, statbuf: Plain) -> Status;
        read Fd (fd: Fd, buf: Plain, count: Plain) -> Read;
    }
    Network {
        connect Fd (fd: Fd, addr: Sockaddr, addrlen: Plain) -> Status;
    }
    Polling {
        epoll_wait Poll (epfd: Fd, events: Plain, maxevents: Plain, timeout: TimeoutMs) -> Ready;
    }
    Sched {
        futex Futex (uaddr: Plain, op: Plain, val: Plain, timeout: Plain, uaddr2: Plain, val3: Plain) -> Value;
        futex_wait Futex (uaddr: Plain, val: Plain, mask: Plain, flags: Plain, timeout: Plain, clockid: Plain) -> Value;
        futex_wake Futex (uaddr: Plain, mask: Plain, nr: Plain, flags: Plain) -> Value;
        futex_waitv Futex (waiters: Plain, nr_futexes: Plain, flags: Plain, timeout: Plain, clockid: Plain) -> Value;
        futex_requeue Futex (waiters: Plain, flags: Plain, nr_wake: Plain, nr_requeue: Plain) -> Value;
        sched_yield Null () -> Status;
        getcpu Null (cpu: Plain, node: Plain, cache: Plain) -> Status;
    }
    Signals {
        rt_sigprocmask Null (how: Plain, set: Plain, oldset: Plain, sigsetsize: Plain) -> Status;
    }
    Time {
        clock_gettime Null (clockid: Plain, tp: Plain) -> Status;
        gettimeofday Null (tv: Plain, tz: Plain) -> Status;
    }
};
