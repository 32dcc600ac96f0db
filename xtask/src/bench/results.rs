//! What was measured, as it is kept: `docs/benchmarks.json`, from which the page is made.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

/// Everything that is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Results {
    /// Where it was measured: name and value.
    pub(super) machine: Vec<(String, String)>,
    /// Of each load alternating runs, this many.
    pub(super) rounds: usize,
    /// The tools, in the order of the tables.
    pub(super) tools: Vec<ToolResult>,
    /// By load, then by tool.
    pub(super) loads: Vec<LoadResult>,
    /// Whole programs.
    pub(super) programs: Vec<ProgramResult>,
    /// How cost grows.
    pub(super) scale: Option<Scale>,
    /// How many spans a second can be had.
    pub(super) sustained: Vec<Rate>,
}

/// A tool, over all loads.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct ToolResult {
    pub(super) name: String,
    pub(super) what: String,
    pub(super) version: Option<String>,
    /// Why it could not be run here.
    pub(super) unavailable: Option<String>,
    /// Most resident memory, KiB; the largest of all rounds.
    pub(super) memory_kib: u64,
    /// Memory of BPF maps and programs, KiB.
    pub(super) bpf_kib: u64,
    /// Calls of `getppid` that were made.
    pub(super) made: u64,
    /// Those that it counted.
    pub(super) counted: Option<u64>,
    /// What it said of losses, by round.
    pub(super) lost: Vec<String>,
}

/// A load.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LoadResult {
    pub(super) name: String,
    pub(super) what: String,
    pub(super) unit: String,
    /// By the name of a tool, or `none`: what was measured, a run each.
    pub(super) runs: BTreeMap<String, Vec<Run>>,
}

/// A run of a load.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Run {
    /// The round, from 0 on.
    pub(super) round: usize,
    /// Nanoseconds for a call.
    pub(super) ns: f64,
    /// CPU time of the tool for a call, nanoseconds.
    pub(super) tool_cpu_ns: f64,
}

/// A whole program.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ProgramResult {
    pub(super) name: String,
    pub(super) what: String,
    /// By the name of a tool, or `none`: how much it did in a second, by round.
    pub(super) per_second: BTreeMap<String, Vec<(usize, f64)>>,
    /// Why it was not measured.
    pub(super) unavailable: Option<String>,
}

/// How cost grows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Scale {
    /// Nanoseconds for a `getppid` beside so many processes and threads.
    pub(super) steps: Vec<Step>,
}

/// One size.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Step {
    /// Of what: processes, threads.
    pub(super) of: String,
    /// How many.
    pub(super) size: u64,
    /// Series that ior-otel had at the end.
    pub(super) series: u64,
    /// Nanoseconds for a call of a thread that is not traced, and of one that is.
    pub(super) untraced_ns: Vec<f64>,
    pub(super) traced_ns: Vec<f64>,
    /// CPU time of reading, encoding and sending all series once, milliseconds.
    pub(super) drain_ms: Option<f64>,
    /// Most resident memory of ior-otel, KiB.
    pub(super) memory_kib: u64,
}

/// So many calls a second, each of which is a span.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Rate {
    /// Calls a second that were to be made.
    pub(super) wanted: u64,
    /// Calls that were made, and in what time.
    pub(super) made: u64,
    pub(super) seconds: f64,
    /// Calls that the metrics told.
    pub(super) told: u64,
    /// Records for which the ring buffer had no room.
    pub(super) dropped: u64,
    /// Spans that the receiver took, and those that never got there.
    pub(super) delivered: u64,
    pub(super) lost: u64,
    /// CPU time of ior-otel for a span that was delivered, nanoseconds.
    pub(super) cpu_ns_per_span: f64,
    /// Most resident memory of ior-otel, KiB.
    pub(super) memory_kib: u64,
}

/// Median, least and most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) most: f64,
}

impl Spread {
    /// Of no values there is none.
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let (least, most) = (*sorted.first()?, *sorted.last()?);
        let half = sorted.len() / 2;
        let median =
            if sorted.len() % 2 == 1 { sorted[half] } else { (sorted[half - 1] + sorted[half]) / 2.0 };
        Some(Self { median, least, most })
    }
}

impl LoadResult {
    /// What a tool adds to a call: each run against the one without a tool in the same round.
    pub(super) fn added(&self, tool: &str) -> Option<Spread> {
        let without = self.runs.get("none")?;
        Spread::of(
            self.runs
                .get(tool)?
                .iter()
                .filter_map(|run| Some(run.ns - without.iter().find(|other| other.round == run.round)?.ns)),
        )
    }

    /// What a call takes with a tool, or with `none`.
    pub(super) fn ns(&self, tool: &str) -> Option<Spread> {
        Spread::of(self.runs.get(tool)?.iter().map(|run| run.ns))
    }

    /// CPU time of a tool for a call.
    pub(super) fn tool_cpu(&self, tool: &str) -> Option<Spread> {
        Spread::of(self.runs.get(tool)?.iter().map(|run| run.tool_cpu_ns))
    }
}

impl Results {
    /// Those that are kept; none if there is no file yet.
    ///
    /// # Errors
    /// If the file is not what we wrote.
    pub(super) fn read(file: &Path) -> Result<Self> {
        if !file.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("{} is of another version: remove it", file.display()))
    }

    /// Keeps them.
    ///
    /// # Errors
    /// If the file can't be written.
    pub(super) fn write(&self, file: &Path) -> Result<()> {
        fs::write(file, serde_json::to_string_pretty(self)? + "\n")
            .with_context(|| format!("cannot write {}", file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_compared_with_themselves() {
        let run = |round, ns| Run { round, ns, tool_cpu_ns: 0.0 };
        let runs = BTreeMap::from([
            ("none".to_owned(), vec![run(0, 100.0), run(1, 200.0), run(2, 110.0)]),
            ("x".to_owned(), vec![run(0, 150.0), run(1, 260.0), run(2, 165.0)]),
        ]);
        let load = LoadResult { name: String::new(), what: String::new(), unit: String::new(), runs };
        assert_eq!(load.added("x"), Some(Spread { median: 55.0, least: 50.0, most: 60.0 }));
        assert_eq!(load.added("y"), None);
    }
}
