//! ior-otel: why was it slow, told by its system calls, in the application's own OpenTelemetry backend.
//!
//! The modules in the order in which data flows through them.

pub mod cli;
pub mod config;
pub mod exit;

pub mod config_command;

pub mod table;

pub mod call;
pub mod enrich;

pub mod attributes;
pub mod otlp;
