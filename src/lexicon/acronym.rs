//! Finds definitions of acronyms in a text: "return home interview (RHI)", or the other way round, "RHI (return home
//! interview)".

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::align::{AcronymReading, Letters};
use super::long::normal;
use crate::report::Acronym;
use crate::text::{fold, short_of, tail, words};

/// The definitions in the text of one passage, each once, in its order.
///
/// Takes time in proportion to the text, and next to none if there is no bracket.
pub fn acronyms(text: &str) -> Vec<Acronym> {
    let mut found: Vec<Acronym> = Vec::new();
    let mut from = 0;
    while let Some(open) = text.as_bytes()[from..].iter().position(|&b| is_opening(b)).map(|at| from + at) {
        from = open + 1;
        let Some(content) = bracketed(&text[from..]) else { continue };
        let before = &text[..open];
        let acronym = long_then_short(before, content).or_else(|| short_then_long(before, content));
        from += if acronym.is_some() { content.len() } else { 0 };
        found.extend(acronym);
    }
    let mut seen = FxHashSet::default();
    found.retain(|acronym| seen.insert(acronym.clone()));
    found
}

/// A definition is within this many bytes before a bracket, or in it.
const MAX_DEFINITION_BYTES: usize = 200;

fn is_opening(byte: u8) -> bool {
    matches!(byte, b'(' | b'[' | b'{')
}

/// The text between a bracket that was just opened and the next, if that one closes.
fn bracketed(after: &str) -> Option<&str> {
    let bytes = after.as_bytes();
    let near = &bytes[..bytes.len().min(MAX_DEFINITION_BYTES)];
    let end = near.iter().position(|&b| is_opening(b) || matches!(b, b')' | b']' | b'}' | b'\n'))?;
    matches!(near[end], b')' | b']' | b'}').then(|| &after[..end])
}

/// "return home interviews (RHIs)", "a hub (known as the MASH)", "an interview (‘RHI’, since May)".
fn long_then_short(before: &str, content: &str) -> Option<Acronym> {
    const INTRODUCTIONS: [&str; 10] =
        ["also", "as", "called", "hereafter", "known", "now", "or", "referred", "the", "to"];
    let first_part = content.split([',', ';', ':']).next()?;
    let mut inside = first_part.split_whitespace().map(without_quotes);
    let short = short_of(inside.find(|word| !INTRODUCTIONS.contains(word))?)?;
    let row = Clause::last_of(before)?;
    let rest: Vec<String> = inside.map(fold).collect();
    let row = if rest.is_empty() { row } else { row.without_last(&rest)? };
    Letters::readings(short).find_map(|(letters, reading)| {
        let found = letters.find_in(&row.folded)?;
        Some(definition(reading, row.text_of(found)))
    })
}

/// "RHI (return home interview)".
fn short_then_long(before: &str, content: &str) -> Option<Acronym> {
    let short = short_of(without_quotes(last_word(before)?))?;
    let row = Clause::last_of(content)?;
    let has_article = row.folded.first().is_some_and(|word| matches!(word.as_str(), "a" | "an" | "the"));
    let start = usize::from(has_article);
    let is_whole = content[..row.starts[0]].chars().all(|c| c.is_whitespace() || is_quote(c));
    Letters::readings(short)
        .find(|(letters, _)| is_whole && letters.spell(&row.folded[start..]))
        .map(|(_, reading)| definition(reading, row.text_of(start..row.folded.len())))
}

/// The last word of a text with what clings to it, unless that is longer than any acronym with its quotation marks.
fn last_word(text: &str) -> Option<&str> {
    const MAX_ACRONYM_BYTES: usize = 19;
    // A character more, so that white space shows that the word ends there.
    let end = tail(text.trim_end(), MAX_ACRONYM_BYTES + char::MAX.len_utf8());
    end.rsplit(char::is_whitespace).next().filter(|word| word.len() <= MAX_ACRONYM_BYTES)
}

fn definition(reading: AcronymReading<'_>, long: &str) -> Acronym {
    Acronym { long: normal(long, reading.plural), short: reading.short.into_owned() }
}

/// Words with nothing between them that ends a thought, up to the end of a text.
struct Clause<'a> {
    text: &'a str,
    folded: Vec<String>,
    starts: Vec<usize>,
    ends: Vec<usize>,
}

impl<'a> Clause<'a> {
    fn last_of(text: &'a str) -> Option<Clause<'a>> {
        let text = last_bytes(text);
        let mut row = Clause { text, folded: Vec::new(), starts: Vec::new(), ends: Vec::new() };
        for word in words(text) {
            if row.ends.last().is_some_and(|&end| !joins(&text[end..word.start])) {
                row = Clause { text, folded: Vec::new(), starts: Vec::new(), ends: Vec::new() };
            }
            row.folded.push(fold(word.text));
            row.starts.push(word.start);
            row.ends.push(word.end());
        }
        let tail = &text[*row.ends.last()?..];
        tail.chars().all(|c| c.is_whitespace() || is_quote(c) || c == ',').then_some(row)
    }

    /// The row without its last words, if they are these: "plans" of "care plans (CP plans)".
    fn without_last(mut self, last: &[String]) -> Option<Clause<'a>> {
        let kept = self.folded.len().checked_sub(last.len())?;
        if self.folded[kept..] != *last {
            return None;
        }
        self.folded.truncate(kept);
        self.starts.truncate(kept);
        self.ends.truncate(kept);
        Some(self)
    }

    fn text_of(&self, words: Range<usize>) -> &'a str {
        let start = self.starts.get(words.start);
        let end = words.end.checked_sub(1).and_then(|last| self.ends.get(last));
        start.zip(end).and_then(|(&start, &end)| self.text.get(start..end)).unwrap_or("")
    }
}

/// The end of a text, cut where a word begins.
fn last_bytes(text: &str) -> &str {
    let Some(mut cut) = text.len().checked_sub(MAX_DEFINITION_BYTES).filter(|&cut| cut > 0) else { return text };
    while !text.is_char_boundary(cut) {
        cut += 1;
    }
    let near = &text[cut..];
    near.find(char::is_whitespace).map_or("", |space| &near[space..])
}

/// Whether the text between two words leaves them parts of one name: a space, a hyphen, a comma.
fn joins(between: &str) -> bool {
    let is_spaced_dash = between.starts_with(' ') && between.trim_start().starts_with(['-', '–', '—']);
    between.len() <= 6
        && !is_spaced_dash
        && between
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | ',' | '/' | '&' | '\'' | '’'))
}

fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '"' | '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '`' | '«' | '»' | '*' | '_')
}

fn without_quotes(word: &str) -> &str {
    word.trim_matches(is_quote)
}
