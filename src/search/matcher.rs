//! Walking one segment for one occurrence: first by documents that have all its words, then, where
//! words must stand to each other, by positions.

use rustc_hash::FxHashMap;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use super::budget::Pace;
use super::near::near;
use super::occurrences::{Positions, Span, occurrences};
use super::plan::{Occurrence, Word};
use super::union::Union;

/// The documents of a segment that have an occurrence.
pub(super) struct Matcher {
    words: Vec<Union>,
    /// The words of each number that equal words have.
    numbered: Vec<Vec<usize>>,
    shape: Shape,
    sentences: Option<SegmentPostings>,
    occurrence: Option<Occurrence>,
    exact: Option<ExactPhrase>,
    frequency: u32,
    doc: DocId,
    pace: Pace,
    /// How many steps of the clock's pace a look at one document is.
    steps: u32,
}

/// What a document must have, in terms of [`Matcher`]'s words, before positions are looked at.
#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Word(usize),
    All(Vec<Shape>),
    Any(Vec<Shape>),
}

impl Matcher {
    /// From an occurrence and a way to open the postings of a word, and of sentence beginnings.
    pub(super) fn open<E>(
        occurrence: &Occurrence,
        open: &mut dyn FnMut(&Word) -> Result<Union, E>,
        sentences: &mut dyn FnMut() -> Result<Option<SegmentPostings>, E>,
        pace: Pace,
    ) -> Result<Matcher, E> {
        let single = matches!(occurrence, Occurrence::Word(_));
        let mut occurrence = occurrence.clone().merged();
        let shared = !has_alternatives(&occurrence);
        let mut words = Words { known: Vec::new(), numbers: FxHashMap::default(), numbered: Vec::new(), shared };
        let shape = shape(&mut occurrence, &mut words, open)?;
        let Words { known: words, numbered, .. } = words;
        let sentences = if needs_sentences(&occurrence) { sentences()? } else { None };
        let exact = ExactPhrase::of(&occurrence, &words, &numbered);
        let steps = u32::try_from(occurrence.words()).unwrap_or(u32::MAX);
        let occurrence = (!single).then_some(occurrence);
        Ok(Matcher { words, numbered, shape, sentences, occurrence, exact, frequency: 0, doc: 0, pace, steps })
    }

    /// Goes to the first document that has the occurrence.
    pub(super) fn start(&mut self) {
        self.settle(0);
    }

    pub(super) fn doc(&self) -> DocId {
        self.doc
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        self.settle(target);
        self.doc
    }

    /// How often it occurs in the current document.
    pub(super) fn frequency(&mut self) -> u32 {
        if self.occurrence.is_none() && self.frequency == 0 {
            let doc = self.doc;
            self.frequency = self.words.iter_mut().map(|word| word.frequency_at(doc)).sum();
        }
        self.frequency
    }

    /// How often it occurs in a document at or after the one asked for before; does not look further.
    pub(super) fn frequency_at(&mut self, doc: DocId) -> u32 {
        if self.candidate(doc) != doc {
            return 0;
        }
        match (&mut self.exact, &self.occurrence) {
            (_, None) => self.frequency(),
            (Some(exact), _) => exact.occurrences(&mut self.words),
            (None, Some(occurrence)) => {
                let (words, numbered, pace) = (&mut self.words, self.numbered.as_slice(), &mut self.pace);
                let mut here = Here { doc, words, numbered, pace, sentences: &mut self.sentences };
                count(&occurrences(occurrence, &mut here))
            }
        }
    }

    /// For two things near each other: how often one stands directly before the other, and how often
    /// they are near, in a document at or after the one asked for before.
    pub(super) fn pairs_at(&mut self, doc: DocId) -> (u32, u32) {
        if self.candidate(doc) != doc {
            return (0, 0);
        }
        let Some(Occurrence::Near(left, right, nearness)) = &self.occurrence else { return (0, 0) };
        let (words, numbered, pace) = (&mut self.words, self.numbered.as_slice(), &mut self.pace);
        let mut here = Here { doc, words, numbered, pace, sentences: &mut self.sentences };
        let (left, right) = (occurrences(left, &mut here), occurrences(right, &mut here));
        let directly = left.iter().filter(|l| right.binary_search_by(|r| r.start.cmp(&l.end)).is_ok()).count();
        let mut near = near(&left, &right, *nearness, &[]);
        near.sort_unstable();
        near.dedup();
        (u32::try_from(directly).unwrap_or(u32::MAX), count(&near))
    }

    /// The first document from `doc` on that has all the words, wherever they stand.
    pub(super) fn candidate(&mut self, doc: DocId) -> DocId {
        self.doc = seek(&self.shape, &mut self.words, doc.max(self.doc));
        self.frequency = 0;
        self.doc
    }

    pub(super) fn cost(&self) -> u32 {
        cost(&self.shape, &self.words)
    }

    /// Goes to the first document from `target` on that has the occurrence.
    fn settle(&mut self, mut target: DocId) {
        loop {
            self.doc = seek(&self.shape, &mut self.words, target);
            self.frequency = 0;
            let Some(occurrence) = &self.occurrence else { return };
            if self.doc == TERMINATED {
                return;
            }
            if self.pace.are_over(self.steps) {
                self.doc = TERMINATED;
                return;
            }
            if let Some(exact) = &mut self.exact {
                self.frequency = exact.occurrences(&mut self.words);
                if self.frequency > 0 {
                    return;
                }
                target = self.doc + 1;
                continue;
            }
            let (words, numbered, pace) = (&mut self.words, self.numbered.as_slice(), &mut self.pace);
            let mut here = Here { doc: self.doc, words, numbered, pace, sentences: &mut self.sentences };
            let spans = occurrences(occurrence, &mut here);
            if !spans.is_empty() {
                self.frequency = count(&spans);
                return;
            }
            target = self.doc + 1;
        }
    }
}

/// How many spans there are, overlapping ones apart.
fn count(spans: &[Span]) -> u32 {
    u32::try_from(spans.len()).unwrap_or(u32::MAX)
}

fn needs_sentences(occurrence: &Occurrence) -> bool {
    occurrence.has(&mut |one| matches!(one, Occurrence::Near(_, _, nearness) if nearness.in_sentence))
}

/// Where only one of several need be there, looking for one may go past a document that has another.
fn has_alternatives(occurrence: &Occurrence) -> bool {
    occurrence.has(&mut |one| matches!(one, Occurrence::Any(_)))
}

/// The words of a matcher while it is opened.
struct Words {
    known: Vec<Union>,
    /// Each word and its number.
    numbers: FxHashMap<Word, usize>,
    numbered: Vec<Vec<usize>>,
    /// Whether a word that is asked for twice is opened once.
    shared: bool,
}

fn shape<E>(
    occurrence: &mut Occurrence,
    words: &mut Words,
    open: &mut dyn FnMut(&Word) -> Result<Union, E>,
) -> Result<Shape, E> {
    let mut several = |occurrences: &mut dyn Iterator<Item = &mut Occurrence>| {
        occurrences.map(|one| shape(one, words, open)).collect::<Result<Vec<_>, E>>()
    };
    Ok(match occurrence {
        Occurrence::Word(word) => {
            let number = match words.numbers.get(word) {
                Some(&number) => number,
                None => {
                    words.numbers.insert(word.clone(), words.numbered.len());
                    words.numbered.push(Vec::new());
                    words.numbered.len() - 1
                }
            };
            let known = words.numbered[number].first().copied().filter(|_| words.shared);
            let at = match known {
                Some(at) => at,
                None => {
                    words.known.push(open(word)?);
                    words.numbered[number].push(words.known.len() - 1);
                    words.known.len() - 1
                }
            };
            word.number = number;
            Shape::Word(at)
        }
        Occurrence::Sequence { parts, .. } => {
            let real = |part: &&mut Occurrence| !matches!(part, Occurrence::Word(word) if word.any);
            let mut all = several(&mut parts.iter_mut().filter(real))?;
            all.sort_by_key(|one| cost(one, &words.known));
            Shape::All(all)
        }
        Occurrence::Any(any) => Shape::Any(several(&mut any.iter_mut())?),
        Occurrence::Every(all) => Shape::All(several(&mut all.iter_mut())?),
        Occurrence::Near(left, right, nearness) if nearness.negated => {
            let shape = several(&mut std::iter::once(&mut **left))?;
            // The right one need not be there, but its positions are asked for.
            several(&mut std::iter::once(&mut **right))?;
            Shape::All(shape)
        }
        Occurrence::Near(left, right, _) => Shape::All(several(&mut [&mut **left, &mut **right].into_iter())?),
    })
}

/// The first document from `target` on with all that the shape needs.
fn seek(shape: &Shape, words: &mut [Union], target: DocId) -> DocId {
    match shape {
        Shape::Word(at) => words[*at].seek(target),
        Shape::Any(any) => any.iter().map(|one| seek(one, words, target)).min().unwrap_or(TERMINATED),
        Shape::All(all) => {
            let mut target = target;
            'again: loop {
                if target == TERMINATED {
                    return TERMINATED;
                }
                for one in all {
                    let found = seek(one, words, target);
                    if found > target {
                        target = found;
                        continue 'again;
                    }
                }
                return target;
            }
        }
    }
}

fn cost(shape: &Shape, words: &[Union]) -> u32 {
    match shape {
        Shape::Word(at) => words[*at].doc_freq(),
        Shape::All(all) => all.iter().map(|one| cost(one, words)).min().unwrap_or(0),
        Shape::Any(any) => any.iter().map(|one| cost(one, words)).fold(0, u32::saturating_add),
    }
}

/// Single words directly after each other, the commonest occurrence by far: their positions, each
/// taken back to where the phrase would begin, must agree.
struct ExactPhrase {
    /// The words in the order of the phrase, by their number.
    words: Vec<usize>,
    begins: Vec<u32>,
    positions: Vec<u32>,
}

impl ExactPhrase {
    fn of(occurrence: &Occurrence, words: &[Union], numbered: &[Vec<usize>]) -> Option<ExactPhrase> {
        let Occurrence::Sequence { parts, slop: 0 } = occurrence else { return None };
        let number = |part: &Occurrence| {
            let Occurrence::Word(word) = part else { return None };
            let first = numbered[word.number].first().copied().filter(|_| !word.any);
            first.filter(|&at| matches!(words[at], Union::One(_)))
        };
        let words = parts.iter().map(number).collect::<Option<Vec<usize>>>()?;
        Some(ExactPhrase { words, begins: Vec::new(), positions: Vec::new() })
    }

    /// How often the phrase stands in the document that all the words' postings are at.
    fn occurrences(&mut self, words: &mut [Union]) -> u32 {
        let last = u32::try_from(self.words.len() - 1).unwrap_or(u32::MAX);
        for (at, number) in (0..).zip(&self.words) {
            // A word's position, moved on by what is left of the phrase, is the phrase's end.
            let Some(list) = words[*number].only() else { return 0 };
            let positions = if at == 0 { &mut self.begins } else { &mut self.positions };
            positions.clear();
            list.append_positions_with_offset(last - at, positions);
            if at > 0 {
                keep_common(&mut self.begins, &self.positions);
            }
            if self.begins.is_empty() {
                return 0;
            }
        }
        u32::try_from(self.begins.len()).unwrap_or(u32::MAX)
    }
}

/// Keeps of one ascending list what another has too.
fn keep_common(kept: &mut Vec<u32>, other: &[u32]) {
    let mut other = other.iter().copied().peekable();
    kept.retain(|&position| {
        while other.next_if(|&next| next < position).is_some() {}
        other.peek() == Some(&position)
    });
}

/// The current document, asked for positions.
struct Here<'m> {
    doc: DocId,
    words: &'m mut [Union],
    numbered: &'m [Vec<usize>],
    pace: &'m mut Pace,
    sentences: &'m mut Option<SegmentPostings>,
}

impl Positions for Here<'_> {
    fn of(&mut self, word: &Word) -> Vec<u32> {
        let mut positions = Vec::new();
        // Of a word that was opened for several alternatives, one list or another is here.
        let mut lists_here = 0;
        for &at in self.numbered.get(word.number).into_iter().flatten() {
            lists_here += self.words[at].add_positions_at(self.doc, &mut positions);
        }
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
        if let Some(list) = self.sentences {
            if list.doc() < self.doc {
                list.seek(self.doc);
            }
            if list.doc() == self.doc {
                list.positions(&mut positions);
            }
        }
        positions
    }
}
