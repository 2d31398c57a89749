//! How wide a full line is, so that a short one can be told from one that was wrapped.

use crate::report::Role;

use super::flow::{FlowLine, Gap};
use super::sentence::{ends, first_word, starts_low, width};

/// The measure of a report's lines, in characters.
pub(super) struct Measure {
    limit: usize,
    /// Whether the lines were wrapped at all; if not, a line is a paragraph.
    pub(super) wrapped: bool,
}

impl Measure {
    /// Takes the measure from the places where a sentence certainly goes on: there the next line's
    /// first word did not fit.
    pub(super) fn of(lines: &[FlowLine<'_>]) -> Measure {
        let text = |line: &FlowLine<'_>| line.role == Role::Text;
        let mut sure: Vec<usize> = lines
            .windows(2)
            .filter(|pair| text(&pair[0]) && text(&pair[1]) && pair[1].gap == Gap::None)
            .filter(|pair| !ends(pair[0].text) && starts_low(pair[1].text) && width(pair[0].text) > 30)
            .map(|pair| reach(pair[0].text, pair[1].text))
            .collect();
        let long = lines.iter().filter(|line| text(line) && width(line.text) > 160).count();
        if sure.len() < 3 || long > sure.len() {
            return Measure { limit: 70, wrapped: sure.len() >= long && !sure.is_empty() };
        }
        sure.sort_unstable();
        Measure { limit: sure[sure.len() / 20], wrapped: true }
    }

    /// Whether `next`'s first word would not have fitted behind `line`.
    pub(super) fn full(&self, line: &str, next: &str) -> bool {
        reach(line, next) >= self.limit
    }

    /// Whether the line is a full one but for a few letters.
    pub(super) fn almost_full(&self, line: &str, next: &str) -> bool {
        reach(line, next) * 10 >= self.limit * 9
    }

    /// Whether the line is nearly as wide as a full one.
    pub(super) fn nearly_full(&self, line: &str, next: &str) -> bool {
        reach(line, next) * 5 >= self.limit * 4
    }
}

fn reach(line: &str, next: &str) -> usize {
    width(line) + 1 + width(first_word(next))
}
