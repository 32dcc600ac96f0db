//! The program itself: `ior-otel config`, its exit codes, and which of flag, environment and file is above which.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use ior_otel::config::{Config, file::File, mode::ModeName};
use tempfile::TempDir;

/// Runs the program in `folder` with nothing in its environment but `variables`.
fn ior_otel(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ior-otel"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Exit code, stdout and stderr.
fn told(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn folder_with(file: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(file), text).unwrap();
    folder
}

/// What `config show` shows, read again.
fn shown(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Config {
    let arguments = [&["config", "show"], arguments].concat();
    let (code, stdout, stderr) = told(ior_otel(folder, &arguments, variables));
    assert_eq!((code, stderr.as_str()), (0, ""));
    File::parse("shown", &stdout).unwrap().into()
}

/// Exit code and stderr of a command line that prints nothing on stdout.
fn refused(arguments: &[&str]) -> (i32, String) {
    let (code, stdout, stderr) = told(ior_otel(Path::new("/"), arguments, &[]));
    assert_eq!(stdout, "");
    (code, stderr)
}

#[test]
fn check_accepts_a_good_file() {
    let folder = folder_with("good.yaml", "spans: {min_duration: 1ms}\n");
    let output = ior_otel(folder.path(), &["config", "check", "good.yaml"], &[]);
    assert_eq!(told(output), (0, "good.yaml: ok\n".to_owned(), String::new()));
}

#[test]
fn check_names_line_and_key_of_a_bad_file() {
    let folder = folder_with("bad.yaml", "spans:\n  min_duratoin: 1ms\n");
    let output = ior_otel(folder.path(), &["config", "check", "bad.yaml"], &[]);
    let message = "ior-otel: bad.yaml:2: unknown key `spans.min_duratoin`; did you mean `min_duration`?\n";
    assert_eq!(told(output), (64, String::new(), message.to_owned()));
}

#[test]
fn a_bad_file_is_refused_wherever_it_is_used() {
    let folder = folder_with("bad.yaml", "limits: {ring_buffer: 10MiB}\n");
    let message = "ior-otel: bad.yaml:1: limits.ring_buffer: 10MiB is not a power of two; the nearest that can be \
                   is 8MiB\n";
    let flag = ior_otel(folder.path(), &["--config", "bad.yaml", "config", "show"], &[]);
    assert_eq!(told(flag), (64, String::new(), message.to_owned()));
    let variable = ior_otel(folder.path(), &["config", "show"], &[("IOR_OTEL_CONFIG", "bad.yaml")]);
    assert_eq!(told(variable), (64, String::new(), message.to_owned()));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let (code, message) = refused(&["config", "check", "/no/such.yaml"]);
    let expected =
        "ior-otel: cannot read the configuration /no/such.yaml: No such file or directory (os error 2)\n";
    assert_eq!((code, message.as_str()), (64, expected));
    let (code, message) = refused(&["config", "check", "/proc"]);
    let expected = "ior-otel: cannot read the configuration /proc: Is a directory (os error 21)\n";
    assert_eq!((code, message.as_str()), (64, expected));
}

#[test]
fn show_without_anything_is_the_default() {
    assert_eq!(shown(Path::new("/"), &[], &[]), Config::default());
    let empty = [("IOR_OTEL_CONFIG", ""), ("OTEL_RESOURCE_ATTRIBUTES", "")];
    assert_eq!(shown(Path::new("/"), &[], &empty), Config::default());
}

#[test]
fn show_defaults_is_the_commented_file() {
    let (code, stdout, _) = told(ior_otel(Path::new("/"), &["config", "show", "--defaults"], &[]));
    assert_eq!((code, stdout.as_str()), (0, include_str!("../../config.yaml")));
}

#[test]
fn a_flag_is_above_the_file() {
    let text =
        "families: {fs: off}\nspans: {min_duration: 2s, sample: 0.5}\nexport: {otlp: {protocol: grpc}}\n";
    let folder = folder_with("c.yaml", text);
    let flags = [
        "--config",
        "c.yaml",
        "--min-duration",
        "1ms",
        "--protocol",
        "http/json",
        "--families",
        "fs=metrics",
    ];
    let config = shown(folder.path(), &flags, &[]);
    let mut expected: Config = File::parse("c.yaml", text).unwrap().into();
    assert_ne!(config, expected);
    expected.spans.min_duration = std::time::Duration::from_millis(1);
    expected.export.otlp.protocol = Some(ior_otel::config::export::Protocol::HttpJson);
    expected.modes.families.insert("fs".parse().unwrap(), ModeName::Metrics);
    assert_eq!(config, expected);
}

#[test]
fn flags_are_read_before_and_after_the_command() {
    let flags =
        ["--syscalls", "futex,read=metrics", "--endpoint", "http://localhost:4317", "--output", "o.jsonl"];
    let (code, before, _) = told(ior_otel(Path::new("/"), &[&flags[..], &["config", "show"]].concat(), &[]));
    let (_, after, _) = told(ior_otel(Path::new("/"), &[&["config", "show"], &flags[..]].concat(), &[]));
    assert_eq!((code, &before), (0, &after));
    let config: Config = File::parse("shown", &before).unwrap().into();
    assert!(config.modes.families.values().all(|mode| *mode == ModeName::Off));
    let syscalls: Vec<_> =
        config.modes.syscalls.iter().map(|(name, mode)| (name.to_string(), *mode)).collect();
    let expected = [("futex".to_owned(), ModeName::Spans), ("read".to_owned(), ModeName::Metrics)];
    assert_eq!(syscalls, expected);
    assert_eq!(config.export.otlp.endpoint.as_deref(), Some("http://localhost:4317"));
    assert_eq!(config.export.file.path.as_deref(), Some(Path::new("o.jsonl")));
}

#[test]
fn the_environment_is_above_the_file() {
    let folder = folder_with("c.yaml", "resource: {attributes: {team: file, zone: file}}\n");
    let variables =
        [("IOR_OTEL_CONFIG", "c.yaml"), ("OTEL_RESOURCE_ATTRIBUTES", "team=a%20b,service.name=x")];
    let config = shown(folder.path(), &[], &variables);
    let attributes: Vec<_> =
        config.resource.attributes.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(attributes, [("team", "a b"), ("zone", "file")]);
}

#[test]
fn variables_of_the_export_are_named_and_their_values_kept_secret() {
    let variables = [("OTEL_EXPORTER_OTLP_HEADERS", "authorization=secret"), ("OTEL_LOG_LEVEL", "info")];
    let (code, stdout, _) = told(ior_otel(Path::new("/"), &["config", "show"], &variables));
    assert_eq!(code, 0);
    assert!(
        stdout.ends_with("# The environment is above `export:` with OTEL_EXPORTER_OTLP_HEADERS\n"),
        "{stdout}"
    );
    assert!(!stdout.contains("secret"));
}

#[test]
fn values_of_headers_are_kept_secret() {
    let folder = folder_with("c.yaml", "export: {otlp: {headers: {authorization: secret}}}\n");
    let (code, stdout, _) = told(ior_otel(folder.path(), &["--config", "c.yaml", "config", "show"], &[]));
    assert_eq!(code, 0);
    assert!(stdout.contains("authorization: '***'") && !stdout.contains("secret"), "{stdout}");
}

#[test]
fn the_log_level_says_how_much_is_said() {
    let said = |level: &str| {
        let variables = [("OTEL_RESOURCE_ATTRIBUTES", "nothing"), ("OTEL_LOG_LEVEL", level)];
        let (code, _, stderr) = told(ior_otel(Path::new("/"), &["config", "show"], &variables));
        assert_eq!(code, 0);
        stderr
    };
    let warning = said("");
    assert!(warning.starts_with("ior-otel: OTEL_RESOURCE_ATTRIBUTES is ignored: "), "{warning}");
    assert_eq!(said("WARN"), warning);
    assert_eq!((said("error"), said("none")), (String::new(), String::new()));
    let unknown = "ior-otel: OTEL_LOG_LEVEL is ignored: \"loud\" is none of none, off, error, warn, info, debug, trace, verbose, all\n";
    assert_eq!(said("loud"), format!("{unknown}{warning}"));
}

#[test]
fn bad_usage_is_64_and_names_the_nearest() {
    for (arguments, message) in [
        (
            &["--families", "netwrok", "config", "show"][..],
            "`netwrok` is not a family; did you mean `network`?",
        ),
        (
            &["--syscalls", "read,opnat=off", "config", "show"],
            "`opnat` is not a syscall; did you mean `openat`?",
        ),
        (&["--syscalls", "read=of", "config", "show"], "`of` is not a mode; did you mean `off`?"),
        (&["--min-duration", "10", "config", "show"], "\"10\" is not a duration such as 10ms, 1.5s or 2m"),
        (&["--protocol", "http", "config", "show"], "`http` is not a protocol; did you mean `http/json`?"),
        (&["--summary", "neve", "config", "show"], "a similar value exists: 'never'"),
        (&["syscalls", "--kind", "futx"], "`futx` is not a kind; did you mean `futex`?"),
        (&["syscalls", "-o", "jsn"], "a similar value exists: 'json'"),
        (&["config", "chek"], "a similar subcommand exists: 'check'"),
        (&["--min-duratoin", "1s", "config", "show"], "a similar argument exists: '--min-duration'"),
        (&["run"], "<CMD>"),
        (&["run", "true"], "unexpected argument 'true'"),
        (&[], "Usage: ior-otel"),
    ] {
        let (code, stderr) = refused(arguments);
        assert_eq!(code, 64, "{arguments:?}");
        assert!(stderr.contains(message), "{arguments:?}: {stderr}");
    }
}

#[test]
fn help_and_version_are_no_failure() {
    let version = concat!("ior-otel ", env!("CARGO_PKG_VERSION"), "\n");
    let output = ior_otel(Path::new("/"), &["--version"], &[]);
    assert_eq!(told(output), (0, version.to_owned(), String::new()));
    for arguments in
        [&["--help"][..], &["-h"], &["run", "--help"], &["syscalls", "-h"], &["config", "show", "-h"]]
    {
        let (code, stdout, stderr) = told(ior_otel(Path::new("/"), arguments, &[]));
        assert_eq!((code, stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(stdout.contains("Usage: ior-otel") && stdout.contains("--min-duration"), "{stdout}");
    }
}
