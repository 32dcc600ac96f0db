//! Constants that options take or return.

use linux_raw_sys::prctl as p;

use crate::table::names::Names;

/// Of the kernel's linux/sched/coredump.h.
pub(super) static DUMPABLE: Names = Names {
    prefix: "SUID_DUMP_",
    constants: &[(0, "SUID_DUMP_DISABLE"), (1, "SUID_DUMP_USER"), (2, "SUID_DUMP_ROOT")],
};
pub(super) static UNALIGNED: Names = names!("": p; PR_UNALIGN_NOPRINT, PR_UNALIGN_SIGBUS);
pub(super) static TIMING: Names = names!("PR_TIMING_": p; PR_TIMING_STATISTICAL, PR_TIMING_TIMESTAMP);
pub(super) static SECCOMP: Names = names!("SECCOMP_MODE_": libc;
    SECCOMP_MODE_DISABLED,
    SECCOMP_MODE_STRICT,
    SECCOMP_MODE_FILTER,
);
pub(super) static TSC: Names = names!("PR_TSC_": p; PR_TSC_ENABLE, PR_TSC_SIGSEGV);
pub(super) static SECURE_BITS: Names = names!("": libc;
    SECBIT_NOROOT,
    SECBIT_NOROOT_LOCKED,
    SECBIT_NO_SETUID_FIXUP,
    SECBIT_NO_SETUID_FIXUP_LOCKED,
    SECBIT_KEEP_CAPS,
    SECBIT_KEEP_CAPS_LOCKED,
    SECBIT_NO_CAP_AMBIENT_RAISE,
    SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED,
    SECBIT_EXEC_RESTRICT_FILE,
    SECBIT_EXEC_RESTRICT_FILE_LOCKED,
    SECBIT_EXEC_DENY_INTERACTIVE,
    SECBIT_EXEC_DENY_INTERACTIVE_LOCKED,
);
pub(super) static MCE_OPERATIONS: Names = names!("PR_MCE_KILL_": p; PR_MCE_KILL_CLEAR, PR_MCE_KILL_SET);
pub(super) static MCE_POLICIES: Names =
    names!("PR_MCE_KILL_": p; PR_MCE_KILL_LATE, PR_MCE_KILL_EARLY, PR_MCE_KILL_DEFAULT);
pub(super) static MM_FIELDS: Names = names!("PR_SET_MM_": p;
    PR_SET_MM_START_CODE,
    PR_SET_MM_END_CODE,
    PR_SET_MM_START_DATA,
    PR_SET_MM_END_DATA,
    PR_SET_MM_START_STACK,
    PR_SET_MM_START_BRK,
    PR_SET_MM_BRK,
    PR_SET_MM_ARG_START,
    PR_SET_MM_ARG_END,
    PR_SET_MM_ENV_START,
    PR_SET_MM_ENV_END,
    PR_SET_MM_AUXV,
    PR_SET_MM_EXE_FILE,
    PR_SET_MM_MAP,
    PR_SET_MM_MAP_SIZE,
);
/// Any process, among the ids of processes.
pub(super) static PTRACERS: Names = names!("": libc; PR_SET_PTRACER_ANY);
pub(super) static AMBIENT: Names = names!("PR_CAP_AMBIENT_": p;
    PR_CAP_AMBIENT_IS_SET,
    PR_CAP_AMBIENT_RAISE,
    PR_CAP_AMBIENT_LOWER,
    PR_CAP_AMBIENT_CLEAR_ALL,
);
pub(super) static MISFEATURES: Names = names!("PR_SPEC_": p;
    PR_SPEC_STORE_BYPASS,
    PR_SPEC_INDIRECT_BRANCH,
    PR_SPEC_L1D_FLUSH,
);
pub(super) static SPECULATION: Names = names!("": p;
    PR_SPEC_NOT_AFFECTED,
    PR_SPEC_PRCTL,
    PR_SPEC_ENABLE,
    PR_SPEC_DISABLE,
    PR_SPEC_FORCE_DISABLE,
    PR_SPEC_DISABLE_NOEXEC,
);
pub(super) static DISPATCH: Names = names!("PR_SYS_DISPATCH_": p;
    PR_SYS_DISPATCH_OFF,
    PR_SYS_DISPATCH_EXCLUSIVE_ON,
    PR_SYS_DISPATCH_INCLUSIVE_ON,
);
pub(super) static CORE_SCHEDULING: Names = names!("PR_SCHED_CORE_": p;
    PR_SCHED_CORE_GET,
    PR_SCHED_CORE_CREATE,
    PR_SCHED_CORE_SHARE_TO,
    PR_SCHED_CORE_SHARE_FROM,
);
pub(super) static MDWE: Names = names!("": p; PR_MDWE_REFUSE_EXEC_GAIN, PR_MDWE_NO_INHERIT);
pub(super) static VMA: Names = names!("PR_SET_VMA_": p; PR_SET_VMA_ANON_NAME);
pub(super) static RESTORE_IDS: Names = names!("PR_TIMER_CREATE_RESTORE_IDS_": p;
    PR_TIMER_CREATE_RESTORE_IDS_OFF,
    PR_TIMER_CREATE_RESTORE_IDS_ON,
    PR_TIMER_CREATE_RESTORE_IDS_GET,
);
pub(super) static FUTEX_HASH: Names =
    names!("PR_FUTEX_HASH_": p; PR_FUTEX_HASH_SET_SLOTS, PR_FUTEX_HASH_GET_SLOTS);
