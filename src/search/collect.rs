//! Keeping the best of all passages that meet a plan, and counting them all.

use std::collections::{HashMap, HashSet};

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, SegmentReader, TERMINATED};

use crate::index::{IndexError, Reader};
use crate::report::PassageKind;

use super::open::{Opener, lengths};
use super::order::{Found, Sort};
use super::places::give_places;
use super::plan::Plan;
use super::{Counts, Request, Unit};

/// Counts all that meet the plan and gives those that the request asks for, in order.
pub(super) fn collect(reader: &Reader, plan: &Plan, request: &Request<'_>) -> Result<(Counts, Vec<Found>), IndexError> {
    let grouped = request.unit == Unit::Report || request.per_report.is_some();
    let wanted = request.limit.filter(|_| !grouped).map(|limit| limit.saturating_add(request.offset));
    let mut tally = Tally::default();
    let mut found: Vec<Found> = Vec::new();
    walk(reader, plan, &mut |segment, cursor| {
        let mut best = Best { sort: request.sort, wanted, found: Vec::new() };
        while let Some((doc, score)) = segment.next(cursor) {
            tally.count(segment, doc);
            best.push(segment.found(doc, score));
        }
        found.extend(best.into_found());
    })?;
    give_places(reader, &mut found)?;
    found.sort_unstable_by(|a, b| request.sort.compare(a, b));
    if request.unit == Unit::Report {
        found = by_report(found, request.sort);
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
    walk(reader, plan, &mut |segment, cursor| {
        while let Some((doc, _)) = segment.next(cursor) {
            tally.count(segment, doc);
        }
    })?;
    tally.counts(reader)
}

/// What a passage's score is multiplied by for the part it plays: what frames a report does not
/// outrank what it says.
pub(super) fn weight_of_part(part: u64) -> f32 {
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
    each: &mut dyn FnMut(&Segment<'_>, &mut super::cursor::Cursor),
) -> Result<(), IndexError> {
    let lengths = lengths(reader)?;
    for (number, segment) in (0..).zip(reader.searcher().segment_readers()) {
        let opener = Opener { reader, segment, lengths: lengths.clone() };
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
}

impl<'r> Segment<'r> {
    fn open(number: u32, opener: &Opener<'r>) -> Result<Segment<'r>, IndexError> {
        let columns = opener.segment.fast_fields();
        let missing =
            || IndexError::Damaged { path: opener.reader.folder().to_owned(), what: "a column is missing".to_owned() };
        Ok(Segment {
            number,
            segment: opener.segment,
            ordinal: opener.numbers("ordinal")?,
            part: opener.numbers("part")?,
            date: opener.numbers("date_first")?,
            reports: columns.str("report")?.ok_or_else(missing)?,
            authorities: columns.str("authority_name")?,
        })
    }

    /// The next living passage at or after the cursor, with its score; the cursor goes past it.
    fn next(&self, cursor: &mut super::cursor::Cursor) -> Option<(DocId, f32)> {
        let alive = self.segment.alive_bitset();
        loop {
            let doc = cursor.doc();
            if doc == TERMINATED {
                return None;
            }
            let is_passage = alive.is_none_or(|alive| alive.is_alive(doc)) && self.ordinal.first(doc).unwrap_or(0) > 0;
            let score = if is_passage { cursor.score(doc) } else { 0.0 };
            cursor.advance();
            if is_passage {
                return Some((doc, score));
            }
        }
    }

    fn found(&self, doc: DocId, score: f32) -> Found {
        Found {
            score: score * weight_of_part(self.part.first(doc).unwrap_or(0)),
            date: self.date.first(doc).unwrap_or(0),
            authority: self.authority(doc).unwrap_or(0),
            report: self.reports.ords().first(doc).unwrap_or(0),
            ordinal: self.ordinal.first(doc).unwrap_or(0),
            address: DocAddress::new(self.number, doc),
        }
    }

    fn authority(&self, doc: DocId) -> Option<u64> {
        self.authorities.as_ref()?.ords().first(doc)
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
        let names: HashSet<&String> = names.values().filter(|name| !name.is_empty()).collect();
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

/// One passage for each report, its best; the report's score adds what its other passages have, each
/// at half the weight of the one before.
fn by_report(found: Vec<Found>, sort: Sort) -> Vec<Found> {
    let mut reports: HashMap<u64, Vec<Found>> = HashMap::new();
    for found in found {
        reports.entry(found.report).or_default().push(found);
    }
    let mut best: Vec<Found> = reports
        .into_values()
        .filter_map(|mut passages| {
            passages.sort_unstable_by(|a, b| Sort::Relevance.compare(a, b));
            let shares = passages.iter().zip(std::iter::successors(Some(1.0), |share| Some(share / 2.0)));
            let score = shares.map(|(passage, share): (&Found, f32)| passage.score * share).sum();
            let first = passages.into_iter().next()?;
            Some(Found { score, ..first })
        })
        .collect();
    best.sort_unstable_by(|a, b| sort.compare(a, b));
    best
}
