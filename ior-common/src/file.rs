//! What a descriptor leads to, as the kernel knows it when the call ends: the capture of
//! [`crate::descriptor::CAPTURE_FD`]. A [`FileHead`], and after it for a socket a [`SocketTail`], for all else the names of
//! its path.

#[cfg(feature = "user")]
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// An open file.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(FromBytes, IntoBytes, Immutable, KnownLayout))]
pub struct FileHead {
    /// The descriptor.
    pub fd: i32,
    /// Device of its file system, as the kernel writes it: major number * 2^20 + minor number.
    pub device: u32,
    /// Inode number.
    pub inode: u64,
    /// Magic number of its file system (`f_type` of statfs(2)).
    pub magic: u32,
    /// Type and permissions, `st_mode` of inode(7).
    pub mode: u16,
    /// What follows: a `TAIL_` constant.
    pub tail: u8,
    /// Whether there are more names than those that follow: 1 or 0.
    pub cut: u8,
    /// Of a pidfd the process's id in the pid namespace of the caller, else 0.
    pub target_pid: u32,
    /// Zero.
    pub reserved: u32,
}

/// Nothing follows.
pub const TAIL_NONE: u8 = 0;
/// The names of the path follow, each with a NUL, the last one first.
pub const TAIL_NAMES: u8 = 1;
/// A [`SocketTail`] follows.
pub const TAIL_SOCKET: u8 = 2;

/// Most names of a path that are read, mount points among them counted twice.
pub const MAX_NAMES: u32 = 64;
/// Bytes of names from which on no other is read.
pub const MAX_NAMES_BYTES: u64 = 2048;
/// Most bytes of one name with its NUL (`NAME_MAX` + 1 of Linux).
pub const MAX_NAME: usize = 256;

/// Magic number of the file system of sockets (linux/magic.h).
pub const SOCKFS: u32 = 0x534f_434b;
/// Magic number of the file system of pidfds since Linux 6.9 (linux/magic.h).
pub const PIDFS: u32 = 0x5049_4446;
/// Magic number of the file system of anonymous inodes: eventfd, epoll and their like (linux/magic.h).
pub const ANON_INODES: u32 = 0x0904_1934;

/// A socket.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(FromBytes, IntoBytes, Immutable, KnownLayout))]
pub struct SocketTail {
    /// Address family, `AF_*`.
    pub family: u16,
    /// Type, `SOCK_*`.
    pub kind: u16,
    /// Protocol, `IPPROTO_*` of an internet socket.
    pub protocol: u16,
    /// Local port.
    pub local_port: u16,
    /// Port of the peer; 0 where there is none.
    pub peer_port: u16,
    /// Zero.
    pub reserved: [u16; 3],
    /// Local address: 4 bytes of `AF_INET`, 16 of `AF_INET6`.
    pub local: [u8; 16],
    /// Address of the peer.
    pub peer: [u8; 16],
    /// Of `AF_UNIX`: our own name, and the peer's.
    pub unix: [UnixName; 2],
}

/// Name of a Unix socket.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(FromBytes, IntoBytes, Immutable, KnownLayout))]
pub struct UnixName {
    /// Bytes of the address; 0 for a socket without one.
    pub length: u32,
    /// The address: `struct sockaddr_un`, with its family.
    pub address: [u8; 112],
    /// Zero.
    pub reserved: u32,
}

impl UnixName {
    /// No name.
    pub const NONE: Self = Self { length: 0, address: [0; 112], reserved: 0 };
}

const _: () = assert!(size_of::<FileHead>() == 32);
const _: () = assert!(size_of::<UnixName>() == 120);
const _: () = assert!(size_of::<SocketTail>() == 288);
