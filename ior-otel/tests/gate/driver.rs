//! Runs a driver of this directory under the tracer.

use std::{collections::BTreeMap, fs, path::Path};

use ior_otel::table::{
    number::{Architecture, number},
    rows::ROWS,
};
use serde::Deserialize;
use serde_json::Value;

use crate::support::trace::{Trace, command, python, read};

/// A call as its caller knows it: a line of the truth, see `fire.py`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Fired {
    /// Name of the syscall.
    pub(crate) name: String,
    /// What was in the argument registers.
    pub(crate) args: [u64; 6],
    /// Arguments that were strings, by position.
    pub(crate) strings: BTreeMap<usize, String>,
    /// What it returned, -errno for a failure; nothing where nobody can know.
    pub(crate) ret: Option<i64>,
    /// Name of its error.
    pub(crate) errno: Option<String>,
    /// How long it took at most, nanoseconds; nothing where it was not measured.
    pub(crate) ns: Option<u64>,
    /// The thread, as it sees itself.
    pub(crate) tid: u32,
    /// Attributes that its span must have, null for one that it must not have.
    pub(crate) expect: BTreeMap<String, Value>,
}

/// What a driver wrote down.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    /// The calls, in the order in which they ended.
    pub(crate) calls: Vec<Fired>,
    /// Syscalls that are not fired, with the reason.
    pub(crate) exempt: BTreeMap<String, String>,
    /// All other lines.
    pub(crate) others: Vec<Value>,
}

/// Whether this is another kernel than the one that drivers were written on.
pub(crate) fn is_other_kernel() -> bool {
    std::env::var_os("IOR_OTHER_KERNEL").is_some()
}

/// Runs a driver under the tracer with a configuration; returns what both of them saw.
pub(crate) fn run(script: &str, config: &str) -> (Trace, Truth) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = |name: &str| directory.path().join(name);
    fs::write(file("config.yaml"), config).expect("written");
    fs::write(file("numbers.json"), numbers().to_string()).expect("written");
    fs::create_dir(file("play")).expect("a directory");
    let output = command(["run", "--summary", "always", "--config"])
        .arg(file("config.yaml"))
        .arg("--output")
        .arg(file("out.jsonl"))
        // No compiled modules beside the sources.
        .args(["--", &python(), "-B"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gate").join(script))
        .args([file("numbers.json"), file("truth.jsonl"), file("play")])
        .output()
        .expect("ior-otel can be started");
    let truth = fs::read_to_string(file("truth.jsonl")).unwrap_or_default();
    let trace = read(output, &file("out.jsonl"));
    assert!(trace.output.status.success(), "{script} failed\n{}", trace.stderr());
    (trace, parse(&truth))
}

/// Syscall numbers of this host by name, from the table.
fn numbers() -> Value {
    ROWS.iter().filter_map(|row| Some((row.name, number(Architecture::HOST, row)?))).collect()
}

fn parse(text: &str) -> Truth {
    let mut truth = Truth::default();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        if let Some(name) = line["exempt"].as_str() {
            truth.exempt.insert(name.to_owned(), line["reason"].as_str().expect("a reason").to_owned());
        } else if line.get("name").is_some() {
            truth.calls.push(serde_json::from_value(line).expect("a call"));
        } else {
            // A call came back that should not have: what was written before it does not hold.
            if let Some(ret) = line["ret"].as_i64()
                && let Some(call) = truth.calls.iter_mut().rfind(|call| line["tid"] == call.tid)
            {
                call.ret = Some(ret);
                call.errno = line["errno"].as_str().map(str::to_owned);
                call.expect.clear();
            }
            truth.others.push(line);
        }
    }
    truth
}

impl Truth {
    /// Asserts that the driver came to its end, and that every call ended as it was meant to. Kernels differ in that: on another one than
    /// it was written on (`IOR_OTHER_KERNEL`), what counts is whether calls are seen as they ended.
    pub(crate) fn assert_as_meant(&self) {
        let unexpected: Vec<_> = self.others.iter().filter_map(|line| line["unexpected"].as_str()).collect();
        if is_other_kernel() {
            eprintln!("not as on the kernel that they were written on:\n{}", unexpected.join("\n"));
        } else {
            assert!(unexpected.is_empty(), "not as the driver meant it:\n{}", unexpected.join("\n"));
        }
        assert!(self.others.iter().any(|line| line["end"] == true), "the driver did not come to its end");
    }
}
