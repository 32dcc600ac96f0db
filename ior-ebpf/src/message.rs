//! Lengths of messages, which `sendmmsg` and `recvmmsg` leave in the caller's array and do not return.
//!
//! The loops are bounded as the kernel bounds them. They are global functions, for the verifier to check once.

use ior_common::counter as counters;

use crate::{count::MSG_TRUNC, kernel};

/// `UIO_MAXIOV`: most messages of a call, and most buffers of a message.
const MAX: u64 = 1024;
/// `sizeof(struct mmsghdr)`: a `struct user_msghdr`, then `unsigned int msg_len`.
const MMSGHDR: u64 = 64;
const MSG_LEN: u64 = 56;
/// `struct user_msghdr`: where `msg_iov` and `msg_iovlen`, and where `msg_flags` is.
const MSG_IOV: u64 = 16;
const MSG_FLAGS: u64 = 48;

/// Bytes that a message brought which is said to have `length`: `MSG_TRUNC` makes that the length of the whole datagram, of which
/// only what the buffers hold has come.
#[inline(always)]
pub(crate) fn received(header: u64, flags: u64, length: u64) -> Option<u64> {
    if flags & MSG_TRUNC == 0 {
        return Some(length);
    }
    let shown: u32 = kernel::read_user(header + MSG_FLAGS)?;
    if u64::from(shown) & MSG_TRUNC == 0 {
        return Some(length);
    }
    let room = room(header);
    Some(if room < length { room } else { length })
}

/// The lengths of the first `count` messages of an array together; with `truncating`, of those that were cut only what came.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn lengths(array: u64, count: u64, truncating: u64) -> u64 {
    let mut sum = 0;
    let mut index = 0;
    while index < MAX && index < count {
        let header = array + index * MMSGHDR;
        let length = kernel::read_user::<u32>(header + MSG_LEN);
        match length.and_then(|length| received(header, truncating, u64::from(length))) {
            Some(length) => sum += length,
            None => kernel::count(counters::QUANTITY_FAULTS, 1),
        }
        index += 1;
    }
    sum
}

/// Bytes that the buffers of a message hold.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn room(header: u64) -> u64 {
    let Some([vector, count]) = kernel::read_user::<[u64; 2]>(header + MSG_IOV) else { return 0 };
    let mut sum = 0_u64;
    let mut index = 0;
    while index < MAX && index < count {
        // struct iovec: void *iov_base; size_t iov_len.
        match kernel::read_user::<u64>(vector + index * 16 + 8) {
            Some(length) => sum = sum.saturating_add(length),
            None => break,
        }
        index += 1;
    }
    sum
}
