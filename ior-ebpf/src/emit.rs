//! Sends a call that becomes a span.
//!
//! The verifier follows every path through a program and its functions. What is rare and branches much is therefore a global
//! function, which it checks once and by itself (since Linux 5.6): [`compose_span`] and [`crate::capture::capture_slot`]. Such
//! functions take numbers only; the call they work on is in a per-CPU map, a [`Span`].

use ior_common::{
    counter as counters,
    descriptor::{Descriptor, EXEC, SAMPLE_ALL, SPAN_ERRORS, SPAN_STACK, TIMEOUT_EXPECTED},
    errno,
    record::{CallRecord, FLAG_QUANTITY, FLAG_UNFINISHED, KIND_CALL, MAX_RECORD},
    thread::Thread,
};

use crate::{
    capture, context,
    file::{self, Walk},
    kernel::{self, host},
    pair::Ended,
    stack,
};

/// A call that is being sent.
pub(crate) struct Span {
    /// The call.
    pub ended: Ended,
    /// Its arguments.
    pub args: [u64; 6],
    /// The registers that hold them, as the kernel has them.
    pub registers: [u64; 8],
    /// What was read when it began, and whether.
    pub early: [u64; 2],
    pub early_read: u8,
    /// Whether its process still has memory: one that ends may have given it up.
    pub has_memory: bool,
    /// What to do with its number.
    pub descriptor: Descriptor,
    /// Its process, and the ids that it sees itself.
    pub process: u32,
    pub pid: u32,
    pub tid: u32,
    /// The walk along a path that is being sent.
    pub walk: Walk,
}

/// Whether a call becomes a span.
#[inline(always)]
pub(crate) fn wanted(descriptor: &Descriptor, ended: &Ended) -> bool {
    let long = ended.duration_ns >= descriptor.min_duration_ns;
    let failed = ended.errno != 0
        && descriptor.has(SPAN_ERRORS)
        && errno::is_failure(ended.errno, descriptor.has(TIMEOUT_EXPECTED));
    (long || failed)
        && (descriptor.has(SAMPLE_ALL) || (kernel::random() & 0xffff) < u32::from(descriptor.sample))
}

/// Sends a call.
#[inline(never)]
pub(crate) fn call(thread: &Thread, descriptor: &Descriptor, ended: &Ended) {
    kernel::count(counters::RECORDS_CALL, 1);
    let waiting = kernel::waiting();
    // The rest of the buffer is for processes: without them the calls that follow could not be told apart.
    let has_room = waiting < u64::from(host!(call_bytes)) && prepare(thread, descriptor, ended);
    if !has_room || !compose_and_send(waiting) {
        kernel::count(counters::DROPPED_CALL, 1);
    }
}

#[inline(always)]
fn compose_and_send(waiting: u64) -> bool {
    let length = compose_span();
    kernel::send(length as usize, kernel::wakes(waiting, length))
}

#[inline(always)]
fn prepare(thread: &Thread, descriptor: &Descriptor, ended: &Ended) -> bool {
    let Some(span) = kernel::span() else { return false };
    span.ended = *ended;
    if ended.path != 0 && descriptor.has(EXEC) {
        // The registers already belong to the new program.
        let [first, second, third, fourth, fifth] = thread.early;
        span.args = [first, second, third, fourth, fifth, 0];
    } else if ended.arguments(&mut span.registers, &mut span.args).is_none() {
        span.args = [0; 6];
    }
    span.early = [thread.early[0], thread.early[1]];
    span.early_read = thread.early_read;
    span.has_memory = !ended.unfinished || file::has_memory();
    span.descriptor = *descriptor;
    span.process = thread.process;
    span.pid = thread.pid;
    span.tid = thread.tid;
    true
}

/// Writes the record of the prepared call to the scratch and returns its length.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn compose_span() -> u64 {
    let Some(scratch) = kernel::scratch() else { return 0 };
    let Some(span) = kernel::span() else { return 0 };
    let (mut length, mut captures) = capture::all(span, size_of::<CallRecord>());
    if host!(context.thread_pointer) != 0 {
        let end = context::thread_context(length as u64);
        if end > length as u64 && end <= MAX_RECORD as u64 {
            length = end as usize;
            captures += 1;
        }
    }
    if span.descriptor.span & SPAN_STACK != 0 {
        for part in 0..2 {
            let begin = length as u64;
            let end = if part == 0 { stack::user_stack(begin) } else { stack::user_frames(begin) };
            if end > begin && end <= MAX_RECORD as u64 {
                length = end as usize;
                captures += 1;
            }
        }
    }
    // Member by member where it is sent from: the stack of all functions that call each other is 512 bytes.
    let Some(record) = kernel::place::<CallRecord>(scratch, 0) else { return 0 };
    let ended = &span.ended;
    record.head.kind = KIND_CALL;
    record.head.flags = if ended.unfinished { FLAG_UNFINISHED } else { 0 }
        | if ended.has_quantity { FLAG_QUANTITY } else { 0 };
    record.head.abi = ended.abi;
    record.head.captures = captures;
    record.head.length = length as u32;
    record.head.time_ns = ended.start_ns;
    record.head.process = span.process;
    record.head.nr = u32::from(ended.nr);
    record.head.pid = span.pid;
    record.head.tid = span.tid;
    kernel::comm_into(&mut record.head.comm);
    record.duration_ns = ended.duration_ns;
    record.return_value = ended.return_value;
    record.quantity = ended.quantity;
    record.args = span.args;
    record.cpu = kernel::cpu();
    record.reserved = 0;
    length as u64
}
