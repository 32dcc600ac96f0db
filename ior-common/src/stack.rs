//! The user stack of a thread, captured when its call becomes a span: enough of it for user space to unwind it.

/// Slot of the registers and the top of the stack among the captures of a record, above those of descriptors.
pub const STACK_SLOT: u8 = 17;
/// Slot of the frames that frame pointers lead to: [`Frame`]s.
pub const FRAMES_SLOT: u8 = 18;
/// Most bytes of the stack that are captured, from the stack pointer on.
pub const STACK_BYTES: usize = 4096 - size_of::<Registers>();
/// Most frames.
pub const MAX_FRAMES: usize = 64;

/// The registers with which unwinding begins.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "user",
    derive(zerocopy::FromBytes, zerocopy::IntoBytes, zerocopy::Immutable, zerocopy::KnownLayout)
)]
pub struct Registers {
    /// Instruction pointer.
    pub instruction: u64,
    /// Stack pointer.
    pub stack: u64,
    /// Frame pointer.
    pub frame: u64,
    /// Link register of aarch64; else 0.
    pub link: u64,
}

/// A frame that begins with the frame pointer of its caller and the address to return to.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "user",
    derive(zerocopy::FromBytes, zerocopy::IntoBytes, zerocopy::Immutable, zerocopy::KnownLayout)
)]
pub struct Frame {
    /// Its address.
    pub address: u64,
    /// Where it returns to.
    pub returns_to: u64,
}

const _: () = assert!(size_of::<Registers>() == 32);
const _: () = assert!(size_of::<Frame>() == 16);
