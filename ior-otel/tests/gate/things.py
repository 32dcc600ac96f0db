"""What spans must say of descriptors: by what the kernel says of them in /proc, and sockets of themselves."""

import os
import socket
import stat

from fire import unpack

#: Types of files that have a path.
TYPES = (
    (stat.S_ISREG, "file"), (stat.S_ISDIR, "directory"), (stat.S_ISCHR, "device"), (stat.S_ISBLK, "device"),
    (stat.S_ISFIFO, "pipe"), (stat.S_ISSOCK, "socket"), (stat.S_ISLNK, "symlink"),
)
NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")


def type_and_path(fd):
    """The type of a descriptor, and its path if it has one."""
    link = os.readlink(f"/proc/self/fd/{fd}").removesuffix(" (deleted)")
    kind, _, name = link.partition(":")
    if kind in ("pipe", "socket"):
        return kind, None
    if kind in NAMESPACES:
        return "namespace", None
    if kind == "anon_inode":
        return "bpf" if name.startswith("bpf") else name.strip("[]"), None
    path = link.removeprefix("/") if link.startswith("/memfd:") else link
    mode = os.fstat(fd).st_mode
    return next(name for is_one, name in TYPES if is_one(mode)), path


def on(fd):
    """The descriptor that a call works on."""
    kind, path = type_and_path(fd)
    inode = os.fstat(fd).st_ino if kind in ("pipe", "socket") else None
    said = {"fd": fd, "syscall.fd.type": kind, "file.path": path, "syscall.fd.inode": inode}
    return said | (connection(fd) if kind == "socket" and path is None else {})


def second(fd):
    """The other descriptor of a call with two."""
    kind, path = type_and_path(fd)
    return {"syscall.fd.second": fd, "syscall.fd.second.type": kind, "syscall.fd.second.path": path}


def used(usage):
    """What a `struct rusage` says, once the kernel has written it."""
    user, micros, system, more = (unpack("q", usage, at) for at in (0, 8, 16, 24))
    return {"syscall.rusage.user_time": user + micros / 1e6, "syscall.rusage.system_time": system + more / 1e6} | {
        f"syscall.rusage.{key}": unpack("q", usage, at) * unit
        for key, at, unit in (("max_resident", 32, 1024), ("minor_faults", 64, 1), ("major_faults", 72, 1))}


def below(fd):
    """The directory that a path is relative to."""
    return {"syscall.dirfd": fd, "syscall.dirfd.path": type_and_path(fd)[1]}


def new_below(fd):
    """The directory that the second path is relative to."""
    return {"syscall.new_dirfd": fd, "syscall.new_dirfd.path": type_and_path(fd)[1]}


def made(fd, given=None):
    """The descriptor that a call has made; its path is told where it is not the one that was given."""
    kind, path = type_and_path(fd)
    path = None if path == given else path
    return {"syscall.fd.returned": fd, "syscall.fd.returned.type": kind, "syscall.fd.returned.path": path}


def connection(fd):
    """The ends of a socket."""
    with socket.socket(fileno=os.dup(fd)) as end:
        said = {"sockaddr.family": end.family.name, "network.transport": _transport(end)}
        said |= _name("local", end.family, end.getsockname)
        return said | _name("peer", end.family, end.getpeername)


def _transport(end):
    if end.family == socket.AF_UNIX:
        return "unix"
    if end.family in (socket.AF_INET, socket.AF_INET6):
        return {socket.SOCK_STREAM: "tcp", socket.SOCK_DGRAM: "udp"}.get(end.type)
    return None


def _name(side, family, ask):
    address, port = f"network.{side}.address", f"network.{side}.port"
    try:
        name = ask()
    except OSError:
        # It is not connected.
        return {address: None, port: None}
    if family == socket.AF_UNIX:
        name = os.fsdecode(name)
        return {address: name.replace("\0", "@") or None, port: None}
    if family not in (socket.AF_INET, socket.AF_INET6) or name[1] == 0:
        return {address: None, port: None}
    return {address: name[0], port: name[1], "network.type": "ipv4" if family == socket.AF_INET else "ipv6"}
