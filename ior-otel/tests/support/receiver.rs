//! A server that takes OTLP over gRPC and HTTP, remembers what came, and answers as it is told.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response as HttpResponse},
    routing::post,
};
use opentelemetry_proto::tonic::collector::{
    metrics::v1::{
        ExportMetricsServiceRequest, ExportMetricsServiceResponse,
        metrics_service_server::{MetricsService, MetricsServiceServer},
    },
    trace::v1::{
        ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
};
use prost::Message as _;
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Code, Request, Response, Status,
    codec::CompressionEncoding,
    transport::{Certificate, Identity, Server, ServerTlsConfig},
};
use tonic_types::{ErrorDetails, StatusExt as _};

/// How a request for spans is answered.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Taken.
    Take,
    /// Taken, but for some spans.
    TakeBut(i64),
    /// A gRPC status; with seconds after which to come back.
    Grpc(i32, Option<u64>),
    /// An HTTP status; with a Retry-After.
    Http(u16, Option<&'static str>),
    /// Taken, after a while.
    Slow(Duration),
}

/// What came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Came {
    /// Requests of spans that were taken.
    pub(crate) traces: Vec<ExportTraceServiceRequest>,
    /// Requests of metrics.
    pub(crate) metrics: Vec<ExportMetricsServiceRequest>,
    /// Headers or metadata of the requests, taken or not.
    pub(crate) headers: Vec<Vec<(String, String)>>,
    /// When requests for spans came, taken or not.
    pub(crate) times: Vec<Instant>,
}

impl Came {
    /// Number of spans.
    pub(crate) fn spans(&self) -> usize {
        let resources = self.traces.iter().flat_map(|request| &request.resource_spans);
        resources.flat_map(|resource| &resource.scope_spans).map(|scope| scope.spans.len()).sum()
    }
}

#[derive(Default)]
struct Inner {
    came: Came,
    answers: VecDeque<Answer>,
}

type Shared = Arc<Mutex<Inner>>;

/// The server. It ends with its runtime.
pub(crate) struct Receiver {
    shared: Shared,
    /// Address of gRPC.
    pub(crate) grpc: SocketAddr,
    /// Address of HTTP.
    pub(crate) http: SocketAddr,
    _runtime: Runtime,
}

impl Receiver {
    /// Starts without TLS.
    pub(crate) fn start() -> Self {
        Self::start_with(None)
    }

    /// Starts with TLS: certificate, key, and the authority of clients, which must show a certificate of it.
    pub(crate) fn start_with(tls: Option<(&Path, &Path, &Path)>) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let shared = Shared::default();
        let (grpc, http) = runtime.block_on(async {
            let grpc = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let http = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let addresses = (grpc.local_addr().expect("address"), http.local_addr().expect("address"));
            let mut server = Server::builder();
            if let Some((cert, key, clients)) = tls {
                let read = |path: &Path| std::fs::read(path).expect("a file");
                let config = ServerTlsConfig::new()
                    .identity(Identity::from_pem(read(cert), read(key)))
                    .client_ca_root(Certificate::from_pem(read(clients)));
                server = server.tls_config(config).expect("TLS");
            }
            let gzip = CompressionEncoding::Gzip;
            let zstd = CompressionEncoding::Zstd;
            let service = Service(Arc::clone(&shared));
            let router = server
                .add_service(
                    TraceServiceServer::new(service.clone()).accept_compressed(gzip).accept_compressed(zstd),
                )
                .add_service(
                    MetricsServiceServer::new(service).accept_compressed(gzip).accept_compressed(zstd),
                );
            tokio::spawn(router.serve_with_incoming(TcpListenerStream::new(grpc)));
            let app = Router::new()
                .route("/v1/traces", post(http_traces))
                .route("/v1/metrics", post(http_metrics))
                .layer(axum::extract::DefaultBodyLimit::disable())
                .with_state(Arc::clone(&shared));
            match tls {
                Some(tls) => tokio::spawn(axum::serve(TlsListener::new(http, tls), app).into_future()),
                None => tokio::spawn(axum::serve(http, app).into_future()),
            };
            addresses
        });
        Self { shared, grpc, http, _runtime: runtime }
    }

    /// Answers to the next requests for spans; after them, all are taken.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.shared.lock().expect("lock").answers.extend(answers);
    }

    /// What came so far.
    pub(crate) fn came(&self) -> Came {
        self.shared.lock().expect("lock").came.clone()
    }
}

/// HTTP over TLS; those who fail the handshake never become a connection.
struct TlsListener {
    tcp: TcpListener,
    tls: TlsAcceptor,
}

impl TlsListener {
    fn new(tcp: TcpListener, (cert, key, clients): (&Path, &Path, &Path)) -> Self {
        ior_otel::otlp::http::install_crypto();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(clients).expect("a certificate")).expect("an authority");
        let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().expect("a verifier");
        let config = rustls::ServerConfig::builder()
            .with_client_cert_verifier(verifier)
            .with_single_cert(
                vec![CertificateDer::from_pem_file(cert).expect("a certificate")],
                PrivateKeyDer::from_pem_file(key).expect("a key"),
            )
            .expect("TLS");
        Self { tcp, tls: Arc::new(config).into() }
    }
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.tcp.accept().await.expect("a connection");
            if let Ok(stream) = self.tls.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

#[derive(Clone)]
struct Service(Shared);

fn next(shared: &Shared, headers: Vec<(String, String)>) -> Answer {
    let mut inner = shared.lock().expect("lock");
    inner.came.headers.push(headers);
    inner.came.times.push(Instant::now());
    inner.answers.pop_front().unwrap_or(Answer::Take)
}

#[tonic::async_trait]
impl TraceService for Service {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let metadata = request.metadata().clone().into_headers();
        let answer = next(&self.0, of_headers(&metadata));
        let partial_success = match answer {
            Answer::Take | Answer::Http(..) => None,
            Answer::Slow(time) => {
                tokio::time::sleep(time).await;
                None
            }
            Answer::TakeBut(rejected_spans) => {
                Some(ExportTracePartialSuccess { rejected_spans, error_message: "too many".to_owned() })
            }
            Answer::Grpc(code, None) => return Err(Status::new(Code::from(code), "as told")),
            Answer::Grpc(code, Some(seconds)) => {
                let details = ErrorDetails::with_retry_info(Some(Duration::from_secs(seconds)));
                return Err(Status::with_error_details(Code::from(code), "as told", details));
            }
        };
        self.0.lock().expect("lock").came.traces.push(request.into_inner());
        Ok(Response::new(ExportTraceServiceResponse { partial_success }))
    }
}

#[tonic::async_trait]
impl MetricsService for Service {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.0.lock().expect("lock").came.metrics.push(request.into_inner());
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

async fn http_traces(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> HttpResponse {
    match next(&shared, of_headers(&headers)) {
        Answer::Http(status, retry_after) => {
            let status = StatusCode::from_u16(status).expect("a status");
            return match retry_after {
                Some(value) => (status, [("retry-after", value)]).into_response(),
                // As OTLP over HTTP says it: a google.rpc.Status.
                None => {
                    let said = tonic_types::Status { message: "as told".to_owned(), ..Default::default() };
                    (status, said.encode_to_vec()).into_response()
                }
            };
        }
        Answer::Slow(time) => tokio::time::sleep(time).await,
        Answer::Take | Answer::TakeBut(_) | Answer::Grpc(..) => {}
    }
    let request = if is_json(&headers) {
        serde_json::from_slice(&plain(&headers, &body)).expect("OTLP JSON")
    } else {
        ExportTraceServiceRequest::decode(&*plain(&headers, &body)).expect("protobuf")
    };
    shared.lock().expect("lock").came.traces.push(request);
    StatusCode::OK.into_response()
}

async fn http_metrics(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let request = if is_json(&headers) {
        serde_json::from_slice(&plain(&headers, &body)).expect("OTLP JSON")
    } else {
        ExportMetricsServiceRequest::decode(&*plain(&headers, &body)).expect("protobuf")
    };
    shared.lock().expect("lock").came.metrics.push(request);
    StatusCode::OK
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get("content-type").is_some_and(|value| value == "application/json")
}

/// The body without its compression.
fn plain(headers: &HeaderMap, body: &Bytes) -> Vec<u8> {
    use std::io::Read as _;
    match headers.get("content-encoding").and_then(|value| value.to_str().ok()) {
        None => body.to_vec(),
        Some("gzip") => {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(&**body).read_to_end(&mut plain).expect("gzip");
            plain
        }
        Some("zstd") => zstd::decode_all(&**body).expect("zstd"),
        Some(other) => panic!("unknown encoding {other}"),
    }
}

fn of_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}
