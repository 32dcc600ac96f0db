//! Sends OTLP messages: over gRPC, HTTP and into files.

pub mod settings;
