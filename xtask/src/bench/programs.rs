//! Whole programs under load: redis, nginx, PostgreSQL.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

/// How long a server may take to begin, or to end.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the servers are under load, where that can be said.
const SECONDS: &str = "2";

/// A server and what drives it.
pub(crate) struct Program {
    /// Its name in options and tables.
    pub(crate) name: &'static str,
    /// What is done, for people.
    pub(crate) what: &'static str,
    /// Name of its processes.
    pub(crate) comm: &'static str,
    start: fn(&Path, u16) -> Result<Child>,
    drive: fn(&Path, u16, u64) -> Result<f64>,
}

/// All of them.
pub(crate) const PROGRAMS: [Program; 3] = [
    Program {
        name: "redis",
        what: "`redis-benchmark -t get -c 20`: requests a second",
        comm: "redis-server",
        start: |directory, port| {
            let mut command = Command::new("redis-server");
            command.args(["--port", &port.to_string(), "--save", "", "--appendonly", "no", "--dir"]);
            quiet(command.arg(directory))
        },
        drive: |_, port, slow| {
            let (port, requests) = (port.to_string(), (100_000 / slow.min(10)).to_string());
            let said = output(
                Command::new("redis-benchmark")
                    .args(["-p", &port, "-t", "get", "-c", "20", "-n", &requests, "--csv"]),
            )?;
            let row = said.lines().find_map(|line| line.strip_prefix("\"GET\",\""));
            number(row.and_then(|row| row.split('"').next()), &said)
        },
    },
    Program {
        name: "nginx",
        what: "`wrk -t 1 -c 20`, a page of 612 bytes: requests a second",
        comm: "nginx",
        start: |directory, port| {
            let home = directory.display();
            fs::write(directory.join("index.html"), [b'x'; 612])?;
            let configuration = format!(
                "daemon off; master_process off; pid {home}/pid; error_log {home}/error;\n\
                 events {{ }}\n\
                 http {{ access_log off; server {{ listen 127.0.0.1:{port}; root {home}; }} }}\n"
            );
            let file = directory.join("nginx.conf");
            fs::write(&file, configuration)?;
            quiet(Command::new("nginx").arg("-c").arg(file).arg("-p").arg(directory))
        },
        drive: |_, port, _| {
            let url = format!("http://127.0.0.1:{port}/");
            let said = output(Command::new("wrk").args(["-t", "1", "-c", "20", "-d", SECONDS, &url]))?;
            number(said.lines().find_map(|line| line.strip_prefix("Requests/sec:")), &said)
        },
    },
    Program {
        name: "postgres",
        what: "`pgbench -S -c 4`: transactions a second",
        comm: "postgres",
        start: |directory, port| {
            let (programs, home) = (postgres()?, directory.display());
            output(Command::new("chown").arg("postgres").arg(directory))?;
            let data = format!("{home}/data");
            output(as_postgres(&programs, "initdb").args(["-D", &data, "-A", "trust", "--no-sync"]))?;
            quiet(as_postgres(&programs, "postgres").args([
                "-D",
                &data,
                "-p",
                &port.to_string(),
                "-k",
                "",
                "-F",
            ]))
        },
        drive: |_, port, _| {
            let (programs, port) = (postgres()?, port.to_string());
            let bench = || {
                let mut command = as_postgres(&programs, "pgbench");
                command.args(["-h", "127.0.0.1", "-p", &port]);
                command
            };
            let said = output(bench().args(["-S", "-n", "-c", "4", "-T", SECONDS, "postgres"]));
            let said = match said {
                Ok(said) => said,
                // The first time there are no tables.
                Err(_) => {
                    output(bench().args(["-i", "-q", "postgres"]))?;
                    output(bench().args(["-S", "-n", "-c", "4", "-T", SECONDS, "postgres"]))?
                }
            };
            let row = said.lines().find_map(|line| line.strip_prefix("tps = "));
            number(row.and_then(|row| row.split(' ').next()), &said)
        },
    },
];

/// A server that runs.
pub(crate) struct Server {
    child: Child,
    port: u16,
    program: &'static Program,
    directory: PathBuf,
}

impl Server {
    /// Starts it, and waits until it answers.
    ///
    /// # Errors
    /// If it is not installed, or does not come up.
    pub(crate) fn start(program: &'static Program, scratch: &Path) -> Result<Self> {
        let directory = scratch.join(program.name);
        fs::create_dir_all(&directory)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = (program.start)(&directory, port)?;
        let mut server = Self { child, port, program, directory };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(server.child.try_wait()?.is_none(), "{} ended at once", program.name);
            ensure!(started.elapsed() < PATIENCE, "{} does not answer", program.name);
            thread::sleep(Duration::from_millis(50));
        }
        server.drive(1)?;
        Ok(server)
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Puts it under load; how much it did in a second. `slow` is how many times less to do.
    ///
    /// # Errors
    /// If what drives it fails.
    pub(crate) fn drive(&self, slow: u64) -> Result<f64> {
        (self.program.drive)(&self.directory, self.port, slow)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.child), Signal::INT);
        let started = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if started.elapsed() > PATIENCE {
                let _ = self.child.kill();
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Where the newest PostgreSQL has its programs.
fn postgres() -> Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is not installed")?;
    let programs = versions.flatten().map(|version| version.path().join("bin"));
    programs.filter(|path| path.join("initdb").exists()).max().context("PostgreSQL is not installed")
}

/// It refuses to run as root.
fn as_postgres(programs: &Path, name: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(programs.join(name));
    command.current_dir("/");
    command
}

fn quiet(command: &mut Command) -> Result<Child> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot run {}", command.get_program().display()))
}

fn output(command: &mut Command) -> Result<String> {
    let name = command.get_program().display().to_string();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot run {name}"))?;
    if !output.status.success() {
        bail!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn number(text: Option<&str>, of: &str) -> Result<f64> {
    text.and_then(|text| text.trim().parse().ok()).with_context(|| format!("there is no number in {of:?}"))
}
