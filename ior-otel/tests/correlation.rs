//! Correlation beside the application's own thread-local variable: the map of the OpenTelemetry eBPF instrumentation, `TRACEPARENT`,
//! and whose processes may be looked at.

mod support;

use std::{fs, path::Path, process::Command};

use support::{
    attached::{Attached, Worker, program},
    trace::{Span, Trace, command, python, read},
};

const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// A file system of BPF objects, mounted for as long as this lives.
struct BpfFs(tempfile::TempDir);

impl BpfFs {
    fn mount() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let mounted = Command::new("mount").args(["-t", "bpf", "bpf"]).arg(directory.path()).status();
        assert!(mounted.expect("mount").success());
        Self(directory)
    }
}

impl Drop for BpfFs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

fn bpftool(words: &[&str]) {
    let output = Command::new("bpftool").args(words).output().expect("bpftool is installed");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Bytes as bpftool takes them.
fn hex(bytes: impl IntoIterator<Item = u8>) -> Vec<String> {
    bytes.into_iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_ebpf_instrumentation_says_which_span_is_active() {
    needs_kernel!();
    let mounted = BpfFs::mount();
    let map = mounted.0.path().join("traces_ctx_v1");
    let path = map.to_str().expect("a path");
    bpftool(
        &"map create PATH type lru_hash key 8 value 24 entries 64 name traces_ctx_v1"
            .split(' ')
            .map(|word| if word == "PATH" { path } else { word })
            .collect::<Vec<_>>(),
    );
    let pinned = || fs::read_dir(mounted.0.path()).expect("it is mounted").count();
    let before = pinned();
    let config = mounted_config(&format!("{{correlation: {{obi_map: {path}}}, spans: {{min_duration: 0}}}}"));
    let mut worker = Worker::start();
    let attached = Attached::start([
        "--config",
        path_of(&config),
        "--pid",
        &worker.pid.to_string(),
        "--syscalls",
        "getppid",
    ]);
    worker.does("calls 2");
    // The instrumentation's key is the thread's id and the process's, in the initial pid namespace, which the test runs in.
    let thread = u64::from(worker.pid) << 32 | u64::from(worker.pid);
    let key = hex(thread.to_le_bytes());
    let value = hex([1; 16].into_iter().chain([2; 8]));
    let words: Vec<&str> = ["map", "update", "pinned", path, "key", "hex"]
        .into_iter()
        .chain(key.iter().map(String::as_str))
        .chain(["value", "hex"])
        .chain(value.iter().map(String::as_str))
        .collect();
    bpftool(&words);
    worker.does("calls 3");
    let words: Vec<&str> = ["map", "delete", "pinned", path, "key", "hex"]
        .into_iter()
        .chain(key.iter().map(String::as_str))
        .collect();
    bpftool(&words);
    worker.does("calls 4");
    let trace = attached.finish();
    let (below, own): (Vec<_>, Vec<_>) =
        trace.spans_of("getppid").into_iter().partition(|span| span.trace == "01".repeat(16));
    assert_eq!((below.len(), own.len()), (3, 6), "{}", trace.stderr());
    assert!(below.iter().all(|span| span.parent == "02".repeat(8)));
    assert_eq!(pinned(), before, "nothing of ours is pinned");
}

/// A configuration file, there for as long as the directory.
fn mounted_config(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::with_suffix(".yaml").expect("a file");
    fs::write(file.path(), text).expect("written");
    file
}

fn path_of(file: &tempfile::NamedTempFile) -> &str {
    file.path().to_str().expect("a path")
}

/// Runs a command with `TRACEPARENT` set for us.
fn run_under(traceparent: &str, options: &[&str], words: &[&str]) -> Trace {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("out.jsonl");
    let output = command(["run", "--summary", "always", "--min-duration", "0", "--output"])
        .arg(&file)
        .args(options)
        .arg("--")
        .args(words)
        .env("TRACEPARENT", traceparent)
        .output()
        .expect("it can be started");
    read(output, &file)
}

fn process<'a>(trace: &'a Trace, name: &str) -> &'a Span {
    let is_process = |span: &&&Span| span.attributes.contains_key("process.executable.name");
    let spans = trace.spans_of(name);
    spans.iter().find(is_process).unwrap_or_else(|| panic!("no process {name}\n{}", trace.stderr()))
}

#[test]
fn a_processs_environment_names_its_parent() {
    needs_kernel!();
    // Of our trace: below it. Of another: linked.
    let step = "00-4bf92f3577b34da6a3ce929d0e0e4736-1111111111111111-01";
    let other = "00-22222222222222222222222222222222-3333333333333333-01";
    let script = format!(
        "TRACEPARENT={step} sleep 0.2; TRACEPARENT={other} timeout 0.2 sleep 9; env -u TRACEPARENT ls / >/dev/null"
    );
    let trace = run_under(TRACEPARENT, &["--syscalls", "clock_nanosleep"], &["sh", "-c", &script]);
    let root = process(&trace, "sh");
    assert_eq!((root.trace.as_str(), root.parent.as_str()), (TRACE, PARENT));
    let sleep = trace.spans.iter().find(|span| span.parent == "1111111111111111").expect("below its step");
    assert_eq!(sleep.name, "sleep");
    assert_eq!(trace.spans_of("clock_nanosleep").iter().filter(|span| span.parent == sleep.id).count(), 1);
    let timeout = process(&trace, "timeout");
    let link = ("2".repeat(32), "3".repeat(16));
    assert_eq!((&timeout.parent, &timeout.links[..]), (&root.id, &[link][..]));
    let ls = process(&trace, "ls");
    assert_eq!((&ls.parent, ls.links.len()), (&root.id, 0));
}

#[test]
fn a_trace_that_is_not_sampled_gets_no_spans() {
    needs_kernel!();
    let unsampled = TRACEPARENT.replace("-01", "-00");
    let trace = run_under(&unsampled, &["--syscalls", "clock_nanosleep"], &["sleep", "0.01"]);
    assert_eq!(trace.spans.len(), 0);
    assert_eq!(trace.calls("clock_nanosleep"), 1, "metrics count all the same");
    assert!(trace.stderr().contains("  1 calls in traces that are not sampled"), "{}", trace.stderr());
    let config = mounted_config("correlation: {unsampled: keep}");
    let trace = run_under(&unsampled, &["--config", path_of(&config)], &["sleep", "0.01"]);
    assert_eq!(process(&trace, "sleep").trace, TRACE);
    let config = mounted_config("correlation: {traceparent: false}");
    let trace = run_under(&unsampled, &["--config", path_of(&config)], &["sleep", "0.01"]);
    assert_ne!(process(&trace, "sleep").trace, TRACE);
}

#[test]
fn what_is_attached_to_hangs_below_what_its_environment_names() {
    needs_kernel!();
    let mut worker =
        Worker::of(Command::new(python()).arg(program("worker.py")).env("TRACEPARENT", TRACEPARENT));
    let attached =
        Attached::start(["--pid", &worker.pid.to_string(), "--min-duration", "0", "--syscalls", "getppid"]);
    worker.does("calls 2");
    let trace = attached.finish();
    let [root] = trace.spans.iter().filter(|span| span.parent == PARENT).collect::<Vec<_>>()[..] else {
        panic!("one window\n{}", trace.stderr())
    };
    assert_eq!(root.trace, TRACE);
    let calls = trace.spans_of("getppid");
    assert!(calls.iter().all(|span| (&span.trace, &span.parent) == (&root.trace, &root.id)));
    assert_eq!(calls.len(), 2);
}

/// The user nobody, with what tracing needs and no more.
const NOBODY: &str = "setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all,+bpf,+perfmon \
                      --ambient-caps -all,+bpf,+perfmon --bounding-set -all,+bpf,+perfmon --";

/// What is known of a process that publishes, and is user `uid`'s, by an ior-otel that is nobody's.
fn seen_by_nobody(uid: &str) -> Trace {
    let directory = tempfile::tempdir().expect("a directory");
    let at = |name: &str| directory.path().join(name);
    let nobody = rustix::fs::Uid::from_raw(65534);
    rustix::fs::chown(directory.path(), Some(nobody), None).expect("given to nobody");
    fs::set_permissions(directory.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .expect("for all");
    fs::copy(env!("CARGO_BIN_EXE_ior-otel"), at("ior-otel")).expect("a copy");
    let sources = ["context/main.c", "context/publisher.c"].map(program);
    let output = Command::new("gcc")
        .args(["-O1", "-pthread", "-fPIC", "-rdynamic", "-DSLOWLY", "-o"])
        .arg(at("main"))
        .args(sources)
        .output()
        .expect("gcc is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut main = Command::new("setpriv");
    main.args(["--reuid", uid, "--regid", uid, "--clear-groups", "--"]).arg(at("main"));
    let mut main = main.stdout(std::process::Stdio::null()).spawn().expect("setpriv is installed");
    let mut words = NOBODY.split_whitespace();
    let mut command = Command::new(words.next().expect("a word"));
    let output: &Path = &at("out.jsonl");
    command.args(words).arg(at("ior-otel")).args(["attach", "--summary", "always", "--output"]).arg(output);
    command.args(["--min-duration", "0", "--syscalls", "clock_nanosleep", "--pid", &main.id().to_string()]);
    let attached = Attached::of(command, directory);
    assert!(main.wait().expect("it ends").success());
    attached.finish()
}

#[test]
fn the_same_user_needs_no_more_capabilities() {
    needs_kernel!();
    let trace = seen_by_nobody("65534");
    assert_eq!(trace.ledger("publish their trace context = "), 120, "{}", trace.stderr());
}

#[test]
fn another_users_context_is_not_looked_for_and_that_is_said() {
    needs_kernel!();
    let trace = seen_by_nobody("65533");
    let stderr = trace.stderr();
    assert!(!stderr.contains("publish their trace context"), "{stderr}");
    // One look, or two, if it executes the program after it was found.
    assert!(stderr.contains(" processes whose files are not ours to read"), "{stderr}");
    assert!(stderr.contains("run ior-otel as that user, or with CAP_SYS_PTRACE"), "{stderr}");
    assert_eq!(trace.spans_of("clock_nanosleep").len(), 161, "{stderr}");
}
