//! The order of names over all segments. Within a segment the numbers of names follow their order; over
//! several segments each number has a place in the order of all names.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::io;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;

use crate::index::{IndexError, Reader};

use super::ground::{Ground, SegmentColumns};
use super::order::Found;

/// The places of the values of a text column, by segment and number there; worked out when first asked for.
pub(super) struct Places {
    column: fn(&SegmentColumns) -> Option<&StrColumn>,
    places: OnceLock<Vec<Vec<u64>>>,
}

impl Places {
    pub(super) fn of(column: fn(&SegmentColumns) -> Option<&StrColumn>) -> Places {
        Places { column, places: OnceLock::new() }
    }

    /// The place of a value among all values of the column.
    pub(super) fn place(
        &self,
        reader: &Reader,
        segments: &[SegmentColumns],
        segment: u32,
        number: u64,
    ) -> Result<u64, IndexError> {
        if segments.len() < 2 {
            return Ok(number);
        }
        Ok(placed(self.all(reader, segments)?, segment, number))
    }

    /// All places, of each segment by number there.
    pub(super) fn all(&self, reader: &Reader, segments: &[SegmentColumns]) -> Result<&[Vec<u64>], IndexError> {
        if let Some(places) = self.places.get() {
            return Ok(places);
        }
        let lists = segments.iter().map(|segment| (self.column)(segment).map_or(Ok(Names::default()), Names::of));
        let lists: Vec<Names> = lists.collect::<io::Result<_>>().map_err(IndexError::io(reader.folder()))?;
        Ok(self.places.get_or_init(|| merged(&lists)))
    }
}

/// Puts the places of authorities where their numbers in their segments stood.
pub(super) fn give_authorities(reader: &Reader, ground: &Ground, found: &mut [Found]) -> Result<(), IndexError> {
    for found in found {
        let segment = found.address.segment_ord;
        found.authority = ground.authorities.place(reader, &ground.segments, segment, found.authority)?;
    }
    Ok(())
}

/// Which reports of several segments come first, by their ids. To know the place of all is dear where there are
/// many, and few searches ask: only where hits of two segments have the same score and date. So ids are looked up
/// as they are asked for, unless all places are known.
pub(super) struct ReportOrder<'s> {
    ground: &'s Ground,
    ids: RefCell<FxHashMap<(u32, u64), String>>,
}

impl<'s> ReportOrder<'s> {
    pub(super) fn of(ground: &'s Ground) -> ReportOrder<'s> {
        ReportOrder { ground, ids: RefCell::default() }
    }

    /// Which of two comes first.
    pub(super) fn compare(&self, a: &Found, b: &Found) -> Ordering {
        let at = |found: &Found| (found.address.segment_ord, found.report);
        let ((segment_a, number_a), (segment_b, number_b)) = (at(a), at(b));
        if segment_a == segment_b {
            return number_a.cmp(&number_b);
        }
        if let Some(places) = self.ground.reports.places.get() {
            return placed(places, segment_a, number_a).cmp(&placed(places, segment_b, number_b));
        }
        let mut ids = self.ids.borrow_mut();
        for (segment, number) in [at(a), at(b)] {
            let id = || self.ground.segments.get(segment as usize).and_then(|columns| columns.report_id(number));
            ids.entry((segment, number)).or_insert_with(|| id().unwrap_or_default());
        }
        ids[&at(a)].cmp(&ids[&at(b)])
    }
}

fn placed(places: &[Vec<u64>], segment: u32, number: u64) -> u64 {
    let place = places.get(segment as usize).and_then(|segment| segment.get(usize::try_from(number).ok()?));
    place.copied().unwrap_or(u64::MAX)
}

/// Sorted names, one behind the other.
#[derive(Default)]
struct Names {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Names {
    fn of(column: &StrColumn) -> io::Result<Names> {
        let mut names = Names::default();
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

/// For each list, the places of its names among the names of all.
fn merged(lists: &[Names]) -> Vec<Vec<u64>> {
    let mut places: Vec<Vec<u64>> = lists.iter().map(|list| Vec::with_capacity(list.ends.len())).collect();
    let mut place = 0;
    while let Some(least) = lists.iter().zip(&places).filter_map(|(list, done)| list.get(done.len())).min() {
        for (list, done) in lists.iter().zip(&mut places) {
            if list.get(done.len()) == Some(least) {
                done.push(place);
            }
        }
        place += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_all_lists_have_one_order() {
        let list = |names: &[&str]| {
            let mut list = Names::default();
            names.iter().for_each(|name| list.push(name.as_bytes()));
            list
        };
        let lists = [list(&["a", "c", "d"]), list(&[]), list(&["b", "c"])];
        assert_eq!(merged(&lists), [vec![0, 2, 3], vec![], vec![1, 2]]);
    }
}
