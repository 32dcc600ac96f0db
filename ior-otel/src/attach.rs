//! `ior-otel attach`: traces what runs already.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    flag,
};

use crate::{
    config::Config,
    health::Health,
    otlp::settings::Settings,
    probe::target::Targets,
    report::{Place, Told, tell},
    session::{Session, Subject},
    stack::folded::Folded,
};

/// What `attach` needs to know.
pub struct Options<'a> {
    /// The configuration.
    pub config: Config,
    /// Where telemetry goes.
    pub settings: Settings,
    /// Whether the summary is printed.
    pub summary: bool,
    /// Where stacks are folded to.
    pub folded: Option<Folded>,
    /// Where the report goes.
    pub report: Option<Place>,
    /// When to stop; without one, when a signal says so.
    pub duration: Option<Duration>,
    /// Reads the configuration again.
    pub reload: &'a dyn Fn() -> Result<Config>,
}

/// What signals ask for.
#[derive(Default)]
struct Asked {
    stop: Arc<AtomicBool>,
    reload: Arc<AtomicBool>,
}

impl Asked {
    fn listen() -> Result<Self> {
        let asked = Self::default();
        for (signal, flag) in [(SIGTERM, &asked.stop), (SIGINT, &asked.stop), (SIGHUP, &asked.reload)] {
            flag::register(signal, Arc::clone(flag)).context("cannot install signal handlers")?;
        }
        Ok(asked)
    }
}

/// Traces until it is asked to stop.
///
/// # Errors
/// As [`Session::start`]; and if the kernel side can't be read any more.
pub fn attach(options: Options<'_>) -> Result<()> {
    let Options { mut config, settings, summary, folded, report, duration, reload } = options;
    let targets = Targets::find(&config.target)?;
    let asked = Asked::listen()?;
    let health = Health::default();
    if let Some(address) = config.health.listen {
        health.listen(address)?;
    }
    let mut session = Session::start(&config, &settings, Subject::Targets(targets))?;
    if let Some(folded) = folded {
        session.fold(folded);
    }
    if report.is_some() {
        session.keep();
    }
    tracing::info!("attached; processes that are targets now: {}", session.processes());
    session.lower_privileges();
    let (started, begin_ns) = (Instant::now(), session.now());
    while !asked.stop.load(Ordering::SeqCst) && duration.is_none_or(|most| started.elapsed() < most) {
        session.step()?;
        health.stepped();
        if asked.reload.swap(false, Ordering::SeqCst) {
            config = reloaded(&mut session, config, reload);
        }
    }
    health.ends();
    let seconds = started.elapsed().as_secs_f64();
    // Asked once more, what is still to be sent is given up.
    asked.stop.store(false, Ordering::SeqCst);
    let ended = session.end(&|| asked.stop.load(Ordering::SeqCst))?;
    tell(&Told { what: "traced for", begin_ns, seconds, ended: &ended, config: &config }, summary, report);
    Ok(())
}

/// The configuration that holds from now on: the one that is read again, if nothing is wrong with it.
fn reloaded(session: &mut Session, before: Config, reload: &dyn Fn() -> Result<Config>) -> Config {
    let config = match reload() {
        Ok(config) => config,
        Err(error) => {
            tracing::error!("the configuration stays as it was: {error:#}");
            return before;
        }
    };
    for section in fixed(&before, &config) {
        tracing::warn!("what changed in `{section}:` takes effect when ior-otel is started again");
    }
    match session.reconfigure(&config) {
        Ok(()) => tracing::info!("the configuration was read again"),
        Err(error) => tracing::error!("the new configuration is not wholly in effect: {error:#}"),
    }
    config
}

/// The sections that differ and can't be changed while tracing.
fn fixed(before: &Config, after: &Config) -> Vec<&'static str> {
    let Config {
        target,
        modes: _,
        spans: _,
        metrics,
        correlation,
        resource: _,
        redact: _,
        export,
        limits,
        health,
    } = before;
    [
        ("target", *target != after.target),
        ("metrics", *metrics != after.metrics),
        ("correlation", *correlation != after.correlation),
        ("export", *export != after.export),
        ("limits", *limits != after.limits),
        ("health", *health != after.health),
    ]
    .into_iter()
    .filter_map(|(section, differs)| differs.then_some(section))
    .collect()
}
