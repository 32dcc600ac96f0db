//! What was counted, added up over all processes, for the summary.

use std::collections::BTreeMap;

use crate::{
    metric::{
        cell::Cell,
        series::{fails, syscall_of},
    },
    probe::maps::{Delta, Of, SeriesId},
    table::{family::Family, number::display_name, quantity::quantity},
};

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
    fn merge(&mut self, other: &Self) {
        self.durations.merge(&other.durations);
        self.errors += other.errors;
        self.bytes += other.bytes;
    }
}

/// Counts by syscall.
#[derive(Debug, Default)]
pub struct Overview(BTreeMap<(u8, u16), Line>);

impl Overview {
    /// Adds what was counted. What overflowed the kernel's maps has no syscall and is left out; the ledger tells it.
    pub fn add(&mut self, delta: &Delta) {
        let Some((_, series)) = &delta.series else { return };
        let line = self.0.entry((series.abi, series.nr)).or_default();
        match delta.of {
            Of::Durations => {
                line.durations.add(&delta.added);
                if fails(series) {
                    line.errors += delta.added.count();
                }
            }
            Of::Sizes if is_io(series) => line.bytes += delta.added.sum,
            Of::Sizes => {}
        }
    }

    /// Lines by syscall, those that took most time first.
    pub fn syscalls(&self) -> Vec<(String, Line)> {
        let named = |(abi, nr): &(u8, u16)| {
            let series = series(*abi, *nr);
            display_name(syscall_of(&series), u32::from(*nr), *abi).into_owned()
        };
        sorted(self.0.iter().map(|(key, line)| (named(key), line.clone())))
    }

    /// Lines by family, those that took most time first.
    pub fn families(&self) -> Vec<(String, Line)> {
        let mut families: BTreeMap<Family, Line> = BTreeMap::new();
        for ((abi, nr), line) in &self.0 {
            let family = syscall_of(&series(*abi, *nr)).map_or(Family::Other, |syscall| syscall.family);
            families.entry(family).or_default().merge(line);
        }
        sorted(families.into_iter().map(|(family, line)| (family.name().to_owned(), line)))
    }

    /// All calls together.
    pub fn total(&self) -> Line {
        let mut total = Line::default();
        self.0.values().for_each(|line| total.merge(line));
        total
    }
}

fn series(abi: u8, nr: u16) -> SeriesId {
    SeriesId { nr, abi, errno: 0, family: 0, less: false }
}

fn is_io(series: &SeriesId) -> bool {
    syscall_of(series).is_some_and(|syscall| quantity(syscall).is_io())
}

fn sorted(lines: impl Iterator<Item = (String, Line)>) -> Vec<(String, Line)> {
    let mut lines: Vec<_> = lines.collect();
    lines.sort_by(|(a, x), (b, y)| y.durations.sum.cmp(&x.durations.sum).then_with(|| a.cmp(b)));
    lines
}
