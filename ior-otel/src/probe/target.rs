//! Which processes are traced: what the configuration says, found on this host, and told to the kernel side.

use std::{
    collections::HashSet,
    fs,
    io::{self, Read as _},
    os::linux::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow};
use aya::{
    Btf, Ebpf,
    maps::{Array, HashMap, MapData},
    programs::Iter,
};
use ior_common::{
    record::ForkRecord,
    target::{ALL, CGROUPS, MAX_TARGETS, NAMES, NAMESPACE, PIDS},
};
use thiserror::Error;
use zerocopy::{FromBytes as _, IntoBytes as _};

use crate::config::target::{MAX_NAME, Namespace, Target};

/// What is to be traced is not there.
#[derive(Debug, Error)]
pub enum NoTarget {
    /// A process that is to be traced.
    #[error("there is no process {0} to trace (that ior-otel can see)")]
    Process(u32),
    /// A process whose pid namespace is to be traced.
    #[error("cannot look at the pid namespace of process {pid}: {source}")]
    Namespace {
        /// The process.
        pid: String,
        /// Why.
        source: io::Error,
    },
    /// A cgroup.
    #[error("there is no cgroup {} ({}): {source}; `systemd-cgls` shows those that are", given.display(), path.display())]
    Cgroup {
        /// As it was given.
        given: PathBuf,
        /// Where it was looked for.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No cgroup of version 2 at all.
    #[error("no cgroups of version 2 are mounted: a cgroup cannot be a target here")]
    NoCgroups,
    /// More than the kernel side can hold.
    #[error("more than {MAX_TARGETS} {0} are no target")]
    TooMany(&'static str),
}

/// What is to be traced, found on this host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// Constants of [`ior_common::target`].
    pub(super) wanted: u8,
    /// Whether children are traced.
    pub(super) follow: bool,
    /// Inode of the pid namespace.
    pub(super) namespace: u32,
    cgroups: Vec<Cgroup>,
    names: Vec<[u8; 16]>,
    pids: Vec<u32>,
}

/// A cgroup by its path: one that is removed and made again is another for the kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cgroup {
    path: PathBuf,
    /// Its id: the inode of its directory (kernfs, 64-bit).
    id: Option<u64>,
}

impl Targets {
    /// Looks for what is configured.
    ///
    /// # Errors
    /// If something of it is not there.
    pub fn find(target: &Target) -> Result<Self, NoTarget> {
        let Target { pid_namespace: _, pids, cgroups, comms, all, follow_children } = target;
        let namespace = target.namespace().map(namespace).transpose()?;
        let lists = [(pids.len(), "pids"), (cgroups.len(), "cgroups"), (comms.len(), "comms")];
        if let Some((_, what)) = lists.into_iter().find(|(length, _)| *length > MAX_TARGETS as usize) {
            return Err(NoTarget::TooMany(what));
        }
        if let Some(pid) = pids.iter().find(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            return Err(NoTarget::Process(*pid));
        }
        let some = |is: bool, what: u8| if is { what } else { 0 };
        Ok(Self {
            wanted: some(*all, ALL)
                | some(namespace.is_some(), NAMESPACE)
                | some(!cgroups.is_empty(), CGROUPS)
                | some(!comms.is_empty(), NAMES)
                | some(!pids.is_empty(), PIDS),
            follow: *follow_children,
            namespace: namespace.unwrap_or(0),
            cgroups: cgroups.iter().map(|path| cgroup(path)).collect::<Result<_, _>>()?,
            names: comms.iter().map(|name| padded(name)).collect(),
            pids: pids.clone(),
        })
    }

    /// Whether there are cgroups among them.
    pub(super) fn have_cgroups(&self) -> bool {
        !self.cgroups.is_empty()
    }

    /// Tells the kernel side.
    pub(super) fn tell(&self, ebpf: &mut Ebpf) -> Result<()> {
        let ids: Vec<_> = self.cgroups.iter().filter_map(|cgroup| cgroup.id).collect();
        fill(ebpf, "TARGET_CGROUPS", &ids)?;
        fill(ebpf, "TARGET_NAMES", &self.names)?;
        fill(ebpf, "TARGET_PIDS", &self.pids)
    }

    /// Looks whether a cgroup was made, or made again. Returns whether one was.
    pub(super) fn look_again(&mut self, ebpf: &mut Ebpf) -> Result<bool> {
        let mut appeared = false;
        for cgroup in &mut self.cgroups {
            let id = fs::metadata(&cgroup.path).ok().map(|directory| directory.st_ino());
            if id == cgroup.id {
                continue;
            }
            let mut map = map::<u64>(ebpf, "TARGET_CGROUPS")?;
            if let Some(old) = cgroup.id {
                // The kernel side has no use for it any more.
                let _ = map.remove(&old);
            }
            if let Some(new) = id {
                map.insert(new, 1, 0).context("cannot tell the kernel side of a cgroup")?;
                appeared = true;
            }
            cgroup.id = id;
        }
        Ok(appeared)
    }
}

fn map<'a, K: aya::Pod>(ebpf: &'a mut Ebpf, name: &str) -> Result<HashMap<&'a mut MapData, K, u8>> {
    Ok(ebpf.map_mut(name).ok_or_else(|| anyhow!("the object has no map {name}"))?.try_into()?)
}

fn fill<K: aya::Pod>(ebpf: &mut Ebpf, name: &str, keys: &[K]) -> Result<()> {
    let mut map = map::<K>(ebpf, name)?;
    keys.iter().try_for_each(|key| map.insert(key, 1, 0)).with_context(|| format!("cannot fill {name}"))
}

/// Inode of a pid namespace.
fn namespace(namespace: Namespace) -> Result<u32, NoTarget> {
    let pid = namespace.to_string();
    fs::metadata(format!("/proc/{pid}/ns/pid"))
        // Numbers of namespaces have 32 bits (`proc_alloc_inum`).
        .map(|file| file.st_ino() as u32)
        .map_err(|source| match (namespace, source.kind()) {
            (Namespace::Of(pid), io::ErrorKind::NotFound) => NoTarget::Process(pid),
            _ => NoTarget::Namespace { pid, source },
        })
}

fn cgroup(given: &Path) -> Result<Cgroup, NoTarget> {
    let mount = mount_of_cgroups().ok_or(NoTarget::NoCgroups)?;
    let path = match given.strip_prefix(&mount) {
        Ok(_) => given.to_owned(),
        Err(_) => mount.join(given.strip_prefix("/").unwrap_or(given)),
    };
    match fs::metadata(path.join("cgroup.procs")).and_then(|_| fs::metadata(&path)) {
        Ok(directory) => Ok(Cgroup { path, id: Some(directory.st_ino()) }),
        Err(source) => Err(NoTarget::Cgroup { given: given.to_owned(), path, source }),
    }
}

/// Where cgroups of version 2 are mounted: `/sys/fs/cgroup`, or `/sys/fs/cgroup/unified` beside those of version 1.
pub fn mount_of_cgroups() -> Option<PathBuf> {
    let mounts = procfs::process::Process::myself().and_then(|us| us.mountinfo()).ok()?;
    mounts.into_iter().find(|mount| mount.fs_type == "cgroup2").map(|mount| mount.mount_point)
}

/// A name as the kernel keeps it: cut, and padded with NULs.
fn padded(name: &str) -> [u8; 16] {
    let mut padded = [0; 16];
    let length = name.len().min(MAX_NAME);
    padded[..length].copy_from_slice(&name.as_bytes()[..length]);
    padded
}

/// The walk through all tasks that the kernel can show us: those of our own pid namespace and of the namespaces in it.
pub(super) struct Walk {
    pids: Vec<u32>,
}

impl Walk {
    /// Loads the program that is run for each task, and lets it see who we are.
    pub(super) fn prepare(ebpf: &mut Ebpf, targets: &Targets) -> Result<Self> {
        let btf = Btf::from_sys_fs().context("cannot read the kernel's type information (BTF)")?;
        program(ebpf)?.load("task", &btf).context("cannot load the walk through all tasks")?;
        read(ebpf)?;
        Ok(Self { pids: targets.pids.clone() })
    }

    /// Makes those tasks traced that are targets and are not yet; hands on their processes' records. To be called when what follows their
    /// ways is attached.
    pub(super) fn adopt(&mut self, ebpf: &mut Ebpf, record: &mut dyn FnMut(&[u8])) -> Result<()> {
        let switch = ebpf.map_mut("WALK").ok_or_else(|| anyhow!("the object has no map WALK"))?;
        Array::<_, u32>::try_from(switch)?.set(1, 1, 0).context("cannot begin to trace")?;
        let bytes = read(ebpf)?;
        let mut found = HashSet::new();
        for chunk in bytes.chunks_exact(size_of::<ForkRecord>()) {
            let fork = ForkRecord::read_from_bytes(chunk)
                .map_err(|_| anyhow!("the kernel side's records of processes have another size"))?;
            found.insert(fork.proc_pid);
            record(fork.as_bytes());
        }
        // An id is given again: only who has it now is meant.
        let mut map = map::<u32>(ebpf, "TARGET_PIDS")?;
        for pid in std::mem::take(&mut self.pids) {
            map.remove(&pid).context("cannot take back a process id")?;
            if !found.contains(&pid) {
                return Err(NoTarget::Process(pid).into());
            }
        }
        Ok(())
    }
}

fn program(ebpf: &mut Ebpf) -> Result<&mut Iter> {
    Ok(ebpf.program_mut("tasks").ok_or_else(|| anyhow!("the object has no program tasks"))?.try_into()?)
}

fn read(ebpf: &mut Ebpf) -> Result<Vec<u8>> {
    let program = program(ebpf)?;
    let link = program.attach()?;
    let mut file = program.take_link(link)?.into_file()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).context("cannot walk through the tasks")?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_as_the_kernel_cuts_them() {
        assert_eq!(&padded("nginx"), b"nginx\0\0\0\0\0\0\0\0\0\0\0");
        assert_eq!(&padded("a-very-long-name-of-a-thread"), b"a-very-long-nam\0");
    }

    #[test]
    fn what_is_not_there_is_named() {
        let gone = Target { pids: vec![4_194_304], ..Target::default() };
        let error = Targets::find(&gone).expect_err("no such process");
        assert_eq!(error.to_string(), "there is no process 4194304 to trace (that ior-otel can see)");
        let nowhere = Target { cgroups: vec!["/no/such".into()], ..Target::default() };
        let error = Targets::find(&nowhere).expect_err("no such cgroup").to_string();
        assert!(error.contains("no cgroup /no/such") || error.contains("no cgroups of version 2"), "{error}");
    }

    #[test]
    fn our_own_namespace_is_found() {
        let targets = Targets::find(&Target::default()).expect("it is there");
        assert_eq!(targets.wanted, NAMESPACE);
        assert_ne!(targets.namespace, 0);
    }
}
