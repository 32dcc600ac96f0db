//! One trace: the command's process is its root, each process hangs below the one that forked it, and calls hang below their process.
//! What a process without a span of its own does hangs below its nearest ancestor that has one.

use std::collections::HashMap;

use ior_common::record::ProcessId;
use opentelemetry::trace::{SpanId, TraceId};

use super::{Place, new_span, new_trace};
use crate::context::Active;

/// The trace of a command.
#[derive(Debug)]
pub(super) struct Tree {
    trace: TraceId,
    above: Option<Active>,
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
    pub(super) fn new(above: Option<Active>) -> Self {
        Self {
            trace: above.map_or_else(new_trace, |above| above.trace),
            above,
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
        let parent = if is_root { self.above.map(|above| above.span) } else { Some(self.above(parent)) };
        let place = Place {
            parent,
            parent_is_remote: is_root && parent.is_some(),
            flags: self.flags(),
            ..Place::root(self.trace, span)
        };
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
        Place { parent, flags: self.flags(), ..Place::root(self.trace, new_span()) }
    }

    /// A process was given a span to hang below, in its environment: its own span does, if that is of this trace, and is linked to it
    /// otherwise.
    pub(super) fn inherit(&mut self, process: ProcessId, given: Active) {
        let (root, trace) = (self.root, self.trace);
        let Some(place) = self.own.get_mut(&process).and_then(|own| own.place.as_mut()) else { return };
        if given.trace != trace {
            place.link = Some(given);
        } else if root != Some(process) && self.above != Some(given) {
            (place.parent, place.parent_is_remote) = (Some(given.span), true);
        }
    }

    /// The span of another program below which the root hangs.
    pub(super) fn given(&self) -> Option<Active> {
        self.above
    }

    fn flags(&self) -> u8 {
        self.above.map_or(0, |above| above.flags) | 1
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
        let given = Active::from_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        let mut tree = Tree::new(given);
        tree.process(1, None, 9);
        let root = tree.place_of(1).expect("root");
        assert_eq!(root.trace.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(root.parent.map(|parent| parent.to_string()).as_deref(), Some("00f067aa0ba902b7"));
        assert_eq!((root.parent_is_remote, root.flags), (true, 1));
    }

    #[test]
    fn a_process_hangs_below_what_its_environment_names() {
        let mut tree = Tree::new(None);
        tree.process(1, None, 9);
        tree.process(2, Some(1), 9);
        let root = tree.place_of(1).expect("root");
        let elsewhere =
            Active { trace: TraceId::from_bytes([1; 16]), span: SpanId::from_bytes([2; 8]), flags: 1 };
        tree.inherit(2, elsewhere);
        let linked = tree.place_of(2).expect("child");
        assert_eq!((linked.parent, linked.link), (Some(root.span), Some(elsewhere)));
        let here = Active { trace: root.trace, ..elsewhere };
        tree.inherit(2, here);
        assert_eq!(tree.place_of(2).expect("child").parent, Some(here.span));
        assert_eq!(tree.call(2).parent, Some(linked.span), "its calls stay below it");
    }
}
