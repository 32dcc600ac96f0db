"""Signals: those that are waited for, those that interrupt, and the return from their handlers."""

import errno
import os
import signal
import time

from fire import buf, fire, in_child, note, pack, spawn, timespec

#: Bytes of a set of signals.
SET = 8


def bits(*signals):
    return pack("Q", sum(1 << (number - 1) for number in signals))


def run(_directory):
    masks()
    in_child(handled)
    in_child(waited_for)
    stopped()


def masks():
    fire("rt_sigaction", signal.SIGUSR2, None, buf(32), SET, expect={"syscall.signal": "SIGUSR2"})
    fire("rt_sigaction", 99, None, buf(32), SET, fails=errno.EINVAL)
    # SIG_BLOCK, SIG_UNBLOCK.
    fire("rt_sigprocmask", 0, bits(signal.SIGUSR2), buf(SET), SET)
    fire("rt_sigpending", buf(SET), SET)
    fire("rt_sigpending", buf(SET), 99, fails=errno.EINVAL)
    fire("rt_sigprocmask", 1, bits(signal.SIGUSR2), None, SET)
    fire("rt_sigprocmask", 99, bits(signal.SIGUSR2), None, SET, fails=errno.EINVAL)
    fire("sigaltstack", None, buf(24))
    fire("sigaltstack", 1, None, fails=errno.EFAULT)


def handled():
    """Calls that a signal with a handler ends. The handler's own return is a call too, whose result is the register that it
    restores, so that nobody can say what it returns."""
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    fire("pause", fails=errno.EINTR, expect={"error.type": None})
    note("rt_sigreturn")
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    fire("rt_sigsuspend", bits(), SET, fails=errno.EINTR, expect={"error.type": None})
    note("rt_sigreturn")
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    fire("nanosleep", timespec(5), buf(16), fails=errno.EINTR,
         expect={"syscall.sleep.requested": 5.0, "error.type": None})
    note("rt_sigreturn")
    me = os.getpid()
    fire("kill", me, signal.SIGALRM, expect={"syscall.signal": "SIGALRM"})
    note("rt_sigreturn")
    # A call that fails and raises a signal: the failure is its own, not that of the handler's return.
    signal.signal(signal.SIGPIPE, lambda *_: None)
    read, write = os.pipe()
    os.close(read)
    fire("write", write, buf(8), 8, fails=errno.EPIPE, expect={"error.type": "EPIPE"})
    note("rt_sigreturn")


def waited_for():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    mine = bits(signal.SIGUSR1)
    fire("rt_sigtimedwait", mine, buf(128), timespec(0.01), SET, fails=errno.EAGAIN,
         expect={"syscall.timeout": 0.01, "error.type": None})
    os.kill(os.getpid(), signal.SIGUSR1)
    fire("rt_sigtimedwait", mine, buf(128), None, SET, expect={"syscall.timeout.infinite": True})


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
