//! A histogram in user space: only the buckets that hold anything, since most series fill few.

use ior_common::histogram::{INDEX_OFFSET, SCALE};

use crate::probe::maps::Added;

/// A histogram. Its values are durations in nanoseconds, in buckets of 2^-30 s, or quantities in their own unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Sum of the values.
    pub sum: u64,
    /// Largest value.
    pub max: u64,
    /// Count by position of the bucket ([`ior_common::histogram`]), ordered, without empty ones.
    pub buckets: Vec<(u8, u64)>,
}

impl Cell {
    /// Adds what was counted.
    pub fn add(&mut self, added: &Added) {
        self.sum += added.sum;
        self.max = self.max.max(added.max);
        self.add_buckets(&added.buckets);
    }

    /// Adds another cell.
    pub fn merge(&mut self, other: &Self) {
        self.sum += other.sum;
        self.max = self.max.max(other.max);
        self.add_buckets(&other.buckets);
    }

    /// What is here beyond an earlier state of the same cell. The maximum stays that of all.
    pub fn since(&self, before: &Self) -> Self {
        let buckets = self
            .buckets
            .iter()
            .map(|(position, count)| (*position, count - before.bucket(*position)))
            .filter(|(_, count)| *count != 0)
            .collect();
        Self { sum: self.sum - before.sum, max: self.max, buckets }
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|(_, count)| count).sum()
    }

    /// An estimate of the value below which a part of the values lie (0.5: the median), in the buckets' unit: the middle of its
    /// bucket on the exponential scale, at most 9 % off.
    pub fn quantile(&self, part: f64) -> f64 {
        let wanted = (part * self.count() as f64).ceil().max(1.0) as u64;
        let mut below = 0;
        for (position, count) in &self.buckets {
            below += count;
            if below >= wanted {
                return middle(*position);
            }
        }
        0.0
    }

    fn bucket(&self, position: u8) -> u64 {
        self.buckets.iter().find(|(at, _)| *at == position).map_or(0, |(_, count)| *count)
    }

    fn add_buckets(&mut self, added: &[(u8, u64)]) {
        for (position, count) in added {
            match self.buckets.binary_search_by_key(position, |(at, _)| *at) {
                Ok(at) => self.buckets[at].1 += count,
                Err(at) => self.buckets.insert(at, (*position, *count)),
            }
        }
    }
}

/// Upper bound of a bucket, in the buckets' unit.
pub fn upper_bound(position: u8) -> f64 {
    if position == 0 {
        0.0
    } else {
        2_f64.powf(f64::from(i32::from(position) - INDEX_OFFSET + 1) / buckets_per_doubling())
    }
}

fn middle(position: u8) -> f64 {
    if position == 0 { 0.0 } else { upper_bound(position) / 2_f64.powf(0.5 / buckets_per_doubling()) }
}

fn buckets_per_doubling() -> f64 {
    f64::from(1_u32 << SCALE)
}

#[cfg(test)]
mod tests {
    use ior_common::histogram::position;

    use super::*;

    fn of(values: &[u64]) -> Cell {
        let mut cell = Cell::default();
        for value in values {
            let buckets = vec![(position(*value) as u8, 1)];
            cell.add(&Added { sum: *value, max: *value, buckets });
        }
        cell
    }

    #[test]
    fn cells_add_up_and_come_apart() {
        let (a, b) = (of(&[1, 5, 5, 900]), of(&[0, 5, 70_000]));
        let mut both = a.clone();
        both.merge(&b);
        assert_eq!((both.count(), both.sum, both.max), (7, 70_916, 70_000));
        assert_eq!(both.since(&a), Cell { max: 70_000, ..b });
        assert!(both.buckets.is_sorted());
    }

    #[test]
    fn quantiles_are_within_a_bucket() {
        let cell = of(&(1..=1000).collect::<Vec<_>>());
        for part in [0.01, 0.5, 0.9, 0.99, 1.0] {
            let (is, exact) = (cell.quantile(part), part * 1000.0);
            assert!((is / exact - 1.0).abs() < 0.2, "{part}: {is} of {exact}");
        }
        assert_eq!(Cell::default().quantile(0.5), 0.0);
        assert_eq!(of(&[0]).quantile(0.5), 0.0);
    }

    #[test]
    fn bounds_hold_their_values() {
        for value in [1, 2, 3, 10, 1000, 1024, 1025] {
            let at = position(value) as u8;
            assert!(
                value as f64 <= upper_bound(at) * 1.000_000_1
                    && value as f64 > upper_bound(at - 1) * 0.999_999
            );
        }
    }
}
