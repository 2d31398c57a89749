//! The values of options of searches, and the library value of each.

use std::cmp::Ordering;
use std::sync::Arc;

use clap::ValueEnum;

use crate::concordance::NthWord;
use crate::engine::{DateOf, Sort, Unit};
use crate::library::LineOrder;
use crate::output::{CiteStyle, CountSort, CountUnit};
use crate::query::MatchLevel;
use crate::report::{Date, Report};

macro_rules! choices {
    ($(#[$about:meta])* $name:ident => $target:ty { $($(#[$help:meta])* $variant:ident = $text:literal => $value:expr,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
        pub(crate) enum $name {
            $($(#[$help])* #[value(name = $text)] $variant,)+
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
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

pub(crate) use choices;

choices! {
    /// Orders of hits.
    SortChoice => Sort {
        /// Best first
        Relevance = "relevance" => Sort::Relevance,
        /// Newest first
        Newest = "newest" => Sort::DateDescending,
        /// Oldest first
        Oldest = "oldest" => Sort::Date,
        /// The same as oldest
        Date = "date" => Sort::Date,
        /// The same as newest
        DateDescending = "-date" => Sort::DateDescending,
        /// By the authority's name
        Authority = "authority" => Sort::Authority,
        /// By the report's id
        Report = "report" => Sort::Report,
    }
}

/// Orders of the lines of a concordance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LineOrderChoice {
    /// By the word to the left of the match, then by those before it
    #[value(name = "1L")]
    FirstLeft,
    /// By the second word to the left
    #[value(name = "2L")]
    SecondLeft,
    /// By the word to the right of the match, then by those after it
    #[value(name = "1R")]
    FirstRight,
    /// By the second word to the right
    #[value(name = "2R")]
    SecondRight,
    /// Oldest first
    Date,
    /// By the authority's name
    Authority,
    /// By the report's id
    Report,
}

impl From<LineOrderChoice> for LineOrder {
    fn from(choice: LineOrderChoice) -> LineOrder {
        match choice {
            LineOrderChoice::FirstLeft => LineOrder::Word(NthWord::Left(1)),
            LineOrderChoice::SecondLeft => LineOrder::Word(NthWord::Left(2)),
            LineOrderChoice::FirstRight => LineOrder::Word(NthWord::Right(1)),
            LineOrderChoice::SecondRight => LineOrder::Word(NthWord::Right(2)),
            LineOrderChoice::Date => LineOrder::Passages(Sort::Date),
            LineOrderChoice::Authority => LineOrder::Passages(Sort::Authority),
            LineOrderChoice::Report => LineOrder::Passages(Sort::Report),
        }
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
    /// The dates that reports are counted by.
    DateOfChoice => DateOf {
        /// Date of publication where known, else the last day of the visit
        Any = "any" => DateOf::Any,
        /// Date of publication alone; other reports have no date
        Published = "published" => DateOf::Published,
        /// Last day of the visit alone; other reports have no date
        Visit = "visit" => DateOf::Visit,
    }
}

choices! {
    /// What bars and shades of counts show.
    CountUnitChoice => CountUnit {
        /// Share of reports
        Report = "report" => CountUnit::Report,
        /// Share of passages
        Passage = "passage" => CountUnit::Passage,
        /// Occurrences per 10,000 words
        Occurrence = "occurrence" => CountUnit::Occurrence,
    }
}

choices! {
    /// Orders of groups.
    CountSortChoice => CountSort {
        /// By their values
        Value = "value" => CountSort::Value,
        /// Greatest number first
        Count = "count" => CountSort::Count,
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
        /// Items of CSL, for pandoc and reference managers
        CslJson = "csl-json" => CiteStyle::CslJson,
        /// Entries for BibTeX
        Bibtex = "bibtex" => CiteStyle::Bibtex,
        /// Records for reference managers
        Ris = "ris" => CiteStyle::Ris,
    }
}

/// Orders of a list of reports. Ties go by authority, date and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportSortChoice {
    /// By the authority's name, then oldest first
    Authority,
    /// Newest first
    Newest,
    /// Oldest first
    Oldest,
    /// The same as oldest
    Date,
    /// By the overall grade, the best first
    Grade,
    /// By the kind of report
    Kind,
    /// By the report's id
    Report,
}

impl ReportSortChoice {
    /// The order of this name, if there is one.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::from_str(name, false).ok()
    }

    /// Puts reports in this order. What a report lacks comes last.
    pub(crate) fn sort(self, reports: &mut [Arc<Report>]) {
        let day = |report: &Report| report.meta.date.map(Date::first_day);
        let last = |is_unknown: bool| u8::from(is_unknown);
        reports.sort_by(|a, b| {
            let (of_a, of_b) = (&a.meta, &b.meta);
            let by_date = last(day(a).is_none()).cmp(&last(day(b).is_none())).then(day(a).cmp(&day(b)));
            let by_authority = last(of_a.authority.is_none())
                .cmp(&last(of_b.authority.is_none()))
                .then(of_a.authority.cmp(&of_b.authority));
            let first = match self {
                ReportSortChoice::Authority => Ordering::Equal,
                ReportSortChoice::Oldest | ReportSortChoice::Date => by_date,
                ReportSortChoice::Newest => {
                    last(day(a).is_none()).cmp(&last(day(b).is_none())).then(day(b).cmp(&day(a)))
                }
                ReportSortChoice::Grade => {
                    let grade = |report: &Report| report.meta.overall_grade.map_or(u8::MAX, |grade| grade as u8);
                    grade(a).cmp(&grade(b))
                }
                ReportSortChoice::Kind => {
                    let kind = |report: &Report| report.meta.kind.as_ref().map(|kind| kind.0.clone());
                    last(kind(a).is_none()).cmp(&last(kind(b).is_none())).then_with(|| kind(a).cmp(&kind(b)))
                }
                ReportSortChoice::Report => a.id.cmp(&b.id),
            };
            first.then(by_authority).then(by_date).then_with(|| a.id.cmp(&b.id))
        });
    }
}
