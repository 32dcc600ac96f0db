//! The kernel's series become a metric's: by the attributes that were chosen, with a bound on how many.

use std::collections::BTreeMap;

use ior_common::series::NO_FAMILY;
use opentelemetry_proto::tonic::common::v1::KeyValue;

use super::cell::Cell;
use crate::{
    attributes::Attributes,
    config::metrics::MetricAttribute,
    probe::maps::SeriesId,
    table::{
        Syscall,
        errno::errno_name,
        family::Family,
        number::{by_abi, display_name},
        sockaddr::family_name,
    },
};

/// Series of a metric in a resource. More are added up to one with `otel.metric.overflow` (OpenTelemetry specification,
/// metrics SDK, cardinality limits).
pub const MAX_SERIES: usize = 2_000;

/// The row of a series; nothing for numbers that are in no table of this ABI.
pub fn syscall_of(series: &SeriesId) -> Option<&'static Syscall> {
    by_abi(u32::from(series.nr), series.abi)
}

/// Cells of the same attributes are added up.
pub fn by_attributes<'a>(
    cells: impl Iterator<Item = (&'a SeriesId, &'a Cell)>,
    attributes: impl Fn(&SeriesId) -> Vec<(&'static str, String)>,
) -> Vec<(Vec<KeyValue>, Cell)> {
    let mut series: BTreeMap<Vec<(&'static str, String)>, Cell> = BTreeMap::new();
    let mut overflow: Option<Cell> = None;
    for (id, cell) in cells {
        let key = attributes(id);
        let full = series.len() >= MAX_SERIES && !series.contains_key(&key);
        let into = if full { overflow.get_or_insert_default() } else { series.entry(key).or_default() };
        into.merge(cell);
    }
    let overflow = overflow.map(|cell| (overflow_attribute(), cell));
    series.into_iter().map(|(key, cell)| (key_values(key), cell)).chain(overflow).collect()
}

/// The attribute of what was added up for want of room.
pub fn overflow_attribute() -> Vec<KeyValue> {
    let mut attributes = Attributes::new();
    attributes.bool("otel.metric.overflow", true);
    attributes.into_inner()
}

/// The chosen attributes of a series.
pub fn describe<'a>(
    series: &SeriesId,
    chosen: impl IntoIterator<Item = &'a MetricAttribute>,
) -> Vec<(&'static str, String)> {
    let syscall = syscall_of(series);
    let value = |attribute: MetricAttribute| match attribute {
        MetricAttribute::SyscallName => {
            Some(display_name(syscall, u32::from(series.nr), series.abi).into_owned())
        }
        MetricAttribute::SyscallFamily => {
            Some(syscall.map_or(Family::Other, |syscall| syscall.family).name().to_owned())
        }
        MetricAttribute::SyscallKind => Some(syscall?.kind.name().to_owned()),
        MetricAttribute::SyscallErrno => (series.errno != 0).then(|| errno_name(series.errno).into_owned()),
        MetricAttribute::ErrorType => fails(series).then(|| errno_name(series.errno).into_owned()),
        MetricAttribute::SockaddrFamily => {
            (series.family != NO_FAMILY).then(|| family_name(series.family).into_owned())
        }
    };
    chosen.into_iter().filter_map(|attribute| Some((attribute.name(), value(*attribute)?))).collect()
}

/// Whether the calls of the series failed.
pub fn fails(series: &SeriesId) -> bool {
    match syscall_of(series) {
        Some(syscall) => syscall.fails_with(series.errno),
        None => ior_common::errno::is_failure(series.errno, false),
    }
}

pub(super) fn key_values(pairs: Vec<(&'static str, String)>) -> Vec<KeyValue> {
    let mut attributes = Attributes::new();
    for (key, value) in pairs {
        attributes.string(key, value);
    }
    attributes.into_inner()
}
