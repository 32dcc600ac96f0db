//! What an argument of a syscall means: what the kernel side must capture of it, and which attributes it can become. Their
//! values are made in [`super::attributes`].

use std::slice;

use ior_common::descriptor::{
    CAPTURE_BYTES, CAPTURE_COUNT, CAPTURE_EARLY, CAPTURE_FD, CAPTURE_MESSAGE_NAME, CAPTURE_NONE,
    CAPTURE_ON_SUCCESS, CAPTURE_SIZED, CAPTURE_SIZED_BY_POINTER, CAPTURE_STRING, Capture, MAX_BYTES,
};

use super::{keys, names::Names};

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
    /// Bits of permissions, shown as `0644`.
    Octal(&'static str),
    /// An address or a cookie, shown in hexadecimal.
    Hex(&'static str),
    /// One of some constants.
    One(&'static str, &'static Names),
    /// A set of flags; without any there is no attribute.
    Flags(&'static str, &'static Names),
    /// A pointer to a number of 32 bits that the caller gives.
    IntAt(&'static str),
    /// A pointer to a number of 32 bits that the kernel writes.
    IntOut(&'static str),
    /// A pointer to a number of 64 bits that the caller gives.
    LongAt(&'static str),

    /// A descriptor, and what it is.
    Fd,
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
    /// A pointer to `struct open_how`, which begins with the flags of `open`.
    OpenHow,

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
    /// A pointer to a timeout or a deadline, or a number, by the operation.
    FutexTimeout,

    /// A signal.
    Signal,
    /// Exit code.
    ExitCode,
    /// A pointer to the arguments of a program, of which only the number is told.
    Arguments,

    /// Length in bytes that a successful call has written.
    Sent,
    /// Length in bytes of a range of the address space, and the operation on it.
    Extent(&'static str),
}

impl Role {
    /// What to read of the process's memory for an argument at position `arg`.
    pub const fn capture(self, arg: u8) -> Capture {
        let (op, length_arg, length) = match self {
            Self::Path | Self::NewPath | Self::Name(_) => (CAPTURE_STRING, 0, 0),
            Self::OpenHow => (CAPTURE_BYTES, 0, 8),
            Self::Timeout | Self::Deadline | Self::WallDeadline | Self::FutexTimeout => {
                (CAPTURE_BYTES, 0, 16)
            }
            Self::TimeoutOverwritten | Self::TimevalOverwritten | Self::Requested => (CAPTURE_EARLY, 0, 16),
            Self::Peer | Self::Local => (CAPTURE_SIZED, arg + 1, MAX_BYTES as u8),
            Self::PeerOut | Self::LocalOut => {
                (CAPTURE_SIZED_BY_POINTER | CAPTURE_ON_SUCCESS, arg + 1, MAX_BYTES as u8)
            }
            Self::MessagePeer => (CAPTURE_MESSAGE_NAME, 0, MAX_BYTES as u8),
            Self::Fd | Self::SecondFd | Self::DirFd | Self::FdOrDir | Self::NewDirFd => (CAPTURE_FD, 0, 0),
            Self::IntAt(_) => (CAPTURE_BYTES, 0, 4),
            Self::IntOut(_) => (CAPTURE_BYTES | CAPTURE_ON_SUCCESS, 0, 4),
            Self::LongAt(_) => (CAPTURE_BYTES, 0, 8),
            Self::Arguments => (CAPTURE_COUNT, 0, 0),
            Self::Plain
            | Self::Int(_)
            | Self::Unsigned(_)
            | Self::Long(_)
            | Self::Octal(_)
            | Self::Hex(_)
            | Self::One(..)
            | Self::Flags(..)
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
            | Self::Octal(key)
            | Self::Hex(key)
            | Self::One(key, _)
            | Self::Flags(key, _)
            | Self::IntAt(key)
            | Self::IntOut(key)
            | Self::LongAt(key) => slice::from_ref(key),
            Self::OpenFlags | Self::OpenHow => &[keys::OPEN_FLAGS],
            Self::Peer | Self::PeerOut | Self::MessagePeer => keys::OF_PEER,
            Self::Local | Self::LocalOut => keys::OF_LOCAL,
            Self::Domain => &[keys::SOCKADDR_FAMILY],
            Self::SocketType => &[keys::SOCKET_TYPE, keys::SOCKET_FLAGS, keys::SOCKET_PROTOCOL],
            Self::MsgFlags => &[keys::MESSAGE_FLAGS],
            Self::TimeoutMs | Self::Timeout | Self::TimeoutOverwritten | Self::TimevalOverwritten => {
                &[keys::TIMEOUT, keys::TIMEOUT_INFINITE]
            }
            Self::Deadline | Self::FutexTimeout => &[keys::TIMEOUT, keys::DEADLINE, keys::TIMEOUT_INFINITE],
            Self::WallDeadline => &[keys::DEADLINE, keys::TIMEOUT_INFINITE],
            Self::Clock => &[keys::CLOCK],
            Self::SleepFlags => &[keys::SLEEP_ABSOLUTE, keys::DEADLINE],
            Self::Requested => &[keys::SLEEP_REQUESTED],
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
    pub const fn is_fd(self) -> bool {
        matches!(self, Self::Fd | Self::SecondFd | Self::DirFd | Self::FdOrDir | Self::NewDirFd)
    }

    /// Whether the kernel side must read it when the call begins.
    pub fn is_early(self) -> bool {
        self.capture(0).op == CAPTURE_EARLY
    }
}
