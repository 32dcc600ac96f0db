//! The service of `examples/shop`, and what it knows of itself.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};

use super::trace::skip;

/// Builds `examples/shop`, once for all checkouts that share this target directory.
pub(crate) fn build() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shop");
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/shop/Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(&target)
        .output()
        .expect("cargo can be started");
    if !output.status.success() {
        skip(&format!("examples/shop can't be built:\n{}", String::from_utf8_lossy(&output.stderr)));
        return None;
    }
    Some(target.join("debug/shop"))
}

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// The service, running.
pub(crate) struct Shop {
    child: Child,
    url: String,
    truth: PathBuf,
}

impl Shop {
    /// Serves, and sends its spans to an endpoint if there is one.
    pub(crate) fn serve(executable: &Path, directory: &Path, endpoint: Option<&str>) -> Self {
        let truth = directory.join("truth");
        let mut child = Command::new(executable)
            .args(["serve", "--listen", "127.0.0.1:0", "--orders", "orders.log", "--truth"])
            .arg(&truth)
            .current_dir(directory)
            .env_remove(ENDPOINT)
            .envs(endpoint.map(|endpoint| (ENDPOINT, endpoint)))
            .stdout(Stdio::piped())
            .spawn()
            .expect("it can be started");
        let mut url = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut url).expect("it says where");
        Self { child, url: url.trim().to_owned(), truth }
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Has it make so many requests, and waits until they are answered.
    pub(crate) fn load(&self, executable: &Path, requests: usize) {
        let status = Command::new(executable)
            .args(["load", "--concurrency", "16", "--url", &self.url, "--requests", &requests.to_string()])
            .status();
        assert!(status.expect("it can be started").success());
    }

    /// Has it end, and reads what it left.
    pub(crate) fn finish(mut self) -> Truth {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).expect("it lives");
        assert!(self.child.wait().expect("it ends").success());
        Truth::read(&self.truth)
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // There still, if the test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A time in which a thread was in a span.
struct Interval {
    end_ns: u64,
    active: (String, String),
}

/// What the service knows of its threads: by thread, and by when it began, `CLOCK_MONOTONIC` nanoseconds.
pub(crate) struct Truth(HashMap<u64, BTreeMap<u64, Interval>>);

impl Truth {
    fn read(path: &Path) -> Self {
        let mut threads: HashMap<u64, BTreeMap<u64, Interval>> = HashMap::new();
        for line in fs::read_to_string(path).expect("it was written").lines() {
            let [tid, trace, span, begin, end] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line:?}")
            };
            let number = |text: &str| text.parse().expect("a number");
            let interval = Interval { end_ns: number(end), active: (trace.to_owned(), span.to_owned()) };
            threads.entry(number(tid)).or_default().insert(number(begin), interval);
        }
        Self(threads)
    }

    /// The trace and the span that were active in a thread.
    pub(crate) fn at(&self, tid: u64, time_ns: u64) -> Option<&(String, String)> {
        let (_, interval) = self.0.get(&tid)?.range(..=time_ns).next_back()?;
        (time_ns < interval.end_ns).then_some(&interval.active)
    }

    /// The traces of its spans.
    pub(crate) fn traces(&self) -> BTreeSet<&str> {
        self.0.values().flat_map(BTreeMap::values).map(|interval| interval.active.0.as_str()).collect()
    }
}
