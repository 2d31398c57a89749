//! A query as an Atom feed. Nothing is kept of those who follow it: programs that read feeds know by the id of an entry
//! what they have read, so an entry has the same id as long as its report has the same words.

use crate::asking::request;
use crate::engine::{Hit, Sort, Unit};
use crate::news::{Novelty, key};
use crate::output::{Feed, FeedEntry, encoded};
use crate::report::Report;
use crate::serve::asked::{Asked, fetched};
use crate::serve::reply::{ATOM, HttpProblem, HttpReply};
use crate::text::elided;

/// The most that is repeated of a query, which has no end of its own.
const MAX_TITLE_CHARS: usize = 120;

/// Entries, where no limit is given.
const DEFAULT_ENTRIES: usize = 100;

/// The time of a feed without entries, and of an entry whose report has no date.
const UNDATED: &str = "2000-01-01T00:00:00Z";

/// What a query finds, the newest first, as an entry for each hit. Without words it is what meets the filters.
pub(in crate::serve) fn feed(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let mut search = asked.search(&[], false)?;
    if search.text.trim().is_empty() {
        if search.filters.conditions().next().is_none() {
            return Err(HttpProblem::bad_request("name what the feed is of: q=QUERY, or a filter"));
        }
        search.text = "*".to_owned();
    }
    if asked.params.get("limit").is_none() {
        search.hits.limit = DEFAULT_ENTRIES;
    }
    let prepared = search.runnable(asked.index())?;
    let request = request(&prepared.query, &search.hits).sort(Sort::DateDescending);
    let (_, hits) = asked.index().results(&request)?.split();
    let title = elided(&prepared.understood, MAX_TITLE_CHARS);
    let entries = fetched(hits).map(|hit| hit.map(|hit| entry(asked, &title, request.unit, &hit)));
    let entries = entries.collect::<Result<Vec<FeedEntry>, _>>()?;
    let address = format!("{}{}", asked.origin, asked.params.at("/api/v1/feed"));
    let key = key(&asked.params.pairs().flat_map(|(name, value)| [name, value]).collect::<Vec<_>>());
    let feed = Feed { title: &title, address: Some(&address), key: &key, begun: UNDATED, entries: &entries };
    Ok(HttpReply::new(ATOM, feed.to_xml()))
}

fn entry(asked: &Asked, query: &str, unit: Unit, hit: &Hit) -> FeedEntry {
    let (report, passage) = (&hit.report, &hit.passage);
    // The best passage of a report may be another one tomorrow, without anything new in it.
    let words = if unit == Unit::Report { "" } else { &passage.text };
    let path = asked.params.without_all(&["unit", "limit"]).at(&format!("/report/{}", encoded(&report.id)));
    let address = format!("{}{path}#p{}", asked.origin, passage.ordinal);
    FeedEntry::new(query, &day(report), key(&[&report.id, words]), hit, Novelty::First).at_address(&address)
}

/// The date of a report as RFC 3339 has it; the first day of a month or year that is all that is known.
fn day(report: &Report) -> String {
    report.meta.date.map_or_else(
        || UNDATED.to_owned(),
        |date| {
            let (year, month, day) = date.parts();
            format!("{year:04}-{:02}-{:02}T00:00:00Z", month.unwrap_or(1), day.unwrap_or(1))
        },
    )
}
