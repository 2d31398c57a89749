//! Pages with tags: the structure says which pieces belong together and which are no part of the text.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{line, same_line};
use super::printed::{BlockKind, PrintedBlock, PrintedLine, PrintedPage, letters};
use super::runs::TextRun;
use super::tags::{Tag, TagKind};

/// Text is read by its tags if they cover this share of its letters.
const MIN_TAGGED_SHARE: f32 = 0.8;
/// A page of a tagged file may have this many letters without a tag: its header and footer.
const MAX_FURNITURE_CHARS: usize = 400;
/// A cell with more characters than this, or more paragraphs and not few characters, is no cell but a
/// frame around text.
const MAX_CELL_CHARS: usize = 1_200;
const MAX_CELL_PARAGRAPHS: usize = 4;
const MIN_LONG_CELL_CHARS: usize = 300;

/// Fewer paragraphs of one line may well be that.
const MIN_FLOWING_LINES: usize = 4;
/// A line that is no paragraph's last has at least this share of the width of the longest.
const MIN_FILLED: f32 = 0.75;

/// More lines than a page has below each other.
const MAX_LINES_ON_PAGE: usize = 200;

/// How many letters of a text have a tag, and how many have none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coverage {
    tagged: usize,
    bare: usize,
}

impl Coverage {
    /// Counts the letters.
    pub(super) fn of<'r>(runs: impl IntoIterator<Item = &'r TextRun>) -> Coverage {
        let mut coverage = Coverage { tagged: 0, bare: 0 };
        for run in runs {
            *(if run.tag.is_some() { &mut coverage.tagged } else { &mut coverage.bare }) += letters(&run.text);
        }
        coverage
    }

    /// Whether the structure covers a page of this coverage, in a file of that one.
    pub(super) fn is_tagged(self, file: Coverage) -> bool {
        self.is_covered() || file.is_covered() && self.tagged > 0 && self.bare <= MAX_FURNITURE_CHARS
    }

    fn is_covered(self) -> bool {
        self.tagged as f32 > (self.tagged + self.bare) as f32 * MIN_TAGGED_SHARE
    }
}

/// Puts the letterhead before the first page: lines without a tag that are above all others there,
/// and on no other page.
pub(super) fn add_letterhead(printed: &mut [PrintedPage], pages: &[Vec<TextRun>]) {
    let (Some(first), Some((runs, others))) = (printed.first_mut(), pages.split_first()) else { return };
    let bare = |runs: &[TextRun]| runs.iter().filter(|run| run.tag.is_none()).cloned().collect::<Vec<TextRun>>();
    let top = runs.iter().filter(|run| run.tag.is_some()).map(|run| run.base).fold(f32::NEG_INFINITY, f32::max);
    // A number alone is a telephone's if it is no page's.
    let shape = |text: &str| match text.chars().filter(|c| c.is_alphabetic()).collect::<String>() {
        empty if empty.is_empty() && letters(text) > 4 => text.trim().to_owned(),
        letters => letters,
    };
    let elsewhere: BTreeSet<String> = others.iter().flat_map(|runs| bare(runs)).map(|run| shape(&run.text)).collect();
    let head = bare(runs).into_iter().filter(|run| {
        let words = shape(&run.text);
        run.base > top && !words.is_empty() && !elsewhere.contains(&words)
    });
    let mut blocks = super::lines::blocks(&head.collect::<Vec<TextRun>>()).blocks;
    blocks.append(&mut first.blocks);
    first.blocks = blocks;
}

/// The blocks of a page in the order of its content, footnotes last. Text without a tag is left out: page numbers,
/// running headers and footers.
pub(super) fn blocks(runs: &[TextRun]) -> PrintedPage {
    let mut tagged: Vec<(&TextRun, Tag)> = runs.iter().filter_map(|run| Some((run, run.tag?))).collect();
    tagged.sort_by_key(|(run, _)| run.order);
    let mut text = Vec::new();
    let mut notes = Vec::new();
    let mut rows: BTreeMap<u32, Vec<(&TextRun, Tag)>> = BTreeMap::new();
    for &(run, tag) in &tagged {
        if let Some((row, _)) = tag.cell {
            rows.entry(row).or_default().push((run, tag));
        }
    }
    let paragraphs = paragraphs(&tagged);
    let mut rest = paragraphs.as_slice();
    while let Some((paragraph, after)) = rest.split_first() {
        let flowing = flowing_lines(rest);
        if flowing >= MIN_FLOWING_LINES {
            let lines = rest[..flowing].iter().flat_map(|one| one.lines.clone()).collect();
            text.push(PrintedBlock::Lines { kind: BlockKind::Untagged, element: None, lines });
            rest = &rest[flowing..];
            continue;
        }
        rest = after;
        let tag = paragraph.tag;
        match tag.cell {
            _ if tag.kind == TagKind::Note => notes.push(paragraph.block(BlockKind::Note)),
            // The whole row comes with the first of its paragraphs.
            Some((row, _)) => text.extend(rows.remove(&row).iter().flat_map(|of_row| row_blocks(of_row))),
            None => text.push(paragraph.block(paragraph.kind())),
        }
    }
    text.append(&mut notes);
    PrintedPage { blocks: text }
}

/// How many paragraphs at the beginning are the lines of one text, as some programs tag each line as a paragraph: they
/// follow each other closely, fill the column but for the last, and mostly end within a sentence.
fn flowing_lines(paragraphs: &[TaggedParagraph]) -> usize {
    let mut lines: Vec<&PrintedLine> = Vec::new();
    for line in paragraphs.iter().take(MAX_LINES_ON_PAGE).map_while(TaggedParagraph::only_line) {
        if lines.last().is_some_and(|above| !is_next_line(above, line)) {
            break;
        }
        lines.push(line);
    }
    let right = lines.iter().map(|line| line.right).fold(f32::NEG_INFINITY, f32::max);
    let fills = |line: &PrintedLine| line.right - line.left >= (right - line.left) * MIN_FILLED;
    let above_last = &lines[..lines.len().saturating_sub(1)];
    let filled = above_last.iter().take_while(|line| fills(line)).count();
    let flowing = &lines[..lines.len().min(filled + 1)];
    let ended = flowing.iter().rev().skip(1).filter(|line| line.text.trim_end().ends_with(['.', ';', ':', '?', '!']));
    if ended.count() * 2 < flowing.len() { flowing.len() } else { 0 }
}

/// Whether a line is set in the same type right below another.
fn is_next_line(above: &PrintedLine, line: &PrintedLine) -> bool {
    let size = above.size.max(1.0);
    let below = (above.base - line.base) / size;
    (above.size - line.size).abs() < 0.5
        && above.bold == line.bold
        && (above.left - line.left).abs() < size
        && (0.8..1.7).contains(&below)
}

/// One element of the structure on one page.
struct TaggedParagraph {
    tag: Tag,
    lines: Vec<PrintedLine>,
}

impl TaggedParagraph {
    fn kind(&self) -> BlockKind {
        match self.tag.kind {
            TagKind::Heading => BlockKind::Heading,
            TagKind::Contents => BlockKind::Contents,
            TagKind::Paragraph | TagKind::Note => BlockKind::Paragraph,
        }
    }

    fn block(&self, kind: BlockKind) -> PrintedBlock {
        PrintedBlock::Lines { kind, element: Some(self.tag.element), lines: self.lines.clone() }
    }

    /// Its line, where it is a plain paragraph of one.
    fn only_line(&self) -> Option<&PrintedLine> {
        match self.lines.as_slice() {
            [line] if self.tag.kind == TagKind::Paragraph && self.tag.cell.is_none() => Some(line),
            _ => None,
        }
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// The elements on a page, in the order in which they begin.
fn paragraphs(tagged: &[(&TextRun, Tag)]) -> Vec<TaggedParagraph> {
    let mut order: Vec<Tag> = Vec::new();
    let mut runs: BTreeMap<u32, Vec<&TextRun>> = BTreeMap::new();
    for &(run, tag) in tagged {
        let own = runs.entry(tag.element).or_default();
        if own.is_empty() {
            order.push(tag);
        }
        own.push(run);
    }
    let lines = |tag: &Tag| runs.get(&tag.element).map(|runs| lines(runs)).unwrap_or_default();
    order.iter().map(|tag| TaggedParagraph { tag: *tag, lines: lines(tag) }).collect()
}

/// Pieces in reading order as lines.
fn lines(runs: &[&TextRun]) -> Vec<PrintedLine> {
    let mut rows: Vec<Vec<&TextRun>> = Vec::new();
    for &run in runs {
        match rows.last_mut() {
            Some(row) if same_line(row[row.len() - 1], run) => row.push(run),
            _ => rows.push(vec![run]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.left.total_cmp(&b.left)));
    rows.iter().map(|row| line(row)).collect()
}

/// A row of a table; or its paragraphs where it has one cell only, or cells that are whole texts.
fn row_blocks(of_row: &[(&TextRun, Tag)]) -> Vec<PrintedBlock> {
    let mut cells: BTreeMap<u32, Vec<TaggedParagraph>> = BTreeMap::new();
    for paragraph in paragraphs(of_row) {
        cells.entry(paragraph.tag.cell.map_or(0, |(_, cell)| cell)).or_default().push(paragraph);
    }
    let text =
        |paragraphs: &Vec<TaggedParagraph>| paragraphs.iter().map(TaggedParagraph::text).collect::<Vec<_>>().join(" ");
    let frames = |paragraphs: &Vec<TaggedParagraph>| {
        let characters = text(paragraphs).len();
        characters > MAX_CELL_CHARS || paragraphs.len() > MAX_CELL_PARAGRAPHS && characters > MIN_LONG_CELL_CHARS
    };
    if cells.len() < 2 || cells.values().any(frames) {
        return cells.values().flatten().map(|paragraph| paragraph.block(paragraph.kind())).collect();
    }
    let size = cells.values().flatten().flat_map(|paragraph| &paragraph.lines).next().map_or(0.0, |line| line.size);
    vec![PrintedBlock::Row { cells: cells.values().map(text).collect(), size }]
}
