//! Files: flags of `open` and the like.

use libc as c;

use super::Names;

/// The access mode of `open`.
static ACCESS_MODES: Names = names!("O_": c;O_RDONLY, O_WRONLY, O_RDWR);
/// Flags of `open`. Those that contain another come first.
static OPEN_FLAGS: Names = names!("": c;
    O_TMPFILE,
    O_SYNC,
    O_CREAT,
    O_EXCL,
    O_NOCTTY,
    O_TRUNC,
    O_APPEND,
    O_NONBLOCK,
    O_DSYNC,
    O_ASYNC,
    O_DIRECT,
    O_DIRECTORY,
    O_NOFOLLOW,
    O_NOATIME,
    O_CLOEXEC,
    O_PATH,
);

/// Names of flags of `open`, the access mode first.
pub fn open_flags(value: u64) -> Vec<String> {
    let access = c::O_ACCMODE as u64;
    let mut names = vec![ACCESS_MODES.one(value & access).into_owned()];
    names.extend(OPEN_FLAGS.flags(value & !access));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_all_named_or_shown() {
        assert_eq!(open_flags(0o2000101), ["O_WRONLY", "O_CREAT", "O_CLOEXEC"]);
        assert_eq!(open_flags(0o4010000), ["O_RDONLY", "O_SYNC"]);
        assert_eq!(open_flags(0o10000), ["O_RDONLY", "O_DSYNC"]);
        assert_eq!(open_flags(1 << 30), ["O_RDONLY", "0x40000000"]);
        assert_eq!(open_flags(0), ["O_RDONLY"]);
    }
}
