//! A call of a tool: the index that it asks, its arguments, and how they make a query.

use std::time::Duration;

use crate::asking::{FilterArgs, GivenOption, HitArgs, MatchArgs, Prepared, prepare};
use crate::fields::filters;
use crate::library::Index;
use crate::query::{Query, Severity};

use super::arguments::{Argument, ArgumentKind, CallArguments, WrongArgument};
use super::failure::ToolFailure;

/// A longer query is a text, and not a question.
const MAX_QUERY_CHARS: usize = 4_000;

/// A longer value of a filter is no name.
const MAX_VALUE_CHARS: usize = 200;

/// The filters that tools take as arguments; a query can have all others.
const FILTERS: [&str; 9] = ["authority", "region", "kind", "grade", "since", "until", "role", "section", "report"];

/// What help says of the two ends of a range of dates.
const SINCE: &str = "Reports of this date or later: 2019, 2019-03, 2019-03-15";
const UNTIL: &str = "Reports of this date or earlier";

/// A call of a tool.
pub(super) struct ToolCall<'a> {
    pub(super) index: &'a Index,
    pub(super) arguments: &'a CallArguments,
    /// How long a search may take.
    pub(super) timeout: Duration,
}

/// The arguments that narrow a search.
pub(super) fn filter_arguments() -> impl Iterator<Item = Argument> {
    FILTERS.into_iter().map(|name| match name {
        "since" => Argument::optional(name, ArgumentKind::Text(MAX_VALUE_CHARS), SINCE),
        "until" => Argument::optional(name, ArgumentKind::Text(MAX_VALUE_CHARS), UNTIL),
        name => {
            let mut of_table = filters().filter(|(_, filter)| filter.names[0] == name);
            let help = of_table.next().and_then(|(_, filter)| filter.option.as_ref()).map_or("", |option| option.help);
            Argument::optional(name, ArgumentKind::Texts(MAX_VALUE_CHARS), help)
        }
    })
}

/// A query or a question.
pub(super) fn query_argument(about: &'static str) -> Argument {
    Argument::required("query", ArgumentKind::Text(MAX_QUERY_CHARS), about)
}

/// How loosely words match.
pub(super) fn match_argument() -> Argument {
    Argument::optional(
        "match",
        ArgumentKind::Choice(&["inflected", "verbatim", "variants"]),
        "verbatim: the very words; inflected: other endings too; variants: acronyms and synonyms too",
    )
}

/// How long the text of an answer may be.
pub(super) fn budget_argument(default: u64) -> Argument {
    const LEAST: u64 = 500;
    const MOST: u64 = 60_000;
    Argument::optional(
        "budget",
        ArgumentKind::Number { least: LEAST, most: MOST, default },
        "At most about this many characters of text (some 4 a token); what is left out is said",
    )
}

impl ToolCall<'_> {
    /// The room for an answer.
    pub(super) fn budget(&self) -> usize {
        self.arguments.number("budget")
    }

    /// The query of the argument, narrowed by the filters.
    ///
    /// # Errors
    /// Where a part of it cannot be read, so that what is left could find more than was asked for.
    pub(super) fn prepared(&self, typed: &str) -> Result<Prepared, ToolFailure> {
        let prepared = prepare(typed, &self.matching()?, &self.filters()?, self.index);
        let error = prepared.diagnostics.iter().find(|said| said.severity == Severity::Error);
        let Some(error) = error else { return Ok(prepared) };
        let about = error.option.as_ref().map(|option| format!("{option}: ")).unwrap_or_default();
        let next = error.hint.clone().unwrap_or_else(|| "correct this part, or leave it out".to_owned());
        Err(ToolFailure::new(format!("not run: {about}{}", error.message), next))
    }

    /// The filters alone, as a query.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub(super) fn among(&self) -> Result<Query, ToolFailure> {
        Ok(self.prepared("*")?.query)
    }

    /// How words match.
    ///
    /// # Errors
    /// Where an argument is not as options have it.
    pub(super) fn matching(&self) -> Result<MatchArgs, WrongArgument> {
        let mut hits = HitArgs { matching: MatchArgs::plain(), ..HitArgs::plain() };
        self.set("match", &mut hits)?;
        hits.matching.timeout = self.timeout.as_secs_f64();
        Ok(hits.matching)
    }

    /// Sets an option on hits by the argument of its name, if the tool has one.
    ///
    /// # Errors
    /// Where the argument is not as the option has it.
    pub(super) fn set(&self, name: &'static str, hits: &mut HitArgs) -> Result<(), WrongArgument> {
        let Some(value) = self.arguments.text(name) else { return Ok(()) };
        let given = GivenOption::from_json(name, &value.into()).and_then(|given| match given {
            Some(given) => given.apply(hits, &mut FilterArgs::default()),
            None => Ok(()),
        });
        given.map_err(|why| WrongArgument::new(name, why))
    }

    fn filters(&self) -> Result<FilterArgs, WrongArgument> {
        let mut set = FilterArgs::default();
        for name in FILTERS {
            let values = self.arguments.texts(name);
            if !values.is_empty() {
                set.set(name, values).map_err(|why| WrongArgument::new(name, why))?;
            }
        }
        Ok(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_is_an_option_of_searches_and_says_what_it_is() {
        let known: Vec<&str> = FilterArgs::names().collect();
        for argument in filter_arguments() {
            assert!(known.contains(&argument.name) && !argument.about.is_empty(), "{}", argument.name);
        }
    }
}
