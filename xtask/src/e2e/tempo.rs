//! Grafana Tempo: one process, everything in a directory.

use std::{fs, path::Path, process::Command};

use anyhow::{Context as _, Result};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::Value;

use super::{
    daemon::{Daemon, free_ports},
    otlp::{self, Span},
    protocol::Ports,
    query::get,
};

/// A Tempo that runs.
pub(super) struct Tempo {
    _daemon: Daemon,
    /// Where it takes OTLP.
    pub ports: Ports,
    query: u16,
}

impl Tempo {
    /// Starts one.
    pub(super) fn start(program: &Path, directory: &Path) -> Result<Self> {
        fs::create_dir_all(directory)?;
        let [grpc, http, query, own_grpc] = free_ports()?;
        let configuration = format!(
            "
server: {{http_listen_address: 127.0.0.1, http_listen_port: {query}, grpc_listen_address: 127.0.0.1, grpc_listen_port: {own_grpc}}}
distributor:
  receivers:
    otlp: {{protocols: {{grpc: {{endpoint: '127.0.0.1:{grpc}'}}, http: {{endpoint: '127.0.0.1:{http}'}}}}}}
ingester: {{lifecycler: {{address: 127.0.0.1, ring: {{kvstore: {{store: inmemory}}, replication_factor: 1}}, min_ready_duration: 0s}}}}
querier: {{frontend_worker: {{frontend_address: '127.0.0.1:{own_grpc}'}}}}
memberlist: {{bind_addr: [127.0.0.1], bind_port: 0}}
usage_report: {{reporting_enabled: false}}
storage: {{trace: {{backend: local, local: {{path: blocks}}, wal: {{path: wal}}}}}}
"
        );
        fs::write(directory.join("tempo.yaml"), configuration)?;
        let mut command = Command::new(program);
        command.arg("-config.file=tempo.yaml");
        let daemon = Daemon::start("tempo", &mut command, directory, query)?;
        super::daemon::until("Tempo is ready", || ready(query))?;
        Ok(Self { _daemon: daemon, ports: Ports { grpc, http }, query })
    }

    /// A trace, as it is stored.
    pub(super) fn trace(&self, id: &str) -> Result<Vec<Span>> {
        let mut answer = get(&self.url(&format!("/api/v2/traces/{id}")), &[])?;
        let trace = &mut answer["trace"];
        plain(trace);
        let mut spans = otlp::spans(trace);
        spans.sort();
        Ok(spans)
    }

    /// Ids of the spans that a query in TraceQL finds.
    pub(super) fn search(&self, query: &str) -> Result<Vec<String>> {
        let answer = get(&self.url("/api/search"), &[("q", query), ("limit", "100"), ("spss", "100")])?;
        let traces = answer["traces"].as_array().map_or(&[][..], Vec::as_slice);
        let spans = traces
            .iter()
            .flat_map(|trace| trace["spanSets"].as_array().into_iter().flatten())
            .flat_map(|set| set["spans"].as_array().into_iter().flatten());
        Ok(spans.filter_map(|span| Some(span["spanID"].as_str()?.to_owned())).collect())
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.query)
    }
}

fn ready(port: u16) -> Result<()> {
    ureq::get(format!("http://127.0.0.1:{port}/ready")).call().map(drop).context("it is not ready")
}

/// As OTLP has it: Tempo answers ids in base64 and statuses by name, as protocol buffers do in JSON.
fn plain(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(plain),
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), &*value) {
                    ("traceId" | "spanId" | "parentSpanId", Value::String(id)) => {
                        *value = hex::encode(BASE64_STANDARD.decode(id).unwrap_or_default()).into();
                    }
                    ("code", Value::String(code)) if code == "STATUS_CODE_ERROR" => *value = 2.into(),
                    _ => plain(value),
                }
            }
        }
        _ => {}
    }
}
