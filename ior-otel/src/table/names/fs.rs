//! Files: flags of `open` and the like.

use libc as c;
use linux_raw_sys::general as g;

use super::Names;

/// The access mode of `open`.
static ACCESS_MODES: Names = names!("O_": c;O_RDONLY, O_WRONLY, O_RDWR);
/// Flags of `open`. Those that contain another come first.
static OPEN_FLAGS: Names = names!("": [(O_LARGEFILE, "O_LARGEFILE")]; c; O_TMPFILE, O_SYNC, O_CREAT, O_EXCL, O_NOCTTY, O_TRUNC, O_APPEND, O_NONBLOCK, O_DSYNC, O_ASYNC, O_DIRECT, O_DIRECTORY, O_NOFOLLOW, O_NOATIME, O_CLOEXEC, O_PATH);

/// The kernel's (asm/fcntl.h): the C library's is 0 on 64 bits, where every file may be large; musl passes it nevertheless.
const O_LARGEFILE: u64 = if cfg!(target_arch = "aarch64") { 0o400_000 } else { 0o100_000 };

/// What `access` asks for; `F_OK` is nothing but that it is there.
pub static ACCESS: Names = names!("": c;
    F_OK, R_OK, W_OK, X_OK
);

/// Flags of `faccessat2`.
pub static ACCESS_AT: Names = names!("": c;
    AT_EACCESS, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH
);

/// Flags of `unlinkat`.
pub static UNLINK_AT: Names = names!("": c;
    AT_REMOVEDIR
);

/// Flags of calls on a directory and a path.
pub static AT: Names = names!("": c;
    AT_SYMLINK_NOFOLLOW, AT_SYMLINK_FOLLOW, AT_NO_AUTOMOUNT, AT_EMPTY_PATH, AT_STATX_FORCE_SYNC,
    AT_STATX_DONT_SYNC, AT_RECURSIVE
);

/// Flags of `name_to_handle_at`.
pub static HANDLE_AT: Names = names!("": c;
    AT_HANDLE_FID, AT_SYMLINK_FOLLOW, AT_EMPTY_PATH
);

/// From where `lseek` counts.
pub static WHENCE: Names = names!("SEEK_": c;
    SEEK_SET, SEEK_CUR, SEEK_END, SEEK_DATA, SEEK_HOLE
);

/// Modes of `fallocate`.
pub static FALLOCATE: Names = names!("": g;
    FALLOC_FL_KEEP_SIZE, FALLOC_FL_PUNCH_HOLE, FALLOC_FL_NO_HIDE_STALE, FALLOC_FL_COLLAPSE_RANGE,
    FALLOC_FL_ZERO_RANGE, FALLOC_FL_INSERT_RANGE, FALLOC_FL_UNSHARE_RANGE
);

/// Advice of `fadvise64`.
pub static FADVISE: Names = names!("POSIX_FADV_": c;
    POSIX_FADV_NORMAL, POSIX_FADV_RANDOM, POSIX_FADV_SEQUENTIAL, POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,
    POSIX_FADV_NOREUSE
);

/// Operations of `flock`.
pub static FLOCK: Names = names!("": c;
    LOCK_SH, LOCK_EX, LOCK_NB, LOCK_UN
);

/// Flags of `preadv2` and `pwritev2`.
pub static RWF: Names = names!("": c;
    RWF_HIPRI, RWF_DSYNC, RWF_SYNC, RWF_NOWAIT, RWF_APPEND
);

/// Flags of `sync_file_range`.
pub static SYNC_RANGE: Names = names!("": c;
    SYNC_FILE_RANGE_WAIT_BEFORE, SYNC_FILE_RANGE_WRITE, SYNC_FILE_RANGE_WAIT_AFTER
);

/// Flags of `msync`.
pub static MSYNC: Names = names!("": c;
    MS_ASYNC, MS_INVALIDATE, MS_SYNC
);

/// What `statx` asks for. Those that contain another come first.
pub static STATX: Names = names!("": c;
    STATX_BASIC_STATS, STATX_TYPE, STATX_MODE, STATX_NLINK, STATX_UID, STATX_GID, STATX_ATIME, STATX_MTIME,
    STATX_CTIME, STATX_INO, STATX_SIZE, STATX_BLOCKS, STATX_BTIME, STATX_MNT_ID, STATX_DIOALIGN,
;
    g;
    STATX_MNT_ID_UNIQUE, STATX_SUBVOL, STATX_WRITE_ATOMIC
);

/// Flags of `renameat2`.
pub static RENAME: Names = names!("": c;
    RENAME_NOREPLACE, RENAME_EXCHANGE, RENAME_WHITEOUT
);

/// Flags of `setxattr`.
pub static XATTR: Names = names!("": c;
    XATTR_CREATE, XATTR_REPLACE
);

/// Flags of `close_range`.
pub static CLOSE_RANGE: Names = names!("": c;
    CLOSE_RANGE_UNSHARE, CLOSE_RANGE_CLOEXEC
);

/// How `openat2` resolves a path.
pub static RESOLVE: Names = names!("": c;
    RESOLVE_NO_XDEV, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH, RESOLVE_IN_ROOT,
    RESOLVE_CACHED
);

/// Types of a node that `mknod` makes; none is a regular file.
pub static NODE_TYPES: Names = names!("S_IF": c;
    S_IFREG, S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK
);

/// Commands of `fcntl`.
pub static FCNTL: Names = names!("F_": g;
    F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW, F_SETOWN, F_GETOWN, F_SETSIG,
    F_GETSIG, F_SETOWN_EX, F_GETOWN_EX, F_GETOWNER_UIDS, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_SETLEASE,
    F_GETLEASE, F_CANCELLK, F_DUPFD_CLOEXEC, F_NOTIFY, F_SETPIPE_SZ, F_GETPIPE_SZ, F_ADD_SEALS, F_GET_SEALS,
    F_GET_RW_HINT, F_SET_RW_HINT, F_GET_FILE_RW_HINT, F_SET_FILE_RW_HINT, F_DUPFD_QUERY, F_CREATED_QUERY
);

/// Flags of a descriptor.
pub static FD_FLAGS: Names = names!("": c;
    FD_CLOEXEC
);

/// Seals of a memory file.
pub static SEALS: Names = names!("": c;
    F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE, F_SEAL_FUTURE_WRITE
);

/// Types of a record lock, and of a lease.
pub static LOCK_TYPES: Names = names!("F_": c;
    F_RDLCK, F_WRLCK, F_UNLCK
);

/// Flags of calls that take but the flags of a descriptor: `dup3`, `pipe2`, `eventfd2` and their like.
pub static DESCRIPTOR: Names = names!("": c;
    O_CLOEXEC, O_NONBLOCK, O_DIRECT
);

/// Flags of calls that have none yet.
pub static NONE: Names = Names { prefix: "", constants: &[] };

/// Names of flags of `open`, the access mode first.
pub fn open_flags(value: u64) -> Vec<String> {
    let access = c::O_ACCMODE as u64;
    let mut names = vec![ACCESS_MODES.one(value & access).into_owned()];
    names.extend(OPEN_FLAGS.flags(value & !access));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_all_named_or_shown() {
        assert_eq!(open_flags(0o2000101), ["O_WRONLY", "O_CREAT", "O_CLOEXEC"]);
        assert_eq!(open_flags(0o4010000), ["O_RDONLY", "O_SYNC"]);
        assert_eq!(open_flags(0o10000), ["O_RDONLY", "O_DSYNC"]);
        assert_eq!(open_flags(1 << 30), ["O_RDONLY", "0x40000000"]);
        assert_eq!(open_flags(0), ["O_RDONLY"]);
    }
}
