//! A real service under load, instrumented with OpenTelemetry: each of its calls hangs below the span that the service itself says was
//! active in that thread at that time.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use rustix::{
    process::{Pid, Signal, kill_process},
    time::{ClockId, clock_gettime},
};
use support::{
    attached::Attached,
    trace::{Span, Trace, skip},
};

/// Builds `examples/shop`, once for all checkouts that share this target directory.
fn build() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shop");
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/shop/Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(&target)
        .output()
        .expect("cargo can be started");
    if !output.status.success() {
        skip(&format!("examples/shop can't be built:\n{}", String::from_utf8_lossy(&output.stderr)));
        return None;
    }
    Some(target.join("debug/shop"))
}

/// The service, running.
struct Shop {
    child: Child,
    url: String,
    truth: PathBuf,
}

impl Shop {
    fn serve(executable: &Path, directory: &Path) -> Self {
        let truth = directory.join("truth");
        let mut child = Command::new(executable)
            .args(["serve", "--listen", "127.0.0.1:0", "--orders", "orders.log", "--truth"])
            .arg(&truth)
            .current_dir(directory)
            .env_remove("OTEL_EXPORTER_OTLP_ENDPOINT")
            .stdout(Stdio::piped())
            .spawn()
            .expect("it can be started");
        let mut url = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut url).expect("it says where");
        Self { child, url: url.trim().to_owned(), truth }
    }

    fn load(&self, executable: &Path, requests: usize) {
        let status = Command::new(executable)
            .args(["load", "--concurrency", "16", "--url", &self.url, "--requests", &requests.to_string()])
            .status();
        assert!(status.expect("it can be started").success());
    }

    fn finish(mut self) -> Truth {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).expect("it lives");
        assert!(self.child.wait().expect("it ends").success());
        Truth::read(&self.truth)
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // There still, if the test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A time in which a thread was in a span.
struct Interval {
    end_ns: u64,
    active: (String, String),
}

/// What the service knows of its threads: by thread, and by when it began, `CLOCK_MONOTONIC` nanoseconds.
struct Truth(HashMap<u64, BTreeMap<u64, Interval>>);

impl Truth {
    fn read(path: &Path) -> Self {
        let mut threads: HashMap<u64, BTreeMap<u64, Interval>> = HashMap::new();
        for line in fs::read_to_string(path).expect("it was written").lines() {
            let [tid, trace, span, begin, end] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line:?}")
            };
            let number = |text: &str| text.parse().expect("a number");
            let interval = Interval { end_ns: number(end), active: (trace.to_owned(), span.to_owned()) };
            threads.entry(number(tid)).or_default().insert(number(begin), interval);
        }
        Self(threads)
    }

    /// The trace and the span that were active in a thread.
    fn at(&self, tid: u64, time_ns: u64) -> Option<&(String, String)> {
        let (_, interval) = self.0.get(&tid)?.range(..=time_ns).next_back()?;
        (time_ns < interval.end_ns).then_some(&interval.active)
    }

    fn traces(&self) -> BTreeSet<&str> {
        self.0.values().flat_map(BTreeMap::values).map(|interval| interval.active.0.as_str()).collect()
    }
}

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
    /// In a span, but in a trace of ours.
    missed: usize,
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
                *verdict.names.entry(span.name.clone()).or_default() += 1;
                verdict.threads.entry(parent.clone()).or_default().insert(tid);
            }
            (Some(_), false) => verdict.missed += 1,
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
    let shop = Shop::serve(executable, directory.path());
    let pid = shop.child.id().to_string();
    let attached = Attached::start(["--config", config.to_str().expect("UTF-8"), "--pid", &pid]);
    shop.load(executable, requests);
    let truth = shop.finish();
    let trace = attached.finish();
    trace.assert_nothing_lost();
    let verdict = judge(&trace, &truth);
    let Verdict { right, outside, missed, wrong, names, threads } = &verdict;
    let hopped = threads.values().filter(|threads| threads.len() > 1).count();
    eprintln!(
        "{right} right, {outside} in no span, {missed} missed, {} wrong; {hopped} spans in several threads",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    assert!(missed * 1000 <= right + missed, "{missed} of {}", right + missed);
    // What could not be told is counted as such, nothing else.
    assert_eq!(trace.ledger("publish their trace context = "), *right as u64);
    assert_eq!(trace.ledger(" in none + "), *missed as u64);
    for name in ["clock_nanosleep", "connect", "fsync", "futex", "recvfrom", "write"] {
        assert!(names.get(name).is_some_and(|calls| *calls > 0), "no {name} in {names:?}");
    }
    assert!(*right > 8 * requests && *outside > 8 * requests && hopped > 0, "{verdict:?}");
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
