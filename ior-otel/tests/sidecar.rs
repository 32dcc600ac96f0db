//! ior-otel as a sidecar: in a pid namespace of its own, with few privileges, over thousands of processes, reloaded, and refused.

mod support;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rustix::process::Signal;
use support::{
    attached::{Attached, Worker, left_behind, program},
    trace::{Trace, command, ior_otel, python, read, skip},
};

#[test]
fn in_a_pod_it_sees_the_pod_as_the_pod_sees_itself() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("out.jsonl");
    let mut pod = Command::new("unshare")
        .args(["--pid", "--fork", "--mount-proc", "--", &python()])
        .arg(program("pod.py"))
        .args([env!("CARGO_BIN_EXE_ior-otel").as_ref(), file.as_path()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("unshare is installed");
    let mut said = BufReader::new(pod.stdout.take().expect("piped")).lines().map_while(Result::ok);
    let Some(first) = said.next() else {
        let output = pod.wait_with_output().expect("it ends");
        return skip(&format!("no pid namespace: {}", String::from_utf8_lossy(&output.stderr)));
    };
    assert_eq!(first, "1", "the pod's first process");
    let mut outside = Worker::start();
    outside.does("calls 1000000");
    outside.does("sleep 0.1");
    let ids = said.next().expect("the application's ids");
    writeln!(pod.stdin.take().expect("piped")).expect("it listens");
    let output = pod.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let trace = read(output, &file);
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("getppid"), 40, "{}", trace.stderr());
    let naps: Vec<_> =
        trace.spans_of("clock_nanosleep").into_iter().filter(|nap| nap.seconds() >= 0.05).collect();
    let [nap] = naps[..] else { panic!("one nap, not that outside: {naps:?}") };
    // Nothing but the pod's own: not one record of a million calls outside.
    let received = trace.ledger(" records = ");
    assert!(received < 200, "{received} records\n{}", trace.stderr());
    let (pid, tid) = ids.split_once(' ').expect("two ids");
    assert_eq!((nap.text("process.pid").as_str(), nap.text("thread.id").as_str()), (pid, tid));
    assert_eq!(nap.resource["process.pid"], nap.attributes["process.pid"]);
    let host_pid = nap.resource["process.host_pid"].as_u64().expect("another in the host");
    assert_ne!(host_pid.to_string(), pid);
    assert!(
        trace.spans.iter().all(|span| span.resource["process.pid"].as_u64() < Some(100)),
        "{:?}",
        trace.spans
    );
}

/// Runs as the user nobody with two capabilities.
fn as_nobody() -> Command {
    let mut setpriv = Command::new("setpriv");
    setpriv.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
    setpriv.args(["--inh-caps", "-all,+bpf,+perfmon", "--ambient-caps", "-all,+bpf,+perfmon"]);
    setpriv.args(["--bounding-set", "-all,+bpf,+perfmon", "--"]);
    setpriv
}

#[test]
fn two_capabilities_are_enough_and_none_is_left() {
    needs_kernel!();
    let mut worker = Worker::start();
    let directory = tempfile::tempdir().expect("a directory");
    rustix::fs::chown(directory.path(), Some(rustix::fs::Uid::from_raw(65534)), None)
        .expect("given to nobody");
    // Where nobody may go.
    let binary = directory.path().join("ior-otel");
    fs::copy(env!("CARGO_BIN_EXE_ior-otel"), &binary).expect("a copy");
    let mut command = as_nobody();
    command.arg(&binary).args([
        "attach",
        "--summary",
        "always",
        "--pid",
        &worker.pid.to_string(),
        "--output",
    ]);
    command.arg(directory.path().join("out.jsonl"));
    // A server that isn't there: for all threads to be there that export.
    command.args(["--endpoint", "http://127.0.0.1:9"]);
    let attached = Attached::of(command, directory);
    worker.does("calls 300");
    let threads = fs::read_dir(format!("/proc/{}/task", attached.pid())).expect("it lives");
    let mut count = 0;
    for thread in threads {
        let status = fs::read_to_string(thread.expect("a thread").path().join("status")).expect("its status");
        for set in ["CapPrm", "CapEff", "CapAmb"] {
            let line = status.lines().find(|line| line.starts_with(set)).expect("a set of capabilities");
            assert!(line.ends_with("0000000000000000"), "{line} of\n{status}");
        }
        count += 1;
    }
    assert!(count >= 3, "{count} threads");
    let status = fs::read_to_string(format!("/proc/{}/status", attached.pid())).expect("its status");
    assert!(status.contains("NoNewPrivs:\t1") && status.contains("Uid:\t65534\t65534"), "{status}");
    worker.does("calls 200");
    let trace = attached.finish();
    assert!(trace.output.status.success(), "{}", trace.stderr());
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("getppid"), 500);
}

#[test]
fn a_command_keeps_what_its_user_may() {
    needs_kernel!();
    // What we give up, the command of `run` has still.
    let plain = Command::new("grep").args(["Cap", "/proc/self/status"]).output().expect("grep");
    let traced = ior_otel(["run", "--summary", "never", "--", "grep", "Cap", "/proc/self/status"]);
    assert_eq!(String::from_utf8_lossy(&traced.stdout), String::from_utf8_lossy(&plain.stdout));
}

/// Bytes of memory that a process has resident.
fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it lives");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it has memory");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
}

#[test]
fn ten_thousand_processes_leave_nothing_behind() {
    needs_kernel!();
    let mut worker = Worker::start();
    let config = tempfile::NamedTempFile::new().expect("a file");
    fs::write(&config, "metrics: {interval: 500ms}").expect("a configuration");
    let config = config.path().display().to_string();
    let attached = Attached::start(["--pid", &worker.pid.to_string(), "--config", &config]);
    // What a process costs once, its maps and buffers, is there after the first of them.
    worker.does("children 2000");
    let before = resident(attached.pid());
    worker.does("children 8000");
    worker.does("sleep 1.5");
    let after = resident(attached.pid());
    let trace = attached.finish();
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("getppid"), 10_000);
    assert_eq!(trace.ledger("kernel maps at the end: "), 1, "threads: the worker's\n{}", trace.stderr());
    assert!(trace.ledger(" threads, ") < 100, "series of one process\n{}", trace.stderr());
    let grown = after.saturating_sub(before);
    assert!(grown < 8 << 20, "{grown} bytes more after 8,000 processes, from {before}");
}

#[test]
fn a_reload_changes_what_is_done_and_loses_nothing() {
    needs_kernel!();
    let config = tempfile::NamedTempFile::new().expect("a file");
    let path = config.path().display().to_string();
    let write = |text: &str| fs::write(&config, text).expect("a configuration");
    write("metrics: {interval: 300ms}\nsyscalls: {getppid: metrics}\nspans: {min_duration: 0s}");
    let mut worker = Worker::start();
    let mut attached = Attached::start(["--pid", &worker.pid.to_string(), "--config", &path]);
    let mut reload = |text: &str, answer: &str| {
        write(text);
        attached.signal(Signal::HUP);
        attached.hears(answer);
    };
    worker.does("calls 1000");
    reload("syscalls: {getppid: spans}\nspans: {min_duration: 0s}\nmetrics: {interval: 300ms}", "read again");
    worker.does("calls 100");
    reload("syscalls: {getppid: metrics}\nmetrics: {interval: 300ms}", "read again");
    // Under load: what is done changes in the middle of it.
    worker.begins("calls 400000");
    for mode in ["metrics", "spans", "metrics", "spans", "metrics"] {
        reload(
            &format!(
                "syscalls: {{getppid: {mode}}}\nspans: {{min_duration: 1h}}\nmetrics: {{interval: 300ms}}"
            ),
            "read again",
        );
    }
    worker.does("sleep 0.01");
    reload("syscalls: {getppid: of}", "stays as it was");
    worker.does("calls 10");
    reload("syscalls: {getppid: off}\nmetrics: {interval: 300ms}", "read again");
    worker.does("calls 5000");
    let trace = attached.finish();
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("getppid"), 401_110);
    assert_eq!(trace.spans_of("getppid").len(), 100);
}

#[test]
fn a_call_that_is_switched_off_while_a_thread_is_in_it_is_counted_and_one_that_is_switched_on_is_not() {
    needs_kernel!();
    let config = tempfile::NamedTempFile::new().expect("a file");
    let path = config.path().display().to_string();
    let mode = |mode: &str| {
        fs::write(&config, format!("syscalls: {{clock_nanosleep: {mode}}}\nspans: {{min_duration: 0s}}"))
            .expect("a configuration");
    };
    mode("spans");
    let mut worker = Worker::start();
    let mut attached = Attached::start(["--pid", &worker.pid.to_string(), "--config", &path]);
    for next in ["off", "spans"] {
        worker.begins("sleep 1");
        std::thread::sleep(std::time::Duration::from_millis(300));
        mode(next);
        attached.signal(Signal::HUP);
        attached.hears("read again");
        worker.ends("sleep 1");
    }
    let trace = attached.finish();
    trace.assert_nothing_lost();
    // The first, whose end nobody asked for any more.
    assert_eq!((trace.calls("clock_nanosleep"), trace.spans_of("clock_nanosleep").len()), (1, 0));
}

/// Status and body of `GET path`.
fn get(address: &str, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, answer.rsplit("\r\n\r\n").next().expect("a body").trim().to_owned())
}

#[test]
fn it_says_how_it_is() {
    needs_kernel!();
    let config = tempfile::NamedTempFile::new().expect("a file");
    fs::write(&config, "health: {listen: '127.0.0.1:0'}").expect("a configuration");
    let attached = Attached::start(["--config", &config.path().display().to_string()]);
    let line = attached.said("health is told on http://");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
    let mut ready = get(address, "/readyz");
    for _ in 0..100 {
        if ready.0 == 200 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
        ready = get(address, "/readyz");
    }
    assert_eq!(ready, (200, "ok".to_owned()));
    // Where nobody sits before it, what it says is for machines.
    let line = attached.said("attached;");
    assert!(line.starts_with("time=20") && line.contains("Z level=info msg=\"attached; "), "{line}");
    assert_eq!(get(address, "/healthz"), (200, "ok".to_owned()));
    assert_eq!(get(address, "/anything").0, 404);
    let taken = tempfile::NamedTempFile::new().expect("a file");
    fs::write(&taken, format!("health: {{listen: '{address}'}}")).expect("a configuration");
    refused(&["--config", &taken.path().display().to_string()], 70, "cannot listen on");
    attached.finish().assert_nothing_lost();
}

fn refused(options: &[&str], code: i32, words: &str) -> Trace {
    let output =
        command(["attach", "--duration", "1m"]).args(options).output().expect("ior-otel can be started");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(stderr.contains(words) && !stderr.contains("panicked"), "{words:?} in {stderr}");
    Trace { output, spans: Vec::new(), points: Vec::new() }
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    refused(&["--pid", "4194304"], 66, "there is no process 4194304");
    refused(&["--cgroup", "/no/such/cgroup"], 66, "cgroup");
    refused(&["--pid-namespace", "4194304"], 66, "there is no process 4194304");
    refused(&["--pid-namespace", "ours"], 64, "neither self nor a process id");
    refused(&["--pid", "0"], 64, "0");
    refused(&["--comm", ""], 64, "value");
}

#[test]
fn a_kernel_without_type_information_is_said() {
    needs_kernel!();
    let output = Command::new("unshare")
        .args(["--mount", "--", "sh", "-c", "mount -t tmpfs none /sys/kernel/btf && exec \"$0\" attach"])
        .arg(env!("CARGO_BIN_EXE_ior-otel"))
        .output()
        .expect("unshare is installed");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(69), "{stderr}");
    assert!(
        stderr.contains("/sys/kernel/btf/vmlinux") && stderr.contains("CONFIG_DEBUG_INFO_BTF=y"),
        "{stderr}"
    );
    assert_eq!(stderr.matches("No such file").count(), 1, "{stderr}");
}

/// A cgroup whose processes may take little memory, removed when it is dropped.
struct Tight(PathBuf);

impl Tight {
    fn new(bytes: u64) -> Option<Self> {
        // Version 1, or where the controller is in version 2.
        for (mount, limit) in
            [("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")]
        {
            let path = Path::new(mount).join(format!("ior-otel-tight-{}", std::process::id()));
            if fs::create_dir(&path).is_err() {
                continue;
            }
            let tight = Self(path);
            if fs::write(tight.0.join(limit), bytes.to_string()).is_ok() {
                return Some(tight);
            }
        }
        skip("no cgroup can limit memory here");
        None
    }
}

impl Drop for Tight {
    fn drop(&mut self) {
        for _ in 0..50 {
            if fs::remove_dir(&self.0).is_ok() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

#[test]
fn memory_that_is_refused_is_said() {
    needs_kernel!();
    let Some(tight) = Tight::new(64 << 20) else { return };
    let limits = tempfile::NamedTempFile::new().expect("a file");
    fs::write(&limits, "limits: {ring_buffer: 512MiB, series: 1000000}").expect("written");
    let output = Command::new("sh")
        .args(["-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\""])
        .args([
            tight.0.as_path(),
            Path::new(env!("CARGO_BIN_EXE_ior-otel")),
            Path::new("attach"),
            Path::new("--config"),
        ])
        .arg(limits.path())
        .output()
        .expect("sh");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(70), "{stderr}");
    assert!(stderr.contains("refused the memory") && stderr.contains("`limits:`"), "{stderr}");
}

#[test]
fn nothing_stays_attached_where_it_was_refused_or_killed() {
    needs_kernel!();
    refused(&["--pid", "4194304"], 66, "there is no process");
    let killed = Attached::start(["--pid", &std::process::id().to_string()]);
    killed.signal(Signal::KILL);
    drop(killed);
    let mut looks = 0;
    while left_behind() != 0 {
        // The kernel frees them when no CPU runs them any more.
        assert!(looks < 100, "{} programs are left", left_behind());
        looks += 1;
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
