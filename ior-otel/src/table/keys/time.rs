//! Clocks, timeouts, sleeps and timers.

keys! {
    TIME_KEYS;

    /// Longest that it may take, seconds.
    TIMEOUT = "syscall.timeout";
    /// True where there is no such limit.
    TIMEOUT_INFINITE = "syscall.timeout.infinite";
    /// Point in time at which it ends at the latest, seconds on the call's clock: since the Unix epoch on `CLOCK_REALTIME`, which
    /// is the one where no clock is named.
    DEADLINE = "syscall.deadline";
    /// Clock: `CLOCK_MONOTONIC`.
    CLOCK = "syscall.clock";
    /// How long it was asked to sleep, seconds.
    SLEEP_REQUESTED = "syscall.sleep.requested";
    /// True where a point in time was given, and not a duration.
    SLEEP_ABSOLUTE = "syscall.sleep.absolute";
    /// Value of a timer: seconds until it runs out, or the point in time.
    TIMER_VALUE = "syscall.timer.value";
    /// Seconds after which it runs out again; 0 for never.
    TIMER_INTERVAL = "syscall.timer.interval";
    /// Flags of a timer: `TIMER_ABSTIME`.
    TIMER_FLAGS = "syscall.timer.flags";
    /// Id of a POSIX timer.
    TIMER_ID = "syscall.timer.id";
    /// How often a timer has run out without being told.
    TIMER_OVERRUN = "syscall.timer.overrun";
    /// Seconds that were left of the timer before.
    TIMER_LEFT = "syscall.timer.left";
    /// How a timer tells that it has run out: `SIGEV_SIGNAL`.
    NOTIFY = "syscall.timer.notify";
    /// Timer of `setitimer`: `ITIMER_REAL`.
    INTERVAL_TIMER = "syscall.timer.which";
    /// Time to set, seconds.
    CLOCK_TIME = "syscall.clock.time";
    /// What of a clock is changed: `ADJ_FREQUENCY`.
    CLOCK_ADJUST = "syscall.clock.adjust";
    /// How much longer than asked for it slept, seconds.
    SLEEP_OVERRUN = "syscall.sleep.overrun";
}
