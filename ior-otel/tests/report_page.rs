//! The report in a browser: it draws 10,000 calls without an error, loads nothing, and shows what hostile processes say as text.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use ior_otel::{
    attributes::Attributes,
    config::Config,
    ledger::Ledger,
    overview::Overview,
    probe::maps::{Added, Delta, Of, SeriesId},
    report::{Place, Told, kept::Kept},
    session::Ended,
    slowest::SlowCall,
};
use opentelemetry_proto::tonic::{
    resource::v1::Resource,
    trace::v1::{ResourceSpans, ScopeSpans, Span, Status, status::StatusCode},
};
use serde_json::Value;

const HOSTILE: &str =
    "</script><img src=x onerror=\"document.title='owned'\"><!--\u{2028}\u{202e}\n&amp;{{nonce}}";
const BEGIN: u64 = 1_700_000_000_000_000_000;
const MS: u64 = 1_000_000;

/// A process span, and its share of slow calls in four threads.
fn process(number: u64, calls: u64) -> ResourceSpans {
    let mut resource = Attributes::new();
    resource.string("process.executable.name", if number == 0 { HOSTILE } else { "worker" });
    resource.string("process.creation.time", format!("2023-11-14T22:13:20.{number:03}Z"));
    resource.int("process.pid", 1000 + number as u32);
    let mut of_process = Attributes::new();
    of_process.string("process.executable.name", "worker");
    of_process.int("process.pid", 1000 + number as u32);
    let root = Span {
        name: "worker".to_owned(),
        trace_id: vec![7; 16],
        span_id: (1 + number).to_be_bytes().to_vec(),
        parent_span_id: if number == 0 { Vec::new() } else { number.div_ceil(4).to_be_bytes().to_vec() },
        start_time_unix_nano: BEGIN + number * MS,
        end_time_unix_nano: BEGIN + 10_000 * MS,
        attributes: of_process.into_inner(),
        ..Span::default()
    };
    let spans = std::iter::once(root).chain((0..calls).map(|at| call(number, at))).collect();
    ResourceSpans {
        resource: Some(Resource { attributes: resource.into_inner(), ..Resource::default() }),
        scope_spans: vec![ScopeSpans { spans, ..ScopeSpans::default() }],
        ..ResourceSpans::default()
    }
}

fn call(process: u64, at: u64) -> Span {
    let (name, family) =
        [("fsync", "fs"), ("epoll_wait", "polling"), ("recvfrom", "network"), ("wait4", "process")]
            [(at % 4) as usize];
    let start = BEGIN + (process * 37 + at * 97) % 9_900 * MS;
    let mut attributes = Attributes::new();
    attributes.string("syscall.name", name);
    attributes.string("syscall.family", family);
    attributes.string("file.path", if at == 0 { HOSTILE.to_owned() } else { format!("/srv/data/{at}") });
    attributes.int("thread.id", (1000 + process + at % 4) as u32);
    attributes.string("thread.name", if at == 1 { HOSTILE } else { "pool" });
    let failed = at % 50 == 3;
    if failed {
        attributes.string("error.type", "ECHILD");
    }
    Span {
        name: name.to_owned(),
        trace_id: vec![7; 16],
        span_id: (1_000_000 + process * 1000 + at).to_be_bytes().to_vec(),
        parent_span_id: (1 + process).to_be_bytes().to_vec(),
        start_time_unix_nano: start,
        end_time_unix_nano: start + (1 + (at * at) % 90) * MS,
        attributes: attributes.into_inner(),
        status: failed
            .then(|| Status { message: "No child processes".to_owned(), code: StatusCode::Error.into() }),
        ..Span::default()
    }
}

/// A page of `count` calls.
fn page(directory: &Path, count: u64) -> PathBuf {
    let mut kept = Kept::default();
    kept.add(&(0..50).map(|number| process(number, count / 50)).collect::<Vec<_>>());
    let mut overview = Overview::default();
    for (nr, errno) in [(libc::SYS_fsync, 0), (libc::SYS_epoll_wait, 0), (libc::SYS_wait4, libc::ECHILD)] {
        let series = SeriesId { nr: nr as u16, abi: 0, errno: errno as u16, family: 0, less: false };
        let added = Added {
            sum: 3_000_000_000,
            max: 90 * MS,
            buckets: (80..120).map(|at| (at, u64::from(at))).collect(),
        };
        overview.add(&Delta { of: Of::Durations, series: Some((1, series)), added });
    }
    let slow = SlowCall {
        duration_ns: 90,
        name: "fsync".to_owned(),
        thread: HOSTILE.to_owned(),
        pid: 1,
        about: HOSTILE.to_owned(),
    };
    let ended = Ended { overview, slowest: vec![slow], ledger: Ledger::default(), kept: Some(kept) };
    let told =
        Told { what: HOSTILE, begin_ns: BEGIN, seconds: 10.0, ended: &ended, config: &Config::default() };
    let path = directory.join("report.html");
    Place::open(&path).expect("opened").write(&told).expect("written");
    path
}

/// Listens before the page's script runs.
const BEFORE: &str = "
const seen = [];
const say = (what) => seen.push(String(what));
addEventListener('error', (event) => say(event.message || event.target.outerHTML), true);
addEventListener('unhandledrejection', (event) => say(event.reason));
addEventListener('securitypolicyviolation', (event) => say('refused: ' + event.blockedURI));
for (const kind of ['error', 'warn', 'log']) console[kind] = (...what) => say(what.join(' '));
";

/// Uses the page as a person does, and says what came of it.
const AFTER: &str = r##"
const drawn = performance.getEntriesByName("drawn")[0].startTime;
const data = JSON.parse(document.getElementById("data").textContent);
const key = (name) => document.getElementById("scroll").dispatchEvent(new KeyboardEvent("keydown", { key: name }));
const found = (text) => {
  const search = document.getElementById("search");
  search.value = text;
  search.dispatchEvent(new Event("input"));
  return document.getElementById("found").textContent;
};
const searches = Object.fromEntries(SEARCHES.map((text) => [text, found(text)]));
found("");
key("n");
const first = document.getElementById("chosen").innerText;
const begin = performance.now();
for (const name of ["+", "+", "ArrowRight", "-", "z", "0", "n"]) { key(name); drawNowForTest(); }
const redrawn = (performance.now() - begin) / 7;
key("Escape");
const heading = document.querySelector("#syscalls th button");
heading.click();
document.querySelector("#syscalls td .name").click();
const histograms = document.querySelectorAll("#syscalls .histograms figure").length;
document.getElementById("theme").click();
const light = getComputedStyle(document.body).backgroundColor;
document.getElementById("theme").click();
const dark = getComputedStyle(document.body).backgroundColor;
document.getElementById("theme").click();
const pixels = (id) => {
  const canvas = document.getElementById(id);
  const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return new Set(new Uint32Array(all.buffer)).size;
};
const result = {
  seen, drawn, redrawn, searches, first, histograms, light, dark,
  calls: data.calls.length, title: document.title, heading: document.getElementById("title").textContent,
  colours: [pixels("rows"), pixels("concurrency")],
  foreign: document.querySelectorAll("img, iframe, object, link, script[src]").length,
  loaded: performance.getEntriesByType("resource").map((entry) => entry.name),
  background: getComputedStyle(document.body).backgroundColor,
};
const place = document.createElement("pre");
place.id = "result";
place.hidden = true;
place.textContent = encodeURIComponent(JSON.stringify(result));
document.body.append(place);
"##;

const SEARCHES: [&str; 6] =
    ["family:fs", "pid:1001", "path:/srv/data/7", "error:ECHILD", ">50ms", "-fsync \"/srv/data/19\""];

/// The page with scripts of the test before and after its own. They carry its nonce: without it they would be refused.
fn watched(page: &str) -> String {
    let nonce = page.split_once("'nonce-").and_then(|(_, rest)| rest.split_once('\'')).expect("a nonce").0;
    let script = |text: &str, kind: &str| format!("<script {kind} nonce=\"{nonce}\">{text}</script>");
    let after = AFTER.replace("SEARCHES", &serde_json::to_string(&SEARCHES).expect("JSON"));
    // Drawing waits for a frame, which a page that nobody sees may not get: what the frame does is done at once.
    let before = format!(
        "{BEFORE}const frames = []; window.requestAnimationFrame = (draw) => frames.push(draw);\n\
         window.drawNowForTest = () => {{ while (frames.length) frames.shift()(); }};"
    );
    let (head, rest) = page.split_once("<style").expect("a style");
    let (rest, end) = rest.rsplit_once("</body>").expect("an end");
    format!("{head}{}<style{rest}{}</body>{end}", script(&before, ""), script(&after, "type=\"module\""))
}

/// Where Chromium is, if it is.
fn chromium() -> Option<PathBuf> {
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(|name| which::which(name).ok());
    if found.is_none() {
        support::trace::skip("there is no Chromium");
    }
    found
}

struct Browser {
    program: PathBuf,
    profile: tempfile::TempDir,
}

impl Browser {
    fn run(&self, dark: bool, options: &[&str], page: &Path) -> (String, String) {
        let scheme = if dark { 0 } else { 1 };
        let output = Command::new(&self.program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--enable-logging=stderr",
            ])
            .args(["--disable-background-networking", "--disable-component-update", "--no-first-run"])
            .arg(format!("--user-data-dir={}", self.profile.path().display()))
            .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
            .args(options)
            .arg(format!("file://{}", page.display()))
            .output()
            .expect("Chromium can be started");
        (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }

    /// What the test's script found.
    fn result(&self, dark: bool, page: &Path) -> Value {
        let (dom, said) = self.run(dark, &["--dump-dom", "--window-size=1280,900"], page);
        let result =
            dom.split_once("id=\"result\" hidden=\"\">").and_then(|(_, rest)| rest.split_once("</pre>"));
        let (result, _) =
            result.unwrap_or_else(|| panic!("no result: {said}\n{}", &dom[dom.len().saturating_sub(2000)..]));
        let text = percent_encoding::percent_decode_str(result).decode_utf8().expect("UTF-8");
        let console = said.lines().find(|line| line.contains("CONSOLE"));
        assert_eq!(console, None, "nothing is said in the console");
        serde_json::from_str(&text).expect("JSON")
    }
}

#[test]
fn ten_thousand_calls_are_drawn_and_nothing_is_loaded() {
    let Some(program) = chromium() else { return };
    let browser = Browser { program, profile: tempfile::tempdir().expect("a directory") };
    let directory = tempfile::tempdir().expect("a directory");
    let path = page(directory.path(), 10_000);
    let text = fs::read_to_string(&path).expect("a page");
    let watched_path = directory.path().join("watched.html");
    fs::write(&watched_path, watched(&text)).expect("written");

    for dark in [false, true] {
        let result = browser.result(dark, &watched_path);
        assert_eq!(result["seen"], Value::Array(Vec::new()), "errors and what was refused");
        assert_eq!((&result["foreign"], &result["loaded"]), (&Value::from(0), &Value::Array(Vec::new())));
        assert_eq!(result["calls"], 10_000);
        // What is hostile stands there as text, and has done nothing.
        let title = result["heading"].as_str().expect("a heading");
        assert!(
            title.starts_with("</script><img src=x onerror=") && title.ends_with("&amp;{{nonce}} 10.0 s"),
            "{title}"
        );
        assert!(title.contains("\\u{202e}"), "what turns the text around is seen: {title}");
        assert_ne!(result["title"], "owned");
        let light_or_dark = if dark { &result["dark"] } else { &result["light"] };
        assert_eq!(&result["background"], light_or_dark, "as the system says");
        assert_ne!(result["light"], result["dark"]);
        for colours in result["colours"].as_array().expect("two canvases") {
            assert!(colours.as_u64().expect("a number") > 5, "{colours} colours");
        }
        let first = result["first"].as_str().expect("details");
        for part in ["syscall.family", "thread.id", "process.executable.name", "Resource"] {
            assert!(first.contains(part), "{part}: {first}");
        }
        assert_eq!(result["histograms"], 2);
        let found = |text: &str| result["searches"][text].as_str().expect("text").to_owned();
        assert_eq!(found("family:fs"), "2,500 of 10,000 slow calls");
        assert_eq!(found("pid:1001"), "200 of 10,000 slow calls");
        assert_eq!(found("error:ECHILD"), "200 of 10,000 slow calls");
        // 7 and 70 to 79, of each of 50 processes.
        assert_eq!(found("path:/srv/data/7"), "550 of 10,000 slow calls");
        let long = (0..200).filter(|at: &u64| 1 + (at * at) % 90 > 50).count() * 50;
        assert_eq!(found(">50ms").replace(',', ""), format!("{long} of 10000 slow calls"));
        eprintln!(
            "{}: first drawing after {:.0} ms, each further one in {:.1} ms; {} kB",
            if dark { "dark" } else { "light" },
            result["drawn"].as_f64().expect("milliseconds"),
            result["redrawn"].as_f64().expect("milliseconds"),
            text.len() / 1000
        );

        let picture = directory.path().join("page.png");
        for size in ["1280,2400", "390,844"] {
            let _ = fs::remove_file(&picture);
            let options =
                [&*format!("--screenshot={}", picture.display()), &*format!("--window-size={size}")];
            let (_, said) = browser.run(dark, &options, &path);
            let bytes = fs::read(&picture).unwrap_or_else(|error| panic!("{error}: {said}"));
            assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 20_000, "{} bytes: {said}", bytes.len());
            assert!(!said.contains("CONSOLE"), "{said}");
        }
    }
}

/// The test itself: it sees what would be refused, and what fails.
#[test]
fn a_page_that_loads_something_is_seen() {
    let Some(program) = chromium() else { return };
    let browser = Browser { program, profile: tempfile::tempdir().expect("a directory") };
    let directory = tempfile::tempdir().expect("a directory");
    let text = fs::read_to_string(page(directory.path(), 100)).expect("a page");
    let path = directory.path().join("bad.html");
    let bad =
        watched(&text).replace("<main>", "<main><img src=\"http://127.0.0.1:9/x.png\"><script>1</script>");
    fs::write(&path, bad).expect("written");
    let (dom, said) = browser.run(false, &["--dump-dom"], &path);
    let result = dom.split_once("id=\"result\" hidden=\"\">").expect("a result").1;
    let result = result.split_once("</pre>").expect("an end").0;
    assert!(result.contains("refused"), "{result}");
    assert!(said.contains("CONSOLE"), "{said}");
}
