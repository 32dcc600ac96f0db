//! What a process takes, as `/proc` says.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

/// CPU time of all threads that a process has now, nanoseconds (`/proc/PID/task/TID/schedstat`; nothing if it has ended).
pub(crate) fn cpu_ns(pid: u32) -> u64 {
    entries(format!("/proc/{pid}/task"))
        .filter_map(|task| first_number(&fs::read_to_string(task.join("schedstat")).ok()?))
        .sum()
}

/// The most memory that was resident, KiB: `VmHWM` of `/proc/PID/status`, without BPF maps that are mapped (the kernel counts the ring buffer
/// twice there, and [`bpf_kib`] has it).
pub(crate) fn most_resident_kib(pid: u32) -> Option<u64> {
    let all = field(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?, "VmHWM:")?;
    let mappings = fs::read_to_string(format!("/proc/{pid}/smaps")).ok()?;
    let mut is_map = false;
    let maps = mappings.lines().filter_map(|line| {
        if line.split_whitespace().nth(1).is_some_and(|word| word.len() == 4 && word.ends_with(['p', 's'])) {
            is_map = line.ends_with("bpf-map");
        }
        if is_map { first_number(line.strip_prefix("Rss:")?) } else { None }
    });
    Some(all.saturating_sub(maps.sum()))
}

/// A field of `/proc/PID/status`: KiB of memory, a number of threads.
pub(crate) fn status(pid: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    field(&status, name).unwrap_or_default()
}

/// How many descriptors it has open.
pub(crate) fn descriptors(pid: u32) -> usize {
    entries(format!("/proc/{pid}/fd")).count()
}

/// Memory of the BPF maps and programs that it holds, KiB (`memlock` of `/proc/PID/fdinfo/FD`), each once.
pub(crate) fn bpf_kib(pid: u32) -> u64 {
    let mut seen = HashSet::new();
    entries(format!("/proc/{pid}/fdinfo"))
        .filter_map(|path| fs::read_to_string(path).ok())
        .filter_map(|info| {
            let id = ["map_id:", "prog_id:"].map(|name| field(&info, name));
            // A link to a program names it too.
            let bytes = field(&info, "memlock:")?;
            (id != [None, None] && seen.insert(id)).then_some(bytes)
        })
        .sum::<u64>()
        / 1024
}

/// Whether it has descriptors of performance events.
pub(crate) fn has_perf_events(pid: u32) -> bool {
    entries(format!("/proc/{pid}/fd"))
        .filter_map(|fd| fs::read_link(fd).ok())
        .any(|target| target == Path::new("anon_inode:[perf_event]"))
}

fn entries(directory: String) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path())
}

fn field(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| first_number(line.strip_prefix(name)?))
}

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_take_something() {
        let pid = std::process::id();
        assert!(cpu_ns(pid) > 0);
        assert!(most_resident_kib(pid).expect("it is there") > 100);
        assert!(!has_perf_events(pid));
    }
}
