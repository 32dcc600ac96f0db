//! Messages become the bodies of requests, each small enough for a receiver: gRPC servers refuse more than 4 MiB by default.

use opentelemetry_proto::tonic::{
    collector::{metrics::v1::ExportMetricsServiceRequest, trace::v1::ExportTraceServiceRequest},
    metrics::v1::{Metric, ResourceMetrics, ScopeMetrics, metric::Data},
    trace::v1::{ResourceSpans, ScopeSpans},
};
use prost::{Message, bytes::Bytes};
use serde::Serialize;
use serde_json::Value;

use crate::config::export::Protocol;

/// Most bytes of a request.
pub const MAX_BYTES: usize = 4 * 1024 * 1024 - 64 * 1024;

/// A request, encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// Its body.
    pub body: Bytes,
    /// Spans, or data points, in it.
    pub items: u64,
}

/// Requests, and what was too large for one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// Requests in order.
    pub requests: Vec<Encoded>,
    /// Spans, or data points, that are larger than a request may be.
    pub too_large: u64,
}

/// A kind of message that can be encoded and halved.
pub trait Telemetry: Sized {
    /// Spans, or data points.
    fn items(&self) -> u64;
    /// Two messages that together hold what this one does; nothing if it holds one item only.
    fn halve(self) -> Result<(Self, Self), Self>;
    /// Protobuf.
    fn protobuf(&self) -> Vec<u8>;
    /// OTLP JSON.
    fn json(&self) -> Vec<u8>;
}

/// Encodes a message as requests of at most `limit` bytes.
pub fn requests<T: Telemetry>(message: T, protocol: Protocol, limit: usize) -> Requests {
    let mut out = Requests::default();
    encode(message, protocol, limit, &mut out);
    out
}

fn encode<T: Telemetry>(message: T, protocol: Protocol, limit: usize, out: &mut Requests) {
    let items = message.items();
    if items == 0 {
        return;
    }
    let body = match protocol {
        Protocol::Grpc | Protocol::HttpProtobuf => message.protobuf(),
        Protocol::HttpJson => message.json(),
    };
    if body.len() <= limit {
        out.requests.push(Encoded { body: body.into(), items });
        return;
    }
    match message.halve() {
        Ok((first, second)) => {
            encode(first, protocol, limit, out);
            encode(second, protocol, limit, out);
        }
        Err(_) => out.too_large += items,
    }
}

impl Telemetry for ExportTraceServiceRequest {
    fn items(&self) -> u64 {
        self.resource_spans
            .iter()
            .flat_map(|resource| &resource.scope_spans)
            .map(|scope| scope.spans.len() as u64)
            .sum()
    }

    fn halve(mut self) -> Result<(Self, Self), Self> {
        if self.resource_spans.len() > 1 {
            let second = self.resource_spans.split_off(self.resource_spans.len() / 2);
            return Ok((self, Self { resource_spans: second }));
        }
        // Of one resource, of which ours has one scope.
        let Some(resource) = self.resource_spans.first_mut() else { return Err(self) };
        let Some(scope) = resource.scope_spans.iter_mut().max_by_key(|scope| scope.spans.len()) else {
            return Err(self);
        };
        if scope.spans.len() < 2 {
            return Err(self);
        }
        let spans = scope.spans.split_off(scope.spans.len() / 2);
        let scope = ScopeSpans { spans, scope: scope.scope.clone(), schema_url: scope.schema_url.clone() };
        let second = ResourceSpans {
            resource: resource.resource.clone(),
            scope_spans: vec![scope],
            schema_url: resource.schema_url.clone(),
        };
        Ok((self, Self { resource_spans: vec![second] }))
    }

    fn protobuf(&self) -> Vec<u8> {
        self.encode_to_vec()
    }

    fn json(&self) -> Vec<u8> {
        to_json(self)
    }
}

impl Telemetry for ExportMetricsServiceRequest {
    fn items(&self) -> u64 {
        let metrics = self
            .resource_metrics
            .iter()
            .flat_map(|resource| &resource.scope_metrics)
            .flat_map(|scope| &scope.metrics);
        metrics.map(|metric| points(metric) as u64).sum()
    }

    fn halve(mut self) -> Result<(Self, Self), Self> {
        if self.resource_metrics.len() > 1 {
            let second = self.resource_metrics.split_off(self.resource_metrics.len() / 2);
            return Ok((self, Self { resource_metrics: second }));
        }
        let Some(resource) = self.resource_metrics.first_mut() else { return Err(self) };
        let Some(scope) = resource.scope_metrics.iter_mut().max_by_key(|scope| scope.metrics.len()) else {
            return Err(self);
        };
        let metrics = if scope.metrics.len() > 1 {
            scope.metrics.split_off(scope.metrics.len() / 2)
        } else {
            match scope.metrics.first_mut().and_then(halve_points) {
                Some(second) => vec![second],
                None => return Err(self),
            }
        };
        let scope =
            ScopeMetrics { metrics, scope: scope.scope.clone(), schema_url: scope.schema_url.clone() };
        let second = ResourceMetrics {
            resource: resource.resource.clone(),
            scope_metrics: vec![scope],
            schema_url: resource.schema_url.clone(),
        };
        Ok((self, Self { resource_metrics: vec![second] }))
    }

    fn protobuf(&self) -> Vec<u8> {
        self.encode_to_vec()
    }

    fn json(&self) -> Vec<u8> {
        to_json(self)
    }
}

fn points(metric: &Metric) -> usize {
    match &metric.data {
        Some(Data::Gauge(data)) => data.data_points.len(),
        Some(Data::Sum(data)) => data.data_points.len(),
        Some(Data::Histogram(data)) => data.data_points.len(),
        Some(Data::ExponentialHistogram(data)) => data.data_points.len(),
        Some(Data::Summary(data)) => data.data_points.len(),
        None => 0,
    }
}

/// Takes the second half of a metric's points out, as a metric of the same name.
fn halve_points(metric: &mut Metric) -> Option<Metric> {
    let half = points(metric) / 2;
    if half == 0 {
        return None;
    }
    let mut second = metric.clone();
    let keep = |first: &mut Option<Data>, range: fn(usize, usize) -> std::ops::Range<usize>| {
        macro_rules! cut {
            ($data:expr) => {{
                let length = $data.data_points.len();
                $data.data_points = $data.data_points.drain(range(half, length)).collect();
            }};
        }
        match first {
            Some(Data::Gauge(data)) => cut!(data),
            Some(Data::Sum(data)) => cut!(data),
            Some(Data::Histogram(data)) => cut!(data),
            Some(Data::ExponentialHistogram(data)) => cut!(data),
            Some(Data::Summary(data)) => cut!(data),
            None => {}
        }
    };
    keep(&mut metric.data, |half, _| 0..half);
    keep(&mut second.data, |half, length| half..length);
    Some(second)
}

/// As JSON, without members that are not set: proto3's mapping lets them be null, and the Collector takes no null for a number.
fn to_json(message: &impl Serialize) -> Vec<u8> {
    // Fails on maps whose keys are not text, of which there is none.
    let mut value = serde_json::to_value(message).unwrap_or_default();
    leave_out_nulls(&mut value);
    value.to_string().into_bytes()
}

fn leave_out_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(leave_out_nulls);
        }
        Value::Array(values) => values.iter_mut().for_each(leave_out_nulls),
        _ => {}
    }
}
