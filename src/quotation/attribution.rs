//! The report that a draft names beside a quotation, and whether the words are from it.

use std::collections::HashMap;

use crate::report::{Passage, Report};
use crate::text::{fold, words};

use super::check::{QuotationCheck, QuotedPlace};
use super::draft::{DraftQuotation, QuotationMarks, names_source};

/// An authority may be named this many passages before a quotation.
const MAX_PASSAGES_BEFORE: usize = 3;

/// Whether a quotation is from the report that its draft names beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Attribution {
    /// It is, as far as the draft names it.
    Right,
    /// It is not, with what is wrong.
    Wrong(String),
    /// The draft names no authority nearby.
    Unnamed,
}

/// The authorities that reports have, as a draft may name them.
pub(crate) struct KnownAuthorities {
    /// Their words, folded, by the first; the longest first.
    by_first: HashMap<String, Vec<(Vec<String>, String)>>,
}

/// What a draft says of the report beside a quotation.
struct NamedReport {
    authorities: Vec<String>,
    years: Vec<i16>,
}

impl KnownAuthorities {
    /// Of the names of authorities.
    pub(crate) fn new(authorities: &[String]) -> KnownAuthorities {
        let mut by_first: HashMap<String, Vec<(Vec<String>, String)>> = HashMap::new();
        for name in authorities {
            let folded: Vec<String> = words(name).map(|word| fold(word.text)).collect();
            if let Some(first) = folded.first() {
                by_first.entry(first.clone()).or_default().push((folded, name.clone()));
            }
        }
        by_first.values_mut().for_each(|names| names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
        KnownAuthorities { by_first }
    }

    /// Whether a quotation is from the report that the passages of its draft name beside it. If it is verbatim in several
    /// reports, the place becomes that in the report named.
    pub(crate) fn attribute(
        &self,
        checked: &mut QuotationCheck,
        passages: &[Passage],
        quotation: &DraftQuotation,
    ) -> Attribution {
        let Some(place) = &checked.place else { return Attribution::Unnamed };
        let named = self.named_beside(passages, quotation);
        if named.authorities.is_empty() {
            return Attribution::Unnamed;
        }
        let own = named.judge(&place.report);
        let others = &mut checked.elsewhere.places;
        match others.iter().position(|place| named.judge(&place.report) == Attribution::Right) {
            Some(at) if own != Attribution::Right => {
                if let Some(place) = &mut checked.place {
                    std::mem::swap::<QuotedPlace>(place, &mut others[at]);
                }
                Attribution::Right
            }
            _ => own,
        }
    }

    /// What is named in the passage of a quotation, outside of it; else in one of those before or over it.
    fn named_beside(&self, passages: &[Passage], quotation: &DraftQuotation) -> NamedReport {
        let own = &passages[quotation.passage];
        let mut near: Vec<String> = Vec::new();
        if quotation.marks == QuotationMarks::Block {
            // Whose a block is, is said after it or before it.
            near.extend(
                passages.get(quotation.last + 1).filter(|next| names_source(next)).map(|next| next.text.clone()),
            );
        } else {
            near.push(format!("{} {}", &own.text[..quotation.bytes.start], &own.text[quotation.bytes.end..]));
        }
        let before = passages[..quotation.passage].iter().rev().take(MAX_PASSAGES_BEFORE);
        near.extend(before.map(|passage| passage.text.clone()));
        near.extend(own.section.iter().rev().cloned());
        for text in near {
            let authorities = self.authorities_in(&text);
            if !authorities.is_empty() {
                return NamedReport { authorities, years: years_in(&text) };
            }
        }
        NamedReport { authorities: Vec::new(), years: Vec::new() }
    }

    /// The authorities that a text names, each once; of names in one another the longest.
    fn authorities_in(&self, text: &str) -> Vec<String> {
        let here: Vec<_> = words(text).collect();
        let folded: Vec<String> = here.iter().map(|word| fold(word.text)).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < folded.len() {
            let first = folded[at].strip_suffix("'s").unwrap_or(&folded[at]);
            let is_name = here[at].text.starts_with(char::is_uppercase);
            let names = self.by_first.get(first).filter(|_| is_name);
            let fits = |words: &[String]| {
                folded.get(at + 1..at + words.len()).is_some_and(|here| {
                    here.iter()
                        .zip(&words[1..])
                        .all(|(here, word)| here.strip_suffix("'s").unwrap_or(here) == word || here == word)
                })
            };
            match names.into_iter().flatten().find(|(words, _)| fits(words)) {
                Some((words, name)) => {
                    if !found.contains(name) {
                        found.push(name.clone());
                    }
                    at += words.len();
                }
                None => at += 1,
            }
        }
        found
    }
}

/// The years that a text names.
fn years_in(text: &str) -> Vec<i16> {
    words(text)
        .filter(|word| word.text.len() == 4)
        .filter_map(|word| word.text.parse().ok())
        .filter(|year| (1990..2100).contains(year))
        .collect()
}

impl NamedReport {
    /// Whether a report is the one that is named.
    fn judge(&self, report: &Report) -> Attribution {
        let meta = &report.meta;
        let named = self.authorities.join(", ");
        match &meta.authority {
            Some(own) if !self.authorities.contains(own) => {
                return Attribution::Wrong(format!("the draft names {named}; the words are from {own}"));
            }
            None => return Attribution::Wrong(format!("the draft names {named}; the report's authority is unknown")),
            Some(_) => {}
        }
        let dates = [meta.date, meta.visit.map(|visit| visit.start), meta.visit.map(|visit| visit.end)];
        let own: Vec<i16> = dates.into_iter().flatten().map(|date| date.parts().0).collect();
        if self.years.is_empty() || own.is_empty() || own.iter().any(|year| self.years.contains(year)) {
            return Attribution::Right;
        }
        let years: Vec<String> = self.years.iter().map(i16::to_string).collect();
        Attribution::Wrong(format!("the draft names {}; the report is of {}", years.join(", "), own[0]))
    }
}
