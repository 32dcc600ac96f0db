//! What a syscall's quantity is: bytes moved, address space, events ready. Counted exactly by the kernel side, and shown in spans.

use ior_common::descriptor::{
    QUANTITY_ARGUMENT, QUANTITY_NONE, QUANTITY_RECEIVE, QUANTITY_RETURN, QUANTITY_RETURN_UNLESS_PROBE,
};

use super::{Returns, Syscall, role::Role};
use crate::call::Call;

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
    /// Descriptors or events that are ready.
    Ready,
}

impl Quantity {
    /// `syscall.io.direction` or `syscall.memory.operation`.
    pub const fn operation(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Written => "write",
            Self::Transferred => "transfer",
            Self::Memory(operation) => operation,
            Self::None | Self::Ready => "",
        }
    }

    /// Whether it is bytes of input or output.
    pub const fn is_io(self) -> bool {
        matches!(self, Self::Read | Self::Written | Self::Transferred)
    }
}

/// What the quantity of a syscall is. `sendmmsg` and `recvmmsg` return a number of messages, and `brk` a new end of the heap, which
/// say nothing of bytes: they have none.
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
        Returns::Read | Returns::ReadUnlessProbe | Returns::Received => Quantity::Read,
        Returns::Written => Quantity::Written,
        Returns::Transferred => Quantity::Transferred,
        Returns::Advised => Quantity::Memory("advise"),
        Returns::Ready => Quantity::Ready,
        Returns::Status | Returns::Value | Returns::Fd | Returns::Pid | Returns::Address | Returns::Never => {
            Quantity::None
        }
    }
}

/// How the kernel side gets it: a `QUANTITY_` constant, and the argument it needs.
pub fn source(syscall: &Syscall) -> (u8, u8) {
    let argument = syscall.position(|role| matches!(role, Role::Sent | Role::Extent(_)));
    if let Some(argument) = argument {
        return (QUANTITY_ARGUMENT, argument as u8);
    }
    match syscall.returns {
        Returns::Read | Returns::Written | Returns::Transferred | Returns::Advised | Returns::Ready => {
            (QUANTITY_RETURN, 0)
        }
        Returns::ReadUnlessProbe => (QUANTITY_RETURN_UNLESS_PROBE, last(syscall)),
        Returns::Received => {
            (QUANTITY_RECEIVE, syscall.position(|role| role == Role::MsgFlags).unwrap_or_default() as u8)
        }
        Returns::Status | Returns::Value | Returns::Fd | Returns::Pid | Returns::Address | Returns::Never => {
            (QUANTITY_NONE, 0)
        }
    }
}

/// The length of the buffer is the last argument of the calls that can be asked for the length.
fn last(syscall: &Syscall) -> u8 {
    syscall.args.len().saturating_sub(1) as u8
}

/// The quantity of a call, by the same rules as the kernel side's; nothing for a failed call.
pub fn of_call(syscall: &Syscall, call: &Call<'_>) -> Option<u64> {
    if call.unfinished || call.errno() != 0 {
        return None;
    }
    let returned = u64::try_from(call.return_value).unwrap_or_default();
    let (op, argument) = source(syscall);
    let argument = usize::from(argument);
    match op {
        QUANTITY_RETURN => Some(returned),
        QUANTITY_ARGUMENT => Some(call.args[argument]),
        QUANTITY_RETURN_UNLESS_PROBE => Some(if call.args[argument] == 0 { 0 } else { returned }),
        QUANTITY_RECEIVE => {
            let flags = call.int(argument);
            let length = call.args[argument - 1];
            Some(match flags {
                flags if flags & libc::MSG_PEEK != 0 => 0,
                flags if flags & libc::MSG_TRUNC != 0 => returned.min(length),
                _ => returned,
            })
        }
        _ => None,
    }
}
