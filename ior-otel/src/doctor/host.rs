//! What the doctor asks of the host.

use std::{fs, os::linux::fs::MetadataExt as _, path::Path};

use caps::{CapSet, Capability};

use super::Finding;
use crate::{
    config::{Config, target::Target},
    privilege,
    probe::{
        Limits, Probe, attach, btf,
        target::{Targets, mount_of_cgroups},
        version::look_at_version,
    },
};

/// Inode of the initial pid namespace (`PROC_PID_INIT_INO`, linux/proc_ns.h).
const INITIAL_PID_NAMESPACE: u64 = 0xEFFF_FFFC;

/// Version and architecture.
pub(super) fn kernel() -> Finding {
    let system = rustix::system::uname();
    let (release, machine) = (system.release().to_string_lossy(), system.machine().to_string_lossy());
    let what = format!("Linux {release} on {machine}");
    if let Err(error) = look_at_version() {
        return Finding::bad("kernel", error.to_string(), "take Linux 5.10 or later");
    }
    match &*machine {
        "x86_64" | "aarch64" => Finding::good("kernel", what),
        _ => Finding::weak("kernel", what, "only x86_64 and aarch64 have been tried"),
    }
}

/// Type information.
pub(super) fn btf() -> Finding {
    match btf::Btf::read(Path::new(btf::KERNEL)) {
        Ok(_) => Finding::good("BTF", format!("{} is there", btf::KERNEL)),
        Err(error) => {
            Finding::bad("BTF", error.to_string(), "take a kernel built with CONFIG_DEBUG_INFO_BTF=y")
        }
    }
}

/// Where tracepoints are found, on kernels on which they are found by name.
pub(super) fn tracefs() -> Option<Finding> {
    attach::by_events().then(|| match attach::look_for_tracefs() {
        Ok(()) => Finding::good("tracefs", "its tracepoints can be read".to_owned()),
        Err(error) => Finding::bad(
            "tracefs",
            error.to_string().lines().next().unwrap_or_default().to_owned(),
            "be root, and mount -t tracefs tracefs /sys/kernel/tracing; in a container the host's, read-only (in the chart: tracefs: true)",
        ),
    })
}

/// The capabilities that loading needs.
pub(super) fn capabilities() -> Finding {
    let missing = privilege::missing();
    if missing.is_empty() {
        return Finding::good("capabilities", "CAP_BPF and CAP_PERFMON are there".to_owned());
    }
    let missing: Vec<_> = missing.iter().map(ToString::to_string).collect();
    let mend = "sudo, or: sudo setcap cap_bpf,cap_perfmon=ep ior-otel; in a container: capabilities: add: [BPF, PERFMON]";
    Finding::bad("capabilities", format!("missing: {}", missing.join(", ")), mend)
}

/// Whether other users' environments and mappings can be read.
pub(super) fn others() -> Finding {
    let has = |capability| caps::has_cap(None, CapSet::Effective, capability).unwrap_or(false);
    if has(Capability::CAP_SYS_PTRACE) && has(Capability::CAP_DAC_READ_SEARCH) {
        let what = "OTEL_SERVICE_NAME and trace contexts of any process can be read";
        return Finding::good("other users", what.to_owned());
    }
    Finding::weak(
        "other users",
        "OTEL_SERVICE_NAME and trace contexts are read only of processes of the same user".to_owned(),
        "run as the application's user, or add CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH; services can be named in the configuration too \
         (resource.service_names)",
    )
}

/// Kernel lockdown (kernel_lockdown(7)).
pub(super) fn lockdown() -> Finding {
    let path = "/sys/kernel/security/lockdown";
    let Ok(modes) = fs::read_to_string(path) else {
        return Finding::good("lockdown", format!("none that {path} tells of"));
    };
    let mode = modes.split(['[', ']']).nth(1).unwrap_or("unknown").to_owned();
    if mode == "confidentiality" {
        let mend = "it forbids BPF to read kernel memory: boot with lockdown=integrity";
        return Finding::bad("lockdown", mode, mend);
    }
    Finding::good("lockdown", mode)
}

/// Settings by which hosts restrict tracing, and which do not restrict us.
pub(super) fn settings() -> Finding {
    let read = |name: &str| {
        let value = fs::read_to_string(format!("/proc/sys/kernel/{name}"));
        value.map_or_else(|_| "not there".to_owned(), |value| value.trim().to_owned())
    };
    let (bpf, perf) = (read("unprivileged_bpf_disabled"), read("perf_event_paranoid"));
    Finding::good(
        "settings",
        format!(
            "unprivileged_bpf_disabled {bpf}, perf_event_paranoid {perf}: whatever they are, with the capabilities"
        ),
    )
}

/// Which versions of cgroups there are.
pub(super) fn cgroups() -> Finding {
    match mount_of_cgroups() {
        Some(mount) if mount == Path::new("/sys/fs/cgroup") => {
            Finding::good("cgroups", "version 2".to_owned())
        }
        Some(mount) => {
            Finding::good("cgroups", format!("versions 1 and 2, the latter at {}", mount.display()))
        }
        None => Finding::weak(
            "cgroups",
            "no version 2 that ior-otel can see".to_owned(),
            "--cgroup does not work; container ids are still found",
        ),
    }
}

/// Whose processes there are to see.
pub(super) fn namespaces() -> Finding {
    let Ok(namespace) = fs::metadata("/proc/self/ns/pid") else {
        return Finding::bad("pid namespace", "/proc is not there".to_owned(), "mount -t proc proc /proc");
    };
    let processes = fs::read_dir("/proc").map_or(0, |entries| {
        entries
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
            .filter(|pid| *pid != std::process::id())
            .count()
    });
    if namespace.st_ino() == INITIAL_PID_NAMESPACE {
        return Finding::good("pid namespace", format!("the host's, with {processes} other processes"));
    }
    let what = format!("one of its own, with {processes} other processes");
    if processes == 0 {
        let mend =
            "shareProcessNamespace: true in the pod, pid: \"service:APP\" in a compose file, or the host's";
        return Finding::weak("pid namespace", what, mend);
    }
    Finding::good("pid namespace", what)
}

/// Whether the programs can really be loaded and attached.
pub(super) fn programs(config: &Config) -> Finding {
    let table = config.descriptors();
    let limits = Limits { ring_buffer: 64 << 10, threads: 16, series: 16 };
    let started = std::time::Instant::now();
    // As `attach` does, which loads more than `run`.
    let targets = match Targets::find(&Target::default()) {
        Ok(targets) => targets,
        Err(error) => return Finding::bad("programs", error.to_string(), "see the lines above"),
    };
    match Probe::start(&limits, &config.correlation.contexts(), &table, Some(targets)) {
        Ok(probe) => {
            let missed = probe.detach();
            let took = started.elapsed().as_millis();
            Finding::good(
                "programs",
                format!("loaded, attached and detached in {took} ms, {missed} runs missed"),
            )
        }
        Err(error) => {
            let text = format!("{error:#}");
            let first = text.lines().next().unwrap_or_default().to_owned();
            Finding::bad("programs", first, "see the lines above; OTEL_LOG_LEVEL=debug says more")
        }
    }
}
