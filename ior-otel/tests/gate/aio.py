"""Asynchronous input and output: the old kind, and rings."""

import ctypes
import errno
import os

from fire import NO_FD, address, buf, fire, pack, timespec
from things import made, on

#: What hosts that switch rings off say.
REFUSED = (errno.EPERM,)


def run(directory):
    requests(directory + "/file")
    rings()


def count(number):
    return {"syscall.aio.count": number}


def requests(path):
    fd = os.open(path, os.O_RDWR | os.O_CREAT)
    os.write(fd, bytes(64))
    context = ctypes.c_ulong()
    fire("io_setup", 8, context, may=(errno.EAGAIN,), expect=count(8))
    fire("io_setup", 0, ctypes.c_ulong(), fails=errno.EINVAL, expect=count(0))
    into = buf(64)
    # struct iocb: data, key, rw_flags, opcode (IOCB_CMD_PREAD), priority, fd, buffer, bytes, offset, ...
    request = pack("QIIHhIQQq16x", 1, 0, 0, 0, 0, fd, address(into), 64, 0)
    for _ in range(2):
        fire("io_submit", context.value, 1, pack("Q", address(request)), expect=count(1))
    fire("io_submit", 1, 1, pack("Q", address(request)), fails=errno.EINVAL, expect=count(1))
    events = buf(64 * 4)
    asked, one = {"syscall.poll.min_events": 1, "syscall.poll.max_events": 4}, {"syscall.ready.count": 1}
    five, forever = {"syscall.timeout": 5.0}, {"syscall.timeout.infinite": True, "syscall.timeout": None}
    fire("io_getevents", context.value, 1, 4, events, timespec(5), expect=asked | five, gives=waited)
    fire("io_submit", context.value, 1, pack("Q", address(request)), expect=count(1))
    fire("io_pgetevents", context.value, 1, 4, events, None, None, expect=asked | forever, gives=waited)
    fire("io_submit", context.value, 1, pack("Q", address(request)), expect=count(1))
    signals = pack("Q", 1 << 9)
    fire("io_pgetevents", context.value, 1, 4, events, timespec(5), pack("QQ", address(signals), 8),
         expect=asked | five | {"syscall.signals": ["SIGUSR1"]}, gives=waited)
    fire("io_getevents", 1, 1, 4, events, None, fails=errno.EINVAL, expect=asked | forever, gives=one)
    fire("io_pgetevents", 1, 1, 4, events, None, None, fails=errno.EINVAL, expect=asked | forever, gives=one)
    fire("io_cancel", context.value, request, events, fails=errno.EINVAL)
    fire("io_destroy", context.value)
    fire("io_destroy", 1, fails=errno.EINVAL)
    os.close(fd)


def waited(events):
    """How many events came."""
    return {"syscall.ready.count": events}


def rings():
    # struct io_uring_params: entries of both queues, then flags; IORING_SETUP_CLAMP.
    parameters = pack("III108x", 0, 0, 1 << 4)
    four = {"syscall.io_uring.entries": 4, "syscall.io_uring.flags": ["IORING_SETUP_CLAMP"]}
    ring = fire("io_uring_setup", 4, parameters, may=REFUSED, expect=four, gives=made)
    fire("io_uring_setup", 0, buf(120), fails=errno.EINVAL, may=REFUSED,
         expect={"syscall.io_uring.entries": 0, "syscall.io_uring.flags": None})
    flags, submit, wait = "syscall.io_uring.flags", "syscall.io_uring.to_submit", "syscall.poll.min_events"
    # IORING_REGISTER_PROBE.
    probe = {"syscall.io_uring.operation": "IORING_REGISTER_PROBE"}
    if ring >= 0:
        # IORING_ENTER_GETEVENTS: none is waited for.
        fire("io_uring_enter", ring, 0, 0, 1, None, 0,
             expect=on(ring) | {submit: 0, wait: 0, flags: ["IORING_ENTER_GETEVENTS"]})
        fire("io_uring_register", ring, 8, buf(16 + 8 * 8), 8, expect=on(ring) | probe | count(8))
        os.close(ring)
    fire("io_uring_enter", NO_FD, 3, 2, 0, None, 0, fails=errno.EBADF, may=REFUSED,
         expect={"fd": NO_FD, "syscall.fd.type": None, submit: 3, wait: 2, flags: None})
    # A registered ring is meant by its index: there is none.
    fire("io_uring_enter", 5, 1, 0, 0x10, None, 0, fails=errno.EINVAL, may=(*REFUSED, errno.EBADF),
         expect={"fd": None, "syscall.fd.type": None, submit: 1, flags: ["IORING_ENTER_REGISTERED_RING"]})
    fire("io_uring_register", 5, 1 << 31 | 8, None, 0, fails=errno.EINVAL, may=(*REFUSED, errno.EBADF),
         expect={"fd": None, "syscall.fd.type": None} | probe | count(0))
    fire("io_uring_register", NO_FD, 8, None, 0, fails=errno.EBADF, may=REFUSED, expect={"fd": NO_FD} | probe | count(0))
