//! Files: how they are opened, read and changed.

keys! {
    FILE_KEYS;

    /// Name of an extended attribute: `user.comment`.
    XATTR_NAME = "syscall.xattr.name";
    /// Flags of `open`.
    OPEN_FLAGS = "syscall.open.flags";
    /// What `access` asks for: `R_OK`.
    ACCESS_MODE = "syscall.access.mode";
    /// Flags of a call on a directory and a path: `AT_SYMLINK_NOFOLLOW`.
    AT_FLAGS = "syscall.at.flags";
    /// Permissions, with their leading zero: `0644`.
    FILE_MODE = "syscall.file.mode";
    /// Type of a node: `S_IFIFO`.
    NODE_TYPE = "syscall.file.node_type";
    /// Device, `major:minor`.
    DEVICE = "syscall.file.device";
    /// Offset in the file, bytes.
    OFFSET = "syscall.file.offset";
    /// Offset in the file that bytes are taken from, bytes: where it began.
    OFFSET_IN = "syscall.file.offset_in";
    /// Offset in the file that they are put in, bytes: where it began.
    OFFSET_OUT = "syscall.file.offset_out";
    /// Position in the file that came of it, bytes.
    POSITION = "syscall.file.position";
    /// Length of the range or of the file, bytes.
    LENGTH = "syscall.file.length";
    /// From where an offset counts: `SEEK_END`.
    WHENCE = "syscall.seek.whence";
    /// What is done with a range: `FALLOC_FL_PUNCH_HOLE`.
    FALLOCATE_MODE = "syscall.fallocate.mode";
    /// Advice on a file: `POSIX_FADV_DONTNEED`.
    FILE_ADVICE = "syscall.file.advice";
    /// Operation of `flock`: `LOCK_EX`.
    FLOCK = "syscall.flock.operation";
    /// Flags of `preadv2` and `pwritev2`: `RWF_NOWAIT`.
    RW_FLAGS = "syscall.rw.flags";
    /// Number of buffers.
    VECTORS = "syscall.vector.count";
    /// Number of buffers of the other process.
    REMOTE_VECTORS = "syscall.vector.remote_count";
    /// Flags of `sync_file_range` and `msync`.
    SYNC_FLAGS = "syscall.sync.flags";
    /// What `statx` asks for: `STATX_SIZE`.
    STATX_MASK = "syscall.statx.mask";
    /// Flags of `renameat2`.
    RENAME_FLAGS = "syscall.rename.flags";
    /// Flags of `setxattr`.
    XATTR_FLAGS = "syscall.xattr.flags";
    /// How `openat2` resolves the path: `RESOLVE_BENEATH`.
    OPEN_RESOLVE = "syscall.open.resolve";
    /// Times that a file gets, of access and of modification: RFC 3339, `now` or `unchanged`.
    FILE_TIMES = "syscall.file.times";
    /// Command of `fcntl`: `F_SETFL`.
    FCNTL = "syscall.fcntl.command";
    /// Flags that a command of `fcntl` sets or has got.
    FCNTL_FLAGS = "syscall.fcntl.flags";
    /// Number that a command of `fcntl` sets.
    FCNTL_VALUE = "syscall.fcntl.value";
    /// Lock that a command of `fcntl` is about: `F_WRLCK`.
    LOCK_TYPE = "syscall.lock.type";
    /// Request of `ioctl`: `FIONREAD`; one without a name in its parts.
    IOCTL = "syscall.ioctl.request";
    /// Flags of `splice`: `SPLICE_F_MOVE`.
    SPLICE_FLAGS = "syscall.splice.flags";
}

/// What a command of `fcntl` can have.
pub const OF_FCNTL: &[&str] = &[FCNTL, FCNTL_FLAGS, FCNTL_VALUE, LOCK_TYPE];
