//! Scheduling and synchronisation.

use std::borrow::Cow;

use libc as c;
use linux_raw_sys::general as g;

use super::Names;

/// Operations on a futex.
static FUTEX_OPS: Names = names!("FUTEX_": c;
    FUTEX_WAIT,
    FUTEX_WAKE,
    FUTEX_FD,
    FUTEX_REQUEUE,
    FUTEX_CMP_REQUEUE,
    FUTEX_WAKE_OP,
    FUTEX_LOCK_PI,
    FUTEX_UNLOCK_PI,
    FUTEX_TRYLOCK_PI,
    FUTEX_WAIT_BITSET,
    FUTEX_WAKE_BITSET,
    FUTEX_WAIT_REQUEUE_PI,
    FUTEX_CMP_REQUEUE_PI,
    FUTEX_LOCK_PI2,
);
/// Flags that come with an operation on a futex.
static FUTEX_FLAGS: Names = names!("": c;FUTEX_PRIVATE_FLAG, FUTEX_CLOCK_REALTIME);

/// Flags of the calls on a futex that came after `futex`; its size is in the lowest two bits.
pub static FUTEX2: Names = names!("": g;
    FUTEX2_SIZE_U64, FUTEX2_SIZE_U32, FUTEX2_SIZE_U16, FUTEX2_NUMA, FUTEX2_PRIVATE
);

/// Scheduling policies, without `SCHED_RESET_ON_FORK`. The first is `SCHED_NORMAL` in the kernel, and the other to everyone else (sched(7)).
pub static POLICIES: Names = names!("SCHED_": [(0, "SCHED_OTHER")]; g;
    SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_IDLE, SCHED_DEADLINE, SCHED_EXT
);

/// Flags of `sched_setattr`.
pub static ATTRIBUTE_FLAGS: Names = names!("": g;
    SCHED_FLAG_RESET_ON_FORK, SCHED_FLAG_RECLAIM, SCHED_FLAG_DL_OVERRUN, SCHED_FLAG_KEEP_POLICY,
    SCHED_FLAG_KEEP_PARAMS, SCHED_FLAG_UTIL_CLAMP_MIN, SCHED_FLAG_UTIL_CLAMP_MAX
);

/// Whose priority of input and output (linux/ioprio.h).
pub static IO_WHO: Names = Names {
    prefix: "IOPRIO_WHO_",
    constants: &[(1, "IOPRIO_WHO_PROCESS"), (2, "IOPRIO_WHO_PGRP"), (3, "IOPRIO_WHO_USER")],
};

/// Classes of priorities of input and output (linux/ioprio.h).
pub static IO_CLASSES: Names = Names {
    prefix: "IOPRIO_CLASS_",
    constants: &[
        (0, "IOPRIO_CLASS_NONE"),
        (1, "IOPRIO_CLASS_RT"),
        (2, "IOPRIO_CLASS_BE"),
        (3, "IOPRIO_CLASS_IDLE"),
        (7, "IOPRIO_CLASS_INVALID"),
    ],
};

/// Name of an operation on a futex, and of the flags that come with it.
pub fn futex_op(value: u64) -> (Cow<'static, str>, Vec<String>) {
    let command = u64::from(c::FUTEX_CMD_MASK as u32);
    (FUTEX_OPS.one(value & command), FUTEX_FLAGS.flags(value & !command & 0xffff_ffff))
}

/// What `FUTEX_WAKE_OP` does to the other futex (linux/futex.h).
pub static FUTEX_OPERATIONS: Names = Names {
    prefix: "FUTEX_OP_",
    constants: &[
        (0, "FUTEX_OP_SET"),
        (1, "FUTEX_OP_ADD"),
        (2, "FUTEX_OP_OR"),
        (3, "FUTEX_OP_ANDN"),
        (4, "FUTEX_OP_XOR"),
    ],
};

/// How it compares what was there (linux/futex.h).
pub static FUTEX_COMPARISONS: Names = Names {
    prefix: "FUTEX_OP_CMP_",
    constants: &[
        (0, "FUTEX_OP_CMP_EQ"),
        (1, "FUTEX_OP_CMP_NE"),
        (2, "FUTEX_OP_CMP_LT"),
        (3, "FUTEX_OP_CMP_LE"),
        (4, "FUTEX_OP_CMP_GT"),
        (5, "FUTEX_OP_CMP_GE"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_named_without_their_flags() {
        assert_eq!(futex_op(137), ("FUTEX_WAIT_BITSET".into(), vec!["FUTEX_PRIVATE_FLAG".to_owned()]));
    }
}
