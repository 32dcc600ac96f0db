//! `run` on the real kernel: spans, counts and the tree of processes of real programs, held against the clock, against strace and
//! against what the programs say themselves.

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use support::trace::{Span, Trace, python, trace};

/// A tree of `count` small files.
fn files(directory: &Path, count: usize) {
    for number in 0..count {
        let directory = directory.join(format!("d{}", number % 10));
        fs::create_dir_all(&directory).expect("a directory");
        fs::write(directory.join(format!("f{number}")), vec![b'x'; number * 7]).expect("a file");
    }
}

/// Runs a command under strace, and returns its log, a line per call.
fn strace(words: &[&str]) -> Vec<String> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let log = directory.path().join("log");
    let status = Command::new("strace")
        .args(["-f", "-qq", "-o"])
        .arg(&log)
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .expect("strace is installed");
    assert!(status.success());
    fs::read_to_string(log).expect("a log").lines().map(str::to_owned).collect()
}

/// Calls by name in a log of strace: `PID name(...`; a call that is shown in two parts begins once.
fn calls_in(log: &[String]) -> BTreeMap<String, u64> {
    let mut calls = BTreeMap::new();
    for line in log {
        let call = line.split_once(' ').map(|(_, rest)| rest.trim_start()).unwrap_or_default();
        if let Some((name, _)) = call.split_once('(')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            *calls.entry(name.to_owned()).or_default() += 1;
        }
    }
    calls
}

#[test]
fn sleeps_and_waits_become_spans_with_the_right_duration() {
    needs_kernel!();
    let trace = trace(&["--min-duration", "5ms"], &["sh", "-c", "sleep 0.2; sleep 0.05; sleep 0.001"]);
    trace.assert_nothing_lost();
    trace.assert_well_nested();
    let slept = trace.spans_of("clock_nanosleep");
    assert_eq!((trace.calls("clock_nanosleep"), slept.len()), (3, 2), "the third is too short for a span");
    let waits = trace.spans_of("wait4");
    for span in slept {
        let requested: f64 = span.text("syscall.sleep.requested").parse().expect("a number of seconds");
        assert!(span.seconds() >= requested, "{span:?}");
        assert_eq!(span.text("thread.name"), "sleep");
        assert_eq!(span.text("thread.id"), span.text("process.pid"), "of a process with one thread");
        // The shell waits for each child: on a busy machine it begins late, but it never ends before.
        let wait = waits.iter().find(|wait| wait.text("syscall.child.pid") == span.text("process.pid"));
        assert!(wait.is_some_and(|wait| wait.start < span.end && wait.end > span.end), "{span:?}: {waits:?}");
    }
    assert!(waits.iter().all(|span| span.seconds() >= 0.005));
}

/// A sleeper with a clock of its own: its span lasts at least as long as asked for, and at most as long as the sleeper saw.
const SLEEPER: &str = r#"
import time
for millis in (7, 20, 55, 110, 6):
    begin = time.monotonic_ns()
    time.sleep(millis / 1000)
    print(millis * 1000000, time.monotonic_ns() - begin, flush=True)
"#;

#[test]
fn durations_agree_with_the_clock_of_the_program() {
    needs_kernel!();
    let trace = trace(&["--min-duration", "5ms"], &[&python(), "-I", "-S", "-c", SLEEPER]);
    let stdout = String::from_utf8_lossy(&trace.output.stdout);
    let seen: Vec<Vec<f64>> = stdout
        .lines()
        .map(|line| line.split(' ').map(|ns| ns.parse::<f64>().expect("a number") / 1e9).collect())
        .collect();
    let spans = trace.spans_of("clock_nanosleep");
    assert_eq!((spans.len(), seen.len()), (5, 5), "{:?}", trace.spans);
    for (span, seen) in spans.iter().zip(&seen) {
        assert!((seen[0]..=seen[1]).contains(&span.seconds()), "{seen:?} {span:?}");
    }
    // On a busy machine the program may have waited for the CPU before it looked at its clock; not each time.
    let apart = |(span, seen): (&&Span, &Vec<f64>)| seen[1] - span.seconds();
    let least = spans.iter().zip(&seen).map(apart).fold(f64::MAX, f64::min);
    assert!(least < 0.001, "{least} s apart");
}

#[test]
fn counts_are_those_of_strace() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a temporary directory");
    files(directory.path(), 300);
    let script = format!("find {} -type f | head -2000 | xargs cat > /dev/null", directory.path().display());
    let words = ["sh", "-c", &script];
    let theirs = strace(&words);
    let ours = trace(&[], &words);
    ours.assert_nothing_lost();
    let calls = calls_in(&theirs);
    // What each program does whatever the others do meanwhile: not the reads and writes of a pipe, nor waiting.
    let names = [
        "openat",
        "close",
        "execve",
        "clone",
        "vfork",
        "clone3",
        "mmap",
        "munmap",
        "fstat",
        "newfstatat",
        "dup2",
        "getdents64",
        "fadvise64",
        "access",
        "set_robust_list",
        "prlimit64",
        "arch_prctl",
        "pipe2",
        "fchdir",
        "mprotect",
    ];
    let theirs_of = |name: &str| calls.get(name).copied().unwrap_or_default();
    // The loader unmaps what lies before a library that is to begin at a multiple of 64 KiB, as they are there: if the address, which is
    // random, leaves anything.
    let is_random = |name: &str| cfg!(target_arch = "aarch64") && name == "munmap";
    let different: Vec<_> = names
        .into_iter()
        .filter(|name| !is_random(name))
        .filter(|name| ours.calls(name) != theirs_of(name))
        .map(|name| format!("{name}: {} and not {}", ours.calls(name), theirs_of(name)))
        .collect();
    assert!(different.is_empty(), "{different:?}");
    assert_eq!(ours.calls_where("read", is_cat), reads_of_cat(&theirs), "read of files");
}

fn is_cat(point: &support::trace::Point) -> bool {
    point.resource.get("process.executable.name").is_some_and(|name| name == "cat")
}

/// Reads in a log of strace of processes that executed cat, from then on.
fn reads_of_cat(log: &[String]) -> u64 {
    let mut cats = std::collections::HashSet::new();
    let mut reads = 0;
    for line in log {
        let Some((pid, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if call.starts_with("execve(") && call.contains("/cat\"") && !call.contains("= -1") {
            cats.insert(pid);
        }
        reads += u64::from(cats.contains(pid) && call.starts_with("read("));
    }
    reads
}

#[test]
fn a_refused_connection_says_where_to() {
    needs_kernel!();
    let port = closed_port();
    let script = format!(
        "import socket\ns = socket.socket()\ntry: s.connect(('127.0.0.1', {port}))\nexcept ConnectionRefusedError: print('refused')"
    );
    let trace = trace(&["--min-duration", "0"], &[&python(), "-c", &script]);
    assert_eq!(String::from_utf8_lossy(&trace.output.stdout), "refused\n");
    let span = trace.span("connect");
    assert!(span.failed, "{span:?}");
    for (key, value) in [
        ("error.type", "ECONNREFUSED"),
        ("syscall.errno", "ECONNREFUSED"),
        ("sockaddr.family", "AF_INET"),
        ("network.peer.address", "127.0.0.1"),
        ("network.peer.port", &port.to_string()),
        ("syscall.family", "network"),
    ] {
        assert_eq!(span.text(key), value, "{key} of {span:?}");
    }
    let refused = |point: &support::trace::Point| {
        point.text("error.type") == "ECONNREFUSED" && point.text("sockaddr.family") == "AF_INET"
    };
    assert_eq!(trace.calls_where("connect", refused), 1);
}

fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

#[test]
fn an_epoll_wait_says_how_long_it_may_and_what_it_got() {
    needs_kernel!();
    let script = "import select, os\n\
        e = select.epoll(); e.poll(0.3)\n\
        r, w = os.pipe(); e.register(r, select.EPOLLIN); os.write(w, b'x'); e.poll(5)";
    let trace = trace(&["--min-duration", "0"], &[&python(), "-c", script]);
    let waits = trace.spans_of("epoll_wait");
    let [timed_out, ready] = waits[..] else { panic!("{} waits", waits.len()) };
    assert!(timed_out.seconds() >= 0.3, "{timed_out:?}");
    let facts = |span: &Span| {
        ["syscall.timeout", "syscall.ready.count"].map(|key| span.text(key).parse::<f64>().expect("a number"))
    };
    assert_eq!(facts(timed_out), [0.3, 0.0]);
    assert_eq!(facts(ready), [5.0, 1.0]);
    assert!(!timed_out.failed, "a timeout that was asked for is no failure");
}

#[test]
fn thousands_of_processes_are_a_tree_and_leave_nothing() {
    needs_kernel!();
    // Two at a time, as make -j2 does; each runs a shell that runs a program.
    let script = "seq 1500 | xargs -P2 -I{} sh -c '/bin/true {}; exit 0'";
    // On a busy machine they make more series than there is room for by default, before those of the ended ones are taken away.
    let wanted = "{spans: {max_per_trace: 20000}, limits: {series: 131072}}";
    let trace = trace(&["--config", &config(wanted)], &["sh", "-c", script]);
    assert!(trace.output.status.success(), "{}", trace.stderr());
    trace.assert_nothing_lost();
    trace.assert_well_nested();
    assert!(trace.stderr().contains(" + 0 in flight + 0 unfinished"), "{}", trace.stderr());
    assert!(trace.stderr().contains("kernel maps at the end: 0 threads, 0 series"), "{}", trace.stderr());
    assert_eq!(trace.spans_of("true").len(), 1500);
    // Each shell may execute its last command itself, or fork for it: `; exit 0` makes it fork.
    let forks: u64 = ["clone", "vfork", "clone3", "fork"].iter().map(|name| trace.calls(name)).sum();
    let processes = trace.spans.iter().filter(|span| !span.attributes.contains_key("syscall.name")).count();
    assert_eq!(processes as u64, forks + 1, "a span for each process");
    // Each call is exported once, under its own process: none twice, none without one.
    let exported: u64 =
        trace.points.iter().filter(|point| point.metric == "syscall.duration").map(|point| point.value).sum();
    assert!(
        trace.stderr().contains(&format!("= {exported} counted")),
        "{exported} exported\n{}",
        trace.stderr()
    );
    assert!(trace.points.iter().all(|point| point.resource.contains_key("process.pid")));
}

/// A configuration file for a test; it stays until the process ends.
fn config(text: &str) -> String {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(file.path(), text).expect("written");
    let path = file.path().to_string_lossy().into_owned();
    std::mem::forget(file);
    path
}

#[test]
fn the_exit_status_is_the_commands() {
    needs_kernel!();
    for (script, code) in [("exit 0", 0), ("exit 3", 3), ("kill -TERM $$", 143), ("kill -KILL $$", 137)] {
        let trace = trace(&[], &["sh", "-c", script]);
        assert_eq!(trace.output.status.code(), Some(code), "{script}");
        let root = trace.span("sh");
        assert_eq!(root.text("process.exit.code"), code.to_string());
        assert_eq!(root.failed, code != 0);
    }
}

#[test]
fn each_thread_has_its_own_calls() {
    needs_kernel!();
    let script = "import threading, time\n\
        def work(n): time.sleep(n / 100)\n\
        ts = [threading.Thread(target=work, args=(n,)) for n in (3, 4, 5)]\n\
        [t.start() for t in ts]; [t.join() for t in ts]";
    let trace = trace(&["--syscalls", "clock_nanosleep"], &[&python(), "-c", script]);
    trace.assert_nothing_lost();
    trace.assert_well_nested();
    let sleeps = trace.spans_of("clock_nanosleep");
    let threads: std::collections::BTreeSet<_> = sleeps.iter().map(|span| span.text("thread.id")).collect();
    let processes: std::collections::BTreeSet<_> =
        sleeps.iter().map(|span| span.text("process.pid")).collect();
    assert_eq!((sleeps.len(), threads.len(), processes.len()), (3, 3, 1));
    assert!(!threads.contains(processes.first().expect("one")), "they are not the main thread");
}

#[test]
fn interrupted_calls_are_one_call() {
    needs_kernel!();
    // A signal with a handler interrupts the sleep; Python's sleep goes on by itself, a read with SA_RESTART by the kernel.
    let script = "import signal, os, time\n\
        signal.signal(signal.SIGALRM, lambda *a: None); signal.siginterrupt(signal.SIGALRM, False)\n\
        r, w = os.pipe()\n\
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)\n\
        pid = os.fork()\n\
        if pid == 0: time.sleep(0.22); os.write(w, b'x'); os._exit(0)\n\
        os.read(r, 1); signal.setitimer(signal.ITIMER_REAL, 0)";
    let trace = trace(&["--min-duration", "150ms"], &[&python(), "-c", script]);
    trace.assert_nothing_lost();
    let reads = trace.spans_of("read");
    assert_eq!(reads.len(), 1, "one read, however often it was restarted: {reads:?}");
    assert!(reads[0].seconds() >= 0.2, "{reads:?}");
    assert!(trace.stderr().contains(" 0 unfinished"), "{}", trace.stderr());
}

#[test]
fn a_call_in_which_its_thread_is_killed_is_shown_and_accounted_for() {
    needs_kernel!();
    let trace = trace(&["--min-duration", "20ms"], &["sh", "-c", "sleep 5 & sleep 0.1; kill -KILL $!; wait"]);
    let killed: Vec<_> = trace
        .spans_of("clock_nanosleep")
        .into_iter()
        .filter(|span| span.text("syscall.unfinished") == "true")
        .collect();
    assert_eq!(killed.len(), 1, "{:?}", trace.spans);
    assert!(killed[0].seconds() >= 0.09);
    assert!(trace.stderr().contains("1 unfinished (thread ended 1,"), "{}", trace.stderr());
    assert_eq!(trace.spans_of("sleep").iter().filter(|span| span.text("error.type") == "SIGKILL").count(), 1);
}

#[test]
fn our_own_calls_are_never_traced() {
    needs_kernel!();
    let trace = trace(&["--min-duration", "0"], &["true"]);
    let names: std::collections::BTreeSet<_> = trace
        .points
        .iter()
        .filter_map(|point| point.resource.get("process.executable.name")?.as_str())
        .collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["true"]);
    assert_eq!(trace.calls("bpf"), 0);
}

#[test]
fn a_traced_command_keeps_its_streams() {
    needs_kernel!();
    let output: Trace =
        trace(&[], &["sh", "-c", "echo out; echo err >&2; cat /proc/self/status | grep -c TracerPid"]);
    assert_eq!(String::from_utf8_lossy(&output.output.stdout), "out\n1\n");
    assert!(output.stderr().contains("err\n"));
}

#[test]
fn processes_that_end_at_once_are_of_their_parents_service() {
    needs_kernel!();
    // Nobody has waited for most of them when they are looked at: they have no environment then.
    let script = "i=0; while [ $i -lt 300 ]; do env true & i=$((i+1)); done; sleep 1; wait";
    let trace = trace(&[], &["env", "OTEL_SERVICE_NAME=shop", "sh", "-c", script]);
    let mut services = BTreeMap::new();
    for span in trace.spans_of("true") {
        *services.entry(span.resource["service.name"].to_string()).or_insert(0) += 1;
    }
    assert_eq!(services, BTreeMap::from([("\"shop\"".to_owned(), 300)]));
}
