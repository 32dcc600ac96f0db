//! Hands spans and metrics to all destinations: servers, a file, standard output. Never blocks its caller on the network.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use opentelemetry_proto::tonic::metrics::v1::ResourceMetrics;
use thiserror::Error;
use tokio::runtime::{Builder, Handle, Runtime};

use super::{
    file::Lines,
    sender::{Lane, SignalKind},
    settings::{Endpoint, Settings},
    spans::SpanBatch,
    stats::StatsSnapshot,
};
use crate::{config::metrics::Temporality, privilege};

/// How often the end looks whether it is done.
const LOOK: Duration = Duration::from_millis(20);

/// The settings of a destination can't be used: a certificate that can't be read, for one.
#[derive(Debug, Error)]
#[error("{0:#}")]
pub struct NotExportable(anyhow::Error);

/// All destinations.
pub struct Exporter {
    /// There until it is dropped.
    runtime: Option<Runtime>,
    traces: Option<Arc<Lane>>,
    metrics: Option<Arc<Lane>>,
    lines: Mutex<Written>,
}

/// Destinations that are written at once.
struct Written {
    lines: Vec<Sink>,
    given: u64,
    sequence: u64,
}

struct Sink {
    lines: Lines,
    takes_spans: bool,
    takes_metrics: bool,
}

impl Exporter {
    /// Opens files, and starts the tasks that send.
    ///
    /// # Errors
    /// [`NotExportable`] if a connection can't be set up; a server that is down is no error.
    pub fn start(settings: &Settings, temporality: Temporality) -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("ior-otel-export")
            .on_thread_start(privilege::renounce)
            .enable_all()
            .build()
            .context("cannot start the export's threads")?;
        let lane = |signal, endpoint: &Option<Endpoint>| {
            let lane = endpoint.clone().map(|mut endpoint| {
                if let (SignalKind::Traces, Some(limit)) = (signal, settings.batch.timeout) {
                    endpoint.timeout = endpoint.timeout.min(limit);
                }
                Lane::new(endpoint, signal, settings.batch.clone(), settings.queue_bytes, temporality)
            });
            if let Some(lane) = &lane {
                // Connections want to know their runtime when they are made.
                let _entered = runtime.enter();
                runtime.spawn(lane.task().map_err(NotExportable)?);
            }
            anyhow::Ok(lane)
        };
        Ok(Self {
            traces: lane(SignalKind::Traces, &settings.traces.endpoint)?,
            metrics: lane(SignalKind::Metrics, &settings.metrics.endpoint)?,
            lines: Mutex::new(Written { lines: sinks(settings), given: 0, sequence: 0 }),
            runtime: Some(runtime),
        })
    }

    /// Where its tasks run, as long as it is not dropped.
    pub fn runtime(&self) -> Option<&Handle> {
        self.runtime.as_ref().map(Runtime::handle)
    }

    /// Exports spans.
    pub fn spans(&self, spans: Vec<SpanBatch>) {
        let mut written = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        written.given += spans.iter().map(|batch| batch.spans.count()).sum::<u64>();
        for sink in written.lines.iter_mut().filter(|sink| sink.takes_spans) {
            sink.lines.spans(&spans);
        }
        drop(written);
        if let Some(lane) = &self.traces {
            lane.spans(spans);
        }
    }

    /// Exports a snapshot of metrics; numbers of snapshots rise.
    pub fn metrics(&self, sequence: u64, metrics: &[ResourceMetrics]) {
        let mut written = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        for sink in written.lines.iter_mut().filter(|sink| sink.takes_metrics) {
            sink.lines.metrics(metrics);
        }
        written.sequence = sequence;
        drop(written);
        if let Some(lane) = &self.metrics {
            lane.metrics(sequence, metrics);
        }
    }

    /// Number of the last snapshot that arrived everywhere. What can't be written is counted, and not written again.
    pub fn acknowledged_metrics(&self) -> u64 {
        let written = self.lines.lock().unwrap_or_else(PoisonError::into_inner).sequence;
        self.metrics.as_ref().map_or(written, |lane| lane.acknowledged())
    }

    /// The account as it stands.
    pub fn stats(&self) -> StatsSnapshot {
        let lanes = [&self.traces, &self.metrics].map(|lane| lane.as_ref().map(|lane| lane.account()));
        self.snapshot(lanes)
    }

    /// Sends what waits: until `deadline` has passed, a server turns out not to be there, or `give_up` says so. Nothing is sent any more
    /// after that.
    pub fn finish(&self, deadline: Duration, give_up: &dyn Fn() -> bool) -> StatsSnapshot {
        let lanes: Vec<_> = [&self.traces, &self.metrics].into_iter().flatten().collect();
        lanes.iter().for_each(|lane| lane.close());
        let until = Instant::now() + deadline;
        while !lanes.iter().all(|lane| lane.is_done()) && Instant::now() < until && !give_up() {
            thread::sleep(LOOK);
        }
        let accounts = [&self.traces, &self.metrics].map(|lane| lane.as_ref().map(|lane| lane.abandon()));
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .lines
            .iter_mut()
            .for_each(|sink| sink.lines.flush());
        self.snapshot(accounts)
    }

    fn snapshot(&self, lanes: [Option<super::stats::Destination>; 2]) -> StatsSnapshot {
        let written = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let [traces, metrics] = lanes;
        let (with, without): (Vec<_>, Vec<_>) = written.lines.iter().partition(|sink| sink.takes_spans);
        let mut destinations: Vec<_> =
            with.into_iter().map(|sink| sink.lines.account()).chain(traces).collect();
        let with_spans = destinations.len();
        for other in without.into_iter().map(|sink| sink.lines.account()).chain(metrics) {
            // Spans and metrics for the same server are one destination to a person.
            match destinations.iter_mut().find(|destination| destination.name == other.name) {
                Some(same) => {
                    same.points += other.points;
                    same.points_lost += other.points_lost;
                    same.requests += other.requests;
                    same.retries += other.retries;
                    same.bytes += other.bytes;
                    same.metrics_pending |= other.metrics_pending;
                    same.error = same.error.take().or(other.error);
                }
                None => destinations.push(other),
            }
        }
        StatsSnapshot { given: written.given, destinations, with_spans }
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        // Not waiting for a request that is under way.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A file that can't be opened does not stop the command from running: it is said, and the rest is exported.
fn sinks(settings: &Settings) -> Vec<Sink> {
    let mut sinks = Vec::new();
    if let Some(path) = &settings.file {
        match Lines::to_file(path) {
            Ok(lines) => sinks.push(Sink { lines, takes_spans: true, takes_metrics: true }),
            Err(error) => tracing::error!("{error:#}; going on without it"),
        }
    }
    if settings.traces.console || settings.metrics.console {
        sinks.push(Sink {
            lines: Lines::to_stdout(),
            takes_spans: settings.traces.console,
            takes_metrics: settings.metrics.console,
        });
    }
    sinks
}
