"""Bytes of files: read and written, copied and spliced, and those of directories, links and attributes."""

import ctypes
import errno
import os

from fire import AT_FDCWD, address, buf, iovec, pack
from sums import call

ROUNDS = 20
MOST = 60_000


def run(sums, rng, directory):
    fd = os.open(directory + "/file", os.O_RDWR | os.O_CREAT)
    data = buf(rng.randbytes(MOST))
    for _ in range(ROUNDS):
        plain(sums, rng, fd, data)
        vectors(sums, rng, fd)
        transfers(sums, rng, fd, directory)
        sums.read("getrandom", 256, buf(256), 256, 0)
    listed(sums, rng, directory)
    links(sums, rng, directory)
    attributes(sums, rng, fd, directory + "/file")
    os.close(fd)


def plain(sums, rng, fd, data):
    count, room = rng.randint(1, MOST), rng.randint(1, MOST)
    into = buf(MOST)
    os.ftruncate(fd, 0)
    os.lseek(fd, 0, os.SEEK_SET)
    sums.write("write", count, fd, data, count)
    os.lseek(fd, 0, os.SEEK_SET)
    # As much as there is room for, then the rest, then nothing.
    sums.read("read", min(count, room), fd, into, room)
    sums.read("read", max(count - room, 0), fd, into, MOST)
    sums.read("read", 0, fd, into, MOST)
    sums.write("pwrite64", count, fd, data, count, 0)
    sums.read("pread64", min(count, room), fd, into, room, 0)
    sums.fails("pread64", errno.EFAULT, fd, 1, count, 0)
    sums.fails("write", errno.EBADF, 99_999, data, count)


def vectors(sums, rng, fd):
    parts = [rng.randint(1, 5_000) for _ in range(rng.randint(1, 8))]
    total, number = sum(parts), len(parts)
    out, into = iovec(*map(buf, parts)), iovec(*map(buf, parts))
    os.lseek(fd, 0, os.SEEK_SET)
    sums.write("writev", total, fd, out, number)
    os.lseek(fd, 0, os.SEEK_SET)
    sums.read("readv", total, fd, into, number)
    sums.write("pwritev", total, fd, out, number, 0, 0)
    sums.read("preadv", total, fd, into, number, 0, 0)
    sums.write("pwritev2", total, fd, out, number, 0, 0, 0)
    sums.read("preadv2", total, fd, into, number, 0, 0, 0)
    sums.read("process_vm_readv", total, os.getpid(), into, number, out, number, 0)
    sums.write("process_vm_writev", total, os.getpid(), out, number, into, number, 0)


def transfers(sums, rng, fd, directory):
    # Pipes hold 64 KiB, in pages of which each may be filled in part.
    count = rng.randint(1, 20_000)
    os.ftruncate(fd, MOST)
    other = os.open(directory + "/other", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    (read, write), (read2, write2) = os.pipe(), os.pipe()
    start = ctypes.c_long(0)
    sums.transfer("sendfile", count, other, fd, start, count)
    sums.transfer("copy_file_range", count, fd, ctypes.c_long(0), other, ctypes.c_long(0), count, 0)
    sums.transfer("splice", count, fd, ctypes.c_long(0), write, None, count, 0)
    sums.transfer("tee", count, read, write2, count, 0)
    sums.transfer("splice", count, read, None, other, ctypes.c_long(0), count, 0)
    sums.fails("tee", errno.EAGAIN, read, write2, count, 2)
    sums.transfer("vmsplice", count, write, iovec(buf(count)), 1, 0)
    sums.transfer("vmsplice", count, read, iovec(buf(count)), 1, 0)
    for descriptor in (other, read, write, read2, write2):
        os.close(descriptor)


def listed(sums, rng, directory):
    """Entries of a directory; how long each is stands in it."""
    play = directory + "/entries"
    os.mkdir(play)
    for number in range(50):
        os.close(os.open(f"{play}/{number}{'x' * rng.randint(0, 200)}", os.O_CREAT))
    fd = os.open(play, os.O_RDONLY)
    for name in ("getdents64", "getdents"):
        os.lseek(fd, 0, os.SEEK_SET)
        into = buf(1500)
        while (returned := call(name, fd, into, 1500)) > 0:
            at = 0
            while at < returned:
                # struct linux_dirent(64): two numbers of 64 bits, then the length.
                at += int.from_bytes(into[at + 16 : at + 18], "little")
            assert at == returned
            sums.add(name, "read", at)
    os.close(fd)


def links(sums, rng, directory):
    for number in range(10):
        target, room = rng.randint(1, 200), rng.randint(1, 200)
        path = f"{directory}/link{number}".encode()
        os.symlink("t" * target, path)
        sums.read("readlink", min(target, room), path, buf(room), room)
        sums.read("readlinkat", min(target, room), AT_FDCWD, path, buf(room), room)


def attributes(sums, rng, fd, path):
    """With room of 0 the call says how much it would need, and moves nothing."""
    value = buf(rng.randbytes(rng.randint(1, 300)))
    size, path, name = len(value), path.encode(), b"user.ior"
    if call("setxattr", path, name, value, size, 0) == -errno.EOPNOTSUPP:
        return
    into = buf(1000)
    for prefix, what in (("", path), ("l", path), ("f", fd)):
        sums.read(f"{prefix}getxattr", size, what, name, into, 1000)
        sums.read(f"{prefix}getxattr", 0, what, name, None, 0, returns=size)
        sums.fails(f"{prefix}getxattr", errno.ENODATA, what, b"user.none", into, 1000)
        sums.read(f"{prefix}listxattr", len(name) + 1, what, into, 1000)
        sums.read(f"{prefix}listxattr", 0, what, None, 0, returns=len(name) + 1)
    by_directory(sums, path, name, size, into)


def by_directory(sums, path, name, size, into):
    """Calls of Linux 6.13."""
    if call("listxattrat", AT_FDCWD, path, 0, None, 0) == -errno.ENOSYS:
        return
    # struct xattr_args: value, size, flags.
    room, probe = pack("QII", address(into), 1000, 0), pack("QII", 0, 0, 0)
    sums.read("getxattrat", size, AT_FDCWD, path, 0, name, room, 16)
    sums.read("getxattrat", 0, AT_FDCWD, path, 0, name, probe, 16, returns=size)
    sums.read("listxattrat", len(name) + 1, AT_FDCWD, path, 0, into, 1000)
    sums.read("listxattrat", 0, AT_FDCWD, path, 0, None, 0, returns=len(name) + 1)
