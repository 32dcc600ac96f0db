//! What a file descriptor is.

use std::net::SocketAddr;

/// Kind of thing behind a descriptor; its name is the attribute `syscall.fd.type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FdType {
    /// Regular file.
    File,
    /// Directory.
    Directory,
    /// Character or block device.
    Device,
    /// Pipe or FIFO.
    Pipe,
    /// Socket.
    Socket,
    /// An anonymous inode, by its name in the kernel: `eventpoll`, `eventfd`, `timerfd`, `inotify`, ...
    Anonymous(&'static str),
    /// Something else.
    Other,
}

impl FdType {
    /// Value of `syscall.fd.type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Device => "device",
            Self::Pipe => "pipe",
            Self::Socket => "socket",
            Self::Anonymous(name) => name,
            Self::Other => "other",
        }
    }
}

/// What is known of a descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FdInfo {
    /// Kind of thing.
    pub fd_type: FdType,
    /// Path of a file, directory, device or named pipe; of a Unix socket that has one.
    pub path: Option<String>,
    /// `tcp`, `udp`, `unix`, where it is a socket that could be found.
    pub transport: Option<&'static str>,
    /// Address family as `AF_*` number, where it is a socket that could be found.
    pub family: Option<u16>,
    /// Local address of an internet socket.
    pub local: Option<SocketAddr>,
    /// Peer address of an internet socket.
    pub peer: Option<SocketAddr>,
}
