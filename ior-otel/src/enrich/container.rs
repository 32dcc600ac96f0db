//! Which container a process is in: its runtime names the cgroup after it.

use std::fs;

use super::process::proc_path;

/// What the cgroup of a process says of its container. Empty outside of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Container {
    /// `container.id`.
    pub id: Option<String>,
    /// `k8s.pod.uid`.
    pub pod_uid: Option<String>,
}

/// Reads what container a process is in; nothing if it is gone.
pub fn read(pid: u32) -> Option<Container> {
    fs::read_to_string(proc_path(pid, "cgroup")).ok().map(|text| parse(&text))
}

/// Parses `/proc/PID/cgroup` (cgroups(7)): a line `hierarchy:controllers:path` for each hierarchy; version 2 is hierarchy 0. All of them
/// name the same container, except that a hybrid layout may leave one of them at the root.
pub fn parse(text: &str) -> Container {
    let paths = || text.lines().filter_map(|line| line.splitn(3, ':').nth(2));
    Container { id: paths().find_map(container_id), pod_uid: paths().find_map(pod_uid) }
}

/// The last component that holds an id: below a container's cgroup there may be others, which it made itself.
fn container_id(path: &str) -> Option<String> {
    path.rsplit('/').find_map(id_in).map(str::to_owned)
}

/// `ID` as Docker and containerd name it with the cgroupfs driver, `docker-ID.scope`, `cri-containerd-ID.scope`, `crio-ID.scope`,
/// `libpod-ID.scope` with systemd's, `libpod-conmon-ID.scope` for Podman's monitor (which is outside of the container).
fn id_in(component: &str) -> Option<&str> {
    let name = component.strip_suffix(".scope").unwrap_or(component);
    if name.contains("conmon") {
        return None;
    }
    let id = name.rsplit(['-', ':']).next()?;
    is_id(id).then_some(id)
}

/// 64 hexadecimal digits, as all OCI runtimes give them.
fn is_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `podUID` (cgroupfs) or `kubepods-burstable-podUID.slice` (systemd, with `_` for `-`). The uid of a static pod is 32 hexadecimal digits without
/// dashes.
fn pod_uid(path: &str) -> Option<String> {
    path.split('/').find_map(|component| {
        let name = component.strip_suffix(".slice").unwrap_or(component);
        let uid = match name.strip_prefix("kubepods-") {
            Some(rest) => &rest[rest.find("pod")? + 3..],
            None => name.strip_prefix("pod")?,
        };
        let uid = uid.replace('_', "-");
        let digits = uid.bytes().filter(u8::is_ascii_hexdigit).count();
        let is_uid = digits == 32 && uid.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        is_uid.then_some(uid)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "3f2a9c0d4b5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8";
    const UID: &str = "0f9c8d7e-6b5a-4c3d-8e2f-1a0b9c8d7e6f";

    fn container(lines: &str) -> (Option<String>, Option<String>) {
        let text = lines.replace("ID", ID).replace("POD_", &UID.replace('-', "_")).replace("POD", UID);
        let Container { id, pod_uid } = parse(&text);
        (id, pod_uid)
    }

    #[test]
    fn every_runtimes_names_are_known() {
        let id = Some(ID.to_owned());
        let pod = Some(UID.to_owned());
        for (lines, is_pod) in [
            ("0::/system.slice/docker-ID.scope", false),
            ("0::/docker/ID", false),
            ("0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope/container", false),
            (
                "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podPOD_.slice/cri-containerd-ID.scope",
                true,
            ),
            ("0::/kubepods.slice/kubepods-podPOD_.slice/crio-ID.scope", true),
            ("0::/kubepods/besteffort/podPOD/ID", true),
            (
                "0::/system.slice/containerd.service/kubepods-besteffort-podPOD_.slice:cri-containerd:ID",
                false,
            ),
            // Within a cgroup namespace, of a neighbour in the pod.
            ("0::/../cri-containerd-ID.scope", false),
            ("0::/../../kubepods-podPOD_.slice/crio-ID.scope/init.scope", true),
            // Version 1, and both.
            ("12:pids:/docker/ID\n11:memory:/docker/ID\n1:name=systemd:/docker/ID\n", false),
            ("12:pids:/kubepods/burstable/podPOD/ID\n0::/\n", true),
        ] {
            assert_eq!(container(lines).0, id, "{lines}");
            assert_eq!(container(lines).1, if is_pod { pod.clone() } else { None }, "{lines}");
        }
    }

    #[test]
    fn what_is_no_container_is_none() {
        for lines in [
            "0::/",
            "0::/user.slice/user-1000.slice/session-3.scope",
            "0::/system.slice/ssh.service",
            "0::/machine.slice/libpod-conmon-ID.scope",
            "0::/podman",
            "garbage",
            "",
        ] {
            assert_eq!(container(lines), (None, None), "{lines}");
        }
    }

    #[test]
    fn a_static_pods_uid_has_no_dashes() {
        let text = "0::/kubepods/burstable/pod0123456789abcdef0123456789abcdef/x";
        assert_eq!(parse(text).pod_uid.as_deref(), Some("0123456789abcdef0123456789abcdef"));
    }
}
