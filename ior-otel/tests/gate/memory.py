"""Address space. What would change Python's own is done with memory of our own, or in a child."""

import ctypes
import errno
import mmap
import os
import signal
import time

from fire import NO_FD, PAGE, anonymous, buf, fire, in_child, iovec, pack, pointers, spawn
from things import on

RW = mmap.PROT_READ | mmap.PROT_WRITE
READ, READ_WRITE = {"syscall.memory.protection": ["PROT_READ"]}, {"syscall.memory.protection": ["PROT_READ", "PROT_WRITE"]}


def run(directory):
    mapped(directory)
    in_child(heap)
    protected()
    locked()
    advised()
    in_child(policies)
    in_child(for_good)
    others()


def size(operation, pages=1):
    return {"syscall.memory.operation": operation, "syscall.memory.size": pages * PAGE}


def at(address, operation, pages=1):
    return {"syscall.memory.address": f"{address:#x}"} | size(operation, pages)


def flags(*names):
    """Without any there is no attribute."""
    return {"syscall.memory.flags": list(names) or None}


def mapped(directory):
    offset, where = "syscall.file.offset", "syscall.memory.address"
    nothing = {where: None, offset: None, "fd": None, "file.path": None} | READ_WRITE
    ours = nothing | flags("MAP_PRIVATE", "MAP_ANONYMOUS")
    start = fire("mmap", None, 4 * PAGE, RW, 0x22, -1, 0, expect=size("map", 4) | ours)
    # Whatever stands in the place of the file and its offset.
    fire("mmap", None, PAGE, RW, 0x22, 0, 0, expect=size("map") | ours)
    fire("mmap", None, 0, 0, 0x22, -1, 0, fails=errno.EINVAL,
         expect=size("map", 0) | ours | {"syscall.memory.protection": ["PROT_NONE"]})
    file = os.open(directory + "/file", os.O_RDWR | os.O_CREAT)
    os.ftruncate(file, 8 * PAGE)
    shared = fire("mmap", None, 4 * PAGE, RW, mmap.MAP_SHARED, file, PAGE,
                  expect=size("map", 4) | READ_WRITE | flags("MAP_SHARED") | on(file) | {offset: PAGE, where: None})
    # MAP_PRIVATE | MAP_FIXED, PROT_READ | PROT_EXEC.
    fire("mmap", start, PAGE, 5, 0x12, file, 0, expect=at(start, "map") | flags("MAP_PRIVATE", "MAP_FIXED") | on(file) | {
        offset: 0, "syscall.memory.protection": ["PROT_READ", "PROT_EXEC"]})
    fire("mmap", None, PAGE, RW, mmap.MAP_SHARED, NO_FD, 0, fails=errno.EBADF,
         expect=size("map") | flags("MAP_SHARED") | {"fd": NO_FD, "syscall.fd.type": None, offset: 0})
    fire("msync", shared, PAGE, 4, expect=at(shared, "sync") | {"syscall.sync.flags": ["MS_SYNC"]})
    fire("msync", shared, PAGE, 99, fails=errno.EINVAL,
         expect=at(shared, "sync") | {"syscall.sync.flags": ["MS_ASYNC", "MS_INVALIDATE", "0x60"]})
    fire("remap_file_pages", shared, PAGE, 0, 1, 0, expect=at(shared, "remap") | {"syscall.memory.page_offset": 1})
    fire("remap_file_pages", start, PAGE, 0, 2, 0, fails=errno.EINVAL,
         expect=at(start, "remap") | {"syscall.memory.page_offset": 2})
    # MAP_SHARED | MAP_NONBLOCK.
    fire("remap_file_pages", shared, PAGE, 0, 0, 0x10001, expect=flags("MAP_SHARED", "MAP_NONBLOCK"))
    fire("mincore", start, 4 * PAGE, buf(4), expect=at(start, "query", 4))
    fire("mincore", start + 1, PAGE, buf(4), fails=errno.EINVAL, expect=at(start + 1, "query"))
    # Of one mapping: the first page is another. MREMAP_MAYMOVE.
    old, before = start + PAGE, {"syscall.memory.old_size": 3 * PAGE}
    new = fire("mremap", old, 3 * PAGE, 8 * PAGE, 1, 0, expect=at(old, "remap", 8) | before | flags("MREMAP_MAYMOVE"))
    fire("mremap", new, 3 * PAGE, 0, 0, 0, fails=errno.EINVAL, expect=at(new, "remap", 0) | before | flags())
    target = "syscall.memory.new_address"
    free = anonymous(8)
    # MREMAP_MAYMOVE | MREMAP_FIXED; without the latter nothing is looked at.
    new = fire("mremap", new, 8 * PAGE, 8 * PAGE, 3, free, expect=at(new, "remap", 8) | {target: f"{free:#x}"})
    fire("mremap", new, 8 * PAGE, 8 * PAGE, 1, free, expect=at(new, "remap", 8) | {target: None})
    fire("munmap", new, 8 * PAGE, expect=at(new, "unmap", 8))
    fire("munmap", new + 1, PAGE, fails=errno.EINVAL, expect=at(new + 1, "unmap"))
    # Without hardware for it there is none.
    fire("map_shadow_stack", 0, PAGE, 1, may=(errno.EOPNOTSUPP,),
         expect=at(0, "map") | flags("SHADOW_STACK_SET_TOKEN"))
    os.close(file)


def heap():
    """The end of the heap, upwards: by so much that the C library's own use of it in between is not in the way."""
    end, more = fire("brk", 0, expect={"syscall.memory.address": "0x0"}), 4096
    end += more * PAGE
    fire("brk", end, expect=at(end, "grow", more))


def protected():
    start = anonymous()
    key = "syscall.memory.protection_key"
    fire("mprotect", start, PAGE, mmap.PROT_READ, expect=at(start, "protect") | READ)
    fire("mprotect", start + 1, PAGE, 0, fails=errno.EINVAL,
         expect=at(start + 1, "protect") | {"syscall.memory.protection": ["PROT_NONE"]})
    fire("pkey_mprotect", start, PAGE, RW, -1, expect=at(start, "protect") | READ_WRITE | {key: -1})
    fire("pkey_mprotect", start, PAGE, RW, 99, fails=errno.EINVAL, expect=at(start, "protect") | READ_WRITE | {key: 99})
    rights = "syscall.memory.protection_rights"
    # PKEY_DISABLE_WRITE.
    new = fire("pkey_alloc", 0, 2, may=(errno.ENOSPC, errno.EINVAL), expect={rights: ["PKEY_DISABLE_WRITE"]},
               gives=lambda new: {key: new})
    if new >= 0:
        fire("pkey_free", new, expect={key: new})
    fire("pkey_alloc", 1, 0, fails=errno.EINVAL, expect={rights: None, "syscall.flags": ["0x1"]}, gives={key: 0})
    fire("pkey_free", 99, fails=errno.EINVAL, expect={key: 99})


def locked():
    start = anonymous()
    fire("mlock", start, PAGE, expect=at(start, "lock"))
    fire("mlock", 0x1000, PAGE, fails=errno.ENOMEM, may=(errno.EPERM,), expect=at(0x1000, "lock"))
    fire("mlock2", start, PAGE, 1, expect=at(start, "lock") | flags("MLOCK_ONFAULT"))
    fire("mlock2", start, PAGE, 99, fails=errno.EINVAL, expect=at(start, "lock") | flags("MLOCK_ONFAULT", "0x62"))
    fire("munlock", start, PAGE, expect=at(start, "unlock"))
    fire("munlock", 0x1000, PAGE, fails=errno.ENOMEM, expect=at(0x1000, "unlock"))
    # Nothing is read in for it.
    fire("mlockall", 5, may=(errno.ENOMEM, errno.EPERM), expect=flags("MCL_CURRENT", "MCL_ONFAULT"))
    fire("mlockall", 0, fails=errno.EINVAL, expect=flags())
    fire("munlockall")


def advised():
    start, advice = anonymous(2), "syscall.memory.advice"
    fire("madvise", start, 2 * PAGE, mmap.MADV_DONTNEED, expect=at(start, "advise", 2) | {advice: "MADV_DONTNEED"})
    fire("madvise", start, PAGE, 9999, fails=errno.EINVAL, expect=at(start, "advise") | {advice: "MADV_9999"})
    pidfd = os.pidfd_open(os.getpid())
    # MADV_COLD.
    range_, one = pack("QQ", start, 2 * PAGE), on(pidfd) | {"syscall.target.pid": os.getpid(), "syscall.vector.count": 1}
    fire("process_madvise", pidfd, range_, 1, 20, 0, expect=one | {advice: "MADV_COLD"}, gives=size("advise", 2))
    fire("process_madvise", pidfd, range_, 1, 9999, 0, fails=errno.EINVAL, expect=one | {advice: "MADV_9999"},
         gives=size("advise", 2))
    fire("process_madvise", pidfd, range_, 1, 20, 1, fails=errno.EINVAL, expect=one | {"syscall.flags": ["0x1"]})
    os.close(pidfd)


def policies():
    """Where memory comes from: the first node is always there. Kernels without NUMA have none of these."""
    def policy(name, *names):
        return {"syscall.memory.policy": name, "syscall.memory.policy_flags": list(names) or None}

    start, first = anonymous(), pack("Q", 1)
    # MPOL_BIND, MPOL_F_STATIC_NODES; MPOL_MF_STRICT | MPOL_MF_MOVE.
    bound = policy("MPOL_BIND", "MPOL_F_STATIC_NODES") | {"syscall.memory.nodes": "0"}
    fire("mbind", start, PAGE, 0x8002, first, 64, 3, expect=at(start, "bind") | bound | flags("MPOL_MF_STRICT", "MPOL_MF_MOVE"))
    fire("mbind", start, PAGE, 99, None, 0, 0, fails=errno.EINVAL, expect=at(start, "bind") | policy("MPOL_99") | flags())
    home = at(start, "bind") | {"syscall.memory.node": 0}
    fire("set_mempolicy_home_node", start, PAGE, 0, 0, expect=home | {"syscall.flags": None})
    fire("set_mempolicy_home_node", start, PAGE, 0, 1, fails=errno.EINVAL, expect=home | {"syscall.flags": ["0x1"]})
    fire("set_mempolicy", 0x8002, first, 64, expect=bound)
    fire("set_mempolicy", 0, None, 0, expect=policy("MPOL_DEFAULT") | {"syscall.memory.nodes": None})
    # MPOL_INTERLEAVE of nodes that are not there; of 64 bits the last does not count.
    fire("set_mempolicy", 3, pack("Q", 1 << 63 | 0b1100_0010), 64, fails=errno.EINVAL,
         expect=policy("MPOL_INTERLEAVE") | {"syscall.memory.nodes": "1,6-7"})
    fire("set_mempolicy", 99, None, 0, fails=errno.EINVAL, expect=policy("MPOL_99"))
    address = "syscall.memory.address"
    # Which node a page is on; that is there when it has been written to.
    ctypes.memset(start, 1, 1)
    is_on = ctypes.c_int(-1)
    fire("get_mempolicy", is_on, None, 0, start, 3, gives=lambda _: {"syscall.memory.node": is_on.value},
         expect=flags("MPOL_F_NODE", "MPOL_F_ADDR") | {address: f"{start:#x}", "syscall.memory.policy": None})
    # The kernel wants room for as many nodes as it may have, which are 1024 at most.
    fire("get_mempolicy", ctypes.c_int(), buf(128), 1024, start, 2,
         expect=flags("MPOL_F_ADDR"), gives=bound | {"syscall.memory.node": None})
    fire("get_mempolicy", None, None, 0, None, 0xFF, fails=errno.EINVAL,
         expect=flags("MPOL_F_NODE", "MPOL_F_ADDR", "MPOL_F_MEMS_ALLOWED", "0xf8") | {address: "0x0"})
    nobody, nodes = 2**31 - 1, {
        "syscall.memory.node_count": 64, "syscall.memory.nodes": "0", "syscall.memory.new_nodes": "0", "syscall.memory.node": None}
    left = {"syscall.memory.pages_left": 0}
    fire("migrate_pages", 0, 64, first, first, expect=nodes | {"syscall.target.pid": 0}, gives=left)
    fire("migrate_pages", nobody, 64, first, first, fails=errno.ESRCH, expect=nodes | {"syscall.target.pid": nobody}, gives=left)
    page = pointers()
    page[0] = start
    one = {"syscall.target.pid": 0, "syscall.memory.pages": 1}
    fire("move_pages", 0, 1, page, None, ctypes.c_int(), 2, expect=one | flags("MPOL_MF_MOVE"), gives=left)
    fire("move_pages", 0, 1, page, None, ctypes.c_int(), 8, fails=errno.EINVAL, expect=one | flags("0x8"))


def for_good():
    """What cannot be undone."""
    start = anonymous()
    fire("mseal", start, PAGE, 0, expect=at(start, "seal"))
    fire("mseal", start, PAGE, 1, fails=errno.EINVAL, expect=at(start, "seal"))
    fire("munmap", start, PAGE, fails=errno.EPERM, expect=at(start, "unmap"))


def others():
    """Memory of a process, here our own, and of one that ends."""
    from_, into, ten = buf(b"0123456789"), buf(10), {"bytes": 10}
    me = os.getpid()
    two, one = (
        {"syscall.target.pid": me, "syscall.vector.count": count, "syscall.vector.remote_count": 1} for count in (2, 1)
    )
    fire("process_vm_readv", me, iovec(into, buf(1)), 2, iovec(from_), 1, 0, expect=two, gives=ten)
    fire("process_vm_writev", me, iovec(from_), 1, iovec(into), 1, 0, expect=one, gives=ten)
    for name in ("process_vm_readv", "process_vm_writev"):
        fire(name, me, iovec(into), 1, iovec(from_), 1, 1, fails=errno.EINVAL, expect=one | {"syscall.flags": ["0x1"]}, gives=ten)
    fire("process_vm_writev", me, iovec(from_), 1, pack("QQ", 1, 8), 1, 0, fails=errno.EFAULT, expect=one, gives=ten)
    child = spawn(time.sleep, 60)
    pidfd = os.pidfd_open(child)
    theirs = on(pidfd) | {"syscall.target.pid": child}
    # It is not dying.
    fire("process_mrelease", pidfd, 0, fails=errno.EINVAL, expect=theirs)
    os.kill(child, signal.SIGKILL)
    # Until it has been waited for it may be gone already.
    fire("process_mrelease", pidfd, 0, may=(errno.ESRCH,), expect=theirs)
    os.waitpid(child, 0)
    os.close(pidfd)
