//! The dashboard of the compose example: each of its queries is asked.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::{
    Backends,
    daemon::until,
    work::{How, Work},
};
use crate::bpf::root;

/// Shows that each panel has something to show.
pub(super) fn check(backends: &Backends, ior_otel: &Path, directory: &Path) -> Result<()> {
    let prometheus = &backends.prometheus;
    let service = "dashboard";
    let work = Work {
        program: ior_otel,
        directory,
        service,
        options: vec![format!("--endpoint={}", prometheus.endpoint()), "--protocol=http/protobuf".to_owned()],
        environment: vec![
            ("OTEL_TRACES_EXPORTER", "none".to_owned()),
            ("OTEL_METRIC_EXPORT_INTERVAL", "1000".to_owned()),
        ],
        arguments: vec!["--bursts", "6"],
    };
    // While calls are in flight, and while rates are those of now.
    std::thread::scope(|scope| {
        let traced = scope.spawn(|| work.trace(How::Run));
        let asked = panels(service).and_then(|panels| {
            for Panel { title, query, is_traces } in &panels {
                until(title, || {
                    let found = if *is_traces {
                        backends.tempo.search(query)?.len()
                    } else {
                        prometheus.ask(query)?.len()
                    };
                    ensure!(found > 0, "nothing is there for {query}");
                    Ok(())
                })?;
            }
            Ok(panels.len())
        });
        traced.join().map_err(|_| anyhow::anyhow!("the tracing thread panicked"))??;
        eprintln!("ok: dashboard: {} queries have something to show", asked?);
        Ok(())
    })
}

/// A query of a panel.
struct Panel {
    title: String,
    query: String,
    /// Of traces, in TraceQL; else of metrics, in PromQL.
    is_traces: bool,
}

/// Panels and their queries, with Grafana's variables filled in.
fn panels(service: &str) -> Result<Vec<Panel>> {
    let file = root().join("examples/compose/grafana/system-calls.json");
    let dashboard: Value = serde_json::from_str(&fs::read_to_string(&file)?)?;
    let mut queries = Vec::new();
    for panel in dashboard["panels"].as_array().context("no panels")? {
        let title = panel["title"].as_str().context("a panel without a title")?.to_owned();
        for target in panel["targets"].as_array().with_context(|| format!("{title} asks nothing"))? {
            let is_traces = target["queryType"] == "traceql";
            let query = target[if is_traces { "query" } else { "expr" }].as_str();
            let query = query
                .with_context(|| format!("{title} has no query"))?
                .replace("$service", service)
                .replace("$syscall", ".+")
                .replace("$__rate_interval", "30s");
            ensure!(!query.contains('$'), "{title}: there is a variable left in {query}");
            queries.push(Panel { title: title.clone(), query, is_traces });
        }
    }
    Ok(queries)
}
