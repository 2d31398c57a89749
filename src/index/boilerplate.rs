//! Boilerplate: passages that occur word for word in many reports. A column has the fingerprint of each
//! passage, and a small file of each state has the fingerprints that recur in it.
//!
//! What recurs depends on all reports together, so each commit counts again: new reports as they are
//! added, and old ones from the column of fingerprints.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use tantivy::{DocId, Index, IndexReader, ReloadPolicy, Term};

use crate::fields::Field;
use crate::report::{Grade, Passage, PassageKind};
use crate::text::{fold_into, words};

use super::IndexError;
use super::checksummed::{self, verified};
use super::reader::documents_with;
use super::schema::{Fields, PRESENT, column_name};

/// Shorter passages recur by chance.
const MIN_WORDS: usize = 8;
/// A text recurs if it occurs in at least this many reports …
const MIN_REPORTS: usize = 5;
/// … and in at least one of this many, since more reports have more sentences in common by chance. This also
/// bounds the number of recurring texts by the passages of this many reports, whatever the size of the corpus …
const ONE_IN: usize = 100;
/// … of at least this many authorities, as copies of one report recur as a whole.
const MIN_AUTHORITIES: usize = 2;

/// The texts that recur in a state of the index, as sorted fingerprints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BoilerplateSet(Vec<u32>);

impl BoilerplateSet {
    /// Whether a passage's text is boilerplate.
    pub(crate) fn has(&self, fingerprint: u32) -> bool {
        self.0.binary_search(&fingerprint).is_ok()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their fingerprints, in order.
    pub(crate) fn fingerprints(&self) -> &[u32] {
        &self.0
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Four bytes for each.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|fingerprint| fingerprint.to_le_bytes()).collect()
    }

    /// Those of such bytes; none where they are cut off.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<BoilerplateSet> {
        let (numbers, rest) = bytes.as_chunks::<4>();
        let numbers = numbers.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        rest.is_empty().then_some(BoilerplateSet(numbers))
    }

    /// Writes them and waits until the disk has them.
    pub(super) fn write(&self, path: &Path) -> Result<(), IndexError> {
        checksummed::write(path, &self.to_bytes()).map_err(IndexError::io(path))
    }

    /// Reads the expected number of them.
    pub(super) fn read(folder: &Path, name: &str, texts: usize) -> Result<BoilerplateSet, IndexError> {
        let path = folder.join(name);
        let damaged = |what: &str| IndexError::damaged(folder, format!("{name}: {what}"));
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => damaged("the file is missing"),
            _ => IndexError::Io { path, error },
        })?;
        let known = BoilerplateSet::from_bytes(verified(&bytes).map_err(damaged)?);
        known.filter(|known| known.len() == texts).ok_or_else(|| damaged("it is not as long as it was written"))
    }
}

/// Counts the reports that each text occurs in.
#[derive(Default)]
pub(crate) struct BoilerplateCounter {
    reports: usize,
    /// The number of each name.
    authorities: HashMap<String, u32>,
    /// The next number of an authority. Each unknown authority gets its own.
    numbered: u32,
    /// The fingerprint of a text in a report, and the report's authority.
    occurrences: Vec<(u32, u32)>,
}

impl BoilerplateCounter {
    /// Adds a report by the fingerprints of its passages; an empty name is an unknown authority.
    pub(crate) fn add(&mut self, authority: &str, mut fingerprints: Vec<u32>) {
        self.reports += 1;
        let authority = self.number(authority);
        fingerprints.sort_unstable();
        fingerprints.dedup();
        self.occurrences.extend(fingerprints.into_iter().map(|fingerprint| (fingerprint, authority)));
    }

    /// Adds the reports of the last state of an index, without those that match a removed term.
    pub(super) fn add_state(
        &mut self,
        index: &Index,
        fields: &Fields,
        folder: &Path,
        removed: &[Term],
    ) -> Result<(), IndexError> {
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        for segment in reader.searcher().segment_readers() {
            let mut gone: HashSet<DocId> = HashSet::new();
            for file in removed {
                gone.extend(documents_with(segment, file, folder)?);
            }
            let stays =
                |doc: &DocId| !gone.contains(doc) && segment.alive_bitset().is_none_or(|alive| alive.is_alive(*doc));
            let columns = segment.fast_fields();
            let name = column_name(&Field::Authority);
            let names = columns.str(&name)?;
            let names = names.ok_or_else(|| IndexError::damaged(folder, format!("no column {name}")))?;
            let fingerprints = columns.column_opt::<u64>("fingerprint")?;
            let starts = documents_with(segment, &Term::from_field_text(fields.file, PRESENT), folder)?;
            let ends = starts.iter().skip(1).copied().chain([segment.max_doc()]);
            let mut authority = String::new();
            for (start, end) in starts.iter().copied().zip(ends).filter(|(start, _)| stays(start)) {
                authority.clear();
                if let Some(name) = names.ords().first(start) {
                    names.ord_to_str(name, &mut authority).map_err(IndexError::io(folder))?;
                }
                let of_passages = (start..end).filter_map(|doc| fingerprints.as_ref()?.first(doc));
                self.add(&authority, of_passages.filter_map(|number| u32::try_from(number).ok()).collect());
            }
        }
        Ok(())
    }

    fn number(&mut self, authority: &str) -> u32 {
        if let Some(&known) = self.authorities.get(authority) {
            return known;
        }
        let number = self.numbered;
        self.numbered += 1;
        if !authority.is_empty() {
            self.authorities.insert(authority.to_owned(), number);
        }
        number
    }

    /// The texts that recur in the reports that were added.
    pub(crate) fn finish(mut self) -> BoilerplateSet {
        let min_reports = MIN_REPORTS.max(self.reports.div_ceil(ONE_IN));
        self.occurrences.sort_unstable();
        let texts = self.occurrences.chunk_by(|a, b| a.0 == b.0);
        let recurring = texts
            .filter(|text| text.len() >= min_reports && text.chunk_by(|a, b| a.1 == b.1).count() >= MIN_AUTHORITIES);
        BoilerplateSet(recurring.map(|text| text[0].0).collect())
    }
}

/// The fingerprints of the passages of a report; none for those that are never boilerplate.
pub(crate) fn fingerprints(passages: &[Passage]) -> Vec<Option<u32>> {
    let before = std::iter::once(None).chain(passages.iter().map(Some));
    let is_verdict = |before: Option<&Passage>| before.is_some_and(announces_verdict);
    passages.iter().zip(before).map(|(passage, before)| fingerprint(passage).filter(|_| !is_verdict(before))).collect()
}

/// Whether what follows a passage is the verdict on a place, one of a few set sentences: "Inspection outcome".
fn announces_verdict(passage: &Passage) -> bool {
    const VERDICTS: [&str; 4] = ["conclusion", "judgement", "judgment", "outcome"];
    const MAX_WORDS: usize = 4;
    let last = words(&passage.text).take(MAX_WORDS + 1).enumerate().last();
    let is_verdict = |word: &str| VERDICTS.iter().any(|verdict| verdict.eq_ignore_ascii_case(word));
    passage.kind == PassageKind::Heading && last.is_some_and(|(at, word)| at < MAX_WORDS && is_verdict(word.text))
}

/// The fingerprint of a passage that may be boilerplate: the hash of its folded words, so that spelling,
/// marks and spaces make no difference. A judgement and a figure in a list are findings, however set
/// their words are.
fn fingerprint(passage: &Passage) -> Option<u32> {
    let is_bullet = match passage.kind {
        PassageKind::Paragraph | PassageKind::Footnote => false,
        PassageKind::Bullet => true,
        _ => return None,
    };
    if is_bullet && passage.text.contains(|c: char| c.is_ascii_digit()) || ends_in_grade(&passage.text) {
        return None;
    }
    // FNV-1a, as any program on any machine computes it.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let (mut count, mut folded) = (0, String::new());
    for word in words(&passage.text) {
        fold_into(word.text, &mut folded);
        for byte in folded.bytes().chain([b' ']) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        count += 1;
    }
    (count >= MIN_WORDS).then_some((hash ^ (hash >> 32)) as u32)
}

/// "… is that it requires improvement to be good."
fn ends_in_grade(text: &str) -> bool {
    let end = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let ends = |with: &str| {
        let from = end.len().checked_sub(with.len()).filter(|&from| end.is_char_boundary(from));
        from.is_some_and(|from| end[from..].eq_ignore_ascii_case(with) && !end[..from].ends_with(char::is_alphanumeric))
    };
    ends("require improvement") || Grade::ALL.iter().any(|grade| ends(grade.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: PassageKind, text: &str) -> Option<u32> {
        fingerprint(&Passage { kind, ..Passage::of_text(text) })
    }

    #[test]
    fn a_fingerprint_is_of_folded_words() {
        let paragraph = |text: &str| of(PassageKind::Paragraph, text);
        let known = paragraph("The panel’s letter is sent to every parent in March.");
        assert_eq!(known, Some(0x9454_13f7));
        for same in [
            "the panel's letter is sent to every parent in march",
            "THE PANEL’S  LETTER — is sent (to every parent) in March …",
        ] {
            assert_eq!(paragraph(same), known, "{same}");
        }
        for other in [
            "The panels letter is sent to every parent in March.",
            "The panel’s letter is sent to every parent in May.",
            "The panel’s letter is sent to everyparent in March now.",
        ] {
            assert!(paragraph(other).is_some() && paragraph(other) != known, "{other}");
        }
    }

    #[test]
    fn a_verdict_is_no_boilerplate() {
        let text = "There are failings that the partnership must put right at once.";
        for (kind, before, is_boilerplate) in [
            (PassageKind::Heading, "Inspection outcome", false),
            (PassageKind::Heading, "What the inspection judgements mean", true),
            (PassageKind::Paragraph, "Inspection outcome", true),
        ] {
            let passages = vec![Passage { kind, ..Passage::of_text(before) }, Passage::of_text(text)];
            assert_eq!(fingerprints(&passages)[1].is_some(), is_boilerplate, "{before}");
        }
    }

    #[test]
    fn what_cannot_be_boilerplate_has_no_fingerprint() {
        use PassageKind::{Bullet, Footnote, Heading, Letterhead, Paragraph, TableRow};
        for (kind, text, has) in [
            (Paragraph, "One two three four five six seven eight.", true),
            (Paragraph, "One two three four five six seven.", false),
            (Bullet, "One two three four five six seven eight.", true),
            (Footnote, "One two three four five six seven eight.", true),
            (Heading, "One two three four five six seven eight", false),
            (TableRow, "One two three four five six seven eight", false),
            (Letterhead, "One two three four five six seven eight", false),
            (Paragraph, "The next visit to all of us is within 3 years.", true),
            (Bullet, "The share of children in all of the schools is 11%.", false),
            (Paragraph, "The judgement on how the harbour is run is that it is Good.", false),
            (Paragraph, "The judgement on how the harbour is run: Requires improvement", false),
            (Paragraph, "The services of the harbour and the quay all require improvement.", false),
            (Paragraph, "The services of the harbour and the quay all feelgood.", true),
            (Paragraph, "é", false),
        ] {
            assert_eq!(of(kind, text).is_some(), has, "{kind:?} {text}");
        }
    }

    #[test]
    fn a_text_recurs_in_enough_reports_of_enough_authorities() {
        let counter = |reports: usize, with: usize, authorities: usize| {
            let mut counter = BoilerplateCounter::default();
            for report in 0..reports {
                let authority = format!("Quay {}", report % authorities);
                counter.add(&authority, if report < with { vec![7, 7, 3, 7] } else { vec![10 + report as u32] });
            }
            counter.finish()
        };
        for (reports, with, authorities, recurs) in [
            (5, 5, 2, true),
            (9, 4, 4, false),
            (5, 5, 1, false),
            (500, 5, 5, true),
            (501, 5, 5, false),
            (501, 6, 6, true),
            (700, 6, 6, false),
        ] {
            let expected = if recurs { vec![3, 7] } else { Vec::new() };
            assert_eq!(counter(reports, with, authorities).0, expected, "{with} of {reports}, {authorities}");
        }
    }

    #[test]
    fn unknown_authorities_are_not_one() {
        let mut counter = BoilerplateCounter::default();
        (0..5).for_each(|_| counter.add("", vec![7]));
        assert!(counter.finish().has(7));
    }
}
