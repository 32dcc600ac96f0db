//! The `ior-otel` program.

fn main() {}
