"""Calls with the options, directories and structures that the other files do without: each for the attributes that they become. Most can
only fail, which shows their arguments as well."""

import errno
import os
import resource
import select
import signal

from fire import NO_FD, PAGE, address, anonymous, buf, fire, in_child, iovec, pack, timespec

BAD, NONE, WRONG = errno.EBADF, errno.ENOENT, errno.EINVAL
NOFOLLOW = {"syscall.at.flags": ["AT_SYMLINK_NOFOLLOW"]}
USR1 = pack("Q", 1 << signal.SIGUSR1 - 1)


def run(directory):
    with open(directory + "/file", "wb") as file:
        file.write(b"x" * 100)
    dirfd = os.open(directory, os.O_RDONLY)
    below(dirfd, directory)
    renamed(dirfd)
    mounted(dirfd)
    files(directory)
    waits()
    messages()
    memory()
    for part in (identified, limits, filtered):
        in_child(part)
    children()
    modules()


def below(dirfd, directory):
    """A path relative to a directory that a descriptor stands for."""
    file = {"file.path": "file", "syscall.dirfd": dirfd, "syscall.dirfd.path": directory}
    gone = file | {"file.path": "gone"}
    fire("fchmodat", dirfd, "file", 0o600, expect=file | {"syscall.file.mode": "0600"})
    fire("statx", dirfd, "file", 0x100, 0x7FF, buf(256), expect=file | NOFOLLOW)
    fire("name_to_handle_at", dirfd, "gone", buf(128), buf(4), 0x400, fails=NONE,
         expect=gone | {"syscall.at.flags": ["AT_SYMLINK_FOLLOW"]})
    value = pack("QII", 0, 0, 0)
    fire("getxattrat", dirfd, "gone", 0x100, b"user.x", value, 16, fails=NONE, expect=gone | NOFOLLOW)
    fire("setxattrat", dirfd, "gone", 0x100, b"user.x", value, 16, fails=NONE, expect=gone | NOFOLLOW)
    fire("listxattrat", dirfd, "gone", 0x100, None, 0, fails=NONE, expect=gone | NOFOLLOW)
    fire("removexattrat", dirfd, "gone", 0x100, b"user.x", fails=NONE, expect=gone | NOFOLLOW)
    how = pack("QQQ", os.O_CREAT | os.O_RDWR, 0o600, 8)
    fd = fire("openat2", dirfd, "made", how, 24, expect=file | {
        "file.path": "made",
        "syscall.open.flags": ["O_RDWR", "O_CREAT"],
        "syscall.file.mode": "0600",
        "syscall.open.resolve": ["RESOLVE_BENEATH"],
        "syscall.fd.returned.path": directory + "/made",
    })
    os.close(fd)


def renamed(dirfd):
    """Two paths, each below a directory of its own."""
    both = {"syscall.dirfd": dirfd, "syscall.new_dirfd": dirfd}
    fire("linkat", dirfd, "file", dirfd, "linked", 0x400,
         expect=both | {"file.path": "file", "syscall.file.new_path": "linked", "syscall.at.flags": ["AT_SYMLINK_FOLLOW"]})
    fire("renameat", dirfd, "linked", dirfd, "again", expect=both | {"file.path": "linked", "syscall.file.new_path": "again"})
    fire("renameat2", dirfd, "again", dirfd, "file", 1, fails=errno.EEXIST, expect=both | {"file.path": "again"})


def mounted(dirfd):
    gone = {"file.path": "gone", "syscall.dirfd": dirfd}
    # MOUNT_ATTR_RDONLY to be set, MOUNT_ATTR_NOEXEC to be cleared.
    change = pack("QQQQ", 1, 8, 0, 0)
    changed = gone | {"syscall.mount.set": ["MOUNT_ATTR_RDONLY"], "syscall.mount.clear": ["MOUNT_ATTR_NOEXEC"]}
    fire("mount_setattr", dirfd, "gone", 0, change, 32, fails=NONE, expect=changed)
    fire("open_tree_attr", dirfd, "gone", 0, change, 32, fails=NONE, expect=changed)
    fire("fsmount", NO_FD, 1, 1, fails=BAD,
         expect={"syscall.mount.flags": ["FSMOUNT_CLOEXEC"], "syscall.mount.set": ["MOUNT_ATTR_RDONLY"]})
    fire("fspick", dirfd, "gone", 1, fails=NONE, expect=gone | {"syscall.mount.flags": ["FSPICK_CLOEXEC"]})
    fire("umount2", "gone", 2, fails=NONE, expect={"syscall.mount.flags": ["MNT_DETACH"]})


def files(directory):
    path = directory + "/opened"
    fd = fire("open", path, os.O_RDWR | os.O_CREAT, 0o600, expect={
        "syscall.open.flags": ["O_RDWR", "O_CREAT"], "syscall.file.mode": "0600",
    })
    if fd == -errno.ENOSYS:
        # This machine has no such call.
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fire("fallocate", fd, 1, 0, 10, may=(errno.EOPNOTSUPP,),
         expect={"syscall.fallocate.mode": ["FALLOC_FL_KEEP_SIZE"], "syscall.file.length": 10})
    fire("pwritev2", fd, iovec(buf(5)), 1, 0, 0, 2, expect={"syscall.rw.flags": ["RWF_DSYNC"], "bytes": 5})
    created = {"syscall.xattr.flags": ["XATTR_CREATE"], "syscall.xattr.name": "user.x"}
    for name, what in (("fsetxattr", fd), ("setxattr", path), ("lsetxattr", path)):
        fire(name, what, b"user.x", buf(1), 1, 1, may=(errno.EOPNOTSUPP, errno.EEXIST), expect=created)
    lease = {"syscall.lock.type": "F_UNLCK", "syscall.fcntl.command": "F_SETLEASE"}
    fire("fcntl", fd, 1024, 2, fails=errno.EAGAIN, may=(WRONG,), expect=lease)
    for name in ("splice", "vmsplice", "tee"):
        flags = {"splice": (None, NO_FD, None, 1, 2), "vmsplice": (None, 0, 2), "tee": (NO_FD, 1, 2)}[name]
        fire(name, NO_FD, *flags, fails=BAD, expect={"syscall.splice.flags": ["SPLICE_F_NONBLOCK"]})
    os.close(fd)


def waits():
    """Waits with a set of signals, and without an end, for what is there."""
    ready = os.eventfd(1)
    epoll = select.epoll()
    epoll.register(ready, select.EPOLLIN)
    events = buf(12)
    infinite = {"syscall.timeout.infinite": True, "syscall.ready.count": 1}
    allowed = {"syscall.signals": ["SIGUSR1"]}
    fire("epoll_pwait", epoll.fileno(), events, 1, -1, USR1, 8, expect=infinite | allowed)
    fire("epoll_pwait2", epoll.fileno(), events, 1, timespec(5), USR1, 8, expect=allowed | {"syscall.timeout": 5.0})
    polled = pack("ihh", ready, select.POLLIN, 0)
    fire("ppoll", polled, 1, timespec(5), USR1, 8, expect=allowed | {"syscall.timeout": 5.0})
    fire("semtimedop", -1, pack("Hhh", 0, 1, 0), 1, None, fails=WRONG, expect={"syscall.timeout.infinite": True})
    word = buf(8)
    # FUTEX2_SIZE_U32, and a value that is not there.
    fire("futex_wait", word, 7, 0xFFFF, 2, timespec(5), 0, fails=errno.EAGAIN, expect={"syscall.deadline": 5.0})
    waiter = pack("QQII", 7, address(word), 2, 0)
    fire("futex_waitv", waiter, 1, 0, timespec(5), 0, fails=errno.EAGAIN, expect={"syscall.deadline": 5.0})
    epoll.close()
    os.close(ready)


def messages():
    event = pack("QII48x", 0, signal.SIGUSR1, 0)
    fire("mq_notify", NO_FD, event, fails=BAD,
         expect={"syscall.signal": "SIGUSR1", "syscall.timer.notify": "SIGEV_SIGNAL"})
    made = {"syscall.sysv.flags": ["IPC_CREAT"], "syscall.file.mode": "0600"}
    for get, control, count in (("msgget", "msgctl", ()), ("semget", "semctl", (1,)), ("shmget", "shmctl", (PAGE,))):
        id_ = fire(get, 0, *count, 0o1600, expect=made)
        fire(control, id_, 0, *([0] if get == "semget" else [None]))


def memory():
    start = anonymous()
    bind = {"syscall.memory.policy": "MPOL_BIND", "syscall.memory.policy_flags": ["MPOL_F_STATIC_NODES"]}
    fire("mbind", start, PAGE, 2 | 1 << 15, None, 0, 2, fails=WRONG,
         expect=bind | {"syscall.memory.flags": ["MPOL_MF_MOVE"]})
    fire("pkey_alloc", 0, 1, may=(errno.ENOSPC, WRONG),
         expect={"syscall.memory.protection_rights": ["PKEY_DISABLE_ACCESS"]})
    fire("membarrier", 1 << 7, 1, 0, fails=errno.EPERM, may=(WRONG,),
         expect={"syscall.flags": ["MEMBARRIER_CMD_FLAG_CPU"]})
    fire("get_mempolicy", buf(4), None, 0, None, 0, expect={"syscall.memory.policy": "MPOL_DEFAULT"})
    fire("mseal", start, PAGE, 1, fails=WRONG, expect={"syscall.flags": ["0x1"]})
    fire("remap_file_pages", start, PAGE, 1, 0, 0, fails=WRONG, expect={"syscall.memory.protection": ["PROT_READ"]})
    fire("munmap", start, PAGE)


def identified():
    """Ids that calls tell, and marks that they leave."""
    group, session = os.getpgrp(), os.getsid(0)
    fire("getpgid", 0, expect={"syscall.target.pgid": group})
    fire("getpgrp", expect={"syscall.target.pgid": group})
    fire("getsid", 0, expect={"syscall.target.sid": session})
    fire("setsid", expect={"syscall.target.sid": os.getpid()})
    fire("rseq", 1, 32, 0, 0x53053053, fails=WRONG, may=(errno.EINVAL,),
         expect={"syscall.rseq.signature": "0x53053053"})
    word = buf(8)
    fire("set_tid_address", word, expect={"syscall.memory.address": hex(address(word))})
    fire("epoll_create", 7, expect={"syscall.epoll.size": 7})
    fire("process_mrelease", NO_FD, 1, fails=WRONG, expect={"syscall.flags": ["0x1"]})
    fire("landlock_restrict_self", NO_FD, 1, fails=BAD, may=(WRONG, errno.EOPNOTSUPP, errno.EPERM),
         expect={"syscall.landlock.flags": ["LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF"]})
    fire("lsm_get_self_attr", 100, None, buf(4), 1, fails=WRONG, may=(errno.EOPNOTSUPP,),
         expect={"syscall.flags": ["LSM_FLAG_SINGLE"]})
    for name in ("lsm_set_self_attr", "lsm_list_modules"):
        arguments = {"lsm_set_self_attr": (100, None, 0, 2), "lsm_list_modules": (None, buf(4), 2)}[name]
        fire(name, *arguments, fails=WRONG, may=(errno.EOPNOTSUPP,), expect={"syscall.flags": ["0x2"]})


def limits():
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    whole = [value % (1 << 64) for value in (soft, hard)]
    fire("prlimit64", 0, resource.RLIMIT_CORE, pack("QQ", *whole), None,
         expect={"syscall.rlimit.soft": soft, "syscall.rlimit.hard": hard})
    fire("prctl", 1, signal.SIGUSR1, expect={"syscall.signal": "SIGUSR1"})
    fire("pidfd_send_signal", NO_FD, signal.SIGUSR1, None, 1, fails=BAD, may=(WRONG,),
         expect={"syscall.flags": ["PIDFD_SIGNAL_THREAD"], "syscall.signal": "SIGUSR1"})
    fire("perf_event_open", buf(128), -1, -1, -1, 8, fails=WRONG,
         expect={"syscall.flags": ["PERF_FLAG_FD_CLOEXEC"]})


def filtered():
    fire("seccomp", 1, 2, None, fails=errno.EFAULT, expect={"syscall.seccomp.flags": ["SECCOMP_FILTER_FLAG_LOG"]})
    # A filter that allows everything (BPF_RET, SECCOMP_RET_ALLOW), with somebody to be asked.
    allow = pack("HBBI", 6, 0, 0, 0x7FFF_0000)
    fire("prctl", 38, 1, 0, 0, 0)
    listener = fire("seccomp", 1, 8, pack("H6xQ", 1, address(allow)),
                    expect={"syscall.seccomp.flags": ["SECCOMP_FILTER_FLAG_NEW_LISTENER"],
                            "syscall.fd.returned.type": "seccomp notify"})
    os.close(listener)
    attributes = pack("QQQ", 1, 1, 1)
    fire("landlock_create_ruleset", attributes, 24, 0, may=(WRONG, errno.E2BIG, errno.EOPNOTSUPP), expect={
        "syscall.landlock.network": ["LANDLOCK_ACCESS_NET_BIND_TCP"],
        "syscall.landlock.scopes": ["LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET"],
    })
    fire("landlock_add_rule", NO_FD, 2, pack("QQ", 1, 8080), 0, fails=BAD, may=(errno.EOPNOTSUPP,),
         expect={"syscall.landlock.port": 8080})
    fire("bpf", 5, pack("II56x", 3, 0), 64, fails=WRONG, may=(errno.EPERM, errno.E2BIG),
         expect={"syscall.bpf.program_type": "BPF_PROG_TYPE_SCHED_CLS"})


def children():
    fire("clone3", pack("Q80x", 0x10000), 88, fails=WRONG, expect={"syscall.clone.flags": ["CLONE_THREAD"]})


def modules():
    fire("finit_module", NO_FD, "", 1, fails=BAD, may=(errno.EPERM,),
         expect={"syscall.module.flags": ["MODULE_INIT_IGNORE_MODVERSIONS"]})
    fire("kexec_file_load", NO_FD, NO_FD, 0, None, 2, fails=BAD, may=(errno.EPERM,),
         expect={"syscall.module.flags": ["KEXEC_FILE_ON_CRASH"]})
