//! Traces of the application that calls were put into. They are not ours, and nothing says when they end: they are remembered for as long
//! as calls come, so that none gets more of them than a person can look at.

use std::{collections::HashMap, time::Duration};

use ior_common::record::ProcessId;
use opentelemetry::trace::{SpanId, TraceId};

use super::{Place, new_span};
use crate::context::Active;

/// Traces that are remembered.
const MAX_TRACES: usize = 65_536;

/// The traces that were joined.
#[derive(Debug, Default)]
pub(super) struct Joined {
    idle_ns: u64,
    traces: HashMap<TraceId, Trace>,
}

#[derive(Clone, Debug)]
struct Trace {
    spans: u64,
    last_ns: u64,
    left_out: Option<LeftOut>,
}

/// Calls that were left out of a trace of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// How many.
    pub calls: u64,
    /// The process of the first.
    pub process: ProcessId,
    /// Below which span of the application the first would have been.
    pub below: Active,
    /// When the first began, and the last ended: `CLOCK_MONOTONIC` nanoseconds.
    pub start_ns: u64,
    /// See [`Self::start_ns`].
    pub end_ns: u64,
}

impl LeftOut {
    /// The place of the span that says so.
    pub fn place(&self) -> Place {
        below(self.below)
    }
}

impl Joined {
    /// How long a trace is remembered without calls.
    pub(super) fn set_idle(&mut self, idle: Duration) {
        self.idle_ns = u64::try_from(idle.as_nanos()).unwrap_or(u64::MAX);
    }

    /// Spans that are in a trace.
    pub(super) fn spans(&self, trace: TraceId) -> u64 {
        self.traces.get(&trace).map_or(0, |trace| trace.spans)
    }

    /// The place of a call below a span of the application.
    pub(super) fn call(&mut self, above: Active, end_ns: u64) -> Place {
        self.at(above.trace, end_ns).spans += 1;
        below(above)
    }

    /// A call was left out.
    pub(super) fn leave_out(&mut self, process: ProcessId, below: Active, start_ns: u64, end_ns: u64) {
        let trace = self.at(below.trace, end_ns);
        let left_out = trace.left_out.get_or_insert(LeftOut { calls: 0, process, below, start_ns, end_ns });
        left_out.calls += 1;
        left_out.start_ns = left_out.start_ns.min(start_ns);
        left_out.end_ns = left_out.end_ns.max(end_ns);
    }

    fn at(&mut self, trace: TraceId, now_ns: u64) -> &mut Trace {
        if self.traces.len() >= MAX_TRACES && !self.traces.contains_key(&trace) {
            // Those that are far from too large are the ones to forget.
            let most = self.traces.values().map(|trace| trace.spans).max().unwrap_or(0);
            self.traces.retain(|_, trace| trace.left_out.is_some() || trace.spans > most / 2);
        }
        let trace = self.traces.entry(trace).or_insert(Trace { spans: 0, last_ns: now_ns, left_out: None });
        trace.last_ns = trace.last_ns.max(now_ns);
        trace
    }

    /// What was left out of the traces to which nothing has come for long at `now_ns`.
    pub(super) fn passed(&mut self, now_ns: u64) -> Vec<LeftOut> {
        let idle_ns = self.idle_ns;
        let idle = |trace: &Trace| trace.last_ns.saturating_add(idle_ns) <= now_ns;
        self.traces.extract_if(|_, trace| idle(trace)).filter_map(|(_, trace)| trace.left_out).collect()
    }
}

/// A place below a span of the application: of the same process, so it is not remote.
fn below(above: Active) -> Place {
    let parent = Some(above.span);
    // Sampled: what is not gets no span.
    Place { trace: above.trace, flags: above.flags | 1, parent, ..Place::root(above.trace, new_span()) }
}

impl Place {
    /// The place of a root.
    pub(super) fn root(trace: TraceId, span: SpanId) -> Self {
        Self { trace, span, parent: None, parent_is_remote: false, flags: 1, link: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn active(trace: u8) -> Active {
        Active { trace: TraceId::from_bytes([trace; 16]), span: SpanId::from_bytes([7; 8]), flags: 3 }
    }

    #[test]
    fn calls_hang_below_the_active_span() {
        let mut joined = Joined::default();
        let place = joined.call(active(1), 10);
        assert_eq!((place.trace, place.parent, place.flags), (active(1).trace, Some(active(1).span), 3));
        assert_eq!((joined.spans(active(1).trace), joined.spans(active(2).trace)), (1, 0));
    }

    #[test]
    fn a_trace_says_what_was_left_out_of_it() {
        let mut joined = Joined::default();
        joined.set_idle(Duration::from_nanos(100));
        joined.call(active(1), 10);
        joined.leave_out(5, active(1), 20, 30);
        joined.leave_out(6, active(1), 15, 40);
        joined.call(active(2), 50);
        assert!(joined.passed(139).is_empty());
        let expected = LeftOut { calls: 2, process: 5, below: active(1), start_ns: 15, end_ns: 40 };
        assert_eq!(joined.passed(140), [expected]);
        assert!(joined.passed(u64::MAX).is_empty(), "nothing was left out of the other");
        assert_eq!(joined.spans(active(1).trace), 0, "it is forgotten");
    }

    #[test]
    fn so_many_traces_are_remembered_and_not_more() {
        let mut joined = Joined::default();
        let trace = |number: u32| {
            let mut bytes = [1; 16];
            bytes[..4].copy_from_slice(&number.to_be_bytes());
            Active { trace: TraceId::from_bytes(bytes), ..active(1) }
        };
        joined.call(trace(0), 1);
        joined.call(trace(0), 1);
        joined.call(trace(0), 1);
        (1..=MAX_TRACES as u32).for_each(|number| {
            joined.call(trace(number), 2);
        });
        assert!(joined.traces.len() < MAX_TRACES);
        assert_eq!(joined.spans(trace(0).trace), 3, "the largest");
    }
}
