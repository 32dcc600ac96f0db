//! The protocol table: what comes over which protocol into which backend, each cell proven by a question to the backend.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result, bail, ensure};

use super::{
    Backends,
    daemon::until,
    otlp::{Point, Span},
    protocol::Protocol,
    work::{How, Sent, Work},
};

/// Shows what holds for each protocol, and prints it.
pub(super) fn check(backends: &Backends, ior_otel: &Path, directory: &Path) -> Result<()> {
    let mut rows = Vec::new();
    for protocol in Protocol::ALL {
        for how in How::ALL {
            let cells = [
                collector(backends, ior_otel, directory, protocol, how)?,
                jaeger(backends, ior_otel, directory, protocol, how)?,
                tempo(backends, ior_otel, directory, protocol, how)?,
                prometheus(backends, ior_otel, directory, protocol, how)?,
            ];
            eprintln!("ok: {} over {}: {}", how.name(), protocol.name(), cells.join("; "));
            rows.push((protocol, how, cells));
        }
    }
    eprintln!("\n| | Collector | Jaeger | Tempo | Prometheus |\n|---|---|---|---|---|");
    for (protocol, how, cells) in rows {
        eprintln!("| {}, `{}` | {} |", protocol.name(), how.name(), cells.join(" | "));
    }
    eprintln!();
    Ok(())
}

/// Traces the program under a service's name of its own.
fn trace(
    ior_otel: &Path,
    directory: &Path,
    (backend, protocol, how): (&str, Protocol, How),
    endpoint: String,
    environment: Vec<(&'static str, String)>,
) -> Result<(String, Sent)> {
    let service = format!("{backend}-{}-{}", protocol.name().replace('/', "-"), how.name());
    let work = Work {
        program: ior_otel,
        directory,
        service: &service,
        options: vec![format!("--endpoint={endpoint}"), format!("--protocol={}", protocol.name())],
        environment,
        arguments: Vec::new(),
    };
    let sent = work.trace(how).with_context(|| service.clone())?;
    let names: Vec<_> = sent.spans.iter().map(|span| span.name.as_str()).collect();
    ensure!(names.contains(&"fsync") || names.contains(&"clock_nanosleep"), "{service} sent {names:?}");
    Ok((service, sent))
}

fn collector(
    backends: &Backends,
    ior_otel: &Path,
    directory: &Path,
    protocol: Protocol,
    how: How,
) -> Result<String> {
    let collector = &backends.collector;
    let endpoint = collector.ports.endpoint(protocol);
    let (service, sent) = trace(ior_otel, directory, ("collector", protocol, how), endpoint, Vec::new())?;
    until(&service, || same_spans(&sent.spans, &collector.spans(&service)?))?;
    until(&service, || {
        let taken = collector.points(&service)?;
        same_points(&sent.points, &taken)
    })?;
    Ok(format!("{} spans, {} points", sent.spans.len(), sent.points.len()))
}

fn jaeger(
    backends: &Backends,
    ior_otel: &Path,
    directory: &Path,
    protocol: Protocol,
    how: How,
) -> Result<String> {
    let jaeger = &backends.jaeger;
    let endpoint = jaeger.ports.endpoint(protocol);
    let (service, sent) = trace(ior_otel, directory, ("jaeger", protocol, how), endpoint, no_metrics())?;
    for (id, spans) in by_trace(&sent) {
        until(&service, || same_spans(&spans, &jaeger.trace(id)?))?;
    }
    ensure!(jaeger.services()?.contains(&service), "{service} is none of its services");
    // As a person would look for it.
    let sleep = longest_sleep(&sent)?;
    for name in ["process.pid", "thread.id", "syscall.family", "syscall.name"] {
        let value = value(sleep, name)?;
        let found = jaeger.search(&service, &[(name, value)], "")?;
        ensure!(found.contains(&sleep.id), "{name}={value} of {service} finds {found:?}");
        let found = jaeger.search(&service, &[(name, "no such")], "")?;
        ensure!(found.is_empty(), "{name} of nobody finds {found:?}");
    }
    let found = jaeger.search(&service, &[("syscall.name", "clock_nanosleep")], "30ms")?;
    ensure!(found.contains(&sleep.id), "30 ms and more finds {found:?}");
    let found = jaeger.search(&service, &[], "10s")?;
    ensure!(found.is_empty(), "10 s and more finds {found:?}");
    Ok(format!("{} spans", sent.spans.len()))
}

fn tempo(
    backends: &Backends,
    ior_otel: &Path,
    directory: &Path,
    protocol: Protocol,
    how: How,
) -> Result<String> {
    let tempo = &backends.tempo;
    let endpoint = tempo.ports.endpoint(protocol);
    let (service, sent) = trace(ior_otel, directory, ("tempo", protocol, how), endpoint, no_metrics())?;
    for (id, spans) in by_trace(&sent) {
        until(&service, || same_spans(&spans, &tempo.trace(id)?))?;
    }
    let sleep = longest_sleep(&sent)?;
    let of_service = format!("resource.service.name = \"{service}\"");
    let terms = [
        format!("resource.process.pid = {}", value(sleep, "process.pid")?),
        format!("span.thread.id = {}", value(sleep, "thread.id")?),
        format!("span.syscall.family = \"{}\"", value(sleep, "syscall.family")?),
        "name = \"clock_nanosleep\" && duration > 30ms".to_owned(),
    ];
    for term in &terms {
        until(&service, || {
            let found = tempo.search(&format!("{{ {of_service} && {term} }}"))?;
            ensure!(found.contains(&sleep.id), "{term} finds {found:?} and not {}", sleep.id);
            Ok(())
        })?;
    }
    for term in ["resource.process.pid = 1000000007", "span.syscall.family = \"none\"", "duration > 10s"] {
        let found = tempo.search(&format!("{{ {of_service} && {term} }}"))?;
        ensure!(found.is_empty(), "{term} finds {found:?}");
    }
    Ok(format!("{} spans", sent.spans.len()))
}

/// For backends that take none.
fn no_metrics() -> Vec<(&'static str, String)> {
    vec![("OTEL_METRICS_EXPORTER", "none".to_owned())]
}

fn by_trace(sent: &Sent) -> BTreeMap<&str, Vec<Span>> {
    let mut traces: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for span in &sent.spans {
        traces.entry(&span.trace).or_default().push(span.clone());
    }
    traces
}

fn longest_sleep(sent: &Sent) -> Result<&Span> {
    let sleeps = sent.spans.iter().filter(|span| span.name == "clock_nanosleep");
    sleeps.max_by_key(|span| span.duration()).context("no clock_nanosleep became a span")
}

fn value<'a>(span: &'a Span, name: &str) -> Result<&'a str> {
    let value = span.attributes.get(name).or_else(|| span.resource.get(name));
    value.map(String::as_str).with_context(|| format!("the span has no {name}: {span:?}"))
}

fn prometheus(
    backends: &Backends,
    ior_otel: &Path,
    directory: &Path,
    protocol: Protocol,
    how: How,
) -> Result<String> {
    let prometheus = &backends.prometheus;
    // It takes one of the protocols itself.
    let (endpoint, way) = match protocol {
        Protocol::HttpProtobuf => (prometheus.endpoint(), ""),
        _ => (backends.collector.ports.endpoint(protocol), ", by the Collector"),
    };
    let environment = vec![("OTEL_TRACES_EXPORTER", "none".to_owned())];
    let (service, sent) = trace(ior_otel, directory, ("prometheus", protocol, how), endpoint, environment)?;
    let expected: BTreeMap<_, _> = sent
        .points
        .iter()
        .filter(|point| point.name == "syscall.duration")
        .map(|point| {
            let labels = ["syscall.name", "error.type", "sockaddr.family"]
                .map(|name| point.attributes.get(name).cloned().unwrap_or_default());
            let pid = point.resource.get("process.pid").cloned().unwrap_or_default();
            ((pid, labels), point.count as f64)
        })
        .collect();
    ensure!(expected.len() > 20, "only {} series", expected.len());
    until(&service, || {
        let samples =
            prometheus.ask(&format!("histogram_count(syscall_duration_seconds{{job=\"{service}\"}})"))?;
        let stored: BTreeMap<_, _> = samples
            .iter()
            .map(|sample| {
                let labels = ["syscall_name", "error_type", "sockaddr_family"]
                    .map(|name| sample.label(name).to_owned());
                ((sample.label("process_pid").to_owned(), labels), sample.value)
            })
            .collect();
        ensure!(stored == expected, "counts are\n{stored:?}\nand not\n{expected:?}");
        Ok(())
    })?;
    Ok(format!("{} series{way}", expected.len()))
}

/// Whether the same points are there.
pub(super) fn same_points(sent: &[Point], stored: &[Point]) -> Result<()> {
    if let Some(point) = sent.iter().find(|point| !stored.contains(point)) {
        let same = |other: &&Point| {
            (&other.name, &other.attributes, &other.resource)
                == (&point.name, &point.attributes, &point.resource)
        };
        let near = stored.iter().find(same);
        bail!("of {} points there is not {point:#?}\nbut {near:#?}", stored.len());
    }
    ensure!(sent.len() == stored.len(), "{} points were sent, {} are there", sent.len(), stored.len());
    Ok(())
}

/// Whether the same spans are there.
pub(super) fn same_spans(sent: &[Span], stored: &[Span]) -> Result<()> {
    let missing: Vec<_> = sent.iter().filter(|span| !stored.contains(span)).collect();
    let unknown: Vec<_> = stored.iter().filter(|span| !sent.contains(span)).collect();
    ensure!(
        sent.len() == stored.len() && missing.is_empty() && unknown.is_empty(),
        "{} spans were sent, {} are there; not there:\n{missing:#?}\nthere and not sent:\n{unknown:#?}",
        sent.len(),
        stored.len()
    );
    Ok(())
}
