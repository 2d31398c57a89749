//! Passages set beside others: similar ones, those of two reports, those of a body through time. One shape serves all:
//! groups of passages, each passage with a word about it and, where there is one, the passage that it is beside.

use std::io::{self, Write};
use std::ops::Range;

use crate::query::Diagnostic;
use crate::quotation::DiffPiece;
use crate::report::{Passage, Report};

use super::ids::{PassagePlace, ShownId, linked};
use super::lines::{columns, lines, wrapped_line};
use super::place::{pages, place};
use super::quotation::{coloured, marked_pieces};
use super::safe::safe;
use super::statements_wire::{StatementGroupWire, StatementWire, StatementsWire};
use super::style::{TextRole, TextStyle};
use super::table::{cell, writer};
use super::text::{marked, marked_excerpt};
use super::{Briefing, BriefingFormat, Content, Format, markdown, write_object};

/// Passages in groups.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statements<'a> {
    /// What the whole is about, in a line.
    pub about: String,
    /// What it may not be taken to say, in a line; nothing where that is clear.
    pub caution: &'static str,
    /// The groups, in order.
    pub groups: Vec<StatementGroup<'a>>,
    /// How passages are shown in text.
    pub shown: StatementStyle,
    /// How they are set in tables for a briefing, for which not all are.
    pub table: Option<StatementTable>,
    /// The query that they are about, if there is one.
    pub asked: Option<StatementQuery<'a>>,
    /// What a briefing says of them: how much was found, when and by what.
    pub notes: Vec<String>,
}

/// A query, and remarks on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StatementQuery<'a> {
    /// As typed.
    pub typed: &'a str,
    /// As understood.
    pub understood: &'a str,
    /// Remarks on it.
    pub diagnostics: &'a [Diagnostic],
}

/// How passages are set in tables for a briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatementTable {
    /// A table for each name of groups.
    ByName,
    /// One table, with a row for each group.
    One,
}

/// How passages are shown in text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum StatementStyle {
    /// Each on a line, whose report is that of its group or known by its id.
    #[default]
    Line,
    /// On some lines; the report is known by the id.
    Lines,
    /// On some lines, after one that says whose report it is.
    Named,
}

/// Passages that belong together.
#[derive(Clone, Debug)]
pub(crate) struct StatementGroup<'a> {
    /// What they belong to besides a report: an authority, a section, a sort of likeness.
    pub name: String,
    /// The report that they are in, where it is one.
    pub report: Option<(&'a Report, Option<&'a str>)>,
    /// What is said of the group: "2 passages", "not mentioned".
    pub said: String,
    /// The passages.
    pub statements: Vec<Statement<'a>>,
}

/// A passage with a word about it.
#[derive(Clone, Debug)]
pub(crate) struct Statement<'a> {
    /// The word: "new", "said again".
    pub status: &'a str,
    /// How like the passage beside it it is, from 0 to 1.
    pub resemblance: Option<f64>,
    /// The passage.
    pub passage: PassageOf<'a>,
    /// The bytes of its text that are marked.
    pub highlights: &'a [Range<usize>],
    /// The passage that it is beside.
    pub beside: Option<PassageOf<'a>>,
    /// Its words, with those that they are in place of in that; none where that is not to be shown.
    pub changes: Vec<DiffPiece>,
}

/// A passage and its report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PassageOf<'a> {
    /// The report.
    pub report: &'a Report,
    /// The short id of the report, if it has one.
    pub short: Option<&'a str>,
    /// The passage.
    pub passage: &'a Passage,
}

/// Writes passages in groups.
///
/// # Errors
/// If `out` fails, and for a format that they do not have.
pub(crate) fn write_statements(
    out: &mut dyn Write,
    format: Format,
    style: &TextStyle,
    statements: &Statements<'_>,
) -> io::Result<()> {
    match format {
        Format::Text => text(out, style, statements),
        Format::Json => write_object(out, &StatementsWire::new(statements)),
        Format::Jsonl => statements.groups.iter().try_for_each(|group| {
            if group.statements.is_empty() {
                return write_object(out, &StatementGroupWire::new(group));
            }
            group.statements.iter().try_for_each(|one| write_object(out, &StatementWire::in_group(group, one)))
        }),
        Format::Csv => rows(out, b',', statements),
        Format::Tsv => rows(out, b'\t', statements),
        Format::Markdown => markdown_list(out, statements),
        Format::Html | Format::Docx => {
            let table = statements.table.ok_or_else(|| Content::Statements.has_no(format))?;
            let format = if format == Format::Html { BriefingFormat::Html } else { BriefingFormat::Docx };
            out.write_all(&Briefing::of_statements(statements, table)?.to_bytes(format)?)
        }
        format => Err(Content::Statements.has_no(format)),
    }
}

/// The columns of the word about a passage.
const STATUS: usize = 12;
/// At least this many columns are left for a text.
const MIN_TEXT: usize = 24;
/// At most this many lines of a passage are shown.
const MAX_LINES: usize = 4;

fn text(out: &mut dyn Write, style: &TextStyle, statements: &Statements<'_>) -> io::Result<()> {
    if !statements.about.is_empty() {
        writeln!(out, "{}\n", safe(&statements.about))?;
    }
    let mut name = None;
    for group in &statements.groups {
        if name != Some(&group.name) && !group.name.is_empty() {
            if name.is_some() {
                writeln!(out)?;
            }
            writeln!(out, "{}", style.paint(TextRole::Name, &safe(&group.name)))?;
        }
        name = Some(&group.name);
        let head = group.head();
        if !head.is_empty() {
            let id = group.report.map(|(report, short)| {
                format!("  {}", linked(style, &ShownId { report, short, passage: None }, TextRole::Faint))
            });
            writeln!(out, "{}{}", safe(&head), id.unwrap_or_default())?;
        }
        group.statements.iter().try_for_each(|one| statement(out, style, statements.shown, one))?;
    }
    if !statements.caution.is_empty() {
        writeln!(out, "\n{}", statements.caution)?;
    }
    Ok(())
}

impl StatementGroup<'_> {
    /// "inspection · 13 February 2017 · inadequate · 2 passages": what tells the report from the others of one body, and
    /// what is said of the group.
    fn head(&self) -> String {
        let of_report = self.report.map_or_else(Vec::new, |(report, _)| place(report, None).rest);
        let said = Some(self.said.clone()).filter(|said| !said.is_empty());
        of_report.into_iter().chain(said).collect::<Vec<_>>().join(" · ")
    }
}

impl Statement<'_> {
    /// "changed 62%".
    fn status_and_share(&self) -> String {
        let share = self.resemblance.map(|share| format!(" {:.0}%", share * 100.0));
        format!("{}{}", self.status, share.unwrap_or_default())
    }
}

fn statement(out: &mut dyn Write, style: &TextStyle, shown: StatementStyle, one: &Statement<'_>) -> io::Result<()> {
    let status = one.status_and_share();
    let indent = columns(&status).max(STATUS) + 4;
    write!(out, "  {status}{}", " ".repeat(indent - 2 - columns(&status)))?;
    let beside = |out: &mut dyn Write| write!(out, "{:>width$}  ", "beside", width = indent - 2);
    match &one.beside {
        Some(earlier) if !one.changes.is_empty() => {
            place_of(out, style, shown, &one.passage)?;
            writeln!(out)?;
            beside(out)?;
            place_of(out, style, shown, earlier)?;
            let blank = " ".repeat(indent);
            let text = wrapped_line(&format!("{blank}{}", marked_pieces(&one.changes)), style.width, &blank);
            writeln!(out, "\n{}", coloured(style, &text))
        }
        earlier => {
            passage_at(out, style, shown, &one.passage, one.highlights, indent)?;
            earlier.iter().try_for_each(|earlier| {
                beside(out)?;
                passage_at(out, style, shown, earlier, &[], indent)
            })
        }
    }
}

/// Writes the id of a passage and where it is, and how many columns that takes.
fn place_of(out: &mut dyn Write, style: &TextStyle, shown: StatementStyle, one: &PassageOf<'_>) -> io::Result<usize> {
    let PassageOf { report, short, passage } = *one;
    let label = passage.label.as_ref().map(|label| format!("¶{label}"));
    let whose = (shown == StatementStyle::Named).then(|| {
        let line = place(report, None);
        std::iter::once(line.name).chain(line.rest).collect::<Vec<_>>().join(" · ")
    });
    let parts: Vec<String> = [whose, label, pages(passage)].into_iter().flatten().collect();
    let named = ShownId { report, short, passage: Some(PassagePlace::from(passage)) };
    let (id, parts) = (named.id(style), parts.join(" · "));
    write!(out, "{}  {}", linked(style, &named, TextRole::Faint), safe(&parts))?;
    Ok(columns(&safe(&id)) + columns(&safe(&parts)) + 2)
}

/// Writes where a passage is, its id and its text, after some columns of the line.
fn passage_at(
    out: &mut dyn Write,
    style: &TextStyle,
    shown: StatementStyle,
    one: &PassageOf<'_>,
    highlights: &[Range<usize>],
    indent: usize,
) -> io::Result<()> {
    let (passage, place) = (one.passage, place_of(out, style, shown, one)?);
    if shown == StatementStyle::Line {
        write!(out, "  ")?;
        let taken = indent + place + 2;
        let room = style.width.saturating_sub(taken).max(MIN_TEXT);
        return writeln!(out, "{}", marked_excerpt(style, &passage.text, highlights, room));
    }
    writeln!(out)?;
    let width = style.width.saturating_sub(indent).max(MIN_TEXT);
    // A line takes a column for the mark that says that more follows.
    let lines = lines(&passage.text, width.saturating_sub(1));
    let (first, last) = (lines.iter().take(MAX_LINES), lines.get(MAX_LINES - 1));
    for part in first {
        write!(out, "{}", " ".repeat(indent))?;
        let is_cut = last == Some(part) && lines.len() > MAX_LINES;
        let text = marked(style, &passage.text, part.clone(), highlights, TextRole::Plain);
        writeln!(out, "{text}{}", if is_cut { "…" } else { "" })?;
    }
    Ok(())
}

fn rows(out: &mut dyn Write, separator: u8, statements: &Statements<'_>) -> io::Result<()> {
    let mut rows = writer(out, separator);
    rows.write_record(StatementWire::COLUMNS)?;
    for group in &statements.groups {
        if group.statements.is_empty() {
            rows.write_record(StatementGroupWire::new(group).cells().map(cell))?;
        }
        for one in &group.statements {
            rows.write_record(StatementWire::in_group(group, one).cells().map(cell))?;
        }
    }
    rows.flush()
}

fn markdown_list(out: &mut dyn Write, statements: &Statements<'_>) -> io::Result<()> {
    if !statements.about.is_empty() {
        writeln!(out, "{}\n", markdown::escaped(&statements.about))?;
    }
    let mut name = None;
    for group in &statements.groups {
        if name != Some(&group.name) && !group.name.is_empty() {
            writeln!(out, "## {}\n", markdown::escaped(&group.name))?;
        }
        name = Some(&group.name);
        let head = group.head();
        if !head.is_empty() {
            writeln!(out, "**{}**\n", markdown::escaped(&head))?;
        }
        for one in &group.statements {
            let status = markdown::escaped(&one.status_and_share());
            let text = match &one.changes[..] {
                [] => markdown::bold(&one.passage.passage.text, one.highlights),
                changes => changes.iter().map(markdown_piece).collect::<Vec<_>>().join(" "),
            };
            writeln!(out, "- *{status}* {text} — {}", markdown_place(&one.passage))?;
            if let Some(beside) = &one.beside {
                let text = markdown::bold(&beside.passage.text, &[]);
                writeln!(out, "  - beside {text} — {}", markdown_place(beside))?;
            }
        }
        writeln!(out)?;
    }
    if !statements.caution.is_empty() {
        writeln!(out, "*{}*", statements.caution)?;
    }
    Ok(())
}

/// Words in which what is gone is struck out and what is new is bold.
fn markdown_piece(piece: &DiffPiece) -> String {
    match piece {
        DiffPiece::Same(text) | DiffPiece::Inserted(text) => markdown::escaped(text),
        DiffPiece::Ellipsis => "…".to_owned(),
        DiffPiece::Differs { typed, found } => {
            let struck = if typed.is_empty() { String::new() } else { format!("~~{}~~", markdown::escaped(typed)) };
            let bold = if found.is_empty() { String::new() } else { format!("**{}**", markdown::escaped(found)) };
            [struck, bold].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        }
    }
}

fn markdown_place(one: &PassageOf<'_>) -> String {
    let line = place(one.report, Some(one.passage));
    let place: Vec<String> = std::iter::once(line.name).chain(line.rest).collect();
    let id = format!("{}#{}", one.short.unwrap_or(&one.report.id), one.passage.ordinal);
    format!("{} `{}`", markdown::escaped(&place.join(" · ")), safe(&id).replace('`', "'"))
}
