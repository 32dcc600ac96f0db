//! The page, docs/benchmarks.md.

use std::fmt::Write as _;

use super::{
    NONE,
    results::{LoadResult, ProgramResult, Rate, Results, Scale, Spread, ToolResult},
    tool::IOR,
};

/// Tools that do nothing useful: what others can be compared with.
const BOUNDS: [&str; 2] = ["floor", "clock"];

/// Makes the page.
pub(super) fn page(results: &Results) -> String {
    let usable: Vec<_> = results.tools.iter().filter(|tool| tool.unavailable.is_none()).collect();
    let mut page = INTRODUCTION.replace("ROUNDS", &results.rounds.to_string());
    page += &table(
        ["", ""].map(str::to_owned).to_vec(),
        results.machine.iter().map(|(n, v)| vec![n.clone(), v.clone()]),
    );
    page += "\n## Tools\n\n";
    page += &tools(&results.tools);
    page += ADDED;
    for load in &results.loads {
        let _ = writeln!(page, "- `{}`: {}, by the {}", load.name, load.what, load.unit);
    }
    page += "\n";
    page += &added(&usable, &results.loads);
    page += SPREAD;
    page += &by_load(&usable, &results.loads, |load, tool| load.added(tool).map(range));
    page += "\n### Times the floor\n\n";
    page += &by_load(&usable, &results.loads, |load, tool| ratio(load.added(tool)?, load.added("floor")?));
    page += "\n### Times what ior-otel adds, by its defaults\n\n";
    let peers: Vec<_> = usable
        .iter()
        .filter(|tool| !tool.name.starts_with(IOR) && !BOUNDS.contains(&tool.name.as_str()))
        .copied()
        .collect();
    page += &by_load(&peers, &results.loads, |load, tool| ratio(load.added(tool)?, load.added(IOR)?));
    page += CPU;
    page += &by_load(&usable, &results.loads, |load, tool| load.tool_cpu(tool).map(|cpu| whole(cpu.median)));
    page += PROGRAMS;
    page += &programs(&usable, &results.programs);
    if !results.sustained.is_empty() {
        page += SUSTAINED;
        page += &rates(&results.sustained);
    }
    if let Some(scale) = &results.scale {
        page += SCALE;
        page += &sizes(scale);
    }
    page
}

const INTRODUCTION: &str = "# What it costs

`cargo xtask bench` measures this and writes this page; the raw numbers are in
[benchmarks.json](benchmarks.json). Tools take turns: each of ROUNDS rounds runs all of them, in another order, each on a fresh process, and a run is
compared with the run without a tool of the same round; of three times in a row the fastest counts. The calls are made on one CPU, the tool has all. ior-otel exports to a receiver on the same
machine, over HTTP, that reads and forgets.

";
const ADDED: &str = "
## Nanoseconds added to a call

Medians over the rounds. The first row is what a call takes when nobody looks.

";
const SPREAD: &str = "\n### From the least to the most\n\n";
const CPU: &str = "
## CPU time of the tool itself

Nanoseconds for a call of the load, beside what the call takes longer: reading, making spans, exporting.

";
const PROGRAMS: &str = "
## Whole programs

How much a server does in a second; in parentheses the change against the run without a tool of the same round, medians. Client, server and tool share the CPUs.

";
const SUSTAINED: &str = "
## Spans in a second

A thread makes so many calls a second for five seconds, each is a span, and is exported to the receiver on the same two CPUs. \"Not exported\" is what the ledger says; counts are
those of the metrics. The CPU time is all that ior-otel takes, from the ring buffer to the socket.

";
const SCALE: &str = "
## How it grows

What a `getppid` takes in a thread that is traced together with so many other processes or threads, and in one that is not traced on the same machine at the same
time (of five alternating runs the fastest); and the CPU time that ior-otel takes to read, encode and send all series once (every 10 s by default), all of them changed
since.

";

fn tools(tools: &[ToolResult]) -> String {
    let head = [
        "tool",
        "what it does",
        "version",
        "resident",
        "BPF maps",
        "`getppid`s counted",
        "says that it lost",
    ];
    table(
        head.map(str::to_owned).to_vec(),
        tools.iter().map(|tool| {
            let mut row =
                vec![tool.name.clone(), tool.what.clone(), tool.version.clone().unwrap_or_default()];
            if let Some(why) = &tool.unavailable {
                row.extend([format!("not here: {why}"), String::new(), String::new(), String::new()]);
                return row;
            }
            let counted = tool.counted.map_or_else(String::new, |counted| {
                if counted == tool.made { "all".to_owned() } else { format!("{counted} of {}", tool.made) }
            });
            row.extend([
                mib(tool.memory_kib),
                mib(tool.bpf_kib),
                counted,
                tool.lost.last().cloned().unwrap_or_default(),
            ]);
            row
        }),
    )
}

fn added(tools: &[&ToolResult], loads: &[LoadResult]) -> String {
    let nobody = loads.iter().map(|load| load.ns(NONE).map_or_else(String::new, |ns| whole(ns.median)));
    let mut rows = vec![["nothing: a call takes".to_owned()].into_iter().chain(nobody).collect()];
    rows.extend(rows_by_load(tools, loads, |load, tool| load.added(tool).map(|added| whole(added.median))));
    table(head(loads), rows)
}

fn by_load(
    tools: &[&ToolResult],
    loads: &[LoadResult],
    cell: fn(&LoadResult, &str) -> Option<String>,
) -> String {
    table(head(loads), rows_by_load(tools, loads, cell))
}

fn rows_by_load(
    tools: &[&ToolResult],
    loads: &[LoadResult],
    cell: fn(&LoadResult, &str) -> Option<String>,
) -> Vec<Vec<String>> {
    let row = |tool: &&ToolResult| {
        let cells = loads.iter().map(|load| cell(load, &tool.name).unwrap_or_default());
        [tool.name.clone()].into_iter().chain(cells).collect()
    };
    tools.iter().map(row).collect()
}

fn head(loads: &[LoadResult]) -> Vec<String> {
    ["tool".to_owned()].into_iter().chain(loads.iter().map(|load| load.name.clone())).collect()
}

fn programs(tools: &[&ToolResult], programs: &[ProgramResult]) -> String {
    let head = ["tool".to_owned()].into_iter().chain(programs.iter().map(|program| program.what.clone()));
    let names = [NONE].into_iter().chain(tools.iter().map(|tool| tool.name.as_str()));
    let rows = names.map(|name| {
        let shown = if name == NONE { "nothing" } else { name };
        let cells = programs.iter().map(|program| match &program.unavailable {
            Some(why) => format!("not here: {why}"),
            None => throughput(program, name).unwrap_or_default(),
        });
        [shown.to_owned()].into_iter().chain(cells).collect::<Vec<_>>()
    });
    table(head.collect(), rows)
}

fn throughput(program: &ProgramResult, tool: &str) -> Option<String> {
    let runs = program.per_second.get(tool)?;
    let per_second = whole(Spread::of(runs.iter().map(|(_, per_second)| *per_second))?.median);
    if tool == NONE {
        return Some(per_second);
    }
    let without = program.per_second.get(NONE)?;
    let changes = runs.iter().filter_map(|(round, per_second)| {
        let (_, nobody) = without.iter().find(|(other, _)| other == round)?;
        Some((per_second / nobody - 1.0) * 100.0)
    });
    Some(format!("{per_second} ({:+.0} %)", Spread::of(changes)?.median))
}

fn rates(rates: &[Rate]) -> String {
    let head =
        ["wanted", "made", "spans exported", "not exported", "calls counted", "CPU for a span", "resident"];
    let rows = rates.iter().map(|rate| {
        let missed = rate.dropped + rate.lost;
        vec![
            format!("{} a second", whole(rate.wanted as f64)),
            format!("{} a second", whole(rate.made as f64 / rate.seconds)),
            format!("{} a second", whole(rate.delivered as f64 / rate.seconds)),
            if missed == 0 { "none".to_owned() } else { whole(missed as f64) },
            if rate.told == rate.made { "all".to_owned() } else { format!("{} of {}", rate.told, rate.made) },
            format!("{} ns", whole(rate.cpu_ns_per_span)),
            mib(rate.memory_kib),
        ]
    });
    table(head.map(str::to_owned).to_vec(), rows)
}

fn sizes(scale: &Scale) -> String {
    let head = [
        "beside",
        "series",
        "a call untraced",
        "traced",
        "added",
        "read, encode, send",
        "share of a CPU at 10 s",
        "resident",
    ];
    let rows = scale.steps.iter().map(|step| {
        let least = |values: &[f64]| Spread::of(values.iter().copied()).map_or(0.0, |spread| spread.least);
        let (untraced, traced) = (least(&step.untraced_ns), least(&step.traced_ns));
        vec![
            format!("{} {}", whole(step.size as f64), step.of),
            whole(step.series as f64),
            format!("{} ns", whole(untraced)),
            format!("{} ns", whole(traced)),
            format!("{} ns", whole(traced - untraced)),
            step.drain_ms.map_or_else(String::new, |ms| format!("{ms:.1} ms")),
            step.drain_ms.map_or_else(String::new, |ms| format!("{:.2} %", ms / 10_000.0 * 100.0)),
            mib(step.memory_kib),
        ]
    });
    table(head.map(str::to_owned).to_vec(), rows)
}

fn table(head: Vec<String>, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&head);
    let _ = writeln!(text, "|---|{}", "---:|".repeat(head.len().saturating_sub(1)));
    text.extend(rows.into_iter().map(|row| line(&row)));
    text
}

/// With commas, as people read it.
fn whole(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let sign = if number < 0.0 && digits != "0" { "-" } else { "" };
    let groups: Vec<_> =
        digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    format!("{sign}{}", groups.join(","))
}

fn range(spread: Spread) -> String {
    format!("{} to {}", whole(spread.least), whole(spread.most))
}

fn ratio(one: Spread, other: Spread) -> Option<String> {
    // Against what can't be told from nothing, there is no ratio.
    (other.least > 0.0 && one.median > 0.0).then(|| format!("{:.1}", one.median / other.median))
}

fn mib(kib: u64) -> String {
    if kib == 0 { String::new() } else { format!("{:.1} MiB", kib as f64 / 1024.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        assert_eq!(
            [0.2, 999.6, -1234.0, 1_234_567.0, -0.1].map(whole),
            ["0", "1,000", "-1,234", "1,234,567", "0"]
        );
    }

    #[test]
    fn a_table_is_markdown() {
        let text = table(vec!["a".into(), "b".into()], [vec!["1".into(), "2".into()]]);
        assert_eq!(text, "| a | b |\n|---|---:|\n| 1 | 2 |\n");
    }
}
