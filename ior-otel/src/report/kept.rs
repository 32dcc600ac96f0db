//! The spans that a report shows: the longest, so that memory is bounded and what matters is there. The rest is counted.

use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc};

use opentelemetry_proto::tonic::{
    common::v1::KeyValue,
    trace::v1::{ResourceSpans, Span},
};

/// Calls that are kept.
pub const CALLS: usize = 10_000;
/// Processes, or windows of their time, that are kept.
pub const PROCESSES: usize = 2_000;

/// A span with its resource, ordered by its duration, and then by when it came.
#[derive(Clone, Debug)]
pub struct Whole {
    duration_ns: u64,
    order: u64,
    /// The span.
    pub span: Span,
    /// Attributes of its resource.
    pub resource: Arc<[KeyValue]>,
}

impl Whole {
    /// How long it took, nanoseconds.
    pub fn duration_ns(&self) -> u64 {
        self.duration_ns
    }

    /// When it came, among all.
    pub fn order(&self) -> u64 {
        self.order
    }

    fn key(&self) -> (u64, Reverse<u64>) {
        (self.duration_ns, Reverse(self.order))
    }
}

impl PartialEq for Whole {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Whole {}

impl PartialOrd for Whole {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Whole {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// The longest spans of a kind.
#[derive(Debug)]
pub struct Longest {
    most: usize,
    spans: BinaryHeap<Reverse<Whole>>,
    /// How many there were in all.
    pub count: u64,
    /// How long they took in all, nanoseconds.
    pub total_ns: u64,
}

impl Longest {
    fn new(most: usize) -> Self {
        Self { most, spans: BinaryHeap::new(), count: 0, total_ns: 0 }
    }

    fn add(&mut self, span: &Span, resource: &Arc<[KeyValue]>) {
        let duration_ns = span.end_time_unix_nano.saturating_sub(span.start_time_unix_nano);
        let order = self.count;
        self.count += 1;
        self.total_ns += duration_ns;
        if self.spans.len() >= self.most {
            if self.spans.peek().is_none_or(|Reverse(least)| least.duration_ns >= duration_ns) {
                return;
            }
            self.spans.pop();
        }
        let whole = Whole { duration_ns, order, span: span.clone(), resource: Arc::clone(resource) };
        self.spans.push(Reverse(whole));
    }

    /// The spans that are kept, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Whole> {
        self.spans.iter().map(|Reverse(whole)| whole)
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}

/// The spans that a report shows.
#[derive(Debug)]
pub struct Kept {
    /// Spans of calls.
    pub calls: Longest,
    /// Spans of processes, or under `attach` of windows of their time.
    pub processes: Longest,
}

impl Default for Kept {
    fn default() -> Self {
        Self::at_most(CALLS, PROCESSES)
    }
}

impl Kept {
    pub(super) fn at_most(calls: usize, processes: usize) -> Self {
        Self { calls: Longest::new(calls), processes: Longest::new(processes) }
    }

    /// Takes spans as they are exported. What is neither of a call nor of a process says what was left out, as the ledger does.
    pub fn add(&mut self, spans: &[ResourceSpans]) {
        for of in spans {
            let resource: Arc<[KeyValue]> = of
                .resource
                .as_ref()
                .map(|resource| resource.attributes.as_slice())
                .unwrap_or_default()
                .into();
            for span in of.scope_spans.iter().flat_map(|scope| &scope.spans) {
                let has = |key: &str| span.attributes.iter().any(|attribute| attribute.key == key);
                if has("syscall.name") {
                    self.calls.add(span, &resource);
                } else if has("process.executable.name") {
                    self.processes.add(span, &resource);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::trace::v1::ScopeSpans;

    use super::*;
    use crate::attributes::Attributes;

    fn span(attribute: &str, duration: u64) -> Span {
        let mut attributes = Attributes::new();
        attributes.string(attribute, "x");
        Span {
            start_time_unix_nano: 1000,
            end_time_unix_nano: 1000 + duration,
            attributes: attributes.into_inner(),
            ..Span::default()
        }
    }

    #[test]
    fn the_longest_stay_and_all_are_counted() {
        let mut kept = Kept::at_most(3, 1);
        let calls = [5, 1, 9, 3, 7, 7, 2, 7].map(|duration| span("syscall.name", duration));
        let others = [span("process.executable.name", 4), span("ior.spans.suppressed", 8)];
        for spans in [calls.to_vec(), others.to_vec()] {
            let scope_spans = vec![ScopeSpans { spans, ..ScopeSpans::default() }];
            kept.add(&[ResourceSpans { scope_spans, ..ResourceSpans::default() }]);
        }
        let mut stay: Vec<_> = kept.calls.iter().map(|whole| (whole.duration_ns(), whole.order())).collect();
        stay.sort_unstable();
        assert_eq!(stay, [(7, 4), (7, 5), (9, 2)], "of equal ones the first");
        assert_eq!((kept.calls.count, kept.calls.total_ns), (8, 41));
        assert_eq!((kept.processes.count, kept.processes.len()), (1, 1));
    }
}
