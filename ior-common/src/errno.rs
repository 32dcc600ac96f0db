//! Error numbers that both sides must tell apart. They are the same on x86_64 and aarch64 (asm-generic).

/// Highest error number that a syscall returns (`MAX_ERRNO` of Linux).
pub const MAX: i64 = 4095;

/// Interrupted by a signal.
pub const EINTR: u16 = 4;
/// Try again: a non-blocking call had nothing to do.
pub const EAGAIN: u16 = 11;
/// A timeout passed.
pub const ETIMEDOUT: u16 = 110;
/// A non-blocking connect has begun.
pub const EINPROGRESS: u16 = 115;

/// Kernel-internal answers by which an interrupted call asks to be restarted (linux/errno.h). User space never
/// sees them; `sys_exit` does.
pub const ERESTARTSYS: u16 = 512;
/// See [`ERESTARTSYS`].
pub const ERESTARTNOINTR: u16 = 513;
/// See [`ERESTARTSYS`].
pub const ERESTARTNOHAND: u16 = 514;
/// See [`ERESTARTSYS`].
pub const ERESTART_RESTARTBLOCK: u16 = 516;

/// The error number in a return register, or 0 for a success.
#[inline(always)]
pub const fn of(return_value: i64) -> u16 {
    if return_value < 0 && return_value >= -MAX { -return_value as u16 } else { 0 }
}

/// Whether the call asks to be restarted.
#[inline(always)]
pub const fn is_restart(errno: u16) -> bool {
    matches!(errno, ERESTARTSYS | ERESTARTNOINTR | ERESTARTNOHAND | ERESTART_RESTARTBLOCK)
}

/// Whether `errno` says that the call failed, and not just that it had nothing to do, was interrupted, or ran into
/// the timeout that its caller asked for.
#[inline(always)]
pub const fn is_failure(errno: u16, timeout_expected: bool) -> bool {
    match errno {
        0 | EINTR | EAGAIN | EINPROGRESS => false,
        ETIMEDOUT => !timeout_expected,
        _ => !is_restart(errno),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn return_values_split_into_results_and_errors() {
        assert_eq!(of(0), 0);
        assert_eq!(of(17), 0);
        assert_eq!(of(-11), EAGAIN);
        assert_eq!(of(-4095), 4095);
        // mmap may return addresses that are negative as signed numbers but no error.
        assert_eq!(of(-4096), 0);
        assert_eq!(of(i64::MIN), 0);
    }

    #[test]
    fn a_timeout_is_a_failure_only_where_nobody_asked_for_one() {
        assert!(is_failure(ETIMEDOUT, false));
        assert!(!is_failure(ETIMEDOUT, true));
        assert!(!is_failure(EAGAIN, false));
        assert!(!is_failure(ERESTARTSYS, false));
        assert!(is_failure(2, true));
    }
}
