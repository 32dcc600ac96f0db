//! The pages that the program itself can print.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, ensure};

/// Writes them.
pub(crate) fn write() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no workspace around xtask")?;
    let output = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["run", "--quiet", "--package", "ior-otel", "--", "syscalls", "--format", "markdown"])
        .output()
        .context("cannot run cargo")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = root.join("docs/syscalls.md");
    std::fs::write(&page, output.stdout).with_context(|| format!("cannot write {}", page.display()))?;
    eprintln!("{}", page.display());
    Ok(())
}
