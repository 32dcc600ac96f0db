//! What arguments make of calls as programs make them; the numbers are those that strace shows for the same calls.

use super::{
    super::Captured,
    support::{POINTER, of},
};

const AT_FDCWD: u64 = libc::AT_FDCWD as u64;

/// A call without memory behind its arguments.
fn plain(name: &str, args: &[u64], return_value: i64) -> String {
    of(name, args, &[], return_value)
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_ne_bytes()).collect()
}

fn longs(longs: &[u64]) -> Vec<u8> {
    longs.iter().flat_map(|long| long.to_ne_bytes()).collect()
}

#[test]
fn files() {
    let path = Captured::Whole(b"f");
    let access = |mode| of("access", &[POINTER, mode], &[path], 0);
    assert_eq!(access(0), "file.path=f syscall.access.mode=[F_OK]");
    assert_eq!(access(6), "file.path=f syscall.access.mode=[R_OK,W_OK]");
    assert_eq!(of("chmod", &[POINTER, 0o4755], &[path], 0), "file.path=f syscall.file.mode=04755");
    assert_eq!(
        of("lchown", &[POINTER, 1000, u64::from(u32::MAX)], &[path], 0),
        "file.path=f syscall.user.id=1000 syscall.group.id=-1"
    );
    let create = (libc::O_WRONLY | libc::O_CREAT | libc::O_TRUNC) as u64;
    assert_eq!(
        of("openat", &[AT_FDCWD, POINTER, create, 0o644], &[path], -13),
        "file.path=f syscall.open.flags=[O_WRONLY,O_CREAT,O_TRUNC] syscall.file.mode=0644"
    );
    let how = longs(&[libc::O_RDONLY as u64, 0, 0x18]);
    assert_eq!(
        of("openat2", &[AT_FDCWD, POINTER, POINTER, 24], &[path, Captured::Whole(&how)], -18),
        "file.path=f syscall.open.flags=[O_RDONLY] syscall.open.resolve=[RESOLVE_BENEATH,RESOLVE_IN_ROOT]"
    );
    assert_eq!(
        of("mknodat", &[AT_FDCWD, POINTER, 0o020_666, 0x103], &[path], 0),
        "file.path=f syscall.file.node_type=S_IFCHR syscall.file.mode=0666 syscall.file.device=1:3"
    );
    assert_eq!(
        plain("lseek", &[3, (-10_i64) as u64, 2], 90),
        "fd=3 syscall.file.offset=-10 syscall.seek.whence=SEEK_END syscall.file.position=90"
    );
    assert_eq!(
        plain("fallocate", &[3, 3, 4096, 8192], 0),
        "fd=3 syscall.fallocate.mode=[FALLOC_FL_KEEP_SIZE,FALLOC_FL_PUNCH_HOLE] syscall.file.offset=4096 \
         syscall.file.length=8192"
    );
    assert_eq!(
        plain("fadvise64", &[3, 0, 100, 4], 0),
        "fd=3 syscall.file.offset=0 syscall.file.length=100 syscall.file.advice=POSIX_FADV_DONTNEED"
    );
    assert_eq!(plain("flock", &[3, 6], -11), "fd=3 syscall.flock.operation=[LOCK_EX,LOCK_NB]");
    assert_eq!(
        of("statx", &[AT_FDCWD, POINTER, 0x100, 0x7ff, POINTER], &[path], 0),
        "file.path=f syscall.at.flags=[AT_SYMLINK_NOFOLLOW] syscall.statx.mask=[STATX_BASIC_STATS]"
    );
    assert_eq!(
        of("unlinkat", &[AT_FDCWD, POINTER, 0x200], &[path], 0),
        "file.path=f syscall.at.flags=[AT_REMOVEDIR]"
    );
    assert_eq!(
        of("faccessat2", &[AT_FDCWD, POINTER, 1, 0x200], &[path], 0),
        "file.path=f syscall.access.mode=[X_OK] syscall.at.flags=[AT_EACCESS]"
    );
}

#[test]
fn times_of_files() {
    let path = Captured::Whole(b"f");
    let nanos = longs(&[0, libc::UTIME_OMIT as u64, 1_700_000_000, 5]);
    assert_eq!(
        of("utimensat", &[AT_FDCWD, POINTER, POINTER, 0], &[path, Captured::Whole(&nanos)], 0),
        "file.path=f syscall.file.times=[unchanged,2023-11-14T22:13:20.000000005Z]"
    );
    let micros = longs(&[1, 500_000, u64::MAX, 0]);
    assert_eq!(
        of("utimes", &[POINTER, POINTER], &[path, Captured::Whole(&micros)], 0),
        "file.path=f syscall.file.times=[1970-01-01T00:00:01.500000000Z,-1.000000000]"
    );
    assert_eq!(of("utime", &[POINTER, 0], &[path], 0), "file.path=f syscall.file.times=[now,now]");
}

#[test]
fn commands_of_descriptors() {
    let fcntl = |command: i32, argument: u64, result| plain("fcntl", &[3, command as u64, argument], result);
    assert_eq!(
        fcntl(libc::F_SETFL, libc::O_NONBLOCK as u64, 0),
        "fd=3 syscall.fcntl.command=F_SETFL syscall.fcntl.flags=[O_RDONLY,O_NONBLOCK]"
    );
    assert_eq!(
        fcntl(libc::F_GETFL, 0, 0o100_002),
        "fd=3 syscall.fcntl.command=F_GETFL syscall.fcntl.flags=[O_RDWR,O_LARGEFILE]"
    );
    assert_eq!(
        fcntl(libc::F_DUPFD_CLOEXEC, 10, 12),
        "fd=3 syscall.fcntl.command=F_DUPFD_CLOEXEC syscall.fcntl.value=10 syscall.fd.returned=12"
    );
    assert_eq!(
        fcntl(libc::F_GETFD, 0, 1),
        "fd=3 syscall.fcntl.command=F_GETFD syscall.fcntl.flags=[FD_CLOEXEC]"
    );
    assert_eq!(fcntl(libc::F_SETLKW, POINTER, -35), "fd=3 syscall.fcntl.command=F_SETLKW");
    assert_eq!(plain("ioctl", &[3, 0x5413, POINTER], -25), "fd=3 syscall.ioctl.request=TIOCGWINSZ");
    assert_eq!(
        plain("dup3", &[3, 7, libc::O_CLOEXEC as u64], 7),
        "fd=3 syscall.fd.second=7 syscall.fd.flags=[O_CLOEXEC] syscall.fd.returned=7"
    );
    assert_eq!(
        plain("close_range", &[3, u64::from(u32::MAX), 4], 0),
        "fd=3 syscall.fd.flags=[CLOSE_RANGE_CLOEXEC]"
    );
}

#[test]
fn mounts() {
    let [none, to, kind] = [b"none".as_slice(), b"/mnt", b"tmpfs"].map(Captured::Whole);
    assert_eq!(
        of("mount", &[POINTER, POINTER, POINTER, 0x5000, 0], &[none, to, kind], 0),
        "file.path=none syscall.file.new_path=/mnt syscall.mount.type=tmpfs syscall.mount.flags=[MS_BIND,MS_REC]"
    );
    assert_eq!(of("umount2", &[POINTER, 2], &[to], 0), "file.path=/mnt syscall.mount.flags=[MNT_DETACH]");
    assert_eq!(
        of("fsconfig", &[3, 1, POINTER, POINTER, 0], &[Captured::Whole(b"size")], 0),
        "fd=3 syscall.mount.command=FSCONFIG_SET_STRING syscall.mount.option=size"
    );
    assert_eq!(
        of("quotactl", &[0x8000_0701, POINTER, 5, POINTER], &[to], -3),
        "syscall.quota.command=Q_GETQUOTA syscall.quota.type=GRPQUOTA file.path=/mnt syscall.quota.id=5"
    );
    let request = longs(&[24, 77, 0]);
    assert_eq!(
        of("statmount", &[POINTER, POINTER + 4096, 512, 0], &[Captured::Whole(&request)], 0),
        "syscall.mount.id=77"
    );
}

#[test]
fn sockets_and_their_options() {
    assert_eq!(plain("listen", &[3, 128], 0), "fd=3 syscall.socket.backlog=128");
    assert_eq!(plain("shutdown", &[3, 1], 0), "fd=3 syscall.socket.shutdown=SHUT_WR");
    let set = |level: i32, option: i32, value: &[u8]| {
        of(
            "setsockopt",
            &[3, level as u64, option as u64, POINTER, value.len() as u64],
            &[Captured::Whole(value)],
            0,
        )
    };
    assert_eq!(
        set(libc::SOL_SOCKET, libc::SO_REUSEADDR, &words(&[1])),
        "fd=3 syscall.socket.level=SOL_SOCKET syscall.socket.option=SO_REUSEADDR syscall.socket.option_value=1"
    );
    assert_eq!(
        set(libc::SOL_TCP, libc::TCP_NODELAY, &words(&[1])),
        "fd=3 syscall.socket.level=SOL_TCP syscall.socket.option=TCP_NODELAY syscall.socket.option_value=1"
    );
    assert_eq!(
        set(libc::SOL_IPV6, libc::IPV6_V6ONLY, &[0; 8]),
        "fd=3 syscall.socket.level=SOL_IPV6 syscall.socket.option=IPV6_V6ONLY"
    );
    assert_eq!(
        plain("getsockopt", &[3, 9999, 4, POINTER, POINTER], -92),
        "fd=3 syscall.socket.level=SOL_9999 syscall.socket.option=4"
    );
    let pair = words(&[5, 6]);
    assert_eq!(
        of("socketpair", &[1, 1, 0, POINTER], &[Captured::Whole(&pair)], 0),
        "sockaddr.family=AF_UNIX syscall.socket.type=SOCK_STREAM syscall.fd.first=5 syscall.fd.second=6"
    );
    assert_eq!(
        plain("splice", &[3, 0, 4, 0, 4096, 3], 100),
        "fd=3 syscall.fd.second=4 syscall.bytes.requested=4096 \
         syscall.splice.flags=[SPLICE_F_MOVE,SPLICE_F_NONBLOCK] bytes=100"
    );
}

#[test]
fn communication() {
    let pair = words(&[5, 6]);
    assert_eq!(
        of("pipe2", &[POINTER, libc::O_CLOEXEC as u64], &[Captured::Whole(&pair)], 0),
        "syscall.fd.first=5 syscall.fd.second=6 syscall.fd.flags=[O_CLOEXEC]"
    );
    assert_eq!(
        plain("eventfd2", &[7, 0o2_000_001], 3),
        "syscall.eventfd.initial_value=7 syscall.fd.flags=[EFD_CLOEXEC,EFD_SEMAPHORE] syscall.fd.returned=3"
    );
    let mask = longs(&[1 << 14 | 1 << 1]);
    assert_eq!(
        of("signalfd4", &[u64::from(u32::MAX), POINTER, 8, 0], &[Captured::Whole(&mask)], 3),
        "syscall.signals=[SIGINT,SIGTERM] syscall.fd.returned=3"
    );
    assert_eq!(
        of("inotify_add_watch", &[3, POINTER, 0x302], &[Captured::Whole(b"/etc")], 1),
        "fd=3 file.path=/etc syscall.watch.mask=[IN_MODIFY,IN_CREATE,IN_DELETE] syscall.watch.id=1"
    );
    assert_eq!(
        plain("semget", &[0, 2, 0o1600], 9),
        "syscall.sysv.key=IPC_PRIVATE syscall.sysv.count=2 syscall.sysv.flags=[IPC_CREAT] syscall.file.mode=0600 \
         syscall.sysv.id=9"
    );
    assert_eq!(
        plain("shmget", &[0x1234, 65536, 0o666], -2),
        "syscall.sysv.key=0x1234 syscall.sysv.size=65536 syscall.file.mode=0666"
    );
    assert_eq!(
        of("msgsnd", &[4, POINTER, 32, 0o4000], &[Captured::Whole(&longs(&[7]))], 0),
        "syscall.sysv.id=4 syscall.message.type=7 syscall.sysv.flags=[IPC_NOWAIT] bytes=32"
    );
    assert_eq!(
        plain("semctl", &[4, 1, 12, 0], 5),
        "syscall.sysv.id=4 syscall.sysv.semaphore=1 syscall.sysv.command=GETVAL"
    );
    let timer = longs(&[0, 500_000_000, 2, 0]);
    assert_eq!(
        of("timerfd_settime", &[3, 1, POINTER, 0], &[Captured::Whole(&timer)], 0),
        "fd=3 syscall.timer.flags=[TFD_TIMER_ABSTIME] syscall.timer.interval=0.5 syscall.timer.value=2"
    );
}

#[test]
fn memory() {
    assert_eq!(
        plain("mmap", &[0, 8192, 3, 0x22, u64::from(u32::MAX), 0], 0x7000),
        "syscall.memory.operation=map syscall.memory.size=8192 syscall.memory.protection=[PROT_READ,PROT_WRITE] \
         syscall.memory.flags=[MAP_PRIVATE,MAP_ANONYMOUS] syscall.memory.returned_address=0x7000"
    );
    // Anonymous: what stands in the place of the descriptor is none.
    assert!(!plain("mmap", &[0, 8192, 0, 0x22, 3, 0], 0x7000).contains("fd="));
    assert_eq!(
        plain("madvise", &[0x1000, 4096, 4], 0),
        "syscall.memory.address=0x1000 syscall.memory.operation=advise syscall.memory.size=4096 \
         syscall.memory.advice=MADV_DONTNEED"
    );
    assert_eq!(
        plain("mremap", &[0x1000, 4096, 8192, 1, 0], 0x7000),
        "syscall.memory.address=0x1000 syscall.memory.old_size=4096 syscall.memory.operation=remap \
         syscall.memory.size=8192 syscall.memory.flags=[MREMAP_MAYMOVE] syscall.memory.returned_address=0x7000"
    );
    assert_eq!(
        plain("set_mempolicy", &[0x8002, POINTER, 64], 0),
        "syscall.memory.policy=MPOL_BIND syscall.memory.policy_flags=[MPOL_F_STATIC_NODES]"
    );
}

#[test]
fn processes() {
    assert_eq!(
        plain("clone", &[0x0120_0011, 0, 0, POINTER, 0], 42),
        "syscall.clone.flags=[CLONE_CHILD_CLEARTID,CLONE_CHILD_SETTID] syscall.clone.exit_signal=SIGCHLD \
         syscall.child.pid=42"
    );
    let arguments = longs(&[0x1_0000_0100, 0, 0, 0, 17]);
    assert_eq!(
        of("clone3", &[POINTER, 88], &[Captured::Whole(&arguments)], 43),
        "syscall.clone.flags=[CLONE_VM,CLONE_CLEAR_SIGHAND] syscall.clone.exit_signal=SIGCHLD syscall.child.pid=43"
    );
    let wait = |status: u32, result| {
        of("wait4", &[u64::from(u32::MAX), POINTER, 1, 0], &[Captured::Whole(&words(&[status]))], result)
    };
    let any = "syscall.target.pid=-1";
    let options = "syscall.wait.options=[WNOHANG]";
    assert_eq!(
        wait(0x300, 42),
        format!("{any} syscall.child.exit_code=3 syscall.child.state=exited {options} syscall.child.pid=42")
    );
    for (status, said) in [
        (9, "syscall.child.state=killed syscall.child.signal=SIGKILL"),
        (0x86, "syscall.child.state=dumped syscall.child.signal=SIGABRT"),
        (0x137f, "syscall.child.state=stopped syscall.child.signal=SIGSTOP"),
        (0xffff, "syscall.child.state=continued syscall.child.signal=SIGCONT"),
        (
            0x3_057f,
            "syscall.child.ptrace_event=PTRACE_EVENT_CLONE syscall.child.state=trapped syscall.child.signal=SIGTRAP",
        ),
    ] {
        assert_eq!(wait(status, 42), format!("{any} {said} {options} syscall.child.pid=42"));
    }
    assert_eq!(wait(77, 0), format!("{any} {options}"), "no child has ended");
    assert_eq!(
        plain("waitid", &[1, 42, 0, 4, 0], -10),
        "syscall.wait.id_type=P_PID syscall.target.pid=42 syscall.wait.options=[WEXITED]"
    );
    assert_eq!(plain("prctl", &[1, 15], 0), "syscall.prctl.option=PR_SET_PDEATHSIG syscall.signal=SIGTERM");
    assert_eq!(
        plain("prctl", &[28, 0x2f], 0),
        "syscall.prctl.option=PR_SET_SECUREBITS \
         syscall.prctl.value=SECBIT_NOROOT|SECBIT_NOROOT_LOCKED|SECBIT_NO_SETUID_FIXUP|SECBIT_NO_SETUID_FIXUP_LOCKED|SECBIT_KEEP_CAPS_LOCKED"
    );
    assert_eq!(
        plain("prctl", &[21], 2),
        "syscall.prctl.option=PR_GET_SECCOMP syscall.prctl.value=SECCOMP_MODE_FILTER"
    );
    assert_eq!(plain("prctl", &[38, 1], 0), "syscall.prctl.option=PR_SET_NO_NEW_PRIVS syscall.prctl.value=1");
    assert_eq!(plain("prctl", &[15, POINTER], 0), "syscall.prctl.option=PR_SET_NAME");
    assert_eq!(plain("arch_prctl", &[0x1002, 0x7000], 0), "syscall.prctl.option=ARCH_SET_FS");
    let limit = longs(&[1024, u64::MAX]);
    assert_eq!(
        of("prlimit64", &[0, 7, POINTER, POINTER], &[Captured::Whole(&limit)], 0),
        "syscall.target.pid=0 syscall.rlimit.resource=RLIMIT_NOFILE syscall.unreadable=[new_rlim]",
        "what is there is the answer"
    );
    assert_eq!(
        of("prlimit64", &[0, 7, POINTER, 0], &[Captured::Whole(&limit)], 0),
        "syscall.target.pid=0 syscall.rlimit.resource=RLIMIT_NOFILE syscall.rlimit.soft=1024 syscall.rlimit.hard=-1"
    );
    assert_eq!(plain("unshare", &[0x4002_0000], 0), "syscall.clone.flags=[CLONE_NEWNS,CLONE_NEWNET]");
    assert_eq!(
        plain("setresuid", &[1, u64::from(u32::MAX), 3], 0),
        "syscall.user.id=1 syscall.user.effective_id=-1 syscall.user.saved_id=3"
    );
    assert_eq!(plain("getpriority", &[0, 5], 20), "syscall.which=PRIO_PROCESS syscall.who=5 syscall.nice=0");
    assert_eq!(plain("personality", &[0x0004_0000], 0), "syscall.personality=[PER_LINUX,ADDR_NO_RANDOMIZE]");
    assert_eq!(plain("personality", &[0xffff_ffff], 0), "syscall.personality=[QUERY]");
    assert_eq!(plain("umask", &[0o27], 0o22), "syscall.file.mode=027");
}

#[test]
fn signals_and_scheduling() {
    let set = longs(&[1 << 9]);
    assert_eq!(
        of("rt_sigprocmask", &[0, POINTER, 0, 8], &[Captured::Whole(&set)], 0),
        "syscall.signals.how=SIG_BLOCK syscall.signals=[SIGUSR1]"
    );
    assert_eq!(plain("rt_sigprocmask", &[2, 0, POINTER, 8], 0), "syscall.signals.how=SIG_SETMASK");
    assert_eq!(
        of("rt_sigtimedwait", &[POINTER, 0, 0, 8], &[Captured::Whole(&set)], 10),
        "syscall.signals=[SIGUSR1] syscall.timeout.infinite=true syscall.signal.received=SIGUSR1"
    );
    let action = longs(&[POINTER, 0x1400_0000]);
    assert_eq!(
        of("rt_sigaction", &[2, POINTER, 0, 8], &[Captured::Whole(&action)], 0),
        "syscall.signal=SIGINT syscall.signal.handler=0x7fff0000 syscall.signal.action_flags=[SA_RESTORER,SA_RESTART]"
    );
    assert_eq!(
        of("sched_setscheduler", &[0, 1, POINTER], &[Captured::Whole(&words(&[50]))], -1),
        "syscall.target.pid=0 syscall.sched.policy=SCHED_FIFO syscall.sched.priority=50"
    );
    assert_eq!(
        of("sched_setaffinity", &[0, 8, POINTER], &[Captured::Whole(&longs(&[0b1011]))], 0),
        "syscall.target.pid=0 syscall.sched.cpus=0-1,3"
    );
    assert_eq!(
        of("sched_getaffinity", &[0, 128, POINTER], &[Captured::Whole(&[0xff; 128])], 1),
        "syscall.target.pid=0 syscall.sched.cpus=0-7",
        "the kernel wrote one byte"
    );
    assert_eq!(
        plain("ioprio_set", &[1, 0, 2 << 13 | 4], 0),
        "syscall.which=IOPRIO_WHO_PROCESS syscall.who=0 syscall.ioprio.class=IOPRIO_CLASS_BE syscall.ioprio.level=4"
    );
}

#[test]
fn security() {
    let attributes = words(&[27, 0, 0, 4096]);
    assert_eq!(
        of("bpf", &[0, POINTER, 72], &[Captured::Part(&attributes)], 5),
        "syscall.bpf.command=BPF_MAP_CREATE syscall.bpf.map_type=BPF_MAP_TYPE_RINGBUF syscall.bpf.key_size=0 \
         syscall.bpf.value_size=0 syscall.bpf.max_entries=4096 syscall.bpf.attr_size=72 syscall.fd.returned=5"
    );
    // BPF_TOKEN_CREATE, which needs a user namespace to succeed.
    assert_eq!(
        of("bpf", &[36, POINTER, 8], &[Captured::Whole(&words(&[0, 7]))], 5),
        "syscall.bpf.command=BPF_TOKEN_CREATE syscall.bpf.fd=7 syscall.bpf.attr_size=8 syscall.fd.returned=5"
    );
    assert_eq!(
        plain("bpf", &[1, POINTER, 32], 0),
        "syscall.bpf.command=BPF_MAP_LOOKUP_ELEM syscall.bpf.attr_size=32"
    );
    let ruleset = longs(&[1, 3, 2]);
    assert_eq!(
        of("landlock_create_ruleset", &[POINTER, 24, 0], &[Captured::Whole(&ruleset)], 5),
        "syscall.landlock.access=[LANDLOCK_ACCESS_FS_EXECUTE] \
         syscall.landlock.network=[LANDLOCK_ACCESS_NET_BIND_TCP,LANDLOCK_ACCESS_NET_CONNECT_TCP] \
         syscall.landlock.scopes=[LANDLOCK_SCOPE_SIGNAL] syscall.fd.returned=5"
    );
    assert_eq!(
        plain("landlock_create_ruleset", &[0, 0, 1], 7),
        "syscall.landlock.flags=[LANDLOCK_CREATE_RULESET_VERSION]",
        "7 is a version"
    );
    assert_eq!(
        of("landlock_add_rule", &[5, 2, POINTER, 0], &[Captured::Whole(&longs(&[1, 443]))], 0),
        "fd=5 syscall.landlock.rule_type=LANDLOCK_RULE_NET_PORT syscall.landlock.access=[LANDLOCK_ACCESS_NET_BIND_TCP] \
         syscall.landlock.port=443"
    );
    assert_eq!(plain("keyctl", &[31, POINTER, 8], 4), "syscall.keyctl.operation=KEYCTL_CAPABILITIES");
    let filter = [4_u8, 0, 0, 0];
    assert_eq!(
        of("seccomp", &[1, 1, POINTER], &[Captured::Whole(&filter)], 0),
        "syscall.seccomp.op=SECCOMP_SET_MODE_FILTER syscall.seccomp.flags=[SECCOMP_FILTER_FLAG_TSYNC] \
         syscall.seccomp.filter_length=4"
    );
    assert_eq!(
        plain("keyctl", &[11, (-3_i64) as u64, POINTER, 0, 0], 4),
        "syscall.keyctl.operation=KEYCTL_READ syscall.key.serial=KEY_SPEC_SESSION_KEYRING"
    );
    let [kind, description] = [b"user".as_slice(), b"token"].map(Captured::Whole);
    assert_eq!(
        of("add_key", &[POINTER, POINTER, POINTER, 16, (-4_i64) as u64], &[kind, description], 1234),
        "syscall.key.type=user syscall.key.description=token syscall.key.payload_size=16 \
         syscall.key.ring=KEY_SPEC_USER_KEYRING syscall.key.serial=1234"
    );
    let data = words(&[1 << 21, 0, 0, 1 << 7, 0, 0]);
    assert_eq!(
        of(
            "capset",
            &[POINTER, POINTER + 64],
            &[Captured::Whole(&words(&[0x2008_0522, 9])), Captured::Whole(&data)],
            0
        ),
        "syscall.capabilities.version=_LINUX_CAPABILITY_VERSION_3 syscall.target.pid=9 \
         syscall.capabilities.effective=[CAP_SYS_ADMIN,CAP_BPF] \
         syscall.capabilities.permitted=[] syscall.capabilities.inheritable=[]"
    );
    let event = [words(&[1, 128]), longs(&[3])].concat();
    assert_eq!(
        of("perf_event_open", &[POINTER, 0, u64::MAX, u64::MAX, 8], &[Captured::Whole(&event)], -13),
        "syscall.perf.type=PERF_TYPE_SOFTWARE syscall.perf.attr_size=128 syscall.perf.config=PERF_COUNT_SW_CONTEXT_SWITCHES \
         syscall.target.pid=0 syscall.cpu=-1 syscall.flags=[PERF_FLAG_FD_CLOEXEC]"
    );
    assert_eq!(
        plain("kcmp", &[10, 11, 0, 3, 4], 0),
        "syscall.target.pid=10 syscall.target.second_pid=11 syscall.kcmp.type=KCMP_FILE syscall.kcmp.first_fd=3 \
         syscall.kcmp.second_fd=4"
    );
    assert_eq!(
        plain("ptrace", &[16, 77, 0, 0], 0),
        "syscall.ptrace.request=PTRACE_ATTACH syscall.target.pid=77"
    );
    assert_eq!(of("sethostname", &[POINTER, 4], &[Captured::Whole(b"host")], -1), "syscall.host.name=host");
}

#[test]
fn rings() {
    let parameters = words(&[0, 0, 2, 0]);
    assert_eq!(
        of("io_uring_setup", &[32, POINTER], &[Captured::Whole(&parameters)], 5),
        "syscall.io_uring.entries=32 syscall.io_uring.flags=[IORING_SETUP_SQPOLL] syscall.fd.returned=5"
    );
    assert_eq!(
        plain("io_uring_enter", &[5, 1, 1, 1, 0, 0], 1),
        "fd=5 syscall.io_uring.to_submit=1 syscall.poll.min_events=1 syscall.io_uring.flags=[IORING_ENTER_GETEVENTS]"
    );
    assert!(plain("io_uring_enter", &[0, 1, 0, 0x10, 0, 0], 1).starts_with("syscall.io_uring.to_submit=1"));
    assert_eq!(
        plain("io_uring_register", &[0, 0x8000_0002, POINTER, 3], 0),
        "syscall.io_uring.operation=IORING_REGISTER_FILES syscall.aio.count=3"
    );
    let event = words(&[0x8000_0001, 0, 0]);
    assert_eq!(
        of("epoll_ctl", &[4, 1, 5, POINTER], &[Captured::Whole(&event)], 0),
        "fd=4 syscall.epoll.op=EPOLL_CTL_ADD syscall.fd.second=5 syscall.epoll.events=[EPOLLIN,EPOLLET]"
    );
}
