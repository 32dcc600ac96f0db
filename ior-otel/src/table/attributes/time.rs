//! Attributes of timeouts, deadlines and sleeps: all in seconds.

use super::{Arg, Role, Shown, keys, names, signal_name};

/// Parts of a second in a `struct timespec`.
pub(super) const NANOSECONDS: f64 = 1e9;
/// Parts of a second in a `struct timeval`.
pub(super) const MICROSECONDS: f64 = 1e6;

impl Shown<'_> {
    /// A timeout in milliseconds, as `poll` takes it: negative for none.
    pub(super) fn milliseconds(&mut self, timeout: i32) {
        if timeout < 0 {
            self.out.bool(keys::TIMEOUT_INFINITE, true);
        } else {
            self.out.double(keys::TIMEOUT, f64::from(timeout) / 1e3);
        }
    }

    /// A pointer to a duration, null for no limit.
    pub(super) fn timeout(&mut self, at: usize, arg: &Arg, unit: f64) {
        if self.call.args[at] == 0 {
            self.out.bool(keys::TIMEOUT_INFINITE, true);
        } else if let Some(time) = self.time(at, arg, keys::TIMEOUT, unit) {
            self.out.double(keys::TIMEOUT, time);
        }
    }

    /// A pointer to a point in time on `clock`, null for no limit. On the clock that spans are measured by it is shown
    /// as the time that was left.
    pub(super) fn deadline(&mut self, at: usize, arg: &Arg, clock: i32) {
        if self.call.args[at] == 0 {
            self.out.bool(keys::TIMEOUT_INFINITE, true);
        } else if let Some(time) = self.time(at, arg, keys::DEADLINE, NANOSECONDS) {
            if clock == libc::CLOCK_MONOTONIC {
                self.out.double(keys::TIMEOUT, self.left(time));
            } else {
                self.out.double(keys::DEADLINE, time);
            }
        }
    }

    pub(super) fn sleep_flags(&mut self, flags: i32) {
        if flags & libc::TIMER_ABSTIME != 0 {
            self.out.bool(keys::SLEEP_ABSOLUTE, true);
        }
    }

    /// A pointer to the time to sleep: a duration, or with `TIMER_ABSTIME` the point in time to sleep until.
    pub(super) fn requested(&mut self, at: usize, arg: &Arg) {
        let Some(time) = self.time(at, arg, keys::SLEEP_REQUESTED, NANOSECONDS) else { return };
        let flags = self.syscall.position(|role| role == Role::SleepFlags).map_or(0, |at| self.call.int(at));
        if flags & libc::TIMER_ABSTIME == 0 {
            self.out.double(keys::SLEEP_REQUESTED, time);
            // One that was cut short by a signal has none.
            let overrun = (self.call.duration_ns as f64 - time * NANOSECONDS).round();
            if self.call.return_value == 0 && overrun >= 0.0 {
                self.out.double(keys::SLEEP_OVERRUN, overrun / NANOSECONDS);
            }
        } else if self.clock() == libc::CLOCK_MONOTONIC {
            self.out.double(keys::SLEEP_REQUESTED, self.left(time));
        } else {
            self.out.double(keys::DEADLINE, time);
        }
    }

    /// By futex(2), some operations take a duration, some a point in time, and some a number in this place.
    pub(super) fn futex_timeout(&mut self, at: usize, arg: &Arg) {
        let op = self.syscall.position(|role| role == Role::FutexOp).map_or(0, |at| self.call.int(at));
        let clock = match op & libc::FUTEX_CLOCK_REALTIME {
            0 => libc::CLOCK_MONOTONIC,
            _ => libc::CLOCK_REALTIME,
        };
        match op & libc::FUTEX_CMD_MASK {
            libc::FUTEX_WAIT => self.timeout(at, arg, NANOSECONDS),
            libc::FUTEX_WAIT_BITSET | libc::FUTEX_WAIT_REQUEUE_PI | libc::FUTEX_LOCK_PI2 => {
                self.deadline(at, arg, clock);
            }
            libc::FUTEX_LOCK_PI => self.deadline(at, arg, libc::CLOCK_REALTIME),
            libc::FUTEX_REQUEUE | libc::FUTEX_CMP_REQUEUE | libc::FUTEX_CMP_REQUEUE_PI => {
                self.out.int(keys::FUTEX_REQUEUE, self.call.int(at));
            }
            libc::FUTEX_WAKE_OP => self.out.int(keys::FUTEX_WAKE_SECOND, self.call.int(at)),
            _ => {}
        }
    }

    /// `struct sigevent`: a signal, and after it how it is told; where it is told otherwise, the signal means nothing.
    pub(super) fn notification(&mut self, at: usize, arg: &Arg) {
        let Some(bytes) = self.read(at, arg, keys::NOTIFY) else { return };
        let word = |at: usize| bytes.get(at..)?.first_chunk().map(|word| i32::from_ne_bytes(*word));
        let (Some(signal), Some(notify)) = (word(8), word(12)) else { return };
        self.out.string(keys::NOTIFY, names::time::NOTIFY.one(notify as u64));
        if matches!(notify, libc::SIGEV_SIGNAL | libc::SIGEV_THREAD_ID) {
            self.out.string(keys::SIGNAL, signal_name(signal));
        }
    }

    /// The clock that the call names; `nanosleep` names none, and has no point in time either.
    pub(super) fn clock(&self) -> i32 {
        let at = self.syscall.position(|role| role == Role::Clock);
        at.map_or(libc::CLOCK_REALTIME, |at| self.call.int(at))
    }

    /// From the call's start to a point in time on its clock, seconds, to the nanosecond.
    fn left(&self, time: f64) -> f64 {
        let left = time * NANOSECONDS - self.call.start_ns as f64;
        left.round().max(0.0) / NANOSECONDS
    }

    /// A time, in seconds.
    fn time(&mut self, at: usize, arg: &Arg, key: &'static str, unit: f64) -> Option<f64> {
        self.read(at, arg, key).and_then(|bytes| seconds(bytes, unit))
    }
}

/// Two words: seconds, and parts of a second of which `unit` make one. In seconds.
pub(super) fn seconds(bytes: &[u8], unit: f64) -> Option<f64> {
    let word = |at: usize| bytes.get(at..)?.first_chunk::<8>().map(|bytes| i64::from_ne_bytes(*bytes));
    Some(word(0)? as f64 + word(8)? as f64 / unit)
}
