//! How fast one search is over an index of the sample corpus, which is open already: from the text of
//! the query to ten hits with what is marked in them. `cargo bench --bench searching`

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use divan::Bencher;

use findings::index::Reader;
use findings::query::{ParseOptions, parse};
use findings::report::Date;
use findings::search::{Request, Searcher};

/// A query of each sort; each finds something.
const QUERIES: [&str; 6] = [
    "children",
    "social workers plans",
    "\"social workers\"",
    "missing OR exploitation OR health",
    "risk NEAR/5 children",
    "assess* -health",
];

/// The index, made anew once a run.
static INDEX: LazyLock<Reader> = LazyLock::new(|| {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("searching");
    let mut index = Command::new(env!("CARGO_BIN_EXE_findings"));
    index.arg("index").arg(corpus).args(["--rebuild", "--quiet", "--index"]).arg(&folder).stderr(Stdio::null());
    index.status().expect("findings runs");
    Reader::open(&folder).expect("the sample corpus was indexed")
});

fn main() {
    divan::main();
}

#[divan::bench(args = QUERIES)]
fn search(bencher: Bencher<'_, '_>, typed: &str) {
    let reader = &*INDEX;
    let expected = passages(reader, typed);
    assert!(expected > 0, "{typed} finds something");
    bencher.bench(|| assert_eq!(passages(reader, typed), expected));
}

#[divan::bench(args = QUERIES)]
fn parse_only(bencher: Bencher<'_, '_>, typed: &str) {
    let options = options();
    let expected = parse(typed, &options).query.to_string();
    bencher.bench(|| assert_eq!(parse(typed, &options).query.to_string(), expected));
}

/// How many passages a query finds; the ten best are made ready to show.
fn passages(reader: &Reader, typed: &str) -> u64 {
    let parsed = parse(typed, &options());
    let answer = Searcher::new(reader)
        .expect("the index is whole")
        .search(&Request::new(&parsed.query))
        .expect("the index is whole");
    assert_eq!(answer.hits.len() as u64, answer.found.passages.min(10));
    answer.found.passages
}

fn options() -> ParseOptions<'static> {
    ParseOptions::on(Date::day(2025, 1, 1).expect("a day of the calendar"))
}
