//! The instrumented example service and ior-otel beside it, into one Jaeger: the calls are in the service's own traces.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

use super::{daemon::until, jaeger::Jaeger, otlp, protocol::Protocol};
use crate::bpf::root;

const REQUESTS: usize = 50;

/// Shows that every trace of the service is whole, and has calls in it.
pub(super) fn check(jaeger: &Jaeger, ior_otel: &Path, directory: &Path) -> Result<()> {
    let shop = build()?;
    let endpoint = jaeger.ports.endpoint(Protocol::HttpProtobuf);
    let mut service = Command::new(&shop)
        .args(["serve", "--listen", "127.0.0.1:0", "--orders", "orders.log"])
        .current_dir(directory)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut url = String::new();
    BufReader::new(service.stdout.take().context("piped")?).read_line(&mut url)?;
    let file = directory.join("joined.jsonl");
    let mut attached = Command::new(ior_otel)
        .args([
            "attach",
            // Each request waits for its order to be written.
            "--min-duration=0",
            "--protocol=http/protobuf",
            "--endpoint",
        ])
        .arg(&endpoint)
        .arg("--output")
        .arg(&file)
        .args(["--pid", &service.id().to_string()])
        .env("OTEL_METRICS_EXPORTER", "none")
        .stderr(Stdio::piped())
        .spawn()?;
    let mut said = BufReader::new(attached.stderr.take().context("piped")?).lines();
    ensure!(
        said.by_ref().map_while(Result::ok).any(|line| line.contains("attached")),
        "ior-otel does not attach"
    );
    let load = Command::new(&shop)
        .args(["load", "--concurrency", "4", "--url", url.trim()])
        .args(["--requests", &REQUESTS.to_string()])
        .status()?;
    ensure!(load.success(), "the requests failed");
    stop(&mut service)?;
    // What it says still would fill the pipe.
    let rest = std::thread::spawn(move || said.map_while(Result::ok).for_each(drop));
    stop(&mut attached)?;
    rest.join().map_err(|_| anyhow::anyhow!("reading panicked"))?;
    let calls: Vec<_> = otlp::lines(&file)?.iter().flat_map(otlp::spans).collect();
    fs::remove_file(&file)?;
    whole(jaeger, &calls)
}

fn whole(jaeger: &Jaeger, calls: &[otlp::Span]) -> Result<()> {
    let traces: BTreeSet<_> = calls.iter().map(|call| &call.trace).collect();
    let (mut joined, mut within) = (0, 0);
    for trace in traces {
        let of_trace: BTreeSet<_> =
            calls.iter().filter(|call| call.trace == *trace).map(|call| &call.id).collect();
        let stored = until("joined", || {
            let stored = jaeger.trace(trace)?;
            let ids: BTreeSet<_> = stored.iter().map(|span| &span.id).collect();
            ensure!(of_trace.is_subset(&ids), "{} of {} calls are there", ids.len(), of_trace.len());
            let above = |span: &otlp::Span| span.parent.is_empty() || ids.contains(&span.parent);
            let orphan = stored.iter().find(|span| !above(span));
            ensure!(orphan.is_none(), "there is nothing above {orphan:?}");
            Ok(stored)
        })?;
        // The traces of processes have only ours.
        if stored.len() > of_trace.len() {
            let roots = stored.iter().filter(|span| span.parent.is_empty()).count();
            ensure!(roots == 1, "trace {trace} has {roots} roots");
            joined += 1;
            within += of_trace.len();
        }
    }
    ensure!(joined == REQUESTS, "{joined} of {REQUESTS} requests have calls in their traces");
    eprintln!(
        "ok: joined: {joined} traces of the service with {within} system calls in them, each with one root"
    );
    Ok(())
}

fn stop(child: &mut Child) -> Result<()> {
    kill_process(Pid::from_child(child), Signal::TERM)?;
    ensure!(child.wait()?.success(), "{} failed", child.id());
    Ok(())
}

fn build() -> Result<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), PathBuf::from)
        .join("tmp/shop");
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--locked", "--manifest-path"])
        .arg(root().join("examples/shop/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .status()
        .context("cannot run cargo")?;
    ensure!(built.success(), "examples/shop can't be built");
    Ok(target.join("debug/shop"))
}
