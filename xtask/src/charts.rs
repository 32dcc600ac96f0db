//! Checks the Helm chart and the Kubernetes manifests with the tools that users have: `helm lint`, `helm template` of both shapes,
//! every manifest against Kubernetes' own schemas, and the rendered configuration with `ior-otel config check`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail, ensure};

/// Helm, from its Go module.
const HELM: &str = "helm.sh/helm/v3/cmd/helm@v3.19.4";
/// A validator that brings the schemas of all Kubernetes versions along, from PyPI.
const VALIDATOR: &str = "kubernetes-validate==1.37.0";
/// For what Helm renders, and what it is validated against.
const KUBERNETES: [&str; 2] = ["1.29.0", "1.34.0"];

/// A rendering: its name, and what it sets.
const RENDERINGS: [(&str, &[&str]); 6] = [
    ("daemonset", &[]),
    (
        "daemonset with all there is",
        &[
            "privileges=environments",
            "config.spans.min_duration=5ms",
            "config.families.memory=off",
            "resourceAttributes.team=a b\\,c",
            "extraEnv[0].name=OTEL_LOG_LEVEL",
            "extraEnv[0].value=debug",
            "daemonset.priorityClassName=system-node-critical",
            "podLabels.a=b",
            "podAnnotations.c=d",
            "imagePullSecrets[0].name=registry",
        ],
    ),
    ("daemonset for one cgroup", &["config.target.cgroups[0]=/kubepods.slice"]),
    ("sidecar's configuration", &["mode=sidecar"]),
    ("native sidecar", &["mode=sidecar", "sidecar.app.image=nginx:1.29"]),
    (
        "sidecar among the containers",
        &[
            "mode=sidecar",
            "sidecar.native=false",
            "sidecar.app.image=nginx:1.29",
            "sidecar.app.ports[0].containerPort=80",
            "serviceAccount.create=false",
        ],
    ),
];

/// A pod of another chart.
const POD: &str = r#"
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  shareProcessNamespace: true
  initContainers:
    {{- include "ior-otel.sidecar" (index .Subcharts "ior-otel") | nindent 4 }}
  containers:
    - {name: shop, image: "nginx:1.29"}
  volumes:
    {{- include "ior-otel.volumes" (index .Subcharts "ior-otel") | nindent 4 }}
"#;

/// Values that the chart refuses.
const REFUSED: [&str; 4] = ["mode=both", "nosuchvalue=1", "config.familes.fs=off", "endpoint=collector:4317"];

/// Checks everything.
pub(crate) fn check() -> Result<()> {
    let tools = tools()?;
    let (helm, validator) = (helm(&tools)?, validator(&tools)?);
    let chart = Path::new("charts/ior-otel");
    run(Command::new(&helm).args(["lint", "--strict"]).arg(chart))?;
    let directory = tools.join("rendered");
    fs::create_dir_all(&directory)?;
    for (name, values) in RENDERINGS {
        for version in KUBERNETES {
            let mut template = Command::new(&helm);
            template.args(["template", "release"]).arg(chart).args(["--kube-version", version]);
            for value in values {
                template.args(["--set", value]);
            }
            let rendered = output(&mut template).with_context(|| name.to_owned())?;
            let file = directory.join("manifests.yaml");
            fs::write(&file, &rendered)?;
            validate(&validator, version, &file).with_context(|| format!("{name}:\n{rendered}"))?;
            check_config(&directory, &rendered).with_context(|| format!("{name}:\n{rendered}"))?;
        }
        eprintln!("ok: {name}");
    }
    check_library(&helm, &validator, chart, &directory)?;
    for value in REFUSED {
        let mut template = Command::new(&helm);
        template.args(["template", "release"]).arg(chart).args([
            "--kube-version",
            KUBERNETES[0],
            "--set",
            value,
        ]);
        let accepted = template.stdout(Stdio::null()).stderr(Stdio::null()).status()?.success();
        ensure!(!accepted, "the chart takes --set {value}");
    }
    eprintln!("ok: what is no value is refused");
    for entry in fs::read_dir("examples/kubernetes")? {
        let file = entry?.path();
        for version in KUBERNETES {
            validate(&validator, version, &file)?;
        }
        eprintln!("ok: {}", file.display());
    }
    Ok(())
}

/// Another chart takes the sidecar into a pod of its own, as README.md says.
fn check_library(helm: &Path, validator: &Path, chart: &Path, directory: &Path) -> Result<()> {
    let parent = directory.join("parent");
    if parent.exists() {
        fs::remove_dir_all(&parent)?;
    }
    for below in ["templates", "charts"] {
        fs::create_dir_all(parent.join(below))?;
    }
    run(Command::new("cp").arg("-r").arg(chart).arg(parent.join("charts")))?;
    fs::write(
        parent.join("Chart.yaml"),
        "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - {name: ior-otel, version: 0.1.0}\n",
    )?;
    fs::write(
        parent.join("values.yaml"),
        "ior-otel:\n  mode: sidecar\n  config: {spans: {min_duration: 5ms}}\n",
    )?;
    fs::write(parent.join("templates/pod.yaml"), POD)?;
    let rendered = output(
        Command::new(helm).args(["template", "shop"]).arg(&parent).args(["--kube-version", KUBERNETES[1]]),
    )?;
    let file = directory.join("manifests.yaml");
    fs::write(&file, &rendered)?;
    validate(validator, KUBERNETES[1], &file)?;
    ensure!(
        rendered.contains("min_duration: 5ms") && rendered.contains("restartPolicy: Always"),
        "{rendered}"
    );
    eprintln!("ok: the sidecar in another chart");
    Ok(())
}

/// Where tools are kept, outside of the checkout.
fn tools() -> Result<PathBuf> {
    let cache = env::var_os("IOR_CI_CACHE").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache/ior-otel-ci")));
    let tools = cache.context("neither IOR_CI_CACHE nor HOME is set")?.join("tools");
    fs::create_dir_all(&tools)?;
    Ok(tools)
}

fn helm(tools: &Path) -> Result<PathBuf> {
    let helm = tools.join("helm");
    if !helm.exists() {
        eprintln!("building {HELM}, once");
        run(Command::new("go").args(["install", HELM]).env("GOBIN", tools)).context("helm needs Go")?;
    }
    Ok(helm)
}

fn validator(tools: &Path) -> Result<PathBuf> {
    let venv = tools.join("kubernetes-validate");
    let validator = venv.join("bin/kubernetes-validate");
    if !validator.exists() {
        eprintln!("installing {VALIDATOR}, once");
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv)).context("it needs python3-venv")?;
        run(Command::new(venv.join("bin/pip")).args(["install", "--quiet", VALIDATOR]))?;
    }
    Ok(validator)
}

fn validate(validator: &Path, version: &str, file: &Path) -> Result<()> {
    // The schemas are those of the minor version.
    let minor = version.rsplit_once('.').map_or(version, |(minor, _)| minor);
    output(Command::new(validator).args(["--strict", "--version", minor]).arg(file)).map(drop)
}

/// Takes the configuration out of the ConfigMap, and has ior-otel check it.
fn check_config(directory: &Path, rendered: &str) -> Result<()> {
    let mut lines = rendered.lines().skip_while(|line| *line != "  config.yaml: |").skip(1);
    let config: Vec<_> = lines.by_ref().map_while(|line| line.strip_prefix("    ")).collect();
    ensure!(!config.is_empty(), "no configuration was rendered");
    let file = directory.join("config.yaml");
    fs::write(&file, config.join("\n"))?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    output(
        Command::new(cargo)
            .args(["run", "--quiet", "--package", "ior-otel", "--", "config", "check"])
            .arg(&file),
    )
    .map(drop)
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {:?}", command.get_program()))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot run {:?}", command.get_program()))?;
    if !output.status.success() {
        let [stdout, stderr] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
        bail!("{command:?} failed:\n{stdout}{stderr}");
    }
    Ok(String::from_utf8(output.stdout)?)
}
