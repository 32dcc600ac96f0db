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

/// Requests of `ptrace` that all architectures have.
pub static PTRACE: Names = names!("PTRACE_": p;
    PTRACE_TRACEME, PTRACE_PEEKTEXT, PTRACE_PEEKDATA, PTRACE_PEEKUSR, PTRACE_POKETEXT, PTRACE_POKEDATA,
    PTRACE_POKEUSR, PTRACE_CONT, PTRACE_KILL, PTRACE_SINGLESTEP, PTRACE_ATTACH, PTRACE_DETACH, PTRACE_SYSCALL,
    PTRACE_SETOPTIONS, PTRACE_GETEVENTMSG, PTRACE_GETSIGINFO, PTRACE_SETSIGINFO, PTRACE_GETREGSET,
    PTRACE_SETREGSET, PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_LISTEN, PTRACE_PEEKSIGINFO, PTRACE_GETSIGMASK,
    PTRACE_SETSIGMASK, PTRACE_SECCOMP_GET_FILTER, PTRACE_SECCOMP_GET_METADATA, PTRACE_GET_SYSCALL_INFO,
    PTRACE_GET_RSEQ_CONFIGURATION, PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG,
    PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG, PTRACE_SYSEMU, PTRACE_SYSEMU_SINGLESTEP
);

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
