//! The machine: random numbers, barriers, tracing, the kernel's log.

use libc as c;
use linux_raw_sys::{general as g, ptrace as p};

use super::Names;

/// Flags of `getrandom`.
pub static RANDOM: Names = names!("": c;
    GRND_NONBLOCK, GRND_RANDOM, GRND_INSECURE
);

/// Commands of `membarrier`.
pub static MEMBARRIER: Names = Names {
    prefix: "MEMBARRIER_CMD_",
    constants: &[
        (g::membarrier_cmd::MEMBARRIER_CMD_QUERY as u64, "MEMBARRIER_CMD_QUERY"),
        (g::membarrier_cmd::MEMBARRIER_CMD_GLOBAL as u64, "MEMBARRIER_CMD_GLOBAL"),
        (g::membarrier_cmd::MEMBARRIER_CMD_GLOBAL_EXPEDITED as u64, "MEMBARRIER_CMD_GLOBAL_EXPEDITED"),
        (
            g::membarrier_cmd::MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED as u64,
            "MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED",
        ),
        (g::membarrier_cmd::MEMBARRIER_CMD_PRIVATE_EXPEDITED as u64, "MEMBARRIER_CMD_PRIVATE_EXPEDITED"),
        (
            g::membarrier_cmd::MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED as u64,
            "MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED",
        ),
        (
            g::membarrier_cmd::MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE as u64,
            "MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE",
        ),
        (
            g::membarrier_cmd::MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE as u64,
            "MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE",
        ),
        (
            g::membarrier_cmd::MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ as u64,
            "MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ",
        ),
        (
            g::membarrier_cmd::MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ as u64,
            "MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ",
        ),
        (g::membarrier_cmd::MEMBARRIER_CMD_GET_REGISTRATIONS as u64, "MEMBARRIER_CMD_GET_REGISTRATIONS"),
    ],
};

/// Flags of `membarrier` (linux/membarrier.h).
pub static MEMBARRIER_FLAGS: Names = Names { prefix: "", constants: &[(1, "MEMBARRIER_CMD_FLAG_CPU")] };

/// Requests of `ptrace` that all architectures have, and before them those of x86 and of 32-bit arm that debuggers use.
pub static PTRACE: Names = names!("PTRACE_": [(12, "PTRACE_GETREGS"), (13, "PTRACE_SETREGS"), (14, "PTRACE_GETFPREGS"), (15, "PTRACE_SETFPREGS")]; p;
    PTRACE_TRACEME, PTRACE_PEEKTEXT, PTRACE_PEEKDATA, PTRACE_PEEKUSR, PTRACE_POKETEXT, PTRACE_POKEDATA,
    PTRACE_POKEUSR, PTRACE_CONT, PTRACE_KILL, PTRACE_SINGLESTEP, PTRACE_ATTACH, PTRACE_DETACH, PTRACE_SYSCALL,
    PTRACE_SETOPTIONS, PTRACE_GETEVENTMSG, PTRACE_GETSIGINFO, PTRACE_SETSIGINFO, PTRACE_GETREGSET,
    PTRACE_SETREGSET, PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_LISTEN, PTRACE_PEEKSIGINFO, PTRACE_GETSIGMASK,
    PTRACE_SETSIGMASK, PTRACE_SECCOMP_GET_FILTER, PTRACE_SECCOMP_GET_METADATA, PTRACE_GET_SYSCALL_INFO,
    PTRACE_GET_RSEQ_CONFIGURATION, PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG,
    PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG, PTRACE_SYSEMU, PTRACE_SYSEMU_SINGLESTEP
);

/// Options of `PTRACE_SETOPTIONS` and `PTRACE_SEIZE`.
pub static PTRACE_OPTIONS: Names = names!("": p;
    PTRACE_O_TRACESYSGOOD, PTRACE_O_TRACEFORK, PTRACE_O_TRACEVFORK, PTRACE_O_TRACECLONE, PTRACE_O_TRACEEXEC,
    PTRACE_O_TRACEVFORKDONE, PTRACE_O_TRACEEXIT, PTRACE_O_TRACESECCOMP, PTRACE_O_EXITKILL,
    PTRACE_O_SUSPEND_SECCOMP
);

/// Sets of registers (linux/elf.h).
pub static REGISTER_SETS: Names = Names {
    prefix: "NT_",
    constants: &[
        (1, "NT_PRSTATUS"),
        (2, "NT_PRFPREG"),
        (0x46e6_2b7f, "NT_PRXFPREG"),
        (0x200, "NT_386_TLS"),
        (0x201, "NT_386_IOPERM"),
        (0x202, "NT_X86_XSTATE"),
        (0x204, "NT_X86_SHSTK"),
        (0x401, "NT_ARM_TLS"),
        (0x402, "NT_ARM_HW_BREAK"),
        (0x403, "NT_ARM_HW_WATCH"),
        (0x404, "NT_ARM_SYSTEM_CALL"),
        (0x405, "NT_ARM_SVE"),
        (0x406, "NT_ARM_PAC_MASK"),
    ],
};

/// Flags of `rseq` (linux/rseq.h).
pub static RSEQ: Names = Names { prefix: "", constants: &[(1, "RSEQ_FLAG_UNREGISTER")] };

/// Flags of `swapon`, without the priority (linux/swap.h).
pub static SWAP: Names = Names {
    prefix: "",
    constants: &[
        (0x8000, "SWAP_FLAG_PREFER"),
        (0x10000, "SWAP_FLAG_DISCARD"),
        (0x20000, "SWAP_FLAG_DISCARD_ONCE"),
        (0x40000, "SWAP_FLAG_DISCARD_PAGES"),
    ],
};

/// For what a thread stops, for its tracer (ptrace(2)).
pub static PTRACE_EVENTS: Names = names!("PTRACE_EVENT_": c;
    PTRACE_EVENT_FORK, PTRACE_EVENT_VFORK, PTRACE_EVENT_CLONE, PTRACE_EVENT_EXEC, PTRACE_EVENT_VFORK_DONE,
    PTRACE_EVENT_EXIT, PTRACE_EVENT_SECCOMP, PTRACE_EVENT_STOP
);

/// Actions of `syslog` (linux/syslog.h).
pub static LOG: Names = Names {
    prefix: "SYSLOG_ACTION_",
    constants: &[
        (0, "SYSLOG_ACTION_CLOSE"),
        (1, "SYSLOG_ACTION_OPEN"),
        (2, "SYSLOG_ACTION_READ"),
        (3, "SYSLOG_ACTION_READ_ALL"),
        (4, "SYSLOG_ACTION_READ_CLEAR"),
        (5, "SYSLOG_ACTION_CLEAR"),
        (6, "SYSLOG_ACTION_CONSOLE_OFF"),
        (7, "SYSLOG_ACTION_CONSOLE_ON"),
        (8, "SYSLOG_ACTION_CONSOLE_LEVEL"),
        (9, "SYSLOG_ACTION_SIZE_UNREAD"),
        (10, "SYSLOG_ACTION_SIZE_BUFFER"),
    ],
};
