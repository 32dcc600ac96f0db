"""Keys, sandboxes, capabilities, BPF and modules."""

import ctypes
import errno
import mmap
import os
import struct

from fire import LIBC, NO_FD, address, buf, fire, in_child, pack
from things import made, on

REFUSED = (errno.EPERM,)
PR_SET_NO_NEW_PRIVS = 38
NO_NEW_PRIVS = {"syscall.prctl.option": "PR_SET_NO_NEW_PRIVS", "syscall.prctl.value": "1"}
#: Names of capabilities, in the order of their bits (capabilities(7)).
NAMES = [f"CAP_{name}" for name in """
    CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE
    NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT
    SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP
    MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE
""".split()]
#: Security modules, by their ids in linux/lsm.h.
LSM_IDS = dict(enumerate("CAPABILITY SELINUX SMACK TOMOYO APPARMOR YAMA LOADPIN SAFESETID LOCKDOWN BPF LANDLOCK IMA EVM IPE".split(), 100))
#: Memory that calls were given the end of.
KEPT = []


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
    own, ring = -2, {"syscall.key.ring": "KEY_SPEC_PROCESS_KEYRING"}
    serial, named = "syscall.key.serial", {"syscall.key.type": "user", "syscall.key.description": "ior-gate"}
    added, secret = named | ring | {"syscall.key.payload_size": 6}, buf(b"secret")

    def as_number(key):
        return {serial: str(key)}

    key = fire("add_key", "user", "ior-gate", secret, 6, own, may=REFUSED, expect=added, gives=as_number)
    fire("add_key", "no-such-type", "ior-gate", secret, 6, own, fails=errno.ENODEV, may=REFUSED,
         expect=added | {"syscall.key.type": "no-such-type"}, gives={serial: "0"})
    fire("request_key", "user", "ior-gate", None, own, may=REFUSED, expect=named | ring, gives=as_number)
    fire("request_key", "user", "ior-missing", None, own, fails=errno.ENOKEY, may=REFUSED,
         expect=named | ring | {"syscall.key.description": "ior-missing"}, gives={serial: "0"})

    keyrings(own, key)


def keyrings(own, key):
    """Operations on a key. Those on one that is being made need a right to do so that only the kernel gives."""
    none = dict.fromkeys(f"syscall.key.{what}" for what in ("serial", "ring", "from_ring", "timeout", "permissions", "error"))

    def operation(name, key=None, **others):
        serial = {"syscall.key.serial": None if key is None else str(key)}
        return none | {"syscall.keyctl.operation": f"KEYCTL_{name}"} | serial | {f"syscall.key.{at}": value for at, value in others.items()}

    def returned(key):
        return {"syscall.key.returned": str(key)}

    process = "KEY_SPEC_PROCESS_KEYRING"
    user, ids = "syscall.user.id", {"syscall.user.id": -1, "syscall.group.id": -1}
    fire("keyctl", 11, key, buf(16), 16, 0, may=REFUSED, expect=operation("READ", key, returned=None))
    fire("keyctl", 0, own, 0, 0, 0, may=REFUSED, expect=operation("GET_KEYRING_ID", process), gives=returned)
    fire("keyctl", 10, own, buf(b"user\0"), buf(b"ior-gate\0"), 0, may=REFUSED, expect=operation("SEARCH", process), gives=returned)
    fire("keyctl", 10, own, buf(b"user\0"), buf(b"ior-missing\0"), -1, fails=errno.ENOKEY, may=REFUSED,
         expect=operation("SEARCH", process, ring="KEY_SPEC_THREAD_KEYRING"))
    fire("keyctl", 4, key, -1, -1, 0, may=REFUSED, expect=operation("CHOWN", key) | ids)
    # All rights but those of others.
    fire("keyctl", 5, key, 0x3F3F0000, 0, 0, may=REFUSED, expect=operation("SETPERM", key, permissions="0x3f3f0000"))
    fire("keyctl", 15, key, 100, 0, 0, may=REFUSED, expect=operation("SET_TIMEOUT", key, timeout=100.0))
    fire("keyctl", 8, key, -1, 0, 0, may=REFUSED, expect=operation("LINK", key, ring="KEY_SPEC_THREAD_KEYRING"))
    fire("keyctl", 30, key, -1, own, 0, fails=errno.EEXIST, may=(*REFUSED, 0, errno.EDEADLK),
         expect=operation("MOVE", key, from_ring="KEY_SPEC_THREAD_KEYRING", ring=process))
    unauthorised = {"fails": errno.EPERM, "may": REFUSED}
    fire("keyctl", 13, key, 60, own, 0, **unauthorised, expect=operation("NEGATE", key, timeout=60.0, ring=process))
    fire("keyctl", 19, key, 60, errno.EKEYREJECTED, own, **unauthorised,
         expect=operation("REJECT", key, timeout=60.0, error="EKEYREJECTED", ring=process))
    fire("keyctl", 12, key, buf(b"x"), 1, 0, **unauthorised, expect=operation("INSTANTIATE", key))
    fire("keyctl", 22, -1, own, 0, 0, may=(*REFUSED, errno.EOPNOTSUPP), expect=operation("GET_PERSISTENT", ring=process) | {user: -1},
         gives=returned)
    fire("keyctl", 21, key, 0, 0, 0, may=REFUSED, expect=operation("INVALIDATE", key))
    # Not of a key but into memory, since Linux 5.3.
    fire("keyctl", 31, buf(8), 8, 0, 0, may=REFUSED, expect=operation("CAPABILITIES"))
    fire("keyctl", 9999, 0, 0, 0, 0, fails=errno.EOPNOTSUPP, may=REFUSED, expect=operation("9999"))


def capabilities():
    sets = [f"syscall.capabilities.{kind}" for kind in ("effective", "permitted", "inheritable")]
    # Version 3; two times effective, permitted and inheritable.
    version, third = "syscall.capabilities.version", "_LINUX_CAPABILITY_VERSION_3"
    me, header, data = {"syscall.target.pid": 0, version: third}, pack("Ii", 0x2008_0522, 0), buf(24)

    def are(*names):
        return dict(zip(sets, (list(of) for of in names)))

    fire("capget", header, data, expect=me, gives=lambda _: held(sets, data))
    fire("capget", header, None, expect=me | dict.fromkeys(sets))
    fire("capset", header, data, expect=me | held(sets, data))
    # CAP_SYS_ADMIN is 21, and CAP_BPF the eighth of the second part; only the first of them remains.
    few = pack("6I", 1 << 21, 1 << 21, 0, 0, 0, 0)
    fire("capset", header, few, may=REFUSED, expect=me | are(["CAP_SYS_ADMIN"], ["CAP_SYS_ADMIN"], []))
    both, two = pack("6I", 1 << 21, 1 << 21, 0, 1 << 7, 1 << 7, 0), ["CAP_SYS_ADMIN", "CAP_BPF"]
    fire("capset", header, both, fails=errno.EPERM, expect=me | are(two, two, []))
    fire("capset", header, pack("6I", 0, 0, 1 << 21, 0, 0, 0), may=REFUSED,
         expect=me | are([], [], ["CAP_SYS_ADMIN"]))
    fire("capset", header, buf(24), expect=me | are([], [], []))
    fire("capget", pack("Ii", 1, 77), buf(24), fails=errno.EINVAL, expect={"syscall.target.pid": 77}, gives=dict.fromkeys(sets))
    fire("capset", pack("Ii", 1, 77), both, fails=errno.EINVAL, expect={"syscall.target.pid": 77} | are(two, two, []))
    # The first version knows 32, in 12 bytes; behind them there is nothing.
    first, last = pack("Ii", 0x1998_0330, 0), at_end_of_page(struct.pack("=3I", 1 << 21, 0, 1 << 21))
    me[version] = "_LINUX_CAPABILITY_VERSION_1"
    fire("capset", first, last, fails=errno.EPERM, expect=me | are(["CAP_SYS_ADMIN"], [], ["CAP_SYS_ADMIN"]) | {
        "syscall.unreadable": None, "syscall.truncated": None})
    fire("capget", first, last, expect=me | {"syscall.truncated": None}, gives=are([], [], []))


def held(sets, data):
    """What capabilities the kernel has filled in, by their own names in /proc."""
    words = struct.unpack("=6I", data.raw[:24])
    return {key: named(words[at] | words[at + 3] << 32) for at, key in enumerate(sets)}


def named(bits):
    return [name for at, name in enumerate(NAMES) if bits >> at & 1]


def at_end_of_page(content):
    """Memory with this content, after which nothing can be read."""
    where = mmap.mmap(-1, 2 * mmap.PAGESIZE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(where))
    LIBC.mprotect(ctypes.c_void_p(start + mmap.PAGESIZE), ctypes.c_size_t(mmap.PAGESIZE), 0)
    KEPT.append(where)
    place = (ctypes.c_char * len(content)).from_address(start + mmap.PAGESIZE - len(content))
    place.raw = content
    return place


def ruleset(access=None, network=None, scopes=None, flags=None):
    return {"syscall.landlock.access": access, "syscall.landlock.network": network, "syscall.landlock.scopes": scopes,
            "syscall.landlock.flags": flags}


def landlocked(directory):
    none = (errno.EOPNOTSUPP,)
    # What is returned is a version, and no descriptor.
    fire("landlock_create_ruleset", None, 0, 1, may=none,
         expect=ruleset(flags=["LANDLOCK_CREATE_RULESET_VERSION"]) | {"syscall.fd.returned": None})
    fire("landlock_create_ruleset", None, 0, 0x61, fails=errno.EINVAL, may=none,
         expect=ruleset(flags=["LANDLOCK_CREATE_RULESET_VERSION", "0x60"]))
    # All three members, of Linux 6.12; older kernels have fewer.
    fire("landlock_create_ruleset", pack("QQQ", 5, 3, 1), 24, 0, may=(*none, errno.E2BIG), gives=made, expect=ruleset(
        ["LANDLOCK_ACCESS_FS_EXECUTE", "LANDLOCK_ACCESS_FS_READ_FILE"],
        ["LANDLOCK_ACCESS_NET_BIND_TCP", "LANDLOCK_ACCESS_NET_CONNECT_TCP"],
        ["LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET"]))
    # One member only, whatever is behind it in memory.
    read = ["LANDLOCK_ACCESS_FS_READ_FILE"]
    rules = fire("landlock_create_ruleset", pack("QQQ", 4, 3, 1), 8, 0, may=none, expect=ruleset(read), gives=made)
    below = {"syscall.landlock.rule_type": "LANDLOCK_RULE_PATH_BENEATH", "syscall.landlock.access": read}
    parent = "syscall.landlock.parent_fd"
    if rules >= 0:
        fd = os.open(directory, os.O_RDONLY)
        # Packed: it ends after 12 bytes.
        fire("landlock_add_rule", rules, 1, at_end_of_page(struct.pack("=Qi", 4, fd)), 0, expect=on(rules) | below | {
            parent: fd, "syscall.unreadable": None, "syscall.truncated": None})
        # The ruleset is not about ports.
        fire("landlock_add_rule", rules, 2, pack("QQ", 2, 443), 0, fails=errno.EINVAL, expect=on(rules) | {
            "syscall.landlock.rule_type": "LANDLOCK_RULE_NET_PORT", "syscall.landlock.port": 443, parent: None,
            "syscall.landlock.access": ["LANDLOCK_ACCESS_NET_CONNECT_TCP"]})
        fire("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, expect=NO_NEW_PRIVS)
        fire("landlock_restrict_self", rules, 0, expect=on(rules))
    fire("landlock_add_rule", NO_FD, 1, pack("Qi4x", 4, 0), 0, fails=errno.EBADF, may=none,
         expect=below | {"fd": NO_FD, "syscall.fd.type": None, "syscall.landlock.port": None,
                         parent: 0})
    fire("landlock_add_rule", NO_FD, 1, None, 1, fails=errno.EINVAL, may=none, expect={"syscall.flags": ["0x1"]})
    fire("landlock_restrict_self", NO_FD, 0, fails=errno.EBADF, may=(*none, errno.EPERM),
         expect={"fd": NO_FD, "syscall.fd.type": None})


def filtered():
    def asked(op, length=None, *flags):
        return {"syscall.seccomp.op": f"SECCOMP_{op}", "syscall.seccomp.filter_length": length,
                "syscall.seccomp.flags": list(flags) or None}

    action = "syscall.seccomp.action"
    for value, name in ((0x7FFF_0000, "ALLOW"), (0x8000_0000, "KILL_PROCESS"), (0x7FFC_0000, "LOG")):
        fire("seccomp", 2, 0, ctypes.c_uint(value),
             expect=asked("GET_ACTION_AVAIL") | {action: f"SECCOMP_RET_{name}", "syscall.fd.returned": None})
    fire("seccomp", 99, 0, None, fails=errno.EINVAL, expect=asked("99"))
    fire("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, expect=NO_NEW_PRIVS)
    # BPF_RET | BPF_K: everything is allowed.
    program = pack("HBBI", 6, 0, 0, 0x7FFF_0000)
    filter_ = pack("HxxxxxxQ", 1, address(program))
    fire("seccomp", 1, 0, filter_, expect=asked("SET_MODE_FILTER", 1) | {action: None, "syscall.fd.returned": None})
    # SECCOMP_FILTER_FLAG_NEW_LISTENER, which makes a descriptor; SECCOMP_FILTER_FLAG_LOG.
    fire("seccomp", 1, 8 | 2, filter_, gives=made,
         expect=asked("SET_MODE_FILTER", 1, "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_NEW_LISTENER"))


def maps():
    kind, program, about = (f"syscall.bpf.{what}" for what in ("map_type", "program_type", "fd"))

    def command(of, /, *absent, **shown):
        return {"syscall.bpf.command": f"BPF_{of}"} | dict.fromkeys(absent) | {
            f"syscall.bpf.{key}": value for key, value in shown.items()}

    # An array: type, size of a key, of a value, entries, flags, none in it, no node of memory; and its name.
    attributes = pack("IIIIIII16s", 2, 4, 8, 3, 0, 0, 0, b"ior_gate")
    fd = fire("bpf", 0, attributes, 44, may=REFUSED, gives=made, expect=command(
        "MAP_CREATE", program, about, map_type="BPF_MAP_TYPE_ARRAY", key_size=4, value_size=8, max_entries=3, name="ior_gate",
        attr_size=44))
    if fd >= 0:
        key, value = buf(4), buf(8)
        # Map, key, value. What is returned is no descriptor.
        fire("bpf", 1, pack("IxxxxQQQ", fd, address(key), address(value), 0), 32,
             expect=command("MAP_LOOKUP_ELEM", kind, program, "syscall.fd.returned", fd=fd, attr_size=32))
        id_ = map_id(fd)
        again = fire("bpf", 14, pack("II", id_, 0), 8, may=REFUSED, gives=made, expect=command("MAP_GET_FD_BY_ID", about, id=id_))
        for one in (fd, again):
            os.close(one)
    # A filter of sockets of two instructions, none of which is there: type, number, they, licence.
    fire("bpf", 5, pack("IIQQ24x16s", 1, 2, 0, 0, b"ior_program"), 64, fails=errno.EFAULT, may=(*REFUSED, errno.EINVAL), expect=command(
        "PROG_LOAD", kind, program_type="BPF_PROG_TYPE_SOCKET_FILTER", instructions=2, name="ior_program", attr_size=64))
    # BPF_TRACE_FENTRY, which is not how cgroups are attached to; by a program and a target that are not open.
    fire("bpf", 8, pack("III", NO_FD, NO_FD - 1, 24), 12, fails=errno.EBADF, may=(*REFUSED, errno.EINVAL), expect=command(
        "PROG_ATTACH", target_fd=NO_FD, fd=NO_FD - 1, attach_type="BPF_TRACE_FENTRY"))
    # A link is made the other way round.
    fire("bpf", 28, pack("III", NO_FD, NO_FD - 1, 24), 12, fails=errno.EBADF, may=(*REFUSED, errno.EINVAL), expect=command(
        "LINK_CREATE", target_fd=NO_FD - 1, fd=NO_FD, attach_type="BPF_TRACE_FENTRY"))
    nobody = 2**31 - 1
    fire("bpf", 20, pack("II", nobody, 5), 8, fails=errno.ENOENT, may=(*REFUSED, errno.EINVAL), expect=command("TASK_FD_QUERY", about) | {
        "syscall.target.pid": nobody, "syscall.target.fd": 5})
    # A token of Linux 6.9: flags, and a file system.
    fire("bpf", 36, pack("II", 0, NO_FD), 8, fails=errno.EBADF, may=(*REFUSED, errno.EINVAL), expect=command("TOKEN_CREATE", fd=NO_FD))
    fire("bpf", 9999, buf(20), 20, fails=errno.EINVAL, may=REFUSED, expect=command("9999", about, attr_size=20))


def map_id(fd):
    """The id of a map, as /proc has it."""
    with open(f"/proc/self/fdinfo/{fd}") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("map_id:"))


def compared():
    me = os.getpid()
    both = {"syscall.target.pid": me, "syscall.target.second_pid": me}
    kind, first, second = (f"syscall.kcmp.{what}" for what in ("type", "first_fd", "second_fd"))
    fire("kcmp", me, me, 0, 1, 2, expect=both | {kind: "KCMP_FILE", first: 1, second: 2})
    # Two whole processes; a descriptor, and a pointer to what an epoll watches.
    fire("kcmp", me, me, 1, 1, 2, expect=both | {kind: "KCMP_VM", first: None, second: None})
    fire("kcmp", me, me, 7, NO_FD, pack("III", NO_FD, 1, 0), fails=errno.EBADF,
         expect=both | {kind: "KCMP_EPOLL_TFD", first: NO_FD, second: None})
    fire("kcmp", me, me, 99, 0, 0, fails=errno.EINVAL, expect=both | {kind: "KCMP_99", first: None})


def security_modules():
    size = ctypes.c_uint(256)
    ids, modules = buf(256), "syscall.lsm.modules"
    fire("lsm_list_modules", ids, size, 0, expect={"syscall.flags": None},
         gives=lambda count: {modules: [f"LSM_ID_{LSM_IDS[id_]}" for id_ in struct.unpack(f"={count}Q", ids[:8 * count])]})
    fire("lsm_list_modules", buf(256), size, 1, fails=errno.EINVAL, expect={"syscall.flags": ["0x1"], modules: None})
    # Without a module that labels processes there is none.
    current, id_ = {"syscall.lsm.attribute": "LSM_ATTR_CURRENT"}, "syscall.lsm.id"
    got = buf(256)
    fire("lsm_get_self_attr", 100, got, ctypes.c_uint(256), 0, may=(errno.EOPNOTSUPP,), expect=current,
         gives=lambda _: {id_: f"LSM_ID_{LSM_IDS[int.from_bytes(got[:8], 'little')]}"})
    fire("lsm_set_self_attr", 100, pack("Q56x", 104), 1, 0, fails=errno.EINVAL, may=(errno.EOPNOTSUPP,),
         expect=current | {id_: "LSM_ID_APPARMOR"})


def modules():
    """Nothing that is a module, or one that is there, or a kernel: they can only fail."""
    size, parameters, flags = "syscall.module.size", "syscall.module.parameters", "syscall.module.flags"
    fire("init_module", buf(b"no module"), 9, "debug=1", fails=errno.ENOEXEC, may=REFUSED,
         expect={size: 9, parameters: "debug=1"})
    fire("finit_module", NO_FD, "debug=1", 2, fails=errno.EBADF, may=REFUSED, expect={
        "fd": NO_FD, "syscall.fd.type": None, parameters: "debug=1", flags: ["MODULE_INIT_IGNORE_VERMAGIC"]})
    # O_NONBLOCK.
    fire("delete_module", "ior_no_such_module", os.O_NONBLOCK, fails=errno.ENOENT, may=REFUSED, expect={
        "syscall.module.name": "ior_no_such_module", flags: ["O_NONBLOCK"]})
    # More segments than there can be, so that nothing is loaded, and nothing that is loaded let go.
    fire("kexec_load", 0x1000, 9999, None, 1, fails=errno.EINVAL, may=REFUSED, expect={
        "syscall.kexec.entry": "0x1000", "syscall.kexec.segments": 9999, flags: ["KEXEC_ON_CRASH"]})
    # EM_X86_64 in the upper half, and KEXEC_PRESERVE_CONTEXT.
    fire("kexec_load", 0, 9999, None, 62 << 16 | 2, fails=errno.EINVAL, may=REFUSED, expect={
        flags: ["KEXEC_ARCH_X86_64", "KEXEC_PRESERVE_CONTEXT"]})
    neither = {"fd": NO_FD, "syscall.fd.second": NO_FD, "syscall.fd.second.type": None}
    # KEXEC_FILE_NO_INITRAMFS.
    fire("kexec_file_load", NO_FD, NO_FD, 0, None, 4, fails=errno.EBADF, may=(*REFUSED, errno.EADDRNOTAVAIL),
         expect=neither | {flags: ["KEXEC_FILE_NO_INITRAMFS"]})
