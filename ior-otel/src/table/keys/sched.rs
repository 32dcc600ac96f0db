//! Scheduling and synchronisation.

use super::time::{DEADLINE, TIMEOUT, TIMEOUT_INFINITE};

keys! {
    SCHED_KEYS;

    /// Address of the futex, in hexadecimal.
    FUTEX_ADDRESS = "syscall.futex.address";
    /// Operation: `FUTEX_WAIT_BITSET`.
    FUTEX_OP = "syscall.futex.op";
    /// Its flags: `FUTEX_PRIVATE_FLAG`.
    FUTEX_FLAGS = "syscall.futex.flags";
    /// Expected value, or number of waiters.
    FUTEX_VALUE = "syscall.futex.value";
    /// Scheduling policy: `SCHED_FIFO`.
    SCHED_POLICY = "syscall.sched.policy";
    /// Flags that come with it.
    SCHED_FLAGS = "syscall.sched.flags";
    /// Priority under it.
    SCHED_PRIORITY = "syscall.sched.priority";
    /// Niceness under it.
    SCHED_NICE = "syscall.sched.nice";
    /// How long a thread may run under its policy at a time, seconds.
    SCHED_INTERVAL = "syscall.sched.interval";
    /// How long a thread is to run in each period (`SCHED_DEADLINE`), or its slice, seconds.
    SCHED_RUNTIME = "syscall.sched.runtime";
    /// Until when in each period it is to have run, seconds.
    SCHED_DEADLINE = "syscall.sched.deadline";
    /// Length of its period, seconds.
    SCHED_PERIOD = "syscall.sched.period";
    /// CPUs: `0-3,8`.
    CPUS = "syscall.sched.cpus";
    /// Class of a priority of input and output: `IOPRIO_CLASS_BE`.
    IO_CLASS = "syscall.ioprio.class";
    /// Level within it.
    IO_LEVEL = "syscall.ioprio.level";
    /// Most waiters to wake.
    FUTEX_WAKE = "syscall.futex.wake";
    /// Most waiters to move to the other futex.
    FUTEX_REQUEUE = "syscall.futex.requeue";
    /// Most waiters of the other futex to wake.
    FUTEX_WAKE_SECOND = "syscall.futex.wake_second";
    /// What is done to the other futex, and on what of its old value waiters are woken: `FUTEX_OP_ADD 1, FUTEX_OP_CMP_GT 0`.
    FUTEX_WAKE_OP = "syscall.futex.wake_op";
    /// Waiters that were woken or moved.
    FUTEX_WOKEN = "syscall.futex.woken";
    /// Which of several futexes was woken, from 0 on.
    FUTEX_INDEX = "syscall.futex.index";
    /// Address of the other futex, in hexadecimal.
    FUTEX_SECOND_ADDRESS = "syscall.futex.second_address";
    /// Bit set that waiters and wakers match by, in hexadecimal.
    FUTEX_BITSET = "syscall.futex.bitset";
    /// Number of futexes.
    FUTEX_COUNT = "syscall.futex.count";
}

/// What the last argument of `futex` can have.
pub const OF_FUTEX_THIRD: &[&str] = &[FUTEX_BITSET, FUTEX_VALUE, FUTEX_WAKE_OP];
/// What its fourth can have.
pub const OF_FUTEX_TIMEOUT: &[&str] =
    &[TIMEOUT, DEADLINE, TIMEOUT_INFINITE, FUTEX_REQUEUE, FUTEX_WAKE_SECOND];
