//! Sends to the backends that users have, and asks them what has arrived: the OpenTelemetry Collector, Jaeger, Grafana Tempo and Prometheus, built from
//! their Go modules as `xtask/e2e/*/go.mod` pins them.

mod collector;
mod daemon;
mod dashboard;
mod histograms;
mod jaeger;
mod joined;
mod otlp;
mod prometheus;
mod protocol;
mod query;
mod restart;
mod secure;
mod table;
mod tempo;
mod work;

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, Result};
use clap::ValueEnum as _;
use collector::Collector;
use jaeger::Jaeger;
use prometheus::Prometheus;
use tempo::Tempo;

use crate::{bpf::root, tools::go_module};

/// The programs, built.
struct Programs {
    collector: PathBuf,
    jaeger: PathBuf,
    tempo: PathBuf,
    prometheus: PathBuf,
    ior_otel: PathBuf,
}

impl Programs {
    fn get() -> Result<Self> {
        let module = |name: &str| root().join("xtask/e2e").join(name);
        Ok(Self {
            collector: go_module(&module("collector"), ".", "")?,
            jaeger: go_module(&module("jaeger"), "github.com/jaegertracing/jaeger/cmd/jaeger", "")?,
            tempo: go_module(&module("tempo"), "github.com/grafana/tempo/cmd/tempo", "")?,
            prometheus: go_module(
                &module("prometheus"),
                "github.com/prometheus/prometheus/cmd/prometheus",
                // Clouds in which it finds what to scrape: they are most of it, and nothing is scraped here.
                "remove_all_sd",
            )?,
            ior_otel: work::build()?,
        })
    }
}

/// The backends, running.
struct Backends {
    collector: Collector,
    jaeger: Jaeger,
    tempo: Tempo,
    prometheus: Prometheus,
}

impl Backends {
    fn start(programs: &Programs, directory: &Path) -> Result<Self> {
        let prometheus = Prometheus::start(&programs.prometheus, &directory.join("prometheus"), &[])?;
        let place = directory.join("collector");
        Ok(Self {
            collector: Collector::forwarding(&programs.collector, place, &prometheus.endpoint())?,
            jaeger: Jaeger::start(&programs.jaeger, &directory.join("jaeger"))?,
            tempo: Tempo::start(&programs.tempo, &directory.join("tempo"))?,
            prometheus,
        })
    }
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Scenario {
    /// Everything arrives over each protocol in each backend, and is found by what a person looks for.
    Table,
    /// Quantiles of exponential and explicit histograms in Prometheus.
    Histograms,
    /// Each panel of the dashboard asks for what is there.
    Dashboard,
    /// The Collector restarts in between.
    Restart,
    /// TLS, client certificates, tokens, compression.
    Secure,
    /// Spans of a service and of its system calls in one trace.
    Joined,
}

/// Runs scenarios.
///
/// # Errors
/// At the first that does not hold, with what was sent and what is there.
pub(crate) fn check(scenarios: &[Scenario]) -> Result<()> {
    let started = Instant::now();
    let programs = Programs::get()?;
    let directory = tempfile::tempdir()?;
    let directory = directory.path();
    let backends = Backends::start(&programs, directory)?;
    eprintln!("the backends run after {:.0} s", started.elapsed().as_secs_f64());
    for scenario in Scenario::value_variants() {
        if scenarios.is_empty() || scenarios.contains(scenario) {
            run(*scenario, &programs, &backends, directory)
                .with_context(|| format!("scenario {scenario:?} does not hold"))?;
        }
    }
    eprintln!("all that was sent has arrived: {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn run(scenario: Scenario, programs: &Programs, backends: &Backends, directory: &Path) -> Result<()> {
    let ior_otel = &programs.ior_otel;
    match scenario {
        Scenario::Table => table::check(backends, ior_otel, directory),
        Scenario::Histograms => {
            histograms::check(&programs.prometheus, &backends.prometheus, ior_otel, directory)
        }
        Scenario::Dashboard => dashboard::check(backends, ior_otel, directory),
        Scenario::Restart => restart::check(&programs.collector, ior_otel, directory),
        Scenario::Secure => secure::check(&programs.collector, ior_otel, directory),
        Scenario::Joined => joined::check(&backends.jaeger, ior_otel, directory),
    }
}
