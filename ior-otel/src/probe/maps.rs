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
    maps::{HashMap as BpfHashMap, MapData, MapError, PerCpuArray},
    programs::Program,
};
use ior_common::{
    counter::COUNTERS,
    record::ProcessId,
    series::{Histogram, NO_FAMILY, SeriesKey},
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

/// One of the kernel's maps of histograms.
struct Counted {
    of: Of,
    map: BpfHashMap<MapData, SeriesKey, Histogram>,
    seen: HashMap<SeriesKey, Seen>,
    removed: u64,
}

impl Counted {
    fn new(ebpf: &mut Ebpf, of: Of, name: &str) -> Result<Self> {
        Ok(Self { of, map: take(ebpf, name)?.try_into()?, seen: HashMap::new(), removed: 0 })
    }

    /// Hands on what was added to series of a process for which `wanted` says so, and removes those of processes that have `ended`.
    fn drain(&mut self, ended: &HashSet<ProcessId>, wanted: Wanted, out: &mut Vec<Delta>) -> Result<()> {
        // The keys first: an iteration starts over when the key it stands on is removed.
        let keys = self.map.keys().collect::<Result<Vec<_>, _>>().context("cannot read the series")?;
        for key in keys {
            let has_ended = ended.contains(&key.process);
            if !has_ended && wanted == Wanted::Ended {
                continue;
            }
            let now = match self.map.get(&key, 0) {
                Ok(now) => now,
                Err(MapError::KeyNotFound) => continue,
                Err(error) => return Err(error).context("cannot read a series"),
            };
            let added = if has_ended {
                self.map.remove(&key).context("cannot remove the series of a process that ended")?;
                self.removed += 1;
                self.seen.remove(&key).unwrap_or_default().advance(&now)
            } else {
                self.seen.entry(key).or_default().advance(&now)
            };
            if !added.buckets.is_empty() {
                out.push(Delta { of: self.of, series: Some((key.process, id(&key))), added });
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
    let SeriesKey { process: _, nr, errno, family, abi, less, cpu: _ } = *key;
    SeriesId { nr, abi, errno, family, less: less != 0 }
}

/// The maps that count.
pub struct Counts {
    counted: [Counted; 2],
    overflow: PerCpuArray<MapData, Histogram>,
    overflow_seen: HashMap<(u32, usize), Seen>,
    counters: PerCpuArray<MapData, u64>,
    threads: BpfHashMap<MapData, u32, Thread>,
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
            counted: [Counted::new(ebpf, Of::Durations, "SERIES")?, Counted::new(ebpf, Of::Sizes, "SIZES")?],
            overflow: take(ebpf, "OVERFLOW")?.try_into()?,
            overflow_seen: HashMap::new(),
            counters: take(ebpf, "COUNTERS")?.try_into()?,
            threads: take(ebpf, "THREADS")?.try_into()?,
        })
    }

    /// What was counted since the last call. Series of processes that have `ended` are removed.
    pub fn drain(&mut self, ended: &HashSet<ProcessId>, wanted: Wanted) -> Result<Vec<Delta>> {
        let mut out = Vec::new();
        for counted in &mut self.counted {
            counted.drain(ended, wanted, &mut out)?;
        }
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
        self.counted.iter().map(|counted| counted.removed).sum()
    }

    /// Entries in the maps of series and sizes, as of the last drain.
    pub fn entries(&self) -> u64 {
        self.counted.iter().map(|counted| counted.seen.len() as u64).sum()
    }

    /// The kernel side's counters, all CPUs added up, indexed by [`ior_common::counter`].
    pub fn counters(&self) -> Result<[u64; COUNTERS as usize]> {
        let mut sums = [0; COUNTERS as usize];
        for (index, sum) in (0..).zip(&mut sums) {
            *sum = self.counters.get(&index, 0).context("cannot read the counters")?.iter().sum();
        }
        Ok(sums)
    }

    /// All threads, each once: an iteration starts over when the entry that it stands on goes.
    fn each_thread(&self) -> Result<HashMap<u32, Thread>> {
        self.threads.iter().collect::<Result<_, _>>().context("cannot read the threads")
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
            threads.in_flight += u64::from(matches!(thread.state, IN_CALL | INTERRUPTED));
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

fn take(ebpf: &mut Ebpf, name: &str) -> Result<aya::maps::Map> {
    ebpf.take_map(name).ok_or_else(|| anyhow!("the map {name} was taken before"))
}

/// Runs of our programs that the kernel skipped because one was already running on the CPU. The kernel shows the number in
/// `/proc/self/fdinfo` (since Linux 5.12; 0 before).
pub(super) fn missed(ebpf: &Ebpf) -> u64 {
    ebpf.programs()
        .filter_map(|(_, program)| match program {
            Program::RawTracePoint(program) => program.fd().ok(),
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
