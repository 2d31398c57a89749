//! Makes a request of the words on the command line.

use std::io::Write;
use std::time::Duration;

use crate::engine::Request;
use crate::library::{self, Index};
use crate::query::{Diagnostic, ParseOptions, Query, Severity};
use crate::report::Date;

use super::args::{FilterArgs, HitArgs};
use super::narrow::narrow;

/// The maximum length of a query.
const MAX_QUERY_BYTES: usize = 1 << 20;

/// The error for a query that is too long to parse.
pub(super) fn too_long(text: &str) -> Option<String> {
    (text.len() > MAX_QUERY_BYTES)
        .then(|| format!("the query is longer than {MAX_QUERY_BYTES} bytes; ask several instead"))
}

/// A query ready to run.
pub(super) struct Prepared {
    /// As understood, printed.
    pub(super) understood: String,
    /// As understood.
    pub(super) query: Query,
    /// Remarks on the query as typed.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Remarks on the values of options, each with the text that it is about.
    pub(super) about_options: Vec<(String, Diagnostic)>,
}

/// Reads a query and narrows it by the filters.
pub(super) fn prepare(text: &str, hits: &HitArgs, filters: &FilterArgs, index: &Index) -> Prepared {
    let options = ParseOptions { any: hits.any, phrase: hits.phrase, ..ParseOptions::on(today()) };
    let parsed = index.parse_with(text, &options);
    let (query, about_options) = narrow(parsed.query, filters, &|value| index.parse_with(value, &options));
    Prepared { understood: query.to_string(), query, diagnostics: parsed.diagnostics, about_options }
}

/// The hits that the options ask for.
pub(super) fn request<'q>(query: &'q Query, hits: &HitArgs) -> Request<'q> {
    Request::new(query)
        .match_level(hits.level.into())
        .any(hits.any)
        .unit(hits.unit.into())
        .sort(hits.sort.into())
        .offset(hits.offset)
        .limit((!hits.all).then_some(hits.limit))
        .per_report(hits.per_report)
        .context(hits.context)
        .timeout((hits.timeout > 0.0).then(|| Duration::from_secs_f64(hits.timeout)))
}

impl Prepared {
    /// The first remark that ends the search under `--strict`, if any.
    pub(super) fn refusal(&self, strict: bool) -> Option<&Diagnostic> {
        let about_options = self.about_options.iter().map(|(_, diagnostic)| diagnostic);
        let mut all = self.diagnostics.iter().chain(about_options);
        all.find(|diagnostic| strict && diagnostic.severity > Severity::Hint)
    }

    /// The first error in a value of an option, with the value.
    pub(super) fn bad_option(&self) -> Option<&(String, Diagnostic)> {
        self.about_options.iter().find(|(_, diagnostic)| diagnostic.severity == Severity::Error)
    }

    /// Writes the remarks for the user.
    pub(super) fn write_diagnostics(&self, text: &str, err: &mut dyn Write) -> std::io::Result<()> {
        for diagnostic in &self.diagnostics {
            writeln!(err, "{}", diagnostic.render(text))?;
        }
        for (text, diagnostic) in &self.about_options {
            writeln!(err, "{}", diagnostic.render(text))?;
        }
        Ok(())
    }
}

/// Today by `FINDINGS_TODAY`, which tests and scripts set, else by the clock.
pub(super) fn today() -> Date {
    let set = std::env::var("FINDINGS_TODAY").ok().and_then(|text| text.parse::<Date>().ok());
    set.unwrap_or_else(library::today)
}
