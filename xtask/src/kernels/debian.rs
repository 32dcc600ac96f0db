//! What Debian's archive has: kernels of its suites, and programs for a guest. By apt, which verifies them, with directories of its own:
//! nothing is installed here, and packages of another architecture are as good as ours.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};

use super::Arch;
use crate::tools::{directory, output};

/// Where packages come from: what apt calls a suite, for an architecture.
pub(super) struct Suite {
    arch: Arch,
    apt: PathBuf,
}

impl Suite {
    /// Fetches what it has.
    ///
    /// # Errors
    /// If apt is not installed, or the archive is not reachable.
    pub(super) fn fetch(name: &str, arch: Arch) -> Result<Self> {
        let suite = Self { arch, apt: directory()?.join("debian").join(format!("{name}-{}", arch.debian())) };
        fs::create_dir_all(suite.apt.join("lists/partial"))?;
        fs::create_dir_all(suite.apt.join("cache/archives/partial"))?;
        fs::write(suite.apt.join("status"), "")?;
        let keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
        ensure!(Path::new(keys).exists(), "there is no {keys}; install debian-archive-keyring");
        let mirror = mirror()?;
        fs::write(suite.apt.join("sources.list"), format!("deb [signed-by={keys}] {mirror} {name} main\n"))?;
        output(suite.command("apt-get").args(["-q", "update"]))?;
        Ok(suite)
    }

    /// The newest kernel of the flavour for virtual machines: its package's version, and the image to boot.
    ///
    /// # Errors
    /// If there is none, or it can't be fetched.
    pub(super) fn kernel(&self) -> Result<PathBuf> {
        let names = output(self.command("apt-cache").args(["pkgnames", "linux-"]))?;
        let end = format!("-cloud-{}", self.arch.debian());
        let package = names
            .lines()
            .filter(|name| name.trim_end_matches("-unsigned").ends_with(&end))
            // Named so until Debian 13, and since.
            .filter(|name| {
                name.starts_with("linux-image-") && name.ends_with("-unsigned")
                    || name.starts_with("linux-binary-unsigned-")
            })
            .max_by_key(|name| numbers(name))
            .with_context(|| format!("no package of a kernel ends with {end}"))?;
        let place = self.apt.join(package);
        if !place.exists() {
            eprintln!("fetching {package}");
            output(self.command("apt-get").args(["-q", "download", package]).current_dir(self.archives()))?;
            self.unpack(&place, |file| file.starts_with(&format!("{package}_")))?;
        }
        image(&place)?.with_context(|| format!("no image in {package}"))
    }

    /// A directory with these packages and all that they need, unpacked and not configured.
    ///
    /// # Errors
    /// If they can't be fetched.
    pub(super) fn root(&self, packages: &[&str]) -> Result<PathBuf> {
        let hash = hex::encode(&Sha256::digest(packages.join(" "))[..8]);
        let place = self.apt.join(format!("root-{hash}"));
        if !place.exists() {
            eprintln!("fetching {} for {}", packages.join(", "), self.arch.debian());
            output(
                self.command("apt-get")
                    .args(["-q", "install", "--yes", "--no-install-recommends", "--download-only"])
                    .args(packages),
            )?;
            self.unpack(&place, |file| !file.starts_with("linux-"))?;
        }
        Ok(place)
    }

    /// Unpacks what was fetched, in one step for who looks at the place.
    fn unpack(&self, place: &Path, wanted: impl Fn(&str) -> bool) -> Result<()> {
        let new = place.with_extension("new");
        let _ = fs::remove_dir_all(&new);
        fs::create_dir_all(&new)?;
        for entry in fs::read_dir(self.archives())? {
            let file = entry?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if name.ends_with(".deb") && wanted(&name) {
                output(Command::new("dpkg-deb").arg("--extract").args([&file, &new]))?;
                fs::remove_file(&file)?;
            }
        }
        fs::rename(new, place).with_context(|| format!("cannot make {}", place.display()))
    }

    fn archives(&self) -> PathBuf {
        self.apt.join("cache/archives")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let mut set = |key: &str, value: &str| {
            command.args(["-o", &format!("{key}={value}")]);
        };
        let apt = self.apt.display();
        set("Dir::State", &apt.to_string());
        set("Dir::State::Lists", &format!("{apt}/lists"));
        set("Dir::State::status", &format!("{apt}/status"));
        set("Dir::Cache", &format!("{apt}/cache"));
        set("Dir::Etc::SourceList", &format!("{apt}/sources.list"));
        set("Dir::Etc::SourceParts", "-");
        set("APT::Architecture", self.arch.debian());
        set("APT::Architectures", self.arch.debian());
        set("APT::Sandbox::User", "root");
        set("Acquire::Languages", "none");
        set("Acquire::Retries", "3");
        // Of a suite that is no longer updated.
        set("Acquire::Check-Valid-Until", "false");
        command
    }
}

/// Where this machine has its own packages from: the first of its archives. Those of security updates have no more than that.
fn mirror() -> Result<String> {
    let targets = ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"];
    let archives = output(Command::new("apt-get").args(targets))?;
    let mirror = archives.lines().find(|line| !line.trim_end_matches('/').ends_with("-security"));
    Ok(mirror.context("apt has no archive: /etc/apt/sources.list names none")?.to_owned())
}

/// All numbers in a name, by which a newer version is greater.
fn numbers(name: &str) -> Vec<u64> {
    name.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

/// Debian keeps it in `/boot`, or beside its modules.
fn image(place: &Path) -> Result<Option<PathBuf>> {
    for entry in fs::read_dir(place)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("vmlinuz")) {
            return Ok(Some(path));
        }
        if path.is_dir()
            && !path.is_symlink()
            && let Some(image) = image(&path)?
        {
            return Ok(Some(image));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_kernels_are_greater() {
        let newest = [
            "linux-image-6.1.0-9-cloud-amd64",
            "linux-image-6.1.0-50-cloud-amd64",
            "linux-image-5.10.0-99-cloud-amd64",
        ]
        .into_iter()
        .max_by_key(|name| numbers(name));
        assert_eq!(newest, Some("linux-image-6.1.0-50-cloud-amd64"));
    }
}
