//! Lost data is counted: with maps and buffers that are far too small, the ledger still adds up, and totals stay exact.

mod support;

use support::trace::{Trace, command, read};

/// Traces a command with a configuration.
fn trace_with(config: &str, words: &[&str]) -> Trace {
    let directory = tempfile::tempdir().expect("a directory");
    let (file, out) = (directory.path().join("config.yaml"), directory.path().join("out"));
    std::fs::write(&file, config).expect("written");
    let output = command(["run", "--summary", "always", "--config"])
        .arg(&file)
        .arg("--output")
        .arg(&out)
        .arg("--")
        .args(words)
        .output()
        .expect("started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    read(output, &out)
}

const BYTES: u64 = 100_000;

#[test]
fn a_ring_buffer_that_overflows_costs_spans_and_no_counts() {
    needs_kernel!();
    // Without records of the files that it executes.
    let config = "{limits: {ring_buffer: 64KiB}, spans: {min_duration: 0, max_per_trace: 100}, \
                  correlation: {thread_context: false}}";
    let count = format!("count={BYTES}");
    let trace = trace_with(config, &["dd", "if=/dev/zero", "of=/dev/null", "bs=1", &count, "status=none"]);
    let dropped = trace.number_before(" dropped;");
    assert!(dropped > BYTES / 10, "{}", trace.stderr());
    let root = trace.span("dd");
    assert_eq!(root.text("ior.records.dropped"), dropped.to_string());
    let suppressed: u64 = root.text("ior.spans.suppressed").parse().expect("a number");
    // Every record is a span, left out for want of room in the trace, or dropped.
    assert_eq!(trace.number_before(" records ="), dropped + suppressed + trace.spans.len() as u64 - 1 + 3);
    assert_eq!(trace.calls_where("write", |_| true), BYTES);
    let written = trace
        .points
        .iter()
        .filter(|point| point.metric == "syscall.io" && point.text("syscall.name") == "write");
    assert_eq!(written.map(|point| point.value).sum::<u64>(), BYTES);
}

#[test]
fn a_full_map_of_series_costs_attributes_and_no_counts() {
    needs_kernel!();
    let trace =
        trace_with("limits: {series: 8}", &["sh", "-c", "ls / > /dev/null; cat /etc/passwd > /dev/null"]);
    let lost = trace.number_before(" calls counted without attributes");
    assert!(lost > 0, "{}", trace.stderr());
    let overflowed = |point: &&support::trace::Point| point.text("otel.metric.overflow") == "true";
    let of_durations = trace.points.iter().filter(|point| point.metric == "syscall.duration");
    assert_eq!(of_durations.clone().filter(overflowed).map(|point| point.value).sum::<u64>(), lost);
    assert_eq!(of_durations.map(|point| point.value).sum::<u64>(), trace.number_before(" calls entered"));
}

#[test]
fn a_full_map_of_threads_is_told() {
    needs_kernel!();
    let trace =
        trace_with("limits: {threads: 2}", &["sh", "-c", "(sleep 0.1) & (sleep 0.1) & (sleep 0.1) & wait"]);
    let untraced = trace.number_before(" threads not traced");
    assert!(untraced > 0, "{}", trace.stderr());
    let root = trace.spans.iter().find(|span| span.parent.is_empty()).expect("a root");
    assert_eq!(root.text("ior.threads.untraced"), untraced.to_string());
    assert!(trace.spans.iter().all(|span| span.text("process.running").is_empty()), "{:?}", trace.spans);
}

#[test]
fn what_outlives_the_command_is_shown_as_running() {
    needs_kernel!();
    let trace = trace_with("{}", &["sh", "-c", "sleep 30 > /dev/null 2>&1 & exit 0"]);
    let running: Vec<_> = trace.spans.iter().filter(|span| span.text("process.running") == "true").collect();
    assert_eq!(running.len(), 1, "{:?}", trace.spans);
    assert!(running[0].seconds() < 20.0, "it is not waited for");
    // It is in its sleep, or on its way there.
    assert!(trace.number_before(" in flight") <= 1);
}
