//! Reads the kernel's counts. Counters in the kernel run freely and are never reset, since a reset would lose what is counted while
//! it happens; here each reading is compared with the one before, and what was added is handed on.

use std::{
    collections::{HashMap, HashSet},
    fs,
    os::fd::{AsFd, AsRawFd},
};

use anyhow::{Context, Result, anyhow};
use aya::{
    Ebpf,
    maps::{Array, HashMap as BpfHashMap, MapData, PerCpuArray, Stack},
    programs::Program,
};
use ior_common::{
    counter::{COUNTERS, Counters},
    record::ProcessId,
    series::{DURATIONS, Histogram, NO_FAMILY, SIZES_LESS, Series, SeriesKey},
    slot::{BLOCK, FRESH},
    thread::{ATTACHED_IN_CALL, IN_CALL, INTERRUPTED, Thread},
};

/// What the calls of a series have in common, on all CPUs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesId {
    /// Syscall number.
    pub nr: u16,
    /// ABI, see [`ior_common::thread`].
    pub abi: u8,
    /// Error number, 0 for a success.
    pub errno: u16,
    /// Address family, or [`ior_common::series::NO_FAMILY`].
    pub family: u16,
    /// Of sizes: whether something became less by them.
    pub less: bool,
}

/// Which of the two histograms of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    /// Durations: buckets of 2^-30 s, sum and maximum in nanoseconds.
    Durations,
    /// The quantity of the kind, in its own unit.
    Sizes,
}

/// What was added to a histogram since the last reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Sum of the values.
    pub sum: u64,
    /// Largest value so far.
    pub max: u64,
    /// How many values were added, by position of their bucket, where any were.
    pub buckets: Vec<(u8, u64)>,
}

impl Added {
    /// Number of values.
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|(_, count)| count).sum()
    }
}

/// Something that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delta {
    /// Which histogram.
    pub of: Of,
    /// The process and series; nothing for what overflowed the maps.
    pub series: Option<(ProcessId, SeriesId)>,
    /// What was added.
    pub added: Added,
}

/// A histogram as it was read last, without its empty buckets.
#[derive(Default)]
struct Seen {
    sum: u64,
    buckets: Vec<(u8, u32)>,
}

impl Seen {
    fn advance(&mut self, now: &Histogram) -> Added {
        let mut before = self.buckets.iter().peekable();
        let mut buckets = Vec::new();
        let mut seen = Vec::with_capacity(self.buckets.len());
        for (position, count) in (0_u8..).zip(now.buckets) {
            let last = before.next_if(|(seen, _)| *seen == position).map_or(0, |(_, count)| *count);
            if count != last {
                buckets.push((position, u64::from(count.wrapping_sub(last))));
            }
            if count != 0 {
                seen.push((position, count));
            }
        }
        let added = Added { sum: now.sum.wrapping_sub(self.sum), max: now.max, buckets };
        *self = Self { sum: now.sum, buckets: seen };
        added
    }
}

/// What the kernel counts, and where.
struct Counted {
    keys: BpfHashMap<MapData, SeriesKey, u32>,
    slots: Array<MapData, Series>,
    free: Stack<MapData, u32>,
    seen: HashMap<SeriesKey, Seen>,
    /// Slots that are to be returned: not at once, in case a call of the process that had them is still being counted.
    left: Vec<u32>,
    removed: u64,
}

impl Counted {
    fn new(ebpf: &mut Ebpf) -> Result<Self> {
        Ok(Self {
            keys: take(ebpf, "SERIES")?.try_into()?,
            slots: take(ebpf, "SERIES_SLOTS")?.try_into()?,
            free: take(ebpf, "FREE_SERIES")?.try_into()?,
            seen: HashMap::new(),
            left: Vec::new(),
            removed: 0,
        })
    }

    /// Hands on what was added to series of a process for which `wanted` says so, and removes those of processes that have `ended`.
    fn drain(&mut self, ended: &HashSet<ProcessId>, wanted: Wanted, out: &mut Vec<Delta>) -> Result<()> {
        for slot in self.left.drain(..) {
            self.slots.set(slot, Series::default(), 0).context("cannot clear a series")?;
            self.free.push(slot, 0).context("cannot return the slot of a series")?;
        }
        // The keys first: an iteration starts over when the key it stands on is removed.
        let keys = self.keys.iter().collect::<Result<Vec<_>, _>>().context("cannot read the series")?;
        for (key, slot) in keys {
            let has_ended = ended.contains(&key.process);
            if !has_ended && wanted == Wanted::Ended {
                continue;
            }
            let now = self.slots.get(&slot, 0).context("cannot read a series")?.histogram;
            let added = if has_ended {
                self.keys.remove(&key).context("cannot remove the series of a process that ended")?;
                self.left.push(slot);
                self.removed += 1;
                self.seen.remove(&key).unwrap_or_default().advance(&now)
            } else {
                self.seen.entry(key).or_default().advance(&now)
            };
            if !added.buckets.is_empty() {
                let of = if key.of == DURATIONS { Of::Durations } else { Of::Sizes };
                out.push(Delta { of, series: Some((key.process, id(&key))), added });
            }
        }
        Ok(())
    }
}

/// Which series are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All.
    All,
    /// Those of processes that have ended, to make room.
    Ended,
}

fn id(key: &SeriesKey) -> SeriesId {
    let SeriesKey { process: _, nr, errno, family, abi, of, cpu: _ } = *key;
    SeriesId { nr, abi, errno, family, less: of == SIZES_LESS }
}

/// The maps that count.
pub struct Counts {
    counted: Counted,
    overflow: PerCpuArray<MapData, Histogram>,
    overflow_seen: HashMap<(u32, usize), Seen>,
    counters: PerCpuArray<MapData, Counters>,
    threads: BpfHashMap<MapData, u32, u32>,
    thread_slots: Array<MapData, Thread>,
}

/// What the kernel remembers of the threads that are traced now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Threads {
    /// How many.
    pub count: u64,
    /// Calls that they entered.
    pub enters: u64,
    /// How many are in a call.
    pub in_flight: u64,
}

/// The traced processes that have a traced thread now, and the calls in flight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Living {
    /// The processes.
    pub processes: HashSet<ProcessId>,
    /// The calls: their process and what they are.
    pub calls: Vec<(ProcessId, SeriesId)>,
}

impl Counts {
    pub(super) fn new(ebpf: &mut Ebpf) -> Result<Self> {
        Ok(Self {
            counted: Counted::new(ebpf)?,
            overflow: take(ebpf, "OVERFLOW")?.try_into()?,
            overflow_seen: HashMap::new(),
            counters: take(ebpf, "COUNTERS")?.try_into()?,
            threads: take(ebpf, "THREADS")?.try_into()?,
            thread_slots: take(ebpf, "THREAD_SLOTS")?.try_into()?,
        })
    }

    /// What was counted since the last call. Series of processes that have `ended` are removed.
    pub fn drain(&mut self, ended: &HashSet<ProcessId>, wanted: Wanted) -> Result<Vec<Delta>> {
        let mut out = Vec::new();
        self.counted.drain(ended, wanted, &mut out)?;
        if wanted == Wanted::Ended {
            return Ok(out);
        }
        for (index, of) in [(0, Of::Durations), (1, Of::Sizes)] {
            let cpus = self.overflow.get(&index, 0).context("cannot read what overflowed")?;
            for (cpu, now) in cpus.iter().enumerate() {
                let added = self.overflow_seen.entry((index, cpu)).or_default().advance(now);
                if !added.buckets.is_empty() {
                    out.push(Delta { of, series: None, added });
                }
            }
        }
        Ok(out)
    }

    /// Entries removed from the maps of series and sizes so far.
    pub fn removed(&self) -> u64 {
        self.counted.removed
    }

    /// Entries in the maps of series and sizes, as of the last drain.
    pub fn entries(&self) -> u64 {
        self.counted.seen.len() as u64
    }

    /// The kernel side's counters, all CPUs added up, indexed by [`ior_common::counter`].
    pub fn counters(&self) -> Result<Counters> {
        let mut sums = [0; COUNTERS as usize];
        for cpu in self.counters.get(&0, 0).context("cannot read the counters")?.iter() {
            sums.iter_mut().zip(cpu).for_each(|(sum, counter)| *sum += counter);
        }
        Ok(sums)
    }

    /// All threads, each once: an iteration starts over when the entry that it stands on goes, and a slot may have another thread
    /// by then.
    fn each_thread(&self) -> Result<HashMap<u32, Thread>> {
        let slots: HashSet<u32> = self
            .threads
            .iter()
            .map(|entry| Ok(entry?.1))
            .collect::<Result<_>>()
            .context("cannot read the threads")?;
        let read = |slot: u32| Ok((slot, self.thread_slots.get(&slot, 0).context("cannot read a thread")?));
        slots.into_iter().map(read).collect()
    }

    /// What lives now.
    pub fn living(&self) -> Result<Living> {
        let mut living = Living::default();
        for thread in self.each_thread()?.into_values().filter(|thread| thread.left == 0) {
            living.processes.insert(thread.process);
            living.calls.extend(call_of(&thread).map(|call| (thread.process, call)));
        }
        Ok(living)
    }

    /// The threads that are traced now.
    pub fn threads(&self) -> Result<Threads> {
        let mut threads = Threads::default();
        for thread in self.each_thread()?.into_values() {
            threads.count += 1;
            threads.enters += thread.enters;
            let is_in_call = thread.state == IN_CALL && thread.counted != 0;
            threads.in_flight += u64::from(is_in_call || thread.state == INTERRUPTED);
            // An interrupted call whose handler runs.
            threads.in_flight += u64::from(thread.state != INTERRUPTED && thread.interrupted.start_ns != 0);
        }
        Ok(threads)
    }
}

/// The call that a thread is in, also one whose start was not seen.
fn call_of(thread: &Thread) -> Option<SeriesId> {
    let Thread { nr, abi, state, .. } = *thread;
    matches!(state, IN_CALL | INTERRUPTED | ATTACHED_IN_CALL).then_some(SeriesId {
        nr,
        abi,
        errno: 0,
        family: NO_FAMILY,
        less: false,
    })
}

/// Fills a stack of free slots, before the programs run.
pub(super) fn fill(ebpf: &mut Ebpf, name: &str, slots: u32) -> Result<()> {
    let map = ebpf.map_mut(name).ok_or_else(|| anyhow!("the object has no map {name}"))?;
    let mut free: Stack<_, u32> = map.try_into()?;
    for block in (0..slots / BLOCK).rev() {
        free.push(FRESH | (block * BLOCK), 0).with_context(|| format!("cannot fill {name}"))?;
    }
    Ok(())
}

fn take(ebpf: &mut Ebpf, name: &str) -> Result<aya::maps::Map> {
    ebpf.take_map(name).ok_or_else(|| anyhow!("the map {name} was taken before"))
}

/// Runs of our programs that the kernel skipped because one was already running on the CPU. The kernel shows the number in
/// `/proc/self/fdinfo` (since Linux 5.12; 0 before).
pub(super) fn missed(ebpf: &Ebpf) -> u64 {
    ebpf.programs()
        .filter_map(|(_, program)| match program {
            Program::RawTracePoint(program) => program.fd().ok(),
            Program::TracePoint(program) => program.fd().ok(),
            _ => None,
        })
        .filter_map(|fd| fs::read_to_string(format!("/proc/self/fdinfo/{}", fd.as_fd().as_raw_fd())).ok())
        .filter_map(|info| {
            info.lines()
                .find_map(|line| line.strip_prefix("recursion_misses:"))
                .and_then(|number| number.trim().parse::<u64>().ok())
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(sum: u64, filled: &[(usize, u32)]) -> Histogram {
        let mut histogram = Histogram { sum, max: sum, ..Histogram::EMPTY };
        for (position, count) in filled {
            histogram.buckets[*position] = *count;
        }
        histogram
    }

    #[test]
    fn only_what_was_added_is_handed_on() {
        let mut seen = Seen::default();
        let first = seen.advance(&histogram(10, &[(3, 2), (7, 1)]));
        assert_eq!(first, Added { sum: 10, max: 10, buckets: vec![(3, 2), (7, 1)] });
        let second = seen.advance(&histogram(15, &[(3, 2), (5, 1), (7, 4)]));
        assert_eq!(second, Added { sum: 5, max: 15, buckets: vec![(5, 1), (7, 3)] });
        assert_eq!(second.count(), 4);
        assert!(seen.advance(&histogram(15, &[(3, 2), (5, 1), (7, 4)])).buckets.is_empty());
    }

    #[test]
    fn counters_may_wrap() {
        let mut seen = Seen::default();
        seen.advance(&histogram(1, &[(0, u32::MAX - 1)]));
        assert_eq!(seen.advance(&histogram(2, &[(0, 3)])).buckets, [(0, 5)]);
    }
}
