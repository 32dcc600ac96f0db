//! `ior-otel config`.

use std::path::Path;

use anyhow::Context as _;

use crate::{
    cli::Options,
    config::{self, Config, env::EnvOverrides, error::ConfigError},
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

/// `config show`: the configuration in effect as YAML, which is a configuration file again. `variables` are the
/// names of the environment variables that are set; those of the export are mentioned, not resolved, because
/// they hold credentials and differ by signal.
///
/// # Errors
/// If the configuration file has a mistake.
pub fn show<'a>(
    options: &Options,
    env: EnvOverrides,
    variables: impl IntoIterator<Item = &'a str>,
) -> Result<String, Failure> {
    let mut config = options.configuration(env)?;
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

/// Whether a variable is about what `export:` is about. Those of `metrics:` are in [`EnvOverrides`].
fn is_of_export(variable: &str) -> bool {
    variable.starts_with("OTEL_EXPORTER_OTLP_")
        && !matches!(
            variable,
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"
                | "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"
        )
}
