//! The stage from counts to metrics: takes what was counted, keeps the totals, and makes snapshots of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use ior_common::record::ProcessId;
use opentelemetry_proto::tonic::metrics::v1::ResourceMetrics;

use super::{
    export::{Maker, active_name, resource_metrics},
    point::Window,
    totals::{Counted, Totals},
};
use crate::{
    clock::Clock,
    config::metrics::{Metrics, Per, Temporality},
    enrich::{process::Processes, resource::ResourceRules},
    probe::maps::{Delta, SeriesId},
};

/// The process as which all are counted where metrics are per host.
const HOST: ProcessId = 0;

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
    /// For delta temporality: what has arrived, and what is on its way.
    arrived: Baseline,
    sent: Option<(u64, Baseline)>,
}

/// The totals of a snapshot, and its time in Unix nanoseconds.
#[derive(Clone, Default)]
struct Baseline {
    time: u64,
    processes: HashMap<ProcessId, Counted>,
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
            arrived: Baseline { time: begin, processes: HashMap::new() },
            sent: None,
        }
    }

    /// Takes what was counted, and that some processes have `ended` after it. Returns those that are to be forgotten.
    pub fn add(&mut self, deltas: Vec<Delta>, ended: &HashSet<ProcessId>) -> Vec<ProcessId> {
        for mut delta in deltas {
            if self.options.per == Per::Host {
                delta.series = delta.series.map(|(_, series)| (HOST, series));
            }
            self.totals.add(&delta);
        }
        self.totals.end(ended, self.sequence + 1)
    }

    /// Whether the last snapshot has arrived, so that another makes sense.
    pub fn has_arrived(&self) -> bool {
        self.acknowledged >= self.sequence
    }

    /// Snapshots up to `sequence` have arrived. Returns the processes that are to be forgotten.
    pub fn acknowledge(&mut self, sequence: u64) -> Vec<ProcessId> {
        self.acknowledged = sequence;
        if let Some((_, baseline)) = self.sent.take_if(|(sent, _)| *sent <= sequence) {
            self.arrived = baseline;
        }
        self.totals.arrived(sequence)
    }

    /// Makes a snapshot: its number, and the metrics. `active` are the calls in flight.
    pub fn snapshot(
        &mut self,
        processes: &Processes,
        rules: &ResourceRules,
        clock: &Clock,
        active: &[(ProcessId, SeriesId)],
    ) -> (u64, Vec<ResourceMetrics>) {
        self.sequence += 1;
        let now = clock.now();
        let active = self.active(active);
        let nothing = BTreeMap::new();
        let mut out = Vec::new();
        for (id, counted) in &self.totals.processes {
            let process = processes.get(*id);
            let begin = process.map_or(self.begin, |process| clock.unix_of_monotonic(process.start_ns));
            let end = process
                .and_then(|process| process.exit)
                .map_or(now, |exit| clock.unix_of_monotonic(exit.time_ns));
            let maker = Maker { options: &self.options, window: self.window(begin, end) };
            let metrics = match self.options.temporality {
                Temporality::Cumulative => maker.metrics(counted, active.get(id).unwrap_or(&nothing)),
                Temporality::Delta => {
                    let before = self.arrived.processes.get(id).cloned().unwrap_or_default();
                    maker.metrics(&counted.since(&before), active.get(id).unwrap_or(&nothing))
                }
            };
            if !metrics.is_empty() {
                let resource = process.map_or_else(|| rules.host(), |process| rules.resource(process, clock));
                out.push(resource_metrics(resource, metrics));
            }
        }
        // What overflowed is rare, and cumulative whatever the rest is.
        let maker = Maker { options: &self.options, window: Window { start: self.begin, end: now } };
        let overflow = maker.overflow(&self.totals.overflow);
        if !overflow.is_empty() {
            out.push(resource_metrics(rules.host(), overflow));
        }
        if self.options.temporality == Temporality::Delta {
            let baseline = Baseline { time: now, processes: self.totals.processes.clone() };
            self.sent = Some((self.sequence, baseline));
        }
        (self.sequence, out)
    }

    fn window(&self, begin: u64, end: u64) -> Window {
        let start = match self.options.temporality {
            Temporality::Cumulative => begin,
            Temporality::Delta => begin.max(self.arrived.time),
        };
        Window { start, end: end.max(start) }
    }

    fn active(&self, active: &[(ProcessId, SeriesId)]) -> HashMap<ProcessId, BTreeMap<String, u64>> {
        let mut by_process: HashMap<ProcessId, BTreeMap<String, u64>> = HashMap::new();
        for (process, series) in active {
            let process = if self.options.per == Per::Host { HOST } else { *process };
            *by_process.entry(process).or_default().entry(active_name(series)).or_default() += 1;
        }
        by_process
    }
}
