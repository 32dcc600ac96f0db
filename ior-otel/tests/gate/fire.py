"""Makes syscalls by their number, and writes down what was passed and what came back: one line of JSON for each
call, the truth that the tracer is held against.

    {"name", "args": [6 registers], "strings": {position: text}, "ret", "errno", "ns", "tid", "expect": {attribute: value}}

`ret` is what the kernel returns, -errno for a failure, and null where nobody can know it. `ns` is how long it took at most,
null where it was not measured. `expect` names attributes that
the span must have; null stands for one that it must not have. A call that ends otherwise than it was meant to is
a line of its own: {"unexpected": text}.

Functions that make calls take it in two parts: `expect` is of what is passed, `gives` of what comes of it, which a call that
fails must not have. Where that is known afterwards only, `gives` is a function of what was returned.
"""

import ctypes
import errno as errnos
import json
import os
import struct
import time
import traceback

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
LIBC.syscall.argtypes = [ctypes.c_long] * 7

AT_FDCWD = -100
AT_EMPTY_PATH = 0x1000
PAGE = os.sysconf("SC_PAGE_SIZE")
#: A descriptor that is never open.
NO_FD = 99_999
#: What calls are expected to say of how they end, and don't on a kernel that does not have them.
_ENDS = ("error.type", "syscall.ready.count")
#: Where the truth is kept: above all descriptors that the driver plays with.
_TRUTH_FD = 950

NUMBERS = {}
_tid = None


def start(numbers, truth):
    """Reads the numbers, and opens the file for the truth."""
    with open(numbers) as file:
        NUMBERS.update(json.load(file))
    fd = os.open(truth, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(fd, _TRUTH_FD, inheritable=False)
    os.close(fd)
    os.register_at_fork(after_in_child=forget_tid)


def has(name):
    """Whether this architecture has the syscall."""
    return name in NUMBERS


def tid():
    """The thread's id as it sees it itself. Only main threads make calls here, so that one is remembered."""
    global _tid
    if _tid is None:
        _tid = LIBC.syscall(NUMBERS["gettid"], 0, 0, 0, 0, 0, 0)
    return _tid


def forget_tid():
    """To be called in a child that Python did not fork."""
    global _tid
    _tid = None


def fire(name, *args, fails=None, may=(), expect=None, gives=None):
    """Makes a call and writes it down; returns what the kernel returned, -errno for a failure.

    An argument is a number, bytes (passed as a string with its NUL), a ctypes object (passed by its address), or None.
    The call must succeed, or fail with `fails`; `may` names other errors that hosts may have reason for. ENOSYS is always one.
    """
    if name not in NUMBERS:
        return -errnos.ENOSYS
    call = _Call(name, args, expect, gives)
    begin = time.monotonic_ns()
    returned = LIBC.syscall(NUMBERS[name], *call.signed)
    ns = time.monotonic_ns() - begin
    error = ctypes.get_errno() if returned == -1 else 0
    call.write(-error if error else returned, error, ns=ns)
    if error != (fails or 0) and error not in (*may, errnos.ENOSYS):
        write({"unexpected": f"{name}{call.args}: {_name(error)} instead of {_name(fails or 0)}"})
    return -error if error else returned


def fire_last(name, *args, ret=None, expect=None):
    """Makes a call that does not come back, and writes it down before; `ret` is what the tracer shall see."""
    if name not in NUMBERS:
        os._exit(0)
    call = _Call(name, args, expect)
    call.write(ret, -ret if ret and ret < 0 else 0)
    LIBC.syscall(NUMBERS[name], *call.signed)
    error = ctypes.get_errno()
    write({"unexpected": f"{name}{call.args} came back: {_name(error)}", "tid": tid(), "ret": -error, "errno": _name(error)})
    os._exit(1)


def note(name, *args, ret=None, thread=None, expect=None, gives=None):
    """Writes down a call that was made otherwise; `thread` made it, or else this one."""
    if name in NUMBERS:
        _Call(name, args, expect, gives).write(ret, -ret if ret and ret < 0 else 0, thread)


def fork_by(name, *args, child, expect=None, gives=None):
    """Makes a call that returns twice; `child` runs in the child, which ends with it. Returns the child's pid."""
    if name not in NUMBERS:
        return None
    call = _Call(name, args, expect, gives)
    returned = LIBC.syscall(NUMBERS[name], *call.signed)
    if returned == 0:
        forget_tid()
        _end(child)
    call.write(returned, ctypes.get_errno() if returned < 0 else 0)
    return returned


def spawn(function, *args):
    """Runs a function in a child; returns its pid."""
    pid = os.fork()
    if pid == 0:
        _end(lambda: function(*args))
    return pid


def in_child(function, *args, ends=0):
    """Runs a function in a child and waits for it; `ends` is the status as `wait` reports it."""
    pid = spawn(function, *args)
    _, status = os.waitpid(pid, 0)
    if status != ends:
        write({"unexpected": f"{function.__name__} ended with status {status} instead of {ends}"})


def write(line):
    """Adds a line to the truth."""
    os.write(_TRUTH_FD, (json.dumps(line) + "\n").encode())


def _end(function):
    try:
        function()
    except BaseException:
        write({"unexpected": traceback.format_exc()})
        os._exit(1)
    os._exit(0)


def _name(error):
    # Python knows this one by its other name.
    names = errnos.errorcode | {errnos.EOPNOTSUPP: "EOPNOTSUPP"}
    return names.get(error, f"ERRNO_{error}") if error else "success"


class _Call:
    """Arguments on their way into registers. What they point to lives as long as this."""

    def __init__(self, name, args, expect, gives=None):
        self.name, self.expect, self.gives, self.strings = name, expect or {}, gives or {}, {}
        self.keep = list(args)
        for at, arg in enumerate(args):
            if isinstance(arg, str):
                arg = arg.encode()
            if isinstance(arg, bytes):
                self.strings[at] = arg.decode()
                self.keep[at] = ctypes.create_string_buffer(arg)
        values = [raw(arg) for arg in self.keep] + [0] * (6 - len(args))
        self.signed = values
        self.args = [value & 0xFFFF_FFFF_FFFF_FFFF for value in values]

    def write(self, ret, error, thread=None, ns=None):
        expect = self.expect
        if error == errnos.ENOSYS:
            expect = {key: value for key, value in expect.items() if key not in _ENDS}
        write({
            "name": self.name,
            "args": self.args,
            "strings": self.strings,
            "ret": ret,
            "errno": _name(error) if error else None,
            "ns": ns,
            "tid": thread or tid(),
            "expect": self._given(ret) | expect,
        })

    def _given(self, ret):
        if ret is not None and ret < 0:
            return {} if callable(self.gives) else dict.fromkeys(self.gives)
        return self.gives(ret) if callable(self.gives) else self.gives


def raw(arg):
    """What goes into a register: a number, or an address. Bytes are passed as they are."""
    if arg is None:
        return 0
    if isinstance(arg, int):
        return arg - (1 << 64) if arg >= 1 << 63 else arg
    if isinstance(arg, bytes):
        return ctypes.cast(arg, ctypes.c_void_p).value
    return ctypes.addressof(arg)


def buf(what):
    """Memory of that many bytes, or with those bytes."""
    if isinstance(what, int):
        return ctypes.create_string_buffer(what)
    return ctypes.create_string_buffer(what, len(what))


def pack(form, *values):
    """Memory with a struct in native byte order."""
    return buf(struct.pack("=" + form, *values))


def unpack(form, memory, offset=0):
    """The first value of a struct in memory."""
    return struct.unpack_from("=" + form, memory, offset)[0]


def address(memory):
    """Where memory is."""
    return ctypes.addressof(memory)


def pointers(*memories):
    """An array of pointers, ended by a null pointer as `argv` is."""
    array = (ctypes.c_void_p * (len(memories) + 1))(*[ctypes.addressof(memory) for memory in memories])
    array.keep = memories
    return array


def iovec(*memories):
    """An array of `struct iovec`."""
    array = (ctypes.c_size_t * (2 * len(memories)))()
    for at, memory in enumerate(memories):
        array[2 * at], array[2 * at + 1] = ctypes.addressof(memory), ctypes.sizeof(memory)
    array.keep = memories
    return array


def timespec(seconds):
    """A `struct timespec`."""
    return pack("qq", int(seconds), round(seconds % 1 * 1e9))


def timeval(seconds):
    """A `struct timeval`."""
    return pack("qq", int(seconds), round(seconds % 1 * 1e6))


def anonymous(pages=1, flags=0x22):
    """Private memory of its own pages, as `mmap` gives it. Returns its address."""
    return fire("mmap", None, pages * PAGE, 3, flags, -1, 0, expect={"fd": None})
