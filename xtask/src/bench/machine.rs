//! Where it was measured.

use std::{fs, path::Path, process::Command};

/// What matters of this machine, name and value.
pub(super) fn describe(root: &Path) -> Vec<(String, String)> {
    let cpuinfo = read("/proc/cpuinfo");
    let cpu = field(&cpuinfo, "model name").unwrap_or("unknown").to_owned();
    let is_virtual =
        field(&cpuinfo, "flags").is_some_and(|flags| flags.split(' ').any(|flag| flag == "hypervisor"));
    let count = cpuinfo.lines().filter(|line| line.starts_with("processor")).count();
    let uname = rustix::system::uname();
    let kernel = format!("{} {}", uname.release().to_string_lossy(), uname.machine().to_string_lossy());
    let memory = field(&read("/proc/meminfo"), "MemTotal").unwrap_or_default().to_owned();
    let system = read("/etc/os-release");
    let system = system.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap_or_default();
    let load = read("/proc/loadavg").split(' ').take(3).collect::<Vec<_>>().join(" ");
    let rows = [
        ("CPU", format!("{cpu}, {count} CPUs{}", if is_virtual { ", virtual machine" } else { "" })),
        ("Memory", memory),
        ("Kernel", kernel),
        ("System", system.trim_matches('"').to_owned()),
        ("Clock", read("/sys/devices/system/clocksource/clocksource0/current_clocksource")),
        ("BPF JIT", read("/proc/sys/net/core/bpf_jit_enable")),
        ("Load before", load),
        ("ior-otel of", output(root, "git", &["log", "-1", "--format=%h of %cs"])),
        ("Compiler", output(root, "rustc", &["--version"])),
        ("Measured", output(root, "date", &["-u", "+%F %R UTC"])),
    ];
    rows.into_iter().map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect()
}

fn read(file: &str) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim())
}

fn output(directory: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(directory).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}
