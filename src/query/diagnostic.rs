//! The parser's diagnostics of a query: none stops the parser, and each has its place.

use serde::Serialize;
use unicode_width::UnicodeWidthChar;

use super::MAX_WORDS;
use super::ast::QuerySpan;
use crate::text::{head, is_unsafe};

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The reading is, or most likely is, the intended one; the hint says what it was.
    Hint,
    /// The query has a slip; this says how it was read.
    Warning,
    /// A part of the query cannot be understood. What is left of it may mean something else, so it is not to be run.
    Error,
}

impl Severity {
    /// The name in output: `hint`, `warning` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A remark on a part of a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How much it weighs.
    pub severity: Severity,
    /// The bytes of the query that it is about, or of the option.
    pub span: QuerySpan,
    /// The option that it is about, written as a filter; none where it is about the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// The problem and how it was read.
    pub message: String,
    /// A replacement to type.
    pub hint: Option<String>,
}

/// More columns than this of a long query are not shown.
const MAX_COLUMNS: usize = 100;
/// And at most this many characters, of which some take no column.
const MAX_CHARS: usize = 400;
/// A message or hint that names a part of the query is no longer than this.
const MAX_MESSAGE_BYTES: usize = 600;
/// At most this many columns before the span are shown of a long line.
const MAX_COLUMNS_BEFORE: usize = 40;

impl Diagnostic {
    /// The line of the query, or of the option, with carets under the span, the message, and the hint on a line of its
    /// own. Characters of the query that a terminal would obey are shown as spaces.
    pub fn render(&self, query: &str) -> String {
        let line = line_of(self.option.as_deref().unwrap_or(query), &self.span);
        let (shown, indent, carets) = window(line.text, line.span);
        let severity = self.severity.as_str();
        let mut rendered =
            format!("{shown}\n{:indent$}{} {severity}: {}", "", "^".repeat(carets.max(1)), plain(&self.message));
        if let Some(hint) = &self.hint {
            rendered.push_str(&format!("\n{:indent$}{}", "", plain(hint)));
        }
        rendered
    }
}

struct SpannedLine<'a> {
    text: &'a str,
    span: QuerySpan,
}

/// The line on which a span begins, and the part of the span on that line.
fn line_of<'a>(query: &'a str, span: &QuerySpan) -> SpannedLine<'a> {
    let start = head(query, span.start).len();
    let end = head(query, span.end).len().max(start);
    let line_start = query[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = query[start..].find('\n').map_or(query.len(), |at| start + at);
    let span = start - line_start..end.min(line_end) - line_start;
    SpannedLine { text: &query[line_start..line_end], span }
}

/// The part of a line to show, the columns before the carets, and the number of carets.
fn window(line: &str, span: QuerySpan) -> (String, usize, usize) {
    let first = first_shown(line, span.start);
    let mut shown = String::from(if first > 0 { "…" } else { "" });
    let mut columns = shown.chars().count();
    let (mut indent, mut carets) = (None, 0);
    for (number, (at, c)) in line[first..].char_indices().map(|(at, c)| (first + at, c)).enumerate() {
        if columns >= MAX_COLUMNS || number >= MAX_CHARS {
            shown.push('…');
            break;
        }
        let width = width(c);
        if at >= span.start {
            indent.get_or_insert(columns);
            carets += if at < span.end { width } else { 0 };
        }
        shown.push(as_shown(c));
        columns += width;
    }
    (shown, indent.unwrap_or(columns), carets)
}

/// Where the shown part of a line begins, so that the span is on it.
fn first_shown(line: &str, span_start: usize) -> usize {
    let mut first = span_start;
    let mut columns = 0;
    for (number, (at, c)) in line[..span_start].char_indices().rev().enumerate() {
        columns += width(c);
        if columns > MAX_COLUMNS_BEFORE || number > MAX_CHARS / 2 {
            return first;
        }
        first = at;
    }
    first
}

fn plain(text: &str) -> String {
    text.chars().map(as_shown).collect()
}

/// The displayed form of a character: a space for one that a terminal would obey.
fn as_shown(c: char) -> char {
    if is_unsafe(c) { ' ' } else { c }
}

/// How many columns it takes as it is shown.
fn width(c: char) -> usize {
    as_shown(c).width().unwrap_or(1)
}

/// The diagnostics of a query so far. A hostile query does not get one for every byte.
#[derive(Debug, Default)]
pub(crate) struct Remarks {
    said: Vec<Diagnostic>,
}

/// To add to those that there are.
impl From<Vec<Diagnostic>> for Remarks {
    fn from(said: Vec<Diagnostic>) -> Remarks {
        Remarks { said }
    }
}

const MAX_DIAGNOSTICS: usize = 20;

impl Remarks {
    pub(crate) fn hint(&mut self, span: QuerySpan, message: impl Into<String>, hint: &str) {
        self.say(Severity::Hint, span, message.into(), hint);
    }

    pub(super) fn warning(&mut self, span: QuerySpan, message: impl Into<String>, hint: &str) {
        self.say(Severity::Warning, span, message.into(), hint);
    }

    pub(crate) fn error(&mut self, span: QuerySpan, message: impl Into<String>, hint: &str) {
        self.say(Severity::Error, span, message.into(), hint);
    }

    /// Reports that the rest of a query is left out, however many diagnostics there are.
    pub(super) fn cut(&mut self, rest: QuerySpan) {
        let message = format!("more than {MAX_WORDS} words and values: the rest is left out");
        let hint = Some("split it into several queries".to_owned());
        self.said.push(Diagnostic { severity: Severity::Warning, span: rest, option: None, message, hint });
    }

    fn say(&mut self, severity: Severity, span: QuerySpan, message: String, hint: &str) {
        let heavier = self.said.iter().all(|earlier| earlier.severity < severity);
        if self.said.len() < MAX_DIAGNOSTICS || heavier {
            let hint = (!hint.is_empty()).then(|| shortened(hint.to_owned()));
            self.said.push(Diagnostic { severity, span, option: None, message: shortened(message), hint });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// All diagnostics, in the order of the query.
    pub(crate) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        self.said.sort_by_key(|diagnostic| diagnostic.span.start);
        self.said
    }
}

/// A text that names a part of the query, cut where that is very long.
fn shortened(mut text: String) -> String {
    if text.len() > MAX_MESSAGE_BYTES {
        text.truncate(head(&text, MAX_MESSAGE_BYTES).len());
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(query: &str, span: QuerySpan) -> String {
        let hint = Some("try that".to_owned());
        let message = "odd".to_owned();
        Diagnostic { severity: Severity::Warning, span, option: None, message, hint }.render(query)
    }

    #[test]
    fn carets_stand_under_the_span() {
        for (query, span, expected) in [
            ("a ORR b", 2..5, "a ORR b\n  ^^^ warning: odd\n  try that"),
            ("漢字 ORR", 7..10, "漢字 ORR\n     ^^^ warning: odd\n     try that"),
            ("a\tb", 2..3, "a b\n  ^ warning: odd\n  try that"),
            ("a", 1..1, "a\n ^ warning: odd\n try that"),
            ("a\u{200e}\u{9b}b", 4..5, "a  b\n  ^ warning: odd\n  try that"),
            ("", 5..9, "\n^ warning: odd\ntry that"),
            ("one\ntwo three\nfour", 4..17, "two three\n^^^^^^^^^ warning: odd\ntry that"),
            ("é", 1..2, "é\n^ warning: odd\ntry that"),
        ] {
            assert_eq!(rendered(query, span), expected, "{query}");
        }
    }

    #[test]
    fn of_a_long_query_the_part_around_the_span_is_shown() {
        let query = format!("{} here {}", "before ".repeat(1_000), "after ".repeat(1_000));
        let at = query.find("here").unwrap_or(0);
        let text = rendered(&query, at..at + 4);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() <= MAX_COLUMNS + 2));
        assert_eq!(lines[1].find('^'), lines[0].chars().position(|c| c == 'h'));
    }
}
