//! The rows.

use super::{Arg, Returns, Syscall, family::Family::*, keys, kind::Kind, role::Role::*};

/// `name Kind (argument: Role, ...) -> Returns;` under a family; `name = "tracepoint"` where the kernel's tracepoint is
/// called otherwise.
macro_rules! rows {
    ($($family:ident { $($name:ident $(= $tracepoint:literal)? $kind:ident ($($arg:ident: $role:expr),*) -> $returns:ident;)* })*) => {
        &[$($(Syscall {
            name: stringify!($name),
            tracepoint: rows!(@tracepoint $name $($tracepoint)?),
            family: $family,
            kind: Kind::$kind,
            args: &[$(Arg { identifier: stringify!($arg), role: $role }),*],
            returns: Returns::$returns,
        },)*)*]
    };
    (@tracepoint $name:ident) => { stringify!($name) };
    (@tracepoint $name:ident $tracepoint:literal) => { $tracepoint };
}

/// All rows, by family.
#[rustfmt::skip]
pub static ROWS: &[Syscall] = rows! {
    Fs {
        access Pathname (filename: Path, mode: Plain) -> Status;
        cachestat Fd (fd: Fd, cstat_range: Plain, cstat: Plain, flags: Plain) -> Status;
        chdir Pathname (filename: Path) -> Status;
        chmod Pathname (filename: Path, mode: Plain) -> Status;
        chown Pathname (filename: Path, user: Plain, group: Plain) -> Status;
        chroot Pathname (filename: Path) -> Status;
        close Fd (fd: Fd) -> Status;
        close_range TwoFd (fd: Fd, max_fd: SecondFd, flags: Plain) -> Status;
        copy_file_range Fd (fd_in: Fd, off_in: Plain, fd_out: SecondFd, off_out: Plain, len: Plain, flags: Plain) -> Transferred;
        creat Pathname (pathname: Path, mode: Plain) -> Fd;
        dup Fd (fildes: Fd) -> Fd;
        dup2 Fd (oldfd: Fd, newfd: SecondFd) -> Fd;
        dup3 Dup3 (oldfd: Fd, newfd: SecondFd, flags: Plain) -> Fd;
        faccessat Pathname (dfd: DirFd, filename: Path, mode: Plain) -> Status;
        faccessat2 Pathname (dfd: FdOrDir, filename: Path, mode: Plain, flags: Plain) -> Status;
        fadvise64 Fd (fd: Fd, offset: Plain, len: Plain, advice: Plain) -> Status;
        fallocate Fd (fd: Fd, mode: Plain, offset: Plain, len: Plain) -> Status;
        fchdir Fd (fd: Fd) -> Status;
        fchmod Fd (fd: Fd, mode: Plain) -> Status;
        fchmodat Pathname (dfd: DirFd, filename: Path, mode: Plain) -> Status;
        fchmodat2 Pathname (dfd: FdOrDir, filename: Path, mode: Plain, flags: Plain) -> Status;
        fchown Fd (fd: Fd, user: Plain, group: Plain) -> Status;
        fchownat Pathname (dfd: FdOrDir, filename: Path, user: Plain, group: Plain, flag: Plain) -> Status;
        fcntl Fcntl (fd: Fd, cmd: Plain, arg: Plain) -> Value;
        fdatasync Fd (fd: Fd) -> Status;
        fgetxattr Fd (fd: Fd, name: Name(keys::XATTR_NAME), value: Plain, size: Plain) -> ReadUnlessProbe;
        file_getattr Pathname (dfd: FdOrDir, filename: Path, ufattr: Plain, usize: Plain, at_flags: Plain) -> Status;
        file_setattr Pathname (dfd: FdOrDir, filename: Path, ufattr: Plain, usize: Plain, at_flags: Plain) -> Status;
        flistxattr Fd (fd: Fd, list: Plain, size: Plain) -> ReadUnlessProbe;
        flock Fd (fd: Fd, cmd: Plain) -> Status;
        fremovexattr Fd (fd: Fd, name: Name(keys::XATTR_NAME)) -> Status;
        fsconfig Fd (fd: Fd, cmd: Plain, key: Name(keys::MOUNT_OPTION), value: Plain, aux: Plain) -> Status;
        fsetxattr Fd (fd: Fd, name: Name(keys::XATTR_NAME), value: Plain, size: Plain, flags: Plain) -> Status;
        fsmount Eventfd (fs_fd: Fd, flags: Plain, attr_flags: Plain) -> Fd;
        fsopen Eventfd (fs_name: Name(keys::MOUNT_TYPE), flags: Plain) -> Fd;
        fspick Pathname (dfd: FdOrDir, path: Path, flags: Plain) -> Fd;
        fstatfs Fd (fd: Fd, buf: Plain) -> Status;
        fsync Fd (fd: Fd) -> Status;
        ftruncate Fd (fd: Fd, length: Plain) -> Status;
        futimesat Pathname (dfd: FdOrDir, filename: Path, utimes: Plain) -> Status;
        getcwd Null (buf: Plain, size: Plain) -> Value;
        getdents Fd (fd: Fd, dirent: Plain, count: Plain) -> Read;
        getdents64 Fd (fd: Fd, dirent: Plain, count: Plain) -> Read;
        getxattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME), value: Plain, size: Plain) -> ReadUnlessProbe;
        getxattrat Pathname (dfd: FdOrDir, pathname: Path, at_flags: Plain, name: Name(keys::XATTR_NAME), uargs: Plain, usize: Plain) -> ReadUnlessProbeAt;
        ioctl Fcntl (fd: Fd, cmd: Plain, arg: Plain) -> Value;
        lchown Pathname (filename: Path, user: Plain, group: Plain) -> Status;
        lgetxattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME), value: Plain, size: Plain) -> ReadUnlessProbe;
        link Name (oldname: Path, newname: NewPath) -> Status;
        linkat Name (olddfd: FdOrDir, oldname: Path, newdfd: NewDirFd, newname: NewPath, flags: Plain) -> Status;
        listmount Null (req: Plain, mnt_ids: Plain, nr_mnt_ids: Plain, flags: Plain) -> Value;
        listns Null (req: Plain, ns_ids: Plain, nr_ns_ids: Plain, flags: Plain) -> Value;
        listxattr Pathname (pathname: Path, list: Plain, size: Plain) -> ReadUnlessProbe;
        listxattrat Pathname (dfd: FdOrDir, pathname: Path, at_flags: Plain, list: Plain, size: Plain) -> ReadUnlessProbe;
        llistxattr Pathname (pathname: Path, list: Plain, size: Plain) -> ReadUnlessProbe;
        lremovexattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME)) -> Status;
        lseek Fd (fd: Fd, offset: Plain, whence: Plain) -> Value;
        lsetxattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME), value: Plain, size: Plain, flags: Plain) -> Status;
        mkdir Pathname (pathname: Path, mode: Plain) -> Status;
        mkdirat Pathname (dfd: DirFd, pathname: Path, mode: Plain) -> Status;
        mknod Pathname (filename: Path, mode: Plain, dev: Plain) -> Status;
        mknodat Pathname (dfd: DirFd, filename: Path, mode: Plain, dev: Plain) -> Status;
        mount Pathname (dev_name: Path, dir_name: NewPath, r#type: Name(keys::MOUNT_TYPE), flags: Plain, data: Plain) -> Status;
        mount_setattr Pathname (dfd: FdOrDir, path: Path, flags: Plain, uattr: Plain, usize: Plain) -> Status;
        move_mount TwoFd (from_dfd: FdOrDir, from_pathname: Path, to_dfd: NewDirFd, to_pathname: NewPath, flags: Plain) -> Status;
        msync Mem (start: Plain, len: Extent("sync"), flags: Plain) -> Status;
        name_to_handle_at Pathname (dfd: FdOrDir, name: Path, handle: Plain, mnt_id: Plain, flag: Plain) -> Status;
        fstat = "newfstat" Fd (fd: Fd, statbuf: Plain) -> Status;
        newfstatat Pathname (dfd: FdOrDir, filename: Path, statbuf: Plain, flag: Plain) -> Status;
        lstat = "newlstat" Pathname (filename: Path, statbuf: Plain) -> Status;
        stat = "newstat" Pathname (filename: Path, statbuf: Plain) -> Status;
        open Open (filename: Path, flags: OpenFlags, mode: Plain) -> Fd;
        open_by_handle_at OpenByHandleAt (mountdirfd: DirFd, handle: Plain, flags: OpenFlags) -> Fd;
        open_tree Open (dfd: FdOrDir, filename: Path, flags: Plain) -> Fd;
        open_tree_attr Open (dfd: FdOrDir, filename: Path, flags: Plain, uattr: Plain, usize: Plain) -> Fd;
        openat Open (dfd: DirFd, filename: Path, flags: OpenFlags, mode: Plain) -> Fd;
        openat2 Open (dfd: DirFd, filename: Path, how: OpenHow, usize: Plain) -> Fd;
        pread64 Fd (fd: Fd, buf: Plain, count: Plain, pos: Plain) -> Read;
        preadv Fd (fd: Fd, vec: Plain, vlen: Plain, pos_l: Plain, pos_h: Plain) -> Read;
        preadv2 Fd (fd: Fd, vec: Plain, vlen: Plain, pos_l: Plain, pos_h: Plain, flags: Plain) -> Read;
        pwrite64 Fd (fd: Fd, buf: Plain, count: Plain, pos: Plain) -> Written;
        pwritev Fd (fd: Fd, vec: Plain, vlen: Plain, pos_l: Plain, pos_h: Plain) -> Written;
        pwritev2 Fd (fd: Fd, vec: Plain, vlen: Plain, pos_l: Plain, pos_h: Plain, flags: Plain) -> Written;
        quotactl Pathname (cmd: Plain, special: Path, id: Plain, addr: Plain) -> Status;
        quotactl_fd Fd (fd: Fd, cmd: Plain, id: Plain, addr: Plain) -> Status;
        read Fd (fd: Fd, buf: Plain, count: Plain) -> Read;
        readahead Fd (fd: Fd, offset: Plain, count: Plain) -> Status;
        readlink Pathname (path: Path, buf: Plain, bufsiz: Plain) -> Read;
        readlinkat Pathname (dfd: FdOrDir, pathname: Path, buf: Plain, bufsiz: Plain) -> Read;
        readv Fd (fd: Fd, vec: Plain, vlen: Plain) -> Read;
        removexattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME)) -> Status;
        removexattrat Pathname (dfd: FdOrDir, pathname: Path, at_flags: Plain, name: Name(keys::XATTR_NAME)) -> Status;
        rename Name (oldname: Path, newname: NewPath) -> Status;
        renameat Name (olddfd: DirFd, oldname: Path, newdfd: NewDirFd, newname: NewPath) -> Status;
        renameat2 Name (olddfd: DirFd, oldname: Path, newdfd: NewDirFd, newname: NewPath, flags: Plain) -> Status;
        rmdir Pathname (pathname: Path) -> Status;
        setxattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME), value: Plain, size: Plain, flags: Plain) -> Status;
        setxattrat Pathname (dfd: FdOrDir, pathname: Path, at_flags: Plain, name: Name(keys::XATTR_NAME), uargs: Plain, usize: Plain) -> Status;
        statfs Pathname (pathname: Path, buf: Plain) -> Status;
        statmount Null (req: Plain, buf: Plain, bufsize: Plain, flags: Plain) -> Status;
        statx Pathname (dfd: FdOrDir, filename: Path, flags: Plain, mask: Plain, buffer: Plain) -> Status;
        symlink Name (oldname: Path, newname: NewPath) -> Status;
        symlinkat Name (oldname: Path, newdfd: NewDirFd, newname: NewPath) -> Status;
        sync Null () -> Status;
        sync_file_range Fd (fd: Fd, offset: Plain, nbytes: Plain, flags: Plain) -> Status;
        syncfs Fd (fd: Fd) -> Status;
        truncate Pathname (path: Path, length: Plain) -> Status;
        umount2 = "umount" Pathname (name: Path, flags: Plain) -> Status;
        unlink Pathname (pathname: Path) -> Status;
        unlinkat Pathname (dfd: DirFd, pathname: Path, flag: Plain) -> Status;
        utime Pathname (filename: Path, times: Plain) -> Status;
        utimensat Pathname (dfd: FdOrDir, filename: Path, utimes: Plain, flags: Plain) -> Status;
        utimes Pathname (filename: Path, utimes: Plain) -> Status;
        write Fd (fd: Fd, buf: Plain, count: Plain) -> Written;
        writev Fd (fd: Fd, vec: Plain, vlen: Plain) -> Written;
    }
    Network {
        accept Accept (fd: Fd, upeer_sockaddr: PeerOut, upeer_addrlen: Plain) -> Fd;
        accept4 Accept (fd: Fd, upeer_sockaddr: PeerOut, upeer_addrlen: Plain, flags: Plain) -> Fd;
        bind Fd (fd: Fd, umyaddr: Local, addrlen: Plain) -> Status;
        connect Fd (fd: Fd, uservaddr: Peer, addrlen: Plain) -> Status;
        getpeername Fd (fd: Fd, usockaddr: PeerOut, usockaddr_len: Plain) -> Status;
        getsockname Fd (fd: Fd, usockaddr: LocalOut, usockaddr_len: Plain) -> Status;
        getsockopt Fd (fd: Fd, level: Plain, optname: Plain, optval: Plain, optlen: Plain) -> Status;
        listen Fd (fd: Fd, backlog: Plain) -> Status;
        recvfrom Fd (fd: Fd, ubuf: Plain, size: Plain, flags: MsgFlags, addr: PeerOut, addr_len: Plain) -> Received;
        recvmmsg Fd (fd: Fd, mmsg: Plain, vlen: Plain, flags: MsgFlags, timeout: TimeoutOverwritten) -> Messages;
        recvmsg Fd (fd: Fd, msg: MessagePeer, flags: MsgFlags) -> Received;
        sendfile = "sendfile64" Fd (out_fd: Fd, in_fd: SecondFd, offset: Plain, count: Plain) -> Transferred;
        sendmmsg Fd (fd: Fd, mmsg: Plain, vlen: Plain, flags: MsgFlags) -> Messages;
        sendmsg Fd (fd: Fd, msg: MessagePeer, flags: MsgFlags) -> Written;
        sendto Fd (fd: Fd, buff: Plain, len: Plain, flags: MsgFlags, addr: Peer, addr_len: Plain) -> Written;
        setsockopt Fd (fd: Fd, level: Plain, optname: Plain, optval: Plain, optlen: Plain) -> Status;
        shutdown Fd (fd: Fd, how: Plain) -> Status;
        socket Socket (family: Domain, r#type: SocketType, protocol: Protocol) -> Fd;
        socketpair Socketpair (family: Domain, r#type: SocketType, protocol: Protocol, usockvec: Plain) -> Status;
        splice Fd (fd_in: Fd, off_in: Plain, fd_out: SecondFd, off_out: Plain, len: Plain, flags: Plain) -> Transferred;
        tee Fd (fdin: Fd, fdout: SecondFd, len: Plain, flags: Plain) -> Transferred;
        vmsplice Fd (fd: Fd, uiov: Plain, nr_segs: Plain, flags: Plain) -> Written;
    }
    Polling {
        epoll_create Eventfd (size: Plain) -> Fd;
        epoll_create1 Eventfd (flags: Plain) -> Fd;
        epoll_ctl EpollCtl (epfd: Fd, op: Plain, fd: SecondFd, event: Plain) -> Status;
        epoll_pwait Poll (epfd: Fd, events: Plain, maxevents: Int(keys::MAX_EVENTS), timeout: TimeoutMs, sigmask: Plain, sigsetsize: Plain) -> Ready;
        epoll_pwait2 Poll (epfd: Fd, events: Plain, maxevents: Int(keys::MAX_EVENTS), timeout: Timeout, sigmask: Plain, sigsetsize: Plain) -> Ready;
        epoll_wait Poll (epfd: Fd, events: Plain, maxevents: Int(keys::MAX_EVENTS), timeout: TimeoutMs) -> Ready;
        poll Poll (ufds: Plain, nfds: Int(keys::WATCHED), timeout_msecs: TimeoutMs) -> Ready;
        ppoll Poll (ufds: Plain, nfds: Int(keys::WATCHED), tsp: TimeoutOverwritten, sigmask: Plain, sigsetsize: Plain) -> Ready;
        pselect6 Poll (n: Int(keys::WATCHED), inp: Plain, outp: Plain, exp: Plain, tsp: TimeoutOverwritten, sig: Plain) -> Ready;
        select Poll (n: Int(keys::WATCHED), inp: Plain, outp: Plain, exp: Plain, tvp: TimevalOverwritten) -> Ready;
    }
    Ipc {
        eventfd Eventfd (count: Plain) -> Fd;
        eventfd2 Eventfd (count: Plain, flags: Plain) -> Fd;
        fanotify_init Eventfd (flags: Plain, event_f_flags: Plain) -> Fd;
        fanotify_mark Fd (fanotify_fd: Fd, flags: Plain, mask: Plain, dfd: DirFd, pathname: Path) -> Status;
        inotify_add_watch InotifyAdd (fd: Fd, pathname: Path, mask: Plain) -> Value;
        inotify_init Eventfd () -> Fd;
        inotify_init1 Eventfd (flags: Plain) -> Fd;
        inotify_rm_watch Fd (fd: Fd, wd: Plain) -> Status;
        memfd_create Open (uname: Name(keys::MEMFD_NAME), flags: Plain) -> Fd;
        memfd_secret Eventfd (flags: Plain) -> Fd;
        mq_getsetattr Fd (mqdes: Fd, mqstat: Plain, omqstat: Plain) -> Status;
        mq_notify Fd (mqdes: Fd, notification: Plain) -> Status;
        mq_open MqOpen (name: Name(keys::QUEUE_NAME), oflag: OpenFlags, mode: Plain, attr: Plain) -> Fd;
        mq_timedreceive Fd (mqdes: Fd, msg_ptr: Plain, msg_len: Plain, msg_prio: Plain, abs_timeout: WallDeadline) -> Read;
        mq_timedsend Fd (mqdes: Fd, msg_ptr: Plain, msg_len: Sent, msg_prio: Plain, abs_timeout: WallDeadline) -> Status;
        mq_unlink Pathname (name: Name(keys::QUEUE_NAME)) -> Status;
        msgctl SysvOp (msqid: Plain, cmd: Plain, buf: Plain) -> Value;
        msgget SysvId (key: Plain, msgflg: Plain) -> Value;
        msgrcv SysvOp (msqid: Plain, msgp: Plain, msgsz: Plain, msgtyp: Plain, msgflg: Plain) -> Read;
        msgsnd SysvOp (msqid: Plain, msgp: Plain, msgsz: Sent, msgflg: Plain) -> Status;
        pidfd_getfd Fd (pidfd: Fd, fd: Plain, flags: Plain) -> Fd;
        pidfd_open Pidfd (pid: Int(keys::TARGET_PID), flags: Plain) -> Fd;
        pidfd_send_signal Fd (pidfd: Fd, sig: Signal, info: Plain, flags: Plain) -> Status;
        pipe Pipe (fildes: Plain) -> Status;
        pipe2 Pipe (fildes: Plain, flags: Plain) -> Status;
        semctl SysvOp (semid: Plain, semnum: Plain, cmd: Plain, arg: Plain) -> Value;
        semget SysvId (key: Plain, nsems: Plain, semflg: Plain) -> Value;
        semop SysvOp (semid: Plain, tsops: Plain, nsops: Plain) -> Status;
        semtimedop SysvOp (semid: Plain, tsops: Plain, nsops: Plain, timeout: Timeout) -> Status;
        shmat SysvOp (shmid: Plain, shmaddr: Plain, shmflg: Plain) -> Address;
        shmctl SysvOp (shmid: Plain, cmd: Plain, buf: Plain) -> Value;
        shmdt Null (shmaddr: Plain) -> Status;
        shmget SysvId (key: Plain, size: Plain, shmflg: Plain) -> Value;
        signalfd Signalfd (ufd: Fd, user_mask: Plain, sizemask: Plain) -> Fd;
        signalfd4 Signalfd (ufd: Fd, user_mask: Plain, sizemask: Plain, flags: Plain) -> Fd;
        timerfd_create Timerfd (clockid: Clock, flags: Plain) -> Fd;
        timerfd_gettime Fd (ufd: Fd, otmr: Plain) -> Status;
        timerfd_settime Fd (ufd: Fd, flags: Plain, utmr: Plain, otmr: Plain) -> Status;
        userfaultfd Eventfd (flags: Plain) -> Fd;
    }
    Memory {
        brk Mem (brk: Plain) -> Break;
        get_mempolicy Mem (policy: Plain, nmask: Plain, maxnode: Plain, addr: Plain, flags: Plain) -> Value;
        madvise Mem (start: Plain, len_in: Extent("advise"), behavior: Plain) -> Status;
        map_shadow_stack Mem (addr: Plain, size: Extent("map"), flags: Plain) -> Address;
        mbind Mem (start: Plain, len: Extent("bind"), mode: Plain, nmask: Plain, maxnode: Plain, flags: Plain) -> Status;
        migrate_pages Mem (pid: Int(keys::TARGET_PID), maxnode: Plain, old_nodes: Plain, new_nodes: Plain) -> Status;
        mincore Mem (start: Plain, len: Extent("query"), vec: Plain) -> Status;
        mlock Mem (start: Plain, len: Extent("lock")) -> Status;
        mlock2 Mem (start: Plain, len: Extent("lock"), flags: Plain) -> Status;
        mlockall Null (flags: Plain) -> Status;
        mmap Fd (addr: Plain, len: Extent("map"), prot: Plain, flags: Plain, fd: Fd, off: Plain) -> Address;
        move_pages Mem (pid: Int(keys::TARGET_PID), nr_pages: Plain, pages: Plain, nodes: Plain, status: Plain, flags: Plain) -> Status;
        mprotect Mem (start: Plain, len: Extent("protect"), prot: Plain) -> Status;
        mremap Mem (addr: Plain, old_len: Plain, new_len: Extent("remap"), flags: Plain, new_addr: Plain) -> Address;
        mseal Mem (start: Plain, len: Extent("seal"), flags: Plain) -> Status;
        munlock Mem (start: Plain, len: Extent("unlock")) -> Status;
        munlockall Null () -> Status;
        munmap Mem (addr: Plain, len: Extent("unmap")) -> Status;
        pkey_alloc Null (flags: Plain, init_val: Plain) -> Value;
        pkey_free Null (pkey: Plain) -> Status;
        pkey_mprotect Mem (start: Plain, len: Extent("protect"), prot: Plain, pkey: Plain) -> Status;
        process_madvise Fd (pidfd: Fd, vec: Plain, vlen: Plain, behavior: Plain, flags: Plain) -> Advised;
        process_mrelease Fd (pidfd: Fd, flags: Plain) -> Status;
        process_vm_readv Mem (pid: Int(keys::TARGET_PID), lvec: Plain, liovcnt: Plain, rvec: Plain, riovcnt: Plain, flags: Plain) -> Read;
        process_vm_writev Mem (pid: Int(keys::TARGET_PID), lvec: Plain, liovcnt: Plain, rvec: Plain, riovcnt: Plain, flags: Plain) -> Written;
        remap_file_pages Mem (start: Plain, size: Extent("remap"), prot: Plain, pgoff: Plain, flags: Plain) -> Status;
        set_mempolicy Mem (mode: Plain, nmask: Plain, maxnode: Plain) -> Status;
        set_mempolicy_home_node Mem (start: Plain, len: Extent("bind"), home_node: Plain, flags: Plain) -> Status;
    }
    Process {
        arch_prctl Prctl (option: Plain, arg2: Plain) -> Status;
        clone Proc (clone_flags: Plain, newsp: Plain, parent_tidptr: Plain, child_tidptr: Plain, tls: Plain) -> Pid;
        clone3 Proc (uargs: Plain, size: Plain) -> Pid;
        execve Exec (filename: Path, argv: Arguments, envp: Plain) -> Status;
        execveat Exec (fd: FdOrDir, filename: Path, argv: Arguments, envp: Plain, flags: Plain) -> Status;
        exit Null (error_code: ExitCode) -> Never;
        exit_group Null (error_code: ExitCode) -> Never;
        fork Proc () -> Pid;
        getegid Null () -> Value;
        geteuid Null () -> Value;
        getgid Null () -> Value;
        getgroups Null (gidsetsize: Plain, grouplist: Plain) -> Value;
        getpgid Null (pid: Int(keys::TARGET_PID)) -> Pid;
        getpgrp Null () -> Pid;
        getpid Null () -> Pid;
        getppid Null () -> Pid;
        getpriority Null (which: Plain, who: Plain) -> Value;
        getresgid Null (rgidp: Plain, egidp: Plain, sgidp: Plain) -> Status;
        getresuid Null (ruidp: Plain, euidp: Plain, suidp: Plain) -> Status;
        getrlimit Null (resource: Plain, rlim: Plain) -> Status;
        getrusage Null (who: Plain, ru: Plain) -> Status;
        getsid Null (pid: Int(keys::TARGET_PID)) -> Pid;
        gettid Null () -> Pid;
        getuid Null () -> Value;
        kill Null (pid: Int(keys::TARGET_PID), sig: Signal) -> Status;
        personality Null (personality: Plain) -> Value;
        pivot_root Pathname (new_root: Path, put_old: NewPath) -> Status;
        prctl Prctl (option: Plain, arg2: Plain, arg3: Plain, arg4: Plain, arg5: Plain) -> Value;
        prlimit64 Null (pid: Int(keys::TARGET_PID), resource: Plain, new_rlim: Plain, old_rlim: Plain) -> Status;
        reboot Null (magic1: Plain, magic2: Plain, cmd: Plain, arg: Plain) -> Status;
        restart_syscall Null () -> Value;
        rt_sigqueueinfo Null (pid: Int(keys::TARGET_PID), sig: Signal, uinfo: Plain) -> Status;
        rt_tgsigqueueinfo Null (tgid: Int(keys::TARGET_PID), pid: Int(keys::TARGET_TID), sig: Signal, uinfo: Plain) -> Status;
        set_tid_address Null (tidptr: Plain) -> Pid;
        setfsgid Null (gid: Plain) -> Value;
        setfsuid Null (uid: Plain) -> Value;
        setgid Null (gid: Plain) -> Status;
        setgroups Null (gidsetsize: Plain, grouplist: Plain) -> Status;
        setns Fd (fd: Fd, flags: Plain) -> Status;
        setpgid Null (pid: Int(keys::TARGET_PID), pgid: Plain) -> Status;
        setpriority Null (which: Plain, who: Plain, niceval: Plain) -> Status;
        setregid Null (rgid: Plain, egid: Plain) -> Status;
        setresgid Null (rgid: Plain, egid: Plain, sgid: Plain) -> Status;
        setresuid Null (ruid: Plain, euid: Plain, suid: Plain) -> Status;
        setreuid Null (ruid: Plain, euid: Plain) -> Status;
        setrlimit Null (resource: Plain, rlim: Plain) -> Status;
        setsid Null () -> Pid;
        setuid Null (uid: Plain) -> Status;
        tgkill Null (tgid: Int(keys::TARGET_PID), pid: Int(keys::TARGET_TID), sig: Signal) -> Status;
        tkill Null (pid: Int(keys::TARGET_TID), sig: Signal) -> Status;
        umask Null (mask: Plain) -> Value;
        unshare Null (unshare_flags: Plain) -> Status;
        vfork Proc () -> Pid;
        vhangup Null () -> Status;
        wait4 Proc (upid: Int(keys::TARGET_PID), stat_addr: Plain, options: Plain, ru: Plain) -> Pid;
        waitid Proc (which: Plain, upid: Plain, infop: Plain, options: Plain, ru: Plain) -> Status;
    }
    Sched {
        futex Futex (uaddr: Hex(keys::FUTEX_ADDRESS), op: FutexOp, val: Unsigned(keys::FUTEX_VALUE), utime: FutexTimeout, uaddr2: Plain, val3: Plain) -> Value;
        futex_requeue Futex (waiters: Plain, flags: Plain, nr_wake: Plain, nr_requeue: Plain) -> Value;
        futex_wait Futex (uaddr: Hex(keys::FUTEX_ADDRESS), val: Unsigned(keys::FUTEX_VALUE), mask: Plain, flags: Plain, timeout: Deadline, clockid: Clock) -> Status;
        futex_waitv Futex (waiters: Plain, nr_futexes: Plain, flags: Plain, timeout: Deadline, clockid: Clock) -> Value;
        futex_wake Futex (uaddr: Hex(keys::FUTEX_ADDRESS), mask: Plain, nr: Plain, flags: Plain) -> Value;
        getcpu Null (cpup: Plain, nodep: Plain, unused: Plain) -> Status;
        ioprio_get Null (which: Plain, who: Plain) -> Value;
        ioprio_set Null (which: Plain, who: Plain, ioprio: Plain) -> Status;
        sched_get_priority_max Null (policy: Plain) -> Value;
        sched_get_priority_min Null (policy: Plain) -> Value;
        sched_getaffinity Null (pid: Int(keys::TARGET_PID), len: Plain, user_mask_ptr: Plain) -> Value;
        sched_getattr Null (pid: Int(keys::TARGET_PID), uattr: Plain, usize: Plain, flags: Plain) -> Status;
        sched_getparam Null (pid: Int(keys::TARGET_PID), param: Plain) -> Status;
        sched_getscheduler Null (pid: Int(keys::TARGET_PID)) -> Value;
        sched_rr_get_interval Null (pid: Int(keys::TARGET_PID), interval: Plain) -> Status;
        sched_setaffinity Null (pid: Int(keys::TARGET_PID), len: Plain, user_mask_ptr: Plain) -> Status;
        sched_setattr Null (pid: Int(keys::TARGET_PID), uattr: Plain, flags: Plain) -> Status;
        sched_setparam Null (pid: Int(keys::TARGET_PID), param: Plain) -> Status;
        sched_setscheduler Null (pid: Int(keys::TARGET_PID), policy: Plain, param: Plain) -> Status;
        sched_yield Null () -> Status;
    }
    Signals {
        pause Null () -> Status;
        rt_sigaction Null (sig: Signal, act: Plain, oact: Plain, sigsetsize: Plain) -> Status;
        rt_sigpending Null (uset: Plain, sigsetsize: Plain) -> Status;
        rt_sigprocmask Null (how: Plain, nset: Plain, oset: Plain, sigsetsize: Plain) -> Status;
        rt_sigreturn Null () -> Value;
        rt_sigsuspend Null (unewset: Plain, sigsetsize: Plain) -> Status;
        rt_sigtimedwait Null (uthese: Plain, uinfo: Plain, uts: Timeout, sigsetsize: Plain) -> Value;
        sigaltstack Null (uss: Plain, uoss: Plain) -> Status;
    }
    Time {
        adjtimex Null (txc_p: Plain) -> Status;
        alarm Null (seconds: Plain) -> Value;
        clock_adjtime Null (which_clock: Clock, utx: Plain) -> Status;
        clock_getres Null (which_clock: Clock, tp: Plain) -> Status;
        clock_gettime Null (which_clock: Clock, tp: Plain) -> Status;
        clock_nanosleep Sleep (which_clock: Clock, flags: SleepFlags, rqtp: Requested, rmtp: Plain) -> Status;
        clock_settime Null (which_clock: Clock, tp: Plain) -> Status;
        getitimer Null (which: Plain, value: Plain) -> Status;
        gettimeofday Null (tv: Plain, tz: Plain) -> Status;
        nanosleep Sleep (rqtp: Requested, rmtp: Plain) -> Status;
        setitimer Null (which: Plain, value: Plain, ovalue: Plain) -> Status;
        settimeofday Null (tv: Plain, tz: Plain) -> Status;
        time Null (tloc: Plain) -> Value;
        timer_create TimerObj (which_clock: Clock, timer_event_spec: Plain, created_timer_id: Plain) -> Status;
        timer_delete TimerObj (timer_id: Plain) -> Status;
        timer_getoverrun TimerObj (timer_id: Plain) -> Value;
        timer_gettime TimerObj (timer_id: Plain, setting: Plain) -> Status;
        timer_settime TimerObj (timer_id: Plain, flags: Plain, new_setting: Plain, old_setting: Plain) -> Status;
        times Null (tbuf: Plain) -> Value;
    }
    Aio {
        io_cancel Null (ctx_id: Plain, iocb: Plain, result: Plain) -> Status;
        io_destroy Null (ctx: Plain) -> Status;
        io_getevents Null (ctx_id: Plain, min_nr: Plain, nr: Plain, events: Plain, timeout: Timeout) -> Ready;
        io_pgetevents Null (ctx_id: Plain, min_nr: Plain, nr: Plain, events: Plain, timeout: Timeout, usig: Plain) -> Ready;
        io_setup Null (nr_events: Plain, ctxp: Plain) -> Status;
        io_submit Null (ctx_id: Plain, nr: Plain, iocbpp: Plain) -> Value;
        io_uring_enter Fd (fd: Fd, to_submit: Plain, min_complete: Plain, flags: Plain, argp: Plain, argsz: Plain) -> Value;
        io_uring_register Fd (fd: Fd, opcode: Plain, arg: Plain, nr_args: Plain) -> Value;
        io_uring_setup Null (entries: Plain, params: Plain) -> Fd;
    }
    Security {
        add_key Keyctl (r#type: Name(keys::KEY_TYPE), description: Name(keys::KEY_DESCRIPTION), payload: Plain, plen: Plain, ringid: Plain) -> Value;
        bpf Bpf (cmd: Plain, uattr: Plain, size: Plain) -> Value;
        capget Null (header: Plain, dataptr: Plain) -> Status;
        capset Null (header: Plain, data: Plain) -> Status;
        delete_module Module (name: Name(keys::MODULE_NAME), flags: Plain) -> Status;
        finit_module Fd (fd: Fd, params: Plain, flags: Plain) -> Status;
        init_module Module (image: Plain, len: Plain, params: Plain) -> Status;
        kcmp TwoFd (pid1: Plain, pid2: Plain, r#type: Plain, idx1: Plain, idx2: Plain) -> Status;
        kexec_file_load Fd (kernel_fd: Fd, initrd_fd: SecondFd, cmdline_len: Plain, cmdline: Plain, flags: Plain) -> Status;
        kexec_load Null (entry: Plain, nr_segments: Plain, segments: Plain, flags: Plain) -> Status;
        keyctl Keyctl (option: Plain, arg2: Plain, arg3: Plain, arg4: Plain, arg5: Plain) -> Value;
        landlock_add_rule Landlock (ruleset_fd: Fd, rule_type: Plain, rule_attr: Plain, flags: Plain) -> Status;
        landlock_create_ruleset Landlock (attr: Plain, size: Plain, flags: Plain) -> Fd;
        landlock_restrict_self Landlock (ruleset_fd: Fd, flags: Plain) -> Status;
        lsm_get_self_attr Null (attr: Plain, ctx: Plain, size: Plain, flags: Plain) -> Value;
        lsm_list_modules Null (ids: Plain, size: Plain, flags: Plain) -> Value;
        lsm_set_self_attr Null (attr: Plain, ctx: Plain, size: Plain, flags: Plain) -> Status;
        request_key Keyctl (r#type: Name(keys::KEY_TYPE), description: Name(keys::KEY_DESCRIPTION), callout_info: Plain, destringid: Plain) -> Value;
        seccomp Seccomp (op: Plain, flags: Plain, uargs: Plain) -> Value;
    }
    Other {
        acct Pathname (name: Path) -> Status;
        get_robust_list Null (pid: Int(keys::TARGET_TID), head_ptr: Plain, len_ptr: Plain) -> Status;
        getrandom Null (ubuf: Plain, len: Plain, flags: Plain) -> Read;
        ioperm Null (from: Plain, num: Plain, turn_on: Plain) -> Status;
        iopl Null (level: Plain) -> Status;
        membarrier Null (cmd: Plain, flags: Plain, cpu_id: Plain) -> Value;
        modify_ldt Null (func: Plain, ptr: Plain, bytecount: Plain) -> Value;
        uname = "newuname" Null (name: Plain) -> Status;
        perf_event_open PerfOpen (attr_uptr: Plain, pid: Int(keys::TARGET_PID), cpu: Plain, group_fd: SecondFd, flags: Plain) -> Fd;
        ptrace Ptrace (request: Plain, pid: Int(keys::TARGET_PID), addr: Plain, data: Plain) -> Value;
        rseq Null (rseq: Plain, rseq_len: Plain, flags: Plain, sig: Plain) -> Status;
        set_robust_list Null (head: Plain, len: Plain) -> Status;
        setdomainname Null (name: Plain, len: Plain) -> Status;
        sethostname Null (name: Plain, len: Plain) -> Status;
        swapoff Pathname (specialfile: Path) -> Status;
        swapon Pathname (specialfile: Path, swap_flags: Plain) -> Status;
        sysfs Null (option: Plain, arg1: Plain, arg2: Plain) -> Value;
        sysinfo Null (info: Plain) -> Status;
        syslog Null (r#type: Plain, buf: Plain, len: Plain) -> Value;
        uprobe Null () -> Value;
        uretprobe Null () -> Value;
        ustat Null (dev: Plain, ubuf: Plain) -> Status;
    }
};
