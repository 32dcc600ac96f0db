//! See `ior_fuzz::text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ior_fuzz::text(data));
