//! The words and values that the index knows.

use std::collections::BTreeSet;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use strsim::osa_distance;
use tantivy::Term;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;

use crate::index::{CAPITALS, IndexError, PRESENT, Reader};
use crate::text::{are_opposites, max_letters_off};

use super::Unit;
use super::bm25::idf;
use super::budget::{Clock, MAX_LETTERS, Pace, is_longer};
use super::index_view::IndexView;
use super::plan::TermGroup;

/// The term dictionaries of all segments as one.
pub(super) struct Dictionary<'r> {
    pub(super) reader: &'r Reader,
    view: &'r IndexView,
    clock: Arc<Clock>,
}

/// What was looked up before; queries ask for the same words again and again.
#[derive(Default)]
pub(super) struct Memory {
    documents: Mutex<FxHashMap<(Field, String), u64>>,
    reports: Mutex<FxHashMap<(Field, String), u64>>,
    halves: Mutex<FxHashMap<String, Halves>>,
}

/// The two halves of a compound, if the word is one.
type Halves = Option<(String, String)>;

/// No term of a word is longer, whatever its letters; nor are two with a hyphen.
const MAX_TERM_BYTES: usize = 2 * 4 * MAX_LETTERS + 1;

/// Beyond this many words a memory is cleared.
const MAX_REMEMBERED: usize = 20_000;

impl<'r> Dictionary<'r> {
    pub(super) fn new(reader: &'r Reader, view: &'r IndexView, clock: &Arc<Clock>) -> Dictionary<'r> {
        Dictionary { reader, view, clock: Arc::clone(clock) }
    }

    /// In how many documents a term of a field occurs, over all segments.
    pub(super) fn documents(&self, field: Field, term: &str) -> Result<u64, IndexError> {
        if term.len() > MAX_TERM_BYTES {
            return Ok(0);
        }
        let key = (field, term.to_owned());
        if let Some(known) = recall(&self.view.memory.documents, &key) {
            return Ok(known);
        }
        let documents = self.reader.frequency(&Term::from_field_text(field, term))?;
        remember(&self.view.memory.documents, key, documents);
        Ok(documents)
    }

    /// In how many reports a term of a field occurs. Their number is in no dictionary, so its list is walked.
    fn reports(&self, field: Field, term: &str) -> Result<u64, IndexError> {
        let key = (field, term.to_owned());
        if let Some(known) = recall(&self.view.memory.reports, &key) {
            return Ok(known);
        }
        let term = Term::from_field_text(field, term);
        if let Some(reports) = self.reader.reports_with(&term) {
            return Ok(reports);
        }
        let mut reports = 0;
        for (segment, columns) in self.reader.searcher().segment_readers().iter().zip(&self.view.segments) {
            let mut documents = self.reader.documents_with(segment, &term)?;
            if let Some(alive) = segment.alive_bitset() {
                documents.retain(|&doc| alive.is_alive(doc));
            }
            reports += columns.passages_with(&documents).len() as u64;
        }
        remember(&self.view.memory.reports, key, reports);
        Ok(reports)
    }

    /// The inverse document frequency of a word, where documents are what hits are: passages or reports.
    pub(super) fn idf(&self, word: &TermGroup, unit: Unit) -> Result<f32, IndexError> {
        let summary = self.reader.summary();
        if unit == Unit::Passage {
            return Ok(idf(self.frequency(word)?, summary.passages));
        }
        let field = word.field(self.reader.fields());
        let reports: u64 = word.terms.iter().map(|term| self.reports(field, term)).sum::<Result<_, _>>()?;
        Ok(idf(reports, summary.reports))
    }

    /// Whether a term of the dictionaries occurs in some document: those that were taken out leave theirs behind
    /// for a while.
    fn stands(&self, field: Field, term: &str) -> Result<bool, IndexError> {
        Ok(!self.reader.has_deleted() || self.documents(field, term)? > 0)
    }

    /// In how many documents a word occurs; an upper bound where it has several terms.
    pub(super) fn frequency(&self, word: &TermGroup) -> Result<u64, IndexError> {
        let field = word.field(self.reader.fields());
        word.terms.iter().map(|term| self.documents(field, term)).sum()
    }

    /// Whether some passage has the folded word.
    pub(super) fn has_word(&self, word: &str) -> Result<bool, IndexError> {
        Ok(self.documents(self.reader.fields().words, word)? > 0)
    }

    /// Whether some passage has a word with the stem.
    pub(super) fn has_stem(&self, stem: &str) -> Result<bool, IndexError> {
        Ok(self.documents(self.reader.fields().stems, stem)? > 0)
    }

    /// Whether some passage has the two words joined by a hyphen.
    pub(super) fn has_hyphenated(&self, head: &str, tail: &str) -> Result<bool, IndexError> {
        self.has_word(&format!("{head}-{tail}"))
    }

    /// The halves of a closed compound, if the index has it with a hyphen; of several, the commonest.
    pub(super) fn halves_of(&self, closed: &str) -> Result<Halves, IndexError> {
        if !may_be_compound(closed) {
            return Ok(None);
        }
        if let Some(known) = recall(&self.view.memory.halves, &closed.to_owned()) {
            return Ok(known);
        }
        let halves = self.find_halves(closed)?;
        remember(&self.view.memory.halves, closed.to_owned(), halves.clone());
        Ok(halves)
    }

    fn find_halves(&self, closed: &str) -> Result<Halves, IndexError> {
        let mut best: Option<(u64, (String, String))> = None;
        for (at, _) in closed.char_indices().skip(1) {
            let (head, tail) = closed.split_at(at);
            let documents = self.documents(self.reader.fields().words, &format!("{head}-{tail}"))?;
            if documents > 0 && best.as_ref().is_none_or(|(limit, _)| documents > *limit) {
                best = Some((documents, (head.to_owned(), tail.to_owned())));
            }
        }
        Ok(best.map(|(_, halves)| halves))
    }

    /// The folded words that a pattern with `*` and `?` fits, in order, at most `limit`.
    pub(super) fn matching(&self, pattern: &str, limit: usize) -> Result<Vec<String>, IndexError> {
        let pattern: Vec<char> = pattern.chars().collect();
        let start: String = pattern.iter().take_while(|&&c| c != '*' && c != '?').collect();
        let fits = |word: &str| is_word(word) && fits(&pattern, word);
        self.terms(self.reader.fields().words, &start, &fits, limit)
    }

    /// The folded words within that many edits of a word, in order, at most `limit`.
    pub(super) fn similar(&self, word: &str, edits: usize, limit: usize) -> Result<Vec<String>, IndexError> {
        let near = |other: &str| is_word(other) && osa_distance(word, other) <= edits;
        let field = self.reader.fields().words;
        let query =
            FuzzyTermQuery::new(Term::from_field_text(field, word), u8::try_from(edits.min(2)).unwrap_or(2), true);
        let automaton = query.automaton()?;
        let mut found = BTreeSet::new();
        let mut pace = Pace::of(&self.clock);
        for segment in self.reader.with_vocabulary().searcher().segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let io = IndexError::io(self.reader.folder());
            let mut stream = inverted.terms().search(&automaton).into_stream().map_err(io)?;
            while stream.advance() && !pace.is_over() {
                let Ok(other) = std::str::from_utf8(stream.key()) else { continue };
                if near(other) && self.stands(field, other)? {
                    found.insert(other.to_owned());
                }
            }
        }
        Ok(found.into_iter().take(limit).collect())
    }

    /// The commonest word within one or two edits of a word, other than itself and its opposite.
    pub(super) fn nearest(&self, word: &str) -> Result<Option<String>, IndexError> {
        if is_longer(word, MAX_LETTERS) || self.clock.is_over() {
            return Ok(None);
        }
        for edits in 1..=max_letters_off(word) {
            let mut best: Option<(u64, String)> = None;
            for other in self.similar(word, edits, 500)? {
                let documents = self.documents(self.reader.fields().words, &other)?;
                let is_other = other != word && !are_opposites(word, &other);
                if is_other && best.as_ref().is_none_or(|(limit, _)| documents > *limit) {
                    best = Some((documents, other));
                }
            }
            if let Some((_, word)) = best {
                return Ok(Some(word));
            }
        }
        Ok(None)
    }

    /// The folded words that occur somewhere in capitals, in order.
    pub(super) fn in_capitals(&self) -> Result<Vec<String>, IndexError> {
        let terms = self.terms(self.reader.fields().words, CAPITALS, &|_| true, usize::MAX)?;
        Ok(terms.into_iter().map(|term| term[CAPITALS.len()..].to_owned()).collect())
    }

    /// The values of a filter's field, in order.
    pub(super) fn values(&self, field: Field) -> Result<Vec<String>, IndexError> {
        self.terms(field, "", &|value| value != PRESENT, usize::MAX)
    }

    fn terms(
        &self,
        field: Field,
        start: &str,
        keep: &dyn Fn(&str) -> bool,
        limit: usize,
    ) -> Result<Vec<String>, IndexError> {
        let mut found = BTreeSet::new();
        let mut pace = Pace::of(&self.clock);
        for segment in self.reader.with_vocabulary().searcher().segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let io = IndexError::io(self.reader.folder());
            let mut stream = inverted.terms().range().ge(start.as_bytes()).into_stream().map_err(io)?;
            let mut kept = 0;
            while kept < limit && stream.advance() && !pace.is_over() {
                let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                if !term.starts_with(start) {
                    break;
                }
                if keep(term) && self.stands(field, term)? {
                    found.insert(term.to_owned());
                    kept += 1;
                }
            }
        }
        Ok(found.into_iter().take(limit).collect())
    }
}

/// No word that is written with a hyphen, without or as two has more letters.
const MAX_COMPOUND: usize = 40;

/// A number is no compound, as 12 is not "1-2", nor are two letters, nor what is longer than any word.
pub(super) fn may_be_compound(closed: &str) -> bool {
    closed.chars().nth(2).is_some() && !is_longer(closed, MAX_COMPOUND) && !closed.bytes().all(|b| b.is_ascii_digit())
}

fn recall<K: Eq + Hash, V: Clone>(memory: &Mutex<FxHashMap<K, V>>, key: &K) -> Option<V> {
    memory.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
}

fn remember<K: Eq + Hash, V>(memory: &Mutex<FxHashMap<K, V>>, key: K, value: V) {
    let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    if memory.len() >= MAX_REMEMBERED {
        memory.clear();
    }
    memory.insert(key, value);
}

/// Terms that stand for something else than one word have a hyphen or a control character.
fn is_word(term: &str) -> bool {
    !term.contains(|c: char| c == '-' || c.is_control())
}

/// Whether a pattern with `*` (any letters) and `?` (one letter) fits a whole text.
pub(super) fn fits(pattern: &[char], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p).is_some_and(|&c| c == '?' || c == text[t]) {
            (p, t) = (p + 1, t + 1);
        } else if let Some((at, from)) = star {
            star = Some((at, from + 1));
            (p, t) = (at + 1, from + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_words() {
        for (pattern, text, expected) in [
            ("inter*", "interview", true),
            ("organi?ation", "organisation", true),
            ("*ship", "relationship", true),
            ("*a*b*", "xaybz", true),
            ("a?", "a", false),
            ("a*b", "ac", false),
        ] {
            assert_eq!(fits(&pattern.chars().collect::<Vec<_>>(), text), expected, "{pattern} {text}");
        }
    }
}
