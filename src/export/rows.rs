//! Reports and passages made into rows.

use std::borrow::Cow;

use crate::engine::{Answer, Hit};
use crate::fields::{self, FieldSpec, Value};
use crate::query::MatchLevel;
use crate::report::{Confidence, Date, PassageRole, Report, Visit};

use super::schema::{
    Cell, EXPORT_SCHEMA, EvidenceCells, ExportTable, ExtraCells, FlatCells, GradeCells, MatchCells, PassageCells,
    ReportNameCells, ReportNumberCells, SpanCells, TableLayout, fields_on_passages,
};
use super::{ExportError, RowSink};

/// What is said of an export as a whole.
pub(crate) struct ExportFacts<'a> {
    pub(crate) query: &'a str,
    pub(crate) level: MatchLevel,
    pub(crate) day: Date,
    /// The hash of what the index was made from.
    pub(crate) fingerprint: &'a str,
    pub(crate) answer: &'a Answer<()>,
    /// How many reports it has: also those without a passage.
    pub(crate) reports: u64,
}

/// Writes what is said of an export, a fact a row.
pub(crate) fn write_facts(facts: &ExportFacts<'_>, sink: &mut dyn RowSink) -> Result<(), ExportError> {
    let ExportFacts { query, level, day, fingerprint, answer, reports } = facts;
    let (found, total) = (answer.matched, answer.total);
    let (filters, within) = answer.within.as_ref().map_or(("", total), |within| (&within.filters, within.counts));
    let rows = [
        ("program", concat!("findings ", env!("CARGO_PKG_VERSION")).to_owned()),
        ("schema", EXPORT_SCHEMA.to_string()),
        ("day", day.to_string()),
        ("fingerprint", (*fingerprint).to_owned()),
        ("query", (*query).to_owned()),
        ("match_level", level.as_str().to_owned()),
        ("filters", filters.to_owned()),
        ("passages", found.passages.to_string()),
        ("reports", reports.to_string()),
        ("authorities", found.authorities.to_string()),
        ("filtered_passages", within.passages.to_string()),
        ("filtered_reports", within.reports.to_string()),
        ("filtered_authorities", within.authorities.to_string()),
        ("total_passages", total.passages.to_string()),
        ("total_reports", total.reports.to_string()),
        ("total_authorities", total.authorities.to_string()),
    ];
    rows.into_iter().try_for_each(|(name, value)| sink.row(ExportTable::About, &[text(name), owned(value)]))
}

/// Writes a report with its grades, the fields that findings does not know, and its evidence.
pub(crate) fn write_report(report: &Report, short_id: Option<&str>, sink: &mut dyn RowSink) -> Result<(), ExportError> {
    let (id, meta) = (report.id.as_str(), &report.meta);
    let names: ReportNameCells<'_> = [text(id), known(short_id), text(&report.path)];
    let numbers: ReportNumberCells<'_> =
        [year(report), number(report.pages), number(Some(report.passages)), count(report.words)];
    let fields = fields::of_reports().flat_map(|spec| field(spec, report));
    let row: Vec<Cell<'_>> = names.into_iter().chain(fields).chain(numbers).collect();
    sink.row(ExportTable::Reports, &row)?;
    for (at, (judgement, grade)) in (1..).zip(&meta.grades) {
        let row: GradeCells<'_> = [text(id), Cell::Integer(at), text(judgement), text(grade.as_str())];
        sink.row(ExportTable::Grades, &row)?;
    }
    for (name, value) in &meta.extra {
        let row: ExtraCells<'_> = [text(id), text(name), text(value)];
        sink.row(ExportTable::Extra, &row)?;
    }
    for (at, evidence) in (1..).zip(&meta.evidence) {
        let row: EvidenceCells<'_> = [
            text(id),
            Cell::Integer(at),
            text(&evidence.field),
            text(&evidence.value),
            number(evidence.page),
            number(evidence.line),
            text(&evidence.words),
            text(confidence(evidence.confidence)),
        ];
        sink.row(ExportTable::Evidence, &row)?;
    }
    Ok(())
}

/// Writes a passage with the lines that it was made of and where it matches.
pub(crate) fn write_passage(hit: &Hit, layout: TableLayout, sink: &mut dyn RowSink) -> Result<(), ExportError> {
    let (report, passage) = (&*hit.report, &hit.passage);
    let cells = passage_cells(hit);
    match layout {
        TableLayout::Tables => sink.row(ExportTable::Passages, &cells)?,
        TableLayout::Flat => {
            let of_report: FlatCells<'_> = [text(&report.path), year(report)];
            let fields = fields_on_passages().flat_map(|spec| field(spec, report));
            let row: Vec<Cell<'_>> = cells.into_iter().chain(of_report).chain(fields).collect();
            sink.row(ExportTable::Flat, &row)?;
        }
    }
    let of_passage = || [text(&report.id), number(Some(passage.ordinal))];
    for (at, span) in (1..).zip(&passage.spans) {
        let [report, passage] = of_passage();
        let (start, end) = span.bytes.map_or((Cell::Null, Cell::Null), |(start, end)| (count(start), count(end)));
        let place = [span.page, span.line, span.lines].map(|place| number(Some(place)));
        let [page, line, lines] = place;
        let row: SpanCells<'_> = [report, passage, Cell::Integer(at), page, line, lines, start, end];
        sink.row(ExportTable::Spans, &row)?;
    }
    let marked = hit.code_points();
    for ((at, (start, end)), bytes) in (1..).zip(marked).zip(&hit.highlights) {
        let [report, of] = of_passage();
        let words = text(&passage.text[bytes.clone()]);
        let row: MatchCells<'_> = [report, of, Cell::Integer(at), count(start as u64), count(end as u64), words];
        sink.row(ExportTable::Matches, &row)?;
    }
    Ok(())
}

fn passage_cells(hit: &Hit) -> PassageCells<'_> {
    let passage = &hit.passage;
    [
        owned(format!("{}#{}", hit.report.id, passage.ordinal)),
        hit.short_id.as_ref().map_or(Cell::Null, |short| owned(format!("{short}#{}", passage.ordinal))),
        text(&hit.report.id),
        number(Some(passage.ordinal)),
        text(passage.kind.as_str()),
        known(passage.role.map(PassageRole::as_str)),
        Cell::Texts(&passage.section),
        known(passage.label.as_deref()),
        number(passage.pages.map(|(first, _)| first)),
        number(passage.pages.map(|(_, last)| last)),
        text(&passage.text),
        known(passage.context.as_deref()),
        text(hit.level.as_str()),
        Cell::Flag(hit.boilerplate),
        Cell::Flag(passage.ocr),
    ]
}

/// The cells of a field of a report: one for each of its columns.
fn field<'r>(spec: &'static FieldSpec, report: &'r Report) -> Vec<Cell<'r>> {
    let columns = spec.slot.columns().len();
    let mut cells = match spec.value(&report.meta) {
        Value::None | Value::Grades(_) => Vec::new(),
        Value::Text(value) => vec![text(value)],
        Value::Texts(values) => vec![Cell::Texts(values)],
        Value::Date(date) => vec![owned(date.to_string())],
        Value::Visit(Visit { start, end }) => vec![owned(start.to_string()), owned(end.to_string())],
    };
    cells.resize(columns, Cell::Null);
    cells
}

fn year(report: &Report) -> Cell<'_> {
    report.meta.date.map_or(Cell::Null, |date| Cell::Integer(i64::from(date.parts().0)))
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Likely => "likely",
        Confidence::Sure => "sure",
        Confidence::Given => "given",
    }
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

fn owned(text: String) -> Cell<'static> {
    Cell::Text(Cow::Owned(text))
}

fn known(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Null, |text| Cell::Text(Cow::Borrowed(text)))
}

fn number(number: Option<u32>) -> Cell<'static> {
    number.map_or(Cell::Null, |number| Cell::Integer(i64::from(number)))
}

fn count(count: u64) -> Cell<'static> {
    Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}
