//! What schemas do not see: that manifests fit together, and that ior-otel has no more privileges than it says.

use std::collections::HashMap;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize as _;
use serde_yaml::Value;

/// Manifests that are applied together.
pub(super) struct Manifests(Vec<Value>);

impl Manifests {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let documents = serde_yaml::Deserializer::from_str(text).map(Value::deserialize);
        let documents = documents.collect::<Result<Vec<_>, _>>()?;
        Ok(Self(documents.into_iter().filter(|document| !document.is_null()).collect()))
    }

    /// The text of ior-otel's configuration.
    pub(super) fn config(&self) -> Result<&str> {
        let mut configs = self.of_kind("ConfigMap").filter_map(|map| map["data"]["config.yaml"].as_str());
        let config = configs.next().context("there is no ConfigMap with config.yaml")?;
        ensure!(configs.next().is_none(), "there are two configurations");
        Ok(config)
    }

    /// Checks every pod.
    pub(super) fn check(&self) -> Result<()> {
        for document in &self.0 {
            let Some(pod) = pod(document) else { continue };
            let name = format!("{} {}", text(&document["kind"]), text(&document["metadata"]["name"]));
            self.check_pod(&pod["spec"]).with_context(|| name.clone())?;
            self.check_selector(document).with_context(|| name.clone())?;
        }
        Ok(())
    }

    fn check_pod(&self, spec: &Value) -> Result<()> {
        let containers = || list(&spec["initContainers"]).chain(list(&spec["containers"]));
        let container =
            containers().find(|one| one["name"] == "ior-otel").context("ior-otel is not in it")?;
        check_privileges(&container["securityContext"])?;
        check_tracefs(spec, container)?;
        check_variables(container)?;
        self.check_volumes(spec, container)?;
        self.check_ports(container)?;
        let sees = ["hostPID", "shareProcessNamespace"].map(|key| spec[key] == true);
        ensure!(sees[0] != sees[1], "it shall see the processes of the host, or else of the pod");
        let account = spec["serviceAccountName"].as_str().unwrap_or("default");
        let mut accounts = self.of_kind("ServiceAccount").map(|account| text(&account["metadata"]["name"]));
        ensure!(account == "default" || accounts.any(|one| one == account), "no ServiceAccount {account}");
        Ok(())
    }

    fn check_volumes(&self, spec: &Value, container: &Value) -> Result<()> {
        let volumes: HashMap<_, _> =
            list(&spec["volumes"]).map(|volume| (text(&volume["name"]), volume)).collect();
        for mount in list(&container["volumeMounts"]) {
            let name = text(&mount["name"]);
            let volume = volumes.get(name).with_context(|| format!("{name} is mounted and no volume"))?;
            let Some(map) = volume["configMap"]["name"].as_str() else { continue };
            let mut maps = self.of_kind("ConfigMap").map(|map| text(&map["metadata"]["name"]));
            ensure!(maps.any(|one| one == map), "no ConfigMap {map}");
        }
        Ok(())
    }

    /// Probes ask where ior-otel listens.
    fn check_ports(&self, container: &Value) -> Result<()> {
        let config: Value = serde_yaml::from_str(self.config()?)?;
        let listen = config["health"]["listen"].as_str().unwrap_or_default();
        let listens = listen.rsplit(':').next().and_then(|port| port.parse::<u64>().ok());
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
            let asked = &container[probe]["httpGet"]["port"];
            if asked.is_null() {
                continue;
            }
            let named = || list(&container["ports"]).find(|port| port["name"] == *asked);
            let port = asked.as_u64().or_else(|| named()?["containerPort"].as_u64());
            ensure!(
                port.is_some() && port == listens,
                "{probe} asks port {port:?}, and it listens on {listen}"
            );
            ensure!(!listen.starts_with("127."), "{probe} cannot reach {listen}");
        }
        Ok(())
    }

    /// A controller selects the pods that it makes, and no other.
    fn check_selector(&self, document: &Value) -> Result<()> {
        let Some(selector) = document["spec"]["selector"]["matchLabels"].as_mapping() else { return Ok(()) };
        let selects = |labels: &Value| selector.iter().all(|(key, value)| labels.get(key) == Some(value));
        ensure!(
            selects(&document["spec"]["template"]["metadata"]["labels"]),
            "it does not select its own pods"
        );
        for pod in self.of_kind("Pod") {
            ensure!(!selects(&pod["metadata"]["labels"]), "it selects {}", text(&pod["metadata"]["name"]));
        }
        Ok(())
    }

    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(move |document| document["kind"] == kind)
    }
}

/// The pod, or what makes pods of a controller.
fn pod(document: &Value) -> Option<&Value> {
    match text(&document["kind"]) {
        "Pod" => Some(document),
        "DaemonSet" | "Deployment" => Some(&document["spec"]["template"]),
        _ => None,
    }
}

fn check_privileges(context: &Value) -> Result<()> {
    for (key, wanted) in [("readOnlyRootFilesystem", true), ("allowPrivilegeEscalation", false)] {
        ensure!(context[key] == wanted, "securityContext.{key} is not {wanted}");
    }
    ensure!(context.get("privileged").is_none(), "it is privileged");
    ensure!(!context["seccompProfile"]["type"].is_null(), "it has no seccomp profile");
    let capabilities = |key: &str| list(&context["capabilities"][key]).map(text).collect::<Vec<_>>();
    ensure!(capabilities("drop") == ["ALL"], "it keeps capabilities that it is not given");
    let added = capabilities("add");
    match context["runAsUser"].as_u64() {
        // As root also without the others, by whom tracefs can be read.
        Some(0) => ensure!(
            added == ["BPF", "PERFMON"] || added == ["BPF", "PERFMON", "SYS_PTRACE", "DAC_READ_SEARCH"],
            "{added:?}"
        ),
        Some(_) => ensure!(added == ["BPF", "PERFMON"], "{added:?}"),
        None => bail!("its user is not said"),
    }
    Ok(())
}

/// Nothing of the host is mounted but tracefs, and that read-only, for root, to whom it is readable.
fn check_tracefs(spec: &Value, container: &Value) -> Result<()> {
    for volume in list(&spec["volumes"]).filter(|volume| !volume["hostPath"].is_null()) {
        ensure!(volume["hostPath"]["path"] == "/sys/kernel/tracing", "{volume:?}");
        let mount = list(&container["volumeMounts"]).find(|mount| mount["name"] == volume["name"]);
        let mount = mount.context("tracefs is not mounted")?;
        ensure!(mount["readOnly"] == true && mount["mountPath"] == "/sys/kernel/tracing", "{mount:?}");
        ensure!(container["securityContext"]["runAsUser"] == 0, "tracefs is readable to root only");
    }
    Ok(())
}

/// `$(NAME)` stands for a variable that is defined before it; otherwise it is left as it is.
fn check_variables(container: &Value) -> Result<()> {
    let mut defined = Vec::new();
    for variable in list(&container["env"]) {
        let value = variable["value"].as_str().unwrap_or_default();
        for rest in value.split("$(").skip(1) {
            let name = rest.split(')').next().unwrap_or_default();
            ensure!(
                defined.contains(&name),
                "{} takes $({name}), which is not there yet",
                text(&variable["name"])
            );
        }
        defined.push(text(&variable["name"]));
    }
    Ok(())
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_sequence().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
apiVersion: v1
kind: ConfigMap
metadata: {name: config}
data: {config.yaml: "health: {listen: '0.0.0.0:80'}"}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: watcher}
spec:
  selector: {matchLabels: {app: watcher}}
  template:
    metadata: {labels: {app: watcher}}
    spec:
      hostPID: true
      containers:
        - name: ior-otel
          env: [{name: NODE, value: a}, {name: URL, value: "http://$(NODE)"}]
          livenessProbe: {httpGet: {port: health}}
          ports: [{name: health, containerPort: 80}]
          volumeMounts: [{name: config, mountPath: /etc/ior-otel}]
          securityContext:
            runAsUser: 65532
            readOnlyRootFilesystem: true
            allowPrivilegeEscalation: false
            seccompProfile: {type: RuntimeDefault}
            capabilities: {drop: [ALL], add: [BPF, PERFMON]}
      volumes: [{name: config, configMap: {name: config}}]
"#;

    #[test]
    fn what_does_not_fit_together_is_found() {
        let check = |text: &str| Manifests::parse(text).expect("is YAML").check();
        check(GOOD).expect("fits together");
        for (part, instead, found) in [
            ("name: ior-otel\n", "name: other\n", "ior-otel is not in it"),
            ("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "allowPrivilegeEscalation"),
            ("readOnlyRootFilesystem: true", "privileged: true", "readOnlyRootFilesystem"),
            ("add: [BPF, PERFMON]", "add: [BPF, PERFMON, SYS_ADMIN]", "SYS_ADMIN"),
            ("drop: [ALL], ", "", "keeps capabilities"),
            ("runAsUser: 65532", "runAsGroup: 0", "its user is not said"),
            ("seccompProfile: {type: RuntimeDefault}", "runAsGroup: 0", "seccomp"),
            ("$(NODE)", "$(NODES)", "$(NODES), which is not there"),
            ("listen: '0.0.0.0:80'", "listen: '0.0.0.0:81'", "asks port Some(80)"),
            ("listen: '0.0.0.0:80'", "listen: '127.0.0.1:80'", "cannot reach"),
            ("{port: health}", "{port: helth}", "asks port None"),
            ("configMap: {name: config}", "configMap: {name: other}", "no ConfigMap other"),
            ("[{name: config, mountPath", "[{name: other, mountPath", "other is mounted"),
            ("hostPID: true", "hostPID: false", "it shall see the processes"),
            ("hostPID: true", "hostPID: true\n      serviceAccountName: a", "no ServiceAccount a"),
            ("labels: {app: watcher}", "labels: {app: wathcer}", "does not select its own pods"),
        ] {
            assert!(GOOD.contains(part), "{part}");
            let error = check(&GOOD.replace(part, instead)).expect_err(instead);
            assert!(format!("{error:#}").contains(found), "{instead}: {error:#}");
        }
    }

    #[test]
    fn a_pod_that_a_controller_would_adopt_is_found() {
        let (head, template) = GOOD.split_once("  template:\n").expect("has a template");
        let pod: String =
            template.lines().map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect();
        let both = format!(
            "{head}  template:\n{template}---\nkind: Pod\n{}",
            pod.replacen("metadata: {", "metadata: {name: stray, ", 1)
        );
        let error = Manifests::parse(&both).expect("is YAML").check().expect_err("is adopted");
        assert!(format!("{error:#}").contains("it selects stray"), "{error:#}");
    }
}
