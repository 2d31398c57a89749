//! E-mails with what is attached to them.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| findings_fuzz::email(bytes));
