//! What reports say of acronyms.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy_fst::Automaton;
use tantivy_fst::automaton::AlwaysMatch;

use crate::report::Acronym;

use super::schema::PRESENT;
use super::{IndexError, Reader};

impl Reader {
    /// What reports say of acronyms, in order, each with the number of reports that say it.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn acronyms(&self) -> Result<Vec<(Acronym, u64)>, IndexError> {
        self.acronyms_like(&AlwaysMatch)
    }

    /// Of these those that begin with one of some letters and are made of some, capital or small.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn acronyms_made_of(
        &self,
        initials: &BTreeSet<u8>,
        letters: &BTreeSet<u8>,
    ) -> Result<Vec<(Acronym, u64)>, IndexError> {
        self.acronyms_like(&MadeOf { initials: bits(initials), letters: bits(letters) })
    }

    fn acronyms_like<A: Automaton<State: Clone>>(&self, automaton: &A) -> Result<Vec<(Acronym, u64)>, IndexError> {
        if let Some(whole) = &self.whole {
            return whole.reader().acronyms_like(automaton);
        }
        let mut acronyms: Vec<(Acronym, u64)> = Vec::new();
        self.searcher.read(|searcher| {
            for segment in searcher.segment_readers() {
                let inverted = segment.inverted_index(self.fields.acronyms)?;
                let found = inverted.terms().search(automaton).into_stream();
                let mut stream = found.map_err(IndexError::io(&self.folder))?;
                while stream.advance() {
                    let term = String::from_utf8_lossy(stream.key());
                    let Some((short, long)) = term.split_once(PRESENT) else { continue };
                    let acronym = Acronym { short: short.to_owned(), long: long.to_owned() };
                    acronyms.push((acronym, u64::from(stream.value().doc_freq)));
                }
            }
            Ok::<_, IndexError>(())
        })?;
        // The terms of one segment are in order already.
        acronyms.sort();
        acronyms.dedup_by(|(next, more), (acronym, reports)| {
            let is_same = next == acronym;
            *reports += if is_same { *more } else { 0 };
            is_same
        });
        if self.has_deleted() {
            for (Acronym { short, long }, reports) in &mut acronyms {
                let term = format!("{short}{PRESENT}{long}");
                *reports = self.frequency(&Term::from_field_text(self.fields.acronyms, &term))?;
            }
            acronyms.retain(|(_, reports)| *reports > 0);
        }
        Ok(acronyms)
    }
}

/// The terms of acronyms that begin with some letters and are made of some: a bit for each, both cases.
struct MadeOf {
    initials: u128,
    letters: u128,
}

/// How much of a term was read: some letters of its acronym, or all of it and what is after it.
#[derive(Clone, Copy)]
enum AcronymPart {
    Nothing,
    Some,
    All,
}

impl Automaton for MadeOf {
    type State = Option<AcronymPart>;

    fn start(&self) -> Option<AcronymPart> {
        Some(AcronymPart::Nothing)
    }

    fn is_match(&self, state: &Option<AcronymPart>) -> bool {
        matches!(state, Some(AcronymPart::All))
    }

    fn can_match(&self, state: &Option<AcronymPart>) -> bool {
        state.is_some()
    }

    fn will_always_match(&self, state: &Option<AcronymPart>) -> bool {
        self.is_match(state)
    }

    fn accept(&self, state: &Option<AcronymPart>, byte: u8) -> Option<AcronymPart> {
        let is_among = |letters: u128| byte.is_ascii() && letters >> byte & 1 == 1;
        match (*state)? {
            AcronymPart::Nothing => is_among(self.initials).then_some(AcronymPart::Some),
            AcronymPart::Some if PRESENT.as_bytes() == [byte] => Some(AcronymPart::All),
            AcronymPart::Some => is_among(self.letters).then_some(AcronymPart::Some),
            AcronymPart::All => Some(AcronymPart::All),
        }
    }
}

fn bits(letters: &BTreeSet<u8>) -> u128 {
    let cases = |letter: &u8| [letter.to_ascii_uppercase(), letter.to_ascii_lowercase()];
    letters.iter().flat_map(cases).filter(u8::is_ascii).fold(0, |bits, letter| bits | 1 << letter)
}
