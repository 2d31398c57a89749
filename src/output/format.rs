//! The formats of output, and the content that each can hold.

use std::fmt;
use std::io;

use serde::{Serialize, Serializer};

/// The formats of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// Markdown.
    Markdown,
    /// A TREC run: topic, Q0, id, rank, score, tag.
    Trec,
    /// A short line a hit, for programs that count characters.
    Brief,
    /// Path, line, column and text, as editors read them.
    Vimgrep,
    /// A row a query of a batch, with its counts instead of its hits.
    Counts,
    /// A web page.
    Html,
    /// A Word document.
    Docx,
}

/// The content of an output: each has formats of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// The hits of a search.
    Hits,
    /// The hits of many queries.
    Batch,
    /// A list of reports.
    Reports,
    /// Files that hold one report.
    Copies,
    /// Passages and reports, each for itself.
    Passages,
    /// The state of an index or of a lexicon.
    State,
    /// Scores of runs.
    Scores,
    /// The changes between runs.
    Differences,
    /// The lines of a concordance, or what is counted of it.
    Concordance,
    /// Quotations that were checked.
    Quotations,
    /// Counts by groups.
    Counts,
    /// Passages set beside others.
    Statements,
    /// What reports say of something through time.
    Trails,
    /// What saved queries found that is new.
    News,
}

/// A format.
struct FormatRow {
    format: Format,
    name: &'static str,
    about: &'static str,
}

const FORMATS: [FormatRow; 12] = [
    FormatRow { format: Format::Text, name: "text", about: "For people" },
    FormatRow { format: Format::Json, name: "json", about: "One JSON object" },
    FormatRow { format: Format::Jsonl, name: "jsonl", about: "A JSON object a line" },
    FormatRow { format: Format::Csv, name: "csv", about: "Comma-separated values with a header" },
    FormatRow { format: Format::Tsv, name: "tsv", about: "Tab-separated values with a header" },
    FormatRow { format: Format::Markdown, name: "md", about: "Markdown" },
    FormatRow { format: Format::Trec, name: "trec", about: "A TREC run" },
    FormatRow { format: Format::Brief, name: "brief", about: "A line a hit, and how to go on" },
    FormatRow { format: Format::Vimgrep, name: "vimgrep", about: "path:line:column:text, for editors" },
    FormatRow {
        format: Format::Counts,
        name: "counts",
        about: "How much each query finds, out of how much: comma-separated values, a row a query",
    },
    FormatRow { format: Format::Html, name: "html", about: "A web page with numbered references" },
    FormatRow { format: Format::Docx, name: "docx", about: "A Word document with numbered references" },
];

impl Format {
    /// Whether hits of a loosened query say in it what they lack.
    pub fn says_what_hits_lack(self) -> bool {
        matches!(self, Format::Text | Format::Json | Format::Jsonl)
    }

    fn row(self) -> &'static FormatRow {
        &FORMATS[self as usize]
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The format of a name.
    pub fn of_name(name: &str) -> Option<Format> {
        FORMATS.iter().find(|row| row.name == name).map(|row| row.format)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Content {
    /// The formats that it can be written in.
    pub(crate) fn formats(self) -> &'static [Format] {
        use Format::{Brief, Counts, Csv, Docx, Html, Json, Jsonl, Markdown, Text, Trec, Tsv, Vimgrep};
        match self {
            Content::Hits => &[Text, Json, Jsonl, Csv, Tsv, Markdown, Trec, Brief, Vimgrep],
            Content::Batch => &[Jsonl, Csv, Tsv, Trec, Counts],
            Content::Reports | Content::Copies | Content::Concordance | Content::Quotations | Content::Statements => {
                &[Text, Json, Jsonl, Csv, Tsv, Markdown]
            }
            Content::Trails => &[Text, Json, Jsonl, Csv, Tsv, Markdown, Html, Docx],
            Content::Scores | Content::Counts => &[Text, Json, Csv, Tsv, Markdown],
            Content::Differences => &[Text, Json, Jsonl],
            Content::News => &[Text, Json, Jsonl, Markdown],
            Content::Passages | Content::State => &[Text, Json],
        }
    }

    /// A few words about a format of this content.
    pub(crate) fn about(self, format: Format) -> &'static str {
        match (self, format) {
            (Content::Passages, Format::Json) => "A JSON object for each, a line each",
            _ => format.row().about,
        }
    }

    /// The error of one who asks for a format that there is not.
    pub(super) fn has_no(self, format: Format) -> io::Error {
        let others: Vec<&str> = self.formats().iter().map(|format| format.name()).collect();
        let what = format!("this cannot be written as {format}: choose one of {}", others.join(", "));
        io::Error::new(io::ErrorKind::InvalidInput, what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_stands_in_its_own_row() {
        for (at, row) in FORMATS.iter().enumerate() {
            assert_eq!(row.format as usize, at);
            assert_eq!(Format::of_name(row.name), Some(row.format));
        }
        assert_eq!(Format::of_name("xml"), None);
    }

    #[test]
    fn what_there_is_not_is_refused_with_what_there_is() {
        let error = Content::Reports.has_no(Format::Trec);
        assert_eq!(error.to_string(), "this cannot be written as trec: choose one of text, json, jsonl, csv, tsv, md");
    }
}
