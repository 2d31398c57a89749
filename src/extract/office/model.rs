//! Documents that another library takes apart, made into lines: Word's old format and RTF.

use std::collections::BTreeMap;

use anydoc::ConvertError;
use anydoc::model::{Block, CellSlot, Inline, List, ListItem, MarkerKind, Note, Table};

use super::body::{Body, ContainerKind, Paragraph};
use super::numbers::{Marker, raised};
use crate::extract::Unreadable;
use crate::extract::blocks::BlockLine;
use crate::extract::format::File;

/// Blocks inside of each other beyond this depth are left out; no document has them.
const MAX_DEPTH: usize = 60;

/// Reads a document.
pub(super) fn read(file: &File<'_>, format: anydoc::Format) -> Result<Vec<BlockLine>, Unreadable> {
    let document = anydoc::to_document(&file.bytes, format).map_err(|error| match error {
        ConvertError::Encrypted => Unreadable::Encrypted { what: file.what.to_owned() },
        error => file.damaged(error.to_string()),
    })?;
    let mut walker = ModelWalker { body: Body::default(), notes: Vec::new(), quotes: 0 };
    walker.blocks(&document.blocks, 0);
    let ModelWalker { mut body, notes, .. } = walker;
    let mut by_id: BTreeMap<&str, &Note> = document.notes.iter().map(|note| (note.id.as_str(), note)).collect();
    for (index, id) in notes.iter().enumerate() {
        // A note that is referred to again is not repeated.
        if let Some(note) = by_id.remove(id.as_str()) {
            body.aside(super::note_lines(note_lines(note), Some(index + 1)));
        }
    }
    Ok(body.finish())
}

fn note_lines(note: &Note) -> Vec<BlockLine> {
    let mut walker = ModelWalker { body: Body::default(), notes: Vec::new(), quotes: 0 };
    walker.blocks(&note.blocks, 0);
    walker.body.finish()
}

struct ModelWalker {
    body: Body,
    /// The ids of the notes that were referred to, in order.
    notes: Vec<String>,
    /// How many block quotations are open.
    quotes: usize,
}

impl ModelWalker {
    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for block in blocks {
            match block {
                Block::Heading { level, content, .. } => {
                    let paragraph = self.paragraph(content);
                    self.body.paragraph(Paragraph { heading: Some(*level), ..paragraph });
                }
                Block::Paragraph(content) => {
                    let paragraph = self.paragraph(content);
                    self.body.paragraph(paragraph);
                }
                Block::List(list) => self.list(list, depth),
                Block::Table(table) => self.table(table, depth),
                Block::BlockQuote(blocks) => {
                    self.quotes += 1;
                    self.blocks(blocks, depth + 1);
                    self.quotes -= 1;
                }
                Block::CodeBlock { text, .. } | Block::Math(text) => {
                    self.body.paragraph(Paragraph { text: text.clone(), ..Paragraph::default() });
                }
                Block::Rule => {}
            }
        }
    }

    fn list(&mut self, list: &List, depth: usize) {
        for (index, item) in list.items.iter().enumerate() {
            let number = list.start.saturating_add(index as u64);
            let mut marker = Some(marker(list.marker, number, item));
            for block in &item.blocks {
                match block {
                    Block::Paragraph(content) if marker.is_some() => {
                        let paragraph = self.paragraph(content);
                        self.body.paragraph(Paragraph { marker: marker.take(), ..paragraph });
                    }
                    block => self.blocks(std::slice::from_ref(block), depth + 1),
                }
            }
        }
    }

    fn table(&mut self, table: &Table, depth: usize) {
        for row in &table.grid {
            self.body.open(ContainerKind::Row);
            for slot in row {
                if let CellSlot::Origin(cell) = slot {
                    self.body.open(ContainerKind::Cell);
                    self.blocks(&cell.blocks, depth + 1);
                    self.body.close();
                }
            }
            self.body.close();
        }
    }

    fn paragraph(&mut self, content: &[Inline]) -> Paragraph {
        let mut paragraph = Paragraph { is_quote: self.quotes > 0, ..Paragraph::default() };
        self.inlines(content, &mut paragraph, 0);
        paragraph
    }

    fn inlines(&mut self, content: &[Inline], into: &mut Paragraph, depth: usize) {
        for inline in content {
            match inline {
                Inline::Text { text, style } => into.push(text, style.bold),
                Inline::Link { content, .. } if depth < MAX_DEPTH => self.inlines(content, into, depth + 1),
                Inline::LineBreak => into.push("\n", false),
                Inline::Math(text) => into.push(text, false),
                Inline::NoteRef(id) => {
                    self.notes.push(id.clone());
                    into.push(&raised(self.notes.len()), false);
                }
                Inline::Link { .. } | Inline::Image { .. } | Inline::Anchor(_) | Inline::Checkbox(_) => {}
            }
        }
    }
}

fn marker(kind: MarkerKind, number: u64, item: &ListItem) -> Marker {
    match (&item.marker_label, kind) {
        (_, MarkerKind::Bullet) => Marker::Bullet,
        (Some(label), _)
            if label.contains(|c: char| c.is_ascii_digit())
                && label.trim_matches(|c: char| !c.is_ascii_digit()) != number.to_string() =>
        {
            Marker::Levels(label.trim().to_owned())
        }
        (_, MarkerKind::Decimal) => Marker::Label(number),
        (Some(label), _) => Marker::Letters(label.trim().to_owned()),
        (None, kind) => Marker::Letters(kind.label(number)),
    }
}
