//! Reads of the process's memory what a descriptor wants, when the call ends: the kernel has just touched it, so it is
//! there, and calls that do not become spans pay nothing.

use ior_common::{
    counter as counters,
    descriptor::{
        CAPTURE_BYTES, CAPTURE_EARLY, CAPTURE_MESSAGE_NAME, CAPTURE_NONE, CAPTURE_ON_SUCCESS, CAPTURE_SIZED,
        CAPTURE_SIZED_BY_POINTER, CAPTURE_STRING, CAPTURES, Capture, Descriptor, EXEC, MAX_BYTES, MAX_STRING,
    },
    record::{CAPTURED, CAPTURED_FAULT, CAPTURED_PART, CaptureHead},
    thread::Thread,
};

use crate::{
    kernel::{self, LAST_CHUNK, Scratch, host},
    pair::Ended,
};

const HEAD: usize = size_of::<CaptureHead>();

/// Writes the captures of a call to `scratch[offset..]`; returns where they end and how many they are.
#[inline(always)]
pub(crate) fn all(
    scratch: &mut Scratch,
    offset: usize,
    thread: &Thread,
    descriptor: &Descriptor,
    ended: &Ended,
    args: &[u64; 6],
) -> (usize, u8) {
    let mut end = offset;
    let mut count = 0;
    let mut slot = 0;
    while slot < CAPTURES {
        let capture = descriptor.captures[slot];
        let op = capture.op & !CAPTURE_ON_SUCCESS;
        let skip = capture.op & CAPTURE_ON_SUCCESS != 0 && (ended.errno != 0 || ended.unfinished);
        if op != CAPTURE_NONE && !skip && end <= LAST_CHUNK - HEAD {
            let from = Source { op, capture, thread, ended, args };
            if let Some((length, status)) = one(scratch, end + HEAD, &from, descriptor) {
                kernel::write(scratch, end, CaptureHead { slot: slot as u8, status, length: length as u16, reserved: 0 });
                end += HEAD + ((length + 7) & !7);
                count += 1;
            }
        }
        slot += 1;
    }
    (end, count)
}

/// What a capture reads.
struct Source<'a> {
    op: u8,
    capture: Capture,
    thread: &'a Thread,
    ended: &'a Ended,
    args: &'a [u64; 6],
}

/// Reads one capture to `scratch[offset..]`; returns its length and status, or nothing for a null pointer.
#[inline(always)]
fn one(scratch: &mut Scratch, offset: usize, from: &Source<'_>, descriptor: &Descriptor) -> Option<(usize, u8)> {
    if from.op == CAPTURE_EARLY {
        if from.thread.early_read == 0 {
            return argument(from.args, from.capture.arg).filter(|a| *a != 0).map(|_| fault());
        }
        kernel::write(scratch, offset, from.thread.early);
        return Some((size_of_val(&from.thread.early), CAPTURED));
    }
    if from.op == CAPTURE_STRING && from.ended.bprm != 0 && descriptor.has(EXEC) {
        return executed_path(scratch, offset, from.ended.bprm);
    }
    let address = argument(from.args, from.capture.arg).filter(|address| *address != 0)?;
    if from.op == CAPTURE_STRING {
        return Some(string(kernel::read_string(scratch, offset, address, false)));
    }
    let (address, wanted) = match from.op {
        CAPTURE_BYTES => (address, u64::from(from.capture.length)),
        CAPTURE_SIZED => (address, argument(from.args, from.capture.length_arg)?),
        CAPTURE_SIZED_BY_POINTER => {
            let pointer = argument(from.args, from.capture.length_arg)?;
            let Some(length) = kernel::read_user::<u32>(pointer) else { return Some(fault()) };
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
    bytes(scratch, offset, address, wanted, from.capture.length)
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
        Some((length as usize & 0xff, status))
    } else {
        Some(fault())
    }
}

/// The path of the program that was executed: its caller's memory is gone, the kernel's copy is not.
#[inline(always)]
pub(crate) fn executed_path(scratch: &mut Scratch, offset: usize, bprm: u64) -> Option<(usize, u8)> {
    let path: u64 = kernel::read_kernel(bprm + u64::from(host!(bprm_filename)))?;
    Some(string(kernel::read_string(scratch, offset, path, true)))
}

/// Length without the NUL, and status, of a string of which `length` bytes were read with the NUL.
#[inline(always)]
fn string(length: Option<usize>) -> (usize, u8) {
    match length {
        // PATH_MAX includes the NUL, so that a path of this length was cut: the kernel itself refuses it.
        Some(length) if length >= MAX_STRING => (MAX_STRING - 1, CAPTURED_PART),
        Some(length) if length >= 1 => (length - 1, CAPTURED),
        _ => fault(),
    }
}

#[inline(always)]
fn fault() -> (usize, u8) {
    kernel::count(counters::CAPTURE_FAULTS, 1);
    (0, CAPTURED_FAULT)
}

#[inline(always)]
fn argument(args: &[u64; 6], arg: u8) -> Option<u64> {
    args.get(usize::from(arg)).copied()
}
