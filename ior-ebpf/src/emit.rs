//! Sends a call that becomes a span.

use ior_common::{
    counter as counters,
    descriptor::{Descriptor, EXEC, SAMPLE_ALL, SPAN_ERRORS, TIMEOUT_EXPECTED},
    errno,
    record::{CallRecord, FLAG_UNFINISHED, Head, KIND_CALL},
    thread::Thread,
};

use crate::{
    capture,
    kernel::{self, Scratch, host},
    pair::{Ended, arguments},
};

/// Whether a call becomes a span.
#[inline(always)]
pub(crate) fn wanted(descriptor: &Descriptor, ended: &Ended) -> bool {
    let long = ended.duration_ns >= descriptor.min_duration_ns;
    let failed = ended.errno != 0
        && descriptor.has(SPAN_ERRORS)
        && errno::is_failure(ended.errno, descriptor.has(TIMEOUT_EXPECTED));
    (long || failed) && (descriptor.has(SAMPLE_ALL) || (kernel::random() & 0xffff) < u32::from(descriptor.sample))
}

/// Sends a call.
#[inline(never)]
pub(crate) fn call(thread: &Thread, descriptor: &Descriptor, ended: &Ended) {
    kernel::count(counters::RECORDS_CALL, 1);
    let waiting = kernel::waiting();
    // The rest of the buffer is for processes: without them the calls that follow could not be told apart.
    let sent = waiting < u64::from(host!(call_bytes))
        && match kernel::scratch() {
            Some(scratch) => {
                let length = compose(scratch, thread, descriptor, ended);
                kernel::send(scratch, length, waiting)
            }
            None => false,
        };
    if !sent {
        kernel::count(counters::DROPPED_CALL, 1);
    }
}

/// Writes the record and returns its length.
#[inline(always)]
fn compose(scratch: &mut Scratch, thread: &Thread, descriptor: &Descriptor, ended: &Ended) -> usize {
    let args = if ended.bprm != 0 && descriptor.has(EXEC) {
        // The registers already belong to the new program.
        [thread.early[0], 0, 0, 0, thread.early[1], 0]
    } else {
        arguments(ended.regs).unwrap_or_default()
    };
    let (length, captures) = capture::all(scratch, size_of::<CallRecord>(), thread, descriptor, ended, &args);
    let head = Head {
        kind: KIND_CALL,
        flags: if ended.unfinished { FLAG_UNFINISHED } else { 0 },
        abi: ended.abi,
        captures,
        length: length as u32,
        time_ns: ended.start_ns,
        process: thread.process,
        nr: u32::from(ended.nr),
        pid: thread.pid,
        tid: thread.tid,
        comm: kernel::comm(),
    };
    let record = CallRecord {
        head,
        duration_ns: ended.duration_ns,
        return_value: ended.return_value,
        args,
        cpu: kernel::cpu(),
        reserved: 0,
    };
    kernel::write(scratch, 0, record);
    length
}
