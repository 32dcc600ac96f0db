//! What the service itself knows of its threads: from when to when each was in which span. A test holds against it what was seen from
//! outside.

use std::{
    cell::OnceCell,
    fs::File,
    io::{self, BufWriter, Write as _},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use opentelemetry::{
    Context,
    context::{ContextObserver, ObserverContextView},
    trace::{SpanContext, TraceContextExt as _},
};
use rustix::{
    thread::gettid,
    time::{ClockId, clock_gettime},
};

/// Another span became active in a thread, or none.
struct Change {
    /// `CLOCK_MONOTONIC`, nanoseconds.
    time_ns: u64,
    span: SpanContext,
}

/// The changes of a thread.
struct Log {
    tid: i32,
    changes: Mutex<Vec<Change>>,
}

static LOGS: Mutex<Vec<Arc<Log>>> = Mutex::new(Vec::new());

thread_local! {
    static LOG: OnceCell<Arc<Log>> = const { OnceCell::new() };
}

/// Writes down what another observer is told.
///
/// The time is taken before the other does its part, which begins with the exchange of a pointer, and all else comes after it: so a
/// system call of this thread, also one for memory, is after that time if and only if it is made with the new pointer.
pub struct Recorded<O>(pub O);

impl<O: ContextObserver> ContextObserver for Recorded<O> {
    fn on_context_enter(&self, from: &Context, to: &Context) {
        let time_ns = monotonic();
        self.0.on_context_enter(from, to);
        record(time_ns, to);
    }

    fn on_context_exit(&self, from: &Context, to: &Context) {
        let time_ns = monotonic();
        self.0.on_context_exit(from, to);
        record(time_ns, to);
    }

    fn make_view(&self, context: &Context) -> Option<Arc<dyn ObserverContextView>> {
        self.0.make_view(context)
    }
}

fn record(time_ns: u64, to: &Context) {
    let change = Change { time_ns, span: to.span().span_context().clone() };
    // A thread that is just ending has no variables any more.
    let _ = LOG.try_with(|log| lock(&log.get_or_init(register).changes).push(change));
}

fn register() -> Arc<Log> {
    let log = Arc::new(Log { tid: gettid().as_raw_nonzero().get(), changes: Mutex::default() });
    lock(&LOGS).push(Arc::clone(&log));
    log
}

/// Writes a line for each time in which a thread was in a span: `tid trace_id span_id begin end`, in nanoseconds of `CLOCK_MONOTONIC`.
pub fn write(path: &Path) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for log in lock(&LOGS).iter() {
        for pair in lock(&log.changes).windows(2) {
            let [Change { time_ns: begin, span }, Change { time_ns: end, .. }] = pair else { continue };
            if span.is_valid() {
                let (tid, trace, id) = (log.tid, span.trace_id(), span.span_id());
                writeln!(file, "{tid} {trace} {id} {begin} {end}")?;
            }
        }
    }
    file.flush()
}

fn monotonic() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
