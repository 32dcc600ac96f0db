"""Waiting for descriptors."""

import ctypes
import errno
import os
import platform
import struct

from fire import NO_FD, buf, fire, pack, timespec, timeval

EPOLLIN, ADD, MOD, DEL = 1, 1, 3, 2


def run(_directory):
    read, write = os.pipe()
    epolls(read, write)
    polls(read)
    selects(read)


def event(fd):
    """A `struct epoll_event`, which is packed on x86_64 only."""
    form = "=IQ" if platform.machine() == "x86_64" else "=IxxxxQ"
    return buf(struct.pack(form, EPOLLIN, fd))


def epolls(read, write):
    if (old := fire("epoll_create", 1)) >= 0:
        os.close(old)
    fire("epoll_create", 0, fails=errno.EINVAL)
    fd = fire("epoll_create1", 0)
    fire("epoll_create1", 1, fails=errno.EINVAL)
    second = {"fd": fd, "syscall.fd.second": read}
    fire("epoll_ctl", fd, ADD, read, event(read), expect=second)
    fire("epoll_ctl", fd, ADD, read, event(read), fails=errno.EEXIST, expect=second)
    fire("epoll_ctl", fd, MOD, read, event(read), expect=second)
    events = buf(16 * 8)
    nothing = {"syscall.ready.count": 0, "syscall.poll.max_events": 8, "error.type": None}
    fire("epoll_wait", fd, events, 8, 10, expect=nothing | {"syscall.timeout": 0.01})
    fire("epoll_pwait", fd, events, 8, 10, None, 8, expect=nothing | {"syscall.timeout": 0.01})
    fire("epoll_pwait2", fd, events, 8, timespec(0.01), None, 8, expect=nothing | {"syscall.timeout": 0.01})
    os.write(write, b"x")
    one = {"syscall.ready.count": 1, "syscall.poll.max_events": 8}
    fire("epoll_wait", fd, events, 8, -1, expect=one | {"syscall.timeout.infinite": True, "syscall.timeout": None})
    fire("epoll_pwait", fd, events, 8, 5000, None, 8, expect=one | {"syscall.timeout": 5.0})
    fire("epoll_pwait2", fd, events, 8, None, None, 8, expect=one | {"syscall.timeout.infinite": True})
    none = {"syscall.ready.count": None}
    fire("epoll_wait", fd, events, 0, 0, fails=errno.EINVAL, expect=none | {"syscall.timeout": 0.0})
    fire("epoll_pwait", fd, events, 0, 0, None, 8, fails=errno.EINVAL, expect=none)
    fire("epoll_pwait2", fd, events, 0, None, None, 8, fails=errno.EINVAL, expect=none)
    fire("epoll_ctl", fd, DEL, read, None, expect=second)
    fire("epoll_ctl", NO_FD, ADD, read, event(read), fails=errno.EBADF)


def polls(read):
    """The pipe has a byte to read."""
    ready = {"syscall.ready.count": 1, "syscall.poll.watched": 1}
    fire("poll", pack("ihh", read, 1, 0), 1, 1000, expect=ready | {"syscall.timeout": 1.0})
    fire("poll", 1, 1, 0, fails=errno.EFAULT)
    # The kernel overwrites the timeout with what is left of it.
    fire("ppoll", pack("ihh", read, 1, 0), 1, timespec(2.5), None, 8, expect=ready | {"syscall.timeout": 2.5})
    nothing = {"syscall.ready.count": 0, "syscall.poll.watched": 0}
    fire("ppoll", None, 0, timespec(0.01), None, 8, expect=nothing | {"syscall.timeout": 0.01})
    fire("ppoll", 1, 1, None, None, 8, fails=errno.EFAULT, expect={"syscall.timeout.infinite": True})


def selects(read):
    fds = (ctypes.c_uint64 * 16)()
    ready = {"syscall.ready.count": 1, "syscall.poll.watched": read + 1}

    def wanted():
        fds[0] = 1 << read
        return fds

    fire("select", read + 1, wanted(), None, None, timeval(1.5), expect=ready | {"syscall.timeout": 1.5})
    fire("select", 0, None, None, None, timeval(0.01), expect={"syscall.timeout": 0.01, "syscall.ready.count": 0})
    fire("select", -1, None, None, None, timeval(0), fails=errno.EINVAL)
    fire("pselect6", read + 1, wanted(), None, None, timespec(1.5), None, expect=ready | {"syscall.timeout": 1.5})
    fire("pselect6", 0, None, None, None, timespec(0.01), None, expect={"syscall.timeout": 0.01})
    fire("pselect6", -1, None, None, None, None, None, fails=errno.EINVAL,
         expect={"syscall.timeout.infinite": True, "syscall.poll.watched": -1})
