//! See `ior_fuzz::executable`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ior_fuzz::executable(data));
