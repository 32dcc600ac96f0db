//! OTLP over HTTP, as protobuf or JSON.

use std::{io::Write as _, time::SystemTime};

use anyhow::{Context as _, Result};
use prost::bytes::Bytes;
use reqwest::{
    Certificate, Identity, Response,
    header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};

use super::{
    retry::{Outcome, http_retries, retry_after},
    sender::{Partial, SignalKind, USER_AGENT, certificates_of, chain, read},
    settings::{Endpoint, Tls},
};
use crate::{
    config::export::{Compression, Protocol},
    privilege,
};

/// Bytes of an answer that are read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// A client for one signal.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    json: bool,
    compression: Compression,
    signal: SignalKind,
}

impl Client {
    /// A client that connects when it is first used.
    ///
    /// # Errors
    /// If a certificate can't be read, or a header can't be sent.
    pub fn new(endpoint: &Endpoint, signal: SignalKind) -> Result<Self> {
        install_crypto();
        let mut headers = HeaderMap::new();
        let json = endpoint.protocol == Protocol::HttpJson;
        let content = if json { "application/json" } else { "application/x-protobuf" };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content));
        for (name, value) in &endpoint.headers {
            let key = HeaderName::from_bytes(name.as_bytes())
                .with_context(|| format!("{name:?} is no name of a header"))?;
            let mut value = HeaderValue::from_str(value)
                .with_context(|| format!("the value of the header {name:?} can't be sent"))?;
            value.set_sensitive(true);
            headers.insert(key, value);
        }
        let encoding = match endpoint.compression {
            Compression::None => None,
            Compression::Gzip => Some("gzip"),
            Compression::Zstd => Some("zstd"),
        };
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        let builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .timeout(endpoint.timeout)
            // A redirected POST would arrive as a GET without its body.
            .redirect(reqwest::redirect::Policy::none());
        let builder = match certificates(&endpoint.tls)? {
            Some(certificates) => builder.tls_certs_only(certificates),
            None => builder,
        };
        let builder = match identity(&endpoint.tls)? {
            Some(identity) => builder.identity(identity),
            None => builder,
        };
        let http = builder.build().context("cannot set up HTTP")?;
        Ok(Self { http, url: endpoint.url.clone(), json, compression: endpoint.compression, signal })
    }

    /// Sends a request.
    pub async fn send(&self, body: Bytes) -> Outcome {
        let body = match compress(body, self.compression) {
            Ok(body) => body,
            Err(error) => return Outcome::Refused { error: format!("cannot compress: {error}") },
        };
        match self.http.post(&self.url).body(body).send().await {
            Ok(response) => self.outcome(response).await,
            Err(error) => {
                let unreachable = error.is_connect();
                Outcome::Retry { after: None, unreachable, error: chain(&error.without_url()) }
            }
        }
    }

    async fn outcome(&self, response: Response) -> Outcome {
        let status = response.status();
        let after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let after = after.and_then(|value| retry_after(value, SystemTime::now()));
        let body = beginning(response).await;
        if status.is_success() {
            let Partial { rejected, message } =
                if self.json { self.signal.partial_json(&body) } else { self.signal.partial(&body) };
            return Outcome::Delivered { rejected, message };
        }
        let error = match self.said(&body) {
            Some(text) => format!("HTTP {status}: {text}"),
            None => format!("HTTP {status}"),
        };
        if http_retries(status.as_u16()) {
            Outcome::Retry { after, unreachable: false, error }
        } else {
            Outcome::Refused { error }
        }
    }
}

impl Client {
    /// What a body says of an error: a `google.rpc.Status` in the encoding of the request (OTLP specification, "Failures"), or the text
    /// of a server in between.
    fn said(&self, body: &[u8]) -> Option<String> {
        use prost::Message as _;
        let message = if self.json {
            let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
            value["message"].as_str().map(str::to_owned)
        } else {
            tonic_types::Status::decode(body).ok().map(|status| status.message)
        };
        let text = message.filter(|message| !message.is_empty()).or_else(|| {
            let text = std::str::from_utf8(body).ok()?.trim();
            (!text.is_empty() && !text.starts_with('<')).then(|| text.to_owned())
        })?;
        let line = text.lines().next().unwrap_or_default();
        Some(line.chars().filter(|c| !c.is_control()).take(200).collect())
    }
}

/// The beginning of a body: what is longer than any answer that means something is not waited for.
async fn beginning(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < LONGEST_ANSWER
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk);
    }
    body
}

/// The crypto provider of this process: TLS libraries that come with several want to be told.
pub fn install_crypto() {
    // Fails if one is installed already, which is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A client for the SDK's exporter, which has threads of its own.
pub fn blocking(endpoint: &Endpoint) -> Result<reqwest::blocking::Client> {
    install_crypto();
    let (certificates, identity) = (certificates(&endpoint.tls)?, identity(&endpoint.tls)?);
    let timeout = endpoint.timeout;
    // It makes a runtime of its own, which can't be done in a thread that is part of one.
    let build = move || {
        // And a thread for it, which gets what this one has.
        privilege::renounce();
        // Headers that are meant for one server are not for another, to which it redirects.
        let redirect = reqwest::redirect::Policy::none();
        let mut builder =
            reqwest::blocking::Client::builder().user_agent(USER_AGENT).timeout(timeout).redirect(redirect);
        if let Some(certificates) = certificates {
            builder = builder.tls_certs_only(certificates);
        }
        if let Some(identity) = identity {
            builder = builder.identity(identity);
        }
        builder.build()
    };
    let built = std::thread::spawn(build).join().map_err(|_| anyhow::anyhow!("the HTTP library panicked"))?;
    built.context("cannot set up HTTP")
}

fn certificates(tls: &Tls) -> Result<Option<Vec<Certificate>>> {
    let Some(file) = &tls.ca_file else { return Ok(None) };
    let parsed = Certificate::from_pem_bundle(&certificates_of(file)?)
        .with_context(|| format!("{} holds no certificate", file.display()))?;
    Ok(Some(parsed))
}

fn identity(tls: &Tls) -> Result<Option<Identity>> {
    let (Some(cert), Some(key)) = (&tls.cert_file, &tls.key_file) else { return Ok(None) };
    let pem = [read(cert)?, read(key)?].concat();
    let identity = Identity::from_pem(&pem)
        .with_context(|| format!("{} and {} are no certificate and key", cert.display(), key.display()))?;
    Ok(Some(identity))
}

fn compress(body: Bytes, compression: Compression) -> std::io::Result<Bytes> {
    match compression {
        Compression::None => Ok(body),
        Compression::Gzip => {
            // The fastest level: the default one takes four times as long for a tenth less.
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(&body)?;
            Ok(encoder.finish()?.into())
        }
        Compression::Zstd => Ok(zstd::encode_all(&*body, zstd::DEFAULT_COMPRESSION_LEVEL)?.into()),
    }
}

impl SignalKind {
    /// What a JSON response says was not taken. 64-bit integers are strings in OTLP JSON; some servers write numbers.
    pub fn partial_json(self, body: &[u8]) -> Partial {
        let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        let partial = &value["partialSuccess"];
        let rejected = match self {
            Self::Traces => &partial["rejectedSpans"],
            Self::Metrics => &partial["rejectedDataPoints"],
        };
        let rejected = rejected.as_u64().or_else(|| rejected.as_str()?.parse().ok()).unwrap_or_default();
        Partial { rejected, message: partial["errorMessage"].as_str().unwrap_or_default().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_success_is_read_from_json() {
        let body = br#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"full"}}"#;
        assert_eq!(
            SignalKind::Traces.partial_json(body),
            Partial { rejected: 3, message: "full".to_owned() }
        );
        assert_eq!(SignalKind::Metrics.partial_json(b"{}"), Partial::default());
        assert_eq!(SignalKind::Metrics.partial_json(b"not json"), Partial::default());
    }
}
