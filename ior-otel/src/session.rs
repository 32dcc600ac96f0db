//! The stages wired together: what the kernel sends and counts goes through them to the backend. One thread; only the exporter has
//! its own.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use ior_common::{counter, record::ProcessId};

use crate::{
    clock::monotonic,
    config::Config,
    context::Active,
    ledger::Ledger,
    metric::stage::MetricStage,
    otlp::{exporter::Exporter, self_telemetry::SelfTelemetry, settings::Settings, spans::message},
    overview::Overview,
    pipeline::Pipeline,
    privilege,
    probe::{
        Limits, Probe,
        maps::{Counts, Wanted},
        ring::Ring,
        target::Targets,
    },
    report::kept::Kept,
    route::{Budget, Router},
    slowest::SlowCall,
    stack::folded::Folded,
};

/// How often the ring buffer is looked at when nothing wakes us.
const LOOK: Duration = Duration::from_millis(100);
/// Records that are read before something else gets its turn.
const READ: usize = 65_536;
/// Records that are read before their spans are handed on: what gathers takes memory.
const READ_AT_ONCE: usize = 4_096;
/// How long the end may wait for the backend.
const FLUSH: Duration = Duration::from_secs(10);

/// What is traced.
pub enum Subject<'a> {
    /// The command that we start, in the trace that `traceparent` names, if any.
    Command {
        /// W3C trace context.
        traceparent: Option<&'a str>,
    },
    /// Processes that live their own lives.
    Targets(Targets),
}

/// A running trace.
pub struct Session {
    /// Attached until the end.
    probe: Option<Probe>,
    ring: Ring,
    counts: Counts,
    pipeline: Pipeline,
    metrics: MetricStage,
    overview: Overview,
    exporter: Option<Exporter>,
    /// Spans for a report.
    kept: Option<Kept>,
    about_us: Option<SelfTelemetry>,
    interval: Duration,
    exported: Instant,
    series_limit: u64,
}

/// What is known when a trace has ended.
pub struct Ended {
    /// What was counted.
    pub overview: Overview,
    /// The slowest calls, slowest first.
    pub slowest: Vec<SlowCall>,
    /// The account.
    pub ledger: Ledger,
    /// The longest spans, if they were kept.
    pub kept: Option<Kept>,
}

fn budget(config: &Config) -> Budget {
    Budget {
        max_per_trace: config.spans.max_per_trace.into(),
        max_per_second: config.spans.max_per_second.into(),
    }
}

impl Session {
    /// Attaches to the kernel and begins to export.
    ///
    /// # Errors
    /// If the kernel refuses ([`crate::privilege::NotPermitted`]), a target is not there ([`crate::probe::target::NoTarget`]), or
    /// nothing can be exported there.
    pub fn start(config: &Config, settings: &Settings, subject: Subject<'_>) -> Result<Self> {
        let limits = Limits {
            ring_buffer: config.limits.ring_buffer,
            threads: config.limits.threads,
            series: config.limits.series,
        };
        let table = config.descriptors();
        let correlation = &config.correlation;
        let (router, targets) = match subject {
            Subject::Command { traceparent } => {
                let above =
                    traceparent.filter(|_| correlation.traceparent).and_then(Active::from_traceparent);
                (Router::tree(budget(config), correlation.r#as, above), None)
            }
            Subject::Targets(targets) => {
                (Router::windows(budget(config), correlation.r#as, config.spans.window), Some(targets))
            }
        };
        let mut pipeline = Pipeline::new(router, config)?;
        let contexts = correlation.contexts();
        let mut probe = Probe::start(&limits, &contexts, &table, targets)?;
        if contexts.published {
            // For stacks, what is loaded is to be told of again and again.
            pipeline.publishers = Some(probe.publishers(!config.spans.have_stacks())?);
        }
        probe.adopt(&mut |record| pipeline.found(record))?;
        // What is there already is looked at before tracing is said to have begun.
        if let Some(publishers) = &mut pipeline.publishers {
            publishers.step();
        }
        pipeline.follow(monotonic());
        // After what may be refused: a file of an earlier trace is not emptied for nothing.
        let exporter = if settings.exports() {
            Some(Exporter::start(settings, config.metrics.temporality)?)
        } else {
            None
        };
        let about_us = match (&exporter, &settings.metrics.endpoint) {
            (Some(exporter), Some(endpoint)) => {
                let readings = Ledger::default().readings();
                let runtime = exporter.runtime().context("the export has ended")?;
                Some(SelfTelemetry::start(endpoint, runtime, config.metrics.interval, readings)?)
            }
            _ => None,
        };
        Ok(Self {
            ring: probe.ring()?,
            counts: probe.counts()?,
            probe: Some(probe),
            metrics: MetricStage::new(config.metrics.clone(), &pipeline.clock),
            pipeline,
            overview: Overview::default(),
            exporter,
            kept: None,
            about_us,
            interval: config.metrics.interval,
            exported: Instant::now(),
            series_limit: config.limits.series.into(),
        })
    }

    /// Now, Unix nanoseconds, by the clock of the spans.
    pub fn now(&self) -> u64 {
        self.pipeline.clock.now()
    }

    /// How many processes are known.
    pub fn processes(&self) -> usize {
        self.pipeline.processes.iter().count()
    }

    /// Folds the stacks of spans by time, and writes them at the end.
    pub fn fold(&mut self, folded: Folded) {
        self.pipeline.folded = Some(folded);
    }

    /// Keeps the longest spans for the end.
    pub fn keep(&mut self) {
        self.kept = Some(Kept::default());
    }

    /// Gives up the privileges that tracing does not need any more. To be called in the thread that goes on with it.
    pub fn lower_privileges(&self) {
        privilege::lower(|| self.counts.counters().is_ok());
    }

    /// Waits a moment, and handles what has come.
    pub fn step(&mut self) -> Result<()> {
        self.ring.wait(LOOK)?;
        if let Some(probe) = &mut self.probe {
            probe.look_again(&mut |record| self.pipeline.found(record))?;
        }
        self.follow_the_clock()?;
        self.read();
        if let Some(publishers) = &mut self.pipeline.publishers {
            publishers.step();
        }
        self.pipeline.follow(monotonic());
        self.pipeline.look_at_loaded();
        self.close_windows(monotonic())?;
        self.send_spans();
        if let Some(exporter) = &self.exporter {
            self.acknowledge(exporter.acknowledged_metrics());
        }
        let crowd = self.metrics.totals.is_crowded(self.pipeline.ended()) && self.metrics.has_arrived();
        if self.exported.elapsed() >= self.interval || crowd {
            self.exported = Instant::now();
            self.pipeline.end_unseen(&self.counts.living()?.processes);
            self.drain(Wanted::All)?;
            self.send_metrics()?;
            self.tell_about_us()?;
        } else if self.is_crowded()? {
            self.drain(Wanted::Ended)?;
        }
        Ok(())
    }

    /// Follows the wall clock where it has jumped: over a suspend, or because it was set. What was told keeps its times, so the open traces end
    /// with the old reckoning. In the one trace of a command times do not go back: its end would come before its beginning.
    fn follow_the_clock(&mut self) -> Result<()> {
        let Some(jump) = self.pipeline.clock.jump() else { return Ok(()) };
        if jump < 0 && self.pipeline.router.is_one_trace() {
            return Ok(());
        }
        let back = if jump < 0 { "back" } else { "forward" };
        tracing::info!("the wall clock has jumped {back} by {:?}", Duration::from_nanos(jump.unsigned_abs()));
        self.close_windows(u64::MAX)?;
        let set_back = jump.min(0).unsigned_abs();
        self.pipeline.take_clock(set_back);
        self.metrics.set_back(set_back);
        Ok(())
    }

    /// Detaches, and sends what is left: for a bounded time, and less if `give_up` says so.
    pub fn end(mut self, give_up: &dyn Fn() -> bool) -> Result<Ended> {
        let missed_runs = self.probe.take().map_or(0, Probe::detach);
        let end_ns = monotonic();
        while self.read() != 0 {}
        // Twice: a process that is not there now has ended, and its end is not on its way any more.
        let living = self.counts.living()?.processes;
        self.pipeline.end_unseen(&living);
        self.pipeline.end_unseen(&living);
        self.drain(Wanted::All)?;
        let mut ledger = self.ledger(missed_runs)?;
        self.close_windows(u64::MAX)?;
        self.pipeline.finish(end_ns, ledger.on_root());
        self.send_spans();
        self.send_metrics()?;
        if let Some(folded) = &mut self.pipeline.folded
            && let Err(error) = folded.write()
        {
            tracing::error!("the folded stacks can't be written: {error}");
        }
        ledger.tally = self.pipeline.tally;
        ledger.export = self.exporter.as_ref().map(|exporter| exporter.finish(FLUSH, give_up));
        if let Some(about_us) = self.about_us.take() {
            about_us.update(ledger.readings());
            about_us.shutdown(give_up);
        }
        ledger.look_for_mistakes();
        let slowest = self.pipeline.slowest.sorted();
        Ok(Ended { overview: self.overview, slowest, ledger, kept: self.kept })
    }

    /// Takes up another configuration: what is done with each syscall, which calls become spans, who the processes are. Nothing that was
    /// counted is lost; calls in flight are counted under the new one if both count them.
    pub fn reconfigure(&mut self, config: &Config) -> Result<()> {
        let table = config.descriptors();
        self.pipeline.reconfigure(config)?;
        if let Some(probe) = &mut self.probe {
            probe.describe(&table)?;
        }
        self.pipeline.router.reconfigure(budget(config), config.spans.window);
        Ok(())
    }

    /// The account as it stands.
    fn ledger(&self, missed_runs: u64) -> Result<Ledger> {
        Ok(Ledger {
            kernel: self.counts.counters()?,
            threads: self.counts.threads()?,
            series: self.counts.entries(),
            missed_runs,
            paired: self.metrics.totals.calls,
            tally: self.pipeline.tally,
            suppressed: self.pipeline.router.suppressed,
            looked: self.pipeline.publishers.as_ref().map(|publishers| publishers.looked).unwrap_or_default(),
            export: self.exporter.as_ref().map(Exporter::stats),
        })
    }

    /// Whether the kernel's maps of series are a quarter full, and there is something to remove.
    fn is_crowded(&self) -> Result<bool> {
        if self.pipeline.ended() == 0 {
            return Ok(false);
        }
        let made = self.counts.counters()?[counter::SERIES_MADE as usize];
        Ok(made - self.counts.removed() > self.series_limit / 4)
    }

    /// Takes what the kernel counted.
    fn drain(&mut self, wanted: Wanted) -> Result<()> {
        let ended = self.pipeline.take_ended();
        let deltas = self.counts.drain(&ended, wanted)?;
        // What was counted may be of processes whose beginning waits in the ring: without it they would have no resource. And what was
        // told before a process executed a program is not told again as that program's.
        self.ring.read(READ, |record| self.pipeline.record(record));
        self.metrics.go_on(&self.pipeline.take_returned());
        self.metrics.execute(&self.pipeline.take_executed());
        deltas.iter().for_each(|delta| self.overview.add(delta));
        let gone = self.metrics.add(deltas, &ended, &self.pipeline.processes);
        self.forget(&gone);
        if self.exporter.is_none() {
            self.acknowledge(u64::MAX);
        }
        Ok(())
    }

    fn close_windows(&mut self, now_ns: u64) -> Result<()> {
        self.pipeline.left_out(now_ns);
        let passed = self.pipeline.router.passed(now_ns);
        if !passed.is_empty() {
            let kernel = self.counts.counters()?;
            let dropped = kernel[counter::DROPPED_CALL as usize] + kernel[counter::DROPPED_PROCESS as usize];
            self.pipeline.windows(passed, dropped);
        }
        Ok(())
    }

    /// Handles records, and hands their spans on; returns how many.
    fn read(&mut self) -> usize {
        let mut all = 0;
        while all < READ {
            let count = self.ring.read(READ_AT_ONCE, |record| self.pipeline.record(record));
            self.send_spans();
            all += count;
            if count < READ_AT_ONCE {
                break;
            }
        }
        all
    }

    fn send_spans(&mut self) {
        let spans = self.pipeline.take_spans();
        if spans.is_empty() {
            return;
        }
        if let Some(kept) = &mut self.kept {
            kept.add(&message(&spans).resource_spans);
        }
        if let Some(exporter) = &self.exporter {
            exporter.spans(spans);
        }
    }

    fn send_metrics(&mut self) -> Result<()> {
        let Some(exporter) = &self.exporter else { return Ok(()) };
        let active = self.counts.living()?.calls;
        let seen = self.pipeline.exemplars.take();
        let Pipeline { processes, clock, .. } = &self.pipeline;
        let (sequence, metrics) =
            self.metrics.snapshot(processes, self.pipeline.rules(), clock, &active, seen);
        exporter.metrics(sequence, &metrics);
        Ok(())
    }

    fn tell_about_us(&self) -> Result<()> {
        if let Some(about_us) = &self.about_us {
            about_us.update(self.ledger(self.probe.as_ref().map_or(0, Probe::missed_runs))?.readings());
        }
        Ok(())
    }

    fn acknowledge(&mut self, sequence: u64) {
        let gone = self.metrics.acknowledge(sequence);
        self.forget(&gone);
    }

    /// Forgets processes, once what they did has left with their resource.
    fn forget(&mut self, processes: &[ProcessId]) {
        if !processes.is_empty() {
            self.send_spans();
            self.pipeline.forget(processes);
        }
    }
}
