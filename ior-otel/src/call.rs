//! One system call, decoded: what the kernel side recorded of a call that becomes a span. Borrows the ring buffer.

use ior_common::descriptor::CAPTURES;

use crate::stack::Raw;

/// What became of reading something from the traced process's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Captured<'a> {
    /// All of it.
    Whole(&'a [u8]),
    /// Its beginning: it was longer than what is read.
    Part(&'a [u8]),
    /// Nothing: the memory is not mapped, or not resident.
    Fault,
}

/// A call that becomes a span.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// Start, `CLOCK_MONOTONIC` nanoseconds.
    pub start_ns: u64,
    /// Duration, nanoseconds.
    pub duration_ns: u64,
    /// Identity of the process, see [`ior_common::record::ProcessId`].
    pub process: u32,
    /// Process id as the process sees it.
    pub pid: u32,
    /// Thread id as the thread sees it.
    pub tid: u32,
    /// Thread name.
    pub thread_name: &'a str,
    /// Syscall number, without the x32 bit.
    pub nr: u32,
    /// ABI, see [`ior_common::thread`].
    pub abi: u8,
    /// Return register; meaningless if `unfinished`.
    pub return_value: i64,
    /// The kind's quantity (bytes, events; below zero for a heap that shrank), as it was counted.
    pub quantity: Option<i64>,
    /// Argument registers.
    pub args: [u64; 6],
    /// CPU on which it ended.
    pub cpu: u32,
    /// The thread was killed in the call.
    pub unfinished: bool,
    /// What was read of the process's memory, by position in the syscall's descriptor.
    pub captures: [Option<Captured<'a>>; CAPTURES],
    /// What the thread publishes of the span that it was in, see [`crate::context`].
    pub context: Option<Captured<'a>>,
    /// Its user stack, where that is wanted.
    pub stack: Raw<'a>,
}

impl Call<'_> {
    /// When it ended, `CLOCK_MONOTONIC` nanoseconds.
    pub fn end_ns(&self) -> u64 {
        self.start_ns.saturating_add(self.duration_ns)
    }

    /// The error number, 0 for a success and for a call that did not return.
    pub fn errno(&self) -> u16 {
        if self.unfinished { 0 } else { ior_common::errno::of(self.return_value) }
    }

    /// An argument as the C `int` that most syscalls take.
    pub fn int(&self, arg: usize) -> i32 {
        self.args[arg] as i32
    }
}
