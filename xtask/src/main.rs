//! Development tasks: `cargo xtask <task>`.

use clap::Parser;

mod bench;
mod bpf;
mod charts;
mod docs;
mod e2e;
mod kernels;
mod soak;
mod tools;

/// Development tasks of ior-otel.
#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Measure what ior-otel costs, beside other tools, and write docs/benchmarks.md.
    ///
    /// Needs root, a C compiler, and an otherwise quiet machine; of bpftrace, perf, strace, bcc's syscount, redis, nginx with wrk and
    /// PostgreSQL it takes what is installed.
    Bench(bench::Options),
    /// Build the kernel side and put it where ior-otel embeds it.
    ///
    /// Needs rustup's components rust-src and llvm-tools, and bpf-linker (see docs/ARCHITECTURE.md).
    Bpf {
        /// Change nothing: fail if the committed object is not what the sources make.
        #[arg(long)]
        check: bool,
    },
    /// Check the Helm chart, the Kubernetes manifests and the compose files.
    ///
    /// Builds Helm and a parser of compose files from their Go modules and installs a validator from PyPI, once; needs Go
    /// and python3-venv.
    Charts,
    /// Send spans and metrics to real backends, and ask them what has arrived.
    ///
    /// Builds the OpenTelemetry Collector, Jaeger, Grafana Tempo and Prometheus from their Go modules, once, which takes a quarter of
    /// an hour; needs Go, python3, and the rights to trace.
    E2e {
        /// Scenarios to run; all if none is named.
        scenarios: Vec<e2e::Scenario>,
    },
    /// Run the tests of the kernel side on Debian's kernels, in emulated machines.
    ///
    /// Needs apt, qemu, cpio, and compilers for both architectures; says which of them it misses.
    Kernels(kernels::Options),
    /// Write the pages of docs/ that are made from the code.
    Docs,
    /// Trace a mixed load for an hour, and print what ior-otel takes each minute.
    ///
    /// Needs root and a C compiler; of redis and nginx with wrk it takes what is installed.
    Soak(soak::Options),
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Bench(options) => bench::run(&options),
        Task::Bpf { check: false } => bpf::build_and_commit(),
        Task::Bpf { check: true } => bpf::check(),
        Task::Charts => charts::check(),
        Task::Docs => docs::write(),
        Task::E2e { scenarios } => e2e::check(&scenarios),
        Task::Kernels(options) => kernels::run(&options),
        Task::Soak(options) => soak::run(&options),
    }
}
