//! Keeping the best of all passages that meet a plan, and counting them all.

use std::collections::{BTreeMap, HashMap, HashSet};

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, SegmentReader, TERMINATED};

use crate::index::{IndexError, Reader};
use crate::report::PassageKind;

use super::open::{Opener, lengths};
use super::order::{Found, Sort};
use super::plan::Plan;
use super::{Counts, Request, Unit};

/// Counts all that meet the plan and gives those that the request asks for, in order.
pub(super) fn collect(reader: &Reader, plan: &Plan, request: &Request<'_>) -> Result<(Counts, Vec<Found>), IndexError> {
    let names = Names::of(reader)?;
    let mut tally = Tally::default();
    let grouped = request.unit == Unit::Report || request.per_report.is_some();
    let wanted = request.limit.filter(|_| !grouped).map(|limit| limit.saturating_add(request.offset));
    let mut best = Best { sort: request.sort, wanted, found: Vec::new() };
    walk(reader, plan, &mut |segment: &mut Segment<'_>, doc, score| {
        let (report, authority) = segment.count(doc, &mut tally, &names);
        let address = DocAddress::new(segment.number, doc);
        let score = score * weight_of_part(segment.part.first(doc).unwrap_or(0));
        let date = segment.date.first(doc).unwrap_or(0);
        let ordinal = segment.ordinal.first(doc).unwrap_or(0);
        best.push(Found { score, date, authority, report, ordinal, address });
    })?;
    let mut found = best.into_sorted();
    if request.unit == Unit::Report {
        found = by_report(found, request.sort);
    }
    if let Some(most) = request.per_report {
        let mut seen: HashMap<u32, usize> = HashMap::new();
        found.retain(|found| {
            let seen = seen.entry(found.report).or_default();
            *seen += 1;
            *seen <= most
        });
    }
    let limit = request.limit.unwrap_or(usize::MAX);
    Ok((tally.counts(), found.into_iter().skip(request.offset).take(limit).collect()))
}

/// Only counts.
pub(super) fn count(reader: &Reader, plan: &Plan) -> Result<Counts, IndexError> {
    let names = Names::of(reader)?;
    let mut tally = Tally::default();
    walk(reader, plan, &mut |segment: &mut Segment<'_>, doc, _| {
        segment.count(doc, &mut tally, &names);
    })?;
    Ok(tally.counts())
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

/// Calls for every living passage that meets the plan, in the order of the segments.
fn walk(reader: &Reader, plan: &Plan, each: &mut dyn FnMut(&mut Segment<'_>, DocId, f32)) -> Result<(), IndexError> {
    let lengths = lengths(reader)?;
    for (number, segment) in (0..).zip(reader.searcher().segment_readers()) {
        let opener = Opener { reader, segment, lengths: lengths.clone() };
        let mut cursor = opener.open(plan)?;
        if cursor.doc() == TERMINATED {
            continue;
        }
        let mut here = Segment::open(number, &opener)?;
        while cursor.doc() != TERMINATED {
            let doc = cursor.doc();
            if here.is_passage(doc) {
                let score = cursor.score(doc);
                each(&mut here, doc, score);
            }
            cursor.advance();
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
        let damaged =
            || IndexError::Damaged { path: opener.reader.folder().to_owned(), what: "a column is missing".to_owned() };
        Ok(Segment {
            number,
            segment: opener.segment,
            ordinal: opener.numbers("ordinal")?,
            part: opener.numbers("part")?,
            date: opener.numbers("date_first")?,
            reports: columns.str("report")?.ok_or_else(damaged)?,
            authorities: columns.str("authority_name")?,
        })
    }

    fn is_passage(&self, doc: DocId) -> bool {
        self.segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) && self.ordinal.first(doc).unwrap_or(0) > 0
    }

    /// Counts a passage; gives the places of its report and its authority in the order of names.
    fn count(&mut self, doc: DocId, tally: &mut Tally, names: &Names) -> (u32, u32) {
        let place = |column: &StrColumn, places: &[Vec<u32>]| {
            let ord = column.ords().first(doc).and_then(|ord| usize::try_from(ord).ok());
            ord.and_then(|ord| places.get(self.number as usize)?.get(ord).copied())
        };
        let report = place(&self.reports, &names.reports).unwrap_or(0);
        let authority = self.authorities.as_ref().and_then(|column| place(column, &names.authorities)).unwrap_or(0);
        tally.passages += 1;
        tally.reports.insert(report);
        if authority != names.no_authority {
            tally.authorities.insert(authority);
        }
        (report, authority)
    }
}

/// The places of ids and names in their order over all segments, by segment and number there.
struct Names {
    reports: Vec<Vec<u32>>,
    authorities: Vec<Vec<u32>>,
    /// The place of the empty name.
    no_authority: u32,
}

impl Names {
    fn of(reader: &Reader) -> Result<Names, IndexError> {
        let (reports, _) = places(reader, "report")?;
        let (authorities, no_authority) = places(reader, "authority_name")?;
        Ok(Names { reports, authorities, no_authority })
    }
}

/// For each segment the place of each of its values among all values, and the place of the empty one.
fn places(reader: &Reader, column: &str) -> Result<(Vec<Vec<u32>>, u32), IndexError> {
    let mut lists: Vec<Vec<String>> = Vec::new();
    for segment in reader.searcher().segment_readers() {
        let mut values = Vec::new();
        if let Some(column) = segment.fast_fields().str(column)? {
            let mut stream = column.dictionary().stream().map_err(IndexError::io(reader.folder()))?;
            while stream.advance() {
                values.push(String::from_utf8_lossy(stream.key()).into_owned());
            }
        }
        lists.push(values);
    }
    let mut order: BTreeMap<&str, u32> = lists.iter().flatten().map(|value| (value.as_str(), 0)).collect();
    for (place, entry) in (0..).zip(order.values_mut()) {
        *entry = place;
    }
    let none = order.get("").copied().unwrap_or(u32::MAX);
    Ok((lists.iter().map(|list| list.iter().map(|value| order[value.as_str()]).collect()).collect(), none))
}

#[derive(Default)]
struct Tally {
    passages: u64,
    reports: HashSet<u32>,
    authorities: HashSet<u32>,
}

impl Tally {
    fn counts(&self) -> Counts {
        Counts {
            passages: self.passages,
            reports: self.reports.len() as u64,
            authorities: self.authorities.len() as u64,
        }
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

    fn into_sorted(mut self) -> Vec<Found> {
        let sort = self.sort;
        self.found.sort_unstable_by(|a, b| sort.compare(a, b));
        self.found
    }
}

/// One passage for each report, its best; the report's score adds what its other passages have, each
/// at half the weight of the one before.
fn by_report(found: Vec<Found>, sort: Sort) -> Vec<Found> {
    let mut reports: HashMap<u32, Vec<Found>> = HashMap::new();
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
