//! What a file descriptor is.

use std::{fs, net::SocketAddr, os::unix::fs::FileTypeExt};

use procfs::process::{FDTarget, Process};

use super::{
    process::proc_path,
    socket::{Socket, Sockets},
};

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

/// Looks descriptors up in `/proc`, a moment after the call: what was closed since is not found, and what was opened
/// since under the same number is.
#[derive(Debug, Default)]
pub struct Descriptors {
    sockets: Sockets,
}

impl Descriptors {
    /// What `fd` of the process with that id in our `/proc` is; nothing if it can't be told.
    pub fn look_up(&mut self, proc_pid: u32, fd: i32) -> Option<FdInfo> {
        let process = Process::new(i32::try_from(proc_pid).ok()?).ok()?;
        let target = process.fd_from_fd(fd).ok()?.target;
        let plain = |fd_type| {
            Some(FdInfo { fd_type, path: None, transport: None, family: None, local: None, peer: None })
        };
        match target {
            FDTarget::Path(path) => Some(FdInfo {
                fd_type: file_type(proc_pid, fd),
                path: Some(path.to_string_lossy().into_owned()),
                ..plain(FdType::Other)?
            }),
            FDTarget::Socket(inode) => {
                self.sockets.look_up(&process, inode).map(Socket::into_info).or_else(|| plain(FdType::Socket))
            }
            FDTarget::Pipe(_) => plain(FdType::Pipe),
            FDTarget::AnonInode(name) => plain(FdType::Anonymous(anonymous(&name))),
            FDTarget::MemFD(name) => {
                Some(FdInfo { path: Some(format!("memfd:{name}")), ..plain(FdType::File)? })
            }
            FDTarget::Net(_) | FDTarget::Other(..) | FDTarget::Unknown(..) => plain(FdType::Other),
        }
    }
}

/// What a path leads to. The link is followed, so that a deleted file is told too.
fn file_type(proc_pid: u32, fd: i32) -> FdType {
    let Ok(metadata) = fs::metadata(proc_path(proc_pid, &format!("fd/{fd}"))) else { return FdType::Other };
    let kind = metadata.file_type();
    if kind.is_file() {
        FdType::File
    } else if kind.is_dir() {
        FdType::Directory
    } else if kind.is_fifo() {
        FdType::Pipe
    } else if kind.is_char_device() || kind.is_block_device() {
        FdType::Device
    } else {
        FdType::Other
    }
}

/// The names that the kernel gives to anonymous inodes, without their brackets.
fn anonymous(name: &str) -> &'static str {
    const NAMES: [&str; 12] = [
        "eventpoll",
        "eventfd",
        "timerfd",
        "signalfd",
        "inotify",
        "fanotify",
        "pidfd",
        "io_uring",
        "userfaultfd",
        "perf_event",
        "landlock-ruleset",
        "seccomp notify",
    ];
    let name = name.trim_start_matches('[').trim_end_matches(']');
    if name.starts_with("bpf") {
        return "bpf";
    }
    NAMES.into_iter().find(|known| *known == name).unwrap_or("anonymous")
}

#[cfg(test)]
mod tests {
    use std::{
        io::pipe,
        net::{TcpListener, TcpStream},
        os::fd::AsRawFd,
        os::unix::net::UnixDatagram,
    };

    use super::*;

    fn look_up(fd: &impl AsRawFd) -> FdInfo {
        Descriptors::default().look_up(std::process::id(), fd.as_raw_fd()).expect("a descriptor of ours")
    }

    #[test]
    fn files_and_directories_have_paths() {
        let file = fs::File::open("/proc/self/status").expect("status");
        assert_eq!(look_up(&file).fd_type, FdType::File);
        assert!(look_up(&file).path.expect("path").ends_with("/status"));
        let directory = fs::File::open("/").expect("root");
        assert_eq!(look_up(&directory).fd_type, FdType::Directory);
        let null = fs::File::open("/dev/null").expect("null");
        assert_eq!(look_up(&null).fd_type, FdType::Device);
    }

    #[test]
    fn pipes_and_what_is_not_open_are_told_apart() {
        let (reader, _writer) = pipe().expect("pipe");
        assert_eq!(look_up(&reader).fd_type, FdType::Pipe);
        assert_eq!(Descriptors::default().look_up(std::process::id(), 1_000_000), None);
    }

    #[test]
    fn sockets_have_addresses() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("bind");
        let address = listener.local_addr().expect("address");
        let stream = TcpStream::connect(address).expect("connect");
        let info = look_up(&stream);
        assert_eq!((info.fd_type, info.transport, info.family), (FdType::Socket, Some("tcp"), Some(2)));
        assert_eq!(info.peer, Some(address));
        assert_eq!(info.local, stream.local_addr().ok());
        let unix = UnixDatagram::unbound().expect("unix");
        assert_eq!(look_up(&unix).transport, Some("unix"));
    }
}
