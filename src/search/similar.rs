//! Passages that are nearly the same as a text, and passages on the same matter.
//!
//! Two texts with most of their shingles in common have most of their words in common. So a passage can be nearly the
//! same only if it has most of the words of the text, and at least one of the few rarest: the filter of prefixes of
//! Chaudhuri, Ganti and Kaushik (2006, "A primitive operator for similarity joins in data cleaning"). What passes it is
//! compared shingle by shingle, so nothing is missed, and the index needs nothing for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::DocAddress;

use crate::engine::{Similar, SimilarPassages, SimilarRequest};
use crate::index::IndexError;
use crate::query::{MatchLevel, Node, Query, Term};
use crate::report::Date;
use crate::text::{SHINGLE_WORDS, Shingles, fold, is_stop_word, words};

use super::budget::{Budget, Clock};
use super::collect::{Facets, Ids};
use super::compile::Compiler;
use super::plan::{Enough, Plan};
use super::ranking::ranked;
use super::searcher::Searcher;
use super::signals::Signals;
use super::{Request, SearchError};

/// At most this many of the words of a text are looked for, the rarest ones. A list of postings is open for each.
const MAX_WORDS: usize = 256;

/// Passages on the same matter are found by this many of the words of a text that say most about it.
const MAX_TELLING_WORDS: usize = 20;

/// A word is worth looking for if it occurs in at most one of this many passages.
const MIN_RARITY: u64 = 20;

/// A word of a text.
struct DistinctWord {
    /// Folded.
    word: String,
    /// How many passages of the index have it.
    passages: u64,
    /// How often the text has it.
    often: u32,
}

impl Searcher {
    /// See [`Engine::similar`](crate::engine::Engine::similar).
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub(crate) fn similar(&self, request: &SimilarRequest<'_>) -> Result<SimilarPassages, SearchError> {
        let clock = Clock::start(request.timeout);
        let budget = Budget::new(&clock);
        let shingles = Shingles::new(request.text);
        if shingles.is_empty() {
            return Ok(SimilarPassages::default());
        }
        let mut compiler = self.compiler(MatchLevel::Verbatim, None, &budget);
        let rarest = self.rarest_first(request.text, &compiler)?;
        let nearly_the_same = self.nearly_the_same(&rarest, &shingles, request, &mut compiler)?;
        let on_matter = match request.on_matter {
            0 => Vec::new(),
            _ => self.on_matter(&rarest, &shingles, request, &budget)?,
        };
        clock.check()?;
        Ok(SimilarPassages::new(nearly_the_same, on_matter))
    }

    /// The words of a text, each once; those in fewest passages first.
    fn rarest_first(&self, text: &str, compiler: &Compiler<'_>) -> Result<Vec<DistinctWord>, IndexError> {
        let mut often: BTreeMap<String, u32> = BTreeMap::new();
        words(text).for_each(|word| *often.entry(fold(word.text)).or_default() += 1);
        let field = self.reader.fields().words;
        let mut distinct = Vec::with_capacity(often.len());
        for (word, often) in often {
            distinct.push(DistinctWord { passages: compiler.dictionary.documents(field, &word)?, word, often });
        }
        distinct.sort_by_key(|word| word.passages);
        Ok(distinct)
    }

    fn nearly_the_same(
        &self,
        rarest: &[DistinctWord],
        shingles: &Shingles,
        request: &SimilarRequest<'_>,
        compiler: &mut Compiler<'_>,
    ) -> Result<Vec<Similar>, IndexError> {
        let clock = Arc::clone(&compiler.budget.clock);
        let looked_for = &rarest[..rarest.len().min(MAX_WORDS)];
        let mut plans = Vec::with_capacity(looked_for.len());
        for DistinctWord { word, .. } in looked_for {
            plans.push(compiler.plan(&node(word))?);
        }
        let missing = most_missing(shingles.len(), request.least);
        let least =
            looked_for.len().saturating_sub(missing).max(if rarest.len() > MAX_WORDS { MAX_WORDS / 2 } else { 1 });
        let enough = Enough { worths: vec![1.0; plans.len()], least: least as f32 };
        let found = self.scope(&clock).collect(&Plan::Most(plans, enough), &Ids)?;
        let mut similar = Vec::new();
        for (segment, documents) in (0..).zip(found) {
            let columns = &self.view.segments[segment as usize];
            for (doc, _) in documents {
                if clock.is_over() {
                    return Ok(Vec::new());
                }
                let address = DocAddress::new(segment, doc);
                let passage = self.reader.passage(address)?;
                let resemblance = shingles.resemblance(&Shingles::new(&passage.text));
                if resemblance >= request.least {
                    let report = self.reader.report_of(address, columns.ordinal(doc))?;
                    similar.push(Similar::new(report, passage, resemblance));
                }
            }
        }
        similar.sort_by(|a, b| key(a).cmp(&key(b)));
        Ok(similar)
    }

    /// The best passages by the words that say most about a text: by how often it has each, and how few passages do.
    fn on_matter(
        &self,
        rarest: &[DistinctWord],
        shingles: &Shingles,
        request: &SimilarRequest<'_>,
        budget: &Budget,
    ) -> Result<Vec<Similar>, IndexError> {
        let SimilarRequest { least, on_matter: limit, .. } = *request;
        let all = self.reader.summary().passages.max(1);
        let is_telling = |DistinctWord { word, passages, .. }: &&DistinctWord| {
            *passages > 1 && passages.saturating_mul(MIN_RARITY) <= all.max(MIN_RARITY * 2) && !is_stop_word(word)
        };
        let worth = |one: &DistinctWord| f64::from(one.often) * libm::log(all as f64 / one.passages as f64);
        let mut telling: Vec<(f64, &str)> =
            rarest.iter().filter(is_telling).map(|one| (worth(one), one.word.as_str())).collect();
        telling.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        if telling.is_empty() {
            return Ok(Vec::new());
        }
        let root = Node::Or(telling.iter().take(MAX_TELLING_WORDS).map(|(_, word)| node(word)).collect());
        let mut compiler = self.compiler(MatchLevel::Inflected, None, budget);
        let (plan, query) = (compiler.plan(&root)?, Query { root });
        let request = Request::new(&query).limit(limit.saturating_mul(3).saturating_add(10));
        let mut similar = Vec::new();
        for found in ranked(self.scope(&budget.clock), &plan, &Signals::default(), Facets::none(&plan), &request)?.found
        {
            let passage = self.reader.passage(found.address)?;
            let resemblance = shingles.resemblance(&Shingles::new(&passage.text));
            if resemblance < least && similar.len() < limit {
                similar.push(Similar::new(self.reader.report_of(found.address, found.ordinal)?, passage, resemblance));
            }
        }
        Ok(similar)
    }
}

/// The oldest first, those without a date last, then by report and passage.
fn key(similar: &Similar) -> (bool, Option<Date>, &str, u32) {
    let date = similar.report.meta.date;
    (date.is_none(), date, similar.report.id.as_str(), similar.passage.ordinal)
}

/// How many of the words of a text with that many shingles may be missing from a passage that has the least share of its
/// shingles: each missing word but those at the very end begins a shingle that is missing too.
fn most_missing(shingles: usize, least: f64) -> usize {
    if shingles <= 1 {
        return 0;
    }
    let kept = libm::ceil(shingles as f64 * least) as usize;
    shingles.saturating_sub(kept) + SHINGLE_WORDS - 1
}

fn node(word: &str) -> Node {
    Node::Word(Term::word(word.to_owned()))
}
