//! Targets that make it hard: killed in the middle of their calls, more than there is room for, under an id that another had, without the
//! thread that they began with, in borrowed memory, traced and filtered by others. Each says itself what it did.

mod support;

use std::collections::BTreeMap;

use support::{
    attached::build,
    strace::parse,
    trace::{Point, Trace, trace},
};
use tempfile::TempDir;

/// A program of `tests/programs/hard`; its directory stays as long as it is used.
fn hard(name: &str) -> (String, TempDir) {
    let directory = tempfile::tempdir().expect("a directory");
    (build(&format!("hard/{name}"), directory.path()), directory)
}

fn run(name: &str, options: &[&str], arguments: &[&str]) -> Trace {
    let (program, _directory) = hard(name);
    trace(options, &[&[program.as_str()], arguments].concat())
}

/// The numbers that the command printed.
fn printed(trace: &Trace) -> Vec<u64> {
    let text = String::from_utf8_lossy(&trace.output.stdout).into_owned();
    text.split_whitespace().map(|word| word.parse().unwrap_or_else(|_| panic!("{text}"))).collect()
}

/// A configuration file with some limit.
fn config(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("written");
    file
}

/// Calls of a syscall by process.
fn by_process(trace: &Trace, syscall: &str) -> BTreeMap<u64, u64> {
    let mut calls = BTreeMap::new();
    for point in trace.points.iter().filter(|point| is_count_of(point, syscall)) {
        *calls.entry(pid(point)).or_default() += point.value;
    }
    calls
}

fn is_count_of(point: &Point, syscall: &str) -> bool {
    point.metric == "syscall.duration" && point.text("syscall.name") == syscall
}

fn pid(point: &Point) -> u64 {
    point.resource["process.pid"].as_u64().expect("a number")
}

#[test]
fn many_threads_that_are_killed_in_their_calls_are_accounted_for() {
    needs_kernel!();
    const ROUNDS: u64 = 20;
    let trace = run("killed", &["--min-duration", "1ms"], &[&ROUNDS.to_string()]);
    trace.assert_nothing_lost();
    let [returned, begun, blocked] = printed(&trace)[..] else { panic!("three numbers") };
    assert!((returned..=begun).contains(&trace.calls("getppid")), "{returned}..={begun}: {}", trace.stderr());
    // None of those that were blocked has ended for itself; the main threads were blocked too, in `pause`.
    let reads = trace.spans_of("read").into_iter().filter(|read| read.text("syscall.unfinished") == "true");
    assert_eq!(reads.count() as u64, blocked);
    let ended = trace.ledger("thread ended ");
    assert!((blocked..=blocked + ROUNDS).contains(&ended), "{ended} of {blocked} and {ROUNDS}");
    let killed =
        trace.spans_of("killed").into_iter().filter(|process| process.text("error.type") == "SIGKILL");
    assert_eq!(killed.count() as u64, ROUNDS);
}

/// So many threads may be traced while the bombs go off.
const ROOM: u64 = 64;
/// Calls that each of a bomb's processes makes.
const CALLS: u64 = 2 * 50;

fn bomb(shape: &str, processes: u64) -> Trace {
    let limits = config(&format!("{{limits: {{threads: {ROOM}}}, spans: {{min_duration: 1h}}}}"));
    let limits = limits.path().to_str().expect("UTF-8");
    let trace =
        run("bomb", &["--config", limits], &[shape, &processes.to_string(), &(CALLS / 2).to_string()]);
    assert!(trace.output.status.success(), "{}", trace.stderr());
    assert!(trace.spans.iter().all(|span| !span.attributes.contains_key("process.running")));
    // Each process that is known has all its calls, and is known to have ended.
    let calls = by_process(&trace, "getppid");
    assert!(calls.values().all(|calls| *calls == CALLS), "{calls:?}");
    assert_eq!(calls.len(), trace.spans.len() - 1, "each but the first");
    assert_eq!(trace.ledger("kernel maps at the end: "), 0, "{}", trace.stderr());
    trace
}

#[test]
fn a_fork_bomb_costs_those_without_room_and_nothing_of_the_others() {
    needs_kernel!();
    let trace = bomb("flat", 300);
    let traced = ROOM - 1;
    // Room that was taken is free again for the twenty that come when the others have ended.
    assert_eq!(trace.calls("getppid"), (traced + 20) * CALLS);
    assert_eq!(trace.number_before(" threads not traced"), 300 - traced);
}

#[test]
fn a_fork_bomb_of_children_of_children_does_no_more() {
    needs_kernel!();
    let trace = bomb("tree", 300);
    assert_eq!(trace.calls("getppid"), (ROOM - 1 + 20) * CALLS, "room is used up");
    assert_ne!(trace.number_before(" threads not traced"), 0);
}

#[test]
fn processes_that_follow_each_other_under_one_id_are_told_apart() {
    needs_kernel!();
    const GENERATIONS: u64 = 20;
    let (program, directory) = hard("reuse");
    let other = directory.path().join("other");
    std::fs::copy(&program, &other).expect("copied");
    let other = other.display().to_string();
    // Without contexts nobody is woken when a program begins: it is long over when it is looked up.
    let config = config("{spans: {min_duration: 1h}, correlation: {thread_context: false}}");
    let config = config.path().to_str().expect("UTF-8");
    let generations = GENERATIONS.to_string();
    let words = ["env", "OTEL_SERVICE_NAME=first", &program, &generations, &other];
    let trace = trace(&["--config", config], &words);
    assert!(trace.output.status.success(), "{}", trace.stderr());
    trace.assert_nothing_lost();
    trace.assert_well_nested();
    let id = printed(&trace)[0];
    let mut lives: Vec<_> =
        trace.spans.iter().filter(|span| span.text("process.pid") == id.to_string()).collect();
    lives.sort_by_key(|span| span.start);
    assert_eq!(lives.len() as u64, GENERATIONS);
    let of_id = |point: &&Point| is_count_of(point, "getppid") && pid(point) == id;
    let counts: Vec<_> = trace.points.iter().filter(of_id).collect();
    for (generation, life) in (1..).zip(lives) {
        let (name, path) = if generation % 2 == 0 { ("other", &other) } else { ("reuse", &program) };
        assert_eq!((life.name.as_str(), life.text("process.exit.code")), (name, generation.to_string()));
        assert_eq!(&life.text("process.executable.path"), path, "generation {generation}");
        // One that did not live to be asked has its parent's.
        let service = life.resource["service.name"].as_str().expect("text");
        assert!(
            ["first", &format!("generation-{generation}")].contains(&service),
            "{generation} is {service}"
        );
        let created = &life.resource["process.creation.time"];
        let of_it = counts.iter().filter(|point| point.resource["process.creation.time"] == *created);
        assert_eq!(of_it.map(|point| point.value).collect::<Vec<_>>(), [2 * generation]);
    }
    assert_eq!(trace.calls("getppid"), 1000 + GENERATIONS * (GENERATIONS + 1));
}

#[test]
fn a_thread_that_executes_takes_its_process_over() {
    needs_kernel!();
    let (program, _directory) = hard("execs");
    for (case, threads) in [("one", 1), ("gone", 1), ("race", 10)] {
        let trace = trace(&["--min-duration", "0"], &[&program, case]);
        assert_eq!(printed(&trace), [1], "{case}: {}", trace.stderr());
        trace.assert_nothing_lost();
        trace.assert_well_nested();
        let processes: Vec<_> =
            trace.spans.iter().filter(|span| !span.attributes.contains_key("syscall.name")).collect();
        let [process] = processes[..] else { panic!("{case}: {processes:?}") };
        assert_eq!(trace.calls("getppid"), 3 + 4 * threads + 5, "{case}");
        assert_eq!(trace.calls_where("execve", |point| point.text("error.type").is_empty()), 2, "{case}");
        assert_eq!(trace.ledger("kernel maps at the end: "), 0, "{case}: {}", trace.stderr());
        // From then on it has its process's id, as it sees itself.
        let pid = process.text("process.pid");
        let calls = trace.spans_of("getppid");
        let own = calls.iter().filter(|span| span.text("thread.id") == pid).count();
        assert_eq!(own, 3 + 5, "{case}");
        assert!(calls.iter().all(|span| span.text("process.pid") == pid), "{case}");
    }
}

#[test]
fn calls_of_a_child_in_borrowed_memory_are_the_childs() {
    needs_kernel!();
    let trace = run("borrow", &["--min-duration", "0"], &[]);
    assert!(trace.output.status.success(), "{}", trace.stderr());
    trace.assert_nothing_lost();
    trace.assert_well_nested();
    let pids = printed(&trace);
    let expected: BTreeMap<_, _> = pids.iter().copied().zip([16, 7, 7, 7, 7]).collect();
    assert_eq!(by_process(&trace, "getppid"), expected);
    // The parent gets its memory back when the child executes, ends, or is killed.
    let (vforks, sleeps) = (trace.spans_of("vfork"), trace.spans_of_any(&["nanosleep", "clock_nanosleep"]));
    assert_eq!((vforks.len(), sleeps.len()), (3, 3), "{}", trace.stderr());
    for vfork in vforks {
        let sleep =
            sleeps.iter().find(|sleep| sleep.text("process.pid") == vfork.text("syscall.return_value"));
        let sleep = sleep.unwrap_or_else(|| panic!("nobody of {vfork:?} sleeps: {sleeps:?}"));
        assert_eq!(vfork.text("process.pid"), pids[0].to_string());
        assert!(
            vfork.start < sleep.start && sleep.end < vfork.end && sleep.seconds() >= 0.03,
            "{vfork:?} {sleep:?}"
        );
    }
}

/// What strace follows is counted by both: here the processes that the first one forks, because strace has its hand in that one's beginning.
#[test]
fn what_is_traced_by_another_is_counted_as_the_other_does() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let log = directory.path().join("log");
    let script =
        "i=0; while [ $i -lt 20 ]; do cat /etc/passwd > /dev/null; ls -l /dev > /dev/null; i=$((i+1)); done";
    let log_path = log.display().to_string();
    let trace = trace(
        &["--min-duration", "1h"],
        &["strace", "-f", "-qq", "-e", "signal=none", "-o", &log_path, "sh", "-c", script],
    );
    assert!(trace.output.status.success(), "{}", trace.stderr());
    trace.assert_nothing_lost();
    let theirs = parse(&std::fs::read_to_string(&log).expect("a log"));
    let children: Vec<_> = theirs.iter().skip(1).collect();
    assert_eq!(children.len(), 40);
    for (pid_of_child, calls) in children {
        let mut expected = BTreeMap::<_, u64>::new();
        for call in calls {
            *expected.entry(call.name.as_str()).or_default() += 1;
        }
        let mut ours = BTreeMap::<_, u64>::new();
        let of_child =
            |point: &&Point| point.metric == "syscall.duration" && pid(point) == u64::from(*pid_of_child);
        let points: Vec<_> = trace
            .points
            .iter()
            .filter(of_child)
            .map(|point| (point.text("syscall.name"), point.value))
            .collect();
        for (name, count) in &points {
            *ours.entry(name.as_str()).or_default() += count;
        }
        assert_eq!(ours, expected, "{pid_of_child}");
    }
}

#[test]
fn what_a_filter_refuses_is_no_call_and_is_counted() {
    needs_kernel!();
    // Calls before the filter, refused ones, and the exit code. The end of a call in which the kernel kills the process is shown since 5.12.
    for (action, calls, refused, code) in [
        ("errno", 10, 100_u64..=100, 0),
        ("trap", 10, 100..=100, 0),
        ("thread", 110, 0..=0, 0),
        ("process", 10, 0..=1, 128 + libc::SIGSYS),
    ] {
        let trace = run("filtered", &["--min-duration", "0"], &[action]);
        assert_eq!(trace.output.status.code(), Some(code), "{action}: {}", trace.stderr());
        trace.assert_nothing_lost();
        assert_eq!(
            (trace.calls("getppid"), trace.spans_of("getppid").len() as u64),
            (calls, calls),
            "{action}"
        );
        let alone = trace.number_before(" exits without a start");
        assert!(refused.contains(&alone), "{action}: {}", trace.stderr());
        assert_eq!(trace.calls("rt_sigreturn"), if action == "trap" { 100 } else { 0 }, "{action}");
        assert!(trace.stderr().contains(" 0 unfinished"), "{action}: {}", trace.stderr());
    }
}
