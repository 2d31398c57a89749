//! What is answered.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::query::MatchLevel;
use crate::report::{Passage, Report};

use super::Groups;

/// How many passages, reports and authorities there are of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passages.
    pub passages: u64,
    /// Reports.
    pub reports: u64,
    /// Authorities.
    pub authorities: u64,
}

/// What a search found. `H` is how its hits come: all of them, one by one as [`Hits`](super::Hits), or none.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer<H = Vec<Hit>> {
    /// All matches of the query.
    pub matched: Counts,
    /// All that the index has.
    pub total: Counts,
    /// What of it meets the filters of the query, where it has some.
    pub within: Option<Within>,
    /// The hits asked for, in order.
    pub hits: H,
    /// What the query finds at each match level up to the one asked for, the strictest first. Each level includes
    /// the stricter ones; the last is all that matched.
    pub levels: Vec<(MatchLevel, Counts)>,
    /// What the query would find at the next level, if words of it are looser there.
    pub looser: Option<Looser>,
    /// What was looked for besides the words of the query.
    pub expansions: Vec<Expansion>,
    /// Remarks on how words and values were read.
    pub notes: Vec<String>,
    /// Why nothing was found, if so.
    pub nothing: Option<Nothing>,
    /// How the query was loosened, if it was: no passage meets all of it, or the nearest were asked for.
    pub loosened: Option<Loosened>,
    /// Whether few passages have all of several words: those with most of them may be worth a look.
    pub has_few: bool,
    /// How many hits there would be without a limit, where those that are nearly the same are folded into one.
    pub collapsed: Option<u64>,
    /// The counts of each facet asked for.
    pub facets: Vec<Groups>,
}

/// How a query was read where no passage meets all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loosened {
    /// The query that was answered instead, as a query has it.
    pub query: String,
    /// How many passages meet all of the query that was asked.
    pub whole: u64,
    /// The words and conditions that are wanted.
    pub wanted: Vec<String>,
    /// The words that are not wanted: function words, and those of the asking.
    pub left_out: Vec<String>,
    /// What was read as filters.
    pub guesses: Vec<Guess>,
}

/// Words of a query that were read as a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Guess {
    /// The words, folded.
    pub typed: String,
    /// The filter, as a query has it.
    pub filter: String,
}

impl<H> Answer<H> {
    /// The answer without its hits, and the hits.
    pub fn split(self) -> (Answer<()>, H) {
        self.exchanged(())
    }

    /// The same answer with other hits.
    pub(crate) fn with_hits<I>(self, hits: I) -> Answer<I> {
        self.exchanged(hits).0
    }

    /// The same answer with other hits, and its own.
    fn exchanged<I>(self, other: I) -> (Answer<I>, H) {
        let Answer {
            matched,
            total,
            within,
            hits,
            levels,
            looser,
            expansions,
            notes,
            nothing,
            loosened,
            has_few,
            collapsed,
            facets,
        } = self;
        let answer = Answer {
            matched,
            total,
            within,
            hits: other,
            levels,
            looser,
            expansions,
            notes,
            nothing,
            loosened,
            has_few,
            collapsed,
            facets,
        };
        (answer, hits)
    }
}

/// What a query would find at a looser level than the one asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Looser {
    /// The level.
    pub level: MatchLevel,
    /// All matches at it, those at the level asked for among them.
    pub counts: Counts,
    /// What would be looked for besides the words of the query.
    pub expansions: Vec<Expansion>,
}

/// What the filters of a query leave of an index, before any word is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Within {
    /// The filters, as a query has them.
    pub filters: String,
    /// All that meets them.
    pub counts: Counts,
}

/// One hit.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Hit {
    /// Its place in the order, from 1.
    pub rank: usize,
    /// Its score; higher is better, and only the order means anything.
    pub score: f32,
    /// The parts of the score.
    pub parts: Vec<ScorePart>,
    /// The strictest level at which it matches.
    pub level: MatchLevel,
    /// What it lacks of what is wanted, where the query was loosened; none elsewhere.
    pub lacks: Option<Vec<String>>,
    /// Whether the passage occurs word for word in many reports.
    pub boilerplate: bool,
    /// The passages that are nearly the same and folded into it, in the order of hits, where that was asked for.
    pub folded: Vec<FoldedHit>,
    /// Its report.
    pub report: Arc<Report>,
    /// The report's short id, if it has one.
    pub short_id: Option<Arc<str>>,
    /// The passage.
    pub passage: Passage,
    /// The byte ranges of the occurrences in its text, in order, without overlap.
    pub highlights: Vec<Range<usize>>,
    /// The passages before it, in order.
    pub before: Vec<Passage>,
    /// The passages after it, in order.
    pub after: Vec<Passage>,
}

/// A hit that is folded into another.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoldedHit {
    /// Its report.
    pub report: Arc<Report>,
    /// The report's short id, if it has one.
    pub short_id: Option<Arc<str>>,
    /// The ordinal of the passage in the report.
    pub passage: u32,
}

impl Hit {
    /// How many other reports have a passage that is folded into it.
    pub fn other_reports(&self) -> usize {
        let others = self.folded.iter().map(|folded| folded.report.id.as_str()).filter(|id| *id != self.report.id);
        others.collect::<BTreeSet<&str>>().len()
    }

    /// The highlights as half-open ranges of Unicode code points, as the wire has them.
    pub fn code_points(&self) -> Vec<(usize, usize)> {
        self.passage.code_points(&self.highlights)
    }
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ScorePart {
    /// What it is for.
    pub what: String,
    /// What it adds, or multiplies by if `factor`.
    pub value: f32,
    /// Whether the sum before it is multiplied.
    pub factor: bool,
}

/// The order of what a search found, without the passages.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ranking {
    /// All matches of the query.
    pub matched: Counts,
    /// The hits asked for, in order.
    pub hits: Vec<Ranked>,
}

/// One hit of a ranking.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ranked {
    /// Its score.
    pub score: f32,
    /// Its report.
    pub report: Arc<Report>,
    /// The ordinal of the passage in the report.
    pub passage: u32,
}

/// Words of a query and their variants that were searched for too.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expansion {
    /// The words, as a query has them: `RHI`, `"return home interview"`.
    pub typed: String,
    /// The variants, in the same form.
    pub also: Vec<String>,
}

/// Why a search found nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Nothing {
    /// Each condition of the query, as understood, with the number of passages that meet it alone.
    pub conditions: Vec<(String, u64)>,
    /// Words that the index does not have, each with the nearest that it has.
    pub spellings: Vec<(String, String)>,
    /// Passages that match with inflections, if the search was verbatim.
    pub inflected: u64,
    /// Passages that match with variants, if the search did not include them.
    pub variants: u64,
    /// Passages that have any of the words.
    pub any: u64,
    /// Reports that have all of the words, but not in one passage.
    pub reports: u64,
    /// The passage that a phrase of several words was most likely quoted from, if it is near.
    pub nearest: Option<Nearest>,
    /// The two passages over which such a phrase runs, if it does.
    pub continued: Option<Continued>,
}

/// The passage that is nearest to a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Nearest {
    /// Its report.
    pub report: Arc<Report>,
    /// The passage.
    pub passage: Passage,
    /// The bytes of its text that were quoted.
    pub quoted: Range<usize>,
    /// Where these differ from the quotation, in order.
    pub differences: Vec<WordDifference>,
}

/// Words of a quotation that a passage has otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WordDifference {
    /// The words of the quotation, folded; empty if it leaves words out.
    pub typed: String,
    /// The bytes of the passage's text that has other words there; empty if it has none.
    pub found: Range<usize>,
}

/// Two passages over which a quotation runs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Continued {
    /// Their report.
    pub report: Arc<Report>,
    /// Their ordinals.
    pub passages: [u32; 2],
    /// How many words of the quotation are in the first.
    pub words: usize,
}
