//! Reads of the process's memory what a descriptor wants, when the call ends: the kernel has just touched it, so it is
//! there, and calls that do not become spans pay nothing.

use ior_common::{
    descriptor::{
        CAPTURE_BYTES, CAPTURE_COUNT, CAPTURE_EARLY, CAPTURE_FD, CAPTURE_FD_RETURNED, CAPTURE_MESSAGE_NAME,
        CAPTURE_NONE, CAPTURE_ON_SUCCESS, CAPTURE_POINTED, CAPTURE_SIZED, CAPTURE_SIZED_BY_POINTER,
        CAPTURE_STRING, CAPTURE_WORDS, CAPTURES, Capture, EARLY_LENGTH, EXEC, MAX_BYTES, MAX_COUNT,
        MAX_STRING,
    },
    record::{CAPTURED, CAPTURED_FAULT, CAPTURED_PART, CaptureHead, MAX_RECORD},
};

use crate::{
    emit::Span,
    file::{self, describe_file},
    kernel::{self, LAST_CHUNK, Scratch},
};

const HEAD: usize = size_of::<CaptureHead>();
/// Where pages end; larger ones end there too.
const PAGE: u64 = 4096;

/// Writes the captures of the prepared call to the scratch, from `offset` on; returns where they end and how many they are.
#[inline(always)]
pub(crate) fn all(span: &Span, offset: usize) -> (usize, u8) {
    let mut end = offset as u64;
    let mut count = 0;
    let mut slot = 0;
    // The first that captures nothing ends the list.
    while slot < CAPTURES && span.descriptor.captures[slot].op != CAPTURE_NONE {
        let after = capture_slot(slot as u64, end);
        if after > end && after <= MAX_RECORD as u64 {
            end = after;
            count += 1;
        }
        slot += 1;
    }
    (end as usize, count)
}

/// Writes capture `slot` of the prepared call to the scratch at `offset`; returns where it ends: at `offset` if there is
/// nothing to capture.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn capture_slot(slot: u64, offset: u64) -> u64 {
    const { assert!(CAPTURES.is_power_of_two()) };
    let offset = offset as usize;
    let (Some(scratch), Some(span)) = (kernel::scratch(), kernel::span()) else { return 0 };
    let capture = span.descriptor.captures[kernel::here(slot as usize) & (CAPTURES - 1)];
    if offset > LAST_CHUNK - HEAD {
        return 0;
    }
    let Some((length, status)) = one(scratch, offset + HEAD, span, capture) else { return offset as u64 };
    kernel::write(
        scratch,
        offset,
        CaptureHead { slot: slot as u8, status, length: length as u16, reserved: 0 },
    );
    (offset + HEAD + ((length + 7) & !7)) as u64
}

/// Reads one capture to `scratch[offset..]`; returns its length and status, or nothing where there is none: for a null
/// pointer, or what the kernel writes on success only.
#[inline(always)]
fn one(scratch: &mut Scratch, offset: usize, span: &Span, capture: Capture) -> Option<(usize, u8)> {
    let ended = &span.ended;
    let op = capture.op & !CAPTURE_ON_SUCCESS;
    if op == CAPTURE_NONE || (capture.op & CAPTURE_ON_SUCCESS != 0 && (ended.errno != 0 || ended.unfinished))
    {
        return None;
    }
    // The caller's memory is gone; the kernel has a copy of the path, and the new program the arguments.
    if ended.path != 0 && span.descriptor.has(EXEC) {
        match op {
            CAPTURE_STRING => return executed_path(scratch, offset, ended.path),
            CAPTURE_COUNT => {
                kernel::write(scratch, offset, file::executed_arguments()?);
                return Some((size_of::<u64>(), CAPTURED));
            }
            _ => {}
        }
    }
    match op {
        CAPTURE_FD => return file(argument(&span.args, capture.arg)?, offset),
        CAPTURE_FD_RETURNED => return file(ended.return_value as u64, offset),
        _ => {}
    }
    let address = argument(&span.args, capture.arg).filter(|address| *address != 0)?;
    if op == CAPTURE_EARLY {
        if span.early_read == 0 {
            return Some(fault());
        }
        kernel::write(scratch, offset, span.early);
        return Some((size_of_val(&span.early), CAPTURED));
    }
    if !span.has_memory {
        return Some(fault());
    }
    if op == CAPTURE_COUNT {
        let count = count_pointers(address);
        if count > MAX_COUNT {
            return Some(fault());
        }
        kernel::write(scratch, offset, count);
        return Some((size_of::<u64>(), CAPTURED));
    }
    if op == CAPTURE_STRING {
        let length = kernel::read_string(scratch, offset, address, false);
        return Some(string(length, || kernel::read_user(address + MAX_STRING as u64 - 1)));
    }
    let mut limit = capture.length;
    let (address, wanted) = match op {
        CAPTURE_BYTES => (address, u64::from(capture.length)),
        CAPTURE_WORDS => (address, (argument(&span.args, capture.length_arg)? & 0xffff_ffff) * 4),
        CAPTURE_POINTED => match kernel::read_user::<u64>(address) {
            Some(0) => return None,
            Some(pointed) => (pointed, u64::from(capture.length)),
            None => return Some(fault()),
        },
        // Lengths are an `int` or, where they are a `size_t`, never that long.
        CAPTURE_SIZED => (address, argument(&span.args, capture.length_arg)? & 0xffff_ffff),
        CAPTURE_SIZED_BY_POINTER => {
            let pointer = argument(&span.args, capture.length_arg)?;
            let Some(length) = kernel::read_user::<u32>(pointer) else { return Some(fault()) };
            // That is how long the address is; the kernel has written as much of it as there was room for.
            if span.descriptor.early >= EARLY_LENGTH && span.early_read != 0 && span.early[0] < limit.into() {
                limit = span.early[0] as u8;
            }
            if limit == 0 {
                return None;
            }
            (address, u64::from(length))
        }
        CAPTURE_MESSAGE_NAME => {
            // struct user_msghdr: void *msg_name; int msg_namelen; ...
            let Some([name, length]) = kernel::read_user::<[u64; 2]>(address) else { return Some(fault()) };
            if name == 0 {
                return None;
            }
            (name, length & 0xffff_ffff)
        }
        _ => return None,
    };
    bytes(scratch, offset, address, wanted, limit)
}

/// Reads `wanted` bytes, at most `limit`.
#[inline(always)]
fn bytes(scratch: &mut Scratch, offset: usize, address: u64, wanted: u64, limit: u8) -> Option<(usize, u8)> {
    if wanted == 0 {
        return None;
    }
    let limit = if usize::from(limit) > MAX_BYTES { MAX_BYTES as u64 } else { u64::from(limit) };
    let (length, status) = if wanted > limit { (limit, CAPTURED_PART) } else { (wanted, CAPTURED) };
    if kernel::read_bytes(scratch, offset, address, length as u32) {
        return Some((length as usize & 0xff, status));
    }
    // What is wanted may be longer than what is there, as of a structure's older version. Then it ends with a page.
    let there = PAGE - (address & (PAGE - 1));
    if there < length && kernel::read_bytes(scratch, offset, address, there as u32) {
        return Some((there as usize & 0xff, CAPTURED_PART));
    }
    Some(fault())
}

/// What a descriptor leads to; nothing if it is not open.
#[inline(always)]
fn file(fd: u64, offset: usize) -> Option<(usize, u8)> {
    let begin = offset as u64;
    let end = describe_file(fd & 0xffff_ffff, begin);
    if end > begin && end <= MAX_RECORD as u64 { Some(((end - begin) as usize, CAPTURED)) } else { None }
}

/// How many pointers there are before the null; more than [`MAX_COUNT`] if one of them can't be read. In stretches: the verifier walks
/// through every turn of a loop, and checks a global function once.
#[inline(always)]
fn count_pointers(array: u64) -> u64 {
    // Counted in whole stretches: added up, what a function returns would be unknown to verifiers before Linux 6.8, and the loop endless.
    let mut stretch = 0;
    while stretch < MAX_COUNT / STRETCH {
        let more = count_stretch(array + stretch * STRETCH * 8);
        if more != STRETCH {
            return stretch * STRETCH + more;
        }
        stretch += 1;
    }
    MAX_COUNT
}

/// Turns of the loop that are checked together.
const STRETCH: u64 = 32;

/// The same for the first `STRETCH`.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn count_stretch(array: u64) -> u64 {
    let mut count = 0;
    while count < STRETCH {
        match kernel::read_user::<u64>(array + count * 8) {
            Some(0) => break,
            Some(_) => count += 1,
            None => return MAX_COUNT + 1,
        }
    }
    count
}

/// The path of the program that was executed: its caller's memory is gone, the kernel's copy is not.
#[inline(always)]
pub(crate) fn executed_path(scratch: &mut Scratch, offset: usize, path: u64) -> Option<(usize, u8)> {
    let length = kernel::read_string(scratch, offset, path, true);
    Some(string(length, || kernel::read_kernel(path + MAX_STRING as u64 - 1)))
}

/// Length without the NUL, and status, of a string of which `length` bytes were read with the NUL. `last` reads the byte where a string of
/// the greatest length ends: one that was cut has another there.
#[inline(always)]
fn string(length: Option<usize>, last: impl Fn() -> Option<u8>) -> (usize, u8) {
    match length {
        Some(length) if length >= MAX_STRING => {
            (MAX_STRING - 1, if last() == Some(0) { CAPTURED } else { CAPTURED_PART })
        }
        Some(length) if length >= 1 => (length - 1, CAPTURED),
        _ => fault(),
    }
}

/// Whether anything is missing by it user space knows: what a register points to depends on the call.
#[inline(always)]
fn fault() -> (usize, u8) {
    (0, CAPTURED_FAULT)
}

#[inline(always)]
fn argument(args: &[u64; 6], arg: u8) -> Option<u64> {
    args.get(usize::from(arg)).copied()
}
