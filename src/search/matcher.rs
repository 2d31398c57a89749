//! Walking one segment for one span query: first by documents that have all its words, then, where
//! words must be to each other, by positions.

use rustc_hash::FxHashMap;
use tantivy::{DocId, DocSet, TERMINATED};

use super::any_spans::AnySpans;
use super::budget::Pace;
use super::candidates::{Candidates, Lists};
use super::docset::{InRanges, reached};
use super::near::near;
use super::occurrences::{Positions, Span, marks, occurrences};
use super::plain_spans::PlainSpans;
use super::plan::{Joint, SpanQuery, TermGroup};
use super::text_marks::{OpenedMarks, TextMarks};
use super::word_postings::WordPostings;

/// The documents of a segment in which a span query occurs.
pub(super) struct Matcher {
    /// The documents with all the words that it takes, wherever they occur.
    candidates: Candidates,
    lists: Lists,
    text_marks: TextMarks,
    span_query: Option<SpanQuery>,
    plain: Option<PlainSpans>,
    any: Option<AnySpans>,
    /// The documents that it is walked over, where these are not all.
    among: Option<InRanges>,
    frequency: u32,
    doc: DocId,
    pace: Pace,
    /// How many steps of the clock's pace a look at one document is.
    steps: u32,
}

impl Matcher {
    /// From a span query and a way to open the postings of a word, and of a mark of the text. No document before `from`
    /// is asked for.
    pub(super) fn open<E>(
        span_query: &SpanQuery,
        from: DocId,
        open: &mut dyn FnMut(&TermGroup) -> Result<WordPostings, E>,
        mark: &mut dyn FnMut(&str) -> OpenedMarks<E>,
        pace: Pace,
    ) -> Result<Matcher, E> {
        let is_one_word = matches!(span_query, SpanQuery::Word(_));
        let mut numbers: FxHashMap<TermGroup, usize> = FxHashMap::default();
        let span_query = span_query.clone().merged().map(&mut |mut one| {
            if let SpanQuery::Word(word) = &mut one {
                let next = numbers.len();
                word.number = *numbers.entry(word.clone()).or_insert(next);
            }
            one
        });
        let (mut candidates, lists) = Candidates::open(&span_query, numbers.len(), from, open)?;
        let text_marks = TextMarks::open(&span_query, mark)?;
        let steps = u32::try_from(span_query.words()).unwrap_or(u32::MAX);
        let plain = PlainSpans::new(&span_query, &mut candidates, &lists);
        let any = AnySpans::new(&span_query);
        let span_query = (!is_one_word).then_some(span_query);
        let (among, frequency, doc) = (None, 0, from);
        Ok(Matcher { candidates, lists, text_marks, span_query, plain, any, among, frequency, doc, pace, steps })
    }

    /// Leaves out other documents than these where it is [walked](Self::seek), without a look at their positions.
    pub(super) fn keep_to(&mut self, among: InRanges) {
        self.among = Some(among);
    }

    pub(super) fn doc(&self) -> DocId {
        self.doc
    }

    /// How often it occurs in the current document.
    pub(super) fn frequency(&mut self) -> u32 {
        if self.frequency == 0 {
            self.frequency = match (&self.span_query, &mut self.candidates) {
                (None, Candidates::Word(word)) => word.frequency_at(self.doc),
                // Whether it occurs is known without that, and often all that is asked.
                (Some(query), _) if self.doc != TERMINATED && (self.any.is_some() || is_word(query)) => {
                    self.frequency_here()
                }
                _ => 0,
            };
        }
        self.frequency
    }

    /// How often it occurs in a document at or after the one asked for before; does not look further.
    pub(super) fn frequency_at(&mut self, doc: DocId) -> u32 {
        if self.candidate(doc) == doc { self.frequency_here() } else { 0 }
    }

    /// Whether it occurs in a document at or after the one asked for before. `words` is how often the words occur there
    /// that its own are forms of: where its own occur as often, they are all of those, and occur where those do.
    pub(super) fn occurs_at(&mut self, doc: DocId, words: u32) -> bool {
        self.candidate(doc) == doc && self.occurs_here(words)
    }

    /// Likewise in the document that was asked for last, which is a [candidate](Self::candidate).
    pub(super) fn occurs_here(&mut self, words: u32) -> bool {
        self.span_query.is_none() || words > 0 && self.words_here() == Some(words) || self.is_met_here()
    }

    /// For two things near each other: how often one is directly before the other, and how often
    /// they are near, in a document at or after the one asked for before.
    pub(super) fn pairs_at(&mut self, doc: DocId) -> (u32, u32) {
        if self.candidate(doc) != doc {
            return (0, 0);
        }
        let Some(SpanQuery::Near(left, right, nearness)) = &self.span_query else { return (0, 0) };
        let (candidates, lists, pace) = (&mut self.candidates, &mut self.lists, &mut self.pace);
        let mut here = DocPositions { doc, candidates, lists, pace, text_marks: &mut self.text_marks };
        let (left, right) = (occurrences(left, &mut here), occurrences(right, &mut here));
        let directly = left.iter().filter(|l| right.binary_search_by(|r| r.start.cmp(&l.end)).is_ok()).count();
        let mut near = near(&left, &right, *nearness, &[]);
        near.sort_unstable();
        near.dedup();
        (u32::try_from(directly).unwrap_or(u32::MAX), count(&near))
    }

    /// Adds what a hit marks of it in a document at or after the one asked for before, in order. It must have been opened
    /// with the positions of its words.
    pub(super) fn add_marks_at(&mut self, doc: DocId, spans: &mut Vec<Span>) {
        if self.candidate(doc) != doc {
            return;
        }
        let Some(span_query) = &self.span_query else { return };
        if let Some(plain) = &mut self.plain {
            plain.count(&mut self.candidates, &mut self.text_marks);
            plain.add_spans(spans);
            return;
        }
        let (candidates, lists, pace) = (&mut self.candidates, &mut self.lists, &mut self.pace);
        let mut here = DocPositions { doc, candidates, lists, pace, text_marks: &mut self.text_marks };
        let from = spans.len();
        spans.extend(marks(span_query, &mut here));
        spans[from..].sort_unstable();
    }

    /// The first document from `doc` on that has all the words, wherever they occur.
    pub(super) fn candidate(&mut self, doc: DocId) -> DocId {
        let target = doc.max(self.doc);
        self.doc = self.candidates.doc();
        if self.doc < target {
            self.doc = self.candidates.seek(target);
        }
        self.frequency = 0;
        self.doc
    }

    /// How often its words occur in the current document, wherever they are, where the query is made of single
    /// words; none elsewhere.
    pub(super) fn words_here(&mut self) -> Option<u32> {
        self.plain.as_ref()?.words_here(&mut self.candidates)
    }

    /// At most this many documents.
    pub(super) fn size_hint(&self) -> u32 {
        self.candidates.size_hint()
    }

    /// Goes to the first document from `target` on that matches.
    pub(super) fn seek(&mut self, mut target: DocId) -> DocId {
        loop {
            let doc = self.candidate(target);
            target = self.among.as_mut().map_or(doc, |among| reached(among, doc));
            if target > doc {
                continue;
            }
            if self.span_query.is_none() || self.doc == TERMINATED {
                return self.doc;
            }
            if self.pace.are_over(self.steps) {
                self.doc = TERMINATED;
                return self.doc;
            }
            if self.is_met_here() {
                return self.doc;
            }
            target = self.doc + 1;
        }
    }

    /// Whether it occurs in the document that the candidates are at, where how often is known only if it had to be.
    fn is_met_here(&mut self) -> bool {
        match &mut self.any {
            Some(any) => any.occurs(&mut self.candidates, &mut self.text_marks),
            None if self.span_query.as_ref().is_some_and(is_word) => true,
            None => {
                self.frequency = self.frequency_here();
                self.frequency > 0
            }
        }
    }

    /// How often it occurs in the document that the candidates are at.
    fn frequency_here(&mut self) -> u32 {
        let Some(span_query) = &self.span_query else { return self.frequency() };
        if let Some(plain) = &mut self.plain {
            return plain.count(&mut self.candidates, &mut self.text_marks);
        }
        if let Some(any) = &mut self.any {
            return any.count(&mut self.candidates, &mut self.text_marks);
        }
        let (candidates, lists, pace) = (&mut self.candidates, &mut self.lists, &mut self.pace);
        let mut here = DocPositions { doc: self.doc, candidates, lists, pace, text_marks: &mut self.text_marks };
        count(&occurrences(span_query, &mut here))
    }
}

/// Whether a query is one of words any of which will do: a document that has one of them has it.
fn is_word(query: &SpanQuery) -> bool {
    matches!(query, SpanQuery::Word(word) if !word.any && !word.also_over)
}

/// How many spans there are, overlapping ones apart.
fn count(spans: &[Span]) -> u32 {
    u32::try_from(spans.len()).unwrap_or(u32::MAX)
}

/// The current document, asked for positions.
struct DocPositions<'m> {
    doc: DocId,
    candidates: &'m mut Candidates,
    lists: &'m mut Lists,
    pace: &'m mut Pace,
    text_marks: &'m mut TextMarks,
}

impl Positions for DocPositions<'_> {
    fn of(&mut self, word: &TermGroup) -> Vec<u32> {
        let mut positions = Vec::new();
        // Of a word that was opened for several alternatives, one list or another is here.
        let mut lists_here = 0;
        self.lists.each_of(word, self.candidates, |list| {
            lists_here += list.add_positions_at(self.doc, &mut positions);
        });
        if lists_here > 1 {
            positions.sort_unstable();
            positions.dedup();
        }
        positions
    }

    fn is_over(&mut self) -> bool {
        self.pace.is_over()
    }

    fn sentences(&mut self) -> Vec<u32> {
        let mut positions = Vec::new();
        self.text_marks.add_sentences(self.doc, &mut positions);
        positions
    }

    fn parted(&mut self, joint: Joint) -> Vec<u32> {
        let mut positions = Vec::new();
        self.text_marks.add_parted(self.doc, joint, &mut positions);
        positions
    }
}
