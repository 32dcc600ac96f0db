"""Time, timers and sleeps. No clock is set: what could set one is asked for what cannot be."""

import ctypes
import errno
import signal
import struct
import time

from fire import NO_FD, buf, fire, pack, timespec

MONOTONIC, REALTIME = time.CLOCK_MONOTONIC, time.CLOCK_REALTIME
ABSOLUTE = 1
CLOCK, WALL, UNKNOWN = ({"syscall.clock": f"CLOCK_{name}"} for name in ("MONOTONIC", "REALTIME", 99))
INTERVAL, VALUE = "syscall.timer.interval", "syscall.timer.value"


def run(_directory):
    read()
    slept()
    cannot_be_set()
    intervals()
    timers()


def read():
    now = buf(16)
    fire("clock_gettime", MONOTONIC, now, expect=CLOCK, gives=lambda _: {"syscall.clock.time": seconds(now)[0]})
    fire("clock_gettime", 99, buf(16), fails=errno.EINVAL, expect=UNKNOWN, gives={"syscall.clock.time": 0.0})
    fire("clock_getres", MONOTONIC, buf(16), expect=CLOCK)
    fire("clock_getres", 99, buf(16), fails=errno.EINVAL, expect=UNKNOWN)
    fire("gettimeofday", buf(16), None)
    fire("gettimeofday", 1, None, fails=errno.EFAULT)
    fire("time", ctypes.c_long())
    fire("time", 1, fails=errno.EFAULT)
    fire("times", buf(32))
    fire("times", 1, fails=errno.EFAULT)


def seconds(memory, parts=1e9):
    """All `struct timespec` in memory, or `struct timeval` with a million parts."""
    words = struct.unpack(f"={len(memory) // 8}q", memory)
    return [whole + part / parts for whole, part in zip(words[::2], words[1::2])]


def slept():
    requested, absolute, overrun = "syscall.sleep.requested", "syscall.sleep.absolute", "syscall.sleep.overrun"
    fire("nanosleep", timespec(0.02), None, expect={requested: 0.02})
    # No time at all: what was given is told, and there is nothing that it could be longer than.
    fire("nanosleep", pack("qq", 0, -1), None, fails=errno.EINVAL, expect={
        "error.type": "EINVAL", requested: -1e-9, overrun: None})
    short = {requested: 0.02, absolute: None, "syscall.deadline": None}
    fire("clock_nanosleep", REALTIME, 0, timespec(0.02), None, expect=short | WALL)
    wall, until = time.time() + 0.02, {absolute: True}
    fire("clock_nanosleep", REALTIME, ABSOLUTE, timespec(wall), None, expect=until | WALL | {
        "syscall.deadline": int(wall) + round(wall % 1 * 1e9) / 1e9, requested: None})
    # A point in time that has passed: nothing of it was left.
    fire("clock_nanosleep", MONOTONIC, ABSOLUTE, timespec(1), None, expect=until | CLOCK | {
        "syscall.deadline": None, requested: 0.0})
    fire("clock_nanosleep", 99, 0, timespec(0.02), None, fails=errno.EINVAL, expect=short | UNKNOWN | {overrun: None})


def cannot_be_set():
    # Without a mode they only read; ADJ_TICK of no microseconds is none.
    tick = pack("I204x", 0x4000)
    said, nothing = {"syscall.clock.adjust": ["ADJ_TICK"]}, {"syscall.clock.adjust": None}
    fire("adjtimex", buf(208), expect=nothing)
    fire("adjtimex", tick, fails=errno.EINVAL, may=(errno.EPERM,), expect=said)
    fire("adjtimex", 1, fails=errno.EFAULT, expect=nothing | {"syscall.unreadable": ["txc_p"]})
    fire("clock_adjtime", REALTIME, buf(208), expect=WALL | nothing)
    fire("clock_adjtime", REALTIME, tick, fails=errno.EINVAL, may=(errno.EPERM,), expect=WALL | said)
    fire("clock_adjtime", 99, buf(208), fails=errno.EINVAL, expect=UNKNOWN)
    # No one can set this clock.
    fire("clock_settime", MONOTONIC, timespec(1.5), fails=errno.EINVAL, expect=CLOCK | {"syscall.clock.time": 1.5})
    # Neither a time nor a zone; and more millionths than a second has.
    fire("settimeofday", None, None, may=(errno.EPERM,), expect={"syscall.clock.time": None})
    fire("settimeofday", pack("qq", 1, 2_000_000), None, fails=errno.EINVAL, expect={"syscall.clock.time": 3.0})
    fire("settimeofday", 1, None, fails=errno.EFAULT, expect={"syscall.unreadable": ["tv"]})


def intervals():
    left = "syscall.timer.left"
    fire("alarm", 60, expect={VALUE: 60}, gives={left: 0})
    fire("alarm", 0, expect={VALUE: 0}, gives=lambda seconds: {left: seconds})
    # ITIMER_VIRTUAL, which nothing here uses.
    virtual, set_, none = {"syscall.timer.which": "ITIMER_VIRTUAL"}, {INTERVAL: 2.5, VALUE: 60.0}, {INTERVAL: 0.0, VALUE: 0.0}
    fire("setitimer", 1, pack("qqqq", 2, 500_000, 60, 0), buf(32), expect=virtual | set_)
    now = buf(32)
    fire("getitimer", 1, now, expect=virtual, gives=lambda _: dict(zip((INTERVAL, VALUE), seconds(now, 1e6))))
    fire("setitimer", 1, buf(32), None, expect=virtual | none)
    unknown = {"syscall.timer.which": "ITIMER_9"}
    fire("setitimer", 9, buf(32), None, fails=errno.EINVAL, expect=unknown | none)
    fire("getitimer", 9, buf(32), fails=errno.EINVAL, expect=unknown, gives=none)


def timers():
    timer, id_ = ctypes.c_int(), "syscall.timer.id"
    # struct sigevent: value, signo, notify (SIGEV_NONE).
    event = pack("QiI48x", 0, signal.SIGURG, 1)
    told = {"syscall.signal": None, "syscall.timer.notify": "SIGEV_NONE"}
    fire("timer_create", MONOTONIC, event, timer, expect=CLOCK | told, gives=lambda _: {id_: timer.value})
    # SIGEV_THREAD_ID, of a thread that is not ours.
    fire("timer_create", MONOTONIC, pack("QiIi44x", 0, signal.SIGURG, 4, 1), timer, fails=errno.EINVAL,
         expect=CLOCK | {"syscall.signal": "SIGURG", "syscall.timer.notify": "SIGEV_THREAD_ID"}, gives={id_: 0})
    fire("timer_create", 99, event, timer, fails=errno.EINVAL, expect=UNKNOWN | told, gives={id_: 0})
    ours, theirs, flags = {id_: timer.value}, {id_: NO_FD}, "syscall.timer.flags"
    times, said = pack("qqqq", 2, 500_000_000, 900, 0), {INTERVAL: 2.5, VALUE: 900.0}
    fire("timer_settime", timer.value, ABSOLUTE, times, None, expect=ours | said | {flags: ["TIMER_ABSTIME"]})
    fire("timer_settime", timer.value, 0, times, buf(32), expect=ours | said | {flags: None})
    now = buf(32)
    fire("timer_gettime", timer.value, now, expect=ours, gives=lambda _: dict(zip((INTERVAL, VALUE), seconds(now))))
    overrun = {"syscall.timer.overrun": 0}
    fire("timer_getoverrun", timer.value, expect=ours, gives=overrun)
    fire("timer_delete", timer.value, expect=ours)
    fire("timer_settime", NO_FD, 0, times, None, fails=errno.EINVAL, expect=theirs | said)
    fire("timer_gettime", NO_FD, 0, fails=errno.EINVAL, expect=theirs, gives=said)
    fire("timer_getoverrun", NO_FD, 0, fails=errno.EINVAL, expect=theirs, gives=overrun)
    fire("timer_delete", NO_FD, 0, fails=errno.EINVAL, expect=theirs)
