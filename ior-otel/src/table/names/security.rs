//! Keys, filters, modules, BPF.

use aya_obj::generated as b;
use libc as c;
use linux_raw_sys::{general as g, landlock as l};

use super::Names;

/// Commands of `bpf`.
pub static BPF: Names = Names {
    prefix: "BPF_",
    constants: &[
        (b::bpf_cmd::BPF_MAP_CREATE as u64, "BPF_MAP_CREATE"),
        (b::bpf_cmd::BPF_MAP_LOOKUP_ELEM as u64, "BPF_MAP_LOOKUP_ELEM"),
        (b::bpf_cmd::BPF_MAP_UPDATE_ELEM as u64, "BPF_MAP_UPDATE_ELEM"),
        (b::bpf_cmd::BPF_MAP_DELETE_ELEM as u64, "BPF_MAP_DELETE_ELEM"),
        (b::bpf_cmd::BPF_MAP_GET_NEXT_KEY as u64, "BPF_MAP_GET_NEXT_KEY"),
        (b::bpf_cmd::BPF_PROG_LOAD as u64, "BPF_PROG_LOAD"),
        (b::bpf_cmd::BPF_OBJ_PIN as u64, "BPF_OBJ_PIN"),
        (b::bpf_cmd::BPF_OBJ_GET as u64, "BPF_OBJ_GET"),
        (b::bpf_cmd::BPF_PROG_ATTACH as u64, "BPF_PROG_ATTACH"),
        (b::bpf_cmd::BPF_PROG_DETACH as u64, "BPF_PROG_DETACH"),
        (b::bpf_cmd::BPF_PROG_TEST_RUN as u64, "BPF_PROG_TEST_RUN"),
        (b::bpf_cmd::BPF_PROG_GET_NEXT_ID as u64, "BPF_PROG_GET_NEXT_ID"),
        (b::bpf_cmd::BPF_MAP_GET_NEXT_ID as u64, "BPF_MAP_GET_NEXT_ID"),
        (b::bpf_cmd::BPF_PROG_GET_FD_BY_ID as u64, "BPF_PROG_GET_FD_BY_ID"),
        (b::bpf_cmd::BPF_MAP_GET_FD_BY_ID as u64, "BPF_MAP_GET_FD_BY_ID"),
        (b::bpf_cmd::BPF_OBJ_GET_INFO_BY_FD as u64, "BPF_OBJ_GET_INFO_BY_FD"),
        (b::bpf_cmd::BPF_PROG_QUERY as u64, "BPF_PROG_QUERY"),
        (b::bpf_cmd::BPF_RAW_TRACEPOINT_OPEN as u64, "BPF_RAW_TRACEPOINT_OPEN"),
        (b::bpf_cmd::BPF_BTF_LOAD as u64, "BPF_BTF_LOAD"),
        (b::bpf_cmd::BPF_BTF_GET_FD_BY_ID as u64, "BPF_BTF_GET_FD_BY_ID"),
        (b::bpf_cmd::BPF_TASK_FD_QUERY as u64, "BPF_TASK_FD_QUERY"),
        (b::bpf_cmd::BPF_MAP_LOOKUP_AND_DELETE_ELEM as u64, "BPF_MAP_LOOKUP_AND_DELETE_ELEM"),
        (b::bpf_cmd::BPF_MAP_FREEZE as u64, "BPF_MAP_FREEZE"),
        (b::bpf_cmd::BPF_BTF_GET_NEXT_ID as u64, "BPF_BTF_GET_NEXT_ID"),
        (b::bpf_cmd::BPF_MAP_LOOKUP_BATCH as u64, "BPF_MAP_LOOKUP_BATCH"),
        (b::bpf_cmd::BPF_MAP_LOOKUP_AND_DELETE_BATCH as u64, "BPF_MAP_LOOKUP_AND_DELETE_BATCH"),
        (b::bpf_cmd::BPF_MAP_UPDATE_BATCH as u64, "BPF_MAP_UPDATE_BATCH"),
        (b::bpf_cmd::BPF_MAP_DELETE_BATCH as u64, "BPF_MAP_DELETE_BATCH"),
        (b::bpf_cmd::BPF_LINK_CREATE as u64, "BPF_LINK_CREATE"),
        (b::bpf_cmd::BPF_LINK_UPDATE as u64, "BPF_LINK_UPDATE"),
        (b::bpf_cmd::BPF_LINK_GET_FD_BY_ID as u64, "BPF_LINK_GET_FD_BY_ID"),
        (b::bpf_cmd::BPF_LINK_GET_NEXT_ID as u64, "BPF_LINK_GET_NEXT_ID"),
        (b::bpf_cmd::BPF_ENABLE_STATS as u64, "BPF_ENABLE_STATS"),
        (b::bpf_cmd::BPF_ITER_CREATE as u64, "BPF_ITER_CREATE"),
        (b::bpf_cmd::BPF_LINK_DETACH as u64, "BPF_LINK_DETACH"),
        (b::bpf_cmd::BPF_PROG_BIND_MAP as u64, "BPF_PROG_BIND_MAP"),
        (b::bpf_cmd::BPF_TOKEN_CREATE as u64, "BPF_TOKEN_CREATE"),
    ],
};

/// Types of BPF maps.
pub static BPF_MAPS: Names = Names {
    prefix: "BPF_MAP_TYPE_",
    constants: &[
        (b::bpf_map_type::BPF_MAP_TYPE_UNSPEC as u64, "BPF_MAP_TYPE_UNSPEC"),
        (b::bpf_map_type::BPF_MAP_TYPE_HASH as u64, "BPF_MAP_TYPE_HASH"),
        (b::bpf_map_type::BPF_MAP_TYPE_ARRAY as u64, "BPF_MAP_TYPE_ARRAY"),
        (b::bpf_map_type::BPF_MAP_TYPE_PROG_ARRAY as u64, "BPF_MAP_TYPE_PROG_ARRAY"),
        (b::bpf_map_type::BPF_MAP_TYPE_PERF_EVENT_ARRAY as u64, "BPF_MAP_TYPE_PERF_EVENT_ARRAY"),
        (b::bpf_map_type::BPF_MAP_TYPE_PERCPU_HASH as u64, "BPF_MAP_TYPE_PERCPU_HASH"),
        (b::bpf_map_type::BPF_MAP_TYPE_PERCPU_ARRAY as u64, "BPF_MAP_TYPE_PERCPU_ARRAY"),
        (b::bpf_map_type::BPF_MAP_TYPE_STACK_TRACE as u64, "BPF_MAP_TYPE_STACK_TRACE"),
        (b::bpf_map_type::BPF_MAP_TYPE_CGROUP_ARRAY as u64, "BPF_MAP_TYPE_CGROUP_ARRAY"),
        (b::bpf_map_type::BPF_MAP_TYPE_LRU_HASH as u64, "BPF_MAP_TYPE_LRU_HASH"),
        (b::bpf_map_type::BPF_MAP_TYPE_LRU_PERCPU_HASH as u64, "BPF_MAP_TYPE_LRU_PERCPU_HASH"),
        (b::bpf_map_type::BPF_MAP_TYPE_LPM_TRIE as u64, "BPF_MAP_TYPE_LPM_TRIE"),
        (b::bpf_map_type::BPF_MAP_TYPE_ARRAY_OF_MAPS as u64, "BPF_MAP_TYPE_ARRAY_OF_MAPS"),
        (b::bpf_map_type::BPF_MAP_TYPE_HASH_OF_MAPS as u64, "BPF_MAP_TYPE_HASH_OF_MAPS"),
        (b::bpf_map_type::BPF_MAP_TYPE_DEVMAP as u64, "BPF_MAP_TYPE_DEVMAP"),
        (b::bpf_map_type::BPF_MAP_TYPE_SOCKMAP as u64, "BPF_MAP_TYPE_SOCKMAP"),
        (b::bpf_map_type::BPF_MAP_TYPE_CPUMAP as u64, "BPF_MAP_TYPE_CPUMAP"),
        (b::bpf_map_type::BPF_MAP_TYPE_XSKMAP as u64, "BPF_MAP_TYPE_XSKMAP"),
        (b::bpf_map_type::BPF_MAP_TYPE_SOCKHASH as u64, "BPF_MAP_TYPE_SOCKHASH"),
        (
            b::bpf_map_type::BPF_MAP_TYPE_CGROUP_STORAGE_DEPRECATED as u64,
            "BPF_MAP_TYPE_CGROUP_STORAGE_DEPRECATED",
        ),
        (b::bpf_map_type::BPF_MAP_TYPE_REUSEPORT_SOCKARRAY as u64, "BPF_MAP_TYPE_REUSEPORT_SOCKARRAY"),
        (
            b::bpf_map_type::BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE_DEPRECATED as u64,
            "BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE_DEPRECATED",
        ),
        (b::bpf_map_type::BPF_MAP_TYPE_QUEUE as u64, "BPF_MAP_TYPE_QUEUE"),
        (b::bpf_map_type::BPF_MAP_TYPE_STACK as u64, "BPF_MAP_TYPE_STACK"),
        (b::bpf_map_type::BPF_MAP_TYPE_SK_STORAGE as u64, "BPF_MAP_TYPE_SK_STORAGE"),
        (b::bpf_map_type::BPF_MAP_TYPE_DEVMAP_HASH as u64, "BPF_MAP_TYPE_DEVMAP_HASH"),
        (b::bpf_map_type::BPF_MAP_TYPE_STRUCT_OPS as u64, "BPF_MAP_TYPE_STRUCT_OPS"),
        (b::bpf_map_type::BPF_MAP_TYPE_RINGBUF as u64, "BPF_MAP_TYPE_RINGBUF"),
        (b::bpf_map_type::BPF_MAP_TYPE_INODE_STORAGE as u64, "BPF_MAP_TYPE_INODE_STORAGE"),
        (b::bpf_map_type::BPF_MAP_TYPE_TASK_STORAGE as u64, "BPF_MAP_TYPE_TASK_STORAGE"),
        (b::bpf_map_type::BPF_MAP_TYPE_BLOOM_FILTER as u64, "BPF_MAP_TYPE_BLOOM_FILTER"),
        (b::bpf_map_type::BPF_MAP_TYPE_USER_RINGBUF as u64, "BPF_MAP_TYPE_USER_RINGBUF"),
        (b::bpf_map_type::BPF_MAP_TYPE_CGRP_STORAGE as u64, "BPF_MAP_TYPE_CGRP_STORAGE"),
        (b::bpf_map_type::BPF_MAP_TYPE_ARENA as u64, "BPF_MAP_TYPE_ARENA"),
    ],
};

/// Types of BPF programs.
pub static BPF_PROGRAMS: Names = Names {
    prefix: "BPF_PROG_TYPE_",
    constants: &[
        (b::bpf_prog_type::BPF_PROG_TYPE_UNSPEC as u64, "BPF_PROG_TYPE_UNSPEC"),
        (b::bpf_prog_type::BPF_PROG_TYPE_SOCKET_FILTER as u64, "BPF_PROG_TYPE_SOCKET_FILTER"),
        (b::bpf_prog_type::BPF_PROG_TYPE_KPROBE as u64, "BPF_PROG_TYPE_KPROBE"),
        (b::bpf_prog_type::BPF_PROG_TYPE_SCHED_CLS as u64, "BPF_PROG_TYPE_SCHED_CLS"),
        (b::bpf_prog_type::BPF_PROG_TYPE_SCHED_ACT as u64, "BPF_PROG_TYPE_SCHED_ACT"),
        (b::bpf_prog_type::BPF_PROG_TYPE_TRACEPOINT as u64, "BPF_PROG_TYPE_TRACEPOINT"),
        (b::bpf_prog_type::BPF_PROG_TYPE_XDP as u64, "BPF_PROG_TYPE_XDP"),
        (b::bpf_prog_type::BPF_PROG_TYPE_PERF_EVENT as u64, "BPF_PROG_TYPE_PERF_EVENT"),
        (b::bpf_prog_type::BPF_PROG_TYPE_CGROUP_SKB as u64, "BPF_PROG_TYPE_CGROUP_SKB"),
        (b::bpf_prog_type::BPF_PROG_TYPE_CGROUP_SOCK as u64, "BPF_PROG_TYPE_CGROUP_SOCK"),
        (b::bpf_prog_type::BPF_PROG_TYPE_LWT_IN as u64, "BPF_PROG_TYPE_LWT_IN"),
        (b::bpf_prog_type::BPF_PROG_TYPE_LWT_OUT as u64, "BPF_PROG_TYPE_LWT_OUT"),
        (b::bpf_prog_type::BPF_PROG_TYPE_LWT_XMIT as u64, "BPF_PROG_TYPE_LWT_XMIT"),
        (b::bpf_prog_type::BPF_PROG_TYPE_SOCK_OPS as u64, "BPF_PROG_TYPE_SOCK_OPS"),
        (b::bpf_prog_type::BPF_PROG_TYPE_SK_SKB as u64, "BPF_PROG_TYPE_SK_SKB"),
        (b::bpf_prog_type::BPF_PROG_TYPE_CGROUP_DEVICE as u64, "BPF_PROG_TYPE_CGROUP_DEVICE"),
        (b::bpf_prog_type::BPF_PROG_TYPE_SK_MSG as u64, "BPF_PROG_TYPE_SK_MSG"),
        (b::bpf_prog_type::BPF_PROG_TYPE_RAW_TRACEPOINT as u64, "BPF_PROG_TYPE_RAW_TRACEPOINT"),
        (b::bpf_prog_type::BPF_PROG_TYPE_CGROUP_SOCK_ADDR as u64, "BPF_PROG_TYPE_CGROUP_SOCK_ADDR"),
        (b::bpf_prog_type::BPF_PROG_TYPE_LWT_SEG6LOCAL as u64, "BPF_PROG_TYPE_LWT_SEG6LOCAL"),
        (b::bpf_prog_type::BPF_PROG_TYPE_LIRC_MODE2 as u64, "BPF_PROG_TYPE_LIRC_MODE2"),
        (b::bpf_prog_type::BPF_PROG_TYPE_SK_REUSEPORT as u64, "BPF_PROG_TYPE_SK_REUSEPORT"),
        (b::bpf_prog_type::BPF_PROG_TYPE_FLOW_DISSECTOR as u64, "BPF_PROG_TYPE_FLOW_DISSECTOR"),
        (b::bpf_prog_type::BPF_PROG_TYPE_CGROUP_SYSCTL as u64, "BPF_PROG_TYPE_CGROUP_SYSCTL"),
        (
            b::bpf_prog_type::BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE as u64,
            "BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE",
        ),
        (b::bpf_prog_type::BPF_PROG_TYPE_CGROUP_SOCKOPT as u64, "BPF_PROG_TYPE_CGROUP_SOCKOPT"),
        (b::bpf_prog_type::BPF_PROG_TYPE_TRACING as u64, "BPF_PROG_TYPE_TRACING"),
        (b::bpf_prog_type::BPF_PROG_TYPE_STRUCT_OPS as u64, "BPF_PROG_TYPE_STRUCT_OPS"),
        (b::bpf_prog_type::BPF_PROG_TYPE_EXT as u64, "BPF_PROG_TYPE_EXT"),
        (b::bpf_prog_type::BPF_PROG_TYPE_LSM as u64, "BPF_PROG_TYPE_LSM"),
        (b::bpf_prog_type::BPF_PROG_TYPE_SK_LOOKUP as u64, "BPF_PROG_TYPE_SK_LOOKUP"),
        (b::bpf_prog_type::BPF_PROG_TYPE_SYSCALL as u64, "BPF_PROG_TYPE_SYSCALL"),
        (b::bpf_prog_type::BPF_PROG_TYPE_NETFILTER as u64, "BPF_PROG_TYPE_NETFILTER"),
    ],
};

/// Types of performance events.
pub static PERF: Names = Names {
    prefix: "PERF_TYPE_",
    constants: &[
        (b::perf_type_id::PERF_TYPE_HARDWARE as u64, "PERF_TYPE_HARDWARE"),
        (b::perf_type_id::PERF_TYPE_SOFTWARE as u64, "PERF_TYPE_SOFTWARE"),
        (b::perf_type_id::PERF_TYPE_TRACEPOINT as u64, "PERF_TYPE_TRACEPOINT"),
        (b::perf_type_id::PERF_TYPE_HW_CACHE as u64, "PERF_TYPE_HW_CACHE"),
        (b::perf_type_id::PERF_TYPE_RAW as u64, "PERF_TYPE_RAW"),
        (b::perf_type_id::PERF_TYPE_BREAKPOINT as u64, "PERF_TYPE_BREAKPOINT"),
    ],
};

/// Flags of `perf_event_open` (linux/perf_event.h).
pub static PERF_OPEN: Names = Names {
    prefix: "",
    constants: &[
        (1, "PERF_FLAG_FD_NO_GROUP"),
        (2, "PERF_FLAG_FD_OUTPUT"),
        (4, "PERF_FLAG_PID_CGROUP"),
        (8, "PERF_FLAG_FD_CLOEXEC"),
    ],
};

/// Operations of `seccomp`.
pub static SECCOMP: Names = names!("SECCOMP_": c;
    SECCOMP_SET_MODE_STRICT, SECCOMP_SET_MODE_FILTER, SECCOMP_GET_ACTION_AVAIL, SECCOMP_GET_NOTIF_SIZES
);

/// Actions of a seccomp filter.
pub static SECCOMP_ACTIONS: Names = names!("SECCOMP_RET_": c;
    SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_THREAD, SECCOMP_RET_TRAP, SECCOMP_RET_ERRNO,
    SECCOMP_RET_USER_NOTIF, SECCOMP_RET_TRACE, SECCOMP_RET_LOG, SECCOMP_RET_ALLOW
);

/// Flags of a seccomp filter.
pub static SECCOMP_FILTER: Names = names!("": c;
    SECCOMP_FILTER_FLAG_TSYNC, SECCOMP_FILTER_FLAG_LOG, SECCOMP_FILTER_FLAG_SPEC_ALLOW,
    SECCOMP_FILTER_FLAG_NEW_LISTENER, SECCOMP_FILTER_FLAG_TSYNC_ESRCH, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
);

/// Types of Landlock rules.
pub static LANDLOCK_RULES: Names = Names {
    prefix: "LANDLOCK_RULE_",
    constants: &[
        (l::landlock_rule_type::LANDLOCK_RULE_PATH_BENEATH as u64, "LANDLOCK_RULE_PATH_BENEATH"),
        (l::landlock_rule_type::LANDLOCK_RULE_NET_PORT as u64, "LANDLOCK_RULE_NET_PORT"),
    ],
};

/// Flags of `landlock_create_ruleset`.
pub static LANDLOCK_CREATE: Names = names!("": l;
    LANDLOCK_CREATE_RULESET_VERSION, LANDLOCK_CREATE_RULESET_ERRATA
);

/// Flags of `landlock_restrict_self` (linux/landlock.h, since Linux 6.15).
pub static LANDLOCK_RESTRICT: Names = Names {
    prefix: "",
    constants: &[
        (1, "LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF"),
        (2, "LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON"),
        (4, "LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF"),
    ],
};

/// Flags of `lsm_get_self_attr` (linux/lsm.h).
pub static LSM_FLAGS: Names = Names { prefix: "", constants: &[(1, "LSM_FLAG_SINGLE")] };

/// Rights on files that a Landlock ruleset handles.
pub static LANDLOCK_ACCESS: Names = names!("": l;
    LANDLOCK_ACCESS_FS_EXECUTE, LANDLOCK_ACCESS_FS_WRITE_FILE, LANDLOCK_ACCESS_FS_READ_FILE,
    LANDLOCK_ACCESS_FS_READ_DIR, LANDLOCK_ACCESS_FS_REMOVE_DIR, LANDLOCK_ACCESS_FS_REMOVE_FILE,
    LANDLOCK_ACCESS_FS_MAKE_CHAR, LANDLOCK_ACCESS_FS_MAKE_DIR, LANDLOCK_ACCESS_FS_MAKE_REG,
    LANDLOCK_ACCESS_FS_MAKE_SOCK, LANDLOCK_ACCESS_FS_MAKE_FIFO, LANDLOCK_ACCESS_FS_MAKE_BLOCK,
    LANDLOCK_ACCESS_FS_MAKE_SYM, LANDLOCK_ACCESS_FS_REFER, LANDLOCK_ACCESS_FS_TRUNCATE,
    LANDLOCK_ACCESS_FS_IOCTL_DEV
);

/// Rights on networks that a Landlock ruleset handles.
pub static LANDLOCK_NETWORK: Names =
    names!("": l; LANDLOCK_ACCESS_NET_BIND_TCP, LANDLOCK_ACCESS_NET_CONNECT_TCP);

/// Scopes that a Landlock ruleset handles.
pub static LANDLOCK_SCOPES: Names = names!("": l; LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET, LANDLOCK_SCOPE_SIGNAL);

/// Operations of `keyctl` that came later (linux/keyctl.h).
static LATER_KEYCTL: Names = Names {
    prefix: "KEYCTL_",
    constants: &[
        (23, "KEYCTL_DH_COMPUTE"),
        (24, "KEYCTL_PKEY_QUERY"),
        (25, "KEYCTL_PKEY_ENCRYPT"),
        (26, "KEYCTL_PKEY_DECRYPT"),
        (27, "KEYCTL_PKEY_SIGN"),
        (28, "KEYCTL_PKEY_VERIFY"),
        (29, "KEYCTL_RESTRICT_KEYRING"),
        (30, "KEYCTL_MOVE"),
        (31, "KEYCTL_CAPABILITIES"),
        (32, "KEYCTL_WATCH_KEY"),
    ],
};

/// Name of an operation of `keyctl`.
pub fn keyctl(value: u64) -> std::borrow::Cow<'static, str> {
    match KEYCTL.known(u64::from(value as u32)) {
        Some(name) => name.into(),
        None => LATER_KEYCTL.one(value),
    }
}

/// Operations of `keyctl`.
static KEYCTL: Names = names!("KEYCTL_": c;
    KEYCTL_GET_KEYRING_ID, KEYCTL_JOIN_SESSION_KEYRING, KEYCTL_UPDATE, KEYCTL_REVOKE, KEYCTL_CHOWN,
    KEYCTL_SETPERM, KEYCTL_DESCRIBE, KEYCTL_CLEAR, KEYCTL_LINK, KEYCTL_UNLINK, KEYCTL_SEARCH, KEYCTL_READ,
    KEYCTL_INSTANTIATE, KEYCTL_NEGATE, KEYCTL_SET_REQKEY_KEYRING, KEYCTL_SET_TIMEOUT, KEYCTL_ASSUME_AUTHORITY,
    KEYCTL_GET_SECURITY, KEYCTL_SESSION_TO_PARENT, KEYCTL_REJECT, KEYCTL_INSTANTIATE_IOV, KEYCTL_INVALIDATE,
    KEYCTL_GET_PERSISTENT
);

/// Keys with a meaning; others have a serial number.
pub static KEYS: Names = names!("": c;
    KEY_SPEC_THREAD_KEYRING, KEY_SPEC_PROCESS_KEYRING, KEY_SPEC_SESSION_KEYRING, KEY_SPEC_USER_KEYRING,
    KEY_SPEC_USER_SESSION_KEYRING, KEY_SPEC_GROUP_KEYRING, KEY_SPEC_REQKEY_AUTH_KEY
);

/// Capabilities, by their number.
pub static CAPABILITIES: Names = names!("CAP_": g;
    CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER, CAP_FSETID, CAP_KILL, CAP_SETGID,
    CAP_SETUID, CAP_SETPCAP, CAP_LINUX_IMMUTABLE, CAP_NET_BIND_SERVICE, CAP_NET_BROADCAST, CAP_NET_ADMIN,
    CAP_NET_RAW, CAP_IPC_LOCK, CAP_IPC_OWNER, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_CHROOT, CAP_SYS_PTRACE,
    CAP_SYS_PACCT, CAP_SYS_ADMIN, CAP_SYS_BOOT, CAP_SYS_NICE, CAP_SYS_RESOURCE, CAP_SYS_TIME,
    CAP_SYS_TTY_CONFIG, CAP_MKNOD, CAP_LEASE, CAP_AUDIT_WRITE, CAP_AUDIT_CONTROL, CAP_SETFCAP,
    CAP_MAC_OVERRIDE, CAP_MAC_ADMIN, CAP_SYSLOG, CAP_WAKE_ALARM, CAP_BLOCK_SUSPEND, CAP_AUDIT_READ,
    CAP_PERFMON, CAP_BPF, CAP_CHECKPOINT_RESTORE
);

/// Attributes of security modules (linux/lsm.h).
pub static LSM: Names = Names {
    prefix: "LSM_ATTR_",
    constants: &[
        (100, "LSM_ATTR_CURRENT"),
        (101, "LSM_ATTR_EXEC"),
        (102, "LSM_ATTR_FSCREATE"),
        (103, "LSM_ATTR_KEYCREATE"),
        (104, "LSM_ATTR_PREV"),
        (105, "LSM_ATTR_SOCKCREATE"),
    ],
};

/// Ids of security modules (linux/lsm.h).
pub static LSM_IDS: Names = Names {
    prefix: "LSM_ID_",
    constants: &[
        (0, "LSM_ID_UNDEF"),
        (100, "LSM_ID_CAPABILITY"),
        (101, "LSM_ID_SELINUX"),
        (102, "LSM_ID_SMACK"),
        (103, "LSM_ID_TOMOYO"),
        (104, "LSM_ID_APPARMOR"),
        (105, "LSM_ID_YAMA"),
        (106, "LSM_ID_LOADPIN"),
        (107, "LSM_ID_SAFESETID"),
        (108, "LSM_ID_LOCKDOWN"),
        (109, "LSM_ID_BPF"),
        (110, "LSM_ID_LANDLOCK"),
        (111, "LSM_ID_IMA"),
        (112, "LSM_ID_EVM"),
        (113, "LSM_ID_IPE"),
    ],
};

/// Versions of sets of capabilities.
pub static CAPABILITY_VERSIONS: Names = names!("": g;
    _LINUX_CAPABILITY_VERSION_1, _LINUX_CAPABILITY_VERSION_2, _LINUX_CAPABILITY_VERSION_3
);

/// What `kcmp` compares (linux/kcmp.h).
pub static KCMP: Names = Names {
    prefix: "KCMP_",
    constants: &[
        (0, "KCMP_FILE"),
        (1, "KCMP_VM"),
        (2, "KCMP_FILES"),
        (3, "KCMP_FS"),
        (4, "KCMP_SIGHAND"),
        (5, "KCMP_IO"),
        (6, "KCMP_SYSVSEM"),
        (7, "KCMP_EPOLL_TFD"),
    ],
};

/// Flags of `kexec_load`; those without a crate are of linux/kexec.h (Linux 6.10).
static KEXEC: Names = names!("": [(4, "KEXEC_UPDATE_ELFCOREHDR"), (8, "KEXEC_CRASH_HOTPLUG_SUPPORT")]; c;
    KEXEC_ON_CRASH, KEXEC_PRESERVE_CONTEXT
);
/// Architectures of `kexec_load`: the numbers of ELF, as far as we run there.
static KEXEC_ARCHITECTURES: Names = Names {
    prefix: "KEXEC_ARCH_",
    constants: &[
        (c::EM_386 as u64, "KEXEC_ARCH_386"),
        (c::EM_X86_64 as u64, "KEXEC_ARCH_X86_64"),
        (c::EM_ARM as u64, "KEXEC_ARCH_ARM"),
        (c::EM_AARCH64 as u64, "KEXEC_ARCH_AARCH64"),
    ],
};

/// Flags of `kexec_load`, the architecture first, which is the upper half; 0 stands for the host's own.
pub fn kexec(value: u64) -> Vec<String> {
    let architecture = value >> 16;
    let named = (architecture != 0).then(|| KEXEC_ARCHITECTURES.one(architecture).into_owned());
    named.into_iter().chain(KEXEC.flags(value & 0xffff)).collect()
}

/// Flags of `kexec_file_load`; those without a crate are of linux/kexec.h.
pub static KEXEC_FILE: Names = names!("": [(8, "KEXEC_FILE_DEBUG"), (16, "KEXEC_FILE_NO_CMA")]; c;
    KEXEC_FILE_UNLOAD, KEXEC_FILE_ON_CRASH, KEXEC_FILE_NO_INITRAMFS
);

/// Flags of `finit_module`.
pub static MODULE: Names = names!("": c;
    MODULE_INIT_IGNORE_MODVERSIONS, MODULE_INIT_IGNORE_VERMAGIC
);

/// Flags of `delete_module`.
pub static MODULE_DELETE: Names = names!("": c;
    O_NONBLOCK, O_TRUNC
);
