//! Hits, and what reports say through time, as tables for a briefing, with numbered references, in a file that an office program or a browser opens.

mod docx;
mod html;
mod markdown;
mod ooxml;
mod statements;
mod xlsx;

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::path::Path;

use crate::engine::Hit;

use super::cite::source_of;
use super::dates::date_line;
use super::ids::encoded_url;
use crate::report::{Passage, Report};

/// The maximum number of hits in a briefing. More are data, for which there are other formats.
pub(crate) const MAX_BRIEFING_ROWS: usize = 10_000;

/// What the columns of a table of hits are called.
const HIT_COLUMNS: [&str; 6] = ["Authority", "Kind", "Date", "Grade", "Passage", "Reference"];

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

/// Tables of passages, and what they are about.
#[derive(Clone, Debug)]
pub(crate) struct Briefing {
    title: String,
    about: Vec<String>,
    /// What the columns of the tables are called; the last two are of the passage and of its reference.
    columns: [&'static str; 6],
    sections: Vec<BriefingSection>,
    /// The address of reports that have none.
    address: Option<String>,
    references: Vec<BriefingSource>,
    /// The numbers of the references, from 1.
    numbers: HashMap<BriefingSource, usize>,
}

/// A table.
#[derive(Clone, Debug, Default)]
struct BriefingSection {
    /// Its heading, where there are several tables.
    title: Option<String>,
    rows: Vec<BriefingRow>,
}

/// A passage, or that there is none.
#[derive(Clone, Debug)]
struct BriefingRow {
    /// The cells before that of the passage.
    cells: [String; 4],
    text: String,
    /// The matches, as ranges of the text.
    marks: Vec<Range<usize>>,
    /// The number of its reference, from 1; none without a passage.
    reference: Option<usize>,
}

/// Where a passage can be found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct BriefingSource {
    text: String,
    url: Option<String>,
}

impl Briefing {
    /// Of the hits of a query as understood, with lines on how much was found of how much, when, and by what.
    /// Reports without an address have the one given, in which `{report}` and `{page}` stand for their id and the page.
    pub(crate) fn of_hits(query: &str, about: Vec<String>, address: Option<&str>) -> Briefing {
        let (sections, address) = (vec![BriefingSection::default()], address.map(str::to_owned));
        Briefing { sections, address, ..Briefing::empty(query.to_owned(), about, HIT_COLUMNS) }
    }

    fn empty(title: String, about: Vec<String>, columns: [&'static str; 6]) -> Briefing {
        Briefing {
            title,
            about,
            columns,
            sections: Vec::new(),
            address: None,
            references: Vec::new(),
            numbers: HashMap::new(),
        }
    }

    /// Adds a hit to the last table.
    pub(crate) fn add(&mut self, hit: &Hit) {
        let [kind, date, grade] = known_of(&hit.report);
        let row = BriefingRow {
            cells: [known(hit.report.meta.authority.clone()), kind, date, grade],
            text: hit.passage.text.clone(),
            marks: hit.highlights.clone(),
            reference: Some(self.reference(&hit.report, &hit.passage)),
        };
        if let Some(section) = self.sections.last_mut() {
            section.rows.push(row);
        }
    }

    /// The number of the reference to a passage. Passages from one place share one.
    fn reference(&mut self, report: &Report, passage: &Passage) -> usize {
        let (text, url) = source_of(report, passage, self.address.as_deref());
        let reference =
            BriefingSource { text, url: url.filter(|url| url.starts_with("http")).as_deref().map(encoded_url) };
        *self.numbers.entry(reference).or_insert_with_key(|reference| {
            self.references.push(reference.clone());
            self.references.len()
        })
    }

    /// The rows of all tables.
    fn rows(&self) -> impl Iterator<Item = &BriefingRow> {
        self.sections.iter().flat_map(|section| &section.rows)
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

/// The kind, the date and the grade of a report, as cells.
fn known_of(report: &Report) -> [String; 3] {
    let meta = &report.meta;
    [
        known(meta.kind.as_ref().map(|kind| kind.0.replace('-', " "))),
        known(date_line(meta)),
        known(meta.overall_grade.map(|grade| grade.to_string())),
    ]
}

fn known(value: Option<String>) -> String {
    value.unwrap_or_else(|| "–".to_owned())
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
