"""Sockets, on the loopback interface and in the file system only; and what moves bytes from one descriptor to another."""

import ctypes
import errno
import os
import socket
import struct

from fire import NO_FD, address, buf, fire, iovec, pack, timespec

LOOPBACK = "127.0.0.1"
UDP = {"sockaddr.family": "AF_INET", "network.type": "ipv4", "network.peer.address": LOOPBACK}


def run(directory):
    made()
    stream()
    stream6()
    unix(directory + "/socket")
    datagrams()
    options()
    moved(directory)
    not_open()


def sockaddr(port):
    """A `struct sockaddr_in` of the loopback interface, 16 bytes."""
    return buf(struct.pack("=H", socket.AF_INET) + struct.pack(">H", port) + socket.inet_aton(LOOPBACK) + bytes(8))


def sockaddr6(port):
    """A `struct sockaddr_in6` of the loopback interface, 28 bytes."""
    return buf(struct.pack("=H", socket.AF_INET6) + struct.pack(">HI", port, 0) + bytes(15) + b"\1" + bytes(4))


def port_of(fd):
    return struct.unpack_from(">H", name_of(fd), 2)[0]


def name_of(fd):
    """What `getsockname` says."""
    name = buf(128)
    fire("getsockname", fd, name, ctypes.c_int(128))
    return name


def made():
    fds = [
        fire(
            "socket", socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_CLOEXEC, 0,
            expect={
                "sockaddr.family": "AF_INET", "syscall.socket.type": "SOCK_STREAM", "syscall.socket.flags": ["SOCK_CLOEXEC"],
                "syscall.socket.protocol": None,
            },
        ),
        fire(
            "socket", socket.AF_NETLINK, socket.SOCK_RAW, 0,
            expect={"sockaddr.family": "AF_NETLINK", "syscall.socket.protocol": "NETLINK_ROUTE"},
        ),
        fire(
            "socket", socket.AF_INET6, socket.SOCK_DGRAM, socket.IPPROTO_UDP,
            expect={"syscall.socket.type": "SOCK_DGRAM", "syscall.socket.protocol": "IPPROTO_UDP"},
        ),
    ]
    fire("socket", 250, socket.SOCK_STREAM, 0, fails=errno.EAFNOSUPPORT, expect={"sockaddr.family": "AF_250"})
    pair = (ctypes.c_int * 2)()
    fire("socketpair", socket.AF_UNIX, socket.SOCK_STREAM, 0, pair, expect={"sockaddr.family": "AF_UNIX"})
    fire("socketpair", socket.AF_INET, socket.SOCK_STREAM, 0, buf(8), fails=errno.EOPNOTSUPP)
    for fd in (*fds, *pair):
        os.close(fd)


def stream():
    """A TCP server and its clients."""
    server = tcp()
    local = {"sockaddr.family": "AF_INET", "network.local.address": LOOPBACK, "network.type": "ipv4"}
    fire("bind", server, sockaddr(0), 16, expect=local | {"network.local.port": 0})
    fire("bind", server, sockaddr(0), 16, fails=errno.EINVAL)
    fire("listen", server, 8)
    port = port_of(server)
    peer = {"sockaddr.family": "AF_INET", "network.peer.address": LOOPBACK, "network.peer.port": port}
    first, second = tcp(), tcp()
    for client in (first, second):
        fire("connect", client, sockaddr(port), 16, expect=peer)
    fire("connect", first, sockaddr(port), 16, fails=errno.EISCONN, expect=peer)
    came, length = buf(128), ctypes.c_int(128)
    # Ours are the ports that they came from.
    accepted = fire("accept", server, came, length, expect=peer | {"network.peer.port": port_of(first)})
    length = ctypes.c_int(128)
    again = fire(
        "accept4", server, buf(128), length, socket.SOCK_NONBLOCK, expect=peer | {"network.peer.port": port_of(second)}
    )
    fire("accept4", server, None, None, 0x10, fails=errno.EINVAL)
    fire("accept", first, None, None, fails=errno.EINVAL)
    fire("getpeername", first, buf(128), ctypes.c_int(128), expect=peer)
    fire("getpeername", server, buf(128), ctypes.c_int(128), fails=errno.ENOTCONN)
    fire("getsockname", server, buf(128), ctypes.c_int(128), expect=local | {"network.local.port": port})
    fire("shutdown", first, socket.SHUT_WR)
    fire("shutdown", server, 9, fails=errno.EINVAL)
    fire("recvfrom", accepted, buf(16), 16, 0, None, None, expect={"bytes": 0})
    for fd in (server, first, second, accepted, again):
        os.close(fd)
    refused = tcp()
    fire(
        "connect", refused, sockaddr(port), 16, fails=errno.ECONNREFUSED,
        expect=peer | {"error.type": "ECONNREFUSED"},
    )
    os.close(refused)


def tcp():
    return fire("socket", socket.AF_INET, socket.SOCK_STREAM, 0)


def stream6():
    fd = fire("socket", socket.AF_INET6, socket.SOCK_STREAM, 0, may=(errno.EAFNOSUPPORT,))
    if fd >= 0:
        local = {"sockaddr.family": "AF_INET6", "network.local.address": "::1", "network.type": "ipv6"}
        fire("bind", fd, sockaddr6(0), 28, may=(errno.EADDRNOTAVAIL,), expect=local)
        os.close(fd)


def unix(path):
    """Sockets of the file system, and abstract ones."""
    for name, shown in ((path.encode() + b"\0", path), (b"\0ior-gate-%d" % os.getpid(), f"@ior-gate-{os.getpid()}")):
        server, client = (fire("socket", socket.AF_UNIX, socket.SOCK_STREAM, 0) for _ in range(2))
        where = buf(struct.pack("=H", socket.AF_UNIX) + name)
        said = {"sockaddr.family": "AF_UNIX", "network.transport": "unix"}
        fire("connect", client, where, len(where), may=(errno.ENOENT,), fails=errno.ECONNREFUSED)
        fire("bind", server, where, len(where), expect=said | {"network.local.address": shown})
        fire("listen", server, 1)
        fire("connect", client, where, len(where), expect=said | {"network.peer.address": shown})
        os.close(server)
        os.close(client)


def datagrams():
    receiver = fire("socket", socket.AF_INET, socket.SOCK_DGRAM, 0)
    sender = fire("socket", socket.AF_INET, socket.SOCK_DGRAM, 0)
    fire("bind", receiver, sockaddr(0), 16)
    fire("bind", sender, sockaddr(0), 16)
    to, port = sockaddr(port_of(receiver)), port_of(receiver)
    peer = UDP | {"network.peer.port": port}
    came = UDP | {"network.peer.port": port_of(sender)}
    out = buf(b"datagram")
    for _ in range(3):
        fire("sendto", sender, out, 8, socket.MSG_NOSIGNAL, to, 16,
             expect=peer | {"bytes": 8, "syscall.message.flags": ["MSG_NOSIGNAL"]})
    flags = {"syscall.message.flags": ["MSG_PEEK"]}
    # What is only looked at does not count.
    fire("recvfrom", receiver, buf(64), 64, socket.MSG_PEEK, None, None, expect=flags | {"bytes": 0})
    fire("recvfrom", receiver, buf(64), 64, 0, buf(128), ctypes.c_int(128), expect=came | {"bytes": 8})
    # Of a datagram that is cut its whole length is returned, and no more than there was room for counts.
    fire("recvfrom", receiver, buf(3), 3, socket.MSG_TRUNC, None, None, expect={"bytes": 3})
    fire("recvmsg", receiver, message(buf(64), buf(16)), 0, expect=came | {"bytes": 8})
    fire("recvmsg", receiver, message(buf(64)), socket.MSG_DONTWAIT, fails=errno.EAGAIN,
         expect={"error.type": None, "syscall.errno": "EAGAIN", "syscall.message.flags": ["MSG_DONTWAIT"]})
    fire("recvfrom", receiver, buf(64), 64, socket.MSG_DONTWAIT, None, None, fails=errno.EAGAIN)
    fire("sendmsg", sender, message(out, to), 0, expect=peer | {"bytes": 8})
    many = messages(2, lambda: message(out, to))
    fire("sendmmsg", sender, many, 2, 0)
    into = messages(3, lambda: message(buf(64)))
    fire("recvmmsg", receiver, into, 3, 0, timespec(5), expect={"syscall.timeout": 5.0})
    fire("recvmmsg", receiver, into, 1, socket.MSG_DONTWAIT, None, fails=errno.EAGAIN,
         expect={"syscall.timeout.infinite": True})
    fire("sendto", sender, 1, 8, 0, to, 16, fails=errno.EFAULT, expect=peer | {"bytes": None})
    unconnected = fire("socket", socket.AF_INET, socket.SOCK_STREAM, 0)
    fire("sendto", unconnected, out, 8, socket.MSG_NOSIGNAL, None, 0, fails=errno.EPIPE)
    fire("sendmsg", unconnected, message(out), socket.MSG_NOSIGNAL, fails=errno.EPIPE)
    for fd in (receiver, sender, unconnected):
        os.close(fd)


def message(data, name=None):
    """A `struct msghdr`: name, name's length, vector, its length, control, its length, flags."""
    vector = iovec(data)
    header = pack(
        "QIIQQQQii", address(name) if name else 0, len(name) if name else 0, 0, address(vector), 1, 0, 0, 0, 0
    )
    header.keep = (name, vector)
    return header


def messages(count, make):
    """An array of `struct mmsghdr`: a message and its length."""
    made = [make() for _ in range(count)]
    array = buf(b"".join(bytes(one) + bytes(8) for one in made))
    array.keep = made
    return array


def options():
    fd = fire("socket", socket.AF_INET, socket.SOCK_STREAM, 0)
    yes = ctypes.c_int(1)
    fire("setsockopt", fd, socket.SOL_SOCKET, socket.SO_REUSEADDR, yes, 4)
    fire("setsockopt", fd, socket.IPPROTO_TCP, socket.TCP_NODELAY, yes, 4)
    fire("setsockopt", fd, socket.SOL_SOCKET, 9999, yes, 4, fails=errno.ENOPROTOOPT)
    fire("getsockopt", fd, socket.SOL_SOCKET, socket.SO_TYPE, ctypes.c_int(), ctypes.c_int(4))
    fire("getsockopt", fd, socket.SOL_SOCKET, 9999, ctypes.c_int(), ctypes.c_int(4), fails=errno.ENOPROTOOPT)
    os.close(fd)


def moved(directory):
    file = os.open(directory + "/data", os.O_RDWR | os.O_CREAT)
    os.write(file, bytes(1000))
    (read, write), (read2, write2) = os.pipe(), os.pipe()
    left, right = socket.socketpair()
    offset = ctypes.c_long(0)
    fire("sendfile", left.fileno(), file, offset, 300, expect={"bytes": 300, "syscall.fd.second": file})
    fire("sendfile", left.fileno(), NO_FD, None, 10, fails=errno.EBADF)
    fire("splice", file, ctypes.c_long(0), write, None, 400, 0, expect={"bytes": 400, "syscall.fd.second": write})
    fire("splice", file, None, file, None, 10, 0, fails=errno.EINVAL)
    fire("tee", read, write2, 150, 0, expect={"bytes": 150, "syscall.fd.second": write2})
    fire("tee", file, write2, 10, 0, fails=errno.EINVAL)
    fire("vmsplice", write, iovec(buf(250)), 1, 0, expect={"bytes": 250})
    fire("vmsplice", file, iovec(buf(8)), 1, 0, fails=errno.EBADF)
    for fd in (file, read, write, read2, write2):
        os.close(fd)
    left.close()
    right.close()


def not_open():
    for name in (
        "accept", "accept4", "getpeername", "getsockname", "getsockopt", "setsockopt", "listen", "shutdown", "recvfrom",
        "recvmsg", "recvmmsg", "sendto", "sendmsg", "sendmmsg", "tee", "vmsplice", "sendfile",
    ):
        memory = buf(128)
        fire(name, NO_FD, memory, memory if name == "recvmmsg" else NO_FD, 0, 0, fails=errno.EBADF,
             may=(errno.EFAULT, errno.EINVAL), expect={"fd": NO_FD})
    fire("splice", NO_FD, None, NO_FD, None, 1, 0, fails=errno.EBADF, expect={"syscall.fd.second": NO_FD})
    fire("bind", NO_FD, sockaddr(1), 16, fails=errno.EBADF)
    fire("connect", NO_FD, sockaddr(1), 16, fails=errno.EBADF, expect={"network.peer.port": 1})
