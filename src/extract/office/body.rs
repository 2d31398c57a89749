//! The body of an office document as lines: paragraphs, headings, lists, tables and text boxes, the
//! same for all of the formats.

use super::numbers::Marker;
use crate::extract::blocks::{BlockLine, BlockWriter};
use crate::report::{Grade, Role};

/// Tables and text boxes inside of each other beyond this depth are read as if they were not there.
const MAX_DEPTH: usize = 50;

/// A cell with more words than this in several paragraphs sets out a page rather than holds data.
const MAX_CELL_WORDS: usize = 150;

/// The level of a heading that is one by its looks only, until it is known which levels there are.
const HEADING_BY_LOOKS: Role = Role::Heading(0);

/// A paragraph before it has become lines.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    /// Its words; lines that end inside of it end in `\n`.
    pub(super) text: String,
    /// The level that its style gives it as a heading.
    pub(super) heading: Option<u8>,
    /// The marker printed before it.
    pub(super) marker: Option<Marker>,
    /// How many of its characters are bold.
    pub(super) bold: usize,
    /// Whether it is a block quotation.
    pub(super) is_quote: bool,
    /// The lines of text boxes that hang on it.
    pub(super) boxes: Vec<BlockLine>,
}

impl Paragraph {
    /// Adds words.
    pub(super) fn push(&mut self, text: &str, is_bold: bool) {
        self.text.push_str(text);
        self.bold += if is_bold { word_characters(text) } else { 0 };
    }

    /// Whether it is a heading in all but its style: bold, short, and no sentence.
    fn looks_like_heading(&self) -> bool {
        let text = self.text.trim();
        let words = text.split_whitespace().count();
        self.heading.is_none()
            && self.marker.is_none()
            && self.bold > 0
            && self.bold == word_characters(text)
            && (1..=20).contains(&words)
            && text.starts_with(char::is_uppercase)
            && !text.ends_with(['.', ';', ',', ':', '!', '-', '–'])
            && !text.contains(['\n', '@'])
            && !text.contains(": ")
            && !text.starts_with("Dear ")
            && !Grade::ALL.iter().any(|grade| grade.as_str().eq_ignore_ascii_case(text))
    }
}

fn word_characters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Puts the lines of a document together.
#[derive(Debug, Default)]
pub(super) struct Body {
    writer: BlockWriter,
    /// The open levels around the current place, from the outside.
    open: Vec<OpenLevel>,
    /// How many levels are open that were too deep to be kept.
    too_deep: usize,
    /// How many characters of words there are, and how many of them are bold.
    all: usize,
    bold: usize,
}

#[derive(Debug)]
struct OpenLevel {
    kind: ContainerKind,
    /// The lines around it.
    outside: BlockWriter,
    /// The cells of a row.
    cells: Vec<Vec<BlockLine>>,
}

/// The kinds of level that can be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContainerKind {
    Row,
    Cell,
    /// A text box or a note, which is separate from the text around it.
    Apart,
}

impl Body {
    pub(super) fn open(&mut self, kind: ContainerKind) {
        if self.open.len() >= MAX_DEPTH {
            self.too_deep += 1;
            return;
        }
        let outside = std::mem::take(&mut self.writer);
        self.open.push(OpenLevel { kind, outside, cells: Vec::new() });
    }

    /// Closes the last open level. Returns the lines of separate text.
    pub(super) fn close(&mut self) -> Vec<BlockLine> {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return Vec::new();
        }
        let Some(level) = self.open.pop() else { return Vec::new() };
        self.writer.close();
        let inside = std::mem::replace(&mut self.writer, level.outside).lines;
        match level.kind {
            ContainerKind::Apart => return inside,
            ContainerKind::Cell => match self.open.last_mut() {
                Some(row) if row.kind == ContainerKind::Row => row.cells.push(inside),
                _ => self.writer.lines.extend(inside),
            },
            ContainerKind::Row => {
                self.row(level.cells);
                self.writer.lines.extend(inside);
            }
        }
        Vec::new()
    }

    /// Writes a paragraph, and then the text boxes that hang on it.
    pub(super) fn paragraph(&mut self, mut paragraph: Paragraph) {
        self.all += word_characters(&paragraph.text);
        self.bold += paragraph.bold;
        let boxes = std::mem::take(&mut paragraph.boxes);
        let is_heading = paragraph.looks_like_heading();
        let writer = &mut self.writer;
        match (&paragraph.marker, paragraph.heading) {
            (marker, Some(level)) => {
                writer.open(Role::Heading(level.clamp(1, 6)));
                match marker {
                    Some(Marker::Label(number)) => writer.push_words(&format!("{number} ")),
                    Some(Marker::Levels(number) | Marker::Letters(number)) => {
                        writer.push_words(&format!("{number} "));
                    }
                    Some(Marker::Bullet) | None => {}
                }
                writer.push_words(&paragraph.text);
            }
            (Some(marker), None) if !matches!(marker, Marker::Levels(_)) => {
                let number = match marker {
                    Marker::Label(number) => Some(format!("{number}.")),
                    Marker::Letters(number) => Some(number.clone()),
                    Marker::Bullet | Marker::Levels(_) => None,
                };
                if !paragraph.text.trim().is_empty() {
                    writer.open_item(number, None);
                    push_lines(writer, &paragraph.text);
                    writer.close_item();
                }
            }
            (Some(Marker::Levels(number)), None) if !paragraph.text.trim().is_empty() => {
                writer.open(Role::Block(true));
                writer.push_words(&format!("{number} "));
                push_lines(writer, &paragraph.text);
            }
            _ if is_heading => {
                writer.open(HEADING_BY_LOOKS);
                writer.push_words(&paragraph.text);
            }
            _ if paragraph.is_quote => {
                writer.open_quote();
                push_lines(writer, &paragraph.text);
                writer.close_quote();
            }
            _ => push_lines(writer, &paragraph.text),
        }
        writer.close();
        writer.lines.extend(boxes);
    }

    /// Adds lines aside from the text, such as notes.
    pub(super) fn aside(&mut self, lines: Vec<BlockLine>) {
        self.writer.close();
        self.writer.lines.extend(lines);
    }

    /// All lines, at the end.
    pub(super) fn finish(mut self) -> Vec<BlockLine> {
        while !self.open.is_empty() || self.too_deep > 0 {
            let apart = self.close();
            self.writer.lines.extend(apart);
        }
        let mut lines = std::mem::take(&mut self.writer.lines);
        // Where most is bold, bold says nothing.
        let says_something = self.bold * 2 < self.all;
        let deepest = lines.iter().filter_map(|line| if let Role::Heading(n) = line.role { Some(n) } else { None });
        let level = (deepest.max().unwrap_or_default() + 1).clamp(2, 6);
        for line in lines.iter_mut().filter(|line| line.role == HEADING_BY_LOOKS) {
            line.role = if says_something { Role::Heading(level) } else { Role::Block(true) };
        }
        lines
    }

    fn row(&mut self, cells: Vec<Vec<BlockLine>>) {
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        if filled < 2 || cells.iter().any(|cell| sets_out_page(cell)) {
            self.writer.lines.extend(cells.into_iter().flatten());
            return;
        }
        let texts = cells.iter().map(|cell| cell.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" "));
        let row = texts.collect::<Vec<_>>().join("\t");
        self.writer.line(&row, Role::Row, None);
    }
}

/// Whether a cell holds what data does not: headings, tables, pages of text.
fn sets_out_page(cell: &[BlockLine]) -> bool {
    let words = || cell.iter().map(|line| line.text.split_whitespace().count()).sum::<usize>();
    cell.iter().any(|line| matches!(line.role, Role::Heading(1..) | Role::Row))
        || cell.len() > 2 && words() > MAX_CELL_WORDS
}

/// Makes the first row of a sheet the heading of those below it, if it has names of columns rather than values.
pub(super) fn name_columns(lines: &mut [BlockLine]) {
    let Some(first) = lines.iter_mut().find(|line| line.role == Role::Row) else { return };
    let is_name = |cell: &str| cell.chars().any(char::is_alphabetic) || cell.is_empty();
    if first.text.split('\t').all(is_name) {
        first.text = first.text.split('\t').filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" | ");
        first.role = Role::Heading(2);
    }
}

fn push_lines(writer: &mut BlockWriter, text: &str) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            writer.break_line();
        }
        writer.push_words(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Paragraph {
        Paragraph { text: text.to_owned(), ..Paragraph::default() }
    }

    fn bold(text: &str) -> Paragraph {
        let mut paragraph = Paragraph::default();
        paragraph.push(text, true);
        paragraph
    }

    fn row(body: &mut Body, cells: &[&[&str]]) {
        body.open(ContainerKind::Row);
        for cell in cells {
            body.open(ContainerKind::Cell);
            cell.iter().for_each(|text| body.paragraph(plain(text)));
            body.close();
        }
        body.close();
    }

    fn shown(body: Body) -> Vec<(Role, String)> {
        body.finish().into_iter().map(|line| (line.role, line.text)).collect()
    }

    #[test]
    fn paragraphs_become_lines() {
        let marked = |marker, text: &str| Paragraph { marker: Some(marker), ..plain(text) };
        let mut body = Body::default();
        body.paragraph(Paragraph { heading: Some(1), marker: Some(Marker::Label(2)), ..plain("Findings") });
        body.paragraph(bold("What went well"));
        body.paragraph(bold("Dear Ms Vane"));
        body.paragraph(plain("One\ntwo\tthree."));
        body.paragraph(marked(Marker::Label(13), "Thirteen\nmore"));
        body.paragraph(marked(Marker::Letters("(a)".to_owned()), "letter"));
        body.paragraph(marked(Marker::Levels("1.2".to_owned()), "levels"));
        body.paragraph(marked(Marker::Bullet, "point"));
        body.paragraph(marked(Marker::Label(14), " "));
        body.paragraph(plain("•\ttyped point"));
        body.paragraph(plain("Long plain text, so that what is bold stands out from the rest of it all."));
        let wanted = [
            (Role::Heading(1), "2 Findings"),
            (Role::Heading(2), "What went well"),
            (Role::Block(true), "Dear Ms Vane"),
            (Role::Block(true), "One"),
            (Role::Block(false), "two three."),
            (Role::Item(true), "13. Thirteen"),
            (Role::Item(false), "more"),
            (Role::Item(true), "(a) letter"),
            (Role::Block(true), "1.2 levels"),
            (Role::Item(true), "point"),
            (Role::Item(true), "typed point"),
            (Role::Block(true), "Long plain text, so that what is bold stands out from the rest of it all."),
        ];
        assert_eq!(shown(body), wanted.map(|(role, text)| (role, text.to_owned())));
    }

    #[test]
    fn tables_of_data_are_rows_and_others_are_not() {
        let mut body = Body::default();
        row(&mut body, &[&["Judgement"], &["Grade"]]);
        row(&mut body, &[&["Help and", "protection"], &[], &["Good"]]);
        row(&mut body, &[&["A box of one cell."], &[]]);
        let long = "many words ".repeat(90);
        row(&mut body, &[&[&long, "two", "three"], &["beside"]]);
        let wanted = [
            (Role::Row, "Judgement\tGrade"),
            (Role::Row, "Help and protection\t\tGood"),
            (Role::Block(true), "A box of one cell."),
            (Role::Block(true), long.trim()),
            (Role::Block(true), "two"),
            (Role::Block(true), "three"),
            (Role::Block(true), "beside"),
        ];
        assert_eq!(shown(body), wanted.map(|(role, text)| (role, text.to_owned())));
    }

    #[test]
    fn nothing_is_lost_in_the_deep() {
        let mut body = Body::default();
        for depth in 0..10_000 {
            body.open([ContainerKind::Row, ContainerKind::Cell, ContainerKind::Apart][depth % 3]);
        }
        body.paragraph(plain("deep"));
        assert_eq!(shown(body), [(Role::Block(true), "deep".to_owned())]);
    }
}
