//! Which reports, as the documents of each.

use std::ops::Range;

use tantivy::DocId;

use crate::index::IndexError;
use crate::search::index_view::SegmentColumns;

use super::{Collector, MatchedDoc, Needs, Scope, Segment, SegmentCollector};

/// The reports of the passages met, by segment and in order, each as the range of its documents.
pub(in crate::search) struct ReportRanges;

/// Those of one segment.
pub(in crate::search) struct SegmentReportRanges<'s> {
    columns: &'s SegmentColumns,
    ranges: Vec<Range<DocId>>,
}

impl Collector for ReportRanges {
    type Segment<'s> = SegmentReportRanges<'s>;
    type Part = Vec<Range<DocId>>;
    type Output = Vec<Vec<Range<DocId>>>;

    fn needs(&self) -> Needs {
        Needs::Doc
    }

    fn segment<'s>(&'s self, segment: &Segment<'s>) -> Result<SegmentReportRanges<'s>, IndexError> {
        Ok(SegmentReportRanges { columns: segment.columns, ranges: Vec::new() })
    }

    fn merge(&self, _: Scope<'_>, parts: Vec<Vec<Range<DocId>>>) -> Result<Vec<Vec<Range<DocId>>>, IndexError> {
        Ok(parts)
    }
}

impl SegmentCollector for SegmentReportRanges<'_> {
    type Part = Vec<Range<DocId>>;

    fn collect(&mut self, matched: &MatchedDoc<'_>) {
        if matched.is_first {
            let (start, end) = self.columns.documents_of(matched.report);
            self.ranges.push(start..end);
        }
    }

    fn finish(self) -> Result<Vec<Range<DocId>>, IndexError> {
        Ok(self.ranges)
    }
}
