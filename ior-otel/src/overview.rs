//! What was counted, added up over all processes, for the summary and the report.

use std::collections::BTreeMap;

use crate::{
    metric::{
        cell::Cell,
        series::{fails, syscall_of},
    },
    probe::maps::{Delta, Of, SeriesId},
    table::{family::Family, number::display_name, quantity::quantity},
};

/// Units of 2^-30 s in a nanosecond: buckets are in those units.
pub const UNITS_PER_NS: f64 = 1.073_741_824;

/// The counts of a syscall, or of a family.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// How long the calls took.
    pub durations: Cell,
    /// How many failed.
    pub errors: u64,
    /// Bytes read, written or transferred.
    pub bytes: u64,
}

impl Line {
    /// An estimate of the duration that a part of the calls did not exceed, nanoseconds; at most 9 % off.
    pub fn quantile_ns(&self, part: f64) -> f64 {
        (self.durations.quantile(part) / UNITS_PER_NS).min(self.durations.max as f64)
    }

    fn merge(&mut self, other: &Self) {
        self.durations.merge(&other.durations);
        self.errors += other.errors;
        self.bytes += other.bytes;
    }
}

/// A line with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Name of the syscall, or of the family.
    pub name: String,
    /// Its family.
    pub family: Family,
    /// Its counts.
    pub line: Line,
}

/// How many calls of a syscall were answered with an error number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Name of the syscall.
    pub syscall: String,
    /// The error number.
    pub errno: u16,
    /// Whether those calls failed: a wait that is over has an error number too.
    pub is_failure: bool,
    /// How many.
    pub calls: u64,
}

/// The counts of a syscall by their error number.
#[derive(Debug, Default)]
struct Counts {
    durations: BTreeMap<u16, Cell>,
    bytes: u64,
}

/// Counts by syscall: ABI and number.
#[derive(Debug, Default)]
pub struct Overview(BTreeMap<(u8, u16), Counts>);

impl Overview {
    /// Adds what was counted. What overflowed the kernel's maps has no syscall and is left out; the ledger tells it.
    pub fn add(&mut self, delta: &Delta) {
        let Some((_, series)) = &delta.series else { return };
        let counts = self.0.entry((series.abi, series.nr)).or_default();
        match delta.of {
            Of::Durations => counts.durations.entry(series.errno).or_default().add(&delta.added),
            Of::Sizes if is_io(series) => counts.bytes += delta.added.sum,
            Of::Sizes => {}
        }
    }

    /// Lines by syscall, those that took most time first.
    pub fn syscalls(&self) -> Vec<Named> {
        sorted(self.lines().map(|(id, line)| Named { name: name(id), family: family(id), line }))
    }

    /// Lines by family, those that took most time first.
    pub fn families(&self) -> Vec<Named> {
        let mut families: BTreeMap<Family, Line> = BTreeMap::new();
        for (id, line) in self.lines() {
            families.entry(family(id)).or_default().merge(&line);
        }
        let named = |(family, line): (Family, Line)| Named { name: family.name().to_owned(), family, line };
        sorted(families.into_iter().map(named))
    }

    /// All calls together.
    pub fn total(&self) -> Line {
        let mut total = Line::default();
        self.lines().for_each(|(_, line)| total.merge(&line));
        total
    }

    /// Answers with an error number, the most frequent first.
    pub fn answers(&self) -> Vec<Answer> {
        let answers = self.0.iter().flat_map(|(id, counts)| {
            counts.durations.iter().filter(|(errno, _)| **errno != 0).map(|(errno, cell)| Answer {
                syscall: name(*id),
                errno: *errno,
                is_failure: fails(&series(*id, *errno)),
                calls: cell.count(),
            })
        });
        let mut answers: Vec<_> = answers.collect();
        answers.sort_by(|a, b| b.calls.cmp(&a.calls).then_with(|| a.syscall.cmp(&b.syscall)));
        answers
    }

    fn lines(&self) -> impl Iterator<Item = ((u8, u16), Line)> {
        self.0.iter().map(|(id, counts)| {
            let mut line = Line { bytes: counts.bytes, ..Line::default() };
            for (errno, cell) in &counts.durations {
                line.durations.merge(cell);
                if fails(&series(*id, *errno)) {
                    line.errors += cell.count();
                }
            }
            (*id, line)
        })
    }
}

fn series((abi, nr): (u8, u16), errno: u16) -> SeriesId {
    SeriesId { nr, abi, errno, family: 0, less: false }
}

fn name(id: (u8, u16)) -> String {
    display_name(syscall_of(&series(id, 0)), u32::from(id.1), id.0).into_owned()
}

fn family(id: (u8, u16)) -> Family {
    syscall_of(&series(id, 0)).map_or(Family::Other, |syscall| syscall.family)
}

fn is_io(series: &SeriesId) -> bool {
    syscall_of(series).is_some_and(|syscall| quantity(syscall).is_io())
}

fn sorted(lines: impl Iterator<Item = Named>) -> Vec<Named> {
    let mut lines: Vec<_> = lines.collect();
    lines.sort_by(|a, b| b.line.durations.sum.cmp(&a.line.durations.sum).then_with(|| a.name.cmp(&b.name)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::maps::Added;

    fn delta(nr: u16, errno: u16, position: u8, count: u64, sum: u64) -> Delta {
        let series = SeriesId { nr, abi: 0, errno, family: 0, less: false };
        let added = Added { sum, max: sum, buckets: vec![(position, count)] };
        Delta { of: Of::Durations, series: Some((1, series)), added }
    }

    #[test]
    fn failures_are_counted_once_and_by_error() {
        let mut overview = Overview::default();
        let (read, openat) = (libc::SYS_read as u16, libc::SYS_openat as u16);
        overview.add(&delta(openat, 0, 50, 3, 100));
        overview.add(&delta(openat, libc::ENOENT as u16, 40, 2, 10));
        overview.add(&delta(read, libc::EAGAIN as u16, 30, 7, 7));
        overview.add(&delta(openat, libc::ENOENT as u16, 40, 1, 10));
        let lines = overview.syscalls();
        let told: Vec<_> = lines
            .iter()
            .map(|named| (&*named.name, named.family, named.line.durations.count(), named.line.errors))
            .collect();
        assert_eq!(told, [("openat", Family::Fs, 6, 3), ("read", Family::Fs, 7, 0)]);
        assert_eq!((overview.total().durations.sum, overview.families().len()), (127, 1));
        let answers: Vec<_> = overview
            .answers()
            .into_iter()
            .map(|answer| (answer.syscall, i32::from(answer.errno), answer.is_failure, answer.calls))
            .collect();
        let expected =
            [("read".to_owned(), libc::EAGAIN, false, 7), ("openat".to_owned(), libc::ENOENT, true, 3)];
        assert_eq!(answers, expected);
    }
}
