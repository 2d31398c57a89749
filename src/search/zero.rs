//! Why nothing was found: each condition with its own count, and what there is instead.

use crate::index::IndexError;
use crate::query::{MatchLevel, Node, Query, Term, TermForm};

use super::bounded::bounded;
use super::collect::Count;
use super::compile::Compiler;
use super::loosened::any_of;
use super::nearest::{MIN_QUOTED, add_nearest};
use super::searcher::Searcher;
use super::{Nothing, Request, Unit, plan};

/// At most this many conditions of a query are counted: a page of text that was pasted in is not looked at
/// word by word.
const MAX_COUNTED_CONDITIONS: usize = 20;
/// At most this many words get a nearest spelling.
const MAX_SPELLINGS: usize = 5;

/// Looks for the reasons.
pub(super) fn nothing(
    searcher: &Searcher,
    compiler: &mut Compiler<'_>,
    request: &Request<'_>,
) -> Result<Nothing, IndexError> {
    let mut nothing = Nothing::default();
    let budget = compiler.budget.clone();
    let scope = searcher.scope(&budget.clock);
    let query = Query { root: bounded(&request.query.root, &mut compiler.notes) };
    let conditions = query.root.conditions();
    for node in conditions.iter().take(MAX_COUNTED_CONDITIONS) {
        let alone = compiler.plan(node)?;
        nothing.conditions.push((Query { root: node.clone() }.to_string(), scope.count_filtered(&alone)?.passages));
    }
    let is_word = |term: &&Term| term.form == TermForm::Word;
    for term in words_of(&query.root).into_iter().filter(is_word).take(MAX_COUNTED_CONDITIONS) {
        if nothing.spellings.len() == MAX_SPELLINGS {
            break;
        }
        if !compiler.dictionary.has_word(&term.text)?
            && let Some(near) = compiler.dictionary.nearest(&term.text)?
        {
            nothing.spellings.push((term.text.clone(), near));
        }
    }
    if request.level == MatchLevel::Verbatim {
        nothing.inflected = searcher.count_within(&query, MatchLevel::Inflected, &budget)?.passages;
    }
    if request.level < MatchLevel::Variants {
        nothing.variants = searcher.count_within(&query, MatchLevel::Variants, &budget)?.passages;
    }
    let (words, rest): (Vec<_>, Vec<_>) =
        conditions.iter().partition(|node| matches!(node, Node::Word(_) | Node::Phrase(_)));
    if (2..=MAX_COUNTED_CONDITIONS).contains(&words.len()) {
        let words: Vec<Node> = words.into_iter().cloned().collect();
        compiler.also_over = request.unit == Unit::Passage;
        let mut all = vec![compiler.plan(&any_of(&words))?];
        compiler.also_over = false;
        for node in rest {
            all.push(compiler.plan(node)?);
        }
        nothing.any = scope.collect(&plan::Plan::And(all), &Count)?.passages;
    }
    let quotation =
        conditions.iter().find_map(|node| if let Node::Phrase(phrase) = node { Some(phrase) } else { None });
    if let Some(phrase) = quotation.filter(|phrase| phrase.terms.len() >= MIN_QUOTED) {
        let filters: Vec<Node> = conditions.iter().filter(|node| node.is_of_filters()).cloned().collect();
        add_nearest(&mut nothing, searcher, compiler, phrase, &filters)?;
    }
    Ok(nothing)
}

/// The words of a query that are not denied.
fn words_of(root: &Node) -> Vec<&Term> {
    let mut words = Vec::new();
    root.visit(&mut |node| {
        if let Node::Word(term) = node {
            words.push(term);
        } else if let Node::Phrase(phrase) = node {
            words.extend(&phrase.terms);
        }
        !matches!(node, Node::Not(_))
    });
    words
}
