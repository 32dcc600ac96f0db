//! What lies between ior-otel and its backend: a proxy that hands on what comes, or treats it badly.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use rustix::net::sockopt::set_socket_linger;

/// How connections fare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Everything is handed on.
    Fair,
    /// Nobody listens.
    Refused,
    /// Accepted, and reset after the first bytes of a request.
    Reset,
    /// Answered, but each time only after the proxy's pause.
    Slow,
    /// Accepted, and never answered.
    BlackHole,
    /// Answered with what is neither HTTP nor gRPC.
    Garbage,
    /// An answer that says it is overloaded, and goes on saying so for ever.
    Endless,
    /// An answer that says the place is another.
    Moved,
}

impl Weather {
    pub(crate) const BAD: [Self; 7] =
        [Self::Refused, Self::Reset, Self::Slow, Self::BlackHole, Self::Garbage, Self::Endless, Self::Moved];
}

struct Shared {
    weather: Mutex<Weather>,
    open: Mutex<Vec<TcpStream>>,
    accepted: AtomicU64,
    backend: SocketAddr,
    pause: Duration,
}

/// The proxy. Its threads end with the test.
pub(crate) struct Proxy {
    shared: Arc<Shared>,
    pub(crate) address: SocketAddr,
}

impl Proxy {
    /// To a backend; `pause` is how long slow answers take.
    pub(crate) fn to(backend: SocketAddr, pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            weather: Mutex::new(Weather::Fair),
            open: Mutex::default(),
            accepted: AtomicU64::new(0),
            backend,
            pause,
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                serving.accepted.fetch_add(1, Ordering::Relaxed);
                let serving = Arc::clone(&serving);
                thread::spawn(move || serving.serve(stream));
            }
        });
        Self { shared, address }
    }

    /// Changes how connections fare, those that are open too.
    pub(crate) fn set(&self, weather: Weather) {
        *self.shared.weather.lock().expect("lock") = weather;
        for stream in self.shared.open.lock().expect("lock").drain(..) {
            reset(&stream);
        }
    }

    /// Connections so far.
    pub(crate) fn accepted(&self) -> u64 {
        self.shared.accepted.load(Ordering::Relaxed)
    }
}

/// So that closing it sends a reset.
fn reset(stream: &TcpStream) {
    let _ = set_socket_linger(stream, Some(Duration::ZERO));
    let _ = stream.shutdown(Shutdown::Both);
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        let weather = *self.weather.lock().expect("lock");
        self.open.lock().expect("lock").push(stream.try_clone().expect("a copy"));
        match weather {
            Weather::Fair => self.hand_on(stream, Duration::ZERO),
            Weather::Slow => self.hand_on(stream, self.pause),
            // A closed port would be somebody else's the next moment: what comes is reset before a byte is read.
            Weather::Refused => reset(&stream),
            Weather::Reset => {
                let _ = stream.read(&mut [0; 256]);
                reset(&stream);
            }
            Weather::BlackHole => while stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {},
            Weather::Garbage => {
                let _ = stream.write_all(&[0xff; 4096]);
                let _ = stream.read(&mut [0; 4096]);
            }
            Weather::Endless => {
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/x-protobuf\r\ntransfer-encoding: chunked\r\n\r\n");
                while stream
                    .write_all(b"400\r\n")
                    .and_then(|()| stream.write_all(&[0; 1024]))
                    .and_then(|()| stream.write_all(b"\r\n"))
                    .is_ok()
                {}
            }
            Weather::Moved => {
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(b"HTTP/1.1 301 Moved Permanently\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n");
                let _ = stream.read(&mut [0; 4096]);
            }
        }
    }

    /// Hands on what comes, and what is answered so much later.
    fn hand_on(&self, stream: TcpStream, later: Duration) {
        let Ok(backend) = TcpStream::connect(self.backend) else { return };
        self.open.lock().expect("lock").push(backend.try_clone().expect("a copy"));
        let (mut from, mut to) = (stream.try_clone().expect("a copy"), backend.try_clone().expect("a copy"));
        thread::spawn(move || {
            let _ = std::io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        });
        let (mut from, mut to, mut bytes) = (backend, stream, vec![0; 64 << 10]);
        while let Ok(length) = from.read(&mut bytes)
            && length > 0
        {
            thread::sleep(later);
            if to.write_all(&bytes[..length]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    }
}
