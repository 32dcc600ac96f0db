//! From the kernel to a server: what arrives is what is in the file, and our own metrics come too.

mod support;

use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{AnyValue, any_value::Value},
    resource::v1::Resource,
    trace::v1::Span,
};
use support::{receiver::Receiver, trace::command};

/// All spans with their resources, by id.
fn by_id(requests: &[ExportTraceServiceRequest]) -> Vec<(Option<Resource>, Span)> {
    let resources = requests.iter().flat_map(|request| &request.resource_spans);
    let mut spans: Vec<_> = resources
        .flat_map(|resource| {
            let spans = resource.scope_spans.iter().flat_map(|scope| &scope.spans);
            spans.map(|span| (resource.resource.clone(), span.clone()))
        })
        .collect();
    spans.sort_by(|(_, a), (_, b)| a.span_id.cmp(&b.span_id));
    spans
}

fn text<'a>(resource: &'a Resource, key: &str) -> Option<&'a str> {
    let attribute = resource.attributes.iter().find(|attribute| attribute.key == key)?;
    match attribute.value.as_ref()? {
        AnyValue { value: Some(Value::StringValue(text)) } => Some(text),
        _ => None,
    }
}

#[test]
fn a_server_gets_what_the_file_gets_over_every_protocol() {
    needs_kernel!();
    for protocol in ["grpc", "http/protobuf", "http/json"] {
        let receiver = Receiver::start();
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("out");
        let address = if protocol == "grpc" { receiver.grpc } else { receiver.http };
        let output = command(["run", "--min-duration", "0", "--protocol", protocol, "--output"])
            .arg(&file)
            .args(["--endpoint", &format!("http://{address}")])
            .args(["--", "sh", "-c", "cat /etc/passwd > /dev/null; sleep 0.02"])
            .env("OTEL_SERVICE_NAME", "end-to-end")
            .env("TRACEPARENT", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .output()
            .expect("started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let came = receiver.came();
        let text_of_file = std::fs::read_to_string(file).expect("the file");
        let lines = text_of_file.lines().filter(|line| line.starts_with("{\"resourceSpans\""));
        let written: Vec<_> = lines.map(|line| serde_json::from_str(line).expect("a request")).collect();
        let (theirs, ours) = (by_id(&came.traces), by_id(&written));
        assert!(ours.len() > 100, "{} spans", ours.len());
        assert_eq!(theirs, ours, "{protocol}");

        // The trace that the environment names is joined, and the command's own service name is used.
        let (resource, root) = ours
            .iter()
            .find(|(_, span)| span.parent_span_id == [0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7])
            .expect("a root");
        assert_eq!(hex::encode(&root.trace_id), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(resource.as_ref().and_then(|resource| text(resource, "service.name")), Some("end-to-end"));

        // Our own metrics are a service of their own.
        let metrics = came.metrics.iter().flat_map(|request| &request.resource_metrics);
        let own = metrics.filter(|metrics| {
            metrics.resource.as_ref().and_then(|resource| text(resource, "service.name")) == Some("ior-otel")
        });
        let names: Vec<_> = own
            .flat_map(|metrics| &metrics.scope_metrics)
            .flat_map(|scope| &scope.metrics)
            .map(|metric| metric.name.as_str())
            .collect();
        assert!(
            names.contains(&"ior.calls.entered") && names.contains(&"ior.records.dropped"),
            "{protocol}: {names:?}"
        );
    }
}
