//! Which passages.

use tantivy::DocId;

use crate::index::IndexError;

use super::{Collector, Met, Needs, Scope, Segment, SegmentCollector};

/// The passages met, by segment and in order.
pub(in crate::search) struct Ids;

impl Collector for Ids {
    type Segment<'s> = Vec<DocId>;
    type Part = Vec<DocId>;
    type Output = Vec<Vec<DocId>>;

    fn needs(&self) -> Needs {
        Needs::Place
    }

    fn segment<'s>(&'s self, _: &Segment<'s>) -> Result<Vec<DocId>, IndexError> {
        Ok(Vec::new())
    }

    fn merge(&self, _: Scope<'_>, parts: Vec<Vec<DocId>>) -> Result<Vec<Vec<DocId>>, IndexError> {
        Ok(parts)
    }
}

impl SegmentCollector for Vec<DocId> {
    type Part = Vec<DocId>;

    #[inline]
    fn collect(&mut self, met: &Met<'_>) {
        self.push(met.doc);
    }

    fn finish(self) -> Result<Vec<DocId>, IndexError> {
        Ok(self)
    }
}
