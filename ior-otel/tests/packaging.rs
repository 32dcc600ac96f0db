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
    let all =
        [files(&examples, "yaml"), files(&examples, "service"), vec![examples.join("docker/Dockerfile")]]
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
    for path in files(&root().join("examples"), "yaml") {
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

/// Versions are those of the workspace, wherever they are written.
#[test]
fn the_chart_is_of_this_version() {
    let chart: Value = serde_yaml::from_str(&text(&root().join("charts/ior-otel/Chart.yaml"))).expect("YAML");
    assert_eq!(chart["appVersion"].as_str(), Some(env!("CARGO_PKG_VERSION")));
}
