//! Plain text: every line as it is printed, with its bytes.

use std::ops::Range;

use super::encoding::Encoding;
use super::front_matter;
use super::lines::{RawLine, paged, raw_lines};
use super::marks;
use crate::report::{Document, Line, Page, Role};

/// Reads a text file.
pub(super) fn read(bytes: &[u8]) -> Document {
    let encoding = Encoding::of(bytes);
    let raw = raw_lines(bytes, encoding);
    let front = front_matter::read(bytes, encoding, &raw);
    let pages = pages(bytes, encoding, &raw[front.lines..]);
    let warnings = encoding.warning(bytes).into_iter().chain(front.warning).collect();
    Document { given: front.given, pages, warnings, ..Document::default() }
}

/// Reads a text that is in another file, such as a record's: its lines are all from these bytes.
pub(super) fn pages_of(text: &str, bytes: &Range<u64>) -> Vec<Page> {
    let mut pages = pages(text.as_bytes(), Encoding::utf8(), &raw_lines(text.as_bytes(), Encoding::utf8()));
    for line in pages.iter_mut().flat_map(|page| &mut page.lines) {
        line.bytes = Some(bytes.clone());
    }
    pages
}

fn pages(bytes: &[u8], encoding: Encoding, raw: &[RawLine]) -> Vec<Page> {
    let decoded = |line: &RawLine| encoding.decode(&bytes[line.bytes.clone()]);
    let may_have_marks = |line: &RawLine| marks::may_have_marks(&bytes[line.bytes.clone()]);
    let mut evidence = 0;
    let is_marked = raw.iter().filter(|line| may_have_marks(line)).any(|line| {
        evidence += marks::evidence(&decoded(line));
        evidence > 1
    });
    paged(raw.iter().filter_map(|line| {
        let text = decoded(line);
        let (text, role) = match may_have_marks(line) {
            true if is_marked => unmarked(&text)?,
            true => (marks::without_bold(&text).into_owned(), Role::Text),
            false => (text.into_owned(), Role::Text),
        };
        Some((line.page, Line { text, role, bytes: Some(line.span()) }))
    }))
}

/// A line of a file that carries Markdown, without it; `None` for a line of marks only.
fn unmarked(line: &str) -> Option<(String, Role)> {
    if let Some((level, words)) = marks::heading(line) {
        return Some((marks::without_marks(words).into_owned(), Role::Heading(level)));
    }
    if let Some(cells) = marks::row(line) {
        return (!cells.is_empty()).then_some((cells, Role::Row));
    }
    Some((marks::without_marks(line).into_owned(), Role::Text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::decode_range;
    use super::*;

    fn lines(text: &str) -> Vec<(String, Role)> {
        read(text.as_bytes()).pages.into_iter().flat_map(|page| page.lines).map(|line| (line.text, line.role)).collect()
    }

    #[test]
    fn text_from_a_pdf_is_left_alone() {
        let text = "    12. An indented line*\n\n* a footnote\n# of cases: 4\n- a bullet  ";
        let wanted: Vec<(String, Role)> = text.split('\n').map(|line| (line.to_owned(), Role::Text)).collect();
        assert_eq!(lines(text), wanted);
    }

    #[test]
    fn a_text_that_carries_markdown_loses_its_marks() {
        let text = "### **Findings**\n**Phone** 1  \n[us](https://example.org)\n| a | b |\n|---|---|\n\n- point\\*\n";
        let wanted = [
            ("Findings", Role::Heading(3)),
            ("Phone 1  ", Role::Text),
            ("us", Role::Text),
            ("a\tb", Role::Row),
            ("", Role::Text),
            ("- point*", Role::Text),
        ];
        assert_eq!(lines(text), wanted.map(|(text, role)| (text.to_owned(), role)));
    }

    #[test]
    fn one_bold_name_is_enough_to_be_one() {
        assert_eq!(lines("Ada Crane **Inspector** *"), [("Ada Crane Inspector *".to_owned(), Role::Text)]);
    }

    #[test]
    fn front_matter_gives_fields_and_no_lines() {
        let document = read(b"---\ntitle: A visit\n---\nDear Ms Vane\x0cPage two");
        assert_eq!(document.given, [("title".to_owned(), "A visit".to_owned())]);
        assert_eq!(document.pages.len(), 2);
        assert_eq!(document.pages[0].lines[0].bytes, Some(23..35));
        assert_eq!(document.pages[1].lines[0].text, "Page two");
    }

    proptest! {
        #[test]
        fn every_line_is_its_bytes_in_every_encoding(text in "[ a-z’é\u{e000}-\u{e010}😀\n\r\u{c}\u{2028}.-]{0,80}", make in 0..4) {
            let bytes: Vec<u8> = match make {
                0 => text.bytes().collect(),
                1 => "\u{feff}".bytes().chain(text.bytes()).collect(),
                2 => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
                _ => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
            };
            let mut words = Vec::new();
            for line in read(&bytes).pages.into_iter().flat_map(|page| page.lines) {
                let range = line.bytes.expect("a line of text has bytes");
                prop_assert_eq!(decode_range(&bytes, range), Some(line.text.clone()));
                words.extend(line.text.split_whitespace().map(str::to_owned));
            }
            prop_assert_eq!(words, text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        }

        #[test]
        fn every_line_is_its_bytes_whatever_they_are(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for line in read(&bytes).pages.into_iter().flat_map(|page| page.lines) {
                let range = line.bytes.expect("a line of text has bytes");
                let again = decode_range(&bytes, range).expect("the range is one of the file's");
                prop_assert!(line.role != Role::Text || line.text == again || again.contains(['*', '_', '[', '<', '\\', '`']));
            }
        }
    }
}
