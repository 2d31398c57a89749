//! Values that a person gives in front matter and sidecar files. They override values that were read.

use super::MetadataOverride;
use super::dates::only_date;
use super::register::{Authority, Register};
use crate::fields::{self, Slot};
use crate::report::{Confidence, Date, DateBasis, Evidence, Kind, ReportMeta, Visit};

/// The field for what sort of body an authority is, where a register of the user's own says so.
pub(super) const BODY_TYPE: &str = "authority_type";

/// Puts a given value in the place of the one that was read; a field or value that findings cannot
/// understand is kept among the extra fields.
pub(super) fn apply(meta: &mut ReportMeta, given: &MetadataOverride, register: &Register) {
    let value = given.value.trim();
    if value.is_empty() {
        return;
    }
    let name = field_name(&given.field);
    let spec = fields::given(&name).filter(|spec| set(meta, &spec.slot, &name, value, register));
    let field = spec.map_or(name.as_str(), |spec| spec.name);
    match spec {
        Some(spec) => {
            let with_it = if let Slot::Authority = spec.slot { &["authority_code", "region"][..] } else { &[] };
            meta.evidence.retain(|evidence| evidence.field != field && !with_it.contains(&evidence.field.as_str()));
        }
        None => drop(meta.extra.insert(name.clone(), value.to_owned())),
    }
    meta.evidence.push(Evidence {
        field: field.to_owned(),
        value: value.to_owned(),
        page: None,
        line: None,
        words: given.source.clone(),
        confidence: Confidence::Given,
    });
}

/// The name of a field, however it is written: `Lead inspector`, `lead-inspector`. One of several names that a field
/// has is made its own, except for the ends of a visit, which say which end they are.
pub(super) fn field_name(raw: &str) -> String {
    let name: String = raw.trim().to_lowercase().replace([' ', '-'], "_");
    match fields::given(&name) {
        Some(spec) if !matches!(spec.slot, Slot::Visit) => spec.name.to_owned(),
        _ => name,
    }
}

/// Sets a field, which was given by this name; says whether it can be given and the value makes sense in it.
fn set(meta: &mut ReportMeta, slot: &Slot, name: &str, value: &str, register: &Register) -> bool {
    match slot {
        Slot::Text { set, .. } => *set(meta) = Some(value.to_owned()),
        Slot::Texts { set, .. } => *set(meta) = list(value),
        Slot::Authority => set_authority(meta, value, register),
        Slot::Kind => meta.kind = Some(Kind(value.to_lowercase().replace([' ', '_'], "-"))),
        Slot::Date => {
            let Some(date) = date(value) else { return false };
            (meta.date, meta.date_basis) = (Some(date), Some(DateBasis::Sidecar));
        }
        Slot::Event => {
            let Some(date) = date(value) else { return false };
            meta.event = Some(date);
        }
        Slot::Visit => return set_visit(meta, name, value),
        Slot::OverallGrade => {
            let Ok(grade) = value.parse() else { return false };
            meta.overall_grade = Some(grade);
        }
        Slot::Url if is_web_address(value) => meta.url = Some(value.to_owned()),
        Slot::Url | Slot::DateBasis | Slot::Grades | Slot::Elsewhere => return false,
    }
    true
}

fn set_authority(meta: &mut ReportMeta, value: &str, register: &Register) {
    (meta.authority_code, meta.region) = (None, None);
    if !has_given_type(meta) {
        meta.extra.remove(BODY_TYPE);
        meta.evidence.retain(|evidence| evidence.field != BODY_TYPE);
    }
    match register.lookup(value) {
        Some(known) => set_known_authority(meta, known),
        None => meta.authority = Some(value.to_owned()),
    }
}

/// Sets the authority, with all that the register has for it.
pub(super) fn set_known_authority(meta: &mut ReportMeta, known: &Authority) {
    meta.authority = Some(known.name.clone());
    (meta.authority_code, meta.region) = (known.code.clone(), known.region.clone());
    if let Some(body_type) = known.body_type.as_ref().filter(|_| !has_given_type(meta)) {
        meta.extra.insert(BODY_TYPE.to_owned(), body_type.clone());
    }
}

/// Whether a person gave what sort of body it is for this report.
fn has_given_type(meta: &ReportMeta) -> bool {
    meta.evidence.iter().any(|evidence| evidence.field == BODY_TYPE && evidence.confidence == Confidence::Given)
}

/// `visit` as `2019-03-04..2019-03-15` or in words; its ends may also come alone.
fn set_visit(meta: &mut ReportMeta, field: &str, value: &str) -> bool {
    let visit = match (field, meta.visit) {
        ("visit", _) => whole_visit(value),
        (_, read) => date(value).map(|day| match (field, read) {
            ("visit_start", Some(read)) => Visit { start: day, end: read.end.max(day) },
            (_, Some(read)) => Visit { start: read.start.min(day), end: day },
            (_, None) => Visit { start: day, end: day },
        }),
    };
    if visit.is_some() {
        meta.visit = visit;
    }
    visit.is_some()
}

fn whole_visit(value: &str) -> Option<Visit> {
    let ends = value.split_once("..").or_else(|| value.split_once('/'));
    let dates = ends.and_then(|(start, end)| Some((start.trim().parse().ok()?, end.trim().parse().ok()?)));
    if let Some((start, end)) = dates {
        return (start <= end).then_some(Visit { start, end });
    }
    super::dates::expressions(&value.to_lowercase()).next()?.visit(false)
}

/// Whether a value is an absolute address of the web, which a page or a reference may link to.
fn is_web_address(value: &str) -> bool {
    const MAX_BYTES: usize = 2_048;
    let host = ["https://", "http://"].iter().find_map(|scheme| {
        value.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme)).map(|_| &value[scheme.len()..])
    });
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"`{}|\\^".contains(c);
    value.len() <= MAX_BYTES
        && value.chars().all(is_plain)
        && host.is_some_and(|host| host.starts_with(char::is_alphanumeric))
}

/// A date in ISO form, as precisely as it is known, or in words.
fn date(value: &str) -> Option<Date> {
    value.parse().ok().or_else(|| only_date(&value.to_lowercase()))
}

fn list(value: &str) -> Vec<String> {
    let separator = [';', '|', '\n'].into_iter().find(|&c| value.contains(c)).unwrap_or(',');
    value.split(separator).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
