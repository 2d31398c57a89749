//! Why nothing was found: each condition with its own count, and what there is instead.

use std::collections::HashSet;

use tantivy::DocId;

use crate::index::IndexError;
use crate::query::{Field, Filter, FilterValue, MatchLevel, Node, Phrase, Query, Term, TermForm};

use super::bounded::bounded;
use super::collect::{Count, ReportRanges, Scope};
use super::compile::Compiler;
use super::loosened::any_of;
use super::nearest::{MIN_QUOTED, add_nearest};
use super::plan::Plan;
use super::searcher::Searcher;
use super::{Nothing, Request, Unit};

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
    nothing.spellings = spellings(compiler, words_of(&query.root))?;
    for phrase in conditions.iter().take(MAX_COUNTED_CONDITIONS).filter_map(labelled) {
        if nothing.spellings.len() < MAX_SPELLINGS
            && scope.count_filtered(&compiler.plan(&phrase.with_label)?)?.passages > 0
        {
            nothing.spellings.retain(|(typed, _)| *typed != phrase.label);
            nothing.spellings.push((phrase.typed, Query { root: phrase.with_label }.to_string()));
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
        let any = compiler.plan(&any_of(&words))?;
        compiler.also_over = false;
        let rest: Vec<Plan> = rest.into_iter().map(|node| compiler.plan(node)).collect::<Result<_, _>>()?;
        let with_rest = |plan: Plan| Plan::And(std::iter::once(plan).chain(rest.iter().cloned()).collect());
        nothing.any = scope.collect(&with_rest(any), &Count)?.passages;
        // A condition that no passage meets is met by no report.
        if nothing.conditions.iter().all(|(_, passages)| *passages > 0) {
            let each = words.iter().map(|word| Ok(with_rest(compiler.plan(word)?)));
            nothing.reports = reports_with_all(scope, &each.collect::<Result<Vec<_>, IndexError>>()?)?;
        }
    }
    let quotation =
        conditions.iter().find_map(|node| if let Node::Phrase(phrase) = node { Some(phrase) } else { None });
    if let Some(phrase) = quotation.filter(|phrase| phrase.terms.len() >= MIN_QUOTED) {
        let filters: Vec<Node> = conditions.iter().filter(|node| node.is_of_filters()).cloned().collect();
        add_nearest(&mut nothing, searcher, compiler, phrase, &filters)?;
    }
    Ok(nothing)
}

/// Of some words those that nothing has, each with the nearest that there is; only the first of them are looked up.
pub(super) fn spellings<'t>(
    compiler: &Compiler<'_>,
    terms: impl IntoIterator<Item = &'t Term>,
) -> Result<Vec<(String, String)>, IndexError> {
    let mut spellings = Vec::new();
    let words = terms.into_iter().filter(|term| term.form == TermForm::Word);
    for term in words.take(MAX_COUNTED_CONDITIONS) {
        if spellings.len() == MAX_SPELLINGS {
            break;
        }
        if !compiler.dictionary.has_word(&term.text)?
            && let Some(near) = compiler.dictionary.nearest(&term.text)?
        {
            spellings.push((term.text.clone(), near));
        }
    }
    Ok(spellings)
}

/// A phrase that begins with a number, which may be that of a paragraph: it is printed there, and is no word of its text.
struct LabelledPhrase {
    typed: String,
    label: String,
    /// The number as that of the paragraph, and the other words.
    with_label: Node,
}

fn labelled(node: &Node) -> Option<LabelledPhrase> {
    let Node::Phrase(phrase) = node else { return None };
    let (first, rest) = phrase.terms.split_first().filter(|_| !phrase.compound)?;
    let label = first.text.clone();
    if first.form != TermForm::Word || !label.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let filter = Filter { field: Field::Label, value: FilterValue::Text(label.clone()), span: first.span.clone() };
    let rest = match rest {
        [one] => Node::Word(one.clone()),
        _ => Node::Phrase(Phrase { terms: rest.to_vec(), ..phrase.clone() }),
    };
    let typed = Query { root: node.clone() }.to_string();
    Some(LabelledPhrase { typed, label, with_label: Node::And(vec![Node::Filter(filter), rest]) })
}

/// The number of reports that meet each of some plans, in whichever passages.
fn reports_with_all(scope: Scope<'_>, plans: &[Plan]) -> Result<u64, IndexError> {
    let mut with_all: Option<HashSet<(usize, DocId)>> = None;
    for plan in plans {
        let segments = scope.collect(plan, &ReportRanges)?.into_iter().enumerate();
        let starts = segments.flat_map(|(segment, ranges)| ranges.into_iter().map(move |range| (segment, range.start)));
        with_all = Some(match with_all {
            None => starts.collect(),
            Some(before) => starts.filter(|start| before.contains(start)).collect(),
        });
        if with_all.as_ref().is_some_and(HashSet::is_empty) {
            break;
        }
    }
    Ok(with_all.map_or(0, |reports| reports.len() as u64))
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
