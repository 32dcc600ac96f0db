//! `export:`, where the telemetry goes.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use serde::{Deserialize, Deserializer, Serialize, de};

use super::scalar::{self, ByteSize, HumanDuration};

/// Where the telemetry goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExportSection {
    /// To an OTLP endpoint.
    pub otlp: OtlpSection,
    /// Into a file.
    pub file: FileSection,
    /// Bytes of encoded spans that wait for the endpoint at most; [`MIN_QUEUE`] or more.
    #[serde(deserialize_with = "queue")]
    pub queue: ByteSize,
}

/// What is less would drop single requests of many spans, which have up to 4 MiB.
pub const MIN_QUEUE: ByteSize = ByteSize(4 << 20);

fn queue<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ByteSize, D::Error> {
    scalar::parse(deserializer, "a size such as 32MiB", |text| {
        let size: ByteSize = text.parse()?;
        if size < MIN_QUEUE {
            Err(format!("{text} is too small; the least is {MIN_QUEUE}"))
        } else {
            Ok(size)
        }
    })
}

/// Headers, by errors that do not repeat a value, which may be a secret.
fn headers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    struct Headers;
    impl<'de> de::Visitor<'de> for Headers {
        type Value = BTreeMap<String, String>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("headers as NAME: VALUE")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(BTreeMap::new())
        }
        fn visit_str<E: de::Error>(self, _: &str) -> Result<Self::Value, E> {
            Err(E::custom("is a text, where headers as NAME: VALUE are expected"))
        }
        fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut headers = BTreeMap::new();
            while let Some(name) = map.next_key()? {
                let value: Scalar = map.next_value()?;
                headers.insert(name, value.0);
            }
            Ok(headers)
        }
    }
    deserializer.deserialize_any(Headers)
}

/// A value's text, whatever YAML takes it for.
struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar::parse(deserializer, "a text", |text| Ok(Self(text.to_owned())))
    }
}

impl Default for ExportSection {
    fn default() -> Self {
        Self { otlp: OtlpSection::default(), file: FileSection::default(), queue: ByteSize(32 << 20) }
    }
}

/// An OTLP endpoint. Each key that is not there may be said by an environment variable, or has a default.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OtlpSection {
    /// URL, `http://` or `https://`. Over HTTP, `/v1/traces` and `/v1/metrics` are put after it; over gRPC, the port
    /// is 4317 if none is given. Without an endpoint nothing is sent.
    pub endpoint: Option<String>,
    /// Protocol; gRPC by default.
    pub protocol: Option<Protocol>,
    /// Headers of each request. Their values may be secrets and are not in `Debug`'s output.
    #[serde(deserialize_with = "headers")]
    pub headers: BTreeMap<String, String>,
    /// Compression of requests; none by default.
    pub compression: Option<Compression>,
    /// Time for a request, 10 s by default; 0 is no limit.
    pub timeout: Option<HumanDuration>,
    /// TLS.
    pub tls: TlsSection,
}

impl fmt::Debug for OtlpSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint, protocol, headers, compression, timeout, tls } = self;
        f.debug_struct("OtlpSection")
            .field("endpoint", endpoint)
            .field("protocol", protocol)
            .field("headers", &headers.keys())
            .field("compression", compression)
            .field("timeout", timeout)
            .field("tls", tls)
            .finish()
    }
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
    /// Certificates to trust instead of the system's, PEM.
    pub ca_file: Option<PathBuf>,
    /// Our certificate for a server that asks, PEM; together with its key.
    pub cert_file: Option<PathBuf>,
    /// Its key, PEM.
    pub key_file: Option<PathBuf>,
    /// No TLS for a gRPC endpoint without `http://` or `https://`; false by default.
    pub insecure: Option<bool>,
}

/// A file of OTLP JSON lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileSection {
    /// Its path; none is written without one.
    pub path: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_values_are_secret() {
        let yaml = "otlp: {headers: {authorization: secret}}";
        let section: ExportSection = serde_yaml::from_str(yaml).expect("is a section");
        let shown = format!("{section:?}");
        assert!(shown.contains("authorization") && !shown.contains("secret"), "{shown}");
    }
}
