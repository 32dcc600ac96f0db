//! Signals.

use libc as c;

use super::Names;

/// What `rt_sigprocmask` does.
pub static HOW: Names = names!("SIG_": c;
    SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK
);

/// Flags of `rt_sigaction`; the kernel has one more than the C library (asm-generic/signal-defs.h).
pub static ACTION_FLAGS: Names = Names {
    prefix: "",
    constants: &[
        (c::SA_NOCLDSTOP as u32 as u64, "SA_NOCLDSTOP"),
        (c::SA_NOCLDWAIT as u32 as u64, "SA_NOCLDWAIT"),
        (c::SA_SIGINFO as u32 as u64, "SA_SIGINFO"),
        (c::SA_ONSTACK as u32 as u64, "SA_ONSTACK"),
        (c::SA_RESTART as u32 as u64, "SA_RESTART"),
        (c::SA_NODEFER as u32 as u64, "SA_NODEFER"),
        (c::SA_RESETHAND as u32 as u64, "SA_RESETHAND"),
        (0x0400_0000, "SA_RESTORER"),
    ],
};
