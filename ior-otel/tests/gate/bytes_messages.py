"""Bytes of messages: datagrams one by one and many at a time, streams, and queues."""

import errno
import os
import socket

from fire import address, buf, iovec, pack
from sums import call

ROUNDS = 20
MOST = 8_000
PEEK, TRUNC, NOW = socket.MSG_PEEK, socket.MSG_TRUNC, socket.MSG_DONTWAIT


def run(sums, rng, _directory):
    left, right = (end.detach() for end in socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
    for _ in range(ROUNDS):
        datagrams(sums, rng, left, right)
        headers(sums, rng, left, right)
        many(sums, rng, left, right)
    hundreds(sums, rng)
    stream(sums, rng)
    posix_queue(sums, rng, b"ior-bytes-%d" % os.getpid())
    queue(sums, rng)


def datagrams(sums, rng, left, right):
    count, room = rng.randint(100, MOST), rng.randint(1, 99)
    out, into = buf(count), buf(MOST)
    for _ in range(3):
        sums.write("sendto", count, left, out, count, 0, None, 0)
    # To look leaves it where it is.
    sums.read("recvfrom", 0, right, into, MOST, PEEK, None, None, returns=count)
    sums.read("recvfrom", count, right, into, MOST, 0, None, None)
    # What there is no room for is lost; with MSG_TRUNC the answer says how much there was.
    sums.read("recvfrom", room, right, into, room, 0, None, None)
    sums.read("recvfrom", room, right, into, room, TRUNC, None, None, returns=count)
    sums.fails("recvfrom", errno.EAGAIN, right, into, MOST, NOW, None, None)


def message(*memories):
    """A `struct msghdr` without a name."""
    vector = iovec(*memories)
    header = pack("QIIQQQQii", 0, 0, 0, address(vector), len(memories), 0, 0, 0, 0)
    header.keep = vector
    return header


def headers(sums, rng, left, right):
    parts = [rng.randint(100, 1_000) for _ in range(rng.randint(1, 5))]
    count, room = sum(parts), rng.randint(1, 99)
    for _ in range(3):
        sums.write("sendmsg", count, left, message(*map(buf, parts)), 0)
    sums.read("recvmsg", 0, right, message(buf(MOST)), PEEK, returns=count)
    sums.read("recvmsg", count, right, message(buf(50), buf(MOST)), 0)
    sums.read("recvmsg", room, right, message(buf(room)), 0)
    sums.read("recvmsg", room, right, message(buf(room)), TRUNC, returns=count)
    sums.fails("recvmsg", errno.EAGAIN, right, message(buf(MOST)), NOW)


def many(sums, rng, left, right):
    """Messages at once: what is returned is how many they were."""
    sizes = [rng.randint(1, 500) for _ in range(rng.randint(1, 8))]
    number = len(sizes)
    out = [message(buf(size)) for size in sizes]
    into = [message(buf(500)) for _ in sizes]
    sums.write("sendmmsg", sum(sizes), left, array(out), number, 0, returns=number)
    sums.read("recvmmsg", sum(sizes), right, array(into), number, NOW, None, returns=number)
    # Room for more than there are.
    sums.write("sendmmsg", sizes[0], left, array(out), 1, 0, returns=1)
    sums.read("recvmmsg", sizes[0], right, array([*into, message(buf(500))]), number + 1, NOW, None, returns=1)
    sums.fails("recvmmsg", errno.EAGAIN, right, array(into), number, NOW, None)


def hundreds(sums, rng):
    """More messages, and more buffers, than the kernel side sums in one stretch."""
    right = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    right.bind(("127.0.0.1", 0))
    left = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    left.connect(right.getsockname())
    out, into = left.fileno(), right.fileno()
    for number in (31, 32, 33, 64, 100):
        sizes = [rng.randint(1, 300) for _ in range(number)]
        sums.write("sendmmsg", sum(sizes), out, array([message(buf(size)) for size in sizes]), number, 0,
                   returns=number)
        sums.read("recvmmsg", sum(sizes), into, array([message(buf(300)) for _ in sizes]), number, NOW, None,
                  returns=number)
        # One byte for each.
        sums.write("sendto", 1_000, out, buf(1_000), 1_000, 0, None, 0)
        sums.read("recvmsg", number, into, message(*(buf(1) for _ in sizes)), TRUNC, returns=1_000)
    left.close()
    right.close()


def array(headers):
    """An array of `struct mmsghdr`: each a message and the length that the kernel fills in."""
    memory = buf(b"".join(bytes(header) + bytes(8) for header in headers))
    memory.keep = headers
    return memory


def stream(sums, rng):
    left, right = (end.detach() for end in socket.socketpair())
    for _ in range(ROUNDS):
        count = rng.randint(1, MOST)
        sums.write("sendto", count, left, buf(count), count, 0, None, 0)
        sums.write("write", count, left, buf(count), count)
        sums.read("recvfrom", count, right, buf(count), count, socket.MSG_WAITALL, None, None)
        sums.read("read", count, right, buf(MOST), MOST)
    os.close(left)
    sums.read("read", 0, right, buf(MOST), MOST)


def posix_queue(sums, rng, name):
    attributes = pack("qqqq32x", 0, 4, MOST, 0)
    fd = call("mq_open", name, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o600, attributes)
    assert fd >= 0
    call("mq_unlink", name)
    for _ in range(ROUNDS):
        count = rng.randint(1, MOST)
        sums.write("mq_timedsend", count, fd, buf(count), count, 0, None, returns=0)
        sums.read("mq_timedreceive", count, fd, buf(MOST), MOST, None, None)
    sums.fails("mq_timedsend", errno.EMSGSIZE, fd, buf(MOST + 1), MOST + 1, 0, None)
    sums.fails("mq_timedreceive", errno.EAGAIN, fd, buf(MOST), MOST, None, None)
    os.close(fd)


def queue(sums, rng):
    id_ = call("msgget", 0, 0o600)
    assert id_ >= 0
    try:
        for _ in range(ROUNDS):
            count = rng.randint(1, MOST)
            sums.write("msgsnd", count, id_, buf(pack("q", 1).raw + bytes(count)), count, 0, returns=0)
            sums.read("msgrcv", count, id_, buf(8 + MOST), MOST, 0, 0)
        sums.fails("msgrcv", errno.ENOMSG, id_, buf(8 + MOST), MOST, 0, 0o4000)
    finally:
        # IPC_RMID.
        call("msgctl", id_, 0, None)
