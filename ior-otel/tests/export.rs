//! The exporter against a real server: every protocol delivers the same, failures are retried by the rules, and every span is accounted
//! for.

mod support;

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use ior_otel::otlp::spans::SpanBatch;
use ior_otel::{
    config::{
        export::{Compression, ExportSection, Protocol},
        metrics::Temporality,
    },
    otlp::{
        exporter::Exporter,
        settings::{ExportFlags, Settings, Tls},
        stats::StatsSnapshot,
    },
};
use opentelemetry::{
    KeyValue,
    trace::{Span as _, SpanKind, Status, Tracer as _, TracerProvider as _},
};
use opentelemetry_otlp::{WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_proto::{
    tonic::{
        collector::{metrics::v1::ExportMetricsServiceRequest, trace::v1::ExportTraceServiceRequest},
        common::v1::{AnyValue, InstrumentationScope, any_value::Value},
        metrics::v1::{
            AggregationTemporality, Exemplar, ExponentialHistogram, ExponentialHistogramDataPoint, Metric,
            ResourceMetrics, ScopeMetrics, exemplar, exponential_histogram_data_point::Buckets, metric::Data,
        },
        resource::v1::Resource,
        trace::v1::{ResourceSpans, ScopeSpans, Span, span},
    },
    transform::{
        common::tonic::ResourceAttributesWithSchema, trace::tonic::group_spans_by_resource_and_scope,
    },
};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use support::receiver::{Answer, Receiver};

const PROTOCOLS: [Protocol; 3] = [Protocol::Grpc, Protocol::HttpProtobuf, Protocol::HttpJson];

fn settings(receiver: &Receiver, protocol: Protocol) -> Settings {
    let address = if protocol == Protocol::Grpc { receiver.grpc } else { receiver.http };
    of_url(&format!("http://{address}"), protocol)
}

fn of_url(url: &str, protocol: Protocol) -> Settings {
    let flags = ExportFlags { endpoint: Some(url.to_owned()), protocol: Some(protocol), output: None };
    Settings::resolve(&flags, &|_| None, &ExportSection::default()).expect("valid")
}

fn attribute(key: &str, value: Value) -> opentelemetry_proto::tonic::common::v1::KeyValue {
    opentelemetry_proto::tonic::common::v1::KeyValue {
        key: key.to_owned(),
        value: Some(AnyValue { value: Some(value) }),
        ..Default::default()
    }
}

/// Spans with everything that ours have.
fn spans(count: u64) -> Vec<ResourceSpans> {
    let spans = (0..count)
        .map(|number| Span {
            trace_id: vec![0xab; 16],
            span_id: (number + 1).to_be_bytes().to_vec(),
            parent_span_id: vec![7; 8],
            flags: 0x101,
            name: format!("read-{number}"),
            kind: span::SpanKind::Internal.into(),
            start_time_unix_nano: 1_700_000_000_123_456_789,
            end_time_unix_nano: 1_700_000_000_987_654_321,
            attributes: vec![
                attribute("text", Value::StringValue("grün \"quoted\" \u{1}".to_owned())),
                attribute("large", Value::IntValue(i64::MIN)),
                attribute("double", Value::DoubleValue(0.3)),
                attribute("bool", Value::BoolValue(true)),
            ],
            events: vec![span::Event {
                time_unix_nano: u64::MAX,
                name: "exec".to_owned(),
                ..Default::default()
            }],
            status: Some(opentelemetry_proto::tonic::trace::v1::Status {
                code: 2,
                message: "No such file".to_owned(),
            }),
            ..Default::default()
        })
        .collect();
    let scope =
        InstrumentationScope { name: "ior-otel".to_owned(), version: "1".to_owned(), ..Default::default() };
    vec![ResourceSpans {
        resource: Some(resource()),
        scope_spans: vec![ScopeSpans { scope: Some(scope), spans, ..Default::default() }],
        ..Default::default()
    }]
}

fn resource() -> Resource {
    Resource { attributes: vec![attribute("process.pid", Value::IntValue(42))], ..Default::default() }
}

fn metrics() -> Vec<ResourceMetrics> {
    let point = ExponentialHistogramDataPoint {
        attributes: vec![attribute("syscall.name", Value::StringValue("read".to_owned()))],
        start_time_unix_nano: 1,
        time_unix_nano: u64::MAX - 1,
        count: u64::MAX,
        sum: Some(1.25e-3),
        scale: 2,
        zero_count: 3,
        positive: Some(Buckets { offset: -118, bucket_counts: vec![1, 0, u64::from(u32::MAX) + 1] }),
        max: Some(0.5),
        exemplars: vec![Exemplar {
            span_id: vec![1; 8],
            trace_id: vec![2; 16],
            value: Some(exemplar::Value::AsDouble(0.25)),
            ..Default::default()
        }],
        ..Default::default()
    };
    let data = ExponentialHistogram {
        data_points: vec![point],
        aggregation_temporality: AggregationTemporality::Cumulative.into(),
    };
    let metric = Metric {
        name: "syscall.duration".to_owned(),
        unit: "s".to_owned(),
        data: Some(Data::ExponentialHistogram(data)),
        ..Default::default()
    };
    let scope = ScopeMetrics { metrics: vec![metric], ..Default::default() };
    vec![ResourceMetrics { resource: Some(resource()), scope_metrics: vec![scope], ..Default::default() }]
}

/// Exports, and ends when all has arrived or `deadline` has passed.
fn export(settings: &Settings, batches: &[Vec<ResourceSpans>], deadline: Duration) -> StatsSnapshot {
    let exporter = Exporter::start(settings, Temporality::Cumulative).expect("started");
    for batch in batches {
        exporter.spans(SpanBatch::of(batch));
    }
    exporter.metrics(1, &metrics());
    let stats = exporter.finish(deadline, &|| false);
    assert_eq!(stats.spans_accounted(), stats.given, "{stats:?}");
    stats
}

const SOON: Duration = Duration::from_secs(10);

#[test]
fn every_protocol_and_the_file_deliver_the_same() {
    let directory = tempfile::tempdir().expect("a directory");
    for (number, protocol) in PROTOCOLS.into_iter().enumerate() {
        let receiver = Receiver::start();
        let file = directory.path().join(number.to_string());
        let settings = Settings { file: Some(file.clone()), ..settings(&receiver, protocol) };
        let stats = export(&settings, &[spans(3)], SOON);
        let came = receiver.came();
        let (traces, points) = (ExportTraceServiceRequest { resource_spans: spans(3) }, metrics());
        let points = ExportMetricsServiceRequest { resource_metrics: points };
        assert_eq!(
            (&came.traces, &came.metrics),
            (&vec![traces.clone()], &vec![points.clone()]),
            "{protocol:?}"
        );
        let text = std::fs::read_to_string(&file).expect("the file");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(serde_json::from_str::<ExportTraceServiceRequest>(lines[0]).expect("a request"), traces);
        assert_eq!(serde_json::from_str::<ExportMetricsServiceRequest>(lines[1]).expect("a request"), points);
        assert!(stats.destinations.iter().all(|to| to.spans.exported == 3 && to.points == 1), "{stats:?}");
    }
}

#[test]
fn json_is_as_the_specification_writes_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("out");
    let nowhere =
        Settings::resolve(&ExportFlags::default(), &|_| None, &ExportSection::default()).expect("valid");
    export(&Settings { file: Some(file.clone()), ..nowhere }, &[spans(1)], SOON);
    let text = std::fs::read_to_string(file).expect("the file");
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let span = &lines[0]["resourceSpans"][0]["scopeSpans"][0]["spans"][0];
    assert!(!text.contains("null"), "the Collector takes no null for a number that is not set: {text}");
    // Ids in hexadecimal, 64-bit integers as strings, enums as numbers (OTLP specification, "JSON Protobuf Encoding").
    assert_eq!(span["traceId"], "ab".repeat(16));
    assert_eq!(span["spanId"], "0000000000000001");
    assert_eq!(span["startTimeUnixNano"], "1700000000123456789");
    assert_eq!(span["kind"], 1);
    assert_eq!(span["status"]["code"], 2);
    assert_eq!(span["attributes"][1]["value"]["intValue"], i64::MIN.to_string());
    assert_eq!(span["events"][0]["timeUnixNano"], u64::MAX.to_string());
    let point = &lines[1]["resourceMetrics"][0]["scopeMetrics"][0]["metrics"][0]["exponentialHistogram"]["dataPoints"]
        [0];
    assert_eq!(point["count"], u64::MAX.to_string());
    assert_eq!(point["zeroCount"], "3");
    assert_eq!(point["positive"]["offset"], -118);
    assert_eq!(point["positive"]["bucketCounts"][2], "4294967296");
    assert_eq!(point["exemplars"][0]["traceId"], "02".repeat(16));
}

#[test]
fn headers_and_compression_arrive() {
    for protocol in PROTOCOLS {
        for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
            let receiver = Receiver::start();
            let mut settings = settings(&receiver, protocol);
            for signal in [&mut settings.traces, &mut settings.metrics] {
                let endpoint = signal.endpoint.as_mut().expect("an endpoint");
                endpoint.compression = compression;
                endpoint.headers = vec![("authorization".to_owned(), "Bearer x".to_owned())];
            }
            export(&settings, &[spans(2)], SOON);
            let came = receiver.came();
            assert_eq!((came.spans(), came.metrics.len()), (2, 1), "{protocol:?} {compression:?}");
            let headers: BTreeMap<_, _> = came.headers[0].iter().cloned().collect();
            assert_eq!(headers["authorization"], "Bearer x");
            assert!(headers["user-agent"].starts_with("ior-otel/"), "{headers:?}");
        }
    }
}

/// What becomes of two spans whose first request is answered so.
fn answered(protocol: Protocol, answer: Answer) -> (usize, StatsSnapshot) {
    let receiver = Receiver::start();
    receiver.answer([answer]);
    let stats = export(&settings(&receiver, protocol), &[spans(2)], SOON);
    (receiver.came().spans(), stats)
}

#[test]
fn what_may_be_retried_is_and_the_rest_is_not() {
    // OTLP specification, "Failures": of gRPC, CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS.
    let grpc = (1..=16)
        .map(|code| (Protocol::Grpc, Answer::Grpc(code, None), [1, 4, 10, 11, 14, 15].contains(&code)));
    let told = [
        (Protocol::Grpc, Answer::Grpc(8, Some(1)), true),
        (Protocol::HttpProtobuf, Answer::Http(503, Some("1")), true),
    ];
    let of_http = [
        301, 302, 307, 400, 401, 403, 404, 405, 408, 411, 413, 415, 429, 431, 500, 501, 502, 503, 504, 505,
        507, 511,
    ];
    let http = of_http.map(|status| {
        (Protocol::HttpProtobuf, Answer::Http(status, None), [429, 502, 503, 504].contains(&status))
    });
    std::thread::scope(|scope| {
        for (protocol, answer, retried) in grpc.chain(told).chain(http) {
            scope.spawn(move || {
                let begin = Instant::now();
                let (came, stats) = answered(protocol, answer.clone());
                let account = stats.destinations[0].spans;
                assert_eq!(came, if retried { 2 } else { 0 }, "{answer:?}");
                assert_eq!(
                    (account.exported, account.refused),
                    if retried { (2, 0) } else { (0, 2) },
                    "{answer:?}"
                );
                // At the end, a pause is half of a second at most.
                let asked = matches!(answer, Answer::Grpc(_, Some(_)) | Answer::Http(_, Some(_)));
                assert!(!asked || begin.elapsed() > Duration::from_millis(400));
            });
        }
    });
}

#[test]
fn while_it_runs_the_server_says_when_to_come_back() {
    let receiver = Receiver::start();
    receiver.answer([Answer::Http(503, Some("2"))]);
    let exporter = Exporter::start(&settings(&receiver, Protocol::HttpProtobuf), Temporality::Cumulative)
        .expect("started");
    exporter.spans(SpanBatch::of(&spans(512)));
    let until = Instant::now() + SOON;
    while receiver.came().spans() < 512 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    let times = receiver.came().times;
    assert_eq!(times.len(), 2);
    assert!((times[1] - times[0]).as_secs_f64() >= 2.0);
    exporter.finish(SOON, &|| false);
}

/// A pause of half a trillion years would end the export, or panic.
#[test]
fn a_server_can_not_send_us_away_for_ever() {
    for answer in [Answer::Http(503, Some("18446744073709551615")), Answer::Grpc(14, Some(315_576_000_000))] {
        let receiver = Receiver::start();
        let protocol =
            if matches!(answer, Answer::Grpc(..)) { Protocol::Grpc } else { Protocol::HttpProtobuf };
        receiver.answer([answer]);
        let stats = export(&settings(&receiver, protocol), &[spans(3)], SOON);
        assert_eq!(stats.destinations[0].spans.exported, 3, "{stats:?}");
    }
}

#[test]
fn what_a_server_says_of_an_error_is_told() {
    let receiver = Receiver::start();
    receiver.answer([Answer::Http(401, None)]);
    let stats = export(&settings(&receiver, Protocol::HttpProtobuf), &[spans(1)], SOON);
    let error = stats.destinations[0].error.clone().unwrap_or_default();
    assert!(error.ends_with("HTTP 401 Unauthorized: as told"), "{error}");
}

#[test]
fn what_is_rejected_in_part_is_counted_and_not_sent_again() {
    let receiver = Receiver::start();
    receiver.answer([Answer::TakeBut(2)]);
    let stats = export(&settings(&receiver, Protocol::Grpc), &[spans(5)], SOON);
    let account = stats.destinations[0].spans;
    assert_eq!((account.exported, account.rejected, receiver.came().traces.len()), (3, 2, 1));
}

#[test]
fn a_server_that_is_not_there_is_given_up_soon_and_everything_is_accounted_for() {
    for protocol in PROTOCOLS {
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("address").port();
        let begin = Instant::now();
        let stats =
            export(&of_url(&format!("http://127.0.0.1:{port}"), protocol), &[spans(700), spans(3)], SOON);
        let account = &stats.destinations[0];
        assert_eq!((account.spans.exported, account.spans.shutdown), (0, 703), "{stats:?}");
        assert!(account.metrics_pending && account.error.is_some());
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        assert!(stats.to_string().contains("undelivered at the end 703"), "{stats}");
    }
}

#[test]
fn an_outage_costs_no_more_than_the_queue_holds() {
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("address").port();
    let settings =
        Settings { queue_bytes: 1024 * 1024, ..of_url(&format!("http://127.0.0.1:{port}"), Protocol::Grpc) };
    let stats = export(&settings, &vec![spans(512); 40], SOON);
    let account = stats.destinations[0].spans;
    assert!(account.queue_full > 0 && account.shutdown > 0, "{account:?}");
    assert_eq!(account.queue_full + account.shutdown, 40 * 512);
}

#[test]
fn impatience_ends_it_at_once() {
    let receiver = Receiver::start();
    receiver.answer([Answer::Slow(Duration::from_secs(8))]);
    let exporter =
        Exporter::start(&settings(&receiver, Protocol::Grpc), Temporality::Cumulative).expect("started");
    exporter.spans(SpanBatch::of(&spans(4)));
    let begin = Instant::now();
    let stats = exporter.finish(SOON, &|| begin.elapsed() > Duration::from_millis(300));
    assert!(begin.elapsed() < Duration::from_secs(2));
    assert_eq!((stats.destinations[0].spans.shutdown, stats.spans_accounted()), (4, 4));
}

#[test]
fn large_batches_come_in_requests_that_are_small_enough() {
    for protocol in PROTOCOLS {
        let receiver = Receiver::start();
        let mut large = spans(60);
        for span in &mut large[0].scope_spans[0].spans {
            span.attributes.push(attribute("long", Value::StringValue("x".repeat(200_000))));
        }
        large[0].scope_spans[0].spans[7]
            .attributes
            .push(attribute("huge", Value::StringValue("x".repeat(5_000_000))));
        // One more than a server takes by default, in a request of its own.
        let stats = export(&settings(&receiver, protocol), &[large], SOON);
        let account = stats.destinations[0].spans;
        assert_eq!((account.exported, account.too_large), (59, 1), "{protocol:?} {account:?}");
        assert!(receiver.came().traces.len() > 2);
    }
}

#[test]
fn nothing_empty_is_sent() {
    let receiver = Receiver::start();
    let exporter =
        Exporter::start(&settings(&receiver, Protocol::Grpc), Temporality::Cumulative).expect("started");
    exporter.spans(Vec::new());
    exporter.metrics(1, &[]);
    exporter.finish(SOON, &|| false);
    assert_eq!((receiver.came().traces.len(), receiver.came().metrics.len()), (0, 0));
}

/// A private authority, a server certificate and a client certificate of it.
fn certificates(directory: &Path) {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let write = |name: &str, text: String| std::fs::write(directory.join(name), text).expect("written");
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec![]).expect("parameters");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    write("ca.pem", params.self_signed(&key).expect("an authority").pem());
    let issuer = Issuer::new(params, key);
    for name in ["server", "client"] {
        let key = KeyPair::generate().expect("a key");
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let params = CertificateParams::new(names).expect("parameters");
        write(&format!("{name}.pem"), params.signed_by(&key, &issuer).expect("a certificate").pem());
        write(&format!("{name}.key"), key.serialize_pem());
    }
}

#[test]
fn tls_trusts_a_private_authority_and_shows_a_certificate() {
    let directory = tempfile::tempdir().expect("a directory");
    certificates(directory.path());
    let path = |name: &str| directory.path().join(name);
    let receiver = Receiver::start_with(Some((&path("server.pem"), &path("server.key"), &path("ca.pem"))));
    let with = |protocol: Protocol, tls: Tls| {
        let port = if protocol == Protocol::Grpc { receiver.grpc } else { receiver.http }.port();
        let mut settings = of_url(&format!("https://localhost:{port}"), protocol);
        for signal in [&mut settings.traces, &mut settings.metrics] {
            signal.endpoint.as_mut().expect("an endpoint").tls = tls.clone();
        }
        export(&settings, &[spans(1)], Duration::from_secs(4)).destinations[0].spans.exported
    };
    let all = Tls {
        ca_file: Some(path("ca.pem")),
        cert_file: Some(path("client.pem")),
        key_file: Some(path("client.key")),
    };
    for protocol in [Protocol::Grpc, Protocol::HttpProtobuf] {
        assert_eq!(with(protocol, all.clone()), 1, "{protocol:?}");
        let nameless = Tls { cert_file: None, key_file: None, ..all.clone() };
        assert_eq!(with(protocol, nameless), 0, "{protocol:?}: the server asks for a certificate");
        let untold = Tls { ca_file: None, ..all.clone() };
        assert_eq!(with(protocol, untold), 0, "{protocol:?}: the system does not know this authority");
    }
}

#[test]
fn a_certificate_that_is_not_there_is_named() {
    let mut settings = of_url("https://localhost:1", Protocol::HttpProtobuf);
    settings.traces.endpoint.as_mut().expect("an endpoint").tls.ca_file = Some("/no/such/ca.pem".into());
    let error = Exporter::start(&settings, Temporality::Cumulative).err().expect("an error");
    assert_eq!(format!("{error:#}"), "cannot read /no/such/ca.pem: No such file or directory (os error 2)");
}

/// A span as an application would make it, through the SDK; and what the SDK's own transformation makes of it.
fn sdk_spans(exporter: impl opentelemetry_sdk::trace::SpanExporter + 'static) -> Vec<ResourceSpans> {
    let memory = InMemorySpanExporter::default();
    let resource = opentelemetry_sdk::Resource::builder_empty()
        .with_attribute(KeyValue::new("service.name", "oracle"))
        .build();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(memory.clone())
        .with_simple_exporter(exporter)
        .with_resource(resource.clone())
        .build();
    let tracer = provider.tracer("ior-otel");
    let mut span = tracer.span_builder("connect").with_kind(SpanKind::Internal).start(&tracer);
    span.set_attribute(KeyValue::new("sockaddr.family", "AF_INET"));
    span.set_attribute(KeyValue::new("network.peer.port", 443));
    span.set_attribute(KeyValue::new("syscall.timeout", 0.3));
    span.add_event("exec", vec![KeyValue::new("process.args_count", 2)]);
    span.set_status(Status::error("Connection refused"));
    span.end();
    // Ending the provider empties its memory.
    let spans = memory.get_finished_spans().expect("spans");
    provider.shutdown().expect("ended");
    group_spans_by_resource_and_scope(spans, &ResourceAttributesWithSchema::from(&resource))
}

#[test]
fn the_stock_exporter_sends_the_same() {
    for protocol in PROTOCOLS {
        let (theirs, ours) = (Receiver::start(), Receiver::start());
        let spans = match protocol {
            Protocol::Grpc => {
                let runtime = tokio::runtime::Runtime::new().expect("a runtime");
                let _entered = runtime.enter();
                let builder = opentelemetry_otlp::SpanExporter::builder().with_tonic();
                sdk_spans(
                    builder.with_endpoint(format!("http://{}", theirs.grpc)).build().expect("an exporter"),
                )
            }
            Protocol::HttpProtobuf | Protocol::HttpJson => {
                let json = protocol == Protocol::HttpJson;
                let wire = if json {
                    opentelemetry_otlp::Protocol::HttpJson
                } else {
                    opentelemetry_otlp::Protocol::HttpBinary
                };
                ior_otel::otlp::http::install_crypto();
                let builder = opentelemetry_otlp::SpanExporter::builder()
                    .with_http()
                    .with_http_client(reqwest::blocking::Client::new())
                    .with_protocol(wire)
                    .with_endpoint(format!("http://{}/v1/traces", theirs.http));
                sdk_spans(builder.build().expect("an exporter"))
            }
        };
        export(&settings(&ours, protocol), &[spans], SOON);
        let (theirs, ours) = (theirs.came().traces, ours.came().traces);
        assert_eq!(theirs.len(), 1, "{protocol:?}: the stock exporter sent");
        assert_eq!(theirs, ours, "{protocol:?}");
    }
}
