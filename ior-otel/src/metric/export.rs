//! Totals become OTLP metrics, one resource per process.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::{
    common::v1::{InstrumentationScope, KeyValue},
    metrics::v1::{
        AggregationTemporality, Exemplar, ExponentialHistogram, Histogram, Metric, ResourceMetrics,
        ScopeMetrics, Sum, metric::Data,
    },
    resource::v1::Resource,
};

use super::{
    cell::Cell,
    exemplars::{self, Seen},
    point::{self, Unit, Window},
    series::{by_attributes, describe, overflow_attribute, syscall_of},
    totals::{Counted, Overflow},
};
use crate::{
    config::metrics::{Histogram as Shape, MetricAttribute, Metrics, Temporality},
    probe::maps::SeriesId,
    table::{
        number::display_name,
        quantity::{Quantity, quantity},
    },
};

/// The metrics of one resource.
pub fn resource_metrics(resource: Resource, metrics: Vec<Metric>) -> ResourceMetrics {
    let scope_metrics = ScopeMetrics { scope: Some(scope()), metrics, ..ScopeMetrics::default() };
    ResourceMetrics {
        resource: Some(resource),
        scope_metrics: vec![scope_metrics],
        ..ResourceMetrics::default()
    }
}

/// Two lists of metrics as one: the points of metrics of the same name are put together.
pub fn joined(mut metrics: Vec<Metric>, others: Vec<Metric>) -> Vec<Metric> {
    for other in others {
        let same = metrics.iter_mut().find(|metric| metric.name == other.name);
        match same.and_then(|metric| metric.data.as_mut()).zip(other.data.clone()) {
            Some((Data::ExponentialHistogram(into), Data::ExponentialHistogram(from))) => {
                into.data_points.extend(from.data_points);
            }
            Some((Data::Histogram(into), Data::Histogram(from))) => into.data_points.extend(from.data_points),
            Some((Data::Sum(into), Data::Sum(from))) => into.data_points.extend(from.data_points),
            _ => metrics.push(other),
        }
    }
    metrics
}

/// Who made it.
pub fn scope() -> InstrumentationScope {
    InstrumentationScope {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..InstrumentationScope::default()
    }
}

/// Makes metrics of counts.
pub struct Maker<'a> {
    /// How.
    pub options: &'a Metrics,
    /// The time that they cover.
    pub window: Window,
    /// When the process began, Unix nanoseconds: the start of what is cumulative whatever the rest is.
    pub begin: u64,
}

impl Maker<'_> {
    /// The metrics of a process; none if nothing was counted.
    pub fn metrics(
        &self,
        counted: &Counted,
        active: &BTreeMap<String, u64>,
        exemplars: &[Seen],
    ) -> Vec<Metric> {
        let durations =
            by_attributes(counted.durations.iter(), |series| describe(series, &self.options.attributes));
        let mut metrics = vec![self.histogram(
            "syscall.duration",
            "How long system calls took.",
            "s",
            Unit::Seconds,
            durations,
        )];
        let chosen: Vec<_> = self.options.attributes.iter().copied().collect();
        for (attributes, exemplar) in exemplars::by_attributes(exemplars, counted, &chosen) {
            attach(&mut metrics[0], &attributes, exemplar);
        }
        metrics.extend(self.quantities(counted));
        let active = active.iter().map(|(name, count)| {
            let mut attributes = crate::attributes::Attributes::new();
            attributes.string("syscall.name", name);
            (attributes.into_inner(), *count)
        });
        metrics.push(self.up_down("syscall.active", "System calls in flight.", "{call}", active.collect()));
        metrics.retain(|metric| !is_empty(metric));
        metrics
    }

    /// The metrics of what was counted without knowing of what.
    pub fn overflow(&self, overflow: &Overflow) -> Vec<Metric> {
        let durations = vec![(overflow_attribute(), overflow.durations.clone())];
        let sizes = vec![(overflow_attribute(), overflow.sizes.clone())];
        [
            self.histogram("syscall.duration", "How long system calls took.", "s", Unit::Seconds, durations),
            self.histogram(
                "syscall.quantity",
                "Quantities whose call is not known.",
                "1",
                Unit::Plain,
                sizes,
            ),
        ]
        .into_iter()
        .filter(|metric| !is_empty(metric))
        .collect()
    }

    fn quantities(&self, counted: &Counted) -> Vec<Metric> {
        let of = |wanted: fn(Quantity) -> bool| {
            counted.sizes.iter().filter(move |(series, _)| {
                syscall_of(series).is_some_and(|syscall| wanted(quantity(syscall)))
            })
        };
        let is_memory = |quantity| matches!(quantity, Quantity::Memory(_) | Quantity::Break);
        let named = |series: &SeriesId| describe(series, &[MetricAttribute::SyscallName]);
        let io =
            |series: &SeriesId| [named(series), vec![("syscall.io.direction", operation(series))]].concat();
        let io_family = |series: &SeriesId| {
            let names = [MetricAttribute::SyscallName, MetricAttribute::SyscallFamily];
            [describe(series, &names), vec![("syscall.io.direction", operation(series))]].concat()
        };
        let memory = |series: &SeriesId| {
            [named(series), vec![("syscall.memory.operation", operation(series))]].concat()
        };
        vec![
            self.sum(
                "syscall.io",
                "Bytes that system calls moved.",
                by_attributes(of(Quantity::is_io), io_family),
            ),
            self.histogram(
                "syscall.io.size",
                "Bytes that a system call moved.",
                "By",
                Unit::Plain,
                by_attributes(of(Quantity::is_io), io),
            ),
            self.sum(
                "syscall.memory.size",
                "Address space that system calls worked on.",
                by_attributes(of(is_memory), memory),
            ),
            self.histogram(
                "syscall.ready",
                "Descriptors or events that were ready.",
                "{event}",
                Unit::Plain,
                by_attributes(of(|quantity| quantity == Quantity::Ready), named),
            ),
        ]
    }

    fn histogram(
        &self,
        name: &str,
        description: &str,
        unit: &str,
        of: Unit,
        cells: Vec<(Vec<KeyValue>, Cell)>,
    ) -> Metric {
        let aggregation_temporality = self.temporality().into();
        // A maximum since the beginning says nothing of the last interval.
        let max = self.options.temporality == Temporality::Cumulative;
        let cells = cells.into_iter().filter(|(_, cell)| !cell.buckets.is_empty());
        // The configured bounds are seconds.
        let bounds: &[f64] = if of == Unit::Seconds { &self.options.boundaries } else { &SIZE_BOUNDS };
        let data = match self.options.histogram {
            Shape::Exponential => Data::ExponentialHistogram(ExponentialHistogram {
                data_points: cells
                    .map(|(attributes, cell)| point::exponential(&cell, of, attributes, self.window, max))
                    .collect(),
                aggregation_temporality,
            }),
            Shape::Explicit => Data::Histogram(Histogram {
                data_points: cells
                    .map(|(attributes, cell)| {
                        point::explicit(&cell, of, bounds, attributes, self.window, max)
                    })
                    .collect(),
                aggregation_temporality,
            }),
        };
        metric(name, description, unit, data)
    }

    fn sum(&self, name: &str, description: &str, cells: Vec<(Vec<KeyValue>, Cell)>) -> Metric {
        let points =
            cells.into_iter().map(|(attributes, cell)| point::number(cell.sum, attributes, self.window));
        let data = Sum {
            data_points: points.collect(),
            aggregation_temporality: self.temporality().into(),
            is_monotonic: true,
        };
        metric(name, description, "By", Data::Sum(data))
    }

    /// An up-down counter: it always says how many there are, whatever the temporality of the rest.
    fn up_down(
        &self,
        name: &str,
        description: &str,
        unit: &str,
        values: Vec<(Vec<KeyValue>, u64)>,
    ) -> Metric {
        let window = Window { start: self.begin.min(self.window.end), end: self.window.end };
        let points = values.into_iter().map(|(attributes, value)| point::number(value, attributes, window));
        let data = Sum {
            data_points: points.collect(),
            aggregation_temporality: AggregationTemporality::Cumulative.into(),
            is_monotonic: false,
        };
        metric(name, description, unit, Data::Sum(data))
    }

    fn temporality(&self) -> AggregationTemporality {
        match self.options.temporality {
            Temporality::Cumulative => AggregationTemporality::Cumulative,
            Temporality::Delta => AggregationTemporality::Delta,
        }
    }
}

/// Explicit bounds of sizes and counts, where durations have explicit ones.
const SIZE_BOUNDS: [f64; 12] = [
    0.0,
    1.0,
    16.0,
    128.0,
    1024.0,
    4096.0,
    16_384.0,
    65_536.0,
    262_144.0,
    1_048_576.0,
    16_777_216.0,
    268_435_456.0,
];

/// Direction of input and output, or operation on the address space.
fn operation(series: &SeriesId) -> String {
    syscall_of(series).map_or("", |syscall| quantity(syscall).operation(series.less)).to_owned()
}

/// The name by which a call in flight is counted.
pub fn active_name(series: &SeriesId) -> String {
    display_name(syscall_of(series), u32::from(series.nr), series.abi).into_owned()
}

/// Adds an exemplar to the point with these attributes; one that was put together with others for want of room has none.
fn attach(metric: &mut Metric, attributes: &[KeyValue], exemplar: Exemplar) {
    let exemplars = match &mut metric.data {
        Some(Data::ExponentialHistogram(data)) => {
            let mut points = data.data_points.iter_mut();
            points.find(|point| point.attributes == attributes).map(|point| &mut point.exemplars)
        }
        Some(Data::Histogram(data)) => {
            let mut points = data.data_points.iter_mut();
            points.find(|point| point.attributes == attributes).map(|point| &mut point.exemplars)
        }
        _ => None,
    };
    if let Some(exemplars) = exemplars {
        exemplars.push(exemplar);
    }
}

fn metric(name: &str, description: &str, unit: &str, data: Data) -> Metric {
    Metric {
        name: name.to_owned(),
        description: description.to_owned(),
        unit: unit.to_owned(),
        data: Some(data),
        ..Metric::default()
    }
}

fn is_empty(metric: &Metric) -> bool {
    match &metric.data {
        Some(Data::ExponentialHistogram(data)) => data.data_points.is_empty(),
        Some(Data::Histogram(data)) => data.data_points.is_empty(),
        Some(Data::Sum(data)) => data.data_points.is_empty(),
        Some(Data::Gauge(_) | Data::Summary(_)) | None => true,
    }
}
