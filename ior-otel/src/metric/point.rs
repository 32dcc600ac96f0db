//! A cell becomes an OTLP data point.

use ior_common::histogram::{INDEX_OFFSET, SCALE, SECONDS_OFFSET, ZERO};
use opentelemetry_proto::tonic::{
    common::v1::KeyValue,
    metrics::v1::{
        ExponentialHistogramDataPoint, HistogramDataPoint, NumberDataPoint,
        exponential_histogram_data_point::Buckets, number_data_point::Value,
    },
};

use super::cell::{Cell, upper_bound};

/// Unit of a histogram's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds; the cell counts nanoseconds, in buckets of 2^-30 s.
    Seconds,
    /// The cell's own: bytes, events.
    Plain,
}

impl Unit {
    fn value(self, value: u64) -> f64 {
        match self {
            Self::Seconds => value as f64 / 1e9,
            Self::Plain => value as f64,
        }
    }

    fn index_offset(self) -> i32 {
        match self {
            Self::Seconds => INDEX_OFFSET + SECONDS_OFFSET,
            Self::Plain => INDEX_OFFSET,
        }
    }

    fn bound(self, position: u8) -> f64 {
        match self {
            Self::Seconds => upper_bound(position) / (1_u64 << 30) as f64,
            Self::Plain => upper_bound(position),
        }
    }
}

/// The time that points cover, Unix nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Begin.
    pub start: u64,
    /// End.
    pub end: u64,
}

/// An exponential histogram: the kernel's buckets are OpenTelemetry's, nothing is estimated.
pub fn exponential(
    cell: &Cell,
    unit: Unit,
    attributes: Vec<KeyValue>,
    window: Window,
    max: bool,
) -> ExponentialHistogramDataPoint {
    let filled = cell.buckets.iter().filter(|(position, _)| usize::from(*position) != ZERO);
    let first = filled.clone().map(|(position, _)| *position).next().unwrap_or(1);
    let last = filled.clone().map(|(position, _)| *position).next_back().unwrap_or(first);
    let mut bucket_counts = vec![0; usize::from(last - first) + 1];
    filled.for_each(|(position, count)| bucket_counts[usize::from(position - first)] = *count);
    ExponentialHistogramDataPoint {
        attributes,
        start_time_unix_nano: window.start,
        time_unix_nano: window.end,
        count: cell.count(),
        sum: Some(unit.value(cell.sum)),
        scale: SCALE,
        zero_count: zero(cell),
        positive: Some(Buckets { offset: i32::from(first) - unit.index_offset(), bucket_counts }),
        max: max.then(|| unit.value(cell.max)),
        ..ExponentialHistogramDataPoint::default()
    }
}

/// A histogram with explicit bounds. A value counts in the bucket that holds the upper end of its exponential bucket, so that it may be
/// counted one bucket too high if it is within 19 % of a bound.
pub fn explicit(
    cell: &Cell,
    unit: Unit,
    bounds: &[f64],
    attributes: Vec<KeyValue>,
    window: Window,
    max: bool,
) -> HistogramDataPoint {
    let mut bucket_counts = vec![0; bounds.len() + 1];
    for (position, count) in &cell.buckets {
        // A bound that is the end of an exponential bucket itself must not be missed by the last bit.
        let value = unit.bound(*position) * (1.0 - 1e-9);
        bucket_counts[bounds.partition_point(|bound| *bound < value)] += count;
    }
    HistogramDataPoint {
        attributes,
        start_time_unix_nano: window.start,
        time_unix_nano: window.end,
        count: cell.count(),
        sum: Some(unit.value(cell.sum)),
        bucket_counts,
        explicit_bounds: bounds.to_vec(),
        max: max.then(|| unit.value(cell.max)),
        ..HistogramDataPoint::default()
    }
}

/// A sum or a gauge.
pub fn number(value: u64, attributes: Vec<KeyValue>, window: Window) -> NumberDataPoint {
    NumberDataPoint {
        attributes,
        start_time_unix_nano: window.start,
        time_unix_nano: window.end,
        value: Some(Value::AsInt(i64::try_from(value).unwrap_or(i64::MAX))),
        ..NumberDataPoint::default()
    }
}

fn zero(cell: &Cell) -> u64 {
    cell.buckets.first().filter(|(position, _)| usize::from(*position) == ZERO).map_or(0, |(_, count)| *count)
}

#[cfg(test)]
mod tests {
    use ior_common::histogram::{duration_units, position};

    use super::*;
    use crate::probe::maps::Added;

    const WINDOW: Window = Window { start: 1, end: 2 };

    fn durations(ns: &[u64]) -> Cell {
        let mut cell = Cell::default();
        for ns in ns {
            let buckets = vec![(position(duration_units(*ns)) as u8, 1)];
            cell.add(&Added { sum: *ns, max: *ns, buckets });
        }
        cell
    }

    #[test]
    fn an_exponential_bucket_holds_its_seconds() {
        for ns in [100, 999_999, 10_000_000, 1_000_000_000, 59_000_000_000] {
            let point = exponential(&durations(&[ns]), Unit::Seconds, vec![], WINDOW, true);
            let index = point.positive.expect("buckets").offset;
            let bound = |index: i32| 2_f64.powf(f64::from(index) / 4.0);
            let seconds = ns as f64 / 1e9;
            assert!(bound(index) < seconds && seconds <= bound(index + 1), "{seconds} in {index}");
            assert_eq!((point.count, point.scale, point.zero_count), (1, 2, 0));
            assert_eq!((point.sum, point.max), (Some(seconds), Some(seconds)));
        }
    }

    #[test]
    fn zeros_are_apart_and_gaps_are_filled() {
        let mut cell = Cell::default();
        cell.add(&Added { sum: 5, max: 4, buckets: vec![(0, 3), (1, 1), (10, 1)] });
        let point = exponential(&cell, Unit::Plain, vec![], WINDOW, false);
        let buckets = point.positive.expect("buckets");
        assert_eq!((point.zero_count, point.count, point.max), (3, 5, None));
        assert_eq!((buckets.offset, buckets.bucket_counts.len()), (-1, 10));
        assert_eq!(buckets.bucket_counts.iter().sum::<u64>() + point.zero_count, point.count);
    }

    #[test]
    fn explicit_buckets_lose_nothing() {
        let cell = durations(&[1_000, 2_000_000, 60_000_000, 5_000_000_000]);
        let point = explicit(&cell, Unit::Seconds, &[0.001, 0.01, 0.1, 1.0], vec![], WINDOW, true);
        assert_eq!(point.bucket_counts, [1, 1, 1, 0, 1]);
        let powers = explicit(&durations(&[1_000_000_000]), Unit::Seconds, &[0.5, 1.0], vec![], WINDOW, true);
        assert_eq!(powers.bucket_counts, [0, 1, 0], "one second is not above one second");
    }
}
