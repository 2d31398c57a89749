//! The values of options of the command line alone, and the library value of each.

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::asking::{InputForm, choices};
use crate::export::ExportFormat;
use crate::output::{Content, Format};

/// Parses the name of a format that a command can write.
pub(super) fn formats_of(content: Content) -> impl TypedValueParser<Value = Format> {
    let values =
        content.formats().iter().copied().map(|format| PossibleValue::new(format.name()).help(content.about(format)));
    PossibleValuesParser::new(values).try_map(|name| Format::of_name(&name).ok_or("no such format"))
}

/// Forms of the access log.
#[cfg(feature = "serve")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum AccessLogChoice {
    /// No log
    None,
    /// A JSON object a line, without what was searched for
    Json,
}

choices! {
    /// Formats of a file of queries.
    InputChoice => Option<InputForm> {
        /// Decided by its first line
        Auto = "auto" => None,
        /// Lines of QUERY, ID<TAB>QUERY or JSON objects
        Lines = "lines" => Some(InputForm::Lines),
        /// Comma-separated values with a header
        Csv = "csv" => Some(InputForm::Table(b',')),
        /// Tab-separated values with a header
        Tsv = "tsv" => Some(InputForm::Table(b'\t')),
    }
}

choices! {
    /// Formats of the files of an export to a folder.
    ExportChoice => ExportFormat {
        /// JSON Lines
        Jsonl = "jsonl" => ExportFormat::Jsonl,
        /// Comma-separated values
        Csv = "csv" => ExportFormat::Csv,
        /// Tab-separated values
        Tsv = "tsv" => ExportFormat::Tsv,
        /// Apache Parquet
        Parquet = "parquet" => ExportFormat::Parquet,
    }
}

/// What known problems with files count as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum KnownProblems {
    /// 3, as for new problems
    #[default]
    Report,
    /// 0, if there is no new problem
    Ok,
}

/// Forms of the lines on stderr.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum LogChoice {
    /// For a person at a terminal
    #[default]
    Plain,
    /// Lines of text with their time
    Text,
    /// JSON objects with their time, a line each
    Json,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColourChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What all that a saved query finds counts as where nothing says what was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum BeginChoice {
    /// Seen: only what comes later is news
    Seen,
    /// News
    News,
}

/// A change from one report to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ChangeChoice {
    /// In both, nearly word for word
    Again,
    /// In both, in other words
    Changed,
    /// In the earlier report only
    Gone,
    /// In the later report only
    New,
}

/// Parses a share of what two texts have in common.
///
/// # Errors
/// What a share looks like, if the text is none.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let share = text.trim().parse::<f64>().ok().filter(|share| (0.1..=1.0).contains(share));
    share.ok_or_else(|| "not a share from 0.1 to 1, such as 0.8".to_owned())
}
