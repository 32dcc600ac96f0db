//! Sends OTLP messages: over gRPC, HTTP and into files.

pub mod settings;

pub mod encode;
pub mod queue;
pub mod retry;
pub mod spans;

pub mod grpc;
pub mod http;

pub mod file;
pub mod ping;
pub mod sender;

pub mod stats;

pub mod exporter;
pub mod self_telemetry;
