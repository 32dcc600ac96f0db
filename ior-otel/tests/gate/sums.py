"""Bytes moved, summed up by syscall and direction."""

import ctypes
import errno as errnos

from fire import LIBC, NUMBERS, raw


class Sums:
    """What was moved so far."""

    def __init__(self):
        self.bytes = {}

    def read(self, name, count, *args, returns=None):
        """A call that must move `count` bytes into the process, and return that number or `returns`."""
        self._move(name, "read", count, args, returns)

    def write(self, name, count, *args, returns=None):
        """A call that must move `count` bytes out of the process, and return that number or `returns`."""
        self._move(name, "write", count, args, returns)

    def transfer(self, name, count, *args):
        """A call that must move `count` bytes from one descriptor to another, and return that number."""
        self._move(name, "transfer", count, args, None)

    def fails(self, name, error, *args):
        """A call that must fail, and move nothing."""
        returned = call(name, *args)
        assert returned == -error, f"{name} returned {returned} instead of {-error}"

    def lines(self):
        return [[name, direction, count] for (name, direction), count in self.bytes.items()]

    def _move(self, name, direction, count, args, returns):
        if name not in NUMBERS:
            return
        returned, wanted = call(name, *args), count if returns is None else returns
        assert returned == wanted, f"{name}{args} returned {returned} instead of {wanted}"
        self.add(name, direction, count)

    def add(self, name, direction, count):
        key = (name, direction)
        self.bytes[key] = self.bytes.get(key, 0) + count


def call(name, *args):
    """Makes a call without writing it down; returns what the kernel returned."""
    if name not in NUMBERS:
        return -errnos.ENOSYS
    values = [raw(arg) for arg in args]
    returned = LIBC.syscall(NUMBERS[name], *values, *[0] * (6 - len(args)))
    return -ctypes.get_errno() if returned == -1 else returned
