//! CPU time of user space for a span, stage by stage: `cargo bench --bench pipeline`, as root.
//!
//! Records of real calls are taken from the kernel once, and replayed: decoded only, made into spans, exported over HTTP and gRPC to a
//! server in another process. CPU time, not wall time: other work on the machine disturbs it less.
#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{
    env,
    fs::File,
    hint::black_box,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use axum::{Router as Routes, extract::DefaultBodyLimit};
use ior_otel::{
    config::{Config, export::Protocol, metrics::Temporality},
    decode::decode,
    otlp::{
        exporter::Exporter,
        settings::{Batch, Endpoint, Settings, Signal},
    },
    pipeline::Pipeline,
    probe::{Contexts, Limits, Probe},
    route::{Budget, Correlation, Router},
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
    trace_service_server::{TraceService, TraceServiceServer},
};
use rustix::time::{ClockId, clock_gettime};
use tokio::{net::TcpListener, runtime::Runtime};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status};

/// Rounds of calls that are recorded; a round is five calls.
const ROUNDS: usize = 2_000;
/// How often the recording is replayed.
const REPLAYS: u32 = 50;
/// Spans between two exports, as the session has them under a flood.
const AT_ONCE: usize = 4_096;

fn main() -> Result<()> {
    match env::args().nth(1).as_deref() {
        Some("calls") => calls(),
        Some("http") => Runtime::new()?.block_on(serve_http()),
        Some("grpc") => Runtime::new()?.block_on(serve_grpc()),
        _ => measure(),
    }
}

fn measure() -> Result<()> {
    let records = record().context("records can only be taken where programs can be loaded: as root")?;
    let bytes: usize = records.iter().map(Vec::len).sum();
    println!("{} records of {} bytes on average", records.len(), bytes / records.len());
    let mut decoded = 0_u64;
    show("decode", &records, || {
        records.iter().for_each(|record| decoded += u64::from(black_box(decode(record)).is_ok()));
    });
    ensure!(decoded == u64::from(REPLAYS) * records.len() as u64, "records can't be decoded");
    let mut pipeline = pipeline()?;
    show("decode, route, span", &records, || {
        for chunk in records.chunks(AT_ONCE) {
            chunk.iter().for_each(|record| pipeline.record(record));
            black_box(pipeline.take_spans());
        }
    });
    for (what, protocol) in [("http", Protocol::HttpProtobuf), ("grpc", Protocol::Grpc)] {
        let (server, endpoint) = server(what, protocol)?;
        let exporter = Exporter::start(&settings(endpoint), Temporality::Cumulative)?;
        let mut given = 0;
        show(&format!("decode to {what}"), &records, || {
            for chunk in records.chunks(AT_ONCE) {
                chunk.iter().for_each(|record| pipeline.record(record));
                exporter.spans(pipeline.take_spans());
                given += chunk.len() as u64;
                // The server is slower than we. Waiting for it shall cost nothing.
                while exporter.stats().destinations[0].spans.queued > 100_000 {
                    std::thread::sleep(Duration::from_millis(50));
                }
            }
        });
        let sent = exporter.finish(Duration::from_secs(30), &|| false).destinations[0].clone();
        println!("  {} of {given} spans arrived, {} bytes each", sent.spans.exported, sent.bytes / given);
        stop(server);
    }
    Ok(())
}

/// Does something with all records again and again; says what CPU time a record takes. The median of five tries.
fn show(what: &str, records: &[Vec<u8>], mut replay: impl FnMut()) {
    let mut tries: Vec<f64> = (0..5)
        .map(|_| {
            let before = cpu_ns();
            (0..REPLAYS / 5).for_each(|_| replay());
            (cpu_ns() - before) as f64 / f64::from(REPLAYS / 5) / records.len() as f64
        })
        .collect();
    tries.sort_by(f64::total_cmp);
    println!("{what:24} {:5.0} ns ({:.0} to {:.0})", tries[2], tries[0], tries[4]);
}

fn cpu_ns() -> u64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn config() -> Result<Config> {
    let mut file = tempfile::NamedTempFile::new()?;
    writeln!(file, "spans: {{ min_duration: 0s }}")?;
    Ok(Config::load(Some(file.path()))?)
}

fn pipeline() -> Result<Pipeline> {
    let budget = Budget { max_per_trace: u64::MAX, max_per_second: u64::MAX };
    let router = Router::windows(budget, Correlation::Parent, Duration::from_secs(30));
    Ok(Pipeline::new(router, &config()?)?)
}

fn settings(endpoint: Endpoint) -> Settings {
    Settings {
        traces: Signal { endpoint: Some(endpoint), console: false },
        metrics: Signal::default(),
        file: None,
        queue_bytes: 1 << 30,
        batch: Batch { max_spans: 512, delay: Duration::from_secs(1), max_queue_spans: None, timeout: None },
        metric_interval: None,
        temporality: None,
        histogram: None,
        warnings: Vec::new(),
    }
}

/// Runs ourselves under trace, and takes the records of calls.
fn record() -> Result<Vec<Vec<u8>>> {
    let limits = Limits { ring_buffer: 64 << 20, threads: 1024, series: 1024 };
    let mut probe = Probe::start(&limits, &Contexts::default(), &config()?.descriptors(), None)?;
    let mut ring = probe.ring()?;
    let status = Command::new(env::current_exe()?).arg("calls").status()?;
    ensure!(status.success(), "the calls failed");
    let mut records = Vec::new();
    ring.read(usize::MAX, |bytes| {
        if matches!(decode(bytes), Ok(ior_otel::decode::Record::Call(_))) {
            records.push(bytes.to_vec());
        }
    });
    ensure!(records.len() > ROUNDS * 5, "only {} records", records.len());
    Ok(records)
}

/// Calls without arguments, with a path, with descriptors.
fn calls() -> Result<()> {
    let mut byte = [0];
    for _ in 0..ROUNDS {
        let _ = rustix::process::getppid();
        File::open("/dev/zero")?.read_exact(&mut byte)?;
        rustix::process::getpriority_process(None)?;
    }
    Ok(())
}

/// A server in a process of its own.
fn server(what: &str, protocol: Protocol) -> Result<(Child, Endpoint)> {
    let mut child = Command::new(env::current_exe()?).arg(what).stdout(Stdio::piped()).spawn()?;
    let mut url = String::new();
    BufReader::new(child.stdout.take().context("no pipe")?).read_line(&mut url)?;
    let endpoint = Endpoint {
        url: url.trim().to_owned(),
        protocol,
        headers: Vec::new(),
        timeout: Duration::from_secs(10),
        compression: ior_otel::config::export::Compression::None,
        tls: Default::default(),
    };
    Ok((child, endpoint))
}

fn stop(mut server: Child) {
    let _ = server.kill();
    let _ = server.wait();
}

async fn serve_http() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/v1/traces", listener.local_addr()?);
    let forget = |body: axum::body::Bytes| async move {
        black_box(body.len());
    };
    axum::serve(listener, Routes::new().fallback(forget).layer(DefaultBodyLimit::disable())).await?;
    Ok(())
}

struct Forget;

#[tonic::async_trait]
impl TraceService for Forget {
    async fn export(
        &self,
        _: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

async fn serve_grpc() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let service = TraceServiceServer::new(Forget);
    let incoming = TcpListenerStream::new(listener);
    tonic::transport::Server::builder().add_service(service).serve_with_incoming(incoming).await?;
    Ok(())
}
