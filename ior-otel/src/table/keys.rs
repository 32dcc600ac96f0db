//! Names of span attributes. Where OpenTelemetry has a name, it is used; the rest begins with `syscall.`.

/// `/// what it is` `NAME = "key";` for each attribute.
macro_rules! keys {
    ($($(#[doc = $doc:literal])+ $name:ident = $key:literal;)*) => {
        $($(#[doc = $doc])+ pub const $name: &str = $key;)*

        /// All attributes of calls, with what they are.
        pub const ALL: &[(&str, &str)] = &[$(($key, concat!($($doc),+))),*];
    };
}

keys! {
    /// Name of the syscall.
    NAME = "syscall.name";
    /// Its family.
    FAMILY = "syscall.family";
    /// Its kind.
    KIND = "syscall.kind";
    /// Its number.
    NUMBER = "syscall.number";
    /// ABI of the call, where it is not the host's own: `compat` (32-bit), `x32`.
    ABI = "syscall.abi";
    /// What it returned.
    RETURN_VALUE = "syscall.return_value";
    /// Name of the error number it returned, a failure or not.
    ERRNO = "syscall.errno";
    /// All arguments as `name=value`, where they are asked for.
    ARGS = "syscall.args";
    /// Attributes that show only the beginning of what there was.
    TRUNCATED = "syscall.truncated";
    /// Arguments whose memory could not be read.
    UNREADABLE = "syscall.unreadable";

    /// Descriptor that it worked on.
    FD = "fd";
    /// What that descriptor is.
    FD_TYPE = "syscall.fd.type";
    /// The other descriptor.
    FD_SECOND = "syscall.fd.second";
    /// What that one is.
    FD_SECOND_TYPE = "syscall.fd.second.type";
    /// Its path.
    FD_SECOND_PATH = "syscall.fd.second.path";
    /// Descriptor that it made.
    FD_RETURNED = "syscall.fd.returned";
    /// What that one is.
    FD_RETURNED_TYPE = "syscall.fd.returned.type";
    /// Its path, where it is not the one that was given.
    FD_RETURNED_PATH = "syscall.fd.returned.path";
    /// Inode number of a pipe or socket: both ends of a pipe have the same.
    FD_INODE = "syscall.fd.inode";
    /// Directory that the path is relative to, where it is not the current one.
    DIRFD = "syscall.dirfd";
    /// Its path.
    DIRFD_PATH = "syscall.dirfd.path";
    /// Directory that the second path is relative to, where it is not the current one.
    NEW_DIRFD = "syscall.new_dirfd";
    /// Its path.
    NEW_DIRFD_PATH = "syscall.new_dirfd.path";
    /// Path.
    PATH = "file.path";
    /// Second path, of a rename or link.
    NEW_PATH = "syscall.file.new_path";
    /// Name of a memory file (`memfd_create`).
    MEMFD_NAME = "syscall.memfd.name";
    /// Name of a POSIX message queue, without its slash.
    QUEUE_NAME = "syscall.mq.name";
    /// Type of a file system: `ext4`.
    MOUNT_TYPE = "syscall.mount.type";
    /// Name of an option of a file system (`fsconfig`).
    MOUNT_OPTION = "syscall.mount.option";
    /// Name of an extended attribute: `user.comment`.
    XATTR_NAME = "syscall.xattr.name";
    /// Type of a key of the kernel's key rings: `user`, `keyring`.
    KEY_TYPE = "syscall.key.type";
    /// Description of such a key, by which it is found.
    KEY_DESCRIPTION = "syscall.key.description";
    /// Name of a kernel module.
    MODULE_NAME = "syscall.module.name";
    /// Flags of `open`.
    OPEN_FLAGS = "syscall.open.flags";
    /// Bytes moved.
    BYTES = "bytes";
    /// Bytes of address space.
    MEMORY_SIZE = "syscall.memory.size";
    /// Operation on the address space.
    MEMORY_OPERATION = "syscall.memory.operation";

    /// Address family: `AF_INET`.
    SOCKADDR_FAMILY = "sockaddr.family";
    /// `tcp`, `udp`, `unix`.
    TRANSPORT = "network.transport";
    /// `ipv4`, `ipv6`.
    NETWORK_TYPE = "network.type";
    /// Address of the other side.
    PEER_ADDRESS = "network.peer.address";
    /// Port of the other side.
    PEER_PORT = "network.peer.port";
    /// Our address.
    LOCAL_ADDRESS = "network.local.address";
    /// Our port.
    LOCAL_PORT = "network.local.port";
    /// Socket type: `SOCK_STREAM`.
    SOCKET_TYPE = "syscall.socket.type";
    /// Socket flags: `SOCK_CLOEXEC`.
    SOCKET_FLAGS = "syscall.socket.flags";
    /// Protocol: `IPPROTO_TCP`.
    SOCKET_PROTOCOL = "syscall.socket.protocol";
    /// Flags of `send` and `recv`.
    MESSAGE_FLAGS = "syscall.message.flags";

    /// Descriptors or events that were ready.
    READY_COUNT = "syscall.ready.count";
    /// Most events to report.
    MAX_EVENTS = "syscall.poll.max_events";
    /// Descriptors that were watched.
    WATCHED = "syscall.poll.watched";
    /// Longest that it may take, seconds.
    TIMEOUT = "syscall.timeout";
    /// True where there is no such limit.
    TIMEOUT_INFINITE = "syscall.timeout.infinite";
    /// Point in time at which it ends at the latest, seconds on the call's clock: since the Unix epoch on `CLOCK_REALTIME`, which
    /// is the one where no clock is named.
    DEADLINE = "syscall.deadline";
    /// Clock: `CLOCK_MONOTONIC`.
    CLOCK = "syscall.clock";
    /// How long it was asked to sleep, seconds.
    SLEEP_REQUESTED = "syscall.sleep.requested";
    /// True where a point in time was given, and not a duration.
    SLEEP_ABSOLUTE = "syscall.sleep.absolute";

    /// Address of the futex, in hexadecimal.
    FUTEX_ADDRESS = "syscall.futex.address";
    /// Operation: `FUTEX_WAIT_BITSET`.
    FUTEX_OP = "syscall.futex.op";
    /// Its flags: `FUTEX_PRIVATE_FLAG`.
    FUTEX_FLAGS = "syscall.futex.flags";
    /// Expected value, or number of waiters.
    FUTEX_VALUE = "syscall.futex.value";

    /// Signal: `SIGTERM`.
    SIGNAL = "syscall.signal";
    /// Process that it is about.
    TARGET_PID = "syscall.target.pid";
    /// Descriptor of the process that it is about.
    TARGET_FD = "syscall.target.fd";
    /// Thread that it is about.
    TARGET_TID = "syscall.target.tid";
    /// Number of a program's arguments, with its own name.
    ARGUMENTS = "process.args_count";
    /// Exit code.
    EXIT_CODE = "syscall.exit_code";

    // Files.
    /// What `access` asks for: `R_OK`.
    ACCESS_MODE = "syscall.access.mode";
    /// Flags of a call on a directory and a path: `AT_SYMLINK_NOFOLLOW`.
    AT_FLAGS = "syscall.at.flags";
    /// Permissions, with their leading zero: `0644`.
    FILE_MODE = "syscall.file.mode";
    /// Type of a node: `S_IFIFO`.
    NODE_TYPE = "syscall.file.node_type";
    /// Device, `major:minor`.
    DEVICE = "syscall.file.device";
    /// User; -1 leaves it as it is.
    USER_ID = "syscall.user.id";
    /// Effective user; -1 leaves it as it is.
    USER_EFFECTIVE_ID = "syscall.user.effective_id";
    /// Saved user; -1 leaves it as it is.
    USER_SAVED_ID = "syscall.user.saved_id";
    /// Group; -1 leaves it as it is.
    GROUP_ID = "syscall.group.id";
    /// Effective group; -1 leaves it as it is.
    GROUP_EFFECTIVE_ID = "syscall.group.effective_id";
    /// Saved group; -1 leaves it as it is.
    GROUP_SAVED_ID = "syscall.group.saved_id";
    /// Number of groups.
    GROUP_COUNT = "syscall.group.count";
    /// Supplementary groups, the first 32 of them.
    GROUPS = "syscall.group.ids";
    /// Offset in the file, bytes.
    OFFSET = "syscall.file.offset";
    /// Offset in the file that bytes are taken from, bytes: where it began.
    OFFSET_IN = "syscall.file.offset_in";
    /// Offset in the file that they are put in, bytes: where it began.
    OFFSET_OUT = "syscall.file.offset_out";
    /// Position in the file that came of it, bytes.
    POSITION = "syscall.file.position";
    /// Length of the range or of the file, bytes.
    LENGTH = "syscall.file.length";
    /// From where an offset counts: `SEEK_END`.
    WHENCE = "syscall.seek.whence";
    /// What is done with a range: `FALLOC_FL_PUNCH_HOLE`.
    FALLOCATE_MODE = "syscall.fallocate.mode";
    /// Advice on a file: `POSIX_FADV_DONTNEED`.
    FILE_ADVICE = "syscall.file.advice";
    /// Operation of `flock`: `LOCK_EX`.
    FLOCK = "syscall.flock.operation";
    /// Flags of `preadv2` and `pwritev2`: `RWF_NOWAIT`.
    RW_FLAGS = "syscall.rw.flags";
    /// Number of buffers.
    VECTORS = "syscall.vector.count";
    /// Number of buffers of the other process.
    REMOTE_VECTORS = "syscall.vector.remote_count";
    /// Flags of `sync_file_range` and `msync`.
    SYNC_FLAGS = "syscall.sync.flags";
    /// What `statx` asks for: `STATX_SIZE`.
    STATX_MASK = "syscall.statx.mask";
    /// Flags of `renameat2`.
    RENAME_FLAGS = "syscall.rename.flags";
    /// Flags of `setxattr`.
    XATTR_FLAGS = "syscall.xattr.flags";
    /// Flags of a descriptor that is made, or of a range that is closed: `O_CLOEXEC`.
    FD_FLAGS = "syscall.fd.flags";
    /// How `openat2` resolves the path: `RESOLVE_BENEATH`.
    OPEN_RESOLVE = "syscall.open.resolve";
    /// Times that a file gets, of access and of modification: RFC 3339, `now` or `unchanged`.
    FILE_TIMES = "syscall.file.times";
    /// Command of `fcntl`: `F_SETFL`.
    FCNTL = "syscall.fcntl.command";
    /// Flags that a command of `fcntl` sets or has got.
    FCNTL_FLAGS = "syscall.fcntl.flags";
    /// Number that a command of `fcntl` sets.
    FCNTL_VALUE = "syscall.fcntl.value";
    /// Lock that a command of `fcntl` is about: `F_WRLCK`.
    LOCK_TYPE = "syscall.lock.type";
    /// Request of `ioctl`: `FIONREAD`; one without a name in its parts.
    IOCTL = "syscall.ioctl.request";

    // Mounts.
    /// Flags of a mount, or of a call on one: `MS_BIND`.
    MOUNT_FLAGS = "syscall.mount.flags";
    /// Attributes that a mount gets: `MOUNT_ATTR_RDONLY`.
    MOUNT_SET = "syscall.mount.set";
    /// Attributes that it loses.
    MOUNT_CLEAR = "syscall.mount.clear";
    /// How a mount shares what is mounted below it: `MS_PRIVATE`.
    MOUNT_PROPAGATION = "syscall.mount.propagation";
    /// Id of a mount.
    MOUNT_ID = "syscall.mount.id";
    /// Id of a namespace.
    NAMESPACE_ID = "syscall.namespace.id";
    /// Command of `fsconfig`: `FSCONFIG_SET_STRING`.
    MOUNT_COMMAND = "syscall.mount.command";
    /// Command of `quotactl`: `Q_GETQUOTA`.
    QUOTA_COMMAND = "syscall.quota.command";
    /// Type of quota: `USRQUOTA`.
    QUOTA_TYPE = "syscall.quota.type";
    /// User or group whose quota it is.
    QUOTA_ID = "syscall.quota.id";

    // Input and output that others wait for.
    /// Number of events that the context is to hold, or of requests.
    AIO_COUNT = "syscall.aio.count";
    /// Fewest events to wait for.
    MIN_EVENTS = "syscall.poll.min_events";
    /// Flags of an io_uring: `IORING_SETUP_SQPOLL`, `IORING_ENTER_GETEVENTS`.
    URING_FLAGS = "syscall.io_uring.flags";
    /// Entries of an io_uring.
    URING_ENTRIES = "syscall.io_uring.entries";
    /// Requests to submit.
    URING_SUBMIT = "syscall.io_uring.to_submit";
    /// Operation of `io_uring_register`: `IORING_REGISTER_BUFFERS`.
    URING_OPERATION = "syscall.io_uring.operation";
    /// Size hint of `epoll_create`, which Linux ignores.
    EPOLL_SIZE = "syscall.epoll.size";
    /// Flags of `epoll_create1`.
    EPOLL_FLAGS = "syscall.epoll.flags";
    /// Operation of `epoll_ctl`: `EPOLL_CTL_ADD`.
    EPOLL_OP = "syscall.epoll.op";
    /// Events to look for: `EPOLLIN`.
    EPOLL_EVENTS = "syscall.epoll.events";

    // Sockets.
    /// Connections that may wait to be accepted.
    BACKLOG = "syscall.socket.backlog";
    /// What is shut: `SHUT_WR`.
    SHUTDOWN = "syscall.socket.shutdown";
    /// Level of an option: `SOL_SOCKET`.
    OPTION_LEVEL = "syscall.socket.level";
    /// Option: `SO_REUSEADDR`.
    OPTION = "syscall.socket.option";
    /// Value of an option that is a number.
    OPTION_VALUE = "syscall.socket.option_value";
    /// Value of an option that is something else: `cubic`, `eth0`, `off`, `5 s`.
    OPTION_TEXT = "syscall.socket.option_text";
    /// Error that a socket had (`SO_ERROR`), if it had one: `ECONNREFUSED`.
    SOCKET_ERROR = "syscall.socket.error";
    /// Messages that the call is about, at most.
    MESSAGES = "syscall.message.count";
    /// Messages that were sent or received.
    MESSAGES_DONE = "syscall.message.done";
    /// Bytes that it is asked to move at most.
    REQUESTED = "syscall.bytes.requested";
    /// Flags of `splice`: `SPLICE_F_MOVE`.
    SPLICE_FLAGS = "syscall.splice.flags";
    /// First of two descriptors that are made.
    FD_FIRST = "syscall.fd.first";

    // Communication.
    /// Value that an eventfd begins with.
    INITIAL_VALUE = "syscall.eventfd.initial_value";
    /// A set of signals: `SIGTERM`.
    SIGNALS = "syscall.signals";
    /// Value of a timer: seconds until it runs out, or the point in time.
    TIMER_VALUE = "syscall.timer.value";
    /// Seconds after which it runs out again; 0 for never.
    TIMER_INTERVAL = "syscall.timer.interval";
    /// Flags of a timer: `TIMER_ABSTIME`.
    TIMER_FLAGS = "syscall.timer.flags";
    /// Id of a POSIX timer.
    TIMER_ID = "syscall.timer.id";
    /// How often a timer has run out without being told.
    TIMER_OVERRUN = "syscall.timer.overrun";
    /// Seconds that were left of the timer before.
    TIMER_LEFT = "syscall.timer.left";
    /// How a timer tells that it has run out: `SIGEV_SIGNAL`.
    NOTIFY = "syscall.timer.notify";
    /// Timer of `setitimer`: `ITIMER_REAL`.
    INTERVAL_TIMER = "syscall.timer.which";
    /// What a watch looks for: `IN_MODIFY`, `FAN_OPEN`.
    WATCH_MASK = "syscall.watch.mask";
    /// Flags of a group of marks: `FAN_MARK_ADD`.
    WATCH_FLAGS = "syscall.watch.flags";
    /// Watch descriptor, which is no file descriptor.
    WATCH = "syscall.watch.id";
    /// Priority of a message of a POSIX queue.
    MESSAGE_PRIORITY = "syscall.message.priority";
    /// Most messages that a POSIX queue holds.
    QUEUE_MAX_MESSAGES = "syscall.mq.max_messages";
    /// Most bytes of a message of it.
    QUEUE_MESSAGE_SIZE = "syscall.mq.message_size";
    /// Messages that are in it.
    QUEUE_MESSAGES = "syscall.mq.messages";
    /// Flags that it gets.
    QUEUE_FLAGS = "syscall.mq.flags";
    /// Type of a System V message.
    MESSAGE_TYPE = "syscall.message.type";
    /// Type of message to receive: 0 for any, negative for the lowest up to its amount.
    MESSAGE_TYPE_WANTED = "syscall.message.wanted_type";
    /// Id of a System V object.
    SYSV_ID = "syscall.sysv.id";
    /// Key of a System V object: `IPC_PRIVATE`, or in hexadecimal.
    SYSV_KEY = "syscall.sysv.key";
    /// Flags of a call on one: `IPC_CREAT`.
    SYSV_FLAGS = "syscall.sysv.flags";
    /// Command: `IPC_STAT`.
    SYSV_COMMAND = "syscall.sysv.command";
    /// Number of semaphores, or of operations on them.
    SYSV_COUNT = "syscall.sysv.count";
    /// Bytes of shared memory.
    SYSV_SIZE = "syscall.sysv.size";
    /// Number of the semaphore in its set; of several operations that of the first.
    SYSV_SEMAPHORE = "syscall.sysv.semaphore";
    /// What the operation adds to it; 0 waits until it is 0.
    SEMAPHORE_CHANGE = "syscall.sysv.semaphore_change";
    /// Flags of that operation: `SEM_UNDO`.
    SEMAPHORE_FLAGS = "syscall.sysv.semaphore_flags";
    /// Value that it gets.
    SEMAPHORE_VALUE = "syscall.sysv.semaphore_value";

    // Memory.
    /// Address that it is about, or asks for, in hexadecimal.
    ADDRESS = "syscall.memory.address";
    /// Address to move to, in hexadecimal.
    MEMORY_NEW_ADDRESS = "syscall.memory.new_address";
    /// Address that came of it, in hexadecimal.
    ADDRESS_RETURNED = "syscall.memory.returned_address";
    /// Protection: `PROT_READ`.
    PROTECTION = "syscall.memory.protection";
    /// Flags of a mapping or of an operation on it: `MAP_PRIVATE`.
    MEMORY_FLAGS = "syscall.memory.flags";
    /// Advice on memory: `MADV_DONTNEED`.
    MEMORY_ADVICE = "syscall.memory.advice";
    /// Size before, bytes.
    MEMORY_OLD_SIZE = "syscall.memory.old_size";
    /// Memory policy: `MPOL_BIND`.
    MEMORY_POLICY = "syscall.memory.policy";
    /// Flags of it: `MPOL_F_STATIC_NODES`.
    MEMORY_POLICY_FLAGS = "syscall.memory.policy_flags";
    /// Node.
    MEMORY_NODE = "syscall.memory.node";
    /// Nodes of a set: `0-3,8`.
    MEMORY_NODES = "syscall.memory.nodes";
    /// Nodes to which pages are moved.
    MEMORY_NEW_NODES = "syscall.memory.new_nodes";
    /// Bits of a set of nodes.
    MEMORY_NODE_COUNT = "syscall.memory.node_count";
    /// Offset in the file, pages.
    MEMORY_PAGE_OFFSET = "syscall.memory.page_offset";
    /// Number of pages.
    MEMORY_PAGES = "syscall.memory.pages";
    /// Pages that could not be moved.
    MEMORY_PAGES_LEFT = "syscall.memory.pages_left";
    /// Protection key.
    PROTECTION_KEY = "syscall.memory.protection_key";
    /// Rights that a protection key takes away.
    PROTECTION_RIGHTS = "syscall.memory.protection_rights";

    // Processes.
    /// Flags of `clone`: `CLONE_THREAD`; of `unshare` and `setns`: `CLONE_NEWNET`.
    CLONE_FLAGS = "syscall.clone.flags";
    /// Signal that tells the parent of the child's end.
    CLONE_SIGNAL = "syscall.clone.exit_signal";
    /// Process or thread that was made, or awaited.
    CHILD_PID = "syscall.child.pid";
    /// Exit code of the awaited process.
    CHILD_EXIT_CODE = "syscall.child.exit_code";
    /// What became of it: `exited`, `killed`, `dumped` (killed, with a core), `stopped`, `trapped` (stopped for its tracer), `continued`.
    CHILD_STATE = "syscall.child.state";
    /// Signal that killed, stopped or continued it.
    CHILD_SIGNAL = "syscall.child.signal";
    /// For what it stopped, for its tracer: `PTRACE_EVENT_FORK`.
    CHILD_EVENT = "syscall.child.ptrace_event";
    /// Options of a wait: `WNOHANG`.
    WAIT_OPTIONS = "syscall.wait.options";
    /// What is waited for: `P_PID`.
    WAIT_ID_TYPE = "syscall.wait.id_type";
    /// Option of `prctl` or `arch_prctl`: `PR_SET_NAME`.
    PRCTL = "syscall.prctl.option";
    /// Its argument, where it is a small number.
    PRCTL_VALUE = "syscall.prctl.value";
    /// Personality: flags, and its domain.
    PERSONALITY = "syscall.personality";
    /// Limit of a resource: `RLIMIT_NOFILE`.
    LIMIT = "syscall.rlimit.resource";
    /// Soft limit; -1 is none.
    LIMIT_SOFT = "syscall.rlimit.soft";
    /// Hard limit; -1 is none.
    LIMIT_HARD = "syscall.rlimit.hard";
    /// Soft limit that there was; -1 is none.
    LIMIT_OLD_SOFT = "syscall.rlimit.old_soft";
    /// Hard limit that there was; -1 is none.
    LIMIT_OLD_HARD = "syscall.rlimit.old_hard";
    /// Whose: `PRIO_PROCESS`, `IOPRIO_WHO_USER`, `RUSAGE_CHILDREN`.
    WHICH = "syscall.which";
    /// The process, group or user whose.
    WHO = "syscall.who";
    /// Niceness.
    NICE = "syscall.nice";
    /// Process group.
    GROUP_PID = "syscall.target.pgid";
    /// Session id.
    SESSION_PID = "syscall.target.sid";
    /// Signature that marks a handler of restartable sequences.
    RSEQ_SIGNATURE = "syscall.rseq.signature";
    /// Command of `reboot`.
    REBOOT = "syscall.reboot.command";

    // Signals.
    /// What is done with a set of signals: `SIG_BLOCK`.
    SIGNALS_HOW = "syscall.signals.how";
    /// Flags of a signal's action: `SA_RESTART`.
    ACTION_FLAGS = "syscall.signal.action_flags";
    /// The signal that came.
    SIGNAL_RECEIVED = "syscall.signal.received";

    // Scheduling.
    /// Scheduling policy: `SCHED_FIFO`.
    SCHED_POLICY = "syscall.sched.policy";
    /// Flags that come with it.
    SCHED_FLAGS = "syscall.sched.flags";
    /// Priority under it.
    SCHED_PRIORITY = "syscall.sched.priority";
    /// Niceness under it.
    SCHED_NICE = "syscall.sched.nice";
    /// How long a thread may run under its policy at a time, seconds.
    SCHED_INTERVAL = "syscall.sched.interval";
    /// CPUs: `0-3,8`.
    CPUS = "syscall.sched.cpus";
    /// Class of a priority of input and output: `IOPRIO_CLASS_BE`.
    IO_CLASS = "syscall.ioprio.class";
    /// Level within it.
    IO_LEVEL = "syscall.ioprio.level";
    /// Most waiters to wake.
    FUTEX_WAKE = "syscall.futex.wake";
    /// Most waiters to move to the other futex.
    FUTEX_REQUEUE = "syscall.futex.requeue";
    /// Most waiters of the other futex to wake.
    FUTEX_WAKE_SECOND = "syscall.futex.wake_second";
    /// What is done to the other futex, and on what of its old value waiters are woken: `FUTEX_OP_ADD 1, FUTEX_OP_CMP_GT 0`.
    FUTEX_WAKE_OP = "syscall.futex.wake_op";
    /// Waiters that were woken or moved.
    FUTEX_WOKEN = "syscall.futex.woken";
    /// Address of the other futex, in hexadecimal.
    FUTEX_SECOND_ADDRESS = "syscall.futex.second_address";
    /// Bit set that waiters and wakers match by, in hexadecimal.
    FUTEX_BITSET = "syscall.futex.bitset";
    /// Number of futexes.
    FUTEX_COUNT = "syscall.futex.count";

    // Time.
    /// Time to set, seconds.
    CLOCK_TIME = "syscall.clock.time";
    /// What of a clock is changed: `ADJ_FREQUENCY`.
    CLOCK_ADJUST = "syscall.clock.adjust";
    /// How much longer than asked for it slept, seconds.
    SLEEP_OVERRUN = "syscall.sleep.overrun";

    // Security.
    /// Command of `bpf`: `BPF_PROG_LOAD`.
    BPF_COMMAND = "syscall.bpf.command";
    /// Bytes of its attributes.
    BPF_SIZE = "syscall.bpf.attr_size";
    /// Type of the map that it makes.
    BPF_MAP_TYPE = "syscall.bpf.map_type";
    /// Bytes of its keys.
    BPF_KEY_SIZE = "syscall.bpf.key_size";
    /// Bytes of its values.
    BPF_VALUE_SIZE = "syscall.bpf.value_size";
    /// Most entries that it holds.
    BPF_MAX_ENTRIES = "syscall.bpf.max_entries";
    /// Type of the program that it loads.
    BPF_PROGRAM_TYPE = "syscall.bpf.program_type";
    /// Instructions of that program.
    BPF_INSTRUCTIONS = "syscall.bpf.instructions";
    /// Name of the map or program that it makes.
    BPF_NAME = "syscall.bpf.name";
    /// Descriptor of the map, program or other thing that it is about.
    BPF_FD = "syscall.bpf.fd";
    /// Descriptor of what that is attached to.
    BPF_TARGET_FD = "syscall.bpf.target_fd";
    /// How it is attached: `BPF_TRACE_FENTRY`.
    BPF_ATTACH_TYPE = "syscall.bpf.attach_type";
    /// Id of the map, program or other thing, or the one after which the next is looked for.
    BPF_ID = "syscall.bpf.id";
    /// Operation of `seccomp`: `SECCOMP_SET_MODE_FILTER`.
    SECCOMP_OP = "syscall.seccomp.op";
    /// Flags of a filter.
    SECCOMP_FLAGS = "syscall.seccomp.flags";
    /// Instructions of a filter.
    SECCOMP_LENGTH = "syscall.seccomp.filter_length";
    /// Action that is asked about: `SECCOMP_RET_LOG`.
    SECCOMP_ACTION = "syscall.seccomp.action";
    /// Rights that a Landlock ruleset or rule is about.
    LANDLOCK_ACCESS = "syscall.landlock.access";
    /// Rights on networks that a Landlock ruleset handles.
    LANDLOCK_NETWORK = "syscall.landlock.network";
    /// Scopes that a Landlock ruleset handles.
    LANDLOCK_SCOPES = "syscall.landlock.scopes";
    /// Port that a Landlock rule is about.
    LANDLOCK_PORT = "syscall.landlock.port";
    /// Descriptor of the directory that a Landlock rule is about.
    LANDLOCK_PARENT = "syscall.landlock.parent_fd";
    /// Type of a Landlock rule.
    LANDLOCK_RULE = "syscall.landlock.rule_type";
    /// Flags of a Landlock call.
    LANDLOCK_FLAGS = "syscall.landlock.flags";
    /// Operation of `keyctl`: `KEYCTL_READ`.
    KEYCTL = "syscall.keyctl.operation";
    /// Key: `KEY_SPEC_SESSION_KEYRING`, or its serial number.
    KEY = "syscall.key.serial";
    /// Key ring of it.
    KEY_RING = "syscall.key.ring";
    /// Key ring that it is moved from.
    KEY_FROM_RING = "syscall.key.from_ring";
    /// Key that the operation returned.
    KEY_RETURNED = "syscall.key.returned";
    /// Time until it expires, seconds; 0 is never.
    KEY_TIMEOUT = "syscall.key.timeout";
    /// Its permissions, in hexadecimal.
    KEY_PERMISSIONS = "syscall.key.permissions";
    /// Error that requests for it shall fail with: `EKEYREJECTED`.
    KEY_ERROR = "syscall.key.error";
    /// Bytes of a payload.
    PAYLOAD_SIZE = "syscall.key.payload_size";
    /// Version of the sets: `_LINUX_CAPABILITY_VERSION_3`.
    CAPABILITY_VERSION = "syscall.capabilities.version";
    /// Capabilities in effect that the call sets or gets.
    CAPABILITIES = "syscall.capabilities.effective";
    /// Permitted ones.
    CAPABILITIES_PERMITTED = "syscall.capabilities.permitted";
    /// Inheritable ones.
    CAPABILITIES_INHERITABLE = "syscall.capabilities.inheritable";
    /// Attribute of a security module: `LSM_ATTR_CURRENT`.
    LSM_ATTRIBUTE = "syscall.lsm.attribute";
    /// Security module: `LSM_ID_APPARMOR`.
    LSM_ID = "syscall.lsm.id";
    /// Security modules that are active.
    LSM_MODULES = "syscall.lsm.modules";
    /// What is compared: `KCMP_FILE`.
    KCMP_TYPE = "syscall.kcmp.type";
    /// Descriptor of the first process.
    KCMP_FIRST = "syscall.kcmp.first_fd";
    /// Descriptor of the second process.
    KCMP_SECOND = "syscall.kcmp.second_fd";
    /// The other process.
    TARGET_PID_SECOND = "syscall.target.second_pid";
    /// Address at which a kernel begins, in hexadecimal.
    KEXEC_ENTRY = "syscall.kexec.entry";
    /// Number of segments of a kernel.
    KEXEC_SEGMENTS = "syscall.kexec.segments";
    /// Flags of a call on a kernel or a module.
    MODULE_FLAGS = "syscall.module.flags";
    /// Bytes of a module.
    MODULE_SIZE = "syscall.module.size";
    /// Parameters of a module.
    MODULE_PARAMETERS = "syscall.module.parameters";

    // The machine.
    /// Flags of `getrandom`.
    RANDOM_FLAGS = "syscall.random.flags";
    /// Command of `membarrier`.
    MEMBARRIER = "syscall.membarrier.command";
    /// Flags of a call that has no other.
    FLAGS = "syscall.flags";
    /// Request of `ptrace`: `PTRACE_SEIZE`.
    PTRACE = "syscall.ptrace.request";
    /// Type of a performance event: `PERF_TYPE_HARDWARE`.
    PERF_TYPE = "syscall.perf.type";
    /// Which event of that type, in hexadecimal.
    PERF_CONFIG = "syscall.perf.config";
    /// Bytes of its attributes.
    PERF_SIZE = "syscall.perf.attr_size";
    /// CPU; -1 for any.
    CPU = "syscall.cpu";
    /// Ports: the first, and how many.
    PORT = "syscall.port.first";
    /// Number of ports.
    PORT_COUNT = "syscall.port.count";
    /// Privilege level, or function of a call that has several.
    OPTION_NUMBER = "syscall.option";
    /// Action on the kernel's log: `SYSLOG_ACTION_READ_ALL`.
    LOG_ACTION = "syscall.log.action";
    /// Flags of a swap area.
    SWAP_FLAGS = "syscall.swap.flags";
    /// Its priority.
    SWAP_PRIORITY = "syscall.swap.priority";
    /// Name of the host or domain that is set.
    HOST_NAME = "syscall.host.name";
}

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
/// What a call can have that makes a descriptor of something without a path.
pub const OF_MADE_FD: &[&str] = &[FD_RETURNED, FD_RETURNED_TYPE];
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
/// What the last argument of `futex` can have.
pub const OF_FUTEX_THIRD: &[&str] = &[FUTEX_BITSET, FUTEX_VALUE, FUTEX_WAKE_OP];
/// What its fourth can have.
pub const OF_FUTEX_TIMEOUT: &[&str] =
    &[TIMEOUT, DEADLINE, TIMEOUT_INFINITE, FUTEX_REQUEUE, FUTEX_WAKE_SECOND];
/// What a value of an option of a socket can have that is asked for.
pub const OF_OPTION: &[&str] =
    &[OPTION_VALUE, OPTION_TEXT, TIMEOUT, SOCKET_ERROR, TARGET_PID, USER_ID, GROUP_ID];
/// What the attributes of a command of `bpf` can have.
pub const OF_BPF: &[&str] = &[
    BPF_MAP_TYPE,
    BPF_KEY_SIZE,
    BPF_VALUE_SIZE,
    BPF_MAX_ENTRIES,
    BPF_PROGRAM_TYPE,
    BPF_INSTRUCTIONS,
    BPF_NAME,
    BPF_FD,
    BPF_TARGET_FD,
    BPF_ATTACH_TYPE,
    BPF_ID,
    TARGET_PID,
    TARGET_FD,
];
/// What the arguments of an operation of `keyctl` can have, and its result.
pub const OF_KEYCTL: &[&str] =
    &[KEY, KEY_RING, KEY_FROM_RING, KEY_TIMEOUT, KEY_PERMISSIONS, KEY_ERROR, USER_ID, GROUP_ID, KEY_RETURNED];
/// What a set of capabilities can have.
pub const OF_CAPABILITIES: &[&str] = &[CAPABILITIES, CAPABILITIES_PERMITTED, CAPABILITIES_INHERITABLE];
/// What a wait can have of the child that it found.
pub const OF_CHILD: &[&str] = &[CHILD_STATE, CHILD_EXIT_CODE, CHILD_SIGNAL, CHILD_EVENT];
/// What a call with an address of the other side can have.
pub const OF_PEER: &[&str] = &[SOCKADDR_FAMILY, TRANSPORT, NETWORK_TYPE, PEER_ADDRESS, PEER_PORT];
/// What a call with an address of our own can have.
pub const OF_LOCAL: &[&str] = &[SOCKADDR_FAMILY, TRANSPORT, NETWORK_TYPE, LOCAL_ADDRESS, LOCAL_PORT];
