//! Where telemetry goes and how: flags above the environment above the file, by the rules of OpenTelemetry's exporter
//! specification (`opentelemetry.io/docs/specs/otel/protocol/exporter`).
//!
//! Differs from it in one thing: without any endpoint nothing is sent, instead of to localhost. A first look needs no server.

use std::{collections::BTreeMap, fmt, path::PathBuf, time::Duration};

use percent_encoding::percent_decode_str;
use thiserror::Error;

use crate::config::{
    env::EnvOverrides,
    export::{Compression, ExportSection, OtlpSection, Protocol, TlsSection},
    metrics::{Histogram, Temporality},
};

/// Default time for a request (specification: 10 s).
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long spans are gathered; shorter than the specification's 5 s, since a person may be waiting for them.
const BATCH_DELAY: Duration = Duration::from_secs(1);
/// Spans in a request (specification: `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`).
const BATCH_SPANS: usize = 512;

/// Flags about export.
#[derive(Clone, Debug, Default)]
pub struct ExportFlags {
    /// `--endpoint`.
    pub endpoint: Option<String>,
    /// `--protocol`.
    pub protocol: Option<Protocol>,
    /// `--output`.
    pub output: Option<PathBuf>,
}

/// Where telemetry goes and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Spans.
    pub traces: Signal,
    /// Metrics.
    pub metrics: Signal,
    /// File of OTLP JSON lines.
    pub file: Option<PathBuf>,
    /// Bytes of encoded spans that may wait.
    pub queue_bytes: u64,
    /// How spans are gathered.
    pub batch: Batch,
    /// `OTEL_METRIC_EXPORT_INTERVAL`.
    pub metric_interval: Option<Duration>,
    /// Temporality that the environment prefers.
    pub temporality: Option<Temporality>,
    /// Histograms that the environment prefers.
    pub histogram: Option<Histogram>,
    /// What in the environment was not understood, and is ignored.
    pub warnings: Vec<String>,
}

/// Where spans, or metrics, go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signal {
    /// A server.
    pub endpoint: Option<Endpoint>,
    /// Standard output, as OTLP JSON lines.
    pub console: bool,
}

/// A server that takes OTLP.
#[derive(Clone, PartialEq)]
pub struct Endpoint {
    /// For HTTP the full URL; for gRPC scheme, host and port.
    pub url: String,
    /// Protocol.
    pub protocol: Protocol,
    /// Headers, or metadata.
    pub headers: Vec<(String, String)>,
    /// Time for a request.
    pub timeout: Duration,
    /// Compression of requests.
    pub compression: Compression,
    /// Certificates, where the URL's scheme is https.
    pub tls: Tls,
}

/// Certificates, PEM files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// Authorities to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// Our own certificate.
    pub cert_file: Option<PathBuf>,
    /// Its key.
    pub key_file: Option<PathBuf>,
}

/// How spans are gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Spans in a request.
    pub max_spans: usize,
    /// How long they are gathered.
    pub delay: Duration,
    /// Spans that may wait, beside the bound in bytes.
    pub max_queue_spans: Option<u64>,
}

/// A flag or a key of the file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what}: {why}")]
pub struct SettingsError {
    what: String,
    why: String,
}

/// Headers may hold credentials, and are not shown.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, protocol, headers, timeout, compression, tls } = self;
        let headers: Vec<_> = headers.iter().map(|(name, _)| name).collect();
        write!(f, "Endpoint {{ {url:?}, {protocol:?}, {headers:?}, {timeout:?}, {compression:?}, {tls:?} }}")
    }
}

impl Settings {
    /// Resolves flags, environment and file.
    ///
    /// # Errors
    /// If a flag or the file has an endpoint that is none. What is wrong in the environment is a warning, and ignored, as the
    /// specification asks.
    pub fn resolve(
        flags: &ExportFlags,
        env: &dyn Fn(&str) -> Option<String>,
        file: &ExportSection,
    ) -> Result<Self, SettingsError> {
        let mut resolver = Resolver { flags, env, file: &file.otlp, warnings: Vec::new() };
        let disabled = resolver.flag("OTEL_SDK_DISABLED").unwrap_or(false);
        let traces = resolver.signal("TRACES", "v1/traces", disabled)?;
        let metrics = resolver.signal("METRICS", "v1/metrics", disabled)?;
        let temporality = resolver.one_of(
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
            // Our instruments are counters, which low memory wants as deltas too.
            &[
                ("cumulative", Temporality::Cumulative),
                ("delta", Temporality::Delta),
                ("lowmemory", Temporality::Delta),
            ],
        );
        let histogram = resolver.one_of(
            "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
            &[
                ("base2_exponential_bucket_histogram", Histogram::Exponential),
                ("explicit_bucket_histogram", Histogram::Explicit),
            ],
        );
        Ok(Self {
            traces,
            metrics,
            file: flags.output.clone().or_else(|| file.file.path.clone()),
            queue_bytes: file.queue.0,
            batch: Batch {
                max_spans: resolver
                    .number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE")
                    .map_or(BATCH_SPANS, |n| n as usize),
                delay: resolver.millis("OTEL_BSP_SCHEDULE_DELAY").unwrap_or(BATCH_DELAY),
                max_queue_spans: resolver.number("OTEL_BSP_MAX_QUEUE_SIZE"),
            },
            metric_interval: resolver.millis("OTEL_METRIC_EXPORT_INTERVAL"),
            temporality,
            histogram,
            warnings: resolver.warnings,
        })
    }

    /// Whether anything goes anywhere.
    pub fn exports(&self) -> bool {
        self.sends() || self.file.is_some() || self.traces.console || self.metrics.console
    }

    /// Whether anything goes to a server.
    pub fn sends(&self) -> bool {
        self.traces.endpoint.is_some() || self.metrics.endpoint.is_some()
    }

    /// What of the environment concerns the configuration of metrics.
    pub fn overrides(&self, resource_attributes: BTreeMap<String, String>) -> EnvOverrides {
        let Self { metric_interval, temporality, histogram, .. } = *self;
        EnvOverrides { metric_interval, temporality, histogram, resource_attributes }
    }
}

/// Reads settings, and gathers warnings.
struct Resolver<'a> {
    flags: &'a ExportFlags,
    env: &'a dyn Fn(&str) -> Option<String>,
    file: &'a OtlpSection,
    warnings: Vec<String>,
}

impl Resolver<'_> {
    fn signal(&mut self, name: &str, path: &str, disabled: bool) -> Result<Signal, SettingsError> {
        let chosen = self.variable(&format!("OTEL_{name}_EXPORTER"));
        let list: Vec<&str> =
            chosen.as_deref().map_or(Vec::new(), |list| list.split(',').map(str::trim).collect());
        for other in list.iter().filter(|exporter| !["otlp", "console", "none", ""].contains(exporter)) {
            self.warnings
                .push(format!("OTEL_{name}_EXPORTER: {other:?} is not otlp, console or none; ignored"));
        }
        let wants_otlp = chosen.is_none() || list.contains(&"otlp");
        // Without an endpoint, only who asks for otlp by name gets the specification's default.
        let endpoint =
            if wants_otlp && !disabled { self.endpoint(name, path, chosen.is_some())? } else { None };
        Ok(Signal { endpoint, console: list.contains(&"console") && !disabled })
    }

    fn endpoint(&mut self, signal: &str, path: &str, asked: bool) -> Result<Option<Endpoint>, SettingsError> {
        let protocol = self.protocol(signal);
        let insecure = self.boolean(signal, "INSECURE").or(self.file.tls.insecure);
        let url = |what: &str, text: &str, is_base: bool| {
            url(text, protocol, insecure, is_base.then_some(path))
                .map_err(|why| SettingsError { what: what.to_owned(), why })
        };
        let own = format!("OTEL_EXPORTER_OTLP_{signal}_ENDPOINT");
        let found = if let Some(flag) = &self.flags.endpoint {
            Some(url("--endpoint", flag, true)?)
        } else if let Some(text) = self.variable(&own) {
            self.or_warn(url(&own, &text, false))
        } else if let Some(text) = self.variable("OTEL_EXPORTER_OTLP_ENDPOINT") {
            self.or_warn(url("OTEL_EXPORTER_OTLP_ENDPOINT", &text, true))
        } else if let Some(text) = &self.file.endpoint {
            Some(url("export.otlp.endpoint", text, true)?)
        } else if asked {
            let text =
                if protocol == Protocol::Grpc { "http://localhost:4317" } else { "http://localhost:4318" };
            Some(url("the default endpoint", text, true)?)
        } else {
            None
        };
        let Some(url) = found else { return Ok(None) };
        Ok(Some(Endpoint {
            url,
            protocol,
            headers: self.headers(signal),
            timeout: self.timeout(signal),
            compression: self.compression(signal),
            tls: self.tls(signal),
        }))
    }

    fn protocol(&mut self, signal: &str) -> Protocol {
        let known = [
            ("grpc", Protocol::Grpc),
            ("http/protobuf", Protocol::HttpProtobuf),
            ("http/json", Protocol::HttpJson),
        ];
        let flag = self.flags.protocol;
        flag.or_else(|| self.one_of_signal(signal, "PROTOCOL", &known))
            .or(self.file.protocol)
            .unwrap_or(Protocol::Grpc)
    }

    fn compression(&mut self, signal: &str) -> Compression {
        let known = [("none", Compression::None), ("gzip", Compression::Gzip), ("zstd", Compression::Zstd)];
        self.one_of_signal(signal, "COMPRESSION", &known)
            .or(self.file.compression)
            .unwrap_or(Compression::None)
    }

    fn timeout(&mut self, signal: &str) -> Duration {
        let file = self.file.timeout.map(|timeout| timeout.0);
        self.of_signal(signal, "TIMEOUT").and_then(|name| self.millis(&name)).or(file).unwrap_or(TIMEOUT)
    }

    /// Headers of the signal replace the generic ones, and those replace the file's.
    fn headers(&mut self, signal: &str) -> Vec<(String, String)> {
        let Some(name) = self.of_signal(signal, "HEADERS") else {
            return self.file.headers.clone().into_iter().collect();
        };
        let text = self.variable(&name).unwrap_or_default();
        let mut headers = Vec::new();
        for pair in text.split(',').filter(|pair| !pair.trim().is_empty()) {
            match header(pair) {
                Some(header) => headers.push(header),
                // The pair itself may hold a credential.
                None => self
                    .warnings
                    .push(format!("{name}: a pair is not key=value in percent-encoding; ignored")),
            }
        }
        headers
    }

    fn tls(&self, signal: &str) -> Tls {
        let TlsSection { ca_file, cert_file, key_file, insecure: _ } = self.file.tls.clone();
        let path = |what: &str, file: Option<PathBuf>| {
            self.of_signal(signal, what).and_then(|name| self.variable(&name)).map(PathBuf::from).or(file)
        };
        Tls {
            ca_file: path("CERTIFICATE", ca_file),
            cert_file: path("CLIENT_CERTIFICATE", cert_file),
            key_file: path("CLIENT_KEY", key_file),
        }
    }

    /// The variable of the signal if it is set, else the generic one if that is.
    fn of_signal(&self, signal: &str, what: &str) -> Option<String> {
        [format!("OTEL_EXPORTER_OTLP_{signal}_{what}"), format!("OTEL_EXPORTER_OTLP_{what}")]
            .into_iter()
            .find(|name| self.variable(name).is_some())
    }

    fn one_of_signal<T: Copy>(&mut self, signal: &str, what: &str, known: &[(&str, T)]) -> Option<T> {
        self.of_signal(signal, what).and_then(|name| self.one_of(&name, known))
    }

    fn boolean(&mut self, signal: &str, what: &str) -> Option<bool> {
        self.of_signal(signal, what).and_then(|name| self.flag(&name))
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        self.one_of(name, &[("true", true), ("false", false)])
    }

    fn one_of<T: Copy>(&mut self, name: &str, known: &[(&str, T)]) -> Option<T> {
        let text = self.variable(name)?;
        let found =
            known.iter().find(|(word, _)| word.eq_ignore_ascii_case(text.trim())).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<_> = known.iter().map(|(word, _)| *word).collect();
            self.warnings.push(format!("{name}: {text:?} is not one of {}; ignored", words.join(", ")));
        }
        found
    }

    fn number(&mut self, name: &str) -> Option<u64> {
        let text = self.variable(name)?;
        let number = text.trim().parse().ok().filter(|number| *number > 0);
        if number.is_none() {
            self.warnings.push(format!("{name}: {text:?} is not a positive number; ignored"));
        }
        number
    }

    fn millis(&mut self, name: &str) -> Option<Duration> {
        self.number(name).map(Duration::from_millis)
    }

    /// A variable; an empty one is one that is not set.
    fn variable(&self, name: &str) -> Option<String> {
        (self.env)(name).filter(|value| !value.trim().is_empty())
    }

    fn or_warn(&mut self, result: Result<String, SettingsError>) -> Option<String> {
        result.map_err(|error| self.warnings.push(format!("{error}; ignored"))).ok()
    }
}

/// `key=value` in percent-encoding (W3C baggage).
fn header(pair: &str) -> Option<(String, String)> {
    let (key, value) = pair.split_once('=')?;
    let decode =
        |part: &str| percent_decode_str(part.trim()).decode_utf8().ok().map(|part| part.into_owned());
    Some((decode(key)?.to_ascii_lowercase(), decode(value)?)).filter(|(key, _)| !key.is_empty())
}

/// The URL to send to. A base URL gets the signal's path; gRPC has none.
fn url(text: &str, protocol: Protocol, insecure: Option<bool>, path: Option<&str>) -> Result<String, String> {
    let text = text.trim();
    let with_scheme = match protocol {
        // An endpoint of gRPC may be just host and port; it is secure unless told otherwise.
        Protocol::Grpc if !text.contains("://") => {
            let scheme = if insecure == Some(true) { "http" } else { "https" };
            format!("{scheme}://{text}")
        }
        Protocol::Grpc | Protocol::HttpProtobuf | Protocol::HttpJson => text.to_owned(),
    };
    let example = "such as http://localhost:4317";
    let mut url = reqwest::Url::parse(&with_scheme)
        .map_err(|error| format!("{text:?} is not a URL {example}: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(format!("{text:?} is not a URL {example}: it needs http:// or https:// and a host"));
    }
    match (protocol, path) {
        (Protocol::Grpc, _) => {
            // A default of the specification; not https's own, which the parser would take.
            let port =
                if has_port(&with_scheme) { url.port_or_known_default() } else { None }.unwrap_or(4317);
            Ok(format!("{}://{}:{port}", url.scheme(), url.host_str().unwrap_or_default()))
        }
        (Protocol::HttpProtobuf | Protocol::HttpJson, Some(path)) => {
            let base = url.path().trim_end_matches('/').to_owned();
            url.set_path(&format!("{base}/{path}"));
            Ok(url.into())
        }
        (Protocol::HttpProtobuf | Protocol::HttpJson, None) => Ok(url.into()),
    }
}

/// Whether a URL has a port, which the parser hides where it is the scheme's own.
fn has_port(url: &str) -> bool {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next().unwrap_or_default();
    authority
        .rsplit_once(':')
        .is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
