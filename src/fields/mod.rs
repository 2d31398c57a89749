//! The fields of metadata, one declaration each in [`FIELDS`].
//!
//! Whatever knows fields by their names comes from this table: the lists of terms in the index, the fields of the
//! query language and how their values are read and matched, the filters on the command line and in a batch, the
//! names in front matter and sidecars, the columns of CSV and the members of JSON. To add a field, give it a place in
//! [`ReportMeta`] and a row in the table.

mod gaps;
mod table;
mod usual;
mod value;

pub(crate) use gaps::gaps_of;
pub(crate) use table::FIELDS;
pub use usual::UsualName;
pub(crate) use usual::bare_place;
pub use value::{Slot, Value};

use crate::report::ReportMeta;

/// A field, by what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The body inspected.
    Authority,
    /// Its code in the register.
    AuthorityCode,
    /// Its region.
    Region,
    /// The kind of report.
    Kind,
    /// The report's date.
    Date,
    /// What the date means.
    DateBasis,
    /// The day of what the report is about.
    Event,
    /// The days on site.
    Visit,
    /// Inspectors named in the report.
    Inspector,
    /// The inspector named as the lead.
    LeadInspector,
    /// The person whom a letter addresses.
    Addressee,
    /// Grades given in the report.
    Grade,
    /// The grade of overall effectiveness.
    OverallGrade,
    /// The report's title.
    Title,
    /// Who issued the report.
    Publisher,
    /// Where the report can be found.
    Url,
    /// The report's id.
    Report,
    /// A heading over the passage.
    Section,
    /// The number printed before the paragraph.
    Label,
    /// What the passage is for.
    Role,
    /// A page that the passage is on.
    Page,
    /// A field that a sidecar gave and findings does not know, by its name there.
    Extra(String),
}

/// What has the values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Level {
    /// A report as a whole.
    Report,
    /// Each of its passages.
    Passage,
}

/// All that is to be known of a field.
#[derive(Debug)]
pub struct FieldSpec {
    /// The field.
    pub field: Field,
    /// Its name in metadata: in sidecars, JSON, CSV and evidence.
    pub name: &'static str,
    /// Other names that a sidecar may give it.
    pub aliases: &'static [&'static str],
    /// Where a report's metadata has its value.
    pub slot: Slot,
    /// Whether each hit shows it; a list of reports shows all fields of reports.
    pub on_hits: bool,
    /// How passages are filtered by it, if they can be.
    pub filter: Option<FilterSpec>,
}

/// How passages are filtered by a field.
#[derive(Debug)]
pub struct FilterSpec {
    /// Its names in a query; the first is printed, and names the option of the command line.
    pub names: &'static [&'static str],
    /// How its values are read and compared.
    pub matching: Matching,
    /// The option of the command line; none where the field can only be typed in a query.
    pub option: Option<OptionSpec>,
    /// The values of a report that a filter is compared with, where they are not just what the slot has.
    pub values: Option<fn(&ReportMeta) -> Vec<String>>,
    /// Other names that people have for its values.
    pub usual: &'static [UsualName],
}

/// What the help says of a filter's option.
#[derive(Debug)]
pub struct OptionSpec {
    /// What stands for its value.
    pub value_name: &'static str,
    /// What it filters by.
    pub help: &'static str,
}

/// How the values of a field are read and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// A name as a whole.
    Name,
    /// The name of an authority.
    Authority,
    /// Some of its words, side by side.
    Words,
    /// A grade on the four-point scale.
    Grade,
    /// A range of dates.
    Date,
    /// A range of pages.
    Pages,
    /// A paragraph's number, or a range of numbers.
    Label,
    /// What a passage is for, one or several: `recommendations`.
    Role,
    /// The id of a report, the name of its file, or a folder.
    Report,
    /// Words of headings, in any inflection.
    Headings,
    /// A value that a sidecar gave.
    Extra,
}

impl Matching {
    /// Whether the values are keys in a list of terms that the index has of each report.
    pub fn is_keyed(self) -> bool {
        matches!(self, Matching::Name | Matching::Authority | Matching::Words | Matching::Grade)
    }

    /// Whether the values are names, of which only those that some report has, or that are known otherwise, can be
    /// meant.
    pub fn is_of_names(self) -> bool {
        matches!(self, Matching::Name | Matching::Authority)
    }

    /// Whether a value is a name of its own or a text, which often has several words.
    pub fn is_of_words(self) -> bool {
        self.is_of_names() || self == Matching::Words
    }
}

impl Field {
    /// What is declared of it; nothing of a field that a sidecar gave.
    pub(crate) fn spec(&self) -> Option<&'static FieldSpec> {
        FIELDS.iter().find(|spec| spec.field == *self)
    }

    /// The field that a query or option calls so, capitals or not: one of findings' own, or one of `extra`.
    pub fn named(name: &str, extra: &[String]) -> Option<Field> {
        let own = filters().find(|(_, filter)| filter.names.iter().any(|known| known.eq_ignore_ascii_case(name)));
        let given = || extra.iter().find(|known| known.to_lowercase() == name.to_lowercase());
        own.map(|(spec, _)| spec.field.clone()).or_else(|| given().cloned().map(Field::Extra))
    }

    /// The name that a query prints, and that [`Field::named`] reads back.
    pub fn name(&self) -> &str {
        match (self, self.spec()) {
            (Field::Extra(name), _) => name,
            (_, Some(spec)) => spec.filter.as_ref().map_or(spec.name, |filter| filter.names[0]),
            (_, None) => "",
        }
    }

    /// The value that people also call by a name, which is in the form that [`UsualName`] has.
    pub(crate) fn usual(&self, name: &str) -> Option<&'static str> {
        let usual = self.spec()?.filter.as_ref()?.usual;
        usual.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
    }

    /// How values of it are compared; none where passages cannot be filtered by it.
    pub(crate) fn matching(&self) -> Option<Matching> {
        match self {
            Field::Extra(_) => Some(Matching::Extra),
            field => field.spec()?.filter.as_ref().map(|filter| filter.matching),
        }
    }
}

impl FieldSpec {
    /// The value that a report has; [`Value::None`] also for the fields of passages.
    pub fn value<'m>(&self, meta: &'m ReportMeta) -> Value<'m> {
        self.slot.value(meta)
    }

    /// The values of a report that filters are compared with, each once, in order.
    pub fn filter_values(&self, meta: &ReportMeta) -> Vec<String> {
        let values = self.filter.as_ref().and_then(|filter| filter.values);
        values.map_or_else(|| self.value(meta).texts(), |values| values(meta))
    }

    /// The values that a report is counted by, in no order, maybe some of them more than once: those that filters are
    /// compared with, and of grades the grades alone.
    pub fn counted_values(&self, meta: &ReportMeta) -> Vec<String> {
        match self.value(meta) {
            Value::Grades(grades) => {
                let grades = grades.iter().map(|(_, grade)| *grade).chain(meta.overall_grade);
                grades.map(|grade| grade.as_str().to_owned()).collect()
            }
            _ => self.filter_values(meta),
        }
    }

    /// Whether it is a field of reports, with a value in their metadata.
    pub fn is_of_report(&self) -> bool {
        !matches!(self.slot, Slot::Elsewhere)
    }
}

/// The fields that passages can be filtered by, in the order of the table.
pub fn filters() -> impl Iterator<Item = (&'static FieldSpec, &'static FilterSpec)> {
    FIELDS.iter().filter_map(|spec| Some((spec, spec.filter.as_ref()?)))
}

/// The fields of reports, in the order in which they are shown.
pub fn of_reports() -> impl Iterator<Item = &'static FieldSpec> {
    FIELDS.iter().filter(|spec| spec.is_of_report())
}

/// The field that a sidecar calls so; the name is in lower case, with `_` between words.
pub(crate) fn given(name: &str) -> Option<&'static FieldSpec> {
    of_reports().find(|spec| spec.name == name || spec.aliases.contains(&name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_means_one_field_and_reads_back() {
        let mut names = BTreeSet::new();
        for (spec, filter) in filters() {
            for name in filter.names {
                assert!(names.insert(*name), "{name} is the name of two fields");
                assert_eq!(Field::named(&name.to_uppercase(), &[]), Some(spec.field.clone()));
            }
            assert_eq!(Field::named(spec.field.name(), &[]), Some(spec.field.clone()));
        }
        let extra = vec!["Ward".to_owned()];
        assert_eq!(Field::named("ward", &extra), Some(Field::Extra("Ward".to_owned())));
        assert_eq!(Field::named("ward", &[]), None);
    }

    #[test]
    fn every_name_in_metadata_means_one_field() {
        let mut names = BTreeSet::new();
        for spec in of_reports() {
            for name in [spec.name].iter().chain(spec.aliases) {
                assert!(names.insert(*name), "{name} is the name of two fields");
                assert_eq!(given(name).map(|found| &found.field), Some(&spec.field));
            }
        }
    }
}
