//! Syscalls of other ABIs than the host's own, which have numbers of their own: 32-bit ones (`int 0x80` and the like), and x32's.
//!
//! They have the name that the ABI's own headers give them, and family and kind of the native call that they are like. Of their
//! arguments nothing is shown, and nothing of their memory read: long words, pointers and structures have other sizes there.

use std::sync::LazyLock;

use ior_common::descriptor::NUMBERS;

use super::{
    Returns, Syscall,
    family::Family::{self, Ipc, Network, Other},
    kind::Kind,
    number::Architecture,
    rows::ROWS,
};

/// A syscall of another ABI.
#[derive(Debug)]
pub struct Foreign {
    /// It as a row, without arguments.
    pub syscall: Syscall,
    /// The native call that it is like.
    pub like: Option<&'static Syscall>,
}

/// Names that differ from those of native calls by more than what says how wide their numbers are ([`plain`]).
const SAME: &[(&str, &str)] = &[
    ("_llseek", "lseek"),
    ("_newselect", "select"),
    ("arm_fadvise64_64", "fadvise64"),
    ("arm_sync_file_range", "sync_file_range"),
    ("fadvise64_64", "fadvise64"),
    ("fstatat64", "newfstatat"),
    ("mmap2", "mmap"),
    ("oldfstat", "fstat"),
    ("oldlstat", "lstat"),
    ("oldolduname", "uname"),
    ("oldstat", "stat"),
    ("olduname", "uname"),
    ("recv", "recvfrom"),
    ("send", "sendto"),
    ("sigaction", "rt_sigaction"),
    ("sigpending", "rt_sigpending"),
    ("sigprocmask", "rt_sigprocmask"),
    ("sigreturn", "rt_sigreturn"),
    ("sigsuspend", "rt_sigsuspend"),
    ("stime", "settimeofday"),
    ("ugetrlimit", "getrlimit"),
    ("umount", "umount2"),
    ("waitpid", "wait4"),
];

/// Calls that no native one is like, other than in what they are about.
const ABOUT: &[(&str, Family)] = &[("ipc", Ipc), ("socketcall", Network)];

/// Names of the x32 calls from [`X32_FIRST`] on, in the order of their numbers (`asm/unistd_x32.h`, where they end).
const X32: &[&str] = &[
    "rt_sigaction",
    "rt_sigreturn",
    "ioctl",
    "readv",
    "writev",
    "recvfrom",
    "sendmsg",
    "recvmsg",
    "execve",
    "ptrace",
    "rt_sigpending",
    "rt_sigtimedwait",
    "rt_sigqueueinfo",
    "sigaltstack",
    "timer_create",
    "mq_notify",
    "kexec_load",
    "waitid",
    "set_robust_list",
    "get_robust_list",
    "vmsplice",
    "move_pages",
    "preadv",
    "pwritev",
    "rt_tgsigqueueinfo",
    "recvmmsg",
    "sendmmsg",
    "process_vm_readv",
    "process_vm_writev",
    "setsockopt",
    "getsockopt",
    "io_setup",
    "io_submit",
    "execveat",
    "preadv2",
    "pwritev2",
];

/// First number of a call that x32 has for itself; those below are the native ones.
pub const X32_FIRST: u32 = 512;

type Table = Vec<Option<Foreign>>;

static OF_X86: LazyLock<Table> =
    LazyLock::new(|| table(syscalls::x86::Sysno::iter().map(|number| (number.id() as u32, number.name()))));
static OF_ARM: LazyLock<Table> =
    LazyLock::new(|| table(syscalls::arm::Sysno::iter().map(|number| (number.id() as u32, number.name()))));
static OF_X32: LazyLock<Table> = LazyLock::new(|| table((X32_FIRST..).zip(X32.iter().copied())));

/// The 32-bit calls beside an architecture, by number.
pub fn compat(architecture: Architecture) -> &'static [Option<Foreign>] {
    match architecture {
        Architecture::X86_64 => &OF_X86,
        Architecture::Aarch64 => &OF_ARM,
    }
}

/// The calls that x32 has for itself, by number.
pub fn x32(architecture: Architecture) -> &'static [Option<Foreign>] {
    match architecture {
        Architecture::X86_64 => &OF_X32,
        Architecture::Aarch64 => &[],
    }
}

fn table(all: impl Iterator<Item = (u32, &'static str)>) -> Table {
    let mut table: Table = (0..NUMBERS).map(|_| None).collect();
    for (number, name) in all {
        if let Some(slot) = table.get_mut(number as usize) {
            *slot = Some(foreign(name));
        }
    }
    table
}

fn foreign(identifier: &'static str) -> Foreign {
    let name = identifier.trim_start_matches("r#");
    let like = Syscall::by_name(name).filter(|row| row.name == name).or_else(|| like(name));
    let about = ABOUT.iter().find(|(about, _)| *about == name).map_or(Other, |(_, family)| *family);
    let syscall = Syscall {
        name,
        tracepoint: name,
        family: like.map_or(about, |like| like.family),
        kind: like.map_or(Kind::Null, |like| like.kind),
        args: &[],
        returns: like.map_or(Returns::Value, |like| without_arguments(like.returns)),
    };
    Foreign { syscall, like }
}

fn like(name: &str) -> Option<&'static Syscall> {
    let same = SAME.iter().find(|(foreign, _)| *foreign == name).map_or(plain(name), |(_, native)| native);
    ROWS.iter().find(|row| row.name == same)
}

/// The name without what says how wide times, offsets or ids are.
fn plain(name: &str) -> &str {
    ["_time64", "64", "32"].iter().find_map(|width| name.strip_suffix(width)).unwrap_or(name)
}

/// What the return value is if the arguments say nothing: bytes only where they don't depend on a flag or a length.
fn without_arguments(returns: Returns) -> Returns {
    match returns {
        Returns::Received
        | Returns::ReadUnlessProbe
        | Returns::ReadUnlessProbeAt
        | Returns::Messages
        | Returns::FdOrValue
        | Returns::MadeFdOrValue
        | Returns::Woken
        | Returns::Prctl
        | Returns::Barriers
        | Returns::Break => Returns::Value,
        Returns::Status
        | Returns::Value
        | Returns::Is(_)
        | Returns::One(..)
        | Returns::Fd
        | Returns::MadeFd
        | Returns::Child
        | Returns::Signal
        | Returns::Policy
        | Returns::Nice
        | Returns::IoPriority
        | Returns::Key
        | Returns::Read
        | Returns::Written
        | Returns::Transferred
        | Returns::Advised
        | Returns::Ready
        | Returns::Pid
        | Returns::Address
        | Returns::Never => returns,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::number::number, *};

    fn by_name(table: &'static [Option<Foreign>], name: &str) -> &'static Foreign {
        table.iter().flatten().find(|foreign| foreign.syscall.name == name).expect(name)
    }

    #[test]
    fn they_are_like_their_native_kin() {
        let compat = compat(Architecture::X86_64);
        for (name, native) in [
            ("read", "read"),
            ("clock_gettime64", "clock_gettime"),
            ("futex_time64", "futex"),
            ("chown32", "chown"),
            ("stat64", "stat"),
            ("mmap2", "mmap"),
            ("sigreturn", "rt_sigreturn"),
            ("pread64", "pread64"),
        ] {
            assert_eq!(by_name(compat, name).like.map(|row| row.name), Some(native), "{name}");
        }
        let sockets = by_name(compat, "socketcall");
        assert_eq!((sockets.syscall.family, sockets.syscall.kind), (Network, Kind::Null));
        assert_eq!(
            by_name(compat, "sigreturn").syscall.flags(),
            by_name(compat, "rt_sigreturn").syscall.flags()
        );
    }

    #[test]
    fn their_numbers_are_their_own() {
        let name = |table: &'static [Option<Foreign>], number: usize| {
            table.get(number).and_then(Option::as_ref).map(|foreign| foreign.syscall.name)
        };
        let compat = compat(Architecture::X86_64);
        assert_eq!((name(compat, 3), name(compat, 1)), (Some("read"), Some("exit")));
        assert_eq!(name(super::compat(Architecture::Aarch64), 282), Some("bind"));
        let x32 = x32(Architecture::X86_64);
        assert_eq!((name(x32, 512), name(x32, 547)), (Some("rt_sigaction"), Some("pwritev2")));
        assert_eq!(name(x32, 0), None);
    }

    /// The list above against the kernel's header, where it is installed.
    #[test]
    fn x32_is_as_the_header_has_it() {
        let Ok(header) = std::fs::read_to_string("/usr/include/x86_64-linux-gnu/asm/unistd_x32.h") else {
            eprintln!("SKIPPED: asm/unistd_x32.h is not installed");
            return;
        };
        let own: Vec<_> = header
            .lines()
            .filter_map(|line| line.strip_prefix("#define __NR_")?.split_once(" (__X32_SYSCALL_BIT + "))
            .filter_map(|(name, number)| Some((name, number.trim_end_matches(')').parse::<u32>().ok()?)))
            .filter(|(_, number)| *number >= X32_FIRST)
            .map(|(name, number)| (number, name))
            .collect();
        let ours: Vec<_> = (X32_FIRST..).zip(X32.iter().copied()).collect();
        assert_eq!(own, ours);
    }

    #[test]
    fn x32_stands_above_all_native_numbers() {
        let last = ROWS.iter().filter_map(|row| number(Architecture::X86_64, row)).max();
        assert!(last.is_some_and(|last| last < X32_FIRST));
    }

    #[test]
    fn what_is_like_no_native_call_is_known() {
        let unlike = |table: &'static [Option<Foreign>]| {
            let mut names: Vec<_> = table
                .iter()
                .flatten()
                .filter(|foreign| foreign.like.is_none())
                .map(|foreign| foreign.syscall.name)
                .collect();
            names.sort_unstable();
            names.join(" ")
        };
        // Gone from Linux, or of a kind that 64-bit programs have no call for.
        assert_eq!(
            unlike(compat(Architecture::X86_64)),
            "_sysctl afs_syscall bdflush break create_module ftime get_kernel_syms get_thread_area getpmsg gtty idle ipc lock \
             lookup_dcookie mpx nfsservctl nice prof profil putpmsg query_module readdir set_thread_area sgetmask signal \
             socketcall ssetmask stty ulimit uselib vm86 vm86old vserver"
        );
        assert_eq!(
            unlike(compat(Architecture::Aarch64)),
            "_sysctl bdflush lookup_dcookie nfsservctl nice pciconfig_iobase pciconfig_read pciconfig_write uselib vserver"
        );
        assert_eq!(unlike(x32(Architecture::X86_64)), "");
    }
}
