//! What is said besides passages: how a query was read, why nothing was found, what to know of the index.

use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

use crate::asking::Prepared;
use crate::engine::{Answer, Counts, Warning};
use crate::library::Index;
use crate::output::{expansion_lines, looked_for_instead, nothing_reasons};
use crate::query::Diagnostic;

use super::quoted::one_line;

/// What a reader of an answer should know.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct AnswerRemarks {
    /// How the query was read, and what else to try.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    /// Problems of the index: say so if you rely on the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

impl AnswerRemarks {
    /// On an index.
    pub(super) fn new(index: &Index) -> AnswerRemarks {
        AnswerRemarks { notes: Vec::new(), warnings: index.warnings().iter().map(warning).collect() }
    }

    /// With those on a query and on its answer.
    #[must_use]
    pub(super) fn on(mut self, prepared: &Prepared, answer: &Answer<()>) -> AnswerRemarks {
        self.notes.extend(prepared.diagnostics.iter().map(slip));
        self.notes.extend(loosened(answer));
        self.notes.extend(expansion_lines(answer));
        self.notes.extend(answer.notes.iter().cloned());
        self.notes.extend(looser(answer));
        self.notes.extend(answer.has_few.then(|| "nearest=true finds passages with most of the words too".to_owned()));
        self.notes.extend(nothing(answer));
        self
    }

    /// With another note.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// A line each.
    pub(super) fn text(&self) -> String {
        let warnings = self.warnings.iter().map(|warning| format!("WARNING: {}\n", one_line(warning)));
        let notes = self.notes.iter().map(|note| format!("note: {}\n", one_line(note.trim_start())));
        warnings.chain(notes).collect()
    }
}

fn warning(warning: &Warning) -> String {
    match warning {
        Warning::Problems { files: 1 } => {
            "1 file could not be read, or not in full; `findings status` in a terminal names it".to_owned()
        }
        Warning::Problems { files } => {
            format!("{files} files could not be read, or not in full; `findings status` in a terminal names them")
        }
        Warning::Stale { differences } => {
            let differences: Vec<String> = differences.iter().map(ToString::to_string).collect();
            format!("files have changed since they were indexed: {}; answers are of before", differences.join(", "))
        }
    }
}

fn slip(slip: &Diagnostic) -> String {
    let hint = slip.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
    format!("{}{hint}", slip.message)
}

fn loosened(answer: &Answer<()>) -> Vec<String> {
    let Some(loosened) = &answer.loosened else { return Vec::new() };
    let nearest = looked_for_instead(loosened).replacen("no passage", "NO passage", 1);
    let guesses = loosened.guesses.iter();
    let guesses: Vec<String> = guesses.map(|guess| format!("\"{}\" as {}", guess.typed, guess.filter)).collect();
    let read = (!guesses.is_empty()).then(|| format!("read as filters: {}", guesses.join(", ")));
    [Some(nearest), read].into_iter().flatten().collect()
}

fn looser(answer: &Answer<()>) -> Option<String> {
    let looser = answer.looser.as_ref()?;
    let is_more = looser.counts.passages > answer.matched.passages && answer.nothing.is_none();
    let also: Vec<&str> =
        looser.expansions.iter().flat_map(|one| one.also.iter().map(String::as_str)).take(4).collect();
    let also = if also.is_empty() { String::new() } else { format!(", such as {}", also.join(", ")) };
    let (level, passages) = (looser.level.as_str(), looser.counts.passages);
    is_more.then(|| format!("match={level} finds {passages} passages, with more forms of the words{also}"))
}

fn nothing(answer: &Answer<()>) -> Vec<String> {
    let Some(nothing) = &answer.nothing else { return Vec::new() };
    let others = [
        ("with match=inflected", nothing.inflected),
        ("with match=variants", if nothing.variants > nothing.inflected { nothing.variants } else { 0 }),
        ("with OR between the words", nothing.any),
    ];
    let others = others.into_iter().filter(|(_, passages)| *passages > 0);
    let others = others.map(|(how, passages)| format!("{how}: {passages} passages"));
    nothing_reasons(nothing).into_iter().chain(others).collect()
}

/// How many passages, reports and authorities.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub(super) struct CountsData {
    passages: u64,
    reports: u64,
    authorities: u64,
}

impl From<Counts> for CountsData {
    fn from(counts: Counts) -> CountsData {
        CountsData { passages: counts.passages, reports: counts.reports, authorities: counts.authorities }
    }
}

/// What an answer is out of: what meets the filters.
pub(super) fn out_of(answer: &Answer<()>) -> CountsData {
    answer.within.as_ref().map_or(answer.total, |within| within.counts).into()
}
