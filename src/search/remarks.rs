//! Remarks on how the words of a query were taken: a name that a filter would find more by, an authority that no report is
//! about, a word that nothing has, a word that denies.

use crate::index::IndexError;
use crate::query::{Field, Node, Query, Term};
use crate::text::{Stemmer, elided, key};

use super::Request;
use super::budget::Budget;
use super::compile::Compiler;
use super::known_names::SearchNames;
use super::loose::Loose;
use super::question::{FilterGuess, Guessable, LooseReading, read};
use super::searcher::Searcher;
use super::zero::spellings;

/// A query is shown with at most this many characters.
const MAX_SHOWN_CHARS: usize = 300;

/// Words that deny what a question is about, which words cannot find.
const DENYING: [&str; 8] = ["lacking", "neither", "never", "no", "nobody", "none", "not", "without"];

impl Searcher {
    /// Remarks on a query that was looked for as it stands.
    pub(super) fn remarks_on_names(
        &self,
        request: &Request<'_>,
        root: &Node,
        budget: &Budget,
    ) -> Result<Vec<String>, IndexError> {
        if !request.guess || request.any || budget.clock.is_over() {
            return Ok(Vec::new());
        }
        let query = Query { root: root.clone() };
        let names = SearchNames::new(self, budget);
        let mut guessable = Guessable::new(&names);
        query.root.visit(&mut |node| {
            if let Node::Filter(filter) = node {
                guessable = guessable.without(&filter.field);
            }
            true
        });
        let reading = read(&query, request.loosen, None, Some(guessable));
        names.check()?;
        let Some(reading) = reading else { return Ok(Vec::new()) };
        let mut remarks = on_absent(&reading);
        if !reading.guesses.is_empty() {
            remarks.extend(self.remark_on_filters(request, &reading, budget)?);
        }
        Ok(remarks)
    }

    /// What filters would find in place of the names; nothing where that is nothing, unless an authority is named: then that
    /// is worth knowing.
    fn remark_on_filters(
        &self,
        request: &Request<'_>,
        reading: &LooseReading,
        budget: &Budget,
    ) -> Result<Option<String>, IndexError> {
        let instead = Query { root: reading.all() };
        let found = self.count_within(&instead, request.level, budget)?;
        let is_of = |guess: &FilterGuess| *guess.field() == Field::Authority;
        if budget.clock.is_over() || found.passages == 0 && !reading.guesses.iter().any(is_of) {
            return Ok(None);
        }
        let finds = match (found.passages, found.reports) {
            (0, _) => "finds nothing".to_owned(),
            (1, _) => "finds 1 passage".to_owned(),
            (passages, 1) => format!("finds {passages} passages in 1 report"),
            (passages, reports) => format!("finds {passages} passages in {reports} reports"),
        };
        let instead = instead.to_string();
        let instead = elided(&instead, MAX_SHOWN_CHARS);
        Ok(Some(format!("{}; as a filter, {instead} {finds}", searched_as_words(&reading.guesses))))
    }

    /// Remarks on a query that is read loosely.
    pub(super) fn remarks_on_reading(
        &self,
        loose: Loose<'_>,
        compiler: &Compiler<'_>,
    ) -> Result<Vec<String>, IndexError> {
        let reading = loose.reading;
        let mut remarks = on_absent(reading);
        let respelled = loose.respelled.iter();
        remarks.extend(respelled.map(|(typed, near)| format!("nothing has {typed}: it is read as {near}")));
        if !loose.dropped.is_empty() {
            let filters: Vec<String> =
                loose.dropped.iter().map(|guess| Query { root: guess.node() }.to_string()).collect();
            let said = searched_as_words(loose.dropped);
            remarks.push(format!("{said}, since under {} nothing was found", filters.join(" ")));
        }
        let wanted: Vec<&Term> = (reading.wanted.iter().flatten())
            .filter_map(|node| if let Node::Word(term) = node { Some(term) } else { None })
            .collect();
        // What names a place that no report is about is no slip, nor is what other forms are looked for beside.
        let expanded = compiler.expansions.iter().map(|one| &one.typed);
        let known: Vec<String> = reading.absent.iter().chain(expanded).map(|words| key(words)).collect();
        let is_known = |term: &&Term| known.iter().any(|words| words.split(' ').any(|word| word == term.text));
        let slips = wanted.iter().copied().filter(|term| !is_known(term));
        let mut stemmer = Stemmer::new();
        let mut unknown = Vec::new();
        for term in slips {
            // What has another inflection is found by that.
            if !compiler.dictionary.has_stem(stemmer.stem(&term.text))? {
                unknown.push(term);
            }
        }
        let spellings = spellings(compiler, unknown)?;
        remarks.extend(spellings.iter().map(|(typed, near)| format!("nothing has {typed}; the nearest is {near}")));
        let typed = reading.left_out.iter().chain(wanted.iter().map(|term| &term.text));
        // Of "not enough" is looked for what it stands for.
        let is_read =
            |word: &str| known.iter().any(|words| words.contains(' ') && words.split(' ').any(|one| one == word));
        if let Some(word) = typed.into_iter().find(|word| DENYING.contains(&word.as_str()) && !is_read(word)) {
            remarks.push(format!(
                "“{word}” rules nothing out: passages are found by what they say, not by what they lack; type -word"
            ));
        }
        Ok(remarks)
    }
}

/// "“kent” and “2019” are searched as words".
fn searched_as_words(guesses: &[FilterGuess]) -> String {
    let typed: Vec<String> = guesses.iter().map(|guess| format!("“{}”", guess.typed)).collect();
    let are_words = match guesses {
        [one] if !one.typed.contains(' ') => "is searched as a word",
        [_] => "is searched as words",
        _ => "are searched as words",
    };
    format!("{} {are_words}", typed.join(" and "))
}

fn on_absent(reading: &LooseReading) -> Vec<String> {
    reading.absent.iter().map(|name| format!("{name} is an authority, but no report here is about it")).collect()
}
