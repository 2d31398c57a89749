//! Hits as a table for a briefing, with numbered references, in a file that an office program or a browser opens.

mod docx;
mod html;
mod markdown;
mod ooxml;
mod xlsx;

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::path::Path;

use crate::engine::Hit;

use super::cite::source_of;
use super::dates::date_line;
use super::ids::encoded_url;

/// The maximum number of hits in a briefing. More are data, for which there are other formats.
pub(crate) const MAX_BRIEFING_ROWS: usize = 10_000;

/// What the columns of the table are called.
const COLUMNS: [&str; 6] = ["Authority", "Kind", "Date", "Grade", "Passage", "Reference"];

/// The formats of a briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BriefingFormat {
    /// A Word document.
    Docx,
    /// A web page.
    Html,
    /// A table in Markdown.
    Markdown,
    /// A workbook of Excel.
    Xlsx,
}

/// The endings of the formats.
const ENDINGS: [(&str, BriefingFormat); 5] = [
    ("docx", BriefingFormat::Docx),
    ("xlsx", BriefingFormat::Xlsx),
    ("html", BriefingFormat::Html),
    ("htm", BriefingFormat::Html),
    ("md", BriefingFormat::Markdown),
];

impl BriefingFormat {
    /// The format that the name of a file asks for.
    ///
    /// # Errors
    /// The endings that there are, if its ending is none of them.
    pub(crate) fn of_file(path: &Path) -> Result<BriefingFormat, String> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        let known = ENDINGS.iter().find(|(known, _)| *known == ending);
        known.map(|(_, format)| *format).ok_or_else(|| {
            let all: Vec<String> = ENDINGS.iter().map(|(ending, _)| format!(".{ending}")).collect();
            format!("the name ends with none of {}", all.join(", "))
        })
    }
}

/// A table of hits, and what they are hits of.
#[derive(Clone, Debug)]
pub(crate) struct Briefing {
    query: String,
    about: Vec<String>,
    rows: Vec<BriefingRow>,
    references: Vec<BriefingSource>,
    /// The numbers of the references, from 1.
    numbers: HashMap<BriefingSource, usize>,
}

/// A hit.
#[derive(Clone, Debug)]
struct BriefingRow {
    /// The cells before that of the passage.
    cells: [String; 4],
    text: String,
    /// The matches, as ranges of the text.
    marks: Vec<Range<usize>>,
    /// The number of its reference, from 1.
    reference: usize,
}

/// Where a passage can be found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct BriefingSource {
    text: String,
    url: Option<String>,
}

impl Briefing {
    /// Of a query as understood, with lines on how much was found of how much, when, and by what.
    pub(crate) fn new(query: &str, about: Vec<String>) -> Briefing {
        Briefing { query: query.to_owned(), about, rows: Vec::new(), references: Vec::new(), numbers: HashMap::new() }
    }

    /// Adds a hit. Hits from one place share a reference.
    pub(crate) fn add(&mut self, hit: &Hit) {
        let meta = &hit.report.meta;
        let (text, url) = source_of(&hit.report, &hit.passage);
        let reference =
            BriefingSource { text, url: url.filter(|url| url.starts_with("http")).as_deref().map(encoded_url) };
        let reference = *self.numbers.entry(reference).or_insert_with_key(|reference| {
            self.references.push(reference.clone());
            self.references.len()
        });
        let known = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
        self.rows.push(BriefingRow {
            cells: [
                known(meta.authority.clone()),
                known(meta.kind.as_ref().map(|kind| kind.0.replace('-', " "))),
                known(date_line(meta)),
                known(meta.overall_grade.map(|grade| grade.to_string())),
            ],
            text: hit.passage.text.clone(),
            marks: hit.highlights.clone(),
            reference,
        });
    }

    /// The file in a format.
    ///
    /// # Errors
    /// If it is too large to be one.
    pub(crate) fn to_bytes(&self, format: BriefingFormat) -> io::Result<Vec<u8>> {
        match format {
            BriefingFormat::Docx => docx::bytes(self),
            BriefingFormat::Xlsx => xlsx::bytes(self),
            BriefingFormat::Html => Ok(html::page(self).into_bytes()),
            BriefingFormat::Markdown => Ok(markdown::page(self).into_bytes()),
        }
    }
}

impl BriefingRow {
    /// The text in pieces, each with whether it matches.
    fn pieces(&self) -> Vec<(&str, bool)> {
        let mut pieces = Vec::new();
        let mut at = 0;
        for mark in &self.marks {
            pieces.extend([(&self.text[at..mark.start], false), (&self.text[mark.clone()], true)]);
            at = mark.end;
        }
        pieces.push((&self.text[at..], false));
        pieces.retain(|(piece, _)| !piece.is_empty());
        pieces
    }
}
