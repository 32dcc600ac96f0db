//! The OpenTelemetry Collector. What it has taken it writes to files, which are its answer.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::{
    daemon::{Daemon, free_ports},
    otlp::{self, Point, Span},
    protocol::Ports,
};

/// A Collector, running or stopped.
pub(super) struct Collector {
    program: PathBuf,
    directory: PathBuf,
    /// Where it takes OTLP.
    pub ports: Ports,
    daemon: Option<Daemon>,
}

/// What a Collector asks of who sends to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    /// Settings of the receiver's protocols, as YAML in braces: `tls`, `auth`.
    pub server: String,
    /// Its extensions, as YAML.
    pub extensions: String,
    /// Names of those.
    pub extension_names: &'static str,
}

impl Collector {
    /// Starts one that takes everything that is let in by the guard.
    pub(super) fn start(program: &Path, directory: PathBuf, guard: &Guard) -> Result<Self> {
        Self::configured(program, directory, guard, "", "")
    }

    /// Starts one that also sends metrics on, over OTLP/HTTP.
    pub(super) fn forwarding(program: &Path, directory: PathBuf, endpoint: &str) -> Result<Self> {
        let exporter = format!("otlphttp: {{endpoint: '{endpoint}'}}");
        Self::configured(program, directory, &Guard::default(), &exporter, "otlphttp")
    }

    fn configured(
        program: &Path,
        directory: PathBuf,
        guard: &Guard,
        exporter: &str,
        name: &str,
    ) -> Result<Self> {
        fs::create_dir_all(&directory)?;
        let [grpc, http] = free_ports()?;
        let configuration = configuration(&directory, grpc, http, guard, (exporter, name));
        fs::write(directory.join("collector.yaml"), configuration)?;
        let ports = Ports { grpc, http };
        let mut collector = Self { program: program.to_owned(), directory, ports, daemon: None };
        collector.start_again()?;
        Ok(collector)
    }

    /// Starts it after it was stopped, at the same ports.
    pub(super) fn start_again(&mut self) -> Result<()> {
        let mut command = Command::new(&self.program);
        command.arg("--config=file:collector.yaml");
        self.daemon = Some(Daemon::start("collector", &mut command, &self.directory, self.ports.http)?);
        Ok(())
    }

    /// Stops it: what it has taken is in its files then.
    pub(super) fn stop(&mut self) -> Result<()> {
        self.daemon.take().map_or(Ok(()), Daemon::stop)
    }

    /// Spans of a service that it has taken.
    pub(super) fn spans(&self, service: &str) -> Result<Vec<Span>> {
        let requests = otlp::lines(&self.directory.join("traces.jsonl"))?;
        let mut spans: Vec<_> = requests
            .iter()
            .flat_map(otlp::spans)
            .filter(|span| span.resource.get("service.name").is_some_and(|name| name == service))
            .collect();
        spans.sort();
        Ok(spans)
    }

    /// The last points of each series of a service that it has taken.
    pub(super) fn points(&self, service: &str) -> Result<Vec<Point>> {
        let mut last = BTreeMap::new();
        for point in otlp::lines(&self.directory.join("metrics.jsonl"))?.iter().flat_map(otlp::points) {
            if point.resource.get("service.name").is_some_and(|name| name == service) {
                last.insert((point.name.clone(), point.resource.clone(), point.attributes.clone()), point);
            }
        }
        Ok(last.into_values().collect())
    }
}

fn configuration(
    directory: &Path,
    grpc: u16,
    http: u16,
    guard: &Guard,
    (exporter, exporter_name): (&str, &str),
) -> String {
    let directory = directory.display();
    let Guard { server, extensions, extension_names } = guard;
    format!(
        "
receivers:
  otlp:
    protocols:
      grpc: {{endpoint: '127.0.0.1:{grpc}', {server}}}
      http: {{endpoint: '127.0.0.1:{http}', {server}}}
exporters:
  file/traces: {{path: {directory}/traces.jsonl, append: true, flush_interval: 200ms}}
  file/metrics: {{path: {directory}/metrics.jsonl, append: true, flush_interval: 200ms}}
  {exporter}
extensions: {{{extensions}}}
service:
  extensions: [{extension_names}]
  telemetry: {{metrics: {{level: none}}}}
  pipelines:
    traces: {{receivers: [otlp], exporters: [file/traces]}}
    metrics: {{receivers: [otlp], exporters: [file/metrics, {exporter_name}]}}
"
    )
}
