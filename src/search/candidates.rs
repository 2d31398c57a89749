//! The documents that have all the words that a span query needs, wherever they occur, and the lists of postings that
//! their positions are read from.

use tantivy::{DocId, DocSet};

use super::docset::{Intersection, Union};
use super::plan::{SpanQuery, TermGroup};
use super::word_postings::WordPostings;

/// What a document must have before positions are looked at.
pub(super) enum Candidates {
    Word(Box<WordPostings>),
    /// All of several words: what nearly every phrase asks for.
    Words(Intersection<WordPostings>),
    All(Intersection<Candidates>),
    Any(Union<Candidates>),
}

/// The lists of postings that positions are read from.
pub(super) struct Lists {
    /// Of words that need not be there.
    others: Vec<WordPostings>,
    /// Where the lists of each word are, by its number.
    paths: Vec<Vec<ListPath>>,
}

/// Where a list of postings is.
enum ListPath {
    /// Among the candidates, by the number of the child at each step down.
    Candidate(Vec<usize>),
    /// Among the others.
    Other(usize),
}

impl Lists {
    /// The number of a word among those that must all be there, where its positions are read from nowhere else.
    pub(super) fn only_child(&self, word: &TermGroup) -> Option<usize> {
        let [ListPath::Candidate(path)] = self.paths.get(word.number)?.as_slice() else { return None };
        if let [number] = path.as_slice() { Some(*number) } else { None }
    }

    /// Calls for each list of the positions of a word.
    pub(super) fn each_of(
        &mut self,
        word: &TermGroup,
        candidates: &mut Candidates,
        mut each: impl FnMut(&mut WordPostings),
    ) {
        for path in self.paths.get(word.number).into_iter().flatten() {
            let list = match path {
                ListPath::Candidate(path) => candidates.list(path),
                ListPath::Other(at) => self.others.get_mut(*at),
            };
            list.into_iter().for_each(&mut each);
        }
    }
}

/// Candidates while they are opened.
struct Opening<'o, E> {
    lists: Lists,
    /// Whether a word that is asked for twice is opened once.
    shared: bool,
    from: DocId,
    open: &'o mut dyn FnMut(&TermGroup) -> Result<WordPostings, E>,
}

impl<E> Opening<'_, E> {
    /// What a document must have for the query, which is `path` down among the candidates; none where others
    /// ask for it already.
    fn candidates(&mut self, span_query: &SpanQuery, path: &mut Vec<usize>) -> Result<Option<Candidates>, E> {
        match span_query {
            SpanQuery::Word(word) => {
                let paths = &mut self.lists.paths[word.number];
                if self.shared && paths.iter().any(|path| matches!(path, ListPath::Candidate(_))) {
                    return Ok(None);
                }
                paths.push(ListPath::Candidate(path.clone()));
                Ok(Some(Candidates::Word(Box::new((self.open)(word)?))))
            }
            SpanQuery::Sequence { parts, .. } => {
                let is_any = |part: &&SpanQuery| matches!(part, SpanQuery::Word(word) if word.any);
                self.all(parts.iter().filter(|part| !is_any(part)), path)
            }
            SpanQuery::InOrder(all) | SpanQuery::Every(all) => self.all(all.iter(), path),
            SpanQuery::Any(any) => Ok(Some(Candidates::Any(Union::new(self.each(any.iter(), path)?)))),
            SpanQuery::Near(left, right, nearness) if nearness.negated => {
                let left = self.all(std::iter::once(&**left), path)?;
                self.others(right)?;
                Ok(left)
            }
            SpanQuery::Near(left, right, _) => self.all([&**left, &**right].into_iter(), path),
        }
    }

    fn all<'o>(
        &mut self,
        all: impl Iterator<Item = &'o SpanQuery>,
        path: &mut Vec<usize>,
    ) -> Result<Option<Candidates>, E> {
        let sets = self.each(all, path)?;
        if sets.is_empty() {
            return Ok(None);
        }
        if !sets.iter().all(|set| matches!(set, Candidates::Word(_))) {
            return Ok(Some(Candidates::All(Intersection::new(sets, self.from))));
        }
        let word = |set| if let Candidates::Word(word) = set { Some(*word) } else { None };
        let words = sets.into_iter().filter_map(word).collect();
        Ok(Some(Candidates::Words(Intersection::new(words, self.from))))
    }

    fn each<'o>(
        &mut self,
        those: impl Iterator<Item = &'o SpanQuery>,
        path: &mut Vec<usize>,
    ) -> Result<Vec<Candidates>, E> {
        let mut sets = Vec::new();
        for one in those {
            path.push(sets.len());
            sets.extend(self.candidates(one, path)?);
            path.pop();
        }
        Ok(sets)
    }

    /// Opens words that need not be there, but whose positions are asked for.
    fn others(&mut self, span_query: &SpanQuery) -> Result<(), E> {
        let mut opened = Ok(());
        span_query.visit(&mut |one| {
            if let SpanQuery::Word(word) = one
                && !word.any
                && opened.is_ok()
                && (!self.shared || self.lists.paths[word.number].is_empty())
            {
                opened = (self.open)(word).map(|list| {
                    self.lists.paths[word.number].push(ListPath::Other(self.lists.others.len()));
                    self.lists.others.push(list);
                });
            }
            opened.is_ok()
        });
        opened
    }
}

impl Candidates {
    /// Of a span query with this many words, each with its number; and the lists of their positions. No document before
    /// `from` is asked for.
    pub(super) fn open<E>(
        span_query: &SpanQuery,
        words: usize,
        from: DocId,
        open: &mut dyn FnMut(&TermGroup) -> Result<WordPostings, E>,
    ) -> Result<(Candidates, Lists), E> {
        let lists = Lists { others: Vec::new(), paths: (0..words).map(|_| Vec::new()).collect() };
        // Where only one of several need be there, looking for one may go past a document that has another.
        let shared = !span_query.has(&mut |one| matches!(one, SpanQuery::Any(_)));
        let mut opening = Opening { lists, shared, from, open };
        let candidates = opening.candidates(span_query, &mut Vec::new())?;
        Ok((candidates.unwrap_or_else(|| Candidates::Any(Union::new(Vec::new()))), opening.lists))
    }

    /// The postings of a word, by its number among those that must all be there.
    pub(super) fn child(&mut self, number: usize) -> Option<&mut WordPostings> {
        self.list(&[number])
    }

    /// The list of postings at the end of a path.
    fn list(&mut self, path: &[usize]) -> Option<&mut WordPostings> {
        let (sets, path) = match (self, path.split_first()) {
            (Candidates::Word(list), None) => return Some(&mut **list),
            (Candidates::Words(words), Some((at, []))) => return words.sets().get_mut(*at),
            (Candidates::All(all), Some((at, rest))) => (all.sets().get_mut(*at), rest),
            (Candidates::Any(any), Some((at, rest))) => (any.sets().get_mut(*at), rest),
            (Candidates::Word(_) | Candidates::Words(_), Some(_))
            | (Candidates::Words(_) | Candidates::All(_) | Candidates::Any(_), None) => return None,
        };
        sets?.list(path)
    }
}

impl DocSet for Candidates {
    fn doc(&self) -> DocId {
        match self {
            Candidates::Word(list) => list.doc(),
            Candidates::Words(words) => words.doc(),
            Candidates::All(all) => all.doc(),
            Candidates::Any(any) => any.doc(),
        }
    }

    fn advance(&mut self) -> DocId {
        match self {
            Candidates::Word(list) => list.advance(),
            Candidates::Words(words) => words.advance(),
            Candidates::All(all) => all.advance(),
            Candidates::Any(any) => any.advance(),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Candidates::Word(list) => list.seek(target),
            Candidates::Words(words) => words.seek(target),
            Candidates::All(all) => all.seek(target),
            Candidates::Any(any) => any.seek(target),
        }
    }

    fn size_hint(&self) -> u32 {
        match self {
            Candidates::Word(list) => list.size_hint(),
            Candidates::Words(words) => words.size_hint(),
            Candidates::All(all) => all.size_hint(),
            Candidates::Any(any) => any.size_hint(),
        }
    }
}
