//! Values that a person gives: front matter and sidecar files. They override what was read.

use super::Given;
use super::dates::only_date;
use super::grade_of;
use super::register::Register;
use crate::report::{Confidence, Date, DateBasis, Evidence, Kind, ReportMeta, Visit};

/// Puts a given value in the place of the one that was read; a field or value that findings cannot
/// understand is kept among the extra fields.
pub(super) fn apply(meta: &mut ReportMeta, given: &Given, register: &Register) {
    let value = given.value.trim();
    if value.is_empty() {
        return;
    }
    let field = field_name(&given.field);
    let fields: &[&str] = match field.as_str() {
        "visit_start" | "visit_end" | "visit" => &["visit"],
        "authority" => &["authority", "authority_code", "region"],
        field => &[field],
    };
    let understood = set(meta, &field, value, register);
    if understood {
        meta.evidence.retain(|evidence| !fields.contains(&evidence.field.as_str()));
    } else {
        meta.extra.insert(field.clone(), value.to_owned());
    }
    meta.evidence.push(Evidence {
        field: if understood { fields.first().map_or(field.clone(), |f| (*f).to_owned()) } else { field },
        value: value.to_owned(),
        page: None,
        line: None,
        words: given.source.clone(),
        confidence: Confidence::Given,
    });
}

/// The name of a field, however it is written: `Lead inspector`, `lead-inspector`.
pub(super) fn field_name(raw: &str) -> String {
    let name: String = raw.trim().to_lowercase().replace([' ', '-'], "_");
    match name.as_str() {
        "council" | "local_authority" => "authority".to_owned(),
        "gss_code" => "authority_code".to_owned(),
        "published" | "publication_date" => "date".to_owned(),
        "inspector" => "inspectors".to_owned(),
        _ => name,
    }
}

/// Sets a field; says whether the field is known and the value makes sense in it.
fn set(meta: &mut ReportMeta, field: &str, value: &str, register: &Register) -> bool {
    let text = || Some(value.to_owned());
    match field {
        "authority" => set_authority(meta, value, register),
        "authority_code" => meta.authority_code = text(),
        "region" => meta.region = text(),
        "kind" => meta.kind = Some(Kind(value.to_lowercase().replace([' ', '_'], "-"))),
        "date" => {
            let Some(date) = date(value) else { return false };
            (meta.date, meta.date_basis) = (Some(date), Some(DateBasis::Sidecar));
        }
        "visit" | "visit_start" | "visit_end" => return set_visit(meta, field, value),
        "inspectors" => meta.inspectors = list(value),
        "lead_inspector" => meta.lead_inspector = text(),
        "addressee" => meta.addressee = text(),
        "overall_grade" => {
            let Some(grade) = grade_of(value) else { return false };
            meta.overall_grade = Some(grade);
        }
        "title" => meta.title = text(),
        "publisher" => meta.publisher = text(),
        _ => return false,
    }
    true
}

fn set_authority(meta: &mut ReportMeta, value: &str, register: &Register) {
    let known = register.lookup(value);
    meta.authority = Some(known.map_or(value, |a| a.name.as_str()).to_owned());
    meta.authority_code = known.map(|a| a.code.clone());
    meta.region = known.and_then(|a| a.region.clone());
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

/// A date in ISO form, as precisely as it is known, or in words.
fn date(value: &str) -> Option<Date> {
    value.parse().ok().or_else(|| only_date(&value.to_lowercase()))
}

fn list(value: &str) -> Vec<String> {
    let separator = [';', '|', '\n'].into_iter().find(|&c| value.contains(c)).unwrap_or(',');
    value.split(separator).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
