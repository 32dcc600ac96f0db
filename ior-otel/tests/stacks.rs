//! User stacks of spans, held against a program whose functions are known.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use support::{
    attached::program,
    trace::{Span, Trace, command, read},
};
use tempfile::TempDir;

const CALLS: &str = "clock_nanosleep,fsync,futex";

/// Compiles `tests/programs/stacks.c`.
fn build(directory: &TempDir, options: &[&str]) -> PathBuf {
    let made = directory.path().join("stacks");
    let output = Command::new("gcc")
        .args(["-O1", "-pthread", "-o"])
        .arg(&made)
        .arg(program("stacks.c"))
        .args(options)
        .output()
        .expect("gcc is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    made
}

/// Runs it; also what was folded.
fn run(directory: &TempDir, options: &[&str], words: &[&Path]) -> (Trace, String) {
    let (out, folded) = (directory.path().join("out.jsonl"), directory.path().join("folded"));
    let output =
        command(["run", "--summary", "always", "--min-duration", "0", "--syscalls", CALLS, "--folded"])
            .arg(&folded)
            .arg("--output")
            .arg(&out)
            .args(options)
            .arg("--")
            .args(words)
            .output()
            .expect("it can be started");
    let trace = read(output, &out);
    assert!(trace.output.status.success(), "{}", trace.stderr());
    trace.assert_nothing_lost();
    (trace, fs::read_to_string(folded).expect("folded"))
}

/// The functions of a stack, innermost first; what has no name is left out.
fn functions(span: &Span) -> Vec<String> {
    let text = span.text("code.stacktrace");
    text.lines().filter_map(|line| line.split_once('+')).map(|(function, _)| function.to_owned()).collect()
}

/// The functions of the program itself.
fn own(span: &Span) -> Vec<String> {
    let known = ["rest", "save", "wait_for_it", "contend", "deep", "main"];
    functions(span).into_iter().filter(|function| known.contains(&function.as_str())).collect()
}

/// The sleep that asked for so many milliseconds.
fn sleep(trace: &Trace, ms: f64) -> &Span {
    let asked = |span: &&&Span| span.attributes["syscall.sleep.requested"].as_f64() == Some(ms / 1e3);
    trace.spans_of("clock_nanosleep").iter().find(asked).copied().expect("the sleep")
}

/// Asserts that every call is in the functions that made it.
fn assert_stacks(what: &str, trace: &Trace) {
    assert_eq!(own(sleep(trace, 10.0)), ["rest", "main"], "{what}");
    assert_eq!(own(sleep(trace, 30.0)), ["rest", "contend", "main"], "{what}");
    assert_eq!(own(trace.span("fsync")), ["save", "main"], "{what}");
    let waited =
        trace.spans_of("futex").into_iter().max_by_key(|span| span.end - span.start).expect("a wait");
    assert_eq!(own(waited), ["wait_for_it"], "{what}: {waited:?}");
    for span in [sleep(trace, 10.0), trace.span("fsync")] {
        assert!(!span.attributes.contains_key("ior.stack.truncated"), "{what}: {span:?}");
    }
}

#[test]
fn a_stack_ends_in_the_function_that_made_the_call() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    for (what, options) in [
        ("frame pointers", &["-fno-omit-frame-pointer"][..]),
        ("tables", &["-fomit-frame-pointer"]),
        ("static", &["-static", "-fomit-frame-pointer"]),
        ("fixed address", &["-no-pie"]),
    ] {
        let (trace, _) = run(&directory, &[], &[&build(&directory, options)]);
        assert_stacks(what, &trace);
    }
}

#[test]
fn a_deep_stack_goes_on_by_frame_pointers() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let (trace, _) = run(&directory, &[], &[&build(&directory, &["-fno-omit-frame-pointer"])]);
    let found = own(sleep(&trace, 11.0));
    let expected: Vec<_> = ["rest"].into_iter().chain(["deep"; 41]).chain(["main"]).collect();
    assert_eq!(found, expected);
    // Without them nothing says what lies behind the end of what was captured.
    let (trace, folded) = run(&directory, &[], &[&build(&directory, &["-fomit-frame-pointer"])]);
    let cut = sleep(&trace, 11.0);
    let found = own(cut);
    assert!(
        found.len() > 4 && found.len() < 41 && found.starts_with(&["rest".to_owned(), "deep".to_owned()])
    );
    assert_eq!(cut.text("ior.stack.truncated"), "true");
    assert!(folded.contains("stacks;[truncated];deep;"), "{folded}");
}

#[test]
fn what_cannot_be_followed_says_so() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    // Neither tables nor frame pointers in the program's own code.
    let options = ["-fomit-frame-pointer", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables"];
    let (trace, _) = run(&directory, &[], &[&build(&directory, &options)]);
    let span = trace.span("fsync");
    assert_eq!(functions(span), ["fsync", "save"], "{span:?}");
    assert_eq!(span.text("ior.stack.truncated"), "true", "{span:?}");
    // Without symbols, addresses in the file.
    let (trace, _) = run(&directory, &[], &[&build(&directory, &["-s"])]);
    let stack = trace.span("fsync").text("code.stacktrace");
    assert!(own(trace.span("fsync")).is_empty());
    assert!(stack.lines().any(|line| line.starts_with("0x") && line.ends_with(" (stacks)")), "{stack}");
}

/// Whatever the stack of a process looks like that ended before anything of it could be read: nothing is made up.
#[test]
fn of_what_has_ended_no_frames_are_made_up() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let naps = "i=0; while [ $i -lt 100 ]; do sleep 0.002; i=$((i+1)); done";
    let (trace, _) = run(&directory, &[], &["sh", "-c", naps].map(Path::new));
    let naps = trace.spans_of("clock_nanosleep");
    assert_eq!(naps.len(), 100);
    for span in naps {
        let stack = span.text("code.stacktrace");
        let is_known = !stack.contains("(unknown)");
        let is_alone = stack.lines().count() == 1 && span.text("ior.stack.truncated") == "true";
        assert!(is_known || is_alone, "{span:?}");
    }
}

#[test]
fn folded_times_are_those_of_the_spans() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let (trace, folded) = run(&directory, &[], &[&build(&directory, &[])]);
    let time = |line: &str| line.rsplit_once(' ').expect("a time").1.parse::<u64>().expect("nanoseconds");
    for name in CALLS.split(',') {
        let spans: u64 = trace.spans_of(name).iter().map(|span| span.end - span.start).sum();
        let lines = folded.lines().filter(|line| line.contains(&format!(";{name} ")));
        assert_eq!(lines.map(time).sum::<u64>(), spans, "{name}");
    }
    let calls = trace.spans_of_any(&CALLS.split(',').collect::<Vec<_>>());
    let spans: u64 = calls.iter().map(|span| span.end - span.start).sum();
    assert_eq!(folded.lines().map(time).sum::<u64>(), spans);
    assert!(folded.lines().any(|line| line.contains(";main;save;fsync;fsync ")), "{folded}");
}

#[test]
fn only_what_is_wanted_has_a_stack() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let config = directory.path().join("c.yaml");
    fs::write(&config, "{spans: {min_duration: 0, overrides: [{families: [fs], stacks: true}]}}")
        .expect("written");
    let out = directory.path().join("out.jsonl");
    let output = command(["run", "--summary", "always", "--syscalls", CALLS, "--config"])
        .arg(&config)
        .arg("--output")
        .arg(&out)
        .arg("--")
        .arg(build(&directory, &[]))
        .output()
        .expect("it can be started");
    let trace = read(output, &out);
    assert_eq!(own(trace.span("fsync")), ["save", "main"]);
    assert!(
        trace.spans_of("clock_nanosleep").iter().all(|span| !span.attributes.contains_key("code.stacktrace"))
    );
}

#[test]
fn a_file_that_cannot_be_written_is_known_at_once_and_stops_nothing() {
    needs_kernel!();
    let output = command(["run", "--folded", "/nowhere/folded", "--", "echo", "ran"])
        .output()
        .expect("it can be started");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("cannot write the folded stacks to /nowhere/folded"), "{said}");
    assert!(output.status.success() && output.stdout == b"ran\n", "{said}");
}
