//! What a batch counts, and what it says of itself while it runs and at its end.

use std::io::Write;
use std::ops::AddAssign;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

/// So many repeated ids are named.
const MOST_NAMED: u64 = 10;

/// The counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Totals {
    /// Queries, of all sorts.
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

impl AddAssign for Totals {
    fn add_assign(&mut self, more: Totals) {
        let Totals { queries, failed, with_hits, hits, repeated_ids } = more;
        self.queries += queries;
        self.failed += failed;
        self.with_hits += with_hits;
        self.hits += hits;
        self.repeated_ids += repeated_ids;
    }
}

/// What is told of some queries once their records are out.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Their counts.
    totals: Totals,
    /// Which could not be run, and why, where the output has no place for it.
    failures: Vec<String>,
    /// Which ids came before.
    repeated: Vec<String>,
    /// How long each took, where that is wanted.
    pub(super) microseconds: Vec<u64>,
    /// The hash of all queries up to here.
    pub(super) mark: String,
    /// How many bytes of the queries were read.
    pub(super) bytes: u64,
}

impl Told {
    /// Of so many queries.
    pub(super) fn new(queries: usize, mark: String, bytes: u64) -> Told {
        let totals = Totals { queries: queries as u64, ..Totals::default() };
        Told { totals, mark, bytes, ..Told::default() }
    }

    /// One of them found something, perhaps.
    pub(super) fn found(&mut self, passages: u64, hits: usize) {
        self.totals.with_hits += u64::from(passages > 0);
        self.totals.hits += hits as u64;
    }

    /// One of them could not be run; `line` is what a person is told of it.
    pub(super) fn failed(&mut self, line: Option<String>) {
        self.totals.failed += 1;
        self.failures.extend(line);
    }

    /// One of them has the id of another.
    pub(super) fn repeated(&mut self, line: String) {
        self.repeated.push(line);
    }
}

/// All that was told so far.
pub(super) struct Tally {
    /// The counts.
    pub(super) totals: Totals,
    began: Instant,
    /// Queries of an earlier run.
    before: u64,
    times: Histogram<u64>,
}

impl Tally {
    /// Going on from these counts.
    pub(super) fn from(totals: Totals) -> Tally {
        let times = Histogram::new(3).expect("three digits are among those that there are");
        Tally { totals, began: Instant::now(), before: totals.queries, times }
    }

    /// Adds what is told, and says on `err` what a person should know at once.
    pub(super) fn add(&mut self, told: &Told, quiet: bool, err: &mut dyn Write) -> std::io::Result<()> {
        self.totals += told.totals;
        told.failures.iter().try_for_each(|line| writeln!(err, "{line}"))?;
        for line in &told.repeated {
            self.totals.repeated_ids += 1;
            if !quiet && self.totals.repeated_ids <= MOST_NAMED {
                writeln!(err, "{line}")?;
            }
        }
        for &microseconds in &told.microseconds {
            self.times.saturating_record(microseconds);
        }
        Ok(())
    }

    /// What is said at the end of ids that were there before, if they were not all named.
    pub(super) fn repeated_line(&self) -> Option<String> {
        let more = self.totals.repeated_ids.checked_sub(MOST_NAMED).filter(|&more| more > 0);
        more.map(|more| format!("{more} more queries have the id of another before them"))
    }

    /// Throughput and times, as `--time` says them.
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
