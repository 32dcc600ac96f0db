//! What an application publishes of itself is the resource of its spans and metrics, also when it changes.

mod support;

use std::{collections::BTreeMap, fs};

use support::trace::{Span, Trace, python, trace};

const PUBLISH: &str = "
import ctypes, mmap, os, struct, time
libc = ctypes.CDLL(None, use_errno=True)
def field(number, content): return bytes([number << 3 | 2]) + varint(len(content)) + content
def varint(value): return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + varint(value >> 7)
def attribute(key, value): return field(1, field(1, key.encode()) + field(2, field(1, value.encode())))
kept = []
def payload(attributes):
    made = ctypes.create_string_buffer(field(1, b''.join(attribute(*pair) for pair in attributes.items())))
    kept.append(made)
    return made
def publish(header, **attributes):
    # Not valid while it is being written: the time is 0 meanwhile.
    struct.pack_into('=Q', header, 16, 0)
    made = payload({key.replace('_', '.'): value for key, value in attributes.items()})
    struct.pack_into('=8sII', header, 0, b'OTEL_CTX', 2, len(made) - 1)
    struct.pack_into('=Q', header, 24, ctypes.addressof(made))
    struct.pack_into('=Q', header, 16, time.monotonic_ns())
def mapping():
    fd = os.memfd_create('OTEL_CTX'); os.ftruncate(fd, 4096)
    header = mmap.mmap(fd, 4096); os.close(fd)
    return header
def work(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end: time.sleep(0.02)
";

fn run(config: &str, script: &str) -> Trace {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("c.yaml");
    fs::write(&file, config).expect("written");
    let options = ["--config", file.to_str().expect("a path")];
    let trace = trace(&options, &[&python(), "-I", "-S", "-c", &format!("{PUBLISH}{script}")]);
    assert!(trace.output.status.success(), "{}", trace.stderr());
    trace.assert_nothing_lost();
    trace
}

/// Sleeps, by the service of their resource.
fn services(trace: &Trace) -> BTreeMap<String, usize> {
    let mut services = BTreeMap::new();
    for span in trace.spans_of("clock_nanosleep") {
        let service = span.resource["service.name"].as_str().expect("text").to_owned();
        *services.entry(service).or_default() += 1;
    }
    services
}

#[test]
fn a_process_is_who_it_says() {
    needs_kernel!();
    let trace = run(
        "{metrics: {interval: 200ms}}",
        "
header = mapping()
work(0.5)
publish(header, service_name='shop', service_instance_id='7', process_pid='1', telemetry_sdk_name='x', host_name='inside')
work(1.5)
publish(header, service_name='shop', service_instance_id='8')
work(1.5)
",
    );
    let services = services(&trace);
    assert!(services["unknown_service:python3"] >= 15 && services["shop"] >= 60, "{services:?}");
    let of_instance = |id: &str| {
        let is = |span: &&&Span| span.resource.get("service.instance.id").is_some_and(|at| at == id);
        let spans = trace.spans_of("clock_nanosleep");
        spans
            .iter()
            .find(is)
            .map(|span| (*span).clone())
            .unwrap_or_else(|| panic!("nothing of instance {id}"))
    };
    let (first, second) = (of_instance("7"), of_instance("8"));
    assert!(first.end <= second.start);
    assert_eq!(first.resource["host.name"], "inside");
    assert_ne!(first.resource["process.pid"], "1", "what is seen stands");
    assert!(!first.resource.contains_key("telemetry.sdk.name"));
    // No call is told twice under two names.
    let durations = trace.points.iter().filter(|point| point.metric == "syscall.duration");
    let told: u64 = durations.map(|point| point.value).sum();
    assert_eq!(told.to_string(), entered(&trace), "{}", trace.stderr());
}

/// Calls entered, by the ledger.
fn entered(trace: &Trace) -> String {
    let stderr = trace.stderr();
    let before = stderr.split(" calls entered = ").next().expect("a ledger");
    before.rsplit([' ', '\n']).next().expect("a number").to_owned()
}

#[test]
fn the_environment_and_the_configuration_say_more() {
    needs_kernel!();
    let script = "
import sys
if 'OTEL_SERVICE_NAME' not in os.environ:
    os.environ['OTEL_SERVICE_NAME'] = 'by environment'
    os.execv(sys.executable, [sys.executable, '-I', '-S', '-c', sys.orig_argv[-1]])
header = mapping()
publish(header, service_name='published', service_version='1')
work(1)
";
    let trace = run("{}", script);
    let last =
        trace.spans_of("clock_nanosleep").into_iter().max_by_key(|span| span.start).expect("a sleep").clone();
    assert_eq!(
        (&last.resource["service.name"], &last.resource["service.version"]),
        (&"by environment".into(), &"1".into())
    );
    let trace = run("{resource: {service_names: [{executable: python*, name: by rule}]}}", script);
    assert_eq!(services(&trace).into_keys().collect::<Vec<_>>(), ["by rule"]);
    let trace = run("{correlation: {process_context: false}}", script);
    assert!(trace.spans.iter().all(|span| !span.resource.contains_key("service.version")));
}
