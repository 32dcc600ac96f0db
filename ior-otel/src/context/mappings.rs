//! The files that a process executes, where they are loaded, and how to get at them.

use std::{fs::File, os::unix::fs::MetadataExt, path::PathBuf};

use procfs::process::{MMPermissions, MMapPath, MemoryMap, Process};

use crate::enrich::process::proc_path;

/// A file, as far as its mapping tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileId {
    /// The kernel's number of its device: major << 20 | minor.
    pub device: u32,
    /// Its inode number.
    pub inode: u64,
    /// Its path, as the process sees it.
    pub path: PathBuf,
}

/// An executable mapping of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The file.
    pub file: FileId,
    /// First address.
    pub start: u64,
    /// Address after the last.
    pub end: u64,
    /// Offset in the file at the first.
    pub offset: u64,
}

/// Why the mappings of a process are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// It has ended.
    Gone,
    /// They are not ours to read: another user's process.
    Forbidden,
}

/// The executable mappings of a process, by its id in our `/proc`.
pub fn of(pid: u32) -> Result<Vec<Mapping>, Unknown> {
    let pid = i32::try_from(pid).map_err(|_| Unknown::Gone)?;
    let maps = Process::new(pid).and_then(|process| process.maps()).map_err(|error| match error {
        procfs::ProcError::PermissionDenied(_) => Unknown::Forbidden,
        _ => Unknown::Gone,
    })?;
    Ok(maps.into_iter().filter_map(mapping).collect())
}

fn mapping(map: MemoryMap) -> Option<Mapping> {
    let MMapPath::Path(path) = map.pathname else { return None };
    if !map.perms.contains(MMPermissions::EXECUTE) {
        return None;
    }
    let (major, minor) = (u32::try_from(map.dev.0).ok()?, u32::try_from(map.dev.1).ok()?);
    let file = FileId { device: major << 20 | minor, inode: map.inode, path };
    Some(Mapping { file, start: map.address.0, end: map.address.1, offset: map.offset })
}

/// Opens the file of a mapping: by its path, if it is still the same; else through the mapping itself, which needs
/// CAP_CHECKPOINT_RESTORE.
pub fn open(pid: u32, mapping: &Mapping, is_main: bool) -> Option<File> {
    let path = mapping.file.path.strip_prefix("/").ok()?;
    let by_path = if is_main {
        proc_path(pid, "exe").as_ref().to_owned()
    } else {
        proc_path(pid, "root").as_ref().join(path)
    };
    let through = format!("map_files/{:x}-{:x}", mapping.start, mapping.end);
    [by_path, proc_path(pid, &through).as_ref().to_owned()].into_iter().find_map(|path| {
        // Anything may be there meanwhile: a pipe would block.
        let is_same =
            |metadata: std::fs::Metadata| metadata.is_file() && metadata.ino() == mapping.file.inode;
        std::fs::metadata(&path).ok().filter(|metadata| is_same(metadata.clone()))?;
        let file = File::open(path).ok()?;
        is_same(file.metadata().ok()?).then_some(file)
    })
}

impl Mapping {
    /// Whether it is of a file with these numbers.
    pub fn is_of(&self, device: u32, inode: u64) -> bool {
        (self.file.device, self.file.inode) == (device, inode)
    }
}
