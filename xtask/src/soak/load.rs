//! A load of everything: processes, threads, files and connections that come and go, servers under load, and calls that are counted.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, anyhow};

use crate::bench::{
    load::{self, Loaded},
    programs::{PROGRAMS, Program, Server},
};

/// Between two turns of a kind of load: it shall churn, not fill the machine.
const PAUSE: Duration = Duration::from_millis(200);

/// The process that makes the load, as who watches it sees it.
pub(super) struct Load {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Load {
    /// Starts it; it waits for [`Self::go`].
    pub(super) fn start(directory: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["soak", "load"])
            .arg(directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the load")?;
        let output = child.stdout.take().context("no pipe")?;
        Ok(Self { input: child.stdin.take(), output: BufReader::new(output), child })
    }

    /// Its process id.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Has it begin.
    pub(super) fn go(&mut self) -> Result<()> {
        writeln!(self.input.as_mut().context("it was stopped")?).context("the load has ended")
    }

    /// Ends it; how many calls of `getppid` it made.
    pub(super) fn stop(&mut self) -> Result<u64> {
        self.input = None;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        self.child.wait()?;
        line.trim().parse().context("the load failed")
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        // Its children end when their input does, or with their parent.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes the load until standard input ends, and says how many calls of `getppid` it made.
///
/// # Errors
/// If a part of the load fails.
pub(super) fn make(directory: &Path) -> Result<()> {
    io::stdin().read_line(&mut String::new())?;
    let program = load::build(directory)?;
    let stop = Arc::new(AtomicBool::new(false));
    let turns: [(&str, Turn); 4] =
        [("calls", calls), ("threads", threads), ("files", files), ("connections", connections)];
    let mut parts: Vec<_> = turns
        .into_iter()
        .map(|(name, turn)| {
            let (program, directory, stop) = (program.clone(), directory.to_owned(), Arc::clone(&stop));
            (name, thread::spawn(move || again_and_again(&stop, || turn(&program, &directory))))
        })
        .collect();
    // The first two; the third needs a user and minutes.
    for server in &PROGRAMS[..2] {
        let (directory, stop) = (directory.to_owned(), Arc::clone(&stop));
        parts.push((server.name, thread::spawn(move || serve(server, &directory, &stop))));
    }
    io::copy(&mut io::stdin(), &mut io::sink())?;
    stop.store(true, Ordering::SeqCst);
    let mut made = 0;
    for (name, part) in parts {
        let part = part.join().map_err(|_| anyhow!("a thread of the load died"))?;
        made += part.with_context(|| format!("the load of {name}"))?;
    }
    println!("{made}");
    Ok(())
}

/// A turn of a kind of load; how many calls of `getppid` it made.
type Turn = fn(&Path, &Path) -> Result<u64>;

fn again_and_again(stop: &AtomicBool, mut turn: impl FnMut() -> Result<u64>) -> Result<u64> {
    let mut made = 0;
    while !stop.load(Ordering::SeqCst) {
        made += turn()?;
        thread::sleep(PAUSE);
    }
    Ok(made)
}

/// A process that makes many calls of all kinds and has many children.
fn calls(program: &Path, _: &Path) -> Result<u64> {
    let mut process = Loaded::start(program)?;
    let mut made = 0;
    for (name, operations) in [
        ("getppid", 20_000),
        ("read", 5_000),
        ("write", 5_000),
        ("open", 2_000),
        ("pipe", 1_000),
        ("epoll", 1_000),
        ("futex", 1_000),
        ("spawn", 20),
    ] {
        let (calls, _) = process.does(name, operations)?;
        if name == "getppid" {
            made += calls;
        }
    }
    Ok(made)
}

/// A process of many threads, which is killed with all of them.
fn threads(program: &Path, _: &Path) -> Result<u64> {
    Loaded::start(program)?.does("threads", 50)?;
    Ok(0)
}

/// Files that are made, synced, renamed and removed.
fn files(_: &Path, directory: &Path) -> Result<u64> {
    for number in 0..20 {
        let (new, old) = (directory.join(format!("new-{number}")), directory.join(format!("old-{number}")));
        let mut file = File::create(&new)?;
        file.write_all(&[b'x'; 4096])?;
        file.sync_data()?;
        std::fs::rename(&new, &old)?;
        std::fs::remove_file(&old)?;
    }
    Ok(0)
}

/// Connections that are made, used once and closed.
fn connections(_: &Path, _: &Path) -> Result<u64> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = thread::spawn(move || -> io::Result<()> {
        for connection in listener.incoming().take(20) {
            connection?.write_all(b"hello")?;
        }
        Ok(())
    });
    for _ in 0..20 {
        TcpStream::connect(address)?.read_to_end(&mut Vec::new())?;
    }
    server.join().map_err(|_| anyhow!("the server died"))??;
    Ok(0)
}

/// A server under load, if it is installed.
fn serve(program: &'static Program, directory: &Path, stop: &AtomicBool) -> Result<u64> {
    let server = match Server::start(program, directory) {
        Ok(server) => server,
        Err(error) => {
            eprintln!("without {}: {error:#}", program.name);
            return Ok(0);
        }
    };
    again_and_again(stop, || {
        server.drive(10)?;
        // The other loads have their turn.
        thread::sleep(Duration::from_secs(5));
        Ok(0)
    })
}
