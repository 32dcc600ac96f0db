//! Time, and waiting for it.

use libc as c;

use super::Names;

/// Clocks.
pub static CLOCKS: Names = names!("CLOCK_": c;
    CLOCK_REALTIME,
    CLOCK_MONOTONIC,
    CLOCK_PROCESS_CPUTIME_ID,
    CLOCK_THREAD_CPUTIME_ID,
    CLOCK_MONOTONIC_RAW,
    CLOCK_REALTIME_COARSE,
    CLOCK_MONOTONIC_COARSE,
    CLOCK_BOOTTIME,
    CLOCK_REALTIME_ALARM,
    CLOCK_BOOTTIME_ALARM,
    CLOCK_TAI,
);

/// Timers of `setitimer`.
pub static INTERVAL_TIMERS: Names = names!("ITIMER_": c;
    ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF
);

/// Flags of `timer_settime`.
pub static TIMER_FLAGS: Names = names!("": c;
    TIMER_ABSTIME
);

/// Flags of `timerfd_settime`.
pub static TIMERFD_FLAGS: Names = names!("": c;
    TFD_TIMER_ABSTIME, TFD_TIMER_CANCEL_ON_SET
);

/// How a timer tells that it has run out.
pub static NOTIFY: Names = names!("SIGEV_": c;
    SIGEV_SIGNAL, SIGEV_NONE, SIGEV_THREAD, SIGEV_THREAD_ID
);

/// What `adjtimex` changes (linux/timex.h).
pub static ADJUST: Names = Names {
    prefix: "",
    constants: &[
        (0x0001, "ADJ_OFFSET"),
        (0x0002, "ADJ_FREQUENCY"),
        (0x0004, "ADJ_MAXERROR"),
        (0x0008, "ADJ_ESTERROR"),
        (0x0010, "ADJ_STATUS"),
        (0x0020, "ADJ_TIMECONST"),
        (0x0080, "ADJ_TAI"),
        (0x0100, "ADJ_SETOFFSET"),
        (0x1000, "ADJ_MICRO"),
        (0x2000, "ADJ_NANO"),
        (0x4000, "ADJ_TICK"),
    ],
};
