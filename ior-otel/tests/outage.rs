//! The backend is down, slow, or misbehaves, while the service goes on: no count is lost, what is dropped is counted, and ior-otel takes no
//! more memory than its queue, nor a CPU.

mod support;

use std::{
    fs,
    io::Read as _,
    path::Path,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use opentelemetry_proto::tonic::{
    collector::metrics::v1::ExportMetricsServiceRequest,
    common::v1::{KeyValue, any_value::Value},
    metrics::v1::metric::Data,
};
use support::{
    attached::program,
    proxy::{Proxy, Weather},
    receiver::Receiver,
    trace::{command, number_before, python, skip},
};

/// Seconds of bad weather in all; with it, slow answers take 10 s.
const SECONDS: &str = "IOR_OUTAGE_SECONDS";
/// The only bad weather, by its name here: `Refused` for a backend that is down all the time.
const WEATHER: &str = "IOR_OUTAGE_WEATHER";

/// The queue: the smallest there may be, so that it is full soon. A request is given up after a third more than slow answers take.
fn config(pause: Duration) -> String {
    format!(
        "{{spans: {{min_duration: 0, max_per_trace: 100000000}}, metrics: {{interval: 500ms}}, \
         export: {{queue: 4MiB, otlp: {{timeout: {}ms}}}}}}",
        pause.as_millis() * 4 / 3
    )
}

/// What a process takes, from /proc.
struct Usage {
    /// Resident memory, bytes.
    resident: u64,
    /// CPU time so far, seconds.
    cpu: f64,
}

fn usage(child: &Child) -> Option<Usage> {
    let process = procfs::process::Process::new(child.id() as i32).ok()?;
    let stat = process.stat().ok()?;
    let ticks = procfs::ticks_per_second() as f64;
    Some(Usage { resident: stat.rss * procfs::page_size(), cpu: (stat.utime + stat.stime) as f64 / ticks })
}

/// The number of calls of a syscall that a server knows: of the last request that has them.
fn known(requests: &[ExportMetricsServiceRequest], syscall: &str) -> Option<u64> {
    let named = |attributes: &[KeyValue]| {
        attributes.iter().any(|attribute| {
            let value = attribute.value.as_ref().and_then(|value| value.value.as_ref());
            attribute.key == "syscall.name"
                && matches!(value, Some(Value::StringValue(name)) if name == syscall)
        })
    };
    let of = |request: &ExportMetricsServiceRequest| {
        let metrics = request.resource_metrics.iter().flat_map(|metrics| &metrics.scope_metrics);
        let mut points = metrics.flat_map(|scope| &scope.metrics).filter_map(|metric| match &metric.data {
            Some(Data::ExponentialHistogram(histogram)) => Some(&histogram.data_points),
            _ => None,
        });
        points.find_map(|points| Some(points.iter().find(|point| named(&point.attributes))?.count))
    };
    requests.iter().rev().find_map(of)
}

/// Traces a load that goes on through bad weather, and compares what arrived when it is fair again with what the load says of itself.
fn goes_through(protocol: &str) {
    let long = std::env::var(SECONDS).ok().map(|text| text.parse::<f64>().expect("a number of seconds"));
    let seconds = long.unwrap_or(10.5);
    let pause = Duration::from_secs_f64(if long.is_some() { 10.0 } else { 0.9 });
    let only = std::env::var(WEATHER).ok();
    let bad: Vec<_> = Weather::BAD
        .into_iter()
        .filter(|weather| only.as_ref().is_none_or(|only| *only == format!("{weather:?}")))
        .collect();
    let backend = Receiver::start();
    let proxy = Proxy::to(if protocol == "grpc" { backend.grpc } else { backend.http }, pause);
    let directory = tempfile::tempdir().expect("a directory");
    let config = directory.path().join("config.yaml");
    fs::write(&config, self::config(pause)).expect("written");
    let child = command(["run", "--summary", "always", "--protocol", protocol, "--config"])
        .arg(&config)
        .args(["--endpoint", &format!("http://{}", proxy.address), "--"])
        .arg(python())
        .arg(program("load.py"))
        .arg((seconds + 5.0).to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let begin = Instant::now();
    while backend.came().metrics.is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(4), "nothing ever came");
        thread::sleep(Duration::from_millis(20));
    }
    let before = usage(&child).expect("it runs").resident;
    let mut most = before;
    let period = Duration::from_secs_f64(seconds / bad.len() as f64);
    for weather in bad {
        let (connections, cpu) = (proxy.accepted(), usage(&child).expect("it runs").cpu);
        proxy.set(weather);
        let begin = Instant::now();
        while begin.elapsed() < period {
            thread::sleep(Duration::from_millis(100));
            most = most.max(usage(&child).expect("it runs").resident);
        }
        let cpu = (usage(&child).expect("it runs").cpu - cpu) / period.as_secs_f64();
        let connections = (proxy.accepted() - connections) as f64 / period.as_secs_f64();
        eprintln!(
            "{protocol} {weather:?}: {:.0} % of a CPU, {connections:.1} connections per second",
            cpu * 100.0
        );
        assert!(cpu < 0.6, "{weather:?}: it takes {cpu} of a CPU");
        // Spans, metrics, and what it says of itself: each waits longer after each time.
        assert!(connections < 20.0, "{weather:?}: it connects {connections} times a second");
    }
    proxy.set(Weather::Fair);
    let (status, said, printed) = ended(child);
    eprintln!("{protocol}: {} MiB resident, {} MiB at most\n{said}", before >> 20, most >> 20);
    assert!(status, "{said}");
    // The queue, what is being encoded and compressed of it, and what the allocator keeps.
    assert!(most - before < 24 << 20, "{} MiB more than before", (most - before) >> 20);
    let calls: u64 = printed.trim().parse().expect("a number of calls");
    assert!(calls > 100, "{calls}");
    let came = backend.came();
    assert_eq!(known(&came.metrics, "getppid"), Some(calls), "{said}");
    // A span that arrived and whose answer did not was sent again.
    let delivered = number_before(&said, " spans delivered");
    assert!(delivered > 0 && came.spans() as u64 >= delivered, "{} of {delivered}: {said}", came.spans());
}

/// Waits for its end: whether it did well, what it said, and what its command printed.
fn ended(mut child: Child) -> (bool, String, String) {
    let (mut printed, mut said) = (String::new(), String::new());
    child.stdout.take().expect("piped").read_to_string(&mut printed).expect("text");
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
    (child.wait().expect("ended").success(), said, printed)
}

#[test]
fn bad_weather_costs_no_count_over_grpc() {
    needs_kernel!();
    goes_through("grpc");
}

#[test]
fn bad_weather_costs_no_count_over_http() {
    needs_kernel!();
    goes_through("http/protobuf");
}

/// A file system of a mebibyte, as long as it lives.
struct Small(tempfile::TempDir);

impl Small {
    fn mount() -> Option<Self> {
        let directory = tempfile::tempdir().expect("a directory");
        let options = c"size=1m";
        let mounted = rustix::mount::mount(
            "tmpfs",
            directory.path(),
            "tmpfs",
            rustix::mount::MountFlags::empty(),
            options,
        );
        if let Err(error) = mounted {
            skip(&format!("cannot mount a tmpfs: {error}"));
            return None;
        }
        Some(Self(directory))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = rustix::mount::unmount(self.path(), rustix::mount::UnmountFlags::DETACH);
    }
}

#[test]
fn a_disk_that_is_full_for_a_while_costs_what_could_not_be_written_and_no_more() {
    needs_kernel!();
    let Some(disk) = Small::mount() else { return };
    let (ballast, out) = (disk.path().join("ballast"), disk.path().join("out.jsonl"));
    fs::write(&ballast, vec![0; 900 << 10]).expect("there is room");
    let directory = tempfile::tempdir().expect("a directory");
    let config = directory.path().join("config.yaml");
    fs::write(&config, "{spans: {min_duration: 0}, metrics: {interval: 500ms}}").expect("written");
    let child = command(["run", "--summary", "always", "--output"])
        .arg(&out)
        .arg("--config")
        .arg(&config)
        .arg("--")
        .arg(python())
        .arg(program("load.py"))
        .arg("4")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    thread::sleep(Duration::from_millis(2500));
    fs::remove_file(&ballast).expect("removed");
    let (status, said, _) = ended(child);
    assert!(status, "{said}");
    assert!(said.contains("No space left on device"), "{said}");
    let lost = number_before(&said, " not (not written");
    let delivered = number_before(&said, " spans delivered");
    assert!(lost > 0 && delivered > 0, "{said}");
    // Every line is whole, those after the gap too.
    let text = fs::read_to_string(&out).expect("text");
    let spans = |line: &str| {
        let line: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:.80}"));
        line["resourceSpans"].to_string().matches("\"spanId\"").count()
    };
    let spans: usize = text.lines().map(spans).sum();
    assert_eq!(spans as u64, delivered, "{said}");
}
