//! What is redacted is all that shows strings of a process: held against every row, with marked memory behind every argument.

use std::collections::BTreeSet;

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};

use super::{super::*, any_call::any_call, support::text};
use crate::{
    config::redact::{Action, Redact},
    open_file::tests as files,
    redact::{ADDRESSES, NAMES, PATHS, Redactor},
    table::rows::ROWS,
};

/// What the memory of the process holds, as attributes show it.
const MARKS: [&str; 3] = ["S3CRET", "203.0.113.77", "2001:db8::5ec2"];

/// Memory that holds a mark, as each kind of argument is read.
fn marked() -> impl Strategy<Value = Vec<u8>> {
    let address = |family: i32, rest: &[u8]| [(family as u16).to_ne_bytes().as_slice(), rest].concat();
    let v6 = [&[0; 6], &[0x20, 1, 0x0d, 0xb8][..], &[0; 10], &[0x5e, 0xc2]].concat();
    let ip = [203, 0, 113, 77];
    prop::sample::select(vec![
        b"S3CRET".to_vec(),
        // In a structure, wherever its text is.
        b"S3CRET".repeat(10),
        address(libc::AF_UNIX, b"/run/S3CRET"),
        address(libc::AF_UNIX, b"\0S3CRET"),
        address(libc::AF_INET, &[0, 80, 203, 0, 113, 77, 0, 0]),
        address(libc::AF_INET6, &v6),
        files::file(libc::S_IFREG, 0xef53, &["S3CRET", "srv"]),
        files::internet(libc::IPPROTO_TCP, ip, 80, ip, 81),
        files::unix([b"/run/S3CRET", b"\0S3CRET"]),
    ])
}

/// Attributes of calls of all rows that show a mark, by what is done with strings.
fn showing(action: Action) -> BTreeSet<String> {
    let rules = Redact { paths: action, addresses: action, names: action, key_file: None };
    let redactor = Redactor::new(&rules).expect("a random key");
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let mut shown = BTreeSet::new();
    for _ in 0..3_000 {
        let ((call, _), memory) =
            (any_call(), prop::array::uniform4(marked())).new_tree(&mut runner).expect("a call").current();
        let captures = memory.each_ref().map(|bytes| Some(Captured::Whole(bytes.as_slice())));
        let call = Call { captures, ..call };
        for syscall in ROWS {
            let mut out = Attributes::new();
            attributes(Some(syscall), &call, true, &mut out);
            for attribute in redactor.redacted(out).into_inner() {
                let value = text(&attribute.value.and_then(|value| value.value).expect("a value"));
                if MARKS.iter().any(|mark| value.contains(mark)) {
                    shown.insert(attribute.key);
                }
            }
        }
    }
    shown
}

#[test]
fn every_attribute_that_shows_a_string_of_the_process_can_be_redacted() {
    let of_calls: BTreeSet<&str> = keys::ALL.iter().copied().flatten().map(|(key, _)| *key).collect();
    let redacted: BTreeSet<String> = [PATHS, ADDRESSES, NAMES]
        .concat()
        .into_iter()
        .filter(|key| of_calls.contains(key))
        .map(str::to_owned)
        .collect();
    assert_eq!(showing(Action::Keep), redacted, "what shows strings, and what redact.rs lists");
    assert_eq!(showing(Action::Drop), BTreeSet::new());
    assert_eq!(showing(Action::Hash), BTreeSet::new());
}
