//! What speaks for a passage beside the words that it must have: words that occur together in the
//! query standing together in the text, the very words rather than their inflections, and words over the passage.
//!
//! Pairs are the sequential dependence model of Metzler & Croft 2005 ("A Markov Random Field Model for
//! Term Dependencies"), scored as BM25 would score a word. A word over a passage is worth what BM25F would add for half a
//! word more (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond") to a passage of mean
//! length that has the word once: a heading or a title speaks for all that is under it, and so less for each.

use crate::index::IndexError;
use crate::query::{MatchLevel, Node, Term, TermForm};
use crate::text::is_stop_word;

use super::budget::Budget;
use super::compile::Compiler;
use super::order::Sort;
use super::plan::{Nearness, Plan, SpanQuery, TermGroup, Weight};
use super::searcher::Searcher;
use super::very_words::VeryWords;
use super::{Request, Unit};

/// Kinds of signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignalKind {
    /// Two words of the query, one directly after the other.
    InOrder,
    /// The same two within a few words.
    Near,
    /// The words as typed.
    Verbatim,
    /// The words in any inflection, where variants would do too.
    Inflected,
    /// Words of the query over the passage.
    Over,
    /// Words that the best hits have in common.
    Feedback,
}

impl SignalKind {
    /// The kinds, by their number.
    pub(super) const ALL: [SignalKind; super::order::SIGNAL_KINDS] = [
        SignalKind::InOrder,
        SignalKind::Near,
        SignalKind::Verbatim,
        SignalKind::Inflected,
        SignalKind::Over,
        SignalKind::Feedback,
    ];

    /// What it is called where a score is explained.
    pub(super) fn name(self) -> &'static str {
        match self {
            SignalKind::InOrder => "words in order",
            SignalKind::Near => "words close together",
            SignalKind::Verbatim => "the very words",
            SignalKind::Inflected => "the words, no variants",
            SignalKind::Over => "words over the passage",
            SignalKind::Feedback => "words of the best hits",
        }
    }
}

/// Something that speaks for a passage if it occurs there.
#[derive(Clone, Debug)]
pub(super) enum Signal {
    /// A span query and what one occurrence is worth.
    Spans(SignalKind, SpanQuery, Weight),
    /// Two words, a [`SpanQuery::Near`] of [`WINDOW`] words, and what being in order and being close are worth.
    Pair(SpanQuery, Weight, Weight),
    /// A word, and what it is worth over the passage: in a heading, in the sentence that introduces its list or in the
    /// report's title. Of a word that is [looked for over the passage too](TermGroup::also_over) only the title is news.
    Over(TermGroup, Weight),
}

/// Words at most this many words apart are close together; the usual window.
const WINDOW: u32 = 8;
/// What a pair in order, a pair close together, a match at a stricter level and a word over the passage add, as shares of
/// the rarer word's weight: less than a word more of the query, so that they decide between equals.
const SHARES: (f32, f32, f32, f32) = (0.2, 0.2, 0.1, 0.2);
/// More pairs than this of a long query are not looked for.
const MAX_PAIRS: usize = 40;

/// All that speaks for a passage.
#[derive(Default)]
pub(super) struct Signals {
    /// What every passage is asked for.
    pub(super) first: VeryWords,
    /// What only the best are asked for.
    pub(super) second: Vec<Signal>,
}

impl Searcher {
    /// What speaks for the passages that meet a plan.
    pub(super) fn signals(
        &self,
        request: &Request<'_>,
        root: &Node,
        is_loose: bool,
        plan: &Plan,
        compiler: &mut Compiler<'_>,
    ) -> Result<Signals, IndexError> {
        // A report is shown by its best passage in any order of reports.
        if request.sort != Sort::Relevance && request.unit != Unit::Report {
            return Ok(Signals::default());
        }
        let first = self.very_words(request, root, is_loose, plan, &compiler.budget)?;
        if request.sort != Sort::Relevance {
            return Ok(Signals { first, ..Signals::default() });
        }
        let counts_forms = counts_forms(request, is_loose, plan);
        let second = of(root, request.level, !counts_forms, compiler)?;
        Ok(Signals { first, second })
    }

    /// The very words of a query, as far as every passage is asked for them.
    pub(super) fn very_words(
        &self,
        request: &Request<'_>,
        root: &Node,
        is_loose: bool,
        plan: &Plan,
        budget: &Budget,
    ) -> Result<VeryWords, IndexError> {
        if request.level == MatchLevel::Verbatim || !counts_forms(request, is_loose, plan) {
            return Ok(VeryWords::default());
        }
        let at = |level| self.compiler(level, None, budget).for_request(request).plan(root);
        let verbatim = at(MatchLevel::Verbatim)?;
        Ok(match request.level {
            MatchLevel::Variants => VeryWords::of(plan, &at(MatchLevel::Inflected)?, &verbatim),
            _ => VeryWords::of(plan, plan, &verbatim),
        })
    }
}

/// Whether the forms of words say anything: of many words any of which will do, they are mere chance.
fn counts_forms(request: &Request<'_>, is_loose: bool, plan: &Plan) -> bool {
    let scored = || plan.weights().iter().filter(|weight| weight.0 > 0.0).count();
    !(is_loose || request.any && scored() > 1)
}

/// The signals that a query asks for by its form, at its level, of the best; `with_very_words` says whether the very words
/// are among them.
fn of(
    root: &Node,
    level: MatchLevel,
    with_very_words: bool,
    compiler: &mut Compiler<'_>,
) -> Result<Vec<Signal>, IndexError> {
    let mut signals = Vec::new();
    let nodes = if let Node::Or(nodes) = root { nodes } else { root.conditions() };
    // Under "any of the words" with filters, the words are one level down.
    let rows = nodes.iter().filter_map(|node| if let Node::Or(inner) = node { Some(inner.as_slice()) } else { None });
    for row in rows.chain([nodes]) {
        pairs(row, compiler, &mut signals)?;
        if compiler.unit() == Unit::Passage && level != MatchLevel::Verbatim {
            over_passage(row, compiler, &mut signals)?;
        }
        for (stricter, kind) in
            [(MatchLevel::Verbatim, SignalKind::Verbatim), (MatchLevel::Inflected, SignalKind::Inflected)]
        {
            if stricter < level && (with_very_words || level == MatchLevel::Variants) {
                at_level(row, stricter, kind, compiler, &mut signals)?;
            }
        }
    }
    Ok(signals)
}

fn pairs(row: &[Node], compiler: &mut Compiler<'_>, signals: &mut Vec<Signal>) -> Result<(), IndexError> {
    let words: Vec<&Node> = row.iter().filter(|node| content_word(node).is_some()).collect();
    for pair in words.windows(2).take(MAX_PAIRS) {
        let [head, tail] = pair else { continue };
        if content_word(head).map(|term| &term.text) == content_word(tail).map(|term| &term.text) {
            continue;
        }
        let (head, tail) = (compiler.span_query(head, None)?, compiler.span_query(tail, None)?);
        let weight = compiler.idf(&head)?.min(compiler.idf(&tail)?);
        let nearness = Nearness { distance: WINDOW, in_sentence: false, ordered: false, negated: false };
        let near = SpanQuery::Near(Box::new(head), Box::new(tail), nearness);
        signals.push(Signal::Pair(near, Weight(weight * SHARES.0), Weight(weight * SHARES.1)));
    }
    Ok(())
}

fn over_passage(row: &[Node], compiler: &mut Compiler<'_>, signals: &mut Vec<Signal>) -> Result<(), IndexError> {
    for node in row {
        if content_word(node).is_some_and(|term| term.level.is_none())
            && let SpanQuery::Word(word) = compiler.span_query(node, Some(MatchLevel::Inflected))?
        {
            let weight = Weight(compiler.dictionary.idf(&word, compiler.unit())? * SHARES.3);
            signals.push(Signal::Over(TermGroup { also_over: compiler.also_over, ..word }, weight));
        }
    }
    Ok(())
}

fn at_level(
    row: &[Node],
    level: MatchLevel,
    kind: SignalKind,
    compiler: &mut Compiler<'_>,
    signals: &mut Vec<Signal>,
) -> Result<(), IndexError> {
    for node in row {
        let is_word = content_word(node).is_some_and(|term| term.level.is_none());
        if !is_word && !matches!(node, Node::Phrase(phrase) if phrase.level.is_none()) {
            continue;
        }
        let span_query = compiler.span_query(node, None)?;
        let weight = compiler.idf(&span_query)?;
        let span_query = compiler.span_query(node, Some(level))?;
        signals.push(Signal::Spans(kind, span_query, Weight(weight * SHARES.2)));
    }
    Ok(())
}

fn content_word(node: &Node) -> Option<&Term> {
    let Node::Word(term) = node else { return None };
    (term.form == TermForm::Word && !is_stop_word(&term.text)).then_some(term)
}
