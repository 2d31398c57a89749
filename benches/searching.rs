//! How fast one search is over an index of the sample corpus, which is open already: the query read, its matches
//! counted, and from its text to ten hits with what is marked in them. `cargo bench --bench searching`

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;

use findings::Index;
use findings::query::{MatchLevel, ParseOptions, parse};
use findings::report::Date;
use findings::{Request, Sort, Unit};

/// A query of each sort, and how many passages of the sample corpus it finds at the least.
const QUERIES: [(&str, &str, u64); 14] = [
    ("word", "children", 100),
    ("rare word", "launderette", 1),
    ("and", "social workers plans", 5),
    ("or", "missing OR exploitation OR health", 50),
    ("not", "assess* -health", 10),
    ("phrase", "\"social workers\"", 50),
    ("phrase with a gap", "\"children * care\"", 1),
    ("near", "risk NEAR/5 children", 1),
    ("near, sentence", "risk NEAR/s children", 1),
    ("wildcard", "a*", 100),
    ("filter", "children kind:inspection", 50),
    ("date", "children date:>=2020", 50),
    ("group", "(missing OR absent) (interview OR visit)", 5),
    ("nothing", "childern", 0),
];

/// The index, made anew once a run.
static INDEX: LazyLock<PathBuf> = LazyLock::new(|| {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("searching");
    let mut index = Command::new(env!("CARGO_BIN_EXE_findings"));
    index.arg("index").arg(corpus).args(["--rebuild", "--quiet", "--index"]).arg(&folder).stderr(Stdio::null());
    index.status().expect("findings runs");
    folder
});

fn main() {
    divan::main();
}

/// From the text of the query to ten hits, as the command does it in a process of its own.
#[divan::bench(args = QUERIES.map(|(sort, ..)| sort))]
fn search(bencher: Bencher<'_, '_>, sort: &str) {
    let (typed, least) = query(sort);
    let expected = passages(typed);
    assert!(expected >= least, "{typed} finds {expected}");
    bencher.bench(|| assert_eq!(passages(typed), expected));
}

/// The same with a searcher that many searches share, as `batch` does it.
#[divan::bench(args = QUERIES.map(|(sort, ..)| sort))]
fn search_of_many(bencher: Bencher<'_, '_>, sort: &str) {
    let (typed, _) = query(sort);
    let index = opened();
    index.expect_many().expect("the index is sound");
    let expected = passages(typed);
    bencher.bench(|| assert_eq!(found(&index, typed), expected));
}

/// Matches counted, none ranked and none shown.
#[divan::bench(args = QUERIES.map(|(sort, ..)| sort))]
fn count_only(bencher: Bencher<'_, '_>, sort: &str) {
    let (typed, _) = query(sort);
    let index = opened();
    let expected = passages(typed);
    let parsed = parse(typed, &options()).query;
    bencher.bench(|| {
        let counts = index.count(&parsed, MatchLevel::Inflected).expect("the index is whole");
        assert_eq!(counts.passages, expected);
    });
}

/// Characters to a tree, and the tree back to text.
#[divan::bench(args = QUERIES.map(|(sort, ..)| sort))]
fn parse_only(bencher: Bencher<'_, '_>, sort: &str) {
    let ((typed, _), options) = (query(sort), options());
    let expected = parse(typed, &options).query.to_string();
    bencher.bench(|| assert_eq!(parse(typed, &options).query.to_string(), expected));
}

/// All hits of a common word in each order, with what is marked in them: what is beyond ten hits costs highlights and stored
/// text.
#[divan::bench(args = [Sort::Relevance, Sort::DateDescending, Sort::Report])]
fn all_hits_marked(bencher: Bencher<'_, '_>, sort: Sort) {
    let parsed = parse("children", &options()).query;
    let index = opened();
    let request = Request::new(&parsed).limit(None).sort(sort).unit(Unit::Passage);
    let marked = || {
        let hits = index.search(&request).expect("the index is whole").hits;
        assert!(hits.iter().all(|hit| !hit.highlights.is_empty()));
        hits.len()
    };
    let expected = marked();
    assert!(expected >= 100);
    bencher.counter(ItemsCount::new(expected)).bench(|| assert_eq!(marked(), expected));
}

fn query(sort: &str) -> (&'static str, u64) {
    let (_, typed, least) = QUERIES.iter().find(|(name, ..)| *name == sort).expect("it is one of them");
    (typed, *least)
}

/// How many passages a query finds; the ten best are made ready to show.
fn passages(typed: &str) -> u64 {
    found(&opened(), typed)
}

fn opened() -> Index {
    Index::open_for_one(&*INDEX).expect("the sample corpus was indexed")
}

fn found(index: &Index, typed: &str) -> u64 {
    let parsed = parse(typed, &options());
    let answer = index.search(&Request::new(&parsed.query)).expect("the index is whole");
    assert_eq!(answer.hits.len() as u64, answer.matched.passages.min(10));
    answer.matched.passages
}

fn options() -> ParseOptions<'static> {
    ParseOptions::on(Date::day(2025, 1, 1).expect("a day of the calendar"))
}
