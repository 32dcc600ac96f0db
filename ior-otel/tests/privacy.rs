//! What leaves ior-otel of a program's strings: arguments, environment and data never; names, paths and addresses as the configuration says.

mod support;

use std::fs;

use support::{
    attached::program,
    receiver::Receiver,
    trace::{command, python},
};

/// What may not be told.
const SECRET: &str = "S3CRET";
/// Part of every path and name that the program chooses.
const WORD: &str = "T0LD";
/// An address that nobody else has.
const ADDRESS: &str = "127.9.8.7";

/// All that ior-otel told.
struct Told {
    /// The file of OTLP JSON.
    file: String,
    /// What a server got.
    server: String,
    /// Stacks folded by time.
    folded: String,
    /// Its log, as much as there is, and its summary.
    stderr: String,
}

impl Told {
    fn all(&self) -> [(&str, &str); 4] {
        let Self { file, server, folded, stderr } = self;
        [("file", file), ("server", server), ("folded", folded), ("stderr", stderr)]
    }

    #[track_caller]
    fn assert_without(&self, word: &str) {
        for (what, text) in self.all() {
            let at = text.find(word);
            assert!(at.is_none(), "{what}: ...{}...", at.map_or("", |at| around(text, at)));
        }
    }
}

/// What stands before and after.
fn around(text: &str, at: usize) -> &str {
    let (from, to) = (text.floor_char_boundary(at.saturating_sub(200)), text.floor_char_boundary(at + 200));
    &text[from..to]
}

/// Runs the program with everything told that can be, as `redact:` of the configuration and options say.
fn told(redact: &str, options: &[&str]) -> Told {
    let directory = tempfile::tempdir().expect("a directory");
    let at = |name: &str| directory.path().join(name);
    let receiver = Receiver::start();
    let spans = "{args: true, stacks: true, min_duration: 0, max_per_second: 1000000}";
    fs::write(at("c.yaml"), format!("{{spans: {spans}, redact: {redact}}}")).expect("written");
    let output = command(["run", "--summary", "always", "--config"])
        .arg(at("c.yaml"))
        .args(["--endpoint", &format!("http://{}", receiver.http), "--protocol", "http/protobuf"])
        .arg("--output")
        .arg(at("file"))
        .arg("--folded")
        .arg(at("folded"))
        .args(options)
        .args(["--", &python()])
        .arg(program("private.py"))
        .arg(directory.path())
        .args([SECRET, WORD, ADDRESS])
        .env("PASSWORD", SECRET)
        .env("OTEL_LOG_LEVEL", "trace")
        .output()
        .expect("it can be started");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{stderr}");
    let read = |name| fs::read_to_string(at(name)).expect("written");
    Told { file: read("file"), server: format!("{:?}", receiver.came()), folded: read("folded"), stderr }
}

#[test]
fn secrets_are_never_told() {
    needs_kernel!();
    let told = told("{}", &[]);
    told.assert_without(SECRET);
    // What is told shows that it was looked at.
    for name in ["file", "file-new", "memory", "socket", "thread", "script"] {
        let name = format!("{WORD}-{name}");
        assert!(told.file.contains(&name) && told.server.contains(&name), "{name}");
    }
    assert!(told.file.contains(ADDRESS) && told.server.contains(ADDRESS));
    assert!(
        told.file.contains("\"key\":\"code.stacktrace\"") && told.file.contains("\"key\":\"syscall.args\"")
    );
    assert!(told.folded.contains(&format!("{WORD}-script")));
}

#[test]
fn what_is_dropped_is_not_told() {
    needs_kernel!();
    let told = told("{}", &["--redact", "paths=drop,addresses=drop,names=drop"]);
    for word in [SECRET, WORD, ADDRESS] {
        told.assert_without(word);
    }
    for key in ["file.path", "thread.name", "process.executable", "code.stacktrace", "network.peer.address"] {
        assert!(!told.file.contains(key), "{key}");
    }
    assert!(told.file.contains("network.peer.port") && told.file.contains("\"name\":\"openat\""));
}

#[test]
fn of_what_is_hashed_the_hash_is_told() {
    needs_kernel!();
    let key = tempfile::NamedTempFile::new().expect("a file");
    fs::write(key.path(), "0123456789abcdef").expect("written");
    let redact = format!("{{addresses: hash, key_file: {}}}", key.path().display());
    let told = told(&redact, &["--redact", "paths=hash,names=hash"]);
    for word in [SECRET, WORD, ADDRESS] {
        told.assert_without(word);
    }
    // printf 127.9.8.7 | openssl dgst -sha256 -hmac 0123456789abcdef
    assert!(told.file.contains("hash:b06a74a68d1ab4b6"), "the address");
    assert!(
        told.server.contains("hash:") && told.folded.starts_with("hash:") && told.stderr.contains("hash:")
    );
}
