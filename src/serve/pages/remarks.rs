//! What is said of a query and of what it found: slips, other readings, and why nothing was found.

use maud::{Markup, html};

use crate::engine::{Answer, Nothing};
use crate::output::{counted, looked_for_instead, safe};
use crate::query::{Diagnostic, MatchLevel};
use crate::serve::params::{QUERY, RequestParams};

/// Remarks on a query, with the part that each is about.
pub(super) fn on_query(query: &str, diagnostics: &[Diagnostic]) -> Markup {
    html! {
        @if !diagnostics.is_empty() {
            ul.remarks aria-label="Remarks on the query" {
                @for remark in diagnostics {
                    li class=(remark.severity.as_str()) {
                        @let about = remark.option.as_deref().or_else(|| query.get(remark.span.clone()));
                        @if let Some(about) = about.filter(|about| !about.trim().is_empty()) { code { (safe(about)) } " " }
                        (safe(&remark.message))
                        @if let Some(hint) = &remark.hint { " " span.hint { (safe(hint)) } }
                    }
                }
            }
        }
    }
}

/// What is said of an answer, with links to what may be asked instead.
pub(super) fn on_answer(params: &RequestParams, path: &str, answer: &Answer<()>, warnings: &[String]) -> Markup {
    html! {
        @for expansion in &answer.expansions {
            p.note { b { (safe(&expansion.typed)) } " finds " (safe(&expansion.also.join(", "))) " too" }
        }
        @if let Some(loosened) = &answer.loosened {
            p.note { (safe(&sentence(&looked_for_instead(loosened)))) }
            @if !loosened.guesses.is_empty() {
                p.note {
                    "Read as filters: "
                    @for guess in &loosened.guesses { "“" (safe(&guess.typed)) "” as " code { (safe(&guess.filter)) } " " }
                    a href=(params.with("no-guess", "true".to_owned()).at(path)) { "read them as words" }
                }
            }
        }
        @if answer.has_few {
            p.note { a href=(params.with("nearest", "true".to_owned()).at(path)) { "passages with most of the words too" } }
        }
        @for note in &answer.notes { p.note { (safe(note)) } }
        @if let Some(looser) = answer.looser.as_ref().filter(|looser| looser.counts.passages > answer.matched.passages && answer.nothing.is_none()) {
            p.note {
                a href=(with_level(params, looser.level).at(path)) {
                    (counted(looser.counts.passages, "passage")) @if looser.level == MatchLevel::Variants { " with acronyms and synonyms too" } @else { " with other endings too" }
                }
            }
        }
        @if let Some(nothing) = &answer.nothing { (nothing_found(params, path, nothing)) }
        @for warning in warnings { p.note.warning { (safe(warning)) } }
    }
}

/// A text that begins with a capital and ends with a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

fn with_level(params: &RequestParams, level: MatchLevel) -> RequestParams {
    params.with("match", level.as_str().to_owned()).with("offset", None)
}

/// Why nothing was found, and what would be.
fn nothing_found(params: &RequestParams, path: &str, nothing: &Nothing) -> Markup {
    let variants = if nothing.variants > nothing.inflected { nothing.variants } else { 0 };
    let others = [
        (with_level(params, MatchLevel::Inflected), nothing.inflected, "with other endings"),
        (with_level(params, MatchLevel::Variants), variants, "with acronyms and synonyms"),
        (params.with("any", "true".to_owned()), nothing.any, "with any of the words"),
    ];
    let is_silent = nothing.spellings.is_empty()
        && nothing.conditions.len() < 2
        && nothing.nearest.is_none()
        && others.iter().all(|(_, passages, _)| *passages == 0);
    html! {
        section.nothing {
            h2 { "Nothing was found" }
            @if is_silent { p { "No passage has this, nor anything near it. Try other words, or fewer." } }
            @for (typed, nearest) in &nothing.spellings {
                p {
                    "No passage has " b { (safe(typed)) } ". Did you mean "
                    a href=(params.with(QUERY, respelled(params.query(), typed, nearest)).at(path)) { (safe(nearest)) } "?"
                }
            }
            @if nothing.conditions.len() > 1 {
                p { "Each condition alone:" }
                ul { @for (condition, passages) in &nothing.conditions { li { code { (safe(condition)) } " " (counted(*passages, "passage")) } } }
            }
            @if let Some(nearest) = &nothing.nearest {
                p { "Nearest to the quotation is:" }
                blockquote { (safe(&nearest.passage.text)) }
                p { a href=(super::shell::passage_path(&nearest.report.id, nearest.passage.ordinal)) { "Show it in its report" } }
            }
            @for (instead, passages, how) in others.iter().filter(|(_, passages, _)| *passages > 0) {
                p { a href=(instead.at(path)) { (counted(*passages, "passage")) " " (how) } }
            }
        }
    }
}

/// The query with another spelling of a word.
fn respelled(query: &str, typed: &str, nearest: &str) -> String {
    let lower = query.to_lowercase();
    match lower.find(&typed.to_lowercase()) {
        // Lower case may take other bytes.
        Some(at) if lower.len() == query.len() => {
            let (before, after) = (query.get(..at), query.get(at + typed.len()..));
            before.zip(after).map_or_else(|| nearest.to_owned(), |(before, after)| format!("{before}{nearest}{after}"))
        }
        _ => nearest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_is_respelled_and_the_rest_stays() {
        for (query, expected) in
            [("drft plan kind:x", "drift plan kind:x"), ("care DRFT", "care drift"), ("ſ", "drift"), ("drf", "drift")]
        {
            assert_eq!(respelled(query, "drft", "drift"), expected, "{query}");
        }
    }
}
