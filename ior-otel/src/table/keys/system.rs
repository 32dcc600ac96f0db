//! The machine.

keys! {
    SYSTEM_KEYS;

    /// Flags of `getrandom`.
    RANDOM_FLAGS = "syscall.random.flags";
    /// Command of `membarrier`.
    MEMBARRIER = "syscall.membarrier.command";
    /// Commands of it that the kernel has, or that the process is registered for.
    MEMBARRIER_COMMANDS = "syscall.membarrier.commands";
    /// Request of `ptrace`: `PTRACE_SEIZE`.
    PTRACE = "syscall.ptrace.request";
    /// Options of tracing: `PTRACE_O_TRACEEXIT`.
    PTRACE_OPTIONS = "syscall.ptrace.options";
    /// Set of registers that is read or written: `NT_PRSTATUS`.
    PTRACE_REGISTERS = "syscall.ptrace.registers";
    /// Address that is read or written in the traced process.
    PTRACE_ADDRESS = "syscall.ptrace.address";
    /// Type of a performance event: `PERF_TYPE_HARDWARE`.
    PERF_TYPE = "syscall.perf.type";
    /// Which event of that type: `PERF_COUNT_HW_CPU_CYCLES`; where it has no name, in hexadecimal.
    PERF_CONFIG = "syscall.perf.config";
    /// Bits of its attributes, as the fields are called: `exclude_kernel`.
    PERF_BITS = "syscall.perf.attr_bits";
    /// Events from one sample to the next.
    PERF_PERIOD = "syscall.perf.sample_period";
    /// Samples in a second.
    PERF_FREQUENCY = "syscall.perf.sample_frequency";
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

/// What the attributes of a performance event can have.
pub const OF_PERF: &[&str] = &[PERF_TYPE, PERF_SIZE, PERF_CONFIG, PERF_BITS, PERF_PERIOD, PERF_FREQUENCY];
