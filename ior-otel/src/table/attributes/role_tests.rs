//! What each role makes of a call, on calls as programs make them. Values are in the order in which they are shown.

use super::{
    tests::{call, shown},
    *,
};
use crate::enrich::fd::FdType;
use opentelemetry_proto::tonic::common::v1::any_value::Value;

/// A call by name with its arguments, the memory behind its captures, and its return value.
fn of(name: &str, args: &[u64], memory: &[Captured<'_>], return_value: i64) -> String {
    with_fds(name, args, memory, return_value, &|_| None)
}

/// The attributes that are the call's own, as text: `key=value key=value`.
fn with_fds(
    name: &str,
    args: &[u64],
    memory: &[Captured<'_>],
    return_value: i64,
    fds: &dyn Fn(i32) -> Option<FdInfo>,
) -> String {
    let syscall = Syscall::by_name(name).expect("a row");
    let mut call = Call { return_value, ..call(0) };
    call.args[..args.len()].copy_from_slice(args);
    for (slot, memory) in call.captures.iter_mut().zip(memory) {
        *slot = Some(*memory);
    }
    let common = |key: &str| keys::OF_ANY.contains(&key) && key != keys::TRUNCATED && key != keys::UNREADABLE;
    let own = shown(Some(syscall), &call, fds).into_iter().filter(|(key, _)| !common(key));
    own.map(|(key, value)| format!("{key}={}", text(&value))).collect::<Vec<_>>().join(" ")
}

fn text(value: &Value) -> String {
    match value {
        Value::StringValue(text) => text.clone(),
        Value::IntValue(int) => int.to_string(),
        Value::DoubleValue(double) => double.to_string(),
        Value::BoolValue(bool) => bool.to_string(),
        Value::ArrayValue(array) => {
            let texts = array.values.iter().filter_map(|value| value.value.as_ref()).map(text);
            format!("[{}]", texts.collect::<Vec<_>>().join(","))
        }
        other => panic!("{other:?} is no attribute of ours"),
    }
}

const AT_FDCWD: u64 = libc::AT_FDCWD as u64;
const POINTER: u64 = 0x7fff_0000;

fn sockaddr(family: i32, rest: &[u8]) -> Vec<u8> {
    [&(family as u16).to_ne_bytes(), rest].concat()
}

fn words(first: i64, second: i64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&first.to_ne_bytes());
    bytes[8..].copy_from_slice(&second.to_ne_bytes());
    bytes
}

fn file(path: &str) -> FdInfo {
    FdInfo {
        fd_type: FdType::File,
        path: Some(path.to_owned()),
        transport: None,
        family: None,
        local: None,
        peer: None,
    }
}

fn udp() -> FdInfo {
    FdInfo {
        fd_type: FdType::Socket,
        path: None,
        transport: Some("udp"),
        family: Some(libc::AF_INET as u16),
        local: "10.0.0.1:5353".parse().ok(),
        peer: "10.0.0.2:53".parse().ok(),
    }
}

#[test]
fn descriptors_are_what_they_lead_to() {
    let log = |fd| (fd == 3).then(|| file("/var/log/app.log"));
    assert_eq!(
        with_fds("write", &[3, POINTER, 10], &[], 7, &log),
        "fd=3 syscall.fd.type=file file.path=/var/log/app.log bytes=7"
    );
    assert_eq!(with_fds("write", &[9, POINTER, 10], &[], -9, &log), "fd=9");
    assert_eq!(
        with_fds("mmap", &[0, 4096, 1, 2, u64::MAX, 0], &[], 0x7000, &log),
        "syscall.memory.operation=map syscall.memory.size=4096"
    );
    assert_eq!(of("sendfile", &[4, 3, 0, 100], &[], 64), "fd=4 syscall.fd.second=3 bytes=64");
    assert_eq!(of("socket", &[2, 1, 0], &[], 5).split(' ').next_back(), Some("syscall.fd.returned=5"));
}

#[test]
fn paths_and_directories() {
    let etc = Captured::Whole(b"etc/hosts");
    assert_eq!(
        of("openat", &[AT_FDCWD, POINTER, libc::O_CLOEXEC as u64], &[etc], 3),
        "file.path=etc/hosts syscall.open.flags=[O_RDONLY,O_CLOEXEC] syscall.fd.returned=3"
    );
    assert_eq!(
        of("openat", &[7, POINTER, libc::O_WRONLY as u64], &[Captured::Part(b"long")], -36),
        "syscall.dirfd=7 file.path=long syscall.open.flags=[O_WRONLY] syscall.truncated=[file.path]"
    );
    assert_eq!(of("stat", &[POINTER, POINTER], &[Captured::Fault], -14), "syscall.unreadable=[filename]");
    assert_eq!(
        of("renameat2", &[AT_FDCWD, POINTER, 8, POINTER], &[Captured::Whole(b"a"), Captured::Whole(b"b")], 0),
        "file.path=a syscall.new_dirfd=8 syscall.file.new_path=b"
    );
    assert_eq!(
        of("symlinkat", &[POINTER, 8, POINTER], &[Captured::Whole(b"target"), Captured::Whole(b"link")], 0),
        "file.path=target syscall.new_dirfd=8 syscall.file.new_path=link"
    );
    let how = (libc::O_CREAT | libc::O_RDWR) as i64;
    let how = how.to_ne_bytes();
    assert_eq!(
        of("openat2", &[AT_FDCWD, POINTER, POINTER, 24], &[etc, Captured::Whole(&how)], -2),
        "file.path=etc/hosts syscall.open.flags=[O_RDWR,O_CREAT]"
    );
    assert_eq!(
        of("execve", &[POINTER, POINTER, POINTER], &[Captured::Whole(b"/bin/sh")], 0),
        "file.path=/bin/sh"
    );
    assert_eq!(
        of("memfd_create", &[POINTER, 0], &[Captured::Whole(b"cache")], 4),
        "syscall.memfd.name=cache syscall.fd.returned=4"
    );
}

#[test]
fn a_call_without_a_path_is_about_its_descriptor() {
    let fds = |_| Some(file("/srv/data"));
    let same = "fd=3 syscall.fd.type=file file.path=/srv/data";
    let empty = Captured::Whole(b"");
    assert_eq!(with_fds("newfstatat", &[3, POINTER, POINTER, 0x1000], &[empty], 0, &fds), same);
    assert_eq!(with_fds("utimensat", &[3, 0, 0, 0], &[], 0, &fds), same, "as futimens does it");
    let no_entry = -i64::from(libc::ENOENT);
    assert_eq!(
        with_fds("newfstatat", &[3, POINTER, POINTER, 0], &[empty], no_entry, &fds),
        "syscall.dirfd=3 file.path=",
        "without AT_EMPTY_PATH an empty path names nothing"
    );
    assert_eq!(
        with_fds("newfstatat", &[3, POINTER, POINTER, 0], &[Captured::Fault], -14, &fds),
        "syscall.dirfd=3 syscall.unreadable=[filename]"
    );
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
                syscall.fd.type=socket network.local.address=10.0.0.1 network.local.port=5353 network.transport=udp";
    assert_eq!(with_fds("connect", &[3, POINTER, 16], &[Captured::Whole(&v4)], 0, &fds), both);
    assert_eq!(
        with_fds("sendmsg", &[3, POINTER, 0], &[Captured::Whole(&v4)], 12, &fds),
        format!("{both} bytes=12")
    );
    let of_socket = "fd=3 syscall.fd.type=socket sockaddr.family=AF_INET network.type=ipv4 \
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
    let unix = FdInfo {
        fd_type: FdType::Socket,
        path: Some("/run/app.sock".to_owned()),
        transport: Some("unix"),
        family: Some(libc::AF_UNIX as u16),
        local: None,
        peer: None,
    };
    let path = sockaddr(libc::AF_UNIX, b"/run/app.sock\0");
    let shown = "fd=3 sockaddr.family=AF_UNIX network.local.address=/run/app.sock syscall.fd.type=socket \
                 network.transport=unix";
    let bound = with_fds("bind", &[3, POINTER, 16], &[Captured::Whole(&path)], 0, &|_| Some(unix.clone()));
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
        "fd=3 sockaddr.family=AF_INET6 network.type=ipv6 network.peer.address=::1 network.peer.port=8080 bytes=5"
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

#[test]
fn bytes_by_the_rules_of_their_call() {
    let receive = |flags: i32, returned| of("recvfrom", &[3, POINTER, 10, flags as u64, 0, 0], &[], returned);
    assert_eq!(receive(0, 8), "fd=3 bytes=8");
    assert_eq!(receive(libc::MSG_PEEK, 8), "fd=3 syscall.message.flags=[MSG_PEEK] bytes=0");
    assert_eq!(receive(libc::MSG_TRUNC, 99), "fd=3 syscall.message.flags=[MSG_TRUNC] bytes=10");
    assert_eq!(
        of("mq_timedsend", &[5, POINTER, 32, 1, 0], &[], 0),
        "fd=5 syscall.timeout.infinite=true bytes=32"
    );
    assert_eq!(of("msgsnd", &[1, POINTER, 32, 0], &[], -11), "");
    let name = [Captured::Whole(b"user.a".as_slice())];
    assert_eq!(of("fgetxattr", &[3, POINTER, 0, 0], &name, 40), "fd=3 syscall.xattr.name=user.a bytes=0");
    assert_eq!(
        of("fgetxattr", &[3, POINTER, POINTER, 64], &name, 40),
        "fd=3 syscall.xattr.name=user.a bytes=40"
    );
    assert_eq!(
        of("process_madvise", &[5, POINTER, 2, 4, 0], &[], 8192),
        "fd=5 syscall.memory.operation=advise syscall.memory.size=8192"
    );
    assert_eq!(of("recvmmsg", &[3, POINTER, 8, 0, 0], &[], 2), "fd=3 syscall.timeout.infinite=true");
}

#[test]
fn waiting_for_descriptors() {
    assert_eq!(
        of("epoll_wait", &[4, POINTER, 64, 300], &[], 2),
        "fd=4 syscall.poll.max_events=64 syscall.timeout=0.3 syscall.ready.count=2"
    );
    assert_eq!(
        of("poll", &[POINTER, 3, u64::from(u32::MAX)], &[], -4),
        "syscall.poll.watched=3 syscall.timeout.infinite=true"
    );
    assert_eq!(
        of("ppoll", &[POINTER, 3, POINTER, 0, 8], &[Captured::Whole(&words(1, 500_000_000))], 0),
        "syscall.poll.watched=3 syscall.timeout=1.5 syscall.ready.count=0"
    );
    assert_eq!(
        of("select", &[9, 0, 0, 0, POINTER], &[Captured::Whole(&words(0, 250_000))], 1),
        "syscall.poll.watched=9 syscall.timeout=0.25 syscall.ready.count=1"
    );
    assert_eq!(
        of("pselect6", &[9, 0, 0, 0, 0, 0], &[], 1),
        "syscall.poll.watched=9 syscall.timeout.infinite=true syscall.ready.count=1"
    );
    assert_eq!(
        of("epoll_pwait2", &[4, POINTER, 1, POINTER, 0, 8], &[Captured::Fault], -14),
        "fd=4 syscall.poll.max_events=1 syscall.unreadable=[timeout]"
    );
}

#[test]
fn sleeping() {
    let wait = words(0, 200_000_000);
    assert_eq!(of("nanosleep", &[POINTER, 0], &[Captured::Whole(&wait)], 0), "syscall.sleep.requested=0.2");
    let sleep = |clock: i32, flags: i32, time: [u8; 16]| {
        of("clock_nanosleep", &[clock as u64, flags as u64, POINTER, 0], &[Captured::Whole(&time)], 0)
    };
    assert_eq!(
        sleep(libc::CLOCK_BOOTTIME, 0, wait),
        "syscall.clock=CLOCK_BOOTTIME syscall.sleep.requested=0.2"
    );
    // The calls of these tests start one second after the clock's zero.
    assert_eq!(
        sleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, words(1, 750_000_000)),
        "syscall.clock=CLOCK_MONOTONIC syscall.sleep.absolute=true syscall.sleep.requested=0.75"
    );
    assert_eq!(
        sleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, words(0, 5)),
        "syscall.clock=CLOCK_MONOTONIC syscall.sleep.absolute=true syscall.sleep.requested=0",
        "a point in the past"
    );
    assert_eq!(
        sleep(libc::CLOCK_REALTIME, libc::TIMER_ABSTIME, words(1_700_000_000, 0)),
        "syscall.clock=CLOCK_REALTIME syscall.sleep.absolute=true syscall.deadline=1700000000"
    );
}

#[test]
fn futexes() {
    let futex = |op: i32, time: &[Captured<'_>]| {
        let pointer = if time.is_empty() { 0 } else { POINTER };
        of("futex", &[0x1000, op as u64, 7, pointer, 0, u64::MAX], time, 0)
    };
    let private = "syscall.futex.flags=[FUTEX_PRIVATE_FLAG] syscall.futex.value=7";
    let (wait, later) = (words(0, 100_000_000), words(1, 500_000_000));
    assert_eq!(
        futex(libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG, &[Captured::Whole(&wait)]),
        format!("syscall.futex.address=0x1000 syscall.futex.op=FUTEX_WAIT {private} syscall.timeout=0.1")
    );
    assert_eq!(
        futex(libc::FUTEX_WAIT_BITSET | libc::FUTEX_PRIVATE_FLAG, &[Captured::Whole(&later)]),
        format!(
            "syscall.futex.address=0x1000 syscall.futex.op=FUTEX_WAIT_BITSET {private} syscall.timeout=0.5"
        ),
        "a point in time"
    );
    assert_eq!(
        futex(libc::FUTEX_WAIT, &[]),
        "syscall.futex.address=0x1000 syscall.futex.op=FUTEX_WAIT syscall.futex.value=7 syscall.timeout.infinite=true"
    );
    let epoch = words(1_700_000_000, 0);
    assert_eq!(
        futex(libc::FUTEX_WAIT_BITSET | libc::FUTEX_CLOCK_REALTIME, &[Captured::Whole(&epoch)]),
        "syscall.futex.address=0x1000 syscall.futex.op=FUTEX_WAIT_BITSET \
         syscall.futex.flags=[FUTEX_CLOCK_REALTIME] syscall.futex.value=7 syscall.deadline=1700000000"
    );
    assert_eq!(
        futex(libc::FUTEX_LOCK_PI, &[Captured::Whole(&epoch)]),
        "syscall.futex.address=0x1000 syscall.futex.op=FUTEX_LOCK_PI syscall.futex.value=7 syscall.deadline=1700000000",
        "always the wall clock"
    );
    assert_eq!(
        futex(libc::FUTEX_REQUEUE, &[Captured::Fault]),
        "syscall.futex.address=0x1000 syscall.futex.op=FUTEX_REQUEUE syscall.futex.value=7",
        "its fourth argument is a number"
    );
    assert_eq!(
        of(
            "futex_wait",
            &[0x1000, 7, 1, 2, POINTER, libc::CLOCK_MONOTONIC as u64],
            &[Captured::Whole(&later)],
            -i64::from(libc::ETIMEDOUT)
        ),
        "syscall.futex.address=0x1000 syscall.futex.value=7 syscall.timeout=0.5 syscall.clock=CLOCK_MONOTONIC"
    );
}

#[test]
fn processes_and_signals() {
    assert_eq!(of("kill", &[42, 15], &[], 0), "syscall.target.pid=42 syscall.signal=SIGTERM");
    assert_eq!(of("tkill", &[43, 9], &[], 0), "syscall.target.tid=43 syscall.signal=SIGKILL");
    assert_eq!(
        of("tgkill", &[42, 43, 6], &[], 0),
        "syscall.target.pid=42 syscall.target.tid=43 syscall.signal=SIGABRT"
    );
    assert_eq!(of("exit_group", &[0x1_ff03], &[], 0), "syscall.exit_code=3");
    assert_eq!(of("getpid", &[], &[], 42), "");
}

#[test]
fn what_every_call_has() {
    let openat = Syscall::by_name("openat").expect("openat");
    let failed = Call { return_value: -i64::from(libc::EAGAIN), ..call(257) };
    let line = |syscall, call: &Call<'_>| {
        let all = shown(syscall, call, &|_| None).into_iter();
        all.map(|(key, value)| format!("{key}={}", text(&value))).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        line(Some(openat), &failed),
        "syscall.name=openat syscall.family=fs syscall.kind=open syscall.number=257 syscall.return_value=-11 \
         syscall.errno=EAGAIN syscall.dirfd=0 syscall.open.flags=[O_RDONLY] \
         syscall.args=[dfd=0,filename=0,flags=0,mode=0]"
    );
    let killed = Call { unfinished: true, return_value: -2, ..call(999) };
    assert_eq!(
        line(None, &killed),
        "syscall.name=syscall_999 syscall.family=other syscall.kind=null syscall.number=999"
    );
    let compat = Call { abi: ior_common::thread::ABI_COMPAT, ..call(4) };
    assert_eq!(
        line(None, &compat),
        "syscall.name=compat_syscall_4 syscall.family=other syscall.kind=null syscall.number=4 syscall.abi=compat \
         syscall.return_value=0"
    );
}
