//! Messages become the bodies of requests, each small enough for a receiver: gRPC servers refuse more than 4 MiB by default.

use memchr::memmem;
use opentelemetry_proto::tonic::{
    collector::{metrics::v1::ExportMetricsServiceRequest, trace::v1::ExportTraceServiceRequest},
    metrics::v1::{Metric, ResourceMetrics, ScopeMetrics, metric::Data},
    trace::v1::{ResourceSpans, ScopeSpans},
};
use prost::{Message, bytes::Bytes};
use serde::Serialize;

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

/// Resources that are encoded together: there may be thousands, and what is encoded is there twice for a moment.
const RESOURCES_AT_ONCE: usize = 64;

/// Encodes metrics as requests of at most `limit` bytes.
pub fn requests_of(metrics: &[ResourceMetrics], protocol: Protocol, limit: usize) -> Requests {
    let mut out = Requests::default();
    for resources in metrics.chunks(RESOURCES_AT_ONCE) {
        let message = ExportMetricsServiceRequest { resource_metrics: resources.to_vec() };
        encode(message, protocol, limit, &mut out);
    }
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
    without_nulls(&serde_json::to_vec(message).unwrap_or_default())
}

/// Leaves members out that are null, of JSON without white space whose names are letters and digits.
fn without_nulls(json: &[u8]) -> Vec<u8> {
    const NULL: &[u8] = b"\":null";
    let mut out = Vec::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = memmem::find(rest, NULL) {
        let (before, after) = (&rest[..at], &rest[at + NULL.len()..]);
        // Within a text there is a backslash before the quote, or it begins there.
        let is_member = before.last().is_some_and(u8::is_ascii_alphanumeric);
        let name = before.iter().rposition(|byte| *byte == b'"').filter(|_| is_member);
        out.extend_from_slice(name.map_or(&rest[..at + NULL.len()], |name| &before[..name]));
        rest = after;
        // With one of the commas around it.
        if name.is_some() && out.last() == Some(&b',') {
            out.pop();
        } else if name.is_some() {
            rest = after.strip_prefix(b",").unwrap_or(after);
        }
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};
    use serde_json::{Map, Value};

    use super::*;

    fn pruned(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let kept = members.iter().filter(|(_, member)| !member.is_null());
                kept.map(|(name, member)| (name.clone(), pruned(member))).collect::<Map<_, _>>().into()
            }
            Value::Array(values) => values.iter().map(pruned).collect(),
            other => other.clone(),
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let text = prop_oneof![any::<String>(), "[\":nul,\\\\a}]{0,12}"];
        let leaf = prop_oneof![
            3 => Just(Value::Null),
            1 => any::<i64>().prop_map(Value::from),
            3 => text.prop_map(Value::from)
        ];
        leaf.prop_recursive(4, 64, 6, |inner| {
            prop_oneof![
                vec(inner.clone().prop_filter("a member", |value| !value.is_null()), 0..6)
                    .prop_map(Value::from),
                vec(("[a-z]{1,3}", inner), 0..6)
                    .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #[test]
        fn only_members_that_are_null_are_left_out(value in json()) {
            let left: Value = serde_json::from_slice(&without_nulls(value.to_string().as_bytes())).expect("JSON");
            prop_assert_eq!(left, pruned(&value));
        }
    }
}
