//! The metadata of a report, from its extracted text: who was inspected, when, by whom, the kind of report and its
//! grades, every value with the words that show it.
//!
//! The rules read the raw lines of the first and last pages, so they do not depend on how paragraphs are healed; a
//! value that no rule finds stays unknown. The register of authorities is data from mySociety (CC BY 4.0) and the
//! Office for National Statistics (OGL v3); see `README.md` here.

mod addressee;
mod authority;
mod body;
mod cover;
mod date_tokens;
mod dates;
mod event;
mod frame;
mod given;
mod given_register;
mod grades;
mod kind;
mod labelled;
mod lines;
mod names;
mod parties;
mod people;
mod place_names;
mod profile;
mod publication;
mod publisher;
mod register;
mod register_rows;
mod rule_file;
pub mod sidecar;
mod spelling;
mod title;
mod title_case;
mod trigrams;
mod visit;
mod words;

use std::borrow::Cow;

use frame::Frame;
use kind::KindRules;
use lines::Lines;
use profile::Profile;
pub(crate) use profile::built_in_profiles;
pub use register::{Authority, Register};
pub use rule_file::RuleFileError;

use crate::fields;
use crate::report::{Confidence, DateBasis, Document, Evidence, Kind, Passage, ReportMeta, Visit};

const PRESS_RELEASE: &str = "press-release";

/// The register of authorities, the profiles of families of reports, and the rules for kinds. Made once per run.
#[derive(Clone, Debug)]
pub struct Rules {
    register: Cow<'static, Register>,
    /// The user's own register as it is written; empty where there is none.
    own_register: String,
    /// All profiles as one.
    profile: Cow<'static, Profile>,
    /// The user's own by itself.
    own: Profile,
    kinds: KindRules,
}

impl Rules {
    /// The rules that come with the program.
    pub fn built_in() -> Rules {
        let profile = Profile::built_in();
        Rules {
            register: Cow::Borrowed(Register::built_in()),
            own_register: String::new(),
            kinds: KindRules::new(profile.kinds.clone()),
            profile: Cow::Borrowed(profile),
            own: Profile::default(),
        }
    }

    /// The built-in rules after those of the user's own, which are TOML with a table `[[kind]]` for each. What cannot be
    /// used of them is left out and reported.
    pub fn with_user_kinds(toml_text: &str) -> (Rules, Vec<String>) {
        let mut rules = Rules::built_in();
        let warnings = rules.add_kinds(toml_text);
        (rules, warnings)
    }

    /// Puts rules for kinds before the others. What cannot be used of them is left out and reported.
    pub fn add_kinds(&mut self, toml_text: &str) -> Vec<String> {
        self.kinds.add(toml_text)
    }

    /// The same rules with a profile of the user's own before the others: `docs/bodies.md` describes these files.
    ///
    /// # Errors
    /// Where the file cannot be used.
    pub fn with_profile(mut self, toml_text: &str) -> Result<Rules, RuleFileError> {
        let own = Profile::parse(toml_text)?;
        self.kinds.put_first(own.kinds.clone());
        let profile = own.clone().followed_by(self.profile.into_owned());
        Ok(Rules { profile: Cow::Owned(profile), own, ..self })
    }

    /// The same rules with a register of the user's own before the built-in one: `docs/bodies.md` describes these files.
    ///
    /// # Errors
    /// Where the file cannot be used.
    pub fn with_register(self, csv_text: &str) -> Result<Rules, RuleFileError> {
        let register = Cow::Owned(Register::with_bodies(csv_text)?);
        Ok(Rules { register, own_register: csv_text.to_owned(), ..self })
    }

    /// The register of the user's own, as it is written; empty where there is none.
    pub(crate) fn own_register(&self) -> &str {
        &self.own_register
    }

    /// The phrases of the profile of the user's own, each with the list that it is of.
    pub(crate) fn own_phrases(&self) -> Vec<(String, String)> {
        self.own.phrases().map(|(list, phrase)| (list, phrase.to_owned())).collect()
    }

    /// Which of these phrases stand in a document, by their numbers.
    pub(crate) fn own_phrases_in(&self, document: &Document) -> Vec<usize> {
        let text = lines::whole_text(document);
        let stands = |phrase: &str| kind::find(&text, &phrase.to_ascii_lowercase()).is_some();
        let numbered = self.own.phrases().enumerate();
        numbered.filter(|(_, (_, phrase))| stands(phrase)).map(|(number, _)| number).collect()
    }

    /// The names of the kinds, each once, in the order of the rules.
    pub fn kinds(&self) -> Vec<&str> {
        self.kinds.names()
    }

    /// Those of the user's own, which are not among those that come with the program.
    pub(crate) fn own_kinds(&self) -> Vec<&str> {
        let built_in = KindRules::new(Profile::built_in().kinds.clone());
        let known = built_in.names();
        self.kinds().into_iter().filter(|name| !known.contains(name)).collect()
    }

    /// The register of authorities.
    pub fn register(&self) -> &Register {
        &self.register
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
    let frame = Frame::read(&opening, rules);
    let mut meta = ReportMeta::default();
    read_kind(&mut meta, &opening, &closing, &frame, given, rules);
    let kind = meta.kind.as_ref().map_or(Kind::OTHER, |kind| kind.0.as_str()).to_owned();
    let of_authority = kind == PRESS_RELEASE || rules.kinds.is_of_authority(&kind);
    read_authority(&mut meta, &opening, &frame, rules, of_authority);
    read_dates(&mut meta, (&opening, &closing), &frame, rules, kind == PRESS_RELEASE);
    if kind != PRESS_RELEASE {
        read_people(&mut meta, document, (&opening, &closing), &frame, rules);
        read_grades(&mut meta, &opening, &frame, rules);
    }
    if let Some((title, evidence)) = title::read(&opening, &frame, rules, passages) {
        meta.title = Some(title);
        meta.evidence.push(evidence);
    }
    read_publisher(&mut meta, (&opening, &closing), &frame, rules, (kind == PRESS_RELEASE, of_authority));
    for value in given {
        given::apply(&mut meta, value, &rules.register);
    }
    date_by_visit(&mut meta);
    doubt_authority_of_another_time(&mut meta, rules);
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
        given::apply(meta, value, &rules.register);
        meta.evidence.clear();
        return;
    }
    let (kind, evidence) = rules.kinds.kind_of(opening, closing, frame);
    meta.kind = Some(kind);
    meta.evidence.extend(evidence);
}

fn read_authority(meta: &mut ReportMeta, opening: &Lines, frame: &Frame, rules: &Rules, is_report: bool) {
    let Some(found) = authority::read(opening, frame, rules, is_report) else { return };
    if let Some(known) = found.known {
        given::set_known_authority(meta, known);
        let values = [
            ("authority_code", meta.authority_code.as_ref()),
            ("region", meta.region.as_ref()),
            (given::BODY_TYPE, known.body_type.as_ref()),
        ];
        for (field, value) in values.into_iter().filter_map(|(field, value)| Some((field, value?))) {
            let (field, value) = (field.to_owned(), value.clone());
            meta.evidence.push(Evidence { field, value, ..found.evidence.clone() });
        }
    }
    meta.authority = Some(found.name);
    meta.evidence.push(found.evidence);
}

/// A body that was not there when the report was published may not be the one that is meant.
fn doubt_authority_of_another_time(meta: &mut ReportMeta, rules: &Rules) {
    let (Some(name), Some(date)) = (&meta.authority, meta.date) else { return };
    if rules.register.given(name).is_some_and(|body| body.is_of_another_time(date)) {
        let of_authority = meta.evidence.iter_mut().filter(|evidence| evidence.field == "authority");
        of_authority.filter(|e| e.confidence == Confidence::Sure).for_each(|e| e.confidence = Confidence::Likely);
    }
}

/// Who issued it, by the name that a register of the user's own has for it.
fn read_publisher(
    meta: &mut ReportMeta,
    pages: (&Lines, &Lines),
    frame: &Frame,
    rules: &Rules,
    (is_press, of_authority): (bool, bool),
) {
    let Some((name, evidence)) = publisher::read(pages, frame, rules, is_press, of_authority) else { return };
    let value = rules.register.given(&name).map_or(name, |body| body.name.clone());
    meta.publisher = Some(value.clone());
    meta.evidence.push(Evidence { value, ..evidence });
}

/// News about a visit says when it was only by the way, and so not for certain.
fn read_dates(
    meta: &mut ReportMeta,
    (opening, closing): (&Lines, &Lines),
    frame: &Frame,
    rules: &Rules,
    is_press: bool,
) {
    if let Some((date, evidence)) = publication::read((opening, closing), frame, rules, is_press) {
        meta.date = Some(date);
        meta.date_basis = Some(DateBasis::Published);
        meta.evidence.push(evidence);
    }
    if let Some((date, evidence)) = event::read(opening, frame, rules, meta.date).filter(|_| !is_press) {
        meta.event = Some(date);
        meta.evidence.push(evidence);
    }
    if let Some((visit, evidence)) = visit::read(opening, frame, rules, meta.date).filter(|_| !is_press) {
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

fn read_people(
    meta: &mut ReportMeta,
    document: &Document,
    (opening, closing): (&Lines, &Lines),
    frame: &Frame,
    rules: &Rules,
) {
    let inspectors = people::read(document, (opening, closing), frame, &rules.profile.people);
    for (name, evidence) in inspectors.all {
        meta.inspectors.push(name);
        meta.evidence.push(evidence);
    }
    if let Some((name, evidence)) = inspectors.lead {
        meta.lead_inspector = Some(name);
        meta.evidence.push(evidence);
    }
    if let Some((name, evidence)) = addressee::read(opening, frame, rules) {
        meta.addressee = Some(name);
        meta.evidence.push(evidence);
    }
}

fn read_grades(meta: &mut ReportMeta, opening: &Lines, frame: &Frame, rules: &Rules) {
    let grades = grades::read(opening, frame, &rules.profile.grades);
    for row in grades.all {
        meta.grades.push((row.judgement, row.grade));
        meta.evidence.push(row.evidence);
    }
    if let Some((grade, evidence)) = grades.overall {
        meta.overall_grade = Some(grade);
        meta.evidence.push(evidence);
    }
}

/// The place of a field among those that are shown; fields of a sidecar come last.
fn place_of_field(name: &str) -> usize {
    fields::of_reports().position(|spec| spec.name == name).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
