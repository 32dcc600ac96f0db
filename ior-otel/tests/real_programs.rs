//! Real programs, each call compared with strace: both watch the same run, so that call by call and thread by thread they must say the
//! same.
//!
//! What may differ, because the two look at other things, is counted and printed, not hidden:
//! - calls that are interrupted: strace shows the interruption and the restart, ior-otel the one call that the program made, and none
//!   where the signal's handler does not return;
//! - what a descriptor is: strace looks before the call, ior-otel after it, and not at all at one that is closed by then.

mod support;

use std::{
    collections::BTreeMap,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use support::{
    strace::{self, Call, descriptor},
    trace::{self, Span, Trace, python},
};

/// Every call becomes a span.
const CONFIG: &str = "
spans: {min_duration: 0s, max_per_trace: 100000000, max_per_second: 100000000}
syscalls:
  {futex: spans, futex_wait: spans, futex_wake: spans, futex_waitv: spans, futex_requeue: spans, clock_gettime: spans,
   gettimeofday: spans, getcpu: spans, sched_yield: spans, rt_sigprocmask: spans}
limits: {ring_buffer: 512MiB}
";

/// How the two agree.
#[derive(Debug, Default)]
struct Agreement {
    calls: usize,
    descriptors: usize,
    paths: usize,
    sockets: usize,
    /// Calls that were interrupted, so that results are not compared.
    interrupted: usize,
    /// Calls whose handler did not return, so that they have no end.
    abandoned: usize,
    /// Calls that strace saw begin, and in which the thread was killed before the kernel did.
    never_made: usize,
    /// Descriptors that strace knew and ior-otel does not show, by syscall.
    unknown: BTreeMap<String, usize>,
}

/// Traces a script under both, and compares.
fn compare(what: &str, script: &str, directory: &Path) -> Agreement {
    let (config, log, out) =
        (directory.join("ior.yaml"), directory.join("strace.log"), directory.join("ior.jsonl"));
    fs::write(&config, CONFIG).expect("written");
    let output = trace::command(["run", "--summary", "always", "--config"])
        .args([&config, Path::new("--output"), &out])
        .args(["--", "strace", "-f", "-yy", "-s", "4096", "-o"])
        .arg(&log)
        .args(["sh", "-c", script])
        .current_dir(directory)
        .output()
        .expect("ior-otel can be started");
    assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    let trace = trace::read(output, &out);
    trace.assert_nothing_lost();
    let threads = strace::parse(&String::from_utf8_lossy(&fs::read(&log).expect("a log")));
    let mut agreement = Agreement::default();
    let mut spans = by_thread(&trace);
    for (tid, calls) in &threads {
        let mut spans = spans.remove(tid).unwrap_or_default();
        // What the first process did before it was strace's: the log begins with its execve.
        if calls.first().is_some_and(|first| first.name == "execve")
            && spans.iter().any(|span| span.name == "execve")
        {
            let begin = spans.iter().position(|span| span.name == "execve").unwrap_or_default();
            spans.drain(..begin);
        }
        let mut calls = joined(calls, &mut agreement);
        let is_one_more = calls.len() == spans.len() + 1;
        if is_one_more
            && calls.last().is_some_and(|last| last.returned.is_none() && !last.name.starts_with("exit"))
        {
            // strace stops a thread before the kernel begins its call: if it is killed there, the call was never made.
            calls.pop();
            agreement.never_made += 1;
        }
        same_calls(what, *tid, &calls, &spans);
        for (call, span) in calls.iter().zip(&spans) {
            agree(what, call, span, &mut agreement);
        }
    }
    eprintln!("{what}: {agreement:?}");
    agreement
}

fn same_calls(what: &str, tid: u32, calls: &[Call], spans: &[&Span]) {
    let same = calls.iter().zip(spans).take_while(|(call, span)| call.name == span.name).count();
    let (begin, end) = (same.saturating_sub(3), same + 4);
    let theirs = calls.get(begin..end.min(calls.len()));
    let ours = spans.get(begin..end.min(spans.len()));
    assert!(
        same == calls.len() && same == spans.len(),
        "{what}: thread {tid}: other calls from {same} on, of {} and {}:\n{theirs:#?}\n{ours:#?}",
        calls.len(),
        spans.len()
    );
}

/// The spans of calls, in order.
fn by_thread(trace: &Trace) -> BTreeMap<u32, Vec<&Span>> {
    let mut threads: BTreeMap<u32, Vec<&Span>> = BTreeMap::new();
    for span in trace.spans.iter().filter(|span| span.attributes.contains_key("syscall.name")) {
        threads.entry(span.text("thread.id").parse().expect("a thread")).or_default().push(span);
    }
    for spans in threads.values_mut() {
        spans.sort_by_key(|span| span.start);
    }
    threads
}

/// An interrupted call and its restart are one.
fn joined(calls: &[Call], agreement: &mut Agreement) -> Vec<Call> {
    let mut joined: Vec<Call> = Vec::new();
    let mut pending: Option<String> = None;
    let mut interrupted = 0;
    for call in calls {
        if let Some(name) = pending.take() {
            if call.name == name || call.name == "restart_syscall" {
                pending = call.errno.starts_with("ERESTART").then_some(name);
                continue;
            }
            // A handler runs: the call comes again after it, or was answered.
            if call.name != "rt_sigreturn" {
                pending = Some(name);
            }
        }
        if call.errno.starts_with("ERESTART") {
            agreement.interrupted += 1;
            interrupted = joined.len();
            pending = Some(call.name.clone());
        }
        joined.push(call.clone());
    }
    if pending.is_some() && joined.len() > interrupted + 1 {
        // Its handler ended the process.
        agreement.abandoned += 1;
        joined.remove(interrupted);
    }
    joined
}

fn agree(what: &str, call: &Call, span: &Span, agreement: &mut Agreement) {
    agreement.calls += 1;
    let both = || format!("{what}: {call:?}\n{span:?}");
    // What rt_sigreturn leaves in the register is not a result.
    if let Some(returned) = call.returned.filter(|_| !matches!(&*call.name, "rt_sigreturn")) {
        let ours: i64 = span.text("syscall.return_value").parse().unwrap_or_else(|_| panic!("{}", both()));
        let same = if call.errno.is_empty() {
            // strace prints what is no address as the C type that it is.
            ours == returned || ours as i32 == returned as i32 && ours >> 32 == 0
        } else {
            ours < 0 && span.text("syscall.errno") == call.errno
        };
        assert!(same, "{}", both());
    }
    let Some((fd, shown)) = descriptor(&call.arguments) else { return };
    if !span.attributes.contains_key("fd") {
        return;
    }
    assert_eq!(span.text("fd"), fd.to_string(), "{}", both());
    agreement.descriptors += 1;
    if !span.attributes.contains_key("syscall.fd.type") {
        *agreement.unknown.entry(call.name.clone()).or_default() += 1;
        return;
    }
    what_it_is(shown, span, agreement, &both);
}

/// `/path`, `pipe:[1]`, `TCP:[127.0.0.1:1->127.0.0.1:2]`, `UNIX-STREAM:[1->2, "/path"]`, `anon_inode:[eventpoll]`.
fn what_it_is(shown: &str, span: &Span, agreement: &mut Agreement, both: &dyn Fn() -> String) {
    if shown.starts_with('/') {
        // A device has its numbers after it: `/dev/null<char 1:3>`.
        let path = shown.split('<').next().unwrap_or_default().trim_end_matches(" (deleted)");
        if span.name != "connect" && !path.contains("\\x") && span.text("file.path").starts_with('/') {
            assert_eq!(span.text("file.path"), path, "{}", both());
            agreement.paths += 1;
        }
    } else if let Some(inode) = shown.strip_prefix("pipe:[") {
        assert_eq!(format!("{}]", span.text("syscall.fd.inode")), inode, "{}", both());
        agreement.descriptors += 1;
    } else if let Some(inside) = shown.strip_prefix("TCP:[").and_then(|rest| rest.strip_suffix(']')) {
        let (local, peer) = inside.split_once("->").unwrap_or((inside, ""));
        let address = |side: &str| {
            format!(
                "{}:{}",
                span.text(&format!("network.{side}.address")),
                span.text(&format!("network.{side}.port"))
            )
        };
        // One that listens, and one whose address the call itself has said or changed, are shown otherwise.
        if !peer.is_empty() && !matches!(&*span.name, "accept4" | "accept" | "connect") {
            assert_eq!(
                (address("local"), address("peer")),
                (local.to_owned(), peer.to_owned()),
                "{}",
                both()
            );
            agreement.sockets += 1;
        }
    } else if let Some(kind) = shown.strip_prefix("anon_inode:[") {
        assert_eq!(format!("{}]", span.text("syscall.fd.type")), kind, "{}", both());
        agreement.descriptors += 1;
    }
}

/// Leaves the test if one of the programs is not installed; CI installs them all.
macro_rules! needs_programs {
    ($($program:expr),+) => {
        for program in [$($program),+] {
            if which::which(program).is_err() {
                trace::skip(&format!("{program} is not installed"));
                return;
            }
        }
    };
}

fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

fn quietly(command: &mut Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()), "{command:?}");
}

#[test]
fn git_clone() {
    needs_kernel!();
    needs_programs!("git", "strace");
    let directory = tempfile::tempdir().expect("a directory");
    let script = "set -e; export HOME=$PWD GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
        git init -q source; cd source
        for n in $(seq 50); do mkdir -p d$((n % 5)); echo $n > d$((n % 5))/file$n; done
        git add -A; git commit -qm all";
    quietly(Command::new("sh").args(["-c", script]).current_dir(&directory));
    let agreement = compare("git clone", "git clone -q source copy", directory.path());
    assert!(agreement.calls > 1000 && agreement.paths > 200, "{agreement:?}");
    assert!(directory.path().join("copy/d0/file50").exists());
}

#[test]
fn tar_and_gzip() {
    needs_kernel!();
    needs_programs!("tar", "gzip", "strace");
    let directory = tempfile::tempdir().expect("a directory");
    for number in 0..100 {
        fs::write(directory.path().join(format!("file{number}")), vec![b'x'; number * 1000])
            .expect("written");
    }
    let agreement = compare("tar and gzip", "tar cf - file* | gzip > all.tar.gz", directory.path());
    assert!(agreement.calls > 500 && agreement.paths > 200, "{agreement:?}");
}

#[test]
fn asyncio() {
    needs_kernel!();
    needs_programs!("strace");
    let directory = tempfile::tempdir().expect("a directory");
    let script = "
import asyncio
async def serve(reader, writer):
    while data := await reader.read(100): writer.write(data); await writer.drain()
    writer.close()
async def ask(port):
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    for n in range(20): writer.write(b'x' * n); await writer.drain(); n and await reader.readexactly(n); await asyncio.sleep(0.001)
    writer.close(); await writer.wait_closed()
async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]
    await asyncio.gather(*(ask(port) for n in range(5)))
    server.close()
asyncio.run(main())
";
    fs::write(directory.path().join("echo.py"), script).expect("written");
    let agreement = compare("asyncio", &format!("{} -I echo.py", python()), directory.path());
    assert!(agreement.sockets > 100, "{agreement:?}");
}

#[test]
fn redis() {
    needs_kernel!();
    needs_programs!("redis-server", "redis-benchmark", "redis-cli", "strace");
    let directory = tempfile::tempdir().expect("a directory");
    let port = port();
    let script = format!(
        "redis-server --port {port} --bind 127.0.0.1 --save '' --appendonly yes --dir . --logfile redis.log &
         until redis-cli -p {port} ping >/dev/null 2>&1; do sleep 0.1; done
         redis-benchmark -p {port} -n 200 -c 4 -t set,get -q >/dev/null; redis-cli -p {port} shutdown; wait"
    );
    let agreement = compare("redis", &script, directory.path());
    assert!(agreement.sockets > 500, "{agreement:?}");
}

#[test]
fn nginx() {
    needs_kernel!();
    needs_programs!("nginx", "wrk", "strace");
    let directory = tempfile::tempdir().expect("a directory");
    let home = directory.path().display();
    let port = port();
    let config = format!(
        "daemon off; worker_processes 1; user root; pid {home}/pid; error_log {home}/error.log;
         events {{ worker_connections 64; }}
         http {{ access_log {home}/access.log; server {{ listen 127.0.0.1:{port}; root {home}; }} }}"
    );
    fs::write(directory.path().join("nginx.conf"), config).expect("written");
    fs::write(directory.path().join("index.html"), "hello").expect("written");
    let script = format!(
        "nginx -c {home}/nginx.conf & until [ -s pid ]; do sleep 0.1; done; sleep 0.2
         wrk -t1 -c2 -d1s http://127.0.0.1:{port}/index.html >/dev/null; nginx -c {home}/nginx.conf -s quit; wait"
    );
    let agreement = compare("nginx", &script, directory.path());
    assert!(agreement.sockets > 100 && agreement.paths > 100, "{agreement:?}");
}

/// The newest PostgreSQL of Debian's layout.
fn postgres() -> Option<PathBuf> {
    let mut versions: Vec<_> =
        fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    versions.pop()
}

#[test]
fn postgresql() {
    needs_kernel!();
    needs_programs!("strace", "setpriv");
    let Some(programs) = postgres() else { return trace::skip("PostgreSQL is not installed") };
    let directory = tempfile::tempdir().expect("a directory");
    quietly(Command::new("chown").arg("postgres").arg(directory.path()));
    let (programs, port) = (programs.display(), port());
    // It refuses to run as root.
    let user = "setpriv --reuid=postgres --regid=postgres --clear-groups";
    let home = directory.path().display();
    let prepare = format!(
        "{user} {programs}/initdb -D {home}/data -A trust --no-sync && \
         {user} {programs}/pg_ctl -D {home}/data -w -o '-p {port} -k {home}' start && \
         {user} {programs}/pgbench -h {home} -p {port} -i -q postgres && {user} {programs}/pg_ctl -D {home}/data -w stop"
    );
    quietly(Command::new("sh").args(["-c", &prepare]).current_dir(&directory));
    let script = format!(
        "{user} {programs}/postgres -D {home}/data -p {port} -k {home} 2>/dev/null &
         until {programs}/pg_isready -q -h {home} -p {port}; do sleep 0.2; done
         {user} {programs}/pgbench -h 127.0.0.1 -p {port} -c 2 -t 10 postgres >/dev/null 2>&1
         kill -INT $(head -1 {home}/data/postmaster.pid); wait"
    );
    let agreement = compare("PostgreSQL", &script, directory.path());
    assert!(agreement.calls > 3000 && agreement.paths > 500, "{agreement:?}");
}
