//! What roles make of a call that waits.

use super::{
    super::{Call, Captured, Syscall, keys},
    support::{POINTER, call, of, shown, text},
};

fn words(first: i64, second: i64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&first.to_ne_bytes());
    bytes[8..].copy_from_slice(&second.to_ne_bytes());
    bytes
}

#[test]
fn waiting_for_descriptors() {
    assert_eq!(
        of("epoll_wait", &[4, POINTER, 64, 300], &[], 2),
        "fd=4 syscall.poll.max_events=64 syscall.timeout=0.3 syscall.ready.count=2"
    );
    assert_eq!(
        of("poll", &[POINTER, 3, u64::from(u32::MAX)], &[], -4),
        "syscall.poll.watched=3 syscall.timeout.infinite=true"
    );
    assert_eq!(
        of("ppoll", &[POINTER, 3, POINTER, 0, 8], &[Captured::Whole(&words(1, 500_000_000))], 0),
        "syscall.poll.watched=3 syscall.timeout=1.5 syscall.ready.count=0"
    );
    assert_eq!(
        of("select", &[9, 0, 0, 0, POINTER], &[Captured::Whole(&words(0, 250_000))], 1),
        "syscall.poll.watched=9 syscall.timeout=0.25 syscall.ready.count=1"
    );
    assert_eq!(
        of("pselect6", &[9, 0, 0, 0, 0, 0], &[], 1),
        "syscall.poll.watched=9 syscall.timeout.infinite=true syscall.ready.count=1"
    );
    assert_eq!(
        of("epoll_pwait2", &[4, POINTER, 1, POINTER, 0, 8], &[Captured::Fault], -14),
        "fd=4 syscall.poll.max_events=1 syscall.unreadable=[timeout]"
    );
}

#[test]
fn sleeping() {
    let wait = words(0, 200_000_000);
    assert_eq!(of("nanosleep", &[POINTER, 0], &[Captured::Whole(&wait)], 0), "syscall.sleep.requested=0.2");
    let sleep = |clock: i32, flags: i32, time: [u8; 16]| {
        of("clock_nanosleep", &[clock as u64, flags as u64, POINTER, 0], &[Captured::Whole(&time)], 0)
    };
    assert_eq!(
        sleep(libc::CLOCK_BOOTTIME, 0, wait),
        "syscall.clock=CLOCK_BOOTTIME syscall.sleep.requested=0.2"
    );
    let nanosleep = Syscall::by_name("nanosleep").expect("a row");
    let mut late = Call { duration_ns: 200_057_000, args: [POINTER, 0, 0, 0, 0, 0], ..call(35) };
    late.captures[0] = Some(Captured::Whole(&wait));
    let overrun = shown(Some(nanosleep), &late).into_iter().find(|(key, _)| key == keys::SLEEP_OVERRUN);
    assert_eq!(overrun.map(|(_, value)| text(&value)).as_deref(), Some("0.000057"));
    // The calls of these tests start one second after the clock's zero.
    assert_eq!(
        sleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, words(1, 750_000_000)),
        "syscall.clock=CLOCK_MONOTONIC syscall.sleep.absolute=true syscall.sleep.requested=0.75"
    );
    assert_eq!(
        sleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, words(0, 5)),
        "syscall.clock=CLOCK_MONOTONIC syscall.sleep.absolute=true syscall.sleep.requested=0",
        "a point in the past"
    );
    assert_eq!(
        sleep(libc::CLOCK_REALTIME, libc::TIMER_ABSTIME, words(1_700_000_000, 0)),
        "syscall.clock=CLOCK_REALTIME syscall.sleep.absolute=true syscall.deadline=1700000000"
    );
}

#[test]
fn futexes() {
    let futex = |op: i32, time: &[Captured<'_>]| {
        let pointer = if time.is_empty() { 0 } else { POINTER };
        of("futex", &[0x1000, op as u64, 7, pointer, 0, u64::MAX], time, 0)
    };
    let private = "syscall.futex.flags=[FUTEX_PRIVATE_FLAG] syscall.futex.value=7";
    let (wait, later) = (words(0, 100_000_000), words(1, 500_000_000));
    assert_eq!(
        futex(libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG, &[Captured::Whole(&wait)]),
        format!("syscall.futex.address=0x1000 syscall.futex.op=FUTEX_WAIT {private} syscall.timeout=0.1")
    );
    assert_eq!(
        futex(libc::FUTEX_WAIT_BITSET | libc::FUTEX_PRIVATE_FLAG, &[Captured::Whole(&later)]),
        format!(
            "syscall.futex.address=0x1000 syscall.futex.op=FUTEX_WAIT_BITSET {private} syscall.timeout=0.5 \
             syscall.futex.bitset=0xffffffff"
        ),
        "a point in time"
    );
    assert_eq!(
        futex(libc::FUTEX_WAIT, &[]),
        "syscall.futex.address=0x1000 syscall.futex.op=FUTEX_WAIT syscall.futex.value=7 syscall.timeout.infinite=true"
    );
    let epoch = words(1_700_000_000, 0);
    assert_eq!(
        futex(libc::FUTEX_WAIT_BITSET | libc::FUTEX_CLOCK_REALTIME, &[Captured::Whole(&epoch)]),
        "syscall.futex.address=0x1000 syscall.futex.op=FUTEX_WAIT_BITSET \
         syscall.futex.flags=[FUTEX_CLOCK_REALTIME] syscall.futex.value=7 syscall.deadline=1700000000 \
         syscall.futex.bitset=0xffffffff"
    );
    assert_eq!(
        futex(libc::FUTEX_LOCK_PI, &[Captured::Whole(&epoch)]),
        "syscall.futex.address=0x1000 syscall.futex.op=FUTEX_LOCK_PI syscall.deadline=1700000000",
        "always the wall clock"
    );
    assert_eq!(
        of("futex", &[0x1000, libc::FUTEX_REQUEUE as u64, 1, 100, 0x2000, 0], &[Captured::Fault], 0),
        "syscall.futex.address=0x1000 syscall.futex.op=FUTEX_REQUEUE syscall.futex.wake=1 syscall.futex.requeue=100 \
         syscall.futex.second_address=0x2000 syscall.futex.woken=0",
        "its fourth argument is a number"
    );
    assert_eq!(
        of(
            "futex_wait",
            &[0x1000, 7, 1, 2, POINTER, libc::CLOCK_MONOTONIC as u64],
            &[Captured::Whole(&later)],
            -i64::from(libc::ETIMEDOUT)
        ),
        "syscall.futex.address=0x1000 syscall.futex.value=7 syscall.futex.bitset=0x1 syscall.futex.flags=[FUTEX2_SIZE_U32] \
         syscall.timeout=0.5 syscall.clock=CLOCK_MONOTONIC"
    );
}
