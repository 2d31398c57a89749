//! Counts as a matrix: queries by groups, or groups by two groupings.

use std::collections::{HashMap, HashSet};

use crate::engine::{Grouped, Grouping};

use super::{CountReport, CountedQuery, value_text};

/// Rows and columns of groups.
pub(super) struct Matrix<'q> {
    /// What the rows and the columns are.
    pub(super) corner: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<MatrixRow<'q>>,
}

/// A row of a matrix.
pub(super) struct MatrixRow<'q> {
    pub(super) label: String,
    /// All of its groups as one.
    pub(super) all: Option<&'q Grouped>,
    /// A group for each column; none where there are no reports.
    pub(super) cells: Vec<Option<&'q Grouped>>,
    /// Whether it is the one for all rows.
    pub(super) is_total: bool,
}

impl<'q> Matrix<'q> {
    /// Of a report that is one.
    pub(super) fn new(report: &CountReport<'q>) -> Matrix<'q> {
        match (report.by, report.queries) {
            ([first, second], [query]) => Matrix::of_pair(report, query, first, second),
            ([by], queries) => Matrix::of_queries(report, queries, by),
            (_, queries) => Matrix::of_totals(queries),
        }
    }

    /// The groups of one grouping by those of another.
    fn of_pair(report: &CountReport<'q>, query: &'q CountedQuery, first: &Grouping, second: &Grouping) -> Matrix<'q> {
        let shown = |at: usize| {
            let is_shown = |group: &&Grouped| {
                let is_of_time = report.by[at].is_of_time() && group.values[0].is_some();
                report.zeros || is_of_time || group.found.counts.passages > 0
            };
            query.groups_by(at).groups.iter().filter(is_shown).collect::<Vec<_>>()
        };
        let (rows, columns) = (shown(0), shown(1));
        let groups = query.groups().groups.iter();
        let by_values: HashMap<_, &Grouped> =
            groups.map(|group| ((&group.values[0], &group.values[1]), group)).collect();
        let cell = |row: &'q Grouped, column: &'q Grouped| by_values.get(&(&row.values[0], &column.values[0])).copied();
        let row = |row: &&'q Grouped| MatrixRow {
            label: value_text(first, row.values[0].as_deref()),
            all: Some(row),
            cells: columns.iter().map(|column| cell(row, column)).collect(),
            is_total: false,
        };
        let mut rows: Vec<MatrixRow<'q>> = rows.iter().map(row).collect();
        let (cells, all) = (columns.iter().map(|column| Some(*column)).collect(), Some(query.all()));
        rows.push(MatrixRow { label: "all".to_owned(), all, cells, is_total: true });
        let columns = columns.iter().map(|column| value_text(second, column.values[0].as_deref())).collect();
        Matrix { corner: format!("{} by {}", first.name(), second.name()), columns, rows }
    }

    /// Queries by the groups of one grouping.
    fn of_queries(report: &CountReport<'q>, queries: &'q [CountedQuery], by: &Grouping) -> Matrix<'q> {
        let groups = || queries.iter().flat_map(|query| &query.groups().groups);
        let is_shown = |group: &&Grouped| report.zeros || by.is_of_time() || group.found.counts.passages > 0;
        let mut values: HashSet<_> = groups().filter(is_shown).map(|group| &group.values[0]).collect();
        // In the order in which each query has them, each once.
        let mut columns: Vec<_> = groups().map(|group| &group.values[0]).filter(|value| values.remove(value)).collect();
        if by.is_of_time() {
            columns.sort_by_key(|value| (value.is_none(), *value));
        }
        let row = |query: &'q CountedQuery| {
            let by_value: HashMap<_, &Grouped> =
                query.groups().groups.iter().map(|group| (&group.values[0], group)).collect();
            let cells = columns.iter().map(|value| by_value.get(value).copied()).collect();
            MatrixRow { label: query.label(), all: Some(query.all()), cells, is_total: false }
        };
        let rows = queries.iter().map(row).collect();
        let columns = columns.iter().map(|value| value_text(by, value.as_deref())).collect();
        Matrix { corner: format!("query by {}", by.name()), columns, rows }
    }

    /// Queries alone.
    fn of_totals(queries: &'q [CountedQuery]) -> Matrix<'q> {
        let row = |query: &'q CountedQuery| MatrixRow {
            label: query.label(),
            all: Some(query.all()),
            cells: vec![Some(query.all())],
            is_total: false,
        };
        Matrix { corner: "query".to_owned(), columns: vec!["all".to_owned()], rows: queries.iter().map(row).collect() }
    }

    /// The cells of each row but the one for all rows.
    pub(super) fn cells(&self) -> impl Iterator<Item = Option<&'q Grouped>> + '_ {
        self.rows.iter().filter(|row| !row.is_total).flat_map(|row| row.cells.iter().copied())
    }
}

impl CountedQuery {
    /// Its name in a matrix: its id, if it was given one, and the query.
    pub(super) fn label(&self) -> String {
        match &self.id {
            Some(id) if id.parse::<u64>().is_err() => format!("{id}: {}", self.typed),
            _ => self.typed.clone(),
        }
    }
}
