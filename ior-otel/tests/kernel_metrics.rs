//! Metrics over many exports: whatever is in flight, down or executed meanwhile, each call is counted once.

mod support;

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;
use support::trace::{command, python, trace};

/// Exports often.
fn config(directory: &Path, temporality: &str) -> String {
    let config = directory.join("c.yaml");
    let text =
        format!("metrics: {{interval: 200ms, temporality: {temporality}}}\nspans: {{min_duration: 1h}}\n");
    fs::write(&config, text).expect("written");
    config.display().to_string()
}

/// Runs a command, and returns what it was counted to have called, by the ledger, and the exported requests.
fn run(temporality: &str, options: &[&str], words: &[&str]) -> (u64, Vec<Value>) {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path().join("out.jsonl");
    let output = command(["run", "--summary", "always", "--config", &config(directory.path(), temporality)])
        .args(options)
        .arg("--output")
        .arg(&out)
        .arg("--")
        .args(words)
        .output()
        .expect("ior-otel can be started");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && !stderr.contains("does not add up"), "{stderr}");
    let counted = stderr.split_once(" counted + ").expect(&stderr).0.rsplit(' ').next().expect("a number");
    let text = fs::read_to_string(out).expect("exported");
    (
        counted.parse().expect("a number"),
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect(),
    )
}

/// Counts of `syscall.duration`, by resource, start and attributes: all values of each stream in order.
fn streams(lines: &[Value]) -> BTreeMap<String, Vec<u64>> {
    let mut streams: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    for resource in lines.iter().flat_map(|line| list(line, "resourceMetrics")) {
        for metric in list(&resource, "scopeMetrics").iter().flat_map(|scope| list(scope, "metrics")) {
            if metric["name"] != "syscall.duration" {
                continue;
            }
            for point in list(&metric["exponentialHistogram"], "dataPoints") {
                let key = format!("{} {}", resource["resource"], point["attributes"]);
                let count = point["count"].as_str().and_then(|count| count.parse().ok());
                streams.entry(key).or_default().push(count.expect("a count"));
            }
        }
    }
    streams
}

const BUSY: &str = "
import os, time
end = time.monotonic() + 1.5
while time.monotonic() < end:
    for n in range(200): os.getppid()
    time.sleep(0.003)
";

#[test]
fn deltas_are_told_once_though_nobody_answers() {
    needs_kernel!();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port");
    let endpoint = format!("http://{nobody}");
    let (counted, lines) = run("delta", &["--endpoint", &endpoint], &[&python(), "-I", "-S", "-c", BUSY]);
    let streams = streams(&lines);
    let most = streams.values().map(Vec::len).max().expect("streams");
    assert!(most >= 4, "exported {most} times only");
    let told: u64 = streams.values().flatten().sum();
    assert_eq!(told, counted);
}

#[test]
fn cumulative_counts_grow_to_what_was_counted() {
    needs_kernel!();
    let (counted, lines) = run("cumulative", &[], &[&python(), "-I", "-S", "-c", BUSY]);
    let streams = streams(&lines);
    assert!(streams.values().all(|values| values.is_sorted()), "{streams:?}");
    let told: u64 = streams.values().filter_map(|values| values.last()).sum();
    assert_eq!(told, counted);
}

/// The entry point of many containers: a shell that executes the program.
#[test]
fn what_a_process_did_before_it_executed_is_not_told_twice() {
    needs_kernel!();
    let python = python();
    let script = format!(
        "for n in 1 2 3; do kill -0 $$; sleep 0.2; done; exec {python} -I -S -c 'import os; [os.getppid() for n in range(5000)]'"
    );
    let (counted, lines) = run("cumulative", &[], &["sh", "-c", &script]);
    let streams = streams(&lines);
    let told: u64 = streams.values().filter_map(|values| values.last()).sum();
    assert_eq!(told, counted, "{streams:#?}");
}

#[test]
fn durations_name_the_spans_of_slow_calls() {
    needs_kernel!();
    let script = "
import os, socket, time
for seconds in (0.012, 0.05, 0.2): time.sleep(seconds)
server = socket.create_server(('127.0.0.1', 0)); client = socket.create_connection(server.getsockname())
try: client.connect(('127.0.0.1', 1))
except OSError: pass
try: os.open('/nowhere', 0)
except OSError: pass
os.wait4(os.fork() or (time.sleep(0.05), os._exit(0)), 0)
";
    let python = python();
    let words = [python.as_str(), "-I", "-S", "-c", script];
    for histogram in ["exponential", "explicit"] {
        let directory = tempfile::tempdir().expect("a directory");
        let config = directory.path().join("c.yaml");
        fs::write(&config, format!("{{metrics: {{histogram: {histogram}}}, spans: {{min_duration: 0}}}}"))
            .expect("written");
        let trace = trace(&["--config", config.to_str().expect("a path")], &words);
        trace.assert_nothing_lost();
        let durations = || trace.points.iter().filter(|point| point.metric == "syscall.duration");
        let mut named = 0;
        for point in durations() {
            assert!(point.exemplars.len() <= 8 && point.exemplars.len() as u64 <= point.value, "{point:?}");
            for (of, id, seconds) in &point.exemplars {
                let span =
                    trace.spans.iter().find(|span| (&span.trace, &span.id) == (of, id)).expect("its span");
                assert_eq!(span.name, point.text("syscall.name"));
                assert_eq!(span.text("error.type"), point.text("error.type"));
                assert!((span.seconds() - seconds).abs() < 1e-6, "{span:?} in {seconds} s");
                assert_eq!(span.attributes.get("process.pid"), point.resource.get("process.pid"));
                named += 1;
            }
        }
        // Each call that ended became a span, so that each series has one of its longest.
        let longest = |name: &str| trace.spans_of(name).into_iter().max_by_key(|span| span.end - span.start);
        let slow = longest("clock_nanosleep").expect("a sleep");
        assert!(
            durations().any(|point| point.exemplars.iter().any(|(_, id, _)| *id == slow.id)),
            "the longest sleep is not named"
        );
        let families: Vec<_> = durations().filter(|point| !point.exemplars.is_empty()).collect();
        assert!(families.iter().any(|point| point.text("sockaddr.family") == "AF_INET"));
        assert!(named > 20, "{named}");
    }
}
