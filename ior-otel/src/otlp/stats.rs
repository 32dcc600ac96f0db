//! The account of what was given to be exported: each item is exported, dropped for a reason, or waits.

use std::fmt;

/// What became of the spans, or data points, given to one destination.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Taken by the destination.
    pub exported: u64,
    /// Waiting.
    pub queued: u64,
    /// Gave way to newer ones: the queue was full.
    pub queue_full: u64,
    /// Refused one by one, in an answer that took the rest.
    pub rejected: u64,
    /// Refused with their whole request, for good.
    pub refused: u64,
    /// Larger than a request may be.
    pub too_large: u64,
    /// Still waiting when the program ended.
    pub shutdown: u64,
    /// Could not be written.
    pub unwritten: u64,
}

impl Account {
    /// All items, wherever they are.
    pub fn total(&self) -> u64 {
        self.exported + self.queued + self.dropped()
    }

    /// Items that will not arrive.
    pub fn dropped(&self) -> u64 {
        self.reasons().iter().map(|(_, count)| count).sum()
    }

    /// Why items will not arrive.
    pub fn reasons(&self) -> [(&'static str, u64); 6] {
        let Self { exported: _, queued: _, queue_full, rejected, refused, too_large, shutdown, unwritten } =
            *self;
        [
            ("queue full", queue_full),
            ("rejected", rejected),
            ("refused", refused),
            ("too large", too_large),
            ("undelivered at the end", shutdown),
            ("not written", unwritten),
        ]
    }
}

/// What a destination did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destination {
    /// Its URL or path.
    pub name: String,
    /// Spans.
    pub spans: Account,
    /// Data points of metrics. A newer snapshot replaces an older one, which is no loss.
    pub points: u64,
    /// Data points that were refused or too large, and deltas that gave way or did not arrive.
    pub points_lost: u64,
    /// Requests that were made.
    pub requests: u64,
    /// Requests that were repeated.
    pub retries: u64,
    /// Bytes sent, before compression.
    pub bytes: u64,
    /// Whether the last snapshot of metrics arrived.
    pub metrics_pending: bool,
    /// The last error.
    pub error: Option<String>,
}

/// What became of everything that was given to be exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatsSnapshot {
    /// Spans given.
    pub given: u64,
    /// Each destination that spans go to, and those that only metrics go to.
    pub destinations: Vec<Destination>,
    /// How many of the destinations, from the first on, take spans.
    pub with_spans: usize,
}

impl StatsSnapshot {
    /// How many of the spans given are accounted for; a destination that does not account for all shows here.
    pub fn spans_accounted(&self) -> u64 {
        let totals =
            self.destinations.iter().take(self.with_spans).map(|destination| destination.spans.total());
        totals.into_iter().find(|total| *total != self.given).unwrap_or(self.given)
    }

    /// Spans that did not reach some destination.
    pub fn spans_dropped(&self) -> u64 {
        self.destinations.iter().map(|destination| destination.spans.dropped()).sum()
    }
}

impl fmt::Display for StatsSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, destination) in self.destinations.iter().enumerate() {
            let Destination { name, spans, points, points_lost, metrics_pending, error, .. } = destination;
            write!(f, "  to {name}:")?;
            if at < self.with_spans {
                write!(f, " {} spans", spans.exported)?;
                let missing: Vec<_> = spans.reasons().into_iter().filter(|(_, count)| *count != 0).collect();
                if !missing.is_empty() {
                    let why: Vec<_> = missing.iter().map(|(why, count)| format!("{why} {count}")).collect();
                    write!(f, " delivered, {} not ({})", spans.dropped(), why.join(", "))?;
                }
                write!(f, ",")?;
            }
            write!(f, " {points} data points")?;
            if *points_lost != 0 {
                write!(f, " delivered, {points_lost} not")?;
            }
            if *metrics_pending {
                write!(f, ", the last metrics not delivered")?;
            }
            if let Some(error) = error {
                write!(f, "; last error: {error}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_that_loses_spans_shows() {
        let good = Destination {
            spans: Account { exported: 3, shutdown: 2, ..Account::default() },
            ..Destination::default()
        };
        let bad =
            Destination { spans: Account { exported: 4, ..Account::default() }, ..Destination::default() };
        let of = |destinations: Vec<Destination>| {
            StatsSnapshot { given: 5, with_spans: destinations.len(), destinations }.spans_accounted()
        };
        assert_eq!(of(vec![good.clone()]), 5);
        assert_eq!(of(vec![good, bad]), 4);
        assert_eq!(of(vec![]), 5);
    }
}
