//! Extracted text made fit to be kept and shown: ligatures spelt out, invisible characters dropped.

/// Spells out ligatures, drops soft hyphens, zero-width and control characters, and makes every run
/// of white space one space, with none at either end. Tidying twice is tidying once.
///
/// Quotation marks, apostrophes and dashes stay as the report has them.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        let ligature = match c {
            '\u{fb00}' => "ff",
            '\u{fb01}' => "fi",
            '\u{fb02}' => "fl",
            '\u{fb03}' => "ffi",
            '\u{fb04}' => "ffl",
            '\u{fb05}' | '\u{fb06}' => "st",
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{2060}' | '\u{feff}' => continue,
            c if c.is_control() => continue,
            _ => "",
        };
        if gap && !tidied.is_empty() {
            tidied.push(' ');
        }
        gap = false;
        if ligature.is_empty() { tidied.push(c) } else { tidied.push_str(ligature) }
    }
    tidied
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_reader_does_not_see_goes() {
        assert_eq!(tidy("  a\u{a0}\tﬁnding \u{7}and  a co\u{ad}op \n"), "a finding and a coop");
        assert_eq!(tidy("children’s 0–25"), "children’s 0–25");
    }

    proptest! {
        #[test]
        fn tidying_twice_is_tidying_once(text in "\\PC{0,40}") {
            let once = tidy(&text);
            prop_assert_eq!(tidy(&once), once);
        }
    }
}
