//! The second look at the best: evidence that is too dear to weigh for every passage.

use std::sync::Arc;

use tantivy::{DocId, TERMINATED};

use crate::index::{IndexError, Reader};

use super::bm25::score;
use super::budget::Clock;
use super::docset::reached;
use super::evidence::{Evidence, Kind};
use super::ground::Ground;
use super::matcher::Matcher;
use super::open::Opener;
use super::order::Found;
use super::plan::Weight;

/// Adds what evidence is worth to the scores of some that were found. Evidence only adds, so none of
/// them falls behind one that was not looked at.
pub(super) fn rerank(
    reader: &Reader,
    ground: &Ground,
    found: &mut [Found],
    evidence: &[Evidence],
    clock: &Arc<Clock>,
) -> Result<(), IndexError> {
    found.sort_unstable_by_key(|found| (found.address.segment_ord, found.documents));
    for (number, opener) in Opener::on_each_segment(reader, ground, clock) {
        let start = found.partition_point(|found| found.address.segment_ord < number);
        let end = found.partition_point(|found| found.address.segment_ord <= number);
        let here = &mut found[start..end];
        if here.is_empty() {
            continue;
        }
        for evidence in evidence.iter().take_while(|_| !clock.is_over()) {
            weigh(evidence, &opener, here)?;
        }
    }
    found.iter_mut().for_each(Found::add_up);
    Ok(())
}

/// Adds what one piece of evidence is worth to passages or reports of one segment, which are in order.
fn weigh(evidence: &Evidence, opener: &Opener<'_>, here: &mut [Found]) -> Result<(), IndexError> {
    let from = here.first().map_or(TERMINATED, |found| found.documents.0);
    match evidence {
        Evidence::Occurrence(kind, occurrence, weight) => {
            let mut matcher = opener.matcher(occurrence, from)?;
            for found in here {
                let mut frequency = 0;
                each_document(&mut matcher, found, &mut |matcher, doc| frequency += matcher.frequency_at(doc));
                add(found, *kind, *weight, frequency);
            }
        }
        Evidence::Place(word, weight) => {
            let (mut over, mut titled) = (opener.over(word)?, opener.titled(word)?);
            for found in here {
                let (doc, report) = (found.documents.0, found.documents.0 - found.ordinal);
                let is_titled = reached(&mut titled, report) == report;
                if is_titled || !word.placed && reached(&mut over, doc) == doc {
                    found.evidence[Kind::Place as usize] += weight.0;
                }
            }
        }
        Evidence::Pair(near, in_order, close) => {
            let mut matcher = opener.matcher(near, from)?;
            for found in here {
                let mut frequencies = (0, 0);
                each_document(&mut matcher, found, &mut |matcher, doc| {
                    let (directly, within) = matcher.pairs_at(doc);
                    frequencies = (frequencies.0 + directly, frequencies.1 + within);
                });
                add(found, Kind::InOrder, *in_order, frequencies.0);
                add(found, Kind::Near, *close, frequencies.1);
            }
        }
    }
    Ok(())
}

/// Calls for the documents of a passage or report that may have what a matcher looks for.
fn each_document(matcher: &mut Matcher, found: &Found, each: &mut dyn FnMut(&mut Matcher, DocId)) {
    let (first, last) = found.documents;
    if first == last {
        return each(matcher, first);
    }
    let mut doc = matcher.candidate(first);
    while doc <= last {
        each(matcher, doc);
        doc = matcher.candidate(doc + 1);
    }
}

fn add(found: &mut Found, kind: Kind, weight: Weight, frequency: u32) {
    if frequency > 0 {
        found.evidence[kind as usize] += score(weight, frequency, found.norm);
    }
}
