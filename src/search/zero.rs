//! Why nothing was found: each condition with its own count, and what there is instead.

use crate::fields::Matching;
use crate::index::IndexError;
use crate::query::{Filter, FilterValue, MatchLevel, Node, Query, Term};

use super::bounded::bounded;
use super::budget::{MAX_LETTERS, is_longer};
use super::collect::Count;
use super::compile::Compiler;
use super::searcher::Searcher;
use super::{Nothing, Request, plan};

/// Of a longer query, so many conditions are counted: a page of text that was pasted in is not looked at
/// word by word.
const MOST_CONDITIONS: usize = 20;
/// So many words at the most are given a nearest spelling.
const MOST_SPELLINGS: usize = 5;

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
    for node in conditions.iter().take(MOST_CONDITIONS) {
        let alone = compiler.plan(node)?;
        nothing.conditions.push((Query { root: node.clone() }.to_string(), scope.collect(&alone, &Count)?.passages));
    }
    for term in words_of(&query.root).into_iter().take(MOST_CONDITIONS) {
        if nothing.spellings.len() == MOST_SPELLINGS {
            break;
        }
        if !compiler.dictionary.has_word(&term.text)?
            && let Some(near) = compiler.dictionary.nearest(&term.text)?
        {
            nothing.spellings.push((term.text.clone(), near));
        }
    }
    for filter in filters_of(&query.root).into_iter().take(MOST_CONDITIONS) {
        nothing.spellings.extend(nearest_value(compiler, filter)?);
    }
    if request.level == MatchLevel::Verbatim {
        nothing.inflected = searcher.count_within(&query, MatchLevel::Inflected, &budget)?.passages;
    }
    if request.level < MatchLevel::Variants {
        nothing.variants = searcher.count_within(&query, MatchLevel::Variants, &budget)?.passages;
    }
    let (words, rest): (Vec<_>, Vec<_>) =
        conditions.iter().partition(|node| matches!(node, Node::Word(_) | Node::Phrase(_)));
    if (2..=MOST_CONDITIONS).contains(&words.len()) {
        let any = words.into_iter().map(|node| compiler.plan(node)).collect::<Result<Vec<_>, _>>()?;
        let mut all = vec![plan::Plan::Or(any)];
        for node in rest {
            all.push(compiler.plan(node)?);
        }
        nothing.any = scope.collect(&plan::Plan::And(all), &Count)?.passages;
    }
    Ok(nothing)
}

/// The value nearest to one that no report has.
fn nearest_value(compiler: &mut Compiler<'_>, filter: &Filter) -> Result<Option<(String, String)>, IndexError> {
    let FilterValue::Text(text) = &filter.value else { return Ok(None) };
    // A value of words may be any text; the nearest one says nothing.
    let is_name = filter.field.matching() != Some(Matching::Words);
    let Some(field) = compiler.dictionary.reader.fields().keys(&filter.field).filter(|_| is_name) else {
        return Ok(None);
    };
    if is_longer(text, MAX_LETTERS) {
        return Ok(None);
    }
    let wanted = crate::text::key(text);
    let values = compiler.values(field)?;
    if values.contains(&wanted) {
        return Ok(None);
    }
    let holds = |value: &&String| value.contains(&wanted) || wanted.contains(value.as_str());
    let by_letters = |value: &&String| letters_apart(&wanted, value);
    let near = values.iter().find(holds).or_else(|| values.iter().min_by_key(by_letters));
    Ok(near.map(|near| (format!("{}:{text}", filter.field.name()), format!("{}:\"{near}\"", filter.field.name()))))
}

/// How many letter pairs two texts do not share: enough to tell the nearest of a few names.
fn letters_apart(a: &str, b: &str) -> usize {
    let pairs = |text: &str| text.as_bytes().windows(2).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (mine, mut theirs) = (pairs(a), pairs(b));
    let shared =
        mine.iter().filter(|pair| theirs.iter().position(|p| p == *pair).map(|at| theirs.swap_remove(at)).is_some());
    let shared = shared.count();
    mine.len() - shared + theirs.len()
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

/// The filters of a query that are not denied.
fn filters_of(root: &Node) -> Vec<&Filter> {
    let mut filters = Vec::new();
    root.visit(&mut |node| {
        if let Node::Filter(filter) = node {
            filters.push(filter);
        }
        !matches!(node, Node::Not(_))
    });
    filters
}
