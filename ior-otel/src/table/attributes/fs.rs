//! Attributes of files beside what they are: modes, times, commands.

use std::time::{Duration, UNIX_EPOCH};

use super::{Arg, Kind, Role, Shown, keys, names};
use crate::table::role::Clockwork;

/// Seconds from the epoch to the year 10000, which RFC 3339 can't write.
const YEAR_10000: i64 = 253_402_300_800;

impl Shown<'_> {
    pub(super) fn open_how(&mut self, at: usize, arg: &Arg) {
        let Some(how) = self.read(at, arg, keys::OPEN_FLAGS) else { return };
        let mut words = how.as_chunks::<8>().0.iter().map(|word| u64::from_ne_bytes(*word));
        let Some(flags) = words.next() else { return };
        self.out.strings(keys::OPEN_FLAGS, names::fs::open_flags(flags));
        if let Some(mode) = words.next().filter(|_| creates(flags)) {
            self.mode(mode);
        }
        if let Some(resolve) = words.next() {
            self.flags(keys::OPEN_RESOLVE, names::fs::RESOLVE.flags(resolve));
        }
    }

    /// Permissions mean something where a file is made only.
    pub(super) fn create_mode(&mut self, mode: u64) {
        if creates(self.value_of(|role| role == Role::OpenFlags)) {
            self.mode(mode & 0xffff_ffff);
        }
    }

    pub(super) fn node_mode(&mut self, mode: u64) {
        let kind = mode & u64::from(libc::S_IFMT);
        let kind = if kind == 0 { u64::from(libc::S_IFREG) } else { kind };
        self.out.string(keys::NODE_TYPE, names::fs::NODE_TYPES.one(kind));
        self.mode(mode & 0o7777);
    }

    /// The times of access and modification.
    pub(super) fn file_times(&mut self, at: usize, arg: &Arg, clockwork: Clockwork) {
        if self.call.args[at] == 0 {
            self.out.strings(keys::FILE_TIMES, ["now".to_owned(), "now".to_owned()]);
        } else if let Some(times) = self.read(at, arg, keys::FILE_TIMES) {
            let words: Vec<_> =
                times.as_chunks::<8>().0.iter().map(|word| i64::from_ne_bytes(*word)).collect();
            let times = match (clockwork, &words[..]) {
                (Clockwork::Seconds, &[access, modification]) => [(access, 0), (modification, 0)],
                (Clockwork::Micros, &[a, access, m, modification]) => {
                    [(a, access.saturating_mul(1000)), (m, modification.saturating_mul(1000))]
                }
                (Clockwork::Nanos, &[a, access, m, modification]) => [(a, access), (m, modification)],
                _ => return,
            };
            self.out.strings(keys::FILE_TIMES, times.map(|(seconds, nanos)| file_time(seconds, nanos)));
        }
    }

    /// A command of `fcntl`, and what its argument and result mean.
    pub(super) fn fcntl(&mut self, at: usize, command: u64) {
        self.out.string(keys::FCNTL, names::fs::FCNTL.one(command));
        let argument = u64::from(self.call.args[at + 1] as u32);
        let result = u64::try_from(self.call.return_value).ok().filter(|_| !self.call.unfinished);
        match command as i32 {
            libc::F_SETFL => self.flags(keys::FCNTL_FLAGS, names::fs::open_flags(argument)),
            libc::F_SETFD => self.flags(keys::FCNTL_FLAGS, names::fs::FD_FLAGS.flags(argument)),
            libc::F_ADD_SEALS => self.flags(keys::FCNTL_FLAGS, names::fs::SEALS.flags(argument)),
            libc::F_SETLEASE => self.out.string(keys::LOCK_TYPE, names::fs::LOCK_TYPES.one(argument)),
            libc::F_DUPFD | libc::F_DUPFD_CLOEXEC | libc::F_SETPIPE_SZ | libc::F_SETOWN => {
                self.out.int(keys::FCNTL_VALUE, argument as i32);
            }
            libc::F_GETFL => self.got(result, names::fs::open_flags),
            libc::F_GETFD => self.got(result, |flags| names::fs::FD_FLAGS.flags(flags)),
            libc::F_GET_SEALS => self.got(result, |seals| names::fs::SEALS.flags(seals)),
            libc::F_GETPIPE_SZ => {
                if let Some(size) = result {
                    self.out.int(keys::FCNTL_VALUE, size as i64);
                }
            }
            _ => {}
        }
    }

    /// Flags that `fcntl` has returned.
    fn got(&mut self, result: Option<u64>, named: impl Fn(u64) -> Vec<String>) {
        if let Some(flags) = result {
            self.flags(keys::FCNTL_FLAGS, named(flags));
        }
    }

    /// QCMD of linux/quota.h: the command above, the type of quota in the lowest byte.
    pub(super) fn quota(&mut self, command: u64) {
        let command = command & 0xffff_ffff;
        self.out.string(keys::QUOTA_COMMAND, names::mount::QUOTA.one(command >> 8));
        self.out.string(keys::QUOTA_TYPE, names::mount::QUOTA_TYPES.one(command & 0xff));
    }

    /// Whether a call that can make a descriptor, by command or flags, makes one.
    pub(super) fn makes_a_descriptor(&self) -> bool {
        let [first, second, ..] = self.call.args;
        match self.syscall.kind {
            Kind::Fcntl => matches!(second as i32, libc::F_DUPFD | libc::F_DUPFD_CLOEXEC),
            Kind::Bpf => super::bpf::makes_a_descriptor(first),
            // A flag asks for the version instead.
            Kind::Landlock => self.call.args[2] == 0,
            Kind::Seccomp => second & libc::SECCOMP_FILTER_FLAG_NEW_LISTENER != 0,
            _ => false,
        }
    }
}

/// Whether `open` with these flags may make a file.
fn creates(flags: u64) -> bool {
    let flags = flags as i32;
    flags & libc::O_CREAT != 0 || flags & libc::O_TMPFILE == libc::O_TMPFILE
}

/// `major:minor` of a device as user space writes it (makedev(3)).
pub(super) fn device(device: u64) -> String {
    let device = device & 0xffff_ffff;
    format!("{}:{}", libc::major(device), libc::minor(device))
}

/// One of the times that a file gets.
fn file_time(seconds: i64, nanos: i64) -> String {
    match nanos {
        libc::UTIME_NOW => return "now".to_owned(),
        libc::UTIME_OMIT => return "unchanged".to_owned(),
        _ => {}
    }
    let nanos_of_second = u32::try_from(nanos).ok().filter(|nanos| *nanos < 1_000_000_000);
    let since_epoch = u64::try_from(seconds).ok().filter(|_| seconds < YEAR_10000).zip(nanos_of_second);
    let time = since_epoch.and_then(|(seconds, nanos)| UNIX_EPOCH.checked_add(Duration::new(seconds, nanos)));
    // What RFC 3339 can't say is left as it is: before 1970, after 9999, or no time at all.
    time.map_or_else(|| format!("{seconds}.{nanos:09}"), |time| humantime::format_rfc3339(time).to_string())
}
