//! Which syscalls the running kernel has, by its symbols.

use std::{collections::BTreeSet, fs};

use ior_otel::table::{
    Syscall,
    number::{Architecture, number},
};

/// What the entry point of a syscall is called, before its name.
#[cfg(target_arch = "x86_64")]
const PREFIX: &str = "__x64_sys_";
/// What the entry point of a syscall is called, before its name.
#[cfg(target_arch = "aarch64")]
const PREFIX: &str = "__arm64_sys_";

/// Entry points that are no syscall of a 64-bit program, with the reason.
const ROWLESS: &str = include_str!("rowless.tsv");

/// The syscalls of the running kernel.
#[derive(Debug, Default)]
pub(crate) struct Kernel {
    /// Those with a row, by the row's name.
    pub(crate) rows: BTreeSet<&'static str>,
    /// Entry points that have no row and are not known to need none.
    pub(crate) unknown: BTreeSet<String>,
}

/// Reads the kernel's symbols. One that is weak (`W`) stands for a syscall that was configured away.
pub(crate) fn kernel() -> Kernel {
    let symbols = fs::read_to_string("/proc/kallsyms").expect("the kernel shows its symbols");
    let rowless: BTreeSet<&str> =
        ROWLESS.lines().filter_map(|line| line.split_once('\t')).map(|(name, _)| name).collect();
    let mut kernel = Kernel::default();
    for line in symbols.lines() {
        let [_, kind, symbol] = line.split_whitespace().collect::<Vec<_>>()[..] else { continue };
        let Some(name) = symbol.strip_prefix(PREFIX).filter(|_| kind.eq_ignore_ascii_case("t")) else {
            continue;
        };
        // The compiler splits off parts of functions that are seldom run: `NAME.cold`.
        let name = name.split('.').next().unwrap_or(name);
        match Syscall::by_name(name.strip_prefix("arm64_").unwrap_or(name)) {
            // aarch64 has many old calls for 32-bit programs only.
            Some(row) if cfg!(target_arch = "aarch64") && number(Architecture::HOST, row).is_none() => {}
            Some(row) => {
                kernel.rows.insert(row.name);
            }
            None if rowless.contains(name) => {}
            None => {
                kernel.unknown.insert(name.to_owned());
            }
        }
    }
    kernel
}
