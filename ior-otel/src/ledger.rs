//! The account of everything that could be lost: what came in must be what went out, what waits, and what was lost and counted.

mod readings;

use std::fmt;

use ior_common::counter::{self as counters, Counters};

use crate::{
    attributes::Attributes, context::publishers::Looked, otlp::stats::StatsSnapshot, pipeline::Tally,
    probe::maps::Threads, route::Suppressed,
};

/// The account at one moment. Exact once tracing has stopped; while it goes on, what is on its way shows as a small difference.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The kernel side's counters, indexed by [`ior_common::counter`].
    pub kernel: Counters,
    /// The threads that are traced.
    pub threads: Threads,
    /// Entries in the kernel's maps of series and sizes.
    pub series: u64,
    /// Runs of our programs that the kernel skipped.
    pub missed_runs: u64,
    /// Calls counted.
    pub paired: u64,
    /// What became of records.
    pub tally: Tally,
    /// Spans left out for want of room.
    pub suppressed: Suppressed,
    /// What became of looking for who publishes contexts.
    pub looked: Looked,
    /// What became of what was exported, if anything was.
    pub export: Option<StatsSnapshot>,
}

impl Ledger {
    /// Calls entered.
    pub fn enters(&self) -> u64 {
        self.at(counters::ENTERS_OF_ENDED_THREADS) + self.threads.enters
    }

    /// Calls that were entered and not seen to end.
    pub fn unpaired(&self) -> u64 {
        self.at(counters::UNPAIRED_KILLED)
            + self.at(counters::UNPAIRED_NO_EXIT)
            + self.at(counters::UNPAIRED_INTERRUPTED)
            + self.at(counters::UNPAIRED_LEFT)
    }

    /// Threads that are not traced, though they should be.
    pub fn untraced(&self) -> u64 {
        self.at(counters::THREADS_LOST) + self.at(counters::THREADS_LOST_IN_WALK)
    }

    /// Records that the kernel side made.
    pub fn records(&self) -> u64 {
        self.at(counters::RECORDS_CALL) + self.at(counters::RECORDS_PROCESS)
    }

    /// Records that the ring buffer had no room for.
    pub fn dropped_records(&self) -> u64 {
        self.at(counters::DROPPED_CALL) + self.at(counters::DROPPED_PROCESS)
    }

    /// Spans left out.
    pub fn suppressed_spans(&self) -> u64 {
        let Suppressed { processes, by_trace, by_rate, unsampled: _ } = self.suppressed;
        processes + by_trace + by_rate
    }

    /// Calls and records of which something was lost; what the user asked to be left out is not among them.
    pub fn lost(&self) -> u64 {
        self.dropped_records()
            + self.missed_runs
            + self.tally.undecodable
            + self.untraced()
            + self.at(counters::UNPAIRED_NO_EXIT)
            + self.at(counters::SERIES_OVERFLOW)
            + self.at(counters::SIZES_OVERFLOW)
    }

    /// What does not add up: nothing, or our own mistake.
    pub fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        let mut check = |what: &str, came: u64, went: u64| {
            if came != went {
                mistakes.push(format!("{what}: {came} came in, {went} are accounted for"));
            }
        };
        check("calls", self.enters(), self.paired + self.threads.in_flight + self.unpaired());
        let Tally { calls, processes, undecodable, spans_of_calls, .. } = self.tally;
        check("records", self.records(), calls + processes + undecodable + self.dropped_records());
        let Suppressed { by_trace, by_rate, unsampled, processes: _ } = self.suppressed;
        check("records of calls", calls, spans_of_calls + by_trace + by_rate + unsampled);
        if let Some(export) = &self.export {
            check("spans", self.tally.spans, export.spans_accounted());
        }
        mistakes
    }

    /// Tells of what does not add up.
    pub fn look_for_mistakes(&self) {
        let mistakes = self.mistakes();
        for mistake in &mistakes {
            tracing::error!("the account does not add up, please report: {mistake}");
        }
        // Every test that runs the program holds it to its account, whatever else it is about. What the kernel skipped is in no account.
        debug_assert!(mistakes.is_empty() || self.missed_runs > 0, "{mistakes:?}\n{self}");
    }

    /// What the root span says of what is missing from its trace.
    pub fn on_root(&self) -> Attributes {
        let mut attributes = Attributes::new();
        attributes.count("ior.spans.suppressed", self.suppressed_spans());
        attributes.count("ior.records.dropped", self.dropped_records());
        attributes.count("ior.calls.missed", self.missed_runs);
        attributes.count("ior.threads.untraced", self.untraced());
        attributes
    }

    /// One of the kernel side's counters.
    pub fn at(&self, counter: u32) -> u64 {
        self.kernel[counter as usize]
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Suppressed { processes, by_trace, by_rate, unsampled } = self.suppressed;
        writeln!(
            f,
            "  {} calls entered = {} counted + {} in flight + {} unfinished (thread ended {}, no exit seen {}, interrupted {})",
            self.enters(),
            self.paired,
            self.threads.in_flight,
            self.unpaired(),
            self.at(counters::UNPAIRED_KILLED),
            self.at(counters::UNPAIRED_NO_EXIT),
            self.at(counters::UNPAIRED_INTERRUPTED),
        )?;
        writeln!(
            f,
            "  {} records = {} received + {} dropped; {} spans made, {} left out (trace full {}, rate {}, processes {})",
            self.records(),
            self.tally.calls + self.tally.processes + self.tally.undecodable,
            self.dropped_records(),
            self.tally.spans,
            self.suppressed_spans(),
            by_trace,
            by_rate,
            processes,
        )?;
        let contexts = &self.tally.contexts;
        if contexts.all() != 0 {
            writeln!(
                f,
                "  {} calls of threads that publish their trace context = {} in a span + {} in none + {} unknown (unreadable {}, being written {}, invalid {})",
                contexts.all(),
                contexts.active,
                contexts.no_span,
                contexts.unknown(),
                contexts.unreadable,
                contexts.in_flux,
                contexts.invalid,
            )?;
        }
        let others = [
            ("calls in traces that are not sampled", unsampled),
            (
                "processes whose trace context is not followed, because there are too many",
                self.at(counters::PUBLISHERS_LOST),
            ),
            (
                "processes whose files are not ours to read, to find their trace context",
                self.looked.forbidden,
            ),
            ("files that could not be opened, to find a trace context", self.looked.unreadable),
            ("runs skipped by the kernel", self.missed_runs),
            ("threads not traced", self.untraced()),
            ("calls of processes that left the target", self.at(counters::UNPAIRED_LEFT)),
            ("calls in flight when their thread was found", self.at(counters::ORPHAN_ATTACHED)),
            ("calls counted without attributes", self.at(counters::SERIES_OVERFLOW)),
            ("sizes counted without attributes", self.at(counters::SIZES_OVERFLOW)),
            ("exits without a start", self.at(counters::ORPHAN_OTHER)),
            ("arguments that could not be read", self.tally.unreadable),
            ("quantities that could not be read", self.at(counters::QUANTITY_FAULTS)),
            ("records that could not be decoded", self.tally.undecodable),
        ];
        for (what, count) in others.into_iter().filter(|(_, count)| *count != 0) {
            writeln!(f, "  {count} {what}")?;
        }
        writeln!(f, "  kernel maps at the end: {} threads, {} series", self.threads.count, self.series)?;
        for mistake in self.mistakes() {
            writeln!(f, "  does not add up, please report: {mistake}")?;
        }
        Ok(())
    }
}
