//! What is left of root's privileges once ior-otel traces: of every thread, as the kernel tells (proc_pid_status(5)).

mod support;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    os::unix::process::ExitStatusExt as _,
    process::Stdio,
};

use rustix::process::{Pid, Signal, kill_process};

use support::{
    attached::{Attached, Worker},
    trace::command,
};

const CAP_KILL: u64 = 1 << 5;
const CAP_DAC_READ_SEARCH: u64 = 1 << 2;
const CAP_SYS_PTRACE: u64 = 1 << 19;

/// A thread's status: its lines by their names.
type Status = BTreeMap<String, String>;

fn status(text: &str) -> Status {
    let pair =
        |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    text.lines().filter_map(pair).collect()
}

fn set(status: &Status, name: &str) -> u64 {
    u64::from_str_radix(&status[name], 16).expect("a set of capabilities")
}

/// Asserts that none of the threads has more than it needs. `signals` is whether one passes signals on to the command.
#[track_caller]
fn assert_lowered(threads: &[Status], signals: bool) {
    let mut pass_on = 0;
    for thread in threads {
        for name in ["CapInh", "CapBnd", "CapAmb"] {
            assert_eq!(set(thread, name), 0, "{name} of {thread:?}");
        }
        assert_eq!(thread["NoNewPrivs"], "1", "{thread:?}");
        assert_eq!(set(thread, "CapEff"), set(thread, "CapPrm"), "{thread:?}");
        let is_main = thread["Pid"] == thread["Tgid"];
        match set(thread, "CapPrm") {
            // Environments and mappings of other users' processes are read with them.
            left if is_main => assert_eq!(left & !(CAP_SYS_PTRACE | CAP_DAC_READ_SEARCH), 0, "{thread:?}"),
            CAP_KILL if signals => pass_on += 1,
            left => assert_eq!(left, 0, "{thread:?}"),
        }
    }
    assert_eq!(pass_on, u64::from(signals));
}

#[test]
fn under_attach_no_thread_can_do_more_than_read() {
    needs_kernel!();
    let worker = Worker::start();
    let pid = worker.pid.to_string();
    let directory = tempfile::tempdir().expect("a directory");
    let config = directory.path().join("c.yaml");
    fs::write(&config, "health: {listen: '127.0.0.1:0'}").expect("written");
    // A server that isn't there: for all threads to be there that export.
    let attached = Attached::start([
        "--pid",
        &pid,
        "--endpoint",
        "http://127.0.0.1:9",
        "--config",
        &config.to_string_lossy(),
    ]);
    let threads = || {
        let tasks = fs::read_dir(format!("/proc/{}/task", attached.pid())).expect("it lives");
        let read = |task: fs::DirEntry| fs::read_to_string(task.path().join("status")).ok();
        tasks.filter_map(|task| read(task.ok()?)).map(|text| status(&text)).collect::<Vec<_>>()
    };
    // Privileges are given up after it has said that it is attached.
    attached.until("lowered", |_| threads().iter().all(|thread| thread["NoNewPrivs"] == "1"));
    let threads = threads();
    assert!(threads.len() >= 4, "{threads:?}");
    assert_lowered(&threads, false);
    assert!(attached.finish().output.status.success());
}

#[test]
fn under_run_the_command_keeps_what_it_had_and_we_do_not() {
    needs_kernel!();
    // What the command is allowed, and what the threads of its parent are.
    let look =
        "sleep 1; cat /proc/self/status; for task in /proc/$PPID/task/*; do echo ---; cat $task/status; done";
    let output = command(["run", "--endpoint", "http://127.0.0.1:9", "--", "sh", "-c", look])
        .output()
        .expect("it can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut statuses = text.split("---\n").map(status);
    let commands = statuses.next().expect("the command's own");
    let ours = status(&fs::read_to_string("/proc/self/status").expect("ours"));
    for name in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp"] {
        assert_eq!(commands[name], ours[name], "{name}");
    }
    let threads: Vec<_> = statuses.collect();
    assert!(threads.len() >= 4, "{text}");
    assert_lowered(&threads, true);
}

#[test]
fn a_command_that_became_another_user_gets_its_signals() {
    needs_kernel!();
    let script = "echo ready; exec sleep 60";
    let words = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "sh", "-c", script];
    let mut command = command(["run", "--summary", "never", "--"]);
    let mut child = command.args(words).stdout(Stdio::piped()).spawn().expect("it can be started");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("it says so");
    assert_eq!(line, "ready\n");
    let pid = Pid::from_raw(child.id() as i32).expect("a process");
    kill_process(pid, Signal::TERM).expect("it lives");
    let status = child.wait().expect("it ends");
    assert_eq!((status.code(), status.signal()), (Some(128 + 15), None), "the command was killed by it");
}
