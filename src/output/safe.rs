//! Text from strangers made safe for a terminal.

use std::borrow::Cow;

/// The text without control characters and without the marks that turn the direction of writing, so
/// that nothing in a report or a file's name can move the cursor or disguise what is printed.
pub fn safe(text: &str) -> Cow<'_, str> {
    if text.contains(is_unsafe) {
        Cow::Owned(text.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a terminal would obey the character rather than show it.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_do_not_reach_a_terminal() {
        assert_eq!(safe("a\u{1b}[2Jb\u{7}\n"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}");
        assert_eq!(safe("plain ’ text"), "plain ’ text");
        assert_eq!(safe("x\u{202e}y"), "x\u{fffd}y");
    }
}
