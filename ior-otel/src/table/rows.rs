//! The rows.

use super::{
    Arg, Returns, Syscall,
    family::Family::*,
    keys,
    kind::Kind,
    names::{aio, fs, ipc, memory, mount, network, polling, process, sched, security, signals, system, time},
    role::{Clockwork, Role::*},
    structs,
};

/// `name Kind (argument: Role, ...) -> Returns;` under a family; `name = "tracepoint"` where the kernel's tracepoint is
/// called otherwise.
macro_rules! rows {
    ($($family:ident { $($name:ident $(= $tracepoint:literal)? $kind:ident ($($arg:ident: $role:expr),*) -> $returns:ident $(($($value:expr),*))?;)* })*) => {
        &[$($(Syscall {
            name: stringify!($name),
            tracepoint: rows!(@tracepoint $name $($tracepoint)?),
            family: $family,
            kind: Kind::$kind,
            args: &[$(Arg { identifier: stringify!($arg), role: $role }),*],
            returns: Returns::$returns $(($($value),*))?,
        },)*)*]
    };
    (@tracepoint $name:ident) => { stringify!($name) };
    (@tracepoint $name:ident $tracepoint:literal) => { $tracepoint };
}

/// All rows, by family.
#[rustfmt::skip]
pub static ROWS: &[Syscall] = rows! {
    Fs {
        access Pathname (filename: Path, mode: Flags(keys::ACCESS_MODE, &fs::ACCESS)) -> Status;
        cachestat Fd (fd: Fd, cstat_range: In(&structs::CACHE_RANGE), cstat: Plain, flags: Flags(keys::FLAGS, &fs::NONE)) -> Status;
        chdir Pathname (filename: Path) -> Status;
        chmod Pathname (filename: Path, mode: Octal(keys::FILE_MODE)) -> Status;
        chown Pathname (filename: Path, user: Int(keys::USER_ID), group: Int(keys::GROUP_ID)) -> Status;
        chroot Pathname (filename: Path) -> Status;
        close Fd (fd: Fd) -> Status;
        close_range TwoFd (fd: Fd, max_fd: SecondFd, flags: Flags(keys::FD_FLAGS, &fs::CLOSE_RANGE)) -> Status;
        copy_file_range Fd (fd_in: Fd, off_in: Moved(keys::OFFSET_IN), fd_out: SecondFd, off_out: Moved(keys::OFFSET_OUT), len: Long(keys::REQUESTED), flags: Flags(keys::FLAGS, &fs::NONE)) -> Transferred;
        creat Pathname (pathname: Path, mode: Octal(keys::FILE_MODE)) -> Fd;
        dup Fd (fildes: Fd) -> Fd;
        dup2 Fd (oldfd: Fd, newfd: SecondFd) -> Fd;
        dup3 Dup3 (oldfd: Fd, newfd: SecondFd, flags: Flags(keys::FD_FLAGS, &fs::DESCRIPTOR)) -> Fd;
        faccessat Pathname (dfd: DirFd, filename: Path, mode: Flags(keys::ACCESS_MODE, &fs::ACCESS)) -> Status;
        faccessat2 Pathname (dfd: FdOrDir, filename: Path, mode: Flags(keys::ACCESS_MODE, &fs::ACCESS), flags: Flags(keys::AT_FLAGS, &fs::ACCESS_AT)) -> Status;
        fadvise64 Fd (fd: Fd, offset: Long(keys::OFFSET), len: Long(keys::LENGTH), advice: One(keys::FILE_ADVICE, &fs::FADVISE)) -> Status;
        fallocate Fd (fd: Fd, mode: Flags(keys::FALLOCATE_MODE, &fs::FALLOCATE), offset: Long(keys::OFFSET), len: Long(keys::LENGTH)) -> Status;
        fchdir Fd (fd: Fd) -> Status;
        fchmod Fd (fd: Fd, mode: Octal(keys::FILE_MODE)) -> Status;
        fchmodat Pathname (dfd: DirFd, filename: Path, mode: Octal(keys::FILE_MODE)) -> Status;
        fchmodat2 Pathname (dfd: FdOrDir, filename: Path, mode: Octal(keys::FILE_MODE), flags: Flags(keys::AT_FLAGS, &fs::AT)) -> Status;
        fchown Fd (fd: Fd, user: Int(keys::USER_ID), group: Int(keys::GROUP_ID)) -> Status;
        fchownat Pathname (dfd: FdOrDir, filename: Path, user: Int(keys::USER_ID), group: Int(keys::GROUP_ID), flag: Flags(keys::AT_FLAGS, &fs::AT)) -> Status;
        fcntl Fcntl (fd: Fd, cmd: FcntlCommand, arg: Plain) -> FdOrValue;
        fdatasync Fd (fd: Fd) -> Status;
        fgetxattr Fd (fd: Fd, name: Name(keys::XATTR_NAME), value: Plain, size: Plain) -> ReadUnlessProbe;
        file_getattr Pathname (dfd: FdOrDir, filename: Path, ufattr: Plain, usize: Plain, at_flags: Flags(keys::AT_FLAGS, &fs::AT)) -> Status;
        file_setattr Pathname (dfd: FdOrDir, filename: Path, ufattr: Plain, usize: Plain, at_flags: Flags(keys::AT_FLAGS, &fs::AT)) -> Status;
        flistxattr Fd (fd: Fd, list: Plain, size: Plain) -> ReadUnlessProbe;
        flock Fd (fd: Fd, cmd: Flags(keys::FLOCK, &fs::FLOCK)) -> Status;
        fremovexattr Fd (fd: Fd, name: Name(keys::XATTR_NAME)) -> Status;
        fsconfig Fd (fd: Fd, cmd: One(keys::MOUNT_COMMAND, &mount::FSCONFIG), key: Name(keys::MOUNT_OPTION), value: Plain, aux: Plain) -> Status;
        fsetxattr Fd (fd: Fd, name: Name(keys::XATTR_NAME), value: Plain, size: Plain, flags: Flags(keys::XATTR_FLAGS, &fs::XATTR)) -> Status;
        fsmount Eventfd (fs_fd: Fd, flags: Flags(keys::MOUNT_FLAGS, &mount::FSMOUNT), attr_flags: Flags(keys::MOUNT_SET, &mount::ATTRIBUTES)) -> Fd;
        fsopen Eventfd (fs_name: Name(keys::MOUNT_TYPE), flags: Flags(keys::MOUNT_FLAGS, &mount::FSOPEN)) -> MadeFd;
        fspick Pathname (dfd: FdOrDir, path: Path, flags: Flags(keys::MOUNT_FLAGS, &mount::FSPICK)) -> MadeFd;
        fstatfs Fd (fd: Fd, buf: Plain) -> Status;
        fsync Fd (fd: Fd) -> Status;
        ftruncate Fd (fd: Fd, length: Long(keys::LENGTH)) -> Status;
        futimesat Pathname (dfd: FdOrDir, filename: Path, utimes: Times(Clockwork::Micros)) -> Status;
        getcwd Null (buf: Plain, size: Plain) -> Value;
        getdents Fd (fd: Fd, dirent: Plain, count: Plain) -> Read;
        getdents64 Fd (fd: Fd, dirent: Plain, count: Plain) -> Read;
        getxattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME), value: Plain, size: Plain) -> ReadUnlessProbe;
        getxattrat Pathname (dfd: FdOrDir, pathname: Path, at_flags: Flags(keys::AT_FLAGS, &fs::AT), name: Name(keys::XATTR_NAME), uargs: Plain, usize: Plain) -> ReadUnlessProbeAt;
        ioctl Fcntl (fd: Fd, cmd: IoctlRequest, arg: Plain) -> Value;
        lchown Pathname (filename: Path, user: Int(keys::USER_ID), group: Int(keys::GROUP_ID)) -> Status;
        lgetxattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME), value: Plain, size: Plain) -> ReadUnlessProbe;
        link Name (oldname: Path, newname: NewPath) -> Status;
        linkat Name (olddfd: FdOrDir, oldname: Path, newdfd: NewDirFd, newname: NewPath, flags: Flags(keys::AT_FLAGS, &fs::AT)) -> Status;
        listmount Null (req: In(&structs::MOUNT_REQUEST), mnt_ids: Plain, nr_mnt_ids: Plain, flags: Flags(keys::FLAGS, &mount::LIST)) -> Value;
        listns Null (req: In(&structs::NAMESPACE_REQUEST), ns_ids: Plain, nr_ns_ids: Plain, flags: Flags(keys::FLAGS, &fs::NONE)) -> Value;
        listxattr Pathname (pathname: Path, list: Plain, size: Plain) -> ReadUnlessProbe;
        listxattrat Pathname (dfd: FdOrDir, pathname: Path, at_flags: Flags(keys::AT_FLAGS, &fs::AT), list: Plain, size: Plain) -> ReadUnlessProbe;
        llistxattr Pathname (pathname: Path, list: Plain, size: Plain) -> ReadUnlessProbe;
        lremovexattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME)) -> Status;
        lseek Fd (fd: Fd, offset: Long(keys::OFFSET), whence: One(keys::WHENCE, &fs::WHENCE)) -> Is(keys::POSITION);
        lsetxattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME), value: Plain, size: Plain, flags: Flags(keys::XATTR_FLAGS, &fs::XATTR)) -> Status;
        mkdir Pathname (pathname: Path, mode: Octal(keys::FILE_MODE)) -> Status;
        mkdirat Pathname (dfd: DirFd, pathname: Path, mode: Octal(keys::FILE_MODE)) -> Status;
        mknod Pathname (filename: Path, mode: NodeMode, dev: Device) -> Status;
        mknodat Pathname (dfd: DirFd, filename: Path, mode: NodeMode, dev: Device) -> Status;
        mount Pathname (dev_name: Path, dir_name: NewPath, r#type: Name(keys::MOUNT_TYPE), flags: Flags(keys::MOUNT_FLAGS, &mount::MOUNT), data: Plain) -> Status;
        mount_setattr Pathname (dfd: FdOrDir, path: Path, flags: Flags(keys::AT_FLAGS, &fs::AT), uattr: In(&structs::MOUNT_ATTR), usize: Plain) -> Status;
        move_mount TwoFd (from_dfd: FdOrDir, from_pathname: Path, to_dfd: NewDirFd, to_pathname: NewPath, flags: Flags(keys::MOUNT_FLAGS, &mount::MOVE)) -> Status;
        msync Mem (start: Hex(keys::ADDRESS), len: Extent("sync"), flags: Flags(keys::SYNC_FLAGS, &fs::MSYNC)) -> Status;
        name_to_handle_at Pathname (dfd: FdOrDir, name: Path, handle: Plain, mnt_id: Plain, flag: Flags(keys::AT_FLAGS, &fs::HANDLE_AT)) -> Status;
        fstat = "newfstat" Fd (fd: Fd, statbuf: Plain) -> Status;
        newfstatat Pathname (dfd: FdOrDir, filename: Path, statbuf: Plain, flag: Flags(keys::AT_FLAGS, &fs::AT)) -> Status;
        lstat = "newlstat" Pathname (filename: Path, statbuf: Plain) -> Status;
        stat = "newstat" Pathname (filename: Path, statbuf: Plain) -> Status;
        open Open (filename: Path, flags: OpenFlags, mode: CreateMode) -> Fd;
        open_by_handle_at OpenByHandleAt (mountdirfd: DirFd, handle: Plain, flags: OpenFlags) -> Fd;
        open_tree Open (dfd: FdOrDir, filename: Path, flags: Flags(keys::MOUNT_FLAGS, &mount::OPEN_TREE)) -> Fd;
        open_tree_attr Open (dfd: FdOrDir, filename: Path, flags: Flags(keys::MOUNT_FLAGS, &mount::OPEN_TREE), uattr: In(&structs::MOUNT_ATTR), usize: Plain) -> Fd;
        openat Open (dfd: DirFd, filename: Path, flags: OpenFlags, mode: CreateMode) -> Fd;
        openat2 Open (dfd: DirFd, filename: Path, how: OpenHow, usize: Plain) -> Fd;
        pread64 Fd (fd: Fd, buf: Plain, count: Plain, pos: Long(keys::OFFSET)) -> Read;
        preadv Fd (fd: Fd, vec: Plain, vlen: Unsigned(keys::VECTORS), pos_l: Long(keys::OFFSET), pos_h: Plain) -> Read;
        preadv2 Fd (fd: Fd, vec: Plain, vlen: Unsigned(keys::VECTORS), pos_l: Long(keys::OFFSET), pos_h: Plain, flags: Flags(keys::RW_FLAGS, &fs::RWF)) -> Read;
        pwrite64 Fd (fd: Fd, buf: Plain, count: Plain, pos: Long(keys::OFFSET)) -> Written;
        pwritev Fd (fd: Fd, vec: Plain, vlen: Unsigned(keys::VECTORS), pos_l: Long(keys::OFFSET), pos_h: Plain) -> Written;
        pwritev2 Fd (fd: Fd, vec: Plain, vlen: Unsigned(keys::VECTORS), pos_l: Long(keys::OFFSET), pos_h: Plain, flags: Flags(keys::RW_FLAGS, &fs::RWF)) -> Written;
        quotactl Pathname (cmd: QuotaCommand, special: Path, id: Int(keys::QUOTA_ID), addr: Plain) -> Status;
        quotactl_fd Fd (fd: Fd, cmd: QuotaCommand, id: Int(keys::QUOTA_ID), addr: Plain) -> Status;
        read Fd (fd: Fd, buf: Plain, count: Plain) -> Read;
        readahead Fd (fd: Fd, offset: Long(keys::OFFSET), count: Long(keys::LENGTH)) -> Status;
        readlink Pathname (path: Path, buf: Plain, bufsiz: Plain) -> Read;
        readlinkat Pathname (dfd: FdOrDir, pathname: Path, buf: Plain, bufsiz: Plain) -> Read;
        readv Fd (fd: Fd, vec: Plain, vlen: Unsigned(keys::VECTORS)) -> Read;
        removexattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME)) -> Status;
        removexattrat Pathname (dfd: FdOrDir, pathname: Path, at_flags: Flags(keys::AT_FLAGS, &fs::AT), name: Name(keys::XATTR_NAME)) -> Status;
        rename Name (oldname: Path, newname: NewPath) -> Status;
        renameat Name (olddfd: DirFd, oldname: Path, newdfd: NewDirFd, newname: NewPath) -> Status;
        renameat2 Name (olddfd: DirFd, oldname: Path, newdfd: NewDirFd, newname: NewPath, flags: Flags(keys::RENAME_FLAGS, &fs::RENAME)) -> Status;
        rmdir Pathname (pathname: Path) -> Status;
        setxattr Pathname (pathname: Path, name: Name(keys::XATTR_NAME), value: Plain, size: Plain, flags: Flags(keys::XATTR_FLAGS, &fs::XATTR)) -> Status;
        setxattrat Pathname (dfd: FdOrDir, pathname: Path, at_flags: Flags(keys::AT_FLAGS, &fs::AT), name: Name(keys::XATTR_NAME), uargs: Plain, usize: Plain) -> Status;
        statfs Pathname (pathname: Path, buf: Plain) -> Status;
        statmount Null (req: In(&structs::MOUNT_REQUEST), buf: Plain, bufsize: Plain, flags: Flags(keys::FLAGS, &fs::NONE)) -> Status;
        statx Pathname (dfd: FdOrDir, filename: Path, flags: Flags(keys::AT_FLAGS, &fs::AT), mask: Flags(keys::STATX_MASK, &fs::STATX), buffer: Plain) -> Status;
        symlink Name (oldname: Path, newname: NewPath) -> Status;
        symlinkat Name (oldname: Path, newdfd: NewDirFd, newname: NewPath) -> Status;
        sync Null () -> Status;
        sync_file_range Fd (fd: Fd, offset: Long(keys::OFFSET), nbytes: Long(keys::LENGTH), flags: Flags(keys::SYNC_FLAGS, &fs::SYNC_RANGE)) -> Status;
        syncfs Fd (fd: Fd) -> Status;
        truncate Pathname (path: Path, length: Long(keys::LENGTH)) -> Status;
        umount2 = "umount" Pathname (name: Path, flags: Flags(keys::MOUNT_FLAGS, &mount::UMOUNT)) -> Status;
        unlink Pathname (pathname: Path) -> Status;
        unlinkat Pathname (dfd: DirFd, pathname: Path, flag: Flags(keys::AT_FLAGS, &fs::UNLINK_AT)) -> Status;
        utime Pathname (filename: Path, times: Times(Clockwork::Seconds)) -> Status;
        utimensat Pathname (dfd: FdOrDir, filename: Path, utimes: Times(Clockwork::Nanos), flags: Flags(keys::AT_FLAGS, &fs::AT)) -> Status;
        utimes Pathname (filename: Path, utimes: Times(Clockwork::Micros)) -> Status;
        write Fd (fd: Fd, buf: Plain, count: Plain) -> Written;
        writev Fd (fd: Fd, vec: Plain, vlen: Unsigned(keys::VECTORS)) -> Written;
    }
    Network {
        accept Accept (fd: Fd, upeer_sockaddr: PeerOut, upeer_addrlen: Plain) -> Fd;
        accept4 Accept (fd: Fd, upeer_sockaddr: PeerOut, upeer_addrlen: Plain, flags: Flags(keys::SOCKET_FLAGS, &network::SOCKET_FLAGS)) -> Fd;
        bind Fd (fd: Fd, umyaddr: Local, addrlen: Plain) -> Status;
        connect Fd (fd: Fd, uservaddr: Peer, addrlen: Plain) -> Status;
        getpeername Fd (fd: Fd, usockaddr: PeerOut, usockaddr_len: Plain) -> Status;
        getsockname Fd (fd: Fd, usockaddr: LocalOut, usockaddr_len: Plain) -> Status;
        getsockopt Fd (fd: Fd, level: One(keys::OPTION_LEVEL, &network::LEVELS), optname: SocketOption, optval: OptionValueOut, optlen: Plain) -> Status;
        listen Fd (fd: Fd, backlog: Int(keys::BACKLOG)) -> Status;
        recvfrom Fd (fd: Fd, ubuf: Plain, size: Plain, flags: MsgFlags, addr: PeerOut, addr_len: Plain) -> Received;
        recvmmsg Fd (fd: Fd, mmsg: Plain, vlen: Unsigned(keys::MESSAGES), flags: MsgFlags, timeout: TimeoutOverwritten) -> Messages;
        recvmsg Fd (fd: Fd, msg: MessagePeer, flags: MsgFlags) -> Received;
        sendfile = "sendfile64" Fd (out_fd: Fd, in_fd: SecondFd, offset: Moved(keys::OFFSET_IN), count: Long(keys::REQUESTED)) -> Transferred;
        sendmmsg Fd (fd: Fd, mmsg: Plain, vlen: Unsigned(keys::MESSAGES), flags: MsgFlags) -> Messages;
        sendmsg Fd (fd: Fd, msg: MessagePeer, flags: MsgFlags) -> Written;
        sendto Fd (fd: Fd, buff: Plain, len: Plain, flags: MsgFlags, addr: Peer, addr_len: Plain) -> Written;
        setsockopt Fd (fd: Fd, level: One(keys::OPTION_LEVEL, &network::LEVELS), optname: SocketOption, optval: OptionValue, optlen: Plain) -> Status;
        shutdown Fd (fd: Fd, how: One(keys::SHUTDOWN, &network::SHUTDOWN)) -> Status;
        socket Socket (family: Domain, r#type: SocketType, protocol: Protocol) -> MadeFd;
        socketpair Socketpair (family: Domain, r#type: SocketType, protocol: Protocol, usockvec: Out(&structs::DESCRIPTORS)) -> Status;
        splice Fd (fd_in: Fd, off_in: Moved(keys::OFFSET_IN), fd_out: SecondFd, off_out: Moved(keys::OFFSET_OUT), len: Long(keys::REQUESTED), flags: Flags(keys::SPLICE_FLAGS, &network::SPLICE)) -> Transferred;
        tee Fd (fdin: Fd, fdout: SecondFd, len: Long(keys::REQUESTED), flags: Flags(keys::SPLICE_FLAGS, &network::SPLICE)) -> Transferred;
        vmsplice Fd (fd: Fd, uiov: Plain, nr_segs: Unsigned(keys::VECTORS), flags: Flags(keys::SPLICE_FLAGS, &network::SPLICE)) -> Transferred;
    }
    Polling {
        epoll_create Eventfd (size: Int(keys::EPOLL_SIZE)) -> MadeFd;
        epoll_create1 Eventfd (flags: Flags(keys::EPOLL_FLAGS, &polling::CREATE)) -> MadeFd;
        epoll_ctl EpollCtl (epfd: Fd, op: One(keys::EPOLL_OP, &polling::CTL), fd: SecondFd, event: In(&structs::EPOLL_EVENT)) -> Status;
        epoll_pwait Poll (epfd: Fd, events: Plain, maxevents: Int(keys::MAX_EVENTS), timeout: TimeoutMs, sigmask: In(&structs::SIGNALS), sigsetsize: Plain) -> Ready;
        epoll_pwait2 Poll (epfd: Fd, events: Plain, maxevents: Int(keys::MAX_EVENTS), timeout: Timeout, sigmask: In(&structs::SIGNALS), sigsetsize: Plain) -> Ready;
        epoll_wait Poll (epfd: Fd, events: Plain, maxevents: Int(keys::MAX_EVENTS), timeout: TimeoutMs) -> Ready;
        poll Poll (ufds: Plain, nfds: Int(keys::WATCHED), timeout_msecs: TimeoutMs) -> Ready;
        ppoll Poll (ufds: Plain, nfds: Int(keys::WATCHED), tsp: TimeoutOverwritten, sigmask: In(&structs::SIGNALS), sigsetsize: Plain) -> Ready;
        pselect6 Poll (n: Int(keys::WATCHED), inp: Plain, outp: Plain, exp: Plain, tsp: TimeoutOverwritten, sig: PointedSignals) -> Ready;
        select Poll (n: Int(keys::WATCHED), inp: Plain, outp: Plain, exp: Plain, tvp: TimevalOverwritten) -> Ready;
    }
    Ipc {
        eventfd Eventfd (count: Unsigned(keys::INITIAL_VALUE)) -> MadeFd;
        eventfd2 Eventfd (count: Unsigned(keys::INITIAL_VALUE), flags: Flags(keys::FD_FLAGS, &ipc::EVENTFD)) -> MadeFd;
        fanotify_init Eventfd (flags: Flags(keys::WATCH_FLAGS, &ipc::FANOTIFY), event_f_flags: OpenFlags) -> MadeFd;
        fanotify_mark Fd (fanotify_fd: Fd, flags: Flags(keys::WATCH_FLAGS, &ipc::FANOTIFY_MARK), mask: Flags(keys::WATCH_MASK, &ipc::FANOTIFY_EVENTS), dfd: DirFd, pathname: Path) -> Status;
        inotify_add_watch InotifyAdd (fd: Fd, pathname: Path, mask: Flags(keys::WATCH_MASK, &ipc::WATCH)) -> Is(keys::WATCH);
        inotify_init Eventfd () -> MadeFd;
        inotify_init1 Eventfd (flags: Flags(keys::FD_FLAGS, &ipc::INOTIFY)) -> MadeFd;
        inotify_rm_watch Fd (fd: Fd, wd: Int(keys::WATCH)) -> Status;
        memfd_create Open (uname: Name(keys::MEMFD_NAME), flags: Flags(keys::FD_FLAGS, &ipc::MEMFD)) -> Fd;
        memfd_secret Eventfd (flags: Flags(keys::FD_FLAGS, &ipc::MEMFD_SECRET)) -> Fd;
        mq_getsetattr Fd (mqdes: Fd, mqstat: In(&structs::QUEUE_FLAGS), omqstat: Out(&structs::QUEUE_STATE)) -> Status;
        mq_notify Fd (mqdes: Fd, notification: Notification) -> Status;
        mq_open MqOpen (name: Name(keys::QUEUE_NAME), oflag: OpenFlags, mode: CreateMode, attr: QueueLimits) -> Fd;
        mq_timedreceive Fd (mqdes: Fd, msg_ptr: Plain, msg_len: Plain, msg_prio: Out(&structs::PRIORITY), abs_timeout: WallDeadline) -> Read;
        mq_timedsend Fd (mqdes: Fd, msg_ptr: Plain, msg_len: Sent, msg_prio: Unsigned(keys::MESSAGE_PRIORITY), abs_timeout: WallDeadline) -> Status;
        mq_unlink Pathname (name: Name(keys::QUEUE_NAME)) -> Status;
        msgctl SysvOp (msqid: Int(keys::SYSV_ID), cmd: One(keys::SYSV_COMMAND, &ipc::MSG_CTL), buf: Plain) -> Value;
        msgget SysvId (key: SysvKey, msgflg: FlagsAndMode(keys::SYSV_FLAGS, &ipc::GET)) -> Is(keys::SYSV_ID);
        msgrcv SysvOp (msqid: Int(keys::SYSV_ID), msgp: Out(&structs::MESSAGE), msgsz: Plain, msgtyp: Long(keys::MESSAGE_TYPE_WANTED), msgflg: Flags(keys::SYSV_FLAGS, &ipc::MSG)) -> Read;
        msgsnd SysvOp (msqid: Int(keys::SYSV_ID), msgp: In(&structs::MESSAGE), msgsz: Sent, msgflg: Flags(keys::SYSV_FLAGS, &ipc::MSG)) -> Status;
        pidfd_getfd Fd (pidfd: Fd, fd: Int(keys::TARGET_FD), flags: Flags(keys::FLAGS, &fs::NONE)) -> Fd;
        pidfd_open Pidfd (pid: Int(keys::TARGET_PID), flags: Flags(keys::FD_FLAGS, &ipc::PIDFD)) -> MadeFd;
        pidfd_send_signal Fd (pidfd: Fd, sig: Signal, info: Plain, flags: Flags(keys::FLAGS, &ipc::PIDFD_SIGNAL)) -> Status;
        pipe Pipe (fildes: Out(&structs::DESCRIPTORS)) -> Status;
        pipe2 Pipe (fildes: Out(&structs::DESCRIPTORS), flags: Flags(keys::FD_FLAGS, &fs::DESCRIPTOR)) -> Status;
        semctl SysvOp (semid: Int(keys::SYSV_ID), semnum: Int(keys::SYSV_SEMAPHORE), cmd: One(keys::SYSV_COMMAND, &ipc::SEM_CTL), arg: SemaphoreValue) -> Value;
        semget SysvId (key: SysvKey, nsems: Int(keys::SYSV_COUNT), semflg: FlagsAndMode(keys::SYSV_FLAGS, &ipc::GET)) -> Is(keys::SYSV_ID);
        semop SysvOp (semid: Int(keys::SYSV_ID), tsops: In(&structs::SEMAPHORE_OPERATION), nsops: Unsigned(keys::SYSV_COUNT)) -> Status;
        semtimedop SysvOp (semid: Int(keys::SYSV_ID), tsops: In(&structs::SEMAPHORE_OPERATION), nsops: Unsigned(keys::SYSV_COUNT), timeout: Timeout) -> Status;
        shmat SysvOp (shmid: Int(keys::SYSV_ID), shmaddr: Address, shmflg: Flags(keys::SYSV_FLAGS, &ipc::SHM_AT)) -> Address;
        shmctl SysvOp (shmid: Int(keys::SYSV_ID), cmd: One(keys::SYSV_COMMAND, &ipc::SHM_CTL), buf: Plain) -> Value;
        shmdt Null (shmaddr: Hex(keys::ADDRESS)) -> Status;
        shmget SysvId (key: SysvKey, size: Long(keys::SYSV_SIZE), shmflg: FlagsAndMode(keys::SYSV_FLAGS, &ipc::SHM_GET)) -> Is(keys::SYSV_ID);
        signalfd Signalfd (ufd: Fd, user_mask: In(&structs::SIGNALS), sizemask: Plain) -> MadeFd;
        signalfd4 Signalfd (ufd: Fd, user_mask: In(&structs::SIGNALS), sizemask: Plain, flags: Flags(keys::FD_FLAGS, &ipc::SIGNALFD)) -> MadeFd;
        timerfd_create Timerfd (clockid: Clock, flags: Flags(keys::FD_FLAGS, &ipc::TIMERFD)) -> MadeFd;
        timerfd_gettime Fd (ufd: Fd, otmr: Out(&structs::TIMER)) -> Status;
        timerfd_settime Fd (ufd: Fd, flags: Flags(keys::TIMER_FLAGS, &time::TIMERFD_FLAGS), utmr: In(&structs::TIMER), otmr: Plain) -> Status;
        userfaultfd Eventfd (flags: Flags(keys::FD_FLAGS, &ipc::USERFAULTFD)) -> MadeFd;
    }
    Memory {
        brk Mem (brk: Hex(keys::ADDRESS)) -> Break;
        get_mempolicy Mem (policy: MemoryPolicyOut, nmask: NodesOut(keys::MEMORY_NODES), maxnode: Plain, addr: Hex(keys::ADDRESS), flags: Flags(keys::MEMORY_FLAGS, &memory::GET_POLICY)) -> Value;
        madvise Mem (start: Hex(keys::ADDRESS), len_in: Extent("advise"), behavior: One(keys::MEMORY_ADVICE, &memory::ADVICE)) -> Status;
        map_shadow_stack Mem (addr: Hex(keys::ADDRESS), size: Extent("map"), flags: Flags(keys::MEMORY_FLAGS, &memory::SHADOW_STACK)) -> Address;
        mbind Mem (start: Hex(keys::ADDRESS), len: Extent("bind"), mode: MemoryPolicy, nmask: Nodes(keys::MEMORY_NODES), maxnode: Plain, flags: Flags(keys::MEMORY_FLAGS, &memory::BIND)) -> Status;
        migrate_pages Mem (pid: Int(keys::TARGET_PID), maxnode: Long(keys::MEMORY_NODE_COUNT), old_nodes: Nodes(keys::MEMORY_NODES), new_nodes: Nodes(keys::MEMORY_NEW_NODES)) -> Is(keys::MEMORY_PAGES_LEFT);
        mincore Mem (start: Hex(keys::ADDRESS), len: Extent("query"), vec: Plain) -> Status;
        mlock Mem (start: Hex(keys::ADDRESS), len: Extent("lock")) -> Status;
        mlock2 Mem (start: Hex(keys::ADDRESS), len: Extent("lock"), flags: Flags(keys::MEMORY_FLAGS, &memory::LOCK)) -> Status;
        mlockall Null (flags: Flags(keys::MEMORY_FLAGS, &memory::LOCK_ALL)) -> Status;
        mmap Fd (addr: Address, len: Extent("map"), prot: Flags(keys::PROTECTION, &memory::PROTECTION), flags: MapFlags, fd: MapFd, off: MapOffset) -> Address;
        move_pages Mem (pid: Int(keys::TARGET_PID), nr_pages: Long(keys::MEMORY_PAGES), pages: Plain, nodes: Plain, status: Plain, flags: Flags(keys::MEMORY_FLAGS, &memory::BIND)) -> Is(keys::MEMORY_PAGES_LEFT);
        mprotect Mem (start: Hex(keys::ADDRESS), len: Extent("protect"), prot: Flags(keys::PROTECTION, &memory::PROTECTION)) -> Status;
        mremap Mem (addr: Hex(keys::ADDRESS), old_len: Long(keys::MEMORY_OLD_SIZE), new_len: Extent("remap"), flags: Flags(keys::MEMORY_FLAGS, &memory::REMAP), new_addr: NewAddress) -> Address;
        mseal Mem (start: Hex(keys::ADDRESS), len: Extent("seal"), flags: Flags(keys::FLAGS, &fs::NONE)) -> Status;
        munlock Mem (start: Hex(keys::ADDRESS), len: Extent("unlock")) -> Status;
        munlockall Null () -> Status;
        munmap Mem (addr: Hex(keys::ADDRESS), len: Extent("unmap")) -> Status;
        pkey_alloc Null (flags: Flags(keys::FLAGS, &fs::NONE), init_val: Flags(keys::PROTECTION_RIGHTS, &memory::PKEY)) -> Is(keys::PROTECTION_KEY);
        pkey_free Null (pkey: Int(keys::PROTECTION_KEY)) -> Status;
        pkey_mprotect Mem (start: Hex(keys::ADDRESS), len: Extent("protect"), prot: Flags(keys::PROTECTION, &memory::PROTECTION), pkey: Int(keys::PROTECTION_KEY)) -> Status;
        process_madvise Fd (pidfd: Fd, vec: Plain, vlen: Unsigned(keys::VECTORS), behavior: One(keys::MEMORY_ADVICE, &memory::ADVICE), flags: Flags(keys::FLAGS, &fs::NONE)) -> Advised;
        process_mrelease Fd (pidfd: Fd, flags: Flags(keys::FLAGS, &fs::NONE)) -> Status;
        process_vm_readv Mem (pid: Int(keys::TARGET_PID), lvec: Plain, liovcnt: Unsigned(keys::VECTORS), rvec: Plain, riovcnt: Unsigned(keys::REMOTE_VECTORS), flags: Flags(keys::FLAGS, &fs::NONE)) -> Read;
        process_vm_writev Mem (pid: Int(keys::TARGET_PID), lvec: Plain, liovcnt: Unsigned(keys::VECTORS), rvec: Plain, riovcnt: Unsigned(keys::REMOTE_VECTORS), flags: Flags(keys::FLAGS, &fs::NONE)) -> Written;
        remap_file_pages Mem (start: Hex(keys::ADDRESS), size: Extent("remap"), prot: Flags(keys::PROTECTION, &memory::PROTECTION), pgoff: Long(keys::MEMORY_PAGE_OFFSET), flags: MapFlags) -> Status;
        set_mempolicy Mem (mode: MemoryPolicy, nmask: Nodes(keys::MEMORY_NODES), maxnode: Plain) -> Status;
        set_mempolicy_home_node Mem (start: Hex(keys::ADDRESS), len: Extent("bind"), home_node: Long(keys::MEMORY_NODE), flags: Flags(keys::FLAGS, &fs::NONE)) -> Status;
    }
    Process {
        arch_prctl Prctl (option: One(keys::PRCTL, &process::ARCH_PRCTL), arg2: Plain) -> Status;
        clone Proc (clone_flags: CloneFlags, newsp: Plain, parent_tidptr: Plain, child_tidptr: Plain, tls: Plain) -> Child;
        clone3 Proc (uargs: CloneArgs, size: Plain) -> Child;
        execve Exec (filename: Path, argv: Arguments, envp: Plain) -> Status;
        execveat Exec (fd: FdOrDir, filename: Path, argv: Arguments, envp: Plain, flags: Flags(keys::AT_FLAGS, &process::EXEC_AT)) -> Status;
        exit Null (error_code: ExitCode) -> Never;
        exit_group Null (error_code: ExitCode) -> Never;
        fork Proc () -> Child;
        getegid Null () -> Is(keys::GROUP_EFFECTIVE_ID);
        geteuid Null () -> Is(keys::USER_EFFECTIVE_ID);
        getgid Null () -> Is(keys::GROUP_ID);
        getgroups Null (gidsetsize: Plain, grouplist: GroupsOut) -> Is(keys::GROUP_COUNT);
        getpgid Null (pid: Int(keys::TARGET_PID)) -> Is(keys::GROUP_PID);
        getpgrp Null () -> Is(keys::GROUP_PID);
        getpid Null () -> Pid;
        getppid Null () -> Pid;
        getpriority Null (which: One(keys::WHICH, &process::PRIORITIES), who: Int(keys::WHO)) -> Nice;
        getresgid Null (rgidp: Plain, egidp: Plain, sgidp: Plain) -> Status;
        getresuid Null (ruidp: Plain, euidp: Plain, suidp: Plain) -> Status;
        getrlimit Null (resource: One(keys::LIMIT, &process::LIMITS), rlim: Out(&structs::RLIMIT)) -> Status;
        getrusage Null (who: One(keys::WHICH, &process::USAGE), ru: Usage) -> Status;
        getsid Null (pid: Int(keys::TARGET_PID)) -> Is(keys::SESSION_PID);
        gettid Null () -> Pid;
        getuid Null () -> Is(keys::USER_ID);
        kill Null (pid: Int(keys::TARGET_PID), sig: Signal) -> Status;
        personality Null (personality: Personality) -> Value;
        pivot_root Pathname (new_root: Path, put_old: NewPath) -> Status;
        prctl Prctl (option: One(keys::PRCTL, &process::PRCTL), arg2: PrctlArgument, arg3: Plain, arg4: Plain, arg5: Plain) -> Prctl;
        prlimit64 Null (pid: Int(keys::TARGET_PID), resource: One(keys::LIMIT, &process::LIMITS), new_rlim: In(&structs::RLIMIT), old_rlim: Out(&structs::RLIMIT_OLD)) -> Status;
        reboot Null (magic1: Plain, magic2: Plain, cmd: One(keys::REBOOT, &process::REBOOT), arg: Plain) -> Status;
        restart_syscall Null () -> Value;
        rt_sigqueueinfo Null (pid: Int(keys::TARGET_PID), sig: Signal, uinfo: In(&structs::SIGNAL_INFO)) -> Status;
        rt_tgsigqueueinfo Null (tgid: Int(keys::TARGET_PID), pid: Int(keys::TARGET_TID), sig: Signal, uinfo: In(&structs::SIGNAL_INFO)) -> Status;
        set_tid_address Null (tidptr: Hex(keys::ADDRESS)) -> Pid;
        setfsgid Null (gid: Int(keys::GROUP_ID)) -> Value;
        setfsuid Null (uid: Int(keys::USER_ID)) -> Value;
        setgid Null (gid: Int(keys::GROUP_ID)) -> Status;
        setgroups Null (gidsetsize: Int(keys::GROUP_COUNT), grouplist: Groups) -> Status;
        setns Fd (fd: Fd, flags: Flags(keys::CLONE_FLAGS, &process::NAMESPACES)) -> Status;
        setpgid Null (pid: Int(keys::TARGET_PID), pgid: Int(keys::GROUP_PID)) -> Status;
        setpriority Null (which: One(keys::WHICH, &process::PRIORITIES), who: Int(keys::WHO), niceval: Int(keys::NICE)) -> Status;
        setregid Null (rgid: Int(keys::GROUP_ID), egid: Int(keys::GROUP_EFFECTIVE_ID)) -> Status;
        setresgid Null (rgid: Int(keys::GROUP_ID), egid: Int(keys::GROUP_EFFECTIVE_ID), sgid: Int(keys::GROUP_SAVED_ID)) -> Status;
        setresuid Null (ruid: Int(keys::USER_ID), euid: Int(keys::USER_EFFECTIVE_ID), suid: Int(keys::USER_SAVED_ID)) -> Status;
        setreuid Null (ruid: Int(keys::USER_ID), euid: Int(keys::USER_EFFECTIVE_ID)) -> Status;
        setrlimit Null (resource: One(keys::LIMIT, &process::LIMITS), rlim: In(&structs::RLIMIT)) -> Status;
        setsid Null () -> Is(keys::SESSION_PID);
        setuid Null (uid: Int(keys::USER_ID)) -> Status;
        tgkill Null (tgid: Int(keys::TARGET_PID), pid: Int(keys::TARGET_TID), sig: Signal) -> Status;
        tkill Null (pid: Int(keys::TARGET_TID), sig: Signal) -> Status;
        umask Null (mask: Octal(keys::FILE_MODE)) -> Value;
        unshare Null (unshare_flags: Flags(keys::CLONE_FLAGS, &process::NAMESPACES)) -> Status;
        vfork Proc () -> Child;
        vhangup Null () -> Status;
        wait4 Proc (upid: Int(keys::TARGET_PID), stat_addr: WaitStatus, options: Flags(keys::WAIT_OPTIONS, &process::WAIT), ru: Usage) -> Child;
        waitid Proc (which: One(keys::WAIT_ID_TYPE, &process::WAIT_ID), upid: WaitId, infop: WaitInfo, options: Flags(keys::WAIT_OPTIONS, &process::WAIT), ru: Usage) -> Status;
    }
    Sched {
        futex Futex (uaddr: Hex(keys::FUTEX_ADDRESS), op: FutexOp, val: FutexValue, utime: FutexTimeout, uaddr2: FutexSecond, val3: FutexThird) -> Woken;
        futex_requeue Futex (waiters: In(&structs::FUTEX_WAITER), flags: Plain, nr_wake: Int(keys::FUTEX_WAKE), nr_requeue: Int(keys::FUTEX_REQUEUE)) -> Is(keys::FUTEX_WOKEN);
        futex_wait Futex (uaddr: Hex(keys::FUTEX_ADDRESS), val: Long(keys::FUTEX_VALUE), mask: Hex(keys::FUTEX_BITSET), flags: Flags(keys::FUTEX_FLAGS, &sched::FUTEX2), timeout: Deadline, clockid: Clock) -> Status;
        futex_waitv Futex (waiters: In(&structs::FUTEX_WAITER), nr_futexes: Unsigned(keys::FUTEX_COUNT), flags: Plain, timeout: Deadline, clockid: Clock) -> Is(keys::FUTEX_INDEX);
        futex_wake Futex (uaddr: Hex(keys::FUTEX_ADDRESS), mask: Hex(keys::FUTEX_BITSET), nr: Int(keys::FUTEX_WAKE), flags: Flags(keys::FUTEX_FLAGS, &sched::FUTEX2)) -> Is(keys::FUTEX_WOKEN);
        getcpu Null (cpup: Plain, nodep: Plain, unused: Plain) -> Status;
        ioprio_get Null (which: One(keys::WHICH, &sched::IO_WHO), who: Int(keys::WHO)) -> IoPriority;
        ioprio_set Null (which: One(keys::WHICH, &sched::IO_WHO), who: Int(keys::WHO), ioprio: IoPriority) -> Status;
        sched_get_priority_max Null (policy: Policy) -> Is(keys::SCHED_PRIORITY);
        sched_get_priority_min Null (policy: Policy) -> Is(keys::SCHED_PRIORITY);
        sched_getaffinity Null (pid: Int(keys::TARGET_PID), len: Plain, user_mask_ptr: CpusOut) -> Value;
        sched_getattr Null (pid: Int(keys::TARGET_PID), uattr: Out(&structs::SCHED_ATTR), usize: Plain, flags: Plain) -> Status;
        sched_getparam Null (pid: Int(keys::TARGET_PID), param: Out(&structs::SCHED_PARAM)) -> Status;
        sched_getscheduler Null (pid: Int(keys::TARGET_PID)) -> Policy;
        sched_rr_get_interval Null (pid: Int(keys::TARGET_PID), interval: Out(&structs::INTERVAL)) -> Status;
        sched_setaffinity Null (pid: Int(keys::TARGET_PID), len: Plain, user_mask_ptr: Cpus) -> Status;
        sched_setattr Null (pid: Int(keys::TARGET_PID), uattr: In(&structs::SCHED_ATTR), flags: Plain) -> Status;
        sched_setparam Null (pid: Int(keys::TARGET_PID), param: In(&structs::SCHED_PARAM)) -> Status;
        sched_setscheduler Null (pid: Int(keys::TARGET_PID), policy: Policy, param: In(&structs::SCHED_PARAM)) -> Status;
        sched_yield Null () -> Status;
    }
    Signals {
        pause Null () -> Status;
        rt_sigaction Null (sig: Signal, act: In(&structs::ACTION), oact: Plain, sigsetsize: Plain) -> Status;
        rt_sigpending Null (uset: Out(&structs::SIGNALS), sigsetsize: Plain) -> Status;
        rt_sigprocmask Null (how: One(keys::SIGNALS_HOW, &signals::HOW), nset: In(&structs::SIGNALS), oset: Plain, sigsetsize: Plain) -> Status;
        rt_sigreturn Null () -> Value;
        rt_sigsuspend Null (unewset: In(&structs::SIGNALS), sigsetsize: Plain) -> Status;
        rt_sigtimedwait Null (uthese: In(&structs::SIGNALS), uinfo: SignalInfo, uts: Timeout, sigsetsize: Plain) -> Signal;
        sigaltstack Null (uss: Plain, uoss: Plain) -> Status;
    }
    Time {
        adjtimex Null (txc_p: In(&structs::TIMEX)) -> Status;
        alarm Null (seconds: Seconds(keys::TIMER_VALUE)) -> Is(keys::TIMER_LEFT);
        clock_adjtime Null (which_clock: Clock, utx: In(&structs::TIMEX)) -> Status;
        clock_getres Null (which_clock: Clock, tp: Plain) -> Status;
        clock_gettime Null (which_clock: Clock, tp: Out(&structs::TIME)) -> Status;
        clock_nanosleep Sleep (which_clock: Clock, flags: SleepFlags, rqtp: Requested, rmtp: Plain) -> Status;
        clock_settime Null (which_clock: Clock, tp: In(&structs::TIME)) -> Status;
        getitimer Null (which: One(keys::INTERVAL_TIMER, &time::INTERVAL_TIMERS), value: Out(&structs::INTERVAL_TIMER)) -> Status;
        gettimeofday Null (tv: Plain, tz: Plain) -> Status;
        nanosleep Sleep (rqtp: Requested, rmtp: Plain) -> Status;
        setitimer Null (which: One(keys::INTERVAL_TIMER, &time::INTERVAL_TIMERS), value: In(&structs::INTERVAL_TIMER), ovalue: Plain) -> Status;
        settimeofday Null (tv: In(&structs::TIMEVAL), tz: Plain) -> Status;
        time Null (tloc: Plain) -> Value;
        timer_create TimerObj (which_clock: Clock, timer_event_spec: Notification, created_timer_id: Out(&structs::TIMER_ID)) -> Status;
        timer_delete TimerObj (timer_id: Int(keys::TIMER_ID)) -> Status;
        timer_getoverrun TimerObj (timer_id: Int(keys::TIMER_ID)) -> Is(keys::TIMER_OVERRUN);
        timer_gettime TimerObj (timer_id: Int(keys::TIMER_ID), setting: Out(&structs::TIMER)) -> Status;
        timer_settime TimerObj (timer_id: Int(keys::TIMER_ID), flags: Flags(keys::TIMER_FLAGS, &time::TIMER_FLAGS), new_setting: In(&structs::TIMER), old_setting: Plain) -> Status;
        times Null (tbuf: Plain) -> Value;
    }
    Aio {
        io_cancel Null (ctx_id: Plain, iocb: Plain, result: Plain) -> Status;
        io_destroy Null (ctx: Plain) -> Status;
        io_getevents Null (ctx_id: Plain, min_nr: Long(keys::MIN_EVENTS), nr: Long(keys::MAX_EVENTS), events: Plain, timeout: Timeout) -> Ready;
        io_pgetevents Null (ctx_id: Plain, min_nr: Long(keys::MIN_EVENTS), nr: Long(keys::MAX_EVENTS), events: Plain, timeout: Timeout, usig: PointedSignals) -> Ready;
        io_setup Null (nr_events: Unsigned(keys::AIO_COUNT), ctxp: Plain) -> Status;
        io_submit Null (ctx_id: Plain, nr: Long(keys::AIO_COUNT), iocbpp: Plain) -> Value;
        io_uring_enter Fd (fd: UringFd, to_submit: Unsigned(keys::URING_SUBMIT), min_complete: Unsigned(keys::MIN_EVENTS), flags: Flags(keys::URING_FLAGS, &aio::ENTER), argp: Plain, argsz: Plain) -> Value;
        io_uring_register Fd (fd: UringFd, opcode: UringOperation, arg: Plain, nr_args: Unsigned(keys::AIO_COUNT)) -> Value;
        io_uring_setup Null (entries: Unsigned(keys::URING_ENTRIES), params: In(&structs::URING_PARAMS)) -> MadeFd;
    }
    Security {
        add_key Keyctl (r#type: Name(keys::KEY_TYPE), description: Name(keys::KEY_DESCRIPTION), payload: Plain, plen: Long(keys::PAYLOAD_SIZE), ringid: Key(keys::KEY_RING)) -> Key;
        bpf Bpf (cmd: BpfCommand, uattr: BpfAttributes, size: Unsigned(keys::BPF_SIZE)) -> MadeFdOrValue;
        capget Null (header: In(&structs::CAPABILITY_HEADER), dataptr: CapabilitiesOut) -> Status;
        capset Null (header: In(&structs::CAPABILITY_HEADER), data: Capabilities) -> Status;
        delete_module Module (name: Name(keys::MODULE_NAME), flags: Flags(keys::MODULE_FLAGS, &security::MODULE_DELETE)) -> Status;
        finit_module Fd (fd: Fd, params: Name(keys::MODULE_PARAMETERS), flags: Flags(keys::MODULE_FLAGS, &security::MODULE)) -> Status;
        init_module Module (image: Plain, len: Long(keys::MODULE_SIZE), params: Name(keys::MODULE_PARAMETERS)) -> Status;
        kcmp TwoFd (pid1: Int(keys::TARGET_PID), pid2: Int(keys::TARGET_PID_SECOND), r#type: One(keys::KCMP_TYPE, &security::KCMP), idx1: Compared(keys::KCMP_FIRST), idx2: Compared(keys::KCMP_SECOND)) -> Status;
        kexec_file_load Fd (kernel_fd: Fd, initrd_fd: SecondFd, cmdline_len: Plain, cmdline: Plain, flags: Flags(keys::MODULE_FLAGS, &security::KEXEC_FILE)) -> Status;
        kexec_load Null (entry: Hex(keys::KEXEC_ENTRY), nr_segments: Long(keys::KEXEC_SEGMENTS), segments: Plain, flags: KexecFlags) -> Status;
        keyctl Keyctl (option: KeyctlOperation, arg2: KeyctlArguments, arg3: Plain, arg4: Plain, arg5: Plain) -> Value;
        landlock_add_rule Landlock (ruleset_fd: Fd, rule_type: One(keys::LANDLOCK_RULE, &security::LANDLOCK_RULES), rule_attr: LandlockRule, flags: Flags(keys::FLAGS, &fs::NONE)) -> Status;
        landlock_create_ruleset Landlock (attr: Sized(&structs::RULESET), size: Plain, flags: Flags(keys::LANDLOCK_FLAGS, &security::LANDLOCK_CREATE)) -> MadeFdOrValue;
        landlock_restrict_self Landlock (ruleset_fd: Fd, flags: Flags(keys::LANDLOCK_FLAGS, &security::LANDLOCK_RESTRICT)) -> Status;
        lsm_get_self_attr Null (attr: One(keys::LSM_ATTRIBUTE, &security::LSM), ctx: Out(&structs::LSM_CONTEXT), size: Plain, flags: Flags(keys::FLAGS, &security::LSM_FLAGS)) -> Value;
        lsm_list_modules Null (ids: SecurityModules, size: Plain, flags: Flags(keys::FLAGS, &fs::NONE)) -> Value;
        lsm_set_self_attr Null (attr: One(keys::LSM_ATTRIBUTE, &security::LSM), ctx: In(&structs::LSM_CONTEXT), size: Plain, flags: Flags(keys::FLAGS, &fs::NONE)) -> Status;
        request_key Keyctl (r#type: Name(keys::KEY_TYPE), description: Name(keys::KEY_DESCRIPTION), callout_info: Plain, destringid: Key(keys::KEY_RING)) -> Key;
        seccomp Seccomp (op: One(keys::SECCOMP_OP, &security::SECCOMP), flags: Flags(keys::SECCOMP_FLAGS, &security::SECCOMP_FILTER), uargs: SeccompArgument) -> MadeFdOrValue;
    }
    Other {
        acct Pathname (name: Path) -> Status;
        get_robust_list Null (pid: Int(keys::TARGET_TID), head_ptr: Plain, len_ptr: Plain) -> Status;
        getrandom Null (ubuf: Plain, len: Plain, flags: Flags(keys::RANDOM_FLAGS, &system::RANDOM)) -> Read;
        ioperm Null (from: Long(keys::PORT), num: Long(keys::PORT_COUNT), turn_on: Int(keys::OPTION_NUMBER)) -> Status;
        iopl Null (level: Int(keys::OPTION_NUMBER)) -> Status;
        membarrier Null (cmd: One(keys::MEMBARRIER, &system::MEMBARRIER), flags: Flags(keys::FLAGS, &system::MEMBARRIER_FLAGS), cpu_id: Int(keys::CPU)) -> Barriers;
        modify_ldt Null (func: Int(keys::OPTION_NUMBER), ptr: Plain, bytecount: Plain) -> Value;
        uname = "newuname" Null (name: Plain) -> Status;
        perf_event_open PerfOpen (attr_uptr: PerfAttributes, pid: PerfTarget, cpu: Int(keys::CPU), group_fd: SecondFd, flags: Flags(keys::FLAGS, &security::PERF_OPEN)) -> MadeFd;
        ptrace Ptrace (request: One(keys::PTRACE, &system::PTRACE), pid: Int(keys::TARGET_PID), addr: PtraceAddress, data: PtraceData) -> Value;
        rseq Null (rseq: Plain, rseq_len: Plain, flags: Flags(keys::FLAGS, &system::RSEQ), sig: Hex(keys::RSEQ_SIGNATURE)) -> Status;
        set_robust_list Null (head: Plain, len: Plain) -> Status;
        setdomainname Null (name: Text(keys::HOST_NAME), len: Plain) -> Status;
        sethostname Null (name: Text(keys::HOST_NAME), len: Plain) -> Status;
        swapoff Pathname (specialfile: Path) -> Status;
        swapon Pathname (specialfile: Path, swap_flags: SwapFlags) -> Status;
        sysfs Null (option: Int(keys::OPTION_NUMBER), arg1: Plain, arg2: Plain) -> Value;
        sysinfo Null (info: Plain) -> Status;
        syslog Null (r#type: One(keys::LOG_ACTION, &system::LOG), buf: Plain, len: Plain) -> Value;
        uprobe Null () -> Value;
        uretprobe Null () -> Value;
        ustat Null (dev: Device, ubuf: Plain) -> Status;
    }
};
