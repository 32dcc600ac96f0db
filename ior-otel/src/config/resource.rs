//! `resource:`, who the traced processes are to the backend.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use wildmatch::WildMatch;

use super::scalar::as_text;

/// Who the traced processes are to the backend.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Resource {
    /// Attributes that the resource of every traced process gets.
    pub attributes: BTreeMap<AttributeKey, String>,
    /// Names by executable; the first that matches wins.
    pub service_names: Vec<ServiceName>,
}

impl Resource {
    /// The configured `service.name` of a process by the path of its executable.
    pub fn service_name(&self, executable: &str) -> Option<&str> {
        self.service_names.iter().find(|rule| rule.matches(executable)).map(|rule| rule.name.as_str())
    }
}

/// A `service.name` for some executables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceName {
    /// What the executable's path has to be, or only its file name if there is no `/` in here; `*` is any
    /// text, `?` any character.
    pub executable: NotEmpty,
    /// `service.name` of its processes.
    pub name: NotEmpty,
}

impl ServiceName {
    fn matches(&self, executable: &str) -> bool {
        let pattern = self.executable.as_str();
        let file_name = executable.rsplit('/').next().unwrap_or(executable);
        WildMatch::new(pattern).matches(if pattern.contains('/') { executable } else { file_name })
    }
}

/// A text of at least one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotEmpty(String);

impl NotEmpty {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for NotEmpty {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("is empty".to_owned()) } else { Ok(Self(text.to_owned())) }
    }
}

impl fmt::Display for NotEmpty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key of a resource attribute that is the user's to set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttributeKey(String);

impl AttributeKey {
    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AttributeKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "" => Err("an attribute needs a name".to_owned()),
            // Every process has its own; one value for all of them is the rule for the executable `*`.
            "service.name" => Err("`service.name` is set by `resource.service_names`".to_owned()),
            key => Ok(Self(key.to_owned())),
        }
    }
}

impl fmt::Display for AttributeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

as_text!(NotEmpty, "text");
as_text!(AttributeKey, "the name of an attribute");

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(rules: &[(&str, &str)]) -> Resource {
        let rule = |&(executable, name): &(&str, &str)| ServiceName {
            executable: executable.parse().expect("is known"),
            name: name.parse().expect("is known"),
        };
        Resource { service_names: rules.iter().map(rule).collect(), ..Default::default() }
    }

    #[test]
    fn a_name_is_the_file_name_and_a_path_the_path() {
        let resource = resource(&[("nginx", "web"), ("/opt/*/api", "api"), ("python3*", "jobs")]);
        assert_eq!(resource.service_name("/usr/sbin/nginx"), Some("web"));
        assert_eq!(resource.service_name("/usr/sbin/nginx2"), None);
        assert_eq!(resource.service_name("/opt/shop/bin/api"), Some("api"));
        assert_eq!(resource.service_name("/usr/bin/api"), None);
        assert_eq!(resource.service_name("/usr/bin/python3.12"), Some("jobs"));
    }

    #[test]
    fn the_first_rule_wins() {
        let resource = resource(&[("nginx", "web"), ("*", "rest")]);
        assert_eq!(resource.service_name("/usr/sbin/nginx"), Some("web"));
        assert_eq!(resource.service_name("/bin/sh"), Some("rest"));
    }
}
