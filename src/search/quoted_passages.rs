//! Which passages a quotation may be from: those that share the most runs of words with it, and those with rare words of it.
//!
//! A quotation in which a few words were changed still has most of its runs, so the passage that it was made from has
//! more of them than others, however many there are on the same matter. It may run over passages, so the runs of
//! neighbours count together. If every run was broken, the rarest words are left.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tantivy::{DocAddress, DocId};

use crate::index::IndexError;
use crate::query::{MatchLevel, Node, Phrase, Query, Term};
use crate::report::{Passage, Report};
use crate::text::is_stop_word;

use super::bounded::bounded;
use super::budget::{Budget, Clock};
use super::collect::{Facets, Ids};
use super::compile::Compiler;
use super::plan::Plan;
use super::ranking::ranked;
use super::searcher::Searcher;
use super::signals::Signals;
use super::{Request, SearchError};

/// A run has this many words; at most this many runs of a quotation are looked for, which begin at every second word if it
/// is short.
const RUN: usize = 4;
const MAX_RUNS: usize = 48;
const MIN_STEP: usize = 2;

/// The runs of passages that are no farther apart count together: there may be a footnote between two paragraphs.
const MAX_APART: DocId = 2;

/// At least this many of the rarest words are looked for, and one more for each of these many words.
const MIN_LOOKED_FOR: usize = 8;
const WORDS_FOR_ONE_MORE: usize = 20;
const MAX_LOOKED_FOR: usize = 32;

/// A passage that a quotation may be from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct QuotedPassage {
    pub(super) address: DocAddress,
    pub(super) ordinal: u32,
}

/// Passages, each with its report.
pub(crate) type PassagesOfReports = Vec<(Arc<Report>, Passage)>;

impl Searcher {
    /// The passages that some words in a row are most likely quoted from, the likeliest first, among those that meet a
    /// query of filters.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or it takes longer than `timeout`.
    pub(crate) fn quoted_passages(
        &self,
        words: &[String],
        among: &Query,
        limit: usize,
        timeout: Option<Duration>,
    ) -> Result<PassagesOfReports, SearchError> {
        let clock = Clock::start(timeout);
        let mut compiler = self.compiler(MatchLevel::Verbatim, None, &Budget::new(&clock));
        let filters = bounded(&among.root, &mut compiler.notes);
        let terms: Vec<Term> = words.iter().map(|word| Term::word(word.clone())).collect();
        let terms: Vec<&Term> = terms.iter().collect();
        let found = quoted_passages(self, &mut compiler, &terms, filters.conditions(), limit)?;
        clock.check()?;
        let passage = |found: &QuotedPassage| {
            Ok((self.reader.report_of(found.address, found.ordinal)?, self.reader.passage(found.address)?))
        };
        Ok(found.iter().map(passage).collect::<Result<_, IndexError>>()?)
    }
}

/// The passages that some words in a row are most likely quoted from: half of them by their runs, or more if there are
/// not as many by their words.
pub(super) fn quoted_passages(
    searcher: &Searcher,
    compiler: &mut Compiler<'_>,
    words: &[&Term],
    filters: &[Node],
    limit: usize,
) -> Result<Vec<QuotedPassage>, IndexError> {
    let by_runs = with_runs(searcher, compiler, words, filters, limit)?;
    let by_words = with_rarest(searcher, compiler, words, filters, limit)?;
    let half = by_runs.len().min(limit.saturating_sub(by_words.len().min(limit / 2)));
    let all = by_runs[..half].iter().chain(&by_words).chain(&by_runs[half..]);
    let mut seen = HashSet::new();
    Ok(all.filter(|found| seen.insert(found.address)).take(limit).copied().collect())
}

/// The passages that have most of the runs of some words, those of their neighbours included. Of passages that are close
/// together, the one with most of them stands for all.
fn with_runs(
    searcher: &Searcher,
    compiler: &mut Compiler<'_>,
    words: &[&Term],
    filters: &[Node],
    limit: usize,
) -> Result<Vec<QuotedPassage>, IndexError> {
    let plans = plans_of_runs(compiler, words, filters)?;
    let scope = searcher.scope(&compiler.budget.clock);
    scope.require(&plans)?;
    let mut masks: BTreeMap<DocAddress, u64> = BTreeMap::new();
    for (number, plan) in plans.iter().enumerate() {
        let met = scope.collect(plan, &Ids)?;
        for (segment, passages) in (0..).zip(met) {
            for (doc, _) in passages {
                *masks.entry(DocAddress::new(segment, doc)).or_default() |= 1 << number;
            }
        }
    }
    Ok(most_runs(searcher, &masks, limit))
}

/// A plan for each of the runs that are looked for.
fn plans_of_runs(compiler: &mut Compiler<'_>, words: &[&Term], filters: &[Node]) -> Result<Vec<Plan>, IndexError> {
    let runs = words.len().saturating_sub(RUN - 1);
    let step = runs.div_ceil(MAX_RUNS).max(MIN_STEP);
    let plan = |run: &[&Term]| {
        let terms = run.iter().map(|term| (*term).clone()).collect();
        let phrase = Node::Phrase(Phrase { terms, slop: 0, compound: false, level: None, span: 0..0 });
        compiler.plan(&Node::And(std::iter::once(phrase).chain(filters.iter().cloned()).collect()))
    };
    words.windows(RUN).step_by(step).map(plan).collect()
}

/// The runs of a quotation that a passage shares with it.
struct SharedRuns {
    /// With those of its neighbours.
    together: u32,
    own: u32,
    passage: QuotedPassage,
    /// The number of its report in the segment.
    report: usize,
}

/// The passages with most runs. What is equal in these goes by the report's id, so that the order does not depend on where
/// passages are stored.
fn most_runs(searcher: &Searcher, masks: &BTreeMap<DocAddress, u64>, limit: usize) -> Vec<QuotedPassage> {
    let mut shared: Vec<SharedRuns> =
        masks.iter().map(|(&address, own)| shared_runs(searcher, masks, address, *own)).collect();
    let most = |shared: &SharedRuns| Reverse((shared.together, shared.own));
    shared.sort_unstable_by_key(most);
    // Those beyond the last that may be wanted need no name.
    let last = shared.get(limit * (2 * MAX_APART as usize + 1)).map(most);
    shared.retain(|shared| last.is_none_or(|last| most(shared) <= last));
    let id = |shared: &SharedRuns| {
        let columns = &searcher.view.segments[shared.passage.address.segment_ord as usize];
        columns.report_id(columns.report(shared.report))
    };
    shared.sort_by_cached_key(|shared| (most(shared), id(shared), shared.passage.ordinal));
    let mut chosen: Vec<QuotedPassage> = Vec::new();
    let mut taken: HashSet<DocAddress> = HashSet::new();
    for SharedRuns { passage, .. } in shared {
        if chosen.len() == limit {
            break;
        }
        let DocAddress { segment_ord, doc_id } = passage.address;
        if taken.insert(passage.address) {
            let around = doc_id.saturating_sub(MAX_APART)..=doc_id.saturating_add(MAX_APART);
            taken.extend(around.map(|doc| DocAddress::new(segment_ord, doc)));
            chosen.push(passage);
        }
    }
    chosen
}

fn shared_runs(searcher: &Searcher, masks: &BTreeMap<DocAddress, u64>, address: DocAddress, own: u64) -> SharedRuns {
    let DocAddress { segment_ord, doc_id } = address;
    let columns = &searcher.view.segments[segment_ord as usize];
    let report = columns.report_at(doc_id, 0);
    let (start, end) = columns.documents_of(report);
    let around = doc_id.saturating_sub(MAX_APART).max(start + 1)..end.min(doc_id.saturating_add(MAX_APART + 1));
    let near = around.filter_map(|doc| masks.get(&DocAddress::new(segment_ord, doc)));
    let together = near.fold(0, |all, mask| all | mask).count_ones();
    let passage = QuotedPassage { address, ordinal: doc_id - start };
    SharedRuns { together, own: own.count_ones(), passage, report }
}

/// The best passages with any of the rarest words that the index has. Function words are among them only if there are no
/// others.
fn with_rarest(
    searcher: &Searcher,
    compiler: &mut Compiler<'_>,
    words: &[&Term],
    filters: &[Node],
    limit: usize,
) -> Result<Vec<QuotedPassage>, IndexError> {
    let looked_for = (MIN_LOOKED_FOR + words.len() / WORDS_FOR_ONE_MORE).min(MAX_LOOKED_FOR);
    let mut terms = words.to_vec();
    if terms.iter().any(|term| !is_stop_word(&term.text)) {
        terms.retain(|term| !is_stop_word(&term.text));
    }
    terms.sort_by(|a, b| a.text.cmp(&b.text));
    terms.dedup_by(|a, b| a.text == b.text);
    let mut known: Vec<(u64, &Term)> = Vec::new();
    for term in terms {
        let passages = compiler.dictionary.documents(compiler.dictionary.reader.fields().words, &term.text)?;
        if passages > 0 {
            known.push((passages, term));
        }
    }
    known.sort_by_key(|(passages, _)| *passages);
    let any: Vec<Node> = known.into_iter().take(looked_for).map(|(_, term)| Node::Word(term.clone())).collect();
    if any.is_empty() {
        return Ok(Vec::new());
    }
    let root = Node::And(std::iter::once(Node::Or(any)).chain(filters.iter().cloned()).collect());
    let (plan, query) = (compiler.plan(&root)?, Query { root });
    let request = Request::new(&query).limit(limit);
    let found =
        ranked(searcher.scope(&compiler.budget.clock), &plan, &Signals::default(), Facets::none(&plan), &request)?
            .found;
    Ok(found.iter().map(|found| QuotedPassage { address: found.address, ordinal: found.ordinal }).collect())
}
