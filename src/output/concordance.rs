//! Concordances: aligned lines, collocates and dispersion, each in every format that has a place for it.

use std::cell::RefCell;
use std::io::{self, Write};

use serde::Serialize;

use crate::concordance::{Collocate, Collocates, ConcordanceLine, Division};
use crate::engine::Answer;
use crate::query::Diagnostic;

use super::concordance_wire::{
    CollocateWire, ConcordanceLineWire, ConcordanceLinesWire, ConcordanceObject, DivisionWire, StreamedLines,
};
use super::grid::Grid;
use super::ids::{PassagePlace, ShownId, linked};
use super::json::write_streamed;
use super::lines::{columns, head_columns, shortened, tail_columns};
use super::safe::safe;
use super::style::{TextRole, TextStyle};
use super::table::{cell, writer};
use super::{Content, Format, markdown, write_object};

/// What the output of a concordance says besides its lines.
pub(crate) struct ConcordanceRecord<'a> {
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
    /// How many occurrences there are, if that is known.
    pub occurrences: Option<u64>,
}

/// Writes lines as they come.
///
/// # Errors
/// If `out` fails or a line cannot be fetched, and for a format that a concordance does not have.
pub(crate) fn write_lines<'l>(
    out: &mut dyn Write,
    format: Format,
    style: &TextStyle,
    about: &ConcordanceRecord<'_>,
    mut lines: impl Iterator<Item = io::Result<ConcordanceLine>> + 'l,
) -> io::Result<()> {
    match format {
        Format::Text => lines.try_for_each(|line| text_line(out, style, &line?)),
        Format::Json => {
            let lines = StreamedLines(RefCell::new(Box::new(lines)));
            write_streamed(out, &ConcordanceObject::new(about, ConcordanceLinesWire { lines }))
        }
        Format::Jsonl => lines.try_for_each(|line| write_object(out, &ConcordanceLineWire::from(&line?))),
        Format::Csv => rows(out, b',', lines),
        Format::Tsv => rows(out, b'\t', lines),
        Format::Markdown => {
            writeln!(out, "| id | date | authority | left | match | right |\n|---|---|---|--:|---|---|")?;
            lines.try_for_each(|line| markdown_row(out, &line?))
        }
        format => Err(Content::Concordance.has_no(format)),
    }
}

/// The columns of a line of text before its context, without those of the authority; a narrower line has none.
const ID: usize = 11;
const DATE: usize = 10;
const AUTHORITY: usize = 14;
const MIN_FOR_AUTHORITY: usize = 100;
/// At least this many columns are left for each side of the match.
const MIN_SIDE: usize = 12;

/// The id, the date and the authority, and the context with all matches beginning in one column.
fn text_line(out: &mut dyn Write, style: &TextStyle, line: &ConcordanceLine) -> io::Result<()> {
    let ConcordanceLine { report, short_id, .. } = line;
    let place = PassagePlace { ordinal: line.ordinal, page: line.pages.map(|(first, _)| first) };
    let named = ShownId { report, short: short_id.as_deref(), passage: Some(place) };
    let id_width = columns(&safe(&named.id(style)));
    let mut head = linked(style, &named, TextRole::Faint);
    head.push_str(&" ".repeat(ID.saturating_sub(id_width) + 2));
    let date = report.meta.date.map(|date| date.to_string()).unwrap_or_else(|| "undated".to_owned());
    head.push_str(&format!("{date:<DATE$}  "));
    let mut taken = id_width.max(ID) + DATE + 4;
    if style.width >= MIN_FOR_AUTHORITY {
        let name = shortened(&safe(report.meta.authority.as_deref().unwrap_or("unknown")), AUTHORITY);
        head.push_str(&style.paint(TextRole::Name, &name));
        head.push_str(&" ".repeat(AUTHORITY.saturating_sub(columns(&name)) + 2));
        taken += AUTHORITY + 2;
    }
    let room = style.width.saturating_sub(taken).max(2 * MIN_SIDE);
    // A match of two words or so makes both sides equal.
    let left_width = room * 2 / 5;
    let (left, matched, right) = (safe(&line.left), safe(&line.matched), safe(&line.right));
    let left = tail_columns(&left, left_width);
    let gap = " ".repeat(left_width - columns(left).min(left_width));
    let matched = head_columns(&matched, room - left_width);
    let right = head_columns(&right, room - left_width - columns(matched).min(room - left_width));
    let line = format!("{head}{gap}{left}{}{right}", style.paint(TextRole::Match, matched));
    writeln!(out, "{}", line.trim_end())
}

fn rows(
    out: &mut dyn Write,
    separator: u8,
    lines: impl Iterator<Item = io::Result<ConcordanceLine>>,
) -> io::Result<()> {
    let mut rows = writer(out, separator);
    rows.write_record([
        "left",
        "match",
        "right",
        "id",
        "short_id",
        "report",
        "passage",
        "label",
        "page",
        "date",
        "authority",
        "kind",
        "start",
        "end",
    ])?;
    for line in lines {
        let wire = line?;
        let wire = ConcordanceLineWire::from(&wire);
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let row = [
            wire.left.to_owned(),
            wire.matched.to_owned(),
            wire.right.to_owned(),
            wire.id,
            wire.short_id.unwrap_or_default(),
            wire.report.to_owned(),
            wire.passage.to_string(),
            text(wire.label),
            number(wire.page),
            wire.date.unwrap_or_default(),
            text(wire.authority),
            text(wire.kind),
            wire.at[0].to_string(),
            wire.at[1].to_string(),
        ];
        rows.write_record(row.map(cell))?;
    }
    rows.flush()
}

fn markdown_row(out: &mut dyn Write, line: &ConcordanceLine) -> io::Result<()> {
    let wire = ConcordanceLineWire::from(line);
    let id = wire.short_id.as_deref().unwrap_or(&wire.id);
    writeln!(
        out,
        "| {} | {} | {} | {} | **{}** | {} |",
        markdown::escaped(id),
        wire.date.as_deref().unwrap_or("–"),
        markdown::escaped(wire.authority.unwrap_or("–")),
        markdown::escaped(wire.left.trim()),
        markdown::escaped(wire.matched),
        markdown::escaped(wire.right.trim())
    )
}

/// Writes the words around a match, at most `limit` of them.
///
/// # Errors
/// If `out` fails, and for a format that a concordance does not have.
pub(crate) fn write_collocates(
    out: &mut dyn Write,
    format: Format,
    about: &ConcordanceRecord<'_>,
    collocates: &Collocates,
    limit: usize,
) -> io::Result<()> {
    let Collocates { window, occurrences: _, in_windows, words, collocates, .. } = collocates;
    let shown = &collocates[..collocates.len().min(limit)];
    let header = ["word", "together", "total", "expected", "log_likelihood", "mi"];
    let row = |one: &Collocate, places: usize| {
        [
            one.word.clone(),
            one.together.to_string(),
            one.total.to_string(),
            format!("{:.places$}", one.expected),
            format!("{:.places$}", one.log_likelihood),
            format!("{:.places$}", one.mutual_information),
        ]
    };
    match format {
        Format::Text | Format::Markdown => {
            let mut grid = Grid::new(header.map(|name| name.replace('_', "-")));
            shown.iter().for_each(|one| grid.row(row(one, 2)));
            if format == Format::Text { grid.text(out) } else { grid.markdown(out) }
        }
        Format::Json => {
            #[derive(Serialize)]
            struct CollocatesWire<'a> {
                window: usize,
                in_windows: u64,
                words: u64,
                collocates: Vec<CollocateWire<'a>>,
            }
            let collocates = shown.iter().map(CollocateWire::from).collect();
            let content = CollocatesWire { window: *window, in_windows: *in_windows, words: *words, collocates };
            write_object(out, &ConcordanceObject::new(about, content))
        }
        Format::Jsonl => shown.iter().try_for_each(|one| write_object(out, &CollocateWire::from(one))),
        Format::Csv | Format::Tsv => {
            let mut rows = writer(out, if format == Format::Csv { b',' } else { b'\t' });
            rows.write_record(header)?;
            shown.iter().try_for_each(|one| rows.write_record(row(one, 4).map(cell)))?;
            rows.flush()
        }
        format => Err(Content::Concordance.has_no(format)),
    }
}

/// Writes how evenly something is spread.
///
/// # Errors
/// If `out` fails, and for a format that a concordance does not have.
pub(crate) fn write_dispersion(
    out: &mut dyn Write,
    format: Format,
    about: &ConcordanceRecord<'_>,
    divisions: &[Division],
) -> io::Result<()> {
    let header = ["by", "parts", "with", "occurrences", "d", "dp", "dp_norm"];
    let row = |division: &Division, unknown: &str| {
        let dispersion = &division.dispersion;
        let measure = |value: Option<f64>| value.map_or_else(|| unknown.to_owned(), |value| format!("{value:.4}"));
        [
            division.by.to_owned(),
            dispersion.parts.len().to_string(),
            dispersion.range().to_string(),
            dispersion.occurrences().to_string(),
            measure(dispersion.d),
            measure(dispersion.dp),
            measure(dispersion.dp_norm),
        ]
    };
    match format {
        Format::Text | Format::Markdown => {
            let mut grid = Grid::new(["by", "parts", "with it", "occurrences", "D", "DP", "DPnorm"].map(str::to_owned));
            divisions.iter().for_each(|division| grid.row(row(division, "–")));
            if format == Format::Text { grid.text(out) } else { grid.markdown(out) }
        }
        Format::Json => {
            #[derive(Serialize)]
            struct DispersionWire<'a> {
                dispersion: Vec<DivisionWire<'a>>,
            }
            let dispersion = divisions.iter().map(DivisionWire::from).collect();
            write_object(out, &ConcordanceObject::new(about, DispersionWire { dispersion }))
        }
        Format::Jsonl => divisions.iter().try_for_each(|one| write_object(out, &DivisionWire::from(one))),
        Format::Csv | Format::Tsv => {
            let mut rows = writer(out, if format == Format::Csv { b',' } else { b'\t' });
            rows.write_record(header)?;
            divisions.iter().try_for_each(|one| rows.write_record(row(one, "").map(cell)))?;
            rows.flush()
        }
        format => Err(Content::Concordance.has_no(format)),
    }
}
