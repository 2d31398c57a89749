//! How fast hits become bytes, in each format: a hundred hits of a common word in the sample corpus, which were found
//! before. `cargo bench --bench writing`

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;

use findings::Index;
use findings::inside::{Colours, Format, ListedReport, SearchOutput, TextStyle, safe, write_hits, write_reports};
use findings::query::{ParseOptions, parse};
use findings::report::Date;
use findings::{Answer, Hit, Request, Unit};

const HITS: usize = 100;
const FORMATS: [Format; 7] =
    [Format::Text, Format::Json, Format::Jsonl, Format::Csv, Format::Tsv, Format::Markdown, Format::Trec];

/// What was found, once a run, and the hits.
static ANSWER: LazyLock<(Answer<()>, Vec<Hit>)> = LazyLock::new(|| {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("writing");
    let mut index = Command::new(env!("CARGO_BIN_EXE_findings"));
    index.arg("index").arg(corpus).args(["--rebuild", "--quiet", "--index"]).arg(&folder).stderr(Stdio::null());
    index.status().expect("findings runs");
    let index = Index::open(&folder).expect("the sample corpus was indexed");
    let options = ParseOptions::on(Date::day(2025, 1, 1).expect("a day of the calendar"));
    let parsed = parse("children", &options).query;
    let request = Request::new(&parsed).limit(HITS);
    let answer = index.search(&request);
    answer.expect("the index is whole").split()
});

fn main() {
    divan::main();
}

/// As the command writes them, with all colours where there are any.
#[divan::bench(args = FORMATS)]
fn hits(bencher: Bencher<'_, '_>, format: Format) {
    let style = TextStyle { colours: Some(Colours::default()), long_ids: true, ..TextStyle::PLAIN };
    let hits = || ANSWER.1.clone();
    let written = |hits: Vec<Hit>| {
        let found = SearchOutput {
            typed: "children",
            understood: "children",
            answer: &ANSWER.0,
            diagnostics: &[],
            warnings: &[],
            topic: "1",
            unit: Unit::Passage,
            ranks: 1..1,
            explain: false,
            fields: None,
            locate: None,
            max_chars: None,
        };
        let mut out = Vec::new();
        write_hits(&mut out, format, &style, &found, hits.into_iter().map(Ok)).expect("memory takes it");
        out
    };
    let expected = written(hits());
    let shown = String::from_utf8(expected.clone()).expect("all formats are text");
    assert!(ANSWER.1.len() == HITS && shown.contains(&ANSWER.1[HITS - 1].report.id));
    let bencher = bencher.counter(BytesCount::new(expected.len())).with_inputs(hits);
    bencher.bench_values(|hits| assert_eq!(written(hits).len(), expected.len()));
}

/// The list of reports that the hits stand in.
#[divan::bench(args = FORMATS)]
fn reports(bencher: Bencher<'_, '_>, format: Format) {
    let listed = |hit: &Hit| ListedReport { report: hit.report.clone(), short_id: hit.short_id.clone() };
    let reports: Vec<_> = ANSWER.1.iter().map(listed).collect();
    let written = || {
        let mut out = Vec::new();
        write_reports(&mut out, format, &TextStyle::PLAIN, &reports).expect("memory takes it");
        out.len()
    };
    let expected = written();
    assert!(expected > HITS);
    bencher.counter(BytesCount::new(expected)).bench(|| assert_eq!(written(), expected));
}

/// Text made safe for a terminal, which has nothing in it that is not.
#[divan::bench]
fn text_made_safe(bencher: Bencher<'_, '_>) {
    let text: String = ANSWER.1.iter().map(|hit| hit.passage.text.as_str()).collect();
    bencher.counter(BytesCount::new(text.len())).bench(|| assert_eq!(safe(&text).len(), text.len()));
}
