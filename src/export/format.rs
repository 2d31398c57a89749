//! The formats of an export.

use std::path::Path;

/// The formats of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportFormat {
    /// JSON Lines: an object a line.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// Apache Parquet.
    Parquet,
    /// A database of SQLite with a full-text index.
    Sqlite,
}

/// The formats by the endings of files. The first ending of a format is that of the files in a folder.
const ENDINGS: [(&str, ExportFormat); 8] = [
    ("jsonl", ExportFormat::Jsonl),
    ("ndjson", ExportFormat::Jsonl),
    ("csv", ExportFormat::Csv),
    ("tsv", ExportFormat::Tsv),
    ("parquet", ExportFormat::Parquet),
    ("sqlite", ExportFormat::Sqlite),
    ("sqlite3", ExportFormat::Sqlite),
    ("db", ExportFormat::Sqlite),
];

impl ExportFormat {
    /// The format that the ending of a file's name says, if it says one.
    pub fn of_file(path: impl AsRef<Path>) -> Option<ExportFormat> {
        let ending = path.as_ref().extension()?.to_string_lossy().to_lowercase();
        ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format)
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            ExportFormat::Jsonl => "JSON Lines",
            ExportFormat::Csv => "CSV",
            ExportFormat::Tsv => "TSV",
            ExportFormat::Parquet => "Parquet",
            ExportFormat::Sqlite => "SQLite",
        }
    }

    /// Whether this build can write it.
    pub fn is_built(self) -> bool {
        let is_left_out = match self {
            ExportFormat::Parquet => !cfg!(feature = "parquet"),
            ExportFormat::Sqlite => !cfg!(feature = "sqlite"),
            ExportFormat::Jsonl | ExportFormat::Csv | ExportFormat::Tsv => false,
        };
        !is_left_out
    }

    /// The ending of its files.
    pub(super) fn ending(self) -> &'static str {
        ENDINGS.iter().find(|(_, format)| *format == self).map_or("", |(ending, _)| ending)
    }

    /// All endings that there are, for a message.
    pub(super) fn all_endings() -> String {
        ENDINGS.map(|(ending, _)| format!(".{ending}")).join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_the_format() {
        for (name, format) in [
            ("a.db", Some(ExportFormat::Sqlite)),
            ("a.b.SQLite3", Some(ExportFormat::Sqlite)),
            ("out/a.Parquet", Some(ExportFormat::Parquet)),
            ("a.csv", Some(ExportFormat::Csv)),
            ("a.csv.gz", None),
            ("csv", None),
            (".csv", None),
        ] {
            assert_eq!(ExportFormat::of_file(name), format, "{name}");
        }
        for (ending, format) in ENDINGS {
            assert_eq!(ExportFormat::of_file(format!("a.{}", format.ending())), Some(format), "{ending}");
        }
    }
}
