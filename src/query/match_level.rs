//! Match levels.

use serde::Serialize;

/// How far from the words as typed a match may be, the strictest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchLevel {
    /// The very words, folded.
    Verbatim,
    /// Any inflection of them.
    Inflected,
    /// Other names that the lexicon knows.
    Variants,
}

impl MatchLevel {
    /// All levels, the strictest first.
    pub const ALL: [MatchLevel; 3] = [MatchLevel::Verbatim, MatchLevel::Inflected, MatchLevel::Variants];

    /// The next looser level, if there is one.
    pub fn looser(self) -> Option<MatchLevel> {
        match self {
            MatchLevel::Verbatim => Some(MatchLevel::Inflected),
            MatchLevel::Inflected => Some(MatchLevel::Variants),
            MatchLevel::Variants => None,
        }
    }

    /// The name in output and options.
    pub fn as_str(self) -> &'static str {
        match self {
            MatchLevel::Verbatim => "verbatim",
            MatchLevel::Inflected => "inflected",
            MatchLevel::Variants => "variants",
        }
    }
}
