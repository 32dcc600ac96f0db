//! Exemplars: for the slow calls of a series, the spans that show them (OpenTelemetry specification, metrics SDK). Of each bucket of a
//! histogram the last one is kept, of few buckets with the longest durations, from one snapshot to the next.

use std::collections::BTreeMap;

use foldhash::HashMap;
use ior_common::{
    histogram::{duration_units, position},
    record::ProcessId,
    series::NO_FAMILY,
};
use opentelemetry::trace::{SpanId, TraceId};
use opentelemetry_proto::tonic::{
    common::v1::KeyValue,
    metrics::v1::{Exemplar, exemplar::Value},
};

use super::{series::describe, totals::Counted};
use crate::{
    attributes::Attributes, config::metrics::MetricAttribute, probe::maps::SeriesId,
    table::sockaddr::family_name,
};

/// Most exemplars of a series.
const MAX: usize = 8;

/// A call that became a span.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its process.
    pub process: ProcessId,
    /// Its number, ABI and error.
    pub nr: u16,
    /// See [`Self::nr`].
    pub abi: u8,
    /// See [`Self::nr`].
    pub errno: u16,
    /// Its address family, as its span has it.
    pub family: Option<String>,
    /// Its span.
    pub trace: TraceId,
    /// See [`Self::trace`].
    pub span: SpanId,
    /// When it ended, Unix nanoseconds.
    pub time_unix_ns: u64,
    /// How long it took, nanoseconds.
    pub duration_ns: u64,
    /// Process and thread, as they see themselves.
    pub pid: u32,
    /// See [`Self::pid`].
    pub tid: u32,
}

/// What tells the series of a process apart, but for the address family.
type Key = (ProcessId, u16, u8, u16);

/// The calls that are kept.
#[derive(Debug, Default)]
pub struct Exemplars(HashMap<Key, BTreeMap<u8, Seen>>);

impl Exemplars {
    /// Keeps a call, if it is among the longest.
    pub fn offer(&mut self, seen: Seen) {
        let kept = self.0.entry((seen.process, seen.nr, seen.abi, seen.errno)).or_default();
        kept.insert(position(duration_units(seen.duration_ns)) as u8, seen);
        if kept.len() > MAX {
            kept.pop_first();
        }
    }

    /// Takes all of them.
    pub fn take(&mut self) -> Vec<Seen> {
        std::mem::take(&mut self.0).into_values().flat_map(BTreeMap::into_values).collect()
    }
}

/// By the attributes of their series, if that was counted.
pub fn by_attributes(
    seen: &[Seen],
    counted: &Counted,
    attributes: &[MetricAttribute],
) -> Vec<(Vec<KeyValue>, Exemplar)> {
    let series = |seen: &Seen| {
        let same =
            |series: &&SeriesId| (series.nr, series.abi, series.errno) == (seen.nr, seen.abi, seen.errno);
        let mut of_call = counted.durations.keys().filter(same);
        let of_family = |series: &&SeriesId| match &seen.family {
            Some(family) if series.family != NO_FAMILY => *family == family_name(series.family),
            _ => series.family == NO_FAMILY,
        };
        // A call on a socket has a family in its span, and none in its series, unless it is about an address.
        of_call.clone().find(of_family).or_else(|| of_call.find(|series| series.family == NO_FAMILY)).copied()
    };
    seen.iter()
        .filter_map(|seen| {
            Some((super::series::key_values(describe(&series(seen)?, attributes)), exemplar(seen)))
        })
        .collect()
}

fn exemplar(seen: &Seen) -> Exemplar {
    let mut attributes = Attributes::new();
    attributes.int("process.pid", seen.pid);
    attributes.int("thread.id", seen.tid);
    Exemplar {
        filtered_attributes: attributes.into_inner(),
        time_unix_nano: seen.time_unix_ns,
        span_id: seen.span.to_bytes().to_vec(),
        trace_id: seen.trace.to_bytes().to_vec(),
        value: Some(Value::AsDouble(seen.duration_ns as f64 / 1e9)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{metric::cell::Cell, probe::maps::Added};

    fn seen(nr: u16, duration_ns: u64, family: Option<&str>) -> Seen {
        Seen {
            process: 1,
            nr,
            abi: 0,
            errno: 0,
            family: family.map(str::to_owned),
            trace: TraceId::from_bytes([1; 16]),
            span: SpanId::from_bytes([2; 8]),
            time_unix_ns: 3,
            duration_ns,
            pid: 4,
            tid: 5,
        }
    }

    #[test]
    fn the_longest_are_kept_one_of_each_bucket() {
        let mut exemplars = Exemplars::default();
        (0..20).for_each(|power| exemplars.offer(seen(0, 1 << power, None)));
        exemplars.offer(seen(0, (1 << 19) + 1, None));
        let mut kept: Vec<u64> = exemplars.take().iter().map(|seen| seen.duration_ns).collect();
        kept.sort_unstable();
        let expected: Vec<u64> = (12..19).map(|power| 1 << power).chain([(1 << 19) + 1]).collect();
        assert_eq!(kept, expected);
        assert!(exemplars.take().is_empty());
    }

    #[test]
    fn each_goes_to_its_series() {
        let mut counted = Counted::default();
        let series = |nr, family| SeriesId { nr, abi: 0, errno: 0, family, less: false };
        let mut cell = Cell::default();
        cell.add(&Added { sum: 1, max: 1, buckets: vec![(4, 1)] });
        for id in [series(0, NO_FAMILY), series(42, 2), series(42, NO_FAMILY)] {
            counted.durations.insert(id, cell.clone());
        }
        let names = [MetricAttribute::SockaddrFamily];
        let of = |seen: Seen| {
            by_attributes(&[seen], &counted, &names).into_iter().map(|(key, _)| key.len()).next()
        };
        assert_eq!(of(seen(42, 5, Some("AF_INET"))), Some(1), "about an address");
        assert_eq!(of(seen(42, 5, Some("AF_UNIX"))), Some(0), "of another");
        assert_eq!(of(seen(0, 5, Some("AF_INET"))), Some(0), "a read of a socket");
        assert_eq!(of(seen(7, 5, None)), None, "not counted");
    }
}
