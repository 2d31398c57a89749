//! The content of a page: blocks of lines, before headings are recognised.

/// One line of print.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PrintedLine {
    /// Its words.
    pub(super) text: String,
    /// Its left and right edges, in points from the page's left edge.
    pub(super) left: f32,
    pub(super) right: f32,
    /// Its baseline, in points from the foot of the page.
    pub(super) base: f32,
    /// The size of most of its type.
    pub(super) size: f32,
    /// Whether all its letters are bold.
    pub(super) bold: bool,
}

/// The kind of a block, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// Lines between two gaps of a page without tags: one paragraph or several.
    Untagged,
    /// A paragraph, list item or the like, by its tags.
    Paragraph,
    /// A heading, by its tags.
    Heading,
    /// A footnote, by its tags.
    Note,
    /// A line of a table of contents, by its tags.
    Contents,
}

/// Lines that belong together, or the row of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PrintedBlock {
    /// Lines of text.
    Lines {
        /// Their kind.
        kind: BlockKind,
        /// The element of the structure, by which a paragraph is followed over pages.
        element: Option<u32>,
        /// The lines from top to bottom.
        lines: Vec<PrintedLine>,
    },
    /// The row of a table.
    Row {
        /// Its cells from left to right.
        cells: Vec<String>,
        /// The size of the type of its first cell.
        size: f32,
    },
}

/// The blocks of a page in reading order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PrintedPage {
    /// The blocks.
    pub(super) blocks: Vec<PrintedBlock>,
}

impl PrintedPage {
    /// Whether nothing is printed on the page.
    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// All lines outside of tables.
    pub(super) fn lines(&self) -> impl Iterator<Item = &PrintedLine> {
        self.blocks.iter().flat_map(|block| match block {
            PrintedBlock::Lines { lines, .. } => lines.as_slice(),
            PrintedBlock::Row { .. } => &[],
        })
    }
}

/// How many letters of any kind and digits a text has.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}
