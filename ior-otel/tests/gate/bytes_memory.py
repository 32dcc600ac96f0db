"""Address space, by operation. Python asks for memory whenever it likes, and so does the C library: the process that is counted
runs a few instructions of our own and nothing else. They fork, make the calls of a list, and end with the last one of it."""

import ctypes
import errno
import mmap
import os
import platform
import struct

from fire import LIBC, NUMBERS, PAGE

#: Pages from here on are nobody's.
BASE = 0x10_0000_0000
#: Eight words for each call: number, six arguments, what it returned.
WORDS = 8
#: push rbx; mov rbx, rdi; fork; to the end in the parent; a call by the words at rbx, what it returned
#: to the eighth of them; 64 bytes on; again. The end: pop rbx; ret.
CODE = bytes.fromhex(
    "53 4889fb b839000000 0f05 4885c0 7527"
    "488b03 488b7b08 488b7310 488b5318 4c8b5320 4c8b4328 4c8b4b30 0f05 48894338 4883c340 ebd9"
    "5bc3"
)
ROUNDS = 20


def possible():
    """The instructions are those of one architecture."""
    return platform.machine() == "x86_64"


class Calls:
    """A list of calls, what they must return, and the bytes that they are about."""

    def __init__(self):
        self.lines, self.sums = [], {}

    def add(self, name, operation, size, *args, returns=0):
        self.lines.append((name, args, returns))
        if returns >= 0:
            key = (name, operation)
            self.sums[key] = self.sums.get(key, 0) + size


def run(rng):
    """Returns the process's id, and its sums."""
    calls = Calls()
    for _ in range(ROUNDS):
        mapped(calls, rng)
    heap(calls, rng)
    calls.lines.append(("exit_group", (0,), 0))
    memory = mmap.mmap(-1, (len(calls.lines) * WORDS * 8 + PAGE) // PAGE * PAGE)
    for at, (name, args, _) in enumerate(calls.lines):
        words = [NUMBERS[name], *args, *[0] * (6 - len(args)), 0]
        struct.pack_into("=8q", memory, at * WORDS * 8, *words)
    code = mmap.mmap(-1, PAGE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(CODE)
    go = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    pid = go(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
    _, status = os.waitpid(pid, 0)
    assert status == 0, f"it ended with status {status}"
    for at, (name, args, returns) in enumerate(calls.lines[:-1]):
        returned = struct.unpack_from("=q", memory, at * WORDS * 8 + 56)[0]
        assert returned == returns, f"{name}{args} returned {returned} instead of {returns}"
    return pid, [[name, operation, size] for (name, operation), size in calls.sums.items()]


def mapped(calls, rng):
    """A mapping, everything that can be done to it, and its end."""
    pages = rng.randint(2, 60)
    some = rng.randint(1, pages) * PAGE
    size, grown = pages * PAGE, (pages + rng.randint(1, 9)) * PAGE
    # MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE.
    calls.add("mmap", "map", size, BASE, size, 3, 0x10_0022, -1, 0, returns=BASE)
    calls.add("mprotect", "protect", some, BASE, some, 1)
    calls.add("pkey_mprotect", "protect", some, BASE, some, 3, -1)
    calls.add("madvise", "advise", some, BASE, some, mmap.MADV_DONTNEED)
    calls.add("mlock", "lock", PAGE, BASE, PAGE)
    calls.add("mlock2", "lock", PAGE, BASE, PAGE, 1)
    calls.add("munlock", "unlock", some, BASE, some)
    calls.add("msync", "sync", some, BASE, some, 1)
    calls.add("mremap", "remap", size, BASE, some, size, 0, returns=BASE if some == size else -errno.ENOMEM)
    calls.add("mremap", "remap", grown, BASE, size, grown, 0, returns=BASE)
    calls.add("munmap", "unmap", grown, BASE, grown)
    # Of what is not there nothing counts.
    calls.add("mprotect", "protect", size, BASE, size, 1, returns=-errno.ENOMEM)
    calls.add("munmap", "unmap", size, BASE + 1, size, returns=-errno.EINVAL)


def heap(calls, rng):
    """The end of the heap, up and down. Nothing else asks for memory from here to the fork."""
    start = LIBC.syscall(NUMBERS["brk"], 0, 0, 0, 0, 0, 0)
    end = start
    calls.add("brk", "grow", 0, 0, returns=start)
    for _ in range(ROUNDS):
        up = rng.randint(1, 100_000)
        down = rng.randint(1, end + up - start)
        calls.add("brk", "grow", up, end + up, returns=end + up)
        calls.add("brk", "shrink", down, end + up - down, returns=end + up - down)
        end += up - down
