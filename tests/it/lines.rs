//! No line of real text is an error: every line of the sample corpus is a query, read as the command line
//! reads it. `benches/lines.rs` does the same, with times, for any folder of texts.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use findings::Index;
use findings::Request;
use findings::query::{ParseOptions, Severity, parse};
use findings::report::Date;

use crate::corpus::{decoded, is_plain, sample, table};
use crate::support::TODAY;

#[test]
fn every_line_of_a_report_is_a_query() {
    let sample = sample();
    let index = Index::open(sample.path("index")).expect("the sample corpus was indexed");
    index.expect_many().expect("the index is sound");
    let lines = lines();
    assert!(lines.len() > 3_000, "{} lines were read", lines.len());
    let queries: Vec<(&String, bool)> = lines.iter().flat_map(|line| [(line, false), (line, true)]).collect();
    let wrong = queries.par_iter().filter_map(|(line, any)| {
        let run = catch_unwind(AssertUnwindSafe(|| problem(&index, line, *any)));
        let problem = run.unwrap_or_else(|_| Some("a panic".to_owned()))?;
        Some(format!("{problem}{}: {line:?}", if *any { ", with any of the words" } else { "" }))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} queries went wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with a line as a query, if anything.
fn problem(index: &Index, line: &str, any: bool) -> Option<String> {
    let today: Date = TODAY.parse().expect("it is a date");
    let options = ParseOptions { extra_fields: index.extra_fields(), any, ..ParseOptions::on(today) };
    let parsed = parse(line, &options);
    if let Some(error) = parsed.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
        return Some(format!("an error: {}", error.message));
    }
    match index.search(&Request::new(&parsed.query).any(any)) {
        Err(error) => Some(format!("no search: {error}")),
        Ok(answer) if answer.hits.len() as u64 != answer.matched.passages.min(10) => {
            Some(format!("{} hits of {} passages", answer.hits.len(), answer.matched.passages))
        }
        Ok(_) => None,
    }
}

/// The lines of all text files of the sample corpus, with their markup, each once.
fn lines() -> BTreeSet<String> {
    let rows = table("metadata.tsv");
    let files = rows.iter().map(|row| row["path"].as_str()).filter(|path| is_plain(path, &[".txt", ".md", ".html"]));
    files.chain(["notes.jsonl"]).flat_map(|path| decoded(path).lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}
