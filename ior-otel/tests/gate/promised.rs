//! The attributes that rows promise, against those that spans had as they must be.

use std::collections::{BTreeMap, BTreeSet};

use ior_otel::table::{
    Syscall,
    attributes::possible,
    keys::{
        ADDRESS_RETURNED, BYTES, FD_INODE, FD_RETURNED, FD_RETURNED_PATH, FD_RETURNED_TYPE, FD_TYPE,
        LOCAL_ADDRESS, LOCAL_PORT, LSM_ID, NETWORK_TYPE, PATH, PEER_ADDRESS, PEER_PORT, PROTECTION_KEY,
        SCHED_DEADLINE, SCHED_PERIOD, SOCKADDR_FAMILY, TARGET_PID, TRANSPORT,
    },
};
use serde_json::Value;

use super::{
    compare::Comparison,
    driver::{Truth, is_other_kernel},
};
use crate::support::trace::Trace;

/// Syscalls, attributes that none of them can have here, and the reason.
const NEVER: &[(&[&str], &[&str], &str)] = &[
    (
        &["close"],
        &[
            FD_TYPE,
            FD_INODE,
            TARGET_PID,
            PATH,
            SOCKADDR_FAMILY,
            TRANSPORT,
            NETWORK_TYPE,
            LOCAL_ADDRESS,
            LOCAL_PORT,
            PEER_ADDRESS,
            PEER_PORT,
        ],
        "descriptors are looked up when the call ends, and what was closed is nothing any more",
    ),
    (
        &["readlinkat"],
        &[
            FD_INODE,
            SOCKADDR_FAMILY,
            TRANSPORT,
            NETWORK_TYPE,
            LOCAL_ADDRESS,
            LOCAL_PORT,
            PEER_ADDRESS,
            PEER_PORT,
        ],
        "of all that has no path it reads a symbolic link only, and fails of a socket as if there were nothing",
    ),
    (
        &["dup", "dup2", "dup3", "fcntl"],
        &[FD_RETURNED_PATH],
        "the path of the duplicate is that of the original, which is told",
    ),
];

/// What some hosts can have and others not, with the reason.
const BY_HOST: &[(&str, &str, &str)] = &[
    ("pkey_alloc", PROTECTION_KEY, "processors without protection keys have none to give"),
    ("sched_getattr", SCHED_DEADLINE, "not every host's CPUs have time to promise"),
    ("sched_getattr", SCHED_PERIOD, "not every host's CPUs have time to promise"),
    ("map_shadow_stack", ADDRESS_RETURNED, "processors without shadow stacks have none"),
    ("lsm_get_self_attr", LSM_ID, "without a module that labels processes there is none to tell of"),
];

/// What calls of other kernels cannot give, with the reason.
const BY_KERNEL: &[(&[&str], &[&str], &str)] = &[
    (
        &["getxattr", "lgetxattr", "fgetxattr"],
        &[BYTES],
        "without attributes of users in tmpfs, before Linux 6.6, there is nothing to read in a guest",
    ),
    (
        &["userfaultfd"],
        &[FD_RETURNED, FD_RETURNED_TYPE, FD_RETURNED_PATH],
        "the flag that an unprivileged process must pass is of Linux 5.11",
    ),
];

/// Asserts that every attribute that a row promises was had by a span of its syscall, with the value that it must have; but for what
/// cannot be had, and that is not had. Returns how many were had so.
pub(crate) fn assert_kept(truth: &Truth, comparison: &Comparison<'_>) -> usize {
    // A call that another kernel does not have gives nothing there.
    let is_had = |errno: &Option<String>| !is_other_kernel() || errno.as_deref() != Some("ENOSYS");
    let calls = truth.calls.iter().filter(|call| is_had(&call.errno));
    let made: BTreeSet<&str> = calls.map(|call| call.name.as_str()).collect();
    let rows = made.iter().filter_map(|name| Syscall::by_name(name));
    let mut open: BTreeSet<(&str, &str)> =
        rows.flat_map(|row| possible(row).into_iter().map(|key| (row.name, key))).collect();
    let promised = open.len();
    for (name, key) in &comparison.right {
        open.remove(&(*name, key.as_str()));
    }
    let kept = promised - open.len();
    // What is wrong is not missing.
    for difference in &comparison.differences {
        open.remove(&(difference.call.name.as_str(), difference.key.as_str()));
    }
    let mut of_host: BTreeSet<(&str, &str)> = BY_HOST.iter().map(|(name, key, _)| (*name, *key)).collect();
    of_host.extend(pairs(BY_KERNEL).filter(|_| is_other_kernel()));
    let never: BTreeSet<_> = pairs(NEVER).filter(|(name, _)| made.contains(name)).collect();
    let missing: Vec<_> =
        open.iter().filter(|promise| !never.contains(*promise) && !of_host.contains(*promise)).collect();
    assert!(missing.is_empty(), "promised, and of no span compared: {missing:?}");
    let had: Vec<_> = never.difference(&open).collect();
    assert!(had.is_empty(), "can be had, take them from the list: {had:?}");
    kept
}

/// Syscalls with attributes, of a list with reasons.
fn pairs(list: &'static [(&[&str], &[&str], &str)]) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.iter()
        .flat_map(|(names, keys, _)| names.iter().flat_map(|name| keys.iter().map(|key| (*name, *key))))
}

/// Asserts that an attribute is of the same type on all spans, as backends want it, but for what is pending; and that all of that is.
pub(crate) fn assert_one_type(trace: &Trace, pending: &[(&str, &str)]) {
    let mut types = BTreeMap::<&str, BTreeMap<&str, &str>>::new();
    for span in &trace.spans {
        for (key, value) in &span.attributes {
            types.entry(key).or_default().entry(type_of(value)).or_insert(&span.name);
        }
    }
    let several: BTreeMap<_, _> = types.into_iter().filter(|(_, types)| types.len() > 1).collect();
    let others: Vec<_> =
        several.iter().filter(|(key, _)| !pending.iter().any(|(known, _)| known == *key)).collect();
    assert!(others.is_empty(), "attributes of several types, with a syscall of each: {others:?}");
    let done: Vec<_> = pending.iter().filter(|(key, _)| !several.contains_key(key)).collect();
    assert!(done.is_empty(), "no longer pending, take them from the list: {done:?}");
}

/// The type of an attribute as it was exported: of numbers, those with a fraction are written with one.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "double",
        Value::Number(_) => "int",
        Value::String(_) => "string",
        Value::Array(_) | Value::Object(_) => "array",
    }
}
