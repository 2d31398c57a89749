//! Queries: whatever is typed means something, and what it means reads back as the same.
#![no_main]

use findings::query::{ParseOptions, parse};
use findings::report::Date;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let today = Date::day(2026, 3, 2).expect("it is a day");
    let options = ParseOptions::on(today);
    let query = parse(text, &options).query;
    let printed = query.to_string();
    let again = parse(&printed, &options).query;
    assert_eq!(again, query, "{text:?} is printed as {printed:?}");
});
