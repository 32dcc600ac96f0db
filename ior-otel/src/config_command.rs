//! `ior-otel config`.

use std::path::Path;

use anyhow::Context as _;

use crate::{
    cli::Options,
    config::{self, Config, error::ConfigError},
    exit::Failure,
};

/// `config check`: what to say of a file without a mistake.
///
/// # Errors
/// With file, line and key of the first mistake.
pub fn check(file: &Path) -> Result<String, ConfigError> {
    Config::load(Some(file))?;
    Ok(format!("{}: ok\n", file.display()))
}

/// `config show`: the configuration in effect, `config`, as YAML, which is a configuration file again. `variables` are the
/// names of the environment variables that are set; those of the export are mentioned, not resolved, because
/// they hold credentials and differ by signal.
///
/// # Errors
/// If a path in it is not UTF-8.
pub fn show<'a>(
    options: &Options,
    mut config: Config,
    variables: impl IntoIterator<Item = &'a str>,
) -> Result<String, Failure> {
    config.export = options.export(config.export);
    let mut yaml = config.to_yaml().context("cannot write the configuration as YAML")?;
    let mut variables: Vec<_> = variables.into_iter().filter(|name| is_of_export(name)).collect();
    if !variables.is_empty() {
        variables.sort_unstable();
        yaml.push_str("# The environment is above `export:` with ");
        yaml.push_str(&variables.join(", "));
        yaml.push('\n');
    }
    Ok(yaml)
}

/// `config show --defaults`.
pub fn defaults() -> &'static str {
    config::DEFAULTS
}

/// Whether a variable is about what `export:` is about. Those of `metrics:` are resolved.
fn is_of_export(variable: &str) -> bool {
    variable.starts_with("OTEL_EXPORTER_OTLP_")
        && !matches!(
            variable,
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"
                | "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"
        )
}
