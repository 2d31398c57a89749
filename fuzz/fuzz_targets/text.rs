//! Text, Markdown, web pages and JSON Lines.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| findings_fuzz::text(bytes));
