//! The counts and times of a batch, and the lines about them on stderr.

use std::io::Write;
use std::ops::AddAssign;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

/// The maximum number of repeated ids that are named.
const MAX_NAMED_IDS: u64 = 10;

/// The counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BatchTotals {
    /// All queries.
    pub(super) queries: u64,
    /// Those that could not be run.
    pub(super) failed: u64,
    /// Those that found something.
    pub(super) with_hits: u64,
    /// Hits written.
    pub(super) hits: u64,
    /// Queries with the id of another before them.
    pub(super) repeated_ids: u64,
}

impl AddAssign for BatchTotals {
    fn add_assign(&mut self, more: BatchTotals) {
        let BatchTotals { queries, failed, with_hits, hits, repeated_ids } = more;
        self.queries += queries;
        self.failed += failed;
        self.with_hits += with_hits;
        self.hits += hits;
        self.repeated_ids += repeated_ids;
    }
}

/// What is reported of a chunk of queries once their records are written.
#[derive(Debug, Default)]
pub(super) struct ChunkOutcome {
    /// Their counts.
    totals: BatchTotals,
    /// Which queries failed, and why, where the output has no place for it.
    failures: Vec<String>,
    /// A line for each repeated id.
    repeated: Vec<String>,
    /// How long each took, with `--time`.
    pub(super) microseconds: Vec<u64>,
    /// The hash of all queries up to here.
    pub(super) mark: String,
    /// How many bytes of the queries were read.
    pub(super) bytes: u64,
}

impl ChunkOutcome {
    /// The outcome of a number of queries.
    pub(super) fn new(queries: usize, mark: String, bytes: u64) -> ChunkOutcome {
        let totals = BatchTotals { queries: queries as u64, ..BatchTotals::default() };
        ChunkOutcome { totals, mark, bytes, ..ChunkOutcome::default() }
    }

    /// Counts a query that ran, and its hits.
    pub(super) fn found(&mut self, passages: u64, hits: usize) {
        self.totals.with_hits += u64::from(passages > 0);
        self.totals.hits += hits as u64;
    }

    /// Counts a query that failed; `line` reports it to the user.
    pub(super) fn failed(&mut self, line: Option<String>) {
        self.totals.failed += 1;
        self.failures.extend(line);
    }

    /// Adds a line about a repeated id.
    pub(super) fn repeated(&mut self, line: String) {
        self.repeated.push(line);
    }
}

/// The counts and times so far.
pub(super) struct BatchStats {
    /// The counts.
    pub(super) totals: BatchTotals,
    began: Instant,
    /// The queries of the run that this one continues.
    before: u64,
    times: Histogram<u64>,
}

impl BatchStats {
    /// Statistics that continue from these counts.
    pub(super) fn new(totals: BatchTotals) -> BatchStats {
        let times = Histogram::new(3).expect("three digits are among those that there are");
        BatchStats { totals, began: Instant::now(), before: totals.queries, times }
    }

    /// Adds an outcome, and writes its failures and repeated ids to `err`.
    pub(super) fn add(&mut self, outcome: &ChunkOutcome, quiet: bool, err: &mut dyn Write) -> std::io::Result<()> {
        self.totals += outcome.totals;
        outcome.failures.iter().try_for_each(|line| writeln!(err, "{line}"))?;
        for line in &outcome.repeated {
            self.totals.repeated_ids += 1;
            if !quiet && self.totals.repeated_ids <= MAX_NAMED_IDS {
                writeln!(err, "{line}")?;
            }
        }
        for &microseconds in &outcome.microseconds {
            self.times.saturating_record(microseconds);
        }
        Ok(())
    }

    /// The line at the end about repeated ids that were not named, if any.
    pub(super) fn repeated_line(&self) -> Option<String> {
        let more = self.totals.repeated_ids.checked_sub(MAX_NAMED_IDS).filter(|&more| more > 0);
        more.map(|more| format!("{more} more queries have the id of another before them"))
    }

    /// Throughput and times, for `--time`.
    pub(super) fn time_line(&self) -> String {
        let (queries, seconds) = (self.totals.queries - self.before, self.began.elapsed());
        let at = |percentile| shown(self.times.value_at_quantile(percentile));
        let rate = queries as f64 / seconds.as_secs_f64().max(1e-9);
        format!(
            "{queries} queries in {:.2} s, {rate:.0} a second; each p50 {}, p90 {}, p99 {}, longest {}",
            seconds.as_secs_f64(),
            at(0.5),
            at(0.9),
            at(0.99),
            shown(self.times.max())
        )
    }
}

fn shown(microseconds: u64) -> String {
    match microseconds {
        0..10_000 => format!("{microseconds} µs"),
        _ => format!("{:.1} ms", Duration::from_micros(microseconds).as_secs_f64() * 1e3),
    }
}
