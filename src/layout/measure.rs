//! The width of a full line, which distinguishes a short line from a wrapped one.
//!
//! Printed type is proportional, so letters count by their usual widths. Numbered paragraphs and list items are
//! indented, so their lines are narrower and have a measure of their own.

use crate::report::Role;

use super::flow::{FlowLine, Gap};
use super::marks::Mark;
use super::sentence::{ends, first_word, starts_low, width};

/// The measure of a report's lines, in hundredths of a common letter's width.
pub(super) struct LineMeasure {
    /// The width that even a narrow line reaches.
    limit: u64,
    /// The width that full lines reach, by the mark of their paragraph: none, a number, a bullet.
    limits: [u64; 3],
    /// Whether the lines were wrapped at all; if not, a line is a paragraph.
    pub(super) wrapped: bool,
}

/// Fewer lines than this say nothing sure of a kind of paragraph.
const MIN_LINES: usize = 20;

impl LineMeasure {
    /// Takes the measure from the places where a sentence certainly continues: there the next line's first word did not
    /// fit.
    pub(super) fn new(lines: &[FlowLine<'_>], marks: &[Mark]) -> LineMeasure {
        let text = |line: &FlowLine<'_>| line.role == Role::Text;
        let mut sure: [Vec<u64>; 3] = Default::default();
        let mut class = 0;
        for (at, pair) in lines.windows(2).enumerate() {
            let [line, next] = pair else { continue };
            if marks[at] != Mark::None {
                class = class_of(&marks[at]);
            }
            let goes_on = next.gap == Gap::None && !ends(line.text) && starts_low(next.text);
            if goes_on && text(line) && text(next) && width(line.text) > 30 {
                sure[class].push(reach(line.text, next.text));
            }
            let alone = marks[at] != Mark::None && line.text.len() <= 5;
            if !alone && ends(line.text) && matches!(next.gap, Gap::Blank(_)) {
                class = 0;
            }
        }
        let long = lines.iter().filter(|line| text(line) && width(line.text) > 160).count();
        let mut all: Vec<u64> = sure.iter().flatten().copied().collect();
        if all.len() < 3 || long > all.len() {
            return LineMeasure { limit: 7_000, limits: [7_000; 3], wrapped: all.len() >= long && !all.is_empty() };
        }
        all.sort_unstable();
        let common = strict(&all);
        let limits = sure.map(|mut own| {
            own.sort_unstable();
            if own.len() >= MIN_LINES { strict(&own) } else { common }
        });
        LineMeasure { limit: all[all.len() / 20], limits, wrapped: true }
    }

    /// Whether `next`'s first word would not have fitted behind `line`.
    pub(super) fn full(&self, line: &str, next: &str) -> bool {
        reach(line, next) >= self.limit
    }

    /// The same of a line that ends a sentence in a paragraph with this mark, where a paragraph's last
    /// line that happens to be long must not pass for a full one.
    pub(super) fn surely_full(&self, mark: &Mark, line: &str, next: &str) -> bool {
        reach(line, next) >= self.limits[class_of(mark)]
    }

    /// Whether the line is a full one except for a few letters.
    pub(super) fn almost_full(&self, line: &str, next: &str) -> bool {
        reach(line, next) * 10 >= self.limit * 9
    }

    /// Whether the line is nearly as wide as a full one.
    pub(super) fn nearly_full(&self, line: &str, next: &str) -> bool {
        reach(line, next) * 5 >= self.limit * 4
    }
}

fn class_of(mark: &Mark) -> usize {
    match mark {
        Mark::None => 0,
        Mark::Label(..) | Mark::Decimal(..) => 1,
        Mark::Bullet(_) => 2,
    }
}

/// The width that all but one in twenty of some sorted lines reach, but near their middle.
fn strict(sorted: &[u64]) -> u64 {
    sorted[sorted.len() / 20].max(sorted[sorted.len() / 2] * 93 / 100)
}

/// How far a line would reach with the next one's first word behind it.
fn reach(line: &str, next: &str) -> u64 {
    let letters = line.chars().chain(std::iter::once(' ')).chain(first_word(next).chars());
    letters.map(letter_width).sum()
}

/// The width of a letter in the usual sans-serif types, in hundredths of a common one's.
fn letter_width(c: char) -> u64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '’' | '‘' | '|' => 42,
        ' ' | '.' | ',' | ':' | ';' | 'I' | '!' => 57,
        'f' | 'r' | 't' | '(' | ')' | '-' | '/' | '“' | '”' => 66,
        'c' | 's' | 'v' | 'x' | 'y' | 'z' | 'k' => 90,
        'm' | 'w' | 'M' | 'W' | '%' | '–' | '—' | '&' => 150,
        c if c.is_uppercase() => 115,
        _ => 100,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_length_are_measured() {
        let measure = LineMeasure { limit: 7_000, limits: [7_000; 3], wrapped: true };
        let line = "m".repeat(5_000_000);
        assert!(
            measure.almost_full(&line, "Next") && measure.nearly_full(&line, "Next") && measure.full(&line, "Next")
        );
        assert!(!measure.almost_full("short", "Next"));
    }
}
