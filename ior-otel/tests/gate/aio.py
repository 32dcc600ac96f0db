"""Asynchronous input and output: the old kind, and rings."""

import ctypes
import errno
import os

from fire import NO_FD, address, buf, fire, pack, timespec

#: What hosts that switch rings off say.
REFUSED = (errno.EPERM,)


def run(directory):
    requests(directory + "/file")
    rings()


def requests(path):
    fd = os.open(path, os.O_RDWR | os.O_CREAT)
    os.write(fd, bytes(64))
    context = ctypes.c_ulong()
    fire("io_setup", 8, context, may=(errno.EAGAIN,))
    fire("io_setup", 0, ctypes.c_ulong(), fails=errno.EINVAL)
    into = buf(64)
    # struct iocb: data, key, rw_flags, opcode (IOCB_CMD_PREAD), priority, fd, buffer, bytes, offset, ...
    request = pack("QIIHhIQQq16x", 1, 0, 0, 0, 0, fd, address(into), 64, 0)
    for _ in range(2):
        fire("io_submit", context.value, 1, pack("Q", address(request)))
    fire("io_submit", 1, 1, pack("Q", address(request)), fails=errno.EINVAL)
    one = {"syscall.ready.count": 1}
    events = buf(64)
    fire("io_getevents", context.value, 1, 1, events, timespec(5), expect=one | {"syscall.timeout": 5.0})
    fire("io_pgetevents", context.value, 1, 1, events, None, None, expect=one | {"syscall.timeout.infinite": True})
    fire("io_getevents", 1, 1, 1, events, None, fails=errno.EINVAL)
    fire("io_pgetevents", 1, 1, 1, events, None, None, fails=errno.EINVAL)
    fire("io_cancel", context.value, request, events, fails=errno.EINVAL)
    fire("io_destroy", context.value)
    fire("io_destroy", 1, fails=errno.EINVAL)
    os.close(fd)


def rings():
    ring = fire("io_uring_setup", 4, buf(120), may=REFUSED)
    fire("io_uring_setup", 0, buf(120), fails=errno.EINVAL, may=REFUSED)
    if ring >= 0:
        fire("io_uring_enter", ring, 0, 0, 0, None, 0, expect={"fd": ring})
        # IORING_REGISTER_PROBE.
        fire("io_uring_register", ring, 8, buf(16 + 8 * 8), 8, expect={"fd": ring})
        os.close(ring)
    fire("io_uring_enter", NO_FD, 0, 0, 0, None, 0, fails=errno.EBADF, may=REFUSED)
    fire("io_uring_register", NO_FD, 8, None, 0, fails=errno.EBADF, may=REFUSED)
