//! The OpenTelemetry context of a thread, as its application publishes it (OTEP 4947): a thread-local variable that points to
//! the record of the active span. User space finds out where a process keeps the variable; the kernel side reads it, when a call
//! becomes a span. A thread can't change it meanwhile: it is in the kernel.

/// Slot of the context among the captures of a record, above those of descriptors.
pub const CONTEXT_SLOT: u8 = 16;
/// Bytes of the record of the active span that are read, without the attributes that follow: trace id (16 bytes), span id (8), whether
/// it is valid (1: yes), trace flags (1), length of the attributes (2).
pub const CONTEXT_BYTES: usize = 28;
/// Bytes of a context in the map that the OpenTelemetry eBPF instrumentation pins (`traces_ctx_v1`): trace id, span id.
pub const PINNED_BYTES: usize = 24;

/// Variables of a process that are looked at: one for each library that publishes.
pub const VARIABLES: usize = 4;
/// Processes that publish contexts and can be traced at the same time.
pub const MAX_PUBLISHERS: u32 = 4096;
/// Files that are remembered to be without the variable.
pub const MAX_FILES: u32 = 4096;

/// [`Variable::offset`] is from the thread pointer.
pub const AT_OFFSET: u32 = 0;
/// At [`Variable::address`] is an offset from the thread pointer, to which [`Variable::offset`] is added (`TPOFF64`).
pub const AT_STORED_OFFSET: u32 = 1;
/// At the address are a module's number and an offset in its block (`DTPMOD64` and `DTPOFF64`).
pub const AT_MODULE_AND_OFFSET: u32 = 2;
/// At the address is a module's number; [`Variable::offset`] is in its block.
pub const AT_MODULE: u32 = 3;
/// At the address is a TLS descriptor: a function, and an argument that is either an offset from the thread pointer, or the address of a
/// module's number and an offset in its block. [`Variable::offset`] is added to the offset.
pub const AT_DESCRIPTOR: u32 = 4;

/// Where a thread-local variable is.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// Address of what the dynamic linker filled in, in the process's memory.
    pub address: u64,
    /// See the constants.
    pub offset: i64,
    /// An `AT_` constant.
    pub how: u32,
    /// Zero.
    pub reserved: u32,
}

/// Where a process publishes the contexts of its threads.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Publisher {
    /// The variables; the first that holds a valid context counts.
    pub variables: [Variable; VARIABLES],
    /// How many there are.
    pub count: u32,
    /// Offset of the dynamic thread vector's address from the thread pointer.
    pub vector: i32,
    /// Offset of the vector's number of entries from the vector.
    pub vector_length: i32,
    /// Bytes of an entry of the vector, which begins with the address of the module's block.
    pub vector_entry: u32,
}

/// A file that a process maps to execute it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "user",
    derive(zerocopy::FromBytes, zerocopy::IntoBytes, zerocopy::Immutable, zerocopy::KnownLayout)
)]
pub struct FileKey {
    /// Its inode number.
    pub inode: u64,
    /// Its size in bytes: so that a file that gets the number of another is not taken for it.
    pub size: u64,
    /// The kernel's number of its device: major << 20 | minor.
    pub device: u32,
    /// Zero.
    pub reserved: u32,
}

/// Where the kernel keeps what is needed; 0 for nothing: the offset of a member that is never the first.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "user", derive(zerocopy::IntoBytes, zerocopy::Immutable))]
pub struct ContextOffsets {
    /// The thread pointer in `task_struct`; 0 if no contexts are read.
    pub thread_pointer: u32,
    /// `mm_struct.exe_file`.
    pub mm_exe_file: u32,
    /// `inode.i_size`.
    pub inode_size: u32,
    /// Whether there is a map of the OpenTelemetry eBPF instrumentation: 1 or 0.
    pub has_pinned: u32,
}

const _: () = assert!(size_of::<Variable>() == 24);
const _: () = assert!(size_of::<Publisher>() == 112);
const _: () = assert!(size_of::<FileKey>() == 24);
const _: () = assert!(size_of::<ContextOffsets>() == 16);
