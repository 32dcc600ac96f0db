//! What an argument of a syscall means: what the kernel side must capture of it, and which attributes it can become. Their
//! values are made in [`super::attributes`].

use ior_common::descriptor::{CAPTURE_EARLY, CAPTURE_FD};

use super::{names::Names, structs::Structure};

mod capture;
mod shown;

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
    /// A pointer to where it is written what a process, or the child that a wait found, has used.
    Usage,
    /// A pointer to where `rt_sigtimedwait` writes what it knows of the signal.
    SignalInfo,
    /// The address of `ptrace`, by its request, which is two arguments before.
    PtraceAddress,
    /// The data of `ptrace`, by its request, which is three arguments before.
    PtraceData,
    /// A pointer to `struct perf_event_attr`.
    PerfAttributes,
    /// The process of a performance event, or by the flags a descriptor of a control group.
    PerfTarget,
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

impl Role {
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
