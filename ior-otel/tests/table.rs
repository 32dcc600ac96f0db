//! The table against the taxonomy it carries, and as the program shows it.

mod support;

use std::collections::BTreeSet;

use ior_otel::table::{Syscall, family::Family, kind::Kind, rows::ROWS};
use support::trace::ior_otel;

/// Name of the tracepoint, family and kind of each syscall of the taxonomy.
const TAXONOMY: &str = include_str!("data/taxonomy.tsv");

#[test]
fn every_syscall_of_the_taxonomy_has_a_row_in_its_family_and_kind() {
    let mut names = BTreeSet::new();
    for line in TAXONOMY.lines().skip(1) {
        let [tracepoint, family, kind] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not three columns: {line}");
        };
        let row = Syscall::by_name(tracepoint).unwrap_or_else(|| panic!("no row for {tracepoint}"));
        assert_eq!((row.tracepoint, row.family.name(), row.kind.name()), (tracepoint, family, kind));
        names.insert(row.name);
    }
    assert_eq!((names.len(), ROWS.len()), (367, 367));
}

#[test]
fn every_family_and_kind_has_rows() {
    for family in Family::ALL {
        assert!(ROWS.iter().any(|row| row.family == *family), "{family}");
    }
    for kind in Kind::ALL {
        assert!(ROWS.iter().any(|row| row.kind == *kind), "{kind}");
    }
}

#[test]
fn the_reference_page_is_what_the_table_says() {
    let output = ior_otel(["syscalls", "-o", "markdown"]);
    let page = include_str!("../../docs/syscalls.md");
    let told = String::from_utf8(output.stdout).expect("text");
    assert!(told == page, "docs/syscalls.md is not what the table says: run `cargo xtask docs`");
    let rows = page.lines().filter(|line| line.starts_with("| `") && line.matches(" | ").count() == 6);
    assert_eq!(rows.count(), 367);
}

#[test]
fn the_program_shows_the_table() {
    let output = ior_otel(["syscalls", "-o", "tsv"]);
    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(text.lines().count(), 368);
    let futex = text.lines().find(|line| line.starts_with("futex\t")).expect("futex");
    assert_eq!(
        futex,
        "futex\t202\tsched\tfutex\t\tmetrics\tuaddr, op, val, utime, uaddr2, val3\tsyscall.futex.address, \
         syscall.futex.op, syscall.futex.flags, syscall.futex.value, syscall.futex.wake, syscall.timeout, syscall.deadline, \
         syscall.timeout.infinite, syscall.futex.requeue, syscall.futex.wake_second, syscall.futex.second_address, syscall.futex.bitset, syscall.futex.wake_op, syscall.futex.woken"
    );
    let output = ior_otel(["syscalls", "--family", "network", "-o", "json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(rows.len(), 22);
    assert!(rows.iter().all(|row| row["family"] == "network"));
    let output = ior_otel(["syscalls", "--family", "netwrok"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `network`?"));
}
