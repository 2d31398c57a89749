//! What is known of a whole index where only a part of its passages is here: its reports, and in how many passages and
//! reports each term occurs.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::schema::Field;
use tantivy::{SegmentReader, Term};

use super::memory::MemoryParts;
use super::schema::Fields;
use super::{IndexError, Reader};

/// A list of terms that passages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum TermList {
    /// Folded words.
    Words,
    /// Stems.
    Stems,
    /// Numbers printed before paragraphs.
    Labels,
    /// What passages are for.
    Roles,
}

impl TermList {
    const ALL: [TermList; 4] = [TermList::Words, TermList::Stems, TermList::Labels, TermList::Roles];

    /// The field that has the list.
    pub(super) fn field(self, fields: &Fields) -> Field {
        match self {
            TermList::Words => fields.words,
            TermList::Stems => fields.stems,
            TermList::Labels => fields.label,
            TermList::Roles => fields.role,
        }
    }
}

/// A term of an index, and how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VocabularyTerm {
    /// The list that it is of.
    pub(crate) list: TermList,
    /// The term.
    pub(crate) term: String,
    /// How many passages have it.
    pub(crate) passages: u64,
    /// How many reports have such a passage.
    pub(crate) reports: u64,
}

/// A whole index without its passages.
pub(crate) struct Whole {
    /// Its reports, and a passage that stands for all passages of each.
    reader: Arc<Reader>,
    /// How many passages and reports have a term.
    frequencies: HashMap<(Field, String), (u64, u64)>,
}

impl Whole {
    /// Of what is known of reports, and of the terms of their passages.
    ///
    /// # Errors
    /// Where tantivy fails.
    pub(crate) fn new(reports: MemoryParts, vocabulary: Vec<VocabularyTerm>) -> Result<Whole, IndexError> {
        let reader = Arc::new(Reader::of_parts_with(reports, &vocabulary)?);
        let fields = *reader.fields();
        let frequency = |term: VocabularyTerm| ((term.list.field(&fields), term.term), (term.passages, term.reports));
        Ok(Whole { reader, frequencies: vocabulary.into_iter().map(frequency).collect() })
    }

    /// Its reports.
    pub(crate) fn reader(&self) -> &Arc<Reader> {
        &self.reader
    }

    /// How many passages and reports have a term; none for terms of reports.
    pub(super) fn frequency(&self, term: &Term) -> Option<(u64, u64)> {
        let fields = self.reader.fields();
        if !TermList::ALL.iter().any(|list| list.field(fields) == term.field()) {
            return None;
        }
        let text = term.value().as_str().unwrap_or_default().to_owned();
        Some(self.frequencies.get(&(term.field(), text)).copied().unwrap_or_default())
    }
}

impl Reader {
    /// The number of documents that contain a term; deleted ones do not count.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn frequency(&self, term: &Term) -> Result<u64, IndexError> {
        if let Some(whole) = &self.whole {
            return whole.frequency(term).map_or_else(|| whole.reader().frequency(term), |(passages, _)| Ok(passages));
        }
        let of_segment = |segment: &SegmentReader| match segment.alive_bitset() {
            None => {
                let frequency = segment.inverted_index(term.field())?.doc_freq(term);
                frequency.map(u64::from).map_err(IndexError::io(&self.folder))
            }
            Some(_) => Ok(self.alive_in(segment, term)?.len() as u64),
        };
        self.searcher.read(|searcher| searcher.segment_readers().iter().map(of_segment).sum())
    }

    /// The index whose lists of terms are those of the whole: this one, unless it is a part.
    pub(crate) fn with_vocabulary(&self) -> &Reader {
        self.whole.as_ref().map_or(self, |whole| whole.reader())
    }

    /// In how many reports of the whole a term of passages occurs, where this is a part of it.
    pub(crate) fn reports_with(&self, term: &Term) -> Option<u64> {
        Some(self.whole.as_ref()?.frequency(term)?.1)
    }
}
