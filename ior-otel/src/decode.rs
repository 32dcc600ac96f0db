//! Bytes of the ring buffer become records. Nothing is copied.

use ior_common::{
    context::{CONTEXT_SLOT, FileKey},
    descriptor::CAPTURES,
    record::{
        CAPTURED, CAPTURED_FAULT, CAPTURED_PART, CallRecord, CaptureHead, CodeRecord, ExecRecord, ExitRecord,
        FLAG_FOUND, FLAG_LEFT, FLAG_QUANTITY, FLAG_UNFINISHED, ForkRecord, Head, KIND_CALL, KIND_CODE,
        KIND_EXEC, KIND_EXIT, KIND_FORK, ProcessId,
    },
    stack::{FRAMES_SLOT, STACK_SLOT},
};
use thiserror::Error;
use zerocopy::{FromBytes, Immutable, KnownLayout};

use crate::{
    call::{Call, Captured},
    stack::Raw,
};

/// Something that happened in a traced process.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and most are calls")]
pub enum Record<'a> {
    /// A call that becomes a span.
    Call(Call<'a>),
    /// A process began.
    Fork(Fork<'a>),
    /// A process executed a program.
    Exec(Exec<'a>),
    /// A process ended.
    Exit(Exit),
    /// A process mapped a file to execute it.
    Code(Code),
}

/// A process began.
#[derive(Clone, Debug)]
pub struct Fork<'a> {
    /// When, `CLOCK_MONOTONIC` nanoseconds.
    pub time_ns: u64,
    /// The new process.
    pub process: ProcessId,
    /// The process that forked; nothing for the first.
    pub parent: Option<ProcessId>,
    /// Id of the new process as it sees itself.
    pub pid: u32,
    /// Id of its parent as it sees it; nothing if the parent is outside of its pid namespace.
    pub parent_pid: Option<u32>,
    /// Its id in the initial pid namespace.
    pub host_pid: u32,
    /// Its id in our `/proc`; nothing if it is not there.
    pub proc_pid: Option<u32>,
    /// Its start, `CLOCK_BOOTTIME` nanoseconds.
    pub start_boottime_ns: u64,
    /// Whether it was there before: then the time is when it became traced.
    pub found: bool,
    /// Name of the thread that forked.
    pub thread_name: &'a str,
}

/// A process executed a program.
#[derive(Clone, Debug)]
pub struct Exec<'a> {
    /// When, `CLOCK_MONOTONIC` nanoseconds.
    pub time_ns: u64,
    /// The process.
    pub process: ProcessId,
    /// Path as it was given to `execve`; nothing if it could not be read.
    pub path: Option<&'a [u8]>,
    /// Number of arguments, with the program's name.
    pub argc: u32,
    /// The new name of the thread.
    pub thread_name: &'a str,
}

/// A process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// When, `CLOCK_MONOTONIC` nanoseconds.
    pub time_ns: u64,
    /// The process.
    pub process: ProcessId,
    /// How.
    pub how: End,
}

/// A process mapped a file to execute it, of which it is not known whether it publishes contexts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The process.
    pub process: ProcessId,
    /// The file.
    pub file: FileKey,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As `wait(2)` reports it.
    Status(i32),
    /// It was not seen.
    Unseen,
    /// It lives on, but is no target any more.
    Left,
}

/// Bytes that are no record: the kernel side and we do not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// It ends before what its kind has.
    #[error("a record is too short")]
    Short,
    /// Its length is not the number of bytes that came.
    #[error("a record's length is not what it says")]
    Length,
    /// There is no such kind of record.
    #[error("a record is of the unknown kind {0}")]
    Kind(u8),
    /// A capture is of no known slot or status, or ends after the record.
    #[error("a record has a damaged capture")]
    Capture,
}

/// Decodes one record.
pub fn decode(bytes: &[u8]) -> Result<Record<'_>, DecodeError> {
    let (head, _) = take::<Head>(bytes)?;
    if head.length as usize != bytes.len() {
        return Err(DecodeError::Length);
    }
    match head.kind {
        KIND_CALL => call(bytes),
        KIND_FORK => fork(bytes),
        KIND_EXEC => exec(bytes),
        KIND_EXIT => exit(bytes),
        KIND_CODE => code(bytes),
        kind => Err(DecodeError::Kind(kind)),
    }
}

fn call(bytes: &[u8]) -> Result<Record<'_>, DecodeError> {
    let (record, rest) = take::<CallRecord>(bytes)?;
    let CallRecord { head, duration_ns, return_value, quantity, args, cpu, reserved: _ } = record;
    let Captures { slots, context, stack } = captures(rest, head.captures)?;
    Ok(Record::Call(Call {
        start_ns: head.time_ns,
        duration_ns: *duration_ns,
        process: head.process,
        pid: head.pid,
        tid: head.tid,
        thread_name: name(&head.comm),
        nr: head.nr,
        abi: head.abi,
        return_value: *return_value,
        quantity: (head.flags & FLAG_QUANTITY != 0).then_some(*quantity),
        args: *args,
        cpu: *cpu,
        unfinished: head.flags & FLAG_UNFINISHED != 0,
        captures: slots,
        context,
        stack,
    }))
}

fn fork(bytes: &[u8]) -> Result<Record<'_>, DecodeError> {
    let (record, _) = take::<ForkRecord>(bytes)?;
    let ForkRecord { head, start_boottime_ns, parent, parent_pid, host_pid, proc_pid } = record;
    let some = |number: u32| (number != 0).then_some(number);
    Ok(Record::Fork(Fork {
        time_ns: head.time_ns,
        process: head.process,
        parent: some(*parent),
        pid: head.pid,
        parent_pid: some(*parent_pid),
        host_pid: *host_pid,
        proc_pid: some(*proc_pid),
        start_boottime_ns: *start_boottime_ns,
        found: head.flags & FLAG_FOUND != 0,
        thread_name: name(&head.comm),
    }))
}

fn exec(bytes: &[u8]) -> Result<Record<'_>, DecodeError> {
    let (record, rest) = take::<ExecRecord>(bytes)?;
    let ExecRecord { head, argc, reserved: _ } = record;
    let path = match captures(rest, head.captures)?.slots[0] {
        Some(Captured::Whole(path) | Captured::Part(path)) if !path.is_empty() => Some(path),
        _ => None,
    };
    Ok(Record::Exec(Exec {
        time_ns: head.time_ns,
        process: head.process,
        path,
        argc: *argc,
        thread_name: name(&head.comm),
    }))
}

fn exit(bytes: &[u8]) -> Result<Record<'_>, DecodeError> {
    let (record, _) = take::<ExitRecord>(bytes)?;
    let ExitRecord { head, status, reserved: _ } = record;
    let how = if head.flags & FLAG_LEFT != 0 { End::Left } else { End::Status(*status as i32) };
    Ok(Record::Exit(Exit { time_ns: head.time_ns, process: head.process, how }))
}

fn code(bytes: &[u8]) -> Result<Record<'_>, DecodeError> {
    let (record, _) = take::<CodeRecord>(bytes)?;
    Ok(Record::Code(Code { process: record.head.process, file: record.file }))
}

/// The captures of a record.
#[derive(Default)]
struct Captures<'a> {
    /// Those of its descriptor.
    slots: [Option<Captured<'a>>; CAPTURES],
    /// The context of the thread.
    context: Option<Captured<'a>>,
    /// Its stack.
    stack: Raw<'a>,
}

fn captures(mut rest: &[u8], count: u8) -> Result<Captures<'_>, DecodeError> {
    let mut captures = Captures::default();
    for _ in 0..count {
        let (head, after) = take::<CaptureHead>(rest)?;
        let length = usize::from(head.length);
        let bytes = after.get(..length).ok_or(DecodeError::Capture)?;
        rest = after.get(length.next_multiple_of(8)..).ok_or(DecodeError::Capture)?;
        let slot = match head.slot {
            CONTEXT_SLOT => &mut captures.context,
            STACK_SLOT => &mut captures.stack.top,
            FRAMES_SLOT => &mut captures.stack.frames,
            slot => captures.slots.get_mut(usize::from(slot)).ok_or(DecodeError::Capture)?,
        };
        *slot = Some(match head.status {
            CAPTURED => Captured::Whole(bytes),
            CAPTURED_PART => Captured::Part(bytes),
            CAPTURED_FAULT => Captured::Fault,
            _ => return Err(DecodeError::Capture),
        });
    }
    Ok(captures)
}

fn take<T: FromBytes + Immutable + KnownLayout>(bytes: &[u8]) -> Result<(&T, &[u8]), DecodeError> {
    // The ring buffer aligns records to 8 bytes.
    T::ref_from_prefix(bytes).map_err(|_| DecodeError::Short)
}

/// A thread's name: up to its NUL, or all 16 bytes. Names that are not UTF-8 are cut where they stop being it.
fn name(comm: &[u8; 16]) -> &str {
    let end = comm.iter().position(|byte| *byte == 0).unwrap_or(comm.len());
    match str::from_utf8(&comm[..end]) {
        Ok(name) => name,
        Err(error) => str::from_utf8(&comm[..error.valid_up_to()]).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use zerocopy::IntoBytes;

    use super::*;

    fn head(kind: u8, captures: u8, length: usize) -> Head {
        Head {
            kind,
            flags: 0,
            abi: 0,
            captures,
            length: length as u32,
            time_ns: 5,
            process: 1,
            nr: 257,
            pid: 10,
            tid: 11,
            comm: *b"worker\0\0\0\0\0\0\0\0\0\0",
        }
    }

    /// A record's bytes, aligned as the ring buffer aligns them.
    fn aligned(parts: &[&[u8]]) -> Vec<u64> {
        let mut bytes = parts.concat();
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes.chunks_exact(8).map(|chunk| u64::from_ne_bytes(chunk.try_into().expect("8 bytes"))).collect()
    }

    #[test]
    fn a_call_comes_with_its_captures() {
        let length = size_of::<CallRecord>() + 2 * size_of::<CaptureHead>() + 8;
        let record = CallRecord {
            head: head(KIND_CALL, 2, length),
            duration_ns: 7,
            return_value: -2,
            quantity: 0,
            args: [1, 2, 3, 4, 5, 6],
            cpu: 1,
            reserved: 0,
        };
        let path = CaptureHead { slot: 0, status: CAPTURED, length: 4, reserved: 0 };
        let fault = CaptureHead { slot: 2, status: CAPTURED_FAULT, length: 0, reserved: 0 };
        let bytes = aligned(&[record.as_bytes(), path.as_bytes(), b"/etc\0\0\0\0", fault.as_bytes()]);
        let Ok(Record::Call(call)) = decode(bytes.as_bytes()) else { panic!("no call") };
        assert_eq!((call.start_ns, call.duration_ns, call.errno()), (5, 7, 2));
        assert_eq!((call.pid, call.tid, call.thread_name), (10, 11, "worker"));
        assert_eq!(
            call.captures,
            [Some(Captured::Whole(b"/etc".as_slice())), None, Some(Captured::Fault), None]
        );
    }

    #[test]
    fn what_disagrees_with_its_length_is_refused() {
        let exit = ExitRecord { head: head(KIND_EXIT, 0, 56), status: 256, reserved: 0 };
        let bytes = aligned(&[exit.as_bytes()]);
        assert!(matches!(decode(bytes.as_bytes()), Ok(Record::Exit(Exit { how: End::Status(256), .. }))));
        assert_eq!(decode(&bytes.as_bytes()[..48]).err(), Some(DecodeError::Length));
        assert_eq!(decode(&[]).err(), Some(DecodeError::Short));
        let unknown = ExitRecord { head: head(9, 0, 56), status: 0, reserved: 0 };
        assert_eq!(decode(aligned(&[unknown.as_bytes()]).as_bytes()).err(), Some(DecodeError::Kind(9)));
    }

    proptest! {
        /// Any bytes are a record or an error, never a panic.
        #[test]
        fn any_bytes(kind in 0_u8..7, captures in 0_u8..6, words in prop::collection::vec(any::<u64>(), 0..40)) {
            let length = size_of::<Head>() + words.len() * 8;
            let head = head(kind, captures, length);
            let bytes = aligned(&[head.as_bytes(), words.as_bytes()]);
            let _ = decode(bytes.as_bytes());
        }
    }
}
