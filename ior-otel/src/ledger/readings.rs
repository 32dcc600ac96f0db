//! The account as metrics of ior-otel's own.

use ior_common::counter as counters;

use super::Ledger;
use crate::{
    context::Contexts,
    otlp::{self_telemetry::Reading, stats::StatsSnapshot},
    route::Suppressed,
};

impl Ledger {
    /// All terms of the account, those of one metric together. The list is the same at any time.
    pub fn readings(&self) -> Vec<Reading> {
        [self.of_calls(), self.of_records(), self.of_contexts(), self.of_spans(), self.of_now()].concat()
    }

    fn of_calls(&self) -> Vec<Reading> {
        let unfinished =
            |why, counter| sum("ior.calls.unfinished", "{call}", Some(("reason", why)), self.at(counter));
        let without_start =
            |why, counter| sum("ior.exits.without_start", "{call}", Some(("reason", why)), self.at(counter));
        let overflowed =
            |what, counter| sum("ior.series.overflowed", "{value}", Some(("kind", what)), self.at(counter));
        vec![
            sum("ior.calls.entered", "{call}", None, self.enters()),
            sum("ior.calls.counted", "{call}", None, self.paired),
            unfinished("thread_ended", counters::UNPAIRED_KILLED),
            unfinished("no_exit", counters::UNPAIRED_NO_EXIT),
            unfinished("interrupted", counters::UNPAIRED_INTERRUPTED),
            unfinished("process_left", counters::UNPAIRED_LEFT),
            without_start("attached", counters::ORPHAN_ATTACHED),
            without_start("other", counters::ORPHAN_OTHER),
            sum("ior.runs.missed", "{run}", None, self.missed_runs),
            sum("ior.threads.untraced", "{thread}", None, self.untraced()),
            overflowed("durations", counters::SERIES_OVERFLOW),
            overflowed("sizes", counters::SIZES_OVERFLOW),
        ]
    }

    fn of_records(&self) -> Vec<Reading> {
        let made = |what, counter| sum("ior.records", "{record}", Some(("kind", what)), self.at(counter));
        let dropped =
            |what, counter| sum("ior.records.dropped", "{record}", Some(("kind", what)), self.at(counter));
        vec![
            made("calls", counters::RECORDS_CALL),
            made("processes", counters::RECORDS_PROCESS),
            dropped("calls", counters::DROPPED_CALL),
            dropped("processes", counters::DROPPED_PROCESS),
            sum("ior.records.undecodable", "{record}", None, self.tally.undecodable),
            sum("ior.captures.failed", "{capture}", None, self.tally.unreadable),
            sum("ior.quantities.failed", "{quantity}", None, self.at(counters::QUANTITY_FAULTS)),
        ]
    }

    fn of_contexts(&self) -> Vec<Reading> {
        let context = |what, count| sum("ior.contexts", "{call}", Some(("result", what)), count);
        let Contexts { active, no_span, unreadable, in_flux, invalid } = self.tally.contexts;
        let lost = self.at(counters::PUBLISHERS_LOST);
        let failed = |why, count| sum("ior.contexts.unsought", "{process}", Some(("reason", why)), count);
        vec![
            context("active", active),
            context("no_span", no_span),
            context("unreadable", unreadable),
            context("in_flux", in_flux),
            context("invalid", invalid),
            failed("forbidden", self.looked.forbidden),
            failed("too_many", lost),
        ]
    }

    fn of_spans(&self) -> Vec<Reading> {
        let Suppressed { processes, by_trace, by_rate, unsampled } = self.suppressed;
        let suppressed = |why, count| sum("ior.spans.suppressed", "{span}", Some(("reason", why)), count);
        let destinations = self.export.iter().flat_map(|export| &export.destinations);
        let exported = destinations.map(|destination| destination.spans.exported).sum();
        let dropped = self.export.as_ref().map_or(0, StatsSnapshot::spans_dropped);
        vec![
            sum("ior.spans", "{span}", None, self.tally.spans),
            suppressed("trace_full", by_trace),
            suppressed("rate", by_rate),
            suppressed("process", processes),
            suppressed("unsampled", unsampled),
            sum("otel.sdk.exporter.span.exported", "{span}", None, exported),
            sum("otel.sdk.exporter.span.exported", "{span}", Some(("error.type", "dropped")), dropped),
        ]
    }

    fn of_now(&self) -> Vec<Reading> {
        let now = |name, unit, value| Reading { name, unit, monotonic: false, attribute: None, value };
        vec![
            now("ior.calls.in_flight", "{call}", self.threads.in_flight),
            now("ior.threads.traced", "{thread}", self.threads.count),
            now("ior.series", "{series}", self.series),
        ]
    }
}

fn sum(
    name: &'static str,
    unit: &'static str,
    attribute: Option<(&'static str, &'static str)>,
    value: u64,
) -> Reading {
    Reading { name, unit, monotonic: true, attribute, value }
}
