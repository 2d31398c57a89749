//! Adds filters given as options to the query.

use crate::query::{Diagnostic, Field, Filter, FilterValue, Node, Parsed, Query, Severity};

use super::FilterArgs;

/// The maximum number of diagnostics on values that are kept.
const MAX_DIAGNOSTICS: usize = 100;

/// After this many values that cannot be read, which fail the query, further ones are not looked at.
const MAX_ERRORS: usize = 20;

/// The query, narrowed by the options, and diagnostics on their values, which `parse` reads.
pub(crate) fn narrow(query: Query, filters: &FilterArgs, parse: &dyn Fn(&str) -> Parsed) -> (Query, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut conditions = Vec::new();
    for (field, values) in filters.conditions() {
        let values = values.iter().flat_map(|value| several(&field, value, parse));
        let any: Vec<Node> = values.flat_map(|value| filter(&field, value, parse, &mut diagnostics)).collect();
        conditions.extend(one_or_any(any));
    }
    diagnostics.extend(empty_range(&conditions));
    if conditions.is_empty() || query.root == Node::Empty {
        return (query, diagnostics);
    }
    let mut all = if query.root == Node::All { Vec::new() } else { query.root.conditions().to_vec() };
    all.append(&mut conditions);
    let root = if all.len() == 1 { all.remove(0) } else { Node::And(all) };
    (Query { root }, diagnostics)
}

/// What is said of two ends of dates between which there is no day, which would find nothing without a word.
fn empty_range(conditions: &[Node]) -> Option<Diagnostic> {
    let ranges = || {
        conditions.iter().filter_map(|condition| {
            let Node::Filter(Filter { value: FilterValue::Dates(range), .. }) = condition else { return None };
            Some(range)
        })
    };
    let from = ranges().filter_map(|range| range.from).max_by_key(|from| from.first_day())?;
    let to = ranges().filter_map(|range| range.to).min_by_key(|to| to.last_day())?;
    let option = filter_text(&Field::Date, &format!(">={from}"));
    (from.first_day() > to.last_day()).then(|| Diagnostic {
        severity: Severity::Error,
        span: 0..option.len(),
        option: Some(option),
        message: format!("no day is both from {from} on and until {to}"),
        hint: None,
    })
}

fn one_or_any(mut any: Vec<Node>) -> Option<Node> {
    if any.len() > 1 { Some(Node::Or(any)) } else { any.pop() }
}

/// The values in one that has commas, `Kent,Essex`, where it is none itself, as `Bristol, City of` is, and all of them are.
fn several<'v>(field: &Field, value: &'v str, parse: &dyn Fn(&str) -> Parsed) -> Vec<&'v str> {
    let is_one = |value: &str| {
        let is_error = |said: &Diagnostic| said.severity == Severity::Error;
        !value.is_empty() && !parse(&filter_text(field, value)).diagnostics.iter().any(is_error)
    };
    let parts: Vec<&str> = value.split(',').map(str::trim).collect();
    let are_several = (2..=MAX_ERRORS).contains(&parts.len()) && *field != Field::Report;
    if are_several && !is_one(value) && parts.iter().all(|part| is_one(part)) { parts } else { vec![value] }
}

/// A filter as a query has it.
fn filter_text(field: &Field, value: &str) -> String {
    format!("{}:\"{}\"", field.name(), value.replace('"', " "))
}

/// The filter for one value, read as it would be in a query; `*` and `?` are wildcards.
fn filter(
    field: &Field,
    value: &str,
    parse: &dyn Fn(&str) -> Parsed,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Node> {
    if value == "*" {
        return Some(Node::Filter(Filter { field: field.clone(), value: FilterValue::Any, span: 0..0 }));
    }
    if !value.contains(['*', '?']) && *field != Field::Report {
        let errors = diagnostics.iter().filter(|said| said.severity == Severity::Error).count();
        if errors >= MAX_ERRORS {
            return None;
        }
        let text = filter_text(field, value);
        let parsed = parse(&text);
        for diagnostic in parsed.diagnostics {
            let is_first_error = |said: &[Diagnostic]| {
                diagnostic.severity == Severity::Error && said.iter().all(|said| said.severity != Severity::Error)
            };
            if diagnostics.len() < MAX_DIAGNOSTICS || is_first_error(diagnostics) {
                diagnostics.push(Diagnostic { option: Some(text.clone()), ..diagnostic });
            }
        }
        return Some(parsed.query.root).filter(|root| *root != Node::Empty);
    }
    let value = if value.contains(['*', '?']) {
        FilterValue::Pattern(value.to_owned())
    } else {
        FilterValue::Text(value.to_owned())
    };
    Some(Node::Filter(Filter { field: field.clone(), value, span: 0..0 }))
}
