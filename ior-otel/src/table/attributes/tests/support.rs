//! Calls as programs make them, and their attributes as text.

use ior_common::descriptor::{CAPTURES, QUANTITY_ARGUMENT, QUANTITY_RETURN};
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};

use super::super::*;
use crate::table::quantity::source;

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
        quantity: None,
        args: [0; 6],
        cpu: 0,
        unfinished: false,
        captures: [None; CAPTURES],
        context: None,
        stack: Default::default(),
    }
}

/// The attributes' keys and values, as they are in a span.
pub(super) fn shown(syscall: Option<&'static Syscall>, call: &Call<'_>) -> Vec<(String, Value)> {
    let mut out = Attributes::new();
    attributes(syscall, call, true, &mut out);
    let value = |attribute: KeyValue| {
        (attribute.key, attribute.value.and_then(|value| value.value).expect("a value"))
    };
    out.into_inner().into_iter().map(value).collect()
}

/// A call by name with its arguments, the memory behind its arguments in their order, and its return value.
pub(super) fn of(name: &str, args: &[u64], memory: &[Captured<'_>], return_value: i64) -> String {
    with_fds(name, args, memory, return_value, &|_| None)
}

/// The attributes that are the call's own, as text: `key=value key=value`. `fds` are captures of what descriptors lead to.
pub(super) fn with_fds(
    name: &str,
    args: &[u64],
    memory: &[Captured<'_>],
    return_value: i64,
    fds: &dyn Fn(i32) -> Option<Vec<u8>>,
) -> String {
    let syscall = Syscall::by_name(name).expect("a row");
    let mut call = Call { return_value, ..call(0) };
    call.args[..args.len()].copy_from_slice(args);
    call.quantity = counted(syscall, &call);
    let mut files = [const { None }; CAPTURES];
    for (at, arg) in syscall.args.iter().enumerate().filter(|(_, arg)| arg.role.is_fd()) {
        files[slot_of(syscall, at).unwrap_or_else(|| panic!("{}", arg.name()))] = fds(call.int(at));
    }
    if let Some(slot) = slot_of_returned(syscall).filter(|_| return_value >= 0) {
        files[slot] = fds(return_value as i32);
    }
    let of_memory = syscall.args.iter().enumerate().filter(|(_, arg)| !arg.role.is_fd());
    for (slot, memory) in of_memory.filter_map(|(at, _)| slot_of(syscall, at)).zip(memory) {
        call.captures[slot] = Some(*memory);
    }
    for (slot, file) in call.captures.iter_mut().zip(&files) {
        *slot = slot.or(file.as_deref().map(Captured::Whole));
    }
    let common = |key: &str| keys::OF_ANY.contains(&key) && key != keys::TRUNCATED && key != keys::UNREADABLE;
    let own = shown(Some(syscall), &call).into_iter().filter(|(key, _)| !common(key));
    own.map(|(key, value)| format!("{key}={}", text(&value))).collect::<Vec<_>>().join(" ")
}

/// The quantity as the kernel side counts it, of calls whose arguments and result tell it.
fn counted(syscall: &Syscall, call: &Call<'_>) -> Option<i64> {
    let (source, arg) = source(syscall);
    let succeeded = call.return_value >= 0;
    match source {
        QUANTITY_RETURN if succeeded => Some(call.return_value),
        QUANTITY_ARGUMENT if succeeded => Some(call.args[usize::from(arg)] as i64),
        _ => None,
    }
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
