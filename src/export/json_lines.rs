//! JSON Lines: an object a row. Rows that belong to another are lists in its object.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use serde::Serialize;

use crate::text::write_escaped;

use super::schema::{Cell, TableColumn};
use super::{ExportError, ExportTable, RowSink, StagedFiles};

pub(super) fn write<'p>(
    mut files: StagedFiles<'p>,
    fill: &mut dyn FnMut(&mut dyn RowSink) -> Result<(), ExportError>,
) -> Result<StagedFiles<'p>, ExportError> {
    let tables = files.tables(|table| table.owner_columns() == 0);
    let outputs = tables.into_iter().map(|table| ObjectLines::create(table, &mut files));
    let mut lines = JsonLines { outputs: outputs.collect::<Result<_, _>>()? };
    fill(&mut lines)?;
    for output in &mut lines.outputs {
        output.end_object().and_then(|()| output.out.flush()).map_err(|error| ExportError::io(&output.path, error))?;
    }
    Ok(files)
}

/// The files of all tables.
struct JsonLines {
    outputs: Vec<ObjectLines>,
}

/// The file of a table.
struct ObjectLines {
    table: ExportTable,
    columns: Vec<TableColumn>,
    /// The tables whose rows are lists in its objects.
    parts: Vec<ObjectPart>,
    out: BufWriter<File>,
    path: PathBuf,
    /// The members of the object that is being made; empty if there is none.
    object: Vec<u8>,
}

/// A list in an object.
struct ObjectPart {
    table: ExportTable,
    /// The columns but those that name the object.
    columns: Vec<TableColumn>,
    objects: Vec<u8>,
}

impl RowSink for JsonLines {
    fn row(&mut self, table: ExportTable, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        for output in &mut self.outputs {
            if output.table == table {
                let done =
                    output.end_object().and_then(|()| Ok(write_members(&mut output.object, &output.columns, cells)?));
                return done.map_err(|error| ExportError::io(&output.path, error));
            }
            if let Some(part) = output.parts.iter_mut().find(|part| part.table == table) {
                return part.add(cells).map_err(|error| ExportError::io(&output.path, error.into()));
            }
        }
        Ok(())
    }
}

impl ObjectLines {
    fn create(table: ExportTable, files: &mut StagedFiles<'_>) -> Result<ObjectLines, ExportError> {
        let (out, path) = files.create(table)?;
        let part = |part: &ExportTable| ObjectPart {
            table: *part,
            columns: part.columns().split_off(part.owner_columns()),
            objects: Vec::new(),
        };
        let parts = table.parts().iter().map(part).collect();
        Ok(ObjectLines { table, columns: table.columns(), parts, out, path, object: Vec::new() })
    }

    /// Writes the object that is being made, if there is one.
    fn end_object(&mut self) -> std::io::Result<()> {
        if self.object.is_empty() {
            return Ok(());
        }
        for part in &mut self.parts {
            write!(self.object, ",\"{}\":[", part.table.name())?;
            self.object.append(&mut part.objects);
            self.object.push(b']');
        }
        self.out.write_all(b"{")?;
        // Characters that a terminal would obey are in strings only, where they can be escaped.
        let json = std::str::from_utf8(&self.object).map_err(std::io::Error::other)?;
        write_escaped(&mut self.out, json)?;
        self.out.write_all(b"}\n")?;
        self.object.clear();
        Ok(())
    }
}

impl ObjectPart {
    fn add(&mut self, cells: &[Cell<'_>]) -> serde_json::Result<()> {
        let cells = cells.get(self.table.owner_columns()..).unwrap_or_default();
        if !self.objects.is_empty() {
            self.objects.push(b',');
        }
        self.objects.push(b'{');
        write_members(&mut self.objects, &self.columns, cells)?;
        self.objects.push(b'}');
        Ok(())
    }
}

fn write_members(object: &mut Vec<u8>, columns: &[TableColumn], cells: &[Cell<'_>]) -> serde_json::Result<()> {
    for (at, (column, cell)) in columns.iter().zip(cells).enumerate() {
        if at > 0 {
            object.push(b',');
        }
        serde_json::to_writer(&mut *object, &column.name())?;
        object.push(b':');
        serde_json::to_writer(&mut *object, cell)?;
    }
    Ok(())
}

impl Serialize for Cell<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Null => serializer.serialize_none(),
            Cell::Text(text) => text.serialize(serializer),
            Cell::Texts(texts) => texts.serialize(serializer),
            Cell::Integer(number) => number.serialize(serializer),
            Cell::Flag(flag) => flag.serialize(serializer),
        }
    }
}
