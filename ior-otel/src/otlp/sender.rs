//! Sends what waits to a server: one task for spans, one for metrics, each with its own connection, so that neither holds up the
//! other. The producer encodes, and never waits for the network.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest, metrics::v1::ResourceMetrics,
};
use prost::bytes::Bytes;
use tokio::sync::Notify;

use super::{
    encode::{Encoded, MAX_BYTES, Requests, Telemetry as _, requests, requests_of},
    grpc, http,
    queue::Queue,
    retry::{Outcome, pause},
    settings::{Batch, Endpoint},
    spans::{self, SpanBatch},
    stats::Destination,
};
use crate::{
    config::{export::Protocol, metrics::Temporality},
    printable::short,
};

/// Who we are to a server (OTLP exporter specification, "User Agent").
pub const USER_AGENT: &str = concat!("ior-otel/", env!("CARGO_PKG_VERSION"));
/// At the end, how long a server that can't be reached is tried.
const UNREACHABLE_AT_END: Duration = Duration::from_secs(2);
/// At the end, the longest pause between tries.
const PAUSE_AT_END: Duration = Duration::from_millis(500);

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalKind {
    /// Spans.
    Traces,
    /// Metrics.
    Metrics,
}

/// What an answer says was not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partial {
    /// Spans, or data points.
    pub rejected: u64,
    /// Why.
    pub message: String,
}

/// Reads a file of certificates or keys.
pub fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Reads a file of certificates, and makes sure that there is one in it: a list of none would trust nobody.
pub fn certificates_of(file: &Path) -> Result<Vec<u8>> {
    let pem = read(file)?;
    let begin = b"-----BEGIN CERTIFICATE-----";
    ensure!(pem.windows(begin.len()).any(|text| text == begin), "{} holds no certificate", file.display());
    Ok(pem)
}

/// An error with all that is below it, which some libraries hide ("transport error").
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        text = format!("{text}: {error}");
        below = error.source();
    }
    text
}

/// A connection to a server.
pub(super) enum Client {
    Grpc(Box<grpc::Client>),
    Http(http::Client),
}

impl Client {
    pub(super) fn new(endpoint: &Endpoint, signal: SignalKind) -> Result<Self> {
        Ok(match endpoint.protocol {
            Protocol::Grpc => Self::Grpc(Box::new(grpc::Client::new(endpoint, signal)?)),
            Protocol::HttpProtobuf | Protocol::HttpJson => Self::Http(http::Client::new(endpoint, signal)?),
        })
    }

    pub(super) async fn send(&mut self, body: Bytes) -> Outcome {
        match self {
            Self::Grpc(client) => client.send(body).await,
            Self::Http(client) => client.send(body).await,
        }
    }
}

/// What the producer and the sending task share.
pub struct Lane {
    endpoint: Endpoint,
    signal: SignalKind,
    temporality: Temporality,
    batch: Batch,
    state: Mutex<State>,
    wake: Notify,
}

struct State {
    /// Spans that are not encoded yet.
    pending: Vec<SpanBatch>,
    pending_spans: u64,
    pending_since: Instant,
    queue: Queue,
    /// The newest snapshot of metrics, and its number, where they are cumulative; what is delta is queued, as spans are.
    snapshot: Option<(u64, Vec<Encoded>)>,
    acknowledged: u64,
    in_flight: u64,
    account: Destination,
    is_down: bool,
    /// Tries since something was answered. A newer snapshot of metrics does not get a server that is down asked more often.
    attempts: u32,
    closing: Option<Instant>,
    /// Given up, or done: what happens from now on is not counted.
    closed: bool,
}

impl Lane {
    /// A lane to a server.
    pub fn new(
        endpoint: Endpoint,
        signal: SignalKind,
        batch: Batch,
        queue_bytes: u64,
        temporality: Temporality,
    ) -> Arc<Self> {
        // Spans and metrics for one server are one destination.
        let shown = endpoint.shown();
        let name = shown.trim_end_matches("/v1/traces").trim_end_matches("/v1/metrics").to_owned();
        Arc::new(Self {
            endpoint,
            signal,
            temporality,
            state: Mutex::new(State {
                pending: Vec::new(),
                pending_spans: 0,
                pending_since: Instant::now(),
                queue: Queue::new(queue_bytes, batch.max_queue_spans.map(|spans| spans as u64)),
                snapshot: None,
                acknowledged: 0,
                in_flight: 0,
                account: Destination { name, ..Destination::default() },
                is_down: false,
                attempts: 0,
                closing: None,
                closed: false,
            }),
            batch,
            wake: Notify::new(),
        })
    }

    /// Gives spans to be sent.
    pub fn spans(&self, spans: Vec<SpanBatch>) {
        let mut state = self.lock();
        if state.pending.is_empty() {
            state.pending_since = Instant::now();
            self.wake.notify_one();
        }
        state.pending_spans += spans.iter().map(|batch| batch.spans.count()).sum::<u64>();
        state.pending.extend(spans);
        if state.pending_spans >= self.batch.max_spans as u64 {
            state.seal(self.endpoint.protocol, self.batch.max_spans);
            self.wake.notify_one();
        }
    }

    /// Gives a snapshot of metrics to be sent. Of cumulative ones it takes the place of an older one that was not sent yet; deltas are
    /// queued, and ours from then on.
    pub fn metrics(&self, sequence: u64, metrics: &[ResourceMetrics]) {
        let encoded = requests_of(metrics, self.endpoint.protocol, MAX_BYTES);
        let mut state = self.lock();
        state.account.points_lost += encoded.too_large;
        match self.temporality {
            Temporality::Cumulative => state.snapshot = Some((sequence, encoded.requests)),
            Temporality::Delta => {
                for request in encoded.requests {
                    state.account.points_lost += state.queue.push(request);
                }
                state.acknowledged = sequence;
            }
        }
        drop(state);
        self.wake.notify_one();
    }

    /// Number of the last snapshot that arrived.
    pub fn acknowledged(&self) -> u64 {
        self.lock().acknowledged
    }

    /// The account as it stands.
    pub fn account(&self) -> Destination {
        let state = self.lock();
        let mut account = state.account.clone();
        match self.signal {
            SignalKind::Traces => account.spans.queued = state.waiting(),
            SignalKind::Metrics => {
                account.metrics_pending = state.snapshot.is_some() || state.waiting() != 0;
            }
        }
        account
    }

    /// Nothing more will be given; what waits is to be sent soon.
    pub fn close(&self) {
        self.lock().closing = Some(Instant::now());
        self.wake.notify_one();
    }

    /// Whether everything was sent, or given up.
    pub fn is_done(&self) -> bool {
        let state = self.lock();
        state.closed || (state.waiting() == 0 && state.snapshot.is_none() && state.closing.is_some())
    }

    /// Gives up what still waits, and returns the final account.
    pub fn abandon(&self) -> Destination {
        {
            let mut state = self.lock();
            state.closed = true;
            let waiting = state.waiting();
            match self.signal {
                SignalKind::Traces => state.account.spans.shutdown += waiting,
                SignalKind::Metrics => {
                    state.account.points_lost += waiting;
                    state.account.metrics_pending = state.snapshot.is_some() || waiting != 0;
                }
            }
            state.account.spans.queued = 0;
        }
        self.lock().account.clone()
    }

    /// The task that sends, until the lane is closed and empty.
    ///
    /// # Errors
    /// If the connection can't be set up at all.
    pub fn task(self: &Arc<Self>) -> Result<impl Future<Output = ()> + Send + 'static> {
        let mut client = Client::new(&self.endpoint, self.signal)?;
        let lane = Arc::clone(self);
        Ok(async move {
            while let Some(work) = lane.next().await {
                match work {
                    Work::Queued(request) => lane.deliver_queued(&mut client, request).await,
                    Work::Metrics(sequence, requests) => {
                        lane.deliver_metrics(&mut client, sequence, requests).await;
                    }
                }
            }
        })
    }

    async fn next(&self) -> Option<Work> {
        loop {
            let delay = {
                let mut state = self.lock();
                if state.closed {
                    return None;
                }
                let due = state.pending_since.elapsed() >= self.batch.delay || state.closing.is_some();
                if due && !state.pending.is_empty() {
                    state.seal(self.endpoint.protocol, self.batch.max_spans);
                }
                if let Some(request) = state.queue.pop() {
                    state.in_flight = request.items;
                    return Some(Work::Queued(request));
                }
                if let Some((sequence, requests)) = &state.snapshot {
                    return Some(Work::Metrics(*sequence, requests.clone()));
                }
                if state.closing.is_some() {
                    return None;
                }
                (!state.pending.is_empty()).then(|| {
                    let left = self.batch.delay.saturating_sub(state.pending_since.elapsed());
                    left.max(Duration::from_millis(1))
                })
            };
            match delay {
                Some(delay) => drop(tokio::time::timeout(delay, self.wake.notified()).await),
                None => self.wake.notified().await,
            }
        }
    }

    async fn deliver_queued(&self, client: &mut Client, request: Encoded) {
        let outcome = self.deliver(client, &request, || false).await;
        let mut state = self.lock();
        if state.closed {
            return;
        }
        state.in_flight = 0;
        let (rejected, refused) = match outcome {
            Some(Outcome::Delivered { rejected, .. }) => (rejected.min(request.items), 0),
            Some(Outcome::Refused { .. }) => (0, request.items),
            // Given up, which only the end does: the account is closed by then.
            Some(Outcome::Retry { .. }) | None => return,
        };
        let delivered = request.items - rejected - refused;
        match self.signal {
            SignalKind::Traces => {
                state.account.spans.exported += delivered;
                state.account.spans.rejected += rejected;
                state.account.spans.refused += refused;
            }
            SignalKind::Metrics => {
                state.account.points += delivered;
                state.account.points_lost += rejected + refused;
            }
        }
    }

    async fn deliver_metrics(&self, client: &mut Client, sequence: u64, requests: Vec<Encoded>) {
        let is_old = || self.lock().snapshot.as_ref().is_none_or(|(newest, _)| *newest != sequence);
        for request in requests {
            match self.deliver(client, &request, is_old).await {
                Some(Outcome::Delivered { rejected, .. }) => {
                    let rejected = rejected.min(request.items);
                    let mut state = self.lock();
                    state.account.points += request.items - rejected;
                    state.account.points_lost += rejected;
                }
                // Refused for good: the next snapshot will fare no better, but this one is over.
                Some(Outcome::Refused { .. }) => self.lock().account.points_lost += request.items,
                // A newer snapshot is there, or all is over.
                Some(Outcome::Retry { .. }) | None => return,
            }
        }
        let mut state = self.lock();
        state.acknowledged = state.acknowledged.max(sequence);
        state.snapshot.take_if(|(newest, _)| *newest == sequence);
    }

    /// Sends a request until it is taken or refused. Nothing if that was given up: at the end, or because `is_old`.
    async fn deliver(
        &self,
        client: &mut Client,
        request: &Encoded,
        is_old: impl Fn() -> bool,
    ) -> Option<Outcome> {
        loop {
            let outcome = client.send(request.body.clone()).await;
            tracing::debug!(
                items = request.items,
                bytes = request.body.len(),
                ?outcome,
                "sent to {}",
                self.endpoint.shown()
            );
            let (attempt, after, unreachable) = {
                let mut state = self.lock();
                state.account.requests += 1;
                state.account.bytes += request.body.len() as u64;
                state.note(&outcome, &self.endpoint);
                match &outcome {
                    Outcome::Delivered { .. } | Outcome::Refused { .. } => {
                        state.attempts = 0;
                        return Some(outcome);
                    }
                    Outcome::Retry { after, unreachable, .. } => {
                        state.attempts = state.attempts.saturating_add(1);
                        (state.attempts, *after, *unreachable)
                    }
                }
            };
            self.rest(pause(attempt, after, rand::random())).await;
            let mut state = self.lock();
            let hopeless =
                unreachable && state.closing.is_some_and(|since| since.elapsed() >= UNREACHABLE_AT_END);
            // What waits is accounted for when the lane is abandoned.
            state.closed |= hopeless;
            if state.closed {
                return None;
            }
            state.account.retries += 1;
            drop(state);
            if is_old() {
                return None;
            }
        }
    }

    /// Waits before the next try; less at the end.
    async fn rest(&self, pause: Duration) {
        let until = Instant::now() + pause;
        loop {
            let now = Instant::now();
            let closing = self.lock().closing;
            let until = closing.map_or(until, |_| until.min(now + PAUSE_AT_END));
            if closing.is_some() {
                tokio::time::sleep(until.saturating_duration_since(now)).await;
                return;
            }
            if now >= until || tokio::time::timeout(until - now, self.wake.notified()).await.is_err() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Work {
    Queued(Encoded),
    Metrics(u64, Vec<Encoded>),
}

impl State {
    /// Queues what was gathered, in requests of at most `max_spans` where it is many.
    fn seal(&mut self, protocol: Protocol, max_spans: usize) {
        let batches = std::mem::take(&mut self.pending);
        self.pending_spans = 0;
        match protocol {
            Protocol::Grpc | Protocol::HttpProtobuf => {
                self.enqueue(spans::requests(&batches, max_spans as u64, MAX_BYTES));
            }
            Protocol::HttpJson => self.seal_json(spans::message(&batches), max_spans),
        }
    }

    fn seal_json(&mut self, message: ExportTraceServiceRequest, max_spans: usize) {
        let mut parts = vec![message];
        while let Some(part) = parts.pop() {
            let small = match if part.items() > max_spans as u64 { part.halve() } else { Err(part) } {
                Ok((first, second)) => {
                    parts.extend([second, first]);
                    continue;
                }
                Err(small) => small,
            };
            self.enqueue(requests(small, Protocol::HttpJson, MAX_BYTES));
        }
    }

    fn enqueue(&mut self, encoded: Requests) {
        self.account.spans.too_large += encoded.too_large;
        for request in encoded.requests {
            self.account.spans.queue_full += self.queue.push(request);
        }
    }

    /// Items that were given and not settled.
    fn waiting(&self) -> u64 {
        self.pending_spans + self.queue.spans() + self.in_flight
    }

    /// Remembers how it went, and says on stderr when that changes.
    fn note(&mut self, outcome: &Outcome, endpoint: &Endpoint) {
        let (url, hint) = (endpoint.shown(), endpoint.hint().unwrap_or_default());
        match outcome {
            Outcome::Delivered { rejected: 0, message } if message.is_empty() => {
                if std::mem::take(&mut self.is_down) {
                    tracing::info!("{url} takes telemetry again");
                }
            }
            Outcome::Delivered { rejected, message } => {
                let message = short(message);
                self.say(format!("{url} rejected {rejected} items: {message}"));
            }
            Outcome::Retry { error, .. } => {
                let error = short(error);
                if !std::mem::replace(&mut self.is_down, true) {
                    tracing::warn!("{url} does not take telemetry, trying again: {error}{hint}");
                }
                self.account.error = Some(error);
            }
            Outcome::Refused { error } => {
                self.say(format!("{url} refused telemetry: {}{hint}", short(error)));
            }
        }
    }

    /// Says something once.
    fn say(&mut self, text: String) {
        if self.account.error.as_ref() != Some(&text) {
            tracing::warn!("{text}");
            self.account.error = Some(text);
        }
    }
}
