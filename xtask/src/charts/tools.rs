//! The programs that check for us, built or installed once and kept outside of the checkout.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail, ensure};

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
        let directory = cache()?.join("tools");
        fs::create_dir_all(&directory).with_context(|| format!("cannot make {}", directory.display()))?;
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

/// As .ci/run has it.
fn cache() -> Result<PathBuf> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(cache) = variable("IOR_CI_CACHE") {
        return Ok(cache);
    }
    let user = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
    Ok(user.context("none of IOR_CI_CACHE, XDG_CACHE_HOME and HOME is set")?.join("ior-otel-ci"))
}

/// `go install` names a program after the last part of its path; each version has a directory of its own.
fn go_program(directory: &Path, (path, version): (&str, &str)) -> Result<PathBuf> {
    let directory = directory.join(format!("{}@{version}", path.replace('/', "_")));
    let program = directory.join(path.rsplit('/').next().unwrap_or(path));
    if !program.exists() {
        eprintln!("building {path}@{version}, once");
        let mut go = Command::new("go");
        go.args(["install", &format!("{path}@{version}")]).env("GOBIN", &directory);
        output(&mut go).context(
            "Go 1.21 or later is needed to build it; it fetches a newer one itself if the module wants one",
        )?;
    }
    Ok(program)
}

fn python_program(directory: &Path, (package, version): (&str, &str)) -> Result<PathBuf> {
    let environment = directory.join(format!("{package}@{version}"));
    let program = environment.join("bin").join(package);
    if !program.exists() {
        eprintln!("installing {package} {version}, once");
        output(Command::new("python3").args(["-m", "venv"]).arg(&environment))
            .context("python3 with venv is needed to install it (Debian: python3-venv)")?;
        let requirement = format!("{package}=={version}");
        output(Command::new(environment.join("bin/pip")).args(["install", "--quiet", &requirement]))?;
    }
    Ok(program)
}

/// Runs a command.
///
/// # Errors
/// With all that it said, if it fails.
pub(super) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot run {:?}", command.get_program()))?;
    if !output.status.success() {
        let [stdout, stderr] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
        bail!("{command:?} failed:\n{stdout}{stderr}");
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs a command that shall fail.
///
/// # Errors
/// If it does not, or does not say why.
pub(super) fn refusal(command: &mut Command, why: &str) -> Result<()> {
    let output = command.output().with_context(|| format!("cannot run {:?}", command.get_program()))?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    ensure!(!output.status.success(), "{command:?} was not refused");
    ensure!(said.contains(why), "{command:?} was refused, but not because of {why:?}:\n{said}");
    Ok(())
}
