//! Characters that a terminal or a viewer obeys rather than shows.

/// Whether a character is a control, in ASCII or beyond it (C1), or a mark that turns the direction of writing. Text
/// from a stranger could move the cursor with the first and disguise itself with the second.
pub fn is_unsafe(c: char) -> bool {
    const ARABIC_LETTER_MARK: char = '\u{61c}';
    c.is_control()
        || matches!(c, ARABIC_LETTER_MARK | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
}
