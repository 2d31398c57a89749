//! Long titles, shortened by a rule.

use crate::text::{fold, is_stop_word};

/// A title of more characters than this is shortened.
const MAX_TITLE_CHARS: usize = 90;

/// To at most this many characters.
const MAX_SHORT_CHARS: usize = 80;

/// But not to less than this, where it can be cut between two words.
const MIN_SHORT_CHARS: usize = 40;

/// A long title up to its last comma, semicolon, colon or dash between the fortieth and the eightieth character, else up
/// to the last whole word there; words such as "and" and "of" at the end are left out. None where the title is not long.
pub(super) fn shortened(title: &str) -> Option<String> {
    title.char_indices().nth(MAX_TITLE_CHARS)?;
    let at = |chars: usize| title.char_indices().nth(chars).map_or(title.len(), |(at, _)| at);
    let (least, most) = (at(MIN_SHORT_CHARS), at(MAX_SHORT_CHARS));
    let is_break = |(at, c): &(usize, char)| {
        let after = &title[at + c.len_utf8()..];
        match c {
            ',' | ';' | ':' => after.starts_with(char::is_whitespace),
            '–' | '—' | '-' | '(' => title[..*at].ends_with(char::is_whitespace),
            _ => false,
        }
    };
    let clause = title[..most].char_indices().filter(|(at, _)| *at >= least).rfind(is_break);
    let words = || {
        let is_whole = title[most..].starts_with(char::is_whitespace);
        let end = if is_whole { Some(most) } else { title[..most].rfind(char::is_whitespace) };
        end.filter(|end| *end >= least).unwrap_or(most)
    };
    let end = clause.map_or_else(words, |(at, _)| at);
    let mut short = title[..end].trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '”' | '’'));
    while let Some((before, last)) = short.rsplit_once(char::is_whitespace)
        && is_stop_word(&fold(last))
    {
        short = before.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    }
    Some(format!("{short} …"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_ends_with_a_clause_or_a_word() {
        for (title, short) in [
            ("Inspection of children’s social care services", None),
            (
                "Inspection of services for children in need of help and protection, children looked after and care \
                 leavers and review of the board",
                Some("Inspection of services for children in need of help and protection …"),
            ),
            (
                "Joint inspection of the response that is made in the area to the criminal exploitation and the abuse of \
                 children",
                Some("Joint inspection of the response that is made in the area to the criminal …"),
            ),
            (
                "An inspection with one comma early, and then nothing that would end a clause for as long as the title \
                 goes on",
                Some("An inspection with one comma early, and then nothing that would end a clause …"),
            ),
        ] {
            assert_eq!(shortened(title).as_deref(), short, "{title}");
        }
        let word = "é".repeat(200);
        assert_eq!(shortened(&word), Some(format!("{} …", "é".repeat(80))));
        let marks = ", ".repeat(100);
        assert!(shortened(&marks).is_some_and(|short| short.chars().count() <= MAX_SHORT_CHARS + 2));
    }
}
