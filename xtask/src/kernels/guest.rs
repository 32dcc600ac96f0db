//! What a machine boots into: a few of Debian's programs, ior-otel and its tests as static programs, and an init that runs them.

use std::{
    env, fs,
    io::Write as _,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

use super::{Arch, debian::Suite};
use crate::{bpf::root, tools::output};

/// A program of tests.
pub(super) struct Tests {
    pub name: &'static str,
    /// Which of its tests; all if none is named.
    only: &'static [&'static str],
}

const fn all(name: &'static str) -> Tests {
    Tests { name, only: &[] }
}

const fn only(name: &'static str, only: &'static [&'static str]) -> Tests {
    Tests { name, only }
}

/// All that a machine without a network, users and compilers can run, in the order in which they run.
pub(super) const FULL: &[Tests] = &[
    all("attach"),
    all("kernel_edges"),
    all("kernel_files"),
    all("kernel_loss"),
    all("kernel_metrics"),
    all("kernel_run"),
    all("live_gate"),
];

/// What says most in little time: it loads, every syscall is seen as it was, counts are strace's, and what is lost is counted.
pub(super) const SHORT: &[Tests] =
    &[all("kernel_loss"), only("kernel_run", &["counts_are_those_of_strace"]), all("live_gate")];

/// Programs in C that they build, and the one with calls of another table, which only PCs have.
const PROGRAMS: [&str; 4] = ["churn", "signals", "stacks", "threads"];
const OF_PCS: &str = "abi";
/// Programs that they run.
const PACKAGES: [&str; 10] = [
    "busybox-static",
    "coreutils",
    "dash",
    "findutils",
    "grep",
    "libpython3-stdlib",
    "python3-minimal",
    "sed",
    "strace",
    "util-linux",
];

/// Builds it: a file that qemu can load.
///
/// # Errors
/// If a compiler for the architecture is not installed.
pub(super) fn initramfs(arch: Arch, tests: &[Tests], scratch: &Path) -> Result<PathBuf> {
    let debian = Suite::fetch("bookworm", arch)?.root(&PACKAGES)?;
    let ours = scratch.join("ours");
    let xtask = root().join("xtask/kernels");
    put(&xtask.join("init"), &ours.join("init"))?;
    put(&xtask.join("cc"), &ours.join("usr/bin/cc"))?;
    fs::create_dir_all(ours.join("usr/local/bin"))?;
    // Packages are unpacked here, and nothing of theirs is run that would have made this one.
    symlink("dash", ours.join("usr/bin/sh"))?;
    for (name, file) in build(arch, tests)? {
        // Where the tests look for what they were built with.
        let place = match name.as_str() {
            "ior-otel" => ours.join(file.strip_prefix("/")?),
            _ => ours.join("tests").join(&name),
        };
        put(&file, &place)?;
        if name == "ior-otel" {
            fs::create_dir_all(ours.join("usr/bin"))?;
            symlink(&file, ours.join("usr/bin/ior-otel"))?;
        }
    }
    fs::write(ours.join("patience"), if tests.len() < FULL.len() { "240" } else { "1800" })?;
    let list: Vec<_> = tests.iter().map(|test| format!("{} {}\n", test.name, test.only.join(" "))).collect();
    fs::write(ours.join("tests.list"), list.concat())?;
    let data = root().join("ior-otel/tests");
    copy(&data, &ours.join(data.strip_prefix("/")?))?;
    for name in PROGRAMS.into_iter().chain((arch == Arch::X86_64).then_some(OF_PCS)) {
        let program = ours.join("programs").join(name);
        fs::create_dir_all(ours.join("programs"))?;
        output(
            Command::new(arch.c_compiler())
                .args(["-O1", "-pthread", "-static", "-w", "-o"])
                .arg(&program)
                .arg(data.join("programs").join(name).with_extension("c")),
        )
        .with_context(|| format!("{} is needed; Debian: {}", arch.c_compiler(), arch.c_package()))?;
    }
    let file = scratch.join("initramfs");
    // The kernel unpacks archives that follow each other into one tree.
    let mut bytes = archive(&debian)?;
    bytes.extend(archive(&ours)?);
    fs::File::create(&file)?.write_all(&bytes)?;
    Ok(file)
}

/// ior-otel and the tests as static programs: their names and files.
fn build(arch: Arch, tests: &[Tests]) -> Result<Vec<(String, PathBuf)>> {
    eprintln!("building ior-otel and its tests for {}", arch.target());
    let mut cargo = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo
        .args(["test", "--no-run", "--locked", "--package", "ior-otel", "--target", arch.target()])
        .args(["--message-format=json-render-diagnostics"])
        .args(tests.iter().flat_map(|test| ["--test", test.name]))
        // Nobody reads backtraces there: built sooner, and as small as what is shipped.
        .envs([("CARGO_PROFILE_DEV_DEBUG", "false"), ("CARGO_PROFILE_DEV_STRIP", "symbols")])
        .current_dir(root())
        .stderr(Stdio::inherit());
    if arch == Arch::Aarch64 {
        cargo
            .env("CC_aarch64_unknown_linux_musl", arch.c_compiler())
            .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER", "rust-lld");
    }
    let built = cargo.output().context("cannot run cargo")?;
    ensure!(
        built.status.success(),
        "the tests can't be built for {target}; it takes `rustup target add {target}`, and Debian's {}",
        arch.c_package(),
        target = arch.target()
    );
    let programs: Vec<_> = String::from_utf8(built.stdout)?
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| {
            let name = message["target"]["name"].as_str()?.to_owned();
            Some((name, PathBuf::from(message["executable"].as_str()?)))
        })
        .collect();
    ensure!(programs.len() == tests.len() + 1, "cargo built {programs:?}");
    Ok(programs)
}

/// A directory as the kernel's own kind of archive (`Documentation/driver-api/early-userspace/buffer-format.rst`).
fn archive(directory: &Path) -> Result<Vec<u8>> {
    let made = Command::new("sh")
        .args(["-c", "find . -print0 | cpio --null --create --format=newc --owner=0:0 --quiet"])
        .current_dir(directory)
        .output()?;
    ensure!(made.status.success(), "cpio is needed: {}", String::from_utf8_lossy(&made.stderr));
    Ok(made.stdout)
}

fn put(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to.parent().context("a file without a directory")?)?;
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() { copy(&entry.path(), &place)? } else { put(&entry.path(), &place)? }
    }
    Ok(())
}
