//! The passage that a quotation was most likely made from, where no passage has it word for word.

use std::sync::Arc;

use crate::index::IndexError;
use crate::query::{Node, Phrase, Query, Term, TermForm};
use crate::report::{Passage, Report};
use crate::text::{fold, is_stop_word, words};

use super::alignment::{QuotedWord, align};
use super::compile::Compiler;
use super::hits::report_of;
use super::order::ScoredPassage;
use super::ranking::ranked;
use super::searcher::Searcher;
use super::{Continued, Nearest, Nothing, Request, WordDifference};

/// A shorter phrase is no quotation.
pub(super) const MIN_QUOTED: usize = 6;

/// So many of the rarest words of a quotation are looked for.
const MAX_LOOKED_FOR: usize = 8;

/// So many passages that have any of these are laid beside the quotation.
const MAX_CANDIDATES: usize = 30;

/// Adds to why nothing was found what is nearest to a quotation among the passages that meet `filters`: the passage that
/// has at least half of its words in their places, and two passages over which it runs.
pub(super) fn add_nearest(
    nothing: &mut Nothing,
    searcher: &Searcher,
    compiler: &mut Compiler<'_>,
    phrase: &Phrase,
    filters: &[Node],
) -> Result<(), IndexError> {
    let Some(quoted) = quoted_words(phrase) else { return Ok(()) };
    let mut best: Option<(usize, Nearest)> = None;
    for found in candidates(searcher, compiler, phrase, filters)? {
        if compiler.budget.clock.is_over() {
            return Ok(());
        }
        let passage = searcher.reader.passage(found.address)?;
        let report = report_of(&searcher.reader, &found)?;
        if nothing.continued.is_none() {
            nothing.continued = continued(searcher, &quoted, &found, &passage, &report)?;
        }
        let Some(alignment) = align(&quoted, &passage.text) else { continue };
        let is_near = 2 * alignment.differing <= quoted.len();
        if is_near && best.as_ref().is_none_or(|(least, _)| alignment.differing < *least) {
            let differences = alignment.differences.into_iter().map(|(typed, found)| {
                let typed: Vec<&str> = quoted[typed].iter().map(|word| word.text.as_str()).collect();
                WordDifference { typed: typed.join(" "), found }
            });
            let (quoted, differences) = (alignment.place, differences.collect());
            let nearest = Nearest { report, passage, quoted, differences };
            best = Some((alignment.differing, nearest));
        }
    }
    nothing.nearest = best.map(|(_, nearest)| nearest);
    Ok(())
}

/// The words of a phrase, if it is a quotation: enough words, all of them as they are.
fn quoted_words(phrase: &Phrase) -> Option<Vec<QuotedWord>> {
    let mut quoted: Vec<QuotedWord> = Vec::new();
    for term in &phrase.terms {
        match term.form {
            TermForm::Word => quoted.push(QuotedWord { text: term.text.clone(), is_open: false }),
            TermForm::AnyWord | TermForm::AnyWords => quoted.last_mut()?.is_open = true,
            TermForm::Prefix | TermForm::Wildcard | TermForm::Fuzzy(_) => return None,
        }
    }
    (quoted.len() >= MIN_QUOTED).then_some(quoted)
}

/// The best passages with any of the rarest words.
fn candidates(
    searcher: &Searcher,
    compiler: &mut Compiler<'_>,
    phrase: &Phrase,
    filters: &[Node],
) -> Result<Vec<ScoredPassage>, IndexError> {
    let mut known: Vec<(u64, &Term)> = Vec::new();
    for term in phrase.terms.iter().filter(|term| term.form == TermForm::Word && !is_stop_word(&term.text)) {
        let passages = compiler.dictionary.documents(compiler.dictionary.reader.fields().words, &term.text)?;
        if passages > 0 && known.iter().all(|(_, other)| other.text != term.text) {
            known.push((passages, term));
        }
    }
    known.sort_by_key(|(passages, _)| *passages);
    let words = known.into_iter().take(MAX_LOOKED_FOR).map(|(_, term)| Node::Word(term.clone()));
    let any = Node::Or(words.collect());
    let root = Node::And(std::iter::once(any).chain(filters.iter().cloned()).collect());
    let (plan, query) = (compiler.plan(&root)?, Query { root });
    let request = Request::new(&query).limit(MAX_CANDIDATES);
    Ok(ranked(searcher.scope(&compiler.budget.clock), &plan, &[], &request)?.found)
}

/// The passage and the one after it, if the first words of a quotation end the one and the rest begin the other.
fn continued(
    searcher: &Searcher,
    quoted: &[QuotedWord],
    found: &ScoredPassage,
    passage: &Passage,
    report: &Arc<Report>,
) -> Result<Option<Continued>, IndexError> {
    let ends: Vec<String> = words(&passage.text).map(|word| fold(word.text)).collect();
    let is_end = |count: &usize| {
        let (first, tail) = (&quoted[..*count], ends.len().checked_sub(*count).map(|from| &ends[from..]));
        tail.is_some_and(|tail| first.iter().map(|word| &word.text).eq(tail))
    };
    let next = found.ordinal + 1;
    if next > report.passages {
        return Ok(None);
    }
    let counts: Vec<usize> = (1..quoted.len()).rev().filter(is_end).collect();
    if counts.is_empty() {
        return Ok(None);
    }
    let reader = &searcher.reader;
    let start = reader.address_of_report(found.address, found.ordinal)?;
    let after = reader.passage(reader.address_of(start, next)?)?;
    let begins: Vec<String> = words(&after.text).take(quoted.len()).map(|word| fold(word.text)).collect();
    let goes_on = |count: &usize| {
        let rest = quoted[*count..].iter().map(|word| &word.text);
        begins.get(..rest.len()).is_some_and(|begins| rest.eq(begins))
    };
    let words = counts.into_iter().find(goes_on);
    Ok(words.map(|words| Continued { report: Arc::clone(report), passages: [found.ordinal, next], words }))
}
