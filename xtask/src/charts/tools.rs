//! The programs that check the chart.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::tools::{directory, go_program, output, python_program};

/// Helm, from its Go module.
const HELM: (&str, &str) = ("helm.sh/helm/v3/cmd/helm", "v3.19.4");
/// The parser and schema of compose files that Docker Compose itself uses, from its Go module.
const COMPOSE: (&str, &str) = ("github.com/compose-spec/compose-go/v2/cmd", "v2.9.1");
/// A validator that brings the schemas of all Kubernetes versions along, from PyPI.
const VALIDATOR: (&str, &str) = ("kubernetes-validate", "1.37.0");

/// Where they are.
pub(super) struct Tools {
    scratch: PathBuf,
    pub(super) helm: PathBuf,
    pub(super) compose: PathBuf,
    validator: PathBuf,
}

impl Drop for Tools {
    fn drop(&mut self) {
        // Not there if nothing was made.
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

impl Tools {
    /// Builds and installs what is not there.
    ///
    /// # Errors
    /// If Go or Python is not installed, or a registry not reachable.
    pub(super) fn get() -> Result<Self> {
        let directory = directory()?;
        Ok(Self {
            helm: go_program(&directory, HELM)?,
            compose: go_program(&directory, COMPOSE)?,
            validator: python_program(&directory, VALIDATOR)?,
            // Two of us may run at a time.
            scratch: env::temp_dir().join(format!("ior-otel-charts-{}", std::process::id())),
        })
    }

    /// An empty directory for what is made on the way.
    pub(super) fn scratch(&self, name: &str) -> Result<PathBuf> {
        let scratch = self.scratch.join(name);
        if scratch.exists() {
            fs::remove_dir_all(&scratch)?;
        }
        fs::create_dir_all(&scratch).with_context(|| format!("cannot make {}", scratch.display()))?;
        Ok(scratch)
    }

    /// Validates manifests against the schemas of a Kubernetes version such as `1.34.0`, unknown keys included.
    pub(super) fn validate(&self, version: &str, file: &Path) -> Result<()> {
        // The schemas are those of the minor version.
        let minor = version.rsplit_once('.').map_or(version, |(minor, _)| minor);
        output(Command::new(&self.validator).args(["--strict", "--kubernetes-version", minor]).arg(file))
            .map(drop)
    }
}
