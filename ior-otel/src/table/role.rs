//! What an argument of a syscall means: what to capture of it in the kernel, and which attributes it becomes.

use ior_common::descriptor::{
    self as d, CAPTURE_BYTES, CAPTURE_EARLY, CAPTURE_ON_SUCCESS, CAPTURE_SIZED, CAPTURE_SIZED_BY_POINTER,
    CAPTURE_STRING, Capture,
};

/// Meaning of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Shown by nothing: a pointer to a buffer, padding, or a number without a meaning of its own.
    Plain,
    /// A file descriptor: `fd`, and what it is.
    Fd,
    /// A path: `file.path`.
    Path,
    /// A socket address that the caller gives; its length is the next argument.
    Sockaddr,
    /// A socket address that the kernel fills; the next argument points to its length.
    SockaddrOut,
    /// A timeout in milliseconds, negative for none: `syscall.timeout`.
    TimeoutMs,
    /// A pointer to a timeout (`struct timespec`) that the kernel overwrites with what remained.
    TimeoutOverwritten,
    /// A pointer to a timeout (`struct timespec`), null for none.
    Timeout,
}

impl Role {
    /// What to read of the process's memory for an argument of this role at position `arg`.
    pub const fn capture(self, arg: u8) -> Capture {
        let (op, length_arg, length) = match self {
            Self::Plain | Self::Fd | Self::TimeoutMs => (d::CAPTURE_NONE, 0, 0),
            Self::Path => (CAPTURE_STRING, 0, 0),
            Self::Sockaddr => (CAPTURE_SIZED, arg + 1, d::MAX_BYTES as u8),
            Self::SockaddrOut => (CAPTURE_SIZED_BY_POINTER | CAPTURE_ON_SUCCESS, arg + 1, d::MAX_BYTES as u8),
            Self::TimeoutOverwritten => (CAPTURE_EARLY, 0, 16),
            Self::Timeout => (CAPTURE_BYTES, 0, 16),
        };
        Capture { op, arg, length_arg, length }
    }
}
