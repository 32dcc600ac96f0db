//! Where the telemetry goes and how: flags, environment and file made into one answer.
//!
//! A flag is above the environment, the environment (a variable of one signal above the general one) above the file,
//! the file above the default. Without an endpoint anywhere nothing is sent.

pub mod error;

mod batch;
mod signal;

mod address;
mod exporters;
mod headers;

mod environment;
mod variables;

#[cfg(test)]
mod tests;

use std::{fmt, path::PathBuf, time::Duration};

use opentelemetry_otlp::OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE;
use opentelemetry_sdk::metrics::OTEL_METRIC_EXPORT_INTERVAL;

use crate::config::{
    env::EnvOverrides,
    export::{Compression, ExportSection, FileSection, Protocol},
    metrics::{Histogram, MIN_INTERVAL, Temporality},
};
use environment::Environment;
use error::SettingsError;

/// Where the telemetry goes and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Where spans go.
    pub traces: Signal,
    /// Where metrics go.
    pub metrics: Signal,
    /// A file of OTLP JSON lines that gets both.
    pub file: Option<PathBuf>,
    /// Bytes of encoded spans that wait for the endpoint at most.
    pub queue_bytes: u64,
    /// How spans are gathered into requests.
    pub batch: Batch,
    /// Time from one export of metrics to the next, where the environment says one.
    pub metric_interval: Option<Duration>,
    /// Temporality of metrics, where the environment says one.
    pub temporality: Option<Temporality>,
    /// How histograms are exported, where the environment says it.
    pub histogram: Option<Histogram>,
    /// What in the environment was not understood, and what is done instead; a sentence each, to be printed.
    pub warnings: Vec<String>,
}

/// Where one signal goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signal {
    /// The OTLP endpoint, if any.
    pub endpoint: Option<Endpoint>,
    /// Whether it goes to stdout, as OTLP JSON lines.
    pub console: bool,
}

/// An OTLP endpoint and how to speak to it.
#[derive(Clone, PartialEq)]
pub struct Endpoint {
    /// For HTTP the whole URL (`https://host/v1/traces`), for gRPC scheme and authority with port
    /// (`http://host:4317`). The scheme says whether TLS is used.
    pub url: String,
    /// Protocol.
    pub protocol: Protocol,
    /// Headers of each request, metadata for gRPC. Values may be secrets and are not in `Debug`'s output.
    pub headers: Vec<(String, String)>,
    /// Time for one request.
    pub timeout: Duration,
    /// Compression of requests.
    pub compression: Compression,
    /// Certificates.
    pub tls: Tls,
}

impl Endpoint {
    /// Its URL as it may be shown: without the query, in which some servers want a key.
    pub fn shown(&self) -> String {
        match self.url.split_once('?') {
            Some((url, _)) => format!("{url}?***"),
            None => self.url.clone(),
        }
    }

    /// What may be wrong if it does not answer: a port that by convention speaks the other protocol.
    pub fn hint(&self) -> Option<&'static str> {
        let port = self.url.parse::<http::Uri>().ok()?.port_u16()?;
        match (self.protocol, port) {
            (Protocol::Grpc, 4318) => {
                Some(" (port 4318 is by convention OTLP over HTTP: try --protocol http/protobuf)")
            }
            (Protocol::HttpProtobuf | Protocol::HttpJson, 4317) => {
                Some(" (port 4317 is by convention OTLP over gRPC: try --protocol grpc)")
            }
            _ => None,
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, protocol, headers, timeout, compression, tls } = self;
        let names: Vec<_> = headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Endpoint")
            .field("url", &url.split('?').next())
            .field("protocol", protocol)
            .field("headers", &names)
            .field("timeout", timeout)
            .field("compression", compression)
            .field("tls", tls)
            .finish()
    }
}

/// PEM files for TLS.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tls {
    /// Certificates to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// Our certificate, for a server that asks.
    pub cert_file: Option<PathBuf>,
    /// Its key.
    pub key_file: Option<PathBuf>,
}

/// How spans are gathered into requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Spans in a request at most.
    pub max_spans: usize,
    /// How long a span waits for others at most.
    pub delay: Duration,
    /// Spans that wait for the endpoint at most, where the environment says it; bytes bound them anyhow.
    pub max_queue_spans: Option<usize>,
    /// Time for the export of a batch.
    pub timeout: Option<Duration>,
}

/// What the command line says of the export.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportFlags {
    /// `--endpoint`.
    pub endpoint: Option<String>,
    /// `--protocol`.
    pub protocol: Option<Protocol>,
    /// `--output`.
    pub output: Option<PathBuf>,
}

/// `lowmemory` is delta for the counters and histograms that are counted as things happen (metrics exporter
/// specification, "OTLP"). All of ours are, so it is the same as `delta`.
const TEMPORALITIES: [(&str, Temporality); 3] = [
    ("cumulative", Temporality::Cumulative),
    ("delta", Temporality::Delta),
    ("lowmemory", Temporality::Delta),
];
const HISTOGRAMS: [(&str, Histogram); 2] = [
    ("explicit_bucket_histogram", Histogram::Explicit),
    ("base2_exponential_bucket_histogram", Histogram::Exponential),
];

impl Settings {
    /// Makes one answer of flags, environment and file. `env` gives the value of a variable.
    ///
    /// # Errors
    /// Names the flag or the key of the file that is wrong. What is wrong in the environment is a warning.
    pub fn resolve(
        flags: &ExportFlags,
        env: &dyn Fn(&str) -> Option<String>,
        file: &ExportSection,
    ) -> Result<Self, SettingsError> {
        let ExportFlags { endpoint, protocol, output } = flags;
        let ExportSection { otlp, file: FileSection { path }, queue } = file;
        let flags = signal::Flags { endpoint: endpoint.as_deref(), protocol: *protocol };
        let mut env = Environment::new(env);
        let mut traces = signal::resolve(&variables::TRACES, flags, &mut env, otlp)?;
        let mut metrics = signal::resolve(&variables::METRICS, flags, &mut env, otlp)?;
        limit_metrics(&mut metrics, &mut env);
        disable(&mut traces, &mut metrics, &mut env);
        Ok(Self {
            traces,
            metrics,
            file: output.clone().or_else(|| path.clone()),
            queue_bytes: queue.0,
            batch: batch::resolve(&mut env),
            metric_interval: metric_interval(&mut env),
            temporality: env.value(OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE, |text| {
                environment::word(text, &TEMPORALITIES)
            }),
            histogram: env.value("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", |text| {
                environment::word(text, &HISTOGRAMS)
            }),
            warnings: env.warnings,
        })
    }

    /// Whether anything goes anywhere.
    pub fn exports(&self) -> bool {
        self.sends() || self.file.is_some() || self.traces.console || self.metrics.console
    }

    /// Whether anything goes to an endpoint.
    pub fn sends(&self) -> bool {
        self.traces.endpoint.is_some() || self.metrics.endpoint.is_some()
    }

    /// What the environment says of keys outside of `export:`.
    pub fn overrides(&self) -> EnvOverrides {
        let Self { metric_interval, temporality, histogram, .. } = self;
        EnvOverrides {
            metric_interval: *metric_interval,
            temporality: *temporality,
            histogram: *histogram,
            ..EnvOverrides::default()
        }
    }
}

/// An export of metrics is one request, so the limit of an export is one of the request.
fn limit_metrics(metrics: &mut Signal, env: &mut Environment<'_>) {
    let limit = env.value("OTEL_METRIC_EXPORT_TIMEOUT", environment::timeout);
    if let (Some(limit), Some(endpoint)) = (limit, &mut metrics.endpoint) {
        endpoint.timeout = endpoint.timeout.min(limit);
    }
}

/// `OTEL_SDK_DISABLED` takes all that OpenTelemetry's variables or `export.otlp` send away; the file stays, which is
/// none of OpenTelemetry's.
fn disable(traces: &mut Signal, metrics: &mut Signal, env: &mut Environment<'_>) {
    if env.bool("OTEL_SDK_DISABLED") != Some(true) {
        return;
    }
    if traces.endpoint.is_some() || metrics.endpoint.is_some() {
        env.warn("OTEL_SDK_DISABLED is true: nothing is sent".to_owned());
    }
    (*traces, *metrics) = (Signal::default(), Signal::default());
}

fn metric_interval(env: &mut Environment<'_>) -> Option<Duration> {
    let interval = env.value(OTEL_METRIC_EXPORT_INTERVAL, environment::duration)?;
    if interval < MIN_INTERVAL {
        env.warn(format!(
            "{OTEL_METRIC_EXPORT_INTERVAL} is taken for {}: it may not be less",
            MIN_INTERVAL.as_millis()
        ));
    }
    Some(interval.max(MIN_INTERVAL))
}
