//! Attributes of queues, semaphores and the keys of System V, and of offsets that a call moves on.

use super::{Arg, Role, Shown, keys};

impl Shown<'_> {
    /// `struct mq_attr` of mq_open(3), for a queue that may be made: flags, most messages, and their size, each of 64 bits.
    pub(super) fn queue_limits(&mut self, at: usize, arg: &Arg) {
        if self.value_of(|role| role == Role::OpenFlags) as i32 & libc::O_CREAT == 0 {
            return;
        }
        let Some(limits) = self.read(at, arg, keys::QUEUE_MAX_MESSAGES) else { return };
        for (key, at) in [(keys::QUEUE_MAX_MESSAGES, 8), (keys::QUEUE_MESSAGE_SIZE, 16)] {
            if let Some(number) = long(limits, at) {
                self.out.int(key, number);
            }
        }
    }

    pub(super) fn semaphore_value(&mut self, at: usize, value: i32) {
        if self.call.int(at - 1) == libc::SETVAL {
            self.out.int(keys::SEMAPHORE_VALUE, value);
        }
    }

    /// The offset that the call began at: it is read when the call has ended, and the kernel has moved it on by what was moved.
    pub(super) fn moved(&mut self, at: usize, arg: &Arg, key: &'static str) {
        let moved = if self.call.unfinished { 0 } else { self.call.return_value.max(0) };
        if let Some(after) = self.read(at, arg, key).and_then(|bytes| long(bytes, 0)) {
            self.out.int(key, after.wrapping_sub(moved));
        }
    }
}

fn long(bytes: &[u8], at: usize) -> Option<i64> {
    bytes.get(at..)?.first_chunk().map(|bytes| i64::from_ne_bytes(*bytes))
}

/// Key of a System V object.
pub(super) fn sysv_key(value: u64) -> String {
    match value as i32 {
        libc::IPC_PRIVATE => "IPC_PRIVATE".to_owned(),
        key => format!("{key:#x}"),
    }
}
