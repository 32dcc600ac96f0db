//! What an argument of a syscall means: what the kernel side must capture of it, and which attributes it can become. Their
//! values are made in [`super::attributes`].

use std::slice;

use ior_common::descriptor::{
    CAPTURE_BYTES, CAPTURE_COUNT, CAPTURE_EARLY, CAPTURE_FD, CAPTURE_MESSAGE_NAME, CAPTURE_NONE,
    CAPTURE_ON_SUCCESS, CAPTURE_POINTED, CAPTURE_SIZED, CAPTURE_SIZED_BY_POINTER, CAPTURE_STRING,
    CAPTURE_WORDS, Capture, MAX_BYTES,
};

use super::{
    keys,
    names::Names,
    structs::{self, Structure},
};

/// Meaning of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Shown by nothing: a pointer to a buffer, or what says no more than another argument.
    Plain,

    /// A number of 32 bits, and the attribute that it becomes. Those of this group are for any syscall; the ones below are for
    /// what has more to it.
    Int(&'static str),
    /// The same without a sign.
    Unsigned(&'static str),
    /// A number of 64 bits.
    Long(&'static str),
    /// Whole seconds.
    Seconds(&'static str),
    /// Bits of permissions, shown as `0644`.
    Octal(&'static str),
    /// An address or a cookie, shown in hexadecimal.
    Hex(&'static str),
    /// One of some constants.
    One(&'static str, &'static Names),
    /// A set of flags; without any there is no attribute.
    Flags(&'static str, &'static Names),
    /// A pointer to a structure that the caller gives.
    In(&'static Structure),
    /// A pointer to a structure that the kernel writes.
    Out(&'static Structure),
    /// A pointer to a structure that the caller gives; its length is the next argument.
    Sized(&'static Structure),
    /// An address, shown in hexadecimal unless it is null.
    Address,
    /// A text whose length is the next argument.
    Text(&'static str),
    /// Flags, and among them permissions as `open` takes them.
    FlagsAndMode(&'static str, &'static Names),

    /// A descriptor, and what it is.
    Fd,
    /// A pointer to an offset in a file, which the kernel moves on by what it has moved, and the attribute that it becomes.
    Moved(&'static str),
    /// Offset of a mapping in its file; of an anonymous one it means nothing.
    MapOffset,
    /// The descriptor of a mapping; of an anonymous one it means nothing.
    MapFd,
    /// The descriptor of an io_uring; of a registered one it is an index.
    UringFd,
    /// The other descriptor of a call with two.
    SecondFd,
    /// The directory that the path is relative to.
    DirFd,
    /// The same, or where the path is empty or null the thing itself.
    FdOrDir,
    /// The directory that the second path is relative to.
    NewDirFd,
    /// A path.
    Path,
    /// The second path of a call with two.
    NewPath,
    /// A string that is no path, and the attribute that it becomes.
    Name(&'static str),
    /// Flags of `open`.
    OpenFlags,
    /// A pointer to `struct open_how`: flags, permissions, and how to resolve the path.
    OpenHow,
    /// Permissions of a file, if the flags of `open` make one.
    CreateMode,
    /// Type and permissions of a node.
    NodeMode,
    /// A device.
    Device,
    /// A pointer to the times of access and modification, in parts of a second; null is now.
    Times(Clockwork),
    /// A command of `fcntl`, whose argument is the next one.
    FcntlCommand,
    /// A request of `ioctl`.
    IoctlRequest,
    /// A command of `quotactl`.
    QuotaCommand,

    /// The address of the other side, given by the caller; its length is the next argument.
    Peer,
    /// Our own address, given by the caller; its length is the next argument.
    Local,
    /// The address of the other side, filled by the kernel; the next argument points to its length.
    PeerOut,
    /// Our own address, filled by the kernel; the next argument points to its length.
    LocalOut,
    /// A pointer to `struct msghdr`, which may hold the address of the other side.
    MessagePeer,
    /// An address family, as `socket` takes it.
    Domain,
    /// A socket type with its flags.
    SocketType,
    /// A protocol.
    Protocol,
    /// Flags of `send` and `recv`.
    MsgFlags,
    /// An option of a socket; its level is the argument before.
    SocketOption,
    /// A pointer to the value of an option that is set; its length is the next argument.
    OptionValue,
    /// A pointer to where the value of an option is written; the next argument points to its length.
    OptionValueOut,

    /// Milliseconds, negative for no limit.
    TimeoutMs,
    /// A pointer to a `struct timespec`, null for no limit.
    Timeout,
    /// The same, overwritten by the kernel with what remained.
    TimeoutOverwritten,
    /// A pointer to a `struct timeval`, overwritten by the kernel with what remained.
    TimevalOverwritten,
    /// A pointer to a point in time on the clock that the call names, null for no limit.
    Deadline,
    /// The same on the wall clock.
    WallDeadline,
    /// A clock.
    Clock,
    /// Flags of `clock_nanosleep`.
    SleepFlags,
    /// A pointer to the time to sleep, which may be where the kernel writes what remained.
    Requested,

    /// Operation on a futex, with its flags.
    FutexOp,
    /// What a futex is expected to hold, or how many waiters to wake, by the operation.
    FutexValue,
    /// A pointer to a timeout or a deadline, or a number, by the operation.
    FutexTimeout,
    /// The other futex of an operation on two.
    FutexSecond,
    /// By the operation a bit set, the value that is expected, or what is done to the second futex.
    FutexThird,
    /// A scheduling policy, and a flag that may come with it.
    Policy,
    /// A pointer to a set of CPUs that the caller gives; its length is the argument before.
    Cpus,
    /// A pointer to a set of CPUs that the kernel writes; its length is the argument before.
    CpusOut,
    /// A priority of input and output.
    IoPriority,

    /// A signal.
    Signal,
    /// Exit code.
    ExitCode,
    /// Flags of `clone`, and in the lowest byte the signal at the child's end.
    CloneFlags,
    /// A pointer to `struct clone_args`.
    CloneArgs,
    /// A pointer to where the status of a child is written.
    WaitStatus,
    /// Whom `waitid` waits for; what it is the argument before says.
    WaitId,
    /// A pointer to where `waitid` writes what it knows of the child.
    WaitInfo,
    /// The argument of an option of `prctl`, which is the argument before.
    PrctlArgument,
    /// A personality: a domain, and flags.
    Personality,
    /// A pointer to the arguments of a program, of which only the number is told.
    Arguments,

    /// Flags of a mapping, its type among them.
    MapFlags,
    /// Where `mremap` is to move a mapping, if its flags, the argument before, say so.
    NewAddress,
    /// A memory policy, and flags that come with it.
    MemoryPolicy,
    /// A pointer to where a memory policy is written, or a node, by the flags.
    MemoryPolicyOut,

    /// Key of a System V object.
    SysvKey,
    /// A pointer to the limits of a message queue, if the flags, two arguments before, make one.
    QueueLimits,
    /// What `semctl` sets a semaphore to; the command is the argument before.
    SemaphoreValue,

    /// An operation of `io_uring_register`, and a flag.
    UringOperation,
    /// A command of `bpf`.
    BpfCommand,
    /// A pointer to the attributes of a command of `bpf`; their length is the next argument.
    BpfAttributes,
    /// A pointer to `struct sigevent`.
    Notification,
    /// A pointer to groups; how many is the argument before.
    Groups,
    /// A pointer to where groups are written; for how many there is room is the argument before.
    GroupsOut,
    /// A pointer to a pointer to a set of signals.
    PointedSignals,
    /// A pointer to a set of memory nodes, and the attribute that it becomes.
    Nodes(&'static str),
    /// The same, written by the kernel.
    NodesOut(&'static str),
    /// Flags of `swapon`, with a priority.
    SwapFlags,
    /// A pointer to a filter or an action, by the operation of `seccomp`.
    SeccompArgument,
    /// A ring of the kernel's keys, or 0 for none, and the attribute that it becomes.
    Key(&'static str),
    /// The operation of `keyctl`.
    KeyctlOperation,
    /// The first argument of an operation of `keyctl`, which is the argument before; the others follow.
    KeyctlArguments,
    /// A pointer to a rule of Landlock; its type is the argument before.
    LandlockRule,
    /// A descriptor, where `kcmp` compares those, and the attribute that it becomes.
    Compared(&'static str),
    /// A pointer to where ids of security modules are written; the next argument points to its length.
    SecurityModules,
    /// Flags of `kexec_load`, and the architecture.
    KexecFlags,
    /// A pointer to the capabilities to set.
    Capabilities,
    /// A pointer to where the capabilities of a process are written.
    CapabilitiesOut,

    /// Length in bytes that a successful call has written.
    Sent,
    /// Length in bytes of a range of the address space, and the operation on it.
    Extent(&'static str),
}

/// Parts of a second in the times of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clockwork {
    /// None: `struct utimbuf` of utime(2).
    Seconds,
    /// Millionths: two `struct timeval`.
    Micros,
    /// Billionths: two `struct timespec`.
    Nanos,
}

impl Clockwork {
    const fn size(self) -> u8 {
        match self {
            Self::Seconds => 16,
            Self::Micros | Self::Nanos => 32,
        }
    }
}

impl Role {
    /// What to read of the process's memory for an argument at position `arg`.
    pub const fn capture(self, arg: u8) -> Capture {
        let (op, length_arg, length) = match self {
            Self::Path | Self::NewPath | Self::Name(_) => (CAPTURE_STRING, 0, 0),
            Self::OpenHow => (CAPTURE_BYTES, 0, 24),
            Self::Timeout | Self::Deadline | Self::WallDeadline | Self::FutexTimeout => {
                (CAPTURE_BYTES, 0, 16)
            }
            Self::TimeoutOverwritten | Self::TimevalOverwritten | Self::Requested => (CAPTURE_EARLY, 0, 16),
            Self::Peer | Self::Local => (CAPTURE_SIZED, arg + 1, MAX_BYTES as u8),
            Self::PeerOut | Self::LocalOut => {
                (CAPTURE_SIZED_BY_POINTER | CAPTURE_ON_SUCCESS, arg + 1, MAX_BYTES as u8)
            }
            Self::MessagePeer => (CAPTURE_MESSAGE_NAME, 0, MAX_BYTES as u8),
            Self::Fd
            | Self::MapFd
            | Self::UringFd
            | Self::SecondFd
            | Self::DirFd
            | Self::FdOrDir
            | Self::NewDirFd => (CAPTURE_FD, 0, 0),
            Self::In(structure) => (CAPTURE_BYTES, 0, structs::length(structure.fields)),
            Self::Out(structure) => {
                (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, structs::length(structure.fields))
            }
            Self::Sized(structure) => (CAPTURE_SIZED, arg + 1, structs::length(structure.fields)),
            // `struct landlock_path_beneath_attr` is packed; of the port in the other one, what is further up is no port.
            Self::LandlockRule => (CAPTURE_BYTES, 0, 12),
            Self::Text(_) => (CAPTURE_SIZED, arg + 1, 64),
            Self::Times(clockwork) => (CAPTURE_BYTES, 0, clockwork.size()),
            // A number, or what is longer: `struct timeval`, `struct linger`, a name.
            Self::OptionValue => (CAPTURE_SIZED, arg + 1, 16),
            Self::OptionValueOut => (CAPTURE_SIZED_BY_POINTER | CAPTURE_ON_SUCCESS, arg + 1, 16),
            Self::Cpus => (CAPTURE_SIZED, arg.saturating_sub(1), MAX_BYTES as u8),
            Self::CpusOut => (CAPTURE_SIZED | CAPTURE_ON_SUCCESS, arg.saturating_sub(1), MAX_BYTES as u8),
            Self::CloneArgs => (CAPTURE_BYTES, 0, 40),
            Self::WaitStatus => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 4),
            Self::WaitInfo => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 28),
            // Up to the name of a program.
            Self::BpfAttributes => (CAPTURE_SIZED, arg + 1, 64),
            Self::SeccompArgument => (CAPTURE_BYTES, 0, 4),
            Self::Moved(_) => (CAPTURE_BYTES, 0, 8),
            Self::MemoryPolicyOut => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 4),
            Self::NodesOut(_) => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 8),
            Self::QueueLimits => (CAPTURE_BYTES, 0, 24),
            Self::SecurityModules => {
                (CAPTURE_SIZED_BY_POINTER | CAPTURE_ON_SUCCESS, arg + 1, MAX_BYTES as u8)
            }
            Self::Capabilities => (CAPTURE_BYTES, 0, 24),
            Self::CapabilitiesOut => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 24),
            Self::Notification => (CAPTURE_BYTES, 0, 16),
            Self::Groups => (CAPTURE_WORDS, arg.saturating_sub(1), MAX_BYTES as u8),
            Self::GroupsOut => (CAPTURE_WORDS | CAPTURE_ON_SUCCESS, arg.saturating_sub(1), MAX_BYTES as u8),
            Self::PointedSignals => (CAPTURE_POINTED, 0, 8),
            Self::Nodes(_) => (CAPTURE_BYTES, 0, 8),
            Self::Arguments => (CAPTURE_COUNT, 0, 0),
            Self::Plain
            | Self::Int(_)
            | Self::Unsigned(_)
            | Self::Long(_)
            | Self::Seconds(_)
            | Self::Octal(_)
            | Self::Hex(_)
            | Self::One(..)
            | Self::Flags(..)
            | Self::FlagsAndMode(..)
            | Self::Address
            | Self::MapOffset
            | Self::CreateMode
            | Self::NodeMode
            | Self::Device
            | Self::FcntlCommand
            | Self::IoctlRequest
            | Self::QuotaCommand
            | Self::SocketOption
            | Self::FutexValue
            | Self::FutexSecond
            | Self::FutexThird
            | Self::Policy
            | Self::IoPriority
            | Self::CloneFlags
            | Self::WaitId
            | Self::PrctlArgument
            | Self::Personality
            | Self::MapFlags
            | Self::NewAddress
            | Self::MemoryPolicy
            | Self::SysvKey
            | Self::SemaphoreValue
            | Self::Compared(_)
            | Self::KexecFlags
            | Self::UringOperation
            | Self::BpfCommand
            | Self::Key(_)
            | Self::KeyctlOperation
            | Self::KeyctlArguments
            | Self::OpenFlags
            | Self::Domain
            | Self::SocketType
            | Self::Protocol
            | Self::MsgFlags
            | Self::TimeoutMs
            | Self::Clock
            | Self::SleepFlags
            | Self::FutexOp
            | Self::Signal
            | Self::ExitCode
            | Self::SwapFlags
            | Self::Sent
            | Self::Extent(_) => (CAPTURE_NONE, 0, 0),
        };
        Capture { op, arg, length_arg, length }
    }

    /// The attributes that an argument of this role can become.
    pub const fn keys(&'static self) -> &'static [&'static str] {
        match self {
            Self::Plain | Self::Protocol | Self::Sent => &[],
            Self::Fd => keys::OF_FD,
            Self::MapFd | Self::UringFd => keys::OF_FILE_OR_SOCKET,
            Self::SecondFd => keys::OF_SECOND_FD,
            Self::DirFd => keys::OF_DIR,
            Self::FdOrDir => keys::OF_FD_OR_DIR,
            Self::NewDirFd => keys::OF_NEW_DIR,
            Self::Path => &[keys::PATH],
            Self::NewPath => &[keys::NEW_PATH],
            Self::Name(key)
            | Self::Int(key)
            | Self::Unsigned(key)
            | Self::Long(key)
            | Self::Seconds(key)
            | Self::Octal(key)
            | Self::Hex(key)
            | Self::One(key, _)
            | Self::Flags(key, _)
            | Self::Text(key)
            | Self::Key(key)
            | Self::Moved(key)
            | Self::Nodes(key)
            | Self::NodesOut(key)
            | Self::Compared(key) => slice::from_ref(key),
            Self::In(structure) | Self::Out(structure) | Self::Sized(structure) => structure.keys,
            Self::Address => &[keys::ADDRESS],
            Self::MapOffset => &[keys::OFFSET],
            Self::LandlockRule => &[keys::LANDLOCK_ACCESS, keys::LANDLOCK_PORT, keys::LANDLOCK_PARENT],
            Self::Notification => &[keys::SIGNAL, keys::NOTIFY],
            Self::Groups | Self::GroupsOut => &[keys::GROUPS],
            Self::PointedSignals => &[keys::SIGNALS],
            Self::SwapFlags => &[keys::SWAP_FLAGS, keys::SWAP_PRIORITY],
            Self::FlagsAndMode(..) => keys::OF_GET,
            Self::CreateMode => &[keys::FILE_MODE],
            Self::NodeMode => &[keys::NODE_TYPE, keys::FILE_MODE],
            Self::Device => &[keys::DEVICE],
            Self::Times(_) => &[keys::FILE_TIMES],
            Self::FcntlCommand => keys::OF_FCNTL,
            Self::IoctlRequest => &[keys::IOCTL],
            Self::QuotaCommand => &[keys::QUOTA_COMMAND, keys::QUOTA_TYPE],
            Self::SocketOption => &[keys::OPTION],
            Self::OptionValue => &[keys::OPTION_VALUE, keys::OPTION_TEXT, keys::TIMEOUT],
            Self::OptionValueOut => keys::OF_OPTION,
            Self::FutexValue => &[keys::FUTEX_VALUE, keys::FUTEX_WAKE],
            Self::FutexSecond => &[keys::FUTEX_SECOND_ADDRESS],
            Self::FutexThird => keys::OF_FUTEX_THIRD,
            Self::Policy => &[keys::SCHED_POLICY, keys::SCHED_FLAGS],
            Self::Cpus | Self::CpusOut => &[keys::CPUS],
            Self::IoPriority => &[keys::IO_CLASS, keys::IO_LEVEL],
            Self::CloneFlags | Self::CloneArgs => &[keys::CLONE_FLAGS, keys::CLONE_SIGNAL],
            Self::WaitStatus | Self::WaitInfo => keys::OF_CHILD,
            Self::WaitId => &[keys::TARGET_PID, keys::FD],
            Self::PrctlArgument => &[keys::PRCTL_VALUE, keys::SIGNAL],
            Self::Personality => &[keys::PERSONALITY],
            Self::MapFlags => &[keys::MEMORY_FLAGS],
            Self::NewAddress => &[keys::MEMORY_NEW_ADDRESS],
            Self::MemoryPolicy => &[keys::MEMORY_POLICY, keys::MEMORY_POLICY_FLAGS],
            Self::MemoryPolicyOut => &[keys::MEMORY_POLICY, keys::MEMORY_POLICY_FLAGS, keys::MEMORY_NODE],
            Self::SysvKey => &[keys::SYSV_KEY],
            Self::QueueLimits => &[keys::QUEUE_MAX_MESSAGES, keys::QUEUE_MESSAGE_SIZE],
            Self::SemaphoreValue => &[keys::SEMAPHORE_VALUE],
            Self::SecurityModules => &[keys::LSM_MODULES],
            Self::KexecFlags => &[keys::MODULE_FLAGS],
            Self::UringOperation => &[keys::URING_OPERATION],
            Self::BpfCommand => &[keys::BPF_COMMAND],
            Self::BpfAttributes => keys::OF_BPF,
            Self::SeccompArgument => &[keys::SECCOMP_LENGTH, keys::SECCOMP_ACTION],
            Self::KeyctlOperation => &[keys::KEYCTL],
            Self::KeyctlArguments => keys::OF_KEYCTL,
            Self::Capabilities | Self::CapabilitiesOut => keys::OF_CAPABILITIES,
            Self::OpenFlags => &[keys::OPEN_FLAGS],
            Self::OpenHow => &[keys::OPEN_FLAGS, keys::FILE_MODE, keys::OPEN_RESOLVE],
            Self::Peer | Self::PeerOut | Self::MessagePeer => keys::OF_PEER,
            Self::Local | Self::LocalOut => keys::OF_LOCAL,
            Self::Domain => &[keys::SOCKADDR_FAMILY],
            Self::SocketType => &[keys::SOCKET_TYPE, keys::SOCKET_FLAGS, keys::SOCKET_PROTOCOL],
            Self::MsgFlags => &[keys::MESSAGE_FLAGS],
            Self::TimeoutMs | Self::Timeout | Self::TimeoutOverwritten | Self::TimevalOverwritten => {
                &[keys::TIMEOUT, keys::TIMEOUT_INFINITE]
            }
            Self::Deadline => &[keys::TIMEOUT, keys::DEADLINE, keys::TIMEOUT_INFINITE],
            Self::FutexTimeout => keys::OF_FUTEX_TIMEOUT,
            Self::WallDeadline => &[keys::DEADLINE, keys::TIMEOUT_INFINITE],
            Self::Clock => &[keys::CLOCK],
            Self::SleepFlags => &[keys::SLEEP_ABSOLUTE, keys::DEADLINE],
            Self::Requested => &[keys::SLEEP_REQUESTED, keys::SLEEP_OVERRUN],
            Self::FutexOp => &[keys::FUTEX_OP, keys::FUTEX_FLAGS],
            Self::Signal => &[keys::SIGNAL],
            Self::ExitCode => &[keys::EXIT_CODE],
            Self::Arguments => &[keys::ARGUMENTS],
            Self::Extent(_) => &[keys::MEMORY_OPERATION, keys::MEMORY_SIZE],
        }
    }

    /// Whether `ETIMEDOUT` says that the time passed which the caller gave, so that it is an answer and no failure. The calls
    /// that wait for descriptors, signals and semaphores answer otherwise (0 or `EAGAIN`): `ETIMEDOUT` of theirs is a failure, as the
    /// one of a connection is.
    pub const fn answers_timed_out(self) -> bool {
        matches!(self, Self::Deadline | Self::WallDeadline | Self::FutexTimeout)
    }

    /// Whether it is a descriptor.
    pub fn is_fd(self) -> bool {
        self.capture(0).op == CAPTURE_FD
    }

    /// Whether the kernel side must read it when the call begins.
    pub fn is_early(self) -> bool {
        self.capture(0).op == CAPTURE_EARLY
    }
}
