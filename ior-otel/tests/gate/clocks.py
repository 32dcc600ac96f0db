"""Time, timers and sleeps. No clock is set: what could set one is asked for what cannot be."""

import ctypes
import errno
import time

from fire import NO_FD, buf, fire, pack, timespec

MONOTONIC, REALTIME = time.CLOCK_MONOTONIC, time.CLOCK_REALTIME
ABSOLUTE = 1


def run(_directory):
    read()
    slept()
    cannot_be_set()
    intervals()
    timers()


def read():
    clock = {"syscall.clock": "CLOCK_MONOTONIC"}
    fire("clock_gettime", MONOTONIC, buf(16), expect=clock)
    fire("clock_gettime", 99, buf(16), fails=errno.EINVAL, expect={"syscall.clock": "CLOCK_99"})
    fire("clock_getres", MONOTONIC, buf(16), expect=clock)
    fire("clock_getres", 99, buf(16), fails=errno.EINVAL)
    fire("gettimeofday", buf(16), None)
    fire("gettimeofday", 1, None, fails=errno.EFAULT)
    fire("time", ctypes.c_long())
    fire("time", 1, fails=errno.EFAULT)
    fire("times", buf(32))
    fire("times", 1, fails=errno.EFAULT)


def slept():
    fire("nanosleep", timespec(0.02), None, expect={"syscall.sleep.requested": 0.02})
    fire("nanosleep", pack("qq", 0, -1), None, fails=errno.EINVAL, expect={"error.type": "EINVAL"})
    fire("clock_nanosleep", REALTIME, 0, timespec(0.02), None,
         expect={"syscall.sleep.requested": 0.02, "syscall.clock": "CLOCK_REALTIME", "syscall.sleep.absolute": None})
    wall = time.time() + 0.02
    fire("clock_nanosleep", REALTIME, ABSOLUTE, timespec(wall), None,
         expect={"syscall.deadline": int(wall) + round(wall % 1 * 1e9) / 1e9, "syscall.sleep.absolute": True})
    fire("clock_nanosleep", 99, 0, timespec(0.02), None, fails=errno.EINVAL)


def cannot_be_set():
    # Without a mode they only read.
    fire("adjtimex", buf(208))
    fire("adjtimex", 1, fails=errno.EFAULT)
    fire("clock_adjtime", REALTIME, buf(208), expect={"syscall.clock": "CLOCK_REALTIME"})
    fire("clock_adjtime", 99, buf(208), fails=errno.EINVAL)
    # No one can set this clock.
    fire("clock_settime", MONOTONIC, timespec(1), fails=errno.EINVAL, expect={"syscall.clock": "CLOCK_MONOTONIC"})
    # Neither a time nor a zone.
    fire("settimeofday", None, None, may=(errno.EPERM,))
    fire("settimeofday", 1, None, fails=errno.EFAULT)


def intervals():
    fire("alarm", 60)
    fire("alarm", 0)
    # ITIMER_VIRTUAL, which nothing here uses.
    fire("setitimer", 1, pack("qqqq", 0, 0, 60, 0), buf(32))
    fire("getitimer", 1, buf(32))
    fire("setitimer", 1, buf(32), None)
    fire("setitimer", 9, buf(32), None, fails=errno.EINVAL)
    fire("getitimer", 9, buf(32), fails=errno.EINVAL)


def timers():
    timer = ctypes.c_int()
    # struct sigevent: value, signo, notify (SIGEV_NONE).
    event = pack("QiI48x", 0, 0, 1)
    clock = {"syscall.clock": "CLOCK_MONOTONIC"}
    fire("timer_create", MONOTONIC, event, timer, expect=clock)
    fire("timer_create", 99, event, timer, fails=errno.EINVAL)
    fire("timer_settime", timer.value, 0, pack("qqqq", 0, 0, 60, 0), buf(32))
    fire("timer_gettime", timer.value, buf(32))
    fire("timer_getoverrun", timer.value)
    fire("timer_delete", timer.value)
    fire("timer_settime", NO_FD, 0, pack("qqqq", 0, 0, 60, 0), None, fails=errno.EINVAL)
    for name in ("timer_gettime", "timer_getoverrun", "timer_delete"):
        fire(name, NO_FD, 0, fails=errno.EINVAL)
