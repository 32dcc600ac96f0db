//! What a descriptor leads to, from the kernel side's capture of it ([`ior_common::file`]).

use std::{
    borrow::Cow,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use ior_common::file::{ANON_INODES, FileHead, PIDFS, SOCKFS, SocketTail, TAIL_NAMES, TAIL_SOCKET, UnixName};
use zerocopy::FromBytes;

use crate::table::sockaddr::{self, Address};

/// Magic numbers of file systems without paths (linux/magic.h).
const PIPEFS: u32 = 0x5049_5045;
const NSFS: u32 = 0x6e73_6673;
const MQUEUE: u32 = 0x1980_0202;

/// An open file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFile {
    /// What it is: `file`, `directory`, `device`, `pipe`, `socket`, or the kernel's name for an anonymous one: `eventpoll`, `eventfd`,
    /// `timerfd`, `pidfd`.
    pub kind: Cow<'static, str>,
    /// Inode number.
    pub inode: u64,
    /// Its path, in the mount namespace and under the root directory of its process.
    pub path: Option<String>,
    /// The path begins somewhere above what is shown of it.
    pub is_cut: bool,
    /// Of a pidfd the process, by its id in the pid namespace of the caller; nothing if the process has been reaped or is not there.
    pub target_pid: Option<u32>,
    /// Of a socket its addresses.
    pub socket: Option<Socket>,
}

/// A socket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Socket {
    /// Address family, `AF_*`.
    pub family: u16,
    /// `tcp`, `udp`, `unix`; nothing for other protocols.
    pub transport: Option<&'static str>,
    /// Its own address.
    pub local: Option<SocketName>,
    /// The address of the other side.
    pub peer: Option<SocketName>,
}

/// Address of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketName {
    /// Of the internet.
    Internet(SocketAddr),
    /// Of a Unix socket: a path, or `@name` for an abstract one.
    Unix(String),
}

impl OpenFile {
    /// Reads a capture; nothing if it is not one.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = FileHead::read_from_prefix(bytes).ok()?;
        let names = || rest.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        let name = names().next().map(String::from_utf8_lossy).unwrap_or_default();
        let kind = kind(&head, &name);
        let has_path = head.tail == TAIL_NAMES && !matches!(head.magic, ANON_INODES | PIDFS | PIPEFS | NSFS);
        Some(Self {
            path: has_path.then(|| path(&head, names())),
            is_cut: head.cut != 0,
            inode: head.inode,
            target_pid: (kind == "pidfd" && head.target_pid != 0).then_some(head.target_pid),
            kind,
            socket: if head.tail == TAIL_SOCKET { socket(rest) } else { None },
        })
    }
}

fn kind(head: &FileHead, name: &str) -> Cow<'static, str> {
    match head.magic {
        SOCKFS => return "socket".into(),
        PIPEFS => return "pipe".into(),
        PIDFS => return "pidfd".into(),
        NSFS => return "namespace".into(),
        MQUEUE => return "mqueue".into(),
        // The kernel writes `[eventfd]` and `inotify`, `bpf-map` and `bpf_link`.
        ANON_INODES if name.starts_with("bpf") => return "bpf".into(),
        ANON_INODES if name.is_empty() => return "anonymous".into(),
        ANON_INODES => return name.trim_matches(['[', ']']).to_owned().into(),
        _ => {}
    }
    match u32::from(head.mode) & libc::S_IFMT {
        libc::S_IFREG => "file",
        libc::S_IFDIR => "directory",
        libc::S_IFCHR | libc::S_IFBLK => "device",
        libc::S_IFIFO => "pipe",
        libc::S_IFSOCK => "socket",
        libc::S_IFLNK => "symlink",
        _ => "other",
    }
    .into()
}

/// The names come from the last to the first.
fn path<'a>(head: &FileHead, names: impl Iterator<Item = &'a [u8]>) -> String {
    let mut names: Vec<_> = names.map(String::from_utf8_lossy).collect();
    names.reverse();
    let path = names.join("/");
    match names.first() {
        _ if head.cut != 0 => format!(".../{path}"),
        // A file of memory is in no directory.
        Some(name) if names.len() == 1 && name.starts_with("memfd:") => path,
        _ => format!("/{path}"),
    }
}

fn socket(rest: &[u8]) -> Option<Socket> {
    let (tail, _) = SocketTail::read_from_prefix(rest).ok()?;
    let SocketTail { family, kind: _, protocol, local_port, peer_port, reserved: _, local, peer, unix } =
        tail;
    let [local, peer] = match i32::from(family) {
        libc::AF_UNIX => unix.map(|name| unix_name(&name).map(SocketName::Unix)),
        libc::AF_INET | libc::AF_INET6 => {
            // One that is not bound, or not connected, has the port 0.
            let name = |address: [u8; 16], port: u16| {
                (port != 0).then(|| SocketName::Internet((ip(family, address), port).into()))
            };
            [name(local, local_port), name(peer, peer_port)]
        }
        _ => [None, None],
    };
    Some(Socket { family, transport: transport(family, protocol), local, peer })
}

fn transport(family: u16, protocol: u16) -> Option<&'static str> {
    match (i32::from(family), i32::from(protocol)) {
        (libc::AF_UNIX, _) => Some("unix"),
        (libc::AF_INET | libc::AF_INET6, libc::IPPROTO_TCP | libc::IPPROTO_MPTCP) => Some("tcp"),
        (libc::AF_INET | libc::AF_INET6, libc::IPPROTO_UDP) => Some("udp"),
        _ => None,
    }
}

/// An address; one of IPv4 in IPv6's clothes is one of IPv4.
fn ip(family: u16, address: [u8; 16]) -> IpAddr {
    if i32::from(family) == libc::AF_INET {
        let [a, b, c, d, ..] = address;
        return Ipv4Addr::new(a, b, c, d).into();
    }
    Ipv6Addr::from(address).to_canonical()
}

fn unix_name(name: &UnixName) -> Option<String> {
    let address = name.address.get(..name.length as usize)?;
    match sockaddr::parse(address)? {
        (_, Address::Unix(name)) => name,
        (_, Address::Internet(_) | Address::Other) => None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use zerocopy::IntoBytes;

    use super::*;

    /// The capture of a file with that path.
    pub(crate) fn file(mode: u32, magic: u32, names: &[&str]) -> Vec<u8> {
        let head =
            FileHead { fd: 3, inode: 42, magic, mode: mode as u16, tail: TAIL_NAMES, ..FileHead::default() };
        let names: Vec<u8> = names.iter().flat_map(|name| [name.as_bytes(), b"\0"].concat()).collect();
        [head.as_bytes(), &names].concat()
    }

    /// The capture of a pidfd.
    pub(crate) fn pidfd(target_pid: u32) -> Vec<u8> {
        let head =
            FileHead { fd: 3, inode: 42, magic: PIDFS, tail: TAIL_NAMES, target_pid, ..FileHead::default() };
        head.as_bytes().to_vec()
    }

    /// The capture of a socket.
    pub(crate) fn socket_of(tail: &SocketTail) -> Vec<u8> {
        let mode = libc::S_IFSOCK as u16;
        let head =
            FileHead { fd: 3, inode: 42, magic: SOCKFS, mode, tail: TAIL_SOCKET, ..FileHead::default() };
        [head.as_bytes(), tail.as_bytes()].concat()
    }

    /// The capture of an internet socket.
    pub(crate) fn internet(
        protocol: i32,
        local: [u8; 4],
        local_port: u16,
        peer: [u8; 4],
        peer_port: u16,
    ) -> Vec<u8> {
        let wide = |address: [u8; 4]| {
            let mut wide = [0; 16];
            wide[..4].copy_from_slice(&address);
            wide
        };
        socket_of(&SocketTail {
            family: libc::AF_INET as u16,
            kind: 1,
            protocol: protocol as u16,
            local_port,
            peer_port,
            reserved: [0; 3],
            local: wide(local),
            peer: wide(peer),
            unix: [UnixName::NONE; 2],
        })
    }

    /// The capture of a Unix socket.
    pub(crate) fn unix(names: [&[u8]; 2]) -> Vec<u8> {
        let name = |text: &[u8]| {
            let mut name = UnixName::NONE;
            if !text.is_empty() {
                name.length = text.len() as u32 + 2;
                name.address[..2].copy_from_slice(&(libc::AF_UNIX as u16).to_ne_bytes());
                name.address[2..2 + text.len()].copy_from_slice(text);
            }
            name
        };
        socket_of(&SocketTail {
            family: libc::AF_UNIX as u16,
            kind: 1,
            protocol: 0,
            local_port: 0,
            peer_port: 0,
            reserved: [0; 3],
            local: [0; 16],
            peer: [0; 16],
            unix: names.map(name),
        })
    }

    fn parsed(bytes: &[u8]) -> OpenFile {
        OpenFile::parse(bytes).expect("a capture")
    }

    #[test]
    fn paths_are_put_together() {
        let ext4 = 0xef53;
        let passwd = parsed(&file(libc::S_IFREG, ext4, &["passwd", "etc"]));
        assert_eq!((passwd.kind.as_ref(), passwd.path.as_deref()), ("file", Some("/etc/passwd")));
        let root = parsed(&file(libc::S_IFDIR, ext4, &[]));
        assert_eq!((root.kind.as_ref(), root.path.as_deref()), ("directory", Some("/")));
        let mut deep = file(libc::S_IFREG, ext4, &["c", "b"]);
        deep[std::mem::offset_of!(FileHead, cut)] = 1;
        assert_eq!(parsed(&deep).path.as_deref(), Some(".../b/c"));
        let memory = parsed(&file(libc::S_IFREG, 0x0102_1994, &["memfd:cache"]));
        assert_eq!(memory.path.as_deref(), Some("memfd:cache"));
    }

    #[test]
    fn what_has_no_path_has_a_kind() {
        for (magic, name, kind) in [
            (ANON_INODES, "[eventpoll]", "eventpoll"),
            (ANON_INODES, "inotify", "inotify"),
            (ANON_INODES, "bpf-map", "bpf"),
            (PIPEFS, "", "pipe"),
            (PIDFS, "", "pidfd"),
        ] {
            let file = parsed(&file(0, magic, &[name]));
            assert_eq!((file.kind.as_ref(), file.path), (kind, None), "{name}");
        }
    }

    #[test]
    fn sockets_have_addresses() {
        let tcp = parsed(&internet(libc::IPPROTO_TCP, [127, 0, 0, 1], 40000, [10, 0, 0, 7], 5432));
        let socket = tcp.socket.expect("a socket");
        assert_eq!((socket.transport, socket.family), (Some("tcp"), 2));
        assert_eq!(socket.local, Some(SocketName::Internet(([127, 0, 0, 1], 40000).into())));
        assert_eq!(socket.peer, Some(SocketName::Internet(([10, 0, 0, 7], 5432).into())));
        let listener = parsed(&internet(libc::IPPROTO_TCP, [0; 4], 80, [0; 4], 0));
        assert_eq!(listener.socket.and_then(|socket| socket.peer), None);
        let client = parsed(&unix([b"", b"/run/db.sock\0"])).socket.expect("a socket");
        assert_eq!((client.transport, client.local), (Some("unix"), None));
        assert_eq!(client.peer, Some(SocketName::Unix("/run/db.sock".to_owned())));
        let hidden = parsed(&unix([b"\0abstract", b""])).socket.expect("a socket");
        assert_eq!(hidden.local, Some(SocketName::Unix("@abstract".to_owned())));
    }

    proptest! {
        /// Any bytes are a file or nothing, never a panic.
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = OpenFile::parse(&bytes);
        }
    }
}
