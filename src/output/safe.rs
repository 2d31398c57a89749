//! Text from strangers made safe for a terminal.

use std::borrow::Cow;

use crate::text::{first_unsafe, is_unsafe};

/// The text with a mark in place of each control character and of each character that turns the direction of writing,
/// so that nothing in a report or a file's name can move the cursor or disguise the output.
pub fn safe(text: &str) -> Cow<'_, str> {
    match first_unsafe(text) {
        Some(_) => Cow::Owned(text.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect()),
        None => Cow::Borrowed(text),
    }
}

/// The same of a text of several lines, whose ends stay.
pub(crate) fn safe_lines(text: &str) -> String {
    text.split('\n').map(safe).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_do_not_reach_a_terminal() {
        assert_eq!(safe("a\u{1b}[2Jb\u{7}\n"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}");
        assert_eq!(safe("plain ’ text"), "plain ’ text");
        assert_eq!(safe("x\u{202e}y"), "x\u{fffd}y");
        assert_eq!(safe("x\u{9b}31m\u{200f}"), "x\u{fffd}31m\u{fffd}");
        assert_eq!(safe_lines("a\u{61c}\nb\r\n"), "a\u{fffd}\nb\u{fffd}\n");
    }
}
