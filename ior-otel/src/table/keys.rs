//! Names of span attributes. Where OpenTelemetry has a name, it is used; the rest begins with `syscall.`.

/// Name of the syscall.
pub const NAME: &str = "syscall.name";
/// Its family.
pub const FAMILY: &str = "syscall.family";
/// Its kind.
pub const KIND: &str = "syscall.kind";
/// Its number.
pub const NUMBER: &str = "syscall.number";
/// ABI of the call, where it is not the host's own: `compat` (32-bit), `x32`.
pub const ABI: &str = "syscall.abi";
/// What it returned.
pub const RETURN_VALUE: &str = "syscall.return_value";
/// Name of the error number it returned, a failure or not.
pub const ERRNO: &str = "syscall.errno";
/// All arguments as `name=value`, where they are asked for.
pub const ARGS: &str = "syscall.args";
/// Attributes that show only the beginning of what there was.
pub const TRUNCATED: &str = "syscall.truncated";
/// Arguments whose memory could not be read.
pub const UNREADABLE: &str = "syscall.unreadable";

/// Descriptor that it worked on.
pub const FD: &str = "fd";
/// What that descriptor is.
pub const FD_TYPE: &str = "syscall.fd.type";
/// The other descriptor.
pub const FD_SECOND: &str = "syscall.fd.second";
/// What that one is.
pub const FD_SECOND_TYPE: &str = "syscall.fd.second.type";
/// Its path.
pub const FD_SECOND_PATH: &str = "syscall.fd.second.path";
/// Descriptor that it made.
pub const FD_RETURNED: &str = "syscall.fd.returned";
/// What that one is.
pub const FD_RETURNED_TYPE: &str = "syscall.fd.returned.type";
/// Its path, where it is not the one that was given.
pub const FD_RETURNED_PATH: &str = "syscall.fd.returned.path";
/// Inode number of a pipe or socket: both ends of a pipe have the same.
pub const FD_INODE: &str = "syscall.fd.inode";
/// Directory that the path is relative to, where it is not the current one.
pub const DIRFD: &str = "syscall.dirfd";
/// Its path.
pub const DIRFD_PATH: &str = "syscall.dirfd.path";
/// Directory that the second path is relative to, where it is not the current one.
pub const NEW_DIRFD: &str = "syscall.new_dirfd";
/// Its path.
pub const NEW_DIRFD_PATH: &str = "syscall.new_dirfd.path";
/// Path.
pub const PATH: &str = "file.path";
/// Second path, of a rename or link.
pub const NEW_PATH: &str = "syscall.file.new_path";
/// Name of a memory file (`memfd_create`).
pub const MEMFD_NAME: &str = "syscall.memfd.name";
/// Name of a POSIX message queue, without its slash.
pub const QUEUE_NAME: &str = "syscall.mq.name";
/// Type of a file system: `ext4`.
pub const MOUNT_TYPE: &str = "syscall.mount.type";
/// Name of an option of a file system (`fsconfig`).
pub const MOUNT_OPTION: &str = "syscall.mount.option";
/// Name of an extended attribute: `user.comment`.
pub const XATTR_NAME: &str = "syscall.xattr.name";
/// Type of a key of the kernel's key rings: `user`, `keyring`.
pub const KEY_TYPE: &str = "syscall.key.type";
/// Description of such a key, by which it is found.
pub const KEY_DESCRIPTION: &str = "syscall.key.description";
/// Name of a kernel module.
pub const MODULE_NAME: &str = "syscall.module.name";
/// Flags of `open`.
pub const OPEN_FLAGS: &str = "syscall.open.flags";
/// Bytes moved.
pub const BYTES: &str = "bytes";
/// Bytes of address space.
pub const MEMORY_SIZE: &str = "syscall.memory.size";
/// Operation on the address space.
pub const MEMORY_OPERATION: &str = "syscall.memory.operation";

/// Address family: `AF_INET`.
pub const SOCKADDR_FAMILY: &str = "sockaddr.family";
/// `tcp`, `udp`, `unix`.
pub const TRANSPORT: &str = "network.transport";
/// `ipv4`, `ipv6`.
pub const NETWORK_TYPE: &str = "network.type";
/// Address of the other side.
pub const PEER_ADDRESS: &str = "network.peer.address";
/// Port of the other side.
pub const PEER_PORT: &str = "network.peer.port";
/// Our address.
pub const LOCAL_ADDRESS: &str = "network.local.address";
/// Our port.
pub const LOCAL_PORT: &str = "network.local.port";
/// Socket type: `SOCK_STREAM`.
pub const SOCKET_TYPE: &str = "syscall.socket.type";
/// Socket flags: `SOCK_CLOEXEC`.
pub const SOCKET_FLAGS: &str = "syscall.socket.flags";
/// Protocol: `IPPROTO_TCP`.
pub const SOCKET_PROTOCOL: &str = "syscall.socket.protocol";
/// Flags of `send` and `recv`.
pub const MESSAGE_FLAGS: &str = "syscall.message.flags";

/// Descriptors or events that were ready.
pub const READY_COUNT: &str = "syscall.ready.count";
/// Most events to report.
pub const MAX_EVENTS: &str = "syscall.poll.max_events";
/// Descriptors that were watched.
pub const WATCHED: &str = "syscall.poll.watched";
/// Longest that it may take, seconds.
pub const TIMEOUT: &str = "syscall.timeout";
/// True where there is no such limit.
pub const TIMEOUT_INFINITE: &str = "syscall.timeout.infinite";
/// Point in time at which it ends at the latest, seconds on the call's clock: since the Unix epoch on `CLOCK_REALTIME`, which
/// is the one where no clock is named.
pub const DEADLINE: &str = "syscall.deadline";
/// Clock: `CLOCK_MONOTONIC`.
pub const CLOCK: &str = "syscall.clock";
/// How long it was asked to sleep, seconds.
pub const SLEEP_REQUESTED: &str = "syscall.sleep.requested";
/// True where a point in time was given, and not a duration.
pub const SLEEP_ABSOLUTE: &str = "syscall.sleep.absolute";

/// Address of the futex, in hexadecimal.
pub const FUTEX_ADDRESS: &str = "syscall.futex.address";
/// Operation: `FUTEX_WAIT_BITSET`.
pub const FUTEX_OP: &str = "syscall.futex.op";
/// Its flags: `FUTEX_PRIVATE_FLAG`.
pub const FUTEX_FLAGS: &str = "syscall.futex.flags";
/// Expected value, or number of waiters.
pub const FUTEX_VALUE: &str = "syscall.futex.value";

/// Signal: `SIGTERM`.
pub const SIGNAL: &str = "syscall.signal";
/// Process that it is about.
pub const TARGET_PID: &str = "syscall.target.pid";
/// Descriptor of the process that it is about.
pub const TARGET_FD: &str = "syscall.target.fd";
/// Thread that it is about.
pub const TARGET_TID: &str = "syscall.target.tid";
/// Number of a program's arguments, with its own name.
pub const ARGUMENTS: &str = "process.args_count";
/// Exit code.
pub const EXIT_CODE: &str = "syscall.exit_code";

// Files.
/// What `access` asks for: `R_OK`.
pub const ACCESS_MODE: &str = "syscall.access.mode";
/// Flags of a call on a directory and a path: `AT_SYMLINK_NOFOLLOW`.
pub const AT_FLAGS: &str = "syscall.at.flags";
/// Permissions, with their leading zero: `0644`.
pub const FILE_MODE: &str = "syscall.file.mode";
/// Type of a node: `S_IFIFO`.
pub const NODE_TYPE: &str = "syscall.file.node_type";
/// Device, `major:minor`.
pub const DEVICE: &str = "syscall.file.device";
/// User; -1 leaves it as it is.
pub const USER_ID: &str = "syscall.user.id";
/// Effective user; -1 leaves it as it is.
pub const USER_EFFECTIVE_ID: &str = "syscall.user.effective_id";
/// Saved user; -1 leaves it as it is.
pub const USER_SAVED_ID: &str = "syscall.user.saved_id";
/// Group; -1 leaves it as it is.
pub const GROUP_ID: &str = "syscall.group.id";
/// Effective group; -1 leaves it as it is.
pub const GROUP_EFFECTIVE_ID: &str = "syscall.group.effective_id";
/// Saved group; -1 leaves it as it is.
pub const GROUP_SAVED_ID: &str = "syscall.group.saved_id";
/// Number of groups.
pub const GROUP_COUNT: &str = "syscall.group.count";
/// Offset in the file, bytes.
pub const OFFSET: &str = "syscall.file.offset";
/// Position in the file that came of it, bytes.
pub const POSITION: &str = "syscall.file.position";
/// Length of the range or of the file, bytes.
pub const LENGTH: &str = "syscall.file.length";
/// From where an offset counts: `SEEK_END`.
pub const WHENCE: &str = "syscall.seek.whence";
/// What is done with a range: `FALLOC_FL_PUNCH_HOLE`.
pub const FALLOCATE_MODE: &str = "syscall.fallocate.mode";
/// Advice on a file: `POSIX_FADV_DONTNEED`.
pub const FILE_ADVICE: &str = "syscall.file.advice";
/// Operation of `flock`: `LOCK_EX`.
pub const FLOCK: &str = "syscall.flock.operation";
/// Flags of `preadv2` and `pwritev2`: `RWF_NOWAIT`.
pub const RW_FLAGS: &str = "syscall.rw.flags";
/// Number of buffers.
pub const VECTORS: &str = "syscall.vector.count";
/// Flags of `sync_file_range` and `msync`.
pub const SYNC_FLAGS: &str = "syscall.sync.flags";
/// What `statx` asks for: `STATX_SIZE`.
pub const STATX_MASK: &str = "syscall.statx.mask";
/// Flags of `renameat2`.
pub const RENAME_FLAGS: &str = "syscall.rename.flags";
/// Flags of `setxattr`.
pub const XATTR_FLAGS: &str = "syscall.xattr.flags";
/// Flags of a descriptor that is made, or of a range that is closed: `O_CLOEXEC`.
pub const FD_FLAGS: &str = "syscall.fd.flags";
/// How `openat2` resolves the path: `RESOLVE_BENEATH`.
pub const OPEN_RESOLVE: &str = "syscall.open.resolve";
/// Times that a file gets, of access and of modification: RFC 3339, `now` or `unchanged`.
pub const FILE_TIMES: &str = "syscall.file.times";
/// Command of `fcntl`: `F_SETFL`.
pub const FCNTL: &str = "syscall.fcntl.command";
/// Flags that a command of `fcntl` sets or has got.
pub const FCNTL_FLAGS: &str = "syscall.fcntl.flags";
/// Number that a command of `fcntl` sets.
pub const FCNTL_VALUE: &str = "syscall.fcntl.value";
/// Lock that a command of `fcntl` is about: `F_WRLCK`.
pub const LOCK_TYPE: &str = "syscall.lock.type";
/// Request of `ioctl`: `FIONREAD`; one without a name in its parts.
pub const IOCTL: &str = "syscall.ioctl.request";

// Mounts.
/// Flags of a mount, or of a call on one: `MS_BIND`.
pub const MOUNT_FLAGS: &str = "syscall.mount.flags";
/// Attributes that a mount gets: `MOUNT_ATTR_RDONLY`.
pub const MOUNT_SET: &str = "syscall.mount.set";
/// Attributes that it loses.
pub const MOUNT_CLEAR: &str = "syscall.mount.clear";
/// Id of a mount.
pub const MOUNT_ID: &str = "syscall.mount.id";
/// Command of `fsconfig`: `FSCONFIG_SET_STRING`.
pub const MOUNT_COMMAND: &str = "syscall.mount.command";
/// Command of `quotactl`: `Q_GETQUOTA`.
pub const QUOTA_COMMAND: &str = "syscall.quota.command";
/// Type of quota: `USRQUOTA`.
pub const QUOTA_TYPE: &str = "syscall.quota.type";
/// User or group whose quota it is.
pub const QUOTA_ID: &str = "syscall.quota.id";

// Input and output that others wait for.
/// Number of events that the context is to hold, or of requests.
pub const AIO_COUNT: &str = "syscall.aio.count";
/// Fewest events to wait for.
pub const MIN_EVENTS: &str = "syscall.poll.min_events";
/// Flags of an io_uring: `IORING_SETUP_SQPOLL`, `IORING_ENTER_GETEVENTS`.
pub const URING_FLAGS: &str = "syscall.io_uring.flags";
/// Entries of an io_uring.
pub const URING_ENTRIES: &str = "syscall.io_uring.entries";
/// Requests to submit.
pub const URING_SUBMIT: &str = "syscall.io_uring.to_submit";
/// Operation of `io_uring_register`: `IORING_REGISTER_BUFFERS`.
pub const URING_OPERATION: &str = "syscall.io_uring.operation";
/// Flags of `epoll_create1`.
pub const EPOLL_FLAGS: &str = "syscall.epoll.flags";
/// Operation of `epoll_ctl`: `EPOLL_CTL_ADD`.
pub const EPOLL_OP: &str = "syscall.epoll.op";
/// Events to look for: `EPOLLIN`.
pub const EPOLL_EVENTS: &str = "syscall.epoll.events";

// Sockets.
/// Connections that may wait to be accepted.
pub const BACKLOG: &str = "syscall.socket.backlog";
/// What is shut: `SHUT_WR`.
pub const SHUTDOWN: &str = "syscall.socket.shutdown";
/// Level of an option: `SOL_SOCKET`.
pub const OPTION_LEVEL: &str = "syscall.socket.level";
/// Option: `SO_REUSEADDR`.
pub const OPTION: &str = "syscall.socket.option";
/// Value of an option that is a number.
pub const OPTION_VALUE: &str = "syscall.socket.option_value";
/// Messages that the call is about, at most.
pub const MESSAGES: &str = "syscall.message.count";
/// Messages that were sent or received.
pub const MESSAGES_DONE: &str = "syscall.message.done";
/// Bytes that it is asked to move at most.
pub const REQUESTED: &str = "syscall.bytes.requested";
/// Flags of `splice`: `SPLICE_F_MOVE`.
pub const SPLICE_FLAGS: &str = "syscall.splice.flags";
/// First of two descriptors that are made.
pub const FD_FIRST: &str = "syscall.fd.first";

// Communication.
/// Value that an eventfd begins with.
pub const INITIAL_VALUE: &str = "syscall.eventfd.initial_value";
/// A set of signals: `SIGTERM`.
pub const SIGNALS: &str = "syscall.signals";
/// Value of a timer: seconds until it runs out, or the point in time.
pub const TIMER_VALUE: &str = "syscall.timer.value";
/// Seconds after which it runs out again; 0 for never.
pub const TIMER_INTERVAL: &str = "syscall.timer.interval";
/// Flags of a timer: `TIMER_ABSTIME`.
pub const TIMER_FLAGS: &str = "syscall.timer.flags";
/// Id of a POSIX timer.
pub const TIMER_ID: &str = "syscall.timer.id";
/// How often a timer has run out without being told.
pub const TIMER_OVERRUN: &str = "syscall.timer.overrun";
/// Seconds that were left of the timer before.
pub const TIMER_LEFT: &str = "syscall.timer.left";
/// How a timer tells that it has run out: `SIGEV_SIGNAL`.
pub const NOTIFY: &str = "syscall.timer.notify";
/// Timer of `setitimer`: `ITIMER_REAL`.
pub const INTERVAL_TIMER: &str = "syscall.timer.which";
/// What a watch looks for: `IN_MODIFY`, `FAN_OPEN`.
pub const WATCH_MASK: &str = "syscall.watch.mask";
/// Flags of a group of marks: `FAN_MARK_ADD`.
pub const WATCH_FLAGS: &str = "syscall.watch.flags";
/// Watch descriptor, which is no file descriptor.
pub const WATCH: &str = "syscall.watch.id";
/// Priority of a message of a POSIX queue.
pub const MESSAGE_PRIORITY: &str = "syscall.message.priority";
/// Type of a System V message.
pub const MESSAGE_TYPE: &str = "syscall.message.type";
/// Id of a System V object.
pub const SYSV_ID: &str = "syscall.sysv.id";
/// Key of a System V object: `IPC_PRIVATE`, or in hexadecimal.
pub const SYSV_KEY: &str = "syscall.sysv.key";
/// Flags of a call on one: `IPC_CREAT`.
pub const SYSV_FLAGS: &str = "syscall.sysv.flags";
/// Command: `IPC_STAT`.
pub const SYSV_COMMAND: &str = "syscall.sysv.command";
/// Number of semaphores, or of operations on them.
pub const SYSV_COUNT: &str = "syscall.sysv.count";
/// Bytes of shared memory.
pub const SYSV_SIZE: &str = "syscall.sysv.size";
/// Number of the semaphore in its set.
pub const SYSV_SEMAPHORE: &str = "syscall.sysv.semaphore";

// Memory.
/// Address that it is about, or asks for, in hexadecimal.
pub const ADDRESS: &str = "syscall.memory.address";
/// Protection: `PROT_READ`.
pub const PROTECTION: &str = "syscall.memory.protection";
/// Flags of a mapping or of an operation on it: `MAP_PRIVATE`.
pub const MEMORY_FLAGS: &str = "syscall.memory.flags";
/// Advice on memory: `MADV_DONTNEED`.
pub const MEMORY_ADVICE: &str = "syscall.memory.advice";
/// Size before, bytes.
pub const MEMORY_OLD_SIZE: &str = "syscall.memory.old_size";
/// Memory policy: `MPOL_BIND`.
pub const MEMORY_POLICY: &str = "syscall.memory.policy";
/// Flags of it: `MPOL_F_STATIC_NODES`.
pub const MEMORY_POLICY_FLAGS: &str = "syscall.memory.policy_flags";
/// Node, or number of nodes.
pub const MEMORY_NODE: &str = "syscall.memory.node";
/// Number of pages.
pub const MEMORY_PAGES: &str = "syscall.memory.pages";
/// Protection key.
pub const PROTECTION_KEY: &str = "syscall.memory.protection_key";
/// Rights that a protection key takes away.
pub const PROTECTION_RIGHTS: &str = "syscall.memory.protection_rights";

// Processes.
/// Flags of `clone`: `CLONE_THREAD`; of `unshare` and `setns`: `CLONE_NEWNET`.
pub const CLONE_FLAGS: &str = "syscall.clone.flags";
/// Signal that tells the parent of the child's end.
pub const CLONE_SIGNAL: &str = "syscall.clone.exit_signal";
/// Process or thread that was made, or awaited.
pub const CHILD_PID: &str = "syscall.child.pid";
/// Exit code of the awaited process.
pub const CHILD_EXIT_CODE: &str = "syscall.child.exit_code";
/// Signal that killed or stopped it.
pub const CHILD_SIGNAL: &str = "syscall.child.signal";
/// Options of a wait: `WNOHANG`.
pub const WAIT_OPTIONS: &str = "syscall.wait.options";
/// What is waited for: `P_PID`.
pub const WAIT_ID_TYPE: &str = "syscall.wait.id_type";
/// Option of `prctl` or `arch_prctl`: `PR_SET_NAME`.
pub const PRCTL: &str = "syscall.prctl.option";
/// Its argument, where it is a small number.
pub const PRCTL_VALUE: &str = "syscall.prctl.value";
/// Personality: flags, and its domain.
pub const PERSONALITY: &str = "syscall.personality";
/// Limit of a resource: `RLIMIT_NOFILE`.
pub const LIMIT: &str = "syscall.rlimit.resource";
/// Soft limit; -1 is none.
pub const LIMIT_SOFT: &str = "syscall.rlimit.soft";
/// Hard limit; -1 is none.
pub const LIMIT_HARD: &str = "syscall.rlimit.hard";
/// Whose: `PRIO_PROCESS`, `IOPRIO_WHO_USER`, `RUSAGE_CHILDREN`.
pub const WHICH: &str = "syscall.which";
/// The process, group or user whose.
pub const WHO: &str = "syscall.who";
/// Niceness.
pub const NICE: &str = "syscall.nice";
/// Process group.
pub const GROUP_PID: &str = "syscall.target.pgid";
/// Command of `reboot`.
pub const REBOOT: &str = "syscall.reboot.command";

// Signals.
/// What is done with a set of signals: `SIG_BLOCK`.
pub const SIGNALS_HOW: &str = "syscall.signals.how";
/// Flags of a signal's action: `SA_RESTART`.
pub const ACTION_FLAGS: &str = "syscall.signal.action_flags";
/// The signal that came.
pub const SIGNAL_RECEIVED: &str = "syscall.signal.received";

// Scheduling.
/// Scheduling policy: `SCHED_FIFO`.
pub const SCHED_POLICY: &str = "syscall.sched.policy";
/// Flags that come with it.
pub const SCHED_FLAGS: &str = "syscall.sched.flags";
/// Priority under it.
pub const SCHED_PRIORITY: &str = "syscall.sched.priority";
/// Niceness under it.
pub const SCHED_NICE: &str = "syscall.sched.nice";
/// How long a thread may run under its policy at a time, seconds.
pub const SCHED_INTERVAL: &str = "syscall.sched.interval";
/// CPUs: `0-3,8`.
pub const CPUS: &str = "syscall.sched.cpus";
/// Class of a priority of input and output: `IOPRIO_CLASS_BE`.
pub const IO_CLASS: &str = "syscall.ioprio.class";
/// Level within it.
pub const IO_LEVEL: &str = "syscall.ioprio.level";
/// Most waiters to wake.
pub const FUTEX_WAKE: &str = "syscall.futex.wake";
/// Most waiters to move to the other futex.
pub const FUTEX_REQUEUE: &str = "syscall.futex.requeue";
/// Waiters that were woken or moved.
pub const FUTEX_WOKEN: &str = "syscall.futex.woken";
/// Address of the other futex, in hexadecimal.
pub const FUTEX_SECOND_ADDRESS: &str = "syscall.futex.second_address";
/// Bit set that waiters and wakers match by, in hexadecimal.
pub const FUTEX_BITSET: &str = "syscall.futex.bitset";
/// Number of futexes.
pub const FUTEX_COUNT: &str = "syscall.futex.count";

// Time.
/// Time to set, seconds.
pub const CLOCK_TIME: &str = "syscall.clock.time";
/// What of a clock is changed: `ADJ_FREQUENCY`.
pub const CLOCK_ADJUST: &str = "syscall.clock.adjust";
/// How much longer than asked for it slept, seconds.
pub const SLEEP_OVERRUN: &str = "syscall.sleep.overrun";

// Security.
/// Command of `bpf`: `BPF_PROG_LOAD`.
pub const BPF_COMMAND: &str = "syscall.bpf.command";
/// Bytes of its attributes.
pub const BPF_SIZE: &str = "syscall.bpf.attr_size";
/// Type of the map that it makes.
pub const BPF_MAP_TYPE: &str = "syscall.bpf.map_type";
/// Type of the program that it loads.
pub const BPF_PROGRAM_TYPE: &str = "syscall.bpf.program_type";
/// Operation of `seccomp`: `SECCOMP_SET_MODE_FILTER`.
pub const SECCOMP_OP: &str = "syscall.seccomp.op";
/// Flags of a filter.
pub const SECCOMP_FLAGS: &str = "syscall.seccomp.flags";
/// Instructions of a filter.
pub const SECCOMP_LENGTH: &str = "syscall.seccomp.filter_length";
/// Rights that a Landlock ruleset or rule is about.
pub const LANDLOCK_ACCESS: &str = "syscall.landlock.access";
/// Rights on networks that a Landlock ruleset handles.
pub const LANDLOCK_NETWORK: &str = "syscall.landlock.network";
/// Scopes that a Landlock ruleset handles.
pub const LANDLOCK_SCOPES: &str = "syscall.landlock.scopes";
/// Port that a Landlock rule is about.
pub const LANDLOCK_PORT: &str = "syscall.landlock.port";
/// Type of a Landlock rule.
pub const LANDLOCK_RULE: &str = "syscall.landlock.rule_type";
/// Flags of a Landlock call.
pub const LANDLOCK_FLAGS: &str = "syscall.landlock.flags";
/// Operation of `keyctl`: `KEYCTL_READ`.
pub const KEYCTL: &str = "syscall.keyctl.operation";
/// Key: `KEY_SPEC_SESSION_KEYRING`, or its serial number.
pub const KEY: &str = "syscall.key.serial";
/// Key ring of it.
pub const KEY_RING: &str = "syscall.key.ring";
/// Bytes of a payload.
pub const PAYLOAD_SIZE: &str = "syscall.key.payload_size";
/// Capabilities that the call sets as effective.
pub const CAPABILITIES: &str = "syscall.capabilities.effective";
/// Attribute of a security module: `LSM_ATTR_CURRENT`.
pub const LSM_ATTRIBUTE: &str = "syscall.lsm.attribute";
/// What is compared: `KCMP_FILE`.
pub const KCMP_TYPE: &str = "syscall.kcmp.type";
/// The other process.
pub const TARGET_PID_SECOND: &str = "syscall.target.second_pid";
/// Number of segments of a kernel.
pub const KEXEC_SEGMENTS: &str = "syscall.kexec.segments";
/// Flags of a call on a kernel or a module.
pub const MODULE_FLAGS: &str = "syscall.module.flags";
/// Bytes of a module.
pub const MODULE_SIZE: &str = "syscall.module.size";
/// Parameters of a module.
pub const MODULE_PARAMETERS: &str = "syscall.module.parameters";

// The machine.
/// Flags of `getrandom`.
pub const RANDOM_FLAGS: &str = "syscall.random.flags";
/// Command of `membarrier`.
pub const MEMBARRIER: &str = "syscall.membarrier.command";
/// Flags of a call that has no other.
pub const FLAGS: &str = "syscall.flags";
/// Request of `ptrace`: `PTRACE_SEIZE`.
pub const PTRACE: &str = "syscall.ptrace.request";
/// Type of a performance event: `PERF_TYPE_HARDWARE`.
pub const PERF_TYPE: &str = "syscall.perf.type";
/// Which event of that type, in hexadecimal.
pub const PERF_CONFIG: &str = "syscall.perf.config";
/// Bytes of its attributes.
pub const PERF_SIZE: &str = "syscall.perf.attr_size";
/// CPU; -1 for any.
pub const CPU: &str = "syscall.cpu";
/// Ports: the first, and how many.
pub const PORT: &str = "syscall.port.first";
/// Number of ports.
pub const PORT_COUNT: &str = "syscall.port.count";
/// Privilege level, or function of a call that has several.
pub const OPTION_NUMBER: &str = "syscall.option";
/// Action on the kernel's log: `SYSLOG_ACTION_READ_ALL`.
pub const LOG_ACTION: &str = "syscall.log.action";
/// Flags of a swap area.
pub const SWAP_FLAGS: &str = "syscall.swap.flags";
/// Name of the host or domain that is set.
pub const HOST_NAME: &str = "syscall.host.name";

/// What any call can have.
pub const OF_ANY: &[&str] =
    &[NAME, FAMILY, KIND, NUMBER, ABI, RETURN_VALUE, ERRNO, ARGS, TRUNCATED, UNREADABLE];
/// What a call on a descriptor can have: of a file its path, of a socket its addresses.
pub const OF_FD: &[&str] = &[
    FD,
    FD_TYPE,
    FD_INODE,
    TARGET_PID,
    PATH,
    SOCKADDR_FAMILY,
    TRANSPORT,
    NETWORK_TYPE,
    LOCAL_ADDRESS,
    LOCAL_PORT,
    PEER_ADDRESS,
    PEER_PORT,
];
/// What a call can have of a descriptor that is no pidfd.
pub const OF_FILE_OR_SOCKET: &[&str] = &[
    FD,
    FD_TYPE,
    FD_INODE,
    PATH,
    SOCKADDR_FAMILY,
    TRANSPORT,
    NETWORK_TYPE,
    LOCAL_ADDRESS,
    LOCAL_PORT,
    PEER_ADDRESS,
    PEER_PORT,
];
/// What a call on a descriptor, or on a directory and a path, can have.
pub const OF_FD_OR_DIR: &[&str] = &[
    FD,
    DIRFD,
    DIRFD_PATH,
    FD_TYPE,
    FD_INODE,
    PATH,
    SOCKADDR_FAMILY,
    TRANSPORT,
    NETWORK_TYPE,
    LOCAL_ADDRESS,
    LOCAL_PORT,
    PEER_ADDRESS,
    PEER_PORT,
];
/// What a call on two descriptors can have of the second.
pub const OF_SECOND_FD: &[&str] = &[FD_SECOND, FD_SECOND_TYPE, FD_SECOND_PATH];
/// What a call on a directory and a path can have of the directory.
pub const OF_DIR: &[&str] = &[DIRFD, DIRFD_PATH];
/// The same of the second directory.
pub const OF_NEW_DIR: &[&str] = &[NEW_DIRFD, NEW_DIRFD_PATH];
/// What a call that makes a descriptor can have.
pub const OF_RETURNED_FD: &[&str] = &[FD_RETURNED, FD_RETURNED_TYPE, FD_RETURNED_PATH];
/// What a call that takes a connection can have: the addresses are those of the connection.
pub const OF_CONNECTION: &[&str] = &[
    FD_RETURNED,
    FD_RETURNED_TYPE,
    SOCKADDR_FAMILY,
    TRANSPORT,
    NETWORK_TYPE,
    LOCAL_ADDRESS,
    LOCAL_PORT,
    PEER_ADDRESS,
    PEER_PORT,
];
/// What a command of `fcntl` can have.
pub const OF_FCNTL: &[&str] = &[FCNTL, FCNTL_FLAGS, FCNTL_VALUE, LOCK_TYPE];
/// What a call that makes a System V object can have of its flags.
pub const OF_GET: &[&str] = &[SYSV_FLAGS, FILE_MODE];
/// What a wait can have of the child that it found.
pub const OF_CHILD: &[&str] = &[CHILD_EXIT_CODE, CHILD_SIGNAL];
/// What a call with an address of the other side can have.
pub const OF_PEER: &[&str] = &[SOCKADDR_FAMILY, TRANSPORT, NETWORK_TYPE, PEER_ADDRESS, PEER_PORT];
/// What a call with an address of our own can have.
pub const OF_LOCAL: &[&str] = &[SOCKADDR_FAMILY, TRANSPORT, NETWORK_TYPE, LOCAL_ADDRESS, LOCAL_PORT];
