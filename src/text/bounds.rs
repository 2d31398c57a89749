//! The beginning or the end of a text, where no more of it is wanted.

use std::borrow::Cow;

/// At most the first `most` bytes of a text, cut between two characters.
pub(crate) fn head(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let end = (0..=most).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

/// At most the last `most` bytes of a text, cut between two characters.
pub(crate) fn tail(text: &str, most: usize) -> &str {
    let from = text.len().saturating_sub(most);
    let start = (from..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    &text[start..]
}

/// A text that is repeated beside others, shortened at the end of a word if it is longer than `most` bytes.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let start = head(text, most);
    let whole_words = start.rfind(char::is_whitespace).map_or(start, |at| start[..at].trim_end());
    format!("{} …", if whole_words.is_empty() { start } else { whole_words })
}

/// A text for a message: at most its first `most` characters, and an ellipsis if there are more.
pub(crate) fn elided(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        for (text, most, first, last) in [
            ("children", 5, "child", "ldren"),
            ("é’é", 3, "é", "é"),
            ("é’é", 5, "é’", "’é"),
            ("ab", 9, "ab", "ab"),
            ("", 3, "", ""),
            ("’", 0, "", ""),
        ] {
            assert_eq!((head(text, most), tail(text, most)), (first, last), "{text} {most}");
        }
    }

    #[test]
    fn what_is_shortened_ends_with_a_word() {
        for (text, most, expected) in [
            ("Help and protection", 19, "Help and protection"),
            ("Help and protection", 12, "Help and …"),
            ("Help and protection", 9, "Help and …"),
            ("Protection", 4, "Prot …"),
        ] {
            assert_eq!(shortened(text, most), expected, "{text} {most}");
        }
    }
}
