//! Programs of others that check for us, built or installed once and kept outside of the checkout.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

/// Where they are kept. As .ci/run has it.
fn cache() -> Result<PathBuf> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(cache) = variable("IOR_CI_CACHE") {
        return Ok(cache);
    }
    let user = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
    Ok(user.context("none of IOR_CI_CACHE, XDG_CACHE_HOME and HOME is set")?.join("ior-otel-ci"))
}

/// The same, made if it is not there.
pub(crate) fn directory() -> Result<PathBuf> {
    let directory = cache()?.join("tools");
    fs::create_dir_all(&directory).with_context(|| format!("cannot make {}", directory.display()))?;
    Ok(directory)
}

/// Builds a package from the Go module in a directory of ours, which pins it and all that it needs.
///
/// # Errors
/// If Go is not installed, or its proxy is not reachable.
pub(crate) fn go_module(module: &Path, package: &str, tags: &str) -> Result<PathBuf> {
    let name = module.file_name().context("a module without a name")?.to_string_lossy().into_owned();
    let mut hash = Sha256::new();
    for file in ["go.mod", "go.sum", "main.go"] {
        hash.update(fs::read(module.join(file)).unwrap_or_default());
    }
    hash.update(package);
    hash.update(tags);
    let version = hex::encode(&hash.finalize()[..8]);
    let program = directory()?.join(format!("{name}-{version}")).join(&name);
    if !program.exists() {
        eprintln!("building {name} ({package}), once: this takes minutes");
        let started = Instant::now();
        let mut go = Command::new("go");
        go.args(["build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-tags", tags, "-o"])
            .arg(program.with_extension("new"))
            .arg(package)
            .current_dir(module)
            .stdin(Stdio::null());
        output(&mut go).context(
            "Go 1.21 or later with its module proxy is needed; it fetches the version that a module wants",
        )?;
        // Two of us may build at a time, and one may be killed.
        fs::rename(program.with_extension("new"), &program)?;
        eprintln!("built {name} in {:.0} s", started.elapsed().as_secs_f64());
    }
    Ok(program)
}

/// Builds a Go program of a version. `go install` names it after the last part of its path; each version has a directory of its own.
///
/// # Errors
/// As [`go_module`].
pub(crate) fn go_program(directory: &Path, (path, version): (&str, &str)) -> Result<PathBuf> {
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

/// Installs a Python program of a version.
///
/// # Errors
/// If Python is not installed, or PyPI is not reachable.
pub(crate) fn python_program(directory: &Path, (package, version): (&str, &str)) -> Result<PathBuf> {
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
pub(crate) fn output(command: &mut Command) -> Result<String> {
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
pub(crate) fn refusal(command: &mut Command, why: &str) -> Result<()> {
    let output = command.output().with_context(|| format!("cannot run {:?}", command.get_program()))?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    ensure!(!output.status.success(), "{command:?} was not refused");
    ensure!(said.contains(why), "{command:?} was refused, but not because of {why:?}:\n{said}");
    Ok(())
}
