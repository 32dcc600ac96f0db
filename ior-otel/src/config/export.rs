//! `export:`, where the telemetry goes.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::scalar::{ByteSize, HumanDuration};

/// Where the telemetry goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExportSection {
    /// To an OTLP endpoint.
    pub otlp: OtlpSection,
    /// Into a file.
    pub file: FileSection,
    /// Bytes of encoded spans that wait for the endpoint at most.
    pub queue: ByteSize,
}

impl Default for ExportSection {
    fn default() -> Self {
        Self { otlp: OtlpSection::default(), file: FileSection::default(), queue: ByteSize(32 << 20) }
    }
}

/// An OTLP endpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OtlpSection {
    /// URL.
    pub endpoint: Option<String>,
    /// Protocol.
    pub protocol: Option<Protocol>,
    /// Headers of each request.
    pub headers: BTreeMap<String, String>,
    /// Compression of requests.
    pub compression: Option<Compression>,
    /// Time for a request.
    pub timeout: Option<HumanDuration>,
    /// TLS.
    pub tls: TlsSection,
}

/// OTLP's transports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Protocol {
    /// gRPC.
    #[serde(rename = "grpc")]
    Grpc,
    /// Protobuf over HTTP.
    #[serde(rename = "http/protobuf")]
    HttpProtobuf,
    /// JSON over HTTP.
    #[serde(rename = "http/json")]
    HttpJson,
}

/// Compression of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// None.
    None,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// TLS.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsSection {
    /// Certificates to trust, PEM.
    pub ca_file: Option<PathBuf>,
    /// Our certificate, PEM.
    pub cert_file: Option<PathBuf>,
    /// Its key, PEM.
    pub key_file: Option<PathBuf>,
    /// No TLS where the URL does not say.
    pub insecure: Option<bool>,
}

/// A file of OTLP JSON lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileSection {
    /// Path.
    pub path: Option<PathBuf>,
}
