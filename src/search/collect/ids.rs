//! Which passages.

use tantivy::DocId;

use crate::index::IndexError;

use super::{Collector, MatchedDoc, Needs, Scope, Segment, SegmentCollector};

/// The passages met, by segment and in order, each with how often its words occur in it.
pub(in crate::search) struct Ids;

impl Collector for Ids {
    type Segment<'s> = Vec<(DocId, u32)>;
    type Part = Vec<(DocId, u32)>;
    type Output = Vec<Vec<(DocId, u32)>>;

    fn needs(&self) -> Needs {
        Needs::Doc
    }

    fn segment<'s>(&'s self, _: &Segment<'s>) -> Result<Vec<(DocId, u32)>, IndexError> {
        Ok(Vec::new())
    }

    fn merge(&self, _: Scope<'_>, parts: Vec<Vec<(DocId, u32)>>) -> Result<Vec<Vec<(DocId, u32)>>, IndexError> {
        Ok(parts)
    }
}

impl SegmentCollector for Vec<(DocId, u32)> {
    type Part = Vec<(DocId, u32)>;

    #[inline]
    fn collect(&mut self, matched: &MatchedDoc<'_>) {
        self.push((matched.doc, matched.words));
    }

    fn finish(self) -> Result<Vec<(DocId, u32)>, IndexError> {
        Ok(self)
    }
}
