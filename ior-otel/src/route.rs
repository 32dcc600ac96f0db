//! Where a span hangs, and whether there is room for it.
//!
//! Under `run` there is one trace: the command's process is its root, each process hangs below the one that forked it, and
//! calls hang below their process. The trace is held to a size that a person can look at: processes and calls beyond
//! it get no span of their own, and are counted. What a process without a span does hangs below its nearest ancestor that has one.

use std::collections::HashMap;

use ior_common::record::ProcessId;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _, TraceId};
use opentelemetry::{Context, propagation::TextMapPropagator};
use opentelemetry_sdk::propagation::TraceContextPropagator;

/// How many spans there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// In a trace.
    pub max_per_trace: u64,
    /// In a second, over all traces.
    pub max_per_second: u64,
}

/// Where a span hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The trace.
    pub trace: TraceId,
    /// The span itself.
    pub span: SpanId,
    /// The span above it.
    pub parent: Option<SpanId>,
    /// Whether the span above it is of another program.
    pub parent_is_remote: bool,
}

/// Spans that were left out, for want of room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suppressed {
    /// Processes, by the size of the trace.
    pub processes: u64,
    /// Calls, by the size of the trace.
    pub by_trace: u64,
    /// Calls, by their rate.
    pub by_rate: u64,
}

/// Gives each process and call its place.
#[derive(Debug)]
pub struct Router {
    budget: Budget,
    trace: TraceId,
    remote_parent: Option<SpanId>,
    root: Option<ProcessId>,
    spans: HashMap<ProcessId, Own>,
    in_trace: u64,
    rate: Rate,
    /// What was left out.
    pub suppressed: Suppressed,
}

/// The span below which a process's calls hang.
#[derive(Clone, Copy, Debug)]
struct Own {
    span: SpanId,
    /// Its place, if it is a span of the process's own.
    place: Option<Place>,
}

impl Router {
    /// Begins a trace: the one that `traceparent` (W3C trace context) names, if it is given and valid, or a new one.
    pub fn new(budget: Budget, traceparent: Option<&str>) -> Self {
        let remote = traceparent.and_then(parse);
        Self {
            budget,
            trace: remote.as_ref().map_or_else(|| TraceId::from_bytes(rand::random()), SpanContext::trace_id),
            remote_parent: remote.as_ref().map(SpanContext::span_id),
            root: None,
            spans: HashMap::new(),
            in_trace: 0,
            rate: Rate::default(),
            suppressed: Suppressed::default(),
        }
    }

    /// The trace.
    pub fn trace(&self) -> TraceId {
        self.trace
    }

    /// A process began. The first one is the root.
    pub fn process(&mut self, process: ProcessId, parent: Option<ProcessId>) {
        let is_root = self.root.is_none();
        if is_root {
            self.root = Some(process);
        } else if self.in_trace >= self.budget.max_per_trace {
            self.suppressed.processes += 1;
            let above = self.above(parent);
            self.spans.insert(process, Own { span: above, place: None });
            return;
        }
        self.in_trace += 1;
        let span = SpanId::from_bytes(rand::random());
        let parent = if is_root { self.remote_parent } else { Some(self.above(parent)) };
        let place = Place { trace: self.trace, span, parent, parent_is_remote: is_root && parent.is_some() };
        self.spans.insert(process, Own { span, place: Some(place) });
    }

    /// The place of a process's span; nothing if it has none of its own.
    pub fn place_of(&self, process: ProcessId) -> Option<Place> {
        self.spans.get(&process).and_then(|own| own.place)
    }

    /// Whether the process is the command's own.
    pub fn is_root(&self, process: ProcessId) -> bool {
        self.root == Some(process)
    }

    /// The place of a call that began at `time_ns`; nothing if there is no room for it.
    pub fn call(&mut self, process: ProcessId, time_ns: u64) -> Option<Place> {
        if self.in_trace >= self.budget.max_per_trace {
            self.suppressed.by_trace += 1;
            return None;
        }
        if !self.rate.allows(self.budget.max_per_second, time_ns) {
            self.suppressed.by_rate += 1;
            return None;
        }
        self.in_trace += 1;
        let parent = Some(self.above(Some(process)));
        let span = SpanId::from_bytes(rand::random());
        Some(Place { trace: self.trace, span, parent, parent_is_remote: false })
    }

    /// A process ended, and nothing of it will come any more.
    pub fn forget(&mut self, process: ProcessId) {
        if !self.is_root(process) {
            self.spans.remove(&process);
        }
    }

    /// The span below which things of this process hang: its own, or the root if its beginning was lost.
    fn above(&self, process: Option<ProcessId>) -> SpanId {
        process
            .and_then(|process| self.spans.get(&process))
            .or_else(|| self.root.and_then(|root| self.spans.get(&root)))
            .map_or(SpanId::INVALID, |own| own.span)
    }
}

fn parse(traceparent: &str) -> Option<SpanContext> {
    let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &carrier);
    let span = context.span().span_context().clone();
    span.is_valid().then_some(span)
}

/// Counts what happens within a second, by the time at which it happened.
#[derive(Clone, Copy, Debug, Default)]
struct Rate {
    second: u64,
    count: u64,
}

impl Rate {
    fn allows(&mut self, limit: u64, time_ns: u64) -> bool {
        let second = time_ns / 1_000_000_000;
        if second > self.second {
            *self = Self { second, count: 0 };
        }
        self.count += 1;
        self.count <= limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router(max_per_trace: u64, max_per_second: u64) -> Router {
        let mut router = Router::new(Budget { max_per_trace, max_per_second }, None);
        router.process(1, None);
        router
    }

    #[test]
    fn processes_hang_below_their_parents_and_calls_below_their_process() {
        let mut router = router(100, 100);
        router.process(2, Some(1));
        let (root, child) = (router.place_of(1).expect("root"), router.place_of(2).expect("child"));
        assert_eq!((root.parent, child.parent), (None, Some(root.span)));
        let call = router.call(2, 0).expect("room");
        assert_eq!((call.trace, call.parent), (root.trace, Some(child.span)));
        assert_eq!(
            router.call(99, 0).expect("room").parent,
            Some(root.span),
            "of a process that is not known"
        );
    }

    #[test]
    fn a_full_trace_leaves_out_and_counts() {
        let mut router = router(2, 100);
        assert!(router.call(1, 0).is_some());
        assert!(router.call(1, 0).is_none());
        router.process(2, Some(1));
        router.process(3, Some(2));
        assert_eq!(router.place_of(3), None);
        assert_eq!(router.suppressed, Suppressed { processes: 2, by_trace: 1, by_rate: 0 });
    }

    #[test]
    fn a_rate_is_by_the_second() {
        let mut router = router(100, 2);
        let taken = (0..5).filter(|_| router.call(1, 1_500_000_000).is_some()).count();
        assert_eq!((taken, router.suppressed.by_rate), (2, 3));
        assert!(router.call(1, 2_000_000_000).is_some());
    }

    #[test]
    fn a_given_trace_is_joined() {
        let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let mut router = Router::new(Budget { max_per_trace: 9, max_per_second: 9 }, Some(given));
        router.process(1, None);
        let root = router.place_of(1).expect("root");
        assert_eq!(root.trace.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(root.parent.map(|parent| parent.to_string()).as_deref(), Some("00f067aa0ba902b7"));
        assert!(root.parent_is_remote);
        let budget = Budget { max_per_trace: 9, max_per_second: 9 };
        assert_eq!(Router::new(budget, Some("garbage")).remote_parent, None);
    }
}
