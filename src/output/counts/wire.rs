//! Counts as JSON.

use serde::Serialize;

use crate::engine::{DateOf, Extent, Grouped, Groups, Matches};
use crate::output::record::{CountsWire, ExpansionWire, LevelWire, NothingWire, QueryWire};
use crate::output::wire::SCHEMA;
use crate::query::Diagnostic;

use super::{CountReport, CountedQuery};

/// The counts of one query, or of many in a list.
#[derive(Debug, Serialize)]
pub(super) struct CountReportWire<'a> {
    schema: u32,
    day: String,
    by: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_of: Option<&'static str>,
    #[serde(flatten)]
    counts: OneOrMany<'a>,
    warnings: &'a [String],
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum OneOrMany<'a> {
    One(Box<QueryCountsWire<'a>>),
    Many { queries: Vec<QueryCountsWire<'a>> },
}

/// The counts of one query.
#[derive(Debug, Serialize)]
struct QueryCountsWire<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    query: QueryWire<'a>,
    total: MatchesWire,
    of: ExtentWire,
    #[serde(skip_serializing_if = "Option::is_none")]
    filters: Option<&'a str>,
    index: CountsWire,
    rungs: Vec<LevelWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dates: Option<DatesWire>,
    groups: Vec<GroupWire<'a>>,
    expansions: Vec<ExpansionWire<'a>>,
    diagnostics: &'a [Diagnostic],
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    nothing: Option<NothingWire<'a>>,
}

/// How many of the reports found are dated by what.
#[derive(Debug, Default, Serialize)]
struct DatesWire {
    published: u64,
    visit: u64,
    sidecar: u64,
    none: u64,
}

#[derive(Debug, Serialize)]
struct MatchesWire {
    #[serde(flatten)]
    counts: CountsWire,
    occurrences: u64,
}

#[derive(Debug, Serialize)]
struct ExtentWire {
    #[serde(flatten)]
    counts: CountsWire,
    words: u64,
}

/// A group.
#[derive(Debug, Serialize)]
struct GroupWire<'a> {
    values: Vec<Option<&'a str>>,
    #[serde(flatten)]
    found: MatchesWire,
    of: ExtentWire,
    percent_of_reports: Option<f64>,
    per_10000_words: Option<f64>,
    rungs: Vec<LevelWire>,
}

/// A facet beside the hits of a search: the groups in which something was found.
#[derive(Debug, Serialize)]
pub(in crate::output) struct GroupsWire<'a> {
    by: Vec<&'a str>,
    groups: Vec<GroupWire<'a>>,
}

impl<'a> CountReportWire<'a> {
    pub(super) fn new(report: &'a CountReport<'a>) -> CountReportWire<'a> {
        let mut queries: Vec<QueryCountsWire<'a>> =
            report.queries.iter().map(|query| QueryCountsWire::new(report, query)).collect();
        let counts = match queries.pop() {
            Some(one) if !report.has_many => OneOrMany::One(Box::new(one)),
            last => OneOrMany::Many { queries: queries.into_iter().chain(last).collect() },
        };
        let date_of = report.date_of().map(|of| match of {
            DateOf::Any => "any",
            DateOf::Published => "published",
            DateOf::Visit => "visit",
        });
        let by = report.by.iter().map(|by| by.name()).collect();
        CountReportWire { schema: SCHEMA, day: report.day.to_string(), by, date_of, counts, warnings: report.warnings }
    }
}

impl<'a> QueryCountsWire<'a> {
    fn new(report: &CountReport<'_>, query: &'a CountedQuery) -> QueryCountsWire<'a> {
        let CountedQuery { id, typed, understood, answer, diagnostics } = query;
        let all = query.all();
        let is_grouped = !report.by.is_empty();
        QueryCountsWire {
            id: id.as_deref(),
            query: QueryWire { text: typed, understood },
            total: all.found.into(),
            of: all.of.into(),
            filters: answer.within.as_ref().map(|within| within.filters.as_str()),
            index: answer.total.into(),
            rungs: LevelWire::all(&answer.levels, answer.looser.as_ref()),
            dates: report.date_of().map(|_| dates(query)),
            groups: report.shown(query).into_iter().filter(|_| is_grouped).map(GroupWire::new).collect(),
            expansions: answer.expansions.iter().map(ExpansionWire::new).collect(),
            diagnostics,
            notes: &answer.notes,
            nothing: answer.nothing.as_ref().map(NothingWire::from),
        }
    }
}

fn dates(query: &CountedQuery) -> DatesWire {
    let mut dates = DatesWire::default();
    for (basis, reports) in query.date_bases() {
        match basis {
            Some("published") => dates.published = reports,
            Some("visit") => dates.visit = reports,
            Some(_) => dates.sidecar += reports,
            None => dates.none = reports,
        }
    }
    dates
}

impl<'a> GroupWire<'a> {
    fn new(group: &'a Grouped) -> GroupWire<'a> {
        GroupWire {
            values: group.values.iter().map(Option::as_deref).collect(),
            found: group.found.into(),
            of: group.of.into(),
            percent_of_reports: group.report_share().map(rounded),
            per_10000_words: group.per_10_000_words().map(rounded),
            rungs: LevelWire::all(&group.levels, None),
        }
    }
}

impl<'a> GroupsWire<'a> {
    pub(in crate::output) fn new(groups: &'a Groups) -> GroupsWire<'a> {
        let found = groups.groups.iter().filter(|group| group.found.counts.passages > 0);
        let by = groups.facet.groupings().iter().map(|by| by.name()).collect();
        GroupsWire { by, groups: found.map(GroupWire::new).collect() }
    }
}

/// With two digits after the point.
fn rounded(rate: f64) -> f64 {
    (rate * 100.0).round() / 100.0
}

impl From<Matches> for MatchesWire {
    fn from(found: Matches) -> MatchesWire {
        MatchesWire { counts: found.counts.into(), occurrences: found.occurrences }
    }
}

impl From<Extent> for ExtentWire {
    fn from(of: Extent) -> ExtentWire {
        ExtentWire { counts: of.counts.into(), words: of.words }
    }
}
