//! The application's active span: processes that were there before, that fork and execute; and contexts that are none.

mod support;

use std::{path::PathBuf, process::Command};

use support::{
    attached::{Attached, Worker, program},
    trace::{Span, Trace, python, trace},
};
use tempfile::TempDir;

/// The library that publishes, for Python to load.
struct Library(TempDir);

impl Library {
    fn build() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let library = Self(directory);
        let output = Command::new("gcc")
            .args(["-O1", "-shared", "-fPIC", "-ftls-model=global-dynamic", "-o"])
            .arg(library.path())
            .arg(program("context/publisher.c"))
            .output()
            .expect("gcc is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        library
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("publisher.so")
    }

    /// A Python script that can publish: `record(trace, span)` makes a record with ids of these bytes, `publish(address)` makes it the
    /// active one, and `nap(n)` is a call whose requested time tells it from others: n microseconds.
    fn script(&self, script: &str) -> String {
        format!(
            "
import ctypes, mmap, os, sys, threading, time
library = ctypes.CDLL({:?})
libc = ctypes.CDLL(None, use_errno=True)
def publish(address): library.publish(ctypes.c_void_p(address))
kept = []
def record(trace, span, valid=1, flags=1):
    made = ctypes.create_string_buffer(bytes([trace]) * 16 + bytes([span]) * 8 + bytes([valid, flags, 0, 0]), 640)
    kept.append(made)
    return ctypes.addressof(made)
class Time(ctypes.Structure): _fields_ = [('s', ctypes.c_long), ('ns', ctypes.c_long)]
def nap(n): libc.syscall(230, 1, 0, ctypes.byref(Time(0, n * 1000)), 0)
def settle(): time.sleep(0.3)
{script}",
            self.path()
        )
    }
}

fn run(options: &[&str], script: &str) -> Trace {
    let library = Library::build();
    let options = [&["--min-duration", "0", "--syscalls", "clock_nanosleep"], options].concat();
    let trace = trace(&options, &[&python(), "-I", "-S", "-c", &library.script(script)]);
    assert!(trace.output.status.success(), "{}", trace.stderr());
    trace
}

/// The call that asked for so many microseconds.
fn nap(trace: &Trace, micros: u64) -> &Span {
    let asked = |span: &&&Span| {
        let seconds = span.attributes.get("syscall.sleep.requested").and_then(serde_json::Value::as_f64);
        seconds.is_some_and(|seconds| (seconds * 1e6).round() as u64 == micros)
    };
    let spans = trace.spans_of("clock_nanosleep");
    let found: Vec<_> = spans.iter().filter(asked).collect();
    let [one] = found[..] else { panic!("{} naps of {micros}\n{}", found.len(), trace.stderr()) };
    one
}

/// An id of one byte again and again.
fn id(byte: u8, length: usize) -> String {
    format!("{byte:02x}").repeat(length)
}

fn assert_below(span: &Span, trace: u8, parent: u8) {
    assert_eq!((&span.trace, &span.parent), (&id(trace, 16), &id(parent, 8)), "{span:?}");
}

fn root(trace: &Trace) -> &Span {
    trace.spans.iter().find(|span| span.parent.is_empty()).expect("a root")
}

#[test]
fn children_go_on_and_programs_begin_anew() {
    needs_kernel!();
    let trace = run(
        &[],
        "
settle()
publish(record(1, 2))
nap(101)
child = os.fork()
if child == 0:
    nap(102)                                       # in its parent's span: it has a copy of its memory
    publish(record(1, 3)); nap(103)
    if os.fork() == 0:
        nap(104); os._exit(0)
    os.wait(); os._exit(0)
os.wait()
child = os.fork()
if child == 0:
    os.execv('/bin/sleep', ['sleep', '0.000105'])  # a new program, in no span
os.wait()
nap(106)
publish(0)
nap(107)
",
    );
    for (micros, parent) in [(101, 2), (102, 2), (103, 3), (104, 3), (106, 2)] {
        assert_below(nap(&trace, micros), 1, parent);
    }
    for micros in [105, 107] {
        assert_eq!(nap(&trace, micros).trace, root(&trace).trace, "{micros}");
    }
}

#[test]
fn what_is_no_context_is_no_parent() {
    needs_kernel!();
    let trace = run(
        &[],
        "
settle()
def said(address, n): publish(address); nap(n)
said(record(1, 0), 201)                            # no span id
said(record(0, 1), 202)                            # no trace id
said(record(0, 0), 203)                            # neither: no span is active
said(record(1, 2, valid=0), 204)                   # being written
said(record(1, 2, valid=7), 205)
said(1, 206)                                       # nowhere
said(2**64 - 8, 207)
said(0xffff888000000000, 208)                      # the kernel's
huge = libc.mmap; huge.restype = ctypes.c_void_p
huge.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
nothing = huge(None, 1 << 40, 0, 0x4022, -1, 0)    # a terabyte that can't be read
said(nothing + (1 << 39), 209)
untouched = huge(None, 1 << 30, 3, 0x4022, -1, 0)  # a gigabyte that is not there yet
said(untouched + (1 << 29), 210)
page = huge(None, 8192, 3, 0x22, -1, 0)
libc.mprotect(ctypes.c_void_p(page + 4096), 4096, 0)
ctypes.memset(page, 1, 4096)
said(page + 4096 - 27, 211)                        # ends one byte too early
said(page + 4096 - 28, 212)                        # and just in time
publish(0)
",
    );
    for micros in 201..=211 {
        assert_eq!(nap(&trace, micros).trace, root(&trace).trace, "{micros}\n{}", trace.stderr());
    }
    assert_below(nap(&trace, 212), 1, 1);
    let counted = ["unreadable ", "being written ", "invalid "].map(|words| trace.ledger(words));
    assert_eq!(counted, [6, 2, 2], "{}", trace.stderr());
    assert_eq!(trace.ledger("publish their trace context = "), 1);
}

#[test]
fn a_record_that_flips_is_right_or_unknown() {
    needs_kernel!();
    let trace = run(
        &[],
        "
settle()
address = record(1, 2)
stop = False
valid = ctypes.c_uint8.from_address(address + 24)
def flip():
    while not stop: valid.value ^= 1
flipper = threading.Thread(target=flip); flipper.start()
publish(address)
for n in range(1000): nap(1)
publish(0)
stop = True; flipper.join()
",
    );
    let (below, own): (Vec<_>, Vec<_>) =
        trace.spans_of("clock_nanosleep").into_iter().partition(|span| span.trace != root(&trace).trace);
    below.iter().for_each(|span| assert_below(span, 1, 2));
    let (active, in_flux) = (trace.ledger("publish their trace context = "), trace.ledger("being written "));
    assert_eq!(active, below.len() as u64);
    assert!(active + in_flux == 1000 && in_flux > 0, "{active} and {in_flux}, and {} others", own.len());
}

#[test]
fn whatever_is_published_last_counts() {
    needs_kernel!();
    let trace = run(
        &[],
        "
settle()
records = [record(1, 1 + n) for n in range(200)]
for n, address in enumerate(records):
    for other in records: publish(other)           # each is replaced at once
    publish(address)
    nap(300 + n)
    publish(0)
",
    );
    for n in 0..200 {
        assert_below(nap(&trace, 300 + n), 1, 1 + n as u8);
    }
}

#[test]
fn traces_that_are_not_sampled_get_no_spans() {
    needs_kernel!();
    let script = "
settle()
def said(address, n): publish(address); nap(n)
said(record(1, 2, flags=0), 401)                   # nobody knows yet whether flags are told here
said(record(3, 4, flags=1), 402)
said(record(5, 6, flags=0), 403)                   # they are: not sampled
said(record(7, 8, flags=2), 404)                   # random, but not sampled
publish(0)
";
    let trace_of = |options: &[&str]| run(options, script);
    let trace = trace_of(&[]);
    assert_below(nap(&trace, 401), 1, 2);
    assert_below(nap(&trace, 402), 3, 4);
    assert_eq!(
        trace.spans.iter().filter(|span| span.trace == id(5, 16) || span.trace == id(7, 16)).count(),
        0
    );
    assert!(trace.stderr().contains("  2 calls in traces that are not sampled"), "{}", trace.stderr());
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("config.yaml");
    std::fs::write(&file, "correlation: {unsampled: keep}").expect("a file");
    let trace = trace_of(&["--config", file.to_str().expect("a path")]);
    assert_below(nap(&trace, 403), 5, 6);
}

#[test]
fn spans_may_be_linked_instead() {
    needs_kernel!();
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("config.yaml");
    std::fs::write(&file, "correlation: {as: link}").expect("a file");
    let options = ["--config", file.to_str().expect("a path")];
    let trace = run(&options, "settle(); publish(record(1, 2)); nap(501); publish(0); nap(502)");
    let linked = nap(&trace, 501);
    assert_eq!(linked.trace, root(&trace).trace);
    assert_eq!(linked.links, [(id(1, 16), id(2, 8))]);
    assert!(nap(&trace, 502).links.is_empty());
}

#[test]
fn a_trace_that_would_be_too_large_says_what_is_missing() {
    needs_kernel!();
    let trace = run(
        &[],
        "
settle()
publish(record(1, 2))
for n in range(6000): nap(1)
publish(0)
nap(601)
",
    );
    let of_application: Vec<_> = trace.spans.iter().filter(|span| span.trace == id(1, 16)).collect();
    assert_eq!(of_application.len(), 5001, "{}", trace.stderr());
    let [missing] = trace.spans_of("suppressed syscalls")[..] else { panic!("nothing says it") };
    assert_below(missing, 1, 2);
    assert_eq!(missing.text("ior.spans.suppressed"), "1000");
    assert_eq!(nap(&trace, 601).trace, root(&trace).trace, "there is room elsewhere");
}

#[test]
fn who_was_there_before_is_found_and_so_is_what_it_loads_later() {
    needs_kernel!();
    let library = Library::build();
    let mut worker = Worker::of(Command::new(python()).arg("-I").arg("-c").arg(library.script(
        "
print(os.getpid(), flush=True)
for line in sys.stdin:
    exec(line)
    print('done', flush=True)
",
    )));
    let pid = worker.pid.to_string();
    let attached = Attached::start([
        "--pid",
        &pid,
        "--min-duration",
        "0",
        "--syscalls",
        "clock_nanosleep,mmap,fork,clone",
    ]);
    worker.does("settle(); publish(record(1, 2)); nap(701)");
    // Children of a process that was there.
    worker.does("child = os.fork(); nap(702) if child == 0 else os.wait(); child or os._exit(0)");
    // Another library with a variable of its own, while the first one is not used.
    let second = Library::build();
    worker.does(&format!("publish(0); library = ctypes.CDLL({:?}); settle()", second.path()));
    worker.does("publish(record(3, 4)); nap(703); publish(0); nap(704)");
    drop(worker);
    let trace = attached.finish();
    assert_below(nap(&trace, 701), 1, 2);
    assert_below(nap(&trace, 702), 1, 2);
    assert_below(nap(&trace, 703), 3, 4);
    assert_ne!(nap(&trace, 704).trace, id(3, 16));
}
