//! Text made fit for a cell of a spreadsheet.

use super::controls::{first_unsafe, is_unsafe};

/// A cell in which control characters are spaces and marks of direction are left out, and which a spreadsheet will not
/// take for a formula.
pub(crate) fn cell(text: String) -> String {
    let text = if first_unsafe(&text).is_some() { text.chars().filter_map(in_cell).collect() } else { text };
    let is_number = text.parse::<f64>().is_ok();
    if text.starts_with(['=', '+', '-', '@']) && !is_number { format!("'{text}") } else { text }
}

fn in_cell(c: char) -> Option<char> {
    if c.is_control() { Some(' ') } else { Some(c).filter(|&c| !is_unsafe(c)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_nothing_that_is_obeyed() {
        for (text, expected) in [
            ("plain ’ text", "plain ’ text"),
            ("a\tb\u{1b}[2J", "a b [2J"),
            ("a\u{9b}31mb\u{85}", "a 31mb "),
            ("x\u{202e}y\u{2066}\u{200e}\u{61c}z", "xyz"),
            ("\u{202e}=1+1", "'=1+1"),
            ("\u{9b}=1+1", " =1+1"),
            ("-3.5", "-3.5"),
        ] {
            assert_eq!(cell(text.to_owned()), expected);
        }
    }
}
