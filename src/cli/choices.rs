//! The values of options, and the library value of each.

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::{Serialize, Serializer};

use crate::engine::{Sort, Unit};
use crate::output::{CiteStyle, Content, Format};
use crate::query::MatchLevel;

use super::batch::InputForm;

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

/// Parses the name of a format that a command can write.
pub(super) fn formats_of(content: Content) -> impl TypedValueParser<Value = Format> {
    let values = content.formats().map(|format| PossibleValue::new(format.name()).help(content.about(format)));
    PossibleValuesParser::new(values).try_map(|name| Format::of_name(&name).ok_or("no such format"))
}

choices! {
    /// Formats of a file of queries.
    InputChoice => Option<InputForm> {
        /// Decided by its first line
        Auto = "auto" => None,
        /// Lines of QUERY, ID<TAB>QUERY or JSON objects
        Lines = "lines" => Some(InputForm::Lines),
        /// Comma-separated values with a header
        Csv = "csv" => Some(InputForm::Table(b',')),
        /// Tab-separated values with a header
        Tsv = "tsv" => Some(InputForm::Table(b'\t')),
    }
}

choices! {
    /// Orders of hits.
    SortChoice => Sort {
        /// Best first
        Relevance = "relevance" => Sort::Relevance,
        /// Oldest first
        Date = "date" => Sort::Date,
        /// Newest first
        DateDescending = "-date" => Sort::DateDescending,
        /// By the authority's name
        Authority = "authority" => Sort::Authority,
        /// By the report's id
        Report = "report" => Sort::Report,
    }
}

choices! {
    /// Units of search.
    UnitChoice => Unit {
        /// Passages
        Passage = "passage" => Unit::Passage,
        /// Reports, each shown by its best passage
        Report = "report" => Unit::Report,
    }
}

choices! {
    /// Match levels.
    MatchChoice => MatchLevel {
        /// The very words
        Verbatim = "verbatim" => MatchLevel::Verbatim,
        /// Any inflection
        Inflected = "inflected" => MatchLevel::Inflected,
        /// Inflections, and acronyms and variants of the lexicon
        Variants = "variants" => MatchLevel::Variants,
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
