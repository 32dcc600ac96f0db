"""Processes that begin, execute, end, and are waited for."""

import ctypes
import errno
import os
import platform
import signal
import time

from fire import (
    AT_EMPTY_PATH, AT_FDCWD, address, buf, fire, fire_last, fork_by, in_child, iovec, note, pack, pointers, spawn,
)
from things import below, on, used

P_PID, P_PIDFD, WEXITED, WNOWAIT = 1, 3, 4, 0x0100_0000
TRUE = next(path for path in ("/usr/bin/true", "/bin/true") if os.path.exists(path))


def run(_directory):
    forks()
    vforks()
    executes()
    ends()
    waits()
    trapped()


def child_of(pid):
    return {"syscall.child.pid": pid}


def forks():
    signals = {"syscall.clone.exit_signal": "SIGCHLD", "syscall.clone.flags": None}
    for name, args, said in (
        ("fork", (), {}),
        ("clone", (signal.SIGCHLD, 0, 0, 0, 0), signals),
        # struct clone_args: flags, pidfd, child_tid, parent_tid, exit_signal, and no more. CLONE_CLEAR_SIGHAND.
        ("clone3", (pack("QQQQQ48x", 1 << 32, 0, 0, 0, signal.SIGCHLD), 88),
         signals | {"syscall.clone.flags": ["CLONE_CLEAR_SIGHAND"]}),
    ):
        pid = fork_by(name, *args, child=lambda: fire("getpid"), expect=said, gives=child_of)
        if pid is not None and pid > 0:
            os.waitpid(pid, 0)
    # CLONE_NEWTIME, which of clone would be a signal; with CLONE_SIGHAND.
    fire("clone3", pack("QQQQQ48x", 0x880, 0, 0, 0, 0), 88, fails=errno.EINVAL, gives=child_of(0),
         expect={"syscall.clone.flags": ["CLONE_NEWTIME", "CLONE_SIGHAND"], "syscall.clone.exit_signal": None})
    # CLONE_SIGHAND without CLONE_VM, and no signal at the end.
    fire("clone", 0x800, 0, 0, 0, 0, fails=errno.EINVAL, gives=child_of(0),
         expect={"syscall.clone.flags": ["CLONE_SIGHAND"], "syscall.clone.exit_signal": None})
    fire("clone3", pack("QQQQQ", 0x800, 0, 0, 0, signal.SIGUSR1), 8, fails=errno.EINVAL, gives=child_of(0),
         expect={"syscall.clone.flags": ["CLONE_SIGHAND"]})


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
    note("vfork", ret=pid, gives=child_of)
    note("exit_group", 7, thread=pid, expect={"syscall.exit_code": 7})
    os.waitpid(pid, 0)


def executes():
    arguments, nothing = pointers(buf(b"true\0"), buf(b"ignored\0")), pointers()
    two, count = {"process.args_count": 2}, "process.args_count"
    nowhere = {"file.path": "/nowhere"} | two
    plain, here = {"syscall.at.flags": None}, {"fd": None, "syscall.dirfd": None}
    fire("execve", "/nowhere", arguments, nothing, fails=errno.ENOENT, expect=nowhere)
    fire("execve", "/nowhere", nothing, nothing, fails=errno.ENOENT, expect=nowhere | {count: 0})
    fire("execve", TRUE, 1, nothing, fails=errno.EFAULT,
         expect={"file.path": TRUE, count: None, "syscall.unreadable": ["argv"]})
    fire("execveat", AT_FDCWD, "/nowhere", arguments, nothing, 0, fails=errno.ENOENT, expect=nowhere | plain | here)
    directory = os.open(os.path.dirname(TRUE), os.O_RDONLY)
    # AT_SYMLINK_NOFOLLOW.
    fire("execveat", directory, "nowhere", arguments, nothing, 0x100, fails=errno.ENOENT, expect=below(directory) | {
        "file.path": "nowhere", "syscall.at.flags": ["AT_SYMLINK_NOFOLLOW"]})

    def execve():
        fire_last("execve", TRUE, arguments, nothing, ret=0, expect={"file.path": TRUE} | two)

    def execveat():
        fire_last("execveat", AT_FDCWD, TRUE, arguments, nothing, 0, ret=0, expect={"file.path": TRUE} | two | plain | here)

    def execveat_fd():
        # Kept by the program.
        fd = os.dup2(os.open(TRUE, os.O_RDONLY), 500, inheritable=True)
        fire_last("execveat", fd, "", arguments, nothing, AT_EMPTY_PATH, ret=0, expect=on(fd) | two | {
            "syscall.dirfd": None, "syscall.at.flags": ["AT_EMPTY_PATH"]})

    for execute in (execve, execveat, execveat_fd):
        in_child(execute)


def ends():
    in_child(lambda: fire_last("exit", 3, expect={"syscall.exit_code": 3}), ends=3 << 8)
    in_child(lambda: fire_last("exit_group", 4, expect={"syscall.exit_code": 4}), ends=4 << 8)


def waits():
    status, usage = ctypes.c_int(), buf(256)
    child = spawn(os._exit, 5)
    five = {"syscall.child.state": "exited", "syscall.child.exit_code": 5, "syscall.child.signal": None}
    plain, theirs = {"syscall.wait.options": None}, {"syscall.target.pid": child}
    fire("wait4", child, status, 0, usage, expect=theirs | plain, gives=lambda _: child_of(child) | five | used(usage))
    fire("wait4", child, status, 0, None, fails=errno.ECHILD, expect=theirs | plain, gives=child_of(child) | five)
    child = spawn(os._exit, 5)
    one = {"syscall.wait.id_type": "P_PID", "syscall.target.pid": child, "fd": None}
    exited = {"syscall.wait.options": ["WEXITED"]}
    fire("waitid", P_PID, child, buf(128), WEXITED, usage, expect=one | exited, gives=lambda _: five | used(usage))
    fire("waitid", P_PID, child, buf(128), WEXITED, None, fails=errno.ECHILD, expect=one | exited, gives=five)
    # P_ALL, where the id means nothing.
    fire("waitid", 0, 77, buf(128), WEXITED, None, fails=errno.ECHILD, gives=five,
         expect=exited | {"syscall.wait.id_type": "P_ALL", "syscall.target.pid": None, "fd": None})
    killed()


def killed():
    """Children that a signal stops and ends, by their ids and by their descriptors."""
    status = ctypes.c_int()
    nothing = {"syscall.child.exit_code": None, "syscall.child.ptrace_event": None, "syscall.child.state": None}
    stopped, ended, continued = (
        nothing | {"syscall.child.signal": name, "syscall.child.state": state}
        for name, state in (("SIGSTOP", "stopped"), ("SIGKILL", "killed"), ("SIGCONT", "continued")))
    child = spawn(time.sleep, 60)
    pidfd = os.pidfd_open(child)
    any_, descriptor = {"syscall.target.pid": -1}, {"syscall.wait.id_type": "P_PIDFD", "fd": pidfd}
    # Not yet: WNOHANG, and __WALL. What was used is not written then.
    usage = buf(256)
    unused = dict.fromkeys(used(usage))
    fire("wait4", -1, status, 1 | 0x4000_0000, usage, gives=nothing | unused | {"syscall.child.signal": None},
         expect=any_ | {"syscall.wait.options": ["WNOHANG", "__WALL"], "syscall.child.pid": None})
    fire("waitid", P_PIDFD, pidfd, buf(128), 1 | WEXITED, usage, gives=nothing | unused | {"syscall.child.signal": None},
         expect=descriptor | {"syscall.wait.options": ["WNOHANG", "WEXITED"]})
    fire("kill", child, signal.SIGSTOP, expect={"syscall.target.pid": child, "syscall.signal": "SIGSTOP"})
    # WUNTRACED is WSTOPPED.
    untraced = {"syscall.wait.options": ["WUNTRACED"]}
    fire("wait4", child, status, 2, None, expect={"syscall.target.pid": child} | untraced, gives=child_of(child) | stopped)
    os.kill(child, signal.SIGCONT)
    # WCONTINUED, and WNOWAIT.
    goes_on = {"syscall.wait.options": ["WCONTINUED", "WNOWAIT"]}
    fire("waitid", P_PIDFD, pidfd, buf(128), 8 | WNOWAIT, None, gives=continued, expect=descriptor | goes_on)
    fire("wait4", child, status, 8, None, expect={"syscall.wait.options": ["WCONTINUED"]}, gives=child_of(child) | continued)
    fire("kill", child, signal.SIGKILL, expect={"syscall.target.pid": child, "syscall.signal": "SIGKILL"})
    fire("waitid", P_PIDFD, pidfd, buf(128), WEXITED | WNOWAIT, None, gives=ended,
         expect=descriptor | {"syscall.wait.options": ["WEXITED", "WNOWAIT"]})
    fire("wait4", child, status, 0, None, gives=child_of(child) | ended)
    os.close(pidfd)


def trapped():
    """A child that stops for us, because we trace it: when it ends."""
    child = spawn(traced)
    os.waitpid(child, os.WUNTRACED)

    def request(name, options=None, signal_=None, registers=None, where=None):
        return {"syscall.ptrace.request": f"PTRACE_{name}", "syscall.ptrace.options": options, "syscall.signal": signal_,
                "syscall.ptrace.registers": registers, "syscall.ptrace.address": where}

    fire("ptrace", 0x4200, child, 0, 0x40, expect=request("SETOPTIONS", options=["PTRACE_O_TRACEEXIT"]))
    fire("ptrace", 0x4204, child, 1, iovec(buf(1024)), expect=request("GETREGSET", registers="NT_PRSTATUS"))
    # The child is our copy, so that our addresses are its own.
    word = buf(b"ior-gate")
    fire("ptrace", 2, child, word, buf(8), expect=request("PEEKDATA", where=f"{address(word):#x}"))
    # It goes on with a signal that is ignored.
    fire("ptrace", 7, child, 0, signal.SIGURG, expect=request("CONT", signal_="SIGURG"))
    ends = {"syscall.child.state": "trapped", "syscall.child.signal": "SIGTRAP", "syscall.child.exit_code": None,
            "syscall.child.ptrace_event": "PTRACE_EVENT_EXIT"}
    # WSTOPPED, which is WUNTRACED.
    fire("waitid", P_PID, child, buf(128), 2 | WNOWAIT, None, gives=ends)
    fire("wait4", child, ctypes.c_int(), 0, None, gives=child_of(child) | ends)
    fire("ptrace", 7, child, 0, 0, expect=request("CONT"))
    os.waitpid(child, 0)


def traced():
    # PTRACE_TRACEME.
    fire("ptrace", 0, 0, 0, 0, expect={"syscall.ptrace.request": "PTRACE_TRACEME"})
    os.kill(os.getpid(), signal.SIGSTOP)
