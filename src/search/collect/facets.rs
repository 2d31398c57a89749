//! Counting by facets: what meets a plan, and what there is under its filters.

use std::cmp::Ordering;
use std::ops::Range;

use tantivy::DocId;
use tantivy::columnar::Column;

use crate::engine::{Extent, Facet, Grouped, Grouping, Groups, IndexError, Matches};
use crate::fields::Field;
use crate::query::MatchLevel;
use crate::report::Grade;
use crate::search::budget::Pace;
use crate::search::cursor::Cursor;
use crate::search::docset::reached;
use crate::search::marked::MarkCounter;
use crate::search::open::Opener;
use crate::search::plan::Plan;

use super::filtered::each_report;
use super::group_by::{GroupTotals, GroupsPart, SegmentGroups};
use super::tally::{PassageAmount, ReportAmount, TallyTotals};
use super::{Collector, MatchedDoc, Needs, Scope, Segment, SegmentCollector};

/// Counts what meets a plan by facets.
#[derive(Clone, Copy)]
pub(in crate::search) struct Facets<'f> {
    pub(in crate::search) facets: &'f [Facet],
    /// The stricter match levels, the strictest first, each with what it asks for; nothing more than the plan itself
    /// does where it has none.
    pub(in crate::search) stricter: &'f [(MatchLevel, Option<Plan>)],
    /// The plan of which the places are counted that a hit marks.
    pub(in crate::search) marked: &'f Plan,
}

/// The facets in a segment; none where none are asked for.
pub(in crate::search) struct SegmentFacets<'s> {
    groups: Vec<SegmentGroups<'s>>,
    measure: Option<PassageMeasure>,
}

/// What is measured of each passage.
struct PassageMeasure {
    /// The passages of each stricter match level; none where all that are met are of it.
    stricter: Vec<Option<Cursor>>,
    marks: MarkCounter,
}

impl Collector for Facets<'_> {
    type Segment<'s>
        = SegmentFacets<'s>
    where
        Self: 's;
    type Part = Vec<GroupsPart>;
    type Output = Vec<GroupTotals>;

    fn needs(&self) -> Needs {
        Needs::Doc
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<SegmentFacets<'s>, IndexError> {
        let levels = self.stricter.len() + 1;
        let groups = self.facets.iter().map(|facet| SegmentGroups::new(facet, segment, levels));
        let measure = if self.facets.is_empty() { None } else { Some(self.measure(segment)?) };
        Ok(SegmentFacets { groups: groups.collect::<Result<_, _>>()?, measure })
    }

    fn served(&self, scope: Scope<'_>, plan: &Plan) -> Result<Option<Vec<GroupTotals>>, IndexError> {
        match &scope.view.part {
            _ if self.facets.is_empty() => Ok(Some(Vec::new())),
            Some(part) => part.served_facets(self, plan, scope.clock),
            None => Ok(None),
        }
    }

    fn best(&self) -> Option<usize> {
        self.facets.is_empty().then_some(0)
    }

    fn merge(&self, scope: Scope<'_>, parts: Vec<Vec<GroupsPart>>) -> Result<Vec<GroupTotals>, IndexError> {
        merged(self.facets, scope, &parts)
    }
}

/// The groups of each facet over all segments.
fn merged(facets: &[Facet], scope: Scope<'_>, parts: &[Vec<GroupsPart>]) -> Result<Vec<GroupTotals>, IndexError> {
    let of_facet = |at| GroupTotals::of(scope, parts.iter().filter_map(move |part| part.get(at)));
    (0..facets.len()).map(of_facet).collect()
}

impl<'f> Facets<'f> {
    /// None at all.
    pub(in crate::search) fn none(plan: &'f Plan) -> Facets<'f> {
        Facets { facets: &[], stricter: &[], marked: plan }
    }

    fn measure(&self, segment: &Segment<'_>) -> Result<PassageMeasure, IndexError> {
        let opener = segment.opener()?;
        let cursor = |(_, plan): &(MatchLevel, Option<Plan>)| plan.as_ref().map(|plan| opener.open(plan)).transpose();
        let stricter = self.stricter.iter().map(cursor).collect::<Result<_, _>>()?;
        Ok(PassageMeasure { stricter, marks: MarkCounter::open(&opener, self.marked)? })
    }
}

impl SegmentCollector for SegmentFacets<'_> {
    type Part = Vec<GroupsPart>;

    #[inline]
    fn collect(&mut self, matched: &MatchedDoc<'_>) {
        if let Some(measure) = &mut self.measure {
            add(&mut self.groups, measure, matched.report, matched.doc);
        }
    }

    fn finish(self) -> Result<Vec<GroupsPart>, IndexError> {
        self.groups.into_iter().map(SegmentGroups::finish).collect()
    }
}

/// Adds a passage to its groups; apart, so that a walk that counts by nothing stays small.
#[inline(never)]
fn add(groups: &mut [SegmentGroups<'_>], measure: &mut PassageMeasure, report: usize, doc: DocId) {
    let amount = measure.of(doc);
    groups.iter_mut().for_each(|groups| groups.add(report, doc, amount));
}

impl PassageMeasure {
    /// Of a passage that is met after those of the calls before.
    fn of(&mut self, doc: DocId) -> PassageAmount {
        let is_of = |cursor: &mut Option<Cursor>| cursor.as_mut().is_none_or(|cursor| reached(cursor, doc) == doc);
        let strictest = self.stricter.iter_mut().position(is_of).unwrap_or(self.stricter.len());
        PassageAmount { strictest, occurrences: self.marks.count_at(doc), words: 0 }
    }
}

/// The extent of facets in a segment: all that meets filters.
struct Extents<'f> {
    facets: &'f [Facet],
}

struct SegmentExtents<'s> {
    groups: Vec<SegmentGroups<'s>>,
    words: Column<u64>,
}

impl Collector for Extents<'_> {
    type Segment<'s>
        = SegmentExtents<'s>
    where
        Self: 's;
    type Part = Vec<GroupsPart>;
    type Output = Vec<GroupTotals>;

    fn needs(&self) -> Needs {
        Needs::Doc
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<SegmentExtents<'s>, IndexError> {
        let groups = self.facets.iter().map(|facet| SegmentGroups::new(facet, segment, 1)).collect::<Result<_, _>>()?;
        Ok(SegmentExtents { groups, words: segment.reader.fast_fields().u64("word_count")? })
    }

    fn merge(&self, scope: Scope<'_>, parts: Vec<Vec<GroupsPart>>) -> Result<Vec<GroupTotals>, IndexError> {
        merged(self.facets, scope, &parts)
    }
}

impl SegmentCollector for SegmentExtents<'_> {
    type Part = Vec<GroupsPart>;

    fn collect(&mut self, matched: &MatchedDoc<'_>) {
        let amount = PassageAmount { strictest: 0, occurrences: 0, words: self.words.first(matched.doc).unwrap_or(0) };
        self.groups.iter_mut().for_each(|groups| groups.add(matched.report, matched.doc, amount));
    }

    fn finish(self) -> Result<Vec<GroupsPart>, IndexError> {
        self.groups.into_iter().map(SegmentGroups::finish).collect()
    }
}

impl Scope<'_> {
    /// What of each facet meets a plan of filters. Where neither asks for more than what is known of reports, a report
    /// counts with all its passages or none.
    pub(in crate::search) fn extents(self, facets: &[Facet], filters: &Plan) -> Result<Vec<GroupTotals>, IndexError> {
        let of_reports = match &self.view.part {
            _ if !filters.is_of_reports() => None,
            Some(part) => part.extents(facets, filters, self.clock)?,
            None => self.extents_of_reports(facets, filters, |_, documents| Ok(documents.len()))?,
        };
        of_reports.map_or_else(|| self.collect(filters, &Extents { facets }), Ok)
    }

    /// The same of a plan of what is known of reports; none where facets ask for more. `passages_of` gives the number of
    /// passages of a report, of the segment and their documents.
    pub(in crate::search) fn extents_of_reports(
        self,
        facets: &[Facet],
        filters: &Plan,
        passages_of: impl Fn(u32, &Range<DocId>) -> Result<usize, IndexError>,
    ) -> Result<Option<Vec<GroupTotals>>, IndexError> {
        self.groups_of_reports(facets, 1, |segment, opener, groups| {
            let words = segment.reader.fast_fields().u64("word_count")?;
            each_report(opener, filters, |report, documents| {
                let passages = passages_of(segment.number, &documents)? as u64;
                let words = words.first(opener.columns.documents_of(report).0).unwrap_or(0);
                if passages > 0 {
                    let amount = ReportAmount { passages: &[passages], occurrences: 0, words };
                    groups.iter_mut().for_each(|groups| groups.add_report(report, amount));
                }
                Ok(())
            })
        })
    }

    /// The groups of facets, from how many passages match of each report, by its id; none where facets ask for more than
    /// what is known of reports.
    pub(in crate::search) fn groups_of_known(
        self,
        facets: &[Facet],
        levels: usize,
        known: impl Fn(&str) -> Option<KnownAmount>,
    ) -> Result<Option<Vec<GroupTotals>>, IndexError> {
        self.groups_of_reports(facets, levels, |_, opener, groups| {
            let mut pace = Pace::of(self.clock);
            for (report, _) in opener.columns.reports().take_while(|_| !pace.is_over()) {
                let id = opener.columns.report_id(opener.columns.report(report)).unwrap_or_default();
                if let Some(KnownAmount { passages, occurrences }) = known(&id) {
                    let amount = ReportAmount { passages: &passages, occurrences, words: 0 };
                    groups.iter_mut().for_each(|groups| groups.add_report(report, amount));
                }
            }
            Ok(())
        })
    }

    /// The groups of facets over all segments, to which the reports of each are added; none where facets ask for more than
    /// what is known of reports.
    fn groups_of_reports(
        self,
        facets: &[Facet],
        levels: usize,
        add: impl Fn(&Segment<'_>, &Opener<'_>, &mut [SegmentGroups<'_>]) -> Result<(), IndexError>,
    ) -> Result<Option<Vec<GroupTotals>>, IndexError> {
        let mut parts = Vec::new();
        for (number, opener) in Opener::on_each_segment(self.reader, self.view, self.clock) {
            let segment = Segment { scope: self, number, reader: opener.segment, columns: opener.columns };
            let groups = facets.iter().map(|facet| SegmentGroups::new(facet, &segment, levels));
            let mut groups = groups.collect::<Result<Vec<_>, _>>()?;
            if !groups.iter().all(SegmentGroups::is_of_reports) {
                return Ok(None);
            }
            add(&segment, &opener, &mut groups)?;
            parts.push(groups.into_iter().map(SegmentGroups::finish).collect::<Result<_, _>>()?);
        }
        merged(facets, self, &parts).map(Some)
    }
}

/// What is known of the passages of a report that match.
pub(in crate::search) struct KnownAmount {
    /// How many match at each match level, the strictest first.
    pub(in crate::search) passages: Vec<u64>,
    /// How many places in them a hit marks.
    pub(in crate::search) occurrences: u64,
}

/// The groups of a facet: those of its extent, with what was found in each. `levels` are the match levels that were
/// counted, the strictest first.
pub(in crate::search) fn groups(
    facet: &Facet,
    mut found: GroupTotals,
    extent: &GroupTotals,
    levels: &[MatchLevel],
) -> Groups {
    let grouped = |values: Vec<Option<String>>, found: &TallyTotals, of: &TallyTotals| {
        let matches = Matches { counts: found.counts(), occurrences: found.occurrences };
        let counts = found.levels().chain(std::iter::repeat_with(Default::default));
        let levels = levels.iter().copied().zip(counts).collect();
        Grouped::new(values, matches, Extent { counts: of.counts(), words: of.words }, levels)
    };
    let all = grouped(Vec::new(), &found.all, &extent.all);
    let one = |(values, of)| grouped(Vec::clone(values), &found.groups.remove(values).unwrap_or_default(), of);
    let mut groups: Vec<Grouped> = extent.groups.iter().map(one).collect();
    groups.sort_by(|a, b| {
        let pairs = facet.groupings().iter().zip(a.values.iter().zip(&b.values));
        let in_order =
            |(by, (a, b)): (&Grouping, (&Option<String>, &Option<String>))| in_order(by, a.as_deref(), b.as_deref());
        pairs.map(in_order).fold(Ordering::Equal, Ordering::then)
    });
    Groups::new(facet.clone(), all, groups)
}

/// Numbers by size, then texts, and last what is none; grades from the best to the worst.
fn in_order(by: &Grouping, a: Option<&str>, b: Option<&str>) -> Ordering {
    let grade = |text: Option<&str>| text.and_then(|text| text.parse::<Grade>().ok()).map(|grade| grade as u8);
    if matches!(by, Grouping::Field(Field::Grade | Field::OverallGrade))
        && let (Some(a), Some(b)) = (grade(a), grade(b))
    {
        return a.cmp(&b);
    }
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok());
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a_number, b_number) => {
            let numbers_first = a_number.is_none().cmp(&b_number.is_none());
            a.is_none().cmp(&b.is_none()).then(numbers_first).then_with(|| a.cmp(&b))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_first_and_what_is_none_last() {
        let mut values = [None, Some("b"), Some("10"), Some("a1"), Some("9")];
        values.sort_by(|a, b| in_order(&Grouping::Part, *a, *b));
        assert_eq!(values, [Some("9"), Some("10"), Some("a1"), Some("b"), None]);
        let mut grades = [Some("requires improvement"), None, Some("inadequate"), Some("good"), Some("outstanding")];
        grades.sort_by(|a, b| in_order(&Grouping::Field(Field::Grade), *a, *b));
        assert_eq!(grades, [Some("outstanding"), Some("good"), Some("requires improvement"), Some("inadequate"), None]);
    }
}
