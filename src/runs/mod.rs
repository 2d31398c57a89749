//! Runs read back: what `findings batch` writes in any of its formats, and what others write for `trec_eval`. A run is
//! read query by query, so that one of a million queries needs no more memory than one of ten.

mod column;
mod compare;
mod error;
mod lines;
mod pairs;
mod qrels;
mod reader;
mod records;
mod rows;
mod trec;

pub(crate) use column::column;
pub(crate) use compare::{Pair, QueryDifference};
pub(crate) use error::RunError;
pub(crate) use pairs::{Pairs, QueryPair};
pub(crate) use qrels::read_judgements;
pub(crate) use reader::RunReader;

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hasher};

/// A run's answer to one query.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunAnswer {
    /// The query's id.
    pub id: String,
    /// The query as typed, if the run has it.
    pub query: Option<String>,
    /// The query as understood, if the run has it.
    pub understood: Option<String>,
    /// How much was found in all, if the run has it.
    pub total: Option<Total>,
    /// Why the query could not be run.
    pub error: Option<String>,
    /// The hits, in the order of the run.
    pub hits: Vec<RunHit>,
}

/// How much a query found, shown or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Total {
    /// Passages.
    pub passages: u64,
    /// Reports.
    pub reports: u64,
}

/// A hit of a run. A TREC run has neither place nor text.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunHit {
    /// The id of the passage, or whatever the run has as a docno.
    pub id: String,
    /// Its rank, as the run gives it.
    pub rank: u64,
    /// Its score.
    pub score: f32,
    /// Its place.
    pub place: Option<Box<HitPlace>>,
    /// Its text.
    pub text: Option<Box<RunText>>,
    /// The line of the file that it is on, from 1.
    pub line: u64,
}

/// The place of a hit, for runs that give it.
#[derive(Clone, Debug, Default)]
pub(crate) struct HitPlace {
    /// The report, if the run names it apart from the passage.
    pub report: Option<String>,
    /// The body inspected.
    pub authority: Option<String>,
    /// The report's date.
    pub date: Option<String>,
    /// The headings over the passage.
    pub section: Vec<String>,
    /// The number printed before it.
    pub label: Option<String>,
    /// The pages on which it begins and ends.
    pub pages: Option<(u32, u32)>,
}

/// The text of a hit: the part to show, and enough to recognise it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunText {
    /// The text, or its beginning.
    pub shown: String,
    hashes: (u64, u64),
}

impl RunText {
    /// Keeps a limited number of characters of a text. Two texts that differ in control characters only are the same,
    /// since tables have none.
    pub(super) fn new(text: &str, most_chars: usize) -> RunText {
        let text = if text.contains(char::is_control) {
            Cow::Owned(text.replace(char::is_control, " "))
        } else {
            Cow::Borrowed(text)
        };
        let hash = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            hasher.write_u8(salt);
            hasher.write(text.as_bytes());
            hasher.finish()
        };
        let end = text.char_indices().nth(most_chars).map_or(text.len(), |(at, _)| at);
        RunText { shown: text[..end].to_owned(), hashes: (hash(0), hash(1)) }
    }

    /// Whether two texts are the same, judging by the kept parts.
    pub(crate) fn is(&self, other: &RunText) -> bool {
        self.hashes == other.hashes
    }
}

impl RunAnswer {
    /// The id as a TREC run writes it, which is the same in all formats.
    pub(crate) fn key(&self) -> Cow<'_, str> {
        column(&self.id)
    }
}

impl RunHit {
    /// The id as a TREC run writes it, which is the same in all formats.
    pub(crate) fn key(&self) -> Cow<'_, str> {
        column(&self.id)
    }

    /// The report that the hit is in: as the run names it, or the part of the id before `#` and a number.
    pub(crate) fn report(&self) -> &str {
        let named = self.place.as_ref().and_then(|place| place.report.as_deref());
        named.unwrap_or_else(|| match self.id.rsplit_once('#') {
            Some((report, number)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => report,
            _ => &self.id,
        })
    }
}
