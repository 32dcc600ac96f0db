//! From the kernel's clocks to the wall clock.

use rustix::time::{ClockId, clock_gettime};

/// What the kernel's clocks read at the Unix epoch. Spans of one run stay in order and keep their distances while the wall clock is
/// disciplined; only where it has jumped, as over a suspend, another reckoning is needed ([`Self::jump`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    monotonic_epoch_ns: u64,
    boottime_epoch_ns: u64,
}

/// By how much the wall clock may drift from where it was at the start before it is followed: NTP moves it by less.
const JUMP_NS: u64 = 1_000_000_000;

impl Clock {
    /// Reads the clocks.
    pub fn new() -> Self {
        Self {
            monotonic_epoch_ns: epoch_of(ClockId::Monotonic),
            boottime_epoch_ns: epoch_of(ClockId::Boottime),
        }
    }

    /// By how many nanoseconds the wall clock has jumped since, forward or back; nothing if by no more than [`JUMP_NS`].
    pub fn jump(&self) -> Option<i64> {
        let jump = epoch_of(ClockId::Monotonic).wrapping_sub(self.monotonic_epoch_ns) as i64;
        (jump.unsigned_abs() > JUMP_NS).then_some(jump)
    }

    /// Unix time in nanoseconds of a `CLOCK_MONOTONIC` time.
    pub fn unix_of_monotonic(&self, ns: u64) -> u64 {
        self.monotonic_epoch_ns.wrapping_add(ns)
    }

    /// Unix time in nanoseconds of a `CLOCK_BOOTTIME` time.
    pub fn unix_of_boottime(&self, ns: u64) -> u64 {
        self.boottime_epoch_ns.wrapping_add(ns)
    }

    /// Now, Unix time in nanoseconds, by the same reckoning.
    pub fn now(&self) -> u64 {
        self.unix_of_monotonic(monotonic())
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

/// `CLOCK_MONOTONIC`, nanoseconds: the clock of the kernel side.
pub fn monotonic() -> u64 {
    read(ClockId::Monotonic)
}

/// The wall clock's reading between two of the other clock: of several tries the one that took least.
fn epoch_of(clock: ClockId) -> u64 {
    (0..8)
        .map(|_| {
            let before = read(clock);
            let unix = read(ClockId::Realtime);
            let after = read(clock);
            (after - before, unix.wrapping_sub(before + (after - before) / 2))
        })
        .min()
        .map_or(0, |(_, epoch)| epoch)
}

fn read(clock: ClockId) -> u64 {
    let time = clock_gettime(clock);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

#[cfg(test)]
mod tests {
    use std::time::{SystemTime, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_jump_is_seen_and_a_drift_is_not() {
        let real = Clock::new();
        let clock = |ahead: i64| Clock {
            monotonic_epoch_ns: real.monotonic_epoch_ns.wrapping_add_signed(ahead),
            ..real
        };
        let (half, hour) = (JUMP_NS as i64 / 2, 3600 * JUMP_NS as i64);
        assert_eq!([clock(half).jump(), clock(-half).jump()], [None, None]);
        let near = |jump: Option<i64>, to: i64| jump.is_some_and(|jump| jump.abs_diff(to) < JUMP_NS);
        assert!(near(clock(hour).jump(), -hour) && near(clock(-hour).jump(), hour));
    }

    #[test]
    fn agrees_with_the_wall_clock() {
        let clock = Clock::new();
        let system = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_nanos() as u64;
        assert!(clock.now().abs_diff(system) < 1_000_000_000, "more than a second off");
        assert!(clock.now() <= clock.now());
    }
}
