//! `ior-otel config`.

use std::path::Path;

use anyhow::Context as _;

use crate::{
    cli::Options,
    config::{self, Config},
    exit::Failure,
    otlp::settings::{ExportFlags, Settings},
};

/// What is shown of a secret.
const HIDDEN: &str = "***";

/// `config check`: what to say of a file without a mistake.
///
/// # Errors
/// With file, line and key of the first mistake; of what `export:` says, with the key.
pub fn check(file: &Path) -> Result<String, Failure> {
    let config = Config::load(Some(file))?;
    Settings::resolve(&ExportFlags::default(), &|_| None, &config.export)?;
    Ok(format!("{}: ok\n", file.display()))
}

/// `config show`: the configuration in effect, `config`, as YAML, which is a configuration file again. `variables` are the
/// names of the environment variables that are set; those of the export are mentioned, not resolved, because
/// they hold credentials and differ by signal. Values of headers, which are credentials too, are [`HIDDEN`].
///
/// # Errors
/// If a path in it is not UTF-8.
pub fn show<'a>(
    options: &Options,
    mut config: Config,
    variables: impl IntoIterator<Item = &'a str>,
) -> Result<String, Failure> {
    config.export = options.export(config.export);
    if let Some((url, _)) =
        config.export.otlp.endpoint.as_deref().and_then(|endpoint| endpoint.split_once('?'))
    {
        config.export.otlp.endpoint = Some(format!("{url}?{HIDDEN}"));
    }
    config.export.otlp.headers.values_mut().for_each(|value| HIDDEN.clone_into(value));
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
    let prefixes = ["OTEL_EXPORTER_OTLP_", "OTEL_BSP_"];
    let others = ["OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER"];
    (prefixes.iter().any(|prefix| variable.starts_with(prefix)) || others.contains(&variable))
        && !matches!(
            variable,
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"
                | "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"
        )
}
