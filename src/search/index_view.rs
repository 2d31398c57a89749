//! A view of one state of an index for searching, opened once: the columns of its segments and
//! the lengths of its texts.

use std::cmp::{Ordering, Reverse};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use tantivy::columnar::{Column, StrColumn};
use tantivy::fastfield::FastFieldReaders;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, SegmentReader};

use crate::fields::Field;
use crate::index::{BoilerplateSet, IndexError, Reader, column_name, part_of, role_of};
use crate::report::{PassageKind, PassageRole};

use super::bm25::Lengths;
use super::dictionary::Memory;
use super::filter_sets::FilterSets;
use super::global_ordinals::GlobalOrdinals;
use super::part::PartView;

/// A state of an index, ready for searching.
pub(super) struct IndexView {
    /// The lengths of the passages.
    pub(super) lengths: Arc<Lengths>,
    /// The mean length of a report, in words.
    pub(super) mean_report: f32,
    /// The order of the reports' ids over all segments.
    pub(super) reports: GlobalOrdinals,
    /// The order of the authorities' names likewise.
    pub(super) authorities: GlobalOrdinals,
    /// What was looked up in the dictionary.
    pub(super) memory: Memory,
    /// The segments, in order.
    pub(super) segments: Vec<SegmentColumns>,
    /// What of the index is here, where not all of it is.
    pub(super) part: Option<Arc<PartView>>,
}

/// The columns of a segment that counting and ordering need.
pub(super) struct SegmentColumns {
    /// The documents that are reports themselves, each followed by its passages, in order.
    starts: Vec<DocId>,
    /// How many documents there are.
    documents: DocId,
    part: Column<u64>,
    /// This and what follows has a value for each report, in order.
    date: Column<u64>,
    authorities: StrColumn,
    /// What few searches ask for is opened, and so looked through for damage, when it is asked for.
    columns: FastFieldReaders,
    reports: OnceLock<Option<StrColumn>>,
    report_length: OnceLock<Option<Column<u64>>>,
    /// What is kept where many searches are to come.
    known: OnceLock<Known>,
    /// The number of the empty name, which stands for an unknown authority.
    unknown_authority: Option<u64>,
    /// The fingerprints of passages and the texts that recur; none where none do.
    fingerprints: Option<(Column<u64>, Arc<BoilerplateSet>)>,
    pub(super) norms: FieldNormReader,
    pub(super) filter_sets: FilterSets,
}

/// What was looked up once for many searches.
struct Known {
    reports: Vec<KnownReport>,
    /// The classes of passages, by blocks of [`CLASSES_PER_BLOCK`], each looked up when first asked for.
    classes: Vec<OnceLock<Box<[ScoreClass]>>>,
}

/// The classes of this many passages are looked up together.
const CLASSES_PER_BLOCK: u32 = 1 << 10;

/// What is looked up of a report whenever one of its passages is met.
struct KnownReport {
    authority: Option<u64>,
    /// Its rank among the reports of the segment, the newest first.
    newest_first: u32,
}

/// The class of a passage, by which its score is weighted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScoreClass {
    /// Something that a report says.
    Finding,
    /// Something that a report asks for.
    Recommendation,
    /// Something about the place or the inspection.
    Background,
    Footnote,
    Heading,
    /// What frames a report.
    Frame,
    /// It occurs word for word in many reports.
    Boilerplate,
}

impl ScoreClass {
    /// The class of a passage by the number of its part and role, where its text does not recur.
    pub(super) fn of(number: u64) -> ScoreClass {
        match part_of(number) {
            _ if role_of(number) == Some(PassageRole::Recommendation) => ScoreClass::Recommendation,
            _ if role_of(number) == Some(PassageRole::Background) => ScoreClass::Background,
            Some(PassageKind::Footnote) => ScoreClass::Footnote,
            Some(PassageKind::Heading) => ScoreClass::Heading,
            Some(kind) if !kind.is_finding() => ScoreClass::Frame,
            _ => ScoreClass::Finding,
        }
    }

    /// Whether a passage of such a number is boilerplate where its text recurs.
    pub(super) fn may_recur(number: u64) -> bool {
        matches!(part_of(number), Some(PassageKind::Paragraph | PassageKind::Bullet | PassageKind::Footnote))
    }

    /// What a score is multiplied by, at most 1: what frames a report, or occurs in every other one too, does not outrank
    /// what it says.
    pub(super) fn weight(self) -> f32 {
        match self {
            ScoreClass::Finding => 1.0,
            ScoreClass::Recommendation | ScoreClass::Background | ScoreClass::Footnote => 0.7,
            ScoreClass::Heading => 0.5,
            ScoreClass::Boilerplate => 0.3,
            ScoreClass::Frame => 0.2,
        }
    }
}

impl IndexView {
    pub(super) fn open(reader: &Reader) -> Result<IndexView, IndexError> {
        let mut segments = Vec::new();
        for segment in reader.searcher().segment_readers() {
            segments.push(SegmentColumns::open(reader, segment)?);
        }
        let mean = |words: u64, of: u64| (words as f32 / of.max(1) as f32).max(1.0);
        let summary = reader.summary();
        Ok(IndexView {
            lengths: Arc::new(Lengths::new(mean(summary.prose.words, summary.prose.passages))),
            mean_report: mean(summary.length, summary.reports),
            reports: GlobalOrdinals::new(SegmentColumns::report_ids),
            authorities: GlobalOrdinals::new(|segment| Some(&segment.authorities)),
            memory: Memory::default(),
            segments,
            part: None,
        })
    }

    /// Whether many searches are expected.
    pub(super) fn expects_many(&self) -> bool {
        self.segments.iter().any(SegmentColumns::is_loaded)
    }
}

impl SegmentColumns {
    fn open(reader: &Reader, segment: &SegmentReader) -> Result<SegmentColumns, IndexError> {
        let columns = segment.fast_fields();
        let starts = reader.starts(segment)?;
        let name = column_name(&Field::Authority);
        let authorities = columns.str(&name)?.filter(|authorities| is_whole(authorities.ords(), starts.len()));
        let authorities = authorities.ok_or_else(|| not_whole(reader, &name))?;
        let date = of_reports(reader, columns, "date_first", starts.len())?;
        let mut first_name = String::from("-");
        authorities.ord_to_str(0, &mut first_name).map_err(IndexError::io(reader.folder()))?;
        let recurring = reader.boilerplate();
        let fingerprints = if recurring.is_empty() { None } else { columns.column_opt::<u64>("fingerprint")? };
        Ok(SegmentColumns {
            starts,
            documents: segment.max_doc(),
            part: columns.u64("part")?,
            date,
            authorities,
            columns: columns.clone(),
            reports: OnceLock::new(),
            report_length: OnceLock::new(),
            known: OnceLock::new(),
            unknown_authority: first_name.is_empty().then_some(0),
            fingerprints: fingerprints.map(|column| (column, Arc::clone(recurring))),
            norms: segment.get_fieldnorms_reader(reader.fields().length)?,
            filter_sets: FilterSets::default(),
        })
    }

    /// Looks at all reports; worth it for more than a few searches.
    pub(super) fn load(&self) {
        self.known.get_or_init(|| {
            let mut order: Vec<usize> = (0..self.starts.len()).collect();
            order.sort_unstable_by_key(|&report| self.age(report));
            let known = |report| KnownReport { authority: self.authority(report), newest_first: 0 };
            let mut reports: Vec<KnownReport> = (0..self.starts.len()).map(known).collect();
            for (place, report) in (0..).zip(order) {
                reports[report].newest_first = place;
            }
            Known {
                reports,
                classes: (0..self.documents.div_ceil(CLASSES_PER_BLOCK)).map(|_| OnceLock::new()).collect(),
            }
        });
    }

    /// Whether many searches are expected, for which all reports were looked at.
    pub(super) fn is_loaded(&self) -> bool {
        self.known.get().is_some()
    }

    /// Which of two reports comes first, the newest first and then by id.
    pub(super) fn newest_first(&self, a: usize, b: usize) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        match self.known.get() {
            Some(Known { reports, .. }) => reports[a].newest_first.cmp(&reports[b].newest_first),
            None => self.age(a).cmp(&self.age(b)),
        }
    }

    fn age(&self, report: usize) -> (Reverse<u64>, u64) {
        (Reverse(self.date(report)), self.report(report))
    }

    /// The number, in the segment, of the report that a document belongs to; not before the report `from`.
    pub(super) fn report_at(&self, doc: DocId, from: usize) -> usize {
        // Most often it is one of the next few.
        let (mut low, mut step) = (from, 1);
        while self.starts.get(low + step).is_some_and(|&start| start <= doc) {
            low += step;
            step *= 2;
        }
        let between = self.starts.get(low + 1..self.starts.len().min(low + step)).unwrap_or_default();
        low + between.partition_point(|&start| start <= doc)
    }

    /// The document of a report itself, and the one after its last passage.
    pub(super) fn documents_of(&self, report: usize) -> (DocId, DocId) {
        let start = |report: usize| self.starts.get(report).copied().unwrap_or(self.documents);
        (start(report), start(report + 1))
    }

    /// The reports by their number in the segment, each with its passages.
    pub(super) fn reports(&self) -> impl ExactSizeIterator<Item = (usize, Range<DocId>)> + '_ {
        (0..self.starts.len()).map(|report| (report, self.passages_of(report)))
    }

    fn passages_of(&self, report: usize) -> Range<DocId> {
        let (start, end) = self.documents_of(report);
        start + 1..end
    }

    /// All passages of the reports that some documents, in order, are or belong to.
    pub(super) fn passages_with(&self, documents: &[DocId]) -> Vec<Range<DocId>> {
        let mut passages: Vec<Range<DocId>> = Vec::new();
        let mut report = 0;
        for &doc in documents {
            if passages.last().is_none_or(|last| last.end <= doc) {
                report = self.report_at(doc, report);
                passages.push(self.passages_of(report));
            }
        }
        passages
    }

    /// A column of reports by its name, opened now; it has a value for each report, in order.
    pub(super) fn of_reports(&self, reader: &Reader, name: &str) -> Result<Column<u64>, IndexError> {
        of_reports(reader, &self.columns, name, self.starts.len())
    }

    /// The passage's number in its report; 0 for the report itself.
    pub(super) fn ordinal(&self, doc: DocId) -> DocId {
        doc - self.documents_of(self.report_at(doc, 0)).0.min(doc)
    }

    /// The class of a passage.
    pub(super) fn class(&self, doc: DocId) -> ScoreClass {
        let Some(known) = self.known.get() else { return self.class_of(doc) };
        let start = doc - doc % CLASSES_PER_BLOCK;
        let block = known.classes[(doc / CLASSES_PER_BLOCK) as usize].get_or_init(|| {
            (start..self.documents.min(start + CLASSES_PER_BLOCK)).map(|doc| self.class_of(doc)).collect()
        });
        block[(doc - start) as usize]
    }

    fn class_of(&self, doc: DocId) -> ScoreClass {
        let number = self.part.first(doc).unwrap_or(0);
        if ScoreClass::may_recur(number) && self.is_boilerplate(doc) {
            return ScoreClass::Boilerplate;
        }
        ScoreClass::of(number)
    }

    /// Whether a passage occurs word for word in many reports.
    fn is_boilerplate(&self, doc: DocId) -> bool {
        let known = self.fingerprints.as_ref();
        known.is_some_and(|(column, recurring)| {
            column.first(doc).and_then(|number| u32::try_from(number).ok()).is_some_and(|number| recurring.has(number))
        })
    }

    /// The first day of a report's date, 0 where there is none.
    pub(super) fn date(&self, report: usize) -> u64 {
        of_report(&self.date, report).unwrap_or(0)
    }

    /// The ids of reports; none where they cannot be read, which the reader reports at the end of the search.
    fn report_ids(&self) -> Option<&StrColumn> {
        self.reports.get_or_init(|| self.columns.str("report_id").ok().flatten()).as_ref()
    }

    /// The id that has a number in the order of ids in this segment; none where it cannot be read, likewise.
    pub(super) fn report_id(&self, number: u64) -> Option<String> {
        let mut id = String::new();
        self.report_ids()?.ord_to_str(number, &mut id).ok()?.then_some(id)
    }

    /// The number of a report's id in the order of ids in this segment.
    pub(super) fn report(&self, report: usize) -> u64 {
        self.report_ids().and_then(|ids| of_report(ids.ords(), report)).unwrap_or(0)
    }

    /// How long a report is, in words.
    pub(super) fn report_length(&self, report: usize) -> u64 {
        let lengths = self.report_length.get_or_init(|| self.columns.u64("report_length").ok());
        lengths.as_ref().and_then(|lengths| of_report(lengths, report)).unwrap_or(0)
    }

    /// The number of the name of a report's authority likewise; none where it is not known.
    pub(super) fn authority(&self, report: usize) -> Option<u64> {
        match self.known.get() {
            Some(known) => known.reports[report].authority,
            None => {
                let is_known = |number: &u64| Some(*number) != self.unknown_authority;
                let is_name = |number: &u64| *number < self.authorities.num_terms() as u64;
                of_report(self.authorities.ords(), report).filter(|number| is_known(number) && is_name(number))
            }
        }
    }
}

fn of_reports(
    reader: &Reader,
    columns: &FastFieldReaders,
    name: &str,
    reports: usize,
) -> Result<Column<u64>, IndexError> {
    Some(columns.u64(name)?).filter(|values| is_whole(values, reports)).ok_or_else(|| not_whole(reader, name))
}

fn is_whole(values: &Column<u64>, reports: usize) -> bool {
    values.values.num_vals() as usize == reports
}

fn not_whole(reader: &Reader, column: &str) -> IndexError {
    IndexError::damaged(reader.folder(), format!("column {column} is not whole"))
}

/// The value of a report by its number in the segment.
pub(super) fn of_report(column: &Column<u64>, report: usize) -> Option<u64> {
    let row = u32::try_from(report).ok().filter(|&row| row < column.values.num_vals())?;
    Some(column.values.get_val(row))
}
