//! The second look at the best: signals that are too expensive to weigh for every passage.

use std::sync::Arc;

use tantivy::{DocId, TERMINATED};

use crate::index::{IndexError, Reader};

use super::bm25::score;
use super::budget::Clock;
use super::docset::reached;
use super::index_view::IndexView;
use super::matcher::Matcher;
use super::open::Opener;
use super::order::ScoredPassage;
use super::plan::Weight;
use super::signals::{Signal, SignalKind};

/// Adds what signals are worth to the scores of some that were found. Signals only add, so none of
/// them falls behind one that was not looked at.
pub(super) fn rerank(
    reader: &Reader,
    view: &IndexView,
    found: &mut [ScoredPassage],
    signals: &[Signal],
    clock: &Arc<Clock>,
) -> Result<(), IndexError> {
    found.sort_unstable_by_key(|found| (found.address.segment_ord, found.documents));
    for (number, opener) in Opener::on_each_segment(reader, view, clock) {
        let start = found.partition_point(|found| found.address.segment_ord < number);
        let end = found.partition_point(|found| found.address.segment_ord <= number);
        let here = &mut found[start..end];
        if here.is_empty() {
            continue;
        }
        for signal in signals.iter().take_while(|_| !clock.is_over()) {
            weigh(signal, &opener, here)?;
        }
    }
    found.iter_mut().for_each(ScoredPassage::add_up);
    Ok(())
}

/// Adds what one signal is worth to passages or reports of one segment, which are in order.
fn weigh(signal: &Signal, opener: &Opener<'_>, here: &mut [ScoredPassage]) -> Result<(), IndexError> {
    let from = here.first().map_or(TERMINATED, |found| found.documents.0);
    match signal {
        Signal::Spans(kind, span_query, weight) => {
            let mut matcher = opener.matcher(span_query, from)?;
            for found in here {
                let mut frequency = 0;
                each_document(&mut matcher, found, &mut |matcher, doc| frequency += matcher.frequency_at(doc));
                add(found, *kind, *weight, frequency);
            }
        }
        Signal::Over(word, weight) => {
            let (mut over, mut titled) = (opener.over(word)?, opener.titled(word)?);
            for found in here {
                let (doc, report) = (found.documents.0, found.documents.0 - found.ordinal);
                let is_titled = reached(&mut titled, report) == report;
                if is_titled || !word.also_over && reached(&mut over, doc) == doc {
                    found.signals[SignalKind::Over as usize] += weight.0;
                }
            }
        }
        Signal::Pair(near, in_order, close) => {
            let mut matcher = opener.matcher(near, from)?;
            for found in here {
                let mut frequencies = (0, 0);
                each_document(&mut matcher, found, &mut |matcher, doc| {
                    let (directly, within) = matcher.pairs_at(doc);
                    frequencies = (frequencies.0 + directly, frequencies.1 + within);
                });
                add(found, SignalKind::InOrder, *in_order, frequencies.0);
                add(found, SignalKind::Near, *close, frequencies.1);
            }
        }
    }
    Ok(())
}

/// Calls for the documents of a passage or report that may have what a matcher looks for.
fn each_document(matcher: &mut Matcher, found: &ScoredPassage, each: &mut dyn FnMut(&mut Matcher, DocId)) {
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

fn add(found: &mut ScoredPassage, kind: SignalKind, weight: Weight, frequency: u32) {
    if frequency > 0 {
        found.signals[kind as usize] += score(weight, frequency, found.norm);
    }
}
