//! `redact:`, what of the strings of traced processes is told.

use std::{path::PathBuf, str::FromStr};

use serde::{Deserialize, Serialize};

use super::nearest::unknown;

/// What of the strings of traced processes is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Redact {
    /// Paths: of files, directories, executables, Unix sockets.
    pub paths: Action,
    /// Addresses of networks. Ports stay.
    pub addresses: Action,
    /// Names that programs choose: of executables, threads, functions, memory files, queues, keys.
    pub names: Action,
    /// A file with the key of hashes; without one, they are of a random key.
    pub key_file: Option<PathBuf>,
}

/// What is done with a string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is told.
    #[default]
    Keep,
    /// A hash of it is.
    Hash,
    /// It is not.
    Drop,
}

/// What strings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// See [`Redact::paths`].
    Path,
    /// See [`Redact::addresses`].
    Address,
    /// See [`Redact::names`].
    Name,
}

impl Redact {
    /// What is done with strings of a class.
    pub fn action(&self, class: Class) -> Action {
        match class {
            Class::Path => self.paths,
            Class::Address => self.addresses,
            Class::Name => self.names,
        }
    }
}

/// An entry of `--redact`: `paths=hash`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// Of what.
    pub class: Class,
    /// What is done.
    pub action: Action,
}

impl Redaction {
    /// Puts it above the file's.
    pub fn apply(self, redact: &mut Redact) {
        *match self.class {
            Class::Path => &mut redact.paths,
            Class::Address => &mut redact.addresses,
            Class::Name => &mut redact.names,
        } = self.action;
    }
}

impl FromStr for Redaction {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((class, action)) = text.split_once('=') else {
            return Err(format!("{text:?} is nothing to redact; write paths=hash, for instance"));
        };
        let class = match class {
            "paths" => Class::Path,
            "addresses" => Class::Address,
            "names" => Class::Name,
            _ => return Err(unknown("a class of strings", class, &["paths", "addresses", "names"])),
        };
        let action = match action {
            "keep" => Action::Keep,
            "hash" => Action::Hash,
            "drop" => Action::Drop,
            _ => return Err(unknown("what can be done with them", action, &["keep", "hash", "drop"])),
        };
        Ok(Self { class, action })
    }
}
