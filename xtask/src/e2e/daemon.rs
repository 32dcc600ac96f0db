//! Programs that run beside us until we are through with them.

use std::{
    fs::{self, File},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// How long a program may take to listen, or a query to give what is waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A program that is stopped when this is dropped.
pub(super) struct Daemon {
    child: Child,
    name: &'static str,
    log: PathBuf,
}

impl Daemon {
    /// Starts it in a directory, where its log goes too, and waits until it listens.
    pub(super) fn start(
        name: &'static str,
        command: &mut Command,
        directory: &Path,
        port: u16,
    ) -> Result<Self> {
        let log = directory.join(format!("{name}.log"));
        let file = File::options().create(true).append(true).open(&log)?;
        let child = command
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("cannot run {:?}", command.get_program()))?;
        let mut daemon = Self { child, name, log };
        daemon.wait_for(port)?;
        Ok(daemon)
    }

    fn wait_for(&mut self, port: u16) -> Result<()> {
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status}:\n{}", self.name, self.said());
            }
            if started.elapsed() > PATIENCE {
                bail!("{} does not listen at port {port}:\n{}", self.name, self.said());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Asks it to end, and waits until it has.
    pub(super) fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM)?;
        let asked = Instant::now();
        while self.child.try_wait()?.is_none() {
            if asked.elapsed() > Duration::from_secs(10) {
                self.child.kill()?;
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("cannot stop {}: {error}", self.name);
        }
    }
}

/// Ports of the loopback interface that nobody listens at.
pub(super) fn free_ports<const N: usize>() -> Result<[u16; N]> {
    // All held until all are known, so that they differ.
    let mut listeners = Vec::new();
    for _ in 0..N {
        listeners.push(TcpListener::bind("127.0.0.1:0")?);
    }
    let mut ports = [0; N];
    for (port, listener) in ports.iter_mut().zip(&listeners) {
        *port = listener.local_addr()?.port();
    }
    Ok(ports)
}

/// Asks again until there is an answer.
///
/// # Errors
/// With the last reason why there is none.
pub(super) fn until<T>(what: &str, mut ask: impl FnMut() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    loop {
        match ask() {
            Ok(answer) => return Ok(answer),
            Err(error) if started.elapsed() > PATIENCE => return Err(error.context(what.to_owned())),
            Err(_) => thread::sleep(Duration::from_millis(200)),
        }
    }
}
