//! Calls hang below the span of the application that was active in their thread, wherever the application keeps it.

mod support;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use support::{
    attached::program,
    trace::{Span, Trace, skip, trace},
};
use tempfile::TempDir;

/// Compiles what is in `tests/programs/context`.
struct Build {
    directory: TempDir,
    compiler: &'static str,
}

impl Build {
    fn with(compiler: &'static str) -> Option<Self> {
        if which::which(compiler).is_err() {
            skip(&format!("there is no {compiler}"));
            return None;
        }
        Some(Self { directory: tempfile::tempdir().expect("a directory"), compiler })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Compiles sources to a file; words that are files of ours are found.
    fn make(&self, name: &str, words: &str) -> PathBuf {
        let made = self.path(name);
        let words = words.split_whitespace().map(|word| match word {
            _ if word.ends_with(".c") => program("context").join(word),
            _ if word.ends_with(".so") => self.path(word),
            "-rpath" => PathBuf::from(format!("-Wl,-rpath,{}", self.directory.path().display())),
            _ => PathBuf::from(word),
        });
        let output = Command::new(self.compiler)
            .args(["-O1", "-pthread", "-o"])
            .arg(&made)
            .args(words)
            .output()
            .expect("it can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        made
    }
}

/// What the program says of a sleep: the trace and the span that it was in.
type Truth = BTreeMap<(u64, usize), Option<(String, String)>>;

fn truth(trace: &Trace) -> Truth {
    let mut truth = Truth::new();
    for line in String::from_utf8_lossy(&trace.output.stdout).lines() {
        let [tid, sleep, of, span] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line:?}") };
        let active = (of != "-").then(|| (of.to_owned(), span.to_owned()));
        truth.insert((tid.parse().expect("a tid"), sleep.parse().expect("a number")), active);
    }
    truth
}

/// The sleeps of the program's threads by thread and number.
fn sleeps(trace: &Trace) -> BTreeMap<(u64, usize), &Span> {
    let mut by_thread: BTreeMap<u64, Vec<&Span>> = BTreeMap::new();
    for span in trace.spans_of("clock_nanosleep") {
        let tid = span.attributes["thread.id"].as_u64().expect("a number");
        // The first thread only waits.
        if Some(tid) != span.attributes["process.pid"].as_u64() {
            by_thread.entry(tid).or_default().push(span);
        }
    }
    let mut sleeps = BTreeMap::new();
    for (tid, mut spans) in by_thread {
        spans.sort_by_key(|span| span.start);
        sleeps.extend(spans.into_iter().enumerate().map(|(number, span)| ((tid, number), span)));
    }
    sleeps
}

/// Runs the program; every one of its sleeps hangs where it says.
fn assert_correlated(what: &str, executable: &Path, library: Option<&Path>) {
    let words: Vec<&str> =
        [Some(executable), library].into_iter().flatten().filter_map(Path::to_str).collect();
    let trace = trace(&["--min-duration", "0", "--syscalls", "clock_nanosleep"], &words);
    assert!(trace.output.status.success(), "{what}: {}", trace.stderr());
    trace.assert_nothing_lost();
    let (truth, sleeps) = (truth(&trace), sleeps(&trace));
    assert_eq!(truth.len(), 160, "{what}");
    let root = trace.spans.iter().find(|span| span.parent.is_empty()).expect("a root");
    for (key, active) in &truth {
        let span = sleeps.get(key).unwrap_or_else(|| panic!("{what}: no span of {key:?}"));
        match active {
            Some((of, parent)) => {
                assert_eq!((&span.trace, &span.parent), (of, parent), "{what}: {key:?}\n{}", trace.stderr());
            }
            None => assert_eq!(span.trace, root.trace, "{what}: {key:?} is in no span"),
        }
    }
    assert_eq!(
        (trace.ledger("publish their trace context = "), trace.ledger(" in none + ")),
        (120, 0),
        "{what}"
    );
}

#[test]
fn an_executables_own_variable() {
    needs_kernel!();
    let Some(build) = Build::with("gcc") else { return };
    let sources = "main.c publisher.c";
    for (what, options) in [
        ("local exec", "-rdynamic -ftls-model=local-exec"),
        ("fixed address", "-rdynamic -no-pie -ftls-model=local-exec"),
        ("general dynamic, relaxed by the linker", "-rdynamic -fPIC -ftls-model=global-dynamic"),
        ("static", "-static"),
        ("static, any address", "-static-pie"),
    ] {
        let executable = build.make("main", &format!("{sources} {options}"));
        assert_correlated(what, &executable, None);
    }
}

#[test]
fn a_librarys_variable() {
    needs_kernel!();
    let Some(build) = Build::with("gcc") else { return };
    for (what, options) in [
        ("initial exec", "-ftls-model=initial-exec"),
        ("general dynamic", "-ftls-model=global-dynamic"),
        ("TLS descriptors", "-ftls-model=global-dynamic -mtls-dialect=gnu2"),
        ("TLS descriptors of its own block", "-ftls-model=global-dynamic -mtls-dialect=gnu2 -Wl,-Bsymbolic"),
        ("general dynamic of its own block", "-ftls-model=global-dynamic -Wl,-Bsymbolic"),
        ("initial exec of its own block", "-ftls-model=initial-exec -Wl,-Bsymbolic"),
        ("protected", "-ftls-model=global-dynamic -DVISIBILITY=\"protected\""),
    ] {
        build.make("publisher.so", &format!("-shared -fPIC publisher.c {options}"));
        let executable = build.make("main", "main.c publisher.so -rpath");
        assert_correlated(what, &executable, None);
    }
}

#[test]
fn a_library_that_is_loaded_later() {
    needs_kernel!();
    let Some(build) = Build::with("gcc") else { return };
    let executable = build.make("main", "-DLOADS main.c");
    for (what, options) in [
        ("general dynamic", "-ftls-model=global-dynamic"),
        ("TLS descriptors", "-ftls-model=global-dynamic -mtls-dialect=gnu2"),
        ("general dynamic, allocated late", "-DLARGE -ftls-model=global-dynamic"),
        ("TLS descriptors, allocated late", "-DLARGE -ftls-model=global-dynamic -mtls-dialect=gnu2"),
        ("initial exec", "-ftls-model=initial-exec"),
    ] {
        let library = build.make("later.so", &format!("-shared -fPIC publisher.c {options}"));
        assert_correlated(what, &executable, Some(&library));
    }
}

#[test]
fn musl() {
    needs_kernel!();
    let Some(build) = Build::with("musl-gcc") else { return };
    let executable = build.make("static", "-static main.c publisher.c");
    assert_correlated("static", &executable, None);
    let executable = build.make("main", "-rdynamic main.c publisher.c");
    assert_correlated("local exec", &executable, None);
    let loads = build.make("loads", "-DLOADS main.c");
    for options in ["", "-mtls-dialect=gnu2", "-DLARGE", "-DLARGE -mtls-dialect=gnu2"] {
        build.make("publisher.so", &format!("-shared -fPIC publisher.c {options}"));
        let executable = build.make("main", "main.c publisher.so -rpath");
        assert_correlated(&format!("linked {options}"), &executable, None);
        let library = build.make("later.so", &format!("-shared -fPIC publisher.c {options}"));
        assert_correlated(&format!("loaded {options}"), &loads, Some(&library));
    }
}
