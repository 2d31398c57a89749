//! The changes between two runs, written query by query as they are found, so that no run is held in memory.

use std::io::{self, Write};

use serde::Serialize;

use crate::runs::{Pair, QueryDifference, RunAnswer, RunHit};

use super::differences_text::difference_text;
use super::wire::PagesWire;
use super::{Content, Format, SCHEMA, TextStyle, write_object};

/// How much has changed.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct DiffTotals {
    /// Queries of either run.
    pub queries: u64,
    /// Queries that differ.
    pub differ: u64,
    /// Hits that only the second run has.
    pub gained: u64,
    /// Hits that only the first run has.
    pub lost: u64,
    /// Hits at another rank.
    pub moved: u64,
    /// Hits under another number of their report.
    pub renumbered: u64,
    /// Hits with another text.
    pub changed: u64,
    /// Queries that are understood in another way.
    pub understood_otherwise: u64,
    /// Queries that only the first run has.
    pub only_before: u64,
    /// Queries that only the second run has.
    pub only_after: u64,
    /// Queries that failed in the first run.
    pub failed_before: u64,
    /// Queries that failed in the second run.
    pub failed_after: u64,
    /// Passages found by all queries of the first run, if it gives them.
    pub passages_before: Option<u64>,
    /// Passages found by all queries of the second run, likewise.
    pub passages_after: Option<u64>,
}

/// Writes differences one by one.
pub(crate) struct DifferencesWriter<'a> {
    out: &'a mut dyn Write,
    format: Format,
    style: TextStyle,
    limit: usize,
    only_gained: bool,
    totals: DiffTotals,
}

impl<'a> DifferencesWriter<'a> {
    /// A writer for a format; text shows a limited number of hits of each sort for a query. With `only_gained`, only
    /// gained hits are a difference.
    ///
    /// # Errors
    /// If `out` fails, and for a format that differences do not have.
    pub(crate) fn new(
        out: &'a mut dyn Write,
        format: Format,
        style: TextStyle,
        limit: usize,
        only_gained: bool,
    ) -> io::Result<DifferencesWriter<'a>> {
        match format {
            Format::Text | Format::Jsonl => {}
            Format::Json => write!(out, "{{\"schema\":{SCHEMA},\"queries\":[")?,
            _ => return Err(Content::Differences.has_no(format)),
        }
        Ok(DifferencesWriter { out, format, style, limit, only_gained, totals: DiffTotals::default() })
    }

    /// One query of either run. It is written if it differs.
    ///
    /// # Errors
    /// If `out` fails.
    pub(crate) fn add(&mut self, difference: QueryDifference) -> io::Result<()> {
        let difference = if self.only_gained { difference.only_gained() } else { difference };
        self.totals.count(&difference);
        if !(if self.only_gained { !difference.gained.is_empty() } else { difference.is_any() }) {
            return Ok(());
        }
        self.totals.differ += 1;
        let is_first = self.totals.differ == 1;
        match self.format {
            Format::Jsonl => write_object(self.out, &QueryDifferenceWire::new(&difference)),
            Format::Json => {
                self.out.write_all(if is_first { b"" } else { b"," })?;
                write_in_line(self.out, &QueryDifferenceWire::new(&difference))
            }
            _ => {
                self.out.write_all(if is_first { b"" } else { b"\n" })?;
                difference_text(self.out, &self.style, self.limit, &difference)
            }
        }
    }

    /// After the last query.
    ///
    /// # Errors
    /// If `out` fails.
    pub(crate) fn finish(self) -> io::Result<DiffTotals> {
        if self.format == Format::Json {
            write!(self.out, "],\"totals\":")?;
            write_in_line(self.out, &self.totals)?;
            writeln!(self.out, "}}")?;
        }
        self.out.flush()?;
        Ok(self.totals)
    }
}

/// An object inside of another, which does not end the line.
fn write_in_line(out: &mut dyn Write, object: &impl Serialize) -> io::Result<()> {
    let mut bytes = Vec::new();
    write_object(&mut bytes, object)?;
    out.write_all(bytes.trim_ascii_end())
}

impl DiffTotals {
    fn count(&mut self, difference: &QueryDifference) {
        let failed = |answer: &Option<RunAnswer>| answer.as_ref().is_some_and(|answer| answer.error.is_some());
        let add = |sum: &mut Option<u64>, answer: &Option<RunAnswer>| {
            if let Some(total) = answer.as_ref().and_then(|answer| answer.total) {
                *sum = Some(sum.unwrap_or(0).saturating_add(total.passages));
            }
        };
        self.queries += 1;
        self.gained += difference.gained.len() as u64;
        self.lost += difference.lost.len() as u64;
        self.moved += difference.moved.len() as u64;
        self.renumbered += difference.renumbered.len() as u64;
        self.changed += difference.changed.len() as u64;
        self.understood_otherwise += u64::from(difference.is_understood_otherwise());
        self.only_before += u64::from(difference.after.is_none());
        self.only_after += u64::from(difference.before.is_none());
        self.failed_before += u64::from(failed(&difference.before));
        self.failed_after += u64::from(failed(&difference.after));
        add(&mut self.passages_before, &difference.before);
        add(&mut self.passages_after, &difference.after);
    }

    /// "12 of 40 queries differ: 31 hits gained, 2 lost, 5 moved".
    pub(crate) fn line(&self, only_gained: bool) -> String {
        let hits = |n: u64| if n == 1 { "1 hit".to_owned() } else { format!("{n} hits") };
        if only_gained {
            return format!("{} of {} queries gained {}", self.differ, self.queries, hits(self.gained));
        }
        let mut line = format!("{} of {} queries differ: {} gained", self.differ, self.queries, hits(self.gained));
        line += &format!(", {} lost, {} moved", self.lost, self.moved);
        for (count, what) in [
            (self.renumbered, "renumbered"),
            (self.changed, "changed"),
            (self.understood_otherwise, "understood otherwise"),
            (self.only_before, "only in the run before"),
            (self.only_after, "only in the run after"),
            (self.failed_before, "failed before"),
            (self.failed_after, "failed after"),
        ] {
            if count > 0 {
                let is_of_hits = matches!(what, "renumbered" | "changed");
                let queries = if count == 1 { "query" } else { "queries" };
                line += &if is_of_hits { format!(", {count} {what}") } else { format!("; {count} {queries} {what}") };
            }
        }
        line
    }
}

#[derive(Serialize)]
struct QueryDifferenceWire<'a> {
    schema: u32,
    id: &'a str,
    query: Option<&'a str>,
    before: Option<SideWire<'a>>,
    after: Option<SideWire<'a>>,
    gained: Vec<RunHitWire<'a>>,
    lost: Vec<RunHitWire<'a>>,
    moved: Vec<PairWire<'a>>,
    renumbered: Vec<PairWire<'a>>,
    changed: Vec<PairWire<'a>>,
}

#[derive(Serialize)]
struct SideWire<'a> {
    understood: Option<&'a str>,
    passages: Option<u64>,
    reports: Option<u64>,
    hits: usize,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct RunHitWire<'a> {
    rank: u64,
    score: f32,
    id: &'a str,
    report: &'a str,
    authority: Option<&'a str>,
    date: Option<&'a str>,
    section: &'a [String],
    label: Option<&'a str>,
    page: Option<PagesWire>,
    text: Option<&'a str>,
}

#[derive(Serialize)]
struct PairWire<'a> {
    id_before: &'a str,
    id: &'a str,
    rank_before: u64,
    rank: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_before: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

impl<'a> QueryDifferenceWire<'a> {
    fn new(difference: &'a QueryDifference) -> QueryDifferenceWire<'a> {
        let side = |answer: &'a Option<RunAnswer>, hits| {
            answer.as_ref().map(|answer| SideWire {
                understood: answer.understood.as_deref(),
                passages: answer.total.map(|total| total.passages),
                reports: answer.total.map(|total| total.reports),
                hits,
                error: answer.error.as_deref(),
            })
        };
        let hits = |hits: &'a [RunHit]| hits.iter().map(RunHitWire::new).collect();
        let pairs = |pairs: &'a [Pair], texts| pairs.iter().map(|pair| PairWire::new(pair, texts)).collect();
        QueryDifferenceWire {
            schema: SCHEMA,
            id: difference.id(),
            query: difference.query(),
            before: side(&difference.before, difference.hits_before),
            after: side(&difference.after, difference.hits_after),
            gained: hits(&difference.gained),
            lost: hits(&difference.lost),
            moved: pairs(&difference.moved, false),
            renumbered: pairs(&difference.renumbered, false),
            changed: pairs(&difference.changed, true),
        }
    }
}

impl<'a> RunHitWire<'a> {
    fn new(hit: &'a RunHit) -> RunHitWire<'a> {
        let place = hit.place.as_deref();
        RunHitWire {
            rank: hit.rank,
            score: hit.score,
            id: &hit.id,
            report: hit.report(),
            authority: place.and_then(|place| place.authority.as_deref()),
            date: place.and_then(|place| place.date.as_deref()),
            section: place.map_or(&[], |place| &place.section),
            label: place.and_then(|place| place.label.as_deref()),
            page: place.and_then(|place| place.pages).map(|(first, last)| PagesWire { first, last }),
            text: hit.text.as_ref().map(|text| text.shown.as_str()),
        }
    }
}

impl<'a> PairWire<'a> {
    fn new(pair: &'a Pair, texts: bool) -> PairWire<'a> {
        let text = |hit: &'a RunHit| hit.text.as_ref().map(|text| text.shown.as_str()).filter(|_| texts);
        PairWire {
            id_before: &pair.before.id,
            id: &pair.after.id,
            rank_before: pair.before.rank,
            rank: pair.after.rank,
            text_before: text(&pair.before),
            text: text(&pair.after),
        }
    }
}
