//! Pages with tags: the structure says what belongs together and what is no part of the text.

use std::collections::{BTreeMap, HashMap};

use super::lines::{line, same_line};
use super::printed::{Block, BlockKind, PrintedLine, PrintedPage, letters};
use super::runs::Run;
use super::tags::{Tag, TagKind};

/// A page is read by its tags if they cover this share of its letters.
const ENOUGH: f32 = 0.8;
/// A cell with more characters or paragraphs than this is no cell but a frame around text.
const LONGEST_CELL: usize = 1_200;
const MOST_PARAGRAPHS_OF_CELL: usize = 4;

/// Whether the structure covers the page.
pub(super) fn is_tagged(runs: &[Run]) -> bool {
    let count = |tagged: bool| {
        let some = runs.iter().filter(|run| !tagged || run.tag.is_some());
        some.map(|run| letters(&run.text)).sum::<usize>() as f32
    };
    let all = count(false);
    all > 0.0 && count(true) >= all * ENOUGH
}

/// The blocks of a page in the order of its content, footnotes last. What has no tag is left out: page
/// numbers, running headers and footers.
pub(super) fn blocks(runs: &[Run]) -> PrintedPage {
    let mut tagged: Vec<(&Run, Tag)> = runs.iter().filter_map(|run| Some((run, run.tag?))).collect();
    tagged.sort_by_key(|(run, _)| run.order);
    let mut text = Vec::new();
    let mut notes = Vec::new();
    let mut rows: HashMap<u32, Vec<(&Run, Tag)>> = HashMap::new();
    for &(run, tag) in &tagged {
        if let Some((row, _)) = tag.cell {
            rows.entry(row).or_default().push((run, tag));
        }
    }
    for paragraph in paragraphs(&tagged) {
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

/// One element of the structure on one page.
struct Paragraph {
    tag: Tag,
    lines: Vec<PrintedLine>,
}

impl Paragraph {
    fn kind(&self) -> BlockKind {
        match self.tag.kind {
            TagKind::Heading => BlockKind::Heading,
            TagKind::Contents => BlockKind::Contents,
            TagKind::Paragraph | TagKind::Note => BlockKind::Paragraph,
        }
    }

    fn block(&self, kind: BlockKind) -> Block {
        Block::Lines { kind, element: Some(self.tag.element), lines: self.lines.clone() }
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// The elements on a page, in the order in which they begin.
fn paragraphs(tagged: &[(&Run, Tag)]) -> Vec<Paragraph> {
    let mut order: Vec<Tag> = Vec::new();
    let mut runs: HashMap<u32, Vec<&Run>> = HashMap::new();
    for &(run, tag) in tagged {
        let own = runs.entry(tag.element).or_default();
        if own.is_empty() {
            order.push(tag);
        }
        own.push(run);
    }
    let lines = |tag: &Tag| runs.get(&tag.element).map(|runs| lines(runs)).unwrap_or_default();
    order.iter().map(|tag| Paragraph { tag: *tag, lines: lines(tag) }).collect()
}

/// Pieces in reading order as lines.
fn lines(runs: &[&Run]) -> Vec<PrintedLine> {
    let mut rows: Vec<Vec<&Run>> = Vec::new();
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
fn row_blocks(of_row: &[(&Run, Tag)]) -> Vec<Block> {
    let mut cells: BTreeMap<u32, Vec<Paragraph>> = BTreeMap::new();
    for paragraph in paragraphs(of_row) {
        cells.entry(paragraph.tag.cell.map_or(0, |(_, cell)| cell)).or_default().push(paragraph);
    }
    let text = |paragraphs: &Vec<Paragraph>| paragraphs.iter().map(Paragraph::text).collect::<Vec<_>>().join(" ");
    let frames = |paragraphs: &Vec<Paragraph>| {
        paragraphs.len() > MOST_PARAGRAPHS_OF_CELL || text(paragraphs).len() > LONGEST_CELL
    };
    if cells.len() < 2 || cells.values().any(frames) {
        return cells.values().flatten().map(|paragraph| paragraph.block(paragraph.kind())).collect();
    }
    vec![Block::Row(cells.values().map(text).collect())]
}
