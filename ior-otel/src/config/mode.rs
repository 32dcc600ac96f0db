//! What is done with a syscall.

use std::{fmt, str::FromStr, time::Duration};

use super::{nearest::unknown, scalar::as_text};

/// What is done with a syscall, by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModeName {
    /// Nothing; the call costs one array look-up.
    Off,
    /// It is counted.
    Metrics,
    /// It is counted, and a long call becomes a span.
    #[default]
    Spans,
}

impl ModeName {
    /// All modes.
    pub const ALL: &[Self] = &[Self::Off, Self::Metrics, Self::Spans];

    /// Its name in configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Metrics => "metrics",
            Self::Spans => "spans",
        }
    }
}

impl FromStr for ModeName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // What tools that read YAML 1.1, such as Helm, make of `off`.
        if text == "false" {
            return Ok(Self::Off);
        }
        let known = || Self::ALL.iter().copied();
        known().find(|mode| mode.name() == text).ok_or_else(|| {
            let names: Vec<_> = known().map(Self::name).collect();
            unknown("a mode", text, &names)
        })
    }
}

impl fmt::Display for ModeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

as_text!(ModeName, "a mode: off, metrics or spans");

/// What is done with a syscall, with all that the mode needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    /// Nothing.
    Off,
    /// It is counted.
    Metrics,
    /// It is counted, and becomes a span as these say.
    Spans {
        /// A call of at least this long.
        min_duration: Duration,
        /// A failed call, however short.
        errors: bool,
        /// The share of those that is kept, 0 to 1.
        sample: f64,
        /// With the user stack.
        stacks: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for mode in ModeName::ALL {
            assert_eq!(mode.to_string().parse(), Ok(*mode));
        }
        assert_eq!(
            "span".parse::<ModeName>().expect_err("is refused"),
            "`span` is not a mode; did you mean `spans`?"
        );
        assert_eq!("false".parse(), Ok(ModeName::Off));
    }
}
