//! Where a span hangs, and whether there is room for it.
//!
//! Under `run` there is one [`tree`]: a trace of the command. Under `attach` each process has a trace of its own, and after a while
//! the next: [`window`]. Either is held to a size that a person can look at: what is beyond it gets no span of its own, and is counted.

mod tree;
mod window;

use std::time::Duration;

use ior_common::record::ProcessId;
use opentelemetry::trace::{SpanId, TraceId};

use tree::Tree;
pub use window::Window;
use window::Windows;

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
    shape: Shape,
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
    /// One trace for all: the one that `traceparent` (W3C trace context) names, if it is given and valid, or a new one.
    pub fn tree(budget: Budget, traceparent: Option<&str>) -> Self {
        Self::new(budget, Shape::Tree(Tree::new(traceparent)))
    }

    /// A trace for each process and `window` of time.
    pub fn windows(budget: Budget, window: Duration) -> Self {
        Self::new(budget, Shape::Windows(Windows::new(window)))
    }

    fn new(budget: Budget, shape: Shape) -> Self {
        Self { budget, shape, rate: Rate::default(), suppressed: Suppressed::default() }
    }

    /// Changes how many spans there may be, and how long a window is.
    pub fn reconfigure(&mut self, budget: Budget, window: Duration) {
        self.budget = budget;
        if let Shape::Windows(windows) = &mut self.shape {
            windows.set_length(window);
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

    /// The place of a process's span; nothing if it has none of its own.
    pub fn place_of(&self, process: ProcessId) -> Option<Place> {
        match &self.shape {
            Shape::Tree(tree) => tree.place_of(process),
            Shape::Windows(_) => None,
        }
    }

    /// Whether the process is the root of the tree.
    pub fn is_root(&self, process: ProcessId) -> bool {
        matches!(&self.shape, Shape::Tree(tree) if tree.is_root(process))
    }

    /// The place of a call from `start_ns` to `end_ns`; nothing if there is no room for it.
    pub fn call(&mut self, process: ProcessId, start_ns: u64, end_ns: u64) -> Option<Place> {
        let spans = match &mut self.shape {
            Shape::Tree(tree) => tree.spans,
            Shape::Windows(windows) => windows.at(process, end_ns).spans,
        };
        if spans >= self.budget.max_per_trace {
            self.suppressed.by_trace += 1;
            self.note_suppressed(process);
            return None;
        }
        if !self.rate.allows(self.budget.max_per_second, end_ns) {
            self.suppressed.by_rate += 1;
            self.note_suppressed(process);
            return None;
        }
        Some(match &mut self.shape {
            Shape::Tree(tree) => tree.call(process),
            Shape::Windows(windows) => windows.at(process, end_ns).call(start_ns, end_ns),
        })
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
        let mut router = Router::tree(Budget { max_per_trace: 100, max_per_second: 2 }, None);
        router.process(1, None);
        let taken = (0..5).filter(|_| router.call(1, 0, 1_500_000_000).is_some()).count();
        assert_eq!((taken, router.suppressed.by_rate), (2, 3));
        assert!(router.call(1, 0, 2_000_000_000).is_some());
    }

    #[test]
    fn a_full_tree_leaves_out_and_counts() {
        let mut router = Router::tree(Budget { max_per_trace: 2, max_per_second: 100 }, None);
        router.process(1, None);
        assert!(router.call(1, 0, 1).is_some());
        assert!(router.call(1, 0, 1).is_none());
        router.process(2, Some(1));
        router.process(3, Some(2));
        assert_eq!(router.place_of(3), None);
        assert_eq!(router.suppressed, Suppressed { processes: 2, by_trace: 1, by_rate: 0 });
    }

    #[test]
    fn a_full_window_leaves_out_and_says_so() {
        let budget = Budget { max_per_trace: 2, max_per_second: 100 };
        let mut router = Router::windows(budget, Duration::from_secs(30));
        let taken = (0..5).filter(|_| router.call(1, 0, 1).is_some()).count();
        assert_eq!((taken, router.suppressed.by_trace), (2, 3));
        assert!(router.call(2, 0, 1).is_some(), "another process has a trace of its own");
        let window = router.ended(1).expect("it was open");
        assert_eq!((window.spans, window.suppressed), (2, 3));
    }
}
