//! The attributes that calls of a syscall can have, whatever their values.

use super::{Kind, Quantity, Returns, Syscall, keys, quantity};

/// The attributes that calls of a syscall can have, beside those that any call can ([`keys::OF_ANY`]).
pub fn possible(syscall: &'static Syscall) -> Vec<&'static str> {
    let mut possible = Vec::new();
    let of_arguments = syscall.args.iter().flat_map(|arg| arg.role.keys());
    for key in of_arguments.chain(of_result(syscall)) {
        if !possible.contains(key) {
            possible.push(*key);
        }
    }
    possible
}

/// The attributes that the return value can become.
fn of_result(syscall: &'static Syscall) -> impl Iterator<Item = &'static &'static str> {
    let returned: &[&str] = match &syscall.returns {
        Returns::Fd if syscall.kind == Kind::Accept => keys::OF_CONNECTION,
        Returns::Fd | Returns::FdOrValue => keys::OF_RETURNED_FD,
        Returns::MadeFd | Returns::MadeFdOrValue => keys::OF_MADE_FD,
        Returns::Is(key) | Returns::One(key, _) => std::slice::from_ref(key),
        Returns::Child => &[keys::CHILD_PID],
        Returns::Signal => &[keys::SIGNAL_RECEIVED],
        Returns::Policy => &[keys::SCHED_POLICY, keys::SCHED_FLAGS],
        Returns::Woken => &[keys::FUTEX_WOKEN],
        Returns::Nice => &[keys::NICE],
        Returns::IoPriority => &[keys::IO_CLASS, keys::IO_LEVEL],
        Returns::Prctl => &[keys::PRCTL_VALUE, keys::TIMER_SLACK],
        Returns::Barriers => &[keys::MEMBARRIER_COMMANDS],
        Returns::Key => &[keys::KEY],
        Returns::Messages => &[keys::MESSAGES_DONE],
        Returns::Address | Returns::Break => &[keys::ADDRESS_RETURNED],
        _ => &[],
    };
    of_quantity(syscall).iter().chain(returned)
}

/// The attributes that the quantity can become.
fn of_quantity(syscall: &Syscall) -> &'static [&'static str] {
    match quantity(syscall) {
        Quantity::Read | Quantity::Written | Quantity::Transferred => &[keys::BYTES],
        Quantity::Memory(_) | Quantity::Break => &[keys::MEMORY_OPERATION, keys::MEMORY_SIZE],
        Quantity::Ready => &[keys::READY_COUNT],
        Quantity::None => &[],
    }
}
