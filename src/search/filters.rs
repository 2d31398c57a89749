//! From filters to lists of terms and ranges of columns.

use tantivy::schema::Field as IndexField;

use crate::fields::{Field, Level, Matching};
use crate::index::{Fields, IndexError, PRESENT};
use crate::query::{DateRange, Filter, FilterValue, NumberRange};
use crate::text::{Stemmer, fold, key, words};

use super::budget::{MAX_EXPANSIONS_IN_ALL, MAX_VALUE_LETTERS, is_longer, named};
use super::compile::Compiler;
use super::dictionary::fits;
use super::plan::{Column, FilterTerm, Plan};

/// The plan of a filter.
pub(super) fn plan(filter: &Filter, compiler: &mut Compiler<'_>) -> Result<Plan, IndexError> {
    let fields = *compiler.dictionary.reader.fields();
    let Some(matching) = filter.field.matching() else { return Ok(Plan::Nothing) };
    if let FilterValue::Text(text) | FilterValue::Pattern(text) = &filter.value
        && is_longer(text, MAX_VALUE_LETTERS)
    {
        let value = named(text);
        compiler.notes.add(format!("{}:{value} is longer than {MAX_VALUE_LETTERS} letters", filter.field.name()));
        return Ok(Plan::Nothing);
    }
    match (matching, &filter.value) {
        (Matching::Report, FilterValue::Any) => Ok(Plan::All),
        (Matching::Date, FilterValue::Any) => Ok(dates(DateRange { from: None, to: None })),
        (Matching::Pages, FilterValue::Any) => Ok(pages(NumberRange { from: None, to: None })),
        (Matching::Date, FilterValue::Dates(range)) => Ok(dates(*range)),
        (Matching::Pages, FilterValue::Numbers(range)) => Ok(pages(*range)),
        (Matching::Pages, FilterValue::Text(text)) => {
            let page = text.trim().parse().ok();
            Ok(page.map_or(Plan::Nothing, |page| pages(NumberRange { from: Some(page), to: Some(page) })))
        }
        (Matching::Headings, FilterValue::Any) => Ok(listed(&fields, fields.headed, vec![PRESENT.to_owned()])),
        (Matching::Headings, FilterValue::Text(text)) => Ok(section(&fields, text)),
        (Matching::Headings, FilterValue::Pattern(pattern)) => section_pattern(&fields, pattern, compiler),
        (Matching::Extra, value) => extra(&fields, filter.field.name(), value, compiler),
        (_, FilterValue::Any) => Ok(listed(&fields, index_field(&fields, &filter.field), vec![PRESENT.to_owned()])),
        (Matching::Label, FilterValue::Numbers(range)) => labels(&fields, *range, compiler),
        (_, FilterValue::Text(text)) => values(&fields, &filter.field, matching, text, compiler),
        (_, FilterValue::Pattern(pattern)) => by_pattern(&fields, &filter.field, matching, pattern, compiler),
        // The parser gives no other values to these fields.
        (_, FilterValue::Numbers(_) | FilterValue::Dates(_)) => Ok(Plan::Nothing),
    }
}

/// The list of terms that has the values of a field.
fn index_field(fields: &Fields, field: &Field) -> IndexField {
    fields.keys(field).unwrap_or(match field {
        Field::Section => fields.section,
        Field::Label => fields.label,
        Field::Role => fields.role,
        Field::Report => fields.report,
        _ => fields.extra,
    })
}

fn listed(fields: &Fields, field: IndexField, terms: Vec<String>) -> Plan {
    if terms.is_empty() {
        return Plan::Nothing;
    }
    let level = fields.level(field);
    Plan::Terms(terms.into_iter().map(|term| FilterTerm { level, field, term }).collect())
}

/// A date that is known only to the month or year lies in every range that some of its days lie in.
fn dates(range: DateRange) -> Plan {
    let least = range.from.map_or(1, |date| u64::from(date.first_day()));
    let most = range.to.map_or(u64::MAX, |date| u64::from(date.last_day()));
    Plan::Column(Column { level: Level::Report, first: "date_first", last: "date_last", ranges: vec![(least, most)] })
}

fn pages(range: NumberRange) -> Plan {
    let (least, most) = (range.from.map_or(1, u64::from), range.to.map_or(u64::MAX, u64::from));
    Plan::Column(Column { level: Level::Passage, first: "page_first", last: "page_last", ranges: vec![(least, most)] })
}

/// All the words, in any inflection, in the headings over a passage.
fn section(fields: &Fields, text: &str) -> Plan {
    let mut stemmer = Stemmer::new();
    let mut stems: Vec<String> = words(text).map(|word| stemmer.stem(&fold(word.text)).to_owned()).collect();
    stems.sort_unstable();
    stems.dedup();
    let plans: Vec<Plan> = stems.into_iter().map(|stem| listed(fields, fields.section, vec![stem])).collect();
    if plans.is_empty() { Plan::Nothing } else { Plan::And(plans) }
}

/// Likewise, where a word is any that fits. Headings are passages too, so their words are known.
fn section_pattern(fields: &Fields, pattern: &str, compiler: &Compiler<'_>) -> Result<Plan, IndexError> {
    let mut stemmer = Stemmer::new();
    let pattern: String = folded_pattern(pattern).into_iter().collect();
    let mut plans = Vec::new();
    for word in pattern.split_whitespace() {
        let words = compiler.dictionary.matching(word, MAX_EXPANSIONS_IN_ALL)?;
        let mut stems: Vec<String> = words.iter().map(|word| stemmer.stem(word).to_owned()).collect();
        stems.sort_unstable();
        stems.dedup();
        plans.push(listed(fields, fields.section, stems));
    }
    Ok(if plans.is_empty() { Plan::Nothing } else { Plan::And(plans) })
}

fn extra(fields: &Fields, name: &str, value: &FilterValue, compiler: &mut Compiler<'_>) -> Result<Plan, IndexError> {
    let named = format!("{name}{PRESENT}");
    let term = match value {
        FilterValue::Text(text) => format!("{named}{}", key(text)),
        FilterValue::Any => format!("{named}{PRESENT}"),
        FilterValue::Pattern(pattern) => {
            let pattern = folded_pattern(pattern);
            let values = compiler.values(fields.extra)?;
            let fit = |value: &String| value.strip_prefix(&named).is_some_and(|v| v != PRESENT && fits(&pattern, v));
            return Ok(listed(fields, fields.extra, those(&values, fit)));
        }
        FilterValue::Numbers(_) | FilterValue::Dates(_) => return Ok(Plan::Nothing),
    };
    Ok(listed(fields, fields.extra, vec![term]))
}

fn labels(fields: &Fields, range: NumberRange, compiler: &mut Compiler<'_>) -> Result<Plan, IndexError> {
    let within = |label: &String| {
        label.parse::<u32>().is_ok_and(|n| range.from.is_none_or(|from| n >= from) && range.to.is_none_or(|to| n <= to))
    };
    Ok(listed(fields, fields.label, those(&compiler.values(fields.label)?, within)))
}

fn values(
    fields: &Fields,
    field: &Field,
    matching: Matching,
    text: &str,
    compiler: &mut Compiler<'_>,
) -> Result<Plan, IndexError> {
    let index_field = index_field(fields, field);
    let wanted = key(text);
    let known = match matching {
        Matching::Label => return Ok(listed(fields, index_field, vec![text.trim().trim_end_matches('.').to_owned()])),
        Matching::Report => {
            let known = compiler.values(index_field)?;
            let mut named = those(&known, |id| is_report(id, text));
            if named.is_empty() {
                named = compiler.dictionary.reader.reports_by_short_id(text)?;
            }
            return Ok(listed(fields, index_field, named));
        }
        _ => compiler.values(index_field)?,
    };
    if matching == Matching::Words {
        let wanted = format!(" {wanted} ");
        let holds = |value: &String| format!(" {value} ").contains(&wanted);
        return Ok(listed(fields, index_field, those(&known, holds)));
    }
    Ok(if known.binary_search(&wanted).is_ok() { listed(fields, index_field, vec![wanted]) } else { Plan::Nothing })
}

fn by_pattern(
    fields: &Fields,
    field: &Field,
    matching: Matching,
    pattern: &str,
    compiler: &mut Compiler<'_>,
) -> Result<Plan, IndexError> {
    let index_field = index_field(fields, field);
    let values = compiler.values(index_field)?;
    let pattern = if matching == Matching::Report { pattern.chars().collect() } else { folded_pattern(pattern) };
    let name = |value: &str| value.rsplit('/').next().unwrap_or_default().to_owned();
    // Of names and titles a part will do, as it does without wildcards.
    let part: Vec<char> = " ".chars().chain(pattern.iter().copied()).chain(" ".chars()).collect();
    let in_words: Vec<char> = "*".chars().chain(part).chain("*".chars()).collect();
    let holds = |value: &String| match matching {
        Matching::Words => fits(&in_words, &format!(" {value} ")),
        Matching::Report => fits(&pattern, value) || fits(&pattern, &name(value)),
        _ => fits(&pattern, value),
    };
    Ok(listed(fields, index_field, those(&values, holds)))
}

/// Those of the values that are meant.
fn those(values: &[String], is_meant: impl Fn(&String) -> bool) -> Vec<String> {
    values.iter().filter(|value| is_meant(value)).cloned().collect()
}

/// A report by its id, its file's name with or without ending, or a folder that it is in.
fn is_report(id: &str, wanted: &str) -> bool {
    let wanted = wanted.trim().trim_end_matches('/');
    let name = id.rsplit('/').next().unwrap_or(id);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    id == wanted
        || name == wanted
        || stem == wanted
        || id.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'))
}

/// A pattern whose words are folded as values are, its wildcards kept.
fn folded_pattern(pattern: &str) -> Vec<char> {
    let mut folded = String::new();
    let mut literal = String::new();
    for c in pattern.chars() {
        if c == '*' || c == '?' {
            folded.push_str(&spaced_key(&literal));
            folded.push(c);
            literal.clear();
        } else {
            literal.push(c);
        }
    }
    folded.push_str(&spaced_key(&literal));
    folded.chars().collect()
}

fn spaced_key(literal: &str) -> String {
    let space = |ends: bool| if ends && !literal.is_empty() { " " } else { "" };
    let starts = literal.starts_with([' ', '-']);
    let ends = literal.len() > 1 && literal.ends_with([' ', '-']);
    format!("{}{}{}", space(starts), key(literal), space(ends))
}
