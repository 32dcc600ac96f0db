//! Descriptors, directories and paths.

use super::process::TARGET_PID;
use super::socket::{
    LOCAL_ADDRESS, LOCAL_PORT, NETWORK_TYPE, PEER_ADDRESS, PEER_PORT, SOCKADDR_FAMILY, TRANSPORT,
};

keys! {
    DESCRIPTOR_KEYS;

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
    /// Flags of a descriptor that is made, or of a range that is closed: `O_CLOEXEC`.
    FD_FLAGS = "syscall.fd.flags";
    /// First of two descriptors that are made.
    FD_FIRST = "syscall.fd.first";
}

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
