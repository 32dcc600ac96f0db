"""Files by their descriptor: open, read, write, sync, close."""

import ctypes
import errno
import os

from fire import AT_FDCWD, NO_FD, buf, fire, has, iovec, pack

O_CLOEXEC = os.O_CLOEXEC
DATA = b"0123456789abcdef"


def run(directory):
    path = directory + "/file"
    fd = opened(directory, path)
    written_and_read(fd)
    positioned(fd)
    state(fd)
    synced(fd)
    copied(fd, directory)
    listed(directory)
    descriptors(fd)
    handles(directory, path)
    not_open()


def opened(directory, path):
    """All the ways to open a file."""
    fd = fire(
        "openat", AT_FDCWD, path, os.O_RDWR | os.O_CREAT | O_CLOEXEC, 0o644,
        expect={"file.path": path, "syscall.open.flags": ["O_RDWR", "O_CREAT", "O_CLOEXEC"], "syscall.dirfd": None},
    )
    missing = directory + "/missing"
    fire(
        "openat", AT_FDCWD, missing, os.O_RDONLY, fails=errno.ENOENT,
        expect={"file.path": missing, "syscall.open.flags": ["O_RDONLY"], "error.type": "ENOENT"},
    )
    dirfd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    relative = fire("openat", dirfd, "file", os.O_WRONLY, expect={"file.path": "file", "syscall.dirfd": dirfd})
    how = pack("QQQ", os.O_RDWR | O_CLOEXEC, 0, 0)
    modern = fire(
        "openat2", AT_FDCWD, path, how, 24, may=(errno.EPERM,),
        expect={"file.path": path, "syscall.open.flags": ["O_RDWR", "O_CLOEXEC"]},
    )
    fire("openat2", AT_FDCWD, path, how, 1, fails=errno.EINVAL)
    for other in (dirfd, relative, modern):
        if other >= 0:
            fire("close", other)
    if has("open"):
        fire("close", fire("open", path, os.O_RDONLY, 0, expect={"syscall.open.flags": ["O_RDONLY"]}))
        fire("open", directory, os.O_WRONLY, 0, fails=errno.EISDIR, expect={"file.path": directory})
        fire("close", fire("creat", directory + "/created", 0o600))
    return fd


def written_and_read(fd):
    out, into = buf(DATA), buf(64)
    fire("write", fd, out, 16, expect={"bytes": 16})
    fire("writev", fd, iovec(out, out), 2, expect={"bytes": 32})
    fire("lseek", fd, 0, os.SEEK_SET)
    fire("read", fd, into, 64, expect={"bytes": 48})
    fire("read", fd, into, 64, expect={"bytes": 0})
    fire("lseek", fd, 8, os.SEEK_SET)
    fire("readv", fd, iovec(buf(10), buf(10)), 2, expect={"bytes": 20})
    fire("read", fd, 1, 8, fails=errno.EFAULT, expect={"bytes": None})
    fire("lseek", fd, -1, os.SEEK_SET, fails=errno.EINVAL)


def positioned(fd):
    out, into = buf(DATA), buf(64)
    fire("pwrite64", fd, out, 16, 100, expect={"bytes": 16})
    fire("pread64", fd, into, 16, 100, expect={"bytes": 16})
    fire("pwritev", fd, iovec(out), 1, 200, 0, expect={"bytes": 16})
    fire("preadv", fd, iovec(into), 1, 200, 0, expect={"bytes": 16})
    fire("pwritev2", fd, iovec(out), 1, 300, 0, 0, expect={"bytes": 16})
    fire("preadv2", fd, iovec(into), 1, 300, 0, 0, expect={"bytes": 16})
    fire("pread64", fd, into, 16, -1, fails=errno.EINVAL)
    fire("preadv2", fd, iovec(into), 1, 300, 0, 0x8000_0000, fails=errno.EOPNOTSUPP)


def state(fd):
    fire("fstat", fd, buf(256))
    fire("fstat", fd, 1, fails=errno.EFAULT)
    fire("fstatfs", fd, buf(256))
    fire("fchmod", fd, 0o600)
    fire("fchown", fd, os.getuid(), os.getgid())
    fire("flock", fd, 2)
    fire("flock", fd, 16, fails=errno.EINVAL)
    fire("fcntl", fd, 3, 0)
    fire("fcntl", fd, 9999, 0, fails=errno.EINVAL)
    # TCGETS of what is no terminal.
    fire("ioctl", fd, 0x5401, buf(64), fails=errno.ENOTTY)
    # FIONREAD.
    fire("ioctl", fd, 0x541B, buf(4))
    fire("ftruncate", fd, 8192)
    fire("ftruncate", fd, -1, fails=errno.EINVAL)
    fire("fallocate", fd, 0, 0, 16384, may=(errno.EOPNOTSUPP,))
    fire("fallocate", fd, 0, 0, 0, fails=errno.EINVAL)
    fire("fadvise64", fd, 0, 4096, 3)
    fire("fadvise64", fd, 0, 4096, 99, fails=errno.EINVAL)
    fire("readahead", fd, 0, 4096)
    fire("cachestat", fd, pack("QQ", 0, 4096), buf(40), 0)
    fire("cachestat", fd, pack("QQ", 0, 4096), buf(40), 1, fails=errno.EINVAL)


def synced(fd):
    fire("fsync", fd)
    fire("fdatasync", fd)
    fire("sync_file_range", fd, 0, 4096, 2)
    fire("sync_file_range", fd, 0, 4096, 64, fails=errno.EINVAL)
    fire("syncfs", fd)
    fire("sync")


def copied(fd, directory):
    target = os.open(directory + "/copy", os.O_RDWR | os.O_CREAT)
    os.lseek(fd, 0, os.SEEK_SET)
    fire("copy_file_range", fd, None, target, None, 40, 0, expect={"bytes": 40, "syscall.fd.second": target})
    fire("copy_file_range", fd, None, target, None, 40, 7, fails=errno.EINVAL)
    os.close(target)


def listed(directory):
    fd = os.open(directory, os.O_RDONLY)
    if has("getdents"):
        fire("getdents", fd, buf(4096), 4096)
    os.lseek(fd, 0, os.SEEK_SET)
    fire("getdents64", fd, buf(4096), 4096)
    fire("getdents64", fd, buf(4096), 4096, expect={"bytes": 0})
    os.lseek(fd, 0, os.SEEK_SET)
    fire("getdents64", fd, buf(8), 8, fails=errno.EINVAL)
    fire("fchdir", fd)
    os.close(fd)


def descriptors(fd):
    fire("close", fire("dup", fd))
    if has("dup2"):
        fire("dup2", fd, 700, expect={"fd": fd, "syscall.fd.second": 700})
    fire("dup3", fd, 701, O_CLOEXEC)
    fire("dup3", fd, fd, 0, fails=errno.EINVAL)
    fire("close_range", 700, 720, 0, expect={"fd": 700, "syscall.fd.second": 720})
    fire("close_range", 720, 700, 0, fails=errno.EINVAL)
    fire("close", 700, fails=errno.EBADF, expect={"error.type": "EBADF"})


def handles(directory, path):
    """Files by their handle."""
    handle = buf((128).to_bytes(4, "little") + bytes(132))
    mount_id = ctypes.c_int()
    if fire("name_to_handle_at", AT_FDCWD, path, handle, mount_id, 0, may=(errno.EOPNOTSUPP,)) != 0:
        return
    mount = os.open(directory, os.O_RDONLY)
    fd = fire("open_by_handle_at", mount, handle, os.O_RDONLY, may=(errno.EPERM, errno.ESTALE))
    if fd >= 0:
        os.close(fd)
    small = buf(8)
    fire("name_to_handle_at", AT_FDCWD, path, small, mount_id, 0, fails=errno.EOVERFLOW)
    os.close(mount)


def not_open():
    """What calls say of a descriptor that is not open."""
    for name in (
        "read", "readv", "pread64", "preadv", "write", "writev", "pwrite64", "pwritev", "fstat", "fstatfs", "fchmod",
        "fchown", "fcntl", "ioctl", "ftruncate", "fallocate", "fadvise64", "readahead", "fsync", "fdatasync", "syncfs",
        "sync_file_range", "copy_file_range", "getdents", "getdents64", "fchdir", "dup", "dup2", "lseek",
    ):
        fire(name, NO_FD, 0, 0, 0, fails=errno.EBADF, expect={"fd": NO_FD, "error.type": "EBADF"})
    fire("flock", NO_FD, 1, fails=errno.EBADF, expect={"fd": NO_FD})
    fire("close", -1, fails=errno.EBADF, expect={"fd": None})
