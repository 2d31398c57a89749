//! The bytes of a text file cut into lines and pages before anything is decoded, so that every line
//! knows exactly which bytes it is.

use std::ops::Range;

use super::encoding::Encoding;
use crate::report::{Line, Page};

/// Form feeds beyond this many are line ends only: no report has this many pages.
const MAX_PAGES: usize = 20_000;

/// One line of a file, without its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RawLine {
    /// Its bytes in the file.
    pub(super) bytes: Range<usize>,
    /// The page it is on, from 0.
    pub(super) page: usize,
}

impl RawLine {
    /// Its bytes as a [`Line`] keeps them.
    pub(super) fn span(&self) -> Range<u64> {
        self.bytes.start as u64..self.bytes.end as u64
    }
}

/// Cuts a file into lines. `\n`, `\r`, `\r\n` and the Unicode line and paragraph separators end a
/// line; a form feed ends line and page, wherever in the line it is.
pub(super) fn raw_lines(bytes: &[u8], encoding: Encoding) -> Vec<RawLine> {
    let mut cutter =
        Cutter { lines: Vec::with_capacity(bytes.len() / 64), start: encoding.bom_length(), page: 0, fed: false };
    if encoding.is_utf16() {
        cut_utf16(bytes, encoding, &mut cutter);
        cutter.finish(bytes.len() & !1);
    } else {
        cut_bytes(bytes, encoding.is_utf8(), &mut cutter);
        cutter.finish(bytes.len());
    }
    cutter.lines
}

/// Puts lines on their pages. Pages without a line are kept, so that the others keep their numbers,
/// but a last page without a word is none.
pub(super) fn paged(lines: impl IntoIterator<Item = (usize, Line)>) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for (number, line) in lines {
        if pages.len() <= number {
            pages.resize_with(number + 1, Page::default);
        }
        pages[number].lines.push(line);
    }
    while pages.last().is_some_and(|page| page.lines.iter().all(|line| line.text.trim().is_empty())) {
        pages.pop();
    }
    pages
}

struct Cutter {
    lines: Vec<RawLine>,
    start: usize,
    page: usize,
    /// A form feed is right before `start`.
    fed: bool,
}

impl Cutter {
    /// The line ends at `end`; the next one starts at `next`.
    fn end_line(&mut self, end: usize, next: usize) {
        // The rest of a line that holds nothing but a form feed is no gap.
        if !(self.fed && end == self.start) {
            self.lines.push(RawLine { bytes: self.start..end, page: self.page });
        }
        (self.start, self.fed) = (next, false);
    }

    /// The page ends at `end`; the next one starts at `next`.
    fn end_page(&mut self, end: usize, next: usize) {
        if end > self.start {
            self.lines.push(RawLine { bytes: self.start..end, page: self.page });
        }
        self.page = (self.page + 1).min(MAX_PAGES - 1);
        (self.start, self.fed) = (next, true);
    }

    fn finish(&mut self, end: usize) {
        if end > self.start {
            self.lines.push(RawLine { bytes: self.start..end, page: self.page });
        }
    }
}

fn cut_bytes(bytes: &[u8], is_utf8: bool, cutter: &mut Cutter) {
    let mut at = cutter.start;
    while let Some(found) = bytes[at..].iter().position(|&byte| matches!(byte, b'\n' | b'\r' | 0x0c | 0xe2)) {
        let end = at + found;
        at = end + 1;
        match bytes[end] {
            b'\r' if bytes.get(at) == Some(&b'\n') => {
                at += 1;
                cutter.end_line(end, at);
            }
            0x0c => cutter.end_page(end, at),
            0xe2 if is_utf8 && matches!(bytes.get(at..at + 2), Some([0x80, 0xa8 | 0xa9])) => {
                at += 2;
                cutter.end_line(end, at);
            }
            0xe2 => {}
            _ => cutter.end_line(end, at),
        }
    }
}

fn cut_utf16(bytes: &[u8], encoding: Encoding, cutter: &mut Cutter) {
    let body = cutter.start;
    let (pairs, _) = bytes[body..].as_chunks::<2>();
    let mut after_return = false;
    for (index, &pair) in pairs.iter().enumerate() {
        let at = body + index * 2;
        let unit = encoding.unit(pair);
        match unit {
            // The second half of `\r\n`: the line has ended already.
            0x0a if after_return => cutter.start = at + 2,
            0x0a | 0x0d | 0x2028 | 0x2029 => cutter.end_line(at, at + 2),
            0x0c => cutter.end_page(at, at + 2),
            _ => {}
        }
        after_return = unit == 0x0d;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(bytes: &[u8]) -> Vec<(usize, String)> {
        let encoding = Encoding::of(bytes);
        raw_lines(bytes, encoding)
            .into_iter()
            .map(|line| (line.page, encoding.decode(&bytes[line.bytes]).into_owned()))
            .collect()
    }

    #[test]
    fn lines_and_pages_end_where_they_are_seen_to() {
        let cases: [(&str, &[(usize, &str)]); 9] = [
            ("one\ntwo\r\nthree\rfour", &[(0, "one"), (0, "two"), (0, "three"), (0, "four")]),
            ("one\n\ntwo\n", &[(0, "one"), (0, ""), (0, "two")]),
            ("one\r\r\n\ntwo", &[(0, "one"), (0, ""), (0, ""), (0, "two")]),
            ("one\u{2028}two\u{2029}é’three", &[(0, "one"), (0, "two"), (0, "é’three")]),
            ("one\n\u{c}two\u{c}three", &[(0, "one"), (1, "two"), (2, "three")]),
            ("one\n\u{c}\n two\u{c}\u{c}three", &[(0, "one"), (1, " two"), (3, "three")]),
            ("\u{c}one\u{c}", &[(1, "one")]),
            ("\u{feff}one\u{c}\r\ntwo", &[(0, "one"), (1, "two")]),
            ("", &[]),
        ];
        for (text, wanted) in cases {
            let wanted: Vec<(usize, String)> = wanted.iter().map(|&(page, line)| (page, line.to_owned())).collect();
            assert_eq!(cut(text.as_bytes()), wanted, "{text:?}");
            for encode in [u16::to_le_bytes, u16::to_be_bytes] {
                let marked = text.trim_start_matches('\u{feff}');
                let bytes: Vec<u8> = format!("\u{feff}{marked}").encode_utf16().flat_map(encode).collect();
                assert_eq!(cut(&bytes), wanted, "{text:?} in UTF-16");
            }
        }
    }
}
