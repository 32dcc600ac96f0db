//! Every call is counted, whatever becomes of it: the exact side of ior-otel.

use ior_common::{
    counter as counters,
    descriptor::{
        Descriptor, FAMILY_ARGUMENT, FAMILY_NONE, FAMILY_OUT_POINTER, QUANTITY_ARGUMENT, QUANTITY_BREAK,
        QUANTITY_MAPPED, QUANTITY_NONE, QUANTITY_RECEIVE, QUANTITY_RECEIVE_MESSAGE,
        QUANTITY_RECEIVE_MESSAGES, QUANTITY_RETURN, QUANTITY_RETURN_UNLESS_PROBE,
        QUANTITY_RETURN_UNLESS_PROBE_AT, QUANTITY_SEND_MESSAGES,
    },
    histogram::{BUCKETS, duration_units, position},
    series::{DURATIONS, Histogram, NO_FAMILY, SIZES, SIZES_LESS, SeriesKey},
    thread::Thread,
};

use crate::{
    context,
    kernel::{self, slots},
    message,
    pair::Ended,
};

/// `MSG_PEEK` and `MSG_TRUNC` of linux/socket.h.
const MSG_PEEK: u64 = 0x02;
pub(crate) const MSG_TRUNC: u64 = 0x20;

/// More than there are address families (`AF_MAX` is 46 in Linux 6.18).
const MAX_FAMILIES: u32 = 64;

/// Counts a call.
#[inline(always)]
pub(crate) fn call(thread: &Thread, descriptor: &Descriptor, ended: &mut Ended) {
    let family = if descriptor.family == FAMILY_NONE { NO_FAMILY } else { family(thread, descriptor, ended) };
    let key = SeriesKey {
        process: thread.process,
        nr: ended.nr,
        errno: ended.errno,
        family,
        abi: ended.abi,
        of: DURATIONS,
        cpu: kernel::cpu(),
    };
    if let Some((histogram, own)) = slots::series(&key) {
        record(histogram, ended.duration_ns, duration_units(ended.duration_ns));
        if !own {
            kernel::count(counters::SERIES_OVERFLOW, 1);
        }
    }
    if descriptor.quantity != QUANTITY_NONE && ended.errno == 0 {
        size(thread, descriptor, ended, key);
    }
}

/// Counts the call's quantity, and notes it for its span.
#[inline(never)]
fn size(thread: &Thread, descriptor: &Descriptor, ended: &mut Ended, mut key: SeriesKey) {
    let quantity = if descriptor.quantity == QUANTITY_BREAK {
        let Some(moved) = break_moved(thread, ended) else { return };
        Some(moved)
    } else {
        quantity(descriptor, ended).map(|quantity| (quantity & i64::MAX as u64) as i64)
    };
    let Some(quantity) = quantity else {
        kernel::count(counters::QUANTITY_FAULTS, 1);
        return;
    };
    ended.quantity = quantity;
    ended.has_quantity = true;
    if descriptor.quantity == QUANTITY_MAPPED {
        let _ = context::mapped(thread, ended);
    }
    key.of = if quantity < 0 { SIZES_LESS } else { SIZES };
    let size = quantity.unsigned_abs();
    if let Some((histogram, own)) = slots::series(&key) {
        record(histogram, size, size);
        if !own {
            kernel::count(counters::SIZES_OVERFLOW, 1);
        }
    }
}

/// By how much `brk` moved the end of the heap; nothing if it did not.
#[inline(always)]
fn break_moved(thread: &Thread, ended: &Ended) -> Option<i64> {
    if thread.early_read == 0 {
        return None;
    }
    let moved = ended.return_value.wrapping_sub(thread.early[0] as i64);
    if moved == 0 { None } else { Some(moved) }
}

#[inline(always)]
fn record(histogram: &mut Histogram, value: u64, units: u64) {
    histogram.sum += value;
    if value > histogram.max {
        histogram.max = value;
    }
    let position = position(units);
    if position < BUCKETS {
        histogram.buckets[position] += 1;
    }
}

/// The quantity of a successful call, in its own unit.
#[inline(always)]
fn quantity(descriptor: &Descriptor, ended: &Ended) -> Option<u64> {
    let returned = if ended.return_value < 0 { 0 } else { ended.return_value as u64 };
    let arg = descriptor.quantity_arg;
    match descriptor.quantity {
        QUANTITY_RETURN => Some(returned),
        QUANTITY_ARGUMENT | QUANTITY_MAPPED => ended.argument(arg),
        QUANTITY_RETURN_UNLESS_PROBE => Some(if ended.argument(arg)? == 0 { 0 } else { returned }),
        QUANTITY_RETURN_UNLESS_PROBE_AT => {
            // struct xattr_args: __u64 value; __u32 size; ...
            let size: u32 = kernel::read_user(ended.argument(arg)? + 8)?;
            Some(if size == 0 { 0 } else { returned })
        }
        QUANTITY_RECEIVE => {
            let flags = ended.argument(arg)?;
            let length = ended.argument(arg - 1)?;
            if flags & MSG_PEEK != 0 {
                Some(0)
            } else if flags & MSG_TRUNC != 0 && returned > length {
                Some(length)
            } else {
                Some(returned)
            }
        }
        QUANTITY_RECEIVE_MESSAGE => {
            let flags = ended.argument(arg)?;
            if flags & MSG_PEEK != 0 {
                return Some(0);
            }
            message::received(ended.argument(arg - 1)?, flags, returned)
        }
        QUANTITY_RECEIVE_MESSAGES => {
            let flags = ended.argument(arg + 2)?;
            if flags & MSG_PEEK != 0 {
                return Some(0);
            }
            Some(message::lengths(ended.argument(arg)?, returned, flags & MSG_TRUNC))
        }
        QUANTITY_SEND_MESSAGES => Some(message::lengths(ended.argument(arg)?, returned, 0)),
        _ => None,
    }
}

/// The address family of the call, where it is known.
#[inline(never)]
fn family(thread: &Thread, descriptor: &Descriptor, ended: &Ended) -> u16 {
    let (from, arg) = (descriptor.family & 0xf, descriptor.family >> 4);
    if from == FAMILY_OUT_POINTER && ended.errno != 0 {
        return NO_FAMILY;
    }
    let Some(value) = ended.argument(arg) else { return NO_FAMILY };
    if from == FAMILY_ARGUMENT {
        return known(value as u32);
    }
    if from == FAMILY_OUT_POINTER {
        // Of a stream the kernel leaves the address as it was, and says so by its length.
        let Some(length) = ended.argument(arg + 1) else { return NO_FAMILY };
        if kernel::read_user::<u32>(length).unwrap_or(0) < size_of::<u16>() as u32 {
            return NO_FAMILY;
        }
        // And where there was no room for it, it has written none.
        if thread.early_read != 0 && thread.early[0] < size_of::<u16>() as u64 {
            return NO_FAMILY;
        }
    }
    if value == 0 {
        return NO_FAMILY;
    }
    // struct sockaddr begins with its family.
    kernel::read_user::<u16>(value).map_or(NO_FAMILY, |family| known(family.into()))
}

/// A family that there can be: what is not one is the application's mistake, and would be a series for each.
#[inline(always)]
fn known(family: u32) -> u16 {
    if family < MAX_FAMILIES { family as u16 } else { NO_FAMILY }
}
