//! What roles make of a call: descriptors, paths, bytes, processes. Attributes are in the order in which they are shown.

use super::{
    super::*,
    support::{POINTER, call, of, shown, text, with_fds},
};
use crate::open_file::tests as files;

const AT_FDCWD: u64 = libc::AT_FDCWD as u64;

/// The capture of a regular file with that path, of two names.
fn file(path: &str) -> Vec<u8> {
    let names: Vec<_> = path.trim_start_matches('/').rsplit('/').collect();
    files::file(libc::S_IFREG, 0xef53, &names)
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
        "syscall.memory.operation=map syscall.memory.size=4096 \
         syscall.memory.protection=[PROT_READ] syscall.memory.flags=[MAP_PRIVATE] syscall.file.offset=0 \
         syscall.memory.returned_address=0x7000"
    );
    assert_eq!(
        of("sendfile", &[4, 3, 0, 100], &[], 64),
        "fd=4 syscall.fd.second=3 syscall.bytes.requested=100 bytes=64"
    );
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
    assert_eq!(
        with_fds("newfstatat", &[3, POINTER, POINTER, 0x1000], &[empty], 0, &fds),
        same.replacen("fd=3", "fd=3 syscall.at.flags=[AT_EMPTY_PATH]", 1)
    );
    let futimens = same.replacen("fd=3", "fd=3 syscall.file.times=[now,now]", 1);
    assert_eq!(with_fds("utimensat", &[3, 0, 0, 0], &[], 0, &fds), futimens, "as futimens does it");
    let no_entry = -i64::from(libc::ENOENT);
    assert_eq!(
        with_fds("newfstatat", &[3, POINTER, POINTER, 0], &[empty], no_entry, &fds),
        "syscall.dirfd=3 syscall.dirfd.path=/srv/data file.path=",
        "without AT_EMPTY_PATH an empty path names nothing"
    );
    assert_eq!(
        with_fds("newfstatat", &[3, POINTER, POINTER, 0], &[Captured::Fault], -14, &fds),
        "syscall.dirfd=3 syscall.dirfd.path=/srv/data syscall.unreadable=[filename]"
    );
}

#[test]
fn bytes_by_the_rules_of_their_call() {
    assert_eq!(
        of("mq_timedsend", &[5, POINTER, 32, 1, 0], &[], 0),
        "fd=5 syscall.message.priority=1 syscall.timeout.infinite=true bytes=32"
    );
    assert_eq!(of("msgsnd", &[1, POINTER, 32, 0], &[], -11), "syscall.sysv.id=1");
    let name = [Captured::Whole(b"user.a".as_slice())];
    assert_eq!(of("fgetxattr", &[3, POINTER, 0, 0], &name, 40), "fd=3 syscall.xattr.name=user.a");
    assert_eq!(
        of("process_madvise", &[5, POINTER, 2, 4, 0], &[], 8192),
        "fd=5 syscall.vector.count=2 syscall.memory.advice=MADV_DONTNEED syscall.memory.operation=advise \
         syscall.memory.size=8192"
    );
    assert_eq!(
        of("recvmmsg", &[3, POINTER, 8, 0, 0], &[], 2),
        "fd=3 syscall.message.count=8 syscall.timeout.infinite=true syscall.message.done=2"
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
        let all = shown(syscall, call).into_iter();
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
