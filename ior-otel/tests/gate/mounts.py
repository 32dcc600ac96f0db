"""Mounts, in a mount namespace of a child's own: nothing of it is seen outside."""

import errno
import os

from fire import AT_EMPTY_PATH, AT_FDCWD, buf, fire, in_child, pack
from things import below, made, new_below, on

CLONE_NEWNS = 0x20000
#: Hosts that do not let a container mount say so.
REFUSED = (errno.EPERM,)
NOWHERE, HERE = {"file.path": "/nowhere"}, {"syscall.dirfd": None, "fd": None}
EMPTY = {"syscall.at.flags": ["AT_EMPTY_PATH"]}
#: `struct mount_attr` that sets MOUNT_ATTR_NOEXEC, clears MOUNT_ATTR_NODEV and makes MS_PRIVATE, and what is told of it.
ATTRIBUTES = ("QQQQ", 8, 4, 1 << 18, 0)
CHANGED = {
    "syscall.mount.set": ["MOUNT_ATTR_NOEXEC"], "syscall.mount.clear": ["MOUNT_ATTR_NODEV"],
    "syscall.mount.propagation": ["MS_PRIVATE"],
}
UNCHANGED = dict.fromkeys(CHANGED)


def flags(*names):
    """Without any there is no attribute."""
    return {"syscall.mount.flags": list(names) or None}


def run(directory):
    fails()
    in_child(mounts, directory)


def fails():
    """Without any namespace: what can only fail."""
    fire("mount", "none", "/nowhere", "tmpfs", 3, None, fails=errno.ENOENT, may=REFUSED, expect=flags(
        "MS_RDONLY", "MS_NOSUID") | {"syscall.file.new_path": "/nowhere", "syscall.mount.type": "tmpfs"})
    fire("umount2", "/nowhere", 2 | 8, fails=errno.ENOENT, may=REFUSED,
         expect=NOWHERE | flags("MNT_DETACH", "UMOUNT_NOFOLLOW"))
    fire("pivot_root", "/nowhere", "/nowhere", fails=errno.ENOENT, may=REFUSED,
         expect=NOWHERE | {"syscall.file.new_path": "/nowhere"})
    fire("fsopen", "no-such-fs", 1, fails=errno.ENODEV, may=REFUSED,
         expect={"syscall.mount.type": "no-such-fs"} | flags("FSOPEN_CLOEXEC"))
    fire("fsconfig", -1, 0, "size", "64k", 0, fails=errno.EINVAL,
         expect={"fd": None, "syscall.mount.command": "FSCONFIG_SET_FLAG", "syscall.mount.option": "size"})
    fire("fsconfig", -1, 99, None, None, 0, fails=errno.EOPNOTSUPP, may=(errno.EINVAL,),
         expect={"syscall.mount.command": "FSCONFIG_99", "syscall.mount.option": None})
    fire("fsmount", -1, 0, 0, fails=errno.EBADF, may=REFUSED, expect={"fd": None, "syscall.mount.set": None} | flags())
    fire("fspick", AT_FDCWD, "/nowhere", 3, fails=errno.ENOENT, may=REFUSED,
         expect=NOWHERE | HERE | flags("FSPICK_CLOEXEC", "FSPICK_SYMLINK_NOFOLLOW"))
    # OPEN_TREE_CLONE | AT_RECURSIVE.
    tree = NOWHERE | HERE | flags("OPEN_TREE_CLONE", "AT_RECURSIVE")
    fire("open_tree", AT_FDCWD, "/nowhere", 0x8001, fails=errno.ENOENT, expect=tree)
    fire("open_tree_attr", AT_FDCWD, "/nowhere", 0x8001, None, 0, fails=errno.ENOENT, expect=tree | UNCHANGED)
    # An empty path without the flag is the name of nothing.
    fire("move_mount", -1, "", -1, "", 0, fails=errno.ENOENT, may=(*REFUSED, errno.EBADF), expect=HERE | flags())
    fire("mount_setattr", AT_FDCWD, "/nowhere", 0, pack(*ATTRIBUTES), 1, fails=errno.EINVAL,
         expect=NOWHERE | HERE | CHANGED | {"syscall.at.flags": None})
    # struct mnt_id_req: size, spare, mnt_id, param.
    one = {"syscall.mount.id": 1}
    fire("statmount", pack("IIQQ", 24, 0, 1, 0), buf(512), 512, 1, fails=errno.EINVAL, expect=one | {"syscall.flags": ["0x1"]})
    fire("listmount", pack("IIQQ", 24, 0, 1, 0), buf(64), 8, 0xFF01, fails=errno.EINVAL,
         expect=one | {"syscall.flags": ["LISTMOUNT_REVERSE", "0xff00"]})


def mounts(directory):
    old, new = directory + "/old", directory + "/new"
    os.mkdir(old)
    os.mkdir(new)
    if fire("unshare", CLONE_NEWNS, may=REFUSED, expect={"syscall.clone.flags": ["CLONE_NEWNS"]}) != 0:
        return
    # Nothing goes back to where we came from.
    fire("mount", "none", "/", None, 0x44000, None, expect=flags("MS_REC", "MS_PRIVATE") | {
        "file.path": "none", "syscall.file.new_path": "/", "syscall.mount.type": None})
    said = {"file.path": "ior", "syscall.file.new_path": old, "syscall.mount.type": "tmpfs"}
    fire("mount", "ior", old, "tmpfs", 0, "size=64k", expect=said | flags())
    tree = made_in_steps(directory, new)
    if tree < 0:
        return
    attributes(tree, directory, new)
    listed()
    fire("umount2", old, 0, expect={"file.path": old} | flags())
    fire("umount2", old, 0, fails=errno.EINVAL, expect={"file.path": old})
    os.mkdir(new + "/put")
    # A root that is the first file system of all cannot be changed for another.
    fire("pivot_root", new, new + "/put", may=(errno.EINVAL,),
         expect={"file.path": new, "syscall.file.new_path": new + "/put"})


def made_in_steps(directory, new):
    """A mount by its steps. Returns its descriptor."""
    context = fire("fsopen", "tmpfs", 0, expect={"syscall.mount.type": "tmpfs"} | flags(), gives=made)
    fs = on(context)
    fire("fsconfig", context, 1, "size", "64k", 0,
         expect=fs | {"syscall.mount.command": "FSCONFIG_SET_STRING", "syscall.mount.option": "size"})
    fire("fsconfig", context, 6, None, None, 0,
         expect=fs | {"syscall.mount.command": "FSCONFIG_CMD_CREATE", "syscall.mount.option": None})
    # FSMOUNT_CLOEXEC; MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV.
    tree = fire("fsmount", context, 1, 6, gives=made, expect=fs | flags("FSMOUNT_CLOEXEC") | {
        "syscall.mount.set": ["MOUNT_ATTR_NOSUID", "MOUNT_ATTR_NODEV"]})
    parent = os.open(directory, os.O_RDONLY)
    # MOVE_MOUNT_F_EMPTY_PATH: when the call ends, the root of the mount is where it was moved to.
    fire("move_mount", tree, "", parent, "new", 4, gives=lambda _: on(tree) | new_below(parent),
         expect={"syscall.dirfd": None, "syscall.file.new_path": "new"} | flags("MOVE_MOUNT_F_EMPTY_PATH"))
    # What is no mount cannot be moved.
    fire("move_mount", parent, "old/none", AT_FDCWD, new, 0, fails=errno.ENOENT, expect=below(parent) | flags() | {
        "file.path": "old/none", "syscall.new_dirfd": None, "syscall.file.new_path": new})
    os.close(parent)
    os.close(context)
    return tree


def attributes(tree, directory, new):
    parent = os.open(directory, os.O_RDONLY)
    named = {"file.path": "new", "fd": None} | below(parent)
    itself = {"syscall.dirfd": None} | on(tree)
    change = pack(*ATTRIBUTES)
    # AT_SYMLINK_NOFOLLOW.
    fire("mount_setattr", tree, "", AT_EMPTY_PATH, change, 32, expect=itself | CHANGED | EMPTY)
    fire("mount_setattr", parent, "new", 0x100, change, 32,
         expect=named | CHANGED | {"syscall.at.flags": ["AT_SYMLINK_NOFOLLOW"]})
    for fd in (
        fire("fspick", parent, "new", 0, expect=named | flags(), gives=made),
        # FSPICK_EMPTY_PATH.
        fire("fspick", tree, "", 8, expect=itself | flags("FSPICK_EMPTY_PATH"), gives=made),
        # OPEN_TREE_CLONE, of which the path is that below its own root.
        fire("open_tree", parent, "new", 1, expect=named | flags("OPEN_TREE_CLONE"), gives=made),
        fire("open_tree", tree, "", 0x1001, expect=itself | flags("OPEN_TREE_CLONE", "AT_EMPTY_PATH"), gives=made),
        fire("open_tree_attr", parent, "new", 1, change, 32, expect=named | flags("OPEN_TREE_CLONE") | CHANGED, gives=made),
        fire("open_tree_attr", tree, "", 0x1001, change, 32, gives=made,
             expect=itself | CHANGED | flags("OPEN_TREE_CLONE", "AT_EMPTY_PATH")),
    ):
        if fd >= 0:
            os.close(fd)
    os.close(parent)


def listed():
    # LSMT_ROOT, which has all bits set: shown as the kernel's type has it, 64 bits with a sign.
    ids = buf(64)
    if fire("listmount", pack("IIQQ", 24, 0, 0xFFFF_FFFF_FFFF_FFFF, 0), ids, 8, 0, expect={"syscall.mount.id": -1}) > 0:
        first = int.from_bytes(ids[:8], "little")
        fire("statmount", pack("IIQQ", 24, 0, first, 3), buf(1024), 1024, 0, expect={"syscall.mount.id": first})
