//! What reports say of acronyms.

use std::collections::BTreeSet;

use tantivy::Term;

use crate::report::Acronym;

use super::schema::PRESENT;
use super::{IndexError, Reader};

impl Reader {
    /// What reports say of acronyms, in order, each with the number of reports that say it.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn acronyms(&self) -> Result<Vec<(Acronym, u64)>, IndexError> {
        self.acronyms_between(&[(0, u8::MAX)])
    }

    /// Of these those that begin with one of some letters, capital or small.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn acronyms_beginning(&self, letters: &BTreeSet<u8>) -> Result<Vec<(Acronym, u64)>, IndexError> {
        let cases = |letter: &u8| [letter.to_ascii_uppercase(), letter.to_ascii_lowercase()];
        let firsts: BTreeSet<u8> = letters.iter().flat_map(cases).collect();
        self.acronyms_between(&firsts.into_iter().map(|first| (first, first)).collect::<Vec<_>>())
    }

    /// Those whose first byte is in any of some ranges, both ends included.
    fn acronyms_between(&self, firsts: &[(u8, u8)]) -> Result<Vec<(Acronym, u64)>, IndexError> {
        if let Some(whole) = &self.whole {
            return whole.reader().acronyms_between(firsts);
        }
        let mut acronyms: Vec<(Acronym, u64)> = Vec::new();
        self.searcher.read(|searcher| {
            let segments = searcher.segment_readers().iter();
            for (segment, (least, most)) in
                segments.flat_map(|segment| firsts.iter().map(move |first| (segment, first)))
            {
                let inverted = segment.inverted_index(self.fields.acronyms)?;
                let range = inverted.terms().range().ge([*least]).lt([most.saturating_add(1)]);
                let mut stream = range.into_stream().map_err(IndexError::io(&self.folder))?;
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
