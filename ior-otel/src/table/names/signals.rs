//! Signals.

use libc as c;

use super::Names;

/// What `rt_sigprocmask` does.
pub static HOW: Names = names!("SIG_": c;
    SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK
);

/// Flags of `rt_sigaction`; the kernel has one more than the C library (asm-generic/signal-defs.h).
pub static ACTION_FLAGS: Names = names!("": [(0x0400_0000, "SA_RESTORER")]; c; SA_NOCLDSTOP, SA_NOCLDWAIT, SA_SIGINFO, SA_ONSTACK, SA_RESTART, SA_NODEFER, SA_RESETHAND);
