//! Files that are written for a person: traces, folded stacks. What is in them (paths, addresses) is nobody else's business, and they are often
//! written by root.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

/// Opens a file for writing, and empties it. One that is made is its owner's to read, and nobody else's. A symbolic link is not followed: in a directory that
/// others can write to, it may lead to any file of ours. Those of `/dev` are (`/dev/stdout`).
///
/// # Errors
/// If it can't be opened, or is a symbolic link.
pub fn create(path: &Path) -> io::Result<File> {
    let follow = if path.starts_with("/dev/") { 0 } else { libc::O_NOFOLLOW };
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600).custom_flags(follow);
    options.open(path).map_err(|error| match error.raw_os_error() {
        Some(libc::ELOOP) => io::Error::other("it is a symbolic link; name the file that it leads to"),
        _ => error,
    })
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        os::unix::fs::{PermissionsExt as _, symlink},
    };

    use super::*;

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
