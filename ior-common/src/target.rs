//! Which processes are traced under `attach`. The kernel side asks this of a process when it is new to it: when the programs are
//! attached, when it is forked, executes a program or is moved to another cgroup; never of a call.

/// [`crate::host::Target::wanted`], [`crate::thread::Thread::reason`]: every process.
pub const ALL: u8 = 1 << 0;
/// The processes of a pid namespace, and of those below it.
pub const NAMESPACE: u8 = 1 << 1;
/// The processes of cgroups, and of those below them.
pub const CGROUPS: u8 = 1 << 2;
/// Processes by the name of their main thread.
pub const NAMES: u8 = 1 << 3;
/// Processes by their id: looked at only when the programs are attached, because an id is given again.
pub const PIDS: u8 = 1 << 4;
/// [`crate::thread::Thread::reason`]: the command of `run`.
pub const COMMAND: u8 = 1 << 5;

/// Most cgroups, names or ids.
pub const MAX_TARGETS: u32 = 1024;

/// Deepest nesting of pid namespaces (`MAX_PID_NS_LEVEL`, linux/pid_namespace.h).
pub const MAX_LEVELS: u32 = 32;
/// Deepest nesting of cgroups that is followed.
pub const MAX_CGROUP_DEPTH: u32 = 64;
