//! Comma- and tab-separated values, a file for each table, its header first. A text that a spreadsheet would take for a
//! formula has an apostrophe before it.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use crate::text::cell;

use super::schema::{Cell, ColumnType, TableColumn};
use super::{ExportError, ExportTable, RowSink, StagedFiles};

pub(super) fn write<'p>(
    mut files: StagedFiles<'p>,
    separator: u8,
    fill: &mut dyn FnMut(&mut dyn RowSink) -> Result<(), ExportError>,
) -> Result<StagedFiles<'p>, ExportError> {
    // A single file has passages only.
    let is_folder = files.place.is_folder;
    let tables = files.tables(|table| is_folder || *table == ExportTable::Flat);
    let outputs = tables.into_iter().map(|table| SeparatedFile::create(table, separator, &mut files));
    let mut all = SeparatedFiles { outputs: outputs.collect::<Result<_, _>>()? };
    fill(&mut all)?;
    for SeparatedFile { rows, path, .. } in &mut all.outputs {
        rows.flush().map_err(|error| ExportError::io(path, error))?;
    }
    Ok(files)
}

struct SeparatedFiles {
    outputs: Vec<SeparatedFile>,
}

/// The file of a table.
struct SeparatedFile {
    table: ExportTable,
    columns: Vec<TableColumn>,
    rows: csv::Writer<BufWriter<File>>,
    path: PathBuf,
}

impl SeparatedFile {
    fn create(table: ExportTable, separator: u8, files: &mut StagedFiles<'_>) -> Result<SeparatedFile, ExportError> {
        let (out, path) = files.create(table)?;
        let mut rows = csv::WriterBuilder::new().delimiter(separator).from_writer(out);
        let columns = table.columns();
        let header = rows.write_record(columns.iter().map(|column| column.name()));
        header.map_err(|error| ExportError::io(&path, error.into()))?;
        Ok(SeparatedFile { table, columns, rows, path })
    }
}

impl RowSink for SeparatedFiles {
    fn row(&mut self, table: ExportTable, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        let Some(output) = self.outputs.iter_mut().find(|output| output.table == table) else { return Ok(()) };
        let row = output.columns.iter().zip(cells).map(|(column, value)| shown(column, value));
        let written = output.rows.write_record(row);
        written.map_err(|error| ExportError::io(&output.path, error.into()))
    }
}

/// A value as a table of text has it: nothing where it is not known.
fn shown(column: &TableColumn, value: &Cell<'_>) -> String {
    match value {
        Cell::Null => String::new(),
        Cell::Text(text) => cell(text.clone().into_owned()),
        Cell::Texts(texts) => match column.holds {
            ColumnType::Texts(between) => cell(texts.join(between)),
            _ => String::new(),
        },
        Cell::Integer(number) => number.to_string(),
        Cell::Flag(flag) => flag.to_string(),
    }
}
