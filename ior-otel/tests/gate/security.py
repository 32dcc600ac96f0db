"""Keys, sandboxes, capabilities, BPF and modules."""

import ctypes
import errno
import os

from fire import NO_FD, address, buf, fire, in_child, pack

REFUSED = (errno.EPERM,)
PR_SET_NO_NEW_PRIVS = 38


def run(directory):
    in_child(keys)
    in_child(capabilities)
    in_child(landlocked, directory)
    in_child(filtered)
    maps()
    compared()
    security_modules()
    modules()


def keys():
    """In the process's own key ring, which ends with it."""
    own = -2
    named = {"syscall.key.type": "user", "syscall.key.description": "ior-gate"}
    key = fire("add_key", "user", "ior-gate", buf(b"secret"), 6, own, may=REFUSED, expect=named)
    fire("add_key", "no-such-type", "ior-gate", buf(b"secret"), 6, own, fails=errno.ENODEV, may=REFUSED)
    fire("request_key", "user", "ior-gate", None, own, may=REFUSED, expect=named)
    fire("request_key", "user", "ior-missing", None, own, fails=errno.ENOKEY, may=REFUSED)
    # KEYCTL_READ, KEYCTL_INVALIDATE.
    fire("keyctl", 11, key, buf(16), 16, 0, may=REFUSED)
    fire("keyctl", 21, key, 0, 0, 0, may=REFUSED)
    fire("keyctl", 9999, 0, 0, 0, 0, fails=errno.EOPNOTSUPP, may=REFUSED)


def capabilities():
    # Version 3.
    header, data = pack("Ii", 0x2008_0522, 0), buf(24)
    fire("capget", header, data)
    fire("capset", header, data)
    fire("capget", pack("Ii", 1, 0), buf(24), fails=errno.EINVAL)
    fire("capset", pack("Ii", 1, 0), data, fails=errno.EINVAL)


def landlocked(directory):
    # LANDLOCK_CREATE_RULESET_VERSION.
    fire("landlock_create_ruleset", None, 0, 1, may=(errno.EOPNOTSUPP,))
    fire("landlock_create_ruleset", None, 0, 99, fails=errno.EINVAL, may=(errno.EOPNOTSUPP,))
    # LANDLOCK_ACCESS_FS_READ_FILE.
    rules = fire("landlock_create_ruleset", pack("Q", 4), 8, 0, may=(errno.EOPNOTSUPP,))
    if rules >= 0:
        fd = os.open(directory, os.O_RDONLY)
        fire("landlock_add_rule", rules, 1, pack("Qi", 4, fd), 0, expect={"fd": rules})
        fire("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        fire("landlock_restrict_self", rules, 0, expect={"fd": rules})
    fire("landlock_add_rule", NO_FD, 1, pack("Qi", 4, 0), 0, fails=errno.EBADF, may=(errno.EOPNOTSUPP,))
    fire("landlock_restrict_self", NO_FD, 0, fails=errno.EBADF, may=(errno.EOPNOTSUPP, errno.EPERM))


def filtered():
    # SECCOMP_GET_ACTION_AVAIL of SECCOMP_RET_ALLOW.
    fire("seccomp", 2, 0, ctypes.c_uint(0x7FFF_0000))
    fire("seccomp", 99, 0, None, fails=errno.EINVAL)
    fire("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # BPF_RET | BPF_K: everything is allowed.
    program = pack("HBBI", 6, 0, 0, 0x7FFF_0000)
    filter_ = pack("HxxxxxxQ", 1, address(program))
    # SECCOMP_SET_MODE_FILTER.
    fire("seccomp", 1, 0, filter_)


def maps():
    # BPF_MAP_CREATE of an array: type, size of a key, of a value, entries, flags.
    fd = fire("bpf", 0, pack("IIIII", 2, 4, 8, 1, 0), 20, may=REFUSED)
    if fd >= 0:
        os.close(fd)
    fire("bpf", 9999, buf(20), 20, fails=errno.EINVAL, may=REFUSED)


def compared():
    me = os.getpid()
    # KCMP_FILE.
    fire("kcmp", me, me, 0, 1, 1)
    fire("kcmp", me, me, 99, 0, 0, fails=errno.EINVAL)


def security_modules():
    size = ctypes.c_uint(64)
    fire("lsm_list_modules", buf(64), size, 0)
    fire("lsm_list_modules", buf(64), size, 1, fails=errno.EINVAL)
    # LSM_ATTR_CURRENT; without a module that labels processes there is none.
    fire("lsm_get_self_attr", 100, buf(64), ctypes.c_uint(64), 0, may=(errno.EOPNOTSUPP,))
    fire("lsm_set_self_attr", 100, buf(64), 1, 0, fails=errno.EINVAL, may=(errno.EOPNOTSUPP,))


def modules():
    """Nothing that is a module, or one that is there, or a kernel: they can only fail."""
    fire("init_module", buf(b"no module"), 9, buf(b"\0"), fails=errno.ENOEXEC, may=REFUSED)
    fire("finit_module", NO_FD, "", 0, fails=errno.EBADF, may=REFUSED)
    fire("delete_module", "ior_no_such_module", 0, fails=errno.ENOENT, may=REFUSED)
    # More segments than there can be, so that nothing is loaded, and nothing that is loaded let go.
    fire("kexec_load", 0, 9999, None, 0, fails=errno.EINVAL, may=REFUSED)
    fire("kexec_file_load", NO_FD, NO_FD, 0, None, 0, fails=errno.EBADF, may=(*REFUSED, errno.EADDRNOTAVAIL))
