//! Reports and passages as documents of a cluster, and back.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::index::{
    Gaps, MISSING_DATE, MemoryReport, PassageRecord, PositionTerms, TermReader, fingerprints, length_step, number_of,
};
use crate::report::{Acronym, Passage, ReadReport, Report, ReportMeta};

use super::mapping::{TERMS, written};
use super::vocabulary::{PassageTerms, terms_of};

/// What a document is.
pub(super) const REPORT: &str = "report";
pub(super) const PASSAGE: &str = "passage";

/// The id of a document of a report: of the report itself, 0, or of a passage.
pub(super) fn id(version: &str, ordinal: u32) -> String {
    format!("{version}-{ordinal}")
}

/// The query for all passages of a version of a report.
pub(super) fn passages_of(version: &str) -> Value {
    json!({"bool": {"filter": [{"term": {"kind": PASSAGE}}, {"term": {"version": version}}]}})
}

/// No report has more passages.
const MAX_PASSAGES: u32 = 2_000_000;

/// What is stored of a report besides its passages.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ReportBody {
    /// The folder or file that it was read from, and its path there.
    pub(super) root: String,
    pub(super) path: String,
    /// The report without its evidence.
    about: String,
    evidence: String,
    acronyms: Vec<Acronym>,
    /// The fingerprints of its passages, by which boilerplate is recognised.
    fingerprints: String,
    /// The ordinals of the passages that are the first under other headings than those of the one before.
    runs: Vec<u32>,
}

/// What is stored of a passage.
#[derive(Serialize, Deserialize)]
pub(super) struct PassageBody {
    text: String,
    record: String,
}

/// The documents of a report.
pub(super) struct ReportDocuments {
    /// Each with its id: first the report, then its passages.
    pub(super) documents: Vec<(String, Value)>,
    /// The terms of each passage.
    pub(super) terms: Vec<PassageTerms>,
}

/// Makes the documents of reports.
#[derive(Default)]
pub(super) struct DocumentWriter {
    terms: TermReader,
}

impl DocumentWriter {
    /// The documents of a report in a version of their own.
    pub(super) fn documents(
        &mut self,
        (root, path): (&str, &str),
        read: &ReadReport,
        version: &str,
        generation: u64,
    ) -> postcard::Result<ReportDocuments> {
        let report = &read.report;
        let meta = ReportMeta { evidence: Vec::new(), ..report.meta.clone() };
        let fingerprints = fingerprints(&read.passages);
        let stored = ReportBody {
            root: root.to_owned(),
            path: path.to_owned(),
            about: packed(&Report { meta, ..report.clone() })?,
            evidence: packed(&report.meta.evidence)?,
            acronyms: read.acronyms.clone(),
            fingerprints: packed(&fingerprints)?,
            runs: runs(&read.passages),
        };
        let whole = json!({
            "kind": REPORT,
            "generation": generation,
            "version": version,
            "ordinal": 0,
            "report": keyword(&report.id),
            "authority": report.meta.authority.as_deref().map(keyword),
            "body": stored,
        });
        let mut documents = vec![(id(version, 0), whole)];
        let mut terms = Vec::with_capacity(read.passages.len());
        for (passage, fingerprint) in read.passages.iter().zip(fingerprints) {
            let positions = self.terms.positions(&passage.text);
            terms.push(terms_of(&positions, passage));
            let mut document = self.passage(report, passage, &positions, version, generation)?;
            document["fingerprint"] = json!(fingerprint);
            documents.push((id(version, passage.ordinal), document));
        }
        Ok(ReportDocuments { documents, terms })
    }

    /// The terms of a passage.
    pub(super) fn terms_of(&mut self, passage: &Passage) -> PassageTerms {
        terms_of(&self.terms.positions(&passage.text), passage)
    }

    fn passage(
        &mut self,
        report: &Report,
        passage: &Passage,
        positions: &[PositionTerms],
        version: &str,
        generation: u64,
    ) -> postcard::Result<Value> {
        let mut section: Vec<String> = Vec::new();
        for heading in &passage.section {
            section.extend(self.terms.stems(heading));
        }
        let mut over = section.clone();
        over.extend(passage.context.iter().flat_map(|context| self.terms.stems(context)));
        let terms = |mut terms: Vec<String>| {
            terms.sort_unstable();
            terms.dedup();
            terms.retain(|term| term.len() <= MAX_KEYWORD);
            terms
        };
        let (first, last) = passage.pages.unwrap_or((0, 0));
        Ok(json!({
            "kind": PASSAGE,
            "generation": generation,
            "version": version,
            "ordinal": passage.ordinal,
            "report": keyword(&report.id),
            "authority": report.meta.authority.as_deref().map(keyword),
            TERMS: written(positions),
            "section": terms(section),
            "over": terms(over),
            "label": passage.label.as_deref().map(keyword),
            "role": passage.role.map(|role| role.as_str()),
            "length": if passage.kind.is_prose() { length_step(positions.len()) } else { 0 },
            "part": number_of(passage.kind, passage.role),
            "date": report.meta.date.map_or(MISSING_DATE, |date| u64::from(date.first_day())),
            "page_first": first,
            "page_last": last,
            "body": PassageBody {
                text: passage.text.clone(),
                record: BASE64_STANDARD.encode(PassageRecord::bytes_of(passage)?),
            },
        }))
    }
}

/// The ordinals of the passages that are the first under other headings than those of the one before.
fn runs(passages: &[Passage]) -> Vec<u32> {
    let pairs = passages.windows(2).filter(|pair| pair[0].section != pair[1].section);
    pairs.map(|pair| pair[1].ordinal).collect()
}

/// Lucene takes no keyword of more than 32,766 bytes.
const MAX_KEYWORD: usize = 32_000;

/// A value as a keyword: its beginning, where it is longer than one may be.
fn keyword(value: &str) -> &str {
    let end = (0..=MAX_KEYWORD.min(value.len())).rev().find(|&end| value.is_char_boundary(end));
    &value[..end.unwrap_or(0)]
}

impl ReportBody {
    /// The report, with its evidence.
    pub(super) fn report(&self) -> Result<Report, String> {
        let mut report: Report = unpacked(&self.about)?;
        if report.passages > MAX_PASSAGES || self.runs.len() > report.passages as usize {
            return Err(format!("{} cannot have {} passages", report.id, report.passages));
        }
        report.meta.evidence = unpacked(&self.evidence)?;
        Ok(report)
    }

    /// The fingerprints of its passages that may be boilerplate.
    pub(super) fn fingerprints(&self) -> Result<Vec<u32>, String> {
        Ok(unpacked::<Vec<Option<u32>>>(&self.fingerprints)?.into_iter().flatten().collect())
    }

    /// The report for an index in memory, with some of its passages.
    pub(super) fn in_memory(self, passages: Vec<Passage>, gaps: Gaps) -> Result<MemoryReport, String> {
        let report = self.report()?;
        let ReportBody { root, path, acronyms, .. } = self;
        let read = ReadReport { report, passages, acronyms, block_quotes: Vec::new(), likeness: None };
        Ok(MemoryReport { root, path, read, gaps })
    }

    /// The ordinals of the passages that are the first under other headings.
    pub(super) fn runs(&self) -> &[u32] {
        &self.runs
    }
}

impl PassageBody {
    /// The passage.
    pub(super) fn passage(self) -> Result<Passage, String> {
        let record = BASE64_STANDARD.decode(&self.record).map_err(|error| error.to_string())?;
        PassageRecord::passage(&record, self.text).map_err(|error| error.to_string())
    }
}

/// A value as text.
pub(super) fn packed(value: &impl Serialize) -> postcard::Result<String> {
    Ok(BASE64_STANDARD.encode(postcard::to_allocvec(value)?))
}

/// The value of such a text.
pub(super) fn unpacked<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let bytes = BASE64_STANDARD.decode(text).map_err(|error| error.to_string())?;
    postcard::from_bytes(&bytes).map_err(|error| error.to_string())
}
