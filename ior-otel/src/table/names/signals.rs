//! Signals.

use libc as c;
use linux_raw_sys::general as g;

use super::Names;

/// What `rt_sigprocmask` does.
pub static HOW: Names = names!("SIG_": c;
    SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK
);

/// Flags of `rt_sigaction`; the kernel has one more than the C library (asm-generic/signal-defs.h).
pub static ACTION_FLAGS: Names = names!("": [(0x0400_0000, "SA_RESTORER")]; c; SA_NOCLDSTOP, SA_NOCLDWAIT, SA_SIGINFO, SA_ONSTACK, SA_RESTART, SA_NODEFER, SA_RESETHAND);

/// Where a signal can come from (sigaction(2)). Other codes belong to one signal, and mean something with it only.
pub static CODES: Names = names!("SI_": g;
    SI_USER, SI_KERNEL, SI_QUEUE, SI_TIMER, SI_MESGQ, SI_ASYNCIO, SI_SIGIO, SI_TKILL, SI_DETHREAD, SI_ASYNCNL
);

/// What is done on a signal: `SIG_DFL`, `SIG_IGN`, or the address of a handler.
pub fn handler(function: u64) -> String {
    match function {
        0 => "SIG_DFL".to_owned(),
        1 => "SIG_IGN".to_owned(),
        address => format!("{address:#x}"),
    }
}
