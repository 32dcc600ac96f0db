//! Builds the kernel side: one small object, byte for byte the same in every folder and on every machine with the same
//! tools, committed so that users of ior-otel need neither.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

const OBJECT: &str = "ior-otel/bpf/ior.bpf.o";
const STAMP: &str = "ior-otel/bpf/ior.bpf.stamp";
const TARGET: &str = "bpfel-unknown-none";
/// What the object is made of. `Cargo.lock` is left out: of it only the versions of aya-ebpf matter, which `--check` sees.
const SOURCES: [&str; 4] = ["ior-ebpf/src", "ior-ebpf/Cargo.toml", "ior-common/src", "ior-common/Cargo.toml"];

/// Builds the object and writes it and its stamp into the tree.
pub(crate) fn build_and_commit() -> Result<()> {
    let object = build()?;
    let stamp = stamp()?;
    fs::write(root().join(OBJECT), &object).with_context(|| format!("cannot write {OBJECT}"))?;
    fs::write(root().join(STAMP), stamp).with_context(|| format!("cannot write {STAMP}"))?;
    eprintln!("{OBJECT}: {} bytes", object.len());
    Ok(())
}

/// Builds the object and compares it with the committed one.
pub(crate) fn check() -> Result<()> {
    let committed = fs::read(root().join(OBJECT)).with_context(|| format!("cannot read {OBJECT}"))?;
    let recorded = fs::read_to_string(root().join(STAMP)).with_context(|| format!("cannot read {STAMP}"))?;
    let stamp = stamp()?;
    ensure!(
        recorded == stamp,
        "the committed object is of other sources or tools; run `cargo xtask bpf` and commit\ncommitted:\n{recorded}now:\n{stamp}"
    );
    ensure!(
        build()? == committed,
        "{OBJECT} is not what its sources make, though sources and tools are the same; run `cargo xtask bpf` and commit"
    );
    eprintln!("{OBJECT} is what its sources make: {} bytes", committed.len());
    Ok(())
}

fn build() -> Result<Vec<u8>> {
    let root = root();
    let sysroot = output("rustc", &["--print", "sysroot"])?;
    let cargo_home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .context("neither CARGO_HOME nor HOME is set")?;
    // Paths in debug information would differ between folders; debug information itself is needed to make BTF of.
    let flags = [
        "-Cdebuginfo=2".to_owned(),
        "-Clinker=bpf-linker".to_owned(),
        "-Clink-arg=--btf".to_owned(),
        format!("--remap-path-prefix={}=/ior-otel", root.display()),
        format!("--remap-path-prefix={cargo_home}=/cargo"),
        format!("--remap-path-prefix={sysroot}=/rust"),
    ];
    let target_dir =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("bpf");
    let status = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args(["build", "--package", "ior-ebpf", "--profile", "bpf", "--locked"])
        .args(["--target", TARGET, "-Zbuild-std=core", "--target-dir"])
        .arg(&target_dir)
        .current_dir(&root)
        // -Zbuild-std on the stable compiler: core is built from rustup's rust-src for a target that has no
        // prebuilt one.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .env("CARGO_INCREMENTAL", "0")
        .status()
        .context("cannot run cargo")?;
    ensure!(
        status.success(),
        "building the kernel side failed; it needs `rustup component add rust-src llvm-tools` and \
         `cargo install bpf-linker --version 0.10.4 --locked`"
    );
    strip(&target_dir.join(TARGET).join("bpf/ior"), &sysroot)
}

/// Removes debug information, keeps BTF.
fn strip(object: &Path, sysroot: &str) -> Result<Vec<u8>> {
    let host = output("rustc", &["--print", "host-tuple"])?;
    let objcopy = format!("{sysroot}/lib/rustlib/{host}/bin/llvm-objcopy");
    let stripped = object.with_extension("stripped.o");
    let status =
        Command::new(&objcopy).arg("--strip-debug").args([object, &stripped]).status().with_context(
            || format!("cannot run {objcopy}; add it with `rustup component add llvm-tools`"),
        )?;
    ensure!(status.success(), "{objcopy} failed");
    fs::read(&stripped).with_context(|| format!("cannot read {}", stripped.display()))
}

/// What the object depends on, a line each: a hash of the sources, the compiler, the linker.
fn stamp() -> Result<String> {
    Ok(format!(
        "sources {}\n{}\n{}\n",
        source_hash()?,
        output("rustc", &["--version"])?,
        output("bpf-linker", &["--version"])
            .context("install it with `cargo install bpf-linker --version 0.10.4 --locked`")?
    ))
}

fn source_hash() -> Result<String> {
    let root = root();
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root.join(source), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let name = file.strip_prefix(&root)?.to_string_lossy().into_owned();
        let content = fs::read(&file).with_context(|| format!("cannot read {name}"))?;
        hash.update(name.as_bytes());
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    Ok(hex::encode(hash.finalize()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

fn output(program: &str, args: &[&str]) -> Result<String> {
    let output =
        Command::new(program).args(args).output().with_context(|| format!("cannot run {program}"))?;
    if !output.status.success() {
        bail!("{program} {} failed: {}", args.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_object_is_of_these_sources() {
        let stamp = fs::read_to_string(root().join(STAMP)).expect("stamp");
        let recorded = stamp.lines().next().and_then(|line| line.strip_prefix("sources ")).expect("hash");
        assert_eq!(
            recorded,
            source_hash().expect("hash"),
            "the kernel side changed: run `cargo xtask bpf` and commit"
        );
    }
}
