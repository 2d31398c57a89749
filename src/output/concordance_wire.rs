//! Concordances as JSON, and as the cells of tables.

use std::cell::RefCell;
use std::io;

use serde::ser::{Error, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::concordance::{Collocate, ConcordanceLine, CorpusPart, Division};
use crate::query::Diagnostic;

use super::concordance::ConcordanceRecord;
use super::record::{CountsWire, LevelWire, NothingWire, QueryWire};
use super::wire::SCHEMA;

/// The one object of the format JSON.
#[derive(Serialize)]
pub(super) struct ConcordanceObject<'a, T> {
    pub(super) schema: u32,
    pub(super) query: QueryWire<'a>,
    pub(super) total: CountsWire,
    pub(super) of: CountsWire,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) within: Option<CountsWire>,
    pub(super) rungs: Vec<LevelWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) occurrences: Option<u64>,
    pub(super) diagnostics: &'a [Diagnostic],
    pub(super) notes: &'a [String],
    pub(super) warnings: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nothing: Option<NothingWire<'a>>,
    #[serde(flatten)]
    pub(super) content: T,
}

impl<'a, T> ConcordanceObject<'a, T> {
    pub(super) fn new(about: &ConcordanceRecord<'a>, content: T) -> ConcordanceObject<'a, T> {
        let answer = about.answer;
        ConcordanceObject {
            schema: SCHEMA,
            query: QueryWire { text: about.typed, understood: about.understood },
            total: answer.matched.into(),
            of: answer.total.into(),
            within: answer.within.as_ref().map(|within| within.counts.into()),
            rungs: LevelWire::all(&answer.levels, answer.looser.as_ref()),
            occurrences: about.occurrences,
            diagnostics: about.diagnostics,
            notes: &answer.notes,
            warnings: about.warnings,
            nothing: answer.nothing.as_ref().map(NothingWire::from),
            content,
        }
    }
}

#[derive(Serialize)]
pub(super) struct ConcordanceLinesWire<'l> {
    pub(super) lines: StreamedLines<'l>,
}

/// Lines that are fetched while they are written.
pub(super) struct StreamedLines<'l>(pub(super) RefCell<Box<dyn Iterator<Item = io::Result<ConcordanceLine>> + 'l>>);

impl Serialize for StreamedLines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut array = serializer.serialize_seq(None)?;
        for line in &mut *self.0.borrow_mut() {
            array.serialize_element(&ConcordanceLineWire::from(&line.map_err(Error::custom)?))?;
        }
        array.end()
    }
}

#[derive(Serialize)]
pub(super) struct ConcordanceLineWire<'a> {
    pub(super) left: &'a str,
    #[serde(rename = "match")]
    pub(super) matched: &'a str,
    pub(super) right: &'a str,
    pub(super) id: String,
    pub(super) short_id: Option<String>,
    pub(super) report: &'a str,
    pub(super) passage: u32,
    pub(super) label: Option<&'a str>,
    pub(super) page: Option<u32>,
    pub(super) date: Option<String>,
    pub(super) authority: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    /// Code points of the passage's text.
    pub(super) at: [usize; 2],
}

impl<'a> From<&'a ConcordanceLine> for ConcordanceLineWire<'a> {
    fn from(line: &'a ConcordanceLine) -> ConcordanceLineWire<'a> {
        let meta = &line.report.meta;
        ConcordanceLineWire {
            left: &line.left,
            matched: &line.matched,
            right: &line.right,
            id: format!("{}#{}", line.report.id, line.ordinal),
            short_id: line.short_id.as_ref().map(|short| format!("{short}#{}", line.ordinal)),
            report: &line.report.id,
            passage: line.ordinal,
            label: line.label.as_deref(),
            page: line.pages.map(|(first, _)| first),
            date: meta.date.map(|date| date.to_string()),
            authority: meta.authority.as_deref(),
            kind: meta.kind.as_ref().map(|kind| kind.0.as_str()),
            at: [line.at.0, line.at.1],
        }
    }
}

#[derive(Serialize)]
pub(super) struct CollocateWire<'a> {
    pub(super) word: &'a str,
    pub(super) together: u64,
    pub(super) total: u64,
    pub(super) expected: f64,
    pub(super) log_likelihood: f64,
    pub(super) mi: f64,
}

impl<'a> From<&'a Collocate> for CollocateWire<'a> {
    fn from(one: &'a Collocate) -> CollocateWire<'a> {
        CollocateWire {
            word: &one.word,
            together: one.together,
            total: one.total,
            expected: one.expected,
            log_likelihood: one.log_likelihood,
            mi: one.mutual_information,
        }
    }
}

#[derive(Serialize)]
pub(super) struct DivisionWire<'a> {
    pub(super) by: &'a str,
    pub(super) with: usize,
    pub(super) occurrences: u64,
    pub(super) d: Option<f64>,
    pub(super) dp: Option<f64>,
    pub(super) dp_norm: Option<f64>,
    pub(super) reports_left_out: u64,
    pub(super) parts: Vec<CorpusPartWire<'a>>,
}

#[derive(Serialize)]
pub(super) struct CorpusPartWire<'a> {
    pub(super) name: &'a str,
    pub(super) words: u64,
    pub(super) occurrences: u64,
}

impl<'a> From<&'a Division> for DivisionWire<'a> {
    fn from(division: &'a Division) -> DivisionWire<'a> {
        let dispersion = &division.dispersion;
        let part = |CorpusPart { name, words, occurrences, .. }: &'a CorpusPart| CorpusPartWire {
            name,
            words: *words,
            occurrences: *occurrences,
        };
        DivisionWire {
            by: division.by,
            with: dispersion.range(),
            occurrences: dispersion.occurrences(),
            d: dispersion.d,
            dp: dispersion.dp,
            dp_norm: dispersion.dp_norm,
            reports_left_out: division.reports_left_out,
            parts: dispersion.parts.iter().map(part).collect(),
        }
    }
}
