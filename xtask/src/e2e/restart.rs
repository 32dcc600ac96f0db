//! The Collector is stopped in the middle and started again: no metric is lost, and of what fits into the queue no span.

use std::{path::Path, thread, time::Duration};

use anyhow::{Context as _, Result, ensure};

use super::{
    collector::{Collector, Guard},
    daemon::until,
    protocol::Protocol,
    table::{same_points, same_spans},
    work::{How, Work},
};

/// Shows it for each protocol.
pub(super) fn check(program: &Path, ior_otel: &Path, directory: &Path) -> Result<()> {
    for protocol in Protocol::ALL {
        let service = format!("restart-{}", protocol.name().replace('/', "-"));
        restart(program, ior_otel, directory, protocol, &service).with_context(|| service.clone())?;
    }
    Ok(())
}

fn restart(
    program: &Path,
    ior_otel: &Path,
    directory: &Path,
    protocol: Protocol,
    service: &str,
) -> Result<()> {
    let mut collector = Collector::start(program, directory.join(service), &Guard::default())?;
    let work = Work {
        program: ior_otel,
        directory,
        service,
        options: vec![
            format!("--endpoint={}", collector.ports.endpoint(protocol)),
            format!("--protocol={}", protocol.name()),
            "--syscalls=getppid=spans".to_owned(),
            "--min-duration=0".to_owned(),
        ],
        environment: vec![("OTEL_METRIC_EXPORT_INTERVAL", "1000".to_owned())],
        arguments: vec!["--bursts", "6"],
    };
    let sent = thread::scope(|scope| {
        let traced = scope.spawn(|| work.trace(How::Run));
        thread::sleep(Duration::from_secs(2));
        collector.stop()?;
        let before = collector.spans(service)?.len();
        thread::sleep(Duration::from_secs(2));
        collector.start_again()?;
        let sent = traced.join().map_err(|_| anyhow::anyhow!("the tracing thread panicked"))??;
        ensure!(before > 0 && before < sent.spans.len(), "{before} spans came before it was stopped");
        Ok(sent)
    })?;
    until(service, || same_spans(&sent.spans, &collector.spans(service)?))?;
    until(service, || same_points(&sent.points, &collector.points(service)?))?;
    eprintln!("ok: {service}: away for 2 s, and all {} spans are there, each once", sent.spans.len());
    Ok(())
}
