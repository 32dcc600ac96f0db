//! The machine.

keys! {
    SYSTEM_KEYS;

    /// Flags of `getrandom`.
    RANDOM_FLAGS = "syscall.random.flags";
    /// Command of `membarrier`.
    MEMBARRIER = "syscall.membarrier.command";
    /// Request of `ptrace`: `PTRACE_SEIZE`.
    PTRACE = "syscall.ptrace.request";
    /// Type of a performance event: `PERF_TYPE_HARDWARE`.
    PERF_TYPE = "syscall.perf.type";
    /// Which event of that type, in hexadecimal.
    PERF_CONFIG = "syscall.perf.config";
    /// Bytes of its attributes.
    PERF_SIZE = "syscall.perf.attr_size";
    /// Ports: the first, and how many.
    PORT = "syscall.port.first";
    /// Number of ports.
    PORT_COUNT = "syscall.port.count";
    /// Action on the kernel's log: `SYSLOG_ACTION_READ_ALL`.
    LOG_ACTION = "syscall.log.action";
    /// Flags of a swap area.
    SWAP_FLAGS = "syscall.swap.flags";
    /// Its priority.
    SWAP_PRIORITY = "syscall.swap.priority";
    /// Name of the host or domain that is set.
    HOST_NAME = "syscall.host.name";
}
