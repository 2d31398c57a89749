//! The metadata of a report, from its extracted text: who was inspected, when, by whom, the kind of report and its
//! grades, every value with the words that show it.
//!
//! The rules read the raw lines of the first and last pages, so they do not depend on how paragraphs are healed; a
//! value that no rule finds stays unknown. The register of authorities is data from mySociety (CC BY 4.0) and the
//! Office for National Statistics (OGL v3); see `README.md` here.

mod addressee;
mod authority;
mod cover;
mod date_tokens;
mod dates;
mod event;
mod frame;
mod given;
mod grades;
mod kind;
mod lines;
mod names;
mod people;
mod place_names;
mod publication;
mod publisher;
mod register;
mod register_rows;
pub mod sidecar;
mod spelling;
mod title_case;
mod visit;
mod words;

use frame::Frame;
use kind::KindRules;
use lines::Lines;
pub use register::{Authority, Register};

use crate::fields;
use crate::report::{Confidence, DateBasis, Document, Evidence, Kind, Passage, PassageKind, ReportMeta, Visit};
use crate::text::shortened;

const PRESS_RELEASE: &str = "press-release";

/// A title goes with every passage of its report, so a heading that is longer is shortened. No real title has half of
/// this.
const MAX_TITLE_BYTES: usize = 400;

/// The register of authorities and the rules for kinds. Made once per run.
#[derive(Clone, Debug)]
pub struct Rules {
    register: &'static Register,
    kinds: KindRules,
}

impl Rules {
    /// The rules that come with the program.
    pub fn built_in() -> Rules {
        Rules { register: Register::built_in(), kinds: KindRules::built_in() }
    }

    /// The built-in rules after those of the user's own, which are TOML like `kinds.toml`. What cannot be
    /// used of them is left out and reported.
    pub fn with_user_kinds(toml_text: &str) -> (Rules, Vec<String>) {
        let mut rules = Rules::built_in();
        let warnings = rules.kinds.add(toml_text);
        (rules, warnings)
    }

    /// The names of the kinds, each once, in the order of the rules.
    pub fn kinds(&self) -> Vec<&str> {
        self.kinds.names()
    }

    /// The register of authorities.
    pub fn register(&self) -> &Register {
        self.register
    }
}

/// A value that a person gives for a report: front matter, or a sidecar file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataOverride {
    /// The field, known to [`ReportMeta`] or not.
    pub field: String,
    /// Its value as written.
    pub value: String,
    /// Where it is written, such as the name of the sidecar file.
    pub source: String,
}

/// Reads the metadata of a report. Given values override values that are read, and later ones override earlier ones.
pub fn read(document: &Document, passages: &[Passage], given: &[MetadataOverride], rules: &Rules) -> ReportMeta {
    let (opening, closing) = (Lines::opening(document), Lines::closing(document));
    let frame = Frame::read(&opening, &rules.kinds);
    let mut meta = ReportMeta::default();
    read_kind(&mut meta, &opening, &closing, &frame, given, rules);
    let kind = meta.kind.as_ref().map_or(Kind::OTHER, |kind| kind.0.as_str()).to_owned();
    let of_authority = kind == PRESS_RELEASE || rules.kinds.is_of_authority(&kind);
    read_authority(&mut meta, &opening, &frame, rules, of_authority);
    read_dates(&mut meta, &opening, &closing, &frame, kind == PRESS_RELEASE);
    if kind != PRESS_RELEASE {
        read_people(&mut meta, document, &opening, &closing, &frame);
        read_grades(&mut meta, &opening, &frame);
    }
    read_title(&mut meta, &opening, &frame, passages);
    if let Some((name, evidence)) = publisher::read(&opening, &closing, &frame, kind == PRESS_RELEASE, of_authority) {
        meta.publisher = Some(name);
        meta.evidence.push(evidence);
    }
    for value in given {
        given::apply(&mut meta, value, rules.register);
    }
    date_by_visit(&mut meta);
    meta.evidence.sort_by_key(|evidence| place_of_field(&evidence.field));
    meta
}

/// The kind decides which other rules apply, so a given one counts from the start.
fn read_kind(
    meta: &mut ReportMeta,
    opening: &Lines,
    closing: &Lines,
    frame: &Frame,
    given: &[MetadataOverride],
    rules: &Rules,
) {
    if let Some(value) = given.iter().rev().find(|value| given::field_name(&value.field) == "kind") {
        given::apply(meta, value, rules.register);
        meta.evidence.clear();
        return;
    }
    let (kind, evidence) = rules.kinds.kind_of(opening, closing, frame);
    meta.kind = Some(kind);
    meta.evidence.extend(evidence);
}

fn read_authority(meta: &mut ReportMeta, opening: &Lines, frame: &Frame, rules: &Rules, is_report: bool) {
    let Some(found) = authority::read(opening, frame, rules.register, is_report) else { return };
    meta.authority = Some(found.name);
    if let Some(known) = found.known {
        meta.authority_code = Some(known.code.clone());
        meta.region = known.region.clone();
        let values = [("authority_code", meta.authority_code.as_ref()), ("region", meta.region.as_ref())];
        for (field, value) in values.into_iter().filter_map(|(field, value)| Some((field, value?))) {
            let (field, value) = (field.to_owned(), value.clone());
            meta.evidence.push(Evidence { field, value, ..found.evidence.clone() });
        }
    }
    meta.evidence.push(found.evidence);
}

/// News about a visit says when it was only by the way, and so not for certain.
fn read_dates(meta: &mut ReportMeta, opening: &Lines, closing: &Lines, frame: &Frame, is_press: bool) {
    if let Some((date, evidence)) = publication::read(opening, closing, frame, is_press) {
        meta.date = Some(date);
        meta.date_basis = Some(DateBasis::Published);
        meta.evidence.push(evidence);
    }
    if let Some((date, evidence)) = event::read(opening, frame, meta.date).filter(|_| !is_press) {
        meta.event = Some(date);
        meta.evidence.push(evidence);
    }
    if let Some((visit, evidence)) = visit::read(opening, frame, meta.date).filter(|_| !is_press) {
        meta.visit = Some(visit);
        meta.evidence.push(evidence);
    }
}

/// Where no day of publication is printed, the last day of the visit dates the report.
fn date_by_visit(meta: &mut ReportMeta) {
    let (None, Some(Visit { end, .. })) = (meta.date, meta.visit) else { return };
    meta.date = Some(end);
    meta.date_basis = Some(DateBasis::Visit);
    if let Some(visit) = meta.evidence.iter().find(|evidence| evidence.field == "visit").cloned() {
        meta.evidence.push(Evidence { field: "date".to_owned(), value: end.to_string(), ..visit });
    }
}

fn read_people(meta: &mut ReportMeta, document: &Document, opening: &Lines, closing: &Lines, frame: &Frame) {
    let inspectors = people::read(document, opening, closing, frame);
    for (name, evidence) in inspectors.all {
        meta.inspectors.push(name);
        meta.evidence.push(evidence);
    }
    if let Some((name, evidence)) = inspectors.lead {
        meta.lead_inspector = Some(name);
        meta.evidence.push(evidence);
    }
    if let Some((name, evidence)) = addressee::read(opening, frame) {
        meta.addressee = Some(name);
        meta.evidence.push(evidence);
    }
}

fn read_grades(meta: &mut ReportMeta, opening: &Lines, frame: &Frame) {
    let grades = grades::read(opening, frame);
    for row in grades.all {
        meta.grades.push((row.judgement, row.grade));
        meta.evidence.push(row.evidence);
    }
    if let Some((grade, evidence)) = grades.overall {
        meta.overall_grade = Some(grade);
        meta.evidence.push(evidence);
    }
}

/// The title as the first pages have it, else the first heading that layout found.
fn read_title(meta: &mut ReportMeta, opening: &Lines, frame: &Frame, passages: &[Passage]) {
    let bytes = opening.bytes(frame.title.clone());
    let words = opening.printed(bytes.clone());
    let without_mark = words.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let glued = words[without_mark.len()..].len() <= 2 && !without_mark.ends_with(' ');
    let title = if glued { without_mark } else { words.as_str() };
    let lines: Vec<String> = frame.title.clone().map(|at| opening.printed(opening.bytes(at..at + 1))).collect();
    let is_mixed = lines.iter().any(|line| cover::is_in_capitals(line)) && !cover::is_in_capitals(title);
    let title = if is_mixed {
        lines.iter().map(|line| title_case::as_used(line, passages)).collect::<Vec<_>>().join(" ")
    } else {
        title_case::as_used(title, passages)
    };
    let title = title.as_str();
    if !title.is_empty() {
        let confidence = if frame.formal { Confidence::Sure } else { Confidence::Likely };
        meta.evidence.push(opening.evidence("title", title, bytes, confidence));
        meta.title = Some(title.to_owned());
        return;
    }
    let is_title = |passage: &&Passage| passage.kind == PassageKind::Heading && !cover::is_running(&passage.text);
    let heading = passages.iter().find(is_title);
    if let Some(heading) = heading {
        let place = heading.spans.first();
        let title = title_case::as_used(&shortened(&heading.text, MAX_TITLE_BYTES), passages);
        meta.title = Some(title.clone());
        meta.evidence.push(Evidence {
            field: "title".to_owned(),
            value: title.clone(),
            page: place.map(|span| span.page),
            line: place.map(|span| span.line),
            words: title,
            confidence: Confidence::Likely,
        });
    }
}

/// The place of a field among those that are shown; fields of a sidecar come last.
fn place_of_field(name: &str) -> usize {
    fields::of_reports().position(|spec| spec.name == name).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
