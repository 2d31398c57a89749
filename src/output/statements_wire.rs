//! Passages set beside others, as JSON and as the cells of tables.

use serde::Serialize;

use crate::query::Diagnostic;
use crate::quotation::DiffPiece;
use crate::report::Report;

use super::record::QueryWire;
use super::statements::{PassageOf, Statement, StatementGroup, Statements};
use super::wire::{PassageWire, SCHEMA};

/// The one object of the format JSON.
#[derive(Serialize)]
pub(super) struct StatementsWire<'a> {
    schema: u32,
    about: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<QueryWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<&'a [Diagnostic]>,
    #[serde(skip_serializing_if = "str::is_empty")]
    caution: &'a str,
    groups: Vec<StatementGroupWire<'a>>,
}

impl<'a> StatementsWire<'a> {
    pub(super) fn new(statements: &'a Statements<'_>) -> StatementsWire<'a> {
        let (groups, asked) = (statements.groups.iter(), statements.asked);
        StatementsWire {
            schema: SCHEMA,
            about: &statements.about,
            query: asked.map(|asked| QueryWire { text: asked.typed, understood: asked.understood }),
            diagnostics: asked.map(|asked| asked.diagnostics),
            caution: statements.caution,
            groups: groups.map(StatementGroupWire::with_statements).collect(),
        }
    }
}

/// A group; without its passages where it stands by itself.
#[derive(Serialize)]
pub(super) struct StatementGroupWire<'a> {
    name: &'a str,
    said: &'a str,
    report: Option<ReportPlaceWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passages: Option<Vec<StatementWire<'a>>>,
}

/// Which report.
#[derive(Serialize)]
struct ReportPlaceWire<'a> {
    id: &'a str,
    short_id: Option<&'a str>,
    authority: Option<&'a str>,
    date: Option<String>,
    kind: Option<&'a str>,
    overall_grade: Option<&'a str>,
}

impl<'a> ReportPlaceWire<'a> {
    fn new(report: &'a Report, short_id: Option<&'a str>) -> ReportPlaceWire<'a> {
        let meta = &report.meta;
        ReportPlaceWire {
            id: &report.id,
            short_id,
            authority: meta.authority.as_deref(),
            date: meta.date.map(|date| date.to_string()),
            kind: meta.kind.as_ref().map(|kind| kind.0.as_str()),
            overall_grade: meta.overall_grade.map(|grade| grade.as_str()),
        }
    }
}

/// A passage with a word about it.
#[derive(Serialize)]
pub(super) struct StatementWire<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    status: &'a str,
    resemblance: Option<f64>,
    report: ReportPlaceWire<'a>,
    passage: PassageWire<'a>,
    highlights: Vec<(usize, usize)>,
    beside: Option<BesideWire<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<ChangedWire<'a>>,
}

/// Words of a passage, and those that they are in place of.
#[derive(Serialize)]
struct ChangedWire<'a> {
    before: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct BesideWire<'a> {
    report: ReportPlaceWire<'a>,
    passage: PassageWire<'a>,
}

impl<'a> ChangedWire<'a> {
    /// Of a piece that differs.
    fn new(piece: &'a DiffPiece) -> Option<ChangedWire<'a>> {
        let DiffPiece::Differs { typed, found } = piece else { return None };
        Some(ChangedWire { before: typed, text: found })
    }
}

impl<'a> StatementGroupWire<'a> {
    /// The group without its passages.
    pub(super) fn new(group: &'a StatementGroup<'_>) -> StatementGroupWire<'a> {
        let report = group.report.map(|(report, short)| ReportPlaceWire::new(report, short));
        StatementGroupWire { name: &group.name, said: &group.said, report, passages: None }
    }

    fn with_statements(group: &'a StatementGroup<'_>) -> StatementGroupWire<'a> {
        let passages = group.statements.iter().map(StatementWire::new).collect();
        StatementGroupWire { passages: Some(passages), ..StatementGroupWire::new(group) }
    }

    /// The cells of a row that has no passage.
    pub(super) fn cells(&self) -> impl Iterator<Item = String> {
        let of_report = self.report.as_ref().map(ReportPlaceWire::cells).unwrap_or_default();
        let first = [self.name.to_owned(), self.said.to_owned(), String::new()];
        let cells = first.into_iter().chain(of_report);
        cells.chain(std::iter::repeat_n(String::new(), StatementWire::COLUMNS.len() - 9))
    }
}

impl ReportPlaceWire<'_> {
    fn cells(&self) -> [String; 6] {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        [
            self.id.to_owned(),
            text(self.short_id),
            text(self.authority),
            self.date.clone().unwrap_or_default(),
            text(self.kind),
            text(self.overall_grade),
        ]
    }
}

impl<'a> StatementWire<'a> {
    /// The header of a table.
    pub(super) const COLUMNS: [&'static str; 16] = [
        "group",
        "status",
        "resemblance",
        "report",
        "short_id",
        "authority",
        "date",
        "kind",
        "overall_grade",
        "passage",
        "label",
        "page",
        "text",
        "beside_report",
        "beside_passage",
        "beside_text",
    ];

    fn new(one: &'a Statement<'_>) -> StatementWire<'a> {
        let PassageOf { report, short, passage } = one.passage;
        StatementWire {
            group: None,
            status: one.status,
            resemblance: one.resemblance,
            report: ReportPlaceWire::new(report, short),
            passage: PassageWire::new(&report.id, short, passage),
            highlights: passage.code_points(one.highlights),
            beside: one.beside.map(|PassageOf { report, short, passage }| BesideWire {
                report: ReportPlaceWire::new(report, short),
                passage: PassageWire::new(&report.id, short, passage),
            }),
            changes: one.changes.iter().filter_map(ChangedWire::new).collect(),
        }
    }

    /// With the name of its group, for a line or a row of its own.
    pub(super) fn in_group(group: &'a StatementGroup<'_>, one: &'a Statement<'_>) -> StatementWire<'a> {
        StatementWire { group: Some(&group.name), ..StatementWire::new(one) }
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = String> {
        let beside = self.beside.as_ref();
        let first = [
            self.group.unwrap_or_default().to_owned(),
            self.status.to_owned(),
            self.resemblance.map(|share| format!("{share:.3}")).unwrap_or_default(),
        ];
        let last = [
            self.passage.passage.to_string(),
            self.passage.label.unwrap_or_default().to_owned(),
            self.passage.page.as_ref().map(|pages| pages.first.to_string()).unwrap_or_default(),
            self.passage.text.to_owned(),
            beside.map(|beside| beside.report.id.to_owned()).unwrap_or_default(),
            beside.map(|beside| beside.passage.passage.to_string()).unwrap_or_default(),
            beside.map(|beside| beside.passage.text.to_owned()).unwrap_or_default(),
        ];
        first.into_iter().chain(self.report.cells()).chain(last)
    }
}
