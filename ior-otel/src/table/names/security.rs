//! Filters, rights, security modules, kernel modules.

use aya_obj::generated as b;
use libc as c;
use linux_raw_sys::{general as g, landlock as l};

use super::Names;

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
