"""Sockets, on the loopback interface and in the file system only: how they are made, bound, connected and set."""

import ctypes
import errno
import os
import select
import socket
import struct

from fire import NO_FD, buf, fire, pack, timeval
from things import connection, made, on

LOOPBACK = "127.0.0.1"
INET = {"sockaddr.family": "AF_INET", "network.type": "ipv4"}
#: What an address says of a socket that is not open.
LOCAL, PEER = ("network.local.address", "network.local.port"), ("network.peer.address", "network.peer.port")


def run(directory):
    created()
    stream()
    stream6()
    unix(directory + "/socket")
    long_addresses()
    small_rooms()
    options()
    not_open()


def sockaddr(port):
    """A `struct sockaddr_in` of the loopback interface, 16 bytes."""
    return buf(struct.pack("=H", socket.AF_INET) + struct.pack(">H", port) + socket.inet_aton(LOOPBACK) + bytes(8))


def sockaddr6(port):
    """A `struct sockaddr_in6` of the loopback interface, 28 bytes."""
    return buf(struct.pack("=H", socket.AF_INET6) + struct.pack(">HI", port, 0) + bytes(15) + b"\1" + bytes(4))


def local(port, address=LOOPBACK):
    return INET | {"network.local.address": address, "network.local.port": port}


def peer(port, address=LOOPBACK):
    return INET | {"network.peer.address": address, "network.peer.port": port}


def port_of(fd):
    return struct.unpack_from(">H", name_of(fd), 2)[0]


def name_of(fd):
    """What `getsockname` says."""
    name = buf(128)
    fire("getsockname", fd, name, ctypes.c_int(128), expect=on(fd))
    return name


def created():
    def asked(family, kind, flags=None, protocol=None):
        return {"sockaddr.family": family, "syscall.socket.type": kind, "syscall.socket.flags": flags,
                "syscall.socket.protocol": protocol}

    cloexec = ["SOCK_CLOEXEC"]
    fds = [
        fire("socket", socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_CLOEXEC, 0, gives=made,
             expect=asked("AF_INET", "SOCK_STREAM", cloexec)),
        fire("socket", socket.AF_NETLINK, socket.SOCK_RAW, 0, gives=made,
             expect=asked("AF_NETLINK", "SOCK_RAW", None, "NETLINK_ROUTE")),
        fire("socket", socket.AF_INET6, socket.SOCK_DGRAM, socket.IPPROTO_UDP, gives=made,
             expect=asked("AF_INET6", "SOCK_DGRAM", None, "IPPROTO_UDP")),
    ]
    fire("socket", 250, socket.SOCK_STREAM, 0, fails=errno.EAFNOSUPPORT, expect=asked("AF_250", "SOCK_STREAM"))
    pair = (ctypes.c_int * 2)()
    fire("socketpair", socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC, 0, pair,
         expect=asked("AF_UNIX", "SOCK_DGRAM", cloexec),
         gives=lambda _: {"syscall.fd.first": pair[0], "syscall.fd.second": pair[1]})
    fire("socketpair", socket.AF_INET, socket.SOCK_STREAM, 6, buf(8), fails=errno.EOPNOTSUPP,
         expect=asked("AF_INET", "SOCK_STREAM", None, "IPPROTO_TCP"),
         gives={"syscall.fd.first": 0, "syscall.fd.second": 0})
    for fd in (*fds, *pair):
        os.close(fd)


def stream():
    """A TCP server and its clients."""
    server = tcp()
    # Of an address that is given, the port is the given one; 0 stands for any.
    fire("bind", server, sockaddr(0), 16, expect=on(server) | local(0))
    fire("bind", server, sockaddr(0), 16, fails=errno.EINVAL, expect=local(0))
    fire("listen", server, 8, expect=on(server) | {"syscall.socket.backlog": 8})
    port = port_of(server)
    first, second_ = tcp(), tcp()
    for client in (first, second_):
        # It is bound by it.
        fire("connect", client, sockaddr(port), 16, gives=lambda _: on(client))
    fire("connect", first, sockaddr(port), 16, fails=errno.EISCONN, expect=on(first) | peer(port))
    # What is accepted has the address of the server, and its peer is where the client came from.
    accepted = fire("accept", server, buf(128), ctypes.c_int(128), gives=taken, expect={
        "fd": server, "syscall.fd.type": "socket", "syscall.fd.inode": os.fstat(server).st_ino} | peer(port_of(first)))
    again = fire("accept4", server, buf(128), ctypes.c_int(128), socket.SOCK_NONBLOCK, gives=taken,
                 expect=peer(port_of(second_)) | {"fd": server, "syscall.socket.flags": ["SOCK_NONBLOCK"]})
    fire("accept4", server, None, None, 0x10, fails=errno.EINVAL,
         expect={"syscall.socket.flags": ["0x10"], "syscall.fd.returned": None} | dict.fromkeys(PEER))
    fire("accept4", again, None, None, 0, fails=errno.EINVAL, expect={"syscall.socket.flags": None})
    fire("accept", first, None, None, fails=errno.EINVAL, expect={"fd": first} | dict.fromkeys(PEER))
    fire("getpeername", first, buf(128), ctypes.c_int(128), expect=on(first) | peer(port))
    fire("getpeername", server, buf(128), ctypes.c_int(128), fails=errno.ENOTCONN, expect=on(server))
    fire("getsockname", server, buf(128), ctypes.c_int(128), expect=on(server) | local(port))
    fire("shutdown", first, socket.SHUT_WR, expect={"fd": first, "syscall.socket.shutdown": "SHUT_WR"})
    fire("shutdown", server, 9, fails=errno.EINVAL, expect=on(server) | {"syscall.socket.shutdown": "SHUT_9"})
    fire("recvfrom", accepted, buf(16), 16, 0, None, None, gives={"bytes": 0})
    for fd in (server, first, second_, accepted, again):
        os.close(fd)
    refused = tcp()
    fire("connect", refused, sockaddr(port), 16, fails=errno.ECONNREFUSED,
         expect=peer(port) | {"error.type": "ECONNREFUSED", "fd": refused, "network.transport": "tcp"})
    os.close(refused)


def taken(fd):
    """A connection that was accepted."""
    return made(fd) | connection(fd)


def tcp():
    return fire("socket", socket.AF_INET, socket.SOCK_STREAM, 0)


def stream6():
    fd = fire("socket", socket.AF_INET6, socket.SOCK_STREAM, 0, may=(errno.EAFNOSUPPORT,))
    if fd >= 0:
        said = {"sockaddr.family": "AF_INET6", "network.local.address": "::1", "network.local.port": 0,
                "network.type": "ipv6", "network.transport": "tcp"}
        fire("bind", fd, sockaddr6(0), 28, may=(errno.EADDRNOTAVAIL,), expect=said)
        os.close(fd)


def unix(path):
    """Sockets of the file system, and abstract ones."""
    for name, shown in ((path.encode() + b"\0", path), (b"\0ior-gate-%d" % os.getpid(), f"@ior-gate-{os.getpid()}")):
        server, client = (fire("socket", socket.AF_UNIX, socket.SOCK_STREAM, 0) for _ in range(2))
        where = buf(struct.pack("=H", socket.AF_UNIX) + name)
        said = {"sockaddr.family": "AF_UNIX", "network.transport": "unix"}
        there = said | {"network.peer.address": shown, "network.peer.port": None}
        fire("connect", client, where, len(where), may=(errno.ENOENT,), fails=errno.ECONNREFUSED, expect=there)
        fire("bind", server, where, len(where), expect=said | {"network.local.address": shown, "network.local.port": None})
        fire("listen", server, 1, expect=on(server) | {"syscall.socket.backlog": 1})
        fire("connect", client, where, len(where), expect=there)
        fire("getpeername", client, buf(128), ctypes.c_int(128), expect=there)
        fire("getsockname", server, buf(128), ctypes.c_int(128), expect=on(server))
        os.close(server)
        os.close(client)


def long_addresses():
    """An address as long as any can be (`struct sockaddr_storage`, 128 bytes) is whole; a longer one is cut, and refused."""
    fd = fire("socket", socket.AF_UNIX, socket.SOCK_STREAM, 0)
    name = struct.pack("=H", socket.AF_UNIX) + b"/" + b"n" * 199
    shown = {"sockaddr.family": "AF_UNIX", "network.peer.address": "/" + "n" * 125}
    fire("connect", fd, buf(name), 128, fails=errno.EINVAL, expect=shown | {"syscall.truncated": None})
    fire("connect", fd, buf(name), 200, fails=errno.EINVAL, expect=shown | {"syscall.truncated": ["network.peer.address"]})
    os.close(fd)


def small_rooms():
    """Of an address that is longer than what there is room for, the kernel writes the beginning, and how long it is."""
    server, client, seen = tcp(), tcp(), {"sockaddr.family": "AF_INET"}
    fire("bind", server, sockaddr(0), 16)
    fire("listen", server, 8)
    port = port_of(server)
    fire("connect", client, sockaddr(port), 16)
    cut = seen | {"network.peer.address": None, "network.peer.port": None, "syscall.truncated": ["network.peer.address"]}
    fire("getpeername", client, left_over(), ctypes.c_int(4), expect=cut)
    # None at all: what is known is what the socket says.
    fire("getpeername", client, left_over(), ctypes.c_int(0), expect=on(client) | peer(port) | {"syscall.truncated": None})
    fire("getsockname", server, left_over(), ctypes.c_int(4), expect=seen | {
        "network.local.address": None, "network.local.port": None, "syscall.truncated": ["network.local.address"]})
    accepted = fire("accept", server, left_over(), ctypes.c_int(4), expect=cut)
    receiver, sender = (fire("socket", socket.AF_INET, socket.SOCK_DGRAM, 0) for _ in range(2))
    fire("bind", receiver, sockaddr(0), 16)
    for _ in range(2):
        fire("sendto", sender, buf(b"x"), 1, 0, sockaddr(port_of(receiver)), 16)
    fire("recvfrom", receiver, buf(1), 1, 0, left_over(), ctypes.c_int(4), expect=cut)
    fire("recvfrom", receiver, buf(1), 1, 0, left_over(), ctypes.c_int(0), expect=on(receiver) | dict.fromkeys(PEER))
    for fd in (server, client, accepted, receiver, sender):
        os.close(fd)


def left_over():
    """Where an address was that no call here is about: 10.9.8.7."""
    return buf(bytes(sockaddr(99)[:4]) + bytes((10, 9, 8, 7)) + bytes(120))


def options():
    fd = fire("socket", socket.AF_INET, socket.SOCK_STREAM, 0)
    this, one = on(fd), ctypes.c_int(1)

    def option(level, name, value=None):
        return this | {"syscall.socket.level": level, "syscall.socket.option": name, "syscall.socket.option_value": value}

    fire("setsockopt", fd, socket.SOL_SOCKET, socket.SO_REUSEADDR, one, 4, expect=option("SOL_SOCKET", "SO_REUSEADDR", 1))
    fire("setsockopt", fd, socket.IPPROTO_TCP, socket.TCP_NODELAY, one, 4, expect=option("SOL_TCP", "TCP_NODELAY", 1))
    fire("setsockopt", fd, 0, socket.IP_TTL, ctypes.c_int(9), 4, expect=option("SOL_IP", "IP_TTL", 9))
    fire("setsockopt", fd, socket.SOL_SOCKET, 9999, one, 4, fails=errno.ENOPROTOOPT, expect=option("SOL_SOCKET", "SO_9999", 1))
    text, timeout = "syscall.socket.option_text", "syscall.timeout"
    fire("setsockopt", fd, socket.SOL_SOCKET, socket.SO_LINGER, buf(8), 8, expect=option("SOL_SOCKET", "SO_LINGER") | {text: "off"})
    fire("setsockopt", fd, socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 5), 8,
         expect=option("SOL_SOCKET", "SO_LINGER") | {text: "5 s"})
    # SO_RCVTIMEO and SO_SNDTIMEO, whose older names these numbers are.
    for number, name in ((20, "SO_RCVTIMEO"), (21, "SO_SNDTIMEO")):
        fire("setsockopt", fd, socket.SOL_SOCKET, number, timeval(2.5), 16,
             expect=option("SOL_SOCKET", name) | {timeout: 2.5, text: None})
        fire("getsockopt", fd, socket.SOL_SOCKET, number, buf(16), ctypes.c_int(16),
             expect=option("SOL_SOCKET", name) | {timeout: 2.5})
    fire("setsockopt", fd, socket.IPPROTO_TCP, socket.TCP_CONGESTION, buf(b"reno"), 4,
         expect=option("SOL_TCP", "TCP_CONGESTION") | {text: "reno"})
    fire("getsockopt", fd, socket.IPPROTO_TCP, socket.TCP_CONGESTION, buf(16), ctypes.c_int(16),
         expect=option("SOL_TCP", "TCP_CONGESTION") | {text: "reno"})
    for number, name, shown in ((socket.SO_TYPE, "SO_TYPE", "SOCK_STREAM"), (socket.SO_DOMAIN, "SO_DOMAIN", "AF_INET")):
        fire("getsockopt", fd, socket.SOL_SOCKET, number, ctypes.c_int(), ctypes.c_int(4),
             expect=option("SOL_SOCKET", name) | {text: shown})
    fire("getsockopt", fd, 0, socket.IP_TTL, buf(1), ctypes.c_int(1), expect=option("SOL_IP", "IP_TTL", 9))
    fire("getsockopt", fd, socket.SOL_SOCKET, 9999, ctypes.c_int(), ctypes.c_int(4), fails=errno.ENOPROTOOPT,
         expect=option("SOL_SOCKET", "SO_9999"))
    told = "syscall.socket.error"
    fire("getsockopt", fd, socket.SOL_SOCKET, socket.SO_ERROR, ctypes.c_int(), ctypes.c_int(4),
         expect=option("SOL_SOCKET", "SO_ERROR") | {told: None})
    # Nobody listens where it connects to, which it is told afterwards.
    os.set_blocking(fd, False)
    fire("connect", fd, sockaddr(1), 16, fails=errno.EINPROGRESS, may=(errno.ECONNREFUSED,))
    select.select([], [fd], [], 5)
    error = ctypes.c_int()
    fire("getsockopt", fd, socket.SOL_SOCKET, socket.SO_ERROR, error, ctypes.c_int(4),
         gives=lambda _: {told: errno.errorcode.get(error.value), "syscall.socket.option_value": None})
    os.close(fd)
    left, right = socket.socketpair()
    # Whom a socket leads to: struct ucred.
    fire("getsockopt", left.fileno(), socket.SOL_SOCKET, socket.SO_PEERCRED, buf(12), ctypes.c_int(12), expect={
        "syscall.socket.option": "SO_PEERCRED", "syscall.target.pid": os.getpid(), "syscall.user.id": os.getuid(),
        "syscall.group.id": os.getgid()})
    left.close()
    right.close()


def not_open():
    nothing = dict.fromkeys(("syscall.fd.type", "syscall.fd.inode", "network.transport", "file.path"))
    for name in (
        "accept", "accept4", "getpeername", "getsockname", "getsockopt", "setsockopt", "listen", "shutdown", "recvfrom",
        "recvmsg", "recvmmsg", "sendto", "sendmsg", "sendmmsg", "tee", "vmsplice", "sendfile",
    ):
        memory = buf(128)
        fire(name, NO_FD, memory, memory if name == "recvmmsg" else NO_FD, 0, 0, fails=errno.EBADF,
             may=(errno.EFAULT, errno.EINVAL), expect={"fd": NO_FD} | nothing)
    fire("splice", NO_FD, None, NO_FD, None, 1, 0, fails=errno.EBADF,
         expect={"syscall.fd.second": NO_FD, "syscall.fd.second.type": None, "fd": NO_FD} | nothing)
    fire("bind", NO_FD, sockaddr(1), 16, fails=errno.EBADF, expect=local(1) | nothing | dict.fromkeys(PEER))
    fire("connect", NO_FD, sockaddr(1), 16, fails=errno.EBADF, expect=peer(1) | nothing | dict.fromkeys(LOCAL))
