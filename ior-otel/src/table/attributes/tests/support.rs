//! Calls as programs make them, and their attributes as text.

use ior_common::descriptor::CAPTURES;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};

use super::super::*;

/// A call of that number with nothing in it.
pub(super) fn call(nr: u32) -> Call<'static> {
    Call {
        start_ns: 1_000_000_000,
        duration_ns: 1,
        process: 1,
        pid: 1,
        tid: 1,
        thread_name: "test",
        nr,
        abi: 0,
        return_value: 0,
        args: [0; 6],
        cpu: 0,
        unfinished: false,
        captures: [None; CAPTURES],
    }
}

/// The attributes' keys and values, as they are in a span.
pub(super) fn shown(
    syscall: Option<&'static Syscall>,
    call: &Call<'_>,
    fds: &dyn Fn(i32) -> Option<FdInfo>,
) -> Vec<(String, Value)> {
    let mut out = Attributes::new();
    attributes(syscall, call, fds, true, &mut out);
    let value = |attribute: KeyValue| {
        (attribute.key, attribute.value.and_then(|value| value.value).expect("a value"))
    };
    out.into_inner().into_iter().map(value).collect()
}

/// A call by name with its arguments, the memory behind its captures, and its return value.
pub(super) fn of(name: &str, args: &[u64], memory: &[Captured<'_>], return_value: i64) -> String {
    with_fds(name, args, memory, return_value, &|_| None)
}

/// The attributes that are the call's own, as text: `key=value key=value`.
pub(super) fn with_fds(
    name: &str,
    args: &[u64],
    memory: &[Captured<'_>],
    return_value: i64,
    fds: &dyn Fn(i32) -> Option<FdInfo>,
) -> String {
    let syscall = Syscall::by_name(name).expect("a row");
    let mut call = Call { return_value, ..call(0) };
    call.args[..args.len()].copy_from_slice(args);
    for (slot, memory) in call.captures.iter_mut().zip(memory) {
        *slot = Some(*memory);
    }
    let common = |key: &str| keys::OF_ANY.contains(&key) && key != keys::TRUNCATED && key != keys::UNREADABLE;
    let own = shown(Some(syscall), &call, fds).into_iter().filter(|(key, _)| !common(key));
    own.map(|(key, value)| format!("{key}={}", text(&value))).collect::<Vec<_>>().join(" ")
}

pub(super) fn text(value: &Value) -> String {
    match value {
        Value::StringValue(text) => text.clone(),
        Value::IntValue(int) => int.to_string(),
        Value::DoubleValue(double) => double.to_string(),
        Value::BoolValue(bool) => bool.to_string(),
        Value::ArrayValue(array) => {
            let texts = array.values.iter().filter_map(|value| value.value.as_ref()).map(text);
            format!("[{}]", texts.collect::<Vec<_>>().join(","))
        }
        other => panic!("{other:?} is no attribute of ours"),
    }
}

/// An address that is not null; nothing looks there.
pub(super) const POINTER: u64 = 0x7fff_0000;
