//! Everything that was counted, by process and series, since tracing began.
//!
//! Bounded: a process that has ended is kept until a snapshot that holds it has arrived at the backend; if too many wait, the
//! oldest of which nothing has arrived are added up as one, so that totals stay exact when attributes no longer do. (Those of which
//! something has arrived can't be told under another name, and are as many as lived when the backend went away.)

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use ior_common::record::ProcessId;

use super::cell::Cell;
use crate::probe::maps::{Delta, Of, SeriesId};

/// Processes that have ended and wait for their last values to arrive.
const MAX_ENDED: usize = 2_000;

/// Whose counts they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// All that is nobody else's.
    Host,
    /// A process.
    Process(ProcessId),
    /// A container, by a number of ours.
    Container(u32),
}

/// The counts of one owner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    /// Durations, by series.
    pub durations: BTreeMap<SeriesId, Cell>,
    /// Quantities, by series.
    pub sizes: BTreeMap<SeriesId, Cell>,
}

impl Counted {
    fn add(&mut self, of: Of, series: SeriesId, added: &crate::probe::maps::Added) {
        let cells = match of {
            Of::Durations => &mut self.durations,
            Of::Sizes => &mut self.sizes,
        };
        cells.entry(series).or_default().add(added);
    }

    fn merge_into(&self, overflow: &mut Overflow) {
        self.durations.values().for_each(|cell| overflow.durations.merge(cell));
        self.sizes.values().for_each(|cell| overflow.sizes.merge(cell));
    }

    /// What is here beyond an earlier state.
    pub fn since(&self, before: &Self) -> Self {
        let since = |now: &BTreeMap<SeriesId, Cell>, before: &BTreeMap<SeriesId, Cell>| {
            now.iter()
                .map(|(series, cell)| {
                    (*series, before.get(series).map_or_else(|| cell.clone(), |old| cell.since(old)))
                })
                .filter(|(_, cell)| !cell.buckets.is_empty())
                .collect()
        };
        Self {
            durations: since(&self.durations, &before.durations),
            sizes: since(&self.sizes, &before.sizes),
        }
    }
}

/// What was counted without knowing of what: sums without attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overflow {
    /// Durations.
    pub durations: Cell,
    /// Quantities.
    pub sizes: Cell,
}

/// Everything that was counted.
#[derive(Debug, Default)]
pub struct Totals {
    /// By owner.
    pub owners: HashMap<Owner, Counted>,
    /// What found no room, in the kernel's maps or here.
    pub overflow: Overflow,
    /// Ended processes, oldest first, with the snapshot that holds their last values.
    ended: VecDeque<(ProcessId, u64)>,
    /// The snapshot that held the first values of each.
    first: HashMap<Owner, u64>,
    /// Calls counted, over all.
    pub calls: u64,
}

impl Overflow {
    /// What is here beyond an earlier state.
    pub fn since(&self, before: &Self) -> Self {
        Self { durations: self.durations.since(&before.durations), sizes: self.sizes.since(&before.sizes) }
    }
}

impl Totals {
    /// Adds what was counted; `sequence` is the snapshot that will hold it first.
    pub fn add(&mut self, owner: Owner, delta: &Delta, sequence: u64) {
        if delta.of == Of::Durations {
            self.calls += delta.added.count();
        }
        match (delta.series, delta.of) {
            (Some((_, series)), of) => {
                self.first.entry(owner).or_insert(sequence);
                self.owners.entry(owner).or_default().add(of, series, &delta.added);
            }
            (None, Of::Durations) => self.overflow.durations.add(&delta.added),
            (None, Of::Sizes) => self.overflow.sizes.add(&delta.added),
        }
    }

    /// There is something to tell of `owner` in snapshot `sequence`, whether anything was counted or not.
    pub fn know(&mut self, owner: Owner, sequence: u64) {
        self.first.entry(owner).or_insert(sequence);
        self.owners.entry(owner).or_default();
    }

    /// Nothing will be told of `owner` any more.
    pub fn remove(&mut self, owner: Owner) -> Option<Counted> {
        self.first.remove(&owner);
        self.owners.remove(&owner)
    }

    /// A process goes on as another, of which nothing was counted yet.
    pub fn rename(&mut self, before: ProcessId, now: ProcessId) {
        let (before, now) = (Owner::Process(before), Owner::Process(now));
        if let Some(first) = self.first.get(&before).copied()
            && let Some(counted) = self.remove(before)
        {
            self.owners.insert(now, counted);
            self.first.insert(now, first);
        }
    }

    /// These processes have ended, and nothing more will be counted of them: the next snapshot, `sequence`, is their last.
    /// `acknowledged` is the last that has arrived.
    pub fn end(
        &mut self,
        processes: &HashSet<ProcessId>,
        sequence: u64,
        acknowledged: u64,
    ) -> Vec<ProcessId> {
        self.ended.extend(processes.iter().map(|process| (*process, sequence)));
        let mut gone = Vec::new();
        while self.ended.len() > MAX_ENDED {
            let unheard = |(process, _): &(ProcessId, u64)| {
                self.first.get(&Owner::Process(*process)).is_none_or(|first| *first > acknowledged)
            };
            let Some(oldest) = self.ended.iter().position(unheard) else { break };
            let Some((process, _)) = self.ended.remove(oldest) else { break };
            if let Some(counted) = self.remove(Owner::Process(process)) {
                counted.merge_into(&mut self.overflow);
            }
            gone.push(process);
        }
        gone
    }

    /// Whether so many processes have ended that a snapshot is due before its time.
    pub fn is_crowded(&self, about_to_end: usize) -> bool {
        self.ended.len() + about_to_end > MAX_ENDED / 2
    }

    /// Snapshots up to `sequence` have arrived: forgets the processes whose last values were in them, and returns which.
    pub fn arrived(&mut self, sequence: u64) -> Vec<ProcessId> {
        let mut gone = Vec::new();
        while let Some((process, last)) = self.ended.front().copied()
            && last <= sequence
        {
            self.ended.pop_front();
            self.remove(Owner::Process(process));
            gone.push(process);
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::maps::Added;

    const SERIES: SeriesId = SeriesId { nr: 0, abi: 0, errno: 0, family: 0, less: false };

    fn one(process: ProcessId) -> Delta {
        let added = Added { sum: 3, max: 3, buckets: vec![(4, 1)] };
        Delta { of: Of::Durations, series: Some((process, SERIES)), added }
    }

    #[test]
    fn ended_processes_stay_until_their_last_values_arrived() {
        let mut totals = Totals::default();
        totals.add(Owner::Process(1), &one(1), 7);
        assert!(totals.end(&HashSet::from([1]), 7, 0).is_empty());
        assert!(totals.arrived(6).is_empty());
        assert_eq!(totals.owners.len(), 1);
        assert_eq!(totals.arrived(7), [1]);
        assert!(totals.owners.is_empty());
    }

    #[test]
    fn what_waits_too_long_is_added_up_and_not_lost() {
        let mut totals = Totals::default();
        for process in 0..MAX_ENDED as u32 + 5 {
            totals.add(Owner::Process(process), &one(process), if process < 3 { 1 } else { 2 });
            totals.end(&HashSet::from([process]), 2, 1);
        }
        assert_eq!(totals.owners.len(), MAX_ENDED);
        assert_eq!(totals.overflow.durations.count(), 5);
        assert!(
            (0..3).all(|process| totals.owners.contains_key(&Owner::Process(process))),
            "told under their own names"
        );
        assert_eq!(totals.calls, MAX_ENDED as u64 + 5);
    }
}
