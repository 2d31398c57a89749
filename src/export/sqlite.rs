//! A database of SQLite: all tables in one file, with indexes and a full-text index of the passages.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, params_from_iter};

use super::schema::{Cell, ColumnType, TableLayout, flat_columns};
use super::{ExportError, ExportTable, RowSink, StagedFiles};

/// Nothing is kept of a file that is not finished, so nothing needs to be written twice. The cache is 32 MiB.
const SETTINGS: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA foreign_keys = OFF;
    PRAGMA cache_size = -32768;
    BEGIN;";

/// What is made once all rows are there: faster than row by row, and the indexes are smaller.
const INDEXES: &str = r#"
    CREATE INDEX reports_by_authority ON reports (authority, date);
    CREATE INDEX reports_by_kind ON reports (kind, date);
    CREATE INDEX reports_by_year ON reports (year);
    CREATE VIRTUAL TABLE passages_fts USING fts5 (
        text, content="passages", content_rowid="number", tokenize="unicode61 remove_diacritics 2"
    );
    INSERT INTO passages_fts (passages_fts) VALUES ('rebuild');
    INSERT INTO passages_fts (passages_fts) VALUES ('optimize');
    COMMIT;
    ANALYZE;"#;

pub(super) fn write<'p>(
    mut files: StagedFiles<'p>,
    fill: &mut dyn FnMut(&mut dyn RowSink) -> Result<(), ExportError>,
) -> Result<StagedFiles<'p>, ExportError> {
    let (empty, path) = files.create(ExportTable::About)?;
    drop(empty);
    let failed = |error| ExportError::format(&path, error);
    let database = Connection::open(files.last_path()).map_err(failed)?;
    database.execute_batch(SETTINGS).map_err(failed)?;
    let tables = TableLayout::Tables.tables();
    tables.iter().try_for_each(|table| database.execute_batch(&definition(*table))).map_err(failed)?;
    database.execute_batch(&view()).map_err(failed)?;
    {
        let inserts = tables.iter().map(|table| Ok((*table, database.prepare(&insert(*table))?)));
        let mut rows = DatabaseRows { inserts: inserts.collect::<Result<_, _>>().map_err(failed)?, failed: &failed };
        fill(&mut rows)?;
    }
    database.execute_batch(INDEXES).map_err(failed)?;
    database.close().map_err(|(_, error)| failed(error))?;
    Ok(files)
}

/// The rows of a database that is being made.
struct DatabaseRows<'d> {
    inserts: Vec<(ExportTable, Statement<'d>)>,
    failed: &'d dyn Fn(rusqlite::Error) -> ExportError,
}

impl RowSink for DatabaseRows<'_> {
    fn row(&mut self, table: ExportTable, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        let Some((_, insert)) = self.inserts.iter_mut().find(|(of, _)| *of == table) else { return Ok(()) };
        insert.execute(params_from_iter(cells)).map_err(self.failed)?;
        Ok(())
    }
}

/// Defines a table. Rows that belong to others are kept in the order of these.
fn definition(table: ExportTable) -> String {
    let column = |column: super::schema::TableColumn| {
        let of = if matches!(column.holds, ColumnType::Integer | ColumnType::Flag) { "INTEGER" } else { "TEXT" };
        format!("\"{}\" {of}", column.name())
    };
    let columns: Vec<String> = table.columns().into_iter().map(column).collect();
    let columns = columns.join(", ");
    let of_report = "FOREIGN KEY (report) REFERENCES reports (id)";
    let of_passage = "FOREIGN KEY (report, passage) REFERENCES passages (report, passage)";
    let (first, keys, end) = match table {
        ExportTable::About => ("", "PRIMARY KEY (name)".to_owned(), "WITHOUT ROWID"),
        ExportTable::Reports => ("", "PRIMARY KEY (id)".to_owned(), ""),
        ExportTable::Extra => ("", format!("PRIMARY KEY (report, name), {of_report}"), "WITHOUT ROWID"),
        ExportTable::Grades | ExportTable::Evidence => {
            ("", format!("PRIMARY KEY (report, number), {of_report}"), "WITHOUT ROWID")
        }
        ExportTable::Passages | ExportTable::Flat => {
            ("\"number\" INTEGER PRIMARY KEY, ", format!("UNIQUE (id), UNIQUE (report, passage), {of_report}"), "")
        }
        ExportTable::Spans | ExportTable::Matches => {
            ("", format!("PRIMARY KEY (report, passage, number), {of_passage}"), "WITHOUT ROWID")
        }
    };
    format!("CREATE TABLE {} ({first}{columns}, {keys}) {end};", table.name())
}

fn insert(table: ExportTable) -> String {
    let names: Vec<String> = table.columns().iter().map(|column| format!("\"{}\"", column.name())).collect();
    let values = vec!["?"; names.len()].join(", ");
    format!("INSERT INTO {} ({}) VALUES ({values})", table.name(), names.join(", "))
}

/// Passages with what is known of their reports.
fn view() -> String {
    let of_report: String = flat_columns().map(|column| format!(", reports.\"{}\"", column.name())).collect();
    format!(
        "CREATE VIEW passages_with_reports AS SELECT passages.*{of_report} \
         FROM passages JOIN reports ON reports.id = passages.report;"
    )
}

/// A list is JSON. The character NUL, at which many programs end a text, is shown as one that cannot be read.
impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Cell::Text(text) if text.contains('\0') => text.replace('\0', "\u{fffd}").into(),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Texts(texts) => {
                let list = serde_json::to_string(texts);
                list.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?.into()
            }
            Cell::Integer(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Cell::Flag(flag) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*flag))),
        })
    }
}
