//! An oracle: what a query finds by the words of its manual, with a plain look at every passage, and
//! what the index finds, must be the same passages with the same marks in them.
//!
//! `spread`, `places` and `meaning` are written from the manual and share nothing with the search but the query's
//! tree and the cutting and folding of words. A query that fails is made as small as it can be and shown.
//! For a longer run: `FINDINGS_ORACLE_QUERIES=200000 FINDINGS_ORACLE_SEED=7 cargo test --test it oracle`.

mod chance;
mod compare;
mod corpus;
mod counts;
mod filters;
mod library;
mod meaning;
mod pattern;
mod places;
mod queries;
mod shares;
mod shrink;
mod spread;
mod values;

use std::env;
use std::thread;

use chance::Chance;
use compare::Comparison;
use findings::Index;
use library::Library;
use queries::Queries;
use shares::Shares;

/// How many corpora there are; of each two, one is indexed in several goes.
const CORPORA: u64 = 6;

/// So many queries that fail are shown of each corpus.
const MOST_SHOWN: usize = 3;

#[test]
fn the_index_finds_what_a_plain_look_at_every_passage_finds() {
    let queries = number("FINDINGS_ORACLE_QUERIES", 12_000) / CORPORA;
    let seed = number("FINDINGS_ORACLE_SEED", 1);
    let mut shares = Shares::default();
    let mut failures = Vec::new();
    thread::scope(|scope| {
        let corpora = (0..CORPORA).map(|number| seed.wrapping_mul(1_000) + number);
        let runs: Vec<_> = corpora.map(|seed| scope.spawn(move || run(seed, queries))).collect();
        for run in runs {
            let (of_corpus, failed) = run.join().expect("a run that fails says so without a panic");
            shares.join(of_corpus);
            failures.extend(failed);
        }
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    if env::var("FINDINGS_ORACLE_QUERIES").is_ok() {
        use std::io::Write;
        write!(std::io::stderr(), "{shares}").expect("stderr can be written to");
    }
    shares.assert_rich();
}

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text}")))
}

/// Runs so many queries over a corpus; gives what failed, ready to be shown.
fn run(seed: u64, queries: u64) -> (Shares, Vec<String>) {
    let grown = seed % 2 == 1;
    let place = corpus::indexed(seed, grown);
    let library = Library::of(&place);
    assert!(library.passages.len() > 50, "only {} passages", library.passages.len());
    assert!(!grown || place.segments() > 1, "an index that grew has several segments");
    assert_eq!(library.reports.contains_key("a/r0.md"), !grown, "what was removed is gone");
    let comparison = Comparison::of(&library, Index::open(place.path("index")).expect("the index was just made"));
    let mut source = Queries { library: &library, chance: Chance::new(seed) };
    let (mut shares, mut failures) = (Shares::default(), Vec::new());
    for _ in 0..queries {
        let asked = comparison.asked(source.next(), &mut source.chance);
        shares.add(&asked.root, comparison.expected(&asked), library.passages.len());
        if let Some(failure) = comparison.failure(asked) {
            failures.push(format!("corpus {seed}\n{failure}"));
        }
        if failures.len() >= MOST_SHOWN {
            break;
        }
    }
    (shares, failures)
}
