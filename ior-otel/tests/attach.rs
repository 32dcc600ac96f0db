//! `ior-otel attach`: who is traced and who is not, of processes that were there before, begin later, move and leave.

mod support;

use std::{fs, path::PathBuf, process::Command};

use ior_otel::probe::version::is_at_least;
use support::{
    attached::{Attached, Worker, program},
    trace::{Point, Span, python},
};

fn pid(worker: &Worker) -> String {
    worker.pid.to_string()
}

#[test]
fn a_process_that_runs_is_traced_from_now_on() {
    needs_kernel!();
    let (mut worker, mut other) = (Worker::start(), Worker::start());
    worker.does("calls 1000");
    let attached = Attached::start(["--pid", &pid(&worker)]);
    worker.does("calls 500");
    worker.does("thread 70");
    worker.does("child 8");
    worker.does("sleep 0.05");
    other.does("calls 5000");
    let trace = attached.finish();
    assert!(trace.output.status.success(), "{}", trace.stderr());
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("getppid"), 578);
    let of_child = trace.calls_where("getppid", |point| point.resource["process.pid"] != worker.pid);
    assert_eq!(of_child, 8, "the child is followed, and a process of its own");
    // The read of its input.
    assert!(trace.stderr().contains("1 calls in flight when their thread was found"), "{}", trace.stderr());
    let sleeps = trace.spans_of("clock_nanosleep");
    let [sleep] = sleeps[..] else { panic!("{sleeps:?}") };
    assert!((0.05..0.3).contains(&sleep.seconds()), "{sleep:?}");
    assert_eq!(sleep.attributes["process.pid"], worker.pid);
    for key in ["process.executable.path", "process.creation.time", "host.name"] {
        assert!(sleep.resource.contains_key(key), "{key} of {:?}", sleep.resource);
    }
    let root = trace.spans.iter().find(|span| span.id == sleep.parent).expect("a root");
    assert!(root.parent.is_empty() && root.name.starts_with("python"), "{root:?}");
    assert!(root.start <= sleep.start && sleep.end <= root.end);
}

#[test]
fn children_are_left_out_if_so_wished() {
    needs_kernel!();
    let mut worker = Worker::start();
    let attached = Attached::start(["--no-follow", "--pid", &pid(&worker)]);
    worker.does("child 50");
    worker.does("thread 3");
    let trace = attached.finish();
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("getppid"), 3);
}

#[test]
fn what_is_blocked_when_we_come_is_seen() {
    needs_kernel!();
    if !is_at_least(5, 15) {
        eprintln!("SKIPPED: which call a thread is in can be read since Linux 5.15 (bpf_task_pt_regs)");
        return;
    }
    let mut worker = Worker::start();
    worker.does("blocked sleeper");
    let config = tempfile::NamedTempFile::new().expect("a file");
    fs::write(&config, "metrics: {interval: 200ms}").expect("a configuration");
    let attached =
        Attached::start(["--pid", &pid(&worker), "--config", &config.path().display().to_string()]);
    attached.until("the call in flight is told", |trace| {
        trace.points.iter().any(|point| {
            point.metric == "syscall.active"
                && point.text("syscall.name") == "clock_nanosleep"
                && point.value == 1
        })
    });
    let trace = attached.finish();
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("clock_nanosleep"), 0, "how long it takes is not known");
}

#[test]
fn processes_are_known_by_their_name() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let sleep = directory.path().join("ior-napper");
    fs::copy("/bin/sleep", &sleep).expect("a program");
    let mut nap = Command::new(&sleep).arg("0.3").spawn().expect("it starts");
    let attached = Attached::start(["--comm", "ior-napper"]);
    // One that takes the name later, and one that never does.
    let later = Command::new("sh").args(["-c", "sleep 0.02; exec \"$0\" 0.1"]).arg(&sleep).status();
    assert!(later.expect("it starts").success());
    nap.wait().expect("it ends");
    let trace = attached.finish();
    trace.assert_nothing_lost();
    let mut naps: Vec<_> = trace.spans_of("clock_nanosleep").iter().map(|span| span.seconds()).collect();
    naps.sort_by(f64::total_cmp);
    // The first was in its nap when we came: its start was not seen.
    assert_eq!(naps.len(), 1, "{naps:?}");
    assert!((0.1..0.25).contains(&naps[0]), "{naps:?}");
    assert_eq!(trace.calls("wait4"), 0, "the shell is no target");
}

/// A cgroup of version 2, removed when it is dropped.
struct Cgroup(PathBuf);

impl Cgroup {
    fn new(name: &str) -> Option<Self> {
        Self::named(&format!("ior-otel-test-{}-{name}", std::process::id()))
    }

    fn named(name: &str) -> Option<Self> {
        let Some(mount) = ior_otel::probe::target::mount_of_cgroups() else {
            support::trace::skip("no cgroups of version 2");
            return None;
        };
        let path = mount.join(name);
        match fs::create_dir(&path) {
            Ok(()) => Some(Self(path)),
            Err(error) => {
                support::trace::skip(&format!("cannot make {}: {error}", path.display()));
                None
            }
        }
    }

    fn path(&self) -> String {
        self.0.display().to_string()
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        for _ in 0..50 {
            let _ = fs::remove_dir(self.0.join("inner"));
            if fs::remove_dir(&self.0).is_ok() || !self.0.exists() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

#[test]
fn a_cgroup_is_traced_with_who_moves_in_and_without_who_moves_out() {
    needs_kernel!();
    let Some(cgroup) = Cgroup::new("moves") else { return };
    let inner = format!("{}/inner", cgroup.path());
    fs::create_dir(&inner).expect("a cgroup in it");
    let root = cgroup.0.parent().expect("the mount").display().to_string();
    let (mut inside, mut moving, mut outside) = (Worker::start(), Worker::start(), Worker::start());
    inside.does(&format!("move {inner}"));
    moving.does("blocked thread-of-it");
    let attached = Attached::start(["--cgroup", &cgroup.path(), "--min-duration", "0"]);
    inside.does("calls 100");
    moving.does("calls 1000");
    outside.does("calls 1000000");
    moving.does(&format!("move {}", cgroup.path()));
    moving.does("calls 20");
    moving.does("thread 4");
    moving.does("child 3");
    moving.does(&format!("move {root}"));
    moving.does("calls 1000");
    moving.does("thread 1000");
    moving.does("child 1000");
    moving.does(&format!("move {inner}"));
    moving.does("calls 5");
    outside.does("calls 10");
    let trace = attached.finish();
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("getppid"), 100 + 27 + 5);
    assert_eq!(trace.spans_of("getppid").len(), 132);
    let pids: Vec<_> = trace.spans.iter().map(|span| &span.resource["process.pid"]).collect();
    assert!(pids.iter().all(|pid| **pid != outside.pid));
    // Not one record of a million calls of a neighbour, nor of thousands before and after.
    let received = trace.ledger(" records = ");
    assert!(received < 1000, "{received} records\n{}", trace.stderr());
    drop((inside, moving));
}

#[test]
fn a_cgroup_that_is_made_again_is_the_same_target() {
    needs_kernel!();
    let Some(cgroup) = Cgroup::new("again") else { return };
    let attached = Attached::start(["--cgroup", &cgroup.path()]);
    let mut worker = Worker::start();
    worker.does(&format!("move {}", cgroup.path()));
    worker.does("calls 7");
    drop(worker);
    fs::remove_dir(&cgroup.0).expect("it is empty");
    fs::create_dir(&cgroup.0).expect("made again");
    let mut worker = Worker::start();
    // Either the directory has been seen by now, or the worker is found in it.
    worker.does(&format!("move {}", cgroup.path()));
    worker.does("sleep 0.5");
    worker.does("calls 30");
    let trace = attached.finish();
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("getppid"), 37);
    drop(worker);
}

#[test]
fn a_pid_namespace_is_named_by_a_process_in_it() {
    needs_kernel!();
    let mut inside = Worker::of(
        Command::new("unshare")
            .args(["--pid", "--fork", "--kill-child", "--", &python()])
            .arg(program("worker.py")),
    );
    assert_eq!(inside.pid, 1, "the first of its namespace");
    let children = format!("/proc/{0}/task/{0}/children", inside.started_as());
    let children = fs::read_to_string(children).expect("unshare lives");
    let host_pid: u64 = children.trim().parse().expect("one child");
    let mut outside = Worker::start();
    let attached = Attached::start(["--pid-namespace", &host_pid.to_string()]);
    outside.does("calls 1000");
    inside.does("calls 50");
    inside.does("child 7");
    let trace = attached.finish();
    trace.assert_nothing_lost();
    assert_eq!(trace.calls("getppid"), 57);
    let points: Vec<_> = trace.points.iter().filter(|point| point.metric == "syscall.duration").collect();
    assert!(points.iter().any(|point| point.resource["process.pid"] == 1
        && point.resource["process.host_pid"] == host_pid));
    assert!(points.iter().all(|point| point.resource["process.pid"] != outside.pid));
}

#[test]
fn containers_have_their_id_and_can_be_counted_as_one() {
    needs_kernel!();
    let id = "3f2a9c0d4b5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8";
    let Some(cgroup) = Cgroup::named(&format!("docker-{id}.scope")) else { return };
    let config = tempfile::NamedTempFile::new().expect("a file");
    fs::write(&config, "metrics: {per: container}").expect("a configuration");
    let mut worker = Worker::start();
    worker.does(&format!("move {}", cgroup.path()));
    let config = config.path().display().to_string();
    let attached = Attached::start(["--cgroup", &cgroup.path(), "--config", &config]);
    worker.does("calls 30");
    worker.does("child 5");
    worker.does("sleep 0.05");
    let trace = attached.finish();
    trace.assert_nothing_lost();
    let of_container = |point: &Point| {
        point.resource.get("container.id").is_some_and(|is| is == id)
            && !point.resource.contains_key("process.pid")
    };
    assert_eq!(trace.calls_where("getppid", of_container), 35, "{:?}", trace.points);
    let nap = trace.spans_of("clock_nanosleep")[0];
    assert_eq!(
        (nap.resource["container.id"].as_str(), &nap.resource["process.pid"]),
        (Some(id), &worker.pid.into())
    );
    drop(worker);
}

#[test]
fn all_are_all_that_begin_later_and_none_of_the_kernels_own() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let sleep = directory.path().join("ior-anyone");
    fs::copy("/bin/sleep", &sleep).expect("a program");
    let attached = Attached::start(["--all"]);
    let us = attached.pid();
    assert!(Command::new(&sleep).arg("0.05").status().expect("it starts").success());
    let trace = attached.finish();
    let of_it = |span: &&&Span| span.resource["process.executable.name"] == "ior-anyone";
    assert_eq!(trace.spans_of("clock_nanosleep").iter().filter(of_it).count(), 1, "{}", trace.stderr());
    let pids = trace.points.iter().filter_map(|point| point.resource.get("process.pid"));
    for pid in pids.filter_map(serde_json::Value::as_u64) {
        assert_ne!(pid, u64::from(us), "ourselves");
        // kthreadd, which has all of them as its children.
        assert_ne!(pid, 2);
    }
    assert!(
        trace.points.iter().all(|point| point.resource.get("process.parent_pid").is_none_or(|pid| *pid != 2))
    );
}
