//! The gate: every syscall of the running kernel is made, and the tracer saw each of them as it was.

mod gate;
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write as _},
};

use gate::{
    compare::{Difference, compare},
    driver::{self, Truth},
    kernel::kernel,
    promised::{assert_kept, assert_one_type},
};
use ior_common::record::{CAPTURED, CallRecord, CaptureHead, Head, KIND_CALL};
use ior_otel::{
    attributes::Attributes,
    decode::{Record, decode},
    table::{Syscall, attributes::attributes, rows::ROWS},
};
use support::trace::{Span, Trace};
use zerocopy::IntoBytes as _;

/// What spans do not say rightly yet: syscall, attribute, reason.
const PENDING: &[(&str, &str, &str)] = &[];

/// Attributes that are not of one type yet, and why.
const PENDING_TYPES: &[(&str, &str)] = &[];

/// Everything becomes a span, with all arguments, and there is room for all of it.
fn config() -> String {
    // By name, because the most frequent calls are not meant by their family.
    let modes: Vec<String> = ROWS.iter().map(|row| format!("{}: spans", row.name)).collect();
    format!(
        "syscalls: {{{}}}\n\
         spans: {{min_duration: 0s, sample: 1.0, args: true, max_per_trace: 1000000, max_per_second: 1000000}}\n\
         limits: {{ring_buffer: 64MiB, series: 65536}}\n",
        modes.join(", ")
    )
}

#[test]
fn every_syscall_of_this_kernel_is_made_and_seen_as_it_was() {
    needs_kernel!();
    let (trace, truth) = driver::run("main.py", &config());
    truth.assert_as_meant();
    assert_complete(&truth);
    trace.assert_nothing_lost();
    assert!(trace.stderr().contains(" 0 left out"), "{}", trace.stderr());
    let comparison = compare(&truth.calls, &trace);
    assert_same(&comparison.differences);
    let kept = assert_kept(&truth, &comparison);
    assert_one_type(&trace, PENDING_TYPES);
    assert_counted(&truth, &trace);
    // Not by a macro, whose output the test harness keeps for itself.
    writeln!(io::stderr(), "{}", summary(&truth, kept)).expect("written");
}

/// Asserts that spans say what their calls do, but for what is pending; and that all of that is.
fn assert_same(differences: &[Difference<'_>]) {
    let mut pending: BTreeSet<(&str, &str)> = PENDING.iter().map(|(name, key, _)| (*name, *key)).collect();
    let known = pending.clone();
    let mut others = Vec::new();
    for difference in differences {
        let what = (difference.call.name.as_str(), difference.key.as_str());
        pending.remove(&what);
        if !known.contains(&what) {
            others.push(difference.to_string());
        }
    }
    assert!(others.is_empty(), "{} differences:\n{}", others.len(), others.join("\n"));
    assert!(pending.is_empty(), "no longer pending, take them from the list: {pending:?}");
}

/// Asserts that no syscall of the kernel is missing.
fn assert_complete(truth: &Truth) {
    let kernel = kernel();
    assert!(kernel.rows.len() > 200, "the kernel does not show its symbols");
    assert!(
        kernel.unknown.is_empty(),
        "no row for, and no reason in tests/gate/rowless.tsv: {:?}",
        kernel.unknown
    );
    let fired: BTreeSet<&str> = counts(truth).into_keys().collect();
    let missing: Vec<_> = kernel
        .rows
        .iter()
        .filter(|name| !fired.contains(*name) && !truth.exempt.contains_key(**name))
        .collect();
    assert!(missing.is_empty(), "neither fired nor exempt: {missing:?}");
    let both: Vec<_> = truth.exempt.keys().filter(|name| fired.contains(name.as_str())).collect();
    assert!(both.is_empty(), "exempt, and fired nevertheless: {both:?}");
}

/// Asserts that metrics count all calls that were noted, and all that became a span.
fn assert_counted(truth: &Truth, trace: &Trace) {
    for (name, noted) in counts(truth) {
        let counted = trace.calls(name);
        assert!(counted >= noted, "{name} was made {noted} times, and counted {counted} times");
        let ended = |span: &&&Span| {
            // A call in which its thread is killed has a span, and no duration that could be counted.
            span.text("syscall.unfinished") != "true" || name.starts_with("exit")
        };
        let spans = trace.spans_of(name).iter().filter(ended).count() as u64;
        assert_eq!(counted, spans, "{name}: counted, and spans");
    }
}

/// How often each syscall was made.
fn counts(truth: &Truth) -> BTreeMap<&str, u64> {
    let mut counts = BTreeMap::new();
    for call in &truth.calls {
        *counts.entry(call.name.as_str()).or_default() += 1;
    }
    counts
}

fn summary(truth: &Truth, kept: usize) -> String {
    let succeeded: BTreeSet<&str> =
        truth.calls.iter().filter(|call| call.errno.is_none()).map(|call| call.name.as_str()).collect();
    let fired = counts(truth).len();
    format!(
        "{} calls of {fired} syscalls seen as they were, with {kept} attributes that their rows promise: \
         {} with success, {} with a failure only; {} exempt {:?}",
        truth.calls.len(),
        succeeded.len(),
        fired - succeeded.len(),
        truth.exempt.len(),
        truth.exempt
    )
}

/// What can't be made here is decoded all the same, from a record as the kernel side would send it.
#[test]
fn exempt_calls_are_decoded() {
    let listns = Syscall::by_name("listns").expect("a row");
    let request: Vec<u8> =
        [32_u64, 0xeffff, 0x2002_0000, 0].iter().flat_map(|word| word.to_ne_bytes()).collect();
    let length = size_of::<CallRecord>() + size_of::<CaptureHead>() + 24;
    let head = Head {
        kind: KIND_CALL,
        flags: 0,
        abi: 0,
        captures: 1,
        length: length as u32,
        time_ns: 1,
        process: 1,
        nr: 470,
        pid: 10,
        tid: 11,
        comm: *b"test\0\0\0\0\0\0\0\0\0\0\0\0",
    };
    let record = CallRecord {
        head,
        duration_ns: 5,
        return_value: 2,
        quantity: 0,
        args: [0x7000, 0x8000, 16, 0, 0, 0],
        cpu: 0,
        reserved: 0,
    };
    let capture = CaptureHead { slot: 0, status: CAPTURED, length: 24, reserved: 0 };
    let bytes = [record.as_bytes(), capture.as_bytes(), &request[..24]].concat();
    // Aligned as the ring buffer aligns it.
    let words: Vec<u64> =
        bytes.chunks_exact(8).map(|word| u64::from_ne_bytes(word.try_into().expect("8"))).collect();
    let Ok(Record::Call(call)) = decode(words.as_bytes()) else { panic!("no call") };
    let mut shown = Attributes::new();
    assert_eq!(attributes(Some(listns), &call, true, &mut shown), 0, "nothing is unreadable");
    assert_eq!(shown.text("syscall.name").as_deref(), Some("listns"));
    assert_eq!(shown.text("syscall.namespace.id").as_deref(), Some("983039"));
    let flags = shown.into_inner().into_iter().find(|attribute| attribute.key == "syscall.clone.flags");
    assert!(format!("{flags:?}").contains("CLONE_NEWPID"), "{flags:?}");
}
