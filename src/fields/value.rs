//! Where the metadata of a report has the value of a field, and that value.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::report::{Date, Grade, Kind, ReportMeta, Visit};

/// Where the metadata of a report has the value of a field.
pub enum Slot {
    /// A text.
    Text {
        /// The value.
        get: fn(&ReportMeta) -> Option<&str>,
        /// Where to put another.
        set: fn(&mut ReportMeta) -> &mut Option<String>,
    },
    /// Texts, in order.
    Texts {
        /// The values.
        get: fn(&ReportMeta) -> &[String],
        /// Where to put others.
        set: fn(&mut ReportMeta) -> &mut Vec<String>,
    },
    /// The authority, which brings its code and region with it.
    Authority,
    /// The kind of report.
    Kind,
    /// The date, which brings its basis with it.
    Date,
    /// What the date means; it cannot be given.
    DateBasis,
    /// The day of what the report is about.
    Event,
    /// The days on site.
    Visit,
    /// Judgements and grades; they cannot be given.
    Grades,
    /// The overall grade.
    OverallGrade,
    /// Where the report can be found.
    Url,
    /// Not in the metadata of reports: it is of passages, or the report's id.
    Elsewhere,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'m> {
    /// It is not known.
    None,
    /// A text.
    Text(&'m str),
    /// Texts, in order.
    Texts(&'m [String]),
    /// A date.
    Date(Date),
    /// The days on site.
    Visit(Visit),
    /// Judgements and grades, in the order of the report.
    Grades(&'m [(String, Grade)]),
}

impl Slot {
    pub(super) fn value<'m>(&self, meta: &'m ReportMeta) -> Value<'m> {
        let text = |text: Option<&'m str>| text.map_or(Value::None, Value::Text);
        match self {
            Slot::Text { get, .. } => text(get(meta)),
            Slot::Texts { get, .. } => Value::Texts(get(meta)),
            Slot::Authority => text(meta.authority.as_deref()),
            Slot::Kind => text(meta.kind.as_ref().map(|Kind(kind)| kind.as_str())),
            Slot::Date => meta.date.map_or(Value::None, Value::Date),
            Slot::DateBasis => text(meta.date_basis.map(|basis| basis.as_str())),
            Slot::Event => meta.event.map_or(Value::None, Value::Date),
            Slot::Visit => meta.visit.map_or(Value::None, Value::Visit),
            Slot::Grades => Value::Grades(&meta.grades),
            Slot::OverallGrade => text(meta.overall_grade.map(|grade| grade.as_str())),
            Slot::Url => text(meta.url.as_deref()),
            Slot::Elsewhere => Value::None,
        }
    }

    /// The columns that a table has for it, after the name of the field: none for what has no place in a cell.
    pub fn columns(&self) -> &'static [&'static str] {
        match self {
            Slot::Visit => &["_start", "_end"],
            Slot::Grades | Slot::Elsewhere => &[],
            _ => &[""],
        }
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Slot::Text { .. } => "Text",
            Slot::Texts { .. } => "Texts",
            Slot::Authority => "Authority",
            Slot::Kind => "Kind",
            Slot::Date => "Date",
            Slot::DateBasis => "DateBasis",
            Slot::Event => "Event",
            Slot::Visit => "Visit",
            Slot::Grades => "Grades",
            Slot::OverallGrade => "OverallGrade",
            Slot::Url => "Url",
            Slot::Elsewhere => "Elsewhere",
        })
    }
}

impl Value<'_> {
    /// Whether there is no value.
    pub fn is_none(&self) -> bool {
        match self {
            Value::None => true,
            Value::Text(_) | Value::Date(_) | Value::Visit(_) => false,
            Value::Texts(texts) => texts.is_empty(),
            Value::Grades(grades) => grades.is_empty(),
        }
    }

    /// The values as texts.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Value::None => Vec::new(),
            Value::Text(text) => vec![(*text).to_owned()],
            Value::Texts(texts) => texts.to_vec(),
            Value::Date(date) => vec![date.to_string()],
            Value::Visit(Visit { start, end }) => vec![format!("{start}..{end}")],
            Value::Grades(grades) => grades.iter().map(|(judgement, grade)| format!("{judgement}: {grade}")).collect(),
        }
    }

    /// The cells of a table that has `columns` for the field; empty where the value is not known.
    pub fn cells(&self, columns: usize) -> Vec<String> {
        let mut cells = match self {
            Value::None | Value::Grades(_) => Vec::new(),
            Value::Text(text) => vec![(*text).to_owned()],
            Value::Texts(texts) => vec![texts.join("; ")],
            Value::Date(date) => vec![date.to_string()],
            Value::Visit(Visit { start, end }) => vec![start.to_string(), end.to_string()],
        };
        cells.resize(columns, String::new());
        cells
    }
}

/// As JSON has it: null where it is not known, never an empty text.
impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct GradeOf<'g> {
            judgement: &'g str,
            grade: &'static str,
        }
        match self {
            Value::None => serializer.serialize_none(),
            Value::Text(text) => text.serialize(serializer),
            Value::Texts(texts) => texts.serialize(serializer),
            Value::Date(date) => date.serialize(serializer),
            Value::Visit(visit) => visit.serialize(serializer),
            Value::Grades(grades) => serializer
                .collect_seq(grades.iter().map(|(judgement, grade)| GradeOf { judgement, grade: grade.as_str() })),
        }
    }
}
