//! Prometheus, with the configuration of the compose example.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context as _, Result};

use super::{
    daemon::{Daemon, free_ports},
    query::get,
};
use crate::bpf::root;

/// A Prometheus that runs.
pub(super) struct Prometheus {
    _daemon: Daemon,
    port: u16,
}

/// A sample of an instant query.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its value.
    pub value: f64,
}

impl Sample {
    /// A label; nothing where it has none.
    pub(super) fn label(&self, name: &str) -> &str {
        self.labels.get(name).map_or("", String::as_str)
    }
}

impl Prometheus {
    /// Starts one, with features beside those of the example.
    pub(super) fn start(program: &Path, directory: &Path, features: &[&str]) -> Result<Self> {
        fs::create_dir_all(directory)?;
        let [port] = free_ports()?;
        let configuration = root().join("examples/compose/grafana/prometheus.yaml");
        let mut command = Command::new(program);
        command
            .arg(format!("--config.file={}", configuration.display()))
            .args(["--storage.tsdb.path=data", "--web.enable-otlp-receiver"])
            .arg(format!("--enable-feature={}", [&["native-histograms"], features].concat().join(",")))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"));
        let daemon = Daemon::start("prometheus", &mut command, directory, port)?;
        Ok(Self { _daemon: daemon, port })
    }

    /// Where it takes OTLP, over HTTP.
    pub(super) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}/api/v1/otlp", self.port)
    }

    /// Asks for the values now.
    pub(super) fn ask(&self, query: &str) -> Result<Vec<Sample>> {
        let answer = get(&format!("http://127.0.0.1:{}/api/v1/query", self.port), &[("query", query)])?;
        let result = answer["data"]["result"].as_array().with_context(|| format!("{query}: {answer}"))?;
        let samples = result.iter().filter_map(|sample| {
            let labels = sample["metric"].as_object()?.iter();
            Some(Sample {
                labels: labels
                    .map(|(name, value)| (name.clone(), value.as_str().unwrap_or("").to_owned()))
                    .collect(),
                // A native histogram has no value.
                value: sample["value"][1].as_str().and_then(|value| value.parse().ok()).unwrap_or(f64::NAN),
            })
        });
        Ok(samples.collect())
    }
}
