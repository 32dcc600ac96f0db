//! The page that `--report` writes: what is in it is what was exported, and it goes where it was wanted.

mod support;

use std::{
    collections::BTreeMap,
    fs,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::Path,
};

use serde_json::Value;
use support::{
    page::embedded,
    trace::{Span, Trace, command, python, read},
};

/// Traces a program that has several processes and threads, and returns the page's data with what was exported.
fn both(directory: &Path, options: &[&str]) -> (Value, Trace) {
    let (page, out) = (directory.join("report.html"), directory.join("out.jsonl"));
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs/report.py");
    let output = command(["run", "--summary", "always", "--min-duration", "500us", "--report"])
        .arg(&page)
        .arg("--output")
        .arg(&out)
        .args(options)
        .args(["--", &python(), program])
        .arg(directory)
        .output()
        .expect("ior-otel can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (embedded(&fs::read_to_string(page).expect("a page")), read(output, &out))
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().unwrap_or_else(|| panic!("{key} is no list: {of}"))
}

fn number(of: &Value, key: &str) -> u64 {
    of[key].as_u64().unwrap_or_else(|| panic!("{key} is no number: {of}"))
}

/// Attributes as text, by name.
fn attributes(data: &Value, of: &Value, key: &str) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs = list(of, key).iter();
    let key_of = |pair: &Value| text(&data["keys"][pair[0].as_u64().expect("a position") as usize]);
    pairs.map(|pair| (key_of(pair), text(&pair[1]))).collect()
}

fn exported(of: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // Lists are lists in both, only said differently.
    of.iter().filter(|(_, value)| !value.is_object()).map(|(key, value)| (key.clone(), text(value))).collect()
}

#[test]
fn the_page_says_what_was_exported() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let (data, trace) = both(directory.path(), &[]);
    trace.assert_nothing_lost();
    let begin: u64 = data["begin"].as_str().and_then(|text| text.parse().ok()).expect("a time");

    // Every span of a call, with everything that it says.
    let spans: BTreeMap<&str, &Span> = trace
        .spans
        .iter()
        .filter(|span| !span.text("syscall.name").is_empty())
        .map(|span| (&*span.id, span))
        .collect();
    let calls = list(&data, "calls");
    assert!(spans.len() >= 12, "{}", trace.stderr());
    assert_eq!(calls.len(), spans.len());
    for call in calls {
        let span = spans[call["span"].as_str().expect("an id")];
        assert_eq!(call["name"], span.name);
        assert_eq!(
            (begin + number(call, "start"), number(call, "duration")),
            (span.start, span.end - span.start)
        );
        assert_eq!(call["parent"], span.parent);
        assert_eq!(data["traces"][number(call, "trace") as usize], span.trace);
        assert_eq!(data["family_names"][number(call, "family") as usize], span.text("syscall.family"));
        assert_eq!(call["error"].is_string(), span.failed, "{call}");
        let told = attributes(&data, call, "attributes");
        for (key, value) in exported(&span.attributes) {
            assert_eq!(told.get(&key), Some(&value), "{key} of {span:?}");
        }
        let process = &data["processes"][number(call, "process") as usize];
        assert_eq!(process["pid"], span.text("process.pid"));
    }

    // The tree of processes.
    let processes = list(&data, "processes");
    let of_processes: Vec<&Span> =
        trace.spans.iter().filter(|span| span.text("syscall.name").is_empty()).collect();
    assert_eq!(processes.len(), of_processes.len());
    for span in &of_processes {
        let process = processes.iter().find(|process| process["pid"] == span.text("process.pid"));
        let process = process.unwrap_or_else(|| panic!("no process of {span:?}"));
        assert_eq!(process["name"], span.name);
        let life = &process["lives"][0];
        assert_eq!((begin + number(life, "start"), begin + number(life, "end")), (span.start, span.end));
        assert_eq!(life["error"].is_string(), span.failed, "{process}");
        let parent = process["parent"].as_u64().map(|parent| &processes[parent as usize]["pid"]);
        let above = of_processes.iter().find(|above| above.id == span.parent);
        assert_eq!(parent, above.map(|above| Value::from(above.text("process.pid"))).as_ref());
    }
    let threads: std::collections::BTreeSet<String> =
        calls.iter().map(|call| call["tid"].to_string()).collect();
    assert!(threads.len() > processes.len().min(3), "{threads:?}");

    // Every call that was counted.
    let lines = list(&data, "syscalls");
    for line in lines {
        let name = line["name"].as_str().expect("a name");
        let (points, time) = trace
            .points
            .iter()
            .filter(|point| point.metric == "syscall.duration" && point.text("syscall.name") == name)
            .fold((0, 0.0), |(count, sum), point| (count + point.value, sum + point.sum));
        assert_eq!(number(line, "calls"), points, "{name}");
        let difference = number(line, "time") as f64 / 1e9 - time;
        assert!(difference.abs() < 1e-6, "{name}: {difference}");
        let failed = trace.calls_where(name, |point| !point.text("error.type").is_empty());
        assert_eq!(number(line, "errors"), failed, "{name}");
        let buckets: u64 = list(line, "buckets").iter().map(|bucket| number(bucket, "count")).sum();
        assert_eq!(buckets, points, "{name}");
    }
    let sum = |lines: &[Value], key: &str| lines.iter().map(|line| number(line, key)).sum::<u64>();
    let families = list(&data, "families");
    for key in ["calls", "errors", "time", "bytes"] {
        assert_eq!(sum(lines, key), sum(families, key), "{key}");
    }
    let names: std::collections::BTreeSet<String> = trace
        .points
        .iter()
        .filter(|point| point.metric == "syscall.duration")
        .map(|point| point.text("syscall.name"))
        .collect();
    assert_eq!(lines.len(), names.len());

    // Failures by error, of all processes.
    for answer in list(&data, "answers").iter().filter(|answer| answer["is_failure"] == true) {
        let (syscall, error) = (answer["syscall"].as_str(), answer["error"].as_str());
        let (syscall, error) = (syscall.expect("a name"), error.expect("a name"));
        let counted = trace.calls_where(syscall, |point| point.text("error.type") == error);
        assert_eq!(number(answer, "calls"), counted, "{answer}");
    }
    let missing = list(&data, "answers")
        .iter()
        .find(|answer| answer["syscall"] == "openat" && answer["error"] == "ENOENT");
    assert!(number(missing.expect("a file was not there"), "calls") >= 3);

    assert_eq!(data["ledger"]["is_whole"], true, "{}", data["ledger"]);
    let account = data["ledger"]["account"].as_str().expect("an account");
    assert!(trace.stderr().contains(account.lines().next().expect("a line")), "{account}");
}

#[test]
fn what_is_left_out_is_said() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let config = directory.path().join("c.yaml");
    fs::write(&config, "{spans: {max_per_trace: 3}}").expect("written");
    let (data, trace) = both(directory.path(), &["--config", config.to_str().expect("a path")]);
    assert_eq!(data["ledger"]["is_whole"], false);
    let words = data["ledger"]["words"].to_string();
    let left_out = trace.ledger("(trace full ");
    assert!(left_out > 0, "{}", trace.stderr());
    assert!(words.contains(&format!("{left_out} slow calls are not drawn: the trace was full")), "{words}");
}

/// Root without capabilities can't open a file in another's directory any more: it must have been opened before.
#[test]
fn files_are_written_in_a_directory_that_is_another_users() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    std::os::unix::fs::chown(directory.path(), Some(65534), Some(65534)).expect("root gives it away");
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o700)).expect("set");
    let at = |name: &str| directory.path().join(name);
    let output = command(["run", "--summary", "never", "--min-duration", "0", "--report"])
        .arg(at("report.html"))
        .arg("--folded")
        .arg(at("folded"))
        .arg("--output")
        .arg(at("out.jsonl"))
        .args(["--", "ls", "/"])
        .output()
        .expect("ior-otel can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}");
    for name in ["report.html", "folded", "out.jsonl"] {
        let file = fs::metadata(at(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(file.len() > 0, "{name} is empty");
        assert_eq!(file.permissions().mode() & 0o777, 0o600, "{name}");
    }
    assert!(number(&embedded(&fs::read_to_string(at("report.html")).expect("a page")), "end") > 0);
}

#[test]
fn what_is_made_under_sudo_belongs_to_who_called_it() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let page = directory.path().join("report.html");
    let output = command(["run", "--summary", "never", "--report"])
        .arg(&page)
        .args(["--", "true"])
        .envs([("SUDO_UID", "65534"), ("SUDO_GID", "65533")])
        .output()
        .expect("ior-otel can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let file = fs::metadata(&page).expect("a page");
    let owner = (std::os::unix::fs::MetadataExt::uid(&file), std::os::unix::fs::MetadataExt::gid(&file));
    assert_eq!((owner, file.permissions().mode() & 0o777), ((65534, 65533), 0o600));
}

#[test]
fn a_place_that_can_not_be_written_does_not_stop_the_command() {
    needs_kernel!();
    for option in ["--report", "--folded", "--output"] {
        for (place, why) in [("/nonexistent/file", "No such file or directory"), ("/", "Is a directory")] {
            let output =
                command(["run", "--summary", "never", option, place, "--", "sh", "-c", "echo ran; exit 3"])
                    .output()
                    .expect("ior-otel can be started");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!((output.status.code(), &*output.stdout), (Some(3), &b"ran\n"[..]), "{option}: {said}");
            let what = if option == "--folded" { "write the folded stacks" } else { "write" };
            assert!(said.contains(&format!("cannot {what} to {place}: {why}")), "{option}: {said}");
            assert!(said.contains("going on without it"), "{option}: {said}");
        }
    }
    // There at the beginning, and full at the end.
    let output = command(["run", "--summary", "never", "--report", "/dev/full", "--", "sh", "-c", "exit 3"])
        .output()
        .expect("ior-otel can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("there is no report: cannot write to /dev/full: No space left"), "{said}");
}

#[test]
fn an_earlier_report_stays_until_there_is_another() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let page = directory.path().join("report.html");
    fs::write(&page, "x".repeat(10_000_000)).expect("written");
    let mut ior_otel = command(["run", "--summary", "never", "--report"]);
    ior_otel.arg(&page).args(["--", "wc", "-c"]).arg(&page);
    let output = ior_otel.process_group(0).output().expect("ior-otel can be started");
    assert!(
        String::from_utf8_lossy(&output.stdout).starts_with("10000000 "),
        "it is there while the command runs"
    );
    let text = fs::read_to_string(&page).expect("a page");
    assert!(text.len() < 10_000_000 && text.trim_end().ends_with("</html>"), "nothing of it is left");
    assert_eq!(embedded(&text)["title"], "wc exited with 0 after");
}

#[test]
fn attach_writes_one_too() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let page = directory.path().join("report.html");
    let mut sleeper = std::process::Command::new("sh")
        .args(["-c", "while sleep 0.05; do :; done"])
        .process_group(0)
        .spawn()
        .expect("started");
    let output = command(["attach", "--duration", "1s", "--pid", &sleeper.id().to_string(), "--report"])
        .arg(&page)
        .output()
        .expect("ior-otel can be started");
    let group = rustix::process::Pid::from_child(&sleeper);
    rustix::process::kill_process_group(group, rustix::process::Signal::KILL).expect("it is ours");
    sleeper.wait().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let data = embedded(&fs::read_to_string(&page).expect("a page"));
    let processes = list(&data, "processes");
    let pid = sleeper.id().to_string();
    let shell = processes.iter().position(|process| process["pid"] == pid);
    let shell = shell.unwrap_or_else(|| panic!("no shell in {processes:?}"));
    let sleeps: Vec<_> = processes.iter().filter(|process| process["name"] == "sleep").collect();
    assert!(sleeps.len() >= 5, "{processes:?}");
    // The first may have been there when we came, and its parent is known all the same.
    for sleep in sleeps {
        assert_eq!(sleep["parent"], shell, "{sleep}");
    }
    assert!(number(&data, "end") >= 1_000_000_000, "from when tracing began to its end");
}
