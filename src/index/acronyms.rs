//! What reports say of acronyms.

use std::collections::BTreeMap;

use tantivy::Term;

use crate::report::Acronym;

use super::schema::PRESENT;
use super::{IndexError, Reader};

impl Reader {
    /// What reports say of acronyms, in order, each with the number of reports that say it.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn acronyms(&self) -> Result<Vec<(Acronym, u64)>, IndexError> {
        self.acronyms_that(&mut |_, _| true)
    }

    /// Of these those that are wanted, by the acronym and what it stands for.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub fn acronyms_that(
        &self,
        are_wanted: &mut dyn FnMut(&str, &str) -> bool,
    ) -> Result<Vec<(Acronym, u64)>, IndexError> {
        let mut acronyms: BTreeMap<Acronym, u64> = BTreeMap::new();
        self.searcher.read(|searcher| {
            for segment in searcher.segment_readers() {
                let inverted = segment.inverted_index(self.fields.acronyms)?;
                let mut stream = inverted.terms().stream().map_err(IndexError::io(&self.folder))?;
                while stream.advance() {
                    let term = String::from_utf8_lossy(stream.key());
                    let Some((short, long)) = term.split_once(PRESENT) else { continue };
                    if !are_wanted(short, long) {
                        continue;
                    }
                    let acronym = Acronym { short: short.to_owned(), long: long.to_owned() };
                    *acronyms.entry(acronym).or_default() += u64::from(stream.value().doc_freq);
                }
            }
            Ok::<_, IndexError>(())
        })?;
        if self.has_deleted() {
            for (Acronym { short, long }, reports) in &mut acronyms {
                let term = format!("{short}{PRESENT}{long}");
                *reports = self.frequency(&Term::from_field_text(self.fields.acronyms, &term))?;
            }
            acronyms.retain(|_, reports| *reports > 0);
        }
        Ok(acronyms.into_iter().collect())
    }
}
