//! Processes: who they are, how they are made, awaited and limited.

keys! {
    PROCESS_KEYS;

    /// Process that it is about.
    TARGET_PID = "syscall.target.pid";
    /// Descriptor of the process that it is about.
    TARGET_FD = "syscall.target.fd";
    /// Thread that it is about.
    TARGET_TID = "syscall.target.tid";
    /// Number of a program's arguments, with its own name.
    ARGUMENTS = "process.args_count";
    /// Exit code.
    EXIT_CODE = "syscall.exit_code";
    /// User; -1 leaves it as it is.
    USER_ID = "syscall.user.id";
    /// Effective user; -1 leaves it as it is.
    USER_EFFECTIVE_ID = "syscall.user.effective_id";
    /// Saved user; -1 leaves it as it is.
    USER_SAVED_ID = "syscall.user.saved_id";
    /// Group; -1 leaves it as it is.
    GROUP_ID = "syscall.group.id";
    /// Effective group; -1 leaves it as it is.
    GROUP_EFFECTIVE_ID = "syscall.group.effective_id";
    /// Saved group; -1 leaves it as it is.
    GROUP_SAVED_ID = "syscall.group.saved_id";
    /// Number of groups.
    GROUP_COUNT = "syscall.group.count";
    /// Supplementary groups, the first 32 of them.
    GROUPS = "syscall.group.ids";
    /// Flags of `clone`: `CLONE_THREAD`; of `unshare` and `setns`: `CLONE_NEWNET`.
    CLONE_FLAGS = "syscall.clone.flags";
    /// Signal that tells the parent of the child's end.
    CLONE_SIGNAL = "syscall.clone.exit_signal";
    /// Process or thread that was made, or awaited.
    CHILD_PID = "syscall.child.pid";
    /// Exit code of the awaited process.
    CHILD_EXIT_CODE = "syscall.child.exit_code";
    /// What became of it: `exited`, `killed`, `dumped` (killed, with a core), `stopped`, `trapped` (stopped for its tracer), `continued`.
    CHILD_STATE = "syscall.child.state";
    /// Signal that killed, stopped or continued it.
    CHILD_SIGNAL = "syscall.child.signal";
    /// For what it stopped, for its tracer: `PTRACE_EVENT_FORK`.
    CHILD_EVENT = "syscall.child.ptrace_event";
    /// Options of a wait: `WNOHANG`.
    WAIT_OPTIONS = "syscall.wait.options";
    /// What is waited for: `P_PID`.
    WAIT_ID_TYPE = "syscall.wait.id_type";
    /// Option of `prctl` or `arch_prctl`: `PR_SET_NAME`.
    PRCTL = "syscall.prctl.option";
    /// What the option does, where it does several things: `PR_CAP_AMBIENT_RAISE`.
    PRCTL_OPERATION = "syscall.prctl.operation";
    /// What the option is given or returns: `SUID_DUMP_USER`, `CAP_NET_ADMIN`, or a number.
    PRCTL_VALUE = "syscall.prctl.value";
    /// How much later than asked for timers may run out, seconds.
    TIMER_SLACK = "syscall.prctl.timer_slack";
    /// CPU time in user mode, seconds.
    USAGE_USER = "syscall.rusage.user_time";
    /// CPU time in the kernel, seconds.
    USAGE_SYSTEM = "syscall.rusage.system_time";
    /// Most memory that was resident at a time, bytes.
    USAGE_MEMORY = "syscall.rusage.max_resident";
    /// Page faults without input.
    USAGE_MINOR_FAULTS = "syscall.rusage.minor_faults";
    /// Page faults with input.
    USAGE_MAJOR_FAULTS = "syscall.rusage.major_faults";
    /// Personality: flags, and its domain.
    PERSONALITY = "syscall.personality";
    /// Limit of a resource: `RLIMIT_NOFILE`.
    LIMIT = "syscall.rlimit.resource";
    /// Soft limit; -1 is none.
    LIMIT_SOFT = "syscall.rlimit.soft";
    /// Hard limit; -1 is none.
    LIMIT_HARD = "syscall.rlimit.hard";
    /// Soft limit that there was; -1 is none.
    LIMIT_OLD_SOFT = "syscall.rlimit.old_soft";
    /// Hard limit that there was; -1 is none.
    LIMIT_OLD_HARD = "syscall.rlimit.old_hard";
    /// Niceness.
    NICE = "syscall.nice";
    /// Process group.
    GROUP_PID = "syscall.target.pgid";
    /// Session id.
    SESSION_PID = "syscall.target.sid";
    /// Signature that marks a handler of restartable sequences.
    RSEQ_SIGNATURE = "syscall.rseq.signature";
    /// Command of `reboot`.
    REBOOT = "syscall.reboot.command";
    /// The other process.
    TARGET_PID_SECOND = "syscall.target.second_pid";
}

/// What a wait can have of the child that it found.
pub const OF_CHILD: &[&str] = &[CHILD_STATE, CHILD_EXIT_CODE, CHILD_SIGNAL, CHILD_EVENT];
/// What the resources can have that a process has used.
pub const OF_USAGE: &[&str] =
    &[USAGE_USER, USAGE_SYSTEM, USAGE_MEMORY, USAGE_MINOR_FAULTS, USAGE_MAJOR_FAULTS];
