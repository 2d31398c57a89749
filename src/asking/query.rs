//! Makes a request of a text and options.

use std::fmt;
use std::ops::Range;

use crate::engine::{Answer, Loosen, Request};
use crate::library::{self, Index};
use crate::output::SearchOutput;
use crate::query::{Diagnostic, ParseOptions, Query, Severity};
use crate::report::Date;
use crate::text::{elided, key};

use super::habits::with_usual_options;
use super::narrow::narrow;
use super::{FilterArgs, HitArgs, MatchArgs};

/// The maximum length of a query.
const MAX_QUERY_BYTES: usize = 1 << 20;

/// A message shows at most this many characters of an option's value.
const MAX_OPTION_CHARS: usize = 200;

/// The error for a query that is too long to parse.
pub(crate) fn too_long(text: &str) -> Option<String> {
    (text.len() > MAX_QUERY_BYTES)
        .then(|| format!("the query is longer than {MAX_QUERY_BYTES} bytes; ask several instead"))
}

/// A query ready to run.
pub(crate) struct Prepared {
    /// As understood, printed.
    pub(crate) understood: String,
    /// As understood.
    pub(crate) query: Query,
    /// Remarks on the query as typed, and then on the values of options.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads a query and narrows it by the filters.
pub(crate) fn prepare(text: &str, matching: &MatchArgs, filters: &FilterArgs, index: &Index) -> Prepared {
    let options = ParseOptions { any: matching.any, phrase: matching.phrase, ..ParseOptions::on(today()) };
    let parsed = index.parse_with(text, &options);
    let (query, about_options) = narrow(parsed.query, filters, &|value| index.parse_with(value, &options));
    let mut diagnostics = with_usual_options(text, parsed.diagnostics);
    diagnostics.extend(about_options);
    Prepared { understood: query.to_string(), query, diagnostics }
}

/// The hits that the options ask for.
pub(crate) fn request<'q>(query: &'q Query, hits: &HitArgs) -> Request<'q> {
    matching(query, &hits.matching)
        .loosen(match (hits.loosen, hits.nearest) {
            (true, _) => Loosen::Conditions,
            (false, true) => Loosen::Words,
            (false, false) => Loosen::Never,
        })
        .nearest(hits.nearest)
        .guess(!hits.no_guess)
        .unit(hits.unit.into())
        .sort(hits.sort.into())
        .offset(hits.offset)
        .limit((!hits.all).then_some(hits.limit))
        .per_report(hits.per_report)
        .per_authority(hits.per_authority)
        .collapse(hits.collapse)
        .context(hits.context)
}

/// All that the query finds, by the options on matching.
pub(crate) fn matching<'q>(query: &'q Query, options: &MatchArgs) -> Request<'q> {
    Request::new(query).match_level(options.level.into()).any(options.any).timeout(options.time_limit())
}

/// Why a query is not run: the remark that says so.
pub(crate) struct Refusal<'p>(&'p Diagnostic);

impl fmt::Display for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refusal(diagnostic) = self;
        if let Some(option) = &diagnostic.option {
            write!(f, "{}: ", elided(option, MAX_OPTION_CHARS))?;
        }
        f.write_str(&diagnostic.message)?;
        // Below an error, only --strict ends a query.
        f.write_str(if diagnostic.severity < Severity::Error { " (--strict)" } else { "" })
    }
}

impl Prepared {
    /// Why the query is not to be run, if so: a part of it or of an option cannot be read, so that what is left could
    /// find more than was asked for; or `strict` takes any slip for an error.
    pub(crate) fn refusal(&self, strict: bool) -> Option<Refusal<'_>> {
        let least = if strict { Severity::Warning } else { Severity::Error };
        self.diagnostics.iter().find(|diagnostic| diagnostic.severity >= least).map(Refusal)
    }

    /// What there is to write of the query's answer, as the only query of a command: typed as it was, with the options on
    /// hits.
    pub(crate) fn output<'a>(
        &'a self,
        typed: &'a str,
        hits: &HitArgs,
        answer: &'a Answer<()>,
        ranks: Range<usize>,
    ) -> SearchOutput<'a> {
        SearchOutput {
            typed,
            understood: &self.understood,
            answer,
            diagnostics: &self.diagnostics,
            warnings: &[],
            topic: "1",
            unit: hits.unit.into(),
            ranks,
            explain: hits.explain,
            fields: None,
            locate: None,
            max_chars: None,
        }
    }

    /// An answer without the spellings that a remark on the query is about already.
    pub(crate) fn without_repeats<H>(&self, text: &str, mut answer: Answer<H>) -> Answer<H> {
        let is_said = |typed: &str| {
            let about_query = self.diagnostics.iter().filter(|diagnostic| diagnostic.option.is_none());
            about_query.filter_map(|diagnostic| text.get(diagnostic.span.clone())).any(|part| key(part) == typed)
        };
        if let Some(nothing) = &mut answer.nothing {
            nothing.spellings.retain(|(typed, _)| !is_said(typed));
        }
        answer
    }
}

/// Today by `FINDINGS_TODAY`, which tests and scripts set, else by the clock.
pub(crate) fn today() -> Date {
    let set = std::env::var("FINDINGS_TODAY").ok().and_then(|text| text.parse::<Date>().ok());
    set.unwrap_or_else(library::today)
}
