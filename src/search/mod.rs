//! From a query to hits: compile it for the index, walk the segments, rank, mark.
//!
//! `plan` is a query looked up in the index; `compile` and `filters` make it. `cursor` and
//! `matcher` walk a segment's postings by it, `occurrences` says what stands where in a passage,
//! `collect` keeps the best and counts them all, and `hits` fetches what is to be shown.

mod best;
mod bm25;
mod collect;
mod compile;
mod cursor;
mod dictionary;
mod evidence;
mod feedback;
mod filters;
mod ground;
mod hits;
mod matcher;
mod occurrences;
mod open;
mod order;
mod places;
mod plan;
mod rerank;
mod rows;
mod tally;
mod text_positions;
mod whole_reports;
mod zero;

use std::sync::Arc;

use crate::index::{IndexError, Reader};
use crate::query::{Form, Node, Query, Rung};
use crate::report::{Passage, Report};
use crate::text::is_stop_word;

use compile::Compiler;
use ground::Ground;
use hits::Presenter;
use plan::Plan;

pub use order::Sort;
pub use zero::Nothing;

/// What a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A passage.
    Passage,
    /// A report, shown by its best passage.
    Report,
}

/// A search: what to look for, and which of the found to give.
#[derive(Clone, Debug)]
pub struct Request<'q> {
    /// What to look for.
    pub query: &'q Query,
    /// How far down the match ladder words may go where the query says nothing else.
    pub rung: Rung,
    /// Whether any of the words will do, so that the order is what the search is about: function words
    /// are then left aside, and words that the best hits have in common count too.
    pub any: bool,
    /// What a hit is.
    pub unit: Unit,
    /// The order of the hits.
    pub sort: Sort,
    /// How many hits to leave out from the first.
    pub offset: usize,
    /// How many to give after those; none for all.
    pub limit: Option<usize>,
    /// At most so many hits of each report.
    pub per_report: Option<usize>,
    /// So many neighbours of each passage, before and after.
    pub context: u32,
}

impl<'q> Request<'q> {
    /// The ten best passages.
    pub fn new(query: &'q Query) -> Request<'q> {
        Request {
            query,
            rung: Rung::Inflected,
            any: false,
            unit: Unit::Passage,
            sort: Sort::Relevance,
            offset: 0,
            limit: Some(10),
            per_report: None,
            context: 0,
        }
    }
}

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

/// What a search found.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was found, all of it.
    pub found: Counts,
    /// What there is in the index.
    pub of: Counts,
    /// The hits asked for.
    pub hits: Vec<Hit>,
    /// Remarks on how words and values were read.
    pub notes: Vec<String>,
    /// Where nothing was found: why.
    pub nothing: Option<Nothing>,
}

/// One hit.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its place in the order, from 1.
    pub rank: usize,
    /// Its score; higher is better, and only the order means anything.
    pub score: f32,
    /// The parts of the score.
    pub parts: Vec<ScorePart>,
    /// How far down the ladder it matched.
    pub matched: Rung,
    /// The report it stands in.
    pub report: Arc<Report>,
    /// The passage.
    pub passage: Passage,
    /// What was found in its text: first and next-to-last Unicode code point of each occurrence.
    pub highlights: Vec<(usize, usize)>,
    /// The passages before it, in order.
    pub before: Vec<Passage>,
    /// The passages after it, in order.
    pub after: Vec<Passage>,
}

/// What a search found, by its place in the order alone.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// What was found, all of it.
    pub found: Counts,
    /// The hits asked for, in order.
    pub hits: Vec<Ranked>,
}

/// One hit of a ranking.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Its score.
    pub score: f32,
    /// The report it stands in.
    pub report: Arc<Report>,
    /// The number of the passage in the report.
    pub passage: u32,
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScorePart {
    /// What it is for.
    pub what: String,
    /// What it adds, or multiplies by where `factor`.
    pub value: f32,
    /// Whether the sum before it is multiplied.
    pub factor: bool,
}

/// Searches one state of an index.
pub struct Searcher<'r> {
    reader: &'r Reader,
    ground: Ground,
}

impl<'r> Searcher<'r> {
    /// Over an open index. One searcher serves any number of searches and threads.
    pub fn new(reader: &'r Reader) -> Result<Searcher<'r>, IndexError> {
        Ok(Searcher { reader, ground: Ground::of(reader)? })
    }

    /// Makes many searches faster at the cost of a look at every report's authority.
    pub fn expect_many(&self) {
        self.ground.segments.iter().for_each(ground::SegmentColumns::load);
    }

    /// Runs a search.
    pub fn search(&self, request: &Request<'_>) -> Result<Answer, IndexError> {
        let mut compiler = Compiler::new(self.reader, &self.ground, request.rung);
        let (plan, found, ranked) = self.ranked(request, &mut compiler)?;
        let verbatim = self.verbatim(request)?;
        let mut presenter = Presenter::new(self.reader, &plan, verbatim.as_ref());
        let rank = |at: usize| request.offset.saturating_add(at + 1);
        let hits = ranked.into_iter().enumerate().map(|(at, found)| presenter.hit(rank(at), found, request.context));
        let hits = hits.collect::<Result<Vec<_>, _>>()?;
        let nothing =
            if found.passages == 0 { Some(zero::nothing(&mut compiler, &self.ground, request)?) } else { None };
        Ok(Answer { found, of: self.totals(), hits, notes: compiler.notes, nothing })
    }

    /// Runs a search for the order of its hits alone: nothing of their text is read.
    pub fn ranking(&self, request: &Request<'_>) -> Result<Ranking, IndexError> {
        let mut compiler = Compiler::new(self.reader, &self.ground, request.rung);
        let (plan, found, ranked) = self.ranked(request, &mut compiler)?;
        let presenter = Presenter::new(self.reader, &plan, None);
        let hit = |found: &order::Found| {
            Ok(Ranked { score: found.score, report: presenter.report(found)?, passage: found.ordinal })
        };
        Ok(Ranking { found, hits: ranked.iter().map(hit).collect::<Result<_, IndexError>>()? })
    }

    /// The plan of a search, what it found and the hits asked for.
    fn ranked(
        &self,
        request: &Request<'_>,
        compiler: &mut Compiler<'_>,
    ) -> Result<(Plan, Counts, Vec<order::Found>), IndexError> {
        let root = if request.any { &without_stop_words(&request.query.root) } else { &request.query.root };
        let plan = compiler.plan(root)?;
        let by_relevance = request.sort == Sort::Relevance;
        let evidence = if by_relevance { evidence::of(root, request.rung, compiler)? } else { Vec::new() };
        let (found, ranked) = collect::collect(self.reader, &self.ground, &plan, &evidence, request)?;
        Ok((plan, found, ranked))
    }

    /// How much of something there is.
    pub fn count(&self, query: &Query, rung: Rung) -> Result<Counts, IndexError> {
        let plan = Compiler::new(self.reader, &self.ground, rung).plan(&query.root)?;
        collect::count(self.reader, &self.ground, &plan)
    }

    /// The ids of the reports that have a passage which a query finds, in order.
    pub fn reports(&self, query: &Query) -> Result<Vec<String>, IndexError> {
        let request = Request { unit: Unit::Report, sort: Sort::Report, limit: None, ..Request::new(query) };
        let plan = Compiler::new(self.reader, &self.ground, request.rung).plan(&query.root)?;
        let (_, found) = collect::collect(self.reader, &self.ground, &plan, &[], &request)?;
        let presenter = Presenter::new(self.reader, &plan, None);
        found.iter().map(|found| presenter.report_id(found)).collect()
    }

    /// What there is in the index.
    pub fn totals(&self) -> Counts {
        let summary = self.reader.summary();
        Counts { passages: summary.passages, reports: summary.reports, authorities: summary.authorities }
    }

    /// The query's plan at the highest rung, by which a hit's rung is told.
    fn verbatim(&self, request: &Request<'_>) -> Result<Option<Plan>, IndexError> {
        if request.rung == Rung::Verbatim {
            return Ok(None);
        }
        Compiler::new(self.reader, &self.ground, Rung::Verbatim).plan(&request.query.root).map(Some)
    }
}

/// Of alternatives, function words are left out unless there is nothing else.
fn without_stop_words(root: &Node) -> Node {
    let is_stop = |node: &Node| matches!(node, Node::Word(term) if term.form == Form::Word && is_stop_word(&term.text));
    match root {
        Node::Or(nodes) if !nodes.iter().all(is_stop) => {
            let mut kept: Vec<Node> = nodes.iter().filter(|node| !is_stop(node)).cloned().collect();
            if kept.len() == 1 { kept.remove(0) } else { Node::Or(kept) }
        }
        Node::And(nodes) => Node::And(nodes.iter().map(without_stop_words).collect()),
        node => node.clone(),
    }
}
