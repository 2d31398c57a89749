//! What every search of one state of an index needs, opened once: the columns of its segments and
//! the lengths of its texts.

use std::sync::{Arc, OnceLock};

use tantivy::columnar::{Column, StrColumn};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, SegmentReader, TERMINATED};

use crate::index::{IndexError, Reader, ordinal_of, part_of};
use crate::report::PassageKind;

use super::bm25::Lengths;
use super::cursor::Walk;
use super::dictionary::Memory;
use super::places::Places;

/// A state of an index, ready for searching.
pub(super) struct Ground {
    /// The lengths of the passages.
    pub(super) lengths: Arc<Lengths>,
    /// The mean length of a report, in words.
    pub(super) mean_report: f32,
    /// The order of the reports' ids over all segments.
    pub(super) reports: Places,
    /// The order of the authorities' names likewise.
    pub(super) authorities: Places,
    /// What was looked up in the dictionary.
    pub(super) memory: Memory,
    /// The segments, in order.
    pub(super) segments: Vec<SegmentColumns>,
}

/// The columns of a segment that counting and ordering need.
pub(super) struct SegmentColumns {
    place: Column<u64>,
    /// The same in memory, where many searches are to come.
    places: OnceLock<Vec<u32>>,
    pub(super) date: Column<u64>,
    reports: StrColumn,
    authorities: StrColumn,
    /// The number of the empty name, which stands for an unknown authority.
    unknown_authority: Option<u64>,
    pub(super) report_words: Column<u64>,
    pub(super) norms: FieldNormReader,
}

impl Ground {
    pub(super) fn of(reader: &Reader) -> Result<Ground, IndexError> {
        let mut words = 0;
        let mut segments = Vec::new();
        for segment in reader.searcher().segment_readers() {
            words += segment.inverted_index(reader.fields().stems)?.total_num_tokens();
            segments.push(SegmentColumns::open(reader, segment)?);
        }
        let mean = |of: u64| words as f32 / of.max(1) as f32;
        let summary = reader.summary();
        Ok(Ground {
            lengths: Arc::new(Lengths::new(mean(summary.passages))),
            mean_report: mean(summary.reports),
            reports: Places::of("report"),
            authorities: Places::of("authority_name"),
            memory: Memory::default(),
            segments,
        })
    }
}

impl SegmentColumns {
    fn open(reader: &Reader, segment: &SegmentReader) -> Result<SegmentColumns, IndexError> {
        let columns = segment.fast_fields();
        let text = |name: &str| {
            let missing =
                || IndexError::Damaged { path: reader.folder().to_owned(), what: format!("no column {name}") };
            columns.str(name)?.ok_or_else(missing)
        };
        let authorities = text("authority_name")?;
        let mut first_name = String::from("-");
        authorities.ord_to_str(0, &mut first_name).map_err(IndexError::io(reader.folder()))?;
        Ok(SegmentColumns {
            place: columns.u64("place")?,
            places: OnceLock::new(),
            date: columns.u64("date_first")?,
            reports: text("report")?,
            authorities,
            unknown_authority: first_name.is_empty().then_some(0),
            report_words: columns.u64("report_words")?,
            norms: segment.get_fieldnorms_reader(reader.fields().stems)?,
        })
    }

    fn place(&self, doc: DocId) -> u64 {
        match self.places.get() {
            Some(places) => places.get(doc as usize).copied().unwrap_or(0).into(),
            None => self.place.first(doc).unwrap_or(0),
        }
    }

    /// Reads the column that every passage met is looked up in; worth it for more than a few searches.
    pub(super) fn load(&self, documents: DocId) {
        let place = |doc| self.place.first(doc).and_then(|place| u32::try_from(place).ok()).unwrap_or(0);
        self.places.get_or_init(|| (0..documents).map(place).collect());
    }

    /// The passage's number in its report; 0 for the report itself.
    pub(super) fn ordinal(&self, doc: DocId) -> DocId {
        ordinal_of(self.place(doc))
    }

    /// What a passage's score is multiplied by for the part it plays: what frames a report does not
    /// outrank what it says.
    pub(super) fn weight(&self, doc: DocId) -> f32 {
        match part_of(self.place(doc)) {
            Some(PassageKind::Heading) => 0.5,
            Some(PassageKind::Footnote) => 0.7,
            Some(kind) if !kind.is_finding() => 0.2,
            _ => 1.0,
        }
    }

    /// The number of the report's id in the order of ids in this segment.
    pub(super) fn report(&self, doc: DocId) -> u64 {
        self.reports.ords().first(doc).unwrap_or(0)
    }

    /// The number of the authority's name likewise; none where it is not known.
    pub(super) fn authority(&self, doc: DocId) -> Option<u64> {
        self.authorities.ords().first(doc).filter(|&number| Some(number) != self.unknown_authority)
    }

    /// The first living passage at or after the cursor, which goes there, and its ordinal.
    pub(super) fn next_passage(&self, segment: &SegmentReader, cursor: &mut impl Walk) -> Option<(DocId, DocId)> {
        let alive = segment.alive_bitset();
        while cursor.doc() != TERMINATED {
            let doc = cursor.doc();
            let ordinal = self.ordinal(doc);
            if ordinal > 0 && alive.is_none_or(|alive| alive.is_alive(doc)) {
                return Some((doc, ordinal));
            }
            cursor.advance();
        }
        None
    }

    /// The first and last passage of the report that a passage belongs to.
    pub(super) fn documents_of_report(&self, doc: DocId, most: DocId) -> (DocId, DocId) {
        let start = doc - self.ordinal(doc);
        let last = (doc..most).take_while(|&other| self.ordinal(other) == other - start).last();
        (start + 1, last.unwrap_or(doc))
    }
}
