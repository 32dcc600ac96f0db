//! What the user wrote.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Correlation, HealthSection, error::ConfigError, export::ExportSection, limits::Limits, metrics::Metrics,
    mode::ModeName, names::SyscallName, redact::Redact, resource::Resource, spans::Spans, target::Target,
    unique::Unique,
};
use crate::table::{family::Family, kind::Kind};

/// The configuration file. A section or key that is not there has its default; a family that is not there too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct File {
    /// Which processes `attach` traces.
    pub target: Target,
    /// Modes by family.
    pub families: BTreeMap<Family, ModeName>,
    /// Modes by kind.
    pub kinds: BTreeMap<Kind, ModeName>,
    /// Modes by syscall.
    pub syscalls: BTreeMap<SyscallName, ModeName>,
    /// Which calls become spans.
    pub spans: Spans,
    /// What becomes of the counts.
    pub metrics: Metrics,
    /// Where spans hang.
    pub correlation: Correlation,
    /// Who the traced processes are.
    pub resource: Resource,
    /// What of their strings is told.
    pub redact: Redact,
    /// Where the telemetry goes.
    pub export: ExportSection,
    /// How much memory the kernel side may take.
    pub limits: Limits,
    /// The endpoint that says how ior-otel is.
    pub health: HealthSection,
}

impl File {
    /// Reads the `text` of a file; `name` is for errors.
    ///
    /// # Errors
    /// With line and key, if it is not valid YAML or says something that cannot be.
    pub fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        serde_yaml::from_str(text).map_err(|error| ConfigError::syntax(name, text, &error)).and_then(
            |Unique| serde_yaml::from_str(text).map_err(|error| ConfigError::meaning(name, text, &error)),
        )
    }
}
