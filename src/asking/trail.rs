//! What reports say of a matter through time, as statements to be written.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{Hit, IndexError};
use crate::library::{Index, LastMention, MentionAt, Since, Trail, TrailEntry};
use crate::output::{PassageOf, Statement, StatementGroup, counted};
use crate::report::Report;

/// What is looked for where nothing is named.
pub(crate) const RECOMMENDATIONS: &str = "role:recommendation";

/// What words alone cannot show.
pub(crate) const CAUTION: &str = "That a report is silent does not mean that nothing was there; that words come back does not mean \
    that nothing was done.";

/// The short ids of some reports, by their ids in full.
///
/// # Errors
/// Where the index is damaged or cannot be read.
pub(crate) fn short_ids<'a>(
    index: &Index,
    reports: impl Iterator<Item = &'a Arc<Report>>,
) -> Result<BTreeMap<String, Arc<str>>, IndexError> {
    let mut ids = BTreeMap::new();
    for report in reports {
        if let Some(short) = index.short_id(report)? {
            ids.insert(report.id.clone(), short);
        }
    }
    Ok(ids)
}

/// The name of a body, or that it is unknown.
fn named(authority: Option<&str>) -> String {
    authority.unwrap_or("authority unknown").to_owned()
}

/// The reports of a trail, each a group.
pub(crate) fn groups_of_trail<'a>(trail: &'a Trail, ids: &'a BTreeMap<String, Arc<str>>) -> Vec<StatementGroup<'a>> {
    let short = |report: &Report| ids.get(&report.id).map(|short| &**short);
    let group = |entry: &'a TrailEntry| {
        let of = |at: &MentionAt| trail.hit(*at);
        let mentions = entry.mentions.iter().map(|mention| match &mention.since {
            Since::First => statement("first", &mention.hit, None),
            Since::New => statement("new", &mention.hit, None),
            Since::SaidAgain(at) => statement("said again", &mention.hit, Some(of(at))),
            Since::Changed(at) => statement("changed", &mention.hit, Some(of(at))),
            Since::BackAgain(at) => statement("back again", &mention.hit, Some(of(at))),
            Since::Undated => statement("undated", &mention.hit, None),
        });
        let gone = entry.gone.iter().map(|at| statement("gone", of(at), None));
        let said = match entry.mentions.len() as u64 {
            0 => "not mentioned".to_owned(),
            passages => counted(passages, "passage"),
        };
        StatementGroup {
            name: named(trail.authority.as_deref()),
            report: Some((&entry.report, short(&entry.report))),
            said,
            statements: mentions.chain(gone).collect(),
        }
    };
    trail.entries.iter().map(group).collect()
}

fn statement<'a>(status: &'a str, hit: &'a Hit, beside: Option<&'a Hit>) -> Statement<'a> {
    let of = |hit: &'a Hit| PassageOf { report: &hit.report, short: hit.short_id.as_deref(), passage: &hit.passage };
    Statement {
        status,
        resemblance: None,
        passage: of(hit),
        highlights: &hit.highlights,
        beside: beside.map(of),
        changes: Vec::new(),
    }
}

/// The last mention of a body, as a group.
pub(crate) fn group_of_last(one: &LastMention) -> StatementGroup<'_> {
    let silent = match one.silent_since {
        0 => "no report since".to_owned(),
        reports => format!("{} since, silent", counted(reports, "report")),
    };
    StatementGroup {
        name: named(one.authority.as_deref()),
        report: Some((&one.hit.report, one.hit.short_id.as_deref())),
        said: format!("{}; {silent}", counted(one.passages, "passage")),
        statements: vec![statement("last said", &one.hit, None)],
    }
}
