//! The rankings of the sample corpus, as files that a person can read and judge: `tests/golden` has the ten
//! first hits of every topic, and how good they are. A change of them fails here until it is looked at and
//! taken with
//!
//! ```text
//! FINDINGS_GOLDEN=update cargo test --test it golden
//! ```
//!
//! What is taken that way is still held to the floors below.

mod difference;
mod metrics;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;

use crate::corpus::{corpus, sample, table};
use difference::{moves, unified};
use metrics::Measures;

/// The means of the measures must not fall below these. They stand a little under what was measured last, so
/// that one topic may lose what another gains; raise them when the rankings have become better.
const FLOORS: Measures = Measures { recall_1: 0.048, recall_5: 0.205, mrr: 0.96, ndcg_10: 0.79 };

const UPDATE: &str = "FINDINGS_GOLDEN=update cargo test --test it golden";

/// So many hits are shown of a topic.
const SHOWN: usize = 10;
/// So many characters are shown of a hit.
const EXCERPT: usize = 90;
/// So many of them stand before what was found.
const BEFORE: usize = 30;

#[test]
fn rankings_are_those_that_were_judged_last() {
    let texts = texts();
    if updating() {
        update(&texts);
        return;
    }
    let mut differences = String::new();
    for (name, new) in &texts {
        let old = fs::read_to_string(folder().join(name)).unwrap_or_default().replace("\r\n", "\n");
        if old != *new {
            let _ = writeln!(differences, "tests/golden/{name}\n{}{}", moved(&old, new), unified(&old, new));
        }
    }
    for stray in strays(&texts) {
        let name = stray.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(differences, "tests/golden/{name}\n   belongs to no topic");
    }
    assert!(
        differences.is_empty(),
        "what is found has changed\n\n{differences}\nif all of this is for the better or all the same:\n\n    {UPDATE}\n"
    );
}

#[test]
fn rankings_are_no_worse_than_their_floors() {
    let means = Measures::mean(&TOPICS.iter().map(Topic::measures).collect::<Vec<_>>());
    for ((name, mean), (_, floor)) in means.named().into_iter().zip(FLOORS.named()) {
        assert!(mean >= floor, "the mean {name} is {mean:.4}, below its floor of {floor}");
    }
}

/// A topic and what the program makes of it.
struct Topic {
    id: String,
    query: String,
    description: String,
    /// The query as the program read it.
    understood: String,
    /// How many passages have all words of the query.
    all_words: u64,
    /// All that is found with any of the words, from the best down.
    hits: Vec<Value>,
    /// The grades of the relevant passages.
    judged: BTreeMap<String, u32>,
}

/// The topics run once for all tests.
static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    let rows = table("topics.tsv");
    let lines: String = rows.iter().map(|row| format!("{}\t{}\n", row["id"], row["query"])).collect();
    let sample = sample();
    let records = |line: &str| sample.findings(line).stdin(&lines).run().status(0).json_lines();
    let mut judged = judgements();
    let records = records("batch --any --all").into_iter().zip(records("batch --limit 1"));
    let topics = rows.iter().zip(records).map(|(row, (mut any, all))| Topic {
        id: row["id"].clone(),
        query: row["query"].clone(),
        description: row["description"].clone(),
        understood: any["query"]["understood"].as_str().expect("it is a text").to_owned(),
        all_words: all["total"]["passages"].as_u64().expect("it is a number"),
        hits: std::mem::take(any["hits"].as_array_mut().expect("it is a list")),
        judged: judged.remove(&row["id"]).expect("every topic has judgements"),
    });
    topics.collect()
});

/// The grades of the relevant passages by topic and passage.
fn judgements() -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut judged: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for line in fs::read_to_string(corpus("qrels.tsv")).expect("there are judgements").lines() {
        let [topic, _, passage, grade] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let grade = grade.parse().expect("a grade is a number");
        judged.entry(topic.to_owned()).or_default().insert(passage.to_owned(), grade);
    }
    judged
}

impl Topic {
    fn grade(&self, hit: &Value) -> u32 {
        self.judged.get(text(&hit["id"])).copied().unwrap_or(0)
    }

    fn grades(&self) -> Vec<u32> {
        self.judged.values().copied().collect()
    }

    fn measures(&self) -> Measures {
        let ranked: Vec<u32> = self.hits.iter().map(|hit| self.grade(hit)).collect();
        Measures::of(&ranked, &self.grades())
    }

    /// The topic's file.
    fn page(&self) -> String {
        let of_grade = |grade| self.judged.values().filter(|one| **one == grade).count();
        let mut page = format!("{}  {}\n\n", self.id, self.query);
        let _ = writeln!(page, "asked     {}", self.description);
        let _ = writeln!(page, "read as   {}", self.understood);
        let _ = writeln!(page, "found     {} passages, {} with all of the words", self.hits.len(), self.all_words);
        let relevant = self.judged.len();
        let _ = writeln!(page, "relevant  {relevant} passages: {} of grade 2, {} of grade 1", of_grade(2), of_grade(1));
        page.push_str("\nrank  grade  score  match      passage\n");
        for hit in self.hits.iter().take(SHOWN) {
            page.push_str(&self.shown(hit));
        }
        page.push('\n');
        for (name, value) in self.measures().named() {
            let _ = writeln!(page, "{name:<8}  {value:.3}");
        }
        page
    }

    fn shown(&self, hit: &Value) -> String {
        let or_dash = |key: &str| hit[key].as_str().unwrap_or("–").to_owned();
        let label = hit["label"].as_str().map_or("–".to_owned(), |label| format!("¶{label}"));
        let about = [or_dash("authority"), or_dash("kind"), or_dash("date"), label].join(" · ");
        let score = hit["score"].as_f64().expect("a score is a number");
        format!(
            "{:>4}  {:^5}  {score:>5.2}  {:<9}  {}\n      {about}\n      {}\n",
            hit["rank"].as_u64().expect("a rank is a number"),
            mark(self.grade(hit)),
            text(&hit["match"]),
            text(&hit["id"]),
            excerpt(hit),
        )
    }

    fn row(&self) -> String {
        let marks: String = self.hits.iter().take(SHOWN).map(|hit| mark(self.grade(hit))).collect();
        let measures = columns(&self.measures());
        format!("{:<13}  {:>8}{measures}  {marks:<10}  {}\n", self.id, self.judged.len(), self.query)
    }
}

/// All files of `tests/golden`: a page for each topic and the summary.
fn texts() -> BTreeMap<String, String> {
    let pages = TOPICS.iter().map(|topic| (format!("{}.txt", topic.id), topic.page()));
    pages.chain([("summary.txt".to_owned(), summary())]).collect()
}

const DEFINITIONS: &str = "\
How good the rankings of the sample corpus are, a topic a line. Every query is run with --any, and all that
it finds is ranked. A passage is relevant if corpus/qrels.tsv gives it grade 1 or 2. The measures are those of
trec_eval (recall.1, recall.5, recip_rank, ndcg_cut.10):

recall@1, recall@5  of all relevant passages of the topic, the share that stands at rank 1, or at ranks 1 to 5;
                    with 50 relevant passages, recall@5 is 0.1 at best
MRR                 one divided by the rank of the first relevant passage, wherever it stands; 0 without one
nDCG@10             the sum of grade / log2(rank + 1) over ranks 1 to 10, divided by the same sum of the best
                    order of all relevant passages; the gain of a passage is its grade, 2 or 1
first ten           the grades of the first ten hits in their order, · for a passage that is not relevant
mean                over the topics, each counting the same
best possible       the means that a perfect order would have

";

fn summary() -> String {
    let measures: Vec<Measures> = TOPICS.iter().map(Topic::measures).collect();
    let best: Vec<Measures> = TOPICS.iter().map(|topic| Measures::best(&topic.grades())).collect();
    let names: String = FLOORS.named().iter().map(|(name, _)| format!("  {name:>8}")).collect();
    let mut summary = format!("{DEFINITIONS}{:<13}  relevant{names}  first ten   query\n", "topic");
    for topic in TOPICS.iter() {
        summary.push_str(&topic.row());
    }
    for (name, means) in [("mean", Measures::mean(&measures)), ("best possible", Measures::mean(&best))] {
        let _ = writeln!(summary, "{name:<13}  {:>8}{}", "", columns(&means));
    }
    summary
}

fn columns(measures: &Measures) -> String {
    measures.named().iter().map(|(_, value)| format!("  {value:>8.3}")).collect()
}

fn mark(grade: u32) -> String {
    if grade == 0 { "·".to_owned() } else { grade.to_string() }
}

/// The text around what was found first, cut between words.
fn excerpt(hit: &Value) -> String {
    let chars: Vec<char> = text(&hit["text"]).chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let found = hit["highlights"][0][0].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    let word_starts = |at: &usize| *at == 0 || chars[at - 1] == ' ';
    let start = (found.saturating_sub(BEFORE)..found).find(word_starts).unwrap_or(found);
    let longest = chars.len().min(start + EXCERPT);
    let word_ends = |at: &usize| *at == chars.len() || chars[*at] == ' ';
    let end = (start + 1..=longest).rev().find(word_ends).unwrap_or(longest);
    let (before, after) = (if start > 0 { "… " } else { "" }, if end < chars.len() { " …" } else { "" });
    format!("{before}{}{after}", chars[start..end].iter().collect::<String>())
}

fn text(value: &Value) -> &str {
    value.as_str().expect("it is a text")
}

/// Which passages of a topic's page changed their rank.
fn moved(old: &str, new: &str) -> String {
    moves(&passages(old), &passages(new))
}

/// The passages of a topic's page, from the best down.
fn passages(page: &str) -> Vec<&str> {
    let is_hit = |line: &&str| line.contains('#') && line.trim_start().starts_with(|c: char| c.is_ascii_digit());
    page.lines().filter(is_hit).filter_map(|line| line.split_whitespace().last()).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Files in the folder that are of a topic that is no more.
fn strays(texts: &BTreeMap<String, String>) -> Vec<PathBuf> {
    let files = fs::read_dir(folder()).into_iter().flatten().flatten().map(|entry| entry.path());
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.filter(|path| name(path).ends_with(".txt") && !texts.contains_key(&name(path))).collect()
}

pub(crate) fn updating() -> bool {
    match std::env::var("FINDINGS_GOLDEN") {
        Err(_) => false,
        Ok(value) if value == "update" => true,
        Ok(value) => panic!("FINDINGS_GOLDEN is {value:?}; it can only be \"update\""),
    }
}

fn update(texts: &BTreeMap<String, String>) {
    for stray in strays(texts) {
        fs::remove_file(stray).expect("a file of the project can be removed");
    }
    for (name, text) in texts {
        fs::write(folder().join(name), text).expect("a file of the project can be written");
    }
}
