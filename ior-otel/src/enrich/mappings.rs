//! What a process has mapped: the files that it executes, where they are loaded, and how to get at them.
//!
//! `/proc/PID/maps` is parsed here, because its paths are the process's to choose: the `procfs` crate (0.18) panics at some, and refuses all of
//! it at others.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    os::unix::{ffi::OsStrExt as _, fs::MetadataExt as _},
    path::{Path, PathBuf},
};

use super::process::proc_path;

/// A file, as far as its mapping tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileId {
    /// The kernel's number of its device: major << 20 | minor.
    pub device: u32,
    /// Its inode number.
    pub inode: u64,
    /// Its path, as the process sees it; or the name of what is no file.
    pub path: PathBuf,
}

/// A mapping.
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
    /// Whether it may be executed.
    pub is_executable: bool,
}

impl Mapping {
    /// Whether it is of a file with these numbers.
    pub fn is_of(&self, device: u32, inode: u64) -> bool {
        (self.file.device, self.file.inode) == (device, inode)
    }

    /// What is added to the addresses that a file has of its own, where this maps one of its executable segments.
    pub fn bias(&self, code: &[Segment]) -> Option<u64> {
        // Mappings begin with a page, segments anywhere in it.
        let page = rustix::param::page_size() as u64;
        code.iter()
            .find(|segment| segment.offset - segment.offset % page == self.offset)
            .map(|segment| self.start.wrapping_sub(segment.address - segment.address % page))
    }
}

/// A segment of an ELF file (`PT_LOAD`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Offset in the file.
    pub offset: u64,
    /// Address.
    pub address: u64,
}

/// Why the mappings of a process, or their files, are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// It has ended; or the file is not there any more.
    Gone,
    /// They are not ours to read: another user's process.
    Forbidden,
}

/// The mappings of a process that have a name, by its id in our `/proc`.
pub fn of(pid: u32) -> Result<Vec<Mapping>, Unknown> {
    let maps = fs::read(proc_path(pid, "maps")).map_err(why)?;
    Ok(maps.split(|byte| *byte == b'\n').filter_map(parse).collect())
}

/// A line of `/proc/PID/maps` (proc_pid_maps(5)): `start-end perms offset major:minor inode name`.
pub fn parse(line: &[u8]) -> Option<Mapping> {
    let mut words = line.splitn(6, |byte| *byte == b' ');
    let mut word = || str::from_utf8(words.next()?).ok();
    let (start, end) = word()?.split_once('-')?;
    let permissions = word()?;
    let offset = word()?;
    let (major, minor) = word()?.split_once(':')?;
    let inode = word()?;
    let name = words.next()?.trim_ascii_start();
    if name.is_empty() {
        return None;
    }
    let hex = |text: &str| u64::from_str_radix(text, 16).ok();
    let device = u32::try_from(hex(major)? << 20 | hex(minor)?).ok()?;
    let file = FileId { device, inode: inode.parse().ok()?, path: OsStr::from_bytes(name).into() };
    Some(Mapping {
        file,
        start: hex(start)?,
        end: hex(end)?,
        offset: hex(offset)?,
        is_executable: permissions.contains('x'),
    })
}

/// Opens the file of a mapping: by its path, if it is still the same; else through the mapping itself, which needs
/// CAP_CHECKPOINT_RESTORE.
///
/// # Errors
/// If it is another user's process, or the file is not to be had any more.
pub fn open(pid: u32, mapping: &Mapping, is_main: bool) -> Result<File, Unknown> {
    let path = mapping.file.path.strip_prefix("/").map_err(|_| Unknown::Gone)?;
    let by_path = if is_main {
        proc_path(pid, "exe").as_ref().to_owned()
    } else {
        proc_path(pid, "root").as_ref().join(path)
    };
    let through = format!("map_files/{:x}-{:x}", mapping.start, mapping.end);
    let by_path = open_same(&by_path, mapping);
    by_path.or_else(|error| open_same(proc_path(pid, &through).as_ref(), mapping).map_err(|_| error))
}

fn open_same(path: &Path, mapping: &Mapping) -> Result<File, Unknown> {
    // Anything may be there meanwhile: to open a pipe would block.
    let is_same = |metadata: fs::Metadata| {
        let is_same = metadata.is_file() && metadata.ino() == mapping.file.inode;
        if is_same { Ok(()) } else { Err(Unknown::Gone) }
    };
    fs::metadata(path).map_err(why).and_then(is_same)?;
    let file = File::open(path).map_err(why)?;
    file.metadata().map_err(why).and_then(is_same)?;
    Ok(file)
}

fn why(error: io::Error) -> Unknown {
    match error.kind() {
        io::ErrorKind::PermissionDenied => Unknown::Forbidden,
        _ => Unknown::Gone,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_a_mapping() {
        let mapping =
            parse(b"7f00-7f80 r-xp 00001000 fd:01 1234   /usr/lib/a file.so (deleted)").expect("one");
        assert_eq!((mapping.start, mapping.end, mapping.offset), (0x7f00, 0x7f80, 0x1000));
        assert!(mapping.is_executable && mapping.is_of(0xfd << 20 | 1, 1234));
        assert_eq!(mapping.file.path, PathBuf::from("/usr/lib/a file.so (deleted)"));
        let anonymous = parse(b"7f00-7f80 rw-p 00000000 00:00 0 [anon_shmem:OTEL_CTX]").expect("one");
        assert_eq!(anonymous.file.path, PathBuf::from("[anon_shmem:OTEL_CTX]"));
        assert_eq!(parse(b"7f00-7f80 rw-p 00000000 00:00 0 "), None);
        assert!(parse(b"1-2 r--p 0 0:0 1 /SYSV").is_some(), "at which others panic");
        assert!(parse(b"1-2 r--p 0 0:0 1 /\xff\xfe").is_some(), "not UTF-8");
    }

    #[test]
    fn a_segment_is_moved_with_its_page() {
        let mapping = parse(b"7f0000002000-7f0000005000 r-xp 00001000 fd:01 12 /lib").expect("one");
        let code = [Segment { offset: 0, address: 0 }, Segment { offset: 0x1040, address: 0x2040 }];
        assert_eq!(mapping.bias(&code), Some(0x7f00_0000_0000));
        assert_eq!(mapping.bias(&code[..1]), None);
    }

    #[test]
    fn our_own_executable_is_mapped() {
        let mappings = of(std::process::id()).expect("ours");
        let inode = fs::metadata("/proc/self/exe").expect("there").ino();
        let own = mappings.iter().find(|mapping| mapping.is_executable && mapping.file.inode == inode);
        assert!(open(std::process::id(), own.expect("it is executed"), true).is_ok());
    }

    proptest! {
        #[test]
        fn any_line(line in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = parse(&line);
        }
    }
}
