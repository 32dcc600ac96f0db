//! Jaeger, the second version, with its traces in memory.

use std::{fs, path::Path, process::Command};

use anyhow::{Result, ensure};
use serde_json::Value;

use super::{
    daemon::{Daemon, free_ports},
    otlp::{self, Span},
    protocol::Ports,
    query::get,
};

/// A Jaeger that runs.
pub(super) struct Jaeger {
    _daemon: Daemon,
    /// Where it takes OTLP.
    pub ports: Ports,
    query: u16,
}

impl Jaeger {
    /// Starts one.
    pub(super) fn start(program: &Path, directory: &Path) -> Result<Self> {
        fs::create_dir_all(directory)?;
        let [grpc, http, query, query_grpc] = free_ports()?;
        let configuration = format!(
            "
service:
  extensions: [jaeger_storage, jaeger_query]
  telemetry: {{metrics: {{level: none}}}}
  pipelines:
    traces: {{receivers: [otlp], exporters: [jaeger_storage_exporter]}}
extensions:
  jaeger_query:
    storage: {{traces: memory}}
    http: {{endpoint: '127.0.0.1:{query}'}}
    grpc: {{endpoint: '127.0.0.1:{query_grpc}'}}
  jaeger_storage: {{backends: {{memory: {{memory: {{max_traces: 10000}}}}}}}}
receivers:
  otlp: {{protocols: {{grpc: {{endpoint: '127.0.0.1:{grpc}'}}, http: {{endpoint: '127.0.0.1:{http}'}}}}}}
exporters:
  jaeger_storage_exporter: {{trace_storage: memory}}
"
        );
        fs::write(directory.join("jaeger.yaml"), configuration)?;
        let mut command = Command::new(program);
        command.arg("--config=file:jaeger.yaml");
        let daemon = Daemon::start("jaeger", &mut command, directory, query)?;
        Ok(Self { _daemon: daemon, ports: Ports { grpc, http }, query })
    }

    /// A trace, as it is stored.
    pub(super) fn trace(&self, id: &str) -> Result<Vec<Span>> {
        // The second version's own interface, which answers OTLP.
        let answer = get(&self.url(&format!("/api/v3/traces/{id}")), &[("raw_traces", "true")])?;
        let mut spans = otlp::spans(&answer["result"]);
        spans.sort();
        Ok(spans)
    }

    /// Ids of spans of a service that its search page finds by tags, and by how long they are at least.
    pub(super) fn search(&self, service: &str, tags: &[(&str, &str)], at_least: &str) -> Result<Vec<String>> {
        let tags = Value::from_iter(tags.iter().copied()).to_string();
        let parameters = [
            ("service", service),
            ("tags", &tags),
            ("minDuration", at_least),
            ("lookback", "1h"),
            ("limit", "100"),
        ];
        let answer = get(&self.url("/api/traces"), &parameters)?;
        ensure!(answer["errors"].is_null(), "Jaeger answers {}", answer["errors"]);
        let traces = answer["data"].as_array().map_or(&[][..], Vec::as_slice);
        let ids = traces.iter().filter_map(|trace| trace["spans"].as_array()).flatten();
        Ok(ids.filter_map(|span| Some(span["spanID"].as_str()?.to_owned())).collect())
    }

    /// The services that it knows.
    pub(super) fn services(&self) -> Result<Vec<String>> {
        let answer = get(&self.url("/api/v3/services"), &[])?;
        let services = answer["services"].as_array().map_or(&[][..], Vec::as_slice);
        Ok(services.iter().filter_map(|service| Some(service.as_str()?.to_owned())).collect())
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.query)
    }
}
