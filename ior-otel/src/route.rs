//! Where a span hangs, and whether there is room for it.
//!
//! Under `run` there is one [`tree`]: a trace of the command. Under `attach` each process has a trace of its own, and after a while
//! the next: [`window`]. Either is held to a size that a person can look at: what is beyond it gets no span of its own, and is counted.

mod joined;
mod tree;
mod window;

use std::time::Duration;

use ior_common::record::ProcessId;
use opentelemetry::trace::{SpanId, TraceId};
use serde::{Deserialize, Serialize};

use joined::Joined;
pub use joined::LeftOut;
use tree::Tree;
pub use window::Window;
use window::Windows;

use crate::context::Active;

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
    /// Flags of the trace (W3C trace context).
    pub flags: u8,
    /// A span of another trace that it has to do with.
    pub link: Option<Active>,
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
    /// Calls in traces that are not sampled.
    pub unsampled: u64,
}

/// How a call is put together with the span of the application that was active.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Correlation {
    /// The call's span hangs below it, in its trace.
    #[default]
    Parent,
    /// The call's span stays in our trace, with a link to it.
    Link,
}

/// Gives each process and call its place.
#[derive(Debug)]
pub struct Router {
    budget: Budget,
    shape: Shape,
    joined: Joined,
    correlation: Correlation,
    rate: Rate,
    /// What was left out.
    pub suppressed: Suppressed,
}

#[derive(Debug)]
enum Shape {
    Tree(Tree),
    Windows(Windows),
}

impl Router {
    /// One trace for all: a new one, or the one of the span that the environment names.
    pub fn tree(budget: Budget, correlation: Correlation, above: Option<Active>) -> Self {
        Self::new(budget, correlation, Shape::Tree(Tree::new(above)))
    }

    /// A trace for each process and `window` of time.
    pub fn windows(budget: Budget, correlation: Correlation, window: Duration) -> Self {
        let mut router = Self::new(budget, correlation, Shape::Windows(Windows::new(window)));
        router.joined.set_idle(window);
        router
    }

    fn new(budget: Budget, correlation: Correlation, shape: Shape) -> Self {
        let mut joined = Joined::default();
        joined.set_idle(Duration::from_secs(30));
        Self { budget, shape, joined, correlation, rate: Rate::default(), suppressed: Suppressed::default() }
    }

    /// Changes how many spans there may be, and how long a window is.
    pub fn reconfigure(&mut self, budget: Budget, window: Duration) {
        self.budget = budget;
        if let Shape::Windows(windows) = &mut self.shape {
            windows.set_length(window);
            self.joined.set_idle(window);
        }
    }

    /// A process began.
    pub fn process(&mut self, process: ProcessId, parent: Option<ProcessId>) {
        if let Shape::Tree(tree) = &mut self.shape
            && !tree.process(process, parent, self.budget.max_per_trace)
        {
            self.suppressed.processes += 1;
        }
    }

    /// A process's environment names a span, or none.
    pub fn inherit(&mut self, process: ProcessId, above: Option<Active>) {
        match (&mut self.shape, above) {
            (Shape::Tree(tree), Some(above)) => tree.inherit(process, above),
            (Shape::Tree(_), None) => {}
            (Shape::Windows(windows), above) => windows.inherit(process, above),
        }
    }

    /// The place of a process's span; nothing if it has none of its own.
    pub fn place_of(&self, process: ProcessId) -> Option<Place> {
        match &self.shape {
            Shape::Tree(tree) => tree.place_of(process),
            Shape::Windows(_) => None,
        }
    }

    /// Whether all is one trace.
    pub fn is_one_trace(&self) -> bool {
        matches!(self.shape, Shape::Tree(_))
    }

    /// Whether the process is the root of the tree.
    pub fn is_root(&self, process: ProcessId) -> bool {
        matches!(&self.shape, Shape::Tree(tree) if tree.is_root(process))
    }

    /// The place of a call from `start_ns` to `end_ns`, in which a span of the application was `active`; nothing if there is no room for
    /// it.
    pub fn call(
        &mut self,
        process: ProcessId,
        start_ns: u64,
        end_ns: u64,
        active: Option<Active>,
    ) -> Option<Place> {
        let above = active.filter(|_| self.correlation == Correlation::Parent);
        let spans = match (&mut self.shape, above) {
            (_, Some(above)) => self.joined.spans(above.trace),
            (Shape::Tree(tree), None) => tree.spans,
            (Shape::Windows(windows), None) => windows.at(process, end_ns).spans,
        };
        let is_full = spans >= self.budget.max_per_trace;
        if is_full || !self.rate.allows(self.budget.max_per_second, end_ns) {
            let Suppressed { by_trace, by_rate, .. } = &mut self.suppressed;
            *(if is_full { by_trace } else { by_rate }) += 1;
            match above {
                Some(above) => self.joined.leave_out(process, above, start_ns, end_ns),
                None => self.note_suppressed(process),
            }
            return None;
        }
        let place = match (&mut self.shape, above) {
            (_, Some(above)) => self.joined.call(above, end_ns),
            (Shape::Tree(tree), None) => tree.call(process),
            (Shape::Windows(windows), None) => windows.at(process, end_ns).call(start_ns, end_ns),
        };
        Some(if above.is_none() { Place { link: active, ..place } } else { place })
    }

    /// The span that the environment of a process names, below which the process's calls hang.
    pub fn inherited(&self, process: ProcessId) -> Option<Active> {
        match &self.shape {
            Shape::Tree(tree) => tree.given(),
            Shape::Windows(windows) => windows.inherited(process),
        }
    }

    /// What was left out of the application's own traces, of those that have passed at `now_ns`.
    pub fn left_out(&mut self, now_ns: u64) -> Vec<LeftOut> {
        self.joined.passed(now_ns)
    }

    fn note_suppressed(&mut self, process: ProcessId) {
        if let Shape::Windows(windows) = &mut self.shape {
            windows.suppress(process);
        }
    }

    /// The windows that have passed at `now_ns`, each with its process: their spans are complete.
    pub fn passed(&mut self, now_ns: u64) -> Vec<(ProcessId, Window)> {
        match &mut self.shape {
            Shape::Tree(_) => Vec::new(),
            Shape::Windows(windows) => windows.passed(now_ns),
        }
    }

    /// The window of a process that has ended.
    pub fn ended(&mut self, process: ProcessId) -> Option<Window> {
        match &mut self.shape {
            Shape::Tree(_) => None,
            Shape::Windows(windows) => windows.ended(process),
        }
    }

    /// A process ended, and nothing of it will come any more.
    pub fn forget(&mut self, process: ProcessId) {
        if let Shape::Tree(tree) = &mut self.shape {
            tree.forget(process);
        }
    }
}

fn new_span() -> SpanId {
    SpanId::from_bytes(rand::random())
}

fn new_trace() -> TraceId {
    TraceId::from_bytes(rand::random())
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

    #[test]
    fn a_rate_is_by_the_second() {
        let mut router =
            Router::tree(Budget { max_per_trace: 100, max_per_second: 2 }, Correlation::Parent, None);
        router.process(1, None);
        let taken = (0..5).filter(|_| router.call(1, 0, 1_500_000_000, None).is_some()).count();
        assert_eq!((taken, router.suppressed.by_rate), (2, 3));
        assert!(router.call(1, 0, 2_000_000_000, None).is_some());
    }

    #[test]
    fn a_full_tree_leaves_out_and_counts() {
        let mut router =
            Router::tree(Budget { max_per_trace: 2, max_per_second: 100 }, Correlation::Parent, None);
        router.process(1, None);
        assert!(router.call(1, 0, 1, None).is_some());
        assert!(router.call(1, 0, 1, None).is_none());
        router.process(2, Some(1));
        router.process(3, Some(2));
        assert_eq!(router.place_of(3), None);
        assert_eq!(router.suppressed, Suppressed { processes: 2, by_trace: 1, by_rate: 0, unsampled: 0 });
    }

    #[test]
    fn a_full_window_leaves_out_and_says_so() {
        let budget = Budget { max_per_trace: 2, max_per_second: 100 };
        let mut router = Router::windows(budget, Correlation::Parent, Duration::from_secs(30));
        let taken = (0..5).filter(|_| router.call(1, 0, 1, None).is_some()).count();
        assert_eq!((taken, router.suppressed.by_trace), (2, 3));
        assert!(router.call(2, 0, 1, None).is_some(), "another process has a trace of its own");
        let window = router.ended(1).expect("it was open");
        assert_eq!((window.spans, window.suppressed), (2, 3));
    }

    fn active(trace: u8) -> Active {
        Active { trace: TraceId::from_bytes([trace; 16]), span: SpanId::from_bytes([7; 8]), flags: 1 }
    }

    #[test]
    fn a_call_in_a_span_of_the_application_hangs_below_it() {
        let budget = Budget { max_per_trace: 2, max_per_second: 100 };
        let mut router = Router::windows(budget, Correlation::Parent, Duration::from_secs(30));
        let place = router.call(1, 0, 1, Some(active(1))).expect("a place");
        assert_eq!((place.trace, place.parent), (active(1).trace, Some(active(1).span)));
        assert!(!place.parent_is_remote);
        assert!(router.call(1, 0, 1, Some(active(1))).is_some());
        assert!(router.call(1, 5, 9, Some(active(1))).is_none(), "its trace is full");
        assert!(router.call(1, 0, 1, Some(active(2))).is_some(), "another is not");
        assert!(router.call(1, 0, 1, None).is_some(), "nor is ours");
        let [left_out] = &router.left_out(u64::MAX)[..] else { panic!("one trace was full") };
        assert_eq!((left_out.calls, left_out.start_ns, left_out.end_ns), (1, 5, 9));
        assert_eq!(left_out.place().parent, Some(active(1).span));
    }

    #[test]
    fn a_call_may_be_linked_instead() {
        let budget = Budget { max_per_trace: 2, max_per_second: 100 };
        let mut router = Router::windows(budget, Correlation::Link, Duration::from_secs(30));
        let place = router.call(1, 0, 1, Some(active(1))).expect("a place");
        assert_ne!(place.trace, active(1).trace);
        assert_eq!(place.link, Some(active(1)));
    }

    #[test]
    fn windows_hang_below_what_the_environment_names() {
        let budget = Budget { max_per_trace: 2, max_per_second: 100 };
        let mut router = Router::windows(budget, Correlation::Parent, Duration::from_secs(30));
        router.inherit(1, Some(active(3)));
        let call = router.call(1, 0, 1, None).expect("a place");
        let root = router.ended(1).expect("it was open").place();
        assert_eq!((call.trace, call.parent), (active(3).trace, Some(root.span)));
        assert_eq!((root.parent, root.parent_is_remote), (Some(active(3).span), true));
        assert_ne!(router.call(1, 0, 1, None).expect("a place").trace, active(3).trace, "the process ended");
    }
}
