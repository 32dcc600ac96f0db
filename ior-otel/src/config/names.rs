//! Names of the syscall table, as configuration and command line spell them.

use std::{borrow::Borrow, fmt, str::FromStr};

use super::{
    nearest::{nearest, unknown},
    scalar::as_text,
};
use crate::table::{Syscall, family::Family, kind::Kind, rows::ROWS};

impl FromStr for Family {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::by_name(text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|family| family.name()).collect();
            unknown("a family", text, &names)
        })
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::by_name(text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|kind| kind.name()).collect();
            unknown("a kind", text, &names)
        })
    }
}

/// The name of a row of the syscall table. The name of its tracepoint (`newfstat`) is read as the row's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SyscallName(&'static str);

impl From<&Syscall> for SyscallName {
    fn from(syscall: &Syscall) -> Self {
        Self(syscall.name)
    }
}

impl FromStr for SyscallName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Syscall::by_name(text).map(Self::from).ok_or_else(|| {
            match nearest(text, ROWS.iter().map(|row| row.name)) {
                Some(name) => format!("`{text}` is not a syscall; did you mean `{name}`?"),
                None => format!("`{text}` is not a syscall; `ior-otel syscalls` lists them"),
            }
        })
    }
}

impl Borrow<str> for SyscallName {
    fn borrow(&self) -> &str {
        self.0
    }
}

impl fmt::Display for SyscallName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

as_text!(Family, "the name of a family");
as_text!(Kind, "the name of a kind");
as_text!(SyscallName, "the name of a syscall");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tracepoint_names_its_syscall() {
        assert_eq!("newfstat".parse::<SyscallName>().expect("is known").to_string(), "fstat");
    }

    #[test]
    fn unknown_names_bring_the_nearest() {
        let error = |text: &str| text.parse::<SyscallName>().expect_err("is refused");
        assert_eq!(error("opennat"), "`opennat` is not a syscall; did you mean `openat`?");
        assert_eq!(error("teleport"), "`teleport` is not a syscall; `ior-otel syscalls` lists them");
        assert_eq!(
            "netwrok".parse::<Family>().expect_err("is refused"),
            "`netwrok` is not a family; did you mean `network`?"
        );
        assert_eq!(
            "futx".parse::<Kind>().expect_err("is refused"),
            "`futx` is not a kind; did you mean `futex`?"
        );
    }
}
