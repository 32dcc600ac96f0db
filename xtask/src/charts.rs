//! Checks the Helm chart, the Kubernetes manifests and the compose files with the tools that users have: `helm lint`, `helm template`, every
//! manifest against Kubernetes' own schemas, and the rendered configuration with `ior-otel config check`.

mod manifests;
mod tools;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use manifests::Manifests;
use tools::Tools;

use crate::{
    bpf::root,
    tools::{output, refusal},
};

/// For what Helm renders, and what it is validated against.
const KUBERNETES: [&str; 2] = ["1.29.0", "1.37.0"];

/// Values that the chart refuses, and what its refusal names.
const REFUSED: [(&str, &str); 9] = [
    ("mode=both", "/mode"),
    ("nosuchvalue=1", "nosuchvalue"),
    ("endpoint=collector:4317", "/endpoint"),
    ("privileges=all", "/privileges"),
    ("config.familes.fs=off", "familes"),
    ("config.families.fs=on", "/config/families/fs"),
    ("config.spans.min_duratoin=5ms", "min_duratoin"),
    ("config.metrics.per=pod", "/config/metrics/per"),
    (
        "mode=sidecar,sidecar.app.image=a,sidecar.holdApplication=true,config.health.listen=127.0.0.1:80",
        "holdApplication",
    ),
];

/// A manifest that no version of Kubernetes takes: it shows that the validator looks.
const INVALID: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, imege: b}]}\n";

/// Checks everything.
pub(crate) fn check() -> Result<()> {
    let tools = Tools::get()?;
    check_the_checks(&tools)?;
    check_chart(&tools)?;
    check_dependency(&tools)?;
    for file in files(&root().join("examples/kubernetes"))? {
        let text = fs::read_to_string(&file)?;
        check_manifests(&tools, &KUBERNETES, &text).with_context(|| file.display().to_string())?;
        eprintln!("ok: {}", shown(&file));
    }
    for stack in files(&root().join("examples/compose"))? {
        let file = stack.join("compose.yaml");
        output(Command::new(&tools.compose).arg(&file))?;
        eprintln!("ok: {}", shown(&file));
    }
    check_unit(&tools)
}

fn check_the_checks(tools: &Tools) -> Result<()> {
    let file = tools.scratch("invalid")?.join("pod.yaml");
    fs::write(&file, INVALID)?;
    for version in KUBERNETES {
        ensure!(tools.validate(version, &file).is_err(), "the validator for {version} takes what is invalid");
    }
    Ok(())
}

/// The chart by itself, with each file of values of `ci/`.
fn check_chart(tools: &Tools) -> Result<()> {
    let chart = root().join("charts/ior-otel");
    for values in files(&chart.join("ci"))? {
        for version in KUBERNETES {
            let helm = |command: &str| {
                let mut helm = Command::new(&tools.helm);
                helm.arg(command).args(["--kube-version", version, "--values"]).arg(&values);
                helm
            };
            output(helm("lint").args(["--strict", "--quiet"]).arg(&chart))?;
            let rendered = output(helm("template").arg("release").arg(&chart))?;
            check_manifests(tools, &[version], &rendered)
                .with_context(|| format!("{}:\n{rendered}", shown(&values)))?;
        }
        eprintln!("ok: {}", shown(&values));
    }
    for (value, why) in REFUSED {
        let mut helm = Command::new(&tools.helm);
        helm.args(["template", "release", "--kube-version", KUBERNETES[0], "--set", value]).arg(&chart);
        refusal(&mut helm, why)?;
    }
    let mut helm = Command::new(&tools.helm);
    helm.args(["template", "release", "--kube-version", "1.28.9", "--set"]);
    refusal(
        helm.arg("mode=sidecar,sidecar.app.image=a").arg(&chart),
        "native sidecars need Kubernetes 1.29",
    )?;
    eprintln!("ok: {} values are refused, and native sidecars by old versions", REFUSED.len());
    Ok(())
}

/// The chart as another's dependency, as README.md says. It is copied: Helm puts dependencies beside what depends on them.
fn check_dependency(tools: &Tools) -> Result<()> {
    let scratch = tools.scratch("dependency")?;
    for directory in ["charts", "examples"] {
        output(Command::new("cp").arg("-r").arg(root().join(directory)).arg(&scratch))?;
    }
    let shop = scratch.join("examples/helm/shop");
    output(Command::new(&tools.helm).args(["dependency", "update", "--skip-refresh"]).arg(&shop))?;
    let rendered = output(
        Command::new(&tools.helm).args(["template", "shop", "--kube-version", KUBERNETES[1]]).arg(&shop),
    )?;
    check_manifests(tools, &[KUBERNETES[1]], &rendered).with_context(|| rendered.clone())?;
    ensure!(rendered.contains("restartPolicy: Always"), "the sidecar is not a native one:\n{rendered}");
    eprintln!("ok: examples/helm/shop");
    Ok(())
}

/// The unit by systemd's own eyes, and no more exposed than it says: of 10, at most 2.
fn check_unit(tools: &Tools) -> Result<()> {
    let file = root().join("examples/systemd/ior-otel.service");
    let program = "ExecStart=/usr/local/bin/ior-otel ";
    let text = fs::read_to_string(&file)?;
    ensure!(text.contains(program), "{} does not start with {program:?}", shown(&file));
    let scratch = tools.scratch("unit")?;
    // systemd wants the program to be there.
    let (unit, wrong) = (scratch.join("ior-otel.service"), scratch.join("wrong.service"));
    let text = text.replace(program, "ExecStart=/bin/true ");
    fs::write(&unit, &text)?;
    fs::write(&wrong, text.replace("ProtectSystem=", "ProtectSytem="))?;
    let verify = |unit: &Path| {
        let output = Command::new("systemd-analyze").arg("verify").arg(unit).output();
        let output = output.context("cannot run systemd-analyze (Debian: systemd)")?;
        anyhow::Ok(String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let said = verify(&unit)?;
    ensure!(said.is_empty(), "systemd-analyze verify:\n{said}");
    ensure!(verify(&wrong)?.contains("ProtectSytem"), "systemd-analyze verify takes what is wrong");
    output(
        Command::new("systemd-analyze").args(["security", "--offline=true", "--threshold=20"]).arg(&unit),
    )?;
    eprintln!("ok: {}", shown(&file));
    Ok(())
}

fn check_manifests(tools: &Tools, versions: &[&str], text: &str) -> Result<()> {
    let scratch = tools.scratch("manifests")?;
    let file = scratch.join("manifests.yaml");
    fs::write(&file, text)?;
    for version in versions {
        tools.validate(version, &file)?;
    }
    let manifests = Manifests::parse(text)?;
    manifests.check()?;
    let config = scratch.join("config.yaml");
    fs::write(&config, manifests.config()?)?;
    output(
        Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--package", "ior-otel", "--", "config", "check"])
            .arg(&config)
            .current_dir(root()),
    )
    .map(drop)
}

/// What is in a directory, sorted.
///
/// # Errors
/// If there is nothing: then nothing would be checked.
fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    ensure!(!files.is_empty(), "{} is empty", directory.display());
    files.sort();
    Ok(files)
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
