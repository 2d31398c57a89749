//! Text for people, on a terminal or in a pipe.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use anstyle::{AnsiColor, Style};

use crate::engine::{Answer, Counts, Expansion, Hit, Nothing, Unit};
use crate::query::MatchLevel;
use crate::report::{Passage, Report};

use super::dates::date_line;
use super::lines::{lines, shortened};
use super::safe::safe;
use super::{Found, hit_id};

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub struct TextStyle {
    /// Colours and bold.
    pub colour: bool,
    /// Links on ids, as OSC 8 has them.
    pub links: bool,
    /// The widest line, in columns.
    pub width: usize,
    /// Whole passages rather than the lines around matches.
    pub whole: bool,
}

impl TextStyle {
    /// For a pipe.
    pub const PLAIN: TextStyle = TextStyle { colour: false, links: false, width: 100, whole: false };

    pub(super) fn paint(&self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn paint_onto(&self, painted: &mut String, style: Style, text: &str) {
        if self.colour { painted.push_str(&self.paint(style, text)) } else { painted.push_str(text) }
    }
}

pub(super) const NAME: Style = Style::new().bold();
const MATCH: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const FAINT: Style = Style::new().dimmed();
const INDENT: &str = "    ";
/// The number of lines of a passage that are shown around matches.
const MAX_LINES: usize = 4;

/// All hits, with a blank line between two.
pub(super) fn hits(
    out: &mut dyn Write,
    style: &TextStyle,
    found: &Found<'_>,
    hits: impl Iterator<Item = io::Result<Hit>>,
) -> io::Result<()> {
    for (at, hit) in hits.enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        one(out, style, &hit?, found)?;
    }
    Ok(())
}

fn one(out: &mut dyn Write, style: &TextStyle, hit: &Hit, found: &Found<'_>) -> io::Result<()> {
    let boilerplate = if hit.boilerplate { style.paint(FAINT, " · boilerplate") } else { String::new() };
    writeln!(out, "{:>2}  {}{boilerplate}", hit.rank, place(style, &hit.report, Some(&hit.passage)))?;
    if !hit.passage.section.is_empty() {
        let section = hit.passage.section.join(" › ");
        writeln!(out, "{INDENT}{}", style.paint(FAINT, &shortened(&safe(&section), style.width - INDENT.len())))?;
    }
    for near in &hit.before {
        wrapped(out, style, &near.text, &[], FAINT)?;
    }
    if let Some(context) = &hit.passage.context
        && hit.passage.section.last() != Some(context)
    {
        writeln!(out, "{INDENT}{}", style.paint(FAINT, &shortened(&safe(context), style.width - INDENT.len())))?;
    }
    wrapped(out, style, &hit.passage.text, &hit.highlights, Style::new())?;
    for near in &hit.after {
        wrapped(out, style, &near.text, &[], FAINT)?;
    }
    if found.explain {
        writeln!(out, "{INDENT}score {:.3} = {}", hit.score, explained(hit))?;
    }
    writeln!(out, "{INDENT}{}", linked(style, &hit.report, &hit_id(&hit.report, hit.passage.ordinal, found.unit)))
}

/// "South Gloucestershire · inspection · 4–15 March 2019 · ¶13 · p. 5".
fn place(style: &TextStyle, report: &Report, passage: Option<&Passage>) -> String {
    let meta = &report.meta;
    let authority = meta.authority.as_deref().unwrap_or("authority unknown");
    let rest = [
        meta.kind.as_ref().map(|kind| kind.0.clone()),
        Some(date_line(meta).unwrap_or_else(|| "undated".to_owned())),
        passage.and_then(|passage| passage.label.as_ref()).map(|label| format!("¶{label}")),
        passage.and_then(pages),
        passage.filter(|passage| passage.ocr).map(|_| "read by OCR".to_owned()),
    ];
    let rest: Vec<String> = rest.into_iter().flatten().map(|part| safe(&part).into_owned()).collect();
    format!("{} · {}", style.paint(NAME, &safe(authority)), rest.join(" · "))
}

/// "p. 5", "pp. 5–6".
pub(super) fn pages(passage: &Passage) -> Option<String> {
    let (first, last) = passage.pages?;
    Some(if first == last { format!("p. {first}") } else { format!("pp. {first}–{last}") })
}

fn linked(style: &TextStyle, report: &Report, id: &str) -> String {
    let shown = style.paint(FAINT, &safe(id));
    let Some(path) = std::path::absolute(&report.path).ok().filter(|_| style.links) else { return shown };
    let mut target = String::from("file://");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => target.push(char::from(byte)),
            _ => target.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("\u{1b}]8;;{target}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\")
}

fn explained(hit: &Hit) -> String {
    let mut text = String::new();
    for part in &hit.parts {
        let sign = if text.is_empty() {
            ""
        } else if part.factor {
            " × "
        } else {
            " + "
        };
        text.push_str(&format!("{sign}{:.3} {}", part.value, safe(&part.what)));
    }
    text
}

/// A text in lines, or the lines around its matches.
fn wrapped(out: &mut dyn Write, style: &TextStyle, text: &str, marks: &[Range<usize>], base: Style) -> io::Result<()> {
    let width = style.width.saturating_sub(INDENT.len()).max(20);
    let lines = lines(text, width);
    let most = if style.whole { lines.len() } else { MAX_LINES };
    let first_mark = marks.first().map_or(0, |mark| mark.start);
    let at = lines.iter().position(|line| line.end > first_mark).unwrap_or(0);
    let from = if at < most { 0 } else { at.saturating_sub(1).min(lines.len() - most) };
    let to = (from + most).min(lines.len());
    for (i, line) in lines[from..to].iter().enumerate() {
        let before = if i == 0 && from > 0 { "… " } else { "" };
        let after = if from + i + 1 == to && to < lines.len() { " …" } else { "" };
        let body = marked(style, text, line.clone(), marks, base);
        writeln!(out, "{INDENT}{before}{body}{after}")?;
    }
    Ok(())
}

/// A line of a text with its marked ranges painted.
fn marked(style: &TextStyle, text: &str, line: Range<usize>, marks: &[Range<usize>], base: Style) -> String {
    let mut painted = String::with_capacity(line.len());
    let mut at = line.start;
    for mark in marks {
        let (start, end) = (mark.start.clamp(at, line.end), mark.end.clamp(at, line.end));
        if start < end {
            style.paint_onto(&mut painted, base, &safe(&text[at..start]));
            style.paint_onto(&mut painted, MATCH, &safe(&text[start..end]));
            at = end;
        }
    }
    style.paint_onto(&mut painted, base, &safe(&text[at..line.end]));
    painted
}

/// "6 passages in 2 of 5 reports, 1 of 3 authorities", and how much of it is shown.
pub fn counts_line(answer: &Answer<()>, unit: Unit, ranks: &Range<usize>) -> String {
    let (found, of) = (answer.matched, answer.total);
    let s = |n: u64| if n == 1 { "" } else { "s" };
    let authorities = if of.authorities == 1 { "authority" } else { "authorities" };
    let line = format!(
        "{} passage{} in {} of {} report{}, {} of {} {authorities}",
        found.passages,
        s(found.passages),
        found.reports,
        of.reports,
        s(of.reports),
        found.authorities,
        of.authorities
    );
    let total = if unit == Unit::Report { found.reports } else { found.passages };
    let is_part = !ranks.is_empty() && (ranks.len() as u64) < total;
    if is_part { format!("{line}; shown: {}–{}", ranks.start, ranks.end - 1) } else { line }
}

/// The counts at each match level, unless they are all the same.
pub fn levels_line(answer: &Answer<()>) -> Option<String> {
    if answer.levels.iter().all(|(_, counts)| *counts == answer.matched) {
        return None;
    }
    let at_level = |(level, counts): &(MatchLevel, Counts)| {
        let s = if counts.reports == 1 { "" } else { "s" };
        format!("{} {} in {} report{s}", level.as_str(), counts.passages, counts.reports)
    };
    Some(format!("  {}", answer.levels.iter().map(at_level).collect::<Vec<_>>().join(", ")))
}

/// The forms that were searched for besides the words of the query.
pub fn expansion_lines(answer: &Answer<()>) -> Vec<String> {
    let line = |Expansion { typed, also }: &Expansion| format!("{typed} finds {} too", also.join(", "));
    answer.expansions.iter().map(|expansion| safe(&line(expansion)).into_owned()).collect()
}

/// A condition as long as a page is named by its beginning.
const MAX_CONDITION_BYTES: usize = 400;

/// Explanations for a search that found nothing.
pub fn nothing_lines(nothing: &Nothing) -> Vec<String> {
    let mut lines = Vec::new();
    if nothing.conditions.len() > 1 || nothing.conditions.iter().all(|(_, n)| *n == 0) {
        for (condition, passages) in nothing.conditions.iter().filter(|(condition, _)| !condition.is_empty()) {
            let condition = shortened(condition, MAX_CONDITION_BYTES);
            lines.push(format!("  {condition}: {passages} passage{}", if *passages == 1 { "" } else { "s" }));
        }
    }
    for (typed, nearest) in &nothing.spellings {
        lines.push(format!("  nothing has {typed}; the nearest is {nearest}"));
    }
    let variants = if nothing.variants > nothing.inflected { nothing.variants } else { 0 };
    let others = [("--match inflected", nothing.inflected), ("--match variants", variants), ("--any", nothing.any)];
    for (option, passages) in others.into_iter().filter(|(_, passages)| *passages > 0) {
        lines.push(format!("  with {option}: {passages} passage{}", if passages == 1 { "" } else { "s" }));
    }
    lines.into_iter().map(|line| safe(&line).into_owned()).collect()
}

/// A list of reports, two lines each.
pub(super) fn reports(out: &mut dyn Write, style: &TextStyle, reports: &[Arc<Report>]) -> io::Result<()> {
    reports.iter().try_for_each(|report| report_text(out, style, report))
}

/// One report.
///
/// # Errors
/// If `out` fails.
pub fn report_text(out: &mut dyn Write, style: &TextStyle, report: &Report) -> io::Result<()> {
    let meta = &report.meta;
    let grade = meta.overall_grade.map(|grade| format!(" · {grade}")).unwrap_or_default();
    writeln!(out, "{}{grade}", place(style, report, None))?;
    if let Some(title) = &meta.title {
        writeln!(out, "{INDENT}{}", shortened(&safe(title), style.width - INDENT.len()))?;
    }
    if let Some(url) = &meta.url {
        writeln!(out, "{INDENT}{}", style.paint(FAINT, &safe(url)))?;
    }
    let pages = report.pages.map(|n| format!("{n} page{}, ", if n == 1 { "" } else { "s" })).unwrap_or_default();
    let size = format!("{pages}{} passages, {} words", report.passages, report.words);
    writeln!(out, "{INDENT}{}  {}", linked(style, report, &report.id), style.paint(FAINT, &size))
}

/// One passage whole, with its place.
///
/// # Errors
/// If `out` fails.
pub fn passage_text(out: &mut dyn Write, style: &TextStyle, report: &Report, passage: &Passage) -> io::Result<()> {
    let style = TextStyle { whole: true, ..*style };
    writeln!(out, "{}", place(&style, report, Some(passage)))?;
    if !passage.section.is_empty() {
        writeln!(out, "{INDENT}{}", style.paint(FAINT, &safe(&passage.section.join(" › "))))?;
    }
    wrapped(out, &style, &passage.text, &[], Style::new())?;
    writeln!(out, "{INDENT}{}", linked(&style, report, &format!("{}#{}", report.id, passage.ordinal)))
}
