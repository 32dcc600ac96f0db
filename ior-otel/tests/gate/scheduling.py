"""The scheduler, and futexes."""

import ctypes
import errno
import mmap
import os
import struct
import time

from fire import address, anonymous, buf, fire, in_child, pack, spawn, timespec

WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET, PRIVATE, REALTIME = 0, 1, 3, 4, 5, 9, 10, 128, 256
#: FUTEX2_SIZE_U32 and FUTEX2_PRIVATE of the calls that came with Linux 6.7.
U32, U32_PRIVATE = 0x02, 0x82
SCHED_OTHER, RESET_ON_FORK = 0, 0x4000_0000


def run(_directory):
    futexes()
    futexes2()
    in_child(scheduler)
    in_child(placement)


def wall_clock():
    """A point in time that is soon, and how it is shown."""
    wall = time.time() + 0.01
    return timespec(wall), {"syscall.deadline": int(wall) + round(wall % 1 * 1e9) / 1e9, "syscall.timeout": None}


def at(word):
    return {"syscall.futex.address": f"{address(word):#x}"}


def shown(**said):
    """Attributes of a futex by the last part of their names."""
    return {f"syscall.futex.{key}": value for key, value in said.items()}


def futexes():
    word, other = ctypes.c_uint(7), ctypes.c_uint(7)
    where, second = at(word), shown(second_address=f"{address(other):#x}")
    wait = where | shown(op="FUTEX_WAIT", flags=["FUTEX_PRIVATE_FLAG"], wake=None, requeue=None, bitset=None)
    forever = {"syscall.timeout.infinite": True}
    fire("futex", word, WAKE | PRIVATE, 1, None, None, 0, expect=where | shown(op="FUTEX_WAKE", wake=1, value=None),
         gives=shown(woken=0))
    fire("futex", word, WAIT | PRIVATE, 8, None, None, 0, fails=errno.EAGAIN,
         expect=wait | shown(value=8, woken=None) | forever | {"error.type": None})
    fire("futex", word, WAIT | PRIVATE, 7, timespec(0.01), None, 0, fails=errno.ETIMEDOUT,
         expect=wait | shown(value=7) | {"syscall.timeout": 0.01, "error.type": None})
    soon, deadline = wall_clock()
    fire("futex", word, WAIT_BITSET | REALTIME, 7, soon, None, 0xFFFF_FFFF, fails=errno.ETIMEDOUT,
         expect=where | deadline | shown(op="FUTEX_WAIT_BITSET", flags=["FUTEX_CLOCK_REALTIME"], value=7, bitset="0xffffffff"))
    fire("futex", word, WAKE_BITSET, 3, None, None, 5, expect=where | shown(op="FUTEX_WAKE_BITSET", flags=None, wake=3, bitset="0x5"))
    fire("futex", word, REQUEUE, 1, 2, other, 0, expect=where | second | shown(op="FUTEX_REQUEUE", wake=1, requeue=2))
    # It does not hold 8.
    fire("futex", word, CMP_REQUEUE, 1, 2, other, 8, fails=errno.EAGAIN,
         expect=where | second | shown(op="FUTEX_CMP_REQUEUE", wake=1, requeue=2, bitset=None, value=8))
    # FUTEX_OP(FUTEX_OP_ADD, 3, FUTEX_OP_CMP_LE, -2): wakes one of the second futex's if it held -2 or less.
    fire("futex", word, WAKE_OP, 1, 4, other, 1 << 28 | 3 << 24 | 3 << 12 | 0xFFE, expect=where | second | shown(
        op="FUTEX_WAKE_OP", wake=1, wake_second=4, requeue=None, value=None, wake_op="FUTEX_OP_ADD 3, FUTEX_OP_CMP_LE -2"))
    fire("futex", word, 99, 0, None, None, 0, fails=errno.ENOSYS,
         expect=where | shown(op="FUTEX_99", value=None, wake=None, second_address=None))


def futexes2():
    word, other = ctypes.c_uint(7), ctypes.c_uint(7)
    # struct futex_waitv: val, uaddr, flags, reserved.
    one = pack("QQII", 8, address(word), U32_PRIVATE, 0)
    two = pack("QQIIQQII", 7, address(word), U32_PRIVATE, 0, 7, address(other), U32_PRIVATE, 0)
    soon = timespec(time.clock_gettime(time.CLOCK_MONOTONIC) + 0.01)
    monotonic, wall = {"syscall.clock": "CLOCK_MONOTONIC"}, {"syscall.clock": "CLOCK_REALTIME"}
    forever, relative = {"syscall.timeout.infinite": True}, {"syscall.deadline": None, "syscall.timeout.infinite": None}
    where = at(word) | shown(bitset="0xffffffff", flags=["FUTEX2_SIZE_U32", "FUTEX2_PRIVATE"])
    fire("futex_wait", word, 8, 0xFFFF_FFFF, U32_PRIVATE, None, 1, fails=errno.EAGAIN,
         expect=where | monotonic | shown(value=8) | forever)
    fire("futex_wait", word, 7, 0xFFFF_FFFF, U32_PRIVATE, soon, 1, fails=errno.ETIMEDOUT,
         expect=where | monotonic | shown(value=7) | relative | {"error.type": None})
    later, deadline = wall_clock()
    fire("futex_wait", word, 7, 0xFFFF_FFFF, U32_PRIVATE, later, 0, fails=errno.ETIMEDOUT, expect=where | wall | deadline)
    # A point in time that has passed: nothing of it was left.
    passed = relative | {"syscall.timeout": 0.0}
    fire("futex_wait", word, 7, 0xFFFF_FFFF, U32_PRIVATE, timespec(1), 1, fails=errno.ETIMEDOUT, expect=where | monotonic | passed)
    waits = at(word) | shown(value=8, count=1)
    fire("futex_waitv", one, 1, 0, None, 1, fails=errno.EAGAIN, expect=waits | monotonic | forever)
    fire("futex_waitv", one, 0, 0, None, 1, fails=errno.EINVAL, expect=waits | shown(count=0))
    later, deadline = wall_clock()
    fire("futex_waitv", two, 2, 0, later, 0, fails=errno.ETIMEDOUT, expect=at(word) | shown(value=7, count=2) | wall | deadline)
    fire("futex_waitv", two, 2, 0, timespec(1), 1, fails=errno.ETIMEDOUT, expect=monotonic | passed)
    fire("futex_wake", word, 0xFFFF_FFFF, 1, U32_PRIVATE, expect=where | shown(wake=1), gives=shown(woken=0))
    fire("futex_wake", word, 5, 2, 99, fails=errno.EINVAL, gives=shown(woken=0),
         expect=at(word) | shown(bitset="0x5", wake=2, flags=["FUTEX2_SIZE_U64", "0x60"]))
    moved = at(word) | shown(value=7, wake=1, requeue=2)
    fire("futex_requeue", two, 0, 1, 2, expect=moved, gives=shown(woken=0))
    fire("futex_requeue", two, 1, 1, 2, fails=errno.EINVAL, expect=moved, gives=shown(woken=0))
    woken()


def woken():
    """Waits that another process ends."""
    word = anonymous(flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)

    def wake():
        time.sleep(0.05)
        count = fire("futex_wake", word, 0xFFFF_FFFF, 1, U32, expect=shown(flags=["FUTEX2_SIZE_U32"]), gives=shown(woken=1))
        if count == -errno.ENOSYS:
            # Linux 5.16 to 6.6 has the one call to wait and none of these to wake.
            fire("futex", word, WAKE, 1, None, None, 0, expect=shown(op="FUTEX_WAKE"))

    for name, args in (
        ("futex_wait", (word, 0, 0xFFFF_FFFF, U32, None, 1)),
        ("futex_waitv", (pack("QQII", 0, word, U32, 0), 1, 0, None, 1)),
    ):
        child = spawn(wake)
        index = shown(index=0) if name == "futex_waitv" else {}
        fire(name, *args, expect={"syscall.timeout.infinite": True} | shown(address=f"{word:#x}", value=0), gives=index)
        os.waitpid(child, 0)


def policy(name, *flags):
    return {"syscall.sched.policy": f"SCHED_{name}", "syscall.sched.flags": list(flags) or None}


def scheduler():
    me, priority = {"syscall.target.pid": 0}, "syscall.sched.priority"
    nobody = {"syscall.target.pid": -1}
    fire("sched_yield")
    fire("sched_get_priority_max", SCHED_OTHER, expect=policy("OTHER"), gives={priority: 0})
    fire("sched_get_priority_max", 1, expect=policy("FIFO"), gives={priority: 99})
    fire("sched_get_priority_min", 1, expect=policy("FIFO"), gives={priority: 1})
    for name in ("sched_get_priority_max", "sched_get_priority_min"):
        fire(name, 99, fails=errno.EINVAL, expect=policy("99"), gives={priority: 0})
        fire(name, RESET_ON_FORK, fails=errno.EINVAL, expect=policy("OTHER", "SCHED_RESET_ON_FORK"))
    parameter = ctypes.c_int(0)
    fire("sched_getscheduler", 0, expect=me, gives=policy("OTHER"))
    fire("sched_getscheduler", -1, fails=errno.EINVAL, expect=nobody, gives={"syscall.sched.policy": 0})
    fire("sched_setscheduler", 0, SCHED_OTHER, parameter, expect=me | policy("OTHER") | {priority: 0})
    fire("sched_setscheduler", 0, 99, parameter, fails=errno.EINVAL, expect=me | policy("99") | {priority: 0})
    fire("sched_setscheduler", 0, SCHED_OTHER | RESET_ON_FORK, parameter, expect=me | policy("OTHER", "SCHED_RESET_ON_FORK"))
    # What comes back has the flag too (sched_setscheduler(2)).
    fire("sched_getscheduler", 0, expect=me, gives=policy("OTHER", "SCHED_RESET_ON_FORK"))
    fire("sched_getparam", 0, parameter, expect=me, gives={priority: 0})
    fire("sched_getparam", 0, None, fails=errno.EINVAL, expect=me, gives={priority: 0})
    fire("sched_setparam", 0, parameter, expect=me | {priority: 0})
    fire("sched_setparam", 0, ctypes.c_int(99), fails=errno.EINVAL, expect=me | {priority: 99})
    nice = {"syscall.sched.nice": os.getpriority(os.PRIO_PROCESS, 0)}
    attributes, all_ = buf(56), policy("OTHER", "SCHED_FLAG_RESET_ON_FORK") | nice | {priority: 0}

    def periods(attributes):
        """Nanoseconds, where there are any: since Linux 6.12 the slice is a runtime."""
        return {f"syscall.sched.{key}": struct.unpack_from("=Q", attributes, at)[0] / 1e9 or None
                for key, at in (("runtime", 24), ("deadline", 32), ("period", 40))}

    fire("sched_getattr", 0, attributes, 56, 0, expect=me, gives=lambda _: all_ | periods(attributes))
    in_child(deadlines, periods)
    fire("sched_getattr", 0, attributes, 56, 1, fails=errno.EINVAL, expect=me, gives=all_)
    fire("sched_setattr", 0, attributes, 0, expect=me | all_)
    fire("sched_setattr", 0, attributes, 1, fails=errno.EINVAL, expect=me | all_)
    slice_ = buf(16)
    fire("sched_rr_get_interval", 0, slice_, expect=me, gives=lambda _: {
        "syscall.sched.interval": struct.unpack("=qq", slice_)[0] + struct.unpack("=qq", slice_)[1] / 1e9})
    fire("sched_rr_get_interval", -1, buf(16), fails=errno.EINVAL, expect=nobody, gives={"syscall.sched.interval": 0.0})


def deadlines(periods):
    """10 of every 100 ms, until 50 ms of them are over."""
    me, set_ = {"syscall.target.pid": 0}, pack("IIQiIQQQ", 48, 6, 0, 0, 0, 10_000_000, 50_000_000, 100_000_000)
    three = {"syscall.sched.runtime": 0.01, "syscall.sched.deadline": 0.05, "syscall.sched.period": 0.1}
    # More than there is time for; then as it should be, if the CPUs have it to give.
    fire("sched_setattr", 0, pack("IIQiIQQQ", 48, 6, 0, 0, 0, 2_000_000_000, 10**9, 10**9), 0, fails=errno.EINVAL, expect=me | {
        "syscall.sched.policy": "SCHED_DEADLINE", "syscall.sched.runtime": 2.0, "syscall.sched.deadline": 1.0})
    refused = (errno.EPERM, errno.EBUSY, errno.EINVAL, errno.EOPNOTSUPP)
    if fire("sched_setattr", 0, set_, 0, may=refused, expect=me | policy("DEADLINE") | three) == 0:
        attributes = buf(48)
        fire("sched_getattr", 0, attributes, 48, 0, expect=me, gives=lambda _: policy("DEADLINE") | three | periods(attributes))


def placement():
    me, mask, cpus = {"syscall.target.pid": 0}, buf(128), {"syscall.sched.cpus": ranges(os.sched_getaffinity(0))}
    used = fire("sched_getaffinity", 0, 128, mask, expect=me, gives=cpus)
    fire("sched_getaffinity", 0, 1, mask, fails=errno.EINVAL, expect=me, gives=cpus)
    fire("sched_setaffinity", 0, used, mask, expect=me | cpus)
    # Without any CPU; and with some that are not there.
    fire("sched_setaffinity", 0, 8, buf(8), fails=errno.EINVAL, expect=me | {"syscall.sched.cpus": ""})
    fire("sched_setaffinity", 0, 128, buf(bytes(120) + b"\x17" + bytes(7)), fails=errno.EINVAL,
         expect=me | {"syscall.sched.cpus": "960-962,964"})
    fire("getcpu", ctypes.c_uint(), ctypes.c_uint(), None)
    fire("getcpu", 1, None, None, fails=errno.EFAULT)
    one = {"syscall.which": "IOPRIO_WHO_PROCESS", "syscall.who": 0}
    class_, level = "syscall.ioprio.class", "syscall.ioprio.level"
    fire("ioprio_get", 99, 7, fails=errno.EINVAL, expect={"syscall.which": "IOPRIO_WHO_99", "syscall.who": 7, class_: None})
    # Best effort; then none, which goes by the nice value.
    fire("ioprio_set", 1, 0, 2 << 13 | 5, expect=one | {class_: "IOPRIO_CLASS_BE", level: 5})
    fire("ioprio_get", 1, 0, expect=one, gives={class_: "IOPRIO_CLASS_BE", level: 5})
    fire("ioprio_set", 1, 0, 0, expect=one | {class_: "IOPRIO_CLASS_NONE", level: 0})
    fire("ioprio_set", 99, 7, 0, fails=errno.EINVAL, expect={"syscall.which": "IOPRIO_WHO_99", "syscall.who": 7})


def ranges(cpus):
    """`0-3,8` of a set of numbers."""
    starts = sorted(cpu for cpu in cpus if cpu - 1 not in cpus)
    ends = sorted(cpu for cpu in cpus if cpu + 1 not in cpus)
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in zip(starts, ends))
