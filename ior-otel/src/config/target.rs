//! `target:`, which processes `attach` traces.

use std::{fmt, path::PathBuf, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::scalar::as_text;

/// A process is a target if any of these says so; where none says anything, those of our own pid namespace are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Target {
    /// Those of a pid namespace, and of the namespaces below it.
    pub pid_namespace: Option<Namespace>,
    /// These, by their ids as ior-otel sees them.
    #[serde(deserialize_with = "pids")]
    pub pids: Vec<u32>,
    /// Those of these cgroups (version 2), and of the cgroups below: paths below the mount point of the cgroups, with or without it.
    pub cgroups: Vec<PathBuf>,
    /// Those whose main thread has one of these names.
    #[serde(deserialize_with = "names")]
    pub comms: Vec<String>,
    /// Every process.
    pub all: bool,
    /// The children of targets too.
    pub follow_children: bool,
}

impl Default for Target {
    fn default() -> Self {
        Self {
            pid_namespace: None,
            pids: Vec::new(),
            cgroups: Vec::new(),
            comms: Vec::new(),
            all: false,
            follow_children: true,
        }
    }
}

impl Target {
    /// The pid namespace whose processes are targets: what is configured, or our own where nothing is.
    pub fn namespace(&self) -> Option<Namespace> {
        let Self { pid_namespace, pids, cgroups, comms, all, follow_children: _ } = self;
        let is_unsaid = pids.is_empty() && cgroups.is_empty() && comms.is_empty() && !all;
        pid_namespace.or(is_unsaid.then_some(Namespace::Own))
    }
}

/// A pid namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// That of ior-otel itself: with a shared process namespace, that of the pod.
    Own,
    /// That of this process.
    Of(u32),
}

impl FromStr for Namespace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "self" => Ok(Self::Own),
            _ => pid(text).map(Self::Of).map_err(|_| format!("{text:?} is neither self nor a process id")),
        }
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("self"),
            Self::Of(pid) => pid.fmt(f),
        }
    }
}

as_text!(Namespace, "self or a process id");

/// Longest name that a thread can have: 15 bytes (`TASK_COMM_LEN` with its NUL). Longer ones are cut by the kernel, and so are these.
pub const MAX_NAME: usize = 15;

fn pid(text: &str) -> Result<u32, String> {
    super::scalar::whole(text, 1..=1 << 22)
}

fn pids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
    let pids = Vec::<u32>::deserialize(deserializer)?;
    match pids.iter().find(|number| pid(&number.to_string()).is_err()) {
        Some(wrong) => Err(D::Error::custom(format!("{wrong} is not a process id"))),
        None => Ok(pids),
    }
}

fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    match names.iter().any(String::is_empty) {
        true => Err(D::Error::custom("an empty name is no process's")),
        false => Ok(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_namespace_is_the_target_where_nothing_is_said() {
        assert_eq!(Target::default().namespace(), Some(Namespace::Own));
        assert_eq!(Target { all: true, ..Target::default() }.namespace(), None);
        let both = Target { pids: vec![7], pid_namespace: Some(Namespace::Of(7)), ..Target::default() };
        assert_eq!(both.namespace(), Some(Namespace::Of(7)));
    }

    #[test]
    fn a_namespace_is_ours_or_a_processes() {
        assert_eq!("self".parse(), Ok(Namespace::Own));
        assert_eq!("42".parse(), Ok(Namespace::Of(42)));
        assert!("0".parse::<Namespace>().is_err());
        assert!("ours".parse::<Namespace>().is_err());
    }
}
