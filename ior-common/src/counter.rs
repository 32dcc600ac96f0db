//! The kernel side's own account: per-CPU counters, one for every way in which a call, a record or a series can be
//! lost. Together with the series they close the ledger
//! `enters = paired + in flight + unpaired` and `records = received + dropped`.

/// Calls entered by threads that have ended; the threads that live carry their own count.
pub const ENTERS_OF_ENDED_THREADS: u32 = 0;
/// Calls whose thread ended in them, other than `exit` itself: killed, or overtaken by `exit_group` or `execve` of another
/// thread.
pub const UNPAIRED_KILLED: u32 = 1;
/// Calls without a `sys_exit`: the thread entered another.
pub const UNPAIRED_NO_EXIT: u32 = 2;
/// Calls that a signal interrupted and whose answer was never seen (`siglongjmp` out of the handler).
pub const UNPAIRED_INTERRUPTED: u32 = 3;
/// `sys_exit` of calls that were in flight when tracing began.
pub const ORPHAN_ATTACHED: u32 = 4;
/// `sys_exit` without a `sys_enter`, as a seccomp filter that refuses a call shows it.
pub const ORPHAN_OTHER: u32 = 5;
/// Threads that are not traced because the map of threads is full.
pub const THREADS_LOST: u32 = 6;
/// Calls counted without their process, because the map of series is full.
pub const SERIES_OVERFLOW: u32 = 7;
/// Values of a quantity counted without their process, because the map of sizes is full.
pub const SIZES_OVERFLOW: u32 = 8;
/// Records made for calls that become spans.
pub const RECORDS_CALL: u32 = 9;
/// Those of them for which the ring buffer had no room.
pub const DROPPED_CALL: u32 = 10;
/// Records made for processes that start, execute or end.
pub const RECORDS_PROCESS: u32 = 11;
/// Those of them for which the ring buffer had no room.
pub const DROPPED_PROCESS: u32 = 12;
/// Entries made in the maps of series and sizes, by which user space knows when to drain them.
pub const SERIES_MADE: u32 = 13;
/// Quantities of calls that are not, or not wholly, counted, because the process's memory could not be read.
pub const QUANTITY_FAULTS: u32 = 14;
/// Calls that a thread was in when its process ceased to be a target.
pub const UNPAIRED_LEFT: u32 = 15;
/// Threads that are not traced because the map of threads was full when all tasks were walked through. A counter of its own, because the
/// walk may be interrupted by programs that count.
pub const THREADS_LOST_IN_WALK: u32 = 16;
/// Processes of whose threads no contexts are read, because there are too many that publish some.
pub const PUBLISHERS_LOST: u32 = 17;
/// Number of counters.
pub const COUNTERS: u32 = 18;
/// All of them on one CPU: one entry, to be read at once.
pub type Counters = [u64; COUNTERS as usize];
