"""Processes that begin, execute, end, and are waited for."""

import ctypes
import errno
import os
import platform
import signal
import time

from fire import AT_EMPTY_PATH, AT_FDCWD, buf, fire, fire_last, fork_by, in_child, note, pack, pointers, spawn

P_PID, WEXITED = 1, 4
TRUE = next(path for path in ("/usr/bin/true", "/bin/true") if os.path.exists(path))


def run(_directory):
    forks()
    vforks()
    executes()
    ends()
    waits()


def forks():
    for name, args in (
        ("fork", ()),
        ("clone", (signal.SIGCHLD, 0, 0, 0, 0)),
        # struct clone_args: flags, pidfd, child_tid, parent_tid, exit_signal, and no more.
        ("clone3", (pack("QQQQQ48x", 0, 0, 0, 0, signal.SIGCHLD), 88)),
    ):
        pid = fork_by(name, *args, child=lambda: fire("getpid"))
        if pid is not None and pid > 0:
            os.waitpid(pid, 0)
    # CLONE_SIGHAND without CLONE_VM.
    fire("clone", 0x800, 0, 0, 0, 0, fails=errno.EINVAL)
    fire("clone3", pack("Q", 0), 8, fails=errno.EINVAL)


def vforks():
    """The child of `vfork` runs on its parent's stack, so that it must not return to Python: it is made by hand, and ends by
    `exit_group(7)` at once."""
    if platform.machine() != "x86_64":
        return
    code = bytes.fromhex("b83a000000 0f05 85c0 750c bf07000000 b8e7000000 0f05 c3".replace(" ", ""))
    # PROT_READ | PROT_WRITE | PROT_EXEC.
    where = fire("mmap", None, 4096, 7, 0x22, -1, 0)
    ctypes.memmove(where, code, len(code))
    pid = ctypes.CFUNCTYPE(ctypes.c_long)(where)()
    note("vfork", ret=pid)
    note("exit_group", 7, thread=pid, expect={"syscall.exit_code": 7})
    os.waitpid(pid, 0)


def executes():
    arguments = pointers(buf(b"true\0"), buf(b"ignored\0"))
    nothing = pointers()
    fire("execve", "/nowhere", arguments, nothing, fails=errno.ENOENT,
         expect={"file.path": "/nowhere", "process.args_count": len(arguments) - 1})
    fire("execveat", AT_FDCWD, "/nowhere", arguments, nothing, 0, fails=errno.ENOENT, expect={"file.path": "/nowhere"})

    def execve():
        fire_last("execve", TRUE, arguments, nothing, ret=0,
                  expect={"file.path": TRUE, "process.args_count": len(arguments) - 1})

    def execveat():
        fire_last("execveat", AT_FDCWD, TRUE, arguments, nothing, 0, ret=0, expect={"file.path": TRUE})

    def execveat_fd():
        fd = os.open(TRUE, os.O_RDONLY)
        fire_last("execveat", fd, "", arguments, nothing, AT_EMPTY_PATH, ret=0, expect={"fd": fd})

    for execute in (execve, execveat, execveat_fd):
        in_child(execute)


def ends():
    in_child(lambda: fire_last("exit", 3, expect={"syscall.exit_code": 3}), ends=3 << 8)
    in_child(lambda: fire_last("exit_group", 4, expect={"syscall.exit_code": 4}), ends=4 << 8)


def waits():
    status, usage = ctypes.c_int(), buf(256)
    child = spawn(os._exit, 5)
    fire("wait4", child, status, 0, usage, expect={"syscall.target.pid": child})
    fire("wait4", child, status, 0, None, fails=errno.ECHILD)
    child = spawn(os._exit, 5)
    fire("waitid", P_PID, child, buf(128), WEXITED, None)
    fire("waitid", P_PID, child, buf(128), WEXITED, None, fails=errno.ECHILD)
    child = spawn(time.sleep, 60)
    fire("kill", child, signal.SIGKILL, expect={"syscall.target.pid": child, "syscall.signal": "SIGKILL"})
    os.waitpid(child, 0)
