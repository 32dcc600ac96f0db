//! Attributes of what a call returned, and of its quantity.

use super::{Quantity, Returns, Shown, keys, names, quantity, signal_name};

impl Shown<'_> {
    /// What the return value says.
    pub(super) fn result(&mut self) {
        let call = self.call;
        if call.unfinished || call.errno() != 0 {
            return;
        }
        let quantity = quantity(self.syscall);
        match (quantity, call.quantity) {
            (Quantity::Read | Quantity::Written | Quantity::Transferred, Some(bytes)) => {
                self.out.int(keys::BYTES, bytes);
            }
            (Quantity::Ready, Some(events)) => self.out.int(keys::READY_COUNT, events),
            (Quantity::Memory(operation), Some(bytes)) if self.syscall.returns == Returns::Advised => {
                self.extent(operation, bytes as u64);
            }
            (Quantity::Break, Some(bytes)) => {
                self.extent(quantity.operation(bytes < 0), bytes.unsigned_abs());
            }
            // Of a length that was an argument, the argument has told.
            (Quantity::Memory(_) | Quantity::None, _) | (_, None) => {}
        }
        match self.syscall.returns {
            Returns::Fd | Returns::MadeFd => self.returned_fd(),
            Returns::FdOrValue | Returns::MadeFdOrValue if self.makes_a_descriptor() => self.returned_fd(),
            Returns::Is(key) => self.out.int(key, call.return_value),
            Returns::One(key, names) => self.out.string(key, names.one(call.return_value as u64)),
            Returns::Child if call.return_value > 0 => self.out.int(keys::CHILD_PID, call.return_value),
            Returns::Signal => {
                self.out.string(keys::SIGNAL_RECEIVED, signal_name(call.return_value as i32));
            }
            Returns::Policy => self.policy(call.return_value as u64),
            Returns::Woken => self.futex_woken(call.return_value),
            Returns::Nice => self.out.int(keys::NICE, 20_i64.saturating_sub(call.return_value)),
            Returns::IoPriority => self.io_priority(call.return_value as u64),
            Returns::Prctl => self.prctl_returned(call.return_value as u64),
            Returns::Barriers => self.barriers(call.return_value as u64),
            Returns::Key => self.out.string(keys::KEY, names::keyring::key(call.return_value as u64)),
            Returns::Messages => self.out.int(keys::MESSAGES_DONE, call.return_value),
            Returns::Address | Returns::Break => {
                self.out.string(keys::ADDRESS_RETURNED, format!("{:#x}", call.return_value));
            }
            _ => {}
        }
    }
}
