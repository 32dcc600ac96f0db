//! A real service under load, instrumented with OpenTelemetry: each of its calls hangs below the span that the service itself says was
//! active in that thread at that time.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::Path,
    process::Command,
};

use rustix::time::{ClockId, clock_gettime};
use support::{
    attached::Attached,
    receiver::Receiver,
    shop::{Shop, Truth, build},
    trace::{Span, Trace},
};

/// What the wall clock reads when the monotonic one begins; but for steps it is always the same.
fn monotonic_epoch_ns() -> u64 {
    let read = |clock| {
        let time = clock_gettime(clock);
        time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
    };
    let tries = (0..100).map(|_| {
        let (before, unix, after) =
            (read(ClockId::Monotonic), read(ClockId::Realtime), read(ClockId::Monotonic));
        (after - before, unix - before.midpoint(after))
    });
    tries.min().expect("a hundred").1
}

/// How calls hang, as against how they should.
#[derive(Debug, Default)]
struct Verdict {
    /// In a span, and below it.
    right: usize,
    /// In no span, and in none of the service's traces.
    outside: usize,
    /// In a span, but in a trace of ours: when they ended, Unix nanoseconds.
    missed: Vec<u64>,
    /// When the first right one ended.
    first_right: Option<u64>,
    /// Below another span.
    wrong: Vec<String>,
    /// Calls that are right, by name.
    names: BTreeMap<String, usize>,
    /// Threads in which right calls of a span were made.
    threads: HashMap<String, BTreeSet<u64>>,
}

fn judge(trace: &Trace, truth: &Truth) -> Verdict {
    let (epoch, traces) = (monotonic_epoch_ns(), truth.traces());
    let mut verdict = Verdict::default();
    for span in trace.spans.iter().filter(|span| span.attributes.contains_key("syscall.name")) {
        let tid = span.attributes["thread.id"].as_u64().expect("a number");
        // A thread stays in its span while it is in a call. In the middle of it, the few nanoseconds by which clocks are read apart do not
        // matter.
        let expected = truth.at(tid, span.start.midpoint(span.end) - epoch);
        match (expected, traces.contains(span.trace.as_str())) {
            (Some((of, parent)), _) if (of, parent) == (&span.trace, &span.parent) => {
                verdict.right += 1;
                verdict.first_right = verdict.first_right.into_iter().chain([span.end]).min();
                *verdict.names.entry(span.name.clone()).or_default() += 1;
                verdict.threads.entry(parent.clone()).or_default().insert(tid);
            }
            (Some(_), false) => verdict.missed.push(span.end),
            (None, false) => verdict.outside += 1,
            (expected, true) => verdict.wrong.push(describe(span, expected)),
        }
    }
    verdict
}

fn describe(span: &Span, expected: Option<&(String, String)>) -> String {
    let Span { name, trace, parent, start, end, .. } = span;
    format!("{name} of {} ns is below {trace} {parent}, not {expected:?}", end - start)
}

fn assert_correlated(executable: &Path, requests: usize) {
    let directory = tempfile::tempdir().expect("a directory");
    let config = directory.path().join("config.yaml");
    let every_call = "
spans: {min_duration: 0s, max_per_second: 10000000, max_per_trace: 10000000}
syscalls: {futex: spans}
limits: {ring_buffer: 64MiB}
";
    fs::write(&config, every_call).expect("written");
    let shop = Shop::serve(executable, directory.path(), None);
    let pid = shop.pid().to_string();
    let attached = Attached::start(["--config", config.to_str().expect("UTF-8"), "--pid", &pid]);
    shop.load(executable, requests);
    let truth = shop.finish();
    let trace = attached.finish();
    trace.assert_nothing_lost();
    let verdict = judge(&trace, &truth);
    let Verdict { right, outside, missed, first_right, wrong, names, threads } = &verdict;
    let hopped = threads.values().filter(|threads| threads.len() > 1).count();
    let later = missed.iter().filter(|end| Some(**end) > *first_right).count();
    eprintln!(
        "{right} right, {outside} in no span, {} wrong, {} missed, {later} of them later than the first right one; {hopped} spans in several \
         threads",
        wrong.len(),
        missed.len(),
    );
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(20)]);
    assert!(missed.len() * 1000 <= right + missed.len(), "{} of {}", missed.len(), right + missed.len());
    // The ledger says the same. What is missed was before the process had been looked at, or is counted there too.
    assert_eq!(trace.ledger("publish their trace context = "), *right as u64);
    assert_eq!(trace.ledger(" in none + "), later as u64);
    // It had published its resource before, and what is told after its end is still its own.
    let other = trace.spans.iter().find(|span| span.resource["service.name"] != "shop");
    assert!(other.is_none(), "not by what the process publishes of itself: {other:#?}");
    for name in ["clock_nanosleep", "connect", "fsync", "futex", "recvfrom", "write"] {
        assert!(names.get(name).is_some_and(|calls| *calls > 0), "no {name} in {names:?}");
    }
    assert!(*right > 8 * requests && *outside > 8 * requests && hopped > 0, "{names:?}, {hopped}");
}

#[test]
fn every_call_hangs_where_the_service_was() {
    needs_kernel!();
    let Some(executable) = build() else { return };
    assert_correlated(&executable, 2_000);
}

#[test]
fn an_executable_without_symbols_but_those_it_exports() {
    needs_kernel!();
    let Some(executable) = build() else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let stripped = directory.path().join("shop");
    let status = Command::new("strip").arg("-o").arg(&stripped).arg(&executable).status();
    assert!(status.expect("binutils are installed").success());
    assert_correlated(&stripped, 200);
}

/// A span as a backend has it.
struct Received {
    name: String,
    id: Vec<u8>,
    parent: Vec<u8>,
    start: u64,
    end: u64,
    is_ours: bool,
}

/// What a backend has, by trace.
fn received(receiver: &Receiver) -> BTreeMap<Vec<u8>, Vec<Received>> {
    let mut traces: BTreeMap<Vec<u8>, Vec<Received>> = BTreeMap::new();
    let resources = receiver.came().traces.into_iter().flat_map(|request| request.resource_spans);
    for spans in resources.flat_map(|resource| resource.scope_spans) {
        let is_ours = spans.scope.is_some_and(|scope| scope.name == "ior-otel");
        for span in spans.spans {
            traces.entry(span.trace_id).or_default().push(Received {
                name: span.name,
                id: span.span_id,
                parent: span.parent_span_id,
                start: span.start_time_unix_nano,
                end: span.end_time_unix_nano,
                is_ours,
            });
        }
    }
    traces
}

/// What is below a span as a tree: milliseconds since the trace began, name, milliseconds, and by whom it is told.
fn tree(spans: &[Received], above: &[u8], depth: usize) -> String {
    let begin = spans.iter().map(|span| span.start).min().unwrap_or_default();
    let mut children: Vec<_> = spans.iter().filter(|span| span.parent == above).collect();
    children.sort_by_key(|span| span.start);
    let shown = |span: &Received| {
        let ms = |ns: u64| ns as f64 / 1e6;
        let (at, took) = (ms(span.start - begin), ms(span.end - span.start));
        let (name, by) = (&span.name, if span.is_ours { "ior-otel" } else { "shop" });
        let indent = "  ".repeat(depth);
        format!("{at:8.3}  {indent}{name:<w$}{took:8.3}  {by}\n", w = 30 - indent.len())
            + &tree(spans, &span.id, depth + 1)
    };
    children.into_iter().map(shown).collect()
}

#[test]
fn a_backend_has_whole_traces() {
    needs_kernel!();
    let Some(executable) = build() else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let receiver = Receiver::start();
    let endpoint = format!("http://{}", receiver.http);
    let shop = Shop::serve(&executable, directory.path(), Some(&endpoint));
    let pid = shop.pid().to_string();
    let words = ["--endpoint", &endpoint, "--protocol", "http/protobuf", "--pid", &pid];
    let attached =
        Attached::start(words.into_iter().chain(["--min-duration", "300us", "--syscalls", "futex=spans"]));
    shop.load(&executable, 200);
    shop.finish();
    attached.finish();
    let traces = received(&receiver);
    let (mut requests, mut calls, mut most, mut shown) = (0, 0, 0, String::new());
    for spans in traces.values().filter(|spans| spans.iter().any(|span| !span.is_ours)) {
        let ids: BTreeSet<&[u8]> = spans.iter().map(|span| span.id.as_slice()).collect();
        for span in spans {
            let whole = span.parent.is_empty() || ids.contains(span.parent.as_slice());
            assert!(whole, "there is nothing above {}", span.name);
        }
        assert_eq!(spans.iter().filter(|span| span.parent.is_empty()).count(), 1);
        let of_trace = spans.iter().filter(|span| span.is_ours).count();
        if of_trace > most {
            (most, shown) = (of_trace, tree(spans, &[], 0));
        }
        requests += 1;
        calls += of_trace;
    }
    eprintln!("{requests} traces, {calls} calls in them; one of them:\n{shown}");
    assert_eq!(requests, 200);
    // Of each checkout the payment is waited for at least, and the next piece.
    assert!(calls >= 200, "{calls}");
}
