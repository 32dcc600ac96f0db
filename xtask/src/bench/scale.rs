//! How cost grows: with processes, threads and series that are there.

use std::{thread, time::Duration};

use anyhow::{Context as _, Result};

use super::{
    Bench,
    load::{COMM, Loaded},
    results::{Scale, Step},
    running::Running,
    tool::{Counts, Ready, Tool, Watched, ior},
};

/// Calls of `getppid` that are timed.
const CALLS: u64 = 500_000;
/// How often they are, of which the fastest counts.
const TIMES: usize = 5;
/// How often series are read: once a second here, to measure many times what is done every 10 s by default.
const EXPORTS: u32 = 6;

/// What is there beside the thread whose calls are timed; a process of the crowd makes fifteen series, so that 666 make
/// 10,000.
const STEPS: [(&str, &[u64]); 2] =
    [("processes", &[1, 10, 100, 666, 1_000, 3_000, 10_000]), ("threads", &[1, 10, 100, 1_000])];

/// ior-otel, told to export each second, with room for all series.
const TOOL: Tool = Tool {
    name: "ior-otel",
    what: "",
    slow: 1,
    command: |setting, watched| {
        ior(setting, watched.pid, "metrics: { interval: 1s }\nlimits: { series: 262144 }\n")
    },
    ready: Ready::Says("attached"),
    version: &[],
    counts: Counts::Exported,
    lost: |_| None,
};

/// Measures all sizes.
///
/// # Errors
/// If so many processes can't be had.
pub(super) fn measure(bench: &Bench) -> Result<Scale> {
    let mut scale = Scale::default();
    for (of, sizes) in STEPS {
        for size in sizes {
            let step = step(bench, of, *size).with_context(|| format!("{size} {of}"))?;
            eprintln!("{size} {of}: {step:?}");
            scale.steps.push(step);
        }
    }
    Ok(scale)
}

/// The same with and without ior-otel, each in a process tree of its own, alternating.
fn step(bench: &Bench, of: &str, size: u64) -> Result<Step> {
    let (mut without, mut with) = (Loaded::start(&bench.program)?, Loaded::start(&bench.program)?);
    let running = Running::start(&TOOL, &bench.setting, Watched { pid: with.pid(), comm: COMM })?;
    let load = if of == "processes" { "crowd" } else { "threads" };
    for loaded in [&mut without, &mut with] {
        loaded.does(load, size)?;
    }
    thread::sleep(Duration::from_secs(2));
    let mut step = Step {
        of: of.to_owned(),
        size,
        series: 0,
        untraced_ns: Vec::new(),
        traced_ns: Vec::new(),
        drain_ms: None,
        memory_kib: 0,
    };
    for _ in 0..TIMES {
        for (loaded, times) in [(&mut without, &mut step.untraced_ns), (&mut with, &mut step.traced_ns)] {
            let (calls, ns) = loaded.does("getppid", CALLS)?;
            times.push(ns as f64 / calls as f64);
        }
    }
    if load == "crowd" {
        step.drain_ms = Some(drain_ms(&running, &mut with)?);
    }
    let ended = running.stop()?;
    step.memory_kib = ended.memory_kib.unwrap_or_default();
    step.series = ended
        .said
        .lines()
        .find_map(|line| {
            line.split(" threads, ").nth(1)?.strip_suffix(" series")?.replace(',', "").parse().ok()
        })
        .context("ior-otel does not say how many series it had")?;
    Ok(step)
}

/// CPU time for each export, while all series change in between.
fn drain_ms(running: &Running, loaded: &mut Loaded) -> Result<f64> {
    let before = running.cpu_ns();
    for _ in 0..EXPORTS {
        loaded.does("again", 1)?;
        thread::sleep(Duration::from_secs(1));
    }
    Ok((running.cpu_ns() - before) as f64 / 1e6 / f64::from(EXPORTS))
}
