//! Where entries are kept: in arrays, at a slot each. A hash map says which slot a thread or a series has; whoever knows the slot already
//! reaches the entry without a look-up, which on the way of every call is most of what it costs.
//!
//! Slots that are free are in a stack map, from which the kernel side takes them and to which the last owner returns them. Those that
//! nobody has had yet are there as blocks of [`BLOCK`], so that filling the stack takes a thousand system calls and not a
//! hundred thousand; a CPU that takes a block hands its slots out one by one.

/// Slots of a block.
pub const BLOCK: u32 = 64;
/// Bit of a number in the stack: the first slot of a block, and not a single one.
pub const FRESH: u32 = 1 << 31;

/// Slots for `entries` entries, so that all of them find one whatever is left of the blocks that each of `cpus` CPUs and the walk through
/// all tasks has begun. A multiple of [`BLOCK`].
pub const fn slots(entries: u32, cpus: u32) -> u32 {
    let held_back = BLOCK.saturating_mul(cpus.saturating_add(1));
    entries.saturating_add(held_back).saturating_add(BLOCK - 1) / BLOCK * BLOCK
}

/// What a CPU remembers of the thread that used a kernel stack.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeenThread {
    /// Address of the registers that a call leaves on the stack: always the same, as long as the thread lives.
    pub regs: u64,
    /// When a thread had become traced last, as of when it was looked up.
    pub traced: u64,
    /// Its slot, or [`NOT_TRACED`].
    pub slot: u32,
    /// Zero.
    pub reserved: u32,
}

/// [`SeenThread::slot`] of a thread that is not traced.
pub const NOT_TRACED: u32 = u32::MAX;
/// Threads that a CPU remembers: a power of two.
pub const SEEN_THREADS: u32 = 64;
/// Series of which a CPU remembers the slot: a power of two.
pub const SEEN_SERIES: u32 = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_slots_and_whole_blocks() {
        for entries in [1, 2, 63, 64, 65, 65_536] {
            for cpus in [1, 2, 128] {
                let slots = slots(entries, cpus);
                assert_eq!(slots % BLOCK, 0);
                // Each CPU, and the walk, holds back a block of which it has handed out one slot.
                assert!(slots >= entries + (cpus + 1) * (BLOCK - 1), "{entries} entries on {cpus} CPUs");
            }
        }
    }
}
