//! ior-otel: why was it slow, told by its system calls, in the application's own OpenTelemetry backend.
//!
//! The modules in the order in which data flows through them; `session` wires them together.

pub mod cli;
pub mod config;
pub mod config_command;
pub mod doctor;
pub mod exit;
pub mod log;
pub mod memory;
pub mod privilege;
pub mod syscalls_command;
pub mod table;

pub mod probe;

pub mod bounded;
pub mod output_file;
pub mod printable;

pub mod call;
pub mod decode;
pub mod open_file;

pub mod context;
pub mod stack;

pub mod clock;
pub mod enrich;

pub mod route;

pub mod wire;

pub mod attributes;
pub mod redact;
pub mod span;

pub mod metric;

pub mod pipeline;

pub mod otlp;

pub mod ledger;
pub mod overview;
pub mod slowest;
pub mod summary;

pub mod session;

pub mod report;

pub mod attach;
pub mod command;
pub mod health;
pub mod run;
