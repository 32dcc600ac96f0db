"""Queues of messages, and the objects of System V: all of them our own, and removed."""

import ctypes
import errno
import os
import signal
import time

from fire import NO_FD, PAGE, anonymous, buf, fire, pack, timespec

CREAT, EXCL, NOWAIT = 0o1000, 0o2000, 0o4000
PRIVATE, RMID, STAT = 0, 0, 2
#: A key that nobody has.
KEY, KEYED = 0x494F_5200, {"syscall.sysv.key": "0x494f5200"}
UNKEYED = {"syscall.sysv.key": "IPC_PRIVATE"}


def run(_directory):
    posix_queue(f"ior-gate-{os.getpid()}")
    messages()
    semaphores()
    shared_memory()


def posix_queue(name):
    """Names are without the slash that the C library takes away."""
    attributes = pack("qqqq32x", 0, 4, 64, 0)
    limits = {"syscall.mq.max_messages": 4, "syscall.mq.message_size": 64}
    named, shown = {"syscall.mq.name": name}, {"syscall.fd.type": "mqueue", "file.path": "/" + name}
    queue = fire(
        "mq_open", name, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o600, attributes,
        expect=named | limits | {"syscall.open.flags": ["O_RDWR", "O_CREAT", "O_NONBLOCK"], "syscall.file.mode": "0600"},
        gives={"syscall.fd.returned.type": "mqueue", "syscall.fd.returned.path": "/" + name},
    )
    shown |= {"fd": queue}
    # Without O_CREAT neither mode nor limits are looked at.
    fire("mq_open", name + "-missing", os.O_RDWR, 0o600, attributes, fails=errno.ENOENT, expect=dict.fromkeys(limits) | {
        "syscall.mq.name": name + "-missing", "syscall.open.flags": ["O_RDWR"], "syscall.file.mode": None})
    wall = time.time() + 60
    later, deadline = timespec(wall), {"syscall.deadline": int(wall) + round(wall % 1 * 1e9) / 1e9}
    forever, priority = {"syscall.timeout.infinite": True, "syscall.deadline": None}, "syscall.message.priority"
    fire("mq_timedsend", queue, buf(b"message"), 7, 3, later, expect=shown | deadline | {priority: 3}, gives={"bytes": 7})
    fire("mq_timedsend", queue, buf(b"message"), 99, 1, None, fails=errno.EMSGSIZE,
         expect=shown | forever | {priority: 1}, gives={"bytes": 99})
    state = limits | {"syscall.mq.messages": 1}
    fire("mq_getsetattr", queue, None, buf(64), expect=shown | {"syscall.mq.flags": None}, gives=state)
    fire("mq_getsetattr", queue, pack("q56x", os.O_NONBLOCK), buf(64), expect=shown | {"syscall.mq.flags": ["O_NONBLOCK"]},
         gives=state)
    fire("mq_getsetattr", NO_FD, None, buf(64), fails=errno.EBADF, expect={"fd": NO_FD, "syscall.fd.type": None}, gives=state)
    # struct sigevent: value, signal, SIGEV_SIGNAL; and to be told no more.
    fire("mq_notify", queue, pack("Qii48x", 0, signal.SIGURG, 0),
         expect=shown | {"syscall.signal": "SIGURG", "syscall.timer.notify": "SIGEV_SIGNAL"})
    fire("mq_notify", queue, None, expect=shown | {"syscall.signal": None, "syscall.timer.notify": None})
    fire("mq_notify", NO_FD, None, fails=errno.EBADF, expect={"fd": NO_FD})
    fire("mq_timedreceive", queue, buf(64), 64, ctypes.c_uint(), None, expect=shown | forever, gives={"bytes": 7, priority: 3})
    fire("mq_timedreceive", queue, buf(64), 64, ctypes.c_uint(), later, fails=errno.EAGAIN,
         expect=shown | deadline | {"error.type": None}, gives={"bytes": 7, priority: 3})
    fire("mq_unlink", name, expect=named)
    fire("mq_unlink", name, fails=errno.ENOENT, expect=named)
    os.close(queue)


def new(of=UNKEYED, flags=(), mode="0600", **others):
    """What a call that makes an object is asked for. Without flags there is no attribute."""
    return of | {"syscall.sysv.flags": list(flags) or None, "syscall.file.mode": mode} | others


def with_id(id_):
    return {"syscall.sysv.id": id_}


def asked(id_, *names):
    return with_id(id_) | {"syscall.sysv.flags": list(names) or None}


def command(id_, name):
    return with_id(id_) | {"syscall.sysv.command": name}


def messages():
    queue = fire("msgget", PRIVATE, CREAT | EXCL | 0o600, expect=new(flags=("IPC_CREAT", "IPC_EXCL")), gives=with_id)
    fire("msgget", KEY, 0, fails=errno.ENOENT, expect=new(KEYED, mode="00"), gives=with_id(0))
    kind = "syscall.message.type"
    fire("msgsnd", queue, pack("q32s", 7, b"message"), 32, NOWAIT, expect=asked(queue, "IPC_NOWAIT") | {kind: 7},
         gives={"bytes": 32})
    fire("msgsnd", queue, pack("q", 0), 0, 0, fails=errno.EINVAL, expect=asked(queue) | {kind: 0}, gives={"bytes": 0})
    # MSG_NOERROR: what there is no room for is lost.
    wanted = "syscall.message.wanted_type"
    fire("msgrcv", queue, buf(64), 20, -9, 0o10000, expect=asked(queue, "MSG_NOERROR") | {wanted: -9},
         gives={"bytes": 20, kind: 7})
    fire("msgrcv", queue, buf(64), 56, 7, NOWAIT, fails=errno.ENOMSG, expect=asked(queue, "IPC_NOWAIT") | {wanted: 7},
         gives={"bytes": 0, kind: 7})
    fire("msgctl", queue, STAT, buf(256), expect=command(queue, "IPC_STAT"))
    fire("msgctl", queue, RMID, None, expect=command(queue, "IPC_RMID"))
    fire("msgctl", queue, RMID, None, fails=errno.EINVAL, may=(errno.EIDRM,), expect=command(queue, "IPC_RMID"))


def semaphores():
    two = {"syscall.sysv.count": 2}
    set_ = fire("semget", PRIVATE, 2, CREAT | 0o600, expect=new(flags=("IPC_CREAT",)) | two, gives=with_id)
    fire("semget", KEY, 2, 0, fails=errno.ENOENT, expect=new(KEYED, mode="00") | two, gives=with_id(0))
    number, add, take = "syscall.sysv.semaphore", pack("Hhh", 0, 1, 0), pack("Hhh", 1, -1, 0)

    def operation(count, semaphore, change, *names):
        return with_id(set_) | {"syscall.sysv.count": count, number: semaphore, "syscall.sysv.semaphore_change": change,
                                "syscall.sysv.semaphore_flags": list(names) or None}

    # SEM_UNDO; IPC_NOWAIT.
    fire("semop", set_, pack("Hhh", 0, 1, 0x1000), 1, expect=operation(1, 0, 1, "SEM_UNDO"))
    # Of two the first is told.
    fire("semop", set_, pack("HhhHhh", 9, -2, NOWAIT, 0, 1, 0), 2, fails=errno.EFBIG, expect=operation(2, 9, -2, "IPC_NOWAIT"))
    one = operation(1, 0, 1)
    fire("semtimedop", set_, add, 1, timespec(1), expect=one | {"syscall.timeout": 1.0})
    fire("semtimedop", set_, pack("Hhh", 0, 1, 0x1000), 1, None,
         expect=operation(1, 0, 1, "SEM_UNDO") | {"syscall.timeout": None, "syscall.timeout.infinite": True})
    fire("semtimedop", set_, take, 1, timespec(0.01), fails=errno.EAGAIN,
         expect=operation(1, 1, -1) | {"syscall.timeout": 0.01, "error.type": None})
    # All three additions.
    fire("semctl", set_, 0, 12, 0, expect=command(set_, "GETVAL") | {number: 0, "syscall.return_value": 3})
    fire("semctl", set_, 1, 12, 0, expect=command(set_, "GETVAL") | {number: 1, "syscall.return_value": 0})
    value = "syscall.sysv.semaphore_value"
    fire("semctl", set_, 1, 16, 5, expect=command(set_, "SETVAL") | {number: 1, value: 5})
    fire("semctl", set_, 1, 12, 9, expect=command(set_, "GETVAL") | {value: None, "syscall.return_value": 5})
    fire("semctl", set_, 0, RMID, 0, expect=command(set_, "IPC_RMID"))
    fire("semctl", set_, 0, RMID, 0, fails=errno.EINVAL, may=(errno.EIDRM,), expect=command(set_, "IPC_RMID"))


def shared_memory():
    size = {"syscall.sysv.size": 8192}
    # SHM_NORESERVE.
    segment = fire("shmget", PRIVATE, 8192, 0o10640, expect=new(flags=("SHM_NORESERVE",), mode="0640") | size, gives=with_id)
    fire("shmget", KEY, 8192, 0, fails=errno.ENOENT, expect=new(KEYED, mode="00") | size, gives=with_id(0))
    address = "syscall.memory.address"
    where = fire("shmat", segment, None, 0, expect=asked(segment) | {address: None})
    # Where there is room for it: SHM_RDONLY.
    free = anonymous(2)
    fire("munmap", free, 2 * PAGE)
    again = fire("shmat", segment, free, 0o10000, expect=asked(segment, "SHM_RDONLY") | {address: f"{free:#x}"})
    fire("shmat", NO_FD, None, 0, fails=errno.EINVAL, expect=asked(NO_FD))
    fire("shmctl", segment, STAT, buf(256), expect=command(segment, "IPC_STAT"))
    fire("shmdt", where, expect={address: f"{where:#x}"})
    fire("shmdt", again, expect={address: f"{again:#x}"})
    fire("shmdt", where, fails=errno.EINVAL, expect={address: f"{where:#x}"})
    fire("shmctl", segment, RMID, None, expect=command(segment, "IPC_RMID"))
    fire("shmctl", segment, RMID, None, fails=errno.EINVAL, may=(errno.EIDRM,), expect=command(segment, "IPC_RMID"))
