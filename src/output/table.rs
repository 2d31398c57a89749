//! Comma- and tab-separated values, a header first. Formulas that a spreadsheet would run are
//! defused with an apostrophe.

use std::io::{self, Write};

use crate::engine::Hit;
use crate::fields::{self, FieldSpec};
use crate::report::{PassageRole, ReportMeta};
pub(super) use crate::text::cell;

use super::ListedReport;
use super::columns::FieldChoice;

/// A hit a row.
pub(super) fn hits(
    out: &mut dyn Write,
    separator: u8,
    fields: Option<&FieldChoice>,
    hits: impl Iterator<Item = io::Result<Hit>>,
) -> io::Result<()> {
    let mut rows = writer(out, separator);
    let places = fields.map(FieldChoice::places);
    let chosen = |all: Vec<String>| match &places {
        Some(places) => places.iter().filter_map(|&at| all.get(at).cloned()).collect(),
        None => all,
    };
    rows.write_record(chosen(hit_columns().collect()))?;
    for hit in hits {
        rows.write_record(chosen(hit_cells(&hit?).collect()).into_iter().map(cell))?;
    }
    rows.flush()
}

/// The columns of a row of a batch besides those of a search.
pub(crate) struct BatchRow<'a> {
    /// The id of the query.
    pub id: &'a str,
    /// The query as typed.
    pub typed: &'a str,
    /// How long it took, in microseconds, where that is wanted.
    pub microseconds: Option<u64>,
}

/// A longer query is cut where each of its hits repeats it: a cell of a spreadsheet holds no more.
const MAX_QUERY_CHARS: usize = 32_000;

/// A query as a cell has it.
pub(super) fn cut_query(typed: &str) -> String {
    match typed.char_indices().nth(MAX_QUERY_CHARS) {
        Some((end, _)) => format!("{}…", &typed[..end]),
        None => typed.to_owned(),
    }
}

/// The header of a batch.
///
/// # Errors
/// If `out` fails.
pub(crate) fn write_batch_header(out: &mut dyn Write, separator: u8, timed: bool) -> io::Result<()> {
    let mut rows = writer(out, separator);
    let columns = ["qid", "query"].into_iter().map(str::to_owned).chain(hit_columns());
    rows.write_record(columns.chain(timed.then(|| "microseconds".to_owned())))?;
    rows.flush()
}

/// The hits of one query of a batch, a hit a row.
///
/// # Errors
/// If `out` fails or a hit cannot be fetched.
pub(crate) fn write_batch_rows(
    out: &mut dyn Write,
    separator: u8,
    about: &BatchRow<'_>,
    hits: impl Iterator<Item = io::Result<Hit>>,
) -> io::Result<()> {
    let mut rows = writer(out, separator);
    for hit in hits {
        let hit = hit?;
        let first = [about.id.to_owned(), cut_query(about.typed)];
        let cells = first.into_iter().chain(hit_cells(&hit));
        let cells = cells.chain(about.microseconds.map(|microseconds| microseconds.to_string()));
        rows.write_record(cells.map(cell))?;
    }
    rows.flush()
}

/// The columns of fields of reports.
fn columns_of<'f>(fields: impl Iterator<Item = &'f FieldSpec>) -> impl Iterator<Item = String> {
    fields.flat_map(|spec| spec.slot.columns().iter().map(|end| format!("{}{end}", spec.name)))
}

/// The cells under these columns.
fn cells_of<'f>(fields: impl Iterator<Item = &'f FieldSpec>, meta: &ReportMeta) -> impl Iterator<Item = String> {
    fields.flat_map(|spec| spec.value(meta).cells(spec.slot.columns().len()))
}

fn on_hits() -> impl Iterator<Item = &'static FieldSpec> {
    fields::of_reports().filter(|spec| spec.on_hits)
}

/// New columns come last, so that the others keep their numbers.
pub(super) fn hit_columns() -> impl Iterator<Item = String> {
    let of_passage = ["section", "label", "page_first", "page_last", "path", "text", "boilerplate", "ocr"];
    let of_passage = of_passage.into_iter().chain(["report", "passage", "short_id", "role"]);
    let of_hit = ["rank", "score", "match", "id"].into_iter().map(str::to_owned);
    of_hit.chain(columns_of(on_hits())).chain(of_passage.map(str::to_owned))
}

fn hit_cells(hit: &Hit) -> impl Iterator<Item = String> {
    let (meta, passage) = (&hit.report.meta, &hit.passage);
    let of_hit = [
        hit.rank.to_string(),
        hit.score.to_string(),
        hit.level.as_str().to_owned(),
        format!("{}#{}", hit.report.id, passage.ordinal),
    ];
    let of_passage = [
        passage.section.join(" > "),
        passage.label.clone().unwrap_or_default(),
        passage.pages.map(|(first, _)| first.to_string()).unwrap_or_default(),
        passage.pages.map(|(_, last)| last.to_string()).unwrap_or_default(),
        hit.report.path.clone(),
        passage.text.clone(),
        hit.boilerplate.to_string(),
        passage.ocr.to_string(),
        hit.report.id.clone(),
        passage.ordinal.to_string(),
        hit.short_id.as_ref().map(|short| format!("{short}#{}", passage.ordinal)).unwrap_or_default(),
        passage.role.map_or("", PassageRole::as_str).to_owned(),
    ];
    of_hit.into_iter().chain(cells_of(on_hits(), meta)).chain(of_passage)
}

/// A report a row.
pub(super) fn reports(out: &mut dyn Write, separator: u8, reports: &[ListedReport]) -> io::Result<()> {
    let mut rows = writer(out, separator);
    let of_report = ["pages", "passages", "words", "short_id"].into_iter().map(str::to_owned);
    let columns = columns_of(fields::of_reports()).chain(of_report);
    rows.write_record(["id", "path"].into_iter().map(str::to_owned).chain(columns))?;
    for ListedReport { report, short_id } in reports {
        let counts = [
            report.pages.map(|pages| pages.to_string()).unwrap_or_default(),
            report.passages.to_string(),
            report.words.to_string(),
            short_id.as_deref().unwrap_or_default().to_owned(),
        ];
        let row = [report.id.clone(), report.path.clone()].into_iter();
        let row = row.chain(cells_of(fields::of_reports(), &report.meta)).chain(counts);
        rows.write_record(row.map(cell))?;
    }
    rows.flush()
}

pub(super) fn writer(out: &mut dyn Write, separator: u8) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new().delimiter(separator).from_writer(out)
}
