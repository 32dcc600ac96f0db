//! Lengths of messages, which `sendmmsg` and `recvmmsg` leave in the caller's array and do not return.
//!
//! The loops are bounded as the kernel bounds them. The verifier walks through every turn of a loop, which for a thousand turns
//! takes it longer than anything else at the start: they go in stretches, and a stretch is a global function, which it checks once.

use ior_common::counter as counters;

use crate::{count::MSG_TRUNC, kernel};

/// `UIO_MAXIOV`: most messages of a call, and most buffers of a message.
const MAX: u64 = 1024;
/// Turns of a loop that are checked together.
const STRETCH: u64 = 32;
/// `sizeof(struct mmsghdr)`: a `struct user_msghdr`, then `unsigned int msg_len`.
const MMSGHDR: u64 = 64;
const MSG_LEN: u64 = 56;
/// `struct user_msghdr`: where `msg_iov` and `msg_iovlen`, and where `msg_flags` is.
const MSG_IOV: u64 = 16;
const MSG_FLAGS: u64 = 48;
/// `struct iovec`: its size, and where `iov_len` is.
const IOVEC: u64 = 16;
const IOV_LEN: u64 = 8;

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
#[inline(always)]
pub(crate) fn lengths(array: u64, count: u64, truncating: u64) -> u64 {
    let count = if count < MAX { count } else { MAX };
    let mut sum = 0;
    let mut index = 0;
    while index < MAX && index < count {
        sum += lengths_of_stretch(array + index * MMSGHDR, count - index, truncating);
        index += STRETCH;
    }
    sum
}

/// The same for the first `STRETCH`.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn lengths_of_stretch(array: u64, count: u64, truncating: u64) -> u64 {
    let mut sum = 0;
    let mut index = 0;
    while index < STRETCH && index < count {
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
        sum = sum.saturating_add(room_of_stretch(vector + index * IOVEC, count - index));
        index += STRETCH;
    }
    sum
}

/// Bytes that the first `STRETCH` buffers of an array hold.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn room_of_stretch(vector: u64, count: u64) -> u64 {
    let mut sum = 0_u64;
    let mut index = 0;
    while index < STRETCH && index < count {
        match kernel::read_user::<u64>(vector + index * IOVEC + IOV_LEN) {
            Some(length) => sum = sum.saturating_add(length),
            None => break,
        }
        index += 1;
    }
    sum
}
