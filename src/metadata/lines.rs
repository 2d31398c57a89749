//! The start and the end of a report as one text for rules to read; every byte leads back to its page and line.
//!
//! Lines are cleaned: Markdown's marks are dropped, and all kinds of quotation mark and dash become one, so that a rule
//! has one form to look for; values and evidence are as printed. The body is left out: it names other places, dates and
//! people.

use std::ops::Range;

use super::trigrams::Trigrams;
use crate::report::{Confidence, Document, Evidence, Line, Page, Role};
pub(super) use crate::text::head as cut;
use crate::text::tidy;

/// The pages read at either end, and the bytes of text taken from them.
const MAX_PAGES: usize = 2;
const MAX_BYTES: usize = 16_000;
/// No line of a printed page is longer.
const MIN_LONG_LINE_BYTES: usize = 120;
/// Columns of a printed line have at least this many spaces between them.
const MIN_COLUMN_GAP: usize = 4;
const MAX_EVIDENCE_WORDS: usize = 200;
/// A row with as many filled cells is of a table of data; one of two may set out a letterhead.
const MIN_DATA_CELLS: usize = 3;

/// Cleaned lines, one after the other, ended by `\n`; empty ones are left out.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The text.
    pub(super) text: String,
    /// The same in ASCII lower case, with the same byte offsets.
    pub(super) lower: String,
    /// The same with quotation marks and dashes as they are printed: as many characters, other bytes.
    printed: String,
    trigrams: Trigrams,
    lines: Vec<LineSource>,
}

#[derive(Clone, Debug)]
struct LineSource {
    bytes: Range<usize>,
    printed_start: usize,
    page: usize,
    line: usize,
    after_gap: bool,
    heading: bool,
    /// Whether it is a cell of a table of data.
    is_data: bool,
    /// Where a further column of the printed line begins, in bytes of the text.
    columns: Vec<usize>,
}

impl Lines {
    /// The first pages.
    pub(super) fn opening(document: &Document) -> Lines {
        let mut lines = Lines::default();
        for (number, page) in document.pages.iter().enumerate().take(MAX_PAGES) {
            lines.add_page(page, number, 0);
        }
        lines.finish()
    }

    /// The last pages, without what belongs to the opening.
    pub(super) fn closing(document: &Document) -> Lines {
        let mut lines = Lines::default();
        let first = document.pages.len().saturating_sub(MAX_PAGES);
        for (number, page) in document.pages.iter().enumerate().skip(first) {
            lines.add_page(page, number, first_line_of_the_end(page));
        }
        lines.finish()
    }

    /// Some lines from one place of the report on, to the end of the next page at most.
    pub(super) fn window(document: &Document, page: usize, line: usize, limit: usize) -> Lines {
        let mut lines = Lines::default();
        let mut left = limit;
        for (number, on_page) in document.pages.iter().enumerate().skip(page).take(2) {
            let first = if number == page { line.min(on_page.lines.len()) } else { 0 };
            let end = on_page.lines.len().min(first.saturating_add(left));
            lines.add_lines(&on_page.lines[first..end], number, first);
            left -= end - first;
        }
        lines.finish()
    }

    /// Whether the text may have a phrase in lower case, across line ends too: if not, it surely has not.
    pub(super) fn may_have(&self, phrase: &str) -> bool {
        self.trigrams.may_have(phrase)
    }

    /// Where a phrase in lower case begins, each time.
    pub(super) fn places(&self, phrase: &str) -> impl Iterator<Item = usize> {
        let text = if self.may_have(phrase) { self.lower.as_str() } else { "" };
        text.match_indices(phrase).map(|(at, _)| at)
    }

    /// How many lines there are.
    pub(super) fn count(&self) -> usize {
        self.lines.len()
    }

    /// The text of a line.
    pub(super) fn line(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |place| &self.text[place.bytes.clone()])
    }

    /// The text of a line in lower case.
    pub(super) fn lower_line(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |place| &self.lower[place.bytes.clone()])
    }

    /// Whether an empty line precedes a line, or a new page starts with it.
    pub(super) fn is_after_gap(&self, at: usize) -> bool {
        self.lines.get(at).is_none_or(|place| place.after_gap)
    }

    /// Whether the format or a mark says that a line is a heading.
    pub(super) fn is_heading(&self, at: usize) -> bool {
        self.lines.get(at).is_some_and(|place| place.heading)
    }

    /// Whether a further column of a printed line begins at a byte.
    pub(super) fn starts_column(&self, byte: usize) -> bool {
        self.lines.get(self.line_at(byte)).is_some_and(|place| place.columns.contains(&byte))
    }

    /// The parts of a line that are printed in columns of their own, in order.
    pub(super) fn columns(&self, at: usize) -> impl Iterator<Item = Range<usize>> {
        let bytes = self.bytes(at..at + 1);
        let columns = self.lines.get(at).map_or(&[][..], |place| &place.columns);
        let starts = [bytes.start].into_iter().chain(columns.iter().copied());
        let ends = columns.iter().map(|start| start - 1).chain([bytes.end]);
        starts.zip(ends).map(|(start, end)| start..end)
    }

    /// The bytes of some lines.
    pub(super) fn bytes(&self, lines: Range<usize>) -> Range<usize> {
        let start = self.lines.get(lines.start).map_or(self.text.len(), |place| place.bytes.start);
        let end = lines.end.checked_sub(1).and_then(|last| self.lines.get(last)).map_or(start, |p| p.bytes.end);
        start..end.max(start)
    }

    /// Whether a line is a cell of a table of data, which says of its row what it says, not of the report.
    pub(super) fn is_data(&self, line: usize) -> bool {
        self.lines.get(line).is_some_and(|place| place.is_data)
    }

    /// The line of a byte.
    pub(super) fn line_at(&self, byte: usize) -> usize {
        self.lines.partition_point(|place| place.bytes.end < byte)
    }

    /// The words of a range as they are printed, a space between any two.
    pub(super) fn printed(&self, bytes: Range<usize>) -> String {
        let (Some(words), Some(place)) = (self.text.get(bytes.clone()), self.lines.get(self.line_at(bytes.start)))
        else {
            return String::new();
        };
        let before = self.text.get(place.bytes.start..bytes.start).unwrap_or("").chars().count();
        let printed = self.printed[place.printed_start..].chars().skip(before).take(words.chars().count());
        printed.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// That the bytes of a range say `value`.
    pub(super) fn evidence(
        &self,
        field: &str,
        value: impl ToString,
        bytes: Range<usize>,
        confidence: Confidence,
    ) -> Evidence {
        let place = self.lines.get(self.line_at(bytes.start));
        let number = |n: usize| u32::try_from(n + 1).ok();
        let words = self.printed(bytes);
        Evidence {
            field: field.to_owned(),
            value: value.to_string(),
            page: place.and_then(|p| number(p.page)),
            line: place.and_then(|p| number(p.line)),
            words: words.chars().take(MAX_EVIDENCE_WORDS).collect(),
            confidence,
        }
    }

    fn add_page(&mut self, page: &Page, number: usize, first: usize) {
        self.add_lines(page.lines.get(first..).unwrap_or(&[]), number, first);
    }

    fn add_lines(&mut self, lines: &[Line], page: usize, first: usize) {
        let mut after_gap = true;
        for (at, line) in lines.iter().enumerate() {
            if self.text.len() > MAX_BYTES {
                return;
            }
            // Footnotes and the heads of e-mails speak of other things.
            if matches!(line.role, Role::Aside(_)) {
                continue;
            }
            let starts_block =
                matches!(line.role, Role::Block(true) | Role::Quote(true) | Role::Item(true) | Role::Heading(_));
            let is_data = line.role == Role::Row
                && line.text.split('\t').filter(|cell| !cell.trim().is_empty()).count() >= MIN_DATA_CELLS;
            let mut anything = false;
            for cell in line.text.split(if line.role == Role::Row { '\t' } else { '\n' }) {
                for part in parts_of_line(cell, page) {
                    let is_added = self.add_line(part, &line.role, page, first + at, after_gap || starts_block);
                    if let Some(last) = self.lines.last_mut().filter(|_| is_added) {
                        last.is_data = is_data;
                    }
                    anything |= is_added;
                }
            }
            after_gap = !anything || matches!(line.role, Role::Heading(_));
        }
    }

    /// Adds a line, unless nothing is left of it.
    fn add_line(&mut self, raw: &str, role: &Role, page: usize, line: usize, after_gap: bool) -> bool {
        let (start, printed_start) = (self.text.len(), self.printed.len());
        let room = (MAX_BYTES + 1).saturating_sub(start);
        let marked = add_cleaned(&mut self.printed, cut(raw, room));
        if self.printed.len() == printed_start {
            return false;
        }
        self.text.extend(self.printed[printed_start..].chars().map(plain));
        let bytes = start..self.text.len();
        self.text.push('\n');
        self.printed.push('\n');
        let heading = marked || matches!(role, Role::Heading(_));
        let columns = column_starts(raw, &self.text[start..bytes.end]).into_iter().map(|at| start + at).collect();
        self.lines.push(LineSource { bytes, printed_start, page, line, after_gap, heading, is_data: false, columns });
        true
    }

    fn finish(mut self) -> Lines {
        self.lower = self.text.to_ascii_lowercase();
        self.trigrams = Trigrams::of(&self.lower);
        self
    }
}

/// All lines of a document as one text in lower case, with a space between any two, up to a limit.
pub(super) fn whole_text(document: &Document) -> String {
    const MAX_TEXT_BYTES: usize = 1 << 20;
    let mut text = String::new();
    for line in document.pages.iter().flat_map(|page| &page.lines) {
        if text.len() > MAX_TEXT_BYTES {
            break;
        }
        let cells = cut(&line.text, MAX_TEXT_BYTES).split_whitespace();
        for word in cells {
            text.extend(word.chars().map(plain));
            text.push(' ');
        }
    }
    text.make_ascii_lowercase();
    text
}

/// Where the columns of a line begin after its first, in bytes of its cleaned text: after a wide space. None where words
/// were left out of that text.
fn column_starts(raw: &str, cleaned: &str) -> Vec<usize> {
    let is_wide = |gap: &str| gap.contains('\t') || gap.chars().count() >= MIN_COLUMN_GAP;
    let (mut rest, mut words, mut after_gap) = (raw.trim(), 0, Vec::new());
    while !rest.is_empty() {
        words += 1;
        let gap = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
        rest = gap.trim_start();
        if is_wide(&gap[..gap.len() - rest.len()]) {
            after_gap.push(words);
        }
    }
    let spaces: Vec<usize> = cleaned.match_indices(' ').map(|(at, _)| at).collect();
    if words != spaces.len() + 1 {
        return Vec::new();
    }
    after_gap.into_iter().filter_map(|word: usize| Some(spaces.get(word - 1)? + 1)).collect()
}

/// The first line of a page's end, which is no longer than the part that is read.
fn first_line_of_the_end(page: &Page) -> usize {
    let mut bytes = 0;
    let fits = |line: &&Line| {
        bytes += line.text.len();
        bytes <= MAX_BYTES / MAX_PAGES
    };
    page.lines.len() - page.lines.iter().rev().take_while(fits).count()
}

/// Some files have lost the line ends of their first page. A long line of it is cut where a part of a
/// letter or a cover begins.
fn parts_of_line(line: &str, page: usize) -> Vec<&str> {
    const STARTS: [&str; 17] = [
        "Dear ",
        "This letter ",
        "Between ",
        "Inspection date",
        "Lead inspector",
        "Report published",
        "Judgement",
        "Grade ",
        "The experiences and ",
        "The impact of ",
        "Overall effectiveness",
        "Focused visit to",
        "Focused visit of",
        "Monitoring visit ",
        "Inspection of ",
        "Joint targeted area ",
        "Area SEND inspection ",
    ];
    if page > 0 || line.len() < MIN_LONG_LINE_BYTES {
        return vec![line];
    }
    let begins = |&(at, _): &(usize, &str)| at > 0 && line[..at].ends_with(' ');
    let head = cut(line, MAX_BYTES);
    let mut cuts: Vec<usize> =
        STARTS.iter().flat_map(|start| head.match_indices(start)).filter(begins).map(|(at, _)| at).collect();
    cuts.sort_unstable();
    let ends = cuts.iter().copied().chain([line.len()]);
    let starts = [0].into_iter().chain(cuts.iter().copied());
    starts.zip(ends).map(|(start, end)| &line[start..end]).collect()
}

/// The one form of quotation marks and dashes that rules look for.
fn plain(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '`' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' => '-',
        c => c,
    }
}

/// Adds a line without the marks that carry no words; says whether it is marked as a heading.
fn add_cleaned(text: &mut String, raw: &str) -> bool {
    let tidied = tidy(raw);
    let unmarked = tidied.trim_start_matches(['#', '>', ' ']);
    let heading = tidied.starts_with('#') && unmarked.len() < tidied.len();
    let start = text.len();
    let mut inside_link = false;
    let mut chars = unmarked.trim_end_matches(['\\', ' ']).chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' | '[' => {}
            ']' => inside_link = chars.next_if_eq(&'(').is_some(),
            ')' if inside_link => inside_link = false,
            c if !inside_link => text.push(c),
            _ => {}
        }
    }
    let kept = text[start..].trim_end().len();
    text.truncate(start + kept);
    heading
}

/// The part of a sentence before a byte.
pub(super) fn sentence_before(text: &str, at: usize) -> &str {
    let from = text[..at].rfind(". ").or_else(|| text[..at].rfind(".\n")).map_or(0, |end| end + 2);
    let newer = text[..at].rfind(".\n").map_or(from, |end| from.max(end + 2));
    &text[newer..at]
}

/// The part of a sentence after a byte.
pub(super) fn sentence_after(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    &rest[..rest.find(". ").or_else(|| rest.find(".\n")).unwrap_or(rest.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cleaned() {
        let cases = [
            ("### **Focused visit**", "Focused visit", true),
            ("Ms Quill’s  letter – sent", "Ms Quill’s letter – sent", false),
            ("[a@ocs.example](mailto:a@ocs.example)", "a@ocs.example", false),
            ("Harbour Offices\\", "Harbour Offices", false),
            ("***", "", false),
            ("see (below) [here]", "see (below) here", false),
        ];
        for (raw, expected, is_heading) in cases {
            let mut text = String::new();
            assert_eq!((add_cleaned(&mut text, raw), text.as_str()), (is_heading, expected), "{raw}");
        }
    }
}
