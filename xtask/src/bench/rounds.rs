//! The rounds: all tools in turn, over loads and whole programs.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};

use super::{
    Bench, NONE, Options,
    load::{COMM, LOADS, Load, Loaded},
    machine,
    programs::{PROGRAMS, Program, Server},
    results::{LoadResult, ProgramResult, Results, Run, ToolResult},
    running::Running,
    tool::{self, Counts, Tool, Watched},
    tools::TOOLS,
};

/// How often a load is run in a row, of which the fastest counts: whatever else the machine does makes it slower, never faster.
const TIMES: u64 = 3;
/// How many times fewer operations `--quick` makes.
const QUICK_LESS: u64 = 4;
/// Rounds of `--quick`.
const QUICK_ROUNDS: usize = 2;

impl Bench {
    /// Measures what was asked for.
    ///
    /// # Errors
    /// If a load fails, or a tool does not end; one that does not begin is left out.
    pub(super) fn measure(&self, options: &Options) -> Result<Results> {
        let rounds = if options.quick { options.rounds.min(QUICK_ROUNDS) } else { options.rounds };
        let known = LOADS.iter().map(|load| load.name).chain(PROGRAMS.iter().map(|program| program.name));
        all_known("load", &options.loads, &known.collect::<Vec<_>>())?;
        all_known("tool", &options.tools, &TOOLS.iter().map(|tool| tool.name).collect::<Vec<_>>())?;
        let tools: Vec<_> = chosen(&TOOLS, |tool| tool.name, &options.tools).collect();
        let loads: Vec<_> = chosen(&LOADS, |load| load.name, &options.loads).collect();
        let programs: Vec<_> = chosen(&PROGRAMS, |program| program.name, &options.loads).collect();
        let mut results = Results {
            machine: machine::describe(&self.root),
            rounds,
            tools: tools.iter().map(|tool| self.of_tool(tool)).collect(),
            loads: loads.iter().map(|load| of_load(load)).collect(),
            programs: Vec::new(),
            scale: None,
            sustained: Vec::new(),
        };
        let less = if options.quick { QUICK_LESS } else { 1 };
        for round in 0..rounds {
            eprintln!("round {} of {rounds}", round + 1);
            for at in order(round, tools.len() + 1) {
                let watching = at.checked_sub(1).map(|at| (tools[at], &mut results.tools[at]));
                self.round(round, less, &loads, watching, &mut results.loads)?;
            }
        }
        if !options.quick {
            for program in programs {
                results.programs.push(self.of_program(program, &tools, &results.tools, (rounds / 2).max(1)));
            }
        }
        Ok(results)
    }

    fn of_tool(&self, tool: &Tool) -> ToolResult {
        ToolResult {
            name: tool.name.to_owned(),
            what: tool.what.to_owned(),
            version: tool::version(tool, &self.setting.ior),
            ..ToolResult::default()
        }
    }

    /// All loads under one tool, or none.
    fn round(
        &self,
        round: usize,
        less: u64,
        loads: &[&Load],
        mut watching: Option<(&Tool, &mut ToolResult)>,
        results: &mut [LoadResult],
    ) -> Result<()> {
        if watching.as_ref().is_some_and(|(_, result)| result.unavailable.is_some()) {
            return Ok(());
        }
        let mut loaded = Loaded::start(&self.program)?;
        let watched = Watched { pid: loaded.pid(), comm: COMM };
        let mut running = None;
        if let Some((tool, result)) = &mut watching {
            match Running::start(tool, &self.setting, watched) {
                Ok(started) => running = Some(started),
                Err(error) => {
                    eprintln!("{}: {error:#}", tool.name);
                    result.unavailable = Some(format!("{error:#}"));
                    return Ok(());
                }
            }
        }
        let (name, slow) = watching.as_ref().map_or((NONE, 1), |(tool, _)| (tool.name, tool.slow));
        // The first calls find nothing where it will be.
        let (mut made, _) = loaded.does("getppid", 1000)?;
        for (load, result) in loads.iter().zip(results) {
            let before = running.as_ref().map_or(0, Running::cpu_ns);
            let (mut calls, mut fastest) = (0, f64::INFINITY);
            for _ in 0..TIMES {
                let (made, ns) = loaded.does(load.name, (load.operations / TIMES / slow / less).max(20))?;
                calls += made;
                fastest = fastest.min(ns as f64 / made as f64);
            }
            let after = running.as_ref().map_or(0, Running::settled_cpu_ns);
            made += if load.name == "getppid" { calls } else { 0 };
            let tool_cpu_ns = after.saturating_sub(before) as f64 / calls as f64;
            let run = Run { round, ns: fastest, tool_cpu_ns };
            result.runs.entry(name.to_owned()).or_default().push(run);
        }
        if let (Some(running), Some((tool, result))) = (running, watching) {
            let ended = running.stop().with_context(|| tool.name)?;
            result.memory_kib = result.memory_kib.max(ended.memory_kib.unwrap_or_default());
            result.bpf_kib = result.bpf_kib.max(ended.bpf_kib);
            result.lost.extend((tool.lost)(&ended.said));
            let told = self.sink.take_getppids();
            let counted = match tool.counts {
                Counts::Nothing => None,
                Counts::Exported => Some(told),
                Counts::Printed(read) => read(&ended.said),
            };
            result.made += made;
            if let Some(counted) = counted {
                *result.counted.get_or_insert_default() += counted;
            }
        }
        Ok(())
    }

    fn of_program(
        &self,
        program: &'static Program,
        tools: &[&Tool],
        known: &[ToolResult],
        rounds: usize,
    ) -> ProgramResult {
        eprintln!("{}", program.name);
        let mut result = ProgramResult {
            name: program.name.to_owned(),
            what: program.what.to_owned(),
            per_second: BTreeMap::new(),
            unavailable: None,
        };
        let usable: Vec<_> = tools
            .iter()
            .zip(known)
            .filter(|(_, known)| known.unavailable.is_none())
            .map(|(tool, _)| *tool)
            .collect();
        if let Err(error) = self.drive(program, &usable, rounds, &mut result) {
            eprintln!("{}: {error:#}", program.name);
            result.unavailable = Some(format!("{error:#}"));
        }
        result
    }

    fn drive(
        &self,
        program: &'static Program,
        tools: &[&Tool],
        rounds: usize,
        result: &mut ProgramResult,
    ) -> Result<()> {
        let server = Server::start(program, &self.setting.directory)?;
        let watched = Watched { pid: server.pid(), comm: program.comm };
        for round in 0..rounds {
            for at in order(round, tools.len() + 1) {
                let tool = at.checked_sub(1).map(|at| tools[at]);
                let running = tool.map(|tool| Running::start(tool, &self.setting, watched)).transpose()?;
                let per_second = server.drive(tool.map_or(1, |tool| tool.slow))?;
                if let Some(running) = running {
                    running.stop()?;
                }
                let name = tool.map_or(NONE, |tool| tool.name).to_owned();
                result.per_second.entry(name).or_default().push((round, per_second));
            }
        }
        Ok(())
    }
}

fn of_load(load: &Load) -> LoadResult {
    LoadResult {
        name: load.name.to_owned(),
        what: load.what.to_owned(),
        unit: load.unit.to_owned(),
        runs: BTreeMap::new(),
    }
}

fn all_known(what: &str, names: &[String], known: &[&str]) -> Result<()> {
    match names.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => bail!("there is no {what} {name:?}, but {}", known.join(", ")),
        None => Ok(()),
    }
}

/// Those that are named; all if none is.
fn chosen<'a, T>(
    all: &'static [T],
    name: fn(&T) -> &str,
    names: &'a [String],
) -> impl Iterator<Item = &'static T> + 'a {
    all.iter().filter(move |one| names.is_empty() || names.iter().any(|wanted| wanted == name(one)))
}

/// Places from 0 on, in another order each round.
fn order(round: usize, count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |at| (at + round) % count)
}
