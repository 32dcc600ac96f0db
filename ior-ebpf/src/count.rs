//! Every call is counted, whatever becomes of it: the exact side of ior-otel.

use ior_common::{
    counter as counters,
    descriptor::{
        Descriptor, FAMILY_ARGUMENT, FAMILY_NONE, FAMILY_OUT_POINTER, QUANTITY_ARGUMENT, QUANTITY_NONE,
        QUANTITY_RECEIVE, QUANTITY_RETURN, QUANTITY_RETURN_UNLESS_PROBE,
    },
    histogram::{BUCKETS, duration_units, position},
    series::{Histogram, NO_FAMILY, SeriesKey},
    thread::Thread,
};

use crate::{
    kernel::{self, Of},
    pair::{Ended, argument},
};

/// `MSG_PEEK` and `MSG_TRUNC` of linux/socket.h.
const MSG_PEEK: u64 = 0x02;
const MSG_TRUNC: u64 = 0x20;

/// Counts a call.
#[inline(always)]
pub(crate) fn call(thread: &Thread, descriptor: &Descriptor, ended: &Ended) {
    let family = if descriptor.family == FAMILY_NONE { NO_FAMILY } else { family(descriptor, ended) };
    let key = SeriesKey {
        process: thread.process,
        nr: ended.nr,
        errno: ended.errno,
        family,
        abi: ended.abi,
        reserved: 0,
        cpu: kernel::cpu(),
    };
    if let Some((histogram, own)) = kernel::series(Of::Durations, &key) {
        record(histogram, ended.duration_ns, duration_units(ended.duration_ns));
        if !own {
            kernel::count(counters::SERIES_OVERFLOW, 1);
        }
    }
    if descriptor.quantity != QUANTITY_NONE && ended.errno == 0 {
        size(descriptor, ended, &key);
    }
}

/// Counts the call's quantity.
#[inline(never)]
fn size(descriptor: &Descriptor, ended: &Ended, key: &SeriesKey) {
    let Some(quantity) = quantity(descriptor, ended) else { return };
    if let Some((histogram, own)) = kernel::series(Of::Sizes, key) {
        record(histogram, quantity, quantity);
        if !own {
            kernel::count(counters::SIZES_OVERFLOW, 1);
        }
    }
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
        QUANTITY_ARGUMENT => argument(ended.regs, arg),
        QUANTITY_RETURN_UNLESS_PROBE => Some(if argument(ended.regs, arg)? == 0 { 0 } else { returned }),
        QUANTITY_RECEIVE => {
            let flags = argument(ended.regs, arg)?;
            let length = argument(ended.regs, arg - 1)?;
            if flags & MSG_PEEK != 0 {
                Some(0)
            } else if flags & MSG_TRUNC != 0 && returned > length {
                Some(length)
            } else {
                Some(returned)
            }
        }
        _ => None,
    }
}

/// The address family of the call, where it is known.
#[inline(never)]
fn family(descriptor: &Descriptor, ended: &Ended) -> u16 {
    if descriptor.family == FAMILY_OUT_POINTER && ended.errno != 0 {
        return NO_FAMILY;
    }
    let Some(value) = argument(ended.regs, descriptor.family_arg) else { return NO_FAMILY };
    if descriptor.family == FAMILY_ARGUMENT {
        return value as u16;
    }
    if value == 0 {
        return NO_FAMILY;
    }
    // struct sockaddr begins with its family.
    kernel::read_user(value).unwrap_or(NO_FAMILY)
}
