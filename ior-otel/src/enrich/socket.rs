//! Addresses of sockets, from the tables under `/proc/PID/net`: they are those of the process's network namespace.

use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use procfs::process::Process;

use super::fd::{FdInfo, FdType};

/// How long a table may be looked at again: it is long on a busy host, and every call of a batch asks.
const FRESH: Duration = Duration::from_millis(200);

/// A socket of the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Socket {
    transport: &'static str,
    family: u16,
    path: Option<String>,
    local: Option<SocketAddr>,
    peer: Option<SocketAddr>,
}

impl Socket {
    /// What a descriptor of this socket is.
    pub fn into_info(self) -> FdInfo {
        let Self { transport, family, path, local, peer } = self;
        FdInfo {
            fd_type: FdType::Socket,
            path,
            transport: Some(transport),
            family: Some(family),
            local,
            peer,
        }
    }

    fn internet(transport: &'static str, local: SocketAddr, remote: SocketAddr) -> Self {
        // A socket that is not connected has the peer 0.0.0.0:0.
        let peer = (remote.port() != 0).then_some(remote);
        let family = if local.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
        Self { transport, family: family as u16, path: None, local: Some(local), peer }
    }
}

/// The tables of network namespaces, read when they are needed.
#[derive(Debug, Default)]
pub struct Sockets {
    tables: HashMap<u64, Table>,
}

#[derive(Debug)]
struct Table {
    read: Instant,
    by_inode: HashMap<u64, Socket>,
}

impl Sockets {
    /// The socket with that inode, in the network namespace of the process.
    pub fn look_up(&mut self, process: &Process, inode: u64) -> Option<Socket> {
        let namespace = process.namespaces().ok()?.0.get(std::ffi::OsStr::new("net"))?.identifier;
        self.tables.retain(|_, table| table.read.elapsed() < FRESH);
        let table = self.tables.entry(namespace).or_insert_with(|| Table::read(process));
        table.by_inode.get(&inode).cloned()
    }
}

impl Table {
    fn read(process: &Process) -> Self {
        let mut by_inode = HashMap::new();
        for entry in [process.tcp(), process.tcp6()].into_iter().flatten().flatten() {
            by_inode.insert(entry.inode, Socket::internet("tcp", entry.local_address, entry.remote_address));
        }
        for entry in [process.udp(), process.udp6()].into_iter().flatten().flatten() {
            by_inode.insert(entry.inode, Socket::internet("udp", entry.local_address, entry.remote_address));
        }
        for entry in process.unix().into_iter().flatten() {
            let path = entry.path.map(|path| path.to_string_lossy().into_owned());
            let family = libc::AF_UNIX as u16;
            by_inode.insert(entry.inode, Socket { transport: "unix", family, path, local: None, peer: None });
        }
        Self { read: Instant::now(), by_inode }
    }
}
