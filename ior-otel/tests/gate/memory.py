"""Address space. What would change Python's own is done with memory of our own, or in a child."""

import ctypes
import errno
import mmap
import os
import signal
import time

from fire import NO_FD, PAGE, anonymous, buf, fire, in_child, iovec, pack, pointers, spawn

RW = mmap.PROT_READ | mmap.PROT_WRITE


def run(directory):
    mapped(directory)
    protected()
    locked()
    advised()
    policies()
    in_child(for_good)
    others()


def size(operation, pages=1):
    return {"syscall.memory.operation": operation, "syscall.memory.size": pages * PAGE}


def mapped(directory):
    start = fire("mmap", None, 4 * PAGE, RW, 0x22, -1, 0, expect=size("map", 4) | {"fd": None})
    file = os.open(directory + "/file", os.O_RDWR | os.O_CREAT)
    os.ftruncate(file, 4 * PAGE)
    shared = fire("mmap", None, 4 * PAGE, RW, mmap.MAP_SHARED, file, 0, expect=size("map", 4) | {"fd": file})
    fire("mmap", None, 0, RW, 0x22, -1, 0, fails=errno.EINVAL)
    fire("mmap", None, PAGE, RW, mmap.MAP_SHARED, NO_FD, 0, fails=errno.EBADF, expect={"fd": NO_FD})
    fire("msync", shared, PAGE, 4, expect=size("sync"))
    fire("msync", shared, PAGE, 99, fails=errno.EINVAL)
    fire("remap_file_pages", shared, PAGE, 0, 1, 0)
    fire("remap_file_pages", start, PAGE, 0, 1, 0, fails=errno.EINVAL)
    fire("mincore", start, 4 * PAGE, buf(4))
    fire("mincore", start + 1, PAGE, buf(4), fails=errno.EINVAL)
    # MREMAP_MAYMOVE.
    start = fire("mremap", start, 4 * PAGE, 8 * PAGE, 1, 0)
    fire("mremap", start, 4 * PAGE, 0, 1, 0, fails=errno.EINVAL)
    fire("munmap", start, 8 * PAGE, expect=size("unmap", 8))
    fire("munmap", start + 1, PAGE, fails=errno.EINVAL)
    fire("brk", 0)
    # SHADOW_STACK_SET_TOKEN; without hardware for it there is none.
    fire("map_shadow_stack", 0, PAGE, 1, may=(errno.EOPNOTSUPP,))
    os.close(file)


def protected():
    start = anonymous()
    fire("mprotect", start, PAGE, mmap.PROT_READ, expect=size("protect"))
    fire("mprotect", start + 1, PAGE, mmap.PROT_READ, fails=errno.EINVAL)
    fire("pkey_mprotect", start, PAGE, RW, -1, expect=size("protect"))
    fire("pkey_mprotect", start, PAGE, RW, 99, fails=errno.EINVAL)
    key = fire("pkey_alloc", 0, 0, may=(errno.ENOSPC, errno.EINVAL))
    if key >= 0:
        fire("pkey_free", key)
    fire("pkey_alloc", 1, 0, fails=errno.EINVAL)
    fire("pkey_free", 99, fails=errno.EINVAL)


def locked():
    start = anonymous()
    fire("mlock", start, PAGE, expect=size("lock"))
    fire("mlock", 0x1000, PAGE, fails=errno.ENOMEM, may=(errno.EPERM,))
    fire("mlock2", start, PAGE, 1, expect=size("lock"))
    fire("mlock2", start, PAGE, 99, fails=errno.EINVAL)
    fire("munlock", start, PAGE, expect=size("unlock"))
    fire("munlock", 0x1000, PAGE, fails=errno.ENOMEM)
    # MCL_CURRENT | MCL_ONFAULT: nothing is read in for it.
    fire("mlockall", 5, may=(errno.ENOMEM, errno.EPERM))
    fire("mlockall", 0, fails=errno.EINVAL)
    fire("munlockall")


def advised():
    start = anonymous(2)
    fire("madvise", start, 2 * PAGE, mmap.MADV_DONTNEED, expect=size("advise", 2))
    fire("madvise", start, PAGE, 9999, fails=errno.EINVAL)
    pidfd = os.pidfd_open(os.getpid())
    # MADV_COLD.
    range_ = pack("QQ", start, 2 * PAGE)
    fire("process_madvise", pidfd, range_, 1, 20, 0, expect={"fd": pidfd} | size("advise", 2))
    fire("process_madvise", pidfd, range_, 1, 9999, 0, fails=errno.EINVAL)
    os.close(pidfd)


def policies():
    """Where memory comes from: the first node is always there."""
    start, first = anonymous(), pack("Q", 1)
    # MPOL_BIND; kernels without NUMA have none of these.
    fire("mbind", start, PAGE, 2, first, 64, 0)
    fire("mbind", start, PAGE, 99, None, 0, 0, fails=errno.EINVAL)
    fire("set_mempolicy_home_node", start, PAGE, 0, 0)
    fire("set_mempolicy_home_node", start, PAGE, 0, 1, fails=errno.EINVAL)
    fire("set_mempolicy", 0, None, 0)
    fire("set_mempolicy", 99, None, 0, fails=errno.EINVAL)
    fire("get_mempolicy", ctypes.c_int(), None, 0, None, 0)
    fire("get_mempolicy", None, None, 0, None, 0xFF, fails=errno.EINVAL)
    fire("migrate_pages", 0, 64, first, first)
    fire("migrate_pages", 2**31 - 1, 64, first, first, fails=errno.ESRCH)
    page = pointers()
    page[0] = start
    fire("move_pages", 0, 1, page, None, ctypes.c_int(), 0)
    fire("move_pages", 0, 1, page, None, ctypes.c_int(), 99, fails=errno.EINVAL)


def for_good():
    """What cannot be undone."""
    start = anonymous()
    fire("mseal", start, PAGE, 0, expect=size("seal"))
    fire("mseal", start, PAGE, 1, fails=errno.EINVAL)
    fire("munmap", start, PAGE, fails=errno.EPERM)


def others():
    """Memory of a process, here our own, and of one that ends."""
    from_, into = buf(b"0123456789"), buf(10)
    me = os.getpid()
    said = {"syscall.target.pid": me, "bytes": 10}
    fire("process_vm_readv", me, iovec(into), 1, iovec(from_), 1, 0, expect=said)
    fire("process_vm_writev", me, iovec(from_), 1, iovec(into), 1, 0, expect=said)
    fire("process_vm_readv", me, iovec(into), 1, iovec(from_), 1, 1, fails=errno.EINVAL)
    fire("process_vm_writev", me, iovec(from_), 1, pack("QQ", 1, 8), 1, 0, fails=errno.EFAULT)
    child = spawn(time.sleep, 60)
    pidfd = os.pidfd_open(child)
    # It is not dying.
    fire("process_mrelease", pidfd, 0, fails=errno.EINVAL)
    os.kill(child, signal.SIGKILL)
    # Until it has been waited for it may be gone already.
    fire("process_mrelease", pidfd, 0, may=(errno.ESRCH,))
    os.waitpid(child, 0)
    os.close(pidfd)
