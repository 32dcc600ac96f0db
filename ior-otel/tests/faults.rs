//! ior-otel itself fares badly: it is killed at any moment, stopped while it should read, its backend does not answer, and the clock is set
//! under its hands. The application is as it was, and the account adds up.

mod support;

use std::{
    fs,
    io::Read as _,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant, SystemTime},
};

use rustix::{
    process::Signal,
    time::{ClockId, Timespec, clock_settime},
};
use serde_json::Value;
use support::{
    attached::{Attached, Worker, build, left_behind},
    proxy::{Proxy, Weather},
    trace::{Trace, command, read},
};
use tempfile::TempDir;

/// `squares`, running: what it computes tells whether it was disturbed.
struct Squares(Child, #[expect(dead_code, reason = "where the program is")] TempDir);

impl Squares {
    /// Of `words`, after which the program is named.
    fn start(words: &[&str]) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let program = build("hard/squares", directory.path());
        let words = [words, &[&program]].concat();
        let child = Command::new(words[0])
            .args(&words[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        Self(child, directory)
    }

    /// Has it end: how many answers came, of which none was wrong.
    fn answers(mut self) -> u64 {
        drop(self.0.stdin.take());
        let mut said = String::new();
        self.0.stdout.take().expect("piped").read_to_string(&mut said).expect("text");
        let (answers, mistakes) = said.trim().split_once(' ').expect("two numbers");
        assert_eq!(mistakes, "0", "after {answers} answers");
        answers.parse().expect("a number")
    }
}

impl Drop for Squares {
    fn drop(&mut self) {
        // There still, if the test has failed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn assert_nothing_is_left() {
    for _ in 0..100 {
        if left_behind() == 0 {
            return;
        }
        // The kernel frees them when no CPU runs them any more.
        thread::sleep(Duration::from_millis(50));
    }
    panic!("{} programs are left", left_behind());
}

#[test]
fn killed_at_any_moment_it_leaves_nothing_and_disturbs_nobody() {
    needs_kernel!();
    let squares = Squares::start(&["env"]);
    let pid = squares.0.id().to_string();
    let options = ["--pid", &pid, "--min-duration", "0"];
    // While it loads and attaches, and under load.
    for moment in 0..24 {
        let directory = tempfile::tempdir().expect("a directory");
        let mut killed = command(["attach", "--output"])
            .arg(directory.path().join("out.jsonl"))
            .args(options)
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        thread::sleep(Duration::from_millis(moment * 30));
        killed.kill().expect("it has not been waited for");
        killed.wait().expect("ended");
    }
    // While it ends.
    for moment in 0..8 {
        let killed = Attached::start(options);
        thread::sleep(Duration::from_millis(100));
        killed.signal(Signal::TERM);
        thread::sleep(Duration::from_millis(moment * 15));
        drop(killed);
    }
    assert!(squares.answers() > 10_000);
    assert_nothing_is_left();
}

#[test]
fn killed_it_leaves_its_command_alone() {
    needs_kernel!();
    for moment in 0..4 {
        let mut squares =
            Squares::start(&[env!("CARGO_BIN_EXE_ior-otel"), "run", "--min-duration", "0", "--"]);
        // Until the command has begun; then at another moment each time.
        let children = format!("/proc/{0}/task/{0}/children", squares.0.id());
        while fs::read_to_string(&children).is_ok_and(|children| children.is_empty()) {
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(Duration::from_millis(moment * 50));
        squares.0.kill().expect("it has not been waited for");
        thread::sleep(Duration::from_millis(100));
        assert!(squares.answers() > 100);
    }
    assert_nothing_is_left();
}

/// A configuration in a directory of its own.
fn config(text: &str) -> (TempDir, String) {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("config.yaml");
    fs::write(&file, text).expect("written");
    let path = file.display().to_string();
    (directory, path)
}

/// Every call is a span, as far as there is room in the ring buffer.
const SPANS: &str = "spans: {min_duration: 0, max_per_trace: 100000000, max_per_second: 100000000}, \
                     metrics: {interval: 200ms}, correlation: {thread_context: false}";

#[test]
fn while_it_is_stopped_records_are_dropped_and_calls_are_counted() {
    needs_kernel!();
    let (_directory, config) = config(&format!("{{limits: {{ring_buffer: 64KiB}}, {SPANS}}}"));
    let mut worker = Worker::start();
    let attached = Attached::start(["--config", &config, "--pid", &worker.pid.to_string()]);
    worker.does("calls 100");
    attached.until("it was read", |trace| trace.spans_of("getppid").len() == 100);
    attached.signal(Signal::STOP);
    worker.does("calls 50000");
    worker.does("children 400");
    attached.signal(Signal::CONT);
    attached.until("it goes on", |trace| trace.calls("getppid") == 50_500);
    let before = attached.exported().spans_of("getppid").len();
    worker.does("calls 100");
    let trace = attached.finish();
    assert!(trace.output.status.success(), "{}", trace.stderr());
    assert_eq!(trace.calls("getppid"), 50_600);
    assert_eq!(trace.spans_of("getppid").len(), before + 100, "nothing is dropped any more");
    let dropped = trace.number_before(" dropped;");
    assert!(dropped > 40_000, "{}", trace.stderr());
    assert_eq!(trace.number_before(" records ="), dropped + trace.number_before(" received +"));
    assert_eq!(trace.number_before(" spans made"), trace.spans.len() as u64);
    // Those of whom nothing is known have left nothing in the kernel: the worker is there.
    assert_eq!(trace.ledger("kernel maps at the end: "), 1, "{}", trace.stderr());
}

#[test]
fn of_a_full_queue_each_span_is_accounted_for() {
    needs_kernel!();
    let (_directory, config) =
        config(&format!("{{export: {{queue: 4MiB, otlp: {{timeout: 2s}}}}, {SPANS}}}"));
    let nobody = Proxy::to(([127, 0, 0, 1], 9).into(), Duration::ZERO);
    nobody.set(Weather::BlackHole);
    let endpoint = format!("http://{}", nobody.address);
    let mut worker = Worker::start();
    let attached =
        Attached::start(["--config", &config, "--endpoint", &endpoint, "--pid", &worker.pid.to_string()]);
    for _ in 0..6 {
        worker.does("calls 10000");
        worker.does("sleep 0.15");
    }
    attached.until("all is read", |trace| trace.calls("getppid") == 60_000);
    attached.signal(Signal::TERM);
    thread::sleep(Duration::from_millis(500));
    // The second time it is told, it gives up.
    let trace = attached.finish();
    assert!(trace.output.status.success(), "{}", trace.stderr());
    assert_eq!(trace.calls("getppid"), 60_000);
    let (gave_way, waited) = (trace.ledger("(queue full "), trace.ledger("undelivered at the end "));
    assert!(gave_way > 0 && waited > 0, "{}", trace.stderr());
    assert_eq!(trace.number_before(" not (queue full"), gave_way + waited);
    // The file has them all.
    assert_eq!(trace.spans.len() as u64, gave_way + waited, "{}", trace.stderr());
    assert_eq!(trace.number_before(" spans made"), gave_way + waited);
}

/// Set where the machine's clock may be set back by an hour for a moment: where nobody else would notice.
const SET_CLOCK: &str = "IOR_SET_CLOCK";

/// The wall clock, set back until it is dropped, and then as it would have been.
struct SetBack {
    was: SystemTime,
    since: Instant,
}

impl SetBack {
    fn an_hour() -> Self {
        let set_back = Self { was: SystemTime::now(), since: Instant::now() };
        set(set_back.was - Duration::from_secs(3600));
        set_back
    }
}

impl Drop for SetBack {
    fn drop(&mut self) {
        set(self.was + self.since.elapsed());
    }
}

fn set(time: SystemTime) {
    let time = time.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    let time = Timespec::try_from(time).expect("it fits");
    clock_settime(ClockId::Realtime, time).expect("root may set the clock");
}

/// Traces naps of 20 ms while the clock is set back for a moment.
fn nap(options: &[&str]) -> (Trace, Vec<Value>) {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("out.jsonl");
    let (_directory, config) = config("{metrics: {interval: 100ms}, spans: {min_duration: 10ms}}");
    let mut worker = Worker::start();
    let pid = worker.pid.to_string();
    let target: &[&str] = if options == ["attach"] { &["--pid", &pid, "--duration", "3s"] } else { &[] };
    let command = command(options)
        .args(["--summary", "always", "--config", &config, "--output"])
        .arg(&file)
        .args(target)
        .args(if target.is_empty() {
            &["--", "sh", "-c", "for i in $(seq 60); do sleep 0.02; done"][..]
        } else {
            &[]
        })
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    if !target.is_empty() {
        worker.begins("naps 120");
    }
    thread::sleep(Duration::from_millis(1200));
    let set_back = SetBack::an_hour();
    thread::sleep(Duration::from_millis(250));
    drop(set_back);
    let output = command.wait_with_output().expect("ended");
    let lines = fs::read_to_string(&file).expect("text");
    let lines = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (read(output, Path::new(&file)), lines)
}

/// Asserts that naps are as long as they were, each within what it hangs below, and that no data point is told before it begins.
fn assert_in_order((trace, lines): &(Trace, Vec<Value>), naps: usize) {
    let spans = trace.spans_of("clock_nanosleep");
    assert!(spans.len() >= naps, "{} naps: {}", spans.len(), trace.stderr());
    for span in spans {
        assert!((0.02..0.5).contains(&span.seconds()), "{span:?}");
        let parent = trace.spans.iter().find(|parent| parent.id == span.parent).expect("a parent");
        assert!(parent.start <= span.start && span.end <= parent.end, "{span:?} in {parent:?}");
    }
    let mut points = 0;
    for line in lines {
        in_order(line, &mut points);
    }
    assert!(points > 0);
}

fn in_order(value: &Value, points: &mut usize) {
    let time = |key: &str| value[key].as_str().and_then(|text| text.parse::<u64>().ok());
    if let (Some(start), Some(time)) = (time("startTimeUnixNano"), time("timeUnixNano")) {
        assert!(start < time, "{value}");
        *points += 1;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| in_order(value, points)),
        Value::Object(values) => values.values().for_each(|value| in_order(value, points)),
        _ => {}
    }
}

#[test]
fn a_clock_that_is_set_back_leaves_durations_and_their_order() {
    needs_kernel!();
    if std::env::var_os(SET_CLOCK).is_none() {
        eprintln!("SKIPPED: sets the machine's clock, and runs where {SET_CLOCK} is set");
        return;
    }
    let run = nap(&["run"]);
    assert_in_order(&run, 60);
    run.0.assert_well_nested();
    let attach = nap(&["attach"]);
    assert_in_order(&attach, 60);
    assert!(attach.0.stderr().contains("the wall clock has jumped back by"), "{}", attach.0.stderr());
}
