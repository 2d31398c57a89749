//! The table of fields.

use super::usual::{AUTHORITIES, GRADES, KINDS, REGIONS};
use super::{Field, FieldSpec, FilterSpec, Matching, OptionSpec, Slot, UsualName};
use crate::report::{Grade, ReportMeta};

/// All fields, in the order in which they are shown. Those of reports come first.
pub(crate) static FIELDS: [FieldSpec; 21] = [
    FieldSpec {
        field: Field::Authority,
        name: "authority",
        aliases: &["council", "local_authority"],
        slot: Slot::Authority,
        on_hits: true,
        filter: with_usual(
            &["authority", "council", "la"],
            Matching::Authority,
            "NAME",
            "Authority (council) inspected",
            AUTHORITIES,
        ),
    },
    FieldSpec {
        field: Field::AuthorityCode,
        name: "authority_code",
        aliases: &["gss_code"],
        slot: Slot::Text { get: |meta| meta.authority_code.as_deref(), set: |meta| &mut meta.authority_code },
        on_hits: true,
        filter: None,
    },
    FieldSpec {
        field: Field::Region,
        name: "region",
        aliases: &[],
        slot: Slot::Text { get: |meta| meta.region.as_deref(), set: |meta| &mut meta.region },
        on_hits: true,
        filter: with_usual(&["region"], Matching::Name, "NAME", "Region of the authority", REGIONS),
    },
    FieldSpec {
        field: Field::Kind,
        name: "kind",
        aliases: &[],
        slot: Slot::Kind,
        on_hits: true,
        filter: with_usual(
            &["kind", "type"],
            Matching::Name,
            "KIND",
            "Kind of report, such as inspection or focused-visit",
            KINDS,
        ),
    },
    FieldSpec {
        field: Field::Date,
        name: "date",
        aliases: &["published", "publication_date"],
        slot: Slot::Date,
        on_hits: true,
        filter: filter(
            &["date", "year", "dated"],
            Matching::Date,
            "DATE",
            "Date of the report: 2019, 2019-03, 2018..2020",
        ),
    },
    FieldSpec {
        field: Field::DateBasis,
        name: "date_basis",
        aliases: &[],
        slot: Slot::DateBasis,
        on_hits: true,
        filter: None,
    },
    FieldSpec {
        field: Field::Event,
        name: "event",
        aliases: &["event_date", "accident_date", "hearing_date"],
        slot: Slot::Event,
        on_hits: false,
        filter: None,
    },
    FieldSpec {
        field: Field::Visit,
        name: "visit",
        aliases: &["visit_start", "visit_end"],
        slot: Slot::Visit,
        on_hits: true,
        filter: None,
    },
    FieldSpec {
        field: Field::Inspector,
        name: "inspectors",
        aliases: &["inspector"],
        slot: Slot::Texts { get: |meta| &meta.inspectors, set: |meta| &mut meta.inspectors },
        on_hits: false,
        filter: filter_by(
            &["inspector", "inspectors"],
            Matching::Words,
            "NAME",
            "Inspector named in the report",
            all_inspectors,
        ),
    },
    FieldSpec {
        field: Field::LeadInspector,
        name: "lead_inspector",
        aliases: &[],
        slot: Slot::Text { get: |meta| meta.lead_inspector.as_deref(), set: |meta| &mut meta.lead_inspector },
        on_hits: false,
        filter: None,
    },
    FieldSpec {
        field: Field::Addressee,
        name: "addressee",
        aliases: &[],
        slot: Slot::Text { get: |meta| meta.addressee.as_deref(), set: |meta| &mut meta.addressee },
        on_hits: false,
        filter: None,
    },
    FieldSpec {
        field: Field::Grade,
        name: "grades",
        aliases: &[],
        slot: Slot::Grades,
        on_hits: false,
        filter: Some(FilterSpec {
            names: &["grade", "judgement", "judgment", "rating"],
            matching: Matching::Grade,
            option: Some(OptionSpec { value_name: "GRADE", help: "Grade given in the report" }),
            values: Some(all_grades),
            usual: GRADES,
        }),
    },
    FieldSpec {
        field: Field::OverallGrade,
        name: "overall_grade",
        aliases: &[],
        slot: Slot::OverallGrade,
        on_hits: true,
        filter: None,
    },
    FieldSpec {
        field: Field::Title,
        name: "title",
        aliases: &[],
        slot: Slot::Text { get: |meta| meta.title.as_deref(), set: |meta| &mut meta.title },
        on_hits: true,
        filter: Some(FilterSpec {
            names: &["title"],
            matching: Matching::Words,
            option: None,
            values: None,
            usual: &[],
        }),
    },
    FieldSpec {
        field: Field::Publisher,
        name: "publisher",
        aliases: &[],
        slot: Slot::Text { get: |meta| meta.publisher.as_deref(), set: |meta| &mut meta.publisher },
        on_hits: false,
        filter: None,
    },
    FieldSpec {
        field: Field::Url,
        name: "url",
        aliases: &["link", "source_url"],
        slot: Slot::Url,
        on_hits: true,
        filter: filter(&["url"], Matching::Words, "WORDS", "Address where the report can be found, or part of it"),
    },
    elsewhere(
        Field::Section,
        "section",
        filter(&["section", "heading"], Matching::Headings, "WORDS", "Words of the headings over the passage"),
    ),
    elsewhere(
        Field::Label,
        "label",
        filter(&["label", "para", "paragraph"], Matching::Label, "NUMBER", "Number printed before the paragraph"),
    ),
    elsewhere(
        Field::Role,
        "role",
        filter(&["role"], Matching::Role, "ROLE", "What the passage is for: finding, recommendation or background"),
    ),
    elsewhere(Field::Page, "page", filter(&["page", "pages"], Matching::Pages, "PAGES", "Page of the passage")),
    elsewhere(
        Field::Report,
        "report",
        filter(&["report", "file", "id"], Matching::Report, "ID", "Report by id, file name or folder"),
    ),
];

/// A filter with an option of the command line.
const fn filter(
    names: &'static [&'static str],
    matching: Matching,
    value_name: &'static str,
    help: &'static str,
) -> Option<FilterSpec> {
    with_usual(names, matching, value_name, help, &[])
}

/// The same, where people have other names for its values.
const fn with_usual(
    names: &'static [&'static str],
    matching: Matching,
    value_name: &'static str,
    help: &'static str,
    usual: &'static [UsualName],
) -> Option<FilterSpec> {
    Some(FilterSpec { names, matching, option: Some(OptionSpec { value_name, help }), values: None, usual })
}

/// The same, compared with other values than those of the slot alone.
const fn filter_by(
    names: &'static [&'static str],
    matching: Matching,
    value_name: &'static str,
    help: &'static str,
    values: fn(&ReportMeta) -> Vec<String>,
) -> Option<FilterSpec> {
    let option = Some(OptionSpec { value_name, help });
    Some(FilterSpec { names, matching, option, values: Some(values), usual: &[] })
}

/// A field whose values are not in the metadata of a report.
const fn elsewhere(field: Field, name: &'static str, filter: Option<FilterSpec>) -> FieldSpec {
    FieldSpec { field, name, aliases: &[], slot: Slot::Elsewhere, on_hits: false, filter }
}

/// The lead is an inspector too, also where the list leaves them out.
fn all_inspectors(meta: &ReportMeta) -> Vec<String> {
    meta.inspectors.iter().chain(&meta.lead_inspector).cloned().collect()
}

/// Every grade of the report, and the overall one also as such.
fn all_grades(meta: &ReportMeta) -> Vec<String> {
    let judged = meta.grades.iter().map(|(_, grade)| *grade).chain(meta.overall_grade).map(Grade::as_str);
    let overall = meta.overall_grade.map(|grade| format!("overall {grade}"));
    judged.map(str::to_owned).chain(overall).collect()
}
