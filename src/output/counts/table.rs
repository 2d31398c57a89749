//! Counts as comma- or tab-separated values: a row a group, with every denominator.

use std::io::{self, Write};

use crate::engine::{Counts, Grouped};
use crate::output::table::{cell, writer};
use crate::query::MatchLevel;

use super::{CountReport, CountedQuery};

/// The columns of numbers, those of the match levels after them.
const NUMBERS: [&str; 10] = [
    "reports",
    "of_reports",
    "percent_of_reports",
    "passages",
    "of_passages",
    "authorities",
    "of_authorities",
    "occurrences",
    "of_words",
    "per_10000_words",
];

/// A row for each group that is shown; where nothing is counted by, one for each query.
pub(super) fn counts(out: &mut dyn Write, separator: u8, report: &CountReport<'_>) -> io::Result<()> {
    let mut rows = writer(out, separator);
    let of_query: &[&str] = if report.has_many { &["qid", "query"] } else { &[] };
    let by = report.by.iter().map(|by| by.name().to_owned());
    let levels =
        MatchLevel::ALL.iter().flat_map(|level| ["reports", "passages"].map(|of| format!("{of}_{}", level.as_str())));
    let header = of_query.iter().chain(&[]).map(|name| (*name).to_owned()).chain(by);
    rows.write_record(header.chain(NUMBERS.map(str::to_owned)).chain(levels).map(cell))?;
    for query in report.queries {
        for group in report.shown(query) {
            rows.write_record(row(report, query, group).map(cell))?;
        }
    }
    rows.flush()
}

fn row<'r>(
    report: &CountReport<'_>,
    query: &'r CountedQuery,
    group: &'r Grouped,
) -> impl Iterator<Item = String> + use<'r> {
    let of_query = report.has_many.then(|| [query.id.clone().unwrap_or_default(), query.typed.clone()]);
    let values = group.values.iter().map(|value| value.clone().unwrap_or_default());
    let (found, of) = (&group.found, &group.of);
    let rate = |rate: Option<f64>| rate.map(|rate| format!("{rate:.2}")).unwrap_or_default();
    let numbers = [
        found.counts.reports.to_string(),
        of.counts.reports.to_string(),
        rate(group.report_share()),
        found.counts.passages.to_string(),
        of.counts.passages.to_string(),
        found.counts.authorities.to_string(),
        of.counts.authorities.to_string(),
        found.occurrences.to_string(),
        of.words.to_string(),
        rate(group.per_10_000_words()),
    ];
    let at_level = |level: &MatchLevel| group.levels.iter().find(|(of, _)| of == level).map(|(_, counts)| counts);
    let levels =
        MatchLevel::ALL.iter().map(at_level).collect::<Vec<_>>().into_iter().flat_map(|counts: Option<&Counts>| {
            let number =
                |number: fn(&Counts) -> u64| counts.map(|counts| number(counts).to_string()).unwrap_or_default();
            [number(|counts| counts.reports), number(|counts| counts.passages)]
        });
    of_query.into_iter().flatten().chain(values).chain(numbers).chain(levels)
}
