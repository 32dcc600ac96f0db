//! `ior-otel doctor`: what this host can and cannot do, a line each, and how to mend it.

mod host;

use std::fmt;

use crate::{
    config::Config,
    otlp::{
        ping::ping,
        sender::SignalKind,
        settings::{Endpoint, Settings},
    },
};

/// How it stands with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Good,
    /// Something does not work, and the rest does.
    Weak,
    /// Nothing works without.
    Bad,
}

/// What was found of one thing.
#[derive(Clone, Debug)]
struct Finding {
    verdict: Verdict,
    about: &'static str,
    what: String,
    /// What to do, or what it means; empty where all is good.
    mend: &'static str,
}

impl Finding {
    fn good(about: &'static str, what: String) -> Self {
        Self { verdict: Verdict::Good, about, what, mend: "" }
    }

    fn weak(about: &'static str, what: String, mend: &'static str) -> Self {
        Self { verdict: Verdict::Weak, about, what, mend }
    }

    fn bad(about: &'static str, what: String, mend: &'static str) -> Self {
        Self { verdict: Verdict::Bad, about, what, mend }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { verdict, about, what, mend } = self;
        let verdict = match verdict {
            Verdict::Good => "ok  ",
            Verdict::Weak => "weak",
            Verdict::Bad => "BAD ",
        };
        write!(f, "{verdict}  {about}: {what}")?;
        if mend.is_empty() { Ok(()) } else { write!(f, "\n      -> {mend}") }
    }
}

/// Everything that was found.
pub struct Diagnosis(Vec<Finding>);

impl Diagnosis {
    /// Whether ior-otel can trace here and send to where it shall.
    pub fn is_healthy(&self) -> bool {
        self.0.iter().all(|finding| finding.verdict != Verdict::Bad)
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|finding| writeln!(f, "{finding}"))?;
        let count = |verdict| self.0.iter().filter(|finding| finding.verdict == verdict).count();
        match (count(Verdict::Bad), count(Verdict::Weak)) {
            (0, 0) => writeln!(f, "ior-otel can do everything here."),
            (0, weak) => writeln!(f, "ior-otel can trace here; {weak} of its abilities are weak."),
            (bad, _) => writeln!(f, "ior-otel cannot do its work here: {bad} to be mended."),
        }
    }
}

/// Looks at the host, loads and attaches the programs for a moment, and asks the endpoint.
pub fn examine(config: &Config, settings: &Settings) -> Diagnosis {
    let mut findings = vec![host::kernel(), host::btf(), host::capabilities()];
    findings.extend(host::tracefs());
    findings.extend([
        host::others(),
        host::lockdown(),
        host::settings(),
        host::cgroups(),
        host::namespaces(),
        host::programs(config),
    ]);
    let endpoints = [
        (SignalKind::Traces, "endpoint for spans", &settings.traces.endpoint),
        (SignalKind::Metrics, "endpoint for metrics", &settings.metrics.endpoint),
    ];
    findings.extend(
        endpoints.into_iter().map(|(signal, about, endpoint)| export(about, signal, endpoint.as_ref())),
    );
    Diagnosis(findings)
}

fn export(about: &'static str, signal: SignalKind, endpoint: Option<&Endpoint>) -> Finding {
    let Some(endpoint) = endpoint else {
        let mend = "nothing is sent; --endpoint or OTEL_EXPORTER_OTLP_ENDPOINT names one";
        return Finding::weak(about, "none".to_owned(), mend);
    };
    match ping(endpoint, signal) {
        Ok(()) => Finding::good(about, format!("{} takes what is sent", endpoint.shown())),
        Err(error) => Finding::bad(
            about,
            format!("{}: {error:#}", endpoint.shown()),
            "is it there, and does it take OTLP by this protocol?",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_bad_comes_with_what_to_do() {
        let findings = vec![
            Finding::good("kernel", "Linux 6.1".to_owned()),
            Finding::weak("cgroups", "none".to_owned(), "mount them"),
        ];
        let weak = Diagnosis(findings.clone());
        assert!(weak.is_healthy());
        assert_eq!(
            weak.to_string(),
            "ok    kernel: Linux 6.1\nweak  cgroups: none\n      -> mount them\n\
             ior-otel can trace here; 1 of its abilities are weak.\n"
        );
        let bad = Diagnosis([findings, vec![Finding::bad("BTF", "none".to_owned(), "get it")]].concat());
        assert!(!bad.is_healthy());
        assert!(bad.to_string().ends_with("cannot do its work here: 1 to be mended.\n"));
    }
}
