//! A span against the truth of its call.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use ior_otel::table::{Returns, Syscall, number, role::Role};
use serde_json::Value;

use super::driver::{Fired, is_other_kernel};
use crate::support::trace::{Span, Trace};

/// What a span says otherwise than its call.
#[derive(Debug)]
pub(crate) struct Difference<'a> {
    /// The call.
    pub(crate) call: &'a Fired,
    /// The attribute, or what else of the span.
    pub(crate) key: String,
    text: String,
}

impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, key, text } = self;
        write!(f, "{}: {key} {text}\n    {call:?}", call.name)
    }
}

/// What came of comparing all calls with their spans.
#[derive(Debug, Default)]
pub(crate) struct Comparison<'a> {
    /// What spans say otherwise.
    pub(crate) differences: Vec<Difference<'a>>,
    /// Syscalls and attributes that a span had with the value that it must have.
    pub(crate) right: BTreeSet<(&'a str, String)>,
}

/// Compares all calls with their spans. Of each thread the spans must come in the order of the calls; between them are those of
/// calls that the driver made without noting them.
pub(crate) fn compare<'a>(calls: &'a [Fired], trace: &Trace) -> Comparison<'a> {
    let mut by_thread: BTreeMap<u64, Vec<&Span>> = BTreeMap::new();
    for span in trace.spans.iter().filter(|span| span.attributes.contains_key("syscall.name")) {
        by_thread.entry(span.attributes["thread.id"].as_u64().expect("an id")).or_default().push(span);
    }
    for spans in by_thread.values_mut() {
        spans.sort_by_key(|span| span.start);
    }
    let mut next = BTreeMap::<u32, usize>::new();
    let mut comparison = Comparison::default();
    for call in calls {
        let next = next.entry(call.tid).or_default();
        let spans = by_thread.get(&u64::from(call.tid)).map_or(&[][..], |spans| &spans[*next..]);
        match find(call, spans) {
            Some(at) => {
                *next += at + 1;
                comparison.add(call, spans[at]);
            }
            None => comparison.differs(call, "span", "is missing".to_owned()),
        }
    }
    comparison
}

impl<'a> Comparison<'a> {
    fn differs(&mut self, call: &'a Fired, key: &str, text: String) {
        self.differences.push(Difference { call, key: key.to_owned(), text });
    }

    /// Adds what a span says of its call.
    fn add(&mut self, call: &'a Fired, span: &Span) {
        for (key, value) in expected(call, span) {
            let actual = span.attributes.get(&key).map_or(Value::Null, plain);
            if !same(&actual, &value) {
                self.differs(call, &key, format!("is {actual} instead of {value}"));
            } else if !value.is_null() {
                self.right.insert((&call.name, key));
            }
        }
        if span.failed != span.attributes.contains_key("error.type") {
            self.differs(call, "status", format!("says failed: {}", span.failed));
        }
        // The clocks of an emulated machine's CPUs are not quite one.
        let slack = if is_other_kernel() { 0.01 } else { 0.0 };
        let (least, most) =
            (least_seconds(call), call.ns.map_or(f64::INFINITY, |ns| ns as f64 / 1e9 + slack));
        if !(least..=most).contains(&span.seconds()) {
            let text = format!("is {} s and not from {least} s to {most} s", span.seconds());
            self.differs(call, "duration", text);
        }
    }
}

/// The first span that agrees in all registers; else in the arguments, or in the result; else of that name.
fn find(call: &Fired, spans: &[&Span]) -> Option<usize> {
    let named = |span: &Span| span.name == call.name;
    let same_args = |span: &Span| plain(&span.attributes["syscall.args"]) == arguments(call);
    let same_result =
        |span: &Span| call.ret.is_none_or(|ret| span.text("syscall.return_value") == ret.to_string());
    let ways: [&dyn Fn(&Span) -> bool; 4] = [
        &|span| named(span) && same_args(span) && same_result(span),
        &|span| named(span) && same_args(span),
        &|span| named(span) && same_result(span),
        &named,
    ];
    ways.iter().find_map(|way| spans.iter().position(|span| way(span)))
}

/// What the span of a call must say: what the driver knows, and what follows from the call itself.
fn expected(call: &Fired, span: &Span) -> BTreeMap<String, Value> {
    let row = Syscall::by_name(&call.name).expect("it was fired by its row");
    let mut expected = call.expect.clone();
    let mut expect = |key: &str, value: Value| {
        expected.entry(key.to_owned()).or_insert(value);
    };
    expect("syscall.name", row.name.into());
    expect("syscall.family", row.family.name().into());
    expect("syscall.kind", row.kind.name().into());
    expect("syscall.number", number::number(number::Architecture::HOST, row).into());
    expect("syscall.args", arguments(call));
    expect("syscall.errno", call.errno.clone().into());
    if let Some(ret) = call.ret {
        expect("syscall.return_value", ret.into());
        if matches!(row.returns, Returns::Fd | Returns::MadeFd) {
            expect("syscall.fd.returned", if ret < 0 { Value::Null } else { ret.into() });
        }
        if matches!(row.returns, Returns::Address | Returns::Break) {
            let address = if call.errno.is_some() { Value::Null } else { format!("{ret:#x}").into() };
            expect("syscall.memory.returned_address", address);
        }
    }
    if call.errno.is_none() {
        expect("error.type", Value::Null);
    }
    for (at, arg) in row.args.iter().enumerate() {
        of_argument(call, at, arg.role, &mut expect);
    }
    if let Some(requested) =
        slept(call).filter(|_| call.expect.get("syscall.sleep.absolute") != Some(&true.into()))
    {
        let overrun = ((span.end - span.start) as f64 - requested * 1e9).round() / 1e9;
        expect("syscall.sleep.overrun", overrun.into());
    }
    expected
}

/// A sleep takes as long as it was asked to.
fn least_seconds(call: &Fired) -> f64 {
    slept(call).unwrap_or_default()
}

/// How long a sleep was asked to take, if it did.
fn slept(call: &Fired) -> Option<f64> {
    let requested = call.expect.get("syscall.sleep.requested").and_then(Value::as_f64);
    requested.filter(|_| call.errno.is_none())
}

/// What an argument must have become by its role, whatever the driver says of it.
fn of_argument(call: &Fired, at: usize, role: Role, expect: &mut impl FnMut(&str, Value)) {
    let int = call.args[at] as i32;
    match role {
        Role::Fd => expect("fd", if int < 0 { Value::Null } else { int.into() }),
        Role::Path | Role::NewPath | Role::Name(_) => {
            // An empty path is the descriptor itself.
            if let Some(text) = call.strings.get(&at).filter(|text| !text.is_empty()) {
                let key = match role {
                    Role::NewPath => "syscall.file.new_path",
                    Role::Name(key) => key,
                    _ => "file.path",
                };
                expect(key, text.clone().into());
            }
        }
        _ => {}
    }
}

fn same(actual: &Value, expected: &Value) -> bool {
    match (actual.as_i64(), actual.as_f64(), expected.as_f64()) {
        // JSON knows one kind of number, and Rust's reader of it two.
        (None, Some(actual), Some(expected)) => actual == expected,
        _ => actual == expected,
    }
}

/// An attribute without the wrapping of OTLP.
fn plain(value: &Value) -> Value {
    let Some(values) = value.get("values").and_then(Value::as_array) else { return value.clone() };
    values.iter().filter_map(|value| value.as_object()?.values().next().cloned()).collect()
}

/// `syscall.args` as it must be: small numbers in decimal and with their sign, the rest in hexadecimal.
fn arguments(call: &Fired) -> Value {
    let row = Syscall::by_name(&call.name).expect("it was fired by its row");
    let shown = |value: u64| match value {
        0..0x10_0000 => format!("{value}"),
        _ if (-4096..0).contains(&(value as i32)) => format!("{}", value as i32),
        _ => format!("{value:#x}"),
    };
    row.args.iter().zip(call.args).map(|(arg, value)| format!("{}={}", arg.name(), shown(value))).collect()
}
