//! Which passages a filter lets through, as the manual has it.

use findings::inside::{fold, key, words};
use findings::query::{Field, Filter, FilterValue, NumberRange};

use super::library::{Library, Passage, Word};
use super::pattern::pattern_fits;

/// Whether a passage meets a filter.
pub(super) fn meets(filter: &Filter, passage: &Passage, library: &Library) -> bool {
    let report = library.report(passage);
    let value = &filter.value;
    match &filter.field {
        Field::Section => section_meets(value, passage, library),
        Field::Label => label_meets(value, passage),
        Field::Role => match (value, &passage.role) {
            (FilterValue::Any, role) => role.is_some(),
            (FilterValue::Text(text), Some(role)) => text == role,
            (FilterValue::Pattern(pattern), Some(role)) => pattern_fits(pattern, role),
            _ => false,
        },
        Field::Report => report_meets(value, &passage.report),
        Field::Page => match (value, passage.pages) {
            (FilterValue::Any, pages) => pages.is_some(),
            (FilterValue::Numbers(range), Some(pages)) => overlaps(range, pages),
            _ => false,
        },
        Field::Date => match (value, report.date) {
            (FilterValue::Any, date) => date.is_some(),
            (FilterValue::Dates(range), Some(date)) => {
                range.from.is_none_or(|from| date.last_day() >= from.first_day())
                    && range.to.is_none_or(|to| date.first_day() <= to.last_day())
            }
            _ => false,
        },
        field => {
            let here: Vec<String> = report.of_field(field.name()).iter().map(|value| key(value)).collect();
            match value {
                FilterValue::Any => !here.is_empty(),
                FilterValue::Pattern(pattern) => here.iter().any(|value| named_as(field, pattern, value)),
                FilterValue::Text(text) => text_meets(field, &key(text), &here, library),
                _ => false,
            }
        }
    }
}

/// Whether a pattern fits a value; of names and titles, some words of it.
fn named_as(field: &Field, pattern: &str, value: &str) -> bool {
    let words: Vec<&str> = value.split(' ').collect();
    let is_part = |start: usize, end: usize| pattern_fits(&folded(pattern), &words[start..end].join(" "));
    match field {
        Field::Inspector | Field::Title => {
            (0..words.len()).any(|start| (start + 1..=words.len()).any(|end| is_part(start, end)))
        }
        _ => is_part(0, words.len()),
    }
}

fn text_meets(field: &Field, wanted: &str, here: &[String], library: &Library) -> bool {
    match field {
        Field::Inspector | Field::Title => {
            here.iter().any(|value| format!(" {value} ").contains(&format!(" {wanted} ")))
        }
        Field::Extra(_) => here.iter().any(|value| value == wanted),
        _ => {
            let begins = format!("{wanted} ");
            let known: Vec<String> = library.values(field.name()).into_iter().map(|value| key(value)).collect();
            let mut longer: Vec<&String> = known.iter().filter(|value| value.starts_with(&begins)).collect();
            longer.dedup();
            let is_short = !known.iter().any(|value| value == wanted) && longer.len() == 1;
            here.iter().any(|value| value == wanted || is_short && value.starts_with(&begins))
        }
    }
}

/// All the words, in any inflection, in the headings over the passage.
fn section_meets(value: &FilterValue, passage: &Passage, library: &Library) -> bool {
    let stems = |text: &str| -> Vec<String> { words(text).map(|word| library.stem(&fold(word.text))).collect() };
    match value {
        FilterValue::Any => !passage.section.is_empty(),
        FilterValue::Text(text) => {
            let over: Vec<String> = passage.section.iter().flat_map(|heading| stems(heading)).collect();
            stems(text).iter().all(|stem| over.contains(stem))
        }
        FilterValue::Pattern(pattern) => {
            let over: Vec<String> = passage.section.iter().flat_map(|heading| stems(heading)).collect();
            let all = library.passages.iter().flat_map(|passage| &passage.words);
            let is_over = |word: &Word, pattern: &str| {
                over.contains(&word.stem) && word.is(&|folded| pattern_fits(pattern, folded))
            };
            folded(pattern).split(' ').all(|pattern| all.clone().any(|word| is_over(word, pattern)))
        }
        _ => false,
    }
}

fn label_meets(value: &FilterValue, passage: &Passage) -> bool {
    let Some(label) = &passage.label else { return false };
    match value {
        FilterValue::Any => true,
        FilterValue::Text(text) => text == label,
        FilterValue::Pattern(pattern) => pattern_fits(pattern, label),
        FilterValue::Numbers(range) => label.parse().is_ok_and(|label| overlaps(range, (label, label))),
        FilterValue::Dates(_) => false,
    }
}

/// A report's id, the name of its file with or without its ending, or a folder that it is in.
fn report_meets(value: &FilterValue, id: &str) -> bool {
    let name = id.rsplit('/').next().unwrap_or(id);
    match value {
        FilterValue::Any => true,
        FilterValue::Pattern(pattern) => pattern_fits(pattern, id) || pattern_fits(pattern, name),
        FilterValue::Text(text) => {
            let is_name = name
                .strip_prefix(text.as_str())
                .is_some_and(|ending| ending.is_empty() || ending.starts_with('.') && !ending[1..].contains('.'));
            id == text || is_name || id.starts_with(&format!("{}/", text.trim_end_matches('/')))
        }
        _ => false,
    }
}

/// A pattern of which the letters have no accents.
fn folded(pattern: &str) -> String {
    pattern.to_lowercase().replace('’', "'")
}

fn overlaps(range: &NumberRange, (first, last): (u64, u64)) -> bool {
    range.from.is_none_or(|from| last >= from.into()) && range.to.is_none_or(|to| first <= to.into())
}
