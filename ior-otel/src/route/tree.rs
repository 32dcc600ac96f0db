//! One trace: the command's process is its root, each process hangs below the one that forked it, and calls hang below their process.
//! What a process without a span of its own does hangs below its nearest ancestor that has one.

use std::collections::HashMap;

use ior_common::record::ProcessId;
use opentelemetry::{
    Context,
    propagation::TextMapPropagator,
    trace::{SpanContext, SpanId, TraceContextExt as _, TraceId},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;

use super::{Place, new_span, new_trace};

/// The trace of a command.
#[derive(Debug)]
pub(super) struct Tree {
    trace: TraceId,
    remote_parent: Option<SpanId>,
    root: Option<ProcessId>,
    own: HashMap<ProcessId, Own>,
    /// Spans in it.
    pub(super) spans: u64,
}

/// The span below which a process's calls hang.
#[derive(Clone, Copy, Debug)]
struct Own {
    span: SpanId,
    /// Its place, if it is a span of the process's own.
    place: Option<Place>,
}

impl Tree {
    pub(super) fn new(traceparent: Option<&str>) -> Self {
        let remote = traceparent.and_then(parse);
        Self {
            trace: remote.as_ref().map_or_else(new_trace, SpanContext::trace_id),
            remote_parent: remote.as_ref().map(SpanContext::span_id),
            root: None,
            own: HashMap::new(),
            spans: 0,
        }
    }

    /// A process began; the first one is the root. False if it gets no span, because there are `max` already.
    pub(super) fn process(&mut self, process: ProcessId, parent: Option<ProcessId>, max: u64) -> bool {
        let is_root = self.root.is_none();
        if is_root {
            self.root = Some(process);
        } else if self.spans >= max {
            let above = self.above(parent);
            self.own.insert(process, Own { span: above, place: None });
            return false;
        }
        self.spans += 1;
        let span = new_span();
        let parent = if is_root { self.remote_parent } else { Some(self.above(parent)) };
        let place = Place { trace: self.trace, span, parent, parent_is_remote: is_root && parent.is_some() };
        self.own.insert(process, Own { span, place: Some(place) });
        true
    }

    pub(super) fn place_of(&self, process: ProcessId) -> Option<Place> {
        self.own.get(&process).and_then(|own| own.place)
    }

    pub(super) fn is_root(&self, process: ProcessId) -> bool {
        self.root == Some(process)
    }

    pub(super) fn call(&mut self, process: ProcessId) -> Place {
        self.spans += 1;
        let parent = Some(self.above(Some(process)));
        Place { trace: self.trace, span: new_span(), parent, parent_is_remote: false }
    }

    pub(super) fn forget(&mut self, process: ProcessId) {
        if !self.is_root(process) {
            self.own.remove(&process);
        }
    }

    /// The span below which things of this process hang: its own, or the root if its beginning was lost.
    fn above(&self, process: Option<ProcessId>) -> SpanId {
        process
            .and_then(|process| self.own.get(&process))
            .or_else(|| self.root.and_then(|root| self.own.get(&root)))
            .map_or(SpanId::INVALID, |own| own.span)
    }
}

fn parse(traceparent: &str) -> Option<SpanContext> {
    let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &carrier);
    let span = context.span().span_context().clone();
    span.is_valid().then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_hang_below_their_parents_and_calls_below_their_process() {
        let mut tree = Tree::new(None);
        assert!(tree.process(1, None, 100) && tree.process(2, Some(1), 100));
        let (root, child) = (tree.place_of(1).expect("root"), tree.place_of(2).expect("child"));
        assert_eq!((root.parent, child.parent), (None, Some(root.span)));
        let call = tree.call(2);
        assert_eq!((call.trace, call.parent), (root.trace, Some(child.span)));
        assert_eq!(tree.call(99).parent, Some(root.span), "of a process that is not known");
    }

    #[test]
    fn a_given_trace_is_joined() {
        let mut tree = Tree::new(Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        tree.process(1, None, 9);
        let root = tree.place_of(1).expect("root");
        assert_eq!(root.trace.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(root.parent.map(|parent| parent.to_string()).as_deref(), Some("00f067aa0ba902b7"));
        assert!(root.parent_is_remote);
        assert_eq!(Tree::new(Some("garbage")).remote_parent, None);
    }
}
