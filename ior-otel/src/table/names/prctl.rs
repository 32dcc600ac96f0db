//! What the arguments and results of the options of `prctl` are.

mod values;

use linux_raw_sys::prctl as p;

use super::Names;
use values::*;

/// What an argument or a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// None, or what is elsewhere: a pointer to where the kernel writes.
    Nothing,
    /// A number.
    Number,
    /// An address, or bits without names.
    Hex,
    /// A signal; 0 for none.
    Signal,
    /// Nanoseconds.
    Nanoseconds,
    /// A capability.
    Capability,
    /// One of some constants.
    One(&'static Names),
    /// A set of flags.
    Flags(&'static Names),
}

/// What an option's arguments and result are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its operations, if it has several: the first argument says which, and the value is in the second.
    pub operations: Option<&'static Names>,
    /// The value that it is given.
    pub given: Value,
    /// The value that it returns; a plain number has no more to say than the return value itself.
    pub returned: Value,
}

const NOTHING: Shape = Shape { operations: None, given: Value::Nothing, returned: Value::Nothing };

const fn set(given: Value) -> Shape {
    Shape { given, ..NOTHING }
}

const fn get(returned: Value) -> Shape {
    Shape { returned, ..NOTHING }
}

const fn operate(operations: &'static Names, given: Value) -> Shape {
    Shape { operations: Some(operations), given, ..NOTHING }
}

/// What the arguments and the result of an option of `prctl` are; `first` is its first argument. That of an option which we do not
/// know is shown in hexadecimal.
pub fn shape(option: u32, first: u64) -> Shape {
    use Value::{Capability, Flags, Hex, Nanoseconds, Number, One, Signal};
    match option {
        p::PR_SET_PDEATHSIG => set(Signal),
        p::PR_SET_DUMPABLE => set(One(&DUMPABLE)),
        p::PR_GET_DUMPABLE => get(One(&DUMPABLE)),
        p::PR_SET_UNALIGN => set(Flags(&UNALIGNED)),
        p::PR_SET_TIMING => set(One(&TIMING)),
        p::PR_GET_TIMING => get(One(&TIMING)),
        p::PR_SET_SECCOMP => set(One(&SECCOMP)),
        p::PR_GET_SECCOMP => get(One(&SECCOMP)),
        p::PR_CAPBSET_READ | p::PR_CAPBSET_DROP => set(Capability),
        p::PR_SET_TSC => set(One(&TSC)),
        p::PR_SET_SECUREBITS => set(Flags(&SECURE_BITS)),
        p::PR_GET_SECUREBITS => get(Flags(&SECURE_BITS)),
        p::PR_SET_TIMERSLACK => set(Nanoseconds),
        p::PR_GET_TIMERSLACK => get(Nanoseconds),
        p::PR_MCE_KILL if first == 0 => operate(&MCE_OPERATIONS, Value::Nothing),
        p::PR_MCE_KILL => operate(&MCE_OPERATIONS, One(&MCE_POLICIES)),
        p::PR_MCE_KILL_GET => get(One(&MCE_POLICIES)),
        p::PR_SET_MM => operate(&MM_FIELDS, Hex),
        p::PR_SET_PTRACER => set(One(&PTRACERS)),
        p::PR_CAP_AMBIENT if first as u32 == p::PR_CAP_AMBIENT_CLEAR_ALL => operate(&AMBIENT, Value::Nothing),
        p::PR_CAP_AMBIENT => operate(&AMBIENT, Capability),
        p::PR_SET_SPECULATION_CTRL => operate(&MISFEATURES, Flags(&SPECULATION)),
        p::PR_GET_SPECULATION_CTRL => {
            Shape { returned: Flags(&SPECULATION), ..operate(&MISFEATURES, Value::Nothing) }
        }
        p::PR_SET_SYSCALL_USER_DISPATCH => operate(&DISPATCH, Value::Nothing),
        p::PR_SCHED_CORE => operate(&CORE_SCHEDULING, Number),
        p::PR_SET_MDWE => set(Flags(&MDWE)),
        p::PR_GET_MDWE => get(Flags(&MDWE)),
        p::PR_SET_VMA => operate(&VMA, Hex),
        p::PR_TIMER_CREATE_RESTORE_IDS => set(One(&RESTORE_IDS)),
        p::PR_FUTEX_HASH => operate(&FUTEX_HASH, Number),
        p::PR_SET_KEEPCAPS
        | p::PR_SET_CHILD_SUBREAPER
        | p::PR_SET_NO_NEW_PRIVS
        | p::PR_SET_THP_DISABLE
        | p::PR_SET_IO_FLUSHER
        | p::PR_SET_MEMORY_MERGE => set(Number),
        // The name is the thread's, which every span has.
        p::PR_SET_NAME
        | p::PR_GET_NAME
        | p::PR_GET_PDEATHSIG
        | p::PR_GET_UNALIGN
        | p::PR_GET_KEEPCAPS
        | p::PR_GET_TSC
        | p::PR_TASK_PERF_EVENTS_DISABLE
        | p::PR_TASK_PERF_EVENTS_ENABLE
        | p::PR_GET_CHILD_SUBREAPER
        | p::PR_GET_NO_NEW_PRIVS
        | p::PR_GET_TID_ADDRESS
        | p::PR_GET_THP_DISABLE
        | p::PR_GET_IO_FLUSHER
        | p::PR_GET_AUXV
        | p::PR_GET_MEMORY_MERGE => NOTHING,
        _ => set(Hex),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_option_shows_one_value_given_and_one_returned() {
        // Both would be the same attribute.
        for option in 0..100 {
            let Shape { operations: _, given, returned } = shape(option, 1);
            assert!(given == Value::Nothing || returned == Value::Nothing, "{option}");
        }
    }
}
