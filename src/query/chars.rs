//! Which characters mean what, and where a run of typed characters ends.

use super::ast::Proximity;

/// Every kind of double quotation mark opens and closes a phrase.
pub(super) fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '＂' | '❝' | '❞' | '\u{2e42}' | '\u{301d}'..='\u{301f}')
}

/// Whether a sign directly before a word rules it out: a dash of any kind, or an exclamation mark.
pub(super) fn is_denial(c: char) -> bool {
    matches!(c, '-' | '!' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether a character is a sign that neither a word nor the query language has.
pub(super) fn is_mere_sign(c: char) -> bool {
    !(c.is_alphanumeric()
        || c.is_whitespace()
        || is_denial(c)
        || is_double_quote(c)
        || matches!(c, '(' | ')' | '=' | '*'))
}

/// Whether what follows a dash makes it an option of grep and its like, rather than a word to rule out: one letter (`-c`),
/// two of those that take no value (`-in`), or a number of lines (`-C2`, `-5`).
pub(crate) fn is_usual_option(typed: &str) -> bool {
    const WITHOUT_VALUE: &[u8] = b"cilnorvw";
    match typed.as_bytes() {
        [letter] => letter.is_ascii_alphanumeric(),
        [first, second] if first.is_ascii_digit() && second.is_ascii_digit() => true,
        [b'A' | b'B' | b'C', lines @ ..] => lines.iter().all(u8::is_ascii_digit),
        [first, second] => first != second && [first, second].iter().all(|letter| WITHOUT_VALUE.contains(letter)),
        _ => false,
    }
}

/// Where the chunk that begins at `from` ends: at white space, a quotation mark or a bracket.
///
/// A bracket within a word does not end it where it is closed before the next space: `child(ren)`,
/// `s.47(1)`. After an operator it does: `NOT(a b)`.
pub(super) fn chunk_end(text: &str, from: usize) -> usize {
    end_of(text, from, false)
}

/// The same of words, which a sign between them ends too, `a|b` or `a&&b`; a sign at `from` is a chunk of its own.
pub(super) fn word_chunk_end(text: &str, from: usize) -> usize {
    match joint(&text[from..]) {
        0 => end_of(text, from, true),
        length => from + length,
    }
}

/// How long the sign is with which a text begins that joins words without a space.
pub(super) fn joint(text: &str) -> usize {
    match text.as_bytes() {
        [b'|', b'|', ..] | [b'&', b'&', ..] => 2,
        [b'|', ..] => 1,
        _ => 0,
    }
}

fn end_of(text: &str, from: usize, at_joint: bool) -> usize {
    let mut closed_at = None;
    let mut before = None;
    for (at, c) in text[from..].char_indices().map(|(at, c)| (from + at, c)) {
        let ends = match c {
            '(' => {
                closed_at =
                    before.filter(|c: &char| c.is_alphanumeric() || *c == ')').and_then(|_| closer(text, at + 1));
                closed_at.is_none() || operator(&text[from..at]).is_some()
            }
            ')' => closed_at.take() != Some(at),
            '|' | '&' => at_joint && joint(&text[at..]) > 0,
            c => c.is_whitespace() || is_double_quote(c),
        };
        if ends {
            return at;
        }
        before = Some(c);
    }
    text.len()
}

/// The closing bracket that comes before any space, quotation mark or further bracket.
fn closer(text: &str, from: usize) -> Option<usize> {
    let stops = |c: char| matches!(c, '(' | ')') || c.is_whitespace() || is_double_quote(c);
    let at = from + text[from..].find(stops)?;
    text[at..].starts_with(')').then_some(at)
}

/// An operator as it was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
    Near {
        within: Proximity,
        ordered: bool,
        /// Preceded by `NOT`.
        negated: bool,
    },
}

impl Operator {
    /// Whether it comes between two operands, rather than before one.
    pub(super) fn joins(self) -> bool {
        !matches!(self, Operator::Not)
    }
}

/// Words that are something else in capitals, and no acronyms.
pub(super) const RESERVED: [&str; 6] = ["AND", "OR", "NOT", "NEAR", "PRE", "TO"];

const MAX_OPERATOR_BYTES: usize = 40;

/// `NEAR` without a number.
pub(super) const DEFAULT_DISTANCE: u32 = 10;

/// The operator that a chunk is, if it is one: in capitals, or a sign.
pub(super) fn operator(chunk: &str) -> Option<Operator> {
    match chunk {
        "AND" | "&&" => return Some(Operator::And),
        "OR" | "|" | "||" => return Some(Operator::Or),
        "NOT" => return Some(Operator::Not),
        _ => {}
    }
    if chunk.len() > MAX_OPERATOR_BYTES {
        return None;
    }
    let ordered = chunk.starts_with("PRE");
    let rest = chunk.strip_prefix("NEAR").or_else(|| chunk.strip_prefix("PRE"))?;
    let within = match rest.strip_prefix('/') {
        None if rest.is_empty() => Proximity::Words(DEFAULT_DISTANCE),
        None => return None,
        Some(distance) => within(distance)?,
    };
    Some(Operator::Near { within, ordered, negated: false })
}

/// The distance in words that a chunk means in other programs: `NEAR5`, `NEAR:5`, `adj5`, `w/5`, `n/5`, `/5`, `~5`.
pub(super) fn near_meant(chunk: &str) -> Option<u32> {
    const MAX_BYTES: usize = 12;
    if chunk.len() > MAX_BYTES {
        return None;
    }
    let chunk = chunk.to_ascii_lowercase();
    ["near:", "near", "adj", "within/", "w/", "n/", "/", "~"]
        .iter()
        .find_map(|sign| saturating_number(chunk.strip_prefix(sign)?))
}

fn within(distance: &str) -> Option<Proximity> {
    match distance.to_ascii_lowercase().as_str() {
        "" => Some(Proximity::Words(DEFAULT_DISTANCE)),
        "s" | "sentence" => Some(Proximity::Sentence),
        "p" | "para" | "paragraph" | "passage" => Some(Proximity::Passage),
        "section" => Some(Proximity::Section),
        digits => saturating_number(digits).map(|words| Proximity::Words(words.max(1))),
    }
}

/// A whole number; one that is too large is the largest.
pub(super) fn saturating_number(digits: &str) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// How many bytes at the beginning of a text are digits.
pub(super) fn digits_at(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The suffixes of a word, a phrase or a group: `~2`, `^1.5`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Suffix {
    /// The suffix after `~`; zero is reported as such.
    pub(super) tilde: Option<Tilde>,
    pub(super) boost: Option<f32>,
    /// How many bytes it is long.
    pub(super) length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tilde {
    Bare,
    Number(u32),
}

/// A boost is never more than this.
pub(super) const MAX_BOOST: f32 = 1_000.0;

/// Reads a suffix at the beginning of a text, if there is one.
pub(super) fn suffix_at(text: &str) -> Suffix {
    let mut suffix = Suffix::default();
    if let Some(rest) = text.strip_prefix('~') {
        let digits = digits_at(rest);
        suffix.tilde = Some(saturating_number(&rest[..digits]).map_or(Tilde::Bare, Tilde::Number));
        suffix.length = 1 + digits;
    }
    let Some(rest) = text[suffix.length..].strip_prefix('^') else { return suffix };
    let whole = digits_at(rest);
    let fraction = rest[whole..].strip_prefix('.').map_or(0, digits_at);
    let length = if fraction > 0 { whole + 1 + fraction } else { whole };
    if whole > 0
        && let Ok(boost) = rest[..length].parse::<f32>()
    {
        suffix.boost = Some(boost.min(MAX_BOOST));
        suffix.length += 1 + length;
    }
    suffix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_end_where_words_do() {
        for (text, expected) in [
            ("one two", "one"),
            ("child(ren) at", "child(ren)"),
            ("s.47(1)(a), x", "s.47(1)(a),"),
            ("children(or carers)", "children"),
            ("a(b(c)", "a"),
            ("foo)", "foo"),
            ("a\"b\"", "a"),
            ("NOT(a)", "NOT"),
            ("NEAR/5(a)", "NEAR/5"),
            ("NOTE(a)", "NOTE(a)"),
        ] {
            assert_eq!(&text[..chunk_end(text, 0)], expected, "{text}");
        }
    }

    #[test]
    fn operators_are_in_capitals() {
        let near = |within, ordered| Some(Operator::Near { within, ordered, negated: false });
        for (chunk, expected) in [
            ("AND", Some(Operator::And)),
            ("|", Some(Operator::Or)),
            ("And", None),
            ("not", None),
            ("NEAR", near(Proximity::Words(10), false)),
            ("PRE/3", near(Proximity::Words(3), true)),
            ("NEAR/0", near(Proximity::Words(1), false)),
            ("NEAR/99999999999", near(Proximity::Words(u32::MAX), false)),
            ("NEAR/S", near(Proximity::Sentence, false)),
            ("NEAR/far", None),
            ("NEARLY", None),
            ("PREVENT", None),
        ] {
            assert_eq!(operator(chunk), expected, "{chunk}");
        }
    }

    #[test]
    fn distances_are_seen_in_the_forms_of_other_programs() {
        for (chunk, expected) in [
            ("NEAR10", Some(10)),
            ("near:3", Some(3)),
            ("adj5", Some(5)),
            ("W/10", Some(10)),
            ("/10", Some(10)),
            ("~10", Some(10)),
            ("near", None),
            ("nearby", None),
            ("w/e", None),
            ("10/10", None),
        ] {
            assert_eq!(near_meant(chunk), expected, "{chunk}");
        }
    }

    #[test]
    fn suffixes_are_read_as_far_as_they_go() {
        for (text, tilde, boost, length) in [
            ("~", Some(Tilde::Bare), None, 1),
            ("~2^1.5 x", Some(Tilde::Number(2)), Some(1.5), 6),
            ("^2.", None, Some(2.0), 2),
            ("^99999999999999999999999999999999999999999999", None, Some(MAX_BOOST), 45),
            ("^x", None, None, 0),
            ("x", None, None, 0),
        ] {
            assert_eq!(suffix_at(text), Suffix { tilde, boost, length }, "{text}");
        }
    }
}
