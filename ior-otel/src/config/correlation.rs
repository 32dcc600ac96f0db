//! `correlation:`, how spans are put together with those of the application.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{probe::Contexts, route};

/// What spans hang below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Correlation {
    /// The span that is active in the thread, as the application publishes it (OTEP 4947).
    pub thread_context: bool,
    /// The same, as the OpenTelemetry eBPF instrumentation (OBI) knows it.
    pub obi_map: ObiMap,
    /// The resource of a process, as it publishes it itself (OTEP 4719).
    pub process_context: bool,
    /// The one that `TRACEPARENT` names in the environment, ours under `run`, and that of a process.
    pub traceparent: bool,
    /// How.
    pub r#as: route::Correlation,
    /// What is done with calls in traces that are not sampled.
    pub unsampled: Unsampled,
}

impl Default for Correlation {
    fn default() -> Self {
        Self {
            thread_context: true,
            obi_map: ObiMap::Auto,
            process_context: true,
            traceparent: true,
            r#as: route::Correlation::Parent,
            unsampled: Unsampled::Skip,
        }
    }
}

impl Correlation {
    /// Which contexts are read.
    pub fn contexts(&self) -> Contexts {
        let pinned = match &self.obi_map {
            ObiMap::Off => None,
            ObiMap::Auto => Some(Path::new(OBI_MAP).to_owned()).filter(|path| path.exists()),
            ObiMap::At(path) => Some(path.clone()),
        };
        Contexts { published: self.thread_context, pinned }
    }
}

/// Where the OpenTelemetry eBPF instrumentation pins its map.
const OBI_MAP: &str = "/sys/fs/bpf/otel/traces_ctx_v1";

/// The map in which the OpenTelemetry eBPF instrumentation keeps the contexts of threads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ObiMap {
    /// Where it is by default, if it is there when tracing begins.
    #[default]
    Auto,
    /// Not looked for.
    Off,
    /// Pinned here.
    At(PathBuf),
}

impl From<String> for ObiMap {
    fn from(text: String) -> Self {
        match text.as_str() {
            "auto" => Self::Auto,
            "off" => Self::Off,
            _ => Self::At(text.into()),
        }
    }
}

impl From<ObiMap> for String {
    fn from(map: ObiMap) -> Self {
        match map {
            ObiMap::Auto => "auto".to_owned(),
            ObiMap::Off => "off".to_owned(),
            ObiMap::At(path) => path.to_string_lossy().into_owned(),
        }
    }
}

/// What is done with calls in traces that are not sampled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unsampled {
    /// They get no span: the trace is not there.
    #[default]
    Skip,
    /// They get a span all the same.
    Keep,
}
