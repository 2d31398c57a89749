//! Comma- and tab-separated values, a header first. Formulas that a spreadsheet would run are
//! defused with an apostrophe.

use std::io::{self, Write};
use std::sync::Arc;

use crate::report::{Report, ReportMeta};
use crate::search::Hit;

/// A hit a row.
pub(super) fn hits(
    out: &mut dyn Write,
    separator: u8,
    mut hits: impl Iterator<Item = io::Result<Hit>>,
) -> io::Result<()> {
    let mut rows = writer(out, separator);
    rows.write_record(hit_columns())?;
    hits.try_for_each(|hit| Ok::<_, io::Error>(rows.write_record(hit_cells(&hit?).map(cell))?))?;
    rows.flush()
}

/// What each row of a batch has besides the columns of a search.
pub struct BatchRow<'a> {
    /// The id of the query.
    pub id: &'a str,
    /// The query as typed.
    pub typed: &'a str,
    /// How long it took, in microseconds, where that is wanted.
    pub microseconds: Option<u64>,
}

/// A longer query is cut where each of its hits has it beside it, at what a cell of a spreadsheet holds.
const LONGEST_QUERY: usize = 32_000;

/// The header of a batch.
pub fn write_batch_header(out: &mut dyn Write, separator: u8, timed: bool) -> io::Result<()> {
    let mut rows = writer(out, separator);
    let columns = ["qid", "query"].into_iter().chain(hit_columns());
    rows.write_record(columns.chain(timed.then_some("microseconds")))?;
    rows.flush()
}

/// The hits of one query of a batch, a hit a row.
pub fn write_batch_rows(
    out: &mut dyn Write,
    separator: u8,
    about: &BatchRow<'_>,
    hits: impl Iterator<Item = io::Result<Hit>>,
) -> io::Result<()> {
    let mut rows = writer(out, separator);
    for hit in hits {
        let hit = hit?;
        let typed = match about.typed.char_indices().nth(LONGEST_QUERY) {
            Some((end, _)) => format!("{}…", &about.typed[..end]),
            None => about.typed.to_owned(),
        };
        let first = [about.id.to_owned(), typed];
        let cells = first.into_iter().chain(hit_cells(&hit));
        let cells = cells.chain(about.microseconds.map(|microseconds| microseconds.to_string()));
        rows.write_record(cells.map(cell))?;
    }
    rows.flush()
}

/// What [`about`] fills.
const ABOUT_COLUMNS: [&str; 8] =
    ["authority", "authority_code", "region", "kind", "date", "date_basis", "visit_start", "visit_end"];

fn hit_columns() -> impl Iterator<Item = &'static str> {
    let of_passage = ["title", "section", "label", "page_first", "page_last", "path", "text", "boilerplate", "ocr"];
    ["rank", "score", "match", "id"].into_iter().chain(ABOUT_COLUMNS).chain(of_passage)
}

fn hit_cells(hit: &Hit) -> impl Iterator<Item = String> {
    let (meta, passage) = (&hit.report.meta, &hit.passage);
    let of_hit = [
        hit.rank.to_string(),
        hit.score.to_string(),
        hit.matched.as_str().to_owned(),
        format!("{}#{}", hit.report.id, passage.ordinal),
    ];
    let of_passage = [
        meta.title.clone().unwrap_or_default(),
        passage.section.join(" > "),
        passage.label.clone().unwrap_or_default(),
        passage.pages.map(|(first, _)| first.to_string()).unwrap_or_default(),
        passage.pages.map(|(_, last)| last.to_string()).unwrap_or_default(),
        hit.report.path.clone(),
        passage.text.clone(),
        hit.boilerplate.to_string(),
        passage.ocr.to_string(),
    ];
    of_hit.into_iter().chain(about(meta)).chain(of_passage)
}

/// A report a row.
pub(super) fn reports(out: &mut dyn Write, separator: u8, reports: &[Arc<Report>]) -> io::Result<()> {
    let mut rows = writer(out, separator);
    let of_report = [
        "inspectors",
        "lead_inspector",
        "addressee",
        "overall_grade",
        "title",
        "publisher",
        "pages",
        "passages",
        "words",
    ];
    rows.write_record(["id", "path"].into_iter().chain(ABOUT_COLUMNS).chain(of_report))?;
    for report in reports {
        let meta = &report.meta;
        let mut row = vec![report.id.clone(), report.path.clone()];
        row.extend(about(meta));
        row.extend([
            meta.inspectors.join("; "),
            meta.lead_inspector.clone().unwrap_or_default(),
            meta.addressee.clone().unwrap_or_default(),
            meta.overall_grade.map(|grade| grade.to_string()).unwrap_or_default(),
            meta.title.clone().unwrap_or_default(),
            meta.publisher.clone().unwrap_or_default(),
            report.pages.map(|pages| pages.to_string()).unwrap_or_default(),
            report.passages.to_string(),
            report.words.to_string(),
        ]);
        rows.write_record(row.into_iter().map(cell))?;
    }
    rows.flush()
}

pub(super) fn writer(out: &mut dyn Write, separator: u8) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new().delimiter(separator).from_writer(out)
}

fn about(meta: &ReportMeta) -> [String; 8] {
    [
        meta.authority.clone().unwrap_or_default(),
        meta.authority_code.clone().unwrap_or_default(),
        meta.region.clone().unwrap_or_default(),
        meta.kind.as_ref().map(|kind| kind.0.clone()).unwrap_or_default(),
        meta.date.map(|date| date.to_string()).unwrap_or_default(),
        meta.date_basis.map(|basis| basis.as_str().to_owned()).unwrap_or_default(),
        meta.visit.map(|visit| visit.start.to_string()).unwrap_or_default(),
        meta.visit.map(|visit| visit.end.to_string()).unwrap_or_default(),
    ]
}

/// A cell without control characters, which a spreadsheet will not take for a formula.
pub(super) fn cell(text: String) -> String {
    let text = if text.contains(char::is_control) { text.replace(char::is_control, " ") } else { text };
    let is_number = text.parse::<f64>().is_ok();
    if text.starts_with(['=', '+', '-', '@']) && !is_number { format!("'{text}") } else { text }
}
