//! What is added up of a group of passages.

use crate::engine::Counts;
use crate::index::IndexError;

use super::Scope;
use super::count::{Counted, Totals};

/// What a passage adds to its groups.
#[derive(Clone, Copy, Debug)]
pub(super) struct PassageAmount {
    /// The number of the strictest match level at which it matches.
    pub(super) strictest: usize,
    /// How many places in it a hit marks.
    pub(super) occurrences: u64,
    /// How many words it has.
    pub(super) words: u64,
}

/// What a report adds to its groups, with all of its passages that count.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReportAmount<'a> {
    /// How many passages match at each match level, the strictest first.
    pub(super) passages: &'a [u64],
    /// How many places in them a hit marks.
    pub(super) occurrences: u64,
    /// How many words they have.
    pub(super) words: u64,
}

/// What was added up in a segment.
#[derive(Default)]
pub(super) struct Tally {
    /// At each match level, the strictest first.
    levels: Vec<Counted>,
    /// The report that was counted last at each level.
    last: Vec<Option<usize>>,
    occurrences: u64,
    words: u64,
}

impl Tally {
    /// Of nothing yet, at a number of match levels.
    pub(super) fn new(levels: usize) -> Tally {
        let counted = (0..levels).map(|_| Counted::default()).collect();
        Tally { levels: counted, last: vec![None; levels], occurrences: 0, words: 0 }
    }

    /// Adds a passage of a report; it counts at its strictest level and at all that are looser.
    pub(super) fn add(&mut self, amount: PassageAmount, report: usize, authority: impl Fn() -> Option<u64>) {
        for (counted, last) in self.levels.iter_mut().zip(&mut self.last).skip(amount.strictest) {
            counted.add(*last != Some(report), &authority);
            *last = Some(report);
        }
        self.occurrences += amount.occurrences;
        self.words += amount.words;
    }

    /// Adds a report.
    pub(super) fn add_report(&mut self, amount: ReportAmount<'_>, authority: impl Fn() -> Option<u64>) {
        for (counted, &passages) in self.levels.iter_mut().zip(amount.passages).filter(|(_, passages)| **passages > 0) {
            counted.add_report(passages, &authority);
        }
        self.occurrences += amount.occurrences;
        self.words += amount.words;
    }
}

/// What was added up in all segments.
#[derive(Default)]
pub(in crate::search) struct TallyTotals {
    levels: Vec<Totals>,
    pub(in crate::search) occurrences: u64,
    pub(in crate::search) words: u64,
}

impl TallyTotals {
    /// Adds what was added up in a segment.
    pub(super) fn add(&mut self, scope: Scope<'_>, segment: u32, tally: &Tally) -> Result<(), IndexError> {
        self.levels.resize_with(tally.levels.len().max(self.levels.len()), Totals::default);
        for (totals, counted) in self.levels.iter_mut().zip(&tally.levels) {
            totals.add(scope, segment, counted)?;
        }
        self.occurrences += tally.occurrences;
        self.words += tally.words;
        Ok(())
    }

    /// The counts at each match level, the strictest first.
    pub(in crate::search) fn levels(&self) -> impl Iterator<Item = Counts> + '_ {
        self.levels.iter().map(Totals::counts)
    }

    /// The counts at the loosest level, which are all.
    pub(in crate::search) fn counts(&self) -> Counts {
        self.levels.last().map(Totals::counts).unwrap_or_default()
    }
}
