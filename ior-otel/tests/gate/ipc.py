"""Pipes, events, watches, queues, and the objects of System V."""

import ctypes
import errno
import os
import signal
import time

from fire import NO_FD, AT_FDCWD, buf, fire, pack, spawn, timespec

NONBLOCK = os.O_NONBLOCK
IPC_PRIVATE, IPC_RMID, IPC_STAT, IPC_NOWAIT = 0, 0, 2, 0o4000


def run(directory):
    pipes_and_events()
    watches(directory)
    memory_files()
    posix_queue(f"ior-gate-{os.getpid()}")
    messages()
    semaphores()
    shared_memory()
    pidfds()


def pipes_and_events():
    pair = (ctypes.c_int * 2)()
    fire("pipe", pair)
    fire("pipe", 1, fails=errno.EFAULT)
    fire("pipe2", pair, os.O_CLOEXEC)
    fire("pipe2", pair, 1, fails=errno.EINVAL)
    fire("eventfd", 3)
    fire("eventfd2", 3, NONBLOCK)
    fire("eventfd2", 3, 2, fails=errno.EINVAL)
    mask = pack("Q", 1 << (signal.SIGUSR2 - 1))
    fire("signalfd", -1, mask, 8, expect={"fd": None})
    fd = fire("signalfd4", -1, mask, 8, NONBLOCK, expect={"fd": None})
    fire("signalfd4", fd, mask, 8, 0, expect={"fd": fd})
    fire("signalfd4", NO_FD, mask, 8, 0, fails=errno.EBADF)
    fire("signalfd4", -1, mask, 4, 0, fails=errno.EINVAL)
    timer = fire("timerfd_create", time.CLOCK_MONOTONIC, NONBLOCK, expect={"syscall.clock": "CLOCK_MONOTONIC"})
    fire("timerfd_create", 99, 0, fails=errno.EINVAL, expect={"syscall.clock": "CLOCK_99"})
    fire("timerfd_settime", timer, 0, pack("qqqq", 1, 0, 1, 500), buf(32))
    fire("timerfd_settime", timer, 99, pack("qqqq", 1, 0, 1, 500), None, fails=errno.EINVAL)
    fire("timerfd_gettime", timer, buf(32))
    fire("timerfd_gettime", NO_FD, buf(32), fails=errno.EBADF)
    # UFFD_USER_MODE_ONLY.
    fire("userfaultfd", 1, may=(errno.EPERM,))
    fire("userfaultfd", 2, fails=errno.EINVAL)


def watches(directory):
    fire("inotify_init")
    fd = fire("inotify_init1", NONBLOCK)
    fire("inotify_init1", 1, fails=errno.EINVAL)
    watch = fire("inotify_add_watch", fd, directory, 0x100, expect={"fd": fd, "file.path": directory})
    fire("inotify_add_watch", fd, directory + "/missing", 0x100, fails=errno.ENOENT)
    fire("inotify_rm_watch", fd, watch)
    fire("inotify_rm_watch", fd, watch, fails=errno.EINVAL)
    # FAN_CLASS_NOTIF; only the directory of our own is watched, FAN_MARK_ADD of FAN_OPEN.
    group = fire("fanotify_init", 0, os.O_RDONLY, may=(errno.EPERM,))
    fire("fanotify_init", 0xFFFF_FFFF, 0, fails=errno.EINVAL, may=(errno.EPERM,))
    if group >= 0:
        fire("fanotify_mark", group, 1, 0x20, AT_FDCWD, directory, expect={"fd": group, "file.path": directory})
        os.close(group)
    fire("fanotify_mark", NO_FD, 1, 0x20, AT_FDCWD, directory, fails=errno.EBADF)


def memory_files():
    fire("memfd_create", "ior", 1, expect={"syscall.memfd.name": "ior"})
    fire("memfd_create", "ior", 0xFF00, fails=errno.EINVAL, expect={"syscall.memfd.name": "ior"})
    fire("memfd_secret", 0)
    fire("memfd_secret", 1, fails=errno.EINVAL)


def posix_queue(name):
    """Names are without the slash that the C library takes away."""
    attributes = pack("qqqq32x", 0, 4, 64, 0)
    named = {"syscall.mq.name": name}
    queue = fire(
        "mq_open", name, os.O_RDWR | os.O_CREAT | NONBLOCK, 0o600, attributes,
        expect=named | {"syscall.open.flags": ["O_RDWR", "O_CREAT", "O_NONBLOCK"]},
    )
    fire("mq_open", name + "-missing", os.O_RDWR, 0, None, fails=errno.ENOENT)
    wall = time.time() + 60
    later, deadline = timespec(wall), {"syscall.deadline": int(wall) + round(wall % 1 * 1e9) / 1e9}
    fire("mq_timedsend", queue, buf(b"message"), 7, 1, later, expect={"bytes": 7} | deadline)
    fire("mq_timedsend", queue, buf(b"message"), 99, 1, None, fails=errno.EMSGSIZE, expect={"bytes": None})
    fire("mq_getsetattr", queue, None, buf(64))
    fire("mq_getsetattr", NO_FD, None, buf(64), fails=errno.EBADF)
    fire("mq_notify", queue, None)
    fire("mq_notify", NO_FD, None, fails=errno.EBADF)
    fire("mq_timedreceive", queue, buf(64), 64, ctypes.c_uint(), None,
         expect={"bytes": 7, "syscall.timeout.infinite": True})
    fire("mq_timedreceive", queue, buf(64), 64, None, later, fails=errno.EAGAIN, expect={"error.type": None})
    fire("mq_unlink", name, expect=named)
    fire("mq_unlink", name, fails=errno.ENOENT, expect=named)


def messages():
    queue = fire("msgget", IPC_PRIVATE, 0o600)
    fire("msgget", 0x494F5200, 0, fails=errno.ENOENT)
    fire("msgsnd", queue, pack("q32s", 1, b"message"), 32, 0, expect={"bytes": 32})
    fire("msgsnd", queue, pack("q", 0), 0, 0, fails=errno.EINVAL)
    fire("msgrcv", queue, buf(64), 56, 0, 0, expect={"bytes": 32})
    fire("msgrcv", queue, buf(64), 56, 0, IPC_NOWAIT, fails=errno.ENOMSG)
    fire("msgctl", queue, IPC_STAT, buf(256))
    fire("msgctl", queue, IPC_RMID, None)
    fire("msgctl", queue, IPC_RMID, None, fails=errno.EINVAL, may=(errno.EIDRM,))


def semaphores():
    set_ = fire("semget", IPC_PRIVATE, 2, 0o600)
    fire("semget", 0x494F5200, 2, 0, fails=errno.ENOENT)
    add, take = pack("Hhh", 0, 1, 0), pack("Hhh", 1, -1, 0)
    fire("semop", set_, add, 1)
    fire("semop", set_, pack("Hhh", 9, 1, 0), 1, fails=errno.EFBIG)
    fire("semtimedop", set_, add, 1, timespec(1), expect={"syscall.timeout": 1.0})
    fire("semtimedop", set_, take, 1, timespec(0.01), fails=errno.EAGAIN,
         expect={"syscall.timeout": 0.01, "error.type": None})
    # GETVAL: both additions.
    fire("semctl", set_, 0, 12, 0)
    fire("semctl", set_, 0, IPC_RMID, 0)
    fire("semctl", set_, 0, IPC_RMID, 0, fails=errno.EINVAL, may=(errno.EIDRM,))


def shared_memory():
    segment = fire("shmget", IPC_PRIVATE, 8192, 0o600)
    fire("shmget", 0x494F5200, 8192, 0, fails=errno.ENOENT)
    where = fire("shmat", segment, None, 0)
    fire("shmat", NO_FD, None, 0, fails=errno.EINVAL)
    fire("shmctl", segment, IPC_STAT, buf(256))
    fire("shmdt", where)
    fire("shmdt", where, fails=errno.EINVAL)
    fire("shmctl", segment, IPC_RMID, None)
    fire("shmctl", segment, IPC_RMID, None, fails=errno.EINVAL, may=(errno.EIDRM,))


def pidfds():
    child = spawn(time.sleep, 60)
    fd = fire("pidfd_open", child, 0, expect={"syscall.target.pid": child})
    fire("pidfd_open", -1, 0, fails=errno.EINVAL, expect={"syscall.target.pid": -1})
    theirs = fire("pidfd_getfd", fd, 1, 0)
    fire("pidfd_getfd", fd, NO_FD, 0, fails=errno.EBADF)
    fire("pidfd_send_signal", fd, signal.SIGKILL, None, 0, expect={"syscall.signal": "SIGKILL"})
    os.waitpid(child, 0)
    fire("pidfd_send_signal", fd, signal.SIGKILL, None, 0, fails=errno.ESRCH)
    os.close(theirs)
