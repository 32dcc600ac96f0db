"""Waiting for descriptors."""

import ctypes
import errno
import os
import platform
import signal
import struct

from fire import NO_FD, address, buf, fire, pack, timespec, timeval
from things import made, on, second

ADD, MOD, DEL = 1, 3, 2
#: SIGUSR1 and SIGTERM, which come by their number.
MASK, MASKED = 1 << (signal.SIGUSR1 - 1) | 1 << (signal.SIGTERM - 1), {"syscall.signals": ["SIGUSR1", "SIGTERM"]}
FOREVER = {"syscall.timeout.infinite": True, "syscall.timeout": None}


def run(_directory):
    read, write = os.pipe()
    epolls(read, write)
    polls(read)
    selects(read)


def within(seconds):
    return {"syscall.timeout": seconds, "syscall.timeout.infinite": None}


def event(fd, events):
    """A `struct epoll_event`, which is packed on x86_64 only."""
    form = "=IQ" if platform.machine() == "x86_64" else "=IxxxxQ"
    return buf(struct.pack(form, events, fd))


def epolls(read, write):
    if (old := fire("epoll_create", 1, gives=made)) >= 0:
        os.close(old)
    fire("epoll_create", 0, fails=errno.EINVAL)
    # EPOLL_CLOEXEC is O_CLOEXEC.
    fd = fire("epoll_create1", os.O_CLOEXEC, expect={"syscall.epoll.flags": ["EPOLL_CLOEXEC"]}, gives=made)
    fire("epoll_create1", 1, fails=errno.EINVAL, expect={"syscall.epoll.flags": ["0x1"]})
    os.close(fire("epoll_create1", 0, expect={"syscall.epoll.flags": None}, gives=made))
    added(fd, read)
    events = buf(16 * 8)
    on_it = on(fd) | {"syscall.poll.max_events": 8}
    nothing, one = on_it | {"syscall.ready.count": 0, "error.type": None}, on_it | {"syscall.ready.count": 1}
    no_mask, mask = {"syscall.signals": None}, pack("Q", MASK)
    fire("epoll_wait", fd, events, 8, 10, expect=nothing | within(0.01))
    fire("epoll_pwait", fd, events, 8, 10, mask, 8, expect=nothing | within(0.01) | MASKED)
    fire("epoll_pwait2", fd, events, 8, timespec(0.01), mask, 8, expect=nothing | within(0.01) | MASKED)
    os.write(write, b"x")
    fire("epoll_wait", fd, events, 8, -1, expect=one | FOREVER)
    fire("epoll_pwait", fd, events, 8, 5000, None, 8, expect=one | within(5.0) | no_mask)
    fire("epoll_pwait", fd, events, 8, -1, None, 8, expect=one | FOREVER)
    fire("epoll_pwait2", fd, events, 8, None, None, 8, expect=one | FOREVER | no_mask)
    none = on(fd) | {"syscall.ready.count": None, "syscall.poll.max_events": 0}
    fire("epoll_wait", fd, events, 0, 0, fails=errno.EINVAL, expect=none | within(0.0))
    fire("epoll_pwait", fd, events, 0, 0, None, 8, fails=errno.EINVAL, expect=none | within(0.0))
    fire("epoll_pwait2", fd, events, 0, None, None, 8, fails=errno.EINVAL, expect=none | FOREVER)
    fire("epoll_ctl", fd, DEL, read, None, expect=on(fd) | second(read) | {
        "syscall.epoll.op": "EPOLL_CTL_DEL", "syscall.epoll.events": None})


def added(fd, read):
    def asked(op, *events):
        return second(read) | {"syscall.epoll.op": op, "syscall.epoll.events": list(events)}

    in_, more = event(read, 1), event(read, 0x8000_0005)
    fire("epoll_ctl", fd, ADD, read, in_, expect=on(fd) | asked("EPOLL_CTL_ADD", "EPOLLIN"))
    fire("epoll_ctl", fd, ADD, read, in_, fails=errno.EEXIST, expect=on(fd) | asked("EPOLL_CTL_ADD", "EPOLLIN"))
    fire("epoll_ctl", fd, MOD, read, more, expect=on(fd) | asked("EPOLL_CTL_MOD", "EPOLLIN", "EPOLLOUT", "EPOLLET"))
    fire("epoll_ctl", fd, MOD, read, in_, expect=on(fd) | asked("EPOLL_CTL_MOD", "EPOLLIN"))
    fire("epoll_ctl", NO_FD, 9, read, in_, fails=errno.EBADF, expect=asked("EPOLL_CTL_9", "EPOLLIN") | {
        "fd": NO_FD, "syscall.fd.type": None})


def polls(read):
    """The pipe has a byte to read."""
    def watched(count, ready):
        return {"syscall.poll.watched": count, "syscall.ready.count": ready}

    fire("poll", pack("ihh", read, 1, 0), 1, 1000, expect=watched(1, 1) | within(1.0))
    fire("poll", pack("ihh", read, 1, 0), 1, -1, expect=watched(1, 1) | FOREVER)
    fire("poll", 1, 1, 0, fails=errno.EFAULT, expect=watched(1, None) | within(0.0))
    # The kernel overwrites the timeout with what is left of it.
    fire("ppoll", pack("ihh", read, 1, 0), 1, timespec(2.5), pack("Q", MASK), 8,
         expect=watched(1, 1) | within(2.5) | MASKED)
    fire("ppoll", None, 0, timespec(0.01), None, 8, expect=watched(0, 0) | within(0.01) | {"syscall.signals": None})
    fire("ppoll", 1, 1, None, None, 8, fails=errno.EFAULT, expect=watched(1, None) | FOREVER)


def selects(read):
    fds = (ctypes.c_uint64 * 16)()
    ready = {"syscall.ready.count": 1, "syscall.poll.watched": read + 1}
    nothing = {"syscall.ready.count": 0, "syscall.poll.watched": 0}
    failed = {"syscall.ready.count": None, "syscall.poll.watched": -1}

    def wanted():
        fds[0] = 1 << read
        return fds

    fire("select", read + 1, wanted(), None, None, timeval(1.5), expect=ready | within(1.5))
    fire("select", read + 1, wanted(), None, None, None, expect=ready | FOREVER)
    fire("select", 0, None, None, None, timeval(0.01), expect=nothing | within(0.01))
    fire("select", -1, None, None, None, timeval(0), fails=errno.EINVAL, expect=failed | within(0.0))
    fire("pselect6", read + 1, wanted(), None, None, timespec(1.5), None, expect=ready | within(1.5))
    # A pointer to a set of signals, and its size: SIGUSR1, SIGTERM.
    signals = pack("Q", 1 << 9 | 1 << 14)
    fire("pselect6", 0, None, None, None, timespec(0.01), pack("QQ", address(signals), 8),
         expect=nothing | within(0.01) | {"syscall.signals": ["SIGUSR1", "SIGTERM"]})
    fire("pselect6", 0, None, None, None, timespec(0.01), pack("QQ", 0, 8), expect=nothing | within(0.01) | {"syscall.signals": None})
    fire("pselect6", 0, None, None, None, timespec(0.01), None, expect=nothing | within(0.01) | {"syscall.signals": None})
    fire("pselect6", -1, None, None, None, None, None, fails=errno.EINVAL, expect=failed | FOREVER)
