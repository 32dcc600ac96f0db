//! ior-otel itself fares badly: it is killed at any moment, stopped while it should read, and its backend does not answer. The application is as it was, and the account adds up.

mod support;

use std::{
    fs,
    io::Read as _,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use rustix::process::Signal;
use support::{
    attached::{Attached, Worker, build, left_behind},
    proxy::{Proxy, Weather},
    trace::command,
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
    let nobody = Proxy::to(([127, 0, 0, 1], 9).into(), Weather::BlackHole);
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
