//! Keeping the best of all passages that meet a plan, and counting them all.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tantivy::columnar::{Column, StrColumn};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocAddress, DocId, SegmentReader, TERMINATED};

use crate::index::{IndexError, Reader};
use crate::report::PassageKind;

use super::bm25::{Lengths, norm, score};
use super::cursor::Cursor;
use super::evidence::Evidence;
use super::feedback;
use super::open::{Opener, lengths, total_words};
use super::order::{Found, KINDS, Sort};
use super::places::give_places;
use super::plan::{Plan, Weight};
use super::rerank::rerank;
use super::{Counts, Request, Unit};

/// So many of the best get a second look, whatever the request asks for, so that a hit has the same
/// rank in a short list and in a long one; more of them where the order is all that there is.
const SECOND_LOOK: usize = 100;
const SECOND_LOOK_ANY: usize = 400;

/// Counts all that meet the plan and gives those that the request asks for, in order.
pub(super) fn collect(
    reader: &Reader,
    plan: &Plan,
    evidence: &[Evidence],
    request: &Request<'_>,
) -> Result<(Counts, Vec<Found>), IndexError> {
    let by_relevance = request.sort == Sort::Relevance;
    let second_look = if request.any { SECOND_LOOK_ANY } else { SECOND_LOOK };
    let wanted = request.limit.filter(|_| request.per_report.is_none());
    let wanted =
        wanted.map(|limit| limit.saturating_add(request.offset).max(if by_relevance { second_look } else { 0 }));
    let lengths = lengths(reader)?;
    let mut tally = Tally::default();
    let mut found: Vec<Found> = Vec::new();
    let mut reports = Reports::new(reader, plan)?;
    walk(reader, plan, &lengths, &mut |segment, cursor| {
        let mut best = Best { sort: request.sort, wanted, found: Vec::new() };
        while let Some(doc) = segment.doc(cursor) {
            tally.count(segment, doc);
            match request.unit {
                Unit::Passage => best.push(segment.found(doc, cursor.score(doc), &lengths)),
                Unit::Report => {
                    let found = segment.found(doc, cursor.score(doc), &lengths);
                    reports.add(segment, found, cursor).into_iter().for_each(|found| best.push(found));
                }
            }
            cursor.advance();
        }
        reports.close().into_iter().for_each(|found| best.push(found));
        found.extend(best.into_found());
    })?;
    give_places(reader, &mut found)?;
    found.sort_unstable_by(|a, b| request.sort.compare(a, b));
    if by_relevance {
        let most = found.len().min(second_look);
        let head = &mut found[..most];
        rerank(reader, &lengths, head, evidence)?;
        head.sort_unstable_by(|a, b| request.sort.compare(a, b));
        if request.any {
            let worth = plan.shown().iter().map(|(_, weight)| weight.0).sum();
            let feedback = feedback::of(reader, head, worth)?;
            rerank(reader, &lengths, head, &feedback)?;
            head.sort_unstable_by(|a, b| request.sort.compare(a, b));
        }
    }
    if let Some(most) = request.per_report {
        let mut seen: HashMap<u64, usize> = HashMap::new();
        found.retain(|found| {
            let seen = seen.entry(found.report).or_default();
            *seen += 1;
            *seen <= most
        });
    }
    let limit = request.limit.unwrap_or(usize::MAX);
    Ok((tally.counts(reader)?, found.into_iter().skip(request.offset).take(limit).collect()))
}

/// Only counts.
pub(super) fn count(reader: &Reader, plan: &Plan) -> Result<Counts, IndexError> {
    let mut tally = Tally::default();
    walk(reader, plan, &lengths(reader)?, &mut |segment, cursor| {
        while let Some(doc) = segment.doc(cursor) {
            tally.count(segment, doc);
            cursor.advance();
        }
    })?;
    tally.counts(reader)
}

/// What a passage's score is multiplied by for the part it plays: what frames a report does not
/// outrank what it says.
fn weight_of_part(part: u64) -> f32 {
    const FRAME: [PassageKind; 4] =
        [PassageKind::Contents, PassageKind::Letterhead, PassageKind::Addressee, PassageKind::Signature];
    if FRAME.iter().any(|kind| *kind as u64 == part) {
        0.2
    } else if part == PassageKind::Heading as u64 {
        0.5
    } else if part == PassageKind::Footnote as u64 {
        0.7
    } else {
        1.0
    }
}

/// Calls for every segment that may have passages, with a cursor on the first document that meets
/// the plan.
fn walk(
    reader: &Reader,
    plan: &Plan,
    lengths: &Arc<Lengths>,
    each: &mut dyn FnMut(&Segment<'_>, &mut Cursor),
) -> Result<(), IndexError> {
    for (number, segment) in (0..).zip(reader.searcher().segment_readers()) {
        let opener = Opener { reader, segment, lengths: Arc::clone(lengths), opened: 0.into() };
        let mut cursor = opener.open(plan)?;
        if cursor.doc() != TERMINATED {
            each(&Segment::open(number, &opener)?, &mut cursor);
        }
    }
    Ok(())
}

/// The columns of a segment that counting and ordering need.
struct Segment<'r> {
    number: u32,
    segment: &'r SegmentReader,
    ordinal: Column<u64>,
    part: Column<u64>,
    date: Column<u64>,
    reports: StrColumn,
    authorities: Option<StrColumn>,
    /// The number of the empty name, which stands for an unknown authority.
    unknown_authority: Option<u64>,
    report_words: Column<u64>,
    norms: FieldNormReader,
}

impl<'r> Segment<'r> {
    fn open(number: u32, opener: &Opener<'r>) -> Result<Segment<'r>, IndexError> {
        let columns = opener.segment.fast_fields();
        let missing =
            || IndexError::Damaged { path: opener.reader.folder().to_owned(), what: "a column is missing".to_owned() };
        let authorities = columns.str("authority_name")?;
        let mut first_name = String::from("-");
        if let Some(names) = &authorities {
            names.ord_to_str(0, &mut first_name).map_err(IndexError::io(opener.reader.folder()))?;
        }
        Ok(Segment {
            number,
            unknown_authority: first_name.is_empty().then_some(0),
            segment: opener.segment,
            ordinal: opener.numbers("ordinal")?,
            part: opener.numbers("part")?,
            date: opener.numbers("date_first")?,
            reports: columns.str("report")?.ok_or_else(missing)?,
            authorities,
            report_words: opener.numbers("report_words")?,
            norms: opener.norms()?,
        })
    }

    /// The first living passage at or after the cursor, which goes there.
    fn doc(&self, cursor: &mut Cursor) -> Option<DocId> {
        let alive = self.segment.alive_bitset();
        while cursor.doc() != TERMINATED {
            let doc = cursor.doc();
            if alive.is_none_or(|alive| alive.is_alive(doc)) && self.ordinal.first(doc).unwrap_or(0) > 0 {
                return Some(doc);
            }
            cursor.advance();
        }
        None
    }

    fn found(&self, doc: DocId, words: f32, lengths: &Lengths) -> Found {
        let weight = weight_of_part(self.part.first(doc).unwrap_or(0));
        Found {
            score: words * weight,
            words,
            evidence: [0.0; KINDS],
            weight,
            norm: lengths.norm(self.norms.fieldnorm_id(doc)),
            date: self.date.first(doc).unwrap_or(0),
            authority: self.authority(doc).unwrap_or(u64::MAX),
            report: self.reports.ords().first(doc).unwrap_or(0),
            ordinal: self.ordinal.first(doc).unwrap_or(0),
            address: DocAddress::new(self.number, doc),
            documents: (doc, doc),
        }
    }

    /// The first and last passage of the report that a passage belongs to.
    fn documents_of_report(&self, doc: DocId) -> (DocId, DocId) {
        let ordinal = |doc: DocId| self.ordinal.first(doc).unwrap_or(0);
        let start = doc - DocId::try_from(ordinal(doc)).unwrap_or(0);
        let last = (doc..self.segment.max_doc()).take_while(|&d| ordinal(d) == u64::from(d - start)).last();
        (start + 1, last.unwrap_or(doc))
    }

    /// The number of the authority's name; none where it is not known.
    fn authority(&self, doc: DocId) -> Option<u64> {
        self.authorities.as_ref()?.ords().first(doc).filter(|&number| Some(number) != self.unknown_authority)
    }
}

/// Counts of what was met; a report has all its passages in one segment.
#[derive(Default)]
struct Tally {
    passages: u64,
    reports: u64,
    last_report: Option<(u32, u64)>,
    reports_seen: HashSet<(u32, u64)>,
    authorities: HashSet<(u32, u64)>,
}

impl Tally {
    fn count(&mut self, segment: &Segment<'_>, doc: DocId) {
        self.passages += 1;
        let report = (segment.number, segment.reports.ords().first(doc).unwrap_or(0));
        // A report's passages stand side by side, so most are of the same report as the one before.
        if self.last_report == Some(report) {
            return;
        }
        self.last_report = Some(report);
        if self.reports_seen.insert(report) {
            self.reports += 1;
            self.authorities.extend(segment.authority(doc).map(|authority| (segment.number, authority)));
        }
    }

    fn counts(&self, reader: &Reader) -> Result<Counts, IndexError> {
        let names = super::places::texts(reader, "authority_name", self.authorities.iter().copied())?;
        let names: HashSet<&String> = names.values().collect();
        Ok(Counts { passages: self.passages, reports: self.reports, authorities: names.len() as u64 })
    }
}

/// The first so many in an order; all where no number is wanted.
struct Best {
    sort: Sort,
    wanted: Option<usize>,
    found: Vec<Found>,
}

impl Best {
    fn push(&mut self, found: Found) {
        self.found.push(found);
        // Twice as many are kept as wanted, so that each is compared about twice.
        if let Some(wanted) = self.wanted
            && self.found.len() >= wanted.saturating_mul(2).max(64)
        {
            self.cut(wanted);
        }
    }

    fn cut(&mut self, wanted: usize) {
        let sort = self.sort;
        if wanted > 0 && self.found.len() > wanted {
            self.found.select_nth_unstable_by(wanted - 1, |a, b| sort.compare(a, b));
        }
        self.found.truncate(wanted);
    }

    fn into_found(mut self) -> Vec<Found> {
        if let Some(wanted) = self.wanted {
            self.cut(wanted);
        }
        self.found
    }
}

/// Reports as hits. A report's words count wherever in it they stand, and its own length dampens them;
/// it is shown by its best passage.
struct Reports {
    weights: Vec<Weight>,
    frequencies: Vec<u32>,
    mean_words: f32,
    /// The report whose passages are being met, its length and its documents.
    current: Option<(Found, f32, (DocId, DocId))>,
}

impl Reports {
    fn new(reader: &Reader, plan: &Plan) -> Result<Reports, IndexError> {
        let weights = plan.weights();
        let mean_words = total_words(reader)? as f32 / reader.summary().reports.max(1) as f32;
        Ok(Reports { frequencies: vec![0; weights.len()], weights, mean_words, current: None })
    }

    /// Adds a passage; gives the report before, if the passage is of another one.
    fn add(&mut self, segment: &Segment<'_>, passage: Found, cursor: &mut Cursor) -> Option<Found> {
        let doc = passage.address.doc_id;
        let same = self.current.as_ref().is_some_and(|(report, ..)| report.report == passage.report);
        let before = if same { None } else { self.close() };
        cursor.add_frequencies(doc, &mut self.frequencies);
        match &mut self.current {
            None => {
                let words = segment.report_words.first(doc).unwrap_or(0) as f32;
                let documents = segment.documents_of_report(doc);
                self.current = Some((passage, words, documents));
            }
            Some((best, ..)) => {
                if Sort::Relevance.compare(&passage, best).is_lt() {
                    *best = passage;
                }
            }
        }
        before
    }

    /// The report whose last passage was met.
    fn close(&mut self) -> Option<Found> {
        let (best, words, documents) = self.current.take()?;
        let norm = norm(words, self.mean_words);
        let scores = self.weights.iter().zip(&mut self.frequencies).map(|(weight, frequency)| {
            let frequency = std::mem::take(frequency);
            if frequency > 0 { score(*weight, frequency, norm) } else { 0.0 }
        });
        let worth: f32 = scores.sum();
        let mut report = Found { words: worth, weight: 1.0, norm, documents, ..best };
        report.add_up();
        Some(report)
    }
}
