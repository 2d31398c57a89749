//! Quotations that were checked: for people, with the words that differ, and in every format that has a place for them.

use std::io::{self, Write};

use serde::Serialize;

use crate::quotation::{Attribution, DiffPiece, QuotationCheck, QuotedPlace, Verdict};

use super::ids::{PassagePlace, ShownId, linked};
use super::lines::{columns, shortened, wrapped_line};
use super::nothing::marked_difference;
use super::place::{self, PlaceLine, page_range};
use super::quotation_wire::{QuotationWire, QuotedPlaceWire};
use super::safe::safe;
use super::style::{TextRole, TextStyle};
use super::table::{cell, writer};
use super::wire::SCHEMA;
use super::{Content, Format, markdown, write_object};

/// A quotation that was checked, as it is written.
pub(crate) struct QuotationRecord {
    /// The quotation as it was given.
    pub text: String,
    /// Where it is in its draft.
    pub draft: Option<DraftPlace>,
    /// What the check came to.
    pub checked: QuotationCheck,
    /// Whether it is from the report that the draft names, if that was asked.
    pub attribution: Option<Attribution>,
}

/// A place in a draft.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DraftPlace {
    /// The path of the draft.
    pub file: String,
    /// The line of the file, if it has lines.
    pub line: Option<u64>,
    /// The page, if the file has pages.
    pub page: Option<u32>,
    /// The number of the paragraph.
    pub paragraph: u32,
}

impl QuotationRecord {
    /// Whether nothing is wrong with it.
    pub(crate) fn is_right(&self) -> bool {
        self.checked.verdict == Verdict::Verbatim && !self.is_misattributed()
    }

    /// Whether its draft names another report beside it.
    pub(crate) fn is_misattributed(&self) -> bool {
        matches!(self.attribution, Some(Attribution::Wrong(_)))
    }
}

/// Writes quotations that were checked; those of a draft on a line each in text.
///
/// # Errors
/// If `out` fails, and for a format that quotations do not have.
pub(crate) fn write_quotations(
    out: &mut dyn Write,
    format: Format,
    style: &TextStyle,
    quotations: &[QuotationRecord],
) -> io::Result<()> {
    match format {
        Format::Text => quotations.iter().try_for_each(|one| match &one.draft {
            Some(draft) => draft_line(out, style, one, draft),
            None => text(out, style, one),
        }),
        Format::Json => {
            #[derive(Serialize)]
            struct QuotationsWire<'a> {
                schema: u32,
                quotations: Vec<QuotationWire<'a>>,
            }
            write_object(
                out,
                &QuotationsWire { schema: SCHEMA, quotations: quotations.iter().map(QuotationWire::from).collect() },
            )
        }
        Format::Jsonl => quotations.iter().try_for_each(|one| write_object(out, &QuotationWire::from(one))),
        Format::Csv => rows(out, b',', quotations),
        Format::Tsv => rows(out, b'\t', quotations),
        Format::Markdown => markdown_table(out, quotations),
        format => Err(Content::Quotations.has_no(format)),
    }
}

/// The columns of the verdict, as wide as the longest.
const VERDICT: usize = 9;
const INDENT: &str = "           ";

/// The verdict and the place, then what differs and where else it is.
fn text(out: &mut dyn Write, style: &TextStyle, one: &QuotationRecord) -> io::Result<()> {
    let QuotationCheck { place, elsewhere, .. } = &one.checked;
    write!(out, "{}", verdict(style, one))?;
    let Some(place) = place else { return writeln!(out) };
    let line = place_line(place);
    let name = safe(&line.name).into_owned();
    let rest: Vec<String> = line.rest.iter().map(|part| safe(part).into_owned()).collect();
    let of_words = if one.checked.differing > 0 { format!("  {}", of_words(&one.checked)) } else { String::new() };
    let id = linked(style, &named(place), TextRole::Faint);
    writeln!(out, "  {} · {}  {id}{of_words}", style.paint(TextRole::Name, &name), rest.join(" · "))?;
    if one.checked.verdict == Verdict::Altered {
        let marked = wrapped_line(&format!("{INDENT}{}", marked_pieces(&one.checked.pieces)), style.width, INDENT);
        writeln!(out, "{}", coloured(style, &marked))?;
    }
    if let Some(line) = elsewhere_line(&one.checked) {
        writeln!(out, "{}", wrapped_line(&format!("{INDENT}{}", safe(&line)), style.width, INDENT))?;
    }
    for place in elsewhere.places.iter().take(MAX_LISTED) {
        let line = place_line(place);
        let line = format!("{} · {}", line.name, line.rest.join(" · "));
        let id = linked(style, &named(place), TextRole::Faint);
        writeln!(out, "{INDENT}  {}  {id}", shortened(&safe(&line), style.width.saturating_sub(INDENT.len() + 16)))?;
    }
    Ok(())
}

/// At most this many other places are listed in text.
const MAX_LISTED: usize = 3;

/// "also in 3 other reports, 2 authorities in all; boilerplate".
fn elsewhere_line(checked: &QuotationCheck) -> Option<String> {
    let elsewhere = &checked.elsewhere;
    let counts = elsewhere.counts;
    if counts.passages < 2 {
        return None;
    }
    let line = match counts.reports {
        1 => format!("{} times in this report", counts.passages),
        2 => format!("also in 1 other report, of {}", authorities(counts.authorities)),
        reports => format!("the oldest of {reports} reports, of {}", authorities(counts.authorities)),
    };
    Some(line + if elsewhere.boilerplate { "; boilerplate" } else { "" })
}

fn authorities(number: u64) -> String {
    if number == 1 { "1 authority".to_owned() } else { format!("{number} authorities") }
}

/// The verdict in its colour, with blanks up to the column after it.
fn verdict(style: &TextStyle, one: &QuotationRecord) -> String {
    let name = one.checked.verdict.as_str();
    let role = if one.is_right() { TextRole::Gained } else { TextRole::Lost };
    format!("{}{}", style.paint(role, name), " ".repeat(VERDICT.saturating_sub(name.len())))
}

/// "1 word of 25 differs".
fn of_words(checked: &QuotationCheck) -> String {
    let QuotationCheck { differing, words, .. } = checked;
    if *differing == 1 { format!("1 word of {words} differs") } else { format!("{differing} words of {words} differ") }
}

/// The place, the verdict, where it is from, and what was quoted or what differs.
fn draft_line(out: &mut dyn Write, style: &TextStyle, one: &QuotationRecord, draft: &DraftPlace) -> io::Result<()> {
    let at = match (draft.line, draft.page) {
        (Some(line), _) => format!("{}:{line}", draft.file),
        (None, Some(page)) => format!("{}: p. {page} ¶{}", draft.file, draft.paragraph),
        (None, None) => format!("{}: ¶{}", draft.file, draft.paragraph),
    };
    let mut line = format!("{}: {}", safe(&at), verdict(style, one).trim_end());
    let mut taken = columns(&at) + one.checked.verdict.as_str().len() + 2;
    if let Some(place) = &one.checked.place {
        let shown = place_line(place);
        let shown = format!("{} · {}", shown.name, shown.rest.join(" · "));
        let id = named(place).id(style);
        line.push_str(&format!("  {}  {}", safe(&shown), linked(style, &named(place), TextRole::Faint)));
        taken += columns(&shown) + columns(&id) + 4;
    }
    if let Some(Attribution::Wrong(why)) = &one.attribution {
        line.push_str(&format!("  {}", style.paint(TextRole::Lost, &safe(why))));
        taken += columns(why) + 2;
    }
    let room = style.width.saturating_sub(taken + 2).max(MIN_WORDS_COLUMNS);
    let words = match one.checked.verdict {
        Verdict::Altered => {
            line.push_str(&format!("  {}", of_words(&one.checked)));
            around_first_difference(&one.checked.pieces)
        }
        _ => format!("“{}”", shortened(one.text.trim(), room.saturating_sub(2))),
    };
    writeln!(out, "{line}  {}", coloured(style, &safe(&words)))
}

/// A line of a draft shows at least this many columns of what is quoted.
const MIN_WORDS_COLUMNS: usize = 30;

/// A line of a draft shows this many words before and after what differs.
const WORDS_AROUND: usize = 4;

/// What differs, with a few words around each.
fn around_first_difference(pieces: &[DiffPiece]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter().enumerate() {
        let DiffPiece::Same(text) = piece else {
            parts.push(of_piece(piece));
            continue;
        };
        let words: Vec<&str> = text.split(' ').collect();
        let (before, after) = (if at == 0 { 0 } else { WORDS_AROUND }, if at == last { 0 } else { WORDS_AROUND });
        if words.len() <= before + after + 1 {
            parts.push(text.clone());
        } else {
            parts.extend([words[..before].join(" "), "…".to_owned(), words[words.len() - after..].join(" ")]);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// The quotation with what differs marked: `[-the draft's words-]{+the report's+}`.
pub(crate) fn marked_pieces(pieces: &[DiffPiece]) -> String {
    pieces.iter().map(of_piece).collect::<Vec<_>>().join(" ")
}

fn of_piece(piece: &DiffPiece) -> String {
    match piece {
        DiffPiece::Same(text) => text.clone(),
        DiffPiece::Differs { typed, found } => marked_difference(typed, found),
        DiffPiece::Ellipsis => "…".to_owned(),
        DiffPiece::Inserted(text) => format!("[{text}]"),
    }
}

/// A text in which what differs is marked, with colours where there are any.
pub(super) fn coloured(style: &TextStyle, marked: &str) -> String {
    let mut text = safe_marks(marked);
    if style.colours.is_none() {
        return text;
    }
    for (open, close, role) in [("[-", "-]", TextRole::Lost), ("{+", "+}", TextRole::Gained)] {
        let mut painted = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(open)
            && let Some((inside, after)) = after.split_once(close)
        {
            painted.push_str(before);
            painted.push_str(&style.paint(role, &format!("{open}{inside}{close}")));
            rest = after;
        }
        painted.push_str(rest);
        text = painted;
    }
    text
}

/// Safe for a terminal, with the ends of lines.
fn safe_marks(text: &str) -> String {
    super::safe::safe_lines(text)
}

fn place_line(place: &QuotedPlace) -> PlaceLine {
    let mut line = place::place(&place.report, None);
    line.rest.extend(place.label.as_ref().map(|label| format!("¶{label}")));
    line.rest.extend(place.pages.map(page_range));
    line
}

fn named(place: &QuotedPlace) -> ShownId<'_> {
    let passage = PassagePlace { ordinal: place.passages.0, page: place.pages.map(|(first, _)| first) };
    ShownId { report: &place.report, short: place.short_id.as_deref(), passage: Some(passage) }
}

fn rows(out: &mut dyn Write, separator: u8, quotations: &[QuotationRecord]) -> io::Result<()> {
    let mut rows = writer(out, separator);
    rows.write_record([
        "file",
        "line",
        "page",
        "paragraph",
        "verdict",
        "words",
        "differing",
        "quotation",
        "marked",
        "id",
        "short_id",
        "authority",
        "kind",
        "date",
        "page_first",
        "page_last",
        "reports",
        "boilerplate",
        "attribution",
    ])?;
    for one in quotations {
        let wire = QuotationWire::from(one);
        let (draft, found) = (wire.draft, wire.found.as_ref());
        let of_draft = |get: &dyn Fn(&DraftPlace) -> Option<String>| draft.and_then(get).unwrap_or_default();
        let of_found = |get: &dyn Fn(&QuotedPlaceWire<'_>) -> Option<String>| found.and_then(get).unwrap_or_default();
        let row = [
            of_draft(&|draft| Some(draft.file.clone())),
            of_draft(&|draft| draft.line.map(|line| line.to_string())),
            of_draft(&|draft| draft.page.map(|page| page.to_string())),
            of_draft(&|draft| Some(draft.paragraph.to_string())),
            wire.verdict.to_owned(),
            wire.words.to_string(),
            wire.differing.to_string(),
            wire.text.to_owned(),
            wire.marked.clone().unwrap_or_default(),
            of_found(&|found| Some(found.id.clone())),
            of_found(&|found| found.short_id.clone()),
            of_found(&|found| found.authority.map(str::to_owned)),
            of_found(&|found| found.kind.map(str::to_owned)),
            of_found(&|found| found.date.clone()),
            of_found(&|found| found.pages.map(|[first, _]| first.to_string())),
            of_found(&|found| found.pages.map(|[_, last]| last.to_string())),
            wire.elsewhere.as_ref().map(|elsewhere| elsewhere.reports().to_string()).unwrap_or_default(),
            wire.elsewhere.as_ref().map(|elsewhere| elsewhere.boilerplate.to_string()).unwrap_or_default(),
            attribution_text(one.attribution.as_ref()),
        ];
        rows.write_record(row.map(cell))?;
    }
    rows.flush()
}

/// "right", "not named", or what is wrong; nothing if it was not asked.
fn attribution_text(attribution: Option<&Attribution>) -> String {
    match attribution {
        Some(Attribution::Right) => "right".to_owned(),
        Some(Attribution::Unnamed) => "not named".to_owned(),
        Some(Attribution::Wrong(why)) => why.clone(),
        None => String::new(),
    }
}

fn markdown_table(out: &mut dyn Write, quotations: &[QuotationRecord]) -> io::Result<()> {
    writeln!(out, "| place | verdict | report | quotation |\n|---|---|---|---|")?;
    for one in quotations {
        let at = one.draft.as_ref().map_or_else(String::new, |draft| match draft.line {
            Some(line) => format!("line {line}"),
            None => format!("¶{}", draft.paragraph),
        });
        let mut verdict = one.checked.verdict.as_str().to_owned();
        if one.checked.differing > 0 {
            verdict.push_str(&format!(": {}", of_words(&one.checked)));
        }
        if let Some(Attribution::Wrong(why)) = &one.attribution {
            verdict.push_str(&format!("; {why}"));
        }
        let report = one.checked.place.as_ref().map_or_else(String::new, |place| {
            let line = place_line(place);
            format!("{} · {} ({})", line.name, line.rest.join(" · "), named(place).id(&TextStyle::PLAIN))
        });
        let words: Vec<String> = match one.checked.verdict {
            Verdict::Altered => one.checked.pieces.iter().map(markdown_piece).collect(),
            _ => vec![markdown::escaped(one.text.trim())],
        };
        let cells = [markdown::escaped(&at), markdown::escaped(&verdict), markdown::escaped(&report), words.join(" ")];
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

/// What differs is struck through, and what the report has is in bold.
fn markdown_piece(piece: &DiffPiece) -> String {
    match piece {
        DiffPiece::Differs { typed, found } => {
            let typed = if typed.is_empty() { String::new() } else { format!("~~{}~~", markdown::escaped(typed)) };
            let found = if found.is_empty() { String::new() } else { format!("**{}**", markdown::escaped(found)) };
            [typed, found].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
        }
        piece => markdown::escaped(&of_piece(piece)),
    }
}
