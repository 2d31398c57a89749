//! What a query finds, with its reports, as tables that other programs open: JSON Lines, CSV, Parquet, a database of
//! SQLite.
//!
//! `schema` declares the tables and `rows` fills them, once for all formats. Each format writes the rows as they come, so
//! an export of any size takes little memory. A file appears under its name only when it is whole.

mod error;
mod format;
mod json_lines;
#[cfg(feature = "parquet")]
mod parquet;
mod rows;
mod schema;
mod separated;
#[cfg(feature = "sqlite")]
mod sqlite;
mod staged;

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::PathBuf;

pub use error::ExportError;
pub use format::ExportFormat;
pub(crate) use rows::{ExportFacts, write_facts, write_passage, write_report};
pub(crate) use schema::{Cell, ExportTable, TableLayout};
use staged::StagedFile;

/// Takes rows of tables. A row that belongs to another, such as a grade to a report, comes right after it.
pub(crate) trait RowSink {
    /// Takes a row: a cell for each column of its table.
    ///
    /// # Errors
    /// If it cannot be written.
    fn row(&mut self, table: ExportTable, cells: &[Cell<'_>]) -> Result<(), ExportError>;
}

/// Where an export goes.
#[derive(Clone, Debug)]
pub(crate) struct ExportPlace {
    pub(crate) path: PathBuf,
    pub(crate) format: ExportFormat,
    /// Whether the path is a folder, which gets a file for each table.
    pub(crate) is_folder: bool,
    /// Whether files that are there already are replaced.
    pub(crate) replace: bool,
}

/// The files that an export made.
#[derive(Clone, Debug)]
pub(crate) struct ExportedFiles {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) bytes: u64,
}

impl ExportPlace {
    /// The tables that are written: all of them, or in one file of a format without tables all in one.
    pub(crate) fn layout(&self) -> TableLayout {
        if self.is_folder || self.format == ExportFormat::Sqlite { TableLayout::Tables } else { TableLayout::Flat }
    }

    /// Makes the files of the rows that `fill` gives, and puts them in place once it is done.
    ///
    /// # Errors
    /// Those of `fill`; if a file is there that is not to be replaced; if one cannot be written. Then nothing has changed.
    pub(crate) fn write(
        &self,
        fill: &mut dyn FnMut(&mut dyn RowSink) -> Result<(), ExportError>,
    ) -> Result<ExportedFiles, ExportError> {
        let is_new = self.is_folder && !self.path.exists();
        if self.is_folder {
            fs::create_dir_all(&self.path).map_err(|error| ExportError::io(&self.path, error))?;
        }
        let written = self.write_staged(fill).and_then(StagedFiles::put);
        if is_new && written.is_err() {
            // It is removed only if it is empty.
            let _ = fs::remove_dir(&self.path);
        }
        written
    }

    /// Makes the files beside their places.
    fn write_staged(
        &self,
        fill: &mut dyn FnMut(&mut dyn RowSink) -> Result<(), ExportError>,
    ) -> Result<StagedFiles<'_>, ExportError> {
        let staged = StagedFiles { place: self, staged: Vec::new() };
        match self.format {
            ExportFormat::Jsonl => json_lines::write(staged, fill),
            ExportFormat::Csv => separated::write(staged, b',', fill),
            ExportFormat::Tsv => separated::write(staged, b'\t', fill),
            #[cfg(feature = "parquet")]
            ExportFormat::Parquet => parquet::write(staged, fill),
            #[cfg(feature = "sqlite")]
            ExportFormat::Sqlite => sqlite::write(staged, fill),
            #[cfg(not(all(feature = "parquet", feature = "sqlite")))]
            format => Err(ExportError::NotBuilt(format)),
        }
    }
}

/// The files of an export while they are written.
struct StagedFiles<'p> {
    place: &'p ExportPlace,
    staged: Vec<StagedFile>,
}

impl StagedFiles<'_> {
    /// The tables that have a file of their own, of those that a format keeps apart from others.
    fn tables(&self, is_apart: impl Fn(&ExportTable) -> bool) -> Vec<ExportTable> {
        self.place.layout().tables().iter().copied().filter(is_apart).collect()
    }

    /// The file of a table; in one file there is one only.
    fn create(&mut self, table: ExportTable) -> Result<(BufWriter<File>, PathBuf), ExportError> {
        let place = if self.place.is_folder {
            self.place.path.join(format!("{}.{}", table.name(), self.place.format.ending()))
        } else {
            self.place.path.clone()
        };
        let (staged, file) = StagedFile::create(&place, self.place.replace)?;
        self.staged.push(staged);
        Ok((BufWriter::with_capacity(1 << 16, file), place))
    }

    /// Where the last file is until it is put in place.
    #[cfg(feature = "sqlite")]
    fn last_path(&self) -> &std::path::Path {
        self.staged.last().map_or(std::path::Path::new(""), StagedFile::path)
    }

    /// Puts all files in place.
    fn put(self) -> Result<ExportedFiles, ExportError> {
        let mut files = ExportedFiles { paths: Vec::new(), bytes: 0 };
        for staged in &self.staged {
            files.bytes += staged.finish()?;
        }
        for staged in self.staged {
            files.paths.push(staged.put(self.place.replace)?);
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_leaves_nothing() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        for format in [ExportFormat::Jsonl, ExportFormat::Csv, ExportFormat::Parquet, ExportFormat::Sqlite] {
            let is_folder = format != ExportFormat::Sqlite;
            let place = ExportPlace { path: folder.path().join("out"), format, is_folder, replace: false };
            let failed = place.write(&mut |sink| {
                sink.row(ExportTable::About, &[Cell::Text("name".into()), Cell::Text("value".into())])?;
                Err(ExportError::NotAFile(PathBuf::new()))
            });
            assert!(failed.is_err());
            assert_eq!(fs::read_dir(folder.path())?.count(), 0, "{format:?}");
        }
        Ok(())
    }
}
