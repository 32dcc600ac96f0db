//! The entries of threads and of series: in arrays, at slots, see [`ior_common::slot`]. What happens at every call goes around the
//! hash maps: each CPU remembers the slots that it used last. The safety argument is that of [`super`].

use aya_ebpf::{
    bindings::BPF_NOEXIST,
    macros::map,
    maps::{Array, HashMap, PerCpuArray, Stack},
};
use ior_common::{
    counter as counters,
    series::{DURATIONS, Histogram, Series, SeriesKey},
    slot::{BLOCK, FRESH, NOT_TRACED, SEEN_SERIES, SEEN_THREADS, SeenThread},
    thread::Thread,
};

use super::{count, cpu, now, pid_tgid};

// The sizes of the first three maps of each kind are set by user space from the configuration (`limits`).

/// The slot of a traced thread, by its id in the initial pid namespace.
#[map]
static THREADS: HashMap<u32, u32> = HashMap::with_max_entries(65_536, 0);
#[map]
static THREAD_SLOTS: Array<Thread> = Array::with_max_entries(65_536, 0);
#[map]
static FREE_THREADS: Stack<u32> = Stack::with_max_entries(65_536, 0);
#[map]
static SEEN: PerCpuArray<SeenThread> = PerCpuArray::with_max_entries(SEEN_THREADS, 0);
/// When a thread became traced last: what is known of threads that are not is known until then.
#[map]
static TRACED: Array<u64> = Array::with_max_entries(1, 0);

/// The slot of a series.
#[map]
static SERIES: HashMap<SeriesKey, u32> = HashMap::with_max_entries(32_768, 0);
#[map]
static SERIES_SLOTS: Array<Series> = Array::with_max_entries(32_768, 0);
#[map]
static FREE_SERIES: Stack<u32> = Stack::with_max_entries(32_768, 0);
#[map]
static SEEN_KEYS: PerCpuArray<u32> = PerCpuArray::with_max_entries(SEEN_SERIES, 0);
/// What could not get a slot of its own: 0 durations, 1 sizes.
#[map]
static OVERFLOW: PerCpuArray<Histogram> = PerCpuArray::with_max_entries(2, 0);

/// The next slot of the block that this CPU takes slots from: 0 of threads, 1 of series. At a block's end there is none.
#[map]
static BLOCKS: PerCpuArray<u32> = PerCpuArray::with_max_entries(2, 0);
/// The same for the walk through all tasks, which may be interrupted by programs that take slots.
#[map]
static BLOCK_OF_WALK: Array<u32> = Array::with_max_entries(1, 0);

/// Takes a slot that is free.
#[inline(always)]
fn take(free: &Stack<u32>, block: Option<*mut u32>) -> Option<u32> {
    let block = block?;
    // SAFETY: of this CPU, or of the walk alone.
    let next = unsafe { *block };
    if next % BLOCK != 0 {
        // SAFETY: as above.
        unsafe { *block = next + 1 };
        return Some(next);
    }
    let slot = free.pop().ok()??;
    if slot & FRESH == 0 {
        return Some(slot);
    }
    let first = slot & !FRESH;
    // SAFETY: as above.
    unsafe { *block = first + 1 };
    Some(first)
}

/// The entry of the thread that uses the kernel stack on which `regs` are, if it is traced: the thread that runs, for the registers of its
/// call.
#[inline(always)]
pub(crate) fn thread_of_call(regs: u64) -> Option<&'static mut Thread> {
    // SAFETY: per CPU, and only used here, by the programs of calls.
    let seen = unsafe { &mut *SEEN.get_ptr_mut(place(lower_half(regs), SEEN_THREADS))? };
    let traced = traced()?;
    if seen.regs == regs {
        if seen.slot == NOT_TRACED {
            if seen.traced == traced {
                return None;
            }
        } else if let Some(thread) = at(seen.slot)
            && thread.regs == regs
        {
            return Some(thread);
        }
    }
    look_up(seen, regs, traced)
}

/// Looks the current thread up, and remembers what was found. It is not traced if that was so after `traced` was read.
#[inline(never)]
fn look_up(seen: &mut SeenThread, regs: u64, traced: u64) -> Option<&'static mut Thread> {
    seen.regs = regs;
    seen.traced = traced;
    seen.slot = NOT_TRACED;
    let slot = slot_of(pid_tgid() as u32)?;
    let thread = at(slot)?;
    thread.regs = regs;
    seen.slot = slot;
    Some(thread)
}

/// The lower half of an address: a number to the verifier, as the address itself need not be, with which it lets nobody multiply. Kernel
/// stacks differ in it.
#[inline(always)]
fn lower_half(address: u64) -> u64 {
    #[cfg(target_arch = "bpf")]
    {
        let mut half = address;
        // SAFETY: it moves the half of a register to itself, which clears the other. The compiler might shift the whole.
        unsafe { core::arch::asm!("w3 = w3", inout("r3") half, options(nomem, nostack, preserves_flags)) };
        half
    }
    #[cfg(not(target_arch = "bpf"))]
    {
        address & u64::from(u32::MAX)
    }
}

/// Which of `places`, a power of two, a value has.
#[inline(always)]
fn place(value: u64, places: u32) -> u32 {
    // The upper bits of a product with 2^64 divided by the golden ratio.
    (value.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32 & (places - 1)
}

#[inline(always)]
fn traced() -> Option<u64> {
    // SAFETY: one word, in one load.
    TRACED.get_ptr(0).map(|traced| unsafe { traced.read_volatile() })
}

#[inline(always)]
fn slot_of(tid: u32) -> Option<u32> {
    // SAFETY: copied at once.
    THREADS.get_ptr(tid).map(|slot| unsafe { *slot })
}

#[inline(always)]
fn at(slot: u32) -> Option<&'static mut Thread> {
    // SAFETY: see the module.
    THREAD_SLOTS.get_ptr_mut(slot).map(|entry| unsafe { &mut *entry })
}

/// The entry of a thread, if it is traced.
#[inline(always)]
pub(crate) fn thread(tid: u32) -> Option<&'static mut Thread> {
    at(slot_of(tid)?)
}

/// Makes a thread traced. False if there is no room.
#[inline(always)]
pub(crate) fn add_thread(tid: u32, thread: &Thread) -> bool {
    add(tid, thread, 0, BLOCKS.get_ptr_mut(0))
}

/// Makes a thread traced that was there before, unless it is traced already. False if it is, or if there is no room.
#[inline(always)]
pub(crate) fn adopt_thread(tid: u32, thread: &Thread) -> bool {
    add(tid, thread, BPF_NOEXIST.into(), BLOCKS.get_ptr_mut(0))
}

/// The same, in the walk through all tasks.
#[inline(always)]
pub(crate) fn adopt_thread_in_walk(tid: u32, thread: &Thread) -> bool {
    add(tid, thread, BPF_NOEXIST.into(), BLOCK_OF_WALK.get_ptr_mut(0))
}

#[inline(always)]
fn add(tid: u32, thread: &Thread, flags: u64, block: Option<*mut u32>) -> bool {
    let Some(slot) = take(&FREE_THREADS, block) else { return false };
    let Some(entry) = at(slot) else { return false };
    *entry = *thread;
    if THREADS.insert(tid, slot, flags).is_err() {
        free_thread(slot);
        return false;
    }
    if let Some(traced) = TRACED.get_ptr_mut(0) {
        // A value that there never was, whoever else writes one: what was looked up before is looked up again. Nothing needs to be
        // added up, and kernels before 5.12 could not do it atomically.
        let stamp = now() << 10 | u64::from(cpu());
        // SAFETY: one word, in one store.
        unsafe { traced.write_volatile(stamp) };
    }
    true
}

/// Forgets a thread.
#[inline(always)]
pub(crate) fn remove_thread(tid: u32) {
    let Some(slot) = slot_of(tid) else { return };
    if THREADS.remove(tid).is_ok() {
        free_thread(slot);
    }
}

#[inline(always)]
fn free_thread(slot: u32) {
    if let Some(entry) = at(slot) {
        // So that no CPU that remembers the slot takes it for that of the thread that gets the kernel stack next.
        entry.regs = 0;
    }
    // There is room for all slots.
    let _ = FREE_THREADS.push(slot, 0);
}

/// The histogram of a series, made if need be; where there is no room, the one of what overflowed, and `false`.
#[inline(always)]
pub(crate) fn series(key: &SeriesKey) -> Option<(&'static mut Histogram, bool)> {
    let [first, second] = words(key);
    let seen = SEEN_KEYS.get_ptr_mut(place(first ^ second, SEEN_SERIES))?;
    // SAFETY: per CPU, see the module.
    let slot = unsafe { *seen };
    if let Some(entry) = SERIES_SLOTS.get_ptr_mut(slot) {
        // SAFETY: the key holds the CPU, see the module.
        let entry = unsafe { &mut *entry };
        if words(&entry.key) == [first, second] {
            return Some((&mut entry.histogram, true));
        }
    }
    // SAFETY: as above.
    look_up_series(key, unsafe { &mut *seen })
}

#[inline(never)]
fn look_up_series(key: &SeriesKey, seen: &mut u32) -> Option<(&'static mut Histogram, bool)> {
    // SAFETY: copied at once.
    let slot = SERIES.get_ptr(key).map(|slot| unsafe { *slot }).or_else(|| make_series(key));
    if let Some(slot) = slot {
        *seen = slot;
        // SAFETY: the key holds the CPU, see the module.
        return SERIES_SLOTS.get_ptr_mut(slot).map(|entry| (unsafe { &mut (*entry).histogram }, true));
    }
    let overflow = OVERFLOW.get_ptr_mut(u32::from(key.of != DURATIONS))?;
    // SAFETY: per CPU, see the module.
    Some((unsafe { &mut *overflow }, false))
}

/// A slot for a series. User space leaves those zeroed that it returns.
#[inline(always)]
fn make_series(key: &SeriesKey) -> Option<u32> {
    let slot = take(&FREE_SERIES, BLOCKS.get_ptr_mut(1))?;
    let entry = SERIES_SLOTS.get_ptr_mut(slot)?;
    if SERIES.insert(key, slot, 0).is_err() {
        let _ = FREE_SERIES.push(slot, 0);
        return None;
    }
    // SAFETY: the slot is ours.
    unsafe { (*entry).key = *key };
    count(counters::SERIES_MADE, 1);
    Some(slot)
}

/// A key as two numbers: two comparisons in place of seven.
#[inline(always)]
fn words(key: &SeriesKey) -> [u64; 2] {
    // SAFETY: 16 bytes without padding, at a multiple of 8: a slot's, or a program's own.
    unsafe { core::ptr::from_ref(key).cast::<[u64; 2]>().read() }
}
