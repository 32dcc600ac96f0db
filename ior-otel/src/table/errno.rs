//! Names of error numbers.

use std::borrow::Cow;

use ior_common::errno::{ERESTART_RESTARTBLOCK, ERESTARTNOHAND, ERESTARTNOINTR, ERESTARTSYS};

/// Name of an error number, `ERRNO_<number>` if it has none.
pub fn errno_name(errno: u16) -> Cow<'static, str> {
    match errno {
        ERESTARTSYS => Cow::Borrowed("ERESTARTSYS"),
        ERESTARTNOINTR => Cow::Borrowed("ERESTARTNOINTR"),
        ERESTARTNOHAND => Cow::Borrowed("ERESTARTNOHAND"),
        ERESTART_RESTARTBLOCK => Cow::Borrowed("ERESTART_RESTARTBLOCK"),
        errno => syscalls::Errno::new(i32::from(errno))
            .name()
            .map_or_else(|| Cow::Owned(format!("ERRNO_{errno}")), Cow::Borrowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_the_names_of_their_man_pages() {
        assert_eq!(errno_name(2), "ENOENT");
        assert_eq!(errno_name(11), "EAGAIN");
        assert_eq!(errno_name(111), "ECONNREFUSED");
        assert_eq!(errno_name(95), "EOPNOTSUPP");
        assert_eq!(errno_name(4000), "ERRNO_4000");
    }
}
