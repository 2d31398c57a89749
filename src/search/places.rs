//! The order of names over all segments. Within a segment the numbers of names follow their order;
//! across segments the names themselves must be compared, and only those that are needed are read.

use std::collections::{BTreeSet, HashMap};

use crate::index::{IndexError, Reader};

use super::order::Found;

/// A value of a text column: the segment, and its number there.
type Place = (u32, u64);

/// Puts the places of reports and authorities in the order of their names over all segments where
/// their numbers in their segments stood.
pub(super) fn give_places(reader: &Reader, found: &mut [Found]) -> Result<(), IndexError> {
    if reader.searcher().segment_readers().len() < 2 {
        return Ok(());
    }
    let reports = order(reader, "report", found.iter().map(|f| (f.address.segment_ord, f.report)))?;
    let authorities = order(reader, "authority_name", found.iter().map(|f| (f.address.segment_ord, f.authority)))?;
    for found in found {
        let segment = found.address.segment_ord;
        found.report = reports.get(&(segment, found.report)).copied().unwrap_or(u64::MAX);
        found.authority = authorities.get(&(segment, found.authority)).copied().unwrap_or(u64::MAX);
    }
    Ok(())
}

fn order(
    reader: &Reader,
    column: &str,
    places: impl Iterator<Item = Place>,
) -> Result<HashMap<Place, u64>, IndexError> {
    let texts = texts(reader, column, places)?;
    let sorted: BTreeSet<&String> = texts.values().collect();
    let rank: HashMap<&String, u64> = sorted.into_iter().zip(0..).collect();
    Ok(texts.iter().map(|(place, text)| (*place, rank[text])).collect())
}

/// The texts of values of a column.
pub(super) fn texts(
    reader: &Reader,
    column: &str,
    places: impl Iterator<Item = Place>,
) -> Result<HashMap<Place, String>, IndexError> {
    let mut wanted: HashMap<u32, BTreeSet<u64>> = HashMap::new();
    for (segment, number) in places {
        wanted.entry(segment).or_default().insert(number);
    }
    let mut texts = HashMap::new();
    for (segment, numbers) in wanted {
        let Some(column) = reader.searcher().segment_reader(segment).fast_fields().str(column)? else { continue };
        for number in numbers {
            let mut text = String::new();
            if column.ord_to_str(number, &mut text).map_err(IndexError::io(reader.folder()))? {
                texts.insert((segment, number), text);
            }
        }
    }
    Ok(texts)
}
