//! What an OTLP JSON message says, in a form that can be compared: backends order attributes and spans as they like.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::Value;

/// Names and values.
pub(super) type Attributes = BTreeMap<String, String>;

/// A span.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// The trace that it is in.
    pub trace: String,
    /// Its own id.
    pub id: String,
    /// Its parent's; empty for a root.
    pub parent: String,
    /// Its name.
    pub name: String,
    /// When it began, Unix nanoseconds.
    pub start: u64,
    /// When it ended, Unix nanoseconds.
    pub end: u64,
    /// Its status: 0 unset, 2 an error.
    pub status: i64,
    /// Its attributes.
    pub attributes: Attributes,
    /// Those of its resource.
    pub resource: Attributes,
    /// Its events: time and name.
    pub events: Vec<(u64, String)>,
}

impl Span {
    /// How long it is, nanoseconds.
    pub(super) fn duration(&self) -> u64 {
        self.end - self.start
    }
}

/// A point of a histogram.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Point {
    /// The metric.
    pub name: String,
    /// Its attributes.
    pub attributes: Attributes,
    /// Those of its resource.
    pub resource: Attributes,
    /// How many values.
    pub count: u64,
    /// The whole message, by which points are compared.
    pub message: String,
}

/// Spans of an `ExportTraceServiceRequest`, or of what has its members.
pub(super) fn spans(request: &Value) -> Vec<Span> {
    let mut spans = Vec::new();
    for of_resource in list(request, "resourceSpans") {
        let resource = attributes(&of_resource["resource"]);
        for scope in list(of_resource, "scopeSpans") {
            spans.extend(list(scope, "spans").iter().map(|span| {
                Span {
                    trace: text(&span["traceId"]),
                    id: text(&span["spanId"]),
                    parent: text(&span["parentSpanId"]),
                    name: text(&span["name"]),
                    start: whole(&span["startTimeUnixNano"]),
                    end: whole(&span["endTimeUnixNano"]),
                    status: span["status"]["code"].as_i64().unwrap_or(0),
                    attributes: attributes(span),
                    resource: resource.clone(),
                    events: list(span, "events")
                        .iter()
                        .map(|event| (whole(&event["timeUnixNano"]), text(&event["name"])))
                        .collect(),
                }
            }));
        }
    }
    spans
}

/// Points of the histograms of an `ExportMetricsServiceRequest`.
pub(super) fn points(request: &Value) -> Vec<Point> {
    let mut points = Vec::new();
    for of_resource in list(request, "resourceMetrics") {
        let resource = attributes(&of_resource["resource"]);
        for metric in list(of_resource, "scopeMetrics").iter().flat_map(|scope| list(scope, "metrics")) {
            for kind in ["exponentialHistogram", "histogram"] {
                points.extend(list(&metric[kind], "dataPoints").iter().map(|point| Point {
                    name: text(&metric["name"]),
                    attributes: attributes(point),
                    resource: resource.clone(),
                    count: whole(&point["count"]),
                    message: comparable(point),
                }));
            }
        }
    }
    points
}

/// Requests in a file of JSON lines. A last line that is still being written is left out.
pub(super) fn lines(path: &Path) -> Result<Vec<Value>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
    whole.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// A point without the order of its attributes, and without members that say nothing.
fn comparable(point: &Value) -> String {
    let Value::Object(members) = point else { return text(point) };
    let said: BTreeMap<_, _> = members
        .iter()
        .filter(|(name, _)| *name != "attributes" && *name != "exemplars")
        .map(|(name, value)| (name, canonical(value)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if said.is_empty() { String::new() } else { format!("{said:?}") }
}

/// A value as everybody may write it: whole numbers are strings or not, others have exponents or not, and what is zero may be left out.
fn canonical(value: &Value) -> String {
    match value {
        Value::Array(values) => values.iter().map(|value| format!("{},", canonical(value))).collect(),
        Value::Object(_) => comparable(value),
        other => {
            let text = text(other);
            match (text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(0), _) => String::new(),
                (Err(_), Ok(0.0)) => String::new(),
                (Err(_), Ok(number)) => number.to_string(),
                _ => text,
            }
        }
    }
}

fn attributes(of: &Value) -> Attributes {
    list(of, "attributes").iter().map(|pair| (text(&pair["key"]), any(&pair["value"]))).collect()
}

/// An `AnyValue`. Whole numbers are strings in OTLP JSON, and numbers where somebody is lenient.
fn any(value: &Value) -> String {
    let Value::Object(members) = value else { return String::new() };
    match members.iter().next() {
        Some((kind, array)) if kind == "arrayValue" => {
            list(array, "values").iter().map(any).collect::<Vec<_>>().join(",")
        }
        Some((_, value)) => text(value),
        None => String::new(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn whole(value: &Value) -> u64 {
    text(value).parse().unwrap_or(0)
}

fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of[name].as_array().map_or(&[], Vec::as_slice)
}
