//! Documents as ranges of such as follow each other. Filters ask for whole reports and sections, of which there are far
//! fewer than documents.

use std::ops::Range;
use std::sync::Arc;

use tantivy::{DocId, DocSet, TERMINATED};

/// Documents of a segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Ranges {
    /// In order; none is empty, and no two touch.
    ranges: Vec<Range<DocId>>,
    documents: u32,
}

impl Ranges {
    /// All documents of a segment.
    pub(in crate::search) fn all(documents: DocId) -> Ranges {
        Ranges::of(std::iter::once(0..documents).collect())
    }

    /// The documents of any of some ranges, in any order.
    pub(in crate::search) fn of(mut ranges: Vec<Range<DocId>>) -> Ranges {
        ranges.retain(|range| !range.is_empty());
        ranges.sort_unstable_by_key(|range| range.start);
        ranges.dedup_by(|next, range| {
            let touches = next.start <= range.end;
            range.end = if touches { range.end.max(next.end) } else { range.end };
            touches
        });
        ranges.shrink_to_fit();
        let documents = ranges.iter().map(|range| range.end - range.start).sum();
        Ranges { ranges, documents }
    }

    /// The documents that any of several has.
    pub(in crate::search) fn union(several: &[Arc<Ranges>]) -> Ranges {
        Ranges::of(several.iter().flat_map(|ranges| ranges.ranges.iter().cloned()).collect())
    }

    /// How many ranges there are.
    pub(in crate::search) fn count(&self) -> usize {
        self.ranges.len()
    }

    /// How many documents there are.
    pub(in crate::search) fn documents(&self) -> u32 {
        self.documents
    }

    /// The documents that both have.
    pub(in crate::search) fn intersection(&self, other: &Ranges) -> Ranges {
        let mut common = Vec::new();
        let mut at = 0;
        for range in &self.ranges {
            let mut start = range.start;
            while let Some(part) = other.from(&mut at, start).filter(|part| part.start < range.end) {
                start = part.end.min(range.end);
                common.push(part.start..start);
                if start == range.end {
                    break;
                }
            }
        }
        Ranges::of(common)
    }

    /// The documents of a segment that it does not have.
    pub(in crate::search) fn complement(&self, documents: DocId) -> Ranges {
        let starts = std::iter::once(0).chain(self.ranges.iter().map(|range| range.end));
        let ends = self.ranges.iter().map(|range| range.start).chain([documents]);
        Ranges::of(starts.zip(ends).map(|(start, end)| start..end).collect())
    }

    /// What is left, from `target` on, of the first range that ends after it. `at` is the place of the range given last,
    /// at first 0; targets do not go back.
    pub(in crate::search) fn from(&self, at: &mut usize, target: DocId) -> Option<Range<DocId>> {
        let rest = self.ranges.get(*at..).unwrap_or_default();
        // Most often it is the same range or the next.
        *at += match rest.iter().take(2).position(|range| range.end > target) {
            Some(step) => step,
            None => rest.partition_point(|range| range.end <= target),
        };
        self.ranges.get(*at).map(|range| range.start.max(target)..range.end)
    }
}

/// The documents of some ranges, one by one.
pub(in crate::search) struct InRanges {
    ranges: Arc<Ranges>,
    /// The place of the current range.
    at: usize,
    doc: DocId,
}

impl InRanges {
    /// At the first of them.
    pub(in crate::search) fn new(ranges: Arc<Ranges>) -> InRanges {
        let mut documents = InRanges { ranges, at: 0, doc: 0 };
        documents.seek(0);
        documents
    }
}

impl DocSet for InRanges {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        self.seek(self.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = self.ranges.from(&mut self.at, target).map_or(TERMINATED, |range| range.start);
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.ranges.documents()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets of few documents, all of them.
    const DOCUMENTS: DocId = 6;

    fn documents(set: u32) -> Ranges {
        Ranges::of((0..DOCUMENTS).rev().filter(|doc| set >> doc & 1 == 1).map(|doc| doc..doc + 1).collect())
    }

    #[test]
    fn ranges_are_the_documents_that_they_have() {
        let all = Ranges::all(DOCUMENTS);
        for set in 0..1 << DOCUMENTS {
            let ranges = documents(set);
            assert_eq!(ranges.documents(), set.count_ones());
            assert!(ranges.ranges.windows(2).all(|pair| pair[0].end < pair[1].start), "{ranges:?}");
            assert_eq!(ranges.complement(DOCUMENTS), documents(!set));
            assert_eq!(ranges.intersection(&all), ranges);
            for other in 0..1 << DOCUMENTS {
                assert_eq!(ranges.intersection(&documents(other)), documents(set & other), "{set:b} {other:b}");
                let both = [Arc::new(ranges.clone()), Arc::new(documents(other))];
                assert_eq!(Ranges::union(&both), documents(set | other), "{set:b} {other:b}");
            }
        }
    }

    #[test]
    fn ranges_are_gone_through_from_any_document_on() {
        let ranges = Ranges::of(vec![9..12, 0..2, 20..21, 3..5, 4..7, 30..30]);
        for step in 1..12 {
            let mut at = 0;
            for target in (0..40).step_by(step) {
                let expected = [0..2, 3..7, 9..12, 20..21].into_iter().find(|range| range.end > target);
                let expected = expected.map(|range| range.start.max(target)..range.end);
                assert_eq!(ranges.from(&mut at, target), expected, "{target} in steps of {step}");
            }
        }
    }
}
