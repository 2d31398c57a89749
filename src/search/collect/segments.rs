//! Segments walked one after another, or on all cores.

use rayon::prelude::*;

use crate::index::IndexError;
use crate::search::dictionary::Dictionary;
use crate::search::open::Opener;
use crate::search::plan::{Plan, SpanQuery, TermGroup};

use super::{Collector, Scope, Segment, SegmentCollector};

/// Whether the segments of one search are walked on all cores. What is found is the same to the byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Parallelism {
    /// On the thread that asks, which is best where each core has a search of its own.
    #[cfg(test)]
    Never,
    /// Where a search has so much to walk that it is worth it, and not one of many: those have the cores for themselves.
    #[default]
    WhereWorthIt,
    /// Always.
    #[cfg(test)]
    Always,
}

/// With fewer postings than this a search is over before other threads have begun.
const MIN_POSTINGS: u64 = 200_000;

/// With more lists of postings than this, the lists of one segment at a time are enough to hold in memory: each takes some
/// 30 kilobytes where positions are asked for.
const MAX_LISTS_AT_ONCE: usize = 1_000;

impl<'s> Scope<'s> {
    /// What is collected in each segment, in their order; `postings` is how many there are to walk, none where all cores
    /// would take too much memory.
    pub(super) fn each_segment<C: Collector + Sync>(
        self,
        collector: &C,
        postings: impl FnOnce() -> Result<Option<u64>, IndexError>,
        walk: impl Fn(&Opener<'s>, &Segment<'s>, &mut C::Segment<'_>) -> Result<(), IndexError> + Sync,
    ) -> Result<Vec<C::Part>, IndexError>
    where
        C::Part: Send,
    {
        let one = |number: u32| {
            let opener = Opener::on(self.reader, self.view, number, self.clock);
            let opener = opener.ok_or_else(|| IndexError::damaged(self.reader.folder(), "a segment is missing"))?;
            let segment = Segment { scope: self, number, reader: opener.segment, columns: opener.columns };
            let mut part = collector.segment(&segment)?;
            if !self.clock.is_over() {
                walk(&opener, &segment, &mut part)?;
            }
            part.finish()
        };
        let segments = 0..u32::try_from(self.view.segments.len()).unwrap_or(u32::MAX);
        let at_once = segments.len() > 1
            && match self.parallelism {
                #[cfg(test)]
                Parallelism::Never => false,
                Parallelism::WhereWorthIt => !self.view.expects_many() && postings()? >= Some(MIN_POSTINGS),
                #[cfg(test)]
                Parallelism::Always => true,
            };
        if at_once { segments.into_par_iter().map(one).collect() } else { segments.map(one).collect() }
    }

    /// About how many postings there are to walk for a plan: all of its words' and, where it asks for words no more than
    /// for anything else, each document. None with more lists than are opened in several segments at once.
    pub(super) fn postings_of(self, plan: &Plan) -> Result<Option<u64>, IndexError> {
        let mut words = Vec::new();
        let mut documents = 0;
        plan.visit(&mut |plan| {
            if let Plan::Spans(span_query, _) = plan {
                words.extend(words_of(span_query));
            } else if let Plan::All | Plan::Not(_) = plan {
                documents = self.reader.summary().passages;
            }
            true
        });
        if words.iter().map(|word| word.terms.len()).sum::<usize>() > MAX_LISTS_AT_ONCE {
            return Ok(None);
        }
        let dictionary = Dictionary::new(self.reader, self.view, self.clock);
        let add = |sum: u64, word: &&TermGroup| Ok(sum.saturating_add(dictionary.frequency(word)?));
        words.iter().try_fold(documents, add).map(Some)
    }
}

fn words_of(span_query: &SpanQuery) -> Vec<&TermGroup> {
    let mut words = Vec::new();
    span_query.visit(&mut |one| {
        if let SpanQuery::Word(word) = one {
            words.push(word);
        }
        true
    });
    words
}
