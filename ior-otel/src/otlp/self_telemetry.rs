//! ior-otel's telemetry of itself, as metrics of its own service, through OpenTelemetry's SDK and stock exporter.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow};
use opentelemetry::{KeyValue, metrics::MeterProvider as _};
use opentelemetry_otlp::{
    MetricExporter, Protocol as Wire, WithExportConfig as _, WithHttpConfig as _, WithTonicConfig as _,
};
use opentelemetry_sdk::{
    Resource,
    metrics::{PeriodicReader, SdkMeterProvider},
};
use tokio::runtime::Handle;

use super::{grpc, http, settings::Endpoint};
use crate::{config::export::Protocol, privilege};

/// How long the end may wait for the last export.
const SHUTDOWN: Duration = Duration::from_secs(1);

/// How often the end looks whether it is done.
const LOOK: Duration = Duration::from_millis(5);

/// A number about ourselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Name of the metric.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Whether it only grows.
    pub monotonic: bool,
    /// Its one attribute, if it has one.
    pub attribute: Option<(&'static str, &'static str)>,
    /// The number.
    pub value: u64,
}

/// Exports readings until it is shut down.
pub struct SelfTelemetry {
    provider: SdkMeterProvider,
    readings: Arc<Mutex<Vec<Reading>>>,
}

impl SelfTelemetry {
    /// Begins to export to where metrics go. `readings` are all that there will be.
    ///
    /// # Errors
    /// If the exporter can't be set up.
    pub fn start(
        endpoint: &Endpoint,
        runtime: &Handle,
        interval: Duration,
        readings: Vec<Reading>,
    ) -> Result<Self> {
        // The gRPC exporter looks for its runtime when it is made.
        let exporter = {
            let _entered = runtime.enter();
            exporter(endpoint).context("cannot set up the export of our own metrics")?
        };
        // Two of us must not write the same streams.
        let instance = hex::encode(rand::random::<[u8; 16]>());
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let resource = Resource::builder()
            .with_service_name(env!("CARGO_PKG_NAME"))
            .with_attribute(KeyValue::new("service.instance.id", instance))
            .with_attribute(KeyValue::new("host.name", host))
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        // It starts a thread, which gets the privileges of the one that starts it.
        let start = move || {
            privilege::renounce();
            PeriodicReader::builder(exporter).with_interval(interval).build()
        };
        let reader = thread::spawn(start).join().map_err(|_| anyhow!("the metrics SDK panicked"))?;
        let provider = SdkMeterProvider::builder().with_reader(reader).with_resource(resource).build();
        let telemetry = Self { provider, readings: Arc::new(Mutex::new(readings)) };
        telemetry.register();
        Ok(telemetry)
    }

    /// Replaces the readings.
    pub fn update(&self, readings: Vec<Reading>) {
        *self.readings.lock().unwrap_or_else(PoisonError::into_inner) = readings;
    }

    /// Exports once more, and ends: soon, whether that arrives or not, which is not our traced application's concern.
    pub fn shutdown(self, give_up: &dyn Fn() -> bool) {
        let until = Instant::now() + SHUTDOWN;
        // The SDK's own timeout is longer, whatever it is given.
        let ending = thread::spawn(move || {
            privilege::renounce();
            self.provider.shutdown_with_timeout(SHUTDOWN)
        });
        while !ending.is_finished() && Instant::now() < until && !give_up() {
            thread::sleep(LOOK);
        }
    }

    /// One instrument per name; its callback finds the readings of that name.
    fn register(&self) {
        let meter = self.provider.meter(env!("CARGO_PKG_NAME"));
        let mut instruments: Vec<_> = self
            .current()
            .into_iter()
            .map(|Reading { name, unit, monotonic, .. }| (name, unit, monotonic))
            .collect();
        instruments.dedup();
        for (name, unit, monotonic) in instruments {
            let all = Arc::clone(&self.readings);
            let of_name = move || {
                let all = all.lock().unwrap_or_else(PoisonError::into_inner);
                all.iter().filter(|reading| reading.name == name).cloned().collect::<Vec<_>>()
            };
            if monotonic {
                let observe = move |observer: &dyn opentelemetry::metrics::AsyncInstrument<u64>| {
                    of_name()
                        .iter()
                        .for_each(|reading| observer.observe(reading.value, &attributes(reading)));
                };
                meter.u64_observable_counter(name).with_unit(unit).with_callback(observe).build();
            } else {
                let observe = move |observer: &dyn opentelemetry::metrics::AsyncInstrument<u64>| {
                    of_name()
                        .iter()
                        .for_each(|reading| observer.observe(reading.value, &attributes(reading)));
                };
                meter.u64_observable_gauge(name).with_unit(unit).with_callback(observe).build();
            }
        }
    }

    fn current(&self) -> Vec<Reading> {
        self.readings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn attributes(reading: &Reading) -> Vec<KeyValue> {
    reading.attribute.iter().map(|(key, value)| KeyValue::new(*key, *value)).collect()
}

fn exporter(endpoint: &Endpoint) -> Result<MetricExporter> {
    let builder = MetricExporter::builder();
    Ok(match endpoint.protocol {
        Protocol::Grpc => {
            let mut builder = builder
                .with_tonic()
                .with_endpoint(&endpoint.url)
                .with_timeout(endpoint.timeout)
                .with_metadata(grpc::metadata(&endpoint.headers)?);
            if endpoint.url.starts_with("https://") {
                builder = builder.with_tls_config(grpc::tls(&endpoint.tls)?);
            }
            builder.build()?
        }
        Protocol::HttpProtobuf | Protocol::HttpJson => {
            let wire =
                if endpoint.protocol == Protocol::HttpJson { Wire::HttpJson } else { Wire::HttpBinary };
            builder
                .with_http()
                // The asynchronous client panics in the reader's thread, which has no runtime.
                .with_http_client(http::blocking(endpoint)?)
                .with_protocol(wire)
                .with_endpoint(&endpoint.url)
                .with_timeout(endpoint.timeout)
                .with_headers(endpoint.headers.iter().cloned().collect())
                .build()?
        }
    })
}
