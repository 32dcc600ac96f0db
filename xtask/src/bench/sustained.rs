//! How many spans a second can be had: every call is one, and more and more are made.

use anyhow::{Context as _, Result};

use super::{
    Bench,
    load::{COMM, Loaded},
    results::Rate,
    running::Running,
    tool::{Tool, Watched},
    tools::TOOLS,
};

/// Calls of `getppid` in a second, for five seconds each.
const RATES: [u64; 7] = [100_000, 200_000, 400_000, 600_000, 800_000, 1_000_000, 1_500_000];

/// Measures all rates.
///
/// # Errors
/// If ior-otel does not begin, or says nothing of what it did.
pub(super) fn measure(bench: &Bench) -> Result<Vec<Rate>> {
    let tool = TOOLS.iter().find(|tool| tool.name == "ior-otel all").context("no such tool")?;
    RATES.into_iter().map(|rate| measured(bench, tool, rate)).collect()
}

fn measured(bench: &Bench, tool: &Tool, wanted: u64) -> Result<Rate> {
    // What was told before is another's.
    bench.sink.take_getppids();
    let mut load = Loaded::start(&bench.program)?;
    let running = Running::start(tool, &bench.setting, Watched { pid: load.pid(), comm: COMM })?;
    let before = running.cpu_ns();
    let (calls, ns) = load.does("paced", wanted)?;
    let cpu_ns = running.settled_cpu_ns() - before;
    let ended = running.stop()?;
    let told = bench.sink.take_getppids();
    let rate = read(&ended.said).map(|(dropped, delivered, lost)| Rate {
        wanted,
        made: calls,
        seconds: ns as f64 / 1e9,
        told,
        dropped,
        delivered,
        lost,
        cpu_ns_per_span: cpu_ns as f64 / delivered.max(1) as f64,
        memory_kib: ended.memory_kib.unwrap_or_default(),
    });
    let rate = rate.with_context(|| format!("there is no ledger in {:?}", ended.said))?;
    eprintln!("{rate:?}");
    Ok(rate)
}

/// What the ledger says: records dropped, spans delivered, spans not delivered.
fn read(said: &str) -> Option<(u64, u64, u64)> {
    let records = said.lines().find_map(|line| line.split_once(" records = "))?.1;
    let dropped = records.split_once(" received + ")?.1.split(' ').next()?;
    let spans = said.lines().find_map(|line| line.trim_start().strip_prefix("to ")?.split_once(": "))?.1;
    let (delivered, rest) = spans.split_once(" spans")?;
    let lost = rest
        .strip_prefix(" delivered, ")
        .and_then(|rest| rest.split_once(" not"))
        .map_or("0", |(lost, _)| lost);
    Some((number(dropped)?, number(delivered)?, number(lost)?))
}

fn number(text: &str) -> Option<u64> {
    text.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_ledger_is_read() {
        let ledger = "x\n  10 records = 6 received + 4 dropped; 4 spans made, 0 left out (trace full 0)\n  \
                      to http://127.0.0.1:1: 4 spans, 68 data points\n";
        assert_eq!(read(ledger), Some((4, 4, 0)));
        let lost = ledger.replace("4 spans, ", "3 spans delivered, 1 not (queue full 1), ");
        assert_eq!(read(&lost), Some((4, 3, 1)));
        assert_eq!(read("nothing"), None);
    }
}
