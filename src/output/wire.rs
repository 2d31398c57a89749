//! The JSON that leaves the program. A missing value is null, never an empty text.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::engine::{Hit, Loosened};
use crate::fields;
use crate::report::{Evidence, Passage, PassageRole, Report, ReportMeta, SourceSpan};

/// The version of the wire format.
pub(crate) const SCHEMA: u32 = 1;

/// One hit.
#[derive(Debug, Serialize)]
pub(crate) struct HitWire<'a> {
    schema: u32,
    rank: usize,
    score: f32,
    #[serde(rename = "match")]
    matched: &'static str,
    id: String,
    short_id: Option<String>,
    report: &'a str,
    passage: u32,
    part: &'static str,
    role: Option<&'static str>,
    boilerplate: bool,
    ocr: bool,
    #[serde(flatten)]
    about: FieldsWire<'a>,
    section: &'a [String],
    label: Option<&'a str>,
    page: Option<PagesWire>,
    path: &'a str,
    text: &'a str,
    highlights: Vec<(usize, usize)>,
    context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loosened: Option<LackWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    also: Option<AlsoWire>,
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

/// What is folded into a hit.
#[derive(Debug, Serialize)]
struct AlsoWire {
    reports: usize,
    passages: usize,
    ids: Vec<String>,
}

impl AlsoWire {
    fn new(hit: &Hit) -> Option<AlsoWire> {
        let ids: Vec<String> =
            hit.folded.iter().map(|folded| format!("{}#{}", folded.report.id, folded.passage)).collect();
        (!ids.is_empty()).then(|| AlsoWire { reports: hit.other_reports(), passages: ids.len(), ids })
    }
}

#[derive(Debug, Serialize)]
struct PartWire<'a> {
    what: &'a str,
    value: f32,
    factor: bool,
}

/// What a hit lacks of what is wanted, and what was read as filters, on hits that stand by themselves.
#[derive(Debug, Serialize)]
struct LackWire<'a> {
    lacks: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    guesses: Vec<GuessWire<'a>>,
}

/// Words that were read as a filter.
#[derive(Debug, Serialize)]
pub(super) struct GuessWire<'a> {
    typed: &'a str,
    filter: &'a str,
}

impl<'a> GuessWire<'a> {
    pub(super) fn all_of(loosened: &'a Loosened) -> Vec<GuessWire<'a>> {
        loosened.guesses.iter().map(|guess| GuessWire { typed: &guess.typed, filter: &guess.filter }).collect()
    }
}

impl<'a> HitWire<'a> {
    /// From a hit; `explain` adds the parts of its score.
    pub(crate) fn new(hit: &'a Hit, explain: bool) -> HitWire<'a> {
        let (meta, passage) = (&hit.report.meta, &hit.passage);
        let parts =
            || hit.parts.iter().map(|part| PartWire { what: &part.what, value: part.value, factor: part.factor });
        let near = |near: &'a Passage| PassageWire::new(&hit.report.id, hit.short_id.as_deref(), near);
        HitWire {
            schema: SCHEMA,
            rank: hit.rank,
            score: hit.score,
            matched: hit.level.as_str(),
            id: format!("{}#{}", hit.report.id, passage.ordinal),
            short_id: hit.short_id.as_ref().map(|short| format!("{short}#{}", passage.ordinal)),
            report: &hit.report.id,
            passage: passage.ordinal,
            part: passage.kind.as_str(),
            role: passage.role.map(PassageRole::as_str),
            boilerplate: hit.boilerplate,
            ocr: passage.ocr,
            about: FieldsWire { meta, on_hits: true },
            section: &passage.section,
            label: passage.label.as_deref(),
            page: pages(passage),
            path: &hit.report.path,
            text: &passage.text,
            highlights: hit.code_points(),
            context: passage.context.as_deref(),
            loosened: hit.lacks.as_deref().map(|lacks| LackWire { lacks, guesses: Vec::new() }),
            also: AlsoWire::new(hit),
            before: hit.before.iter().map(near).collect(),
            after: hit.after.iter().map(near).collect(),
            explain: explain.then(|| parts().collect()),
        }
    }

    /// With what was read as filters, on a hit that stands by itself.
    pub(super) fn with_guesses(mut self, loosened: Option<&'a Loosened>) -> HitWire<'a> {
        if let (Some(wire), Some(loosened)) = (&mut self.loosened, loosened) {
            wire.guesses = GuessWire::all_of(loosened);
        }
        self
    }
}

/// The names of all members of a hit, in their order.
pub(super) fn hit_members() -> impl Iterator<Item = &'static str> {
    let first = [
        "schema",
        "rank",
        "score",
        "match",
        "id",
        "short_id",
        "report",
        "passage",
        "part",
        "role",
        "boilerplate",
        "ocr",
    ];
    let fields = fields::of_reports().filter(|spec| spec.on_hits).map(|spec| spec.name);
    let last = ["section", "label", "page", "path", "text", "highlights", "context", "loosened"];
    let asked = ["also", "before", "after", "explain"];
    first.into_iter().chain(fields).chain(last).chain(asked)
}

fn pages(passage: &Passage) -> Option<PagesWire> {
    passage.pages.map(|(first, last)| PagesWire { first, last })
}

/// One passage on its own.
#[derive(Debug, Serialize)]
pub(crate) struct PassageWire<'a> {
    schema: u32,
    id: String,
    short_id: Option<String>,
    report: &'a str,
    pub(super) passage: u32,
    part: &'static str,
    role: Option<&'static str>,
    ocr: bool,
    section: &'a [String],
    pub(super) label: Option<&'a str>,
    pub(super) page: Option<PagesWire>,
    pub(super) text: &'a str,
    context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a [SourceSpan]>,
}

impl<'a> PassageWire<'a> {
    /// From a passage of a report, by its id and its short id, if it has one.
    pub(crate) fn new(report: &'a str, short_id: Option<&str>, passage: &'a Passage) -> PassageWire<'a> {
        PassageWire {
            schema: SCHEMA,
            id: format!("{report}#{}", passage.ordinal),
            short_id: short_id.map(|short| format!("{short}#{}", passage.ordinal)),
            report,
            passage: passage.ordinal,
            part: passage.kind.as_str(),
            role: passage.role.map(PassageRole::as_str),
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
    #[must_use]
    pub(crate) fn with_source(self, passage: &'a Passage) -> PassageWire<'a> {
        PassageWire { source: Some(&passage.spans), ..self }
    }
}

/// One report.
#[derive(Debug, Serialize)]
pub(crate) struct ReportWire<'a> {
    schema: u32,
    id: &'a str,
    short_id: Option<&'a str>,
    path: &'a str,
    #[serde(flatten)]
    about: FieldsWire<'a>,
    extra: &'a BTreeMap<String, String>,
    pages: Option<u32>,
    passages: u32,
    words: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a [Evidence]>,
}

/// The fields of a report, a member each, in the order of the table of fields.
#[derive(Debug)]
struct FieldsWire<'a> {
    meta: &'a ReportMeta,
    /// Whether only those are wanted that each hit shows.
    on_hits: bool,
}

impl Serialize for FieldsWire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = fields::of_reports().filter(|spec| spec.on_hits || !self.on_hits);
        serializer.collect_map(fields.map(|spec| (spec.name, spec.value(self.meta))))
    }
}

impl<'a> ReportWire<'a> {
    /// From a report and its short id, if it has one.
    pub(crate) fn new(report: &'a Report, short_id: Option<&'a str>) -> ReportWire<'a> {
        let meta = &report.meta;
        ReportWire {
            schema: SCHEMA,
            id: &report.id,
            short_id,
            path: &report.path,
            about: FieldsWire { meta, on_hits: false },
            extra: &meta.extra,
            pages: report.pages,
            passages: report.passages,
            words: report.words,
            evidence: None,
        }
    }

    /// The same with where each value was read.
    pub(crate) fn with_evidence(report: &'a Report, short_id: Option<&'a str>) -> ReportWire<'a> {
        ReportWire { evidence: Some(&report.meta.evidence), ..ReportWire::new(report, short_id) }
    }
}
