//! With which code the program ends. Only `main` uses it; all else returns errors.
//!
//! The codes are those of `sysexits.h`, so that they are told apart from the status of a command under `run`.

use std::process::ExitCode;

use crate::config::error::ConfigError;

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// `EX_USAGE`: the command line or the configuration is wrong.
    Usage = 64,
    /// `EX_NOINPUT`: what is to be traced is not there.
    NoTarget = 66,
    /// `EX_UNAVAILABLE`: this kernel lacks what is needed, or `doctor` found something else that must be mended.
    Unavailable = 69,
    /// `EX_SOFTWARE`: the program itself failed.
    Internal = 70,
    /// `EX_NOPERM`: a privilege is missing.
    Permission = 77,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why the program did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("{source:#}")]
pub struct Failure {
    /// What kind of failure it is.
    pub exit: Exit,
    /// What failed, on what, and what to do.
    source: anyhow::Error,
}

impl Failure {
    /// A failure of that kind.
    pub fn new(exit: Exit, source: impl Into<anyhow::Error>) -> Self {
        Self { exit, source: source.into() }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(Exit::Usage, error)
    }
}

/// An error that nobody gave a kind.
impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(Exit::Internal, error)
    }
}

/// Prints what the command line parser has to say, help or an error, and gives the code for it.
pub fn of_command_line(error: &clap::Error) -> ExitCode {
    // A closed stdout or stderr leaves nobody to tell.
    drop(error.print());
    if error.use_stderr() { Exit::Usage.into() } else { ExitCode::SUCCESS }
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn a_failure_tells_the_whole_chain() {
        let error = Err::<(), _>(std::io::Error::other("no such thing"))
            .context("cannot load")
            .expect_err("is an error");
        let failure = Failure::new(Exit::Permission, error);
        assert_eq!(failure.to_string(), "cannot load: no such thing");
        assert_eq!(failure.exit as u8, 77);
    }

    #[test]
    fn what_has_no_kind_is_internal() {
        assert_eq!(Failure::from(anyhow::anyhow!("x")).exit, Exit::Internal);
    }
}
