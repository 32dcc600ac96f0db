//! See `ior_fuzz::process_context`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ior_fuzz::process_context(data));
