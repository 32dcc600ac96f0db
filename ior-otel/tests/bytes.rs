//! Bytes: what a driver moves through every call that carries any, summed up by itself, is what the metrics say. Exactly.

mod gate;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use gate::driver;
use serde::Deserialize;
use support::trace::Trace;

/// What is not counted rightly yet: syscall, reason.
const PENDING: &[(&str, &str)] = &[];

/// What one process of the driver moved: a line of its truth.
#[derive(Debug, Deserialize)]
struct Part {
    /// Its process.
    process: u64,
    /// The metric.
    metric: String,
    /// Syscall, direction or operation, bytes.
    sums: Vec<(String, String, u64)>,
}

/// Bytes by syscall, and direction or operation.
type Sums = BTreeMap<(String, String), u64>;

#[test]
fn bytes_are_exact() {
    needs_kernel!();
    let (trace, truth) = driver::run("bytes.py", "{}");
    truth.assert_as_meant();
    trace.assert_nothing_lost();
    let parts: Vec<Part> =
        truth.others.into_iter().filter_map(|line| serde_json::from_value(line).ok()).collect();
    let memory = cfg!(target_arch = "x86_64");
    assert_eq!(parts.len(), if memory { 3 } else { 2 }, "files, messages, and address space");
    let mut seen = BTreeSet::new();
    let mut differences = Vec::new();
    for part in parts {
        let counted = counted(&trace, &part);
        let moved: Sums = part
            .sums
            .iter()
            .map(|(name, what, bytes)| ((name.clone(), what.clone()), *bytes))
            .filter(|(_, bytes)| *bytes != 0)
            .collect();
        assert!(moved.len() > 10, "{part:?}");
        let keys: BTreeSet<_> = moved.keys().chain(counted.keys()).collect();
        for key in keys {
            if moved.get(key) != counted.get(key) {
                seen.insert(key.0.clone());
                differences.push((key.clone(), moved.get(key).copied(), counted.get(key).copied()));
            }
        }
    }
    let pending: BTreeSet<_> = PENDING.iter().map(|(name, _)| (*name).to_owned()).collect();
    differences.retain(|((name, _), _, _)| !pending.contains(name));
    assert!(differences.is_empty(), "moved, and counted: {differences:?}");
    let done: Vec<_> = pending.difference(&seen).collect();
    assert!(done.is_empty(), "no longer pending, take them from the list: {done:?}");
}

/// What the metrics say of a part's process.
fn counted(trace: &Trace, part: &Part) -> Sums {
    let mut sums = Sums::new();
    let what = if part.metric == "syscall.io" { "syscall.io.direction" } else { "syscall.memory.operation" };
    for point in trace.points.iter().filter(|point| point.metric == part.metric) {
        if point.resource.get("process.pid").and_then(|pid| pid.as_u64()) == Some(part.process) {
            *sums.entry((point.text("syscall.name"), point.text(what))).or_default() += point.value;
        }
    }
    sums.retain(|_, bytes| *bytes != 0);
    sums
}
