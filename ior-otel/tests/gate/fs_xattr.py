"""Extended attributes."""

import errno
import os

from fire import AT_FDCWD, address, buf, fire, pack

NAME, NONE = "user.ior", "user.none"
#: What a file system without them says.
NOT_HERE = (errno.EOPNOTSUPP,)


def run(directory):
    path = directory + "/file"
    fd = os.open(path, os.O_RDWR | os.O_CREAT)
    by_path(path, "")
    by_path(path, "l")
    by_fd(fd)
    by_directory(path)


def by_path(path, prefix):
    """`setxattr` and its kin, which follow links, or `lsetxattr` and its kin, which do not."""
    names = {"file.path": path, "syscall.xattr.name": NAME}
    fire(f"{prefix}setxattr", path, NAME, buf(b"value"), 5, 0, may=NOT_HERE, expect=names)
    fire(f"{prefix}getxattr", path, NAME, buf(64), 64, may=NOT_HERE, expect=names)
    # How long it is; nothing is read.
    fire(f"{prefix}getxattr", path, NAME, None, 0, may=NOT_HERE, expect=names | {"bytes": 0})
    fire(f"{prefix}getxattr", path, NONE, buf(64), 64, fails=errno.ENODATA, may=NOT_HERE)
    fire(f"{prefix}listxattr", path, buf(64), 64, may=NOT_HERE)
    fire(f"{prefix}listxattr", path + "missing", buf(64), 64, fails=errno.ENOENT)
    fire(f"{prefix}removexattr", path, NAME, may=NOT_HERE, expect=names)
    fire(f"{prefix}removexattr", path, NAME, fails=errno.ENODATA, may=NOT_HERE)


def by_fd(fd):
    names = {"fd": fd, "syscall.xattr.name": NAME}
    fire("fsetxattr", fd, NAME, buf(b"value"), 5, 0, may=NOT_HERE, expect=names)
    fire("fgetxattr", fd, NAME, buf(64), 64, may=NOT_HERE, expect=names)
    fire("fgetxattr", fd, NAME, buf(1), 1, fails=errno.ERANGE, may=NOT_HERE)
    fire("flistxattr", fd, buf(64), 64, may=NOT_HERE)
    fire("flistxattr", fd, None, 0, may=NOT_HERE, expect={"bytes": 0})
    fire("fremovexattr", fd, NAME, may=NOT_HERE)
    fire("fremovexattr", fd, NAME, fails=errno.ENODATA, may=NOT_HERE)


def by_directory(path):
    value = buf(b"value")
    # struct xattr_args: value, size, flags.
    args = pack("QII", address(value), 5, 0)
    into = buf(64)
    room = pack("QII", address(into), 64, 0)
    fire("setxattrat", AT_FDCWD, path, 0, NAME, args, 16, may=NOT_HERE, expect={"syscall.xattr.name": NAME})
    fire("getxattrat", AT_FDCWD, path, 0, NAME, room, 16, may=NOT_HERE, expect={"syscall.xattr.name": NAME})
    fire("getxattrat", AT_FDCWD, path, 0, NAME, room, 1, fails=errno.EINVAL)
    fire("listxattrat", AT_FDCWD, path, 0, into, 64, may=NOT_HERE)
    fire("removexattrat", AT_FDCWD, path, 0, NAME, may=NOT_HERE)
    fire("removexattrat", AT_FDCWD, path, 0, NAME, fails=errno.ENODATA, may=NOT_HERE)

