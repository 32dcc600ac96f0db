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
/// Thread that it is about.
pub const TARGET_TID: &str = "syscall.target.tid";
/// Number of a program's arguments, with its own name.
pub const ARGUMENTS: &str = "process.args_count";
/// Exit code.
pub const EXIT_CODE: &str = "syscall.exit_code";

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
/// What a call with an address of the other side can have.
pub const OF_PEER: &[&str] = &[SOCKADDR_FAMILY, TRANSPORT, NETWORK_TYPE, PEER_ADDRESS, PEER_PORT];
/// What a call with an address of our own can have.
pub const OF_LOCAL: &[&str] = &[SOCKADDR_FAMILY, TRANSPORT, NETWORK_TYPE, LOCAL_ADDRESS, LOCAL_PORT];
