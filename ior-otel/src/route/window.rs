//! A trace for each process and window of time. A process that runs for weeks has no trace of its own that would ever end, and one in which
//! everything hangs would be too large to look at.

use std::time::Duration;

use foldhash::{HashMap, HashMapExt as _};
use ior_common::record::ProcessId;
use opentelemetry::trace::{SpanId, TraceId};

use super::{Place, new_span, new_trace};
use crate::context::Active;

/// The open windows.
#[derive(Debug)]
pub(super) struct Windows {
    length_ns: u64,
    open: HashMap<ProcessId, Window>,
    inherited: HashMap<ProcessId, Active>,
}

/// The calls of a process in a window of time: one trace, whose root is the window's own span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    trace: TraceId,
    root: SpanId,
    /// The span that the process's environment names.
    above: Option<Active>,
    /// When it has passed.
    passes_ns: u64,
    /// When the first of its calls began, and the last ended: `CLOCK_MONOTONIC` nanoseconds. A call that began before the window was
    /// opened belongs to the one in which it ended.
    pub start_ns: u64,
    /// See [`Self::start_ns`].
    pub end_ns: u64,
    /// Spans in it.
    pub spans: u64,
    /// Calls that were left out.
    pub suppressed: u64,
}

impl Window {
    fn new(opened_ns: u64, length_ns: u64, above: Option<Active>) -> Self {
        Self {
            trace: above.map_or_else(new_trace, |above| above.trace),
            root: new_span(),
            above,
            passes_ns: opened_ns.saturating_add(length_ns),
            start_ns: opened_ns,
            end_ns: opened_ns,
            spans: 0,
            suppressed: 0,
        }
    }

    /// The place of its own span.
    pub fn place(&self) -> Place {
        let parent = self.above.map(|above| above.span);
        let parent_is_remote = parent.is_some();
        Place { parent, parent_is_remote, flags: self.flags(), ..Place::root(self.trace, self.root) }
    }

    fn flags(&self) -> u8 {
        self.above.map_or(0, |above| above.flags) | 1
    }

    pub(super) fn call(&mut self, start_ns: u64, end_ns: u64) -> Place {
        self.spans += 1;
        self.start_ns = self.start_ns.min(start_ns);
        self.end_ns = self.end_ns.max(end_ns);
        Place { parent: Some(self.root), flags: self.flags(), ..Place::root(self.trace, new_span()) }
    }
}

impl Windows {
    pub(super) fn new(length: Duration) -> Self {
        let mut windows = Self { length_ns: 0, open: HashMap::new(), inherited: HashMap::new() };
        windows.set_length(length);
        windows
    }

    pub(super) fn set_length(&mut self, length: Duration) {
        self.length_ns = u64::try_from(length.as_nanos()).unwrap_or(u64::MAX);
    }

    /// The window of a process in which something happened at `time_ns`.
    pub(super) fn at(&mut self, process: ProcessId, time_ns: u64) -> &mut Window {
        let Self { length_ns, open, inherited } = self;
        let above = || inherited.get(&process).copied();
        open.entry(process).or_insert_with(|| Window::new(time_ns, *length_ns, above()))
    }

    /// The windows of a process hang below the span that its environment names, from the next one on.
    pub(super) fn inherit(&mut self, process: ProcessId, above: Option<Active>) {
        match above {
            Some(above) => self.inherited.insert(process, above),
            None => self.inherited.remove(&process),
        };
    }

    /// The span that a process's environment names.
    pub(super) fn inherited(&self, process: ProcessId) -> Option<Active> {
        self.inherited.get(&process).copied()
    }

    pub(super) fn suppress(&mut self, process: ProcessId) {
        if let Some(window) = self.open.get_mut(&process) {
            window.suppressed += 1;
        }
    }

    pub(super) fn passed(&mut self, now_ns: u64) -> Vec<(ProcessId, Window)> {
        self.open.extract_if(|_, window| window.passes_ns <= now_ns).collect()
    }

    pub(super) fn ended(&mut self, process: ProcessId) -> Option<Window> {
        self.inherited.remove(&process);
        self.open.remove(&process)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_a_process_share_a_trace_until_the_window_has_passed() {
        let mut windows = Windows::new(Duration::from_nanos(100));
        let first = windows.at(1, 50).call(10, 50);
        let second = windows.at(1, 120).call(110, 120);
        assert_eq!(first.trace, second.trace);
        assert!(windows.passed(149).is_empty());
        let [(1, window)] = &windows.passed(150)[..] else { panic!("it has passed") };
        assert_eq!((window.place().span, window.place().parent), (first.parent.expect("the root"), None));
        assert_eq!((window.start_ns, window.end_ns, window.spans), (10, 120, 2), "as long as its calls");
        assert_ne!(windows.at(1, 160).call(155, 160).trace, first.trace);
    }

    #[test]
    fn processes_do_not_share_one() {
        let mut windows = Windows::new(Duration::from_secs(1));
        let (one, two) = (windows.at(1, 0).call(0, 0), windows.at(2, 0).call(0, 0));
        assert_ne!(one.trace, two.trace);
    }
}
