//! The order of names over all segments. Within a segment the numbers of names follow their order; over
//! several segments each number has a place in the order of all names.

use std::sync::OnceLock;

use crate::index::{IndexError, Reader};

use super::order::Found;

/// The places of the values of a text column, by segment and number there; worked out when first asked for.
pub(super) struct Places {
    column: &'static str,
    places: OnceLock<Vec<Vec<u64>>>,
}

impl Places {
    pub(super) fn of(column: &'static str) -> Places {
        Places { column, places: OnceLock::new() }
    }

    /// The place of a value among all values of the column.
    pub(super) fn place(&self, reader: &Reader, segment: u32, number: u64) -> Result<u64, IndexError> {
        if reader.searcher().segment_readers().len() < 2 {
            return Ok(number);
        }
        let places = match self.places.get() {
            Some(places) => places,
            None => {
                let places = order(reader, self.column)?;
                self.places.get_or_init(|| places)
            }
        };
        let place = places.get(segment as usize).and_then(|segment| segment.get(usize::try_from(number).ok()?));
        Ok(place.copied().unwrap_or(u64::MAX))
    }
}

/// Puts the places of reports and authorities where their numbers in their segments stood.
pub(super) fn give_places(
    reader: &Reader,
    reports: &Places,
    authorities: &Places,
    found: &mut [Found],
) -> Result<(), IndexError> {
    for found in found {
        let segment = found.address.segment_ord;
        found.report = reports.place(reader, segment, found.report)?;
        found.authority = authorities.place(reader, segment, found.authority)?;
    }
    Ok(())
}

fn order(reader: &Reader, column: &str) -> Result<Vec<Vec<u64>>, IndexError> {
    let mut lists: Vec<Vec<String>> = Vec::new();
    for segment in reader.searcher().segment_readers() {
        let mut values = Vec::new();
        if let Some(column) = segment.fast_fields().str(column)? {
            let mut stream = column.dictionary().stream().map_err(IndexError::io(reader.folder()))?;
            while stream.advance() {
                values.push(String::from_utf8_lossy(stream.key()).into_owned());
            }
        }
        lists.push(values);
    }
    Ok(merged(&lists))
}

/// For each sorted list, the places of its values among the values of all.
fn merged(lists: &[Vec<String>]) -> Vec<Vec<u64>> {
    let mut places: Vec<Vec<u64>> = lists.iter().map(|list| Vec::with_capacity(list.len())).collect();
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
        let list = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        let lists = [list(&["a", "c", "d"]), list(&[]), list(&["b", "c"])];
        assert_eq!(merged(&lists), [vec![0, 2, 3], vec![], vec![1, 2]]);
    }
}
