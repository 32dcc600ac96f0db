//! `config.yaml` says what the code does, and what is shown can be read again.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::{collections::BTreeSet, time::Duration};

use ior_otel::{
    config::{
        Config, DEFAULTS,
        error::ConfigError,
        file::File,
        metrics::{MetricAttribute, Temporality},
        mode::Mode,
        modes::HOT,
        scalar::HumanDuration,
    },
    table::{Syscall, rows::ROWS},
};
use proptest::prelude::*;
use serde_yaml::Value;

fn config(yaml: &str) -> Config {
    File::parse("config.yaml", yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}")).into()
}

fn row(name: &str) -> &'static Syscall {
    ROWS.iter().find(|row| row.name == name).unwrap()
}

fn spans(milliseconds: u64, errors: bool, sample: f64) -> Mode {
    Mode::Spans { min_duration: Duration::from_millis(milliseconds), errors, sample, stacks: false }
}

/// The examples of config.yaml (`#key: value`) instead of the defaults (`key: {}`) that they are examples of.
fn with_examples(yaml: &str) -> String {
    let lines: Vec<_> = yaml.lines().map(example).collect();
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        let replaced = lines.get(index + 1).is_some_and(|next| next.1 && !line.1);
        if !replaced {
            text.push_str(line.0);
            text.push('\n');
        }
    }
    text
}

/// A line without the `#` of an example, and whether it had one. Prose begins with `# `, an example with `#` and a key,
/// or, further in, with more spaces than one.
fn example(line: &str) -> (&str, bool) {
    match line.strip_prefix('#') {
        Some(rest) if !rest.is_empty() && (!rest.starts_with(' ') || rest.starts_with("  ")) => (rest, true),
        _ => (line, false),
    }
}

#[test]
fn defaults_of_the_file_are_those_of_the_code() {
    assert_eq!(config(DEFAULTS), Config::default());
}

#[test]
fn the_file_has_every_key_of_the_code_and_no_other() {
    let code: Value = serde_yaml::from_str(&Config::default().to_yaml().unwrap()).unwrap();
    let file: Value = serde_yaml::from_str(DEFAULTS).unwrap();
    assert_eq!(file, code);
}

#[test]
fn the_examples_of_the_file_are_valid_and_show_every_key_of_a_list() {
    let text = with_examples(DEFAULTS);
    let config = config(&text);
    assert_ne!(config, Config::default());
    let Config { modes, spans, resource, export, .. } = config;
    assert_eq!((modes.kinds.len(), modes.syscalls.len(), spans.overrides.len()), (1, 2, 1), "{text}");
    assert_eq!((resource.attributes.len(), resource.service_names.len()), (1, 1), "{text}");
    assert_eq!(export.otlp.headers.len(), 1, "{text}");
    let keys: Value = serde_yaml::to_value(&spans.overrides[0]).unwrap();
    for (key, value) in keys.as_mapping().unwrap() {
        assert!(
            !value.is_null() && value.as_sequence().is_none_or(|list| !list.is_empty()),
            "{key:?} is not shown"
        );
    }
}

/// Number, indent, key and value of each line that has a key which is ours.
fn keys(yaml: &str) -> Vec<(usize, &str, &str, &str)> {
    yaml.lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let (indented, value) = line.split_once(':')?;
            let start = indented.find(|c: char| c != ' ' && c != '-')?;
            let (indent, key) = indented.split_at(start);
            let ours = key.chars().all(|c| c.is_ascii_lowercase() || c == '_') && key != "authorization";
            ours.then_some((index, indent, key, value.trim()))
        })
        .collect()
}

/// The line that is blamed, and all that is said, when one line of a file is another.
fn blamed(yaml: &str, index: usize, other: &str) -> (String, String) {
    let mut lines: Vec<_> = yaml.lines().collect();
    lines[index] = other;
    let error = File::parse("f", &lines.join("\n")).expect_err(other).to_string();
    let (_, rest) = error.split_once(':').unwrap();
    let (line, message) = rest.split_once(": ").unwrap();
    (line.to_owned(), message.to_owned())
}

#[test]
fn a_slip_in_any_key_names_its_line() {
    let yaml = with_examples(DEFAULTS);
    let keys = keys(&yaml);
    assert!(keys.len() > 60, "{}", keys.len());
    for (index, indent, key, value) in keys {
        let (line, message) = blamed(&yaml, index, &format!("{indent}{key}x: {value}"));
        assert_eq!(line, (index + 1).to_string(), "{key}: {message}");
        let suggestion = format!("did you mean `{key}`?");
        assert!(message.contains(&format!("{key}x`")) && message.ends_with(&suggestion), "{key}: {message}");
    }
}

#[test]
fn a_wrong_value_of_any_key_names_its_line() {
    let yaml = with_examples(DEFAULTS);
    let next_is_deeper = |index: usize, indent: &str| {
        yaml.lines()
            .skip(index + 1)
            .find(|line| !line.trim_start().starts_with('#'))
            .is_some_and(|line| line.len() - line.trim_start().len() > indent.len())
    };
    for (index, indent, key, _) in keys(&yaml) {
        if next_is_deeper(index, indent) {
            continue;
        }
        let (line, message) = blamed(&yaml, index, &format!("{indent}{key}: [[]]"));
        assert_eq!(line, (index + 1).to_string(), "{key}: {message}");
        assert!(message.contains(key), "{key}: {message}");
    }
}

proptest! {
    /// Whatever is typed over a piece of the file: it is understood or refused, within its lines.
    #[test]
    fn no_text_panics(from in 0..DEFAULTS.len(), length in 0..200_usize, typed in "(?s).{0,40}") {
        let mut text = DEFAULTS.to_owned();
        text.replace_range(from..(from + length).min(text.len()), &typed);
        if let Err(ConfigError::Invalid { line: Some(line), message, .. }) = File::parse("f", &text) {
            // YAML 1.1, section 5.4: these end a line too.
            let lines = text.trim_end().split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count();
            prop_assert!((1..=lines).contains(&line), "{line}: {message}");
        }
    }
}

#[test]
fn the_file_lists_the_hot_calls() {
    let prose = DEFAULTS.lines().filter_map(|line| line.strip_prefix("# ")).collect::<Vec<_>>().join(" ");
    let (_, list) = prose.split_once("only counts them: ").unwrap();
    let (list, _) = list.split_once('.').unwrap();
    assert_eq!(list.split(", ").collect::<BTreeSet<_>>(), BTreeSet::from(HOT));
}

#[test]
fn what_is_shown_is_read_as_the_same() {
    let one = "spans: {overrides: [{families: [fs], errors: true}, {kinds: [poll], sample: 0.5}]}".to_owned();
    for text in [DEFAULTS.to_owned(), with_examples(DEFAULTS), one] {
        let config = config(&text);
        let shown = config.to_yaml().unwrap();
        assert_eq!(self::config(&shown), config, "{shown}");
    }
}

#[test]
fn an_empty_file_is_all_default() {
    for text in ["", "\n", "# nothing\n", "---\n", "{}", "spans:\n", "families:\nspans:\n  # sample: 1\n"] {
        assert_eq!(config(text), Config::default(), "{text:?}");
    }
}

#[test]
fn what_is_not_said_keeps_its_default() {
    let config = config("families: {fs: off}\nspans: {sample: 0.5}\nmetrics: {temporality: delta}");
    let default = Config::default();
    assert_eq!(config.mode_of(row("openat")), Mode::Off);
    assert_eq!(config.mode_of(row("connect")), spans(10, false, 0.5));
    assert_eq!(config.metrics.temporality, Temporality::Delta);
    assert_eq!(config.metrics.interval, default.metrics.interval);
    assert_eq!(config.limits, default.limits);
}

#[test]
fn modes_by_default() {
    let config = Config::default();
    assert_eq!(config.mode_of(row("openat")), spans(10, false, 1.0));
    assert_eq!(config.mode_of(row("futex")), Mode::Metrics);
    assert_eq!(config.mode_of_unknown(), spans(10, false, 1.0));
}

#[test]
fn of_overrides_the_later_wins_key_by_key() {
    let config = config(
        "
spans:
  min_duration: 5ms
  overrides:
    - {families: [fs, other], min_duration: 100ms, errors: true}
    - {kinds: [open], sample: 0.1}
    - {syscalls: [openat, newfstat], min_duration: 1s}
",
    );
    assert_eq!(config.mode_of(row("connect")), spans(5, false, 1.0));
    assert_eq!(config.mode_of(row("read")), spans(100, true, 1.0));
    assert_eq!(config.mode_of(row("openat")), spans(1000, true, 0.1));
    assert_eq!(config.mode_of(row("fstat")), spans(1000, true, 1.0));
    assert_eq!(config.mode_of_unknown(), spans(100, true, 1.0));
}

#[test]
fn values_are_read_as_they_are_meant() {
    let config = config(
        "
families: {other: off}
metrics: {interval: 1500ms, boundaries: [1e-6, 1], attributes: [error.type, syscall.errno, error.type]}
resource: {attributes: {build: 7}, service_names: [{executable: python3*, name: jobs}]}
export: {otlp: {endpoint: 'http://localhost:4318', timeout: 3s}}
limits: {ring_buffer: 1MiB}
",
    );
    assert_eq!(config.mode_of_unknown(), Mode::Off);
    assert_eq!(config.metrics.interval, Duration::from_millis(1500));
    assert_eq!(config.metrics.boundaries, [1e-6, 1.0]);
    let attributes = [MetricAttribute::ErrorType, MetricAttribute::SyscallErrno];
    assert_eq!(config.metrics.attributes, attributes.into());
    assert_eq!(config.resource.attributes.values().collect::<Vec<_>>(), ["7"]);
    assert_eq!(config.resource.service_name("/usr/bin/python3.12"), Some("jobs"));
    assert_eq!(config.export.otlp.timeout, Some(HumanDuration(Duration::from_secs(3))));
    assert_eq!(config.limits.ring_buffer, 1 << 20);
}
