//! Hits and reports made into bytes on any writer: one file per format. The wire's structures live in
//! `wire`, apart from the search's own, so that the format changes only on purpose.

mod cite;
mod copies;
mod dates;
mod differences;
mod differences_text;
mod format;
mod grid;
mod json;
mod lines;
mod markdown;
mod record;
mod safe;
mod scores;
mod scores_wire;
mod table;
mod text;
mod trec;
mod wire;

use std::io::{self, Write};
use std::sync::Arc;

use crate::engine::{Answer, Hit, Unit};
use crate::query::Diagnostic;
use crate::report::Report;

pub use cite::{CiteStyle, cite};
pub use copies::{Copy, write_copies};
pub use dates::date_line;
pub use differences::{DiffTotals, DifferencesWriter};
pub use format::{Content, Format};
pub use json::{write_object, write_record};
pub use record::{BatchRecord, QueryWire, microseconds};
pub use safe::{safe, safe_lines};
pub use scores::{Evaluation, MeasuredRun, write_evaluation};
pub use table::{BatchRow, write_batch_header, write_batch_rows};
pub use text::{TextStyle, counts_line, expansion_lines, levels_line, nothing_lines, passage_text, report_text};
pub use trec::write_run;
pub use wire::{HitWire, PassageWire, ReportWire, SCHEMA};

/// The output of a search.
pub struct Found<'a> {
    /// The query as typed.
    pub typed: &'a str,
    /// The query as understood.
    pub understood: &'a str,
    /// The answer without the hits.
    pub answer: &'a Answer<()>,
    /// Remarks on the query.
    pub diagnostics: &'a [Diagnostic],
    /// Problems of the index, if any.
    pub warnings: &'a [String],
    /// The topic of a TREC run.
    pub topic: &'a str,
    /// The unit of the hits.
    pub unit: Unit,
    /// Whether the parts of scores are shown.
    pub explain: bool,
}

/// Writes the hits of a search, each as it comes.
///
/// # Errors
/// If `out` fails or a hit cannot be fetched; the output until then stays.
pub fn write_hits<'h>(
    out: &mut dyn Write,
    format: Format,
    style: &TextStyle,
    found: &Found<'h>,
    mut hits: impl Iterator<Item = io::Result<Hit>> + 'h,
) -> io::Result<()> {
    match format {
        Format::Text => text::hits(out, style, found, hits),
        Format::Json => write_record(out, None, found, hits, None),
        Format::Jsonl => hits.try_for_each(|hit| write_object(out, &HitWire::new(&hit?, found.explain))),
        Format::Csv => table::hits(out, b',', hits),
        Format::Tsv => table::hits(out, b'\t', hits),
        Format::Markdown => hits.try_for_each(|hit| markdown::hit(out, &hit?)),
        Format::Trec => hits.try_for_each(|hit| trec::hit(out, found.topic, found.unit, &hit?)),
    }
}

/// Writes a list of reports.
///
/// # Errors
/// If `out` fails, and for a format that lists of reports do not have.
pub fn write_reports(
    out: &mut dyn Write,
    format: Format,
    style: &TextStyle,
    reports: &[Arc<Report>],
) -> io::Result<()> {
    match format {
        Format::Text => text::reports(out, style, reports),
        Format::Json => json::reports(out, reports),
        Format::Jsonl => json::report_lines(out, reports),
        Format::Csv => table::reports(out, b',', reports),
        Format::Tsv => table::reports(out, b'\t', reports),
        Format::Markdown => markdown::reports(out, reports),
        Format::Trec => Err(Content::Reports.has_no(format)),
    }
}

/// The id of a hit: `<report id>#<ordinal>`, or the report's where reports are the hits.
pub fn hit_id(report: &Report, ordinal: u32, unit: Unit) -> String {
    match unit {
        Unit::Passage => format!("{}#{ordinal}", report.id),
        Unit::Report => report.id.clone(),
    }
}
