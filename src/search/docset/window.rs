//! The documents that any of several lists has, for who asks about documents close together.

use tantivy::{DocId, DocSet, TERMINATED};

use super::Blocks;

/// This many documents are looked at together.
const WINDOW: usize = 1024;

/// The documents that any of several lists has, a window of them at a time.
pub(in crate::search) struct UnionWindow {
    lists: Vec<Blocks>,
    /// The documents of the window; none before the first.
    start: DocId,
    end: DocId,
    /// What was found last.
    next: DocId,
    /// A bit for each document of the window.
    has: Box<[u64; WINDOW / 64]>,
}

impl UnionWindow {
    /// Of lists at their beginnings.
    pub(in crate::search) fn new(lists: Vec<Blocks>) -> UnionWindow {
        UnionWindow { lists, start: 0, end: 0, next: 0, has: Box::new([0; WINDOW / 64]) }
    }

    /// A document from `doc` on, before which no list has another: where it is `doc` itself, one of them has it. Documents
    /// are asked for in order.
    #[inline]
    pub(in crate::search) fn candidate(&mut self, doc: DocId) -> DocId {
        if doc > self.next || doc >= self.end {
            self.next = self.from(doc);
        }
        self.next
    }

    fn from(&mut self, doc: DocId) -> DocId {
        if doc >= self.end {
            self.fill(doc);
        }
        let at = doc - self.start;
        let mut number = (at / 64) as usize;
        // Where no list has any more, the window ends before the documents do.
        let mut bits = self.has.get(number).map_or(0, |bits| bits & (u64::MAX << (at % 64)));
        while bits == 0 {
            number += 1;
            match self.has.get(number) {
                Some(&next) => bits = next,
                None => return self.end,
            }
        }
        self.start + number as DocId * 64 + bits.trailing_zeros()
    }

    /// Goes on to the window that begins with a document; to all that there are if no list has any more.
    fn fill(&mut self, doc: DocId) {
        self.has.fill(0);
        self.start = doc;
        self.end = doc.saturating_add(WINDOW as DocId);
        let mut next = TERMINATED;
        for list in &mut self.lists {
            list.seek(doc);
            list.until(self.end, |docs, _| {
                for here in docs {
                    let at = (here - doc) as usize;
                    self.has[at / 64] |= 1 << (at % 64);
                }
            });
            next = next.min(list.doc());
        }
        if next == TERMINATED && self.has.iter().all(|&bits| bits == 0) {
            self.end = TERMINATED;
        }
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{IndexRecordOption, STRING, Schema};
    use tantivy::{Index, TantivyDocument, Term};

    use super::*;

    #[test]
    fn the_documents_of_all_lists_are_found_in_windows() -> tantivy::Result<()> {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("term", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000)?;
        let lists: [fn(DocId) -> bool; 3] =
            [|doc| doc % 700 == 699, |doc| doc == 4_096, |doc| (9_000..9_003).contains(&doc)];
        for doc in 0..20_000 {
            let mut document = TantivyDocument::default();
            let of = (0..).zip(&lists).filter(|(_, has)| has(doc));
            of.for_each(|(number, _): (u32, _)| document.add_text(field, number.to_string()));
            writer.add_document(document)?;
        }
        writer.commit()?;
        let searcher = index.reader()?.searcher();
        for numbers in [vec![0, 1, 2], vec![1], vec![2], vec![]] {
            let has = |doc: DocId| numbers.iter().any(|&number: &usize| lists[number](doc));
            for step in [1, 3, 100, 5_000] {
                let inverted = searcher.segment_reader(0).inverted_index(field)?;
                let list = |number: &usize| {
                    let term = Term::from_field_text(field, &number.to_string());
                    inverted.read_block_postings(&term, IndexRecordOption::Basic)
                };
                let opened = numbers.iter().filter_map(|number| list(number).transpose());
                let mut window = UnionWindow::new(opened.map(|list| list.map(Blocks::new)).collect::<Result<_, _>>()?);
                for doc in (0..20_000).step_by(step) {
                    let candidate = window.candidate(doc);
                    assert_eq!(candidate == doc, has(doc), "{numbers:?} {doc}");
                    assert!(
                        candidate >= doc && !(doc..candidate.min(20_000)).any(has),
                        "{numbers:?} {doc} {candidate}"
                    );
                }
            }
        }
        Ok(())
    }
}
