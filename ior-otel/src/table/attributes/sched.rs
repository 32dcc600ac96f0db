//! Attributes of scheduling, and of futexes beside their timeouts.

use super::{Arg, Role, Shown, keys, names};

/// `SCHED_RESET_ON_FORK` of linux/sched.h.
const RESET_ON_FORK: u64 = 0x4000_0000;
/// Bits of a priority of input and output below its class (linux/ioprio.h).
const CLASS_SHIFT: u32 = 13;

impl Shown<'_> {
    fn futex_command(&self) -> i32 {
        self.value_of(|role| role == Role::FutexOp) as i32 & libc::FUTEX_CMD_MASK
    }

    /// What it is to hold while one waits, or how many to wake.
    pub(super) fn futex_value(&mut self, value: u64) {
        match self.futex_command() {
            libc::FUTEX_WAIT | libc::FUTEX_WAIT_BITSET | libc::FUTEX_WAIT_REQUEUE_PI => {
                self.out.int(keys::FUTEX_VALUE, value as u32);
            }
            libc::FUTEX_WAKE
            | libc::FUTEX_WAKE_BITSET
            | libc::FUTEX_WAKE_OP
            | libc::FUTEX_REQUEUE
            | libc::FUTEX_CMP_REQUEUE
            | libc::FUTEX_CMP_REQUEUE_PI => self.out.int(keys::FUTEX_WAKE, value as i32),
            _ => {}
        }
    }

    pub(super) fn futex_second(&mut self, value: u64) {
        if matches!(
            self.futex_command(),
            libc::FUTEX_REQUEUE
                | libc::FUTEX_CMP_REQUEUE
                | libc::FUTEX_CMP_REQUEUE_PI
                | libc::FUTEX_WAKE_OP
                | libc::FUTEX_WAIT_REQUEUE_PI
        ) {
            self.out.string(keys::FUTEX_SECOND_ADDRESS, format!("{value:#x}"));
        }
    }

    /// By the operation a bit set, the value that is expected, or what is done to the second futex.
    pub(super) fn futex_third(&mut self, value: u64) {
        match self.futex_command() {
            libc::FUTEX_WAIT_BITSET | libc::FUTEX_WAKE_BITSET => {
                self.out.string(keys::FUTEX_BITSET, format!("{:#x}", value as u32));
            }
            libc::FUTEX_CMP_REQUEUE | libc::FUTEX_CMP_REQUEUE_PI => {
                self.out.int(keys::FUTEX_VALUE, value as u32);
            }
            libc::FUTEX_WAKE_OP => self.out.string(keys::FUTEX_WAKE_OP, wake_op(value as u32)),
            _ => {}
        }
    }

    /// What the operations return that wake.
    pub(super) fn futex_woken(&mut self, woken: i64) {
        if matches!(
            self.futex_command(),
            libc::FUTEX_WAKE
                | libc::FUTEX_WAKE_BITSET
                | libc::FUTEX_WAKE_OP
                | libc::FUTEX_REQUEUE
                | libc::FUTEX_CMP_REQUEUE
                | libc::FUTEX_CMP_REQUEUE_PI
        ) {
            self.out.int(keys::FUTEX_WOKEN, woken);
        }
    }

    pub(super) fn policy(&mut self, value: u64) {
        let value = value & 0xffff_ffff;
        self.out.string(keys::SCHED_POLICY, names::sched::POLICIES.one(value & !RESET_ON_FORK));
        if value & RESET_ON_FORK != 0 && value >> 31 == 0 {
            self.out.strings(keys::SCHED_FLAGS, ["SCHED_RESET_ON_FORK".to_owned()]);
        }
    }

    /// A set of CPUs, as ranges.
    pub(super) fn cpus(&mut self, at: usize, arg: &Arg) {
        let Some(set) = self.read(at, arg, keys::CPUS) else { return };
        // The kernel writes a part of what there is room for, and says how much.
        let written = match arg.role {
            Role::CpusOut => usize::try_from(self.call.return_value).unwrap_or_default().min(set.len()),
            _ => set.len(),
        };
        self.out.string(keys::CPUS, ranges(&set[..written]));
    }

    pub(super) fn io_priority(&mut self, value: u64) {
        let value = value as u32;
        self.out.string(keys::IO_CLASS, names::sched::IO_CLASSES.one((value >> CLASS_SHIFT).into()));
        self.out.int(keys::IO_LEVEL, value & 7);
    }
}

/// FUTEX_OP of linux/futex.h: from the highest bits on an operation, a comparison, and an argument of 12 bits for each.
fn wake_op(value: u32) -> String {
    let signed = |bits: u32| (bits << 20) as i32 >> 20;
    let (operation, comparison) = (value >> 28, value >> 24 & 0xf);
    let (argument, compared) = (signed(value >> 12 & 0xfff), signed(value & 0xfff));
    // FUTEX_OP_OPARG_SHIFT: a bit instead of a number.
    let shifted = if operation & 8 != 0 { "1 << " } else { "" };
    let operation = names::sched::FUTEX_OPERATIONS.one(u64::from(operation & 7));
    let comparison = names::sched::FUTEX_COMPARISONS.one(comparison.into());
    format!("{operation} {shifted}{argument}, {comparison} {compared}")
}

/// `0-3,8` of a set of bits.
pub(super) fn ranges(set: &[u8]) -> String {
    let is_set = |cpu: usize| set.get(cpu / 8).is_some_and(|byte| byte >> (cpu % 8) & 1 == 1);
    let mut ranges: Vec<String> = Vec::new();
    let mut cpu = 0;
    while cpu < set.len() * 8 {
        let first = cpu;
        while is_set(cpu) {
            cpu += 1;
        }
        match cpu - first {
            0 => cpu += 1,
            1 => ranges.push(first.to_string()),
            _ => ranges.push(format!("{first}-{}", cpu - 1)),
        }
    }
    ranges.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_to_the_other_futex_is_told() {
        // FUTEX_OP(FUTEX_OP_ADD, 1, FUTEX_OP_CMP_GT, -1)
        assert_eq!(wake_op(1 << 28 | 4 << 24 | 1 << 12 | 0xfff), "FUTEX_OP_ADD 1, FUTEX_OP_CMP_GT -1");
        // FUTEX_OP(FUTEX_OP_ANDN | FUTEX_OP_OPARG_SHIFT, 5, FUTEX_OP_CMP_EQ, 0)
        assert_eq!(wake_op(11 << 28 | 5 << 12), "FUTEX_OP_ANDN 1 << 5, FUTEX_OP_CMP_EQ 0");
    }

    #[test]
    fn sets_are_ranges() {
        assert_eq!(ranges(&[0b1111, 0b1]), "0-3,8");
        assert_eq!(ranges(&[0xff, 0xff]), "0-15");
        assert_eq!(ranges(&[0, 0]), "");
    }
}
