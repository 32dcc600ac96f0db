//! `metrics:`, what becomes of the counts.

use std::{collections::BTreeSet, fmt, time::Duration};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeSeed, Error, SeqAccess, Visitor},
};

use super::scalar::{self, HumanDuration, duration};

/// What becomes of the counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// Time from one export to the next; [`MIN_INTERVAL`] or more.
    #[serde(serialize_with = "duration::serialize", deserialize_with = "interval")]
    pub interval: Duration,
    /// How durations and sizes are exported.
    pub histogram: Histogram,
    /// Upper bounds of the buckets of explicit histograms of durations, seconds, ascending.
    #[serde(deserialize_with = "boundaries")]
    pub boundaries: Vec<f64>,
    /// Whether a data point counts from the start or from the last one.
    pub temporality: Temporality,
    /// By what the counts are told apart.
    pub attributes: BTreeSet<MetricAttribute>,
    /// Whose counts they are.
    pub per: Per,
    /// Whether durations name spans of calls that are among them.
    pub exemplars: bool,
}

/// Shortest [`Metrics::interval`]: each export walks all series.
pub const MIN_INTERVAL: Duration = Duration::from_millis(100);

impl Default for Metrics {
    fn default() -> Self {
        use MetricAttribute::{ErrorType, SockaddrFamily, SyscallFamily, SyscallName};
        Self {
            interval: Duration::from_secs(10),
            histogram: Histogram::Exponential,
            boundaries: vec![
                0.000_001, 0.000_01, 0.000_1, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0,
                2.5, 5.0, 10.0,
            ],
            temporality: Temporality::Cumulative,
            attributes: [SyscallName, SyscallFamily, ErrorType, SockaddrFamily].into(),
            per: Per::Process,
            exemplars: true,
        }
    }
}

/// How durations and sizes are exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Histogram {
    /// Base-2 exponential, as counted.
    Exponential,
    /// With [`Metrics::boundaries`].
    Explicit,
}

/// Whether a data point counts from the start or from the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Temporality {
    /// From the start.
    Cumulative,
    /// From the last one.
    Delta,
}

/// Whose counts they are: what a metric's resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Each process its own.
    Process,
    /// The processes of a container together; those outside of one count as the host's.
    Container,
    /// All processes together.
    Host,
}

/// An attribute that tells counts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MetricAttribute {
    /// Name of the syscall.
    #[serde(rename = "syscall.name")]
    SyscallName,
    /// Its family.
    #[serde(rename = "syscall.family")]
    SyscallFamily,
    /// Its kind.
    #[serde(rename = "syscall.kind")]
    SyscallKind,
    /// Name of the error of a call that failed.
    #[serde(rename = "error.type")]
    ErrorType,
    /// Name of the errno that a call returned, failure or not (`EAGAIN`).
    #[serde(rename = "syscall.errno")]
    SyscallErrno,
    /// Address family, where the call has one.
    #[serde(rename = "sockaddr.family")]
    SockaddrFamily,
}

impl MetricAttribute {
    /// Its name in telemetry.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SyscallName => "syscall.name",
            Self::SyscallFamily => "syscall.family",
            Self::SyscallKind => "syscall.kind",
            Self::ErrorType => "error.type",
            Self::SyscallErrno => "syscall.errno",
            Self::SockaddrFamily => "sockaddr.family",
        }
    }
}

fn interval<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    scalar::parse(deserializer, "a duration such as 10s", |text| {
        let interval = text.parse::<HumanDuration>()?;
        if interval.0 < MIN_INTERVAL {
            return Err(format!("{text:?} is too short; {} or more", HumanDuration(MIN_INTERVAL)));
        }
        Ok(interval.0)
    })
}

/// Each bound is checked as it is read, so that an error has its line.
fn boundaries<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    /// A bound above the one before, or above 0.
    struct Above(f64);
    impl<'de> DeserializeSeed<'de> for Above {
        type Value = f64;
        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<f64, D::Error> {
            scalar::parse(deserializer, "a number of seconds", |text| {
                let bound = text.parse::<f64>().ok().filter(|bound| bound.is_finite());
                let bound = bound.ok_or_else(|| format!("{text:?} is not a number of seconds"))?;
                if bound <= self.0 {
                    return Err(format!("{text:?} is not above {}", self.0));
                }
                Ok(bound)
            })
        }
    }

    struct Ascending;
    impl<'de> Visitor<'de> for Ascending {
        type Value = Vec<f64>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of seconds such as [0.001, 0.01, 0.1]")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<f64>, A::Error> {
            let mut bounds = Vec::new();
            while let Some(bound) = seq.next_element_seed(Above(bounds.last().copied().unwrap_or(0.0)))? {
                bounds.push(bound);
            }
            if bounds.is_empty() { Err(A::Error::custom("needs at least one boundary")) } else { Ok(bounds) }
        }
    }
    deserializer.deserialize_seq(Ascending)
}
