//! Attributes of filters, rights, security modules and swap areas.

use linux_raw_sys::landlock::landlock_rule_type;

use super::{Arg, Captured, Role, Shown, keys, names};

impl Shown<'_> {
    /// A rule: its rights, and of one about ports the port (landlock_add_rule(2)).
    pub(super) fn landlock_rule(&mut self, at: usize, arg: &Arg) {
        let Some(bytes) = self.read(at, arg, keys::LANDLOCK_ACCESS) else { return };
        let access = bytes.first_chunk().map(|word| u64::from_ne_bytes(*word));
        let other = bytes.get(8..).and_then(<[u8]>::first_chunk).map(|word| u32::from_ne_bytes(*word));
        let (Some(access), Some(other)) = (access, other) else { return };
        if self.call.args[at - 1] as u32 == landlock_rule_type::LANDLOCK_RULE_NET_PORT as u32 {
            self.flags(keys::LANDLOCK_ACCESS, names::security::LANDLOCK_NETWORK.flags(access));
            self.out.int(keys::LANDLOCK_PORT, other);
        } else {
            self.flags(keys::LANDLOCK_ACCESS, names::security::LANDLOCK_ACCESS.flags(access));
            self.out.int(keys::LANDLOCK_PARENT, other as i32);
        }
    }

    /// `struct sock_fprog`, the number of instructions first; or an action of 32 bits.
    pub(super) fn seccomp_argument(&mut self, at: usize, arg: &Arg) {
        let operation = self.call.args[0] as u32;
        if !matches!(operation, libc::SECCOMP_SET_MODE_FILTER | libc::SECCOMP_GET_ACTION_AVAIL) {
            return;
        }
        let Some(word) = self.read(at, arg, keys::SECCOMP_LENGTH).and_then(<[u8]>::first_chunk) else {
            return;
        };
        let word = u32::from_ne_bytes(*word);
        if operation == libc::SECCOMP_GET_ACTION_AVAIL {
            self.out.string(keys::SECCOMP_ACTION, names::security::SECCOMP_ACTIONS.one(word.into()));
        } else {
            let [low, high, ..] = word.to_ne_bytes();
            self.out.int(keys::SECCOMP_LENGTH, u16::from_ne_bytes([low, high]));
        }
    }

    /// Indices are descriptors where files are compared; the second one of `KCMP_EPOLL_TFD` is a pointer (kcmp(2)).
    pub(super) fn compared(&mut self, key: &'static str, index: i32) {
        let compared = self.value_of(|role| matches!(role, Role::One(keys::KCMP_TYPE, _)));
        let are_files = names::security::KCMP.one(compared) == "KCMP_FILE";
        let is_target = names::security::KCMP.one(compared) == "KCMP_EPOLL_TFD" && key == keys::KCMP_FIRST;
        if are_files || is_target {
            self.out.int(key, index);
        }
    }

    /// Ids of 64 bits, as many as are returned (lsm_list_modules(2)).
    pub(super) fn security_modules(&mut self, at: usize, arg: &Arg) {
        let Some(ids) = self.read(at, arg, keys::LSM_MODULES) else { return };
        let count = usize::try_from(self.call.return_value).unwrap_or_default();
        let ids = ids.as_chunks::<8>().0.iter().take(count).map(|id| u64::from_ne_bytes(*id));
        self.out.strings(keys::LSM_MODULES, ids.map(|id| names::security::LSM_IDS.one(id).into_owned()));
    }

    /// `struct __user_cap_data_struct` of capget(2): effective, permitted and inheritable capabilities; from the second version on another
    /// one, with those above the 32nd.
    pub(super) fn capabilities(&mut self, at: usize, arg: &Arg) {
        let is_first = match self.captured(0) {
            Some(Captured::Whole(header)) => header.first_chunk() == Some(&FIRST_VERSION.to_ne_bytes()),
            _ => false,
        };
        let bytes = match self.captured(at) {
            // Older data is shorter, and there may be nothing behind it.
            Some(Captured::Whole(bytes) | Captured::Part(bytes)) if is_first => bytes,
            _ => match self.read(at, arg, keys::CAPABILITIES) {
                Some(bytes) => bytes,
                None => return,
            },
        };
        let word = |at: usize| bytes.get(at..)?.first_chunk().map(|word| u32::from_ne_bytes(*word));
        for (key, at) in keys::OF_CAPABILITIES.iter().zip([0, 4, 8]) {
            let high = if is_first { Some(0) } else { word(at + 12) };
            let (Some(low), Some(high)) = (word(at), high) else { return };
            let set = u64::from(low) | u64::from(high) << 32;
            let names = (0..64).filter(|bit| set >> bit & 1 == 1);
            self.out.strings(key, names.map(|bit| names::security::CAPABILITIES.one(bit).into_owned()));
        }
    }

    /// Flags of `swapon`, the lowest 15 bits of which are a priority, if one says so.
    pub(super) fn swap_flags(&mut self, value: u64) {
        let (flags, priority) = (value & 0xffff_8000, value & 0x7fff);
        let prefers = flags & 0x8000 != 0;
        self.flags(
            keys::SWAP_FLAGS,
            names::system::SWAP.flags(if prefers { flags } else { flags | priority }),
        );
        if prefers {
            self.out.int(keys::SWAP_PRIORITY, priority as i64);
        }
    }
}

/// `_LINUX_CAPABILITY_VERSION_1` of linux/capability.h.
const FIRST_VERSION: u32 = 0x1998_0330;
