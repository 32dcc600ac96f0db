//! `ior-otel run`: traces a command and its children.

use std::{
    io::{self, Write as _},
    sync::atomic::Ordering,
    time::Instant,
};

use anyhow::Result;

use crate::{
    command::{self, Found, Signals},
    config::Config,
    otlp::settings::Settings,
    session::{Session, Subject},
    stack::folded::Folded,
    summary::Summary,
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
    let started = Instant::now();
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
    let status = running.wait()?;
    signals.command_ended();
    let seconds = started.elapsed().as_secs_f64();
    match session.end(&|| signals.impatient.load(Ordering::SeqCst)) {
        Ok(ended) if options.summary => {
            let outcome = command::outcome(status);
            let (overview, slowest, ledger) = (&ended.overview, &ended.slowest, &ended.ledger);
            let what = format!("{name} {outcome} after");
            let summary = Summary { what: &what, seconds, overview, slowest, ledger };
            // Nobody may be there to read it.
            let _ = write!(io::stderr(), "{summary}");
        }
        Ok(_) => {}
        Err(error) => tracing::error!("what was traced could not be gathered to the end: {error:#}"),
    }
    Ok(command::exit_code(status))
}
