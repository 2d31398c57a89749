//! Counts made into bytes: one file for each form. What is shown of counts, and in which order, is decided here, so that
//! all forms show the same.

mod batch;
mod chart;
mod facets;
mod markdown;
mod matrix;
mod numbers;
mod page;
mod rows;
mod spark;
mod svg;
mod table;
mod text;
mod wire;

use std::io::{self, Write};

use crate::engine::{Answer, DateOf, Facet, Grouped, Grouping, Groups};
use crate::fields::Field;
use crate::query::Diagnostic;
use crate::report::Date;

use super::format::{Content, Format};
use super::json::write_object;
use super::style::TextStyle;

pub(crate) use batch::{write_count_header, write_count_row};
pub(crate) use facets::facet_lines;
pub(super) use numbers::percent;
pub(super) use spark::sparkline;
pub(super) use wire::GroupsWire;

/// What the bars and the shades of counts show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CountUnit {
    /// The share of reports.
    Report,
    /// The share of passages.
    Passage,
    /// Occurrences in 10,000 words.
    Occurrence,
}

/// The order of groups that do not follow each other in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CountSort {
    /// By their values.
    Value,
    /// The greatest number first.
    Count,
}

/// A query that was counted.
#[derive(Clone, Debug)]
pub(crate) struct CountedQuery {
    /// Its id, in a file of queries.
    pub id: Option<String>,
    /// As typed.
    pub typed: String,
    /// As understood.
    pub understood: String,
    /// Its counts, by the facets of [`CountReport::facets`].
    pub answer: Answer<()>,
    /// Remarks on it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Counts of one query or several, and how they are shown.
#[derive(Clone, Debug)]
pub(crate) struct CountReport<'a> {
    /// What is counted by: nothing, one grouping or two.
    pub by: &'a [Grouping],
    /// The queries, in order.
    pub queries: &'a [CountedQuery],
    /// Whether the queries are the rows of a matrix, rather than one that stands alone.
    pub has_many: bool,
    /// What the bars and the shades show.
    pub unit: CountUnit,
    /// The order of groups.
    pub sort: CountSort,
    /// Whether groups are shown in which nothing was found.
    pub zeros: bool,
    /// The day of the counts.
    pub day: Date,
    /// Problems of the index, if any.
    pub warnings: &'a [String],
}

impl CountReport<'_> {
    /// The facets that the counts of a report are asked by: what it counts by; of two groupings, each alone too; and what
    /// the dates mean, if any are counted by.
    pub(crate) fn facets(by: &[Grouping]) -> Vec<Facet> {
        let all = by.iter().cloned().fold(Facet::default(), Facet::then);
        let each = by.iter().filter(|_| by.len() > 1).cloned().map(Facet::by);
        let basis = by.iter().any(Grouping::is_of_time).then(|| Facet::by(Grouping::Field(Field::DateBasis)));
        std::iter::once(all).chain(each).chain(basis).collect()
    }

    /// Whether the counts are a matrix: of queries and groups, or of groups by two groupings.
    pub(super) fn is_matrix(&self) -> bool {
        self.by.len() + usize::from(self.has_many) > 1
    }

    /// Which date counts by time go by; none where nothing is counted by time.
    pub(super) fn date_of(&self) -> Option<DateOf> {
        self.by.iter().find_map(|by| if let Grouping::Date(_, of) = by { Some(*of) } else { None })
    }

    /// The groups of a query that are shown, in order. Time has no gaps, and neither has a matrix.
    pub(crate) fn shown<'q>(&self, query: &'q CountedQuery) -> Vec<&'q Grouped> {
        let is_whole = self.zeros || self.is_matrix() || self.by.iter().any(Grouping::is_of_time);
        let is_unknown = |group: &Grouped| group.values.iter().any(Option::is_none);
        let is_shown = |group: &&Grouped| {
            group.found.counts.passages > 0 || is_whole && (self.zeros || self.is_matrix() || !is_unknown(group))
        };
        let mut shown: Vec<&Grouped> = query.groups().groups.iter().filter(is_shown).collect();
        if self.sort == CountSort::Count && !self.by.iter().any(Grouping::is_of_time) {
            shown.sort_by_key(|group| std::cmp::Reverse(self.unit.number(group)));
        }
        shown
    }
}

impl CountedQuery {
    /// The same with a group for each year or month in which there are no reports.
    #[must_use]
    pub(crate) fn without_gaps(mut self) -> CountedQuery {
        self.answer.facets = self.answer.facets.into_iter().map(Groups::without_gaps).collect();
        self
    }

    /// Its groups by all that is counted by.
    pub(super) fn groups(&self) -> &Groups {
        &self.answer.facets[0]
    }

    /// All of the groups as one.
    pub(super) fn all(&self) -> &Grouped {
        &self.groups().all
    }

    /// Its groups by one of two groupings alone.
    pub(super) fn groups_by(&self, at: usize) -> &Groups {
        &self.answer.facets[1 + at]
    }

    /// How many of the reports found are dated by what.
    pub(super) fn date_bases(&self) -> impl Iterator<Item = (Option<&str>, u64)> {
        let is_basis = |facet: &&Groups| *facet.facet.groupings() == [Grouping::Field(Field::DateBasis)];
        let groups = self.answer.facets.iter().rfind(is_basis).into_iter().flat_map(|facet| &facet.groups);
        groups.map(|group| (group.values.first().and_then(Option::as_deref), group.found.counts.reports))
    }
}

impl CountUnit {
    /// How many there are.
    pub(super) fn number(self, group: &Grouped) -> u64 {
        match self {
            CountUnit::Report => group.found.counts.reports,
            CountUnit::Passage => group.found.counts.passages,
            CountUnit::Occurrence => group.found.occurrences,
        }
    }

    /// What they are out of.
    pub(super) fn of(self, group: &Grouped) -> u64 {
        match self {
            CountUnit::Report => group.of.counts.reports,
            CountUnit::Passage => group.of.counts.passages,
            CountUnit::Occurrence => group.of.words,
        }
    }

    /// What bars show: a share in percent, or a rate.
    pub(super) fn rate(self, group: &Grouped) -> Option<f64> {
        match self {
            CountUnit::Report => group.report_share(),
            CountUnit::Passage => group.passage_share(),
            CountUnit::Occurrence => group.per_10_000_words(),
        }
    }

    /// That as text.
    pub(crate) fn rate_text(self, group: &Grouped) -> String {
        match (self, self.rate(group)) {
            (_, None) => "–".to_owned(),
            (CountUnit::Occurrence, Some(rate)) => numbers::rate(rate),
            (_, Some(_)) => percent(self.number(group), self.of(group)),
        }
    }

    /// What the rate is of.
    pub(super) fn rate_name(self) -> &'static str {
        match self {
            CountUnit::Report => "% of reports",
            CountUnit::Passage => "% of passages",
            CountUnit::Occurrence => "occurrences per 10,000 words",
        }
    }

    /// The rate that a full bar stands for: all reports, or the greatest rate there is.
    pub(super) fn full<'g>(self, groups: impl Iterator<Item = &'g Grouped>) -> f64 {
        match self {
            CountUnit::Report => 100.0,
            CountUnit::Passage | CountUnit::Occurrence => {
                groups.filter_map(|group| self.rate(group)).fold(0.0, f64::max).max(f64::MIN_POSITIVE)
            }
        }
    }
}

/// A value as it is shown; where there is none, what is missing.
pub(crate) fn value_text(by: &Grouping, value: Option<&str>) -> String {
    value.map_or_else(|| format!("no {}", if by.is_of_time() { "date" } else { by.name() }), str::to_owned)
}

/// Writes counts.
///
/// # Errors
/// If `out` fails, and for a format that counts do not have.
pub(crate) fn write_counts(
    out: &mut dyn Write,
    format: Format,
    style: &TextStyle,
    report: &CountReport<'_>,
    quiet: bool,
) -> io::Result<()> {
    match format {
        Format::Text => text::counts(out, style, report, quiet),
        Format::Json => write_object(out, &wire::CountReportWire::new(report)),
        Format::Csv => table::counts(out, b',', report),
        Format::Tsv => table::counts(out, b'\t', report),
        Format::Markdown => markdown::counts(out, report, quiet),
        format => Err(Content::Counts.has_no(format)),
    }
}

/// Counts as a picture that can stand alone, as SVG.
pub(crate) fn counts_svg(report: &CountReport<'_>) -> String {
    chart::picture(report)
}

/// Counts as a page with the picture and its numbers, as HTML.
pub(crate) fn counts_html(report: &CountReport<'_>) -> String {
    page::page(report)
}
