//! `ior-otel run`: traces a command and its children.

use std::{sync::atomic::Ordering, time::Instant};

use anyhow::Result;

use crate::{
    command::{self, Found, Signals},
    config::Config,
    otlp::settings::Settings,
    report::{Place, Told, tell},
    session::{Session, Subject},
    stack::folded::Folded,
};

/// What `run` needs to know.
pub struct Options {
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
}

/// Runs a command under trace, and returns its exit code.
pub fn run(mut options: Options, command: Found) -> Result<u8> {
    let name = command.name();
    let traceparent = std::env::var("TRACEPARENT").ok();
    let subject = Subject::Command { traceparent: traceparent.as_deref() };
    let mut session = Session::start(&options.config, &options.settings, subject)?;
    if let Some(folded) = options.folded.take() {
        session.fold(folded);
    }
    let (signals, pass_on) = Signals::install()?;
    if options.report.is_some() {
        session.keep();
    }
    let (started, begin_ns) = (Instant::now(), session.now());
    let running = command.start()?;
    // Before the privileges go: signals may be for another user's process.
    pass_on(running.pid());
    session.lower_privileges();
    let mut failed = None;
    while !running.has_ended() && failed.is_none() {
        failed = session.step().err();
    }
    // What goes wrong with us is no reason to leave the command alone.
    if let Some(error) = &failed {
        tracing::error!("tracing has ended, the command goes on: {error:#}");
    }
    let (status, ended) = running.wait()?;
    signals.command_ended();
    let seconds = ended.duration_since(started).as_secs_f64();
    match session.end(&|| signals.impatient.load(Ordering::SeqCst)) {
        Ok(ended) => {
            let what = format!("{name} {} after", command::outcome(status));
            let told = Told { what: &what, begin_ns, seconds, ended: &ended, config: &options.config };
            tell(&told, options.summary, options.report);
        }
        Err(error) => tracing::error!("what was traced could not be gathered to the end: {error:#}"),
    }
    Ok(command::exit_code(status))
}
