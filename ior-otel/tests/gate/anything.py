"""Every call on a descriptor, on whatever a descriptor can be: a file, a pipe, a connection, a process. Most are refused, and what
was refused is told all the same. Nothing is asked for that would change more than the thing itself."""

import ctypes
import errno
import os
import signal
import socket

from fire import AT_EMPTY_PATH, AT_FDCWD, PAGE, buf, fire, in_child, pack, pointers
from things import on, second

#: How a call ends does not matter here.
ANYHOW = tuple(errno.errorcode)
#: Stands for the descriptor among arguments.
THIS = object()
#: Where a duplicate goes.
FREE = 650

#: Calls that are made with nothing but the descriptor: the other arguments are 0.
ALONE = (
    "bind", "cachestat", "close_range", "connect", "copy_file_range", "dup", "epoll_pwait", "epoll_pwait2", "epoll_wait",
    "fadvise64", "fallocate", "fanotify_mark", "fchdir", "fdatasync", "fgetxattr", "flistxattr", "fremovexattr", "fsconfig",
    "fsetxattr", "fsmount", "fstat", "fstatfs", "fsync", "ftruncate", "getdents", "getdents64", "getpeername", "getsockname",
    "getsockopt", "inotify_add_watch", "inotify_rm_watch", "io_uring_enter", "io_uring_register", "landlock_add_rule",
    "landlock_restrict_self", "listen", "lseek", "mq_getsetattr", "mq_notify", "mq_timedreceive", "mq_timedsend",
    "pidfd_getfd", "pidfd_send_signal", "pread64", "preadv", "preadv2", "process_madvise", "process_mrelease", "pwrite64",
    "pwritev", "pwritev2", "read", "readahead", "readv", "recvfrom", "recvmmsg", "recvmsg", "sendfile", "sendmmsg", "sendmsg",
    "sendto", "setns", "setsockopt", "signalfd", "signalfd4", "splice", "sync_file_range", "syncfs", "tee", "timerfd_gettime",
    "timerfd_settime", "vmsplice", "write", "writev",
)
#: Calls with more. F_GETFD; TCGETS; LOCK_UN; how to shut what there is not; Q_GETFMT.
WITH = {
    "dup2": (THIS, FREE), "dup3": (THIS, FREE, 0), "fchmod": (THIS, 0o600), "fchown": (THIS, -1, -1), "fcntl": (THIS, 1),
    "finit_module": (THIS, "", 0), "flock": (THIS, 8), "ioctl": (THIS, 0x5401), "shutdown": (THIS, 9),
    "quotactl_fd": (THIS, 0x800004 << 8), "mmap": (None, PAGE, 1, 2, THIS, 0),
}
#: Calls on two, here twice the same. KEXEC_FILE_NO_INITRAMFS.
TWICE = {"epoll_ctl": (THIS, 0, THIS, None), "kexec_file_load": (THIS, THIS, 0, None, 4)}
#: Calls that are never about a process.
NO_PROCESS = ("mmap", "io_uring_enter", "io_uring_register")
#: Calls that take a connection are about that: of what they are made on they tell no more than what it is.
TAKING, THING = ("accept", "accept4"), ("fd", "syscall.fd.type", "syscall.fd.inode", "file.path")


def run(directory):
    in_child(all_, directory)


def all_(directory):
    path = directory + "/file"
    file, (pipe, _) = os.open(path, os.O_RDWR | os.O_CREAT, 0o600), os.pipe()
    client, server = connected()
    process = os.pidfd_open(os.getpid())
    # It is sent what is left of a pipe.
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    for fd in (pipe, client.fileno()):
        os.set_blocking(fd, False)
    for fd in (file, pipe, client.fileno()):
        on_descriptor(fd, {"syscall.target.pid": None})
        without_path(fd, path)
    on_descriptor(process, {"syscall.target.pid": os.getpid()})
    # PERF_TYPE_SOFTWARE; in a group that is none.
    fire("perf_event_open", pack("IIQ112x", 1, 128, 9), 0, -1, file, 0, fails=errno.EBADF,
         may=(errno.EACCES, errno.EPERM, errno.ENOENT), expect=second(file))
    server.close()


def connected():
    """Both ends of a connection, the first to play with."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        return client, listening.accept()[0]


def on_descriptor(fd, process):
    for name, args in (dict.fromkeys(ALONE, (THIS, 0, 0, 0, 0, 0)) | WITH).items():
        made(name, fd, args, {"syscall.target.pid": None} if name in NO_PROCESS else process)
    for name, args in TWICE.items():
        made(name, fd, args, process | second(fd))
    kind = {key: value for key, value in on(fd).items() if key in THING}
    for name in TAKING:
        fire(name, fd, may=ANYHOW, expect=kind | process | {"network.peer.address": None})


def made(name, fd, args, process=None):
    """A call, and the end of what it makes."""
    returned = fire(name, *(fd if arg is THIS else arg for arg in args), may=ANYHOW, expect=on(fd) | (process or {}))
    if name in ("dup", "dup2", "dup3", "open_tree", "open_tree_attr", "pidfd_getfd") and returned >= 0:
        os.close(returned)


def without_path(fd, path):
    """Calls by directory and path are about the descriptor itself if the path is empty, and some if there is none."""
    args, word = pack("QII", 0, 0, 0), ctypes.c_int()
    for name, rest in {
        "execveat": ("", pointers(), pointers(), AT_EMPTY_PATH),
        "faccessat2": ("", 0, AT_EMPTY_PATH),
        "fchmodat2": ("", 0o600, AT_EMPTY_PATH),
        "fchownat": ("", -1, -1, AT_EMPTY_PATH),
        "file_getattr": ("", buf(24), 24, AT_EMPTY_PATH),
        # Of no size that there is.
        "file_setattr": ("", buf(24), 1, AT_EMPTY_PATH),
        # FSPICK_EMPTY_PATH.
        "fspick": ("", 8),
        "futimesat": (None, None),
        "getxattrat": ("", AT_EMPTY_PATH, "user.none", args, 16),
        # To where there is something.
        "linkat": ("", AT_FDCWD, path, AT_EMPTY_PATH),
        "listxattrat": ("", AT_EMPTY_PATH, None, 0),
        "mount_setattr": ("", AT_EMPTY_PATH, None, 0),
        # MOVE_MOUNT_F_EMPTY_PATH, of what is no mount.
        "move_mount": ("", AT_FDCWD, path, 4),
        "name_to_handle_at": ("", buf(8), word, AT_EMPTY_PATH),
        "newfstatat": ("", buf(256), AT_EMPTY_PATH),
        "open_tree": ("", AT_EMPTY_PATH),
        "open_tree_attr": ("", AT_EMPTY_PATH, None, 0),
        "removexattrat": ("", AT_EMPTY_PATH, "user.none"),
        "setxattrat": ("", AT_EMPTY_PATH, "user.none", args, 1),
        "statx": ("", AT_EMPTY_PATH, 0x7FF, buf(256)),
        "utimensat": (None, None, 0),
    }.items():
        made(name, fd, (THIS, *rest), {"syscall.dirfd": None})
