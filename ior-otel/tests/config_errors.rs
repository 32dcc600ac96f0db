//! What a person reads who made a mistake in the configuration file: the exact text, with line, key and suggestion.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use ior_otel::config::file::File;

/// The message about a file of these lines.
fn error(lines: &[&str]) -> String {
    File::parse("config.yaml", &lines.join("\n")).unwrap_err().to_string()
}

/// The message about a key in a section, on line 3.
fn error_of(section: &str, key_and_value: &str) -> String {
    error(&["# head", &format!("{section}:"), &format!("  {key_and_value}")])
}

#[test]
fn a_queue_that_holds_nothing_is_refused() {
    let message = error_of("export", "queue: 0");
    assert_eq!(message, "config.yaml:3: export.queue: 0 is too small; the least is 4MiB");
}

#[test]
fn what_is_redacted() {
    assert_eq!(
        error_of("redact", "path: hash"),
        "config.yaml:3: unknown key `redact.path`; did you mean `paths`?"
    );
    assert_eq!(
        error_of("redact", "names: hide"),
        "config.yaml:3: redact.names: `hide` is not a known value; known are keep, hash, drop"
    );
}

#[test]
fn unknown_keys() {
    assert_eq!(
        error_of("spans", "min_duratoin: 10ms"),
        "config.yaml:3: unknown key `spans.min_duratoin`; did you mean `min_duration`?"
    );
    assert_eq!(
        error(&["limits:", "  threads: 10", "famlies: {}"]),
        "config.yaml:3: unknown key `famlies`; did you mean `families`?"
    );
    assert_eq!(
        error_of("limits", "colour: red"),
        "config.yaml:3: unknown key `limits.colour`; known are ring_buffer, threads, series"
    );
    assert_eq!(
        error_of("correlation", "colour: red"),
        "config.yaml:3: unknown key `correlation.colour`; known are thread_context, obi_map, process_context, traceparent, as, unsampled"
    );
    assert_eq!(
        error_of("export", "otlp: {tls: {cafile: x}}"),
        "config.yaml:3: unknown key `export.otlp.tls.cafile`; did you mean `ca_file`?"
    );
    assert_eq!(
        error(&[
            "spans:",
            "  overrides:",
            "    - families: [fs]",
            "      min_duration: 1s",
            "      sampel: 1"
        ]),
        "config.yaml:5: unknown key `spans.overrides[0].sampel`; did you mean `sample`?"
    );
}

#[test]
fn duplicate_keys() {
    assert_eq!(
        error(&["spans:", "  sample: 1", "", "limits: {}", "spans:", "  sample: 0.5"]),
        "config.yaml:5: the key `spans` is there twice"
    );
    assert_eq!(
        error(&["syscalls:", "  read: off", "  openat: off", "  read: spans"]),
        "config.yaml:4: the key `syscalls.read` is there twice"
    );
    assert_eq!(
        error(&["spans:", "  overrides:", "    - kinds: [fd]", "      sample: 1", "      sample: 0"]),
        "config.yaml:5: the key `spans.overrides[0].sample` is there twice"
    );
}

#[test]
fn names_of_the_table() {
    assert_eq!(
        error(&["families:", "  fs: spans", "  netwrok: spans"]),
        "config.yaml:3: families: `netwrok` is not a family; did you mean `network`?"
    );
    assert_eq!(
        error(&["kinds:", "  futx: off"]),
        "config.yaml:2: kinds: `futx` is not a kind; did you mean `futex`?"
    );
    assert_eq!(
        error(&["syscalls:", "  read: spans", "  opennat: spans"]),
        "config.yaml:3: syscalls: `opennat` is not a syscall; did you mean `openat`?"
    );
    assert_eq!(
        error(&["syscalls:", "  teleport: spans"]),
        "config.yaml:2: syscalls: `teleport` is not a syscall; `ior-otel syscalls` lists them"
    );
    assert_eq!(
        error(&[
            "spans:",
            "  overrides:",
            "    - sample: 1",
            "      syscalls:",
            "        - read",
            "        - opnat"
        ]),
        "config.yaml:6: spans.overrides[0].syscalls[1]: `opnat` is not a syscall; did you mean `openat`?"
    );
}

#[test]
fn values_of_a_set() {
    assert_eq!(
        error(&["families:", "  fs: spans", "  network: span"]),
        "config.yaml:3: families.network: `span` is not a mode; did you mean `spans`?"
    );
    assert_eq!(
        error_of("metrics", "temporality: cumulativ"),
        "config.yaml:3: metrics.temporality: `cumulativ` is not a known value; did you mean `cumulative`?"
    );
    assert_eq!(
        error_of("metrics", "per: pod"),
        "config.yaml:3: metrics.per: `pod` is not a known value; known are process, container, host"
    );
    assert_eq!(
        error(&["metrics:", "  attributes:", "    - syscall.name", "    - sycall.kind"]),
        "config.yaml:4: metrics.attributes[1]: `sycall.kind` is not a known value; did you mean `syscall.kind`?"
    );
    assert_eq!(
        error_of("export", "otlp: {protocol: htp/json}"),
        "config.yaml:3: export.otlp.protocol: `htp/json` is not a known value; did you mean `http/json`?"
    );
}

#[test]
fn values_with_a_unit() {
    assert_eq!(
        error_of("spans", "min_duration: 10 parsecs"),
        "config.yaml:3: spans.min_duration: \"10 parsecs\" is not a duration such as 10ms, 1.5s or 2m: unknown time \
         unit \"parsecs\", supported units: ns, us/µs, ms, sec, min, hours, days, weeks, months, years (and few \
         variations)"
    );
    assert_eq!(
        error_of("spans", "min_duration: 10"),
        "config.yaml:3: spans.min_duration: \"10\" is not a duration such as 10ms, 1.5s or 2m: time unit needed, \
         for example 10sec or 10ms"
    );
    assert_eq!(
        error_of("export", "queue: 32MB"),
        "config.yaml:3: export.queue: \"32MB\" is not a size such as 64KiB, 16MiB or 1GiB"
    );
    assert_eq!(
        error_of("metrics", "interval: 1ms"),
        "config.yaml:3: metrics.interval: \"1ms\" is too short; 100ms or more"
    );
}

#[test]
fn values_out_of_range() {
    assert_eq!(
        error_of("spans", "sample: 1.5"),
        "config.yaml:3: spans.sample: \"1.5\" is not a number from 0 to 1"
    );
    assert_eq!(
        error_of("spans", "max_per_trace: 0"),
        "config.yaml:3: spans.max_per_trace: \"0\" is not a whole number from 1 to 1000000000"
    );
    assert_eq!(
        error_of("limits", "ring_buffer: 10MiB"),
        "config.yaml:3: limits.ring_buffer: 10MiB is not a power of two; the nearest that can be is 8MiB"
    );
    assert_eq!(
        error_of("limits", "threads: -1"),
        "config.yaml:3: limits.threads: \"-1\" is not a whole number from 1 to 4194304"
    );
    assert_eq!(
        error(&["spans:", "  overrides:", "    - kinds: [fd]", "      sample: 2"]),
        "config.yaml:4: spans.overrides[0].sample: \"2\" is not a number from 0 to 1"
    );
    assert_eq!(
        error(&["metrics:", "  boundaries:", "    - 0.1", "    - 1", "    - 0.5"]),
        "config.yaml:5: metrics.boundaries[2]: \"0.5\" is not above 1"
    );
    assert_eq!(
        error_of("metrics", "boundaries: [0, 1]"),
        "config.yaml:3: metrics.boundaries[0]: \"0\" is not above 0"
    );
    assert_eq!(
        error_of("metrics", "boundaries: []"),
        "config.yaml:3: metrics.boundaries: needs at least one boundary"
    );
}

#[test]
fn values_of_the_wrong_type() {
    assert_eq!(
        error_of("spans", "errors: maybe"),
        "config.yaml:3: spans.errors: invalid type: string \"maybe\", expected a boolean"
    );
    assert_eq!(
        error_of("spans", "min_duration: [10ms]"),
        "config.yaml:3: spans.min_duration: invalid type: sequence, expected a duration such as 10ms"
    );
    assert_eq!(
        error(&["limits: {}", "spans: 10ms"]),
        "config.yaml:2: spans: invalid type: string \"10ms\", expected a mapping"
    );
    assert_eq!(
        error(&["spans:", "  overrides:", "    - read"]),
        "config.yaml:3: spans.overrides[0]: invalid type: string \"read\", expected a mapping such as `{families: \
         [fs], min_duration: 100ms}`"
    );
    assert_eq!(
        error(&["just text"]),
        "config.yaml:1: invalid type: string \"just text\", expected a mapping"
    );
    assert_eq!(error(&["", "- a", "- b"]), "config.yaml:2: invalid type: sequence, expected a mapping");
}

#[test]
fn what_needs_more_than_one_key() {
    let first = "    - {kinds: [fd], sample: 1}";
    assert_eq!(
        error(&["spans:", "  overrides:", first, "    - min_duration: 1s"]),
        "config.yaml:4: spans.overrides[1]: names no syscall; give it `families`, `kinds` or `syscalls`"
    );
    assert_eq!(
        error(&["spans:", "  overrides:", first, "    - families: [fs]"]),
        "config.yaml:4: spans.overrides[1]: changes nothing; give it `min_duration`, `errors`, `sample` or `stacks`"
    );
    assert_eq!(
        error(&["resource:", "  service_names:", "    - {executable: a, name: b}", "    - executable: c"]),
        "config.yaml:4: resource.service_names[1]: missing key `name`"
    );
    assert_eq!(
        error(&["resource:", "  service_names:", "    - executable: a", "      name: ''"]),
        "config.yaml:4: resource.service_names[0].name: is empty"
    );
    assert_eq!(
        error(&["resource:", "  attributes:", "    team: a", "    service.name: b"]),
        "config.yaml:4: resource.attributes: `service.name` is set by `resource.service_names`"
    );
}

#[test]
fn what_is_not_yaml() {
    assert_eq!(
        error(&["spans:", "  overrides: [a", "limits: {}"]),
        "config.yaml:3: not valid YAML: did not find expected ',' or ']', while parsing a flow sequence at line 2 \
         column 14"
    );
    assert_eq!(
        error(&["spans:", "  overrides: [a", "", ""]),
        "config.yaml:2: not valid YAML: did not find expected ',' or ']', while parsing a flow sequence at line 2 \
         column 14"
    );
    assert_eq!(
        error(&["spans:", "\tsample: 1"]),
        "config.yaml:2: not valid YAML: found character that cannot start any token, while scanning for the next token"
    );
    assert_eq!(
        error(&["# \u{e9}\u{e9}\u{e9}\u{e9}", "# \u{7}"]),
        "config.yaml:2: not valid YAML: control characters are not allowed"
    );
    assert_eq!(error(&["spans: {}", "limits: *other"]), "config.yaml:2: not valid YAML: unknown anchor");
    assert_eq!(error(&["spans: {}", "---", "limits: {}"]), "config.yaml: holds more than one document");
    assert_eq!(
        error(&["spans: {}", "limits: !big {}"]),
        "config.yaml:2: not valid YAML: limits: invalid type: enum, expected a value without a tag"
    );
}
