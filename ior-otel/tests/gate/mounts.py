"""Mounts, in a mount namespace of a child's own: nothing of it is seen outside."""

import errno
import os

from fire import AT_EMPTY_PATH, AT_FDCWD, buf, fire, in_child, pack

CLONE_NEWNS = 0x20000
#: Hosts that do not let a container mount say so.
REFUSED = (errno.EPERM,)


def run(directory):
    fails()
    in_child(mounts, directory)


def fails():
    """Without any namespace: what can only fail."""
    fire("mount", "none", "/nowhere", "tmpfs", 0, None, fails=errno.ENOENT, may=REFUSED)
    fire("umount2", "/nowhere", 0, fails=errno.ENOENT, may=REFUSED)
    fire("pivot_root", "/nowhere", "/nowhere", fails=errno.ENOENT, may=REFUSED)
    fire("fsopen", "no-such-fs", 0, fails=errno.ENODEV, may=REFUSED)
    fire("fsconfig", -1, 0, "size", "64k", 0, fails=errno.EINVAL)
    fire("fsmount", -1, 0, 0, fails=errno.EBADF, may=REFUSED)
    fire("fspick", AT_FDCWD, "/nowhere", 0, fails=errno.ENOENT, may=REFUSED)
    fire("open_tree", AT_FDCWD, "/nowhere", 0, fails=errno.ENOENT)
    fire("open_tree_attr", AT_FDCWD, "/nowhere", 0, None, 0, fails=errno.ENOENT)
    fire("move_mount", -1, "", -1, "", 0, fails=errno.ENOENT, may=(*REFUSED, errno.EBADF))
    fire("mount_setattr", AT_FDCWD, "/nowhere", 0, pack("QQQQ", 0, 0, 0, 0), 1, fails=errno.EINVAL)
    fire("statmount", pack("IIQQ", 24, 0, 1, 0), buf(512), 512, 1, fails=errno.EINVAL)
    fire("listmount", pack("IIQQ", 24, 0, 1, 0), buf(64), 8, 0xFF00, fails=errno.EINVAL)


def mounts(directory):
    old, new = directory + "/old", directory + "/new"
    os.mkdir(old)
    os.mkdir(new)
    if fire("unshare", CLONE_NEWNS, may=REFUSED) != 0:
        return
    # MS_REC | MS_PRIVATE: nothing goes back to where we came from.
    fire("mount", "none", "/", None, 0x44000, None)
    fire("mount", "ior", old, "tmpfs", 0, "size=64k", expect={"file.path": "ior", "syscall.file.new_path": old})
    tree = made(new)
    if tree < 0:
        return
    reads(tree, new)
    fire("umount2", old, 0, expect={"file.path": old})
    fire("umount2", old, 0, fails=errno.EINVAL)
    os.mkdir(new + "/put")
    # A root that is the first file system of all cannot be changed for another.
    fire("pivot_root", new, new + "/put", may=(errno.EINVAL,), expect={"syscall.file.new_path": new + "/put"})


def made(new):
    """A mount by its steps. Returns its descriptor."""
    context = fire("fsopen", "tmpfs", 0, expect={"syscall.mount.type": "tmpfs"})
    # FSCONFIG_SET_STRING, FSCONFIG_CMD_CREATE.
    fire("fsconfig", context, 1, "size", "64k", 0, expect={"syscall.mount.option": "size"})
    fire("fsconfig", context, 6, None, None, 0)
    tree = fire("fsmount", context, 0, 0)
    # MOVE_MOUNT_F_EMPTY_PATH.
    fire("move_mount", tree, "", AT_FDCWD, new, 4, expect={"fd": tree, "syscall.file.new_path": new})
    os.close(context)
    return tree


def reads(tree, new):
    # MOUNT_ATTR_NOEXEC.
    attributes = pack("QQQQ", 8, 0, 0, 0)
    fire("mount_setattr", tree, "", AT_EMPTY_PATH, attributes, 32, expect={"fd": tree})
    for fd in (
        fire("fspick", AT_FDCWD, new, 0, expect={"file.path": new}),
        # OPEN_TREE_CLONE.
        fire("open_tree", AT_FDCWD, new, 1, expect={"file.path": new}),
        fire("open_tree_attr", AT_FDCWD, new, 1, attributes, 32, expect={"file.path": new}),
    ):
        if fd >= 0:
            os.close(fd)
    # struct mnt_id_req: size, spare, mnt_id (LSMT_ROOT), param.
    ids = buf(64)
    if fire("listmount", pack("IIQQ", 24, 0, 0xFFFF_FFFF_FFFF_FFFF, 0), ids, 8, 0) > 0:
        first = int.from_bytes(ids[:8], "little")
        fire("statmount", pack("IIQQ", 24, 0, first, 3), buf(1024), 1024, 0)
