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
use http::{Request, Response, StatusCode};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{runtime::Builder, sync::Semaphore};

use crate::{clock::monotonic, privilege};

/// How long the main loop may be busy with one step. It steps ten times a second; an export never holds it up.
const STUCK: Duration = Duration::from_secs(30);

/// Connections that are answered at a time: probes are two.
const MOST_AT_ONCE: usize = 32;
/// How long one may take.
const LONGEST: Duration = Duration::from_secs(5);

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
        let health = self.clone();
        let serve = move || -> Result<()> {
            privilege::renounce();
            let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
            runtime.block_on(async { health.serve(tokio::net::TcpListener::from_std(listener)?).await })
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

    /// Answers whoever connects: not more than some at a time, and none for long. Who holds connections open holds up the others for a while, and
    /// never takes the descriptors that the rest of ior-otel needs.
    async fn serve(&self, listener: tokio::net::TcpListener) -> Result<()> {
        let room = Arc::new(Semaphore::new(MOST_AT_ONCE));
        loop {
            let place = Arc::clone(&room).acquire_owned().await.context("cannot answer")?;
            let Ok((stream, _)) = listener.accept().await else {
                // No descriptor is left, for instance.
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let health = self.clone();
            let service = service_fn(move |request: Request<Incoming>| {
                let answer = health.answer(request.uri().path());
                async { answer }
            });
            let connection =
                http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), service);
            tokio::spawn(async move {
                // What goes wrong with a connection is the other side's.
                let _ = tokio::time::timeout(LONGEST, connection).await;
                drop(place);
            });
        }
    }

    fn answer(&self, path: &str) -> http::Result<Response<String>> {
        let is = match path {
            "/healthz" => self.is_live(monotonic()),
            "/readyz" => self.is_ready(),
            _ => return Response::builder().status(StatusCode::NOT_FOUND).body(String::new()),
        };
        let (status, text) = match is {
            Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
            Err(why) => (StatusCode::SERVICE_UNAVAILABLE, why + "\n"),
        };
        Response::builder().status(status).body(text)
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

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpStream,
    };

    use super::*;

    fn ask(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").expect("sent");
        let mut answer = String::new();
        // It closes the connection.
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    #[test]
    fn who_holds_connections_open_does_not_hold_up_others_for_long() {
        let health = Health::default();
        let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        health.listen(free).expect("it listens");
        health.stepped();
        assert!(ask(free, "/readyz").starts_with("HTTP/1.1 200"));
        assert!(ask(free, "/other").starts_with("HTTP/1.1 404"));
        let held: Vec<_> = (0..2 * MOST_AT_ONCE).map(|_| TcpStream::connect(free).expect("queued")).collect();
        let mut first = &held[0];
        write!(first, "GET /healthz HTT").expect("sent");
        let asked = std::time::Instant::now();
        assert!(ask(free, "/healthz").ends_with("ok\n"));
        // Those before are two rounds.
        assert!((LONGEST..4 * LONGEST).contains(&asked.elapsed()), "{:?}", asked.elapsed());
    }

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
