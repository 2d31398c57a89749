//! The stored reports of an index, one by one, even if some are damaged.

use std::path::Path;

use tantivy::{DocAddress, DocId};

use crate::report::ReadReport;

use super::{IndexError, PlacedReport, Reader};

/// Where a report and its passages are in the index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReportLocation {
    pub(super) segment: u32,
    /// The document of the report itself.
    pub(super) start: DocId,
    /// The document after that of its last passage.
    pub(super) end: DocId,
}

impl ReportLocation {
    /// How many passages it has.
    pub(super) fn passages(&self) -> u32 {
        self.end.saturating_sub(self.start).saturating_sub(1)
    }
}

impl Reader {
    /// Opens the newest state to check it: whatever can be read is read, and errors are reported one by
    /// one.
    ///
    /// # Errors
    /// Where there is no index, or its segments cannot be opened.
    pub(crate) fn open_lenient(folder: &Path) -> Result<Reader, IndexError> {
        match Reader::open(folder) {
            // As of the same state, unless a newer one has come meanwhile.
            Err(IndexError::Damaged { .. }) => Reader::open_segments(folder),
            opened => opened.map(Reader::lenient),
        }
    }

    /// The locations of the reports of this state, in storage order, and an error for each segment whose reports
    /// cannot be listed.
    pub(crate) fn report_locations(&self) -> (Vec<ReportLocation>, Vec<IndexError>) {
        let (mut locations, mut errors) = (Vec::new(), Vec::new());
        for (number, segment) in (0..).zip(self.searcher().segment_readers()) {
            let starts = match self.starts(segment) {
                Ok(starts) => starts,
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            };
            let ends = starts.iter().skip(1).copied().chain([segment.max_doc()]);
            let all = starts.iter().zip(ends).map(|(&start, end)| ReportLocation { segment: number, start, end });
            locations.extend(all.filter(|at| segment.alive_bitset().is_none_or(|alive| alive.is_alive(at.start))));
        }
        (locations, errors)
    }

    /// The id of the report at a location.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn id_at(&self, location: ReportLocation) -> Result<String, IndexError> {
        Ok(self.report(DocAddress::new(location.segment, location.start))?.id.clone())
    }

    /// Whether its segments still contain deleted documents.
    pub(crate) fn has_deleted(&self) -> bool {
        self.searcher().segment_readers().iter().any(tantivy::SegmentReader::has_deletes)
    }

    /// The stored report at a location, with its evidence and passages, but without its acronyms and its
    /// likeness, which are not stored with it.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read.
    pub(crate) fn stored(&self, location: ReportLocation) -> Result<ReadReport, IndexError> {
        let placed = self.report_at(DocAddress::new(location.segment, location.start))?;
        let passages = self.passages_of(&placed, 1..=location.passages())?;
        let PlacedReport { report, .. } = placed;
        Ok(ReadReport { report, passages, acronyms: Vec::new(), block_quotes: Vec::new(), likeness: None })
    }
}

/// Whether these can be the first documents of the reports of a segment with `documents` documents.
pub(super) fn are_starts(starts: &[DocId], documents: DocId) -> bool {
    match (starts.first(), starts.last()) {
        (Some(0), Some(&last)) => last < documents && starts.is_sorted_by(|a, b| a < b),
        (None, None) => documents == 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_begin_one_after_the_other_in_their_segment() {
        for (starts, documents, are) in [
            (&[][..], 0, true),
            (&[], 3, false),
            (&[0], 1, true),
            (&[0], 0, false),
            (&[0, 4, 9], 10, true),
            (&[0, 4, 9], 9, false),
            (&[1, 4, 9], 10, false),
            (&[0, 4, 4], 10, false),
            (&[0, 9, 4], 10, false),
            (&[0, 4, u32::MAX], 10, false),
        ] {
            assert_eq!(are_starts(starts, documents), are, "{starts:?} of {documents}");
        }
    }
}
