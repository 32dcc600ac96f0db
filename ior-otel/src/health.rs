//! `/healthz` and `/readyz`, for who restarts or waits for ior-otel (Kubernetes' probes, for one). Off unless `health.listen` is set.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result};
use axum::{Router, http::StatusCode, routing::get};
use tokio::runtime::Builder;

use crate::{clock::monotonic, privilege};

/// How long the main loop may be busy with one step. It steps ten times a second; an export never holds it up.
const STUCK: Duration = Duration::from_secs(30);

/// How ior-otel is.
#[derive(Clone, Default)]
pub struct Health(Arc<State>);

#[derive(Default)]
struct State {
    /// `CLOCK_MONOTONIC` nanoseconds of the last step; 0 before the first.
    stepped_ns: AtomicU64,
    ends: AtomicBool,
}

impl Health {
    /// Begins to answer.
    ///
    /// # Errors
    /// If the address is taken, or is not ours.
    pub fn listen(&self, address: SocketAddr) -> Result<()> {
        let listener = TcpListener::bind(address)
            .with_context(|| format!("cannot listen on {address} (health.listen)"))?;
        listener.set_nonblocking(true)?;
        tracing::info!("health is told on http://{}/healthz and /readyz", listener.local_addr()?);
        let (live, ready) = (self.clone(), self.clone());
        let routes = Router::new()
            .route("/healthz", get(async move || answer(live.is_live(monotonic()))))
            .route("/readyz", get(async move || answer(ready.is_ready())));
        let serve = move || -> Result<()> {
            privilege::renounce();
            let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                axum::serve(listener, routes).await.context("cannot answer")
            })
        };
        let name = "ior-otel-health".to_owned();
        let told = move || {
            if let Err(error) = serve() {
                tracing::error!("health is not told any more: {error:#}");
            }
        };
        thread::Builder::new().name(name).spawn(told).context("cannot start a thread")?;
        Ok(())
    }

    /// The main loop has made a step: ior-otel traces, and is not stuck.
    pub fn stepped(&self) {
        self.0.stepped_ns.store(monotonic(), Ordering::Relaxed);
    }

    /// Tracing ends: what is left is sent, and that may take its time.
    pub fn ends(&self) {
        self.0.ends.store(true, Ordering::Relaxed);
    }

    fn is_live(&self, now_ns: u64) -> Result<(), String> {
        let stepped_ns = self.0.stepped_ns.load(Ordering::Relaxed);
        let since = Duration::from_nanos(now_ns.saturating_sub(stepped_ns));
        if stepped_ns == 0 || since < STUCK || self.0.ends.load(Ordering::Relaxed) {
            return Ok(());
        }
        Err(format!("stuck for {} s", since.as_secs()))
    }

    fn is_ready(&self) -> Result<(), String> {
        if self.0.ends.load(Ordering::Relaxed) {
            return Err("tracing ends".to_owned());
        }
        match self.0.stepped_ns.load(Ordering::Relaxed) {
            0 => Err("not attached yet".to_owned()),
            _ => Ok(()),
        }
    }
}

fn answer(is: Result<(), String>) -> (StatusCode, String) {
    match is {
        Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, why + "\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_ready_when_it_traces_and_live_while_it_steps() {
        let health = Health::default();
        assert_eq!(health.is_ready(), Err("not attached yet".to_owned()));
        assert_eq!(health.is_live(monotonic()), Ok(()), "attaching takes its time");
        health.stepped();
        assert_eq!(health.is_ready(), Ok(()));
        let later = monotonic() + 31_000_000_000;
        assert!(health.is_live(later).is_err_and(|why| why.starts_with("stuck for 3")));
        health.ends();
        assert_eq!(health.is_live(later), Ok(()), "it ends within its own bounds");
        assert!(health.is_ready().is_err());
    }
}
