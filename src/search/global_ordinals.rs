//! The order of names over all segments. Within a segment the ordinals of names follow their order; over several
//! segments each has a global ordinal, its rank among the names of all.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::io;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;

use crate::index::{IndexError, Reader};

use super::index_view::{IndexView, SegmentColumns};
use super::order::ScoredPassage;

/// The global ordinals of the values of a text column, by segment and ordinal there; computed when first needed.
pub(super) struct GlobalOrdinals {
    column: fn(&SegmentColumns) -> Option<&StrColumn>,
    ordinals: OnceLock<Vec<Vec<u64>>>,
}

impl GlobalOrdinals {
    pub(super) fn new(column: fn(&SegmentColumns) -> Option<&StrColumn>) -> GlobalOrdinals {
        GlobalOrdinals { column, ordinals: OnceLock::new() }
    }

    /// The global ordinal of a value.
    pub(super) fn ordinal(
        &self,
        reader: &Reader,
        segments: &[SegmentColumns],
        segment: u32,
        number: u64,
    ) -> Result<u64, IndexError> {
        if segments.len() < 2 {
            return Ok(number);
        }
        Ok(global_ordinal(self.all(reader, segments)?, segment, number))
    }

    /// All global ordinals, of each segment by ordinal there.
    pub(super) fn all(&self, reader: &Reader, segments: &[SegmentColumns]) -> Result<&[Vec<u64>], IndexError> {
        if let Some(ordinals) = self.ordinals.get() {
            return Ok(ordinals);
        }
        let lists =
            segments.iter().map(|segment| (self.column)(segment).map_or(Ok(SortedNames::default()), SortedNames::of));
        let lists: Vec<SortedNames> = lists.collect::<io::Result<_>>().map_err(IndexError::io(reader.folder()))?;
        Ok(self.ordinals.get_or_init(|| merged(&lists)))
    }
}

/// Replaces the authorities' ordinals within their segments by global ones.
pub(super) fn globalize_authorities(
    reader: &Reader,
    view: &IndexView,
    found: &mut [ScoredPassage],
) -> Result<(), IndexError> {
    for found in found {
        let segment = found.address.segment_ord;
        found.authority = view.authorities.ordinal(reader, &view.segments, segment, found.authority)?;
    }
    Ok(())
}

/// Which reports of several segments come first, by their ids. Global ordinals of many reports are expensive, and few
/// searches need them: only where hits of two segments have the same score and date. So ids are looked up one by one,
/// unless all ordinals are known.
pub(super) struct ReportOrder<'s> {
    view: &'s IndexView,
    ids: RefCell<FxHashMap<(u32, u64), String>>,
}

impl<'s> ReportOrder<'s> {
    pub(super) fn new(view: &'s IndexView) -> ReportOrder<'s> {
        ReportOrder { view, ids: RefCell::default() }
    }

    /// Which of two comes first.
    pub(super) fn compare(&self, a: &ScoredPassage, b: &ScoredPassage) -> Ordering {
        let at = |found: &ScoredPassage| (found.address.segment_ord, found.report);
        let ((segment_a, number_a), (segment_b, number_b)) = (at(a), at(b));
        if segment_a == segment_b {
            return number_a.cmp(&number_b);
        }
        if let Some(ordinals) = self.view.reports.ordinals.get() {
            return global_ordinal(ordinals, segment_a, number_a).cmp(&global_ordinal(ordinals, segment_b, number_b));
        }
        let mut ids = self.ids.borrow_mut();
        for (segment, number) in [at(a), at(b)] {
            let id = || self.view.segments.get(segment as usize).and_then(|columns| columns.report_id(number));
            ids.entry((segment, number)).or_insert_with(|| id().unwrap_or_default());
        }
        ids[&at(a)].cmp(&ids[&at(b)])
    }
}

fn global_ordinal(ordinals: &[Vec<u64>], segment: u32, number: u64) -> u64 {
    let ordinal = ordinals.get(segment as usize).and_then(|segment| segment.get(usize::try_from(number).ok()?));
    ordinal.copied().unwrap_or(u64::MAX)
}

/// Sorted names, one behind the other.
#[derive(Default)]
struct SortedNames {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl SortedNames {
    fn of(column: &StrColumn) -> io::Result<SortedNames> {
        let mut names = SortedNames::default();
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            names.push(stream.key());
        }
        Ok(names)
    }

    fn push(&mut self, name: &[u8]) {
        self.bytes.extend_from_slice(name);
        self.ends.push(self.bytes.len());
    }

    fn get(&self, number: usize) -> Option<&[u8]> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.bytes[start..end])
    }
}

/// For each list, the ordinals of its names among the names of all.
fn merged(lists: &[SortedNames]) -> Vec<Vec<u64>> {
    let mut ordinals: Vec<Vec<u64>> = lists.iter().map(|list| Vec::with_capacity(list.ends.len())).collect();
    let mut ordinal = 0;
    while let Some(least) = lists.iter().zip(&ordinals).filter_map(|(list, done)| list.get(done.len())).min() {
        for (list, done) in lists.iter().zip(&mut ordinals) {
            if list.get(done.len()) == Some(least) {
                done.push(ordinal);
            }
        }
        ordinal += 1;
    }
    ordinals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_all_lists_have_one_order() {
        let list = |names: &[&str]| {
            let mut list = SortedNames::default();
            names.iter().for_each(|name| list.push(name.as_bytes()));
            list
        };
        let lists = [list(&["a", "c", "d"]), list(&[]), list(&["b", "c"])];
        assert_eq!(merged(&lists), [vec![0, 2, 3], vec![], vec![1, 2]]);
    }
}
