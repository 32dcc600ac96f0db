//! OpenTelemetry as any service sets it up, and what it shows of itself beside that.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context as _, Result};
use libdd_library_config::otel_process_ctx;
use libdd_trace_protobuf::opentelemetry::proto::{
    common::v1::{AnyValue, KeyValue, ProcessContext, any_value::Value},
    resource,
};
use opentelemetry::{context::GlobalContextObserver, global};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};

use crate::{publish::Publisher, truth};

/// The service's telemetry, until it ends.
pub struct Telemetry {
    provider: SdkTracerProvider,
    truth: Option<PathBuf>,
}

impl Telemetry {
    /// Sets it up. Spans are sent if `OTEL_EXPORTER_OTLP_ENDPOINT` says where to; with `truth`, what thread was in what span is
    /// written there at the end.
    pub fn start(truth: Option<PathBuf>) -> Result<Self> {
        match truth {
            Some(_) => GlobalContextObserver::set(Arc::new(truth::Recorded(Publisher))),
            None => GlobalContextObserver::set(Arc::new(Publisher)),
        }
        let resource = Resource::builder().with_service_name(service_name()).build();
        publish_resource(&resource).context("the process context could not be published")?;
        let mut provider = SdkTracerProvider::builder().with_resource(resource);
        if std::env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some() {
            let exporter = opentelemetry_otlp::SpanExporter::builder().with_http().build()?;
            provider = provider.with_batch_exporter(exporter);
        }
        let provider = provider.build();
        global::set_text_map_propagator(TraceContextPropagator::new());
        global::set_tracer_provider(provider.clone());
        Ok(Self { provider, truth })
    }

    /// Sends what is left.
    pub fn finish(self) -> Result<()> {
        self.provider.shutdown().context("the last spans could not be sent")?;
        if let Some(path) = &self.truth {
            truth::write(path).with_context(|| format!("{} could not be written", path.display()))?;
        }
        Ok(())
    }
}

/// `OTEL_SERVICE_NAME`, or `shop`.
fn service_name() -> String {
    std::env::var("OTEL_SERVICE_NAME")
        .ok()
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "shop".to_owned())
}

/// Shows the resource of the process, and how its threads show their spans (OTEP 4719).
fn publish_resource(resource: &Resource) -> std::io::Result<()> {
    let attributes = resource.iter().map(|(key, value)| text(key.as_str(), &value.as_str())).collect();
    otel_process_ctx::publish(&ProcessContext {
        resource: Some(resource::v1::Resource { attributes, ..Default::default() }),
        extra_attributes: vec![text("threadlocal.schema_version", "tlsdesc_v1_dev")],
    })
}

fn text(key: &str, value: &str) -> KeyValue {
    let value = Some(AnyValue { value: Some(Value::StringValue(value.to_owned())) });
    KeyValue { key: key.to_owned(), value, ..Default::default() }
}
