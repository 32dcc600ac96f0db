"""Files by their descriptor: open, read, write, sync, close."""

import ctypes
import errno
import os

from fire import AT_FDCWD, NO_FD, buf, fire, has, iovec, pack
from things import below, made, on, second

O_CLOEXEC = os.O_CLOEXEC
DATA = b"0123456789abcdef"
#: How the access mode of `open` is shown, alone.
READ, WRITE = {"syscall.open.flags": ["O_RDONLY"]}, {"syscall.open.flags": ["O_WRONLY"]}


def run(directory):
    path = directory + "/file"
    fd = opened(directory, path)
    written_and_read(fd)
    positioned(fd)
    copied(fd, directory)
    listed(directory)
    descriptors(fd)
    handles(directory, path)
    not_open()


def opened(directory, path):
    """All the ways to open a file. Permissions are told where one may be made."""
    flags = {"syscall.open.flags": ["O_RDWR", "O_CREAT", "O_CLOEXEC"]}
    mode, no_mode = {"syscall.file.mode": "0644"}, {"syscall.file.mode": None}
    fd = fire(
        "openat", AT_FDCWD, path, os.O_RDWR | os.O_CREAT | O_CLOEXEC, 0o644,
        expect={"file.path": path, "syscall.dirfd": None} | flags | mode, gives=lambda fd: made(fd, path),
    )
    missing = directory + "/missing"
    fire(
        "openat", AT_FDCWD, missing, os.O_RDONLY, 0o644, fails=errno.ENOENT,
        expect={"file.path": missing, "error.type": "ENOENT"} | READ | no_mode,
    )
    dirfd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    # What it is called is not where it is.
    relative = fire("openat", dirfd, "file", os.O_WRONLY,
                    expect={"file.path": "file"} | below(dirfd) | WRITE, gives=made)
    # RESOLVE_BENEATH; without O_CREAT permissions must be 0.
    how = pack("QQQ", os.O_RDWR | O_CLOEXEC, 0, 8)
    said = {"syscall.open.flags": ["O_RDWR", "O_CLOEXEC"], "syscall.open.resolve": ["RESOLVE_BENEATH"]} | no_mode
    modern = fire("openat2", dirfd, "file", how, 24, may=(errno.EPERM,),
                  expect={"file.path": "file"} | below(dirfd) | said, gives=made)
    fire("openat2", AT_FDCWD, path, how, 1, fails=errno.EINVAL, expect={"syscall.dirfd": None} | said)
    how = pack("QQQ", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640, 0)
    fire("openat2", AT_FDCWD, path, how, 24, fails=errno.EEXIST, may=(errno.EPERM,),
         expect={"syscall.open.flags": ["O_WRONLY", "O_CREAT", "O_EXCL"], "syscall.file.mode": "0640",
                 "syscall.open.resolve": None})
    for other in (dirfd, relative, modern):
        if other >= 0:
            closed(other)
    if has("open"):
        fire("close", fire("open", path, os.O_RDONLY, 0o644, expect=READ | no_mode, gives=lambda fd: made(fd, path)))
        fire("open", directory, os.O_WRONLY, 0, fails=errno.EISDIR, expect={"file.path": directory} | WRITE)
        link = directory + "/link"
        os.symlink("file", link)
        fire("close", fire("open", link, os.O_RDWR | os.O_CREAT, 0o600, gives=lambda fd: made(fd, link), expect={
            "file.path": link, "syscall.open.flags": ["O_RDWR", "O_CREAT"], "syscall.file.mode": "0600"}))
        fire("close", fire("creat", link, 0o600, expect={"syscall.file.mode": "0600", "syscall.open.flags": None},
                           gives=lambda fd: made(fd, link)))
    return fd


def written_and_read(fd):
    out, into, file = buf(DATA), buf(64), on(fd)
    two = file | {"syscall.vector.count": 2}
    fire("write", fd, out, 16, expect=file, gives={"bytes": 16})
    fire("writev", fd, iovec(out, out), 2, expect=two, gives={"bytes": 32})
    seek(fd, 0, os.SEEK_SET, gives={"syscall.file.position": 0})
    fire("read", fd, into, 64, expect=file, gives={"bytes": 48})
    fire("read", fd, into, 64, gives={"bytes": 0})
    seek(fd, -40, os.SEEK_END, gives={"syscall.file.position": 8})
    fire("readv", fd, iovec(buf(10), buf(10)), 2, expect=two, gives={"bytes": 20})
    seek(fd, 2, os.SEEK_CUR, gives={"syscall.file.position": 30})
    fire("read", fd, 1, 8, fails=errno.EFAULT, gives={"bytes": 8})
    seek(fd, -1, os.SEEK_SET, fails=errno.EINVAL, gives={"syscall.file.position": 0})


def seek(fd, offset, whence, fails=None, gives=None):
    name = {os.SEEK_SET: "SEEK_SET", os.SEEK_CUR: "SEEK_CUR", os.SEEK_END: "SEEK_END"}[whence]
    said = {"syscall.file.offset": offset, "syscall.seek.whence": name}
    fire("lseek", fd, offset, whence, fails=fails, expect=on(fd) | said, gives=gives)


def positioned(fd):
    out, into = buf(DATA), buf(64)

    def at(offset, **others):
        return on(fd) | {"syscall.file.offset": offset} | others

    one, all_ = {"syscall.vector.count": 1}, {"bytes": 16}
    # RWF_DSYNC, and no flags at all.
    synced, plain = {"syscall.rw.flags": ["RWF_DSYNC"]}, {"syscall.rw.flags": None}
    fire("pwrite64", fd, out, 16, 100, expect=at(100), gives=all_)
    fire("pread64", fd, into, 16, 100, expect=at(100), gives=all_)
    fire("pwritev", fd, iovec(out), 1, 200, 0, expect=at(200) | one, gives=all_)
    fire("preadv", fd, iovec(into), 1, 200, 0, expect=at(200) | one, gives=all_)
    fire("pwritev2", fd, iovec(out), 1, 300, 0, 2, expect=at(300) | one | synced, gives=all_)
    fire("preadv2", fd, iovec(into), 1, 300, 0, 0, expect=at(300) | one | plain, gives=all_)
    fire("pread64", fd, into, 16, -1, fails=errno.EINVAL, expect=at(-1), gives=all_)
    fire("preadv2", fd, iovec(into), 1, 300, 0, 0x8000_0002, fails=errno.EOPNOTSUPP,
         expect=at(300) | {"syscall.rw.flags": ["RWF_DSYNC", "0x80000000"]}, gives=all_)


def copied(fd, directory):
    target = os.open(directory + "/copy", os.O_RDWR | os.O_CREAT)
    os.lseek(fd, 0, os.SEEK_SET)
    said = on(fd) | second(target) | {"syscall.bytes.requested": 40}
    fire("copy_file_range", fd, None, target, None, 40, 0, expect=said, gives={"bytes": 40})
    # The kernel has moved offsets on when a call ends: what is told is where it began.
    from_, into = "syscall.file.offset_in", "syscall.file.offset_out"
    fire("copy_file_range", fd, ctypes.c_long(3), target, ctypes.c_long(100), 40, 0, gives={"bytes": 40},
         expect=said | {from_: 3, into: 100, "syscall.flags": None})
    fire("copy_file_range", fd, None, target, ctypes.c_long(9), 40, 7, fails=errno.EINVAL, gives={"bytes": 40},
         expect=said | {from_: None, into: 9, "syscall.flags": ["0x7"]})
    os.close(target)


def listed(directory):
    fd = os.open(directory, os.O_RDONLY)
    where = on(fd)
    if has("getdents"):
        fire("getdents", fd, buf(4096), 4096, expect=where, gives=lambda count: {"bytes": count})
    os.lseek(fd, 0, os.SEEK_SET)
    fire("getdents64", fd, buf(4096), 4096, expect=where, gives=lambda count: {"bytes": count})
    fire("getdents64", fd, buf(4096), 4096, gives={"bytes": 0})
    os.lseek(fd, 0, os.SEEK_SET)
    fire("getdents64", fd, buf(8), 8, fails=errno.EINVAL, gives={"bytes": 0})
    fire("fchdir", fd, expect=where)
    os.close(fd)


def descriptors(fd):
    file = on(fd)

    def same(new):
        return made(new, file["file.path"])

    closed(fire("dup", fd, expect=file, gives=same))
    # What a descriptor is, is looked up when the call ends.
    if has("dup2"):
        fire("dup2", fd, 700, expect=file, gives=lambda new: same(new) | second(700))
    other = os.open(os.devnull, os.O_RDONLY)
    os.dup2(other, 701)
    fire("dup3", fd, 701, O_CLOEXEC, expect=file | {"syscall.fd.flags": ["O_CLOEXEC"]},
         gives=lambda new: same(new) | second(701))
    fire("dup3", fd, fd, 0, fails=errno.EINVAL, expect=file | second(fd) | {"syscall.fd.flags": None})
    cloexec = {"syscall.fd.flags": ["CLOSE_RANGE_CLOEXEC"]}
    fire("close_range", 701, other, 4, fails=errno.EINVAL, expect=on(701) | second(other) | cloexec)
    none = {"syscall.fd.type": None, "syscall.fd.second.type": None}
    fire("close_range", 700, 720, 0, expect={"fd": 700, "syscall.fd.second": 720, "syscall.fd.flags": None} | none)
    fire("close_range", 720, 700, 0, fails=errno.EINVAL, expect=none)
    fire("close", 700, fails=errno.EBADF, expect={"error.type": "EBADF", "syscall.fd.type": None, "file.path": None})
    os.close(other)


def closed(fd):
    """What is closed is nothing any more when the call ends."""
    fire("close", fd, expect={"fd": fd, "syscall.fd.type": None, "file.path": None})


def handles(directory, path):
    """Files by their handle."""
    handle = buf((128).to_bytes(4, "little") + bytes(132))
    mount_id = ctypes.c_int()
    plain = {"file.path": path, "syscall.at.flags": None, "syscall.dirfd": None}
    if fire("name_to_handle_at", AT_FDCWD, path, handle, mount_id, 0, may=(errno.EOPNOTSUPP,), expect=plain) != 0:
        return
    mount = os.open(directory, os.O_RDONLY)
    fd = fire("open_by_handle_at", mount, handle, os.O_RDONLY, may=(errno.EPERM, errno.ESTALE),
              expect=below(mount) | READ, gives=made)
    if fd >= 0:
        os.close(fd)
    # AT_SYMLINK_FOLLOW.
    fire("name_to_handle_at", mount, "file", buf(8), mount_id, 0x400, fails=errno.EOVERFLOW,
         expect={"syscall.at.flags": ["AT_SYMLINK_FOLLOW"]} | below(mount))
    os.close(mount)


def not_open():
    """What calls say of a descriptor that is not open."""
    nothing = dict.fromkeys(("syscall.fd.type", "syscall.fd.inode", "file.path", "sockaddr.family"))
    for name in (
        "read", "readv", "pread64", "preadv", "write", "writev", "pwrite64", "pwritev", "fstat", "fstatfs", "fchmod",
        "fchown", "fcntl", "ioctl", "ftruncate", "fallocate", "fadvise64", "readahead", "fsync", "fdatasync", "syncfs",
        "sync_file_range", "copy_file_range", "getdents", "getdents64", "fchdir", "dup", "dup2", "lseek",
    ):
        fire(name, NO_FD, 0, 0, 0, fails=errno.EBADF, expect={"fd": NO_FD, "error.type": "EBADF"} | nothing)
    fire("flock", NO_FD, 1, fails=errno.EBADF, expect={"fd": NO_FD, "syscall.flock.operation": ["LOCK_SH"]} | nothing)
    fire("close", -1, fails=errno.EBADF, expect={"fd": None})
