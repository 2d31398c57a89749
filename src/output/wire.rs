//! The JSON that leaves the program. A missing value is null, never an empty text.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::{Date, Evidence, Passage, Report, SourceSpan, Visit};
use crate::search::Hit;

/// The version of the wire format.
pub const SCHEMA: u32 = 1;

/// One hit.
#[derive(Debug, Serialize)]
pub struct HitWire<'a> {
    schema: u32,
    rank: usize,
    score: f32,
    #[serde(rename = "match")]
    matched: &'static str,
    id: String,
    report: &'a str,
    passage: u32,
    part: &'static str,
    boilerplate: bool,
    ocr: bool,
    authority: Option<&'a str>,
    authority_code: Option<&'a str>,
    region: Option<&'a str>,
    kind: Option<&'a str>,
    date: Option<Date>,
    date_basis: Option<&'static str>,
    visit: Option<Visit>,
    title: Option<&'a str>,
    section: &'a [String],
    label: Option<&'a str>,
    page: Option<PagesWire>,
    path: &'a str,
    text: &'a str,
    highlights: &'a [(usize, usize)],
    context: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    before: Vec<PassageWire<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    after: Vec<PassageWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Vec<PartWire<'a>>>,
}

/// The pages of a passage.
#[derive(Debug, Serialize)]
pub(super) struct PagesWire {
    pub(super) first: u32,
    pub(super) last: u32,
}

#[derive(Debug, Serialize)]
struct PartWire<'a> {
    what: &'a str,
    value: f32,
    factor: bool,
}

impl<'a> HitWire<'a> {
    /// From a hit; `explain` adds the parts of its score.
    pub fn of(hit: &'a Hit, explain: bool) -> HitWire<'a> {
        let (meta, passage) = (&hit.report.meta, &hit.passage);
        let parts =
            || hit.parts.iter().map(|part| PartWire { what: &part.what, value: part.value, factor: part.factor });
        HitWire {
            schema: SCHEMA,
            rank: hit.rank,
            score: hit.score,
            matched: hit.matched.as_str(),
            id: format!("{}#{}", hit.report.id, passage.ordinal),
            report: &hit.report.id,
            passage: passage.ordinal,
            part: passage.kind.as_str(),
            boilerplate: hit.boilerplate,
            ocr: passage.ocr,
            authority: meta.authority.as_deref(),
            authority_code: meta.authority_code.as_deref(),
            region: meta.region.as_deref(),
            kind: meta.kind.as_ref().map(|kind| kind.0.as_str()),
            date: meta.date,
            date_basis: meta.date_basis.map(crate::report::DateBasis::as_str),
            visit: meta.visit,
            title: meta.title.as_deref(),
            section: &passage.section,
            label: passage.label.as_deref(),
            page: pages(passage),
            path: &hit.report.path,
            text: &passage.text,
            highlights: &hit.highlights,
            context: passage.context.as_deref(),
            before: hit.before.iter().map(|near| PassageWire::of(&hit.report.id, near)).collect(),
            after: hit.after.iter().map(|near| PassageWire::of(&hit.report.id, near)).collect(),
            explain: explain.then(|| parts().collect()),
        }
    }
}

fn pages(passage: &Passage) -> Option<PagesWire> {
    passage.pages.map(|(first, last)| PagesWire { first, last })
}

/// One passage on its own.
#[derive(Debug, Serialize)]
pub struct PassageWire<'a> {
    schema: u32,
    id: String,
    report: &'a str,
    passage: u32,
    part: &'static str,
    ocr: bool,
    section: &'a [String],
    label: Option<&'a str>,
    page: Option<PagesWire>,
    text: &'a str,
    context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a [SourceSpan]>,
}

impl<'a> PassageWire<'a> {
    /// From a passage of a report.
    pub fn of(report: &'a str, passage: &'a Passage) -> PassageWire<'a> {
        PassageWire {
            schema: SCHEMA,
            id: format!("{report}#{}", passage.ordinal),
            report,
            passage: passage.ordinal,
            part: passage.kind.as_str(),
            ocr: passage.ocr,
            section: &passage.section,
            label: passage.label.as_deref(),
            page: pages(passage),
            text: &passage.text,
            context: passage.context.as_deref(),
            source: None,
        }
    }

    /// The same with the lines that it was made of.
    pub fn with_source(report: &'a str, passage: &'a Passage) -> PassageWire<'a> {
        PassageWire { source: Some(&passage.spans), ..PassageWire::of(report, passage) }
    }
}

/// One report.
#[derive(Debug, Serialize)]
pub struct ReportWire<'a> {
    schema: u32,
    id: &'a str,
    path: &'a str,
    authority: Option<&'a str>,
    authority_code: Option<&'a str>,
    region: Option<&'a str>,
    kind: Option<&'a str>,
    date: Option<Date>,
    date_basis: Option<&'static str>,
    visit: Option<Visit>,
    inspectors: &'a [String],
    lead_inspector: Option<&'a str>,
    addressee: Option<&'a str>,
    grades: Vec<GradeWire<'a>>,
    overall_grade: Option<&'static str>,
    title: Option<&'a str>,
    publisher: Option<&'a str>,
    extra: &'a BTreeMap<String, String>,
    pages: Option<u32>,
    passages: u32,
    words: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a [Evidence]>,
}

#[derive(Debug, Serialize)]
struct GradeWire<'a> {
    judgement: &'a str,
    grade: &'static str,
}

impl<'a> ReportWire<'a> {
    /// From a report.
    pub fn of(report: &'a Report) -> ReportWire<'a> {
        let meta = &report.meta;
        ReportWire {
            schema: SCHEMA,
            id: &report.id,
            path: &report.path,
            authority: meta.authority.as_deref(),
            authority_code: meta.authority_code.as_deref(),
            region: meta.region.as_deref(),
            kind: meta.kind.as_ref().map(|kind| kind.0.as_str()),
            date: meta.date,
            date_basis: meta.date_basis.map(crate::report::DateBasis::as_str),
            visit: meta.visit,
            inspectors: &meta.inspectors,
            lead_inspector: meta.lead_inspector.as_deref(),
            addressee: meta.addressee.as_deref(),
            grades: meta
                .grades
                .iter()
                .map(|(judgement, grade)| GradeWire { judgement, grade: grade.as_str() })
                .collect(),
            overall_grade: meta.overall_grade.map(crate::report::Grade::as_str),
            title: meta.title.as_deref(),
            publisher: meta.publisher.as_deref(),
            extra: &meta.extra,
            pages: report.pages,
            passages: report.passages,
            words: report.words,
            evidence: None,
        }
    }

    /// The same with where each value was read.
    pub fn with_evidence(report: &'a Report) -> ReportWire<'a> {
        ReportWire { evidence: Some(&report.meta.evidence), ..ReportWire::of(report) }
    }
}
