//! The OpenTelemetry resource of a traced process.

use opentelemetry_proto::tonic::resource::v1::Resource;

use super::process::Process;
use crate::{attributes::Attributes, clock::Clock};

/// How resources are made: what the configuration says, and what is the same for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceRules {
    /// Service names by program, the first that matches: a file name or path, with `*` for any characters.
    pub service_names: Vec<(String, String)>,
    /// Attributes of every resource.
    pub attributes: Vec<(String, String)>,
    /// `host.name`.
    pub host_name: Option<String>,
}

impl ResourceRules {
    /// The resource of a process. Its service is what the first of these names: a rule of the configuration, the
    /// process's own environment, `unknown_service:<program>`.
    pub fn resource(&self, process: &Process, clock: &Clock) -> Resource {
        let mut attributes = Attributes::new();
        attributes.string("service.name", self.service_name(process));
        attributes.int("process.pid", process.pid);
        if let Some(parent) = process.parent_pid {
            attributes.int("process.parent_pid", parent);
        }
        let created = std::time::UNIX_EPOCH
            + std::time::Duration::from_nanos(clock.unix_of_boottime(process.start_boottime_ns));
        attributes.string("process.creation.time", humantime::format_rfc3339_millis(created).to_string());
        attributes.string("process.executable.name", process.executable_name());
        if let Some(path) = &process.executable {
            attributes.string("process.executable.path", path);
        }
        if let Some(host) = &self.host_name {
            attributes.string("host.name", host);
        }
        for (key, value) in process.environment.resource_attributes.iter().chain(&self.attributes) {
            attributes.set_string(key, value);
        }
        Resource { attributes: attributes.into_inner(), ..Resource::default() }
    }

    /// The resource of all processes together.
    pub fn host(&self) -> Resource {
        let mut attributes = Attributes::new();
        if let Some(host) = &self.host_name {
            attributes.string("host.name", host);
        }
        for (key, value) in &self.attributes {
            attributes.set_string(key, value);
        }
        Resource { attributes: attributes.into_inner(), ..Resource::default() }
    }

    fn service_name(&self, process: &Process) -> String {
        let rule = self.service_names.iter().find(|(pattern, _)| {
            let full = process.executable.as_deref().is_some_and(|path| matches(pattern, path));
            full || matches(pattern, process.executable_name())
        });
        if let Some((_, name)) = rule {
            return name.clone();
        }
        let own = process.environment.service_name.clone();
        own.unwrap_or_else(|| format!("unknown_service:{}", process.executable_name()))
    }
}

/// Whether `text` is `pattern`, where `*` in the pattern stands for any characters, none too.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(head) else { return false };
    (0..=rest.len()).filter(|at| rest.is_char_boundary(*at)).any(|at| matches(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_characters() {
        assert!(matches("nginx", "nginx"));
        assert!(matches("/opt/*/bin/java", "/opt/jdk-21/bin/java"));
        assert!(matches("*", ""));
        assert!(matches("python3*", "python3.11"));
        assert!(!matches("nginx", "nginx2"));
        assert!(!matches("*.so", "lib.so.6"));
    }
}
