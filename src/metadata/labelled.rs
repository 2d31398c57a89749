//! Values after labels: "Complaint against: Kent County Council".

use std::ops::Range;

use super::lines::Lines;

/// Labels with their values are among this many lines.
const MAX_LABEL_LINES: usize = 60;

/// The value after the first of some labels, which are in lower case: after the colon, in the column after it, or alone
/// on the next line.
pub(super) fn value(lines: &Lines, labels: &[String]) -> Option<Range<usize>> {
    (0..lines.count().min(MAX_LABEL_LINES)).find_map(|at| value_on_line(lines, at, labels))
}

fn value_on_line(lines: &Lines, at: usize, labels: &[String]) -> Option<Range<usize>> {
    let parts: Vec<Range<usize>> = lines.columns(at).collect();
    parts.iter().enumerate().find_map(|(number, part)| {
        let (label, value) = lines.lower[part.clone()].split_once(':')?;
        let label = label.trim();
        if !labels.iter().any(|known| known == label) {
            return None;
        }
        if !value.trim().is_empty() {
            return Some(trimmed(lines, part.end - value.len()..part.end));
        }
        let beside = parts.get(number + 1).cloned();
        let below = || Some(lines.bytes(at + 1..at + 2)).filter(|_| at + 1 < lines.count());
        let is_value = |bytes: &Range<usize>| !lines.lower[bytes.clone()].contains(':');
        beside.or_else(below).filter(is_value).map(|bytes| trimmed(lines, bytes))
    })
}

/// A range without the white space at its ends.
fn trimmed(lines: &Lines, bytes: Range<usize>) -> Range<usize> {
    let text = &lines.text[bytes.clone()];
    let start = bytes.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Document, Line, Page, Role};

    #[test]
    fn a_value_is_beside_its_label_or_below() {
        let labels = ["complaint about".to_owned(), "council".to_owned()];
        for (text, expected) in [
            ("Complaint about: Quay Trust", Some("Quay Trust")),
            ("Council:      Saltby Council      Date: 3 May 2031", Some("Saltby Council")),
            ("Reference: 31 000      Council: Saltby Council", Some("Saltby Council")),
            ("Complaint about:\nQuay Trust\nBody", Some("Quay Trust")),
            ("Complaint about:\nDate: 3 May 2031", None),
            ("The council: what it did", None),
            ("Council", None),
        ] {
            let line = |text: &str| Line { text: text.to_owned(), role: Role::Text, bytes: None };
            let pages = vec![Page { lines: text.split('\n').map(line).collect() }];
            let lines = Lines::opening(&Document { pages, ..Document::default() });
            assert_eq!(value(&lines, &labels).map(|bytes| &lines.text[bytes]), expected, "{text}");
        }
    }
}
