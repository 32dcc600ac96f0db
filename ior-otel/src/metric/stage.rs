//! The stage from counts to metrics: takes what was counted, keeps the totals, and makes snapshots of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use ior_common::record::ProcessId;
use opentelemetry_proto::tonic::metrics::v1::ResourceMetrics;

use super::{
    containers::Containers,
    exemplars::Seen,
    export::{Maker, active_name, joined, resource_metrics},
    point::Window,
    totals::{Counted, Overflow, Owner, Totals},
};
use crate::{
    clock::Clock,
    config::metrics::{Metrics, Per, Temporality},
    enrich::{process::Processes, resource::ResourceRules},
    probe::maps::{Delta, SeriesId},
};

/// Totals, and what of them has left.
pub struct MetricStage {
    options: Metrics,
    /// Everything that was counted.
    pub totals: Totals,
    /// Number of the snapshot that was made last.
    sequence: u64,
    /// Number of the snapshot that arrived last.
    acknowledged: u64,
    /// When tracing began, Unix nanoseconds.
    begin: u64,
    /// For delta temporality: the totals of the last snapshot. What it held is on its way, and not told again.
    told: Told,
    /// Processes that have become another program after a snapshot: a stream of their own from then on.
    programs: HashMap<ProcessId, Program>,
    /// The containers, where metrics are theirs.
    containers: Containers,
    /// What processes that left and came back are now.
    returned: HashMap<ProcessId, ProcessId>,
    /// The names under which calls were in flight: they are told until their owner ends, that there are none too.
    were_active: HashMap<Owner, BTreeMap<String, u64>>,
}

/// The totals of a snapshot, and its time in Unix nanoseconds.
#[derive(Default)]
struct Told {
    time: u64,
    owners: HashMap<Owner, Counted>,
    overflow: Overflow,
}

/// A program that a process executed.
struct Program {
    /// When, Unix nanoseconds.
    begin: u64,
    /// What was counted before, and told as another's.
    before: Counted,
}

impl MetricStage {
    /// No counts yet.
    pub fn new(options: Metrics, clock: &Clock) -> Self {
        let begin = clock.now();
        Self {
            options,
            totals: Totals::default(),
            sequence: 0,
            acknowledged: 0,
            begin,
            told: Told { time: begin, ..Told::default() },
            programs: HashMap::new(),
            containers: Containers::default(),
            returned: HashMap::new(),
            were_active: HashMap::new(),
        }
    }

    /// These processes have executed a program at a time in Unix nanoseconds: what they did before was told under another
    /// resource, if it was. To be called before what was counted since is [added](Self::add).
    pub fn execute(&mut self, executed: &[(ProcessId, u64)]) {
        if self.sequence == 0 || self.options.per != Per::Process {
            return;
        }
        for (process, begin) in executed {
            if let Some(counted) = self.totals.owners.get(&Owner::Process(*process)) {
                self.programs.insert(*process, Program { begin: *begin, before: counted.clone() });
                self.were_active.remove(&Owner::Process(*process));
            }
        }
    }

    /// These processes left and came back, each as another: their counts go on.
    pub fn go_on(&mut self, returned: &[(ProcessId, ProcessId)]) {
        for (before, now) in returned {
            self.totals.rename(*before, *now);
            if let Some(told) = self.told.owners.remove(&Owner::Process(*before)) {
                self.told.owners.insert(Owner::Process(*now), told);
            }
            if let Some(program) = self.programs.remove(before) {
                self.programs.insert(*now, program);
            }
            self.returned
                .values_mut()
                .filter(|process| *process == before)
                .for_each(|process| *process = *now);
            self.returned.insert(*before, *now);
        }
    }

    /// The wall clock was set back: what began, began as much earlier.
    pub fn set_back(&mut self, ns: u64) {
        let programs = self.programs.values_mut().map(|program| &mut program.begin);
        for time in programs.chain([&mut self.begin, &mut self.told.time]) {
            *time = time.saturating_sub(ns);
        }
    }

    /// Takes what was counted, and that some processes have `ended` after it. Processes that are not among the `known` count as the
    /// host's. Returns those that are to be forgotten.
    pub fn add(
        &mut self,
        deltas: Vec<Delta>,
        ended: &HashSet<ProcessId>,
        known: &Processes,
    ) -> Vec<ProcessId> {
        for delta in deltas {
            let owner = match delta.series {
                Some((process, _)) => self.owner(process, known),
                None => Owner::Host,
            };
            self.totals.add(owner, &delta, self.sequence + 1);
        }
        let gone = self.totals.end(ended, self.sequence + 1, self.acknowledged);
        self.forget(&gone);
        gone
    }

    /// Whose counts those of a process are.
    fn owner(&mut self, process: ProcessId, known: &Processes) -> Owner {
        let process = self.returned.get(&process).copied().unwrap_or(process);
        match (self.options.per, known.get(process)) {
            (Per::Process, Some(_)) => Owner::Process(process),
            (Per::Container, Some(known)) => {
                self.containers.owner(process, known).map_or(Owner::Host, Owner::Container)
            }
            (Per::Process | Per::Container | Per::Host, _) => Owner::Host,
        }
    }

    /// Whether the last snapshot has arrived, so that another makes sense.
    pub fn has_arrived(&self) -> bool {
        self.acknowledged >= self.sequence
    }

    /// Snapshots up to `sequence` have arrived. Returns the processes that are to be forgotten.
    pub fn acknowledge(&mut self, sequence: u64) -> Vec<ProcessId> {
        self.acknowledged = sequence;
        let gone = self.totals.arrived(sequence);
        self.forget(&gone);
        gone
    }

    fn forget(&mut self, gone: &[ProcessId]) {
        for process in gone {
            let owner = Owner::Process(*process);
            self.told.owners.remove(&owner);
            self.programs.remove(process);
            self.returned.retain(|_, now| now != process);
            self.were_active.remove(&owner);
        }
        for container in self.containers.forget(gone) {
            let owner = Owner::Container(container);
            self.totals.remove(owner);
            self.told.owners.remove(&owner);
            self.were_active.remove(&owner);
        }
    }

    /// Makes a snapshot: its number, and the metrics. `active` are the calls in flight, `seen` those that became spans since the last one.
    pub fn snapshot(
        &mut self,
        processes: &Processes,
        rules: &ResourceRules,
        clock: &Clock,
        active: &[(ProcessId, SeriesId)],
        seen: Vec<Seen>,
    ) -> (u64, Vec<ResourceMetrics>) {
        self.sequence += 1;
        let mut exemplars: HashMap<Owner, Vec<Seen>> = HashMap::new();
        for seen in seen {
            exemplars.entry(self.owner(seen.process, processes)).or_default().push(seen);
        }
        let now = clock.now();
        self.note_active(active, processes);
        let nothing = BTreeMap::new();
        let mut out = Vec::new();
        let mut of_host = Vec::new();
        for (owner, counted) in &self.totals.owners {
            let process = match owner {
                Owner::Host => None,
                Owner::Process(process) => processes.get(*process),
                Owner::Container(container) => self.containers.first_process(*container),
            };
            let begin = process.map_or(self.begin, |process| process.start_unix_ns);
            let end = match (owner, process.and_then(|process| process.exit)) {
                (Owner::Process(_), Some(exit)) => clock.unix_of_monotonic(exit.time_ns),
                _ => now,
            };
            let program = match owner {
                Owner::Process(process) => self.programs.get(process),
                Owner::Host | Owner::Container(_) => None,
            };
            let (begin, before) = match program {
                Some(Program { begin, before }) => (*begin, Some(before)),
                None => (begin, None),
            };
            let maker = Maker { options: &self.options, window: self.window(begin, end), begin };
            let before = match self.options.temporality {
                Temporality::Cumulative => before,
                Temporality::Delta => self.told.owners.get(owner),
            };
            let told = before.map(|before| counted.since(before));
            let metrics = maker.metrics(
                told.as_ref().unwrap_or(counted),
                self.were_active.get(owner).unwrap_or(&nothing),
                exemplars.get(owner).map_or(&[], Vec::as_slice),
            );
            match process {
                Some(process) if !metrics.is_empty() => {
                    let resource = match owner {
                        Owner::Container(_) => rules.container_of(process),
                        Owner::Host | Owner::Process(_) => rules.resource(process),
                    };
                    out.push(resource_metrics(resource, metrics));
                }
                Some(_) => {}
                None => of_host.extend(metrics),
            }
        }
        let maker = Maker { options: &self.options, window: self.window(self.begin, now), begin: self.begin };
        let overflow = match self.options.temporality {
            Temporality::Cumulative => maker.overflow(&self.totals.overflow),
            Temporality::Delta => maker.overflow(&self.totals.overflow.since(&self.told.overflow)),
        };
        let of_host = joined(of_host, overflow);
        if !of_host.is_empty() {
            out.push(resource_metrics(rules.host(), of_host));
        }
        if self.options.temporality == Temporality::Delta {
            self.told = Told {
                time: now,
                owners: self.totals.owners.clone(),
                overflow: self.totals.overflow.clone(),
            };
        }
        (self.sequence, out)
    }

    fn window(&self, begin: u64, end: u64) -> Window {
        let start = match self.options.temporality {
            Temporality::Cumulative => begin,
            Temporality::Delta => begin.max(self.told.time),
        };
        Window { start, end: end.max(start) }
    }

    /// Notes the calls in flight; a name that was in flight before and is not now is told as 0.
    fn note_active(&mut self, active: &[(ProcessId, SeriesId)], processes: &Processes) {
        self.were_active.values_mut().flat_map(BTreeMap::values_mut).for_each(|count| *count = 0);
        for (process, series) in active {
            // The record of its beginning may still be on its way.
            if self.options.per != Per::Host && processes.get(*process).is_none() {
                continue;
            }
            let owner = self.owner(*process, processes);
            *self.were_active.entry(owner).or_default().entry(active_name(series)).or_default() += 1;
            // It may have been in that call ever since, and nothing was counted of it.
            self.totals.know(owner, self.sequence);
        }
    }
}
