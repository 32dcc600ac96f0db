//! Where one signal goes, and how to speak to its endpoint.

use std::{convert::Infallible, path::PathBuf};

use opentelemetry_otlp::OTEL_EXPORTER_OTLP_TIMEOUT_DEFAULT;

use super::{
    Endpoint, Signal, Tls,
    address::Address,
    environment::{self, Environment},
    error::SettingsError,
    exporters::{self, Exporters},
    headers,
    variables::{self, Variables},
};
use crate::config::export::{Compression, OtlpSection, Protocol, TlsSection};

const PROTOCOLS: [(&str, Protocol); 3] =
    [("grpc", Protocol::Grpc), ("http/protobuf", Protocol::HttpProtobuf), ("http/json", Protocol::HttpJson)];
const COMPRESSIONS: [(&str, Compression); 3] =
    [("none", Compression::None), ("gzip", Compression::Gzip), ("zstd", Compression::Zstd)];

/// What the flags say of an endpoint.
#[derive(Clone, Copy)]
pub(super) struct Flags<'a> {
    pub(super) endpoint: Option<&'a str>,
    pub(super) protocol: Option<Protocol>,
}

/// Where the signal of these variables goes.
///
/// # Errors
/// Names the flag or the key of the file that is wrong, whether or not something else is above it.
pub(super) fn resolve(
    variables: &Variables,
    flags: Flags<'_>,
    environment: &mut Environment<'_>,
    file: &OtlpSection,
) -> Result<Signal, SettingsError> {
    let exporters = exporters::read(environment, variables.exporter);
    let protocol = protocol(variables, flags, environment, file);
    let insecure = environment.first_bool(variables.insecure).or(file.tls.insecure).unwrap_or(false);
    let reader = Reader { protocol, insecure, path: variables.path };
    let url = match url(&reader, variables, flags, environment, file)? {
        // Said to be wanted, but not where: the specification's default.
        None if exporters.is_some_and(|exporters| exporters.otlp) => Some(reader.localhost()),
        url => url,
    };
    let timeout = environment.first(variables.timeout, environment::timeout);
    let timeout = timeout.or(file.timeout.map(|timeout| environment::limit(timeout.0)));
    let compression = environment.first(variables.compression, |text| environment::word(text, &COMPRESSIONS));
    let headers = headers(variables, environment, file)?;
    let tls = tls(variables, environment, &file.tls)?;
    let Exporters { otlp, console } = exporters.unwrap_or(Exporters { otlp: true, console: false });
    let endpoint = url.filter(|_| otlp).map(|url| Endpoint {
        url,
        protocol,
        headers,
        timeout: timeout.unwrap_or(OTEL_EXPORTER_OTLP_TIMEOUT_DEFAULT),
        compression: compression.or(file.compression).unwrap_or(Compression::None),
        tls,
    });
    Ok(Signal { endpoint, console })
}

fn protocol(
    variables: &Variables,
    flags: Flags<'_>,
    environment: &mut Environment<'_>,
    file: &OtlpSection,
) -> Protocol {
    let said = environment.first(variables.protocol, |text| environment::word(text, &PROTOCOLS));
    let given = flags.protocol.or(said).or(file.protocol);
    given.unwrap_or_else(|| by_port(variables, flags, environment, file))
}

/// The protocol that nobody has named: by convention OTLP over HTTP if the endpoint has its port, else gRPC.
fn by_port(
    variables: &Variables,
    flags: Flags<'_>,
    environment: &Environment<'_>,
    file: &OtlpSection,
) -> Protocol {
    let of_environment = [variables.endpoint, variables::ENDPOINT];
    let text = flags
        .endpoint
        .map(str::to_owned)
        .or_else(|| of_environment.into_iter().find_map(|name| environment.text(name)))
        .or_else(|| file.endpoint.clone());
    let port = text.and_then(|text| text.parse::<http::Uri>().ok()?.port_u16());
    if port == Some(HTTP_PORT) { Protocol::HttpProtobuf } else { Protocol::Grpc }
}

/// Port of OTLP over HTTP (OTLP specification, "OTLP/HTTP Default Port").
const HTTP_PORT: u16 = 4318;

/// The endpoint's URL as [`Endpoint::url`] has it, if any is given.
fn url(
    reader: &Reader,
    variables: &Variables,
    flags: Flags<'_>,
    environment: &mut Environment<'_>,
    file: &OtlpSection,
) -> Result<Option<String>, SettingsError> {
    let given = |name: &str, text: Option<&str>| {
        let url = text.map(|text| reader.base(name, text)).transpose();
        url.map_err(|wrong| SettingsError::new(name, wrong))
    };
    let flag = given("--endpoint", flags.endpoint)?;
    let file = given("export.otlp.endpoint", file.endpoint.as_deref())?;
    let own = environment.value(variables.endpoint, |text| reader.own(variables.endpoint, text));
    let general = environment.value(variables::ENDPOINT, |text| reader.base(variables::ENDPOINT, text));
    let Some(Url { url, unused }) = flag.or(own).or(general).or(file) else { return Ok(None) };
    if let Some(unused) = unused {
        environment.warn(unused);
    }
    Ok(Some(url))
}

/// Reads URLs for a protocol.
struct Reader {
    protocol: Protocol,
    /// Whether a gRPC endpoint without a scheme is spoken to without TLS.
    insecure: bool,
    /// Path of the signal.
    path: &'static str,
}

/// A URL, and what is to be said of it.
struct Url {
    url: String,
    unused: Option<String>,
}

impl Reader {
    /// A URL for both signals: over HTTP, each is at a path below it.
    fn base(&self, name: &str, text: &str) -> Result<Url, String> {
        self.read(name, text, |address| address.http_below(self.path))
    }

    /// A URL for this signal alone, taken as it is.
    fn own(&self, name: &str, text: &str) -> Result<Url, String> {
        self.read(name, text, Address::http)
    }

    fn read(&self, name: &str, text: &str, http: impl FnOnce(&Address) -> String) -> Result<Url, String> {
        match self.protocol {
            Protocol::Grpc => {
                let address = Address::parse(text, Some(if self.insecure { "http" } else { "https" }))?;
                let unused = address.beyond_grpc();
                let unused = unused
                    .map(|path| format!("{name}: {path:?} in the URL is ignored: grpc has its own paths"));
                Ok(Url { url: address.grpc(), unused })
            }
            Protocol::HttpProtobuf | Protocol::HttpJson => {
                Ok(Url { url: http(&Address::parse(text, None)?), unused: None })
            }
        }
    }

    /// The default endpoint (OTLP exporter specification, "Configuration Options").
    fn localhost(&self) -> String {
        match self.protocol {
            Protocol::Grpc => "http://localhost:4317".to_owned(),
            Protocol::HttpProtobuf | Protocol::HttpJson => format!("http://localhost:4318{}", self.path),
        }
    }
}

/// The environment's headers replace the file's, and a signal's own the general ones.
fn headers(
    variables: &Variables,
    environment: &mut Environment<'_>,
    file: &OtlpSection,
) -> Result<Vec<(String, String)>, SettingsError> {
    let written = file.headers.iter().map(|(name, value)| {
        headers::header(name, value)
            .map_err(|wrong| SettingsError::new(format!("export.otlp.headers.{name}"), wrong))
    });
    let written = written.collect::<Result<_, _>>()?;
    Ok(environment.first(variables.headers, headers::parse).unwrap_or(written))
}

/// A certificate and its key come from the same place, the environment or the file: one is of no use without its own
/// other.
fn tls(
    variables: &Variables,
    environment: &mut Environment<'_>,
    file: &TlsSection,
) -> Result<Tls, SettingsError> {
    let TlsSection { ca_file, cert_file, key_file, insecure: _ } = file.clone();
    match (&cert_file, &key_file) {
        (Some(_), Some(_)) | (None, None) => {}
        (Some(_), None) => return Err(SettingsError::new("export.otlp.tls.cert_file", "needs key_file too")),
        (None, Some(_)) => return Err(SettingsError::new("export.otlp.tls.key_file", "needs cert_file too")),
    }
    let mut path = |names| environment.first(names, |text| Ok::<_, Infallible>(PathBuf::from(text)));
    let ca_file = path(variables.certificate).or(ca_file);
    let own = (path(variables.client_certificate), path(variables.client_key));
    let (cert_file, key_file) = match own {
        (Some(cert), Some(key)) => (Some(cert), Some(key)),
        (None, None) => (cert_file, key_file),
        (Some(_), None) | (None, Some(_)) => {
            let [_, cert] = variables.client_certificate;
            let [_, key] = variables.client_key;
            environment.warn(format!("of {cert} and {key} only one is set: it is ignored"));
            (cert_file, key_file)
        }
    };
    Ok(Tls { ca_file, cert_file, key_file })
}
