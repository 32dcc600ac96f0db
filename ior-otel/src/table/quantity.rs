//! What a syscall's quantity is: bytes moved, address space, events ready. Counted exactly by the kernel side, and shown in spans.

use ior_common::descriptor::{
    QUANTITY_ARGUMENT, QUANTITY_BREAK, QUANTITY_MAPPED, QUANTITY_NONE, QUANTITY_RECEIVE,
    QUANTITY_RECEIVE_MESSAGE, QUANTITY_RECEIVE_MESSAGES, QUANTITY_RETURN, QUANTITY_RETURN_UNLESS_PROBE,
    QUANTITY_RETURN_UNLESS_PROBE_AT, QUANTITY_SEND_MESSAGES,
};

use super::{Returns, Syscall, role::Role};

/// What a syscall's quantity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// None.
    None,
    /// Bytes read.
    Read,
    /// Bytes written.
    Written,
    /// Bytes moved from one descriptor to another.
    Transferred,
    /// Bytes of address space, and the operation on it.
    Memory(&'static str),
    /// By how many bytes the heap grew, or shrank.
    Break,
    /// Descriptors or events that are ready.
    Ready,
}

impl Quantity {
    /// `syscall.io.direction` or `syscall.memory.operation`; `less` says that something became less.
    pub const fn operation(self, less: bool) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Written => "write",
            Self::Transferred => "transfer",
            Self::Memory(operation) => operation,
            Self::Break if less => "shrink",
            Self::Break => "grow",
            Self::None | Self::Ready => "",
        }
    }

    /// Whether it is bytes of input or output.
    pub const fn is_io(self) -> bool {
        matches!(self, Self::Read | Self::Written | Self::Transferred)
    }
}

/// What the quantity of a syscall is.
pub fn quantity(syscall: &Syscall) -> Quantity {
    for arg in syscall.args {
        if arg.role == Role::Sent {
            return Quantity::Written;
        }
        if let Role::Extent(operation) = arg.role {
            return Quantity::Memory(operation);
        }
    }
    match syscall.returns {
        Returns::Read | Returns::ReadUnlessProbe | Returns::ReadUnlessProbeAt | Returns::Received => {
            Quantity::Read
        }
        Returns::Messages if is_receive(syscall) => Quantity::Read,
        Returns::Written | Returns::Messages => Quantity::Written,
        Returns::Transferred => Quantity::Transferred,
        Returns::Advised => Quantity::Memory("advise"),
        Returns::Ready => Quantity::Ready,
        Returns::Break => Quantity::Break,
        Returns::Status
        | Returns::Value
        | Returns::Is(_)
        | Returns::One(..)
        | Returns::Fd
        | Returns::MadeFd
        | Returns::FdOrValue
        | Returns::MadeFdOrValue
        | Returns::Child
        | Returns::Signal
        | Returns::Policy
        | Returns::Woken
        | Returns::Nice
        | Returns::IoPriority
        | Returns::Prctl
        | Returns::Barriers
        | Returns::Key
        | Returns::Pid
        | Returns::Address
        | Returns::Never => Quantity::None,
    }
}

/// How the kernel side gets it: a `QUANTITY_` constant, and the argument it needs.
pub fn source(syscall: &Syscall) -> (u8, u8) {
    let argument = syscall.position(|role| matches!(role, Role::Sent | Role::Extent(_)));
    if let Some(argument) = argument {
        // The call by which code is mapped.
        let maps = syscall.position(|role| role == Role::MapFd).is_some();
        return (if maps { QUANTITY_MAPPED } else { QUANTITY_ARGUMENT }, argument as u8);
    }
    match syscall.returns {
        Returns::Read | Returns::Written | Returns::Transferred | Returns::Advised | Returns::Ready => {
            (QUANTITY_RETURN, 0)
        }
        Returns::ReadUnlessProbe => (QUANTITY_RETURN_UNLESS_PROBE, last(syscall)),
        // The pointer stands before the structure's size.
        Returns::ReadUnlessProbeAt => (QUANTITY_RETURN_UNLESS_PROBE_AT, last(syscall) - 1),
        Returns::Received if syscall.position(|role| role == Role::MessagePeer).is_some() => {
            (QUANTITY_RECEIVE_MESSAGE, flags(syscall))
        }
        Returns::Received => (QUANTITY_RECEIVE, flags(syscall)),
        // The flags stand after the array and its length.
        Returns::Messages if is_receive(syscall) => (QUANTITY_RECEIVE_MESSAGES, flags(syscall) - 2),
        Returns::Messages => (QUANTITY_SEND_MESSAGES, flags(syscall) - 2),
        Returns::Break => (QUANTITY_BREAK, 0),
        Returns::Status
        | Returns::Value
        | Returns::Is(_)
        | Returns::One(..)
        | Returns::Fd
        | Returns::MadeFd
        | Returns::FdOrValue
        | Returns::MadeFdOrValue
        | Returns::Child
        | Returns::Signal
        | Returns::Policy
        | Returns::Woken
        | Returns::Nice
        | Returns::IoPriority
        | Returns::Prctl
        | Returns::Barriers
        | Returns::Key
        | Returns::Pid
        | Returns::Address
        | Returns::Never => (QUANTITY_NONE, 0),
    }
}

/// Position of the flags of `send` and `recv`.
fn flags(syscall: &Syscall) -> u8 {
    syscall.position(|role| role == Role::MsgFlags).unwrap_or_default() as u8
}

/// Of the two calls with many messages, it is the receiving one that takes a timeout.
fn is_receive(syscall: &Syscall) -> bool {
    syscall.position(|role| role == Role::TimeoutOverwritten).is_some()
}

/// The length of the buffer is the last argument of the calls that can be asked for the length.
fn last(syscall: &Syscall) -> u8 {
    syscall.args.len().saturating_sub(1) as u8
}
