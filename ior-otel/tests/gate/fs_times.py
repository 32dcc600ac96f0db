"""Times of files: given in seconds, microseconds or nanoseconds, and shown in one way."""

import errno
import os

from fire import AT_FDCWD, fire, pack, timespec
from things import below, on

#: A second and a bit after the billionth of the epoch, and the first one of all.
BILLION, FIRST = 1_000_000_000, "1970-01-01T00:00:01"
#: UTIME_NOW and UTIME_OMIT of linux/stat.h.
NOW, OMIT = (1 << 30) - 1, (1 << 30) - 2


def run(directory):
    path, missing = directory + "/file", directory + "/missing"
    os.close(os.open(path, os.O_RDWR | os.O_CREAT))
    fire("utime", path, pack("qq", BILLION, 1), expect=times("2001-09-09T01:46:40Z", FIRST + "Z") | {"file.path": path})
    fire("utime", missing, None, fails=errno.ENOENT, expect=times("now", "now") | {"file.path": missing})
    micros = pack("qqqq", BILLION, 1, 1, 500_000)
    shown = times("2001-09-09T01:46:40.000001000Z", FIRST + ".500000000Z")
    fire("utimes", path, micros, expect=shown | {"file.path": path})
    fire("utimes", missing, micros, fails=errno.ENOENT, expect=shown | {"file.path": missing})
    dirfd, fd = os.open(directory, os.O_RDONLY), os.open(path, os.O_RDONLY)
    named = {"file.path": "file"} | below(dirfd)
    fire("futimesat", dirfd, "file", micros, expect=shown | named)
    fire("futimesat", fd, None, micros, expect=shown | on(fd) | {"syscall.dirfd": None})
    nanos = pack("qqqq", BILLION, 1, 0, OMIT)
    shown = times("2001-09-09T01:46:40.000000001Z", "unchanged")
    # AT_SYMLINK_NOFOLLOW.
    fire("utimensat", dirfd, "file", nanos, 0x100, expect=shown | named | {"syscall.at.flags": ["AT_SYMLINK_NOFOLLOW"]})
    fire("utimensat", fd, None, nanos, 0, expect=shown | on(fd) | {"syscall.dirfd": None, "syscall.at.flags": None})
    nanos = pack("qqqq", -1, 0, 0, NOW)
    fire("utimensat", AT_FDCWD, path, nanos, 0, expect=times("-1.000000000", "now") | {"file.path": path})
    fire("utimensat", AT_FDCWD, missing, timespec(1), 0, fails=errno.ENOENT, expect={"file.path": missing})
    os.close(dirfd)
    os.close(fd)


def times(access, modification):
    return {"syscall.file.times": [access, modification]}
