//! Names of the environment variables of an OTLP exporter.

use opentelemetry_otlp::{
    OTEL_EXPORTER_OTLP_COMPRESSION, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS,
    OTEL_EXPORTER_OTLP_INSECURE, OTEL_EXPORTER_OTLP_METRICS_COMPRESSION, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,
    OTEL_EXPORTER_OTLP_METRICS_HEADERS, OTEL_EXPORTER_OTLP_METRICS_INSECURE,
    OTEL_EXPORTER_OTLP_METRICS_PROTOCOL, OTEL_EXPORTER_OTLP_METRICS_TIMEOUT, OTEL_EXPORTER_OTLP_PROTOCOL,
    OTEL_EXPORTER_OTLP_TIMEOUT, OTEL_EXPORTER_OTLP_TRACES_COMPRESSION, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS, OTEL_EXPORTER_OTLP_TRACES_INSECURE,
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, OTEL_EXPORTER_OTLP_TRACES_TIMEOUT,
};

/// The variables of one signal: each that of the signal, and the general one that holds where it is unset.
pub(super) struct Variables {
    /// Which exporters the signal has (SDK specification, "Exporter Selection").
    pub(super) exporter: &'static str,
    /// Path below a general endpoint.
    pub(super) path: &'static str,
    /// The signal's own endpoint, which is taken as it is. The general one is [`OTEL_EXPORTER_OTLP_ENDPOINT`].
    pub(super) endpoint: &'static str,
    pub(super) protocol: [&'static str; 2],
    pub(super) headers: [&'static str; 2],
    pub(super) timeout: [&'static str; 2],
    pub(super) compression: [&'static str; 2],
    pub(super) insecure: [&'static str; 2],
    pub(super) certificate: [&'static str; 2],
    pub(super) client_certificate: [&'static str; 2],
    pub(super) client_key: [&'static str; 2],
}

/// The general endpoint.
pub(super) const ENDPOINT: &str = OTEL_EXPORTER_OTLP_ENDPOINT;
const CERTIFICATE: &str = "OTEL_EXPORTER_OTLP_CERTIFICATE";
const CLIENT_CERTIFICATE: &str = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE";
const CLIENT_KEY: &str = "OTEL_EXPORTER_OTLP_CLIENT_KEY";

/// Of spans.
pub(super) const TRACES: Variables = Variables {
    exporter: "OTEL_TRACES_EXPORTER",
    path: "/v1/traces",
    endpoint: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
    protocol: [OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, OTEL_EXPORTER_OTLP_PROTOCOL],
    headers: [OTEL_EXPORTER_OTLP_TRACES_HEADERS, OTEL_EXPORTER_OTLP_HEADERS],
    timeout: [OTEL_EXPORTER_OTLP_TRACES_TIMEOUT, OTEL_EXPORTER_OTLP_TIMEOUT],
    compression: [OTEL_EXPORTER_OTLP_TRACES_COMPRESSION, OTEL_EXPORTER_OTLP_COMPRESSION],
    insecure: [OTEL_EXPORTER_OTLP_TRACES_INSECURE, OTEL_EXPORTER_OTLP_INSECURE],
    certificate: ["OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", CERTIFICATE],
    client_certificate: ["OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", CLIENT_CERTIFICATE],
    client_key: ["OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", CLIENT_KEY],
};

/// Of metrics.
pub(super) const METRICS: Variables = Variables {
    exporter: "OTEL_METRICS_EXPORTER",
    path: "/v1/metrics",
    endpoint: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,
    protocol: [OTEL_EXPORTER_OTLP_METRICS_PROTOCOL, OTEL_EXPORTER_OTLP_PROTOCOL],
    headers: [OTEL_EXPORTER_OTLP_METRICS_HEADERS, OTEL_EXPORTER_OTLP_HEADERS],
    timeout: [OTEL_EXPORTER_OTLP_METRICS_TIMEOUT, OTEL_EXPORTER_OTLP_TIMEOUT],
    compression: [OTEL_EXPORTER_OTLP_METRICS_COMPRESSION, OTEL_EXPORTER_OTLP_COMPRESSION],
    insecure: [OTEL_EXPORTER_OTLP_METRICS_INSECURE, OTEL_EXPORTER_OTLP_INSECURE],
    certificate: ["OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE", CERTIFICATE],
    client_certificate: ["OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE", CLIENT_CERTIFICATE],
    client_key: ["OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY", CLIENT_KEY],
};
