"""Files by their name: make, link, rename, change, remove."""

import errno
import os
import stat

from fire import AT_EMPTY_PATH, AT_FDCWD, buf, fire, in_child, pack
from things import below, new_below, on

HERE = AT_FDCWD
#: Flags of calls on a directory and a path.
NOFOLLOW, FOLLOW = 0x100, 0x400
NO_LINKS, LINKS = {"syscall.at.flags": ["AT_SYMLINK_NOFOLLOW"]}, {"syscall.at.flags": ["AT_SYMLINK_FOLLOW"]}
EMPTY, PLAIN = {"syscall.at.flags": ["AT_EMPTY_PATH"]}, {"syscall.at.flags": None}


def run(directory):
    path, missing = directory + "/file", directory + "/missing"
    with open(path, "wb") as file:
        file.write(b"x" * 100)
    dirfd = os.open(directory, os.O_RDONLY)
    asked(path, missing, dirfd)
    changed(path, missing, dirfd)
    directories(directory, missing, dirfd)
    links(directory, path, dirfd)
    renamed(directory, path, dirfd)
    nodes(directory, dirfd)
    quotas(path)
    too_long(directory)
    removed(directory, path, dirfd)
    os.close(dirfd)
    in_child(rooted, directory)


def asked(path, missing, dirfd):
    file, gone = {"file.path": path, "fd": None, "syscall.dirfd": None}, {"file.path": missing}
    named = {"file.path": "file", "fd": None} | below(dirfd)

    def to(*names):
        return {"syscall.access.mode": list(names)}

    fire("access", path, os.R_OK | os.W_OK, expect=file | to("R_OK", "W_OK"))
    fire("access", missing, os.F_OK, fails=errno.ENOENT, expect=gone | to("F_OK"))
    fire("faccessat", dirfd, "file", os.R_OK, expect=named | to("R_OK"))
    fire("faccessat", HERE, missing, 64, fails=errno.EINVAL, expect=to("0x40"))
    # AT_EACCESS.
    fire("faccessat2", dirfd, "file", os.R_OK, 0x200, expect=named | {"syscall.at.flags": ["AT_EACCESS"]} | to("R_OK"))
    fire("faccessat2", HERE, path, os.R_OK, 0x8000, fails=errno.EINVAL, expect={"syscall.at.flags": ["0x8000"]})
    fire("faccessat2", dirfd, "", os.R_OK, AT_EMPTY_PATH, expect=on(dirfd) | EMPTY | {"syscall.dirfd": None})
    for name in ("stat", "lstat", "statfs"):
        fire(name, path, buf(256), expect=file)
        fire(name, missing, buf(256), fails=errno.ENOENT, expect=gone)
    fire("newfstatat", dirfd, "file", buf(256), NOFOLLOW, expect=named | NO_LINKS)
    fire("newfstatat", dirfd, "", buf(256), AT_EMPTY_PATH, expect=on(dirfd) | EMPTY | {"syscall.dirfd": None})
    # Without the flag it is the name of nothing.
    fire("newfstatat", dirfd, "", buf(256), 0, fails=errno.ENOENT, expect={"file.path": ""} | below(dirfd) | PLAIN)
    fire("newfstatat", HERE, missing, buf(256), 0, fails=errno.ENOENT, expect=gone | PLAIN)
    # AT_STATX_DONT_SYNC; STATX_BASIC_STATS has bits that have names of their own.
    basic = {"syscall.statx.mask": ["STATX_BASIC_STATS"]}
    fire("statx", HERE, path, 0, 0x7FF, buf(256), expect=file | basic | PLAIN)
    fire("statx", dirfd, "file", 0x4000, 0x201, buf(256), expect=named | {
        "syscall.at.flags": ["AT_STATX_DONT_SYNC"], "syscall.statx.mask": ["STATX_TYPE", "STATX_SIZE"]})
    fire("statx", HERE, 1, 0, 0x7FF, buf(256), fails=errno.EFAULT, expect={"syscall.unreadable": ["filename"]} | basic)
    # FS_XFLAG_* as they are, and back.
    attributes = buf(24)
    if fire("file_getattr", dirfd, "file", attributes, 24, NOFOLLOW, may=(errno.EOPNOTSUPP,), expect=named | NO_LINKS) == 0:
        fire("file_setattr", dirfd, "file", attributes, 24, NOFOLLOW, may=(errno.EOPNOTSUPP, errno.EPERM),
             expect=named | NO_LINKS)
    fire("file_getattr", HERE, path, attributes, 1, 0, fails=errno.EINVAL, expect=file | PLAIN)
    fire("file_setattr", HERE, missing, attributes, 24, 0, fails=errno.ENOENT, expect=gone | PLAIN)


def changed(path, missing, dirfd):
    owner, group = os.getuid(), os.getgid()
    file, named = {"file.path": path, "syscall.file.mode": "0640"}, {"file.path": "file", "syscall.file.mode": "0640"}
    fire("chmod", path, 0o640, expect=file)
    fire("chmod", missing, 0o4755, fails=errno.ENOENT, expect={"file.path": missing, "syscall.file.mode": "04755"})
    fire("fchmodat", dirfd, "file", 0o640, expect=named | below(dirfd))
    fire("fchmodat2", HERE, path, 0o640, 0, expect=file | PLAIN)
    fire("fchmodat2", dirfd, "file", 0o640, 1, fails=errno.EINVAL, expect=named | below(dirfd) | {"syscall.at.flags": ["0x1"]})
    both, first = {"syscall.user.id": owner, "syscall.group.id": group}, {"syscall.user.id": owner, "syscall.group.id": -1}
    fire("chown", path, owner, group, expect={"file.path": path} | both)
    fire("chown", missing, 12, 34, fails=errno.ENOENT, expect={"syscall.user.id": 12, "syscall.group.id": 34})
    fire("lchown", path, owner, -1, expect={"file.path": path} | first)
    fire("fchownat", dirfd, "file", owner, group, NOFOLLOW, expect={"file.path": "file"} | below(dirfd) | both | NO_LINKS)
    fire("fchownat", HERE, missing, owner, -1, 0, fails=errno.ENOENT, expect={"file.path": missing} | first | PLAIN)
    fire("truncate", path, 50, expect={"file.path": path, "syscall.file.length": 50})
    fire("truncate", path, -1, fails=errno.EINVAL, expect={"syscall.file.length": -1})


def directories(directory, missing, dirfd):
    one, two = {"file.path": directory + "/one", "syscall.file.mode": "0755"}, {"file.path": "two", "syscall.file.mode": "0700"}
    fire("mkdir", directory + "/one", 0o755, expect=one)
    fire("mkdir", directory + "/one", 0o755, fails=errno.EEXIST, expect=one)
    fire("mkdirat", dirfd, "two", 0o700, expect=two | below(dirfd))
    fire("mkdirat", HERE, missing + "/two", 0o700, fails=errno.ENOENT,
         expect={"file.path": missing + "/two", "syscall.file.mode": "0700", "syscall.dirfd": None})
    fire("rmdir", directory + "/one", expect={"file.path": directory + "/one"})
    fire("rmdir", directory, fails=errno.ENOTEMPTY, expect={"file.path": directory})
    fire("chdir", directory, expect={"file.path": directory})
    fire("chdir", missing, fails=errno.ENOENT, expect={"file.path": missing})
    fire("getcwd", buf(4096), 4096, expect={"syscall.return_value": len(directory) + 1})
    fire("getcwd", buf(1), 1, fails=errno.ERANGE)


def links(directory, path, dirfd):
    new = {"file.path": path, "syscall.file.new_path": directory + "/hard"}
    fire("link", path, directory + "/hard", expect=new)
    fire("link", path, directory + "/hard", fails=errno.EEXIST, expect=new)
    new = {"file.path": "file", "syscall.file.new_path": "hard2"} | below(dirfd) | new_below(dirfd) | LINKS
    fire("linkat", dirfd, "file", dirfd, "hard2", FOLLOW, expect=new)
    fire("linkat", dirfd, "file", dirfd, "hard2", FOLLOW, fails=errno.EEXIST, expect=new)
    fire("linkat", HERE, path, HERE, directory + "/hard2", 0, fails=errno.EEXIST,
         expect={"syscall.dirfd": None, "syscall.new_dirfd": None} | PLAIN)
    soft = directory + "/soft"
    new = {"file.path": "file", "syscall.file.new_path": soft}
    fire("symlink", "file", soft, expect=new)
    fire("symlink", "file", soft, fails=errno.EEXIST, expect=new)
    if not os.path.islink(soft):
        # This machine has no such call.
        os.symlink("file", soft)
    fire("symlinkat", "file", dirfd, "soft2", expect=new | {"syscall.file.new_path": "soft2"} | new_below(dirfd))
    four = {"bytes": 4}
    fire("readlink", soft, buf(64), 64, expect={"file.path": soft}, gives=four)
    fire("readlink", path, buf(64), 64, fails=errno.EINVAL, expect={"file.path": path}, gives=four)
    fire("readlinkat", dirfd, "soft", buf(64), 64, expect={"file.path": "soft"} | below(dirfd), gives=four)
    fire("readlinkat", HERE, path, buf(64), 64, fails=errno.EINVAL, expect={"syscall.dirfd": None}, gives=four)
    link = os.open(soft, os.O_PATH | os.O_NOFOLLOW)
    fire("readlinkat", link, "", buf(64), 64, expect=on(link) | {"syscall.dirfd": None}, gives=four)
    os.close(link)


def renamed(directory, path, dirfd):
    other = directory + "/other"
    names = {"file.path": path, "syscall.file.new_path": other}
    fire("rename", path, other, expect=names)
    fire("rename", path, other, fails=errno.ENOENT, expect=names)
    names = {"file.path": "other", "syscall.file.new_path": "file"} | below(dirfd) | new_below(dirfd)
    fire("renameat", dirfd, "other", dirfd, "file", expect=names)
    fire("renameat", dirfd, "other", dirfd, "file", fails=errno.ENOENT, expect=names)
    fire("renameat2", dirfd, "file", dirfd, "other", 1, expect=below(dirfd) | new_below(dirfd) | {
        "file.path": "file", "syscall.file.new_path": "other", "syscall.rename.flags": ["RENAME_NOREPLACE"]})
    fire("renameat2", HERE, other, HERE, path, 0x63, fails=errno.EINVAL, expect={
        "syscall.rename.flags": ["RENAME_NOREPLACE", "RENAME_EXCHANGE", "0x60"], "syscall.new_dirfd": None})
    fire("renameat2", HERE, other, HERE, path, 0, expect={"syscall.rename.flags": None})


def nodes(directory, dirfd):
    fifo = {"file.path": directory + "/fifo", "syscall.file.node_type": "S_IFIFO", "syscall.file.mode": "0600",
            "syscall.file.device": "0:0"}
    fire("mknod", directory + "/fifo", stat.S_IFIFO | 0o600, 0, expect=fifo)
    fire("mknod", directory + "/fifo", stat.S_IFIFO | 0o600, 0, fails=errno.EEXIST, expect=fifo)
    fifo |= {"file.path": "fifo2"} | below(dirfd)
    fire("mknodat", dirfd, "fifo2", stat.S_IFIFO | 0o600, 0, expect=fifo)
    # /dev/null where it cannot be; and no type, which is a regular file.
    fire("mknodat", dirfd, "fifo2", stat.S_IFCHR | 0o666, os.makedev(1, 3), fails=errno.EEXIST, may=(errno.EPERM,),
         expect=fifo | {"syscall.file.node_type": "S_IFCHR", "syscall.file.mode": "0666", "syscall.file.device": "1:3"})
    fire("mknod", directory + "/fifo", 0o644, 0, fails=errno.EEXIST, expect={"syscall.file.node_type": "S_IFREG"})


def quotas(path):
    """Of what there are no quotas of: the command is above its type."""
    fire("quotactl", 0x800001 << 8, None, 0, None, expect={
        "syscall.quota.command": "Q_SYNC", "syscall.quota.type": "USRQUOTA", "syscall.quota.id": 0, "file.path": None})
    fire("quotactl", 0x800007 << 8 | 1, path, 5, buf(4), fails=errno.ENOTBLK, expect={
        "syscall.quota.command": "Q_GETQUOTA", "syscall.quota.type": "GRPQUOTA", "syscall.quota.id": 5, "file.path": path})
    fd = os.open(path, os.O_RDONLY)
    fire("quotactl_fd", fd, 0x800004 << 8, 7, buf(4), fails=errno.ESRCH, may=(errno.EOPNOTSUPP,), expect=on(fd) | {
        "syscall.quota.command": "Q_GETFMT", "syscall.quota.type": "USRQUOTA", "syscall.quota.id": 7})
    os.close(fd)


def too_long(directory):
    """The kernel takes 4095 bytes of a path (PATH_MAX with its end), and so much is shown of a longer one."""
    long = directory + "/" + "n" * 5000
    fire("chdir", long, fails=errno.ENAMETOOLONG,
         expect={"file.path": long[:4095], "syscall.truncated": ["file.path"]})
    just = "./" * 2047 + "n"
    fire("chdir", just, fails=errno.ENOENT, expect={"file.path": just, "syscall.truncated": None})


def removed(directory, path, dirfd):
    hard, here = {"file.path": directory + "/hard"}, below(dirfd)
    fire("unlink", directory + "/hard", expect=hard)
    fire("unlink", directory + "/hard", fails=errno.ENOENT, expect=hard)
    fire("unlinkat", dirfd, "two", 0x200, expect=here | {"file.path": "two", "syscall.at.flags": ["AT_REMOVEDIR"]})
    fire("unlinkat", HERE, path, 0, expect={"file.path": path, "syscall.dirfd": None} | PLAIN)
    fire("unlinkat", HERE, path, 0, fails=errno.ENOENT, expect={"file.path": path} | PLAIN)


def rooted(directory):
    fire("chroot", directory + "/missing", fails=errno.ENOENT, expect={"file.path": directory + "/missing"})
    fire("chroot", directory, expect={"file.path": directory})
