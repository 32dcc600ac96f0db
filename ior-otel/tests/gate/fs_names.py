"""Files by their name: make, link, rename, change, remove."""

import errno
import os
import stat

from fire import AT_EMPTY_PATH, AT_FDCWD, buf, fire, in_child, pack, timespec

HERE = AT_FDCWD


def run(directory):
    path, missing = directory + "/file", directory + "/missing"
    with open(path, "wb") as file:
        file.write(b"x" * 100)
    asked(path, missing)
    changed(path, missing)
    times(path, missing)
    directories(directory, missing)
    links(directory, path)
    renamed(directory, path)
    nodes(directory)
    quotas(path)
    removed(directory, path)
    in_child(rooted, directory)


def asked(path, missing):
    dirfd = os.open(os.path.dirname(path), os.O_RDONLY)
    fire("access", path, os.R_OK, expect={"file.path": path})
    fire("access", missing, os.R_OK, fails=errno.ENOENT, expect={"file.path": missing})
    fire("faccessat", dirfd, "file", os.R_OK, expect={"file.path": "file", "syscall.dirfd": dirfd})
    fire("faccessat", HERE, missing, os.R_OK, fails=errno.ENOENT)
    fire("faccessat2", HERE, path, os.R_OK, 0x200)
    fire("faccessat2", HERE, path, os.R_OK, 0x8000, fails=errno.EINVAL)
    fire("stat", path, buf(256))
    fire("stat", missing, buf(256), fails=errno.ENOENT)
    fire("lstat", path, buf(256))
    fire("newfstatat", dirfd, "file", buf(256), 0, expect={"syscall.dirfd": dirfd, "fd": None})
    fire("newfstatat", dirfd, "", buf(256), AT_EMPTY_PATH, expect={"fd": dirfd, "syscall.dirfd": None})
    fire("newfstatat", HERE, missing, buf(256), 0, fails=errno.ENOENT)
    fire("statx", HERE, path, 0, 0x7FF, buf(256))
    fire("statx", HERE, 1, 0, 0x7FF, buf(256), fails=errno.EFAULT, expect={"syscall.unreadable": ["filename"]})
    fire("statfs", path, buf(256))
    fire("statfs", missing, buf(256), fails=errno.ENOENT)
    # FS_XFLAG_* as they are, and back.
    attributes = buf(24)
    if fire("file_getattr", HERE, path, attributes, 24, 0, may=(errno.EOPNOTSUPP,)) == 0:
        fire("file_setattr", HERE, path, attributes, 24, 0, may=(errno.EOPNOTSUPP, errno.EPERM))
    fire("file_getattr", HERE, path, attributes, 1, 0, fails=errno.EINVAL)
    fire("file_setattr", HERE, missing, attributes, 24, 0, fails=errno.ENOENT)
    os.close(dirfd)


def changed(path, missing):
    owner, group = os.getuid(), os.getgid()
    fire("chmod", path, 0o640)
    fire("chmod", missing, 0o640, fails=errno.ENOENT)
    fire("fchmodat", HERE, path, 0o640)
    fire("fchmodat2", HERE, path, 0o640, 0)
    fire("fchmodat2", HERE, path, 0o640, 1, fails=errno.EINVAL)
    fire("chown", path, owner, group)
    fire("chown", missing, owner, group, fails=errno.ENOENT)
    fire("lchown", path, owner, -1)
    fire("fchownat", HERE, path, owner, group, 0)
    fire("fchownat", HERE, missing, owner, group, 0, fails=errno.ENOENT)
    fire("truncate", path, 50)
    fire("truncate", path, -1, fails=errno.EINVAL)


def times(path, missing):
    both = pack("qqqq", 1_000_000, 0, 1_000_000, 0)
    fire("utime", path, pack("qq", 1_000_000, 1_000_000))
    fire("utimes", path, both)
    fire("utimes", missing, both, fails=errno.ENOENT)
    fire("futimesat", HERE, path, both)
    fire("utimensat", HERE, path, both, 0)
    fd = os.open(path, os.O_RDONLY)
    fire("utimensat", fd, None, both, 0, expect={"fd": fd, "syscall.dirfd": None})
    fire("utimensat", HERE, missing, timespec(1), 0, fails=errno.ENOENT)
    os.close(fd)


def directories(directory, missing):
    fire("mkdir", directory + "/one", 0o755)
    fire("mkdir", directory + "/one", 0o755, fails=errno.EEXIST)
    fire("mkdirat", HERE, directory + "/two", 0o755)
    fire("mkdirat", HERE, missing + "/two", 0o755, fails=errno.ENOENT)
    fire("rmdir", directory + "/one")
    fire("rmdir", directory, fails=errno.ENOTEMPTY)
    fire("chdir", directory)
    fire("chdir", missing, fails=errno.ENOENT)
    fire("getcwd", buf(4096), 4096)
    fire("getcwd", buf(1), 1, fails=errno.ERANGE)


def links(directory, path):
    new = {"file.path": path, "syscall.file.new_path": directory + "/hard"}
    fire("link", path, directory + "/hard", expect=new)
    fire("link", path, directory + "/hard", fails=errno.EEXIST, expect=new)
    fire("linkat", HERE, path, HERE, directory + "/hard2", 0)
    fire("linkat", HERE, path, HERE, directory + "/hard2", 0, fails=errno.EEXIST)
    fire("symlink", "file", directory + "/soft")
    fire("symlink", "file", directory + "/soft", fails=errno.EEXIST)
    dirfd = os.open(directory, os.O_RDONLY)
    fire("symlinkat", "file", dirfd, "soft2", expect={"syscall.file.new_path": "soft2", "syscall.new_dirfd": dirfd})
    os.close(dirfd)
    fire("readlink", directory + "/soft", buf(64), 64, expect={"bytes": 4})
    fire("readlink", path, buf(64), 64, fails=errno.EINVAL)
    fire("readlinkat", HERE, directory + "/soft", buf(64), 64, expect={"bytes": 4})
    fire("readlinkat", HERE, path, buf(64), 64, fails=errno.EINVAL)


def renamed(directory, path):
    other = directory + "/other"
    fire("rename", path, other, expect={"file.path": path, "syscall.file.new_path": other})
    fire("rename", path, other, fails=errno.ENOENT)
    fire("renameat", HERE, other, HERE, path)
    fire("renameat", HERE, other, HERE, path, fails=errno.ENOENT)
    fire("renameat2", HERE, path, HERE, other, 1)
    fire("renameat2", HERE, other, HERE, path, 99, fails=errno.EINVAL)
    os.rename(other, path)


def nodes(directory):
    fire("mknod", directory + "/fifo", stat.S_IFIFO | 0o600, 0)
    fire("mknod", directory + "/fifo", stat.S_IFIFO | 0o600, 0, fails=errno.EEXIST)
    fire("mknodat", HERE, directory + "/fifo2", stat.S_IFIFO | 0o600, 0)
    fire("mknodat", HERE, directory + "/fifo2", stat.S_IFIFO | 0o600, 0, fails=errno.EEXIST)


def quotas(path):
    # Q_SYNC of all file systems, and Q_GETFMT of a file that is no device.
    fire("quotactl", 0x800001 << 8, None, 0, None)
    fire("quotactl", 0x800004 << 8, path, 0, buf(4), fails=errno.ENOTBLK)
    fd = os.open(path, os.O_RDONLY)
    fire("quotactl_fd", fd, 0x800004 << 8, 0, buf(4), fails=errno.ESRCH, may=(errno.EOPNOTSUPP,))
    os.close(fd)


def removed(directory, path):
    fire("unlink", directory + "/hard")
    fire("unlink", directory + "/hard", fails=errno.ENOENT)
    fire("unlinkat", HERE, directory + "/two", 0x200)
    fire("unlinkat", HERE, path, 0)
    fire("unlinkat", HERE, path, 0, fails=errno.ENOENT)


def rooted(directory):
    fire("chroot", directory + "/missing", fails=errno.ENOENT)
    fire("chroot", directory, expect={"file.path": directory})
