//! An OTLP receiver that reads and forgets, so that exporting costs what it costs. Of metrics it remembers how many calls of `getppid` were
//! told, by which the count of a tool can be checked from outside, and what ior-otel says of itself.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use anyhow::{Context as _, Result};
use opentelemetry_proto::tonic::{
    collector::metrics::v1::ExportMetricsServiceRequest,
    common::v1::{KeyValue, any_value::Value},
    metrics::v1::{ExponentialHistogramDataPoint, metric::Data, number_data_point::Value as Number},
};
use prost::Message as _;

use super::load::COMM;

/// A receiver of OTLP over HTTP.
pub(crate) struct Sink {
    /// Its address.
    pub(crate) endpoint: String,
    told: Arc<Mutex<Told>>,
}

/// What was told.
#[derive(Default)]
struct Told {
    /// Of `getppid`: cumulative counts, by process and start of the stream.
    getppids: HashMap<(i64, u64), u64>,
    /// Of ior-otel itself: the last value of each `ior.*` sum or gauge, over all its attributes.
    own: HashMap<String, i64>,
}

impl Sink {
    /// Listens on a port of this machine.
    ///
    /// # Errors
    /// If that can't be had.
    pub(crate) fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on this machine")?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let told = Arc::new(Mutex::new(Told::default()));
        let shared = Arc::clone(&told);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let told = Arc::clone(&shared);
                // A connection that breaks is its client's business.
                thread::spawn(move || serve(&connection, &told));
            }
        });
        Ok(Self { endpoint, told })
    }

    /// How many calls of `getppid` were told since this was asked last.
    pub(crate) fn take_getppids(&self) -> u64 {
        std::mem::take(&mut lock(&self.told).getppids).into_values().sum()
    }

    /// The last value of one of ior-otel's own metrics; 0 before the first.
    pub(crate) fn own(&self, name: &str) -> i64 {
        lock(&self.told).own.get(name).copied().unwrap_or_default()
    }
}

fn serve(connection: &TcpStream, told: &Mutex<Told>) -> Result<()> {
    let mut reader = BufReader::with_capacity(256 * 1024, connection.try_clone()?);
    let mut body = Vec::new();
    loop {
        let Some((path, length)) = head(&mut reader)? else { return Ok(()) };
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        if path.ends_with("/v1/metrics") {
            note(&ExportMetricsServiceRequest::decode(&*body)?, &mut lock(told));
        }
        let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n";
        (&*connection).write_all(answer.as_bytes())?;
    }
}

/// Path and length of the next request; nothing at the end of the connection.
fn head(reader: &mut impl BufRead) -> Result<Option<(String, usize)>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        match line.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse()?;
            }
            Some(_) => {}
            None => return Ok(Some((path, length))),
        }
    }
}

fn note(request: &ExportMetricsServiceRequest, told: &mut Told) {
    for resource in &request.resource_metrics {
        let attributes = resource.resource.iter().flat_map(|resource| &resource.attributes);
        let pid = attributes.clone().find_map(|attribute| int(attribute, "process.pid")).unwrap_or_default();
        // Shells call it too.
        let is_load = attributes.clone().any(|attribute| is(attribute, "process.executable.name", COMM));
        let metrics = resource.scope_metrics.iter().flat_map(|scope| &scope.metrics);
        for metric in metrics.clone().filter(|metric| is_load && metric.name == "syscall.duration") {
            if let Some(Data::ExponentialHistogram(histogram)) = &metric.data {
                for point in histogram.data_points.iter().filter(|point| is_getppid(point)) {
                    told.getppids.insert((pid, point.start_time_unix_nano), point.count);
                }
            }
        }
        for metric in metrics.filter(|metric| metric.name.starts_with("ior.")) {
            let points = match &metric.data {
                Some(Data::Sum(sum)) => &sum.data_points,
                Some(Data::Gauge(gauge)) => &gauge.data_points,
                _ => continue,
            };
            let value = points.iter().filter_map(|point| match point.value {
                Some(Number::AsInt(value)) => Some(value),
                Some(Number::AsDouble(_)) | None => None,
            });
            told.own.insert(metric.name.clone(), value.sum());
        }
    }
}

fn is_getppid(point: &ExponentialHistogramDataPoint) -> bool {
    point.attributes.iter().any(|attribute| is(attribute, "syscall.name", "getppid"))
}

fn is(attribute: &KeyValue, key: &str, text: &str) -> bool {
    let value = attribute.value.as_ref().and_then(|value| value.value.as_ref());
    attribute.key == key
        && value.is_some_and(|value| matches!(value, Value::StringValue(value) if value == text))
}

fn int(attribute: &KeyValue, key: &str) -> Option<i64> {
    match attribute.value.as_ref()?.value.as_ref()? {
        Value::IntValue(number) if attribute.key == key => Some(*number),
        _ => None,
    }
}

fn lock(told: &Mutex<Told>) -> std::sync::MutexGuard<'_, Told> {
    told.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_a_path_and_a_length() {
        let mut text = &b"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\nthebody"[..];
        assert_eq!(head(&mut text).expect("well formed"), Some(("/v1/traces".to_owned(), 7)));
        assert_eq!(text, b"thebody");
    }
}
