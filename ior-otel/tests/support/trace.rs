//! Runs the real binary on the real kernel, and reads what it exported.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use serde_json::Value;

/// Set where a kernel test must not be skipped.
const REQUIRE: &str = "IOR_REQUIRE_KERNEL_TESTS";

/// The number that stands before some words in a text, 0 if they do not.
pub(crate) fn number_before(text: &str, words: &str) -> u64 {
    let Some((before, _)) = text.split_once(words) else { return 0 };
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or_else(|_| panic!("no number before {words:?} in {text}"))
}

/// Whether tests can load BPF programs here. If not, says so loudly; where [`REQUIRE`] is set, fails.
pub(crate) fn can_trace() -> bool {
    // Asked once: where everything is slow, the verifier takes seconds.
    static REFUSED: OnceLock<Option<String>> = OnceLock::new();
    let refused = REFUSED.get_or_init(|| {
        let output = ior_otel(["run", "--summary", "never", "--", "true"]);
        (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
    });
    match refused {
        None => true,
        Some(why) => {
            skip(&format!("tracing does not work here:\n{why}"));
            false
        }
    }
}

/// Says that a test can't run here; where [`REQUIRE`] is set, fails.
pub(crate) fn skip(why: &str) {
    assert!(std::env::var_os(REQUIRE).is_none(), "{REQUIRE} is set: {why}");
    eprintln!("SKIPPED: {why}");
}

/// The Python interpreter itself: `python3` may be a script that looks for it.
pub(crate) fn python() -> String {
    let output = Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output();
    String::from_utf8(output.expect("python3 is installed").stdout).expect("a path").trim().to_owned()
}

/// Leaves the test if BPF programs can't be loaded. Otherwise it runs alone: durations are held against the clock.
#[macro_export]
macro_rules! needs_kernel {
    () => {
        let Some(_alone) = $crate::support::trace::alone() else { return };
    };
}

/// Holds up other tests of this binary that trace, until it is dropped; nothing if tests can't trace here.
pub(crate) fn alone() -> Option<MutexGuard<'static, ()>> {
    static ONE: Mutex<()> = Mutex::new(());
    // A test that failed has nothing to leave behind.
    let guard = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    can_trace().then_some(guard)
}

/// Runs ior-otel without an OpenTelemetry environment, and without a terminal.
pub(crate) fn ior_otel<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Output {
    command(args).output().expect("ior-otel can be started")
}

/// ior-otel, ready to be started.
pub(crate) fn command<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ior-otel"));
    command.args(args).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("OTEL_") || name.starts_with("IOR_OTEL_") || name == "TRACEPARENT" {
            command.env_remove(&*name);
        }
    }
    command
}

/// What a traced command left.
pub(crate) struct Trace {
    /// Exit status and output of ior-otel.
    pub(crate) output: Output,
    /// All spans.
    pub(crate) spans: Vec<Span>,
    /// All data points of metrics, the last export of each.
    pub(crate) points: Vec<Point>,
}

/// A span of the output file.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    /// Its trace.
    pub(crate) trace: String,
    /// Its id.
    pub(crate) id: String,
    /// Its parent's id; empty for a root.
    pub(crate) parent: String,
    /// Trace and span ids of its links.
    pub(crate) links: Vec<(String, String)>,
    /// Its name.
    pub(crate) name: String,
    /// Start, Unix nanoseconds.
    pub(crate) start: u64,
    /// End, Unix nanoseconds.
    pub(crate) end: u64,
    /// Whether its status is an error.
    pub(crate) failed: bool,
    /// Its attributes.
    pub(crate) attributes: BTreeMap<String, Value>,
    /// Its resource's attributes.
    pub(crate) resource: BTreeMap<String, Value>,
}

/// A data point of the output file.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// Name of its metric.
    pub(crate) metric: String,
    /// Number of values of a histogram; the value of a sum.
    pub(crate) value: u64,
    /// Sum of a histogram.
    pub(crate) sum: f64,
    /// Its exemplars: trace and span ids, and values.
    pub(crate) exemplars: Vec<(String, String, f64)>,
    /// Its attributes.
    pub(crate) attributes: BTreeMap<String, Value>,
    /// Its resource's attributes.
    pub(crate) resource: BTreeMap<String, Value>,
}

/// Traces a command with `options`, and reads what was exported.
pub(crate) fn trace(options: &[&str], words: &[&str]) -> Trace {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("out.jsonl");
    let output = command(["run", "--summary", "always", "--output"])
        .arg(&file)
        .args(options)
        .arg("--")
        .args(words)
        .output()
        .expect("ior-otel can be started");
    read(output, &file)
}

/// Reads what was exported to a file. Whatever a test is about, the account of each run adds up.
pub(crate) fn read(output: Output, file: &Path) -> Trace {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("does not add up") && !said.contains("panicked at"), "{said}");
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}\n{said}", file.display()));
    of_lines(output, &text)
}

/// The same while it is being written: the last line may not be whole yet.
pub(crate) fn read_so_far(file: &Path) -> Trace {
    let text = fs::read_to_string(file).expect("it is written");
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    of_lines(Output { status: Default::default(), stdout: Vec::new(), stderr: Vec::new() }, whole)
}

fn of_lines(output: Output, text: &str) -> Trace {
    let (mut spans, mut points) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        for resource in array(&line, "resourceSpans") {
            read_spans(resource, &mut spans);
        }
        for resource in array(&line, "resourceMetrics") {
            read_points(resource, &mut points);
        }
    }
    Trace { output, spans, points: last_of_each(points) }
}

impl Trace {
    /// What ior-otel printed.
    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// Spans of that name.
    pub(crate) fn spans_of(&self, name: &str) -> Vec<&Span> {
        self.spans.iter().filter(|span| span.name == name).collect()
    }

    /// Spans of any of these names.
    pub(crate) fn spans_of_any(&self, names: &[&str]) -> Vec<&Span> {
        self.spans.iter().filter(|span| names.contains(&span.name.as_str())).collect()
    }

    /// The number that stands after some words in the printed ledger.
    pub(crate) fn ledger(&self, words: &str) -> u64 {
        let stderr = self.stderr();
        let after = stderr.rsplit_once(words).unwrap_or_else(|| panic!("no {words:?} in {stderr}")).1;
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or_else(|_| panic!("no number after {words:?} in {stderr}"))
    }

    /// The number that stands before some words in what was printed, 0 if they do not.
    pub(crate) fn number_before(&self, words: &str) -> u64 {
        number_before(&self.stderr(), words)
    }

    /// The only span of that name.
    pub(crate) fn span(&self, name: &str) -> &Span {
        match self.spans_of(name)[..] {
            [span] => span,
            ref spans => panic!("{} spans of {name}\n{}", spans.len(), self.stderr()),
        }
    }

    /// Number of calls of a syscall, over all processes and results.
    pub(crate) fn calls(&self, syscall: &str) -> u64 {
        self.calls_where(syscall, |_| true)
    }

    /// Number of calls of a syscall by the data points that a condition holds for.
    pub(crate) fn calls_where(&self, syscall: &str, condition: impl Fn(&Point) -> bool) -> u64 {
        self.points
            .iter()
            .filter(|point| point.metric == "syscall.duration" && point.text("syscall.name") == syscall)
            .filter(|point| condition(point))
            .map(|point| point.value)
            .sum()
    }

    /// Asserts that nothing was lost.
    pub(crate) fn assert_nothing_lost(&self) {
        let stderr = self.stderr();
        for bad in ["runs skipped", "not traced", "without attributes", "could not be decoded"] {
            assert!(!stderr.contains(bad), "{bad}:\n{stderr}");
        }
        assert!(stderr.contains(" + 0 dropped"), "{stderr}");
    }

    /// Asserts that there is one trace, that its spans hang below one root, and that each begins and ends within the one above it.
    pub(crate) fn assert_well_nested(&self) {
        let by_id: BTreeMap<&str, &Span> = self.spans.iter().map(|span| (span.id.as_str(), span)).collect();
        assert_eq!(by_id.len(), self.spans.len(), "ids are unique");
        let roots: Vec<_> = self.spans.iter().filter(|span| span.parent.is_empty()).collect();
        assert_eq!(roots.len(), 1, "one root: {roots:?}");
        for span in &self.spans {
            assert_eq!(span.trace, roots[0].trace);
            if let Some(parent) = by_id.get(span.parent.as_str()) {
                let within = parent.start <= span.start && span.start <= span.end && span.end <= parent.end;
                assert!(within, "{span:?}\nis not within\n{parent:?}");
            } else {
                assert!(span.parent.is_empty(), "no parent of {span:?}");
            }
        }
    }
}

impl Span {
    /// Duration, seconds.
    pub(crate) fn seconds(&self) -> f64 {
        (self.end - self.start) as f64 / 1e9
    }

    /// An attribute as text; empty if it is not there.
    pub(crate) fn text(&self, key: &str) -> String {
        text(self.attributes.get(key))
    }
}

impl Point {
    /// An attribute as text; empty if it is not there.
    pub(crate) fn text(&self, key: &str) -> String {
        text(self.attributes.get(key))
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn read_spans(resource: &Value, spans: &mut Vec<Span>) {
    let of = attributes(&resource["resource"]);
    for scope in array(resource, "scopeSpans") {
        for span in array(scope, "spans") {
            spans.push(Span {
                trace: text(span.get("traceId")),
                id: text(span.get("spanId")),
                parent: text(span.get("parentSpanId")),
                links: array(span, "links")
                    .iter()
                    .map(|link| (text(link.get("traceId")), text(link.get("spanId"))))
                    .collect(),
                name: text(span.get("name")),
                start: number(&span["startTimeUnixNano"]),
                end: number(&span["endTimeUnixNano"]),
                failed: span["status"]["code"] == 2,
                attributes: attributes(span),
                resource: of.clone(),
            });
        }
    }
}

fn read_points(resource: &Value, points: &mut Vec<Point>) {
    let of = attributes(&resource["resource"]);
    for scope in array(resource, "scopeMetrics") {
        for metric in array(scope, "metrics") {
            for data in ["exponentialHistogram", "histogram", "sum", "gauge"] {
                for point in array(&metric[data], "dataPoints") {
                    let value = if point.get("count").is_some() { &point["count"] } else { &point["asInt"] };
                    points.push(Point {
                        metric: text(metric.get("name")),
                        value: number(value),
                        sum: point["sum"].as_f64().unwrap_or_default(),
                        exemplars: array(point, "exemplars")
                            .iter()
                            .map(|exemplar| {
                                let id = |key| text(exemplar.get(key));
                                (
                                    id("traceId"),
                                    id("spanId"),
                                    exemplar["asDouble"].as_f64().unwrap_or_default(),
                                )
                            })
                            .collect(),
                        attributes: attributes(point),
                        resource: of.clone(),
                    });
                }
            }
        }
    }
}

/// Metrics are cumulative: of each series the last export counts.
fn last_of_each(points: Vec<Point>) -> Vec<Point> {
    let mut last = BTreeMap::new();
    for point in points {
        let key = format!("{} {:?} {:?}", point.metric, point.attributes, point.resource);
        last.insert(key, point);
    }
    last.into_values().collect()
}

/// OTLP attributes as a map; integers, which come as strings, as numbers.
fn attributes(of: &Value) -> BTreeMap<String, Value> {
    let value = |value: &Value| {
        let (kind, value) = value.as_object().and_then(|object| object.iter().next()).expect("a value");
        if kind == "intValue" { Value::from(number(value) as i64) } else { value.clone() }
    };
    array(of, "attributes").iter().map(|pair| (text(pair.get("key")), value(&pair["value"]))).collect()
}

fn array<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> u64 {
    let signed = || value.as_str().and_then(|text| text.parse::<i64>().ok()).map(|number| number as u64);
    value
        .as_u64()
        .or_else(|| value.as_str()?.parse().ok())
        .or_else(signed)
        .or_else(|| value.as_i64().map(|n| n as u64))
        .unwrap_or_default()
}
