//! Text from strangers made safe for a terminal.

use std::borrow::Cow;

use crate::text::is_unsafe;

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

/// The position of the first character that a terminal would obey rather than show. Nearly all text has none, which its
/// bytes show.
pub(super) fn first_unsafe(text: &str) -> Option<usize> {
    // The characters above ASCII begin with one of three bytes.
    let may_be = |byte: u8| (byte < 0x20) | (byte == 0x7f) | (byte == 0xc2) | (byte == 0xd8) | (byte == 0xe2);
    // Processors check a whole block at once.
    const BLOCK: usize = 32;
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        while let Some(block) = bytes.get(from..from + BLOCK)
            && !block.iter().fold(false, |any, &byte| any | may_be(byte))
        {
            from += BLOCK;
        }
        let at = from + bytes[from..].iter().position(|&byte| may_be(byte))?;
        if text[at..].chars().next().is_some_and(is_unsafe) {
            return Some(at);
        }
        from = at + 1;
    }
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

    #[test]
    fn every_unsafe_character_is_seen() {
        for c in (0..=0x3000).filter_map(char::from_u32) {
            let text = format!("’é£{c}");
            assert_eq!(first_unsafe(&text), is_unsafe(c).then_some(7), "{c:?}");
        }
    }
}
