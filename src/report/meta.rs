//! The metadata of a report, and the evidence for each value.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Date;

/// The sort of a report, by its name: `inspection`, `focused-visit`, … or one that a user added.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kind(pub String);

impl Kind {
    /// The kind of a report that no rule knows.
    pub const OTHER: &'static str = "other";
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The meaning of a report's date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateBasis {
    /// Printed in the report as the day it was published or sent.
    Published,
    /// The last day of the visit, if no day of publication is printed.
    Visit,
    /// Given by front matter or a sidecar file.
    Sidecar,
}

impl DateBasis {
    /// The name in output: `published`, `visit` or `sidecar`.
    pub fn as_str(self) -> &'static str {
        match self {
            DateBasis::Published => "published",
            DateBasis::Visit => "visit",
            DateBasis::Sidecar => "sidecar",
        }
    }
}

/// The days on site, first and last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// First day.
    pub start: Date,
    /// Last day, which may be the first.
    pub end: Date,
}

/// A judgement's grade on the four-point scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// The best.
    #[serde(rename = "outstanding")]
    Outstanding,
    /// The second.
    #[serde(rename = "good")]
    Good,
    /// The third, also printed as "requires improvement to be good".
    #[serde(rename = "requires improvement")]
    RequiresImprovement,
    /// The worst.
    #[serde(rename = "inadequate")]
    Inadequate,
}

impl Grade {
    /// All grades, best first.
    pub const ALL: [Grade; 4] = [Grade::Outstanding, Grade::Good, Grade::RequiresImprovement, Grade::Inadequate];

    /// The name in output, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Grade::Outstanding => "outstanding",
            Grade::Good => "good",
            Grade::RequiresImprovement => "requires improvement",
            Grade::Inadequate => "inadequate",
        }
    }
}

/// Why a text is not a grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a grade: expected outstanding, good, requires improvement or inadequate")]
pub struct NotAGrade;

impl FromStr for Grade {
    type Err = NotAGrade;

    /// Reads a grade as people write and reports print it: in any case, with `-` or `_` between the words, as
    /// "requires improvement to be good", or as `RI`.
    fn from_str(text: &str) -> Result<Grade, NotAGrade> {
        let text = text.trim().to_lowercase().replace(['-', '_'], " ");
        let text = text.strip_suffix(" to be good").unwrap_or(&text);
        let is_short = |grade: &Grade| *grade == Grade::RequiresImprovement && text == "ri";
        Grade::ALL.into_iter().find(|grade| grade.as_str() == text || is_short(grade)).ok_or(NotAGrade)
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How sure a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A weak sign, such as a name in the body.
    Likely,
    /// A strong sign, such as a name in the title.
    Sure,
    /// Given by a person: front matter or a sidecar.
    Given,
}

/// Where a value of the metadata was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The field of [`ReportMeta`] that it speaks for, such as `date`.
    pub field: String,
    /// The value as it was understood.
    pub value: String,
    /// Page, from 1; none if the value was given from outside.
    pub page: Option<u32>,
    /// Line on that page as extracted, from 1.
    pub line: Option<u32>,
    /// The words that say it, or the name of the file that gives it.
    pub words: String,
    /// How sure it is.
    pub confidence: Confidence,
}

/// The metadata of a report. An absent value is unknown, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportMeta {
    /// Canonical name of the body inspected.
    pub authority: Option<String>,
    /// Its GSS code, if the register has it.
    pub authority_code: Option<String>,
    /// Its region, if the register or a sidecar has it.
    pub region: Option<String>,
    /// The sort of report.
    pub kind: Option<Kind>,
    /// The report's date; `date_basis` has its meaning.
    pub date: Option<Date>,
    /// The meaning of `date`; present if `date` is.
    pub date_basis: Option<DateBasis>,
    /// The day of what the report is about, such as an accident, a death or a hearing; never that of publication.
    pub event: Option<Date>,
    /// The days on site.
    pub visit: Option<Visit>,
    /// All inspectors named, in the order of the report.
    pub inspectors: Vec<String>,
    /// The inspector named as the lead.
    pub lead_inspector: Option<String>,
    /// The addressee of a letter.
    pub addressee: Option<String>,
    /// Judgement and grade, in the order of the report.
    pub grades: Vec<(String, Grade)>,
    /// The grade of overall effectiveness.
    pub overall_grade: Option<Grade>,
    /// The report's title.
    pub title: Option<String>,
    /// Who issued the report.
    pub publisher: Option<String>,
    /// Where the report can be found: an absolute address of the web.
    pub url: Option<String>,
    /// Fields that a sidecar or front matter gave and findings does not know.
    pub extra: BTreeMap<String, String>,
    /// Where each value was read, in the order of the fields.
    pub evidence: Vec<Evidence>,
}
