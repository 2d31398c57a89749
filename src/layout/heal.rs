//! Joining a paragraph's lines to one text.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::text::{tail, tidy, words};

/// The words of a report, by which a hyphen at a line's end is judged. They are gathered when the
/// first such hyphen is met: most reports have none.
pub(super) struct Vocabulary<'a> {
    lines: Vec<&'a str>,
    words: OnceCell<Spellings>,
}

/// Words as they are written closed, and pairs that are written with a hyphen.
#[derive(Default)]
struct Spellings {
    closed: HashSet<String>,
    hyphenated: HashSet<(String, String)>,
    /// Whether the report breaks words at line ends: more than a few broken words occur closed elsewhere, and most of
    /// those that occur elsewhere at all.
    breaks: bool,
}

impl<'a> Vocabulary<'a> {
    /// The vocabulary of these lines.
    pub(super) fn new(lines: impl Iterator<Item = &'a str>) -> Vocabulary<'a> {
        Vocabulary { lines: lines.collect(), words: OnceCell::new() }
    }

    /// Whether a hyphen between these two halves of a word belongs to the line: the report writes the word closed
    /// elsewhere and never with a hyphen; or it breaks words at line ends, and never writes this one with a hyphen
    /// elsewhere.
    fn drops_hyphen(&self, head: &str, tail: &str) -> bool {
        let words = self.words.get_or_init(|| Spellings::new(&self.lines));
        let (head, tail) = (head.to_lowercase(), tail.to_lowercase());
        words.closes(&head, &tail).unwrap_or(words.breaks)
    }
}

impl Spellings {
    fn new(lines: &[&str]) -> Spellings {
        let mut known = Spellings::default();
        for line in lines {
            let mut before: Option<crate::text::Word<'_>> = None;
            for word in words(line) {
                if let Some(before) = before
                    && &line[before.end()..word.start] == "-"
                {
                    known.hyphenated.insert((before.text.to_lowercase(), word.text.to_lowercase()));
                }
                known.closed.insert(word.text.to_lowercase());
                before = Some(word);
            }
        }
        known.breaks = known.breaks_words(lines);
        known
    }

    /// Whether a word is written closed and never with a hyphen; nothing if neither is found.
    fn closes(&self, head: &str, tail: &str) -> Option<bool> {
        if self.hyphenated.contains(&(head.to_owned(), tail.to_owned())) {
            return Some(false);
        }
        self.closed.contains(&format!("{head}{tail}")).then_some(true)
    }

    fn breaks_words(&self, lines: &[&str]) -> bool {
        const MIN_CLOSED: usize = 3;
        let (mut closed, mut hyphenated) = (0, 0);
        for pair in lines.windows(2).filter(|pair| ends_in_hyphen(pair[0])) {
            let (Some(head), Some(tail)) = (words(pair[0]).last(), words(pair[1]).next()) else { continue };
            match self.closes(&head.text.to_lowercase(), &tail.text.to_lowercase()) {
                Some(true) => closed += 1,
                Some(false) => hyphenated += 1,
                None => {}
            }
        }
        closed > MIN_CLOSED && closed > hyphenated
    }
}

/// One text from the lines of a paragraph.
pub(super) fn join<'a>(lines: impl Iterator<Item = &'a str>, vocabulary: &Vocabulary<'_>) -> String {
    let mut text = String::new();
    for line in lines {
        append(&mut text, line.trim(), vocabulary);
    }
    tidy(&text)
}

fn append(text: &mut String, line: &str, vocabulary: &Vocabulary<'_>) {
    let Some(next) = line.chars().next() else { return };
    if text.is_empty() {
        text.push_str(line);
        return;
    }
    if text.ends_with('\u{ad}') {
        text.pop();
    } else if ends_in_hyphen(text) && next.is_alphabetic() && !is_shared_head(line) {
        let at = text.len() - text.chars().next_back().map_or(0, char::len_utf8);
        let head = last_word(&text[..at]).to_owned();
        let tail = words(line).next().map(|w| w.text).unwrap_or_default();
        // "17-" goes on with "year-olds", however words are broken.
        if !head.ends_with(|c: char| c.is_ascii_digit()) && vocabulary.drops_hyphen(&head, tail) {
            text.truncate(at);
        }
    } else if !joins_without_space(text, next) {
        text.push(' ');
    }
    text.push_str(line);
}

/// The last word of a text. Only the end of the text is read, which is longer than any word of a report.
fn last_word(text: &str) -> &str {
    const MAX_BYTES: usize = 200;
    let end = tail(text, MAX_BYTES);
    let end = if end.len() < text.len() { end.find(char::is_whitespace).map_or(end, |at| &end[at..]) } else { end };
    words(end).last().map_or("", |word| word.text)
}

/// "short- and long-term": the hyphen stands for the word's second half and keeps its space.
fn is_shared_head(next: &str) -> bool {
    matches!(next.split_whitespace().next(), Some("and" | "or" | "to"))
}

/// "multi-" at a line's end, where the next line continues the word; not a dash between spaces.
fn ends_in_hyphen(text: &str) -> bool {
    let mut back = text.chars().rev();
    matches!(back.next(), Some('-' | '\u{2010}' | '\u{2011}')) && back.next().is_some_and(char::is_alphanumeric)
}

/// "0–" before "25", "and/" before "or".
fn joins_without_space(text: &str, next: char) -> bool {
    let mut back = text.chars().rev();
    match (back.next(), back.next()) {
        (Some('/'), Some(before)) => before.is_alphanumeric() && next.is_alphanumeric(),
        (Some('–' | '-'), Some(before)) => before.is_ascii_digit() && next.is_ascii_digit(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_lines_may_end_in_a_hyphen() {
        for (line, expected) in [("word-", "word-word-"), ("ab-", "ab-ab-"), ("a \u{e9}-", "a \u{e9}-a \u{e9}-")] {
            let lines: Vec<&str> = std::iter::repeat_n(line, 100_000).collect();
            let vocabulary = Vocabulary::new(lines.iter().copied());
            let joined = join(lines.into_iter(), &vocabulary);
            assert!(joined.starts_with(expected) && joined.len() > 100_000 * (line.len() - 1), "{}", &joined[..20]);
        }
    }

    #[test]
    fn hyphens_at_line_ends_follow_the_report() {
        for (elsewhere, lines, expected) in [
            ("", ["multi-", "agency work"], "multi-agency work"),
            ("a coordinator", ["the coor-", "dinator left"], "the coordinator left"),
            ("well-being and wellbeing", ["their well-", "being"], "their well-being"),
            ("", ["aged 0–", "25 years"], "aged 0–25 years"),
            ("", ["and/", "or"], "and/or"),
            ("", ["a plan –", "and another"], "a plan – and another"),
            ("", ["short-", "and long-term"], "short- and long-term"),
            ("", ["co\u{ad}", "operate"], "cooperate"),
            ("a 17year plan", ["16- and 17-", "year-olds"], "16- and 17-year-olds"),
        ] {
            let vocabulary = Vocabulary::new([elsewhere].into_iter().chain(lines));
            assert_eq!(join(lines.into_iter(), &vocabulary), expected);
        }
    }
}
