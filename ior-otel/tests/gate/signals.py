"""Signals: those that are waited for, those that interrupt, and the return from their handlers."""

import errno
import os
import signal
import time

from fire import address, buf, fire, has, in_child, note, pack, spawn, timespec
from things import on

#: When the alarm comes, and again where the machine was too slow to wait for it by then.
SOON = 0.1, 5
#: Bytes of a set of signals.
SET = 8


def bits(*signals):
    return pack("Q", sum(1 << (number - 1) for number in signals))


def run(_directory):
    in_child(masks)
    in_child(handled)
    in_child(waited_for)
    stopped()


def masks():
    two = {"syscall.signal": "SIGUSR2"}
    fire("rt_sigaction", signal.SIGUSR2, None, buf(32), SET, expect=two | {
        "syscall.signal.action_flags": None, "syscall.signal.handler": None})
    # struct kernel_sigaction: the default action, SA_RESTART | SA_NODEFER.
    action = pack("QQQQ", 0, 0x5000_0000, 0, 0)
    said = {"syscall.signal.action_flags": ["SA_RESTART", "SA_NODEFER"], "syscall.signal.handler": "SIG_DFL"}
    fire("rt_sigaction", signal.SIGUSR2, action, None, SET, expect=two | said)
    fire("rt_sigaction", 99, action, None, SET, fails=errno.EINVAL, expect=said | {"syscall.signal": "SIG99"})
    ignored = {"syscall.signal.action_flags": None, "syscall.signal.handler": "SIG_IGN"}
    fire("rt_sigaction", signal.SIGUSR2, pack("QQQQ", 1, 0, 0, 0), None, SET, expect=two | ignored)
    # A handler that is never called: it is not code.
    never = buf(8)
    fire("rt_sigaction", signal.SIGUSR2, pack("QQQQ", address(never), 0, 0, 0), None, SET,
         expect=two | {"syscall.signal.handler": f"{address(never):#x}"})
    how, sent = "syscall.signals.how", bits(signal.SIGUSR2, signal.SIGRTMIN)
    # The kernel's first real-time signal is 32, of which the C library keeps two.
    both = {"syscall.signals": ["SIGUSR2", "SIGRT_2"]}
    fire("rt_sigprocmask", 0, sent, buf(SET), SET, expect=both | {how: "SIG_BLOCK"})
    fire("rt_sigpending", buf(SET), SET, gives={"syscall.signals": []})
    fire("rt_sigpending", buf(SET), 99, fails=errno.EINVAL, gives={"syscall.signals": []})
    fire("rt_sigprocmask", 1, sent, None, SET, expect=both | {how: "SIG_UNBLOCK"})
    # All but two, as the C library blocks them before it starts a thread.
    fire("rt_sigprocmask", 0, pack("Q", 2**64 - 1 - (1 << signal.SIGTERM - 1) - (1 << signal.SIGCHLD - 1)), None, SET,
         expect={how: "SIG_BLOCK", "syscall.signals": ["ALL", "~SIGTERM", "~SIGCHLD"]})
    fire("rt_sigprocmask", 1, pack("Q", 2**64 - 1), None, SET, expect={how: "SIG_UNBLOCK", "syscall.signals": ["ALL"]})
    fire("rt_sigprocmask", 2, None, buf(SET), SET, expect={how: "SIG_SETMASK", "syscall.signals": None})
    fire("rt_sigprocmask", 99, sent, None, SET, fails=errno.EINVAL, expect=both | {how: "SIG_99"})
    fire("sigaltstack", None, buf(24))
    fire("sigaltstack", 1, None, fails=errno.EFAULT)


def handled():
    """Calls that a signal with a handler ends. The handler's own return is a call too, whose result is the register that it
    restores, so that nobody can say what it returns."""
    signal.signal(signal.SIGALRM, lambda *_: None)
    if has("pause"):
        signal.setitimer(signal.ITIMER_REAL, *SOON)
        fire("pause", fails=errno.EINTR, expect={"error.type": None})
        note("rt_sigreturn")
    signal.setitimer(signal.ITIMER_REAL, *SOON)
    fire("rt_sigsuspend", bits(signal.SIGUSR1), SET, fails=errno.EINTR,
         expect={"error.type": None, "syscall.signals": ["SIGUSR1"]})
    note("rt_sigreturn")
    signal.setitimer(signal.ITIMER_REAL, *SOON)
    fire("nanosleep", timespec(5), buf(16), fails=errno.EINTR,
         expect={"syscall.sleep.requested": 5.0, "syscall.sleep.overrun": None, "error.type": None})
    note("rt_sigreturn")
    signal.setitimer(signal.ITIMER_REAL, 0)
    me = os.getpid()
    fire("kill", me, signal.SIGALRM, expect={"syscall.signal": "SIGALRM", "syscall.target.pid": me})
    note("rt_sigreturn")
    # A call that fails and raises a signal: the failure is its own, not that of the handler's return.
    signal.signal(signal.SIGPIPE, lambda *_: None)
    read, write = os.pipe()
    os.close(read)
    fire("write", write, buf(8), 8, fails=errno.EPIPE, expect=on(write) | {"error.type": "EPIPE"}, gives={"bytes": 8})
    note("rt_sigreturn")


def waited_for():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    mine, said = bits(signal.SIGUSR1), {"syscall.signals": ["SIGUSR1"]}
    came = {"syscall.signal.received": "SIGUSR1", "syscall.signal.code": "SI_USER", "syscall.signal.sender.pid": os.getpid()}
    fire("rt_sigtimedwait", mine, buf(128), timespec(0.01), SET, fails=errno.EAGAIN,
         expect=said | {"syscall.timeout": 0.01, "error.type": None}, gives=came)
    os.kill(os.getpid(), signal.SIGUSR1)
    fire("rt_sigpending", buf(SET), SET, gives=said)
    fire("rt_sigtimedwait", mine, buf(128), None, SET, expect=said | {"syscall.timeout.infinite": True}, gives=came)


def slept(seconds):
    fire("nanosleep", timespec(seconds), buf(16), expect={"syscall.sleep.requested": seconds})


def stopped():
    """A sleep that is stopped and goes on: the kernel restarts it by `restart_syscall`, and it is still one call."""
    child = spawn(slept, 0.3)
    time.sleep(0.1)
    os.kill(child, signal.SIGSTOP)
    os.waitpid(child, os.WUNTRACED)
    os.kill(child, signal.SIGCONT)
    os.waitpid(child, 0)
