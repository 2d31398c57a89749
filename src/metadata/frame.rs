//! The parts of a report's first pages: letterhead, date, addressees, salutation, title, body.
//!
//! Rules for names and dates hold only in their part: the letterhead's town is not the authority
//! inspected, and the date of a letter is before its salutation.

use std::ops::Range;

use super::Rules;
use super::cover;
use super::dates;
use super::lines::Lines;
use crate::report::Date;

/// The salutation and the title are among this many lines.
const MAX_HEAD_LINES: usize = 90;
const MAX_TITLE_LINES: usize = 7;
pub(super) const MAX_TITLE_LINE_BYTES: usize = 160;

/// The parts, as line numbers of the opening.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// The line that says "Dear …".
    pub(super) salutation: Option<usize>,
    /// The line that is a date and nothing else, and the date.
    pub(super) dated: Option<(usize, Date)>,
    /// The addressees of a letter, people and places.
    pub(super) address: Range<usize>,
    /// The title.
    pub(super) title: Range<usize>,
    /// The title and, on a cover, the lines above it, and those below it that say what sort of report it is.
    pub(super) cover: Range<usize>,
    /// Whether the title says what sort of report it is.
    pub(super) formal: bool,
    /// Where the running text begins.
    pub(super) body: usize,
}

impl Frame {
    /// Reads the parts off the opening.
    pub(super) fn read(lines: &Lines, rules: &Rules) -> Frame {
        let head = lines.count().min(MAX_HEAD_LINES);
        let salutation = (0..head).find(|&at| lines.lower_line(at).starts_with("dear "));
        let formal = formal_title(lines, rules, salutation, head);
        let on_cover = || if salutation.is_none() { cover::title(lines, rules) } else { None };
        let title = formal.clone().or_else(on_cover).or_else(|| plain_title(lines, rules, salutation)).unwrap_or(0..0);
        let end_of_cover = if formal.is_some() { title.start.max(3) } else { cover::end(lines) };
        let before = salutation.unwrap_or(end_of_cover).min(head);
        let dated = date_line(lines, before, salutation.is_some());
        let address_start = dated.map_or(0, |(at, _)| at + 1);
        let address_start = if title.end <= before { address_start.max(title.end) } else { address_start };
        let is_letter = salutation.is_some();
        let address = if is_letter { address_start.min(before)..before } else { 0..0 };
        let cover = if is_letter { title.clone() } else { 0..title.end + cover::running_lines(lines, title.end) };
        let body = title.end.max(salutation.map_or(0, |at| at + 1));
        Frame { salutation, dated, address, title, cover, formal: formal.is_some(), body }
    }
}

/// The lines of a title that says what sort of report it is: "Focused visit to …".
fn formal_title(lines: &Lines, rules: &Rules, salutation: Option<usize>, head: usize) -> Option<Range<usize>> {
    let last = salutation.map_or(head, |at| head.min(at + 4));
    let mut found = (0..last).filter(|&at| starts_title(lines, rules, at));
    let mut start = found.next()?;
    // "Local area partnership report" only announces the title proper.
    let announces = lines.lower_line(start).ends_with("report");
    if let Some(second) = found.next().filter(|&second| announces && second == start + 1) {
        start = second;
    }
    Some(start..title_end(lines, rules, start, salutation.is_some()))
}

fn starts_title(lines: &Lines, rules: &Rules, at: usize) -> bool {
    let lower = lines.lower_line(at);
    let capital = lines.line(at).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let is_sentence =
        ["this ", "these ", "the inspect", "we ", "it ", "as ", "in "].iter().any(|start| lower.starts_with(start));
    let no_title = is_body_start(lower) || is_label(lower, rules) || cover::is_running(lower);
    if !capital || is_sentence || lower.len() > MAX_TITLE_LINE_BYTES || no_title {
        return false;
    }
    let Some(phrase) = rules.kinds.title_phrase(lines, lower) else { return false };
    phrase.start < 40 && !lower[..phrase.start].contains([',', ';', '"']) && !lower.contains("this report")
}

/// The line after the last one of a title that starts at `start`.
fn title_end(lines: &Lines, rules: &Rules, start: usize, in_letter: bool) -> usize {
    let mut end = start + 1;
    while end < lines.count() && end < start + MAX_TITLE_LINES && goes_on(lines, rules, end, in_letter) {
        end += 1;
    }
    end
}

/// Whether the line at `at` continues the title before it.
fn goes_on(lines: &Lines, rules: &Rules, at: usize, in_letter: bool) -> bool {
    let (before, lower) = (lines.lower_line(at - 1), lines.lower_line(at));
    let starts_something = is_label(lower, rules) || is_body_start(lower) || lower.len() > MAX_TITLE_LINE_BYTES;
    let by_another = lines.is_after_gap(at) && cover::is_by(lower);
    if lines.is_heading(at - 1) || starts_something || by_another || before.ends_with('.') {
        return false;
    }
    let last_word = before.rsplit(' ').next().unwrap_or("");
    let unfinished =
        matches!(last_word, "and" | "of" | "the" | "for" | "in" | "to" | "&" | "on" | "upon" | "with" | "-");
    let continues_words = lines.line(at).starts_with(char::is_lowercase);
    if unfinished || continues_words {
        return true;
    }
    let ends_here = lower.ends_with('.') || lower.len() > 60;
    if in_letter {
        let rest_of_name = !lines.is_after_gap(at) && before.len() >= 40 && lower.len() <= 45 && !ends_here;
        return rest_of_name && (lines.is_after_gap(at + 1) || is_body_start(lines.lower_line(at + 1)));
    }
    !lines.is_after_gap(at) && !ends_here
}

/// The title of a report whose first lines do not say its sort: its first heading or short line.
fn plain_title(lines: &Lines, rules: &Rules, salutation: Option<usize>) -> Option<Range<usize>> {
    let is_title = |at: usize| {
        let lower = lines.lower_line(at);
        let short = lower.len() <= MAX_TITLE_LINE_BYTES && !lower.ends_with(['.', ':', ',', ';']);
        short
            && !is_label(lower, rules)
            && !is_body_start(lower)
            && !cover::is_numbered(lower)
            && lower.bytes().any(|b| b.is_ascii_alphabetic())
    };
    let start = match salutation {
        Some(at) => at + 1,
        None => (0..lines.count().min(MAX_HEAD_LINES)).find(|&at| lines.is_heading(at)).unwrap_or(0),
    };
    let ended = lines.is_heading(start) || lines.is_after_gap(start + 1) || is_body_start(lines.lower_line(start + 1));
    (start < lines.count() && is_title(start) && ended).then(|| start..start + 1)
}

/// The first line before `before` that is a date and nothing else; the date of a visit is not.
fn date_line(lines: &Lines, before: usize, in_letter: bool) -> Option<(usize, Date)> {
    (0..before).filter(|at| !lines.is_data(*at)).find_map(|at| {
        let lower = lines.lower_line(at);
        let is_dateline = |place: &str| in_letter || lines.is_after_gap(at) && !place.contains(' ');
        let from_place = date_after_place(lower).filter(|(place, _)| is_dateline(place)).map(|(_, date)| date);
        let of_body = || cover::dated_name(lines.line(at), lower);
        let date =
            dates::only_date(lower).or(from_place).or_else(|| date_at_end(lower)).or_else(of_body).or_else(|| {
                let run_together = if in_letter { date_inside(lower) } else { None };
                run_together.filter(|date| date.parts().2.is_some())
            })?;
        let previous = if at > 0 { lines.lower_line(at - 1) } else { "" };
        let of_visit = previous.ends_with(':') || previous.contains("inspection date") || lower.contains("inspect");
        (!of_visit && date.parts().1.is_some()).then_some((at, date))
    })
}

/// The place that something was written in, and the date after it: "Eastmere, October 17, 2031".
fn date_after_place(lower: &str) -> Option<(&str, Date)> {
    let found = dates::expressions(lower).next()?;
    let place = lower[..found.bytes.start].trim_end().strip_suffix(',')?;
    let is_place =
        place.split(' ').count() <= 3 && place.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\''));
    let date = found.single().filter(|_| is_place && found.bytes.end == lower.len())?;
    Some((place, date))
}

/// The date of a letterhead that was set beside it: "Manchester M1 2WD   23 February 2018".
fn date_at_end(lower: &str) -> Option<Date> {
    let found = dates::expressions(lower).last()?;
    let alone = found.bytes.end == lower.len() && lower.len() < 100 && found.single().is_some();
    let beside_postcode = lower[..found.bytes.start].trim_end().rsplit(' ').next()?.bytes().any(|b| b.is_ascii_digit());
    let whole = found.single().is_some_and(|date| date.parts().2.is_some());
    (alone && beside_postcode && whole).then(|| found.single()).flatten()
}

/// The date in the run-together lines of a letterhead and its addressees: at the start of a line, or
/// anywhere in a very long one.
fn date_inside(lower: &str) -> Option<Date> {
    let at_start = dates::expression_at_start(lower).and_then(|found| found.single());
    let long = lower.len() > MAX_TITLE_LINE_BYTES;
    at_start.or_else(|| dates::expressions(lower).filter(|_| long).find_map(|found| found.single()))
}

/// Whether a line starts with the name of a value: "Inspection dates: …".
pub(super) fn is_label(lower: &str, rules: &Rules) -> bool {
    const LABELS: [&str; 8] =
        ["dates of", "date of", "published", "publication date", "date:", "dates:", "visit date", "date published"];
    LABELS.iter().any(|label| lower.starts_with(label)) || rules.profile.is_furniture(lower)
}

/// Whether a line starts as the first sentence of a body does.
pub(super) fn is_body_start(lower: &str) -> bool {
    const STARTS: [&str; 22] = [
        "this letter",
        "this report",
        "this is",
        "this was",
        "between ",
        "her majesty",
        "his majesty",
        "inspectors ",
        "the visit ",
        "thank you",
        "following ",
        "i am ",
        "i write",
        "we ",
        "on ",
        "in accordance",
        "ofsted ",
        "the inspectors ",
        "dear ",
        "from ",
        "during ",
        "since ",
    ];
    STARTS.iter().any(|start| lower.starts_with(start)) && lower.split(' ').count() > 4 || lower.starts_with("dear ")
}
