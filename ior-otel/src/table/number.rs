//! Syscall numbers, by name and architecture: from the `syscalls` crate, which is generated from the kernel's own headers.

use std::{borrow::Cow, str::FromStr, sync::LazyLock};

use ior_common::{
    descriptor::NUMBERS,
    thread::{ABI_COMPAT, ABI_X32},
};
use syscalls::{aarch64, x86_64};

use super::{
    Syscall,
    foreign::{Foreign, X32_FIRST, compat, x32},
    rows::ROWS,
};
use crate::call::Call;

/// An architecture that ior-otel runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// x86-64.
    X86_64,
    /// 64-bit Arm.
    Aarch64,
}

impl Architecture {
    /// The one that this program was built for.
    #[cfg(target_arch = "x86_64")]
    pub const HOST: Self = Self::X86_64;
    /// The one that this program was built for.
    #[cfg(target_arch = "aarch64")]
    pub const HOST: Self = Self::Aarch64;
}

/// Number of a syscall; nothing if the architecture does not have it, or it is newer than the crate.
pub fn number(architecture: Architecture, syscall: &Syscall) -> Option<u32> {
    match (architecture, syscall.name) {
        (Architecture::X86_64, name) => x86_64::Sysno::from_str(name).ok().map(|number| number.id() as u32),
        // The same call; the generic headers, which aarch64 uses, name it without its prefix.
        (Architecture::Aarch64, "newfstatat") => Some(aarch64::Sysno::fstatat as u32),
        (Architecture::Aarch64, name) => aarch64::Sysno::from_str(name).ok().map(|number| number.id() as u32),
    }
}

type Rows = Vec<Option<&'static Syscall>>;

fn index(architecture: Architecture) -> Rows {
    let mut rows = vec![None; NUMBERS as usize];
    for row in ROWS {
        if let Some(slot) = number(architecture, row).and_then(|number| rows.get_mut(number as usize)) {
            *slot = Some(row);
        }
    }
    rows
}

static X86_64: LazyLock<Rows> = LazyLock::new(|| index(Architecture::X86_64));
static AARCH64: LazyLock<Rows> = LazyLock::new(|| index(Architecture::Aarch64));

/// The syscall with that number.
pub fn by_number(architecture: Architecture, number: u32) -> Option<&'static Syscall> {
    let rows = match architecture {
        Architecture::X86_64 => &X86_64,
        Architecture::Aarch64 => &AARCH64,
    };
    rows.get(number as usize).copied().flatten()
}

/// The syscall of a call on this host; nothing if its number is not known.
pub fn of_call(call: &Call<'_>) -> Option<&'static Syscall> {
    by_abi(call.nr, call.abi)
}

/// The syscall with that number of that ABI, on this host.
pub fn by_abi(number: u32, abi: u8) -> Option<&'static Syscall> {
    let foreign = |table: &'static [Option<Foreign>]| {
        table.get(number as usize)?.as_ref().map(|foreign| &foreign.syscall)
    };
    match abi {
        ABI_COMPAT => foreign(compat(Architecture::HOST)),
        ABI_X32 if number >= X32_FIRST => foreign(x32(Architecture::HOST)),
        _ => by_number(Architecture::HOST, number),
    }
}

/// Name of an ABI other than the host's own, the attribute `syscall.abi`.
pub fn abi_name(abi: u8) -> Option<&'static str> {
    match abi {
        ABI_COMPAT => Some("compat"),
        ABI_X32 => Some("x32"),
        _ => None,
    }
}

/// Name of a syscall, also of one without a row.
pub fn display_name(syscall: Option<&'static Syscall>, number: u32, abi: u8) -> Cow<'static, str> {
    match (syscall, abi_name(abi)) {
        (Some(syscall), _) => Cow::Borrowed(syscall.name),
        (None, None) => Cow::Owned(format!("syscall_{number}")),
        (None, Some(abi)) => Cow::Owned(format!("{abi}_syscall_{number}")),
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fmt};

    use super::*;

    /// Rows without a number.
    fn without(architecture: Architecture) -> Vec<&'static str> {
        let mut names: Vec<_> =
            ROWS.iter().filter(|row| number(architecture, row).is_none()).map(|row| row.name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn x86_64_has_all_but_the_newest() {
        // Added by Linux 6.19: goes from here when the crate has it.
        assert_eq!(without(Architecture::X86_64), ["listns"]);
    }

    #[test]
    fn aarch64_lacks_the_newest_and_what_it_never_had() {
        assert_eq!(
            without(Architecture::Aarch64),
            [
                "access",
                "alarm",
                "arch_prctl",
                "chmod",
                "chown",
                "creat",
                "dup2",
                "epoll_create",
                "epoll_wait",
                "eventfd",
                "fork",
                "futimesat",
                "getdents",
                "getpgrp",
                "inotify_init",
                "ioperm",
                "iopl",
                "lchown",
                "link",
                "listns",
                "lstat",
                "mkdir",
                "mknod",
                "modify_ldt",
                "open",
                "pause",
                "pipe",
                "poll",
                "readlink",
                "rename",
                "rmdir",
                "select",
                "signalfd",
                "stat",
                "symlink",
                "sysfs",
                "time",
                "unlink",
                "uprobe",
                "uretprobe",
                "ustat",
                "utime",
                "utimes",
                "vfork",
            ]
        );
    }

    /// The crate's syscalls that have no row.
    fn without_row<N: fmt::Display>(
        architecture: Architecture,
        all: impl Iterator<Item = (u32, N)>,
    ) -> Vec<String> {
        let rowless = all.filter(|(number, _)| by_number(architecture, *number).is_none());
        let mut names: Vec<_> = rowless.map(|(_, name)| name.to_string()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn what_the_crate_has_beyond_the_rows_is_known() {
        // All of them are gone from Linux, or never were in it but as a number; the thread areas are for 32-bit programs.
        let x86_64 = x86_64::Sysno::iter().map(|number| (number.id() as u32, number));
        assert_eq!(
            without_row(Architecture::X86_64, x86_64),
            [
                "_sysctl",
                "afs_syscall",
                "create_module",
                "epoll_ctl_old",
                "epoll_wait_old",
                "get_kernel_syms",
                "get_thread_area",
                "getpmsg",
                "lookup_dcookie",
                "nfsservctl",
                "putpmsg",
                "query_module",
                "security",
                "set_thread_area",
                "tuxcall",
                "uselib",
                "vserver"
            ]
        );
        // The calls for 64-bit times are those of 32-bit Arm, which the generic headers list too.
        let aarch64 = aarch64::Sysno::iter().map(|number| (number.id() as u32, number));
        let (time64, rest): (Vec<_>, Vec<_>) =
            without_row(Architecture::Aarch64, aarch64).into_iter().partition(|name| name.ends_with("64"));
        assert_eq!((time64.len(), rest), (20, vec!["lookup_dcookie".to_owned(), "nfsservctl".to_owned()]));
    }

    #[test]
    fn numbers_and_rows_are_one_to_one() {
        for architecture in [Architecture::X86_64, Architecture::Aarch64] {
            let mut seen = BTreeSet::new();
            for row in ROWS {
                let Some(number) = number(architecture, row) else { continue };
                assert!(number < NUMBERS, "{} would be unknown to the kernel side", row.name);
                assert!(seen.insert(number), "{} shares its number", row.name);
                assert_eq!(by_number(architecture, number), Some(row));
            }
        }
        assert_eq!(by_number(Architecture::X86_64, u32::MAX), None);
    }

    #[test]
    fn what_has_no_row_has_a_name() {
        assert_eq!(display_name(None, 999, 0), "syscall_999");
        assert_eq!(display_name(None, 999, ABI_COMPAT), "compat_syscall_999");
    }

    #[test]
    fn a_number_of_another_abi_means_another_call() {
        let name = |number, abi| by_abi(number, abi).map(|syscall| syscall.name);
        assert_eq!(name(0, ABI_COMPAT), Some("restart_syscall"));
        if Architecture::HOST == Architecture::X86_64 {
            assert_eq!(
                (name(0, ABI_X32), name(514, ABI_X32), name(514, 0)),
                (Some("read"), Some("ioctl"), None)
            );
        }
    }
}
