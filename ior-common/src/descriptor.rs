//! A syscall, as the kernel side knows it: 32 bytes in an array map, indexed by syscall number.
//!
//! The first half is all that a call needs which does not become a span; the second half says what to read of
//! the process's memory for one that does.

/// Rows of the descriptor map that are indexed by the syscall number itself, for each of two ABIs.
///
/// Linux numbers stay below 512 on x86_64 and aarch64, and x32 has some more up to 547; the room above is for what later
/// kernels add.
pub const NUMBERS: u32 = 1024;
/// First row of the 32-bit calls ([`crate::thread::ABI_COMPAT`]), whose numbers mean other calls.
pub const COMPAT: u32 = NUMBERS;
/// Row for calls whose number has no row of its own. They count, and can become spans.
pub const UNKNOWN: u32 = 2 * NUMBERS;
/// Entries of the descriptor map.
pub const DESCRIPTORS: u32 = UNKNOWN + 1;

/// [`Descriptor::min_duration_ns`] of a call that never becomes a span, however long it takes.
pub const NEVER: u64 = u64::MAX;

/// The call is traced at all. Without it the call costs one array look-up and is not counted.
pub const ENABLED: u8 = 1 << 0;
/// A failed call becomes a span whatever its duration.
pub const SPAN_ERRORS: u8 = 1 << 1;
/// Every candidate becomes a span; without it [`Descriptor::sample`] decides.
pub const SAMPLE_ALL: u8 = 1 << 2;
/// The call does not return (`exit`, `exit_group`): it ends where its thread ends.
pub const NO_RETURN: u8 = 1 << 3;
/// The return register holds something else than a result (`rt_sigreturn` restores the interrupted one).
pub const SIGNAL_RETURN: u8 = 1 << 4;
/// The kernel's own `restart_syscall`, by which a thread goes on with an interrupted call.
pub const RESTART: u8 = 1 << 5;
/// The call replaces the process's memory (`execve`): its registers are gone when it has succeeded.
pub const EXEC: u8 = 1 << 6;
/// The call takes a timeout, so `ETIMEDOUT` is an answer and not a failure.
pub const TIMEOUT_EXPECTED: u8 = 1 << 7;

/// What to do with one syscall number.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// A call of at least this many nanoseconds becomes a span; [`NEVER`] for none.
    pub min_duration_ns: u64,
    /// Out of 65,536 candidates for a span, how many are kept. Unused under [`SAMPLE_ALL`].
    pub sample: u16,
    /// The flag constants of this module.
    pub flags: u8,
    /// What the call's quantity is: a `QUANTITY_` constant.
    pub quantity: u8,
    /// The argument that the quantity is made of (0 to 5).
    pub quantity_arg: u8,
    /// Where the address family comes from: a `FAMILY_` constant, and 16 times the argument that it is made of (0 to 5).
    pub family: u8,
    /// What its span is made with: `SPAN_` constants of one bit.
    pub span: u8,
    /// What must be read when the call begins: an `EARLY_` constant, or for 16 bytes of the process's memory that the kernel
    /// overwrites (`select` leaves the time that remained in its timeout) the position of the argument that points to them
    /// plus one. They are captured by [`CAPTURE_EARLY`]. From [`EARLY_LENGTH`] on, what is added to that is the position of the
    /// argument that points to a length, a u32.
    pub early: u8,
    /// What to read of the process's memory for a span, in this order.
    pub captures: [Capture; CAPTURES],
}

/// No quantity.
pub const QUANTITY_NONE: u8 = 0;
/// The return value, where the call succeeded (`read`: bytes; `epoll_wait`: ready events).
pub const QUANTITY_RETURN: u8 = 1;
/// The argument's value, where the call succeeded (`mq_timedsend` returns 0 and has sent its third argument).
pub const QUANTITY_ARGUMENT: u8 = 2;
/// The return value, unless the argument is zero: a probe for the size (`getxattr` with size 0) moves nothing.
pub const QUANTITY_RETURN_UNLESS_PROBE: u8 = 3;
/// The return value, by the rules of `recv`: the argument holds the flags, the one before it the length.
/// `MSG_PEEK` leaves the data where it was and counts 0; `MSG_TRUNC` returns the packet's length, of which at
/// most the buffer's length has been moved.
pub const QUANTITY_RECEIVE: u8 = 4;

/// The return value by the rules of `recvmsg`: as [`QUANTITY_RECEIVE`], but the argument before the flags points to a
/// `struct msghdr`, whose buffers make the length.
pub const QUANTITY_RECEIVE_MESSAGE: u8 = 5;
/// The lengths of as many messages as were received: the argument points to an array of `struct mmsghdr`, the one after the
/// next holds the flags.
pub const QUANTITY_RECEIVE_MESSAGES: u8 = 6;
/// The lengths of as many messages as were sent: the argument points to an array of `struct mmsghdr`.
pub const QUANTITY_SEND_MESSAGES: u8 = 7;
/// The return value, unless the argument points to a `struct xattr_args` whose size is zero: a probe for the size.
pub const QUANTITY_RETURN_UNLESS_PROBE_AT: u8 = 8;
/// By how much the end of the heap moved ([`EARLY_BREAK`]); a series of its own for moves down.
pub const QUANTITY_BREAK: u8 = 9;

/// As [`QUANTITY_ARGUMENT`], of `mmap`: what it maps to be executed may publish contexts, see [`crate::context`]. It is looked at for that
/// whatever its mode.
pub const QUANTITY_MAPPED: u8 = 10;

/// Nothing to read when the call begins.
pub const EARLY_NONE: u8 = 0;
/// The end of the heap, `mm_struct.brk`: the call is `brk`.
pub const EARLY_BREAK: u8 = 7;
/// The length of the caller's buffer for an address, where the kernel then writes how long the address is (`accept`): the argument that
/// points to it is added.
pub const EARLY_LENGTH: u8 = 8;

/// With the user stack, see [`crate::stack`].
pub const SPAN_STACK: u8 = 1 << 0;

/// The call has no address family.
pub const FAMILY_NONE: u8 = 0;
/// The argument is the family (`socket`).
pub const FAMILY_ARGUMENT: u8 = 1;
/// The argument points to a sockaddr that the caller gave (`connect`).
pub const FAMILY_POINTER: u8 = 2;
/// The argument points to a sockaddr that the kernel fills on success (`accept`).
pub const FAMILY_OUT_POINTER: u8 = 3;

/// Captures per syscall.
pub const CAPTURES: usize = 4;

/// One thing to read of the process's memory.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capture {
    /// A `CAPTURE_` constant, with [`CAPTURE_ON_SUCCESS`] where it says so.
    pub op: u8,
    /// The argument that points to it (0 to 5).
    pub arg: u8,
    /// The argument that holds its length, or points to it (0 to 5).
    pub length_arg: u8,
    /// Its length in bytes, or the most to read of it, at most [`MAX_BYTES`].
    pub length: u8,
}

/// Nothing; ends the list.
pub const CAPTURE_NONE: u8 = 0;
/// A NUL-terminated string of at most `PATH_MAX` bytes.
pub const CAPTURE_STRING: u8 = 1;
/// [`Capture::length`] bytes.
pub const CAPTURE_BYTES: u8 = 2;
/// As many bytes as the length argument says, at most [`Capture::length`].
pub const CAPTURE_SIZED: u8 = 3;
/// As many bytes as the u32 says to which the length argument points, at most [`Capture::length`], and no more than what was there
/// for them by [`EARLY_LENGTH`].
pub const CAPTURE_SIZED_BY_POINTER: u8 = 4;
/// The `msg_name` of the `struct msghdr` to which the argument points, at most [`Capture::length`] bytes.
pub const CAPTURE_MESSAGE_NAME: u8 = 5;
/// The 16 bytes that [`Descriptor::early`] had pointed to when the call began.
pub const CAPTURE_EARLY: u8 = 6;
/// What the descriptor leads to that the argument is, see [`crate::file`].
pub const CAPTURE_FD: u8 = 7;
/// What the descriptor leads to that the call returned.
pub const CAPTURE_FD_RETURNED: u8 = 8;
/// How many pointers the array holds before its null, as a u64. A fault if one of them can't be read.
pub const CAPTURE_COUNT: u8 = 9;
/// As many words of 32 bits as the length argument says, at most [`Capture::length`] bytes.
pub const CAPTURE_WORDS: u8 = 10;
/// [`Capture::length`] bytes at the address that the first eight bytes there are (`pselect6` takes its set of signals so).
pub const CAPTURE_POINTED: u8 = 11;
/// Bit of [`Capture::op`]: only where the call succeeded, because the kernel writes it only then.
pub const CAPTURE_ON_SUCCESS: u8 = 0x80;

/// Most bytes of a capture that is not a string: `sizeof(struct sockaddr_storage)`.
pub const MAX_BYTES: usize = 128;
/// Most pointers that [`CAPTURE_COUNT`] counts.
pub const MAX_COUNT: u64 = 1024;
/// Most bytes of a string with its NUL: `PATH_MAX` of Linux.
pub const MAX_STRING: usize = 4096;

impl Descriptor {
    /// A call that is not traced.
    pub const OFF: Self = Self {
        min_duration_ns: NEVER,
        sample: 0,
        flags: 0,
        quantity: QUANTITY_NONE,
        quantity_arg: 0,
        family: FAMILY_NONE,
        span: 0,
        early: EARLY_NONE,
        captures: [Capture { op: CAPTURE_NONE, arg: 0, length_arg: 0, length: 0 }; CAPTURES],
    };

    /// Whether all `flags` are set.
    #[inline(always)]
    pub const fn has(&self, flags: u8) -> bool {
        self.flags & flags == flags
    }
}

const _: () = assert!(size_of::<Capture>() == 4);
const _: () = assert!(size_of::<Descriptor>() == 32);
