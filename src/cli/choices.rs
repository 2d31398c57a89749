//! The values that options choose from, and what each stands for in the library.

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::{Serialize, Serializer};

use crate::output::{CiteStyle, Content, Format};
use crate::query::Rung;
use crate::search::{Sort, Unit};

use super::batch::Form;

macro_rules! choices {
    ($(#[$about:meta])* $name:ident => $target:ty { $($(#[$help:meta])* $variant:ident = $text:literal => $value:expr,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
        pub(super) enum $name {
            $($(#[$help])* #[value(name = $text)] $variant,)+
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self {
                    $($name::$variant => $text,)+
                })
            }
        }

        impl From<$name> for $target {
            fn from(choice: $name) -> $target {
                match choice {
                    $($name::$variant => $value,)+
                }
            }
        }
    };
}

/// Reads a format, one of those that there are for what a command writes.
pub(super) fn formats_of(content: Content) -> impl TypedValueParser<Value = Format> {
    let values = content.formats().map(|format| PossibleValue::new(format.name()).help(content.about(format)));
    PossibleValuesParser::new(values).try_map(|name| Format::of_name(&name).ok_or("no such format"))
}

choices! {
    /// Forms of a file of queries.
    InputChoice => Option<Form> {
        /// As its first line tells
        Auto = "auto" => None,
        /// A query, `id<TAB>query` or a JSON object a line
        Lines = "lines" => Some(Form::Lines),
        /// Comma-separated values with a header
        Csv = "csv" => Some(Form::Table(b',')),
        /// Tab-separated values with a header
        Tsv = "tsv" => Some(Form::Table(b'\t')),
    }
}

choices! {
    /// Orders of hits.
    SortChoice => Sort {
        /// The best first
        Relevance = "relevance" => Sort::Relevance,
        /// The oldest first
        Date = "date" => Sort::Date,
        /// The newest first
        DateDescending = "-date" => Sort::DateDescending,
        /// By the authority's name
        Authority = "authority" => Sort::Authority,
        /// By the report's id
        Report = "report" => Sort::Report,
    }
}

choices! {
    /// What a hit is.
    UnitChoice => Unit {
        /// A passage
        Passage = "passage" => Unit::Passage,
        /// A report, shown by its best passage
        Report = "report" => Unit::Report,
    }
}

choices! {
    /// Rungs of the match ladder.
    MatchChoice => Rung {
        /// The very words
        Verbatim = "verbatim" => Rung::Verbatim,
        /// Any inflection
        Inflected = "inflected" => Rung::Inflected,
        /// Acronyms and other variants of the lexicon too
        Variants = "variants" => Rung::Variants,
    }
}

choices! {
    /// Styles of a reference.
    CiteChoice => CiteStyle {
        /// A line of text
        Plain = "plain" => CiteStyle::Plain,
        /// A Markdown quotation
        Markdown = "markdown" => CiteStyle::Markdown,
        /// For reference managers
        CslJson = "csl-json" => CiteStyle::CslJson,
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColourChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
