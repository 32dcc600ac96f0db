//! What a descriptor leads to: from the table of open files of the current task to the path, or to a socket's addresses. As the
//! kernel knows it at this moment, which neither a closed nor a reused descriptor, nor a process that has ended since, can
//! change.

use ior_common::{
    file::{
        ANON_INODES, FileHead, MAX_NAMES, MAX_NAMES_BYTES, PIDFS, SOCKFS, SocketTail, TAIL_NAMES, TAIL_NONE,
        TAIL_SOCKET, UnixName,
    },
    record::MAX_RECORD,
};

use crate::{
    kernel::{self, Scratch, host},
    process,
};

const HEAD: usize = size_of::<FileHead>();
const AF_UNIX: u16 = 1;
const AF_INET: u16 = 2;
const AF_INET6: u16 = 10;

/// Where the walk from a file to the root of its process stands.
#[derive(Clone, Copy)]
pub(crate) struct Walk {
    /// `struct dentry` whose name comes next.
    pub dentry: u64,
    /// `struct vfsmount` that it is in.
    pub mount: u64,
    /// Where the walk ends: the root directory of the process.
    pub root_dentry: u64,
    pub root_mount: u64,
}

/// The `struct file` of a descriptor of the current task.
#[inline(always)]
pub(crate) fn open_file(fd: u32) -> Option<u64> {
    let files: u64 = kernel::read_kernel(kernel::current_task() + u64::from(host!(file.task_files)))?;
    let table: u64 = kernel::read_kernel(files + u64::from(host!(file.files_fdt)))?;
    let length: u32 = kernel::read_kernel(table + u64::from(host!(file.fdt_max_fds)))?;
    if fd >= length {
        return None;
    }
    let array: u64 = kernel::read_kernel(table + u64::from(host!(file.fdt_fd)))?;
    kernel::read_kernel(array + u64::from(fd) * 8).filter(|file| *file != 0)
}

/// Writes what a descriptor leads to, to the scratch at `offset`; returns where it ends: at `offset` if the descriptor is not open.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn describe_file(fd: u64, offset: u64) -> u64 {
    if offset > MAX_RECORD as u64 {
        return offset;
    }
    describe(fd as u32, offset as usize).unwrap_or(offset)
}

#[inline(always)]
fn describe(fd: u32, offset: usize) -> Option<u64> {
    let file = open_file(fd)?;
    let inode: u64 = kernel::read_kernel(file + u64::from(host!(file.file_inode)))?;
    let super_block: u64 = kernel::read_kernel(inode + u64::from(host!(file.inode_sb)))?;
    let magic = kernel::read_kernel::<u64>(super_block + u64::from(host!(file.super_magic)))? as u32;
    let head = kernel::place::<FileHead>(kernel::scratch()?, offset)?;
    head.fd = fd as i32;
    kernel::read_into(&mut head.device, super_block + u64::from(host!(file.super_dev)))?;
    kernel::read_into(&mut head.inode, inode + u64::from(host!(file.inode_ino)))?;
    head.magic = magic;
    kernel::read_into(&mut head.mode, inode + u64::from(host!(file.inode_mode)))?;
    head.tail = TAIL_NONE;
    head.cut = 0;
    head.target_pid = 0;
    head.reserved = 0;
    let begin = (offset + HEAD) as u64;
    if magic == SOCKFS {
        let end = describe_socket(file, begin);
        if end > begin {
            head.tail = TAIL_SOCKET;
        }
        return Some(end);
    }
    let names = describe_path(file, begin);
    head.cut = (names >> 32) as u8;
    head.tail = TAIL_NAMES;
    let target = match magic {
        PIDFS => pidfd_target(inode + u64::from(host!(file.inode_private))),
        // Before Linux 6.9.
        ANON_INODES => pidfd_target(file + u64::from(host!(file.file_private))),
        _ => None,
    };
    head.target_pid = target.unwrap_or(0);
    Some(names & 0xffff_ffff)
}

/// Writes the names of a file's path, the last one first; returns where they end, with bit 32 set if there are more.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn describe_path(file: u64, offset: u64) -> u64 {
    if begin_walk(file).is_none() {
        return offset;
    }
    let mut end = offset;
    let mut step = 0;
    while step < MAX_NAMES {
        let next = walk_step(end);
        if next == 0 {
            return end;
        }
        if next < end || next > offset + MAX_NAMES_BYTES {
            break;
        }
        end = next;
        step += 1;
    }
    end | 1 << 32
}

#[inline(always)]
fn begin_walk(file: u64) -> Option<()> {
    let path = file + u64::from(host!(file.file_path));
    let fs: u64 = kernel::read_kernel(kernel::current_task() + u64::from(host!(file.task_fs)))?;
    let root = fs + u64::from(host!(file.fs_root));
    let (mnt, dentry) = (u64::from(host!(file.path_mnt)), u64::from(host!(file.path_dentry)));
    let walk = &mut kernel::span()?.walk;
    kernel::read_into(&mut walk.dentry, path + dentry)?;
    kernel::read_into(&mut walk.mount, path + mnt)?;
    // A task that ends may have no root any more; what can't be read becomes 0.
    let _ = kernel::read_into(&mut walk.root_dentry, root + dentry);
    let _ = kernel::read_into(&mut walk.root_mount, root + mnt);
    Some(())
}

/// Goes on by one name, or from the root of a mount to where it is mounted; returns where the names end now, 0 at the root.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn walk_step(offset: u64) -> u64 {
    let (Some(scratch), Some(span)) = (kernel::scratch(), kernel::span()) else { return 0 };
    step(scratch, &mut span.walk, offset as usize).unwrap_or(0)
}

#[inline(always)]
fn step(scratch: &mut Scratch, walk: &mut Walk, offset: usize) -> Option<u64> {
    if walk.dentry == walk.root_dentry && walk.mount == walk.root_mount {
        return None;
    }
    let mount_root: u64 = kernel::read_kernel(walk.mount + u64::from(host!(file.vfsmount_root)))?;
    if walk.dentry == mount_root {
        let mount = walk.mount - u64::from(host!(file.mount_mnt));
        let parent: u64 = kernel::read_kernel(mount + u64::from(host!(file.mount_parent)))?;
        if parent == mount {
            return None;
        }
        walk.dentry = kernel::read_kernel(mount + u64::from(host!(file.mount_mountpoint)))?;
        walk.mount = parent + u64::from(host!(file.mount_mnt));
        return Some(offset as u64);
    }
    let name: u64 = kernel::read_kernel(walk.dentry + u64::from(host!(file.dentry_name)))?;
    let length = kernel::read_name(scratch, offset, name)?;
    let parent: u64 = kernel::read_kernel(walk.dentry + u64::from(host!(file.dentry_parent)))?;
    if parent == walk.dentry {
        // The root of no mount: a file that has only a name, such as `[eventfd]`.
        walk.root_dentry = parent;
        walk.root_mount = walk.mount;
    }
    walk.dentry = parent;
    Some((offset + length) as u64)
}

/// The process of a pidfd, by its id in the pid namespace of the caller; `pid` is where the pointer to its `struct pid` is. Of any other anonymous file nonsense: user space knows
/// by its name.
#[inline(always)]
fn pidfd_target(pid: u64) -> Option<u32> {
    let pid: u64 = kernel::read_kernel(pid)?;
    // Without tasks it has been reaped, and its id may be another's.
    kernel::read_kernel::<u64>(pid + u64::from(host!(file.pid_tasks))).filter(|first| *first != 0)?;
    process::number_of(pid, process::level(kernel::current_task())?)
}

/// Writes the addresses of a socket; returns where they end.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn describe_socket(file: u64, offset: u64) -> u64 {
    if offset > MAX_RECORD as u64 {
        return offset;
    }
    addresses(file, offset as usize).unwrap_or(offset)
}

#[inline(always)]
fn addresses(file: u64, offset: usize) -> Option<u64> {
    let socket: u64 = kernel::read_kernel(file + u64::from(host!(file.file_private)))?;
    let sock: u64 =
        kernel::read_kernel(socket + u64::from(host!(file.socket_sk))).filter(|sock| *sock != 0)?;
    let scratch = kernel::scratch()?;
    let tail = kernel::place::<SocketTail>(scratch, offset)?;
    kernel::read_into(&mut tail.family, sock + u64::from(host!(file.sock_family)))?;
    kernel::read_into(&mut tail.kind, sock + u64::from(host!(file.sock_type)))?;
    kernel::read_into(&mut tail.protocol, sock + u64::from(host!(file.sock_protocol)))?;
    tail.local_port = 0;
    tail.peer_port = 0;
    tail.reserved = [0; 3];
    tail.local = [0; 16];
    tail.peer = [0; 16];
    tail.unix = [UnixName::NONE; 2];
    match tail.family {
        AF_INET | AF_INET6 => internet(sock, tail)?,
        AF_UNIX => unix(sock, tail)?,
        _ => {}
    }
    Some((offset + size_of::<SocketTail>()) as u64)
}

#[inline(always)]
fn internet(sock: u64, tail: &mut SocketTail) -> Option<()> {
    // Not skc_num, which the kernel forgets when the connection is reset.
    kernel::read_into(&mut tail.local_port, sock + u64::from(host!(file.inet_sport)))?;
    kernel::read_into(&mut tail.peer_port, sock + u64::from(host!(file.sock_dport)))?;
    tail.local_port = u16::from_be(tail.local_port);
    tail.peer_port = u16::from_be(tail.peer_port);
    if tail.family == AF_INET {
        kernel::read_into(tail.local.first_chunk_mut::<4>()?, sock + u64::from(host!(file.sock_local)))?;
        kernel::read_into(tail.peer.first_chunk_mut::<4>()?, sock + u64::from(host!(file.sock_peer)))?;
    } else if host!(file.sock_local6) != 0 {
        kernel::read_into(&mut tail.local, sock + u64::from(host!(file.sock_local6)))?;
        kernel::read_into(&mut tail.peer, sock + u64::from(host!(file.sock_peer6)))?;
    }
    Some(())
}

#[inline(always)]
fn unix(sock: u64, tail: &mut SocketTail) -> Option<()> {
    if host!(file.unix_addr) == 0 {
        return Some(());
    }
    unix_name(sock, &mut tail.unix[0]);
    let peer: u64 = kernel::read_kernel(sock + u64::from(host!(file.unix_peer)))?;
    if peer != 0 {
        unix_name(peer, &mut tail.unix[1]);
    }
    Some(())
}

#[inline(always)]
fn unix_name(sock: u64, name: &mut UnixName) -> Option<()> {
    let address: u64 =
        kernel::read_kernel(sock + u64::from(host!(file.unix_addr))).filter(|address| *address != 0)?;
    kernel::read_into(&mut name.length, address + u64::from(host!(file.unix_length)))?;
    kernel::read_into(&mut name.address, address + u64::from(host!(file.unix_name)))?;
    Some(())
}

/// Whether the current task still has memory of its own.
#[inline(always)]
pub(crate) fn has_memory() -> bool {
    kernel::read_kernel(kernel::current_task() + u64::from(host!(file.task_mm)))
        .is_some_and(|mm: u64| mm != 0)
}

/// The end of the heap of the current task.
#[inline(always)]
pub(crate) fn heap_end() -> Option<u64> {
    kernel::read_kernel(memory()? + u64::from(host!(file.mm_brk)))
}

/// How many arguments the program of the current task was executed with: what its stack begins with.
#[inline(always)]
pub(crate) fn executed_arguments() -> Option<u64> {
    let stack: u64 = kernel::read_kernel(memory()? + u64::from(host!(file.mm_start_stack)))?;
    // As wide as a pointer of its ABI, and fewer than 2^31 (`MAX_ARG_STRINGS` of linux/binfmts.h).
    kernel::read_user::<u32>(stack).map(u64::from)
}

/// The file that the current task executes.
#[inline(always)]
pub(crate) fn executable() -> Option<u64> {
    kernel::read_kernel(memory()? + u64::from(host!(context.mm_exe_file)))
}

/// Address of the current task's `struct mm_struct`.
#[inline(always)]
fn memory() -> Option<u64> {
    kernel::read_kernel(kernel::current_task() + u64::from(host!(file.task_mm)))
}
