//! OTLP over gRPC. A request is encoded once, when it is queued: here it passes as bytes.

use anyhow::{Context as _, Result};
use prost::{
    Message as _,
    bytes::{Buf as _, BufMut as _, Bytes},
};
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, CompressionEncoding, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
    metadata::{AsciiMetadataKey, MetadataMap},
    transport::{Certificate, Channel, ClientTlsConfig, Endpoint as Transport, Identity},
};
use tonic_types::StatusExt as _;

use super::{
    retry::{Outcome, grpc_retries},
    sender::{Partial, SignalKind, USER_AGENT, certificates_of, chain, read},
    settings::{Endpoint, Tls},
};
use crate::config::export::Compression;

/// A client for one signal.
#[derive(Clone)]
pub struct Client {
    grpc: Grpc<Channel>,
    path: PathAndQuery,
    metadata: MetadataMap,
    signal: SignalKind,
}

impl Client {
    /// A client that connects when it is first used.
    ///
    /// # Errors
    /// If a certificate can't be read, or a header can't be sent.
    pub fn new(endpoint: &Endpoint, signal: SignalKind) -> Result<Self> {
        let mut transport = Transport::from_shared(endpoint.url.clone())
            .with_context(|| format!("{} is no address for gRPC", endpoint.url))?
            .user_agent(USER_AGENT)?
            .timeout(endpoint.timeout)
            .connect_timeout(endpoint.timeout);
        if endpoint.url.starts_with("https://") {
            transport = transport.tls_config(tls(&endpoint.tls)?).context("cannot set up TLS")?;
        }
        let mut grpc = Grpc::new(transport.connect_lazy());
        grpc = match endpoint.compression {
            Compression::None => grpc,
            Compression::Gzip => grpc.send_compressed(CompressionEncoding::Gzip),
            Compression::Zstd => grpc.send_compressed(CompressionEncoding::Zstd),
        };
        let path = PathAndQuery::from_static(match signal {
            SignalKind::Traces => "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
            SignalKind::Metrics => "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        });
        Ok(Self { grpc, path, metadata: metadata(&endpoint.headers)?, signal })
    }

    /// Sends a request.
    pub async fn send(&mut self, body: Bytes) -> Outcome {
        if let Err(error) = self.grpc.ready().await {
            return Outcome::Retry { after: None, unreachable: true, error: chain(&error) };
        }
        let mut request = Request::new(body);
        *request.metadata_mut() = self.metadata.clone();
        match self.grpc.unary(request, self.path.clone(), BytesCodec).await {
            Ok(response) => {
                let Partial { rejected, message } = self.signal.partial(response.get_ref());
                Outcome::Delivered { rejected, message }
            }
            Err(status) => outcome(&status),
        }
    }
}

fn outcome(status: &Status) -> Outcome {
    let info = status.get_details_retry_info();
    let source = std::error::Error::source(status).map(chain);
    // What has a cause here was said by no server: the connection broke, and the code is what the library makes of that.
    let is_of_transport = source.is_some();
    let error = format!("{:?}: {}", status.code(), source.unwrap_or_else(|| status.message().to_owned()));
    if is_of_transport || grpc_retries(status.code(), info.is_some()) {
        let unreachable = is_of_connecting(status);
        Outcome::Retry { after: info.and_then(|info| info.retry_delay), unreachable, error }
    } else {
        Outcome::Refused { error }
    }
}

/// Whether there was no connection at all: unlike an answer that did not come in time.
fn is_of_connecting(status: &Status) -> bool {
    let mut below = std::error::Error::source(status);
    while let Some(error) = below {
        if error.is::<tonic::ConnectError>() {
            return true;
        }
        below = error.source();
    }
    false
}

/// TLS with the given certificates.
pub fn tls(tls: &Tls) -> Result<ClientTlsConfig> {
    let Tls { ca_file, cert_file, key_file } = tls;
    let mut config = ClientTlsConfig::new();
    config = match ca_file {
        Some(file) => config.ca_certificate(Certificate::from_pem(certificates_of(file)?)),
        None => config.with_native_roots(),
    };
    if let (Some(cert), Some(key)) = (cert_file, key_file) {
        config = config.identity(Identity::from_pem(read(cert)?, read(key)?));
    }
    Ok(config)
}

/// Headers as metadata.
pub fn metadata(headers: &[(String, String)]) -> Result<MetadataMap> {
    let mut metadata = MetadataMap::new();
    for (name, value) in headers {
        let key = AsciiMetadataKey::from_bytes(name.as_bytes())
            .with_context(|| format!("{name:?} is no name of a header"))?;
        let value =
            value.parse().with_context(|| format!("the value of the header {name:?} can't be sent"))?;
        metadata.insert(key, value);
    }
    Ok(metadata)
}

/// Passes bytes that are messages already.
#[derive(Clone, Copy, Debug, Default)]
struct BytesCodec;

impl Codec for BytesCodec {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for BytesCodec {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for BytesCodec {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        let length = buffer.remaining();
        Ok(Some(buffer.copy_to_bytes(length)))
    }
}

impl SignalKind {
    /// What a response says was not taken. A response that can't be decoded says nothing.
    pub fn partial(self, body: &[u8]) -> Partial {
        use opentelemetry_proto::tonic::collector::{
            metrics::v1::ExportMetricsServiceResponse, trace::v1::ExportTraceServiceResponse,
        };
        let found = match self {
            Self::Traces => ExportTraceServiceResponse::decode(body)
                .ok()
                .and_then(|response| response.partial_success)
                .map(|partial| (partial.rejected_spans, partial.error_message)),
            Self::Metrics => ExportMetricsServiceResponse::decode(body)
                .ok()
                .and_then(|response| response.partial_success)
                .map(|partial| (partial.rejected_data_points, partial.error_message)),
        };
        let (rejected, message) = found.unwrap_or_default();
        Partial { rejected: u64::try_from(rejected).unwrap_or_default(), message }
    }
}
