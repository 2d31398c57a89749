//! Parquet, a file for each table. Rows are kept until there are enough for a group, whose columns are written one by one.
//! Each file has the facts about the export in its metadata too.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::schema::{Cell, ColumnType, TableColumn};
use super::{ExportError, ExportTable, RowSink, StagedFiles};

/// A group of rows has at most this many, or about this many bytes of text, whichever comes first.
const MAX_GROUP_ROWS: usize = 100_000;
const MAX_GROUP_BYTES: usize = 16 << 20;

pub(super) fn write<'p>(
    mut files: StagedFiles<'p>,
    fill: &mut dyn FnMut(&mut dyn RowSink) -> Result<(), ExportError>,
) -> Result<StagedFiles<'p>, ExportError> {
    let is_folder = files.place.is_folder;
    let tables = files.tables(|table| is_folder || *table == ExportTable::Flat);
    let outputs = tables.into_iter().map(|table| ParquetFile::create(table, &mut files));
    let mut all = ParquetFiles { outputs: outputs.collect::<Result<_, _>>()? };
    fill(&mut all)?;
    all.outputs.into_iter().try_for_each(ParquetFile::finish)?;
    Ok(files)
}

struct ParquetFiles {
    outputs: Vec<ParquetFile>,
}

/// The file of a table.
struct ParquetFile {
    table: ExportTable,
    out: SerializedFileWriter<BufWriter<File>>,
    path: PathBuf,
    columns: Vec<ColumnBuffer>,
    /// How many rows are kept, and how many bytes of text are in them.
    rows: usize,
    bytes: usize,
}

/// The values of a column that are kept, with their levels of definition and repetition.
struct ColumnBuffer {
    holds: ColumnType,
    texts: Vec<ByteArray>,
    integers: Vec<i64>,
    flags: Vec<bool>,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

impl RowSink for ParquetFiles {
    fn row(&mut self, table: ExportTable, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        if let (ExportTable::About, [Cell::Text(name), Cell::Text(value)]) = (table, cells) {
            for output in &mut self.outputs {
                let fact = KeyValue::new(format!("findings.{name}"), value.to_string());
                output.out.append_key_value_metadata(fact);
            }
        }
        let Some(output) = self.outputs.iter_mut().find(|output| output.table == table) else { return Ok(()) };
        output.add(cells).map_err(|error| ExportError::format(&output.path, error))
    }
}

impl ParquetFile {
    fn create(table: ExportTable, files: &mut StagedFiles<'_>) -> Result<ParquetFile, ExportError> {
        let (out, path) = files.create(table)?;
        let columns = table.columns();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("findings ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer =
            schema(table, &columns).and_then(|schema| SerializedFileWriter::new(out, schema, Arc::new(properties)));
        let out = writer.map_err(|error| ExportError::format(&path, error))?;
        let columns = columns.iter().map(|column| ColumnBuffer::new(column.holds)).collect();
        Ok(ParquetFile { table, out, path, columns, rows: 0, bytes: 0 })
    }

    fn add(&mut self, cells: &[Cell<'_>]) -> Result<(), ParquetError> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += column.add(cell);
        }
        self.rows += 1;
        if self.rows >= MAX_GROUP_ROWS || self.bytes >= MAX_GROUP_BYTES { self.end_group() } else { Ok(()) }
    }

    /// Writes the rows that are kept as a group.
    fn end_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.out.next_row_group()?;
        for column in &mut self.columns {
            let Some(mut writer) = group.next_column()? else { break };
            column.write(&mut writer)?;
            writer.close()?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    fn finish(mut self) -> Result<(), ExportError> {
        let last = if self.rows > 0 { self.end_group() } else { Ok(()) };
        let closed = last.and_then(|()| self.out.close());
        closed.map(|_| ()).map_err(|error| ExportError::format(&self.path, error))
    }
}

impl ColumnBuffer {
    fn new(holds: ColumnType) -> ColumnBuffer {
        ColumnBuffer {
            holds,
            texts: Vec::new(),
            integers: Vec::new(),
            flags: Vec::new(),
            definitions: Vec::new(),
            repetitions: Vec::new(),
        }
    }

    /// Keeps a value, and returns how many bytes of text it has.
    fn add(&mut self, cell: &Cell<'_>) -> usize {
        let is_known = match (cell, self.holds) {
            (Cell::Texts(texts), ColumnType::Texts(_)) => return self.add_texts(texts),
            (Cell::Text(text), ColumnType::Text) => {
                self.texts.push(ByteArray::from(text.as_bytes().to_vec()));
                self.definitions.push(1);
                return text.len();
            }
            (Cell::Integer(number), ColumnType::Integer) => {
                self.integers.push(*number);
                true
            }
            (Cell::Flag(flag), ColumnType::Flag) => {
                self.flags.push(*flag);
                true
            }
            (_, ColumnType::Texts(_)) => return self.add_texts(&[]),
            _ => false,
        };
        self.definitions.push(i16::from(is_known));
        0
    }

    fn add_texts(&mut self, texts: &[String]) -> usize {
        for (at, text) in texts.iter().enumerate() {
            self.texts.push(ByteArray::from(text.as_bytes().to_vec()));
            self.definitions.push(1);
            self.repetitions.push(i16::from(at > 0));
        }
        if texts.is_empty() {
            self.definitions.push(0);
            self.repetitions.push(0);
        }
        texts.iter().map(String::len).sum()
    }

    /// Writes the values, and keeps none of them.
    fn write(&mut self, writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let (definitions, repetitions) = (Some(self.definitions.as_slice()), Some(self.repetitions.as_slice()));
        match self.holds {
            ColumnType::Text => writer.typed::<ByteArrayType>().write_batch(&self.texts, definitions, None)?,
            ColumnType::Texts(_) => {
                writer.typed::<ByteArrayType>().write_batch(&self.texts, definitions, repetitions)?
            }
            ColumnType::Integer => writer.typed::<Int64Type>().write_batch(&self.integers, definitions, None)?,
            ColumnType::Flag => writer.typed::<BoolType>().write_batch(&self.flags, definitions, None)?,
        };
        self.texts.clear();
        self.integers.clear();
        self.flags.clear();
        self.definitions.clear();
        self.repetitions.clear();
        Ok(())
    }
}

/// The schema of a table: each value may be missing, and lists are never missing but may be empty.
fn schema(table: ExportTable, columns: &[TableColumn]) -> Result<TypePtr, ParquetError> {
    let fields = columns.iter().map(|column| Ok(Arc::new(column_type(column)?)));
    let fields = fields.collect::<Result<Vec<TypePtr>, ParquetError>>()?;
    Ok(Arc::new(Type::group_type_builder(table.name()).with_fields(fields).build()?))
}

fn column_type(column: &TableColumn) -> Result<Type, ParquetError> {
    let name = column.name();
    let text = |name: &str, repetition| {
        let text = Type::primitive_type_builder(name, PhysicalType::BYTE_ARRAY).with_repetition(repetition);
        text.with_logical_type(Some(LogicalType::String)).build()
    };
    let value = |of| Type::primitive_type_builder(&name, of).with_repetition(Repetition::OPTIONAL).build();
    match column.holds {
        ColumnType::Text => text(&name, Repetition::OPTIONAL),
        ColumnType::Integer => value(PhysicalType::INT64),
        ColumnType::Flag => value(PhysicalType::BOOLEAN),
        ColumnType::Texts(_) => {
            let element = Arc::new(text("element", Repetition::REQUIRED)?);
            let list = Type::group_type_builder("list").with_repetition(Repetition::REPEATED);
            let list = Arc::new(list.with_fields(vec![element]).build()?);
            let group = Type::group_type_builder(&name).with_repetition(Repetition::REQUIRED);
            let group = group.with_logical_type(Some(LogicalType::List)).with_converted_type(ConvertedType::LIST);
            group.with_fields(vec![list]).build()
        }
    }
}
