//! Scheduling and synchronisation.

use std::borrow::Cow;

use libc as c;

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

/// Name of an operation on a futex, and of the flags that come with it.
pub fn futex_op(value: u64) -> (Cow<'static, str>, Vec<String>) {
    let command = u64::from(c::FUTEX_CMD_MASK as u32);
    (FUTEX_OPS.one(value & command), FUTEX_FLAGS.flags(value & !command & 0xffff_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_named_without_their_flags() {
        assert_eq!(futex_op(137), ("FUTEX_WAIT_BITSET".into(), vec!["FUTEX_PRIVATE_FLAG".to_owned()]));
    }
}
