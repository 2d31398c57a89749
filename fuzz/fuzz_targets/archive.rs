//! Zip archives and the files in them.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| findings_fuzz::archive(bytes));
