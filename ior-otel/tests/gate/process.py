"""A process: who it is, what it may, and what it asks of itself."""

import ctypes
import errno
import os
import resource
import signal

from fire import NO_FD, buf, fire, in_child, pack
from things import on, used

KEEP = -1
#: A process that there never is: ids end at 2^22.
NOBODY = 2**31 - 1


def run(_directory):
    ids()
    groups()
    limits()
    states()
    in_child(new_ids)
    in_child(new_namespaces)
    in_child(new_session)
    cannot_be_done()


def target(pid):
    return {"syscall.target.pid": pid}


def ids():
    me = os.getpid()
    for name in ("getpid", "gettid", "getppid", "getpgrp"):
        fire(name)
    for name, key in (
        ("getuid", "user.id"), ("geteuid", "user.effective_id"), ("getgid", "group.id"), ("getegid", "group.effective_id"),
    ):
        fire(name, expect={f"syscall.{key}": getattr(os, name)()})
    for name in ("getpgid", "getsid"):
        fire(name, me, expect=target(me))
        fire(name, NOBODY, fails=errno.ESRCH, expect=target(NOBODY))
    three = [ctypes.c_uint() for _ in range(3)]
    fire("getresuid", *three)
    fire("getresuid", 1, 1, 1, fails=errno.EFAULT)
    fire("getresgid", *three)
    fire("getresgid", 1, 1, 1, fails=errno.EFAULT)


def groups():
    def many(count):
        return {"syscall.group.count": count, "syscall.group.ids": None}

    count = fire("getgroups", 0, None, gives=many)
    fire("getgroups", -1, None, fails=errno.EINVAL, gives=many(0))
    got = (ctypes.c_uint * (count + 8))()
    fire("getgroups", count + 8, got, gives=lambda count: {
        "syscall.group.count": count, "syscall.group.ids": [str(group) for group in got[:count]]})


def limits():
    soft, hard = (bound if bound >= 0 else -1 for bound in resource.getrlimit(resource.RLIMIT_NOFILE))
    files, unknown = {"syscall.rlimit.resource": "RLIMIT_NOFILE"}, {"syscall.rlimit.resource": "RLIMIT_99"}
    bounds = {"syscall.rlimit.soft": soft, "syscall.rlimit.hard": hard}
    fire("getrlimit", resource.RLIMIT_NOFILE, limit := buf(16), expect=files, gives=bounds)
    fire("getrlimit", 99, buf(16), fails=errno.EINVAL, expect=unknown, gives=bounds)
    fire("setrlimit", resource.RLIMIT_NOFILE, limit, expect=files | bounds)
    fire("setrlimit", 99, limit, fails=errno.EINVAL, expect=unknown | bounds)
    me, none = target(0), dict.fromkeys(bounds)
    core = [bound if bound >= 0 else -1 for bound in resource.getrlimit(resource.RLIMIT_CORE)]
    old = ("syscall.rlimit.old_soft", "syscall.rlimit.old_hard")
    fire("prlimit64", 0, resource.RLIMIT_CORE, None, buf(16), expect=me | none | {"syscall.rlimit.resource": "RLIMIT_CORE"},
         gives=dict(zip(old, core)))
    fire("prlimit64", 0, resource.RLIMIT_NOFILE, limit, None, expect=me | files | bounds | dict.fromkeys(old))
    # The answer is written over it.
    fire("prlimit64", 0, resource.RLIMIT_NOFILE, limit, limit, gives=dict(zip(old, (soft, hard))),
         expect=me | files | none | {"syscall.unreadable": ["new_rlim"]})
    # RLIM_INFINITY is no limit.
    fire("prlimit64", 0, 99, pack("QQ", 7, 2**64 - 1), buf(16), fails=errno.EINVAL,
         expect=me | unknown | {"syscall.rlimit.soft": 7, "syscall.rlimit.hard": -1})
    usage = buf(256)
    # RUSAGE_SELF, which has run for a while, and RUSAGE_CHILDREN.
    fire("getrusage", 0, usage, expect={"syscall.which": "RUSAGE_SELF"}, gives=lambda _: used(usage))
    fire("getrusage", -1, usage, expect={"syscall.which": "RUSAGE_CHILDREN"}, gives=lambda _: used(usage))
    fire("getrusage", 99, usage, fails=errno.EINVAL, expect={"syscall.which": "RUSAGE_99"} | dict.fromkeys(used(usage)))
    # Priorities are returned as 20 - nice, so that they are never negative.
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    mine = {"syscall.which": "PRIO_PROCESS", "syscall.who": 0}
    fire("getpriority", 0, 0, expect=mine | {"syscall.return_value": 20 - nice}, gives={"syscall.nice": nice})
    fire("getpriority", 99, 7, fails=errno.EINVAL, expect={"syscall.which": "PRIO_99", "syscall.who": 7},
         gives={"syscall.nice": nice})
    fire("setpriority", 0, 0, nice, expect=mine | {"syscall.nice": nice})
    fire("setpriority", 99, 7, -3, fails=errno.EINVAL, expect={"syscall.which": "PRIO_99", "syscall.who": 7, "syscall.nice": -3})


def states():
    # As it is: all bits only ask.
    now = fire("personality", 0xFFFF_FFFF, expect={"syscall.personality": ["QUERY"]})
    if now == 0:
        # ADDR_NO_RANDOMIZE, for programs to be executed; and back.
        fire("personality", 0x4_0000, expect={"syscall.personality": ["PER_LINUX", "ADDR_NO_RANDOMIZE"]})
        fire("personality", 0, expect={"syscall.personality": ["PER_LINUX"]})
    old = fire("umask", 0o27, expect={"syscall.file.mode": "027"})
    fire("umask", old, expect={"syscall.file.mode": f"0{old:o}"})
    options()
    sent()


def options():
    def option(name, value=None, sent=None, operation=None, slack=None):
        return {"syscall.prctl.option": name, "syscall.prctl.operation": operation, "syscall.prctl.value": value,
                "syscall.prctl.timer_slack": slack, "syscall.signal": sent}

    fire("prctl", 3, 0, 0, 0, 0, expect=option("PR_GET_DUMPABLE", "SUID_DUMP_USER"))
    fire("prctl", 15, buf(b"ior-gate\0"), 0, 0, 0, expect=option("PR_SET_NAME"))
    fire("prctl", 4, 1, 0, 0, 0, expect=option("PR_SET_DUMPABLE", "SUID_DUMP_USER"))
    # Our parent is not one that ends before us.
    fire("prctl", 1, signal.SIGTERM, 0, 0, 0, expect=option("PR_SET_PDEATHSIG", None, "SIGTERM"))
    fire("prctl", 1, 0, 0, 0, 0, expect=option("PR_SET_PDEATHSIG", None, "SIG0"))
    fire("prctl", 29, 70_000, 0, 0, 0, expect=option("PR_SET_TIMERSLACK", slack=7e-05))
    fire("prctl", 30, 0, 0, 0, 0, expect=option("PR_GET_TIMERSLACK", slack=7e-05))
    fire("prctl", 23, 21, 0, 0, 0, expect=option("PR_CAPBSET_READ", "CAP_SYS_ADMIN"))
    fire("prctl", 47, 1, 12, 0, 0, expect=option("PR_CAP_AMBIENT", "CAP_NET_ADMIN", operation="PR_CAP_AMBIENT_IS_SET"))
    fire("prctl", 47, 99, 12, 0, 0, fails=errno.EINVAL,
         expect=option("PR_CAP_AMBIENT", "CAP_NET_ADMIN", operation="PR_CAP_AMBIENT_99"))
    fire("prctl", 36, 0, 0, 0, 0, expect=option("PR_SET_CHILD_SUBREAPER", "0"))
    fire("prctl", 9999, 1, 0, 0, 0, fails=errno.EINVAL, expect=option("PR_9999", "0x1"))
    fire("arch_prctl", 0x1003, buf(8), expect=option("ARCH_GET_FS"))
    fire("arch_prctl", 0xFFFF, 0, fails=errno.EINVAL, expect=option("ARCH_65535"))


def sent():
    """Signal 0 only asks whether it may be sent."""
    me, task = os.getpid(), fire("gettid")
    thread, asked, none = {"syscall.target.tid": task}, {"syscall.signal": "SIG0"}, {"syscall.target.tid": 0}
    fire("kill", me, 0, expect=target(me) | asked)
    fire("kill", NOBODY, 0, fails=errno.ESRCH, expect=target(NOBODY) | asked)
    fire("kill", me, 99, fails=errno.EINVAL, expect=target(me) | {"syscall.signal": "SIG99"})
    fire("tkill", task, 0, expect=thread | asked)
    fire("tkill", 0, signal.SIGHUP, fails=errno.EINVAL, expect=none | {"syscall.signal": "SIGHUP"})
    fire("tgkill", me, task, 0, expect=target(me) | thread | asked)
    fire("tgkill", 0, 0, 0, fails=errno.EINVAL, expect=target(0) | none | asked)
    # SIGURG is ignored where nobody asks for it; SI_QUEUE.
    info = pack("iii116x", signal.SIGURG, 0, -1)
    urgent = {"syscall.signal": "SIGURG", "syscall.signal.code": "SI_QUEUE"}
    fire("rt_sigqueueinfo", me, signal.SIGURG, info, expect=urgent | target(me))
    fire("rt_sigqueueinfo", NOBODY, signal.SIGURG, info, fails=errno.ESRCH, expect=urgent | target(NOBODY))
    fire("rt_tgsigqueueinfo", me, task, signal.SIGURG, info, expect=urgent | target(me) | thread)
    fire("rt_tgsigqueueinfo", 0, 0, signal.SIGURG, info, fails=errno.EINVAL, expect=urgent | target(0) | none)


def kept(what, *ids):
    """Real, effective and saved ids, as many as there are."""
    return {f"syscall.{what}.{key}": id_ for key, id_ in zip(("id", "effective_id", "saved_id"), ids)}


def new_ids():
    """The ids that it has already; and none that does not exist."""
    user, group = os.getuid(), os.getgid()
    fire("setfsuid", KEEP, expect=kept("user", -1))
    fire("setfsgid", KEEP, expect=kept("group", -1))
    fire("setuid", user, expect=kept("user", user))
    fire("setuid", KEEP, fails=errno.EINVAL, expect=kept("user", -1))
    fire("setgid", group, expect=kept("group", group))
    fire("setgid", KEEP, fails=errno.EINVAL, expect=kept("group", -1))
    fire("setreuid", user, KEEP, expect=kept("user", user, -1))
    fire("setregid", KEEP, group, expect=kept("group", -1, group))
    fire("setresuid", KEEP, KEEP, user, expect=kept("user", -1, -1, user))
    fire("setresgid", group, KEEP, group, expect=kept("group", group, -1, group))
    count = "syscall.group.count"
    fire("setgroups", 1, ctypes.c_uint(group), may=(errno.EPERM,), expect={count: 1, "syscall.group.ids": [str(group)]})
    # No more than the first 32 are told, because the program's memory is read no further.
    fire("setgroups", 40, (ctypes.c_uint * 40)(*range(1000, 1040)), may=(errno.EPERM,), expect={
        count: 40, "syscall.group.ids": [str(group) for group in range(1000, 1032)], "syscall.truncated": ["syscall.group.ids"]})
    fire("setgroups", -1, None, fails=errno.EINVAL, may=(errno.EPERM,), expect={count: -1, "syscall.group.ids": None})
    # Without CAP_SETUID and CAP_SETGID: the next user is not ours to become.
    nobody = 65534
    fire("setresuid", nobody, nobody, nobody, may=(errno.EPERM,), expect=kept("user", *[nobody] * 3))
    refused = {"error.type": "EPERM"}
    for name, many in (("uid", 1), ("reuid", 2), ("resuid", 3)):
        fire(f"set{name}", *(1, 2, 3)[:many], fails=errno.EPERM, expect=refused | kept("user", *(1, 2, 3)[:many]))
    for name, many in (("gid", 1), ("regid", 2), ("resgid", 3)):
        fire(f"set{name}", *(1, 2, 3)[:many], fails=errno.EPERM, expect=refused | kept("group", *(1, 2, 3)[:many]))


def new_namespaces():
    """A host name of its own."""
    def parted(*names):
        return {"syscall.clone.flags": list(names) or None}

    # CLONE_NEWUTS.
    if fire("unshare", 0x0400_0000, may=(errno.EPERM,), expect=parted("CLONE_NEWUTS")) == 0:
        for name in ("sethostname", "setdomainname"):
            fire(name, buf(b"ior-gate, and more"), 8, expect={"syscall.host.name": "ior-gate"})
    fire("unshare", 0x2001, fails=errno.EINVAL, expect=parted("0x2001"))
    own = os.open("/proc/self/ns/uts", os.O_RDONLY)
    fire("setns", own, 0, may=(errno.EPERM,), expect=on(own) | parted())
    fire("setns", own, 0x0400_0000, may=(errno.EPERM,), expect=on(own) | parted("CLONE_NEWUTS"))
    fire("setns", NO_FD, 0, fails=errno.EBADF, expect={"fd": NO_FD, "syscall.fd.type": None} | parted())
    for name in ("sethostname", "setdomainname"):
        fire(name, 1, -1, fails=errno.EINVAL, may=(errno.EPERM,), expect={"syscall.host.name": None})


def new_session():
    """Without a terminal, so that there is none to hang up."""
    fire("setpgid", 0, 0, expect=target(0) | {"syscall.target.pgid": 0})
    fire("setpgid", 0, -1, fails=errno.EINVAL, expect=target(0) | {"syscall.target.pgid": -1})
    fire("setsid", fails=errno.EPERM)
    in_child(session)


def session():
    fire("setsid")
    fire("vhangup", may=(errno.EPERM,))
    word = ctypes.c_int()
    fire("set_tid_address", word)


def cannot_be_done():
    # Without its magic numbers it is refused before anything else is looked at.
    fire("reboot", 0, 0, 0x0123_4567, None, fails=errno.EINVAL, may=(errno.EPERM,),
         expect={"syscall.reboot.command": "LINUX_REBOOT_CMD_RESTART"})
    fire("reboot", 0, 0, 99, None, fails=errno.EINVAL, may=(errno.EPERM,),
         expect={"syscall.reboot.command": "LINUX_REBOOT_CMD_99"})
    # By itself, without an interrupted call.
    fire("restart_syscall", fails=errno.EINTR, expect={"error.type": None})
