//! Characters that a terminal or a viewer obeys rather than shows.

use std::io::{self, Write};

/// Whether a character is a control, in ASCII or beyond it (C1), or a mark that turns the direction of writing. Text
/// from a stranger could move the cursor with the first and disguise itself with the second.
pub fn is_unsafe(c: char) -> bool {
    const ARABIC_LETTER_MARK: char = '\u{61c}';
    c.is_control()
        || matches!(c, ARABIC_LETTER_MARK | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The position of the first character that a terminal would obey rather than show. Nearly all text has none, which its
/// bytes show.
pub(crate) fn first_unsafe(text: &str) -> Option<usize> {
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

/// Writes a part of a string of JSON. Characters that a terminal would obey are escaped.
///
/// # Errors
/// If `out` fails.
pub(crate) fn write_escaped<W: Write + ?Sized>(out: &mut W, text: &str) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = first_unsafe(rest) {
        out.write_all(&rest.as_bytes()[..at])?;
        let c = rest[at..].chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
        write!(out, "\\u{:04x}", u32::from(c))?;
        rest = &rest[at + c.len_utf8()..];
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_marks_of_direction_are_unsafe_and_nothing_else() {
        let unsafe_ones: Vec<u32> =
            (0..=u32::from(char::MAX)).filter(|&c| char::from_u32(c).is_some_and(is_unsafe)).collect();
        let ranges = [0..=0x1f, 0x7f..=0x9f, 0x61c..=0x61c, 0x200e..=0x200f, 0x202a..=0x202e, 0x2066..=0x2069];
        assert_eq!(unsafe_ones, ranges.into_iter().flatten().collect::<Vec<u32>>());
    }

    #[test]
    fn every_unsafe_character_is_seen() {
        for c in (0..=0x3000).filter_map(char::from_u32) {
            let text = format!("’é£{c}");
            assert_eq!(first_unsafe(&text), is_unsafe(c).then_some(7), "{c:?}");
        }
    }
}
