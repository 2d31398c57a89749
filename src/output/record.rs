//! The answer to a search as one JSON object: that of `--format json`, and a record of a batch.

use std::cell::RefCell;
use std::io;
use std::iter;
use std::time::Instant;

use serde::Serialize;
use serde::ser::{Error, SerializeSeq, Serializer};

use crate::engine::{Answer, Counts, Expansion, Hit, Loosened, Looser, Nothing};
use crate::query::{Diagnostic, MatchLevel};

use super::SearchOutput;
use super::columns::{Chosen, FieldChoice};
use super::counts::GroupsWire;
use super::nothing::{ContinuedWire, NearestWire};
use super::wire::{GuessWire, HitWire, SCHEMA};

/// A query as typed and as understood.
#[derive(Debug, Serialize)]
pub(crate) struct QueryWire<'a> {
    /// As typed.
    pub text: &'a str,
    /// As understood.
    pub understood: &'a str,
}

/// Counts of passages, reports and authorities.
#[derive(Debug, Serialize)]
pub(super) struct CountsWire {
    passages: u64,
    reports: u64,
    authorities: u64,
}

impl From<Counts> for CountsWire {
    fn from(counts: Counts) -> CountsWire {
        CountsWire { passages: counts.passages, reports: counts.reports, authorities: counts.authorities }
    }
}

/// The whole answer to a search.
#[derive(Serialize)]
pub(crate) struct BatchRecord<'a> {
    schema: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    query: QueryWire<'a>,
    total: Option<CountsWire>,
    of: Option<CountsWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<CountsWire>,
    rungs: Vec<LevelWire>,
    expansions: Vec<ExpansionWire<'a>>,
    diagnostics: &'a [Diagnostic],
    #[serde(skip_serializing_if = "Option::is_none")]
    few: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loosened: Option<LoosenedWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guesses: Option<Vec<GuessWire<'a>>>,
    notes: &'a [String],
    warnings: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nothing: Option<NothingWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collapsed: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facets: Vec<GroupsWire<'a>>,
    hits: HitsWire<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    microseconds: Option<Elapsed>,
}

/// The hits of a record, which are fetched while they are written.
struct HitsWire<'a> {
    hits: RefCell<Box<dyn Iterator<Item = io::Result<Hit>> + 'a>>,
    explain: bool,
    fields: Option<&'a FieldChoice>,
}

impl Serialize for HitsWire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut array = serializer.serialize_seq(None)?;
        for hit in &mut *self.hits.borrow_mut() {
            let hit = hit.map_err(Error::custom)?;
            array.serialize_element(&Chosen { hit: HitWire::new(&hit, self.explain), fields: self.fields })?;
        }
        array.end()
    }
}

/// The time since then, in microseconds, as of when it is written.
struct Elapsed(Instant);

impl Serialize for Elapsed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(microseconds(self.0))
    }
}

/// The time since then, in microseconds.
pub(crate) fn microseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// The counts at one match level.
#[derive(Debug, Serialize)]
pub(super) struct LevelWire {
    #[serde(rename = "match")]
    matched: &'static str,
    #[serde(flatten)]
    counts: CountsWire,
}

#[derive(Debug, Serialize)]
pub(super) struct ExpansionWire<'a> {
    typed: &'a str,
    also: &'a [String],
}

impl LevelWire {
    pub(super) fn new(level: MatchLevel, counts: Counts) -> LevelWire {
        LevelWire { matched: level.as_str(), counts: counts.into() }
    }

    /// The levels that were searched, and the next one where it was counted.
    pub(super) fn all(levels: &[(MatchLevel, Counts)], looser: Option<&Looser>) -> Vec<LevelWire> {
        let looser = looser.map(|looser| (looser.level, looser.counts));
        levels.iter().copied().chain(looser).map(|(level, counts)| LevelWire::new(level, counts)).collect()
    }
}

impl<'a> ExpansionWire<'a> {
    pub(super) fn new(expansion: &'a Expansion) -> ExpansionWire<'a> {
        ExpansionWire { typed: &expansion.typed, also: &expansion.also }
    }
}

/// How a query was loosened.
#[derive(Debug, Serialize)]
struct LoosenedWire<'a> {
    query: &'a str,
    whole: u64,
    wanted: &'a [String],
    left_out: &'a [String],
}

impl<'a> LoosenedWire<'a> {
    fn new(loosened: &'a Loosened) -> LoosenedWire<'a> {
        let Loosened { query, whole, wanted, left_out, .. } = loosened;
        LoosenedWire { query, whole: *whole, wanted, left_out }
    }
}

/// Why nothing was found.
#[derive(Debug, Serialize)]
pub(super) struct NothingWire<'a> {
    conditions: Vec<ConditionWire<'a>>,
    spellings: Vec<SpellingWire<'a>>,
    inflected: u64,
    variants: u64,
    any: u64,
    reports: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<NearestWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    continued: Option<ContinuedWire>,
}

#[derive(Debug, Serialize)]
struct ConditionWire<'a> {
    query: &'a str,
    passages: u64,
}

#[derive(Debug, Serialize)]
struct SpellingWire<'a> {
    typed: &'a str,
    nearest: &'a str,
}

impl<'a> From<&'a Nothing> for NothingWire<'a> {
    fn from(nothing: &'a Nothing) -> NothingWire<'a> {
        NothingWire {
            conditions: nothing.conditions.iter().map(|(query, n)| ConditionWire { query, passages: *n }).collect(),
            spellings: nothing.spellings.iter().map(|(typed, nearest)| SpellingWire { typed, nearest }).collect(),
            inflected: nothing.inflected,
            variants: nothing.variants,
            any: nothing.any,
            reports: nothing.reports,
            nearest: nothing.nearest.as_ref().map(NearestWire::from),
            continued: nothing.continued.as_ref().map(ContinuedWire::from),
        }
    }
}

impl<'a> BatchRecord<'a> {
    /// The record of an answer.
    pub(crate) fn found(id: Option<&'a str>, found: &SearchOutput<'a>) -> BatchRecord<'a> {
        let Answer {
            matched,
            total,
            within,
            hits: _,
            levels,
            looser,
            expansions,
            notes,
            nothing,
            loosened,
            has_few,
            collapsed,
            facets,
        } = found.answer;
        BatchRecord {
            id,
            query: QueryWire { text: found.typed, understood: found.understood },
            total: Some((*matched).into()),
            of: Some((*total).into()),
            within: within.as_ref().map(|within| within.counts.into()),
            rungs: LevelWire::all(levels, looser.as_ref()),
            expansions: expansions.iter().map(ExpansionWire::new).collect(),
            diagnostics: found.diagnostics,
            few: has_few.then_some(true),
            loosened: loosened.as_ref().map(LoosenedWire::new),
            guesses: loosened.as_ref().map(GuessWire::all_of),
            notes,
            warnings: found.warnings,
            nothing: nothing.as_ref().map(NothingWire::from),
            collapsed: *collapsed,
            facets: facets.iter().map(GroupsWire::new).collect(),
            ..BatchRecord::empty(found.typed)
        }
    }

    /// With these hits, each fetched when it is written.
    pub(super) fn with_hits(
        self,
        hits: impl Iterator<Item = io::Result<Hit>> + 'a,
        found: &SearchOutput<'a>,
    ) -> BatchRecord<'a> {
        let (explain, fields) = (found.explain, found.fields);
        BatchRecord { hits: HitsWire { hits: RefCell::new(Box::new(hits)), explain, fields }, ..self }
    }

    /// With the time since its query began, as of when the record ends.
    pub(crate) fn timed(self, since: Option<Instant>) -> BatchRecord<'a> {
        BatchRecord { microseconds: since.map(Elapsed), ..self }
    }

    /// A query that could not be run, with the remarks on it.
    pub(crate) fn failed(
        id: Option<&'a str>,
        typed: &'a str,
        error: &'a str,
        diagnostics: &'a [Diagnostic],
    ) -> BatchRecord<'a> {
        BatchRecord { id, error: Some(error), diagnostics, ..BatchRecord::empty(typed) }
    }

    fn empty(typed: &'a str) -> BatchRecord<'a> {
        BatchRecord {
            schema: SCHEMA,
            id: None,
            query: QueryWire { text: typed, understood: "" },
            total: None,
            of: None,
            within: None,
            rungs: Vec::new(),
            expansions: Vec::new(),
            diagnostics: &[],
            loosened: None,
            guesses: None,
            few: None,
            notes: &[],
            warnings: &[],
            error: None,
            nothing: None,
            collapsed: None,
            facets: Vec::new(),
            hits: HitsWire { hits: RefCell::new(Box::new(iter::empty())), explain: false, fields: None },
            microseconds: None,
        }
    }
}
