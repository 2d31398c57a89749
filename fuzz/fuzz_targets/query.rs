//! Queries.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| findings_fuzz::query(bytes));
