//! What the page shows, as plain data: `assets/model.js` reads it. Times are nanoseconds since the beginning, attributes are pairs of a position in
//! [`Data::keys`] and a value.

use serde::Serialize;
use serde_json::Value;

/// Attributes by the position of their key.
pub type Pairs = Vec<(usize, Value)>;

/// All of it.
#[derive(Debug, Serialize)]
pub struct Data {
    /// What happened: goes before how long it took.
    pub title: String,
    /// Of ior-otel.
    pub version: &'static str,
    /// The beginning, Unix nanoseconds. As text: a number of JavaScript can't hold it.
    pub begin: String,
    /// The end.
    pub end: u64,
    /// How long it took, seconds.
    pub seconds: f64,
    /// The most important, in sentences.
    pub words: Vec<String>,
    /// Which calls are drawn, in a sentence.
    pub drawn: String,
    /// Names of families; others refer to them by position. The last is `other`.
    pub family_names: Vec<&'static str>,
    /// Counts by family, most time first.
    pub families: Vec<Line>,
    /// Counts by syscall, most time first.
    pub syscalls: Vec<Line>,
    /// Calls that were answered with an error number.
    pub answers: Vec<Answer>,
    /// The slowest calls, also of those that are not drawn.
    pub slowest: Vec<Slow>,
    /// Keys of attributes.
    pub keys: Vec<String>,
    /// Ids of traces.
    pub traces: Vec<String>,
    /// Processes, in the order of their beginning.
    pub processes: Vec<Process>,
    /// Calls, in the order of their beginning.
    pub calls: Vec<Call>,
    /// How many there were.
    pub kept: Kept,
    /// The account.
    pub ledger: Account,
}

/// Counts of a family or syscall.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Its family.
    pub family: usize,
    /// Calls.
    pub calls: u64,
    /// Calls that failed.
    pub errors: u64,
    /// Time in them, added up, nanoseconds.
    pub time: u64,
    /// Median, nanoseconds.
    pub p50: f64,
    /// 99th percentile, nanoseconds.
    pub p99: f64,
    /// The longest, nanoseconds.
    pub max: u64,
    /// Bytes read, written or transferred.
    pub bytes: u64,
    /// Buckets that hold anything.
    pub buckets: Vec<Bucket>,
}

/// A bucket of durations: more than `from` and up to `to` nanoseconds.
#[derive(Debug, PartialEq, Serialize)]
pub struct Bucket {
    /// Lower bound.
    pub from: f64,
    /// Upper bound.
    pub to: f64,
    /// Calls in it.
    pub count: u64,
}

/// How often a syscall was answered with an error number.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// Name of the syscall.
    pub syscall: String,
    /// Name of the error number.
    pub error: String,
    /// What it means.
    pub means: String,
    /// Whether those calls failed.
    pub is_failure: bool,
    /// How often.
    pub calls: u64,
}

/// A slow call of the summary.
#[derive(Debug, Serialize)]
pub struct Slow {
    /// Nanoseconds.
    pub duration: u64,
    /// Name of the syscall.
    pub name: String,
    /// Name of the thread.
    pub thread: String,
    /// Id of the process.
    pub pid: u32,
    /// What it was about.
    pub about: String,
}

/// A process.
#[derive(Debug, Serialize)]
pub struct Process {
    /// Its executable's name.
    pub name: String,
    /// Its id, as it sees it itself.
    pub pid: String,
    /// The position of the process that started it, if that is known.
    pub parent: Option<usize>,
    /// Its span; under `attach` one for each window of time.
    pub lives: Vec<Life>,
    /// Attributes of its resource.
    pub resource: Pairs,
}

/// The span of a process.
#[derive(Debug, Serialize)]
pub struct Life {
    /// Start.
    pub start: u64,
    /// End.
    pub end: u64,
    /// How it failed, if it did.
    pub error: Option<String>,
    /// Attributes.
    pub attributes: Pairs,
    /// When it executed a program, and which.
    pub execs: Vec<(u64, String)>,
}

/// The span of a call.
#[derive(Debug, Serialize)]
pub struct Call {
    /// Name of the syscall.
    pub name: String,
    /// Its family.
    pub family: usize,
    /// Start.
    pub start: u64,
    /// Duration.
    pub duration: u64,
    /// Position of its process.
    pub process: usize,
    /// Id of its thread, as that sees it itself.
    pub tid: String,
    /// Name of its thread.
    pub thread: String,
    /// Why it failed, if it did.
    pub error: Option<String>,
    /// Position of its trace.
    pub trace: usize,
    /// Id of the span.
    pub span: String,
    /// Id of the span above.
    pub parent: String,
    /// Attributes.
    pub attributes: Pairs,
    /// The most telling of them.
    pub about: String,
}

/// How many spans there were, and how many are here.
#[derive(Debug, Serialize)]
pub struct Kept {
    /// Spans of calls.
    pub calls: u64,
    /// Those that are here: the longest.
    pub calls_shown: usize,
    /// How long all took, nanoseconds.
    pub calls_ns: u64,
    /// Spans of processes.
    pub processes: u64,
    /// Those that are here: the longest.
    pub processes_shown: usize,
}

/// What is missing.
#[derive(Debug, Serialize)]
pub struct Account {
    /// Whether nothing is.
    pub is_whole: bool,
    /// What is, in sentences.
    pub words: Vec<String>,
    /// The account as the summary prints it.
    pub account: String,
}
