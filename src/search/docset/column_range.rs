//! The documents with pages in a range: each has columns of its own for them.

use tantivy::columnar::Column as ColumnReader;
use tantivy::{DocId, DocSet, TERMINATED};

use crate::search::plan::Column;

/// Documents whose columns hold values in a range.
pub(in crate::search) struct ColumnRange {
    first: ColumnReader<u64>,
    last: ColumnReader<u64>,
    column: Column,
    doc: DocId,
    end: DocId,
}

impl ColumnRange {
    /// Of the documents before `end`, at the first of them.
    pub(in crate::search) fn new(
        first: ColumnReader<u64>,
        last: ColumnReader<u64>,
        column: Column,
        end: DocId,
    ) -> ColumnRange {
        let mut range = ColumnRange { first, last, column, doc: 0, end };
        range.seek(0);
        range
    }

    fn holds(&self, doc: DocId) -> bool {
        let value = |column: &ColumnReader<u64>| column.first(doc).unwrap_or(0);
        self.column.holds(value(&self.first), value(&self.last))
    }
}

impl DocSet for ColumnRange {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        self.seek(self.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = (target..self.end).find(|&doc| self.holds(doc)).unwrap_or(TERMINATED);
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.end
    }
}
