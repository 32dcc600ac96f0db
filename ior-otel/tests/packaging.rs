//! What is under `examples/` is what this version takes: configurations load, and say what they are for.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ior_otel::config::{Config, file::File};
use serde_yaml::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All files below a directory with this ending.
fn files(directory: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found
}

/// Examples in YAML; templates of charts are not.
fn examples() -> Vec<PathBuf> {
    let mut examples = files(&root().join("examples"), "yaml");
    examples.retain(|path| !path.parent().is_some_and(|parent| parent.ends_with("templates")));
    examples
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn configurations_load() {
    let mut examples = files(&root().join("examples/config"), "yaml");
    examples.push(root().join("examples/compose/grafana/ior-otel.yaml"));
    assert!(examples.len() >= 5, "{examples:?}");
    for path in examples {
        let config = Config::load(Some(&path)).unwrap_or_else(|error| panic!("{error}"));
        assert_ne!(config, Config::default(), "{} says nothing", path.display());
    }
}

#[test]
fn every_example_says_what_it_is_for() {
    let examples = root().join("examples");
    let all = [
        files(&examples, "yaml"),
        files(&examples, "service"),
        vec![examples.join("docker/Dockerfile"), examples.join("shop/Dockerfile")],
    ]
    .concat();
    assert!(all.len() >= 12, "{all:?}");
    for path in all {
        let text = text(&path);
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("# ") && first.len() > 20, "{}: {first:?}", path.display());
    }
}

#[test]
fn manifests_and_compose_files_are_yaml_and_hold_valid_configurations() {
    for path in examples() {
        for document in serde_yaml::Deserializer::from_str(&text(&path)) {
            let document = <Value as serde::Deserialize>::deserialize(document)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let embedded =
                document.get("data").and_then(|data| data.get("config.yaml")).and_then(Value::as_str);
            if let Some(config) = embedded {
                File::parse(&path.display().to_string(), config).unwrap_or_else(|error| panic!("{error}"));
            }
        }
    }
}

/// What the dashboard asks for is what ior-otel sends, by the names that Prometheus makes of them, from data sources that are there.
/// `cargo xtask e2e` asks it.
#[test]
fn the_dashboard_asks_for_what_there_is() {
    const METRICS: [&str; 6] = [
        "syscall_duration_seconds",
        "syscall_io_bytes_total",
        "syscall_io_size_bytes",
        "syscall_memory_size_bytes_total",
        "syscall_ready",
        "syscall_active",
    ];
    let stack = root().join("examples/compose/grafana");
    let sources: Value = serde_yaml::from_str(&text(&stack.join("datasources.yaml"))).expect("YAML");
    let sources: Vec<_> =
        sources["datasources"].as_sequence().expect("a list").iter().map(|one| &one["uid"]).collect();
    let dashboard: Value = serde_yaml::from_str(&text(&stack.join("system-calls.json"))).expect("JSON");
    let panels = dashboard["panels"].as_sequence().expect("panels");
    assert!(panels.len() >= 8, "{} panels", panels.len());
    for panel in panels {
        for target in panel["targets"].as_sequence().expect("targets") {
            assert!(sources.contains(&&target["datasource"]["uid"]), "{target:?}");
            let Some(query) = target["expr"].as_str() else { continue };
            let words = query.split(|character: char| !character.is_alphanumeric() && character != '_');
            let ours = |word: &str| word.starts_with("ior_") || word.starts_with("otel_sdk_");
            let known = words.filter(|word| METRICS.contains(word) || ours(word)).count();
            assert!(known > 0, "{query}");
        }
    }
}

/// tests/container.rs tries these two.
#[test]
fn user_and_capabilities_of_the_image_are_those_that_are_tried() {
    let image = text(&root().join("examples/docker/Dockerfile"));
    assert!(image.contains("\nRUN setcap cap_bpf,cap_perfmon=ep /ior-otel\n"), "{image}");
    assert!(image.contains("\nUSER 65532:65532\n"), "{image}");
}

/// The chart's schema of `config` knows the keys that there are, and no other.
#[test]
fn the_charts_schema_has_the_keys_of_the_configuration() {
    let schema: Value =
        serde_yaml::from_str(&text(&root().join("charts/ior-otel/values.schema.json"))).expect("JSON");
    let defaults: Value = serde_yaml::from_str(ior_otel::config::DEFAULTS).expect("YAML");
    let (mut known, mut there) = (Vec::new(), Vec::new());
    keys_of_schema("", &schema["properties"]["config"], &mut known);
    keys_of_values("", &defaults, &mut there);
    // What is within a list has no default.
    known.retain(|key| !key.contains("[]"));
    // Of these the names are the table's, and the schema leaves them open.
    there.retain(|key| !key.starts_with("families."));
    known.sort();
    there.sort();
    assert_eq!(known, there);
}

fn keys_of_schema(prefix: &str, schema: &Value, keys: &mut Vec<String>) {
    for (key, below) in schema["properties"].as_mapping().into_iter().flatten() {
        let path = format!("{prefix}{}", key.as_str().expect("a key"));
        keys_of_schema(&format!("{path}[]."), &below["items"], keys);
        keys_of_schema(&format!("{path}."), below, keys);
        keys.push(path);
    }
}

fn keys_of_values(prefix: &str, values: &Value, keys: &mut Vec<String>) {
    for (key, below) in values.as_mapping().into_iter().flatten() {
        let path = format!("{prefix}{}", key.as_str().expect("a key"));
        keys_of_values(&format!("{path}."), below, keys);
        keys.push(path);
    }
}

/// Versions are those of the workspace, wherever they are written.
#[test]
fn the_chart_is_of_this_version() {
    let chart: Value = serde_yaml::from_str(&text(&root().join("charts/ior-otel/Chart.yaml"))).expect("YAML");
    assert_eq!(chart["appVersion"].as_str(), Some(env!("CARGO_PKG_VERSION")));
}
