//! Hits and reports made into bytes on any writer: one file per format. The wire's structures live in
//! `wire`, apart from the search's own, so that the format changes only on purpose.

mod amounts;
mod atom;
mod brief;
mod briefing;
mod cite;
mod columns;
mod concordance;
mod concordance_wire;
mod copies;
mod counts;
mod dates;
mod differences;
mod differences_text;
mod format;
mod grid;
mod ids;
mod json;
mod lines;
mod loosened;
mod markdown;
mod news;
mod news_wire;
mod nothing;
mod oneline;
mod place;
mod quotation;
mod quotation_wire;
mod record;
mod richest;
mod safe;
mod scores;
mod scores_wire;
mod statements;
mod statements_wire;
mod style;
mod table;
mod text;
mod trec;
mod vimgrep;
mod wire;
mod xml;

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use crate::engine::{Answer, Hit, Unit};
use crate::query::Diagnostic;
use crate::report::Report;

pub(crate) use amounts::{counted, size};
pub(crate) use atom::{Feed, FeedEntry};
pub(crate) use briefing::{Briefing, BriefingFormat, MAX_BRIEFING_ROWS};
pub(crate) use cite::cited_pages;
pub use cite::{CitationWriter, CiteStyle};
use columns::Chosen;
pub use columns::FieldChoice;
pub(crate) use concordance::{ConcordanceRecord, write_collocates, write_dispersion, write_lines};
pub(crate) use copies::{Copy, write_copies};
pub(crate) use counts::{
    CountReport, CountSort, CountUnit, CountedQuery, counts_html, counts_svg, facet_lines, value_text,
    write_count_header, write_count_row, write_counts,
};
pub(crate) use dates::{date_line, day};
pub(crate) use differences::DifferencesWriter;
pub(crate) use format::Content;
pub use format::Format;
pub(crate) use ids::{encoded, file_uri, hit_id};
pub(crate) use json::{write_object, write_record};
pub(crate) use lines::wrapped_line;
pub(crate) use loosened::{few_line, looked_for_instead, loosened_lines};
pub(crate) use news::{Compared, SavedAnswer, SavedRun, write_news};
pub(crate) use nothing::{nothing_lines, nothing_reasons};
pub(crate) use place::{headings, page_range, place};
pub(crate) use quotation::{DraftPlace, QuotationRecord, marked_pieces, write_quotations};
pub(crate) use record::{BatchRecord, microseconds};
pub use safe::safe;
pub(crate) use safe::safe_lines;
pub(crate) use scores::{Evaluation, MeasuredRun, write_evaluation};
pub(crate) use statements::{
    PassageOf, Statement, StatementGroup, StatementQuery, StatementStyle, StatementTable, Statements, write_statements,
};
pub use style::{Amount, Colours, TextStyle};
pub(crate) use table::{BatchRow, write_batch_header, write_batch_rows};
pub(crate) use text::{counts_line, expansion_lines, levels_line, looser_line, passages_text, report_text};
pub(crate) use trec::write_run;

pub(crate) use wire::{HitWire, PassageWire, ReportWire, SCHEMA};

/// Finds the line and the column of a hit in its file, both from 1, if it has any.
pub(crate) type Locate<'a> = dyn Fn(&Hit) -> Option<(u64, u64)> + 'a;

/// The output of a search.
pub struct SearchOutput<'a> {
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
    /// The ranks of the hits.
    pub ranks: Range<usize>,
    /// Whether the parts of scores are shown.
    pub explain: bool,
    /// The fields of each hit that are shown, if not all.
    pub fields: Option<&'a FieldChoice>,
    /// Where in its file a hit is, as line and column, for a format that has them.
    pub locate: Option<&'a Locate<'a>>,
    /// The maximum number of characters of all hits, in a format that keeps to one.
    pub max_chars: Option<usize>,
}

/// A report in a list, with its short id if it has one.
#[derive(Clone, Debug)]
pub struct ListedReport {
    /// The report.
    pub report: Arc<Report>,
    /// Its short id.
    pub short_id: Option<Arc<str>>,
}

/// Writes the hits of a search, each as it comes.
///
/// # Errors
/// If `out` fails or a hit cannot be fetched; the output until then stays.
pub fn write_hits<'h>(
    out: &mut dyn Write,
    format: Format,
    style: &TextStyle,
    found: &SearchOutput<'h>,
    mut hits: impl Iterator<Item = io::Result<Hit>> + 'h,
) -> io::Result<()> {
    match format {
        Format::Text => text::hits(out, style, found, hits),
        Format::Json => write_record(out, None, found, hits, None),
        Format::Jsonl => hits.try_for_each(|hit| {
            let hit = hit?;
            let wire = HitWire::new(&hit, found.explain).with_guesses(found.answer.loosened.as_ref());
            write_object(out, &Chosen { hit: wire, fields: found.fields })
        }),
        Format::Csv => table::hits(out, b',', found.fields, hits),
        Format::Tsv => table::hits(out, b'\t', found.fields, hits),
        Format::Markdown => hits.try_for_each(|hit| markdown::hit(out, &hit?)),
        Format::Trec => hits.try_for_each(|hit| trec::hit(out, found.topic, found.unit, &hit?)),
        Format::Vimgrep => hits.try_for_each(|hit| vimgrep::hit(out, found, &hit?)),
        Format::Brief => brief::hits(out, style, found, found.max_chars, hits),
        Format::Counts | Format::Html | Format::Docx => Err(Content::Hits.has_no(format)),
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
    reports: &[ListedReport],
) -> io::Result<()> {
    match format {
        Format::Text => {
            reports.iter().try_for_each(|one| report_text(out, style, &one.report, one.short_id.as_deref()))
        }
        Format::Json => json::reports(out, reports),
        Format::Jsonl => json::report_lines(out, reports),
        Format::Csv => table::reports(out, b',', reports),
        Format::Tsv => table::reports(out, b'\t', reports),
        Format::Markdown => markdown::reports(out, reports),
        format => Err(Content::Reports.has_no(format)),
    }
}
