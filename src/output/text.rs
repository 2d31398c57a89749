//! Text for people, on a terminal or in a pipe.

use std::io::{self, Write};
use std::ops::Range;

use crate::engine::{Answer, Counts, Expansion, Hit, Looser, Unit};
use crate::query::MatchLevel;
use crate::report::{Passage, PassageKind, Report};

use super::SearchOutput;
use super::ids::{ShownId, linked};
use super::lines::{excerpt, lines, shortened, wrapped_line};
use super::loosened::most_of;
use super::place::{PlaceLine, also, headings, place};
use super::richest::richest;
use super::safe::safe;
use super::style::{Amount, TextRole, TextStyle};

const INDENT: &str = "    ";
/// What is before the lines of a neighbour.
const BESIDE: &str = "    │ ";
/// The number of lines of a passage that are shown around matches.
const MAX_LINES: usize = 4;

/// All hits, with a blank line between two; or a line for each.
pub(super) fn hits(
    out: &mut dyn Write,
    style: &TextStyle,
    found: &SearchOutput<'_>,
    hits: impl Iterator<Item = io::Result<Hit>>,
) -> io::Result<()> {
    let look = HitLook { unit: found.unit, explain: found.explain, status: None };
    for (at, hit) in hits.enumerate() {
        if style.amount == Amount::Line {
            super::oneline::hit(out, style, &hit?, found.unit)?;
            continue;
        }
        if at > 0 {
            writeln!(out)?;
        }
        one(out, style, &hit?, &look)?;
    }
    Ok(())
}

/// What is shown of a hit besides its passage.
pub(super) struct HitLook<'a> {
    /// What a hit is.
    pub(super) unit: Unit,
    /// Whether the parts of its score are shown.
    pub(super) explain: bool,
    /// A word about it.
    pub(super) status: Option<&'a str>,
}

/// One hit.
pub(super) fn one(out: &mut dyn Write, style: &TextStyle, hit: &Hit, look: &HitLook<'_>) -> io::Result<()> {
    let mut place = place(&hit.report, Some(&hit.passage));
    place.rest.extend(hit.boilerplate.then(|| "boilerplate".to_owned()));
    place.rest.extend(look.status.map(str::to_owned));
    place_line(out, style, &format!("{:>2}  ", hit.rank), &place)?;
    let section = &hit.passage.section;
    faint(out, style, &headings(&hit.report, &hit.passage).join(" › "))?;
    for near in hit.before.iter().filter(|near| section.last() != Some(&near.text)) {
        neighbour(out, style, near)?;
    }
    if let Some(context) = hit.passage.introduction() {
        faint(out, style, context)?;
    }
    wrapped(
        out,
        style,
        &TextBlock { lead: INDENT, text: &hit.passage.text, marks: &hit.highlights, base: TextRole::Plain },
    )?;
    for near in &hit.after {
        neighbour(out, style, near)?;
    }
    if let Some(lacks) = hit.lacks.as_ref().filter(|lacks| !lacks.is_empty()) {
        let line = format!("without {}", lacks.join(", "));
        faint(out, style, &line)?;
    }
    if let Some(also) = also(hit) {
        let named =
            ShownId { report: &hit.report, short: hit.short_id.as_deref(), passage: Some((&hit.passage).into()) };
        faint(out, style, &format!("{also}: findings similar {}", named.id(style)))?;
    }
    if look.explain {
        writeln!(out, "{INDENT}score {:.3} = {}", hit.score, explained(hit))?;
    }
    let passage = (look.unit == Unit::Passage).then(|| (&hit.passage).into());
    let id = ShownId { report: &hit.report, short: hit.short_id.as_deref(), passage };
    writeln!(out, "{INDENT}{}", linked(style, &id, TextRole::Faint))
}

/// A neighbour of a hit, set apart from it without colours too.
fn neighbour(out: &mut dyn Write, style: &TextStyle, near: &Passage) -> io::Result<()> {
    wrapped(out, style, &TextBlock { lead: BESIDE, text: &near.text, marks: &[], base: TextRole::Faint })
}

/// "South Gloucestershire · inspection · visit 4–15 March 2019 · good · ¶13 · p. 5", in as many lines as it needs.
fn place_line(out: &mut dyn Write, style: &TextStyle, lead: &str, place: &PlaceLine) -> io::Result<()> {
    let name = safe(&place.name).into_owned();
    let rest: Vec<String> = place.rest.iter().map(|part| safe(part).replace(' ', "\u{a0}")).collect();
    // A line ends between two parts, so the blanks within one do not count.
    let line = format!("{lead}{}\u{a0}· {}", name.replace(' ', "\u{a0}"), rest.join("\u{a0}· "));
    let line = wrapped_line(&line, style.width, INDENT).replace('\u{a0}', " ");
    match line.split_once(&name) {
        Some((before, after)) => writeln!(out, "{before}{}{after}", style.paint(TextRole::Name, &name)),
        None => writeln!(out, "{line}"),
    }
}

/// A line of headings or the like, cut to the width; nothing if there are none.
fn faint(out: &mut dyn Write, style: &TextStyle, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let shown = shortened(&safe(text), style.width.saturating_sub(INDENT.len()));
    writeln!(out, "{INDENT}{}", style.paint(TextRole::Faint, &shown))
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

/// A text to be set in lines.
struct TextBlock<'a> {
    /// What each line begins with.
    lead: &'a str,
    text: &'a str,
    marks: &'a [Range<usize>],
    base: TextRole,
}

/// A text in lines, or the lines that show the most different of its marked words.
fn wrapped(out: &mut dyn Write, style: &TextStyle, block: &TextBlock<'_>) -> io::Result<()> {
    let TextBlock { lead, text, marks, .. } = *block;
    /// Where a text is cut, its lines leave room for the mark that says so.
    const CUT: usize = 2;
    let width = style.width.saturating_sub(lead.chars().count()).max(20);
    let mut lines_of_text = lines(text, width);
    let is_cut = style.amount == Amount::Around && lines_of_text.len() > MAX_LINES;
    if is_cut {
        lines_of_text = lines(text, width - CUT);
    }
    let lines = lines_of_text;
    let limit = if is_cut { MAX_LINES } else { lines.len() };
    let from =
        richest(text, marks, lines.windows(limit.max(1)).map(|shown| shown[0].start..shown[shown.len() - 1].end));
    let to = (from + limit).min(lines.len());
    for (i, line) in lines[from..to].iter().enumerate() {
        let before = if i == 0 && from > 0 { "… " } else { "" };
        let after = if from + i + 1 == to && to < lines.len() { " …" } else { "" };
        let body = marked(style, text, line.clone(), marks, block.base);
        writeln!(out, "{}{before}{body}{after}", style.paint(block.base, lead))?;
    }
    Ok(())
}

/// The part of a text with the most of its marks that fits in `width` columns, its marks painted, with an ellipsis where it
/// is cut.
pub(super) fn marked_excerpt(style: &TextStyle, text: &str, marks: &[Range<usize>], width: usize) -> String {
    let shown = excerpt(text, marks, width);
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    let (before, after) = (cut(shown.start > 0), cut(shown.end < text.len()));
    format!("{before}{}{after}", marked(style, text, shown, marks, TextRole::Plain))
}

/// A line of a text with its marked ranges painted.
pub(super) fn marked(
    style: &TextStyle,
    text: &str,
    line: Range<usize>,
    marks: &[Range<usize>],
    base: TextRole,
) -> String {
    let mut painted = String::with_capacity(line.len());
    let mut at = line.start;
    for mark in marks {
        let (start, end) = (mark.start.clamp(at, line.end), mark.end.clamp(at, line.end));
        if start < end {
            style.paint_onto(&mut painted, base, &safe(&text[at..start]));
            style.paint_onto(&mut painted, TextRole::Match, &safe(&text[start..end]));
            at = end;
        }
    }
    style.paint_onto(&mut painted, base, &safe(&text[at..line.end]));
    painted
}

/// "6 passages in 2 of 5 reports, 1 of 3 authorities", and how much of it is shown. Under filters these are the reports
/// that meet them: "6 passages in 2 of 3 reports dated 2019, 1 of 2 authorities; 5 reports in all".
pub(crate) fn counts_line(answer: &Answer<()>, unit: Unit, ranks: &Range<usize>) -> String {
    let found = answer.matched;
    let of = answer.within.as_ref().map_or(answer.total, |within| within.counts);
    let s = |n: u64| if n == 1 { "" } else { "s" };
    let authorities = if of.authorities == 1 { "authority" } else { "authorities" };
    // What has most of the words is no count of anything.
    let with = match answer.loosened.as_ref().map_or(0, |loosened| loosened.wanted.len()) {
        0 => String::new(),
        1 => " with the word".to_owned(),
        wanted => format!(" with {}the words", most_of(wanted)),
    };
    let mut line = format!(
        "{} passage{}{} in {} of {} report{}{}, {} of {} {authorities}",
        found.passages,
        s(found.passages),
        with,
        found.reports,
        of.reports,
        s(of.reports),
        answer.within.as_ref().map(|within| filtered(&within.filters)).unwrap_or_default(),
        found.authorities,
        of.authorities
    );
    if answer.within.is_some() {
        line.push_str(&format!("; {} report{} in all", answer.total.reports, s(answer.total.reports)));
    }
    let total = answer.collapsed.unwrap_or(if unit == Unit::Report { found.reports } else { found.passages });
    if let Some(collapsed) = answer.collapsed.filter(|&collapsed| collapsed < found.passages) {
        line.push_str(&format!("; {collapsed} without those nearly the same"));
    }
    let is_part = !ranks.is_empty() && (ranks.len() as u64) < total;
    if is_part { format!("{line}; shown: {}–{}", ranks.start, ranks.end - 1) } else { line }
}

/// " dated 2019", " with kind:inspection date:2019".
fn filtered(filters: &str) -> String {
    let filters = shortened(filters, MAX_FILTERS_COLUMNS);
    let date = filters.strip_prefix("date:").filter(|date| !date.contains([' ', '*', ':', '(']));
    safe(&date.map_or_else(|| format!(" with {filters}"), |date| format!(" dated {date}"))).into_owned()
}

/// The counts at each match level, unless they are all the same.
pub(crate) fn levels_line(answer: &Answer<()>) -> Option<String> {
    if answer.levels.iter().all(|(_, counts)| *counts == answer.matched) {
        return None;
    }
    let at_level = |(level, counts): &(MatchLevel, Counts)| {
        let s = if counts.reports == 1 { "" } else { "s" };
        format!("{} {} in {} report{s}", level.as_str(), counts.passages, counts.reports)
    };
    Some(format!("  {}", answer.levels.iter().map(at_level).collect::<Vec<_>>().join(", ")))
}

/// What the next match level finds, where that is more.
pub(crate) fn looser_line(answer: &Answer<()>) -> Option<String> {
    let Looser { level, counts, expansions, .. } = answer.looser.as_ref()?;
    let (found, more) = (answer.matched.passages, counts.passages);
    if more <= found || answer.nothing.is_some() {
        return None;
    }
    let line = if expansions.is_empty() {
        format!("  {found} with the very words; {more} with other endings too")
    } else {
        let typed: Vec<&str> = expansions.iter().map(|one| one.typed.as_str()).collect();
        let also: Vec<&str> = expansions.iter().flat_map(|one| one.also.iter().map(String::as_str)).collect();
        format!("  {found} with {}; {more} with {} too", first_of(&typed), first_of(&also))
    };
    Some(safe(&format!("{line}: --match {}", level.as_str())).into_owned())
}

/// The first of some words and phrases, one after the other.
fn first_of(forms: &[&str]) -> String {
    let first = forms.iter().take(MAX_FORMS).copied().collect::<Vec<_>>().join(", ");
    if forms.len() > MAX_FORMS { first + " …" } else { first }
}

/// More words and phrases than this are not named in a line.
const MAX_FORMS: usize = 3;

/// The forms that were searched for besides the words of the query.
pub(crate) fn expansion_lines(answer: &Answer<()>) -> Vec<String> {
    let mut forms: Vec<(Vec<&str>, &[String])> = Vec::new();
    for Expansion { typed, also } in &answer.expansions {
        match forms.iter_mut().find(|(_, others)| *others == also.as_slice()) {
            Some((all, _)) => all.push(typed),
            None => forms.push((vec![typed], also)),
        }
    }
    let line = |(typed, also): (Vec<&str>, &[String])| {
        let finds = if typed.len() == 1 { "finds" } else { "find" };
        format!("{} {finds} {} too", typed.join(" and "), also.join(", "))
    };
    forms.into_iter().map(|form| safe(&line(form)).into_owned()).collect()
}

/// Filters as long as a line are named by their beginning.
const MAX_FILTERS_COLUMNS: usize = 60;

/// One report.
///
/// # Errors
/// If `out` fails.
pub(crate) fn report_text(
    out: &mut dyn Write,
    style: &TextStyle,
    report: &Report,
    short: Option<&str>,
) -> io::Result<()> {
    let meta = &report.meta;
    let place = place(report, None);
    place_line(out, style, "", &place)?;
    if let Some(title) = meta.title.as_ref().filter(|title| **title != place.name) {
        writeln!(out, "{INDENT}{}", shortened(&safe(title), style.width.saturating_sub(INDENT.len())))?;
    }
    if let Some(url) = &meta.url {
        writeln!(out, "{INDENT}{}", style.paint(TextRole::Faint, &safe(url)))?;
    }
    let pages = report.pages.map(|n| format!("{n} page{}, ", if n == 1 { "" } else { "s" })).unwrap_or_default();
    let size = format!("{pages}{} passages, {} words", report.passages, report.words);
    let id = linked(style, &ShownId { report, short, passage: None }, TextRole::Plain);
    // A list of reports is where one looks up which file an id is of.
    let file = short.filter(|_| !style.long_ids).map(|_| format!("  {}", safe(&report.id))).unwrap_or_default();
    writeln!(out, "{INDENT}{id}{}", style.paint(TextRole::Faint, &format!("{file}  {size}")))
}

/// Passages of one report in a row, each whole; those beside the one asked for are marked. A heading over several is
/// printed once.
///
/// # Errors
/// If `out` fails.
pub(crate) fn passages_text(
    out: &mut dyn Write,
    style: &TextStyle,
    report: &Report,
    short: Option<&str>,
    passages: &[Passage],
    asked: u32,
) -> io::Result<()> {
    let style = TextStyle { amount: Amount::Whole, ..*style };
    let mut section: Option<&[String]> = None;
    let asked_place = passages.iter().find(|passage| passage.ordinal == asked);
    place_line(out, &style, "", &place(report, asked_place))?;
    for passage in passages {
        if section != Some(&passage.section) && passage.kind != PassageKind::Heading && !passage.section.is_empty() {
            let headings =
                wrapped_line(&safe(&passage.section.join(" › ")), style.width.saturating_sub(INDENT.len()), "");
            for line in headings.lines() {
                writeln!(out, "{INDENT}{}", style.paint(TextRole::Faint, line))?;
            }
            section = Some(&passage.section);
        }
        let is_asked = passage.ordinal == asked;
        if is_asked {
            let marks = &[];
            wrapped(out, &style, &TextBlock { lead: INDENT, text: &passage.text, marks, base: TextRole::Plain })?;
            let id = ShownId { report, short, passage: Some(passage.into()) };
            writeln!(out, "{INDENT}{}", linked(&style, &id, TextRole::Faint))?;
        } else if section.and_then(<[String]>::last) != Some(&passage.text) {
            neighbour(out, &style, passage)?;
        }
    }
    Ok(())
}
