"""Pipes, events, watches, files of memory, and descriptors of processes."""

import ctypes
import errno
import os
import signal
import time

from fire import NO_FD, AT_FDCWD, buf, fire, pack, spawn
from things import below, made, on

NONBLOCK, CLOEXEC = os.O_NONBLOCK, os.O_CLOEXEC


def run(directory):
    pipes()
    events()
    timers()
    watches(directory)
    memory_files()
    pidfds(directory)


def flags(*names):
    """Without any there is no attribute."""
    return {"syscall.fd.flags": list(names) or None}


def pipes():
    pair, nothing = (ctypes.c_int * 2)(), {"syscall.fd.first": 0, "syscall.fd.second": 0}

    def ends(_):
        return {"syscall.fd.first": pair[0], "syscall.fd.second": pair[1]}

    fire("pipe", pair, gives=ends)
    fire("pipe", 1, fails=errno.EFAULT, gives=nothing)
    fire("pipe2", pair, CLOEXEC | NONBLOCK, expect=flags("O_CLOEXEC", "O_NONBLOCK"), gives=ends)
    fire("pipe2", pair, 1, fails=errno.EINVAL, expect=flags("0x1"), gives=nothing)
    fire("pipe2", pair, 0, expect=flags(), gives=ends)


def events():
    three = {"syscall.eventfd.initial_value": 3}
    fire("eventfd", 3, expect=three, gives=made)
    # EFD_SEMAPHORE; the other flags are those of `open`.
    fire("eventfd2", 3, NONBLOCK | 1, expect=three | flags("EFD_NONBLOCK", "EFD_SEMAPHORE"), gives=made)
    fire("eventfd2", 3, 2, fails=errno.EINVAL, expect=three | flags("0x2"), gives={"syscall.fd.returned.type": "eventfd"})
    mask = pack("Q", 1 << (signal.SIGUSR2 - 1) | 1 << (signal.SIGINT - 1))
    two, new = {"syscall.signals": ["SIGINT", "SIGUSR2"]}, {"fd": None, "syscall.fd.type": None}
    old = fire("signalfd", -1, mask, 8, expect=two | new, gives=made)
    if old >= 0:
        fire("signalfd", old, mask, 8, expect=two | on(old), gives=made)
    fd = fire("signalfd4", -1, mask, 8, NONBLOCK, expect=two | new | flags("SFD_NONBLOCK"), gives=made)
    fire("signalfd4", fd, mask, 8, 0, expect=two | on(fd) | flags(), gives=made)
    fire("signalfd4", NO_FD, mask, 8, 0, fails=errno.EBADF, expect=two | {"fd": NO_FD, "syscall.fd.type": None})
    fire("signalfd4", -1, mask, 4, 0, fails=errno.EINVAL, expect=new)
    # UFFD_USER_MODE_ONLY.
    fire("userfaultfd", 1 | CLOEXEC, may=(errno.EPERM,), expect=flags("O_CLOEXEC", "UFFD_USER_MODE_ONLY"), gives=made)
    fire("userfaultfd", 2, fails=errno.EINVAL, expect=flags("0x2"))


def timers():
    monotonic = {"syscall.clock": "CLOCK_MONOTONIC"}
    timer = fire("timerfd_create", time.CLOCK_MONOTONIC, NONBLOCK, expect=monotonic | flags("TFD_NONBLOCK"), gives=made)
    fire("timerfd_create", 99, 0, fails=errno.EINVAL, expect={"syscall.clock": "CLOCK_99"} | flags())
    # struct itimerspec: the interval, and the first time.
    times = pack("qqqq", 2, 500_000_000, 900, 500)
    said = {"syscall.timer.interval": 2.5, "syscall.timer.value": 900 + 500 / 1e9}
    set_ = "syscall.timer.flags"
    fire("timerfd_settime", timer, 0, times, buf(32), expect=on(timer) | said | {set_: None})
    now = buf(32)
    # It has run for less than a minute.
    fire("timerfd_gettime", timer, now, expect=on(timer), gives=lambda _: left(now))
    fire("timerfd_settime", timer, 3, times, None, expect=on(timer) | said | {
        set_: ["TFD_TIMER_ABSTIME", "TFD_TIMER_CANCEL_ON_SET"]})
    fire("timerfd_settime", timer, 99, times, None, fails=errno.EINVAL, expect=said | {
        set_: ["TFD_TIMER_ABSTIME", "TFD_TIMER_CANCEL_ON_SET", "0x60"]})
    fire("timerfd_gettime", NO_FD, buf(32), fails=errno.EBADF, gives=dict.fromkeys(said, 0.0))


def left(timer):
    """What a `struct itimerspec` says that the kernel has filled."""
    seconds, nanos, value, value_nanos = (int.from_bytes(timer[at : at + 8], "little") for at in range(0, 32, 8))
    return {"syscall.timer.interval": seconds + nanos / 1e9, "syscall.timer.value": value + value_nanos / 1e9}


def watches(directory):
    fire("inotify_init", gives=made)
    fd = fire("inotify_init1", NONBLOCK, expect=flags("IN_NONBLOCK"), gives=made)
    fire("inotify_init1", 1, fails=errno.EINVAL, expect=flags("0x1"))
    # IN_MODIFY, IN_CREATE, IN_ONLYDIR.
    looks = {"syscall.watch.mask": ["IN_MODIFY", "IN_CREATE", "IN_ONLYDIR"]}
    watch = fire("inotify_add_watch", fd, directory, 0x0100_0102, gives=lambda watch: {"syscall.watch.id": watch},
                 expect=on(fd) | looks | {"file.path": directory})
    fire("inotify_add_watch", fd, directory + "/missing", 0x0100_0102, fails=errno.ENOENT,
         expect=looks | {"file.path": directory + "/missing"}, gives={"syscall.watch.id": 1})
    fire("inotify_rm_watch", fd, watch, expect=on(fd) | {"syscall.watch.id": watch})
    fire("inotify_rm_watch", fd, watch, fails=errno.EINVAL, expect=on(fd) | {"syscall.watch.id": watch})
    marks(directory)


def marks(directory):
    """Only the directory of our own is watched."""
    add, opened = {"syscall.watch.flags": ["FAN_MARK_ADD"]}, {"syscall.watch.mask": ["FAN_OPEN"]}
    # FAN_CLOEXEC, FAN_CLASS_CONTENT.
    group = fire("fanotify_init", 5, os.O_RDONLY | CLOEXEC, may=(errno.EPERM,), gives=made, expect={
        "syscall.watch.flags": ["FAN_CLOEXEC", "FAN_CLASS_CONTENT"], "syscall.open.flags": ["O_RDONLY", "O_CLOEXEC"]})
    fire("fanotify_init", 0x8000_0001, 0, fails=errno.EINVAL, may=(errno.EPERM,), expect={
        "syscall.watch.flags": ["FAN_CLOEXEC", "0x80000000"], "syscall.open.flags": ["O_RDONLY"]})
    parent = os.open(os.path.dirname(directory), os.O_RDONLY)
    if group >= 0:
        said = on(group) | add | opened
        fire("fanotify_mark", group, 1, 0x20, AT_FDCWD, directory, expect=said | {"file.path": directory, "syscall.dirfd": None})
        name = os.path.basename(directory)
        # FAN_MARK_REMOVE, FAN_MARK_ONLYDIR.
        fire("fanotify_mark", group, 2 | 8, 0x20, parent, name, expect=on(group) | opened | below(parent) | {
            "file.path": name, "syscall.watch.flags": ["FAN_MARK_REMOVE", "FAN_MARK_ONLYDIR"]})
        os.close(group)
    fire("fanotify_mark", NO_FD, 1, 0x20, AT_FDCWD, directory, fails=errno.EBADF, expect=add | opened | {"file.path": directory})
    os.close(parent)


def memory_files():
    named = {"syscall.memfd.name": "ior"}
    fire("memfd_create", "ior", 3, expect=named | flags("MFD_CLOEXEC", "MFD_ALLOW_SEALING"), gives=made)
    fire("memfd_create", "ior", 0xFF00, fails=errno.EINVAL, expect=named | flags("0xff00"))
    fire("memfd_secret", CLOEXEC, expect=flags("O_CLOEXEC"), gives=made)
    fire("memfd_secret", 1, fails=errno.EINVAL, expect=flags("0x1"))


def pidfds(directory):
    here = os.open(directory, os.O_RDONLY)
    child = spawn(time.sleep, 60)
    fd = fire("pidfd_open", child, NONBLOCK, expect={"syscall.target.pid": child} | flags("PIDFD_NONBLOCK"), gives=made)
    fire("pidfd_open", -1, 0, fails=errno.EINVAL, expect={"syscall.target.pid": -1} | flags())
    process = on(fd) | {"syscall.fd.type": "pidfd", "syscall.target.pid": child}
    # It has what we had open when it began.
    theirs = fire("pidfd_getfd", fd, here, 0, expect=process | {"syscall.target.fd": here},
                  gives=lambda fd: made(fd) | {"syscall.fd.returned.path": directory})
    fire("pidfd_getfd", fd, NO_FD, 0, fails=errno.EBADF, expect=process | {"syscall.target.fd": NO_FD, "syscall.flags": None})
    fire("pidfd_getfd", fd, here, 1, fails=errno.EINVAL, expect=process | {"syscall.flags": ["0x1"]})
    # PIDFD_SIGNAL_THREAD_GROUP, of Linux 6.9, which is what it does anyway; signal 0 only asks.
    fire("pidfd_send_signal", fd, 0, None, 2, may=(errno.EINVAL,), expect=process | {
        "syscall.signal": "SIG0", "syscall.flags": ["PIDFD_SIGNAL_THREAD_GROUP"]})
    kill = {"syscall.signal": "SIGKILL", "syscall.flags": None}
    fire("pidfd_send_signal", fd, signal.SIGKILL, None, 0, expect=process | kill)
    os.waitpid(child, 0)
    # Of a process that is no more nobody knows the id.
    fire("pidfd_send_signal", fd, signal.SIGKILL, None, 0, fails=errno.ESRCH, expect=kill | {
        "fd": fd, "syscall.fd.type": "pidfd", "syscall.target.pid": None})
    os.close(theirs)
    os.close(here)
