//! Attributes of the address space beside its size: where mappings go, and memory policies.

use linux_raw_sys::mempolicy::MPOL_F_NODE;

use super::{Arg, Role, Shown, keys, names};

impl Shown<'_> {
    /// Without these flags there is no such argument (mremap(2)).
    pub(super) fn new_address(&mut self, at: usize, value: u64) {
        if self.call.int(at - 1) & (libc::MREMAP_FIXED | libc::MREMAP_DONTUNMAP) != 0 {
            self.out.string(keys::MEMORY_NEW_ADDRESS, format!("{value:#x}"));
        }
    }

    pub(super) fn memory_policy(&mut self, value: u64) {
        let (policy, flags) = names::memory::policy(value & 0xffff_ffff);
        self.out.string(keys::MEMORY_POLICY, policy);
        self.flags(keys::MEMORY_POLICY_FLAGS, flags);
    }

    /// `MPOL_F_NODE` asks for a node instead (get_mempolicy(2)).
    pub(super) fn memory_policy_out(&mut self, at: usize, arg: &Arg) {
        let asked = self.value_of(|role| matches!(role, Role::Flags(keys::MEMORY_FLAGS, _)));
        let Some(word) = self.read(at, arg, keys::MEMORY_POLICY).and_then(<[u8]>::first_chunk) else {
            return;
        };
        let value = u32::from_ne_bytes(*word);
        if asked & u64::from(MPOL_F_NODE) != 0 {
            self.out.int(keys::MEMORY_NODE, value);
        } else {
            self.memory_policy(value.into());
        }
    }
}
