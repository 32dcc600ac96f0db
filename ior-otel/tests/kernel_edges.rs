//! Where pairing calls is hard: handlers that don't return, threads that end with their process, calls through other tables, maps that
//! are too small. The account must add up each time.

mod support;

use std::process::Command;

use support::{
    attached::build,
    trace::{Trace, trace},
};

fn run(program: &str, options: &[&str], arguments: &[&str]) -> Trace {
    let directory = tempfile::tempdir().expect("a directory");
    let program = build(program, directory.path());
    trace(options, &[&[program.as_str()], arguments].concat())
}

#[test]
fn handlers_that_do_not_return_leave_their_call_unfinished() {
    needs_kernel!();
    for (case, code) in [("exit", 3), ("jump", 0), ("exec", 0)] {
        let trace = run("signals", &["--min-duration", "0"], &[case]);
        assert_eq!(trace.output.status.code(), Some(code), "{case}");
        assert_eq!(trace.calls("pause"), 0, "{case}: never answered");
        assert_eq!(trace.ledger("interrupted "), 1, "{case}");
    }
}

#[test]
fn a_handlers_calls_leave_the_interrupted_one_as_it_was() {
    needs_kernel!();
    let trace = run("signals", &["--min-duration", "0"], &["early"]);
    assert_eq!(trace.output.status.code(), Some(0));
    trace.assert_nothing_lost();
    let [select] = trace.spans_of_any(&["select", "pselect6"])[..] else { panic!("{:?}", trace.spans) };
    assert_eq!(
        (select.text("syscall.timeout"), select.text("syscall.errno")),
        ("7.0".into(), "EINTR".into())
    );
}

#[test]
fn a_restarted_call_is_one_call() {
    needs_kernel!();
    let trace = run("signals", &["--min-duration", "0"], &["restart"]);
    assert_eq!(trace.output.status.code(), Some(0));
    trace.assert_nothing_lost();
    let waited: Vec<_> = trace.spans_of("read").into_iter().filter(|read| read.seconds() >= 0.015).collect();
    let [read] = waited[..] else { panic!("{:?}", trace.spans) };
    assert_eq!((read.text("bytes"), read.text("syscall.return_value")), ("3".into(), "3".into()));
}

#[test]
fn a_process_ends_once_however_its_threads_end() {
    needs_kernel!();
    for _ in 0..10 {
        let trace = run("threads", &["--min-duration", "1h"], &[]);
        let processes = trace.spans.iter().filter(|span| span.name == "threads").count();
        assert_eq!(processes, 1, "{:?}", trace.spans);
        assert_eq!(trace.calls("getppid"), 1000);
        assert_eq!(trace.ledger("threads, "), 0, "series are left in the kernel");
    }
}

#[test]
fn kernel_stacks_that_others_have_had_are_not_mixed_up() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let program = build("churn", directory.path());
    // Beside the traced one: stacks go to and fro between threads that are traced and threads that are not.
    let mut neighbour = Command::new(&program).arg("100000000").spawn().expect("started");
    let trace = trace(&["--min-duration", "1h"], &[&program, "10000"]);
    let lived = neighbour.try_wait().expect("asked").is_none();
    neighbour.kill().expect("killed");
    neighbour.wait().expect("ended");
    assert!(lived, "the neighbour ran all the time");
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("getppid"), 10_000 * 2 * 7);
    // Each thread makes this call once, at its beginning.
    assert_eq!(trace.calls("set_robust_list"), 10_000 * 2 + 1);
}

#[test]
fn a_process_whose_last_thread_is_not_traced_ends_too() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let config = directory.path().join("c.yaml");
    std::fs::write(&config, "limits: {threads: 2}\nspans: {min_duration: 1h}\n").expect("written");
    let trace = run("threads", &["--config", config.to_str().expect("UTF-8")], &[]);
    assert!(
        trace.spans.iter().all(|span| !span.attributes.contains_key("process.running")),
        "{:?}",
        trace.spans
    );
    assert_eq!(trace.ledger("threads, "), 0, "series are left in the kernel");
}

/// `read` of a stream leaves the caller's address as it was: what stands there is no address family.
#[test]
fn what_the_kernel_did_not_write_is_no_address_family() {
    needs_kernel!();
    let script = "
import ctypes, socket, random
libc = ctypes.CDLL(None)
a, b = socket.socketpair()
t = socket.socket(); t.bind(('127.0.0.1', 0)); t.listen()
c = socket.create_connection(t.getsockname()); d, _ = t.accept()
length = ctypes.c_int(16)
for n in range(300):
    c.send(b'x')
    name = ctypes.create_string_buffer(random.randbytes(16), 16)
    length.value = 16
    libc.recvfrom(d.fileno(), ctypes.create_string_buffer(4), 4, 0, name, ctypes.byref(length))
    libc.socket(random.randrange(1000, 30000), 1, 0)
";
    let trace = trace(&["--min-duration", "1h"], &[&support::trace::python(), "-I", "-S", "-c", script]);
    trace.assert_nothing_lost();
    let families = |name: &str| {
        let of: std::collections::BTreeSet<_> = trace
            .points
            .iter()
            .filter(|point| point.metric == "syscall.duration" && point.text("syscall.name") == name)
            .map(|point| point.text("sockaddr.family"))
            .collect();
        of
    };
    assert_eq!(families("recvfrom").len(), 1, "{:?}", families("recvfrom"));
    assert!(families("socket").len() <= 3, "{:?}", families("socket"));
}

#[cfg(target_arch = "x86_64")]
#[test]
fn calls_of_another_table_have_their_own_names() {
    needs_kernel!();
    let trace = run("abi", &["--min-duration", "0"], &[]);
    let said = String::from_utf8_lossy(&trace.output.stdout).into_owned();
    if said.starts_with("0 ") || !trace.output.status.success() {
        support::trace::skip(&format!("this kernel has no 32-bit calls: {said:?}"));
        return;
    }
    trace.assert_nothing_lost();
    let compat: Vec<_> = trace
        .spans
        .iter()
        .filter(|span| span.attributes.contains_key("syscall.abi"))
        .map(|span| {
            assert_eq!(span.text("syscall.abi"), "compat");
            assert!(!span.attributes.contains_key("fd"), "no argument is read: {span:?}");
            format!("{} {} {}", span.name, span.text("syscall.family"), span.text("syscall.return_value"))
        })
        .collect();
    let pid = trace.spans_of("abi")[0].text("process.pid");
    let expected = [
        format!("getpid process {pid}"),
        "write fs 0".to_owned(),
        "write fs -9".to_owned(),
        "nanosleep time -14".to_owned(),
        "compat_syscall_999 other -38".to_owned(),
    ];
    assert_eq!(compat, expected);
}

/// What the time to attach is made of: a loop that the verifier walks through turn by turn costs more than all the rest.
#[test]
fn the_verifier_is_done_soon() {
    needs_kernel!();
    let output = Command::new(env!("CARGO_BIN_EXE_ior-otel"))
        .env("OTEL_LOG_LEVEL", "debug")
        .args(["run", "--summary", "never", "--", "true"])
        .output()
        .expect("ior-otel runs");
    let log = String::from_utf8_lossy(&output.stderr);
    let verified: Vec<u32> = log
        .lines()
        .filter_map(|line| {
            line.split_once(" instructions in the verifier")?.0.rsplit_once(' ')?.1.parse().ok()
        })
        .collect();
    assert_eq!(verified.len(), 5, "one line for each program: {log}");
    assert!(verified.iter().all(|instructions| *instructions < 100_000), "{verified:?}");
}
