//! ior-otel: why was it slow, told by its system calls, in the application's own OpenTelemetry backend.
//!
//! The modules in the order in which data flows through them.

pub mod config;
pub mod table;

pub mod probe;

pub mod call;
pub mod decode;

pub mod clock;
pub mod enrich;

pub mod attributes;
pub mod otlp;
