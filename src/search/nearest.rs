//! The passage that a quotation was most likely made from, where no passage has it word for word.

use std::ops::Range;
use std::sync::Arc;

use crate::index::IndexError;
use crate::query::{Node, Phrase, Term, TermForm};
use crate::quotation::{AlignedText, Alignment, QuotedGap, QuotedWord, StepKind, align, is_near};
use crate::report::{Passage, Report};
use crate::text::{fold, words};

use super::compile::Compiler;
use super::quoted_passages::{QuotedPassage, quoted_passages};
use super::searcher::Searcher;
use super::{Continued, Nearest, Nothing, WordDifference};

/// A shorter phrase is no quotation.
pub(super) const MIN_QUOTED: usize = 6;

/// At most this many passages are laid beside a phrase.
const MAX_CANDIDATES: usize = 30;

/// More words of a phrase are not compared, nor more of a passage: the work grows with both.
const MAX_QUOTED: usize = 200;
const MAX_WORDS: usize = 2_000;

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
    let words: Vec<&Term> = phrase.terms.iter().filter(|term| term.form == TermForm::Word).collect();
    let mut best: Option<(usize, Nearest)> = None;
    for found in quoted_passages(searcher, compiler, &words, filters, MAX_CANDIDATES)? {
        if compiler.budget.clock.is_over() {
            return Ok(());
        }
        let passage = searcher.reader.passage(found.address)?;
        let report = searcher.reader.report_of(found.address, found.ordinal)?;
        if nothing.continued.is_none() {
            nothing.continued = continued(searcher, &quoted, &found, &passage, &report)?;
        }
        if let Some((differing, quoted, differences)) = laid_beside(&quoted, &passage.text)
            && is_near(differing, phrase.terms.len())
            && best.as_ref().is_none_or(|(least, _)| differing < *least)
        {
            best = Some((differing, Nearest { report, passage, quoted, differences }));
        }
    }
    nothing.nearest = best.map(|(_, nearest)| nearest);
    Ok(())
}

/// How many words of a phrase differ from a text, the bytes that were quoted, and where they differ.
fn laid_beside(quoted: &[QuotedWord], text: &str) -> Option<(usize, Range<usize>, Vec<WordDifference>)> {
    let quoted = &quoted[..quoted.len().min(MAX_QUOTED)];
    let places: Vec<Range<usize>> = words(text).take(MAX_WORDS).map(|word| word.start..word.end()).collect();
    let folded = places.iter().map(|place| fold(&text[place.clone()])).collect();
    let Alignment { differing, place, steps } = align(quoted, &AlignedText { words: folded, asides: Vec::new() })?;
    let bytes = |words: Range<usize>| match places.get(words.clone()) {
        Some([first, .., last]) => first.start..last.end,
        Some([one]) => one.clone(),
        // Between two words, after the one before.
        _ => words.start.checked_sub(1).map_or(places[0].start..places[0].start, |at| places[at].end..places[at].end),
    };
    let differences = steps.into_iter().filter(|step| step.kind == StepKind::Differs).map(|step| {
        let typed: Vec<&str> = quoted[step.quoted].iter().map(|word| word.text.as_str()).collect();
        WordDifference { typed: typed.join(" "), found: bytes(step.words) }
    });
    let place = bytes(place.start..place.end.max(place.start + 1).min(places.len()));
    Some((differing, place, differences.collect()))
}

/// The words of a phrase, if it is a quotation: enough words, all of them as they are.
fn quoted_words(phrase: &Phrase) -> Option<Vec<QuotedWord>> {
    let mut quoted: Vec<QuotedWord> = Vec::new();
    for term in &phrase.terms {
        match term.form {
            TermForm::Word => quoted.push(QuotedWord::plain(term.text.clone(), term.text.clone())),
            TermForm::AnyWord | TermForm::AnyWords => quoted.last_mut()?.gap = Some(QuotedGap::Ellipsis),
            TermForm::Prefix | TermForm::Wildcard | TermForm::Fuzzy(_) => return None,
        }
    }
    (quoted.len() >= MIN_QUOTED).then_some(quoted)
}

/// The passage and the one after it, if the first words of a quotation end the one and the rest begin the other.
fn continued(
    searcher: &Searcher,
    quoted: &[QuotedWord],
    found: &QuotedPassage,
    passage: &Passage,
    report: &Arc<Report>,
) -> Result<Option<Continued>, IndexError> {
    let ends: Vec<String> = words(&passage.text).map(|word| fold(word.text)).collect();
    let is_end = |count: &usize| {
        let (first, tail) = (&quoted[..*count], ends.len().checked_sub(*count).map(|from| &ends[from..]));
        tail.is_some_and(|tail| first.iter().map(|word| &word.folded).eq(tail))
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
    let after = searcher.neighbour(reader.address_of(start, next)?, report, next)?;
    let begins: Vec<String> = words(&after.text).take(quoted.len()).map(|word| fold(word.text)).collect();
    let goes_on = |count: &usize| {
        let rest = quoted[*count..].iter().map(|word| &word.folded);
        begins.get(..rest.len()).is_some_and(|begins| rest.eq(begins))
    };
    let words = counts.into_iter().find(goes_on);
    Ok(words.map(|words| Continued { report: Arc::clone(report), passages: [found.ordinal, next], words }))
}
