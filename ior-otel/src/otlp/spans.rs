//! Spans on their way out: encoded when they are made, put together and taken apart as bytes.

use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::InstrumentationScope,
    resource::v1::Resource,
    trace::v1::{ResourceSpans, Span},
};
use prost::Message as _;

use super::encode::{Encoded, Requests};
use crate::wire;

/// Field numbers of opentelemetry/proto/trace/v1/trace.proto and collector/trace/v1/trace_service.proto.
const REQUEST_RESOURCE_SPANS: u8 = 1;
const RESOURCE: u8 = 1;
const SCOPE_SPANS: u8 = 2;
const SCOPE: u8 = 1;
const SPANS: u8 = 2;
/// Most that tags and lengths around a part of a batch take.
const AROUND: usize = 32;

/// Encoded spans of one process, as fields of a `ScopeSpans`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans {
    bytes: Vec<u8>,
    count: u64,
}

impl Spans {
    /// How many.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Adds a span.
    pub fn push(&mut self, span: &Span) {
        self.push_encoded(&span.encode_to_vec());
    }

    /// Adds a span that is encoded.
    pub fn push_encoded(&mut self, span: &[u8]) {
        wire::bytes(&mut self.bytes, SPANS, span);
        self.count += 1;
    }
}

/// Spans and whose they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanBatch {
    /// Encoded fields of a `ResourceSpans`.
    resource: Vec<u8>,
    /// Encoded fields of a `ScopeSpans`.
    scope: Vec<u8>,
    /// The spans.
    pub spans: Spans,
}

impl SpanBatch {
    /// Spans of a resource and scope.
    pub fn new(resource: &Resource, scope: &InstrumentationScope, spans: Spans) -> Self {
        let mut batch = Self { resource: Vec::new(), scope: Vec::new(), spans };
        wire::bytes(&mut batch.resource, RESOURCE, &resource.encode_to_vec());
        wire::bytes(&mut batch.scope, SCOPE, &scope.encode_to_vec());
        batch
    }

    /// Those of messages, for whoever has them.
    pub fn of(messages: &[ResourceSpans]) -> Vec<Self> {
        let batches = messages.iter().flat_map(|message| {
            let resource = message.resource.clone().unwrap_or_default();
            message.scope_spans.iter().map(move |scope| {
                let mut spans = Spans::default();
                scope.spans.iter().for_each(|span| spans.push(span));
                Self::new(&resource, &scope.scope.clone().unwrap_or_default(), spans)
            })
        });
        batches.collect()
    }

    /// Appends a part of the spans, with resource and scope, to a request.
    fn append(&self, spans: &[u8], body: &mut Vec<u8>) {
        let scope_spans = self.scope.len() + spans.len();
        let length = self.resource.len() + wire::bytes_length(scope_spans);
        body.push(REQUEST_RESOURCE_SPANS << 3 | 2);
        wire::varint(body, length as u64);
        body.extend_from_slice(&self.resource);
        body.push(SCOPE_SPANS << 3 | 2);
        wire::varint(body, scope_spans as u64);
        body.extend_from_slice(&self.scope);
        body.extend_from_slice(spans);
    }
}

/// The message that batches make.
pub fn message(batches: &[SpanBatch]) -> ExportTraceServiceRequest {
    let mut body = Vec::new();
    batches.iter().for_each(|batch| batch.append(&batch.spans.bytes, &mut body));
    // What we encoded can be decoded.
    ExportTraceServiceRequest::decode(&*body).unwrap_or_default()
}

/// Puts batches into requests of at most `max_spans` spans and `limit` bytes.
pub fn requests(batches: &[SpanBatch], max_spans: u64, limit: usize) -> Requests {
    let mut out = Requests::default();
    let (mut body, mut items) = (Vec::new(), 0);
    for batch in batches {
        let around = AROUND + batch.resource.len() + batch.scope.len();
        let mut rest = &batch.spans.bytes[..];
        while !rest.is_empty() {
            let room = limit.saturating_sub(body.len() + around);
            let (length, count) = fitting(rest, max_spans.max(1) - items, room);
            if count == 0 && items == 0 {
                out.too_large += 1;
                rest = wire::take_bytes(rest).map_or(&[][..], |(_, after)| after);
                continue;
            }
            if count != 0 {
                batch.append(&rest[..length], &mut body);
                (rest, items) = (&rest[length..], items + count);
            }
            if count == 0 || items >= max_spans {
                seal(&mut body, &mut items, &mut out);
            }
        }
    }
    seal(&mut body, &mut items, &mut out);
    out
}

fn seal(body: &mut Vec<u8>, items: &mut u64, out: &mut Requests) {
    if *items != 0 {
        let (body, items) = (std::mem::take(body), std::mem::take(items));
        out.requests.push(Encoded { body: body.into(), items });
    }
}

/// How many bytes the spans at the beginning take that are at most `max` and fit into `room`, and how many they are.
fn fitting(spans: &[u8], max: u64, room: usize) -> (usize, u64) {
    let (mut rest, mut length, mut count) = (spans, 0, 0);
    while count < max
        && let Some((_, after)) = wire::take_bytes(rest)
        && spans.len() - after.len() <= room
    {
        (rest, length, count) = (after, spans.len() - after.len(), count + 1);
    }
    (length, count)
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::trace::v1::ScopeSpans;

    use super::*;

    fn spans(names: &[&str]) -> ResourceSpans {
        let span = |name: &&str| Span { name: (*name).to_owned(), ..Span::default() };
        let scope = InstrumentationScope { name: "scope".to_owned(), ..InstrumentationScope::default() };
        ResourceSpans {
            resource: Some(Resource { dropped_attributes_count: 1, ..Resource::default() }),
            scope_spans: vec![ScopeSpans {
                scope: Some(scope),
                spans: names.iter().map(span).collect(),
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        }
    }

    #[test]
    fn bytes_are_those_of_prost() {
        let messages = vec![spans(&["a", "b"]), spans(&["c"])];
        let message = ExportTraceServiceRequest { resource_spans: messages.clone() };
        let requests = requests(&SpanBatch::of(&messages), 512, 4096);
        assert_eq!(requests.requests, [Encoded { body: message.encode_to_vec().into(), items: 3 }]);
        assert_eq!(super::message(&SpanBatch::of(&messages)), message);
    }

    #[test]
    fn requests_hold_no_more_than_they_may() {
        let messages = [spans(&["a", "b", "c", "d", "e"]), spans(&["f", "g"])];
        let requests = requests(&SpanBatch::of(&messages), 3, 4096);
        let items: Vec<_> = requests.requests.iter().map(|request| request.items).collect();
        assert_eq!(items, [3, 3, 1]);
        let second = ExportTraceServiceRequest::decode(requests.requests[1].body.clone()).expect("a message");
        assert_eq!(second.resource_spans, [spans(&["d", "e"]), spans(&["f"])]);
    }

    #[test]
    fn what_is_too_large_for_any_request_is_counted() {
        let large = "x".repeat(200);
        let requests = requests(&SpanBatch::of(&[spans(&["a", &large, "b", "c"])]), 512, 150);
        assert_eq!(requests.too_large, 1);
        assert!(requests.requests.iter().all(|request| request.body.len() <= 150));
        assert_eq!(requests.requests.iter().map(|request| request.items).sum::<u64>(), 3);
    }
}
