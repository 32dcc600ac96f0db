//! The configuration: what the user wrote ([`file::File`]), checked and completed ([`Config`]).
//!
//! A flag is above the environment, the environment above the file, the file above the default.

pub mod file;

pub mod correlation;
pub mod export;
pub mod limits;
pub mod metrics;
pub mod mode;
pub mod modes;
pub mod redact;
pub mod resource;
pub mod spans;
pub mod target;

pub mod env;
pub mod flags;

pub mod error;
pub mod names;
pub mod nearest;
pub mod scalar;
mod unique;

use std::{fs, net::SocketAddr, path::Path};

use ior_common::descriptor::Descriptor;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::table::{Syscall, descriptor::descriptors, family::Family, number::Architecture, role::Role};
use correlation::Correlation;
pub use correlation::Unsampled;
use error::ConfigError;
use export::ExportSection;
use file::File;
use limits::Limits;
use metrics::Metrics;
use mode::{Mode, ModeName};
use modes::Modes;
use redact::{Action, Redact};
use resource::Resource;
use spans::Spans;
use target::Target;

/// `config.yaml` of the project: all keys, their defaults and what they mean.
pub const DEFAULTS: &str = include_str!("../../../config.yaml");

/// What the program uses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Which processes `attach` traces.
    pub target: Target,
    /// What is done with each syscall.
    pub modes: Modes,
    /// Which calls become spans.
    pub spans: Spans,
    /// What becomes of the counts.
    pub metrics: Metrics,
    /// Where spans hang.
    pub correlation: Correlation,
    /// Who the traced processes are.
    pub resource: Resource,
    /// What of their strings is told.
    pub redact: Redact,
    /// Where the telemetry goes.
    pub export: ExportSection,
    /// How much memory the kernel side may take.
    pub limits: Limits,
    /// The endpoint that says how ior-otel is.
    pub health: HealthSection,
}

/// `health:`, the endpoint that says how ior-otel is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HealthSection {
    /// Where it listens; without one, there is none.
    #[serde(deserialize_with = "address")]
    pub listen: Option<SocketAddr>,
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    let wrong = |text: &str| format!("{text:?} is not an address and port such as 127.0.0.1:13133");
    Option::<String>::deserialize(deserializer)?
        .map(|text| text.parse().map_err(|_| D::Error::custom(wrong(&text))))
        .transpose()
}

impl Config {
    /// Reads a file; without one all is default.
    ///
    /// # Errors
    /// If the file cannot be read or says something that cannot be.
    pub fn load(path: Option<&Path>) -> Result<Self, ConfigError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text =
            fs::read_to_string(path).map_err(|source| ConfigError::Read { file: path.to_owned(), source })?;
        File::parse(&path.display().to_string(), &text).map(Self::from)
    }

    /// What is done with a syscall.
    pub fn mode_of(&self, syscall: &Syscall) -> Mode {
        self.mode(self.modes.of(syscall), Some(syscall))
    }

    /// What is done with a call whose number has no row: it is of the family `other`.
    pub fn mode_of_unknown(&self) -> Mode {
        self.mode(self.modes.of_family(Family::Other), None)
    }

    /// What the kernel side shall do with each syscall of this machine.
    pub fn descriptors(&self) -> Vec<Descriptor> {
        descriptors(
            Architecture::HOST,
            |row| self.mode_of(row),
            self.mode_of_unknown(),
            |role| self.is_captured(role),
        )
    }

    /// Whether the kernel side shall read an argument: strings that are dropped are not even read, where nothing else depends on them.
    fn is_captured(&self, role: Role) -> bool {
        match role {
            Role::NewPath => self.redact.paths != Action::Drop,
            Role::Name(_) | Role::Text(_) => self.redact.names != Action::Drop,
            _ => true,
        }
    }

    fn mode(&self, name: ModeName, syscall: Option<&Syscall>) -> Mode {
        match name {
            ModeName::Off => Mode::Off,
            ModeName::Metrics => Mode::Metrics,
            ModeName::Spans => {
                let Spans { mut min_duration, mut errors, mut sample, mut stacks, ref overrides, .. } =
                    self.spans;
                for other in overrides.iter().filter(|other| other.covers(syscall)) {
                    min_duration = other.min_duration.map_or(min_duration, |duration| duration.0);
                    errors = other.errors.unwrap_or(errors);
                    sample = other.sample.unwrap_or(sample);
                    stacks = other.stacks.unwrap_or(stacks);
                }
                // Of a stack nothing would be told.
                stacks &= self.redact.names != Action::Drop;
                Mode::Spans { min_duration, errors, sample, stacks }
            }
        }
    }

    /// As a file that says all of it.
    ///
    /// # Errors
    /// If a path in it is not UTF-8.
    pub fn to_yaml(&self) -> Result<String, serde_yaml::Error> {
        serde_yaml::to_string(&File::from(self))
    }
}

impl From<File> for Config {
    fn from(file: File) -> Self {
        let File {
            target,
            families,
            kinds,
            syscalls,
            spans,
            metrics,
            correlation,
            resource,
            redact,
            export,
            limits,
            health,
        } = file;
        let mut modes = Modes::default();
        modes.families.extend(families);
        modes.kinds.extend(kinds);
        modes.syscalls.extend(syscalls);
        Self { target, modes, spans, metrics, correlation, resource, redact, export, limits, health }
    }
}

impl From<&Config> for File {
    fn from(config: &Config) -> Self {
        let Config { target, modes, spans, metrics, correlation, resource, redact, export, limits, health } =
            config.clone();
        let Modes { families, kinds, syscalls } = modes;
        Self {
            target,
            families,
            kinds,
            syscalls,
            spans,
            metrics,
            correlation,
            resource,
            redact,
            export,
            limits,
            health,
        }
    }
}
