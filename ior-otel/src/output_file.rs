//! Files that are written for a person: traces, folded stacks, reports. What is in them (paths, addresses) is nobody else's business, and they are often
//! written by root.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::{OpenOptionsExt as _, fchown},
    path::Path,
};

/// Opens a file for writing, and empties it; otherwise as [`open`].
///
/// # Errors
/// If it can't be opened, or is a symbolic link.
pub fn create(path: &Path) -> io::Result<File> {
    opened(path, true)
}

/// Opens a file for writing. One that is made is its owner's to read, and nobody else's; under `sudo` that is who called it. A symbolic link is not followed: in a
/// directory that others can write to, it may lead to any file of ours. Those of `/dev` are (`/dev/stdout`).
///
/// # Errors
/// If it can't be opened, or is a symbolic link.
pub fn open(path: &Path) -> io::Result<File> {
    opened(path, false)
}

fn opened(path: &Path, empty: bool) -> io::Result<File> {
    let follow = if path.starts_with("/dev/") { 0 } else { libc::O_NOFOLLOW };
    let options = || {
        let mut options = OpenOptions::new();
        options.write(true).mode(0o600).custom_flags(follow);
        options
    };
    match options().create_new(true).open(path) {
        Ok(file) => {
            if let Some((user, group)) = caller(&|name| std::env::var(name).ok()) {
                // Without the right to give files away, it stays root's.
                let _ = fchown(&file, Some(user), Some(group));
            }
            Ok(file)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // Where a file is made meanwhile, or taken away, this makes or finds it.
            options().create(true).truncate(empty).open(path).map_err(explain)
        }
        Err(error) => Err(error),
    }
}

fn explain(error: io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(libc::ELOOP) => io::Error::other("it is a symbolic link; name the file that it leads to"),
        _ => error,
    }
}

/// User and group that called `sudo` (sudo(8), environment), if we are root by it.
fn caller(variable: &dyn Fn(&str) -> Option<String>) -> Option<(u32, u32)> {
    let id = |name| variable(name)?.parse().ok();
    rustix::process::geteuid().is_root().then_some((id("SUDO_UID")?, id("SUDO_GID")?))
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        os::unix::fs::{PermissionsExt as _, symlink},
    };

    use super::*;

    #[test]
    fn what_is_opened_stays_until_it_is_written() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("file");
        fs::write(&file, "before").expect("written");
        open(&file).expect("opened");
        assert_eq!(fs::read_to_string(&file).expect("there"), "before");
        create(&file).expect("opened");
        assert_eq!(fs::read_to_string(&file).expect("there"), "");
    }

    #[test]
    fn who_called_sudo_is_known_to_root_only() {
        let both = |name: &str| Some(if name == "SUDO_UID" { "1000" } else { "100" }.to_owned());
        let expected = rustix::process::geteuid().is_root().then_some((1000, 100));
        assert_eq!(caller(&both), expected);
        assert_eq!(caller(&|name| both(name).filter(|_| name == "SUDO_UID")), None);
        assert_eq!(caller(&|_| Some("root".to_owned())), None);
    }

    #[test]
    fn a_link_is_not_followed_and_a_new_file_is_ours_alone() {
        let directory = tempfile::tempdir().expect("a directory");
        let (file, link) = (directory.path().join("file"), directory.path().join("link"));
        create(&file).expect("made");
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
        fs::write(&file, "precious").expect("written");
        symlink(&file, &link).expect("a link");
        let error = create(&link).expect_err("refused");
        assert_eq!(error.to_string(), "it is a symbolic link; name the file that it leads to");
        assert_eq!(fs::read_to_string(&file).expect("there"), "precious");
        assert!(create(Path::new("/dev/stderr")).is_ok());
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
        create(&file).expect("emptied");
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o644, "as it was");
        assert_eq!(fs::read_to_string(&file).expect("there"), "");
    }
}
