//! `spans:`, which calls become spans and how many.

use std::time::Duration;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{
    names::SyscallName,
    scalar::{self, HumanDuration, duration},
};
use crate::table::{Syscall, family::Family, kind::Kind};

/// Which calls become spans, and how many at most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spans {
    /// A call of at least this long becomes a span.
    #[serde(with = "duration")]
    pub min_duration: Duration,
    /// A failed call becomes a span however short it is.
    pub errors: bool,
    /// The share of those calls that is kept, 0 to 1.
    #[serde(deserialize_with = "share")]
    pub sample: f64,
    /// Spans in one trace at most.
    #[serde(deserialize_with = "count")]
    pub max_per_trace: u32,
    /// Spans in one second at most.
    #[serde(deserialize_with = "count")]
    pub max_per_second: u32,
    /// Under `attach`: how long calls of a process go to one trace; the next begins another.
    #[serde(with = "duration")]
    pub window: Duration,
    /// A span carries all arguments of its call, `syscall.args`.
    pub args: bool,
    /// A span carries the user stack of its call, `code.stacktrace`.
    pub stacks: bool,
    /// Other values for some syscalls; of two that name the same syscall the later wins.
    pub overrides: Vec<Override>,
}

impl Spans {
    /// Whether any span carries a stack.
    pub fn have_stacks(&self) -> bool {
        self.stacks || self.overrides.iter().any(|other| other.stacks == Some(true))
    }
}

impl Default for Spans {
    fn default() -> Self {
        Self {
            min_duration: Duration::from_millis(10),
            errors: false,
            sample: 1.0,
            max_per_trace: 5_000,
            max_per_second: 10_000,
            window: Duration::from_secs(30),
            args: false,
            stacks: false,
            overrides: Vec::new(),
        }
    }
}

/// What differs for the syscalls that it names by family, kind or name.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Override {
    /// These families,
    pub families: Vec<Family>,
    /// and these kinds,
    pub kinds: Vec<Kind>,
    /// and these syscalls.
    pub syscalls: Vec<SyscallName>,
    /// As [`Spans::min_duration`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_duration: Option<HumanDuration>,
    /// As [`Spans::errors`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<bool>,
    /// As [`Spans::sample`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<f64>,
    /// As [`Spans::stacks`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacks: Option<bool>,
}

impl Override {
    /// Whether it is about this syscall; `None` is one that the table does not know, of the family `other`.
    pub fn covers(&self, syscall: Option<&Syscall>) -> bool {
        match syscall {
            Some(row) => {
                self.families.contains(&row.family)
                    || self.kinds.contains(&row.kind)
                    || self.syscalls.contains(&row.into())
            }
            None => self.families.contains(&Family::Other),
        }
    }
}

/// [`Override`] before it is known to name something and change something.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    families: Vec<Family>,
    kinds: Vec<Kind>,
    syscalls: Vec<SyscallName>,
    min_duration: Option<HumanDuration>,
    errors: Option<bool>,
    #[serde(deserialize_with = "some_share")]
    sample: Option<f64>,
    stacks: Option<bool>,
}

impl Written {
    fn check(self) -> Result<Override, &'static str> {
        let Self { families, kinds, syscalls, min_duration, errors, sample, stacks } = self;
        if families.is_empty() && kinds.is_empty() && syscalls.is_empty() {
            return Err("names no syscall; give it `families`, `kinds` or `syscalls`");
        }
        if min_duration.is_none() && errors.is_none() && sample.is_none() && stacks.is_none() {
            return Err("changes nothing; give it `min_duration`, `errors`, `sample` or `stacks`");
        }
        Ok(Override { families, kinds, syscalls, min_duration, errors, sample, stacks })
    }
}

impl<'de> Deserialize<'de> for Override {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Checks within the mapping, so that the error has its line.
        struct Checked;
        impl<'de> Visitor<'de> for Checked {
            type Value = Override;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a mapping such as `{families: [fs], min_duration: 100ms}`")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Override, A::Error> {
                Written::deserialize(MapAccessDeserializer::new(map))?.check().map_err(A::Error::custom)
            }
        }
        deserializer.deserialize_map(Checked)
    }
}

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    scalar::parse(deserializer, "a whole number", |text| scalar::whole(text, 1..=1_000_000_000))
}

fn share<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    scalar::parse(deserializer, "a number from 0 to 1", scalar::share)
}

fn some_share<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    share(deserializer).map(Some)
}
