//! A web service that is instrumented with OpenTelemetry, and shows its active spans to those who look from outside.

mod load;
mod payment;
mod publish;
mod server;
mod shop;
mod spans;
mod telemetry;
mod truth;

use std::{net::SocketAddr, path::PathBuf};

use clap::Parser;

#[derive(Parser)]
#[command(version, about)]
enum Command {
    /// Serves until SIGTERM or SIGINT. Prints the address.
    Serve {
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// The file that orders are appended to.
        #[arg(long, default_value = "orders.log")]
        orders: PathBuf,
        /// Write here at the end which thread was in which span, and when: `tid trace_id span_id begin end`, nanoseconds of
        /// CLOCK_MONOTONIC.
        #[arg(long)]
        truth: Option<PathBuf>,
    },
    /// Makes requests.
    Load {
        /// The service.
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        url: String,
        /// How many.
        #[arg(long, default_value_t = 100)]
        requests: usize,
        /// How many at once.
        #[arg(long, default_value_t = 4)]
        concurrency: usize,
    },
}

#[tokio::main(worker_threads = 4)]
async fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Serve { listen, orders, truth } => server::serve(listen, orders, truth).await,
        Command::Load { url, requests, concurrency } => load::load(&url, requests, concurrency).await,
    }
}
