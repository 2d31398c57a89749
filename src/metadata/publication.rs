//! When a report was published: by a label, by what is printed beside a date, or as a letter is dated.
//!
//! A date on a cover counts only where something says that it is the publication's; the day of an accident, a hearing or
//! a death is often printed there too.

use std::ops::Range;

use super::Rules;
use super::cover;
use super::dates::{self, Order, expression_at_start};
use super::event;
use super::frame::Frame;
use super::lines::{Lines, sentence_before};
use crate::report::{Confidence, Date, Evidence};

/// The value of an empty cell is among this many lines after its label.
const MAX_LINES_TO_VALUE: usize = 3;
/// "Presented to Parliament by … by Command of …": the date is among this many lines.
const MAX_LINES_OF_IMPRINT: usize = 7;
/// A byline is among this many lines.
const MAX_BYLINE_LINES: usize = 8;

/// The printed date of publication, with the words that say it.
pub(super) fn read(
    (opening, closing): (&Lines, &Lines),
    frame: &Frame,
    rules: &Rules,
    is_press: bool,
) -> Option<(Date, Evidence)> {
    let order = Order::of(&[&opening.lower, &closing.lower]);
    let sure = |lines: &Lines, (date, bytes): (Date, Range<usize>)| {
        let date = order.settled(date, &lines.lower[bytes.clone()])?;
        Some((date, lines.evidence("date", date, bytes, Confidence::Sure)))
    };
    let both = [opening, closing];
    let after = |labels: &[String]| {
        labels.iter().find_map(|label| both.into_iter().find_map(|lines| sure(lines, date_after(lines, label)?)))
    };
    // What a person says of their own reports counts before all else.
    let labelled =
        after(&rules.own.labels.published).or_else(|| after_label(opening).and_then(|found| sure(opening, found)));
    let letter = || {
        let (line, date) = frame.dated.filter(|_| frame.salutation.is_some())?;
        sure(opening, (date, opening.bytes(line..line + 1)))
    };
    let stated = || {
        let one = |statement: &DateStatement| both.into_iter().find_map(|lines| sure(lines, statement.date(lines)?));
        let first = STATEMENTS.iter().find_map(one);
        first.or_else(|| after(&rules.profile.labels.published)).or_else(|| LESS_CLEAR.iter().find_map(one))
    };
    let news = || sure(opening, news_date(opening, is_press)?);
    let cover = || {
        // The day of an event is printed like this, and hardly ever its month.
        let is_month = |line: usize, date: Date| date.parts().2.is_none() && !opening.line(line).contains(':');
        let may_be = |(line, date): &(usize, Date)| {
            frame.salutation.is_none() && (is_month(*line, *date) || !event::is_on_cover(opening, frame, rules))
        };
        let (line, date) = frame.dated.filter(may_be)?;
        let bytes = opening.bytes(line..line + 1);
        Some((date, opening.evidence("date", date, bytes, Confidence::Likely)))
    };
    labelled.or_else(letter).or_else(stated).or_else(news).or_else(cover)
}

fn after_label(lines: &Lines) -> Option<(Date, Range<usize>)> {
    const LABELS: [&str; 5] = ["published", "publication date", "date of publication", "publication", "date published"];
    LABELS.iter().find_map(|label| {
        let mut places = lines.places(label).map(|at| at..at + label.len());
        places.find_map(|label| value_of_label(lines, label))
    })
}

/// The date after a label: after a colon, or alone with the label on its line.
fn value_of_label(lines: &Lines, label: Range<usize>) -> Option<(Date, Range<usize>)> {
    let text = &lines.lower;
    let before = text[..label.start].rsplit('\n').next().unwrap_or("").trim_end();
    let starts_line = before.is_empty() || before.ends_with("report") || before.ends_with("first");
    let after = text[label.end..].trim_start_matches(' ');
    let rest = after.trim_start_matches([' ', ':', '\n']);
    let rest = rest.strip_prefix("on ").unwrap_or(rest);
    let start = text.len() - rest.len();
    let has_colon = after.starts_with(':');
    let Some(found) = expression_at_start(rest) else {
        let is_empty = after.trim_start_matches([' ', ':']).starts_with('\n');
        return if has_colon && is_empty { date_in_next_lines(lines, start) } else { None };
    };
    let ends_line = rest[found.bytes.end..].trim_start_matches([' ', '.']).starts_with('\n');
    let date = found.single().filter(|_| has_colon || (starts_line && ends_line))?;
    Some((date, label.start..start + found.bytes.end))
}

/// If labels and values are the columns of a table, other values may come in between.
fn date_in_next_lines(lines: &Lines, byte: usize) -> Option<(Date, Range<usize>)> {
    let first = lines.line_at(byte);
    let only = |at: usize| Some((dates::only_date(lines.lower_line(at))?, lines.bytes(at..at + 1)));
    (first..lines.count().min(first + MAX_LINES_TO_VALUE)).find_map(only)
}

/// Words that say of a date beside them that it is the publication's.
struct DateStatement {
    /// The words, in lower case.
    words: &'static str,
    place: Place,
}

/// Where the words of a statement and its date are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Anywhere in a sentence about this report, the date right after them.
    Sentence,
    /// At the start of a line, the date after them on it, or alone on the next.
    LineStart,
    /// On a cover, the date at the end of this line or of one of the next.
    Imprint,
}

/// What says it most clearly comes first: a report is released after it was approved, and signed before both.
static STATEMENTS: [DateStatement; 12] = [
    DateStatement::new("officially released", Place::Sentence),
    DateStatement::new("published", Place::Sentence),
    DateStatement::new("first published", Place::LineStart),
    DateStatement::new("published by", Place::Imprint),
    DateStatement::new("released", Place::Sentence),
    DateStatement::new("for release", Place::Imprint),
    DateStatement::new("presented to parliament", Place::Imprint),
    DateStatement::new("presented to the house", Place::Imprint),
    DateStatement::new("presented to the minister", Place::Imprint),
    DateStatement::new("laid before", Place::Imprint),
    DateStatement::new("to be printed", Place::Imprint),
    DateStatement::new("approved for publication", Place::LineStart),
];

/// What comes after the labels of profiles.
static LESS_CLEAR: [DateStatement; 15] = [
    DateStatement::new("date of issue", Place::LineStart),
    DateStatement::new("date issued", Place::LineStart),
    DateStatement::new("date released", Place::LineStart),
    DateStatement::new("release date", Place::LineStart),
    DateStatement::new("date of report", Place::LineStart),
    DateStatement::new("report date", Place::LineStart),
    DateStatement::new("report issued", Place::LineStart),
    DateStatement::new("report completed", Place::LineStart),
    DateStatement::new("issued", Place::LineStart),
    DateStatement::new("released", Place::LineStart),
    DateStatement::new("adopted", Place::LineStart),
    DateStatement::new("dated", Place::LineStart),
    DateStatement::new("date", Place::LineStart),
    DateStatement::new("final", Place::LineStart),
    DateStatement::new("final report", Place::LineStart),
];

/// The first date after a label at the start of a line or of a column.
fn date_after(lines: &Lines, label: &str) -> Option<(Date, Range<usize>)> {
    let places = lines.places(label).map(|at| at..at + label.len());
    places.filter(|at| is_whole(&lines.lower, at)).find_map(|at| value_at_line_start(lines, at))
}

impl DateStatement {
    const fn new(words: &'static str, place: Place) -> DateStatement {
        DateStatement { words, place }
    }

    /// The first date that the statement is about.
    fn date(&self, lines: &Lines) -> Option<(Date, Range<usize>)> {
        let places = lines.places(self.words).map(|at| at..at + self.words.len());
        let mut places = places.filter(|at| is_whole(&lines.lower, at));
        match self.place {
            Place::Sentence => places.find_map(|at| released_in_sentence(lines, at)),
            Place::LineStart => date_after(lines, self.words),
            Place::Imprint => places.find_map(|at| date_of_imprint(lines, at)),
        }
    }
}

/// Whether a range is of whole words.
fn is_whole(text: &str, at: &Range<usize>) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !is_word(text[..at.start].chars().next_back()) && !is_word(text[at.end..].chars().next())
}

/// "This report was released on 2 May 2012", but nothing of another report.
fn released_in_sentence(lines: &Lines, at: Range<usize>) -> Option<(Date, Range<usize>)> {
    let text = &lines.lower;
    let before = sentence_before(text, at.start);
    let is_past = [" was ", " is ", " were "].iter().any(|word| format!(" {before} ").contains(word));
    let of_this =
        ["this report", "the report", "it was", "it is", "its release", "this investigation", "this document"];
    let of_another = ["last ", "previous", "earlier", "first ", "interim", "another", "since ", "after ", "before "];
    let about_this = of_this.iter().any(|words| before.contains(words));
    if !is_past || !about_this || of_another.iter().any(|words| before.contains(words)) {
        return None;
    }
    let rest = text[at.end..].trim_start();
    let rest = ["on ", "in "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    date_at_start(text, rest).map(|(date, end)| (date, at.start..end))
}

/// The one date at the start of what is left of a text, and the byte where it ends.
fn date_at_start(text: &str, rest: &str) -> Option<(Date, usize)> {
    let found = expression_at_start(rest)?;
    Some((found.single()?, text.len() - rest.len() + found.bytes.end))
}

/// "Approved for publication: November 2016", "9 Dated: 20/04/2023": nothing but a number before the words, and nothing
/// after the date.
fn value_at_line_start(lines: &Lines, at: Range<usize>) -> Option<(Date, Range<usize>)> {
    let text = &lines.lower;
    let before = text[..at.start].rsplit('\n').next().unwrap_or("").trim_end();
    // The label may be in the right-hand column.
    let is_label = before.bytes().all(|b| b.is_ascii_digit() || b == b'.') || lines.starts_column(at.start);
    let rest = text[at.end..].trim_start_matches([' ', ':', '-']);
    let rest = ["on ", "of ", "in "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    if let Some((date, end)) = date_below_in_column(lines, &at).filter(|_| is_label) {
        return Some((date, at.start..end));
    }
    if rest.starts_with('\n') && text[at.end..].trim_start().starts_with(':') {
        return if is_label { date_in_next_lines(lines, text.len() - rest.len() + 1) } else { None };
    }
    let (date, end) = date_at_start(text, rest).filter(|_| !is_of_event(lines, &at))?;
    let after = text[end..].trim_start_matches([' ', '.', ',']);
    let is_all = after.starts_with('\n') || after.starts_with("by ") || lines.starts_column(text.len() - after.len());
    (is_label && is_all).then_some((date, at.start..end))
}

/// Whether a label is the bare word for a date, among those of a table on what happened: its time, its place.
pub(super) fn is_of_event(lines: &Lines, label: &Range<usize>) -> bool {
    const BESIDE: [&str; 7] = ["time", "local time", "location", "place", "injuries", "accident type", "event type"];
    let line = lines.line_at(label.start);
    let beside = line.saturating_sub(MAX_LINES_TO_VALUE)..(line + 1 + MAX_LINES_TO_VALUE).min(lines.count());
    let is_beside = |at: usize| {
        let first = lines.columns(at).next().unwrap_or(0..0);
        let name = lines.lower[first].split(':').next().unwrap_or("").trim_end();
        BESIDE.contains(&name)
    };
    &lines.lower[label.clone()] == "date" && beside.into_iter().any(is_beside)
}

/// The date below a label that is one of several in columns, in the same column of the next line, and where it ends.
fn date_below_in_column(lines: &Lines, label: &Range<usize>) -> Option<(Date, usize)> {
    let line = lines.line_at(label.start);
    let columns: Vec<Range<usize>> = lines.columns(line).collect();
    let number = columns.iter().position(|part| part.start == label.start)?;
    let is_empty = lines.lower[label.end..columns[number].end].trim_matches([' ', ':']).is_empty();
    let value = lines.columns(line + 1).nth(number).filter(|_| is_empty && columns.len() > 1)?;
    Some((dates::only_date(&lines.lower[value.clone()])?, value.end))
}

/// "Presented to Parliament by … 17 December 2024": the date is the only one at the end of a line near by.
fn date_of_imprint(lines: &Lines, at: Range<usize>) -> Option<(Date, Range<usize>)> {
    let first = lines.line_at(at.start);
    let last = (first + MAX_LINES_OF_IMPRINT).min(lines.count());
    let of_cover = |line: &usize| *line == first || !cover::ends_cover(lines, *line);
    (first..last).take_while(of_cover).find_map(|line| {
        let bytes = lines.bytes(line..line + 1);
        let found = dates::expressions(lines.lower_line(line)).last()?;
        let at_end = lines.lower_line(line)[found.bytes.end..].trim_matches([' ', '.', ',']).is_empty();
        let date = found.single().filter(|_| at_end)?;
        Some((date, at.start..bytes.start + found.bytes.end))
    })
}

/// The date of a press release beside its name, or that of an article in its byline.
fn news_date(lines: &Lines, is_press: bool) -> Option<(Date, Range<usize>)> {
    (0..lines.count().min(MAX_BYLINE_LINES)).find_map(|at| {
        let (lower, bytes) = (lines.lower_line(at), lines.bytes(at..at + 1));
        let named = ["press release", "news release", "media release"].iter().any(|name| lower.starts_with(name));
        if is_press && named {
            let found = dates::expressions(lower).last()?;
            let date = found.single().filter(|_| found.bytes.end == lower.len())?;
            return Some((date, bytes.start + found.bytes.start..bytes.end));
        }
        let found = expression_at_start(lower)?;
        let rest = lower[found.bytes.end..].trim_start_matches([' ', ',', '|', '-']);
        let is_byline = rest.starts_with("by ") || is_time(rest);
        let date = found.single().filter(|date| is_byline && date.parts().2.is_some())?;
        Some((date, bytes.start..bytes.start + found.bytes.end))
    })
}

/// Whether a text begins with a time of the day: "2:36 pm", "14:36".
fn is_time(text: &str) -> bool {
    let (hours, rest) = text.split_once([':', '.']).unwrap_or((text, ""));
    let two_digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    two_digits(hours) && rest.get(..2).is_some_and(two_digits)
}
