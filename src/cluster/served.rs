//! What a cluster counts and ranks itself, so that what very many passages meet need not be fetched.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::engine::IndexError;
use crate::report::Passage;

use super::query::PassageQuery;
use super::ranked::{PassageRanking, RankedSpan};
use super::requests::{Found, GroupCount};
use super::snapshot::{PassageDocument, Snapshot};

/// A cluster gives no more groups at once than 65,535: of more reports, it is asked for a part at a time.
const MAX_GROUPS: u64 = 40_000;

/// How many passages of each report meet a condition, and how often something occurs in them, by the report's version.
pub(crate) type PassagesByReport = HashMap<String, GroupCount>;

/// What is counted, report by report.
pub(crate) struct CountingQuery {
    /// The passages that meet it.
    pub(crate) query: PassageQuery,
    /// What is looked for in them, where that is counted too.
    pub(crate) occurrences: Option<RankedSpan>,
}

/// What a cluster counted and ranked.
pub(crate) struct ServedAnswer {
    /// The counts of each condition.
    pub(crate) counts: Vec<PassagesByReport>,
    /// The first passages by a ranking, each with the version of its report.
    pub(crate) best: Vec<(String, Passage)>,
}

impl Snapshot {
    /// How much of each report meets each of some conditions, and the first so many by a ranking, each with the
    /// version of its report.
    ///
    /// # Errors
    /// Where the cluster does not answer, or not with all that it should.
    pub(crate) fn served(
        &self,
        counted: &[CountingQuery],
        ranked: Option<(&PassageRanking, usize)>,
    ) -> Result<ServedAnswer, IndexError> {
        let parts = self.summary().reports.div_ceil(MAX_GROUPS).max(1);
        let mut bodies = Vec::new();
        for query in counted {
            bodies.extend((0..parts).map(|part| counting(query, part, parts)));
        }
        bodies.extend(ranked.map(|(ranking, first)| ranking.body(first)));
        let mut found: Vec<Found<PassageDocument>> = self.point.search_all(&bodies)?;
        let best = if ranked.is_some() { found.pop().map(|found| found.hits.hits) } else { None };
        let best = best.into_iter().flatten().map(|hit| self.passage(hit)).collect::<Result<_, _>>()?;
        let mut found = found.into_iter();
        let counts = counted.iter().map(|_| self.by_report(found.by_ref().take(parts as usize)));
        Ok(ServedAnswer { counts: counts.collect::<Result<_, _>>()?, best })
    }

    /// What was counted of one condition.
    fn by_report(&self, parts: impl Iterator<Item = Found<PassageDocument>>) -> Result<PassagesByReport, IndexError> {
        let (mut by_report, mut total, mut counted) = (PassagesByReport::new(), 0, 0_u64);
        for part in parts {
            // Each part counts all that there is.
            total = part.total();
            for (version, passages) in part.groups() {
                counted = counted.saturating_add(passages.documents);
                by_report.insert(version, passages);
            }
        }
        if counted != total {
            return Err(self.client.error(format!("it counted {counted} passages of {total}")));
        }
        Ok(by_report)
    }
}

/// The search that counts a part of the reports.
fn counting(CountingQuery { query, occurrences }: &CountingQuery, part: u64, parts: u64) -> Value {
    let mut groups = json!({"field": "version", "size": MAX_GROUPS + MAX_GROUPS / 2});
    if parts > 1 {
        groups["include"] = json!({"partition": part, "num_partitions": parts});
    }
    let mut groups = json!({"terms": groups});
    let mut query = query.passages();
    if let Some(occurrences) = occurrences {
        query["bool"]["should"] = occurrences.frequency();
        groups["aggs"] = json!({"sum": {"sum": {"script": {"source": "_score"}}}});
    }
    json!({
        "query": query,
        "size": 0,
        "track_total_hits": true,
        "aggs": {"groups": groups},
    })
}
