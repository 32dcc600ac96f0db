"""Extended attributes."""

import errno
import os

from fire import AT_EMPTY_PATH, AT_FDCWD, address, buf, fire, pack
from things import below, on

NAME, NONE = "user.ior", "user.none"
#: What a file system without them says.
NOT_HERE = (errno.EOPNOTSUPP,)
#: The attribute that is there, the one that is not, and what is read of it.
OURS, NOBODYS, VALUE = {"syscall.xattr.name": NAME}, {"syscall.xattr.name": NONE}, {"bytes": 5}
CREATE, REPLACE = 1, 2


def run(directory):
    path = directory + "/file"
    fd = os.open(path, os.O_RDWR | os.O_CREAT)
    by_path(path, "")
    by_path(path, "l")
    by_fd(fd)
    by_directory(directory, path)


def flags(*names):
    """Without any there is no attribute."""
    return {"syscall.xattr.flags": list(names) or None}


def by_path(path, prefix):
    """`setxattr` and its kin, which follow links, or `lsetxattr` and its kin, which do not."""
    file = {"file.path": path}
    fire(f"{prefix}setxattr", path, NAME, buf(b"value"), 5, 0, may=NOT_HERE, expect=file | OURS | flags())
    fire(f"{prefix}setxattr", path, NAME, buf(b"value"), 5, CREATE, fails=errno.EEXIST, may=NOT_HERE,
         expect=file | OURS | flags("XATTR_CREATE"))
    fire(f"{prefix}getxattr", path, NAME, buf(64), 64, may=NOT_HERE, expect=file | OURS, gives=VALUE)
    # How long it is; nothing is read.
    fire(f"{prefix}getxattr", path, NAME, None, 0, may=NOT_HERE, expect=file | OURS, gives={"bytes": 0})
    fire(f"{prefix}getxattr", path, NONE, buf(64), 64, fails=errno.ENODATA, may=NOT_HERE, expect=file | NOBODYS, gives=VALUE)
    # As many as were returned: the name, if the file system keeps any.
    fire(f"{prefix}listxattr", path, buf(64), 64, may=NOT_HERE, expect=file, gives=lambda count: {"bytes": count})
    fire(f"{prefix}listxattr", path + "missing", buf(64), 64, fails=errno.ENOENT, expect={"file.path": path + "missing"})
    fire(f"{prefix}removexattr", path, NAME, may=NOT_HERE, expect=file | OURS)
    fire(f"{prefix}removexattr", path, NAME, fails=errno.ENODATA, may=NOT_HERE, expect=file | OURS)


def by_fd(fd):
    file = on(fd)
    fire("fsetxattr", fd, NAME, buf(b"value"), 5, 0, may=NOT_HERE, expect=file | OURS | flags())
    fire("fsetxattr", fd, NAME, buf(b"value"), 5, REPLACE, may=NOT_HERE, expect=file | OURS | flags("XATTR_REPLACE"))
    fire("fgetxattr", fd, NAME, buf(64), 64, may=NOT_HERE, expect=file | OURS, gives=VALUE)
    fire("fgetxattr", fd, NAME, buf(1), 1, fails=errno.ERANGE, may=NOT_HERE, expect=file | OURS, gives=VALUE)
    fire("flistxattr", fd, buf(64), 64, may=NOT_HERE, expect=file, gives=lambda count: {"bytes": count})
    fire("flistxattr", fd, None, 0, may=NOT_HERE, gives={"bytes": 0})
    fire("fremovexattr", fd, NAME, may=NOT_HERE, expect=file | OURS)
    fire("fremovexattr", fd, NAME, fails=errno.ENODATA, may=NOT_HERE, expect=file | OURS)


def by_directory(directory, path):
    value, into = buf(b"value"), buf(64)
    # struct xattr_args: value, size, flags.
    args, room = pack("QII", address(value), 5, 0), pack("QII", address(into), 64, 0)
    dirfd, fd = os.open(directory, os.O_RDONLY), os.open(path, os.O_RDONLY)
    file = {"file.path": path, "syscall.dirfd": None, "syscall.at.flags": None}
    # AT_SYMLINK_NOFOLLOW.
    named = {"file.path": "file", "syscall.at.flags": ["AT_SYMLINK_NOFOLLOW"]} | below(dirfd)
    itself = on(fd) | {"syscall.dirfd": None, "syscall.at.flags": ["AT_EMPTY_PATH"]}
    listed = {"bytes": len(NAME) + 1}
    for at, name, flag, said in ((AT_FDCWD, path, 0, file), (dirfd, "file", 0x100, named), (fd, "", AT_EMPTY_PATH, itself)):
        fire("setxattrat", at, name, flag, NAME, args, 16, may=NOT_HERE, expect=said | OURS)
        fire("getxattrat", at, name, flag, NAME, room, 16, may=NOT_HERE, expect=said | OURS, gives=VALUE)
        fire("getxattrat", at, name, flag, NAME, room, 1, fails=errno.EINVAL, expect=said | OURS, gives=VALUE)
        fire("listxattrat", at, name, flag, into, 64, may=NOT_HERE, expect=said, gives=listed)
        fire("listxattrat", at, name, flag, None, 0, may=NOT_HERE, expect=said, gives={"bytes": 0})
        fire("removexattrat", at, name, flag, NAME, may=NOT_HERE, expect=said | OURS)
        fire("removexattrat", at, name, flag, NAME, fails=errno.ENODATA, may=NOT_HERE, expect=said | OURS)
    os.close(dirfd)
    os.close(fd)
