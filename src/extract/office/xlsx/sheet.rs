//! The cells of a sheet, row by row.

use super::super::body::{Body, ContainerKind, Paragraph, name_columns};
use super::super::xml::{XmlElement, XmlWalker, walk_through};
use super::formats::NumberFormats;
use crate::extract::blocks::BlockLine;

/// Empty cells before another one, beyond this number, are one.
const MAX_GAP: usize = 64;

/// At most this much text is read of one workbook, whose cells may share long strings.
const MAX_TEXT_BYTES: usize = 64 << 20;

/// What the sheets of a workbook share.
pub(super) struct Workbook {
    strings: Vec<String>,
    formats: NumberFormats,
    is_1904: bool,
    /// How much text was read.
    bytes: usize,
}

impl Workbook {
    pub(super) fn new(strings: Vec<String>, formats: NumberFormats, is_1904: bool) -> Workbook {
        Workbook { strings, formats, is_1904, bytes: 0 }
    }

    /// Whether there was more text than is read.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > MAX_TEXT_BYTES
    }

    /// What a cell shows.
    fn shown(&self, cell: &OpenCell) -> String {
        let value = cell.value.trim();
        match cell.sort.as_str() {
            "s" => value.parse().ok().and_then(|at: usize| self.strings.get(at)).cloned().unwrap_or_default(),
            "b" => if value == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "d" => value.trim_end_matches("T00:00:00").to_owned(),
            "" | "n" => self.formats.shown(cell.style, value, self.is_1904),
            _ => cell.value.clone(),
        }
    }
}

/// A walk through the cells of a sheet.
pub(super) struct SheetWalker<'b> {
    book: &'b mut Workbook,
    body: Body,
    cell: Option<OpenCell>,
    /// The columns of the open row that are filled already.
    columns: usize,
}

/// A cell whose end has not been met.
#[derive(Default)]
struct OpenCell {
    column: usize,
    sort: String,
    style: usize,
    value: String,
}

/// What to do at the end of an open element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SheetScope {
    Nothing,
    Row,
    Cell,
    Value,
}

impl XmlWalker for SheetWalker<'_> {
    type Scope = SheetScope;

    fn open(&mut self, element: &XmlElement<'_>, around: &[SheetScope]) -> Option<SheetScope> {
        Some(match (element.name(), around.last()) {
            ("f" | "rPh" | "extLst", _) => return None,
            ("row", _) => {
                self.columns = 0;
                self.body.open(ContainerKind::Row);
                SheetScope::Row
            }
            ("c", Some(SheetScope::Row)) => {
                let named = element.value("r").and_then(|name| column(&name));
                self.cell = Some(OpenCell {
                    column: named.unwrap_or(self.columns),
                    sort: element.value("t").unwrap_or_default(),
                    style: element.number("s").and_then(|style| usize::try_from(style).ok()).unwrap_or(0),
                    value: String::new(),
                });
                SheetScope::Cell
            }
            ("v" | "t", Some(SheetScope::Cell | SheetScope::Nothing)) if self.cell.is_some() => SheetScope::Value,
            _ => SheetScope::Nothing,
        })
    }

    fn close(&mut self, scope: SheetScope) {
        match scope {
            SheetScope::Nothing | SheetScope::Value => {}
            SheetScope::Row => {
                self.body.close();
            }
            SheetScope::Cell => {
                if let Some(cell) = self.cell.take() {
                    self.fill(&cell);
                }
            }
        }
    }

    fn text(&mut self, text: &str, around: &[SheetScope]) {
        if let Some(cell) = self.cell.as_mut().filter(|_| around.last() == Some(&SheetScope::Value)) {
            cell.value.push_str(text);
        }
    }
}

impl<'b> SheetWalker<'b> {
    /// Begins a sheet, whose name is its heading.
    pub(super) fn new(name: &str, book: &'b mut Workbook) -> Self {
        let mut body = Body::default();
        body.paragraph(Paragraph { text: name.to_owned(), heading: Some(1), ..Paragraph::default() });
        Self { book, body, cell: None, columns: 0 }
    }

    /// The lines of a sheet, and why they end early if they do.
    pub(super) fn walk(mut self, part: &str) -> (Vec<BlockLine>, Option<String>) {
        let broken = walk_through(&mut self, part);
        let mut lines = self.body.finish();
        name_columns(&mut lines);
        (lines, broken)
    }

    fn fill(&mut self, cell: &OpenCell) {
        if self.book.is_full() {
            return;
        }
        let text = self.book.shown(cell);
        if text.trim().is_empty() {
            return;
        }
        let gap = cell.column.saturating_sub(self.columns);
        for _ in 0..if gap > MAX_GAP { 1 } else { gap } {
            self.body.open(ContainerKind::Cell);
            self.body.close();
        }
        self.columns = self.columns.max(cell.column) + 1;
        self.book.bytes += text.len() + gap.min(MAX_GAP) + 1;
        self.body.open(ContainerKind::Cell);
        self.body.paragraph(Paragraph { text, ..Paragraph::default() });
        self.body.close();
    }
}

/// The number of a column, from 0, by the name of a cell in it: 27 for `AB12`.
fn column(cell: &str) -> Option<usize> {
    const LAST: usize = 16_384;
    let letters = cell.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters
        .take(4)
        .fold(0_usize, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    (1..=LAST).contains(&number).then(|| number - 1)
}

#[cfg(test)]
mod tests {
    use super::column;

    #[test]
    fn columns_are_named_by_letters() {
        for (cell, expected) in [
            ("A1", Some(0)),
            ("Z9", Some(25)),
            ("AB12", Some(27)),
            ("XFD1", Some(16_383)),
            ("XFE1", None),
            ("12", None),
        ] {
            assert_eq!(column(cell), expected, "{cell}");
        }
    }
}
