//! Makes a request of the words on the command line.

use std::fmt;
use std::io::Write;
use std::time::Duration;

use crate::engine::Request;
use crate::library::{self, Index};
use crate::query::{Diagnostic, ParseOptions, Query, Severity};
use crate::report::Date;
use crate::text::elided;

use super::args::{FilterArgs, HitArgs};
use super::habits::with_usual_options;
use super::narrow::narrow;

/// The maximum length of a query.
const MAX_QUERY_BYTES: usize = 1 << 20;

/// A message shows at most this many bytes of an option's value.
const MAX_OPTION_BYTES: usize = 200;

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
    let diagnostics = with_usual_options(text, parsed.diagnostics);
    Prepared { understood: query.to_string(), query, diagnostics, about_options }
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
        .per_authority(hits.per_authority)
        .context(hits.context)
        .timeout((hits.timeout > 0.0).then(|| Duration::from_secs_f64(hits.timeout)))
}

/// Why a query is not run.
pub(super) struct Refusal<'p> {
    /// The remark, and the option that it is about, if it is about one.
    diagnostic: &'p Diagnostic,
    option: Option<&'p str>,
}

impl fmt::Display for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(option) = self.option {
            write!(f, "{}: ", elided(option, MAX_OPTION_BYTES))?;
        }
        f.write_str(&self.diagnostic.message)?;
        // Below an error, only --strict ends a query.
        f.write_str(if self.diagnostic.severity < Severity::Error { " (--strict)" } else { "" })
    }
}

impl Prepared {
    /// Why the query is not to be run, if so: a part of it or of an option cannot be read, so that what is left could
    /// find more than was asked for; or `strict` takes any slip for an error.
    pub(super) fn refusal(&self, strict: bool) -> Option<Refusal<'_>> {
        let least = if strict { Severity::Warning } else { Severity::Error };
        let about_query = self.diagnostics.iter().map(|diagnostic| Refusal { diagnostic, option: None });
        let about_options =
            self.about_options.iter().map(|(option, diagnostic)| Refusal { diagnostic, option: Some(option) });
        about_query.chain(about_options).find(|refusal| refusal.diagnostic.severity >= least)
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
