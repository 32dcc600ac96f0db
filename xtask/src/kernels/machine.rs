//! A virtual machine, emulated in software: it needs no rights and runs everywhere, other architectures included.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use super::Arch;

/// A machine that says nothing for so long has hung: it does after each test, the longest of which take a minute.
const PATIENCE: Duration = Duration::from_secs(300);

/// Boots it, hands on the lines of its console, and waits for its end.
///
/// # Errors
/// If qemu is not installed, or the machine does not end.
pub(super) fn boot(arch: Arch, image: &Path, initramfs: &Path, mut line: impl FnMut(&str)) -> Result<()> {
    let mut qemu = Command::new(arch.qemu());
    let console = match arch {
        Arch::X86_64 => {
            qemu.args(["-cpu", "max"]);
            "ttyS0"
        }
        Arch::Aarch64 => {
            // Real pointer authentication takes half of the time where it is emulated.
            qemu.args(["-machine", "virt", "-cpu", "max,pauth-impdef=on"]);
            "ttyAMA0"
        }
    };
    // Two CPUs in turns, because at the same time they may run code that the kernel is about to patch: it panics then, of an `int3` that
    // it knows nothing of.
    qemu.args(["-accel", "tcg,thread=single", "-smp", "2", "-m", "3072"])
        .args(["-nographic", "-no-reboot", "-monitor", "none", "-nic", "none"])
        .arg("-kernel")
        .arg(image)
        .arg("-initrd")
        .arg(initramfs)
        .args(["-append", &format!("console={console} quiet loglevel=3 panic=-1 rdinit=/init")]);
    let mut child = qemu
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {}; Debian: {}", arch.qemu(), arch.qemu_package()))?;
    let (told, lines) = mpsc::channel();
    let output = child.stdout.take().context("no pipe")?;
    thread::spawn(move || {
        for bytes in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            // Fails where nobody listens any more.
            let _ = told.send(String::from_utf8_lossy(&bytes).trim_end().to_owned());
        }
    });
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(said) => line(&said),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                child.kill()?;
                child.wait()?;
                bail!("the machine has said nothing for {} s", PATIENCE.as_secs());
            }
        }
    }
    let status = child.wait()?;
    let mut said = String::new();
    child.stderr.take().context("no pipe")?.read_to_string(&mut said)?;
    if !status.success() {
        bail!("{} failed: {said}", arch.qemu());
    }
    Ok(())
}
