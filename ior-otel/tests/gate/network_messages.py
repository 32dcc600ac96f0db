"""Datagrams, one by one and many at a time; and what moves bytes from one descriptor to another."""

import ctypes
import errno
import os
import socket

from fire import NO_FD, address, buf, fire, iovec, pack, timespec
from network import PEER, peer, port_of, sockaddr
from things import on, second


def run(directory):
    datagrams()
    broken()
    moved(directory)


def flags(*names):
    """Without any there is no attribute."""
    return {"syscall.message.flags": list(names) or None}


def datagrams():
    receiver, sender = (fire("socket", socket.AF_INET, socket.SOCK_DGRAM, 0) for _ in range(2))
    for fd in (receiver, sender):
        fire("bind", fd, sockaddr(0), 16, gives=lambda _: {"network.transport": "udp"})
    to = sockaddr(port_of(receiver))
    there, came = on(sender) | peer(port_of(receiver)), on(receiver) | peer(port_of(sender))
    nobody = on(receiver) | dict.fromkeys(PEER)
    out, eight = buf(b"datagram"), {"bytes": 8}
    for _ in range(3):
        fire("sendto", sender, out, 8, socket.MSG_NOSIGNAL, to, 16, expect=there | flags("MSG_NOSIGNAL"), gives=eight)
    # What is only looked at does not count.
    fire("recvfrom", receiver, buf(64), 64, socket.MSG_PEEK, None, None,
         expect=nobody | flags("MSG_PEEK"), gives={"bytes": 0})
    fire("recvfrom", receiver, buf(64), 64, 0, buf(128), ctypes.c_int(128), expect=came | flags(), gives=eight)
    # Of a datagram that is cut its whole length is returned, and no more than there was room for counts.
    fire("recvfrom", receiver, buf(3), 3, socket.MSG_TRUNC, None, None, expect=nobody | flags("MSG_TRUNC"), gives={"bytes": 3})
    fire("recvmsg", receiver, message(buf(64), buf(16)), 0, expect=came | flags(), gives=eight)
    fire("recvmsg", receiver, message(buf(64)), socket.MSG_DONTWAIT, fails=errno.EAGAIN, gives=eight,
         expect=nobody | {"error.type": None, "syscall.errno": "EAGAIN"} | flags("MSG_DONTWAIT"))
    fire("recvfrom", receiver, buf(64), 64, socket.MSG_DONTWAIT | socket.MSG_ERRQUEUE, None, None, fails=errno.EAGAIN,
         expect=nobody | flags("MSG_DONTWAIT", "MSG_ERRQUEUE"), gives=eight)
    fire("sendmsg", sender, message(out, to), socket.MSG_DONTWAIT, expect=there | flags("MSG_DONTWAIT"), gives=eight)
    several(sender, receiver, lambda: message(out, to))
    fire("sendto", sender, 1, 8, 0, to, 16, fails=errno.EFAULT, expect=there | flags(), gives=eight)
    os.close(receiver)
    os.close(sender)


def several(sender, receiver, make):
    """Messages at once: what is returned is how many they were."""
    count, done, sixteen = "syscall.message.count", "syscall.message.done", {"bytes": 16}
    fire("sendmmsg", sender, messages(2, make), 2, socket.MSG_NOSIGNAL,
         expect=on(sender) | flags("MSG_NOSIGNAL") | {count: 2}, gives=sixteen | {done: 2})
    into = messages(3, lambda: message(buf(64)))
    # One that was sent before is there too. MSG_WAITFORONE; the kernel overwrites the timeout with what is left of it.
    fire("recvmmsg", receiver, into, 3, 0x10000, timespec(5), gives={"bytes": 24, done: 3},
         expect=on(receiver) | flags("MSG_WAITFORONE") | {count: 3, "syscall.timeout": 5.0})
    fire("recvmmsg", receiver, into, 1, socket.MSG_DONTWAIT, None, fails=errno.EAGAIN, gives=sixteen | {done: 2},
         expect=flags("MSG_DONTWAIT") | {count: 1, "syscall.timeout.infinite": True, "syscall.timeout": None})


def broken():
    """A stream without another end."""
    fd, nothing = fire("socket", socket.AF_INET, socket.SOCK_STREAM, 0), {"bytes": 0}
    said = on(fd) | flags("MSG_NOSIGNAL")
    fire("sendto", fd, buf(b"datagram"), 8, socket.MSG_NOSIGNAL, None, 0, fails=errno.EPIPE, expect=said, gives=nothing)
    fire("sendmsg", fd, message(buf(b"datagram")), socket.MSG_NOSIGNAL, fails=errno.EPIPE, expect=said, gives=nothing)
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


def moved(directory):
    file = os.open(directory + "/data", os.O_RDWR | os.O_CREAT)
    os.write(file, bytes(1000))
    (read, write), (read2, write2) = os.pipe(), os.pipe()
    left, right = socket.socketpair()
    to = left.fileno()

    def asked(length, *names):
        return {"syscall.bytes.requested": length, "syscall.splice.flags": list(names) or None}

    # The kernel has moved offsets on when a call ends: what is told is where it began.
    from_, into = "syscall.file.offset_in", "syscall.file.offset_out"
    fire("sendfile", to, file, ctypes.c_long(7), 300,
         expect=on(to) | second(file) | {"syscall.bytes.requested": 300, from_: 7}, gives={"bytes": 300})
    fire("sendfile", to, NO_FD, None, 10, fails=errno.EBADF, gives={"bytes": 10},
         expect=on(to) | {"syscall.fd.second": NO_FD, "syscall.fd.second.type": None, "syscall.bytes.requested": 10, from_: None})
    # SPLICE_F_MOVE | SPLICE_F_MORE; of what is asked for, there are 600 bytes.
    fire("splice", file, ctypes.c_long(400), write, None, 4000, 5, gives={"bytes": 600},
         expect=on(file) | second(write) | asked(4000, "SPLICE_F_MOVE", "SPLICE_F_MORE") | {from_: 400, into: None})
    fire("splice", read, None, file, ctypes.c_long(1000), 100, 0, gives={"bytes": 100},
         expect=on(read) | second(file) | asked(100) | {from_: None, into: 1000})
    fire("splice", file, None, file, None, 10, 0, fails=errno.EINVAL, expect=second(file) | asked(10), gives={"bytes": 0})
    fire("tee", read, write2, 150, 2, expect=on(read) | second(write2) | asked(150, "SPLICE_F_NONBLOCK"), gives={"bytes": 150})
    fire("tee", file, file, 10, 0, fails=errno.EINVAL, expect=on(file) | second(file) | asked(10), gives={"bytes": 0})
    vectors = {"syscall.vector.count": 1}
    fire("vmsplice", write, iovec(buf(250)), 1, 8, gives={"bytes": 250},
         expect=on(write) | vectors | {"syscall.splice.flags": ["SPLICE_F_GIFT"]})
    fire("vmsplice", file, iovec(buf(8)), 1, 0, fails=errno.EBADF, expect=on(file) | vectors, gives={"bytes": 0})
    for fd in (file, read, write, read2, write2):
        os.close(fd)
    left.close()
    right.close()
