"""Files by their descriptor: what they are and are made to be, their ranges, and commands on them."""

import errno
import os

from fire import buf, fire, pack
from things import made, on


def run(directory):
    fd = os.open(directory + "/file", os.O_RDWR | os.O_CREAT, 0o644)
    state(fd)


def state(fd):
    """What it is, and is made to be."""
    file = on(fd)
    for name in ("fstat", "fstatfs"):
        fire(name, fd, buf(256), expect=file)
    fire("fstat", fd, 1, fails=errno.EFAULT, expect=file)
    fire("fchmod", fd, 0o600, expect=file | {"syscall.file.mode": "0600"})
    fire("fchown", fd, os.getuid(), -1,
         expect=file | {"syscall.user.id": os.getuid(), "syscall.group.id": -1})
    fire("flock", fd, 2 | 4, expect=file | {"syscall.flock.operation": ["LOCK_EX", "LOCK_NB"]})
    fire("flock", fd, 16, fails=errno.EINVAL, expect={"syscall.flock.operation": ["0x10"]})
    commands(fd)
    fire("ioctl", fd, 0x5401, buf(64), fails=errno.ENOTTY, expect=file | {"syscall.ioctl.request": "TCGETS"})
    fire("ioctl", fd, 0x541B, buf(4), expect=file | {"syscall.ioctl.request": "FIONREAD"})
    # Of no device: read and write, type 0xfe, number 9, 16 bytes.
    fire("ioctl", fd, 0xC010_FE09, buf(16), fails=errno.ENOTTY,
         expect={"syscall.ioctl.request": "_IOC(_IOC_READ|_IOC_WRITE, 0xfe, 0x9, 0x10)"})
    fire("ftruncate", fd, 8192, expect=file | {"syscall.file.length": 8192})
    fire("ftruncate", fd, -1, fails=errno.EINVAL, expect={"syscall.file.length": -1})
    fire("cachestat", fd, pack("QQ", 4096, 8192), buf(40), 0,
         expect=file | {"syscall.flags": None, "syscall.file.offset": 4096, "syscall.file.length": 8192})
    fire("cachestat", fd, pack("QQ", 0, 4096), buf(40), 1, fails=errno.EINVAL, expect={"syscall.flags": ["0x1"]})
    ranges(fd, file)


def ranges(fd, file):
    def of(offset, length, **others):
        return file | {"syscall.file.offset": offset, "syscall.file.length": length} | others

    def advice(name):
        return {"syscall.file.advice": name}

    # FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE.
    hole = {"syscall.fallocate.mode": ["FALLOC_FL_KEEP_SIZE", "FALLOC_FL_PUNCH_HOLE"]}
    fire("fallocate", fd, 0, 0, 16384, may=(errno.EOPNOTSUPP,), expect=of(0, 16384) | dict.fromkeys(hole))
    fire("fallocate", fd, 3, 4096, 8192, may=(errno.EOPNOTSUPP,), expect=of(4096, 8192) | hole)
    fire("fallocate", fd, 0, 0, 0, fails=errno.EINVAL, expect=of(0, 0))
    fire("fadvise64", fd, 1, 4096, 3, expect=of(1, 4096) | advice("POSIX_FADV_WILLNEED"))
    fire("fadvise64", fd, 0, 4096, 99, fails=errno.EINVAL, expect=of(0, 4096) | advice("POSIX_FADV_99"))
    fire("readahead", fd, 2, 4096, expect=of(2, 4096))
    fire("fsync", fd, expect=file)
    fire("fdatasync", fd, expect=file)
    fire("sync_file_range", fd, 3, 4096, 2, expect=of(3, 4096) | {"syscall.sync.flags": ["SYNC_FILE_RANGE_WRITE"]})
    fire("sync_file_range", fd, 0, 4096, 64, fails=errno.EINVAL, expect=of(0, 4096) | {"syscall.sync.flags": ["0x40"]})
    fire("syncfs", fd, expect=file)
    fire("sync")


def commands(fd):
    """`fcntl`. Numbers are those of linux/fcntl.h."""
    file = on(fd)

    def command(name, number, argument, said=None, **others):
        nothing = dict.fromkeys(("syscall.fcntl.flags", "syscall.fcntl.value", "syscall.lock.type", "syscall.fd.returned"))
        return fire("fcntl", fd, number, argument, expect=file | nothing | {"syscall.fcntl.command": name} | (said or {}),
                    **others)

    # F_GETFL says that the file may be large, as all of them may.
    large = 0o400_000 if os.uname().machine == "aarch64" else 0o100_000
    command("F_GETFL", 3, 0, {"syscall.fcntl.flags": ["O_RDWR", "O_LARGEFILE"]})
    command("F_SETFL", 4, os.O_RDWR | os.O_APPEND | large, {"syscall.fcntl.flags": ["O_RDWR", "O_LARGEFILE", "O_APPEND"]})
    command("F_SETFL", 4, 0, {"syscall.fcntl.flags": ["O_RDONLY"]})
    command("F_GETFD", 1, 0, {"syscall.fcntl.flags": ["FD_CLOEXEC"]})
    command("F_SETFD", 2, 1, {"syscall.fcntl.flags": ["FD_CLOEXEC"]})
    new = fire("fcntl", fd, 0, 600, gives=lambda new: made(new, file["file.path"]),
               expect=file | {"syscall.fcntl.command": "F_DUPFD", "syscall.fcntl.value": 600})
    # An open file description lock is not told: it is behind a pointer.
    command("F_SETLK", 6, pack("hhxxxxqqixxxx", 0, 0, 0, 1, 0))
    # F_RDLCK cannot be leased of what is open for writing.
    command("F_SETLEASE", 1024, 0, {"syscall.lock.type": "F_RDLCK"}, fails=errno.EAGAIN)
    command("F_99", 99, 0, fails=errno.EINVAL)
    os.close(new)
    read, write = os.pipe()
    pipe = {"syscall.fcntl.value": 8192} | on(read)
    fire("fcntl", read, 1031, 8192, expect=pipe | {"syscall.fcntl.command": "F_SETPIPE_SZ"})
    fire("fcntl", read, 1032, 0, expect=pipe | {"syscall.fcntl.command": "F_GETPIPE_SZ"})
    os.close(read)
    os.close(write)
