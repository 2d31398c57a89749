//! Counts as rows of text, for a terminal and for Markdown: what the columns are, and what is said below them.

use crate::engine::{DateOf, Grouped, Grouping};
use crate::fields::Field;
use crate::output::text::levels_line;

use super::numbers::grouped;
use super::{CountReport, CountUnit, CountedQuery, percent, value_text};

/// The columns of a row beside its label and its bar, in the order in which they are shown.
pub(super) struct CountRow {
    pub(super) label: String,
    /// The number that the bar is of, out of how many.
    pub(super) number: String,
    /// That as a share or a rate.
    pub(super) rate: String,
    /// The length of the bar, out of 1.
    pub(super) bar: f64,
    /// The other numbers, under [`others`].
    pub(super) others: Vec<String>,
}

/// The header of the columns: the label, the number, the rate and the other numbers.
pub(super) fn header(report: &CountReport<'_>) -> (String, &'static str, Vec<&'static str>) {
    let label = report.by.first().map_or("", |by| by.name()).to_owned();
    let number = match report.unit {
        CountUnit::Report => "reports",
        CountUnit::Passage => "passages",
        CountUnit::Occurrence => "occurrences",
    };
    (label, number, others(report).iter().map(|(name, _)| *name).collect())
}

type NumberOf = fn(&Grouped) -> String;

/// The numbers that are shown beside that of the unit, the most useful first.
fn others(report: &CountReport<'_>) -> Vec<(&'static str, NumberOf)> {
    let unit = report.unit;
    let all: [(&str, NumberOf, CountUnit); 3] = [
        ("reports", |group| grouped(group.found.counts.reports), CountUnit::Report),
        ("passages", |group| grouped(group.found.counts.passages), CountUnit::Passage),
        ("occurrences", |group| grouped(group.found.occurrences), CountUnit::Occurrence),
    ];
    let mut others: Vec<(&str, NumberOf)> =
        all.into_iter().filter(|(.., of)| *of != unit).map(|(name, number, _)| (name, number)).collect();
    if unit != CountUnit::Occurrence {
        others.push(("per 10,000 words", |group| CountUnit::Occurrence.rate_text(group)));
    }
    if !report.by.contains(&Grouping::Field(Field::Authority)) {
        others.push(("authorities", |group| grouped(group.found.counts.authorities)));
    }
    others
}

/// The rows of a query that stands alone, and a last one for all of them.
pub(super) fn rows(report: &CountReport<'_>, query: &CountedQuery) -> Vec<CountRow> {
    let shown = report.shown(query);
    let unit = report.unit;
    let full = unit.full(shown.iter().copied());
    let row = |label: String, group: &Grouped| CountRow {
        label,
        number: match unit {
            CountUnit::Occurrence => grouped(group.found.occurrences),
            _ => format!("{} of {}", grouped(unit.number(group)), grouped(unit.of(group))),
        },
        rate: unit.rate_text(group),
        bar: unit.rate(group).unwrap_or(0.0) / full,
        others: others(report).iter().map(|(_, number)| number(group)).collect(),
    };
    let label = |group: &Grouped| {
        let pairs = report.by.iter().zip(&group.values);
        pairs.map(|(by, value)| value_text(by, value.as_deref())).collect::<Vec<_>>().join(" · ")
    };
    let groups = shown.into_iter().filter(|_| !report.by.is_empty()).map(|group| row(label(group), group));
    let mut rows: Vec<CountRow> = groups.collect();
    rows.push(CountRow { bar: 0.0, ..row("all".to_owned(), query.all()) });
    rows
}

/// What is said of the counts of a query below them.
pub(super) fn remarks(report: &CountReport<'_>, query: &CountedQuery) -> Vec<String> {
    let mut remarks = vec![totals(query)];
    remarks.extend(levels_line(&query.answer).map(|line| line.trim_start().to_owned()));
    remarks.extend(report.date_of().map(|of| dates(of, query)));
    remarks.extend(overlap(report, query));
    remarks.extend(silent(report, query));
    remarks
}

/// "240 of 290 reports (83%), 88 of 91 authorities (97%), …".
pub(super) fn totals(query: &CountedQuery) -> String {
    let Grouped { found, of, .. } = query.all();
    let share = |part, of, name: [&str; 2]| {
        let name = name[usize::from(of != 1)];
        format!("{} of {} {name} ({})", grouped(part), grouped(of), percent(part, of))
    };
    let counts = [
        share(found.counts.reports, of.counts.reports, ["report", "reports"]),
        share(found.counts.authorities, of.counts.authorities, ["authority", "authorities"]),
        share(found.counts.passages, of.counts.passages, ["passage", "passages"]),
    ];
    let rate = CountUnit::Occurrence.rate_text(query.all());
    let (occurrences, words) = (grouped(found.occurrences), grouped(of.words));
    let words = format!("{occurrences} occurrences in {words} words ({rate} per 10,000)");
    let within = query.answer.within.as_ref();
    let within = within.map(|within| format!("; out of what meets {}", within.filters)).unwrap_or_default();
    format!("{}, {words}{within}", counts.join(", "))
}

/// Which dates were used.
fn dates(of: DateOf, query: &CountedQuery) -> String {
    let by = |basis: Option<&str>| query.date_bases().filter(|(of, _)| *of == basis).map(|(_, n)| n).sum::<u64>();
    let (published, visit, given, none) = (by(Some("published")), by(Some("visit")), by(Some("sidecar")), by(None));
    let all = query.answer.matched.reports;
    match of {
        DateOf::Any => {
            let all = [(published, "publication"), (visit, "the last day of the visit"), (given, "a date given")];
            let used: Vec<String> =
                all.iter().filter(|(n, _)| *n > 0).map(|(n, name)| format!("{n} by {name}")).collect();
            let none = if none > 0 { format!("; {none} without a date") } else { String::new() };
            format!("dates of the reports found: {}{none}", used.join(", "))
        }
        DateOf::Published => {
            format!("by date of publication, known of {} of the {all} reports found", published + given)
        }
        DateOf::Visit => {
            format!("by the last day of the visit; of the {all} reports found, those without have no date")
        }
    }
}

/// That a report may be in several groups, where some are.
fn overlap(report: &CountReport<'_>, query: &CountedQuery) -> Option<String> {
    let in_groups: u64 = query.groups().groups.iter().map(|group| group.found.counts.reports).sum();
    let overlaps = !report.by.is_empty() && in_groups > query.answer.matched.reports;
    overlaps.then(|| "a report may be in several groups, and is one of all".to_owned())
}

/// How many groups never say it, and what that does not mean.
fn silent(report: &CountReport<'_>, query: &CountedQuery) -> Option<String> {
    let by = report.by.first().filter(|_| report.by.len() == 1)?;
    let groups = &query.groups().groups;
    let is_known = |group: &&Grouped| group.values.iter().all(Option::is_some) && group.of.counts.reports > 0;
    let known = groups.iter().filter(is_known);
    let (mut all, mut silent) = (0, 0);
    for group in known {
        all += 1;
        silent += u64::from(group.found.counts.passages == 0);
    }
    (silent > 0 && (report.zeros || by.is_of_time())).then(|| {
        format!("{}: nothing is found in {silent} of {all}; an absent word is not an absent practice", by.name())
    })
}
