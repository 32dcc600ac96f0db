//! What the kernel side sends through the ring buffer: a record for each call that becomes a span, and for each
//! process that starts, executes a program or ends. All integers are in the host's byte order; a record's length is a
//! multiple of 8.

use crate::context::FileKey;
#[cfg(feature = "user")]
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// Identity of a process for as long as we look: a number that is given once and never again while it runs,
/// unlike a pid. 0 is no process.
pub type ProcessId = u32;

/// [`Head::kind`] of a [`CallRecord`].
pub const KIND_CALL: u8 = 1;
/// [`Head::kind`] of a [`ForkRecord`].
pub const KIND_FORK: u8 = 2;
/// [`Head::kind`] of an [`ExecRecord`].
pub const KIND_EXEC: u8 = 3;
/// [`Head::kind`] of an [`ExitRecord`].
pub const KIND_EXIT: u8 = 4;
/// [`Head::kind`] of a [`CodeRecord`].
pub const KIND_CODE: u8 = 5;

/// [`Head::flags`]: the thread was killed in the call; it has no return value, and its duration ends with the thread.
pub const FLAG_UNFINISHED: u8 = 1 << 0;

/// [`Head::flags`]: [`CallRecord::quantity`] holds something.
pub const FLAG_QUANTITY: u8 = 1 << 1;

/// [`Head::flags`] of a [`ForkRecord`]: the process was there before; [`Head::time_ns`] is when it became traced.
pub const FLAG_FOUND: u8 = 1 << 2;

/// [`Head::flags`] of an [`ExitRecord`]: the process lives on, but is no target any more.
pub const FLAG_LEFT: u8 = 1 << 3;

/// Begin of every record.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(FromBytes, IntoBytes, Immutable, KnownLayout))]
pub struct Head {
    /// A `KIND_` constant.
    pub kind: u8,
    /// `FLAG_` constants.
    pub flags: u8,
    /// ABI of the call, see [`crate::thread`].
    pub abi: u8,
    /// Number of [`CaptureHead`]s that follow the record.
    pub captures: u8,
    /// Bytes of the record with all that follows it.
    pub length: u32,
    /// When the call began, or the event happened: `CLOCK_MONOTONIC` nanoseconds.
    pub time_ns: u64,
    /// Its process.
    pub process: ProcessId,
    /// Syscall number of a call, else 0.
    pub nr: u32,
    /// Process id as the process itself sees it.
    pub pid: u32,
    /// Thread id as the thread itself sees it.
    pub tid: u32,
    /// Name of the thread, NUL-padded.
    pub comm: [u8; 16],
}

/// A call that becomes a span. Its captures follow.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(FromBytes, IntoBytes, Immutable, KnownLayout))]
pub struct CallRecord {
    /// Begin of the record.
    pub head: Head,
    /// How long the call took, nanoseconds.
    pub duration_ns: u64,
    /// What it returned; undefined where it did not return.
    pub return_value: i64,
    /// Its quantity as it was counted (bytes, events; below zero for `brk` downwards), under [`FLAG_QUANTITY`].
    pub quantity: i64,
    /// Its argument registers.
    pub args: [u64; 6],
    /// CPU on which it ended.
    pub cpu: u32,
    /// Zero.
    pub reserved: u32,
}

/// Begin of a capture within a record; its bytes follow, padded to a multiple of 8.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(FromBytes, IntoBytes, Immutable, KnownLayout))]
pub struct CaptureHead {
    /// Position of the capture in the descriptor.
    pub slot: u8,
    /// A `CAPTURED_` constant.
    pub status: u8,
    /// Bytes that follow, without the padding.
    pub length: u16,
    /// Zero.
    pub reserved: u32,
}

/// All of it was read.
pub const CAPTURED: u8 = 0;
/// It was longer than what was read.
pub const CAPTURED_PART: u8 = 1;
/// It could not be read: the address is not mapped, or not resident.
pub const CAPTURED_FAULT: u8 = 2;

/// A process began. The head's process is the child, its pid and tid are the child's own.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(FromBytes, IntoBytes, Immutable, KnownLayout))]
pub struct ForkRecord {
    /// Begin of the record.
    pub head: Head,
    /// Start of the child, `CLOCK_BOOTTIME` nanoseconds.
    pub start_boottime_ns: u64,
    /// The process that forked, 0 for the first.
    pub parent: ProcessId,
    /// Id of the parent as the child sees it: 0 if it is outside of the child's pid namespace.
    pub parent_pid: u32,
    /// Id of the child in the initial pid namespace.
    pub host_pid: u32,
    /// Id of the child as ior-otel sees it, to look it up in /proc; 0 if it can't.
    pub proc_pid: u32,
}

/// A process executed a program. The path follows as capture 0.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(FromBytes, IntoBytes, Immutable, KnownLayout))]
pub struct ExecRecord {
    /// Begin of the record.
    pub head: Head,
    /// Number of arguments, with the program's name.
    pub argc: u32,
    /// Zero.
    pub reserved: u32,
}

/// The last thread of a process ended.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(FromBytes, IntoBytes, Immutable, KnownLayout))]
pub struct ExitRecord {
    /// Begin of the record.
    pub head: Head,
    /// Exit status as `wait(2)` reports it: exit code * 256, or the signal that killed it.
    pub status: u32,
    /// Zero.
    pub reserved: u32,
}

/// A process mapped a file to execute it, by `execve` or `mmap`, of which it is not known whether it publishes contexts.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(FromBytes, IntoBytes, Immutable, KnownLayout))]
pub struct CodeRecord {
    /// Begin of the record.
    pub head: Head,
    /// The file.
    pub file: FileKey,
}

/// Most bytes of a record: three strings, or two and two descriptors with their paths.
pub const MAX_RECORD: usize = 16 * 1024;

const _: () = assert!(size_of::<Head>() == 48);
const _: () = assert!(size_of::<CallRecord>() == 128);
const _: () = assert!(size_of::<CaptureHead>() == 8);
const _: () = assert!(size_of::<ForkRecord>() == 72);
const _: () = assert!(size_of::<ExecRecord>() == 56);
const _: () = assert!(size_of::<ExitRecord>() == 56);
const _: () = assert!(size_of::<CodeRecord>() == 72);
