//! Whether a quotation is in the reports word for word, and if not, what is nearest to it.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::engine::{Counts, Engine, Request, SearchError, Sort};
use crate::query::{MatchLevel, Node, Phrase, Query, Term};
use crate::report::{Passage, Report};

use super::alignment::{Alignment, AlignmentStep, StepKind, align};
use super::quoted::{Quotation, QuotedGap};
use super::window::PassageWindow;

/// A longer quotation is not checked.
pub(crate) const MAX_QUOTED_WORDS: usize = 2_000;

/// At most this many words of a quotation are looked for as a phrase, before the whole of it is compared.
const MAX_ANCHOR: usize = 40;

/// At most this many places of a phrase are compared, the oldest.
const MAX_PLACES: usize = 200;

/// At most this many passages with rare words of the quotation are compared, fewer if it is long.
const MAX_CANDIDATES: usize = 30;
const MIN_CANDIDATES: usize = 4;
const MAX_COMPARED_WORDS: usize = 2_000;

/// A window reaches this many passages to either side of a candidate, and one more for each of these many words.
const MIN_REACH: u32 = 3;
const WORDS_FOR_ONE_MORE: u32 = 8;
const MAX_REACH: u32 = 100;

/// What a check of a quotation came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A report has it word for word, but for what it says it leaves out or puts in.
    Verbatim,
    /// A report has something near to it.
    Altered,
    /// No report has anything near to it.
    NotFound,
    /// It is too long to be checked.
    TooLong,
}

impl Verdict {
    /// The name in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Verbatim => "verbatim",
            Verdict::Altered => "altered",
            Verdict::NotFound => "not found",
            Verdict::TooLong => "too long",
        }
    }
}

/// A quotation that was checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct QuotationCheck {
    /// What it came to.
    pub verdict: Verdict,
    /// How many words it has, without those that were put in.
    pub words: usize,
    /// How many of them are changed, added or left out.
    pub differing: usize,
    /// Where it is from: of several reports with the same words the oldest, of others the nearest.
    pub place: Option<QuotedPlace>,
    /// The quotation beside the text of the report, in order.
    pub pieces: Vec<DiffPiece>,
    /// Where else it is word for word.
    pub elsewhere: Elsewhere,
}

/// A place in a report.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct QuotedPlace {
    /// The report.
    pub report: Arc<Report>,
    /// The report's short id, if it has one.
    pub short_id: Option<Arc<str>>,
    /// The ordinals of the first and the last passage.
    pub passages: (u32, u32),
    /// The number printed before the first passage.
    pub label: Option<String>,
    /// The first page of the first passage and the last of the last.
    pub pages: Option<(u32, u32)>,
}

/// The other places of a quotation.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Elsewhere {
    /// How many passages, reports and authorities have it in all, its own place included.
    pub counts: Counts,
    /// The other places, the oldest first; of very many, some.
    pub places: Vec<QuotedPlace>,
    /// Whether a passage with it occurs word for word in many reports.
    pub boilerplate: bool,
}

/// A piece of a quotation beside the text of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffPiece {
    /// The same words, as the report prints them.
    Same(String),
    /// Words that differ; either may be empty.
    Differs {
        /// The words of the quotation.
        typed: String,
        /// The words of the report.
        found: String,
    },
    /// An ellipsis.
    Ellipsis,
    /// Words that the quotation puts in.
    Inserted(String),
}

/// Whether a text that differs in so many words may still be what was quoted: in half of them, or in a third if they are
/// few.
pub(crate) fn is_near(differing: usize, words: usize) -> bool {
    /// With fewer words, others are near by chance.
    const FEW: usize = 6;
    differing * if words < FEW { 3 } else { 2 } <= words
}

/// Checks a quotation against the reports that meet a query of filters.
///
/// # Errors
/// Where the index is damaged or cannot be read, or it takes longer than `timeout`.
pub(crate) fn check(
    engine: &dyn Engine,
    quotation: &Quotation,
    among: &Query,
    timeout: Option<Duration>,
) -> Result<QuotationCheck, SearchError> {
    let words = quotation.words.len();
    if words == 0 || words > MAX_QUOTED_WORDS {
        let verdict = if words == 0 { Verdict::NotFound } else { Verdict::TooLong };
        return Ok(QuotationCheck::without_place(verdict, words));
    }
    let mut checker = QuotationChecker { engine, quotation, among, timeout, since: Instant::now(), fits: Vec::new() };
    let anchored = checker.with_anchor()?;
    if checker.fits.iter().all(|fit| fit.differing > 0) {
        checker.with_rare_words()?;
    }
    let QuotationChecker { mut fits, .. } = checker;
    fits.sort_by(QuotationFit::compare);
    fits.dedup_by(|a, b| a.place.report.id == b.place.report.id && a.place.passages == b.place.passages);
    let verbatim = fits.partition_point(|fit| fit.differing == 0);
    let mut fits = fits.into_iter();
    let Some(best) = fits.next().filter(|best| is_near(best.differing, words)) else {
        return Ok(QuotationCheck::without_place(Verdict::NotFound, words));
    };
    let places: Vec<QuotedPlace> = fits.take(verbatim.saturating_sub(1)).map(|fit| fit.place).collect();
    let elsewhere = match verbatim {
        0 => Elsewhere::default(),
        _ => elsewhere(&best.place, places, &anchored),
    };
    let verdict = if best.differing == 0 { Verdict::Verbatim } else { Verdict::Altered };
    let QuotationFit { differing, place, pieces, .. } = best;
    Ok(QuotationCheck { verdict, words, differing, place: Some(place), pieces, elsewhere })
}

impl QuotationCheck {
    fn without_place(verdict: Verdict, words: usize) -> QuotationCheck {
        QuotationCheck {
            verdict,
            words,
            differing: 0,
            place: None,
            pieces: Vec::new(),
            elsewhere: Elsewhere::default(),
        }
    }
}

/// How a quotation fits somewhere.
struct QuotationFit {
    differing: usize,
    place: QuotedPlace,
    pieces: Vec<DiffPiece>,
}

impl QuotationFit {
    /// The best first, then the oldest; reports without a date come last.
    fn compare(&self, other: &QuotationFit) -> Ordering {
        let date = |fit: &QuotationFit| fit.place.report.meta.date.map(|date| date.first_day());
        let (a, b) = (date(self), date(other));
        self.differing
            .cmp(&other.differing)
            .then(a.is_none().cmp(&b.is_none()))
            .then(a.cmp(&b))
            .then_with(|| self.place.report.id.cmp(&other.place.report.id))
            .then(self.place.passages.cmp(&other.place.passages))
    }
}

/// What was found of the words that were looked for as a phrase.
struct Anchored {
    /// The counts of the index, if the phrase is the whole quotation.
    counts: Option<Counts>,
    /// How many places were compared.
    compared: usize,
    boilerplate: bool,
}

fn elsewhere(own: &QuotedPlace, places: Vec<QuotedPlace>, anchored: &Anchored) -> Elsewhere {
    let all = || std::iter::once(own).chain(&places);
    let reports: HashSet<&str> = all().map(|place| place.report.id.as_str()).collect();
    let authorities: HashSet<&str> = all().filter_map(|place| place.report.meta.authority.as_deref()).collect();
    let seen = Counts {
        passages: places.len() as u64 + 1,
        reports: reports.len() as u64,
        authorities: authorities.len() as u64,
    };
    // The index knows how many there are if not all were compared.
    let counts = anchored.counts.filter(|counts| counts.passages > anchored.compared as u64).unwrap_or(seen);
    Elsewhere { counts, places, boilerplate: anchored.boilerplate }
}

/// Looks for the places of one quotation.
struct QuotationChecker<'a> {
    engine: &'a dyn Engine,
    quotation: &'a Quotation,
    among: &'a Query,
    timeout: Option<Duration>,
    since: Instant,
    fits: Vec<QuotationFit>,
}

impl QuotationChecker<'_> {
    /// Compares the passages that have the longest run of words without a gap, or the beginning of it.
    fn with_anchor(&mut self) -> Result<Anchored, SearchError> {
        let anchor = self.anchor();
        let is_whole = anchor.len() == self.quotation.words.len();
        let query = self.phrase(anchor);
        let request = Request::new(&query).match_level(MatchLevel::Verbatim).sort(Sort::Date).limit(MAX_PLACES);
        let answer = self.engine.answer(&request.timeout(self.left()?))?.fetched()?;
        let mut boilerplate = false;
        let compared = answer.hits.len();
        for hit in answer.hits {
            let at = hit.highlights.first().map_or(0, |bytes| bytes.start);
            let before = self.fits.len();
            let is_verbatim = self.compare(&hit.report, &hit.short_id, vec![hit.passage.clone()], at, 0)?;
            if !is_verbatim {
                self.fits.truncate(before);
                self.compare_around(&hit.report, &hit.short_id, &hit.passage, at)?;
            }
            boilerplate |= hit.boilerplate && self.fits.last().is_some_and(|fit| fit.differing == 0);
        }
        Ok(Anchored { counts: is_whole.then_some(answer.matched), compared, boilerplate })
    }

    /// Compares the passages that have rare words of the quotation, and what is around them.
    fn with_rare_words(&mut self) -> Result<(), SearchError> {
        let words: Vec<String> = self.quotation.words.iter().map(|word| word.folded.clone()).collect();
        let limit = (MAX_COMPARED_WORDS / words.len()).clamp(MIN_CANDIDATES, MAX_CANDIDATES);
        let candidates = self.engine.quoted_passages(&words, self.among, limit, self.left()?)?;
        let mut seen: HashSet<(String, u32)> = HashSet::new();
        for (report, passage) in candidates {
            if !seen.insert((report.id.clone(), passage.ordinal)) {
                continue;
            }
            // The neighbours are in the window of this one.
            for ordinal in [passage.ordinal.saturating_sub(1), passage.ordinal + 1] {
                seen.insert((report.id.clone(), ordinal));
            }
            let short_id = self.engine.short_id(&report)?;
            self.compare_around(&report, &short_id, &passage, 0)?;
        }
        Ok(())
    }

    /// Compares the quotation with a passage and those around it.
    fn compare_around(
        &mut self,
        report: &Arc<Report>,
        short_id: &Option<Arc<str>>,
        passage: &Passage,
        at: usize,
    ) -> Result<(), SearchError> {
        let words = u32::try_from(self.quotation.words.len()).unwrap_or(u32::MAX);
        let reach = (MIN_REACH + words / WORDS_FOR_ONE_MORE).min(MAX_REACH);
        let around = passage.ordinal.saturating_sub(reach).max(1)..=passage.ordinal.saturating_add(reach);
        let passages = self.engine.passages(&report.id, around)?;
        self.left()?;
        self.compare(report, short_id, passages, at, passage.ordinal)?;
        Ok(())
    }

    /// Compares the quotation with some passages of a report; whether they have it word for word. If they are very long,
    /// with what is around a byte of the passage with an ordinal.
    fn compare(
        &mut self,
        report: &Arc<Report>,
        short_id: &Option<Arc<str>>,
        passages: Vec<Passage>,
        at: usize,
        ordinal: u32,
    ) -> Result<bool, SearchError> {
        let quoted = &self.quotation.words;
        let ordinal = if ordinal > 0 { ordinal } else { passages.first().map_or(0, |passage| passage.ordinal) };
        let window = PassageWindow::new(passages, (ordinal, at), quoted.len());
        let Some(Alignment { differing, place, steps }) = align(quoted, &window.text) else { return Ok(false) };
        let Some((first, last)) = window.passages_of(place) else { return Ok(false) };
        let pages = first.pages.zip(last.pages).map(|((first, _), (_, last))| (first, last));
        let place = QuotedPlace {
            report: Arc::clone(report),
            short_id: short_id.clone(),
            passages: (first.ordinal, last.ordinal),
            label: first.label.clone(),
            pages,
        };
        let pieces = pieces(self.quotation, &window, &steps);
        self.fits.push(QuotationFit { differing, place, pieces });
        Ok(differing == 0)
    }

    /// The longest run of words without a gap in it, or its beginning.
    fn anchor(&self) -> Range<usize> {
        let words = &self.quotation.words;
        let mut longest = 0..0;
        let mut start = 0;
        for (at, word) in words.iter().enumerate() {
            if word.gap.is_some() || at + 1 == words.len() {
                if at + 1 - start > longest.len() {
                    longest = start..at + 1;
                }
                start = at + 1;
            }
        }
        longest.start..longest.end.min(longest.start + MAX_ANCHOR)
    }

    /// The query for some words in a row, in the reports that are asked for.
    fn phrase(&self, words: Range<usize>) -> Query {
        let mut terms: Vec<Term> =
            self.quotation.words[words].iter().map(|word| Term::word(word.folded.clone())).collect();
        let words = match terms.len() {
            1 => Node::Word(terms.remove(0)),
            _ => Node::Phrase(Phrase { terms, slop: 0, compound: false, level: None, span: 0..0 }),
        };
        let filters = self.among.root.conditions().iter().filter(|node| **node != Node::All).cloned();
        let conditions: Vec<Node> = std::iter::once(words).chain(filters).collect();
        Query { root: Node::all_of(conditions) }
    }

    /// The time that is left.
    fn left(&self) -> Result<Option<Duration>, SearchError> {
        let Some(after) = self.timeout else { return Ok(None) };
        match after.checked_sub(self.since.elapsed()) {
            Some(left) => Ok(Some(left)),
            None => Err(SearchError::TimedOut { after }),
        }
    }
}

/// The quotation beside the text.
fn pieces(quotation: &Quotation, window: &PassageWindow, steps: &[AlignmentStep]) -> Vec<DiffPiece> {
    let mut pieces: Vec<DiffPiece> = quotation.lead.iter().cloned().map(DiffPiece::Inserted).collect();
    for step in steps {
        let found = window.text_of(step.words.clone());
        match step.kind {
            StepKind::Same => pieces.push(DiffPiece::Same(found)),
            StepKind::Differs => {
                let typed: Vec<&str> =
                    quotation.words[step.quoted.clone()].iter().map(|word| word.text.as_str()).collect();
                pieces.push(DiffPiece::Differs { typed: typed.join(" "), found });
            }
            StepKind::Gap | StepKind::Aside => {}
        }
        let last = step.quoted.clone().next_back().and_then(|at| quotation.words.get(at));
        match last.and_then(|word| word.gap.as_ref()) {
            Some(QuotedGap::Ellipsis) => pieces.push(DiffPiece::Ellipsis),
            Some(QuotedGap::Inserted(text)) => pieces.push(DiffPiece::Inserted(text.clone())),
            None => {}
        }
    }
    pieces
}
