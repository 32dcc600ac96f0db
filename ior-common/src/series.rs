//! What the kernel side counts: for every traced call, whatever becomes of it, one or two series, each in a [slot](crate::slot).
//!
//! A series is split by CPU so that its counters need no atomic instruction and no cache line travels; user space
//! adds the CPUs up. Counters run freely and wrap: user space takes differences, modulo 2^32 for the buckets.

use crate::histogram::BUCKETS;

/// [`SeriesKey::family`] where the call has no address family, or none is known.
pub const NO_FAMILY: u16 = u16::MAX;

/// [`SeriesKey::of`]: durations, in nanoseconds.
pub const DURATIONS: u8 = 1;
/// [`SeriesKey::of`]: the quantity of the calls, in its own unit.
pub const SIZES: u8 = 2;
/// [`SeriesKey::of`]: by how much something became less (`brk` downwards).
pub const SIZES_LESS: u8 = 3;

/// What the calls of a series have in common, and which of their histograms it is. Aligned so that it can be compared as two words.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SeriesKey {
    /// The process, see [`crate::record::ProcessId`].
    pub process: u32,
    /// Syscall number, without the x32 bit, at most `u16::MAX`.
    pub nr: u16,
    /// Error number, 0 for a success.
    pub errno: u16,
    /// Address family (`AF_*`), or [`NO_FAMILY`].
    pub family: u16,
    /// ABI, see [`crate::thread`].
    pub abi: u8,
    /// Which histogram: one of this module's constants, none of which is 0: a key of zeros is that of a slot nobody has.
    pub of: u8,
    /// CPU on which the calls ended.
    pub cpu: u32,
}

/// A histogram as it is counted; [`crate::histogram`] says what its buckets mean.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// Sum of the values, in their own unit (nanoseconds, bytes, events).
    pub sum: u64,
    /// Largest value, in the same unit.
    pub max: u64,
    /// How many values fell into each bucket.
    pub buckets: [u32; BUCKETS],
}

impl Histogram {
    /// A histogram of nothing.
    pub const EMPTY: Self = Self { sum: 0, max: 0, buckets: [0; BUCKETS] };
}

impl Default for Histogram {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// A slot of the array of histograms.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// Whose it is; zeros for nobody's.
    pub key: SeriesKey,
    /// What was counted.
    pub histogram: Histogram,
}

const _: () = assert!(size_of::<SeriesKey>() == 16);
const _: () = assert!(size_of::<Series>() == 16 + size_of::<Histogram>());
const _: () = assert!(size_of::<Histogram>() == 16 + 4 * BUCKETS);
