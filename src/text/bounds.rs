//! The beginning or the end of a text, where no more of it is wanted.

use std::borrow::Cow;

/// At most the first `limit` bytes of a text, cut between two characters.
pub(crate) fn head(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let end = (0..=limit).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

/// At most the last `limit` bytes of a text, cut between two characters.
pub(crate) fn tail(text: &str, limit: usize) -> &str {
    let from = text.len().saturating_sub(limit);
    let start = (from..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    &text[start..]
}

/// A text that is repeated beside others, shortened at the end of a word if it is longer than `limit` bytes.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let start = head(text, limit);
    let whole_words = start.rfind(char::is_whitespace).map_or(start, |at| start[..at].trim_end());
    format!("{} …", if whole_words.is_empty() { start } else { whole_words })
}

/// A text for a message: at most its first `limit` characters, and an ellipsis if there are more.
pub(crate) fn elided(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        for (text, limit, first, last) in [
            ("children", 5, "child", "ldren"),
            ("é’é", 3, "é", "é"),
            ("é’é", 5, "é’", "’é"),
            ("ab", 9, "ab", "ab"),
            ("", 3, "", ""),
            ("’", 0, "", ""),
        ] {
            assert_eq!((head(text, limit), tail(text, limit)), (first, last), "{text} {limit}");
        }
    }

    #[test]
    fn what_is_shortened_ends_with_a_word() {
        for (text, limit, expected) in [
            ("Help and protection", 19, "Help and protection"),
            ("Help and protection", 12, "Help and …"),
            ("Help and protection", 9, "Help and …"),
            ("Protection", 4, "Prot …"),
        ] {
            assert_eq!(shortened(text, limit), expected, "{text} {limit}");
        }
    }
}
