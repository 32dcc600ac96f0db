//! Structures that calls point to: which members are shown, and as what.

use super::{
    keys,
    names::{self, Names},
};

/// A member of a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Offset in bytes.
    pub at: u8,
    /// What it is.
    pub shape: Shape,
    /// The attribute that it becomes.
    pub key: &'static str,
}

/// What a member of a structure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A number of 32 bits.
    Int,
    /// The same without a sign.
    Unsigned,
    /// A number of 64 bits.
    Long,
    /// 64 bits, shown in hexadecimal.
    Hex,
    /// A number of 16 bits.
    Short,
    /// The same without a sign.
    UnsignedShort,
    /// One of some constants, 32 bits.
    One(&'static Names),
    /// One of some constants, 64 bits.
    LongOne(&'static Names),
    /// Flags, 16 bits.
    ShortFlags(&'static Names),
    /// Flags, 32 bits.
    Flags(&'static Names),
    /// Flags, 64 bits.
    LongFlags(&'static Names),
    /// Nanoseconds, 64 bits, shown in seconds; 0 is none.
    Nanoseconds,
    /// What is done on a signal, 64 bits: the address of a handler, or what stands for none.
    Handler,
    /// A set of signals, 64 bits.
    Signals,
    /// A limit of a resource, 64 bits; that there is none is shown as -1.
    Limit,
    /// A `struct timespec`, shown in seconds.
    Time,
    /// A `struct timeval`, shown in seconds.
    Timeval,
}

impl Shape {
    /// Size in bytes.
    pub const fn size(self) -> u8 {
        match self {
            Self::Short | Self::UnsignedShort | Self::ShortFlags(_) => 2,
            Self::Int | Self::Unsigned | Self::One(_) | Self::Flags(_) => 4,
            Self::Long
            | Self::Hex
            | Self::LongOne(_)
            | Self::LongFlags(_)
            | Self::Nanoseconds
            | Self::Handler
            | Self::Signals
            | Self::Limit => 8,
            Self::Time | Self::Timeval => 16,
        }
    }
}

/// Bytes up to the end of the last member that is shown.
pub const fn length(fields: &[Field]) -> u8 {
    let mut length = 0;
    let mut at = 0;
    while at < fields.len() {
        let end = fields[at].at + fields[at].shape.size();
        if end > length {
            length = end;
        }
        at += 1;
    }
    length
}

/// The members of a structure that are shown.
#[derive(Debug, PartialEq, Eq)]
pub struct Structure {
    /// They.
    pub fields: &'static [Field],
    /// Their attributes.
    pub keys: &'static [&'static str],
}

/// `offset: Shape => KEY, ...`
macro_rules! structure {
    ($($at:literal: $shape:ident $(($names:expr))? => $key:ident),+ $(,)?) => {
        Structure {
            fields: &[$(Field { at: $at, shape: Shape::$shape $(($names))?, key: keys::$key }),+],
            keys: &[$(keys::$key),+],
        }
    };
}

/// `struct rlimit` of getrlimit(2).
pub static RLIMIT: Structure = structure!(0: Limit => LIMIT_SOFT, 8: Limit => LIMIT_HARD);
/// The same, of the limits that there were.
pub static RLIMIT_OLD: Structure = structure!(0: Limit => LIMIT_OLD_SOFT, 8: Limit => LIMIT_OLD_HARD);
/// `struct sched_param` of sched(7).
pub static SCHED_PARAM: Structure = structure!(0: Int => SCHED_PRIORITY);
/// `struct sched_attr` of sched_setattr(2).
pub static SCHED_ATTR: Structure = structure!(
    4: One(&names::sched::POLICIES) => SCHED_POLICY,
    8: LongFlags(&names::sched::ATTRIBUTE_FLAGS) => SCHED_FLAGS,
    16: Int => SCHED_NICE,
    20: Unsigned => SCHED_PRIORITY,
    24: Nanoseconds => SCHED_RUNTIME,
    32: Nanoseconds => SCHED_DEADLINE,
    40: Nanoseconds => SCHED_PERIOD,
);
/// `struct epoll_event` of epoll_ctl(2).
pub static EPOLL_EVENT: Structure = structure!(0: Flags(&names::polling::EVENTS) => EPOLL_EVENTS);
/// `struct io_uring_params` of io_uring_setup(2).
pub static URING_PARAMS: Structure = structure!(8: Flags(&names::aio::SETUP) => URING_FLAGS);
/// `struct itimerspec` of timer_settime(2).
pub static TIMER: Structure = structure!(0: Time => TIMER_INTERVAL, 16: Time => TIMER_VALUE);
/// `struct itimerval` of setitimer(2).
pub static INTERVAL_TIMER: Structure = structure!(0: Timeval => TIMER_INTERVAL, 16: Timeval => TIMER_VALUE);
/// `struct timespec`, a time to set.
pub static TIME: Structure = structure!(0: Time => CLOCK_TIME);
/// `struct timeval`, a time to set.
pub static TIMEVAL: Structure = structure!(0: Timeval => CLOCK_TIME);
/// `struct timex` of adjtimex(2).
pub static TIMEX: Structure = structure!(0: Flags(&names::time::ADJUST) => CLOCK_ADJUST);
/// `struct timespec`, a length of time that the kernel tells.
pub static INTERVAL: Structure = structure!(0: Time => SCHED_INTERVAL);
/// A set of signals, as the kernel has it.
pub static SIGNALS: Structure = structure!(0: Signals => SIGNALS);
/// `struct kernel_sigaction` of x86_64 and aarch64: the handler, and flags.
pub static ACTION: Structure =
    structure!(0: Handler => ACTION_HANDLER, 8: LongFlags(&names::signals::ACTION_FLAGS) => ACTION_FLAGS);
/// `siginfo_t` of rt_sigqueueinfo(2): after the signal and an error, where it comes from.
pub static SIGNAL_INFO: Structure = structure!(8: One(&names::signals::CODES) => SIGNAL_CODE);
/// `struct mnt_id_req` of statmount(2).
pub static MOUNT_REQUEST: Structure = structure!(8: Long => MOUNT_ID);
/// `struct ns_id_req` of listns(2).
pub static NAMESPACE_REQUEST: Structure =
    structure!(8: Long => NAMESPACE_ID, 16: Flags(&names::process::NAMESPACES) => CLONE_FLAGS);
/// `struct msgbuf` of msgop(2).
pub static MESSAGE: Structure = structure!(0: Long => MESSAGE_TYPE);
/// `struct landlock_ruleset_attr` of landlock_create_ruleset(2).
pub static RULESET: Structure = structure!(
    0: LongFlags(&names::security::LANDLOCK_ACCESS) => LANDLOCK_ACCESS,
    8: LongFlags(&names::security::LANDLOCK_NETWORK) => LANDLOCK_NETWORK,
    16: LongFlags(&names::security::LANDLOCK_SCOPES) => LANDLOCK_SCOPES,
);
/// `struct __user_cap_header_struct` of capget(2).
pub static CAPABILITY_HEADER: Structure =
    structure!(0: One(&names::security::CAPABILITY_VERSIONS) => CAPABILITY_VERSION, 4: Int => TARGET_PID);
/// `struct lsm_ctx` of linux/lsm.h, the first of them.
pub static LSM_CONTEXT: Structure = structure!(0: LongOne(&names::security::LSM_IDS) => LSM_ID);
/// `struct mq_attr` of mq_setattr(3), of which flags only are set.
pub static QUEUE_FLAGS: Structure = structure!(0: LongFlags(&names::ipc::QUEUE) => QUEUE_FLAGS);
/// `struct mq_attr` of mq_getattr(3).
pub static QUEUE_STATE: Structure =
    structure!(8: Long => QUEUE_MAX_MESSAGES, 16: Long => QUEUE_MESSAGE_SIZE, 24: Long => QUEUE_MESSAGES);
/// `struct sembuf` of semop(2), the first of them.
pub static SEMAPHORE_OPERATION: Structure = structure!(
    0: UnsignedShort => SYSV_SEMAPHORE,
    2: Short => SEMAPHORE_CHANGE,
    4: ShortFlags(&names::ipc::SEM_OPERATION) => SEMAPHORE_FLAGS,
);
/// `struct cachestat_range` of linux/mman.h.
pub static CACHE_RANGE: Structure = structure!(0: Long => OFFSET, 8: Long => LENGTH);
/// `struct mount_attr` of mount_setattr(2).
pub static MOUNT_ATTR: Structure = structure!(
    0: LongFlags(&names::mount::ATTRIBUTES) => MOUNT_SET,
    8: LongFlags(&names::mount::ATTRIBUTES) => MOUNT_CLEAR,
    16: LongFlags(&names::mount::MOUNT) => MOUNT_PROPAGATION,
);
/// `struct futex_waitv` of futex_waitv(2), the first of them.
pub static FUTEX_WAITER: Structure = structure!(0: Long => FUTEX_VALUE, 8: Hex => FUTEX_ADDRESS);
/// A number that the kernel writes: the priority of a message.
pub static PRIORITY: Structure = structure!(0: Unsigned => MESSAGE_PRIORITY);
/// A number that the kernel writes: the id of a timer.
pub static TIMER_ID: Structure = structure!(0: Int => TIMER_ID);
/// Two numbers that the kernel writes: new descriptors.
pub static DESCRIPTORS: Structure = structure!(0: Int => FD_FIRST, 4: Int => FD_SECOND);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_structure_is_as_long_as_what_is_shown_of_it() {
        assert_eq!(length(RLIMIT.fields), 16);
        assert_eq!(length(TIMER.fields), 32);
        assert_eq!(length(MOUNT_REQUEST.fields), 16);
    }
}
