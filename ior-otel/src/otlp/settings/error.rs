//! Errors of what the person wrote, on the command line or in the file.

use crate::exit::{Exit, Failure};

/// Why the settings of the export cannot be used. Header values are never in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {wrong}")]
pub struct SettingsError {
    /// The flag (`--endpoint`) or the key (`export.otlp.endpoint`).
    pub name: String,
    /// What is wrong with it.
    pub wrong: String,
}

impl SettingsError {
    pub(super) fn new(name: impl Into<String>, wrong: impl Into<String>) -> Self {
        Self { name: name.into(), wrong: wrong.into() }
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self::new(Exit::Usage, error)
    }
}
