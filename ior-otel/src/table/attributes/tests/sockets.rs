//! What roles make of a call on a socket.

use super::{
    super::*,
    support::{POINTER, of, with_fds},
};
use crate::open_file::tests::{internet, unix};

fn sockaddr(family: i32, rest: &[u8]) -> Vec<u8> {
    [&(family as u16).to_ne_bytes(), rest].concat()
}

fn udp() -> Vec<u8> {
    internet(libc::IPPROTO_UDP, [10, 0, 0, 1], 5353, [10, 0, 0, 2], 53)
}

#[test]
fn sockets_in_the_making() {
    let socket = |domain: i32, kind: i32, protocol: u64| {
        of("socket", &[domain as u64, kind as u64, protocol], &[], -i64::from(libc::EMFILE))
    };
    assert_eq!(
        socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, libc::IPPROTO_TCP as u64),
        "sockaddr.family=AF_INET syscall.socket.type=SOCK_STREAM syscall.socket.flags=[SOCK_CLOEXEC] \
         syscall.socket.protocol=IPPROTO_TCP"
    );
    assert_eq!(
        socket(libc::AF_NETLINK, libc::SOCK_RAW, 0),
        "sockaddr.family=AF_NETLINK syscall.socket.type=SOCK_RAW syscall.socket.protocol=NETLINK_ROUTE"
    );
    assert_eq!(
        socket(libc::AF_UNIX, libc::SOCK_DGRAM, 0),
        "sockaddr.family=AF_UNIX syscall.socket.type=SOCK_DGRAM"
    );
}

#[test]
fn addresses_of_the_call_go_before_those_of_its_socket() {
    let v4 = sockaddr(libc::AF_INET, &[0, 80, 127, 0, 0, 1]);
    let fds = |_| Some(udp());
    let refused = -i64::from(libc::ECONNREFUSED);
    assert_eq!(
        of("connect", &[3, POINTER, 16], &[Captured::Whole(&v4)], refused),
        "fd=3 sockaddr.family=AF_INET network.type=ipv4 network.peer.address=127.0.0.1 network.peer.port=80"
    );
    let both = "fd=3 sockaddr.family=AF_INET network.type=ipv4 network.peer.address=127.0.0.1 network.peer.port=80 \
                syscall.fd.inode=42 syscall.fd.type=socket network.local.address=10.0.0.1 network.local.port=5353 network.transport=udp";
    assert_eq!(with_fds("connect", &[3, POINTER, 16], &[Captured::Whole(&v4)], 0, &fds), both);
    assert_eq!(
        with_fds("sendmsg", &[3, POINTER, 0], &[Captured::Whole(&v4)], 12, &fds),
        format!("{both} bytes=12")
    );
    let of_socket = "fd=3 syscall.fd.inode=42 syscall.fd.type=socket sockaddr.family=AF_INET network.type=ipv4 \
                     network.local.address=10.0.0.1 network.local.port=5353 \
                     network.peer.address=10.0.0.2 network.peer.port=53 network.transport=udp";
    assert_eq!(with_fds("sendmsg", &[3, POINTER, 0], &[], -11, &fds), of_socket);
    assert_eq!(
        with_fds("connect", &[3, POINTER, 16], &[Captured::Fault], -14, &fds),
        format!("{of_socket} syscall.unreadable=[uservaddr]"),
        "an address that can't be read hides nothing"
    );
}

#[test]
fn addresses_of_our_own_and_of_other_families() {
    let path = sockaddr(libc::AF_UNIX, b"/run/app.sock\0");
    let shown = "fd=3 sockaddr.family=AF_UNIX network.local.address=/run/app.sock syscall.fd.inode=42 \
                 syscall.fd.type=socket \
                 network.transport=unix";
    let bound = with_fds("bind", &[3, POINTER, 16], &[Captured::Whole(&path)], 0, &|_| {
        Some(unix([b"/run/app.sock", b""]))
    });
    assert_eq!(bound, shown);
    assert_eq!(
        of("connect", &[3, POINTER, 8], &[Captured::Whole(&sockaddr(libc::AF_UNIX, b"\0dbus"))], 0),
        "fd=3 sockaddr.family=AF_UNIX network.peer.address=@dbus network.transport=unix"
    );
    let unnamed = sockaddr(libc::AF_UNIX, b"");
    assert_eq!(
        of("accept4", &[3, POINTER, POINTER, 0], &[Captured::Whole(&unnamed)], 9),
        "fd=3 sockaddr.family=AF_UNIX network.transport=unix syscall.fd.returned=9"
    );
    let mut v6 = [0; 26];
    (v6[0], v6[1], v6[21]) = (0x1f, 0x90, 1);
    assert_eq!(
        of(
            "recvfrom",
            &[3, POINTER, 64, 0, POINTER, POINTER],
            &[Captured::Whole(&sockaddr(libc::AF_INET6, &v6))],
            5
        ),
        "fd=3 sockaddr.family=AF_INET6 network.type=ipv6 network.peer.address=::1 network.peer.port=8080"
    );
    assert_eq!(
        of(
            "getsockname",
            &[3, POINTER, POINTER],
            &[Captured::Whole(&sockaddr(libc::AF_NETLINK, &[0; 10]))],
            0
        ),
        "fd=3 sockaddr.family=AF_NETLINK"
    );
}
