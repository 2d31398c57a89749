//! The tables of an export and their columns, the same in every format.

use std::borrow::Cow;

use crate::fields::{self, FieldSpec, Slot};

/// The version of the tables, which is raised when a column gets another meaning or goes.
pub(crate) const EXPORT_SCHEMA: u32 = 1;

/// What a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnType {
    Text,
    /// A list of texts; where a format has no lists, they are joined by this.
    Texts(&'static str),
    Integer,
    Flag,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TableColumn {
    /// Its name, in two parts: a field may have a column for its start and one for its end.
    names: [&'static str; 2],
    pub(crate) holds: ColumnType,
}

impl TableColumn {
    pub(crate) fn name(&self) -> String {
        self.names.concat()
    }
}

/// A value in a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'r> {
    /// It is not known, or there is none.
    Null,
    Text(Cow<'r, str>),
    Texts(&'r [String]),
    Integer(i64),
    Flag(bool),
}

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExportTable {
    /// What was exported, of what: a name and a value a row.
    About,
    Reports,
    /// The grades of reports.
    Grades,
    /// The fields of reports that findings does not know.
    Extra,
    /// Where the values of reports were read.
    Evidence,
    Passages,
    /// The lines that passages were made of.
    Spans,
    /// Where passages match the query.
    Matches,
    /// Passages with what is known of their reports.
    Flat,
}

/// Which tables an export has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TableLayout {
    /// All, which name each other's rows.
    Tables,
    /// Passages alone, each with what is known of its report.
    Flat,
}

impl TableLayout {
    /// Its tables. Those whose rows belong to rows of another come right after it.
    pub(crate) fn tables(self) -> &'static [ExportTable] {
        match self {
            TableLayout::Tables => &[
                ExportTable::About,
                ExportTable::Reports,
                ExportTable::Grades,
                ExportTable::Extra,
                ExportTable::Evidence,
                ExportTable::Passages,
                ExportTable::Spans,
                ExportTable::Matches,
            ],
            TableLayout::Flat => &[ExportTable::Flat, ExportTable::Spans, ExportTable::Matches],
        }
    }
}

const ABOUT: [TableColumn; 2] = [text("name"), text("value")];

const GRADES: [TableColumn; 4] = [text("report"), integer("number"), text("judgement"), text("grade")];

const EXTRA: [TableColumn; 3] = [text("report"), text("name"), text("value")];

const EVIDENCE: [TableColumn; 8] = [
    text("report"),
    integer("number"),
    text("field"),
    text("value"),
    integer("page"),
    integer("line"),
    text("words"),
    text("confidence"),
];

const PASSAGES: [TableColumn; 15] = [
    text("id"),
    text("short_id"),
    text("report"),
    integer("passage"),
    text("part"),
    text("role"),
    texts("section", " > "),
    text("label"),
    integer("page_first"),
    integer("page_last"),
    text("text"),
    text("context"),
    text("match_level"),
    flag("boilerplate"),
    flag("ocr"),
];

const SPANS: [TableColumn; 8] = [
    text("report"),
    integer("passage"),
    integer("number"),
    integer("page"),
    integer("line"),
    integer("lines"),
    integer("byte_start"),
    integer("byte_end"),
];

const MATCHES: [TableColumn; 6] =
    [text("report"), integer("passage"), integer("number"), integer("start"), integer("end"), text("words")];

/// The columns of reports before and after their fields.
const REPORT_NAMES: [TableColumn; 3] = [text("id"), text("short_id"), text("path")];
const REPORT_NUMBERS: [TableColumn; 4] = [integer("year"), integer("pages"), integer("passages"), integer("words")];

/// The columns of the flat table between those of passages and the fields of reports.
const FLAT: [TableColumn; 2] = [text("path"), integer("year")];

/// As many cells as the table has columns, which the compiler checks.
pub(super) type GradeCells<'r> = [Cell<'r>; GRADES.len()];
pub(super) type ExtraCells<'r> = [Cell<'r>; EXTRA.len()];
pub(super) type EvidenceCells<'r> = [Cell<'r>; EVIDENCE.len()];
pub(super) type PassageCells<'r> = [Cell<'r>; PASSAGES.len()];
pub(super) type SpanCells<'r> = [Cell<'r>; SPANS.len()];
pub(super) type MatchCells<'r> = [Cell<'r>; MATCHES.len()];
pub(super) type ReportNameCells<'r> = [Cell<'r>; REPORT_NAMES.len()];
pub(super) type ReportNumberCells<'r> = [Cell<'r>; REPORT_NUMBERS.len()];
pub(super) type FlatCells<'r> = [Cell<'r>; FLAT.len()];

impl ExportTable {
    /// Its name; the flat table is one of passages too.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ExportTable::About => "about",
            ExportTable::Reports => "reports",
            ExportTable::Grades => "grades",
            ExportTable::Extra => "extra",
            ExportTable::Evidence => "evidence",
            ExportTable::Passages | ExportTable::Flat => "passages",
            ExportTable::Spans => "spans",
            ExportTable::Matches => "matches",
        }
    }

    /// Its columns.
    pub(crate) fn columns(self) -> Vec<TableColumn> {
        match self {
            ExportTable::About => ABOUT.to_vec(),
            ExportTable::Reports => {
                let fields = fields::of_reports().flat_map(columns_of);
                REPORT_NAMES.into_iter().chain(fields).chain(REPORT_NUMBERS).collect()
            }
            ExportTable::Grades => GRADES.to_vec(),
            ExportTable::Extra => EXTRA.to_vec(),
            ExportTable::Evidence => EVIDENCE.to_vec(),
            ExportTable::Passages => PASSAGES.to_vec(),
            ExportTable::Spans => SPANS.to_vec(),
            ExportTable::Matches => MATCHES.to_vec(),
            ExportTable::Flat => PASSAGES.into_iter().chain(flat_columns()).collect(),
        }
    }

    /// The tables whose rows belong to rows of this one.
    pub(crate) fn parts(self) -> &'static [ExportTable] {
        match self {
            ExportTable::Reports => &[ExportTable::Grades, ExportTable::Extra, ExportTable::Evidence],
            ExportTable::Passages | ExportTable::Flat => &[ExportTable::Spans, ExportTable::Matches],
            _ => &[],
        }
    }

    /// How many columns name the row of another table that a row belongs to: they come first. 0 for a table of its own.
    pub(crate) fn owner_columns(self) -> usize {
        match self {
            ExportTable::Grades | ExportTable::Extra | ExportTable::Evidence => 1,
            ExportTable::Spans | ExportTable::Matches => 2,
            _ => 0,
        }
    }
}

/// The columns of the flat table that are of the report.
pub(super) fn flat_columns() -> impl Iterator<Item = TableColumn> {
    FLAT.into_iter().chain(fields_on_passages().flat_map(columns_of))
}

/// The fields of reports that the flat table has.
pub(super) fn fields_on_passages() -> impl Iterator<Item = &'static FieldSpec> {
    fields::of_reports().filter(|spec| spec.on_hits)
}

/// The columns of a field. Grades have a table of their own.
fn columns_of(spec: &'static FieldSpec) -> impl Iterator<Item = TableColumn> {
    let holds = if matches!(spec.slot, Slot::Texts { .. }) { ColumnType::Texts("; ") } else { ColumnType::Text };
    spec.slot.columns().iter().map(move |end| TableColumn { names: [spec.name, end], holds })
}

const fn text(name: &'static str) -> TableColumn {
    TableColumn { names: [name, ""], holds: ColumnType::Text }
}

const fn texts(name: &'static str, between: &'static str) -> TableColumn {
    TableColumn { names: [name, ""], holds: ColumnType::Texts(between) }
}

const fn integer(name: &'static str) -> TableColumn {
    TableColumn { names: [name, ""], holds: ColumnType::Integer }
}

const fn flag(name: &'static str) -> TableColumn {
    TableColumn { names: [name, ""], holds: ColumnType::Flag }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_column_of_a_table_has_a_name_of_its_own() {
        for table in [TableLayout::Tables.tables(), TableLayout::Flat.tables()].concat() {
            let columns = table.columns();
            let names: BTreeSet<String> = columns.iter().map(TableColumn::name).collect();
            assert_eq!(names.len(), columns.len(), "{table:?}");
            let parts = table.parts().iter().map(|part| part.name());
            assert!(
                parts.into_iter().all(|part| !names.contains(part)),
                "{table:?} has a column and a list of one name"
            );
        }
    }
}
