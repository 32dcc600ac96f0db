//! The OpenTelemetry resource of a traced process.

use std::time::{Duration, UNIX_EPOCH};

use opentelemetry_proto::tonic::{common::v1::any_value::Value, resource::v1::Resource};

use super::{container::Container, process::Process};
use crate::{
    attributes::Attributes,
    config::{self, redact::Class},
    redact::Redactor,
};

/// How resources are made: what the configuration says, and what is the same for all.
#[derive(Clone, Debug)]
pub struct ResourceRules {
    configured: config::resource::Resource,
    redactor: Redactor,
    /// `host.name`.
    host_name: Option<String>,
}

impl ResourceRules {
    /// The rules of a configuration, on this host.
    pub fn new(configured: &config::resource::Resource, redactor: &Redactor) -> Self {
        let host_name = rustix::system::uname().nodename().to_str().ok().map(str::to_owned);
        Self { configured: configured.clone(), redactor: redactor.clone(), host_name }
    }

    /// The resource of a process. Its service is what the first of these names: a rule of the configuration, the
    /// process's own environment, what it publishes, `unknown_service:<program>`.
    pub fn resource(&self, process: &Process) -> Resource {
        let mut attributes = Attributes::new();
        attributes.string("service.name", self.service_name(process));
        attributes.int("process.pid", process.pid);
        if let Some(parent) = process.parent_pid {
            attributes.int("process.parent_pid", parent);
        }
        let created = UNIX_EPOCH + Duration::from_nanos(process.created_unix_ns);
        attributes.string("process.creation.time", humantime::format_rfc3339_millis(created).to_string());
        attributes.string("process.executable.name", process.executable_name());
        if let Some(path) = &process.executable {
            attributes.string("process.executable.path", path);
        }
        if process.host_pid != process.pid {
            attributes.int("process.host_pid", process.host_pid);
        }
        Self::container(&process.container, &mut attributes);
        Self::published(process, &mut attributes);
        self.complete(attributes, &process.environment.resource_attributes)
    }

    /// The resource of the container that a process is in. Its service is the process's, which should be the first of the container.
    pub fn container_of(&self, process: &Process) -> Resource {
        let mut attributes = Attributes::new();
        attributes.string("service.name", self.service_name(process));
        Self::container(&process.container, &mut attributes);
        self.complete(attributes, &process.environment.resource_attributes)
    }

    /// The resource of all processes together, and of what is not known to be one's. Its service is our own, if we have one.
    pub fn host(&self) -> Resource {
        let mut attributes = Attributes::new();
        let own = std::env::var("OTEL_SERVICE_NAME").ok().filter(|name| !name.is_empty());
        let unknown = concat!("unknown_service:", env!("CARGO_PKG_NAME"));
        attributes.string("service.name", own.unwrap_or_else(|| unknown.to_owned()));
        self.complete(attributes, &[])
    }

    /// With what any resource has: the host, what the process says itself, and above all what is configured.
    fn complete(&self, mut attributes: Attributes, own: &[(String, String)]) -> Resource {
        if let Some(host) = self.host_name.as_ref().filter(|_| attributes.text("host.name").is_none()) {
            attributes.string("host.name", host);
        }
        for (key, value) in own {
            attributes.set_string(key, value);
        }
        let mut attributes = self.redactor.redacted(attributes);
        for (key, value) in &self.configured.attributes {
            attributes.set_string(key.as_str(), value);
        }
        Resource { attributes: attributes.into_inner(), ..Resource::default() }
    }

    /// With what the process publishes of itself, so that it is the same to a backend as its own telemetry. What is seen of the process stands
    /// as it is seen; and who made the telemetry is not its SDK.
    fn published(process: &Process, attributes: &mut Attributes) {
        let ours =
            |key: &str| key.starts_with("process.") || key.starts_with("telemetry.") || key == "service.name";
        let published = process.published.context.iter().flat_map(|context| &context.attributes);
        for attribute in published.filter(|attribute| !attribute.key.is_empty() && !ours(&attribute.key)) {
            attributes.set(attribute.clone());
        }
    }

    fn container(container: &Container, attributes: &mut Attributes) {
        let Container { id, pod_uid } = container;
        for (key, value) in [("container.id", id), ("k8s.pod.uid", pod_uid)] {
            if let Some(value) = value {
                attributes.string(key, value);
            }
        }
    }

    fn service_name(&self, process: &Process) -> String {
        let configured = |executable| self.configured.service_name(executable);
        if let Some(name) = process
            .executable
            .as_deref()
            .and_then(configured)
            .or_else(|| configured(process.executable_name()))
        {
            return name.to_owned();
        }
        let published = || {
            let context = process.published.context.as_ref()?;
            let name = context.attributes.iter().find(|attribute| attribute.key == "service.name")?;
            match name.value.as_ref()?.value.as_ref()? {
                Value::StringValue(name) if !name.is_empty() => Some(name.clone()),
                _ => None,
            }
        };
        let own = process.environment.service_name.clone().or_else(published);
        own.unwrap_or_else(|| match self.redactor.text(Class::Name, process.executable_name()) {
            Some(executable) => format!("unknown_service:{executable}"),
            None => "unknown_service".to_owned(),
        })
    }
}
