//! What speaks for a passage beside the words that it must have: words that stand together in the
//! query standing together in the text, the very words rather than their inflections, and words over the passage.
//!
//! Pairs are the sequential dependence model of Metzler & Croft 2005 ("A Markov Random Field Model for
//! Term Dependencies"), scored as BM25 would score a word. A word over a passage is worth what BM25F would add for half a
//! word more (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond") to a passage of mean
//! length that has the word once: a heading or a title speaks for all that is under it, and so less for each.

use crate::index::IndexError;
use crate::query::{Form, MatchLevel, Node, Term};
use crate::text::is_stop_word;

use super::Unit;
use super::compile::Compiler;
use super::plan::{Nearness, Occurrence, Weight, Word};

/// Kinds of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Two words of the query, one directly after the other.
    InOrder,
    /// The same two within a few words.
    Near,
    /// The words as typed.
    Verbatim,
    /// The words in any inflection, where variants would do too.
    Inflected,
    /// Words of the query over the passage.
    Place,
    /// Words that the best hits have in common.
    Feedback,
}

impl Kind {
    /// The kinds, by their number.
    pub(super) const ALL: [Kind; super::order::KINDS] =
        [Kind::InOrder, Kind::Near, Kind::Verbatim, Kind::Inflected, Kind::Place, Kind::Feedback];

    /// What it is called where a score is explained.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::InOrder => "words in order",
            Kind::Near => "words close together",
            Kind::Verbatim => "the very words",
            Kind::Inflected => "the words, no variants",
            Kind::Place => "words over the passage",
            Kind::Feedback => "words of the best hits",
        }
    }
}

/// Something that speaks for a passage if it occurs there.
#[derive(Clone, Debug)]
pub(super) enum Evidence {
    /// An occurrence and what one is worth.
    Occurrence(Kind, Occurrence, Weight),
    /// Two words, a [`Occurrence::Near`] of [`WINDOW`] words, and what being in order and being close are worth.
    Pair(Occurrence, Weight, Weight),
    /// A word, and what it is worth over the passage: in a heading, in the sentence that introduces its list or in the
    /// report's title. Of a [placed](Word::placed) word only the title is news.
    Place(Word, Weight),
}

/// Words within so many of each other are close together; the usual window.
const WINDOW: u32 = 8;
/// What a pair in order, a pair close together, a match at a stricter level and a word over the passage add, as shares of
/// the rarer word's weight: less than a word more of the query, so that they decide between equals.
const SHARES: (f32, f32, f32, f32) = (0.2, 0.2, 0.1, 0.2);
/// More pairs than this of a long query are not looked for.
const MOST_PAIRS: usize = 40;

/// The evidence that a query asks for by its form.
pub(super) fn of(root: &Node, level: MatchLevel, compiler: &mut Compiler<'_>) -> Result<Vec<Evidence>, IndexError> {
    let mut evidence = Vec::new();
    let nodes = if let Node::Or(nodes) = root { nodes } else { root.conditions() };
    // Under "any of the words" with filters, the words are one level down.
    let rows = nodes.iter().filter_map(|node| if let Node::Or(inner) = node { Some(inner.as_slice()) } else { None });
    for row in rows.chain([nodes]) {
        pairs(row, compiler, &mut evidence)?;
        if compiler.unit() == Unit::Passage && level != MatchLevel::Verbatim {
            places(row, compiler, &mut evidence)?;
        }
        for (stricter, kind) in [(MatchLevel::Verbatim, Kind::Verbatim), (MatchLevel::Inflected, Kind::Inflected)] {
            if stricter < level {
                at_level(row, stricter, kind, compiler, &mut evidence)?;
            }
        }
    }
    Ok(evidence)
}

fn pairs(row: &[Node], compiler: &mut Compiler<'_>, evidence: &mut Vec<Evidence>) -> Result<(), IndexError> {
    let words: Vec<&Node> = row.iter().filter(|node| content_word(node).is_some()).collect();
    for pair in words.windows(2).take(MOST_PAIRS) {
        let [head, tail] = pair else { continue };
        if content_word(head).map(|term| &term.text) == content_word(tail).map(|term| &term.text) {
            continue;
        }
        let (head, tail) = (compiler.occurrence(head, None)?, compiler.occurrence(tail, None)?);
        let weight = compiler.idf(&head)?.min(compiler.idf(&tail)?);
        let nearness = Nearness { distance: WINDOW, in_sentence: false, ordered: false, negated: false };
        let near = Occurrence::Near(Box::new(head), Box::new(tail), nearness);
        evidence.push(Evidence::Pair(near, Weight(weight * SHARES.0), Weight(weight * SHARES.1)));
    }
    Ok(())
}

fn places(row: &[Node], compiler: &mut Compiler<'_>, evidence: &mut Vec<Evidence>) -> Result<(), IndexError> {
    for node in row {
        if content_word(node).is_some_and(|term| term.level.is_none())
            && let Occurrence::Word(word) = compiler.occurrence(node, Some(MatchLevel::Inflected))?
        {
            let weight = Weight(compiler.dictionary.idf(&word, compiler.unit())? * SHARES.3);
            evidence.push(Evidence::Place(Word { placed: compiler.placed, ..word }, weight));
        }
    }
    Ok(())
}

fn at_level(
    row: &[Node],
    level: MatchLevel,
    kind: Kind,
    compiler: &mut Compiler<'_>,
    evidence: &mut Vec<Evidence>,
) -> Result<(), IndexError> {
    for node in row {
        let is_word = content_word(node).is_some_and(|term| term.level.is_none());
        if !is_word && !matches!(node, Node::Phrase(phrase) if phrase.level.is_none()) {
            continue;
        }
        let occurrence = compiler.occurrence(node, None)?;
        let weight = compiler.idf(&occurrence)?;
        let occurrence = compiler.occurrence(node, Some(level))?;
        evidence.push(Evidence::Occurrence(kind, occurrence, Weight(weight * SHARES.2)));
    }
    Ok(())
}

fn content_word(node: &Node) -> Option<&Term> {
    let Node::Word(term) = node else { return None };
    (term.form == Form::Word && !is_stop_word(&term.text)).then_some(term)
}
