"""The scheduler, and futexes."""

import ctypes
import errno
import mmap
import os
import time

from fire import address, anonymous, buf, fire, pack, spawn, timespec

WAIT, WAKE, REQUEUE, WAIT_BITSET, PRIVATE, REALTIME = 0, 1, 3, 9, 128, 256
#: FUTEX2_SIZE_U32 and FUTEX2_PRIVATE of the calls that came with Linux 6.7.
U32, U32_PRIVATE = 0x02, 0x82
SCHED_OTHER = 0


def run(_directory):
    futexes()
    futexes2()
    scheduler()
    placement()


def futexes():
    word = ctypes.c_uint(7)
    where = {"syscall.futex.address": f"{address(word):#x}"}
    wait = where | {"syscall.futex.op": "FUTEX_WAIT", "syscall.futex.flags": ["FUTEX_PRIVATE_FLAG"]}
    fire("futex", word, WAKE | PRIVATE, 1, None, None, 0,
         expect=where | {"syscall.futex.op": "FUTEX_WAKE", "syscall.futex.wake": 1})
    fire("futex", word, WAIT | PRIVATE, 8, None, None, 0, fails=errno.EAGAIN,
         expect=wait | {"syscall.futex.value": 8, "syscall.timeout.infinite": True, "error.type": None})
    fire("futex", word, WAIT | PRIVATE, 7, timespec(0.01), None, 0, fails=errno.ETIMEDOUT,
         expect=wait | {"syscall.timeout": 0.01, "error.type": None})
    wall = time.time() + 0.01
    fire("futex", word, WAIT_BITSET | REALTIME, 7, timespec(wall), None, 0xFFFF_FFFF, fails=errno.ETIMEDOUT,
         expect=where | {"syscall.futex.op": "FUTEX_WAIT_BITSET", "syscall.futex.flags": ["FUTEX_CLOCK_REALTIME"],
                         "syscall.deadline": int(wall) + round(wall % 1 * 1e9) / 1e9})
    fire("futex", word, REQUEUE, 1, 1, word, 0, expect=where | {"syscall.futex.op": "FUTEX_REQUEUE"})
    fire("futex", word, 99, 0, None, None, 0, fails=errno.ENOSYS, expect=where | {"syscall.futex.op": "FUTEX_99"})


def futexes2():
    word, other = ctypes.c_uint(7), ctypes.c_uint(7)
    # struct futex_waitv: val, uaddr, flags, reserved.
    one = pack("QQII", 8, address(word), U32_PRIVATE, 0)
    two = pack("QQIIQQII", 7, address(word), U32_PRIVATE, 0, 7, address(other), U32_PRIVATE, 0)
    soon = timespec(time.clock_gettime(time.CLOCK_MONOTONIC) + 0.01)
    where = {"syscall.futex.address": f"{address(word):#x}", "syscall.clock": "CLOCK_MONOTONIC"}
    fire("futex_wait", word, 8, 0xFFFF_FFFF, U32_PRIVATE, None, 1, fails=errno.EAGAIN,
         expect=where | {"syscall.futex.value": 8, "syscall.timeout.infinite": True})
    fire("futex_wait", word, 7, 0xFFFF_FFFF, U32_PRIVATE, soon, 1, fails=errno.ETIMEDOUT,
         expect=where | {"error.type": None})
    fire("futex_waitv", one, 1, 0, None, 1, fails=errno.EAGAIN)
    fire("futex_waitv", one, 0, 0, None, 1, fails=errno.EINVAL)
    fire("futex_wake", word, 0xFFFF_FFFF, 1, U32_PRIVATE)
    fire("futex_wake", word, 0xFFFF_FFFF, 1, 99, fails=errno.EINVAL)
    fire("futex_requeue", two, 0, 1, 1)
    fire("futex_requeue", two, 1, 1, 1, fails=errno.EINVAL)
    woken()


def woken():
    """Waits that another process ends."""
    word = anonymous(flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)

    def wake():
        time.sleep(0.05)
        fire("futex_wake", word, 0xFFFF_FFFF, 1, U32)

    for name, args in (
        ("futex_wait", (word, 0, 0xFFFF_FFFF, U32, None, 1)),
        ("futex_waitv", (pack("QQII", 0, word, U32, 0), 1, 0, None, 1)),
    ):
        child = spawn(wake)
        fire(name, *args, expect={"syscall.timeout.infinite": True})
        os.waitpid(child, 0)


def scheduler():
    me = {"syscall.target.pid": 0}
    fire("sched_yield")
    fire("sched_get_priority_max", SCHED_OTHER)
    fire("sched_get_priority_max", 99, fails=errno.EINVAL)
    fire("sched_get_priority_min", 1)
    fire("sched_get_priority_min", 99, fails=errno.EINVAL)
    parameter = ctypes.c_int(0)
    fire("sched_getscheduler", 0, expect=me)
    fire("sched_getscheduler", -1, fails=errno.EINVAL, expect={"syscall.target.pid": -1})
    fire("sched_setscheduler", 0, SCHED_OTHER, parameter)
    fire("sched_setscheduler", 0, 99, parameter, fails=errno.EINVAL)
    fire("sched_getparam", 0, parameter)
    fire("sched_getparam", 0, None, fails=errno.EINVAL)
    fire("sched_setparam", 0, parameter)
    fire("sched_setparam", 0, ctypes.c_int(99), fails=errno.EINVAL)
    attributes = buf(56)
    fire("sched_getattr", 0, attributes, 56, 0)
    fire("sched_getattr", 0, attributes, 56, 1, fails=errno.EINVAL)
    fire("sched_setattr", 0, attributes, 0)
    fire("sched_setattr", 0, attributes, 1, fails=errno.EINVAL)
    fire("sched_rr_get_interval", 0, buf(16))
    fire("sched_rr_get_interval", -1, buf(16), fails=errno.EINVAL)


def placement():
    mask = buf(128)
    used = fire("sched_getaffinity", 0, 128, mask)
    fire("sched_getaffinity", 0, 1, mask, fails=errno.EINVAL)
    fire("sched_setaffinity", 0, used, mask)
    fire("sched_setaffinity", 0, 8, buf(8), fails=errno.EINVAL)
    fire("getcpu", ctypes.c_uint(), ctypes.c_uint(), None)
    fire("getcpu", 1, None, None, fails=errno.EFAULT)
    # IOPRIO_WHO_PROCESS; the class is "none", by the nice value, and stays so.
    fire("ioprio_get", 1, 0)
    fire("ioprio_get", 99, 0, fails=errno.EINVAL)
    fire("ioprio_set", 1, 0, 0)
    fire("ioprio_set", 99, os.getpid(), 0, fails=errno.EINVAL)
