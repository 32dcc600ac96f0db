//! The summary at the end: where the time went, for a person at a terminal.

use std::fmt::{self, Write as _};

use comfy_table::{CellAlignment, Table, presets::NOTHING};

use crate::{
    ledger::Ledger,
    overview::{Named, Overview},
    slowest::SlowCall,
};

/// Syscalls shown; the rest is one line.
const SHOWN: usize = 15;

/// What the summary tells.
pub struct Summary<'a> {
    /// What happened: goes before how long it took.
    pub what: &'a str,
    /// How long it took, seconds.
    pub seconds: f64,
    /// Counts.
    pub overview: &'a Overview,
    /// The slowest calls.
    pub slowest: &'a [SlowCall],
    /// The account.
    pub ledger: &'a Ledger,
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.overview.total();
        writeln!(
            f,
            "\nior-otel: {} {}: {} calls in {}, {} in system calls",
            self.what,
            duration(self.seconds * 1e9),
            number(total.durations.count()),
            processes(self.ledger.tally.forks),
            duration(total.durations.sum as f64),
        )?;
        writeln!(
            f,
            "\nWhere the time went (waiting is time too, and threads add up; p50 and p99 are within 10 %)"
        )?;
        writeln!(f, "{}", lines("family", &self.overview.families(), usize::MAX).trim_fmt())?;
        writeln!(f, "\n{}", lines("syscall", &self.overview.syscalls(), SHOWN).trim_fmt())?;
        if !self.slowest.is_empty() {
            writeln!(f, "\nSlowest calls")?;
            writeln!(f, "{}", slowest(self.slowest).trim_fmt())?;
        }
        writeln!(f, "\nLedger")?;
        write!(f, "{}", self.ledger)?;
        self.ledger.export.as_ref().map_or(Ok(()), |export| write!(f, "{export}"))
    }
}

/// So many processes.
pub fn processes(count: u64) -> String {
    if count == 1 { "1 process".to_owned() } else { format!("{} processes", number(count)) }
}

fn lines(what: &str, lines: &[Named], shown: usize) -> Table {
    let mut table = table(&[what, "calls", "errors", "time", "p50", "p99", "max", "bytes"]);
    for Named { name, family: _, line } in lines.iter().take(shown) {
        table.add_row([
            name.clone(),
            number(line.durations.count()),
            blank_zero(line.errors, number),
            duration(line.durations.sum as f64),
            duration(line.quantile_ns(0.5)),
            duration(line.quantile_ns(0.99)),
            duration(line.durations.max as f64),
            blank_zero(line.bytes, bytes),
        ]);
    }
    if lines.len() > shown {
        let rest = &lines[shown..];
        let count = rest.iter().map(|named| named.line.durations.count()).sum();
        let time: u64 = rest.iter().map(|named| named.line.durations.sum).sum();
        table.add_row([format!("{} more", rest.len()), number(count), String::new(), duration(time as f64)]);
    }
    right_align(&mut table, 1..8);
    table
}

fn slowest(calls: &[SlowCall]) -> Table {
    let mut table = table(&["duration", "syscall", "thread", "pid", "about"]);
    for SlowCall { duration_ns, name, thread, pid, about } in calls {
        table.add_row([
            duration(*duration_ns as f64),
            name.clone(),
            thread.clone(),
            pid.to_string(),
            about.clone(),
        ]);
    }
    right_align(&mut table, 0..1);
    table
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(header);
    table
}

fn right_align(table: &mut Table, columns: std::ops::Range<usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn blank_zero(value: u64, show: impl Fn(u64) -> String) -> String {
    if value == 0 { String::new() } else { show(value) }
}

/// A duration with three digits and its unit.
pub fn duration(ns: f64) -> String {
    let (value, unit) = match ns {
        ns if ns < 1e3 => return format!("{ns:.0} ns"),
        ns if ns < 1e6 => (ns / 1e3, "µs"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    let digits = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.digits$} {unit}")
}

/// A number of bytes with its binary unit.
fn bytes(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if value < 1024.0 {
            return if unit == "B" { format!("{bytes} B") } else { format!("{value:.1} {unit}") };
        }
        value /= 1024.0;
    }
    format!("{value:.1} TiB")
}

/// A number in groups of three digits.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at != 0 && (digits.len() - at).is_multiple_of(3) {
            let _ = grouped.write_char(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_readable() {
        assert_eq!(["0", "999", "1,000", "12,345,678"], [0, 999, 1_000, 12_345_678].map(number).as_slice());
        assert_eq!(duration(999.0), "999 ns");
        assert_eq!(duration(1_500.0), "1.50 µs");
        assert_eq!(duration(12_340_000.0), "12.3 ms");
        assert_eq!(duration(200_000_000.0), "200 ms");
        assert_eq!(duration(90e9), "90.0 s");
        assert_eq!(bytes(1023), "1023 B");
        assert_eq!(bytes(1536), "1.5 KiB");
    }
}
