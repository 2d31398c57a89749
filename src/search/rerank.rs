//! The second look at the best: evidence that is too dear to weigh for every passage.

use std::sync::Arc;

use tantivy::{DocId, TERMINATED};

use crate::index::{IndexError, Reader};

use super::bm25::score;
use super::evidence::Evidence;
use super::ground::Ground;
use super::matcher::Matcher;
use super::open::Opener;
use super::order::Found;

/// Adds what evidence is worth to the scores of some that were found. Evidence only adds, so none of
/// them falls behind one that was not looked at.
pub(super) fn rerank(
    reader: &Reader,
    ground: &Ground,
    found: &mut [Found],
    evidence: &[Evidence],
) -> Result<(), IndexError> {
    found.sort_unstable_by_key(|found| (found.address.segment_ord, found.documents));
    let segments = reader.searcher().segment_readers().iter().zip(&ground.segments);
    for (number, (segment, columns)) in (0..).zip(segments) {
        let start = found.partition_point(|found| found.address.segment_ord < number);
        let end = found.partition_point(|found| found.address.segment_ord <= number);
        let here = &mut found[start..end];
        if here.is_empty() {
            continue;
        }
        let opener = Opener { reader, segment, columns, lengths: Arc::clone(&ground.lengths), opened: 0.into() };
        for evidence in evidence {
            let mut matcher = opener.matcher(&evidence.occurrence)?;
            for found in here.iter_mut() {
                let frequency = match found.documents {
                    (first, last) if first == last => matcher.frequency_at(first),
                    (first, last) => total(&mut matcher, first, last),
                };
                if frequency > 0 {
                    found.evidence[evidence.kind as usize] += score(evidence.weight, frequency, found.norm);
                }
            }
        }
    }
    found.iter_mut().for_each(Found::add_up);
    Ok(())
}

/// How often an occurrence stands in a range of documents, all after those asked for before.
fn total(matcher: &mut Matcher, first: DocId, last: DocId) -> u32 {
    let mut total = 0;
    while matcher.doc() != TERMINATED && matcher.seek(first.max(matcher.doc())) <= last {
        total += matcher.frequency();
        matcher.seek(matcher.doc() + 1);
    }
    total
}
