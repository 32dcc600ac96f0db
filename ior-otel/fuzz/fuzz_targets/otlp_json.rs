//! See `ior_fuzz::otlp_json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ior_fuzz::otlp_json(data));
