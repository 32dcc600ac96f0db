//! Attributes of the kernel's key rings.

use super::{Shown, errno_name, keys};
use crate::table::names::keyring::{self, Argument};

impl Shown<'_> {
    /// The arguments of `keyctl`, from the first after the operation on, and the key that it returns.
    pub(super) fn keyctl(&mut self, at: usize) {
        let (arguments, returns_key) = keyring::arguments(self.call.args[at - 1] as u32);
        let values = &self.call.args[at..];
        for (argument, value) in arguments.into_iter().zip(values) {
            match argument {
                Argument::Unseen => {}
                Argument::Key => self.out.string(keys::KEY, keyring::key(*value)),
                Argument::Ring => self.ring(keys::KEY_RING, *value),
                Argument::FromRing => self.ring(keys::KEY_FROM_RING, *value),
                Argument::Seconds => self.out.double(keys::KEY_TIMEOUT, f64::from(*value as u32)),
                Argument::Permissions => {
                    self.out.string(keys::KEY_PERMISSIONS, format!("{:#010x}", *value as u32));
                }
                Argument::Error => self.out.string(keys::KEY_ERROR, errno_name(*value as u16)),
                Argument::User => self.out.int(keys::USER_ID, *value as i32),
                Argument::Group => self.out.int(keys::GROUP_ID, *value as i32),
            }
        }
        if returns_key && !self.call.unfinished && self.call.errno() == 0 {
            self.out.string(keys::KEY_RETURNED, keyring::key(self.call.return_value as u64));
        }
    }

    /// A ring, or 0 for none.
    pub(super) fn ring(&mut self, key: &str, ring: u64) {
        if ring as u32 != 0 {
            self.out.string(key, keyring::key(ring));
        }
    }
}
