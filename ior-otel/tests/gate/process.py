"""A process: who it is, what it may, and what it asks of itself."""

import ctypes
import errno
import os
import resource
import signal

from fire import NO_FD, buf, fire, in_child, pack

KEEP = -1


def run(_directory):
    ids()
    groups()
    limits()
    states()
    in_child(new_ids)
    in_child(new_namespaces)
    in_child(new_session)
    cannot_be_done()


def ids():
    me = os.getpid()
    for name in (
        "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getpgrp",
    ):
        fire(name)
    target = {"syscall.target.pid": me}
    fire("getpgid", me, expect=target)
    fire("getpgid", 2**31 - 1, fails=errno.ESRCH)
    fire("getsid", me, expect=target)
    fire("getsid", 2**31 - 1, fails=errno.ESRCH)
    three = [ctypes.c_uint() for _ in range(3)]
    fire("getresuid", *three)
    fire("getresuid", 1, 1, 1, fails=errno.EFAULT)
    fire("getresgid", *three)
    fire("getresgid", 1, 1, 1, fails=errno.EFAULT)


def groups():
    count = fire("getgroups", 0, None)
    fire("getgroups", -1, None, fails=errno.EINVAL)
    fire("getgroups", count + 8, buf(4 * (count + 8)))


def limits():
    fire("getrlimit", resource.RLIMIT_NOFILE, limit := buf(16))
    fire("getrlimit", 99, buf(16), fails=errno.EINVAL)
    fire("setrlimit", resource.RLIMIT_NOFILE, limit)
    fire("setrlimit", 99, limit, fails=errno.EINVAL)
    fire("prlimit64", 0, resource.RLIMIT_CORE, None, buf(16), expect={"syscall.target.pid": 0})
    fire("prlimit64", 0, 99, None, buf(16), fails=errno.EINVAL)
    fire("getrusage", 0, buf(256))
    fire("getrusage", 99, buf(256), fails=errno.EINVAL)
    # Priorities are returned as 20 - nice, so that they are never negative.
    fire("getpriority", 0, 0)
    fire("getpriority", 99, 0, fails=errno.EINVAL)
    fire("setpriority", 0, 0, os.getpriority(0, 0))
    fire("setpriority", 99, 0, 0, fails=errno.EINVAL)


def states():
    # As it is.
    fire("personality", 0xFFFF_FFFF)
    fire("umask", 0o22)
    # PR_GET_DUMPABLE, PR_SET_NAME.
    fire("prctl", 3, 0, 0, 0, 0)
    fire("prctl", 15, buf(b"ior-gate\0"), 0, 0, 0)
    fire("prctl", 9999, 0, 0, 0, 0, fails=errno.EINVAL)
    # ARCH_GET_FS.
    fire("arch_prctl", 0x1003, buf(8))
    fire("arch_prctl", 0xFFFF, 0, fails=errno.EINVAL)
    me, task = os.getpid(), fire("gettid")
    # Signal 0 only asks whether it may be sent.
    fire("kill", me, 0, expect={"syscall.target.pid": me})
    fire("kill", 2**31 - 1, 0, fails=errno.ESRCH)
    fire("kill", me, 99, fails=errno.EINVAL)
    fire("tkill", task, 0, expect={"syscall.target.tid": task})
    fire("tkill", 0, 0, fails=errno.EINVAL)
    fire("tgkill", me, task, 0, expect={"syscall.target.pid": me, "syscall.target.tid": task})
    fire("tgkill", 0, 0, 0, fails=errno.EINVAL)
    # SIGURG is ignored where nobody asks for it; SI_QUEUE.
    info = pack("iii116x", signal.SIGURG, 0, -1)
    urgent = {"syscall.signal": "SIGURG"}
    fire("rt_sigqueueinfo", me, signal.SIGURG, info, expect=urgent | {"syscall.target.pid": me})
    fire("rt_sigqueueinfo", 2**31 - 1, signal.SIGURG, info, fails=errno.ESRCH, expect=urgent)
    fire("rt_tgsigqueueinfo", me, task, signal.SIGURG, info, expect=urgent | {"syscall.target.tid": task})
    fire("rt_tgsigqueueinfo", 0, 0, signal.SIGURG, info, fails=errno.EINVAL)


def new_ids():
    """The ids that it has already; and none that does not exist."""
    user, group = os.getuid(), os.getgid()
    fire("setfsuid", KEEP)
    fire("setfsgid", KEEP)
    fire("setuid", user)
    fire("setuid", KEEP, fails=errno.EINVAL)
    fire("setgid", group)
    fire("setgid", KEEP, fails=errno.EINVAL)
    fire("setreuid", user, user)
    fire("setregid", group, group)
    fire("setresuid", KEEP, KEEP, user)
    fire("setresgid", KEEP, KEEP, group)
    fire("setgroups", 1, ctypes.c_uint(group), may=(errno.EPERM,))
    fire("setgroups", -1, None, fails=errno.EINVAL, may=(errno.EPERM,))
    # Without CAP_SETUID and CAP_SETGID: the next user is not ours to become.
    nobody = 65534
    fire("setresuid", nobody, nobody, nobody, may=(errno.EPERM,))
    for name, count in (("setuid", 1), ("setreuid", 2), ("setresuid", 3)):
        fire(name, *[1] * count, fails=errno.EPERM, expect={"error.type": "EPERM"})
    for name, count in (("setgid", 1), ("setregid", 2), ("setresgid", 3)):
        fire(name, *[1] * count, fails=errno.EPERM)


def new_namespaces():
    """A host name of its own."""
    # CLONE_NEWUTS.
    if fire("unshare", 0x0400_0000, may=(errno.EPERM,)) == 0:
        fire("sethostname", buf(b"ior-gate"), 8)
        fire("setdomainname", buf(b"ior-gate"), 8)
    fire("unshare", 1, fails=errno.EINVAL)
    own = os.open("/proc/self/ns/uts", os.O_RDONLY)
    fire("setns", own, 0, may=(errno.EPERM,), expect={"fd": own})
    fire("setns", NO_FD, 0, fails=errno.EBADF)
    fire("sethostname", 1, -1, fails=errno.EINVAL, may=(errno.EPERM,))
    fire("setdomainname", 1, -1, fails=errno.EINVAL, may=(errno.EPERM,))


def new_session():
    """Without a terminal, so that there is none to hang up."""
    fire("setpgid", 0, 0)
    fire("setpgid", 0, -1, fails=errno.EINVAL)
    fire("setsid", fails=errno.EPERM)
    in_child(session)


def session():
    fire("setsid")
    fire("vhangup", may=(errno.EPERM,))
    word = ctypes.c_int()
    fire("set_tid_address", word)


def cannot_be_done():
    # Without its magic numbers it is refused before anything else is looked at.
    fire("reboot", 0, 0, 0, None, fails=errno.EINVAL, may=(errno.EPERM,))
    # By itself, without an interrupted call.
    fire("restart_syscall", fails=errno.EINTR, expect={"error.type": None})
