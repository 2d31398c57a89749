//! `search --collapse`: passages that are nearly the same are one hit.

use std::collections::BTreeSet;

use findings::inside::Shingles;
use serde_json::{Value, json};

use crate::corpus::sample;
use crate::support::Place;

const SAME: &str = "Managers read every plan, and drift in any of them is challenged early by those who know the child and the family well.";

fn report(authority: &str, date: &str, text: &str) -> String {
    format!("---\nauthority: {authority}\nkind: inspection\ndate: {date}\n---\n# Inspection of {authority}\n\n{text}\n")
}

/// The same sentence in three reports, with a word changed in one; another one in a fourth.
fn place() -> Place {
    let other = SAME.replace("well.", "best.");
    Place::new()
        .file("corpus/a.md", report("Ashby", "2018-01-02", &format!("{SAME}\n\nThere is no drift here.\n\n{SAME}")))
        .file("corpus/b.md", report("Brindle", "2019-01-02", &other))
        .file("corpus/c.md", report("Carrow", "2020-01-02", SAME))
        .file("corpus/d.md", report("Dunmere", "2021-01-02", "Drift was seen by all inspectors in most of the plans."))
        .indexed()
}

fn hits(answer: &Value) -> Vec<String> {
    let id = |hit: &Value| hit["id"].as_str().expect("an id is a text").to_owned();
    answer["hits"].as_array().expect("there are hits").iter().map(id).collect()
}

#[test]
fn near_duplicates_are_folded_into_the_best() {
    let place = place();
    let plain = place.run("search drift --all --sort newest --json").status(0).json();
    assert_eq!(hits(&plain), ["d.md#2", "c.md#2", "b.md#2", "a.md#2", "a.md#3", "a.md#4"]);
    let outcome = place.run("search drift --all --sort newest --collapse --json").status(0);
    let answer = outcome.json();
    assert_eq!(hits(&answer), ["d.md#2", "c.md#2", "a.md#3"]);
    let also = &answer["hits"][1]["also"];
    let expected = json!({"reports": 2, "passages": 3, "ids": ["b.md#2", "a.md#2", "a.md#4"]});
    assert_eq!(*also, expected);
    assert!(answer["hits"][0].get("also").is_none());
    // Counts are of everything.
    for member in ["total", "of", "rungs"] {
        assert_eq!(answer[member], plain[member]);
    }
    assert_eq!((&answer["collapsed"], plain.get("collapsed")), (&3.into(), None));
    assert_eq!(answer["hits"][1]["rank"], 2);
    let text = place.run("search drift --all --sort newest --collapse --long-ids").status(0);
    text.stdout_has("also in 2 reports: findings similar c.md#2").stderr_has("6 passages in 4 of 4 reports");
    let text = place.run("search drift --all --sort newest --collapse").status(0);
    text.stderr_has("; 3 without those nearly the same");
    place.run("search drift --collapse --format md").status(0).stdout_has("also in 2 reports");
    place.run("search drift --collapse --format brief").status(0).stdout_has("| also in 2 reports |");
    place.run("search drift --collapse --format csv").status(0);
    // The best of the order stands for the others.
    let oldest = place.run("search drift --all --sort oldest --collapse --json").status(0).json();
    assert_eq!(hits(&oldest), ["a.md#2", "a.md#3", "d.md#2"]);
}

#[test]
fn limits_are_of_what_is_left() {
    let place = place();
    for (options, expected) in [
        ("-n 2", vec!["d.md#2", "c.md#2"]),
        ("-n 2 --offset 1", vec!["c.md#2", "a.md#3"]),
        ("-n 2 --offset 2", vec!["a.md#3"]),
        ("--per-authority 1", vec!["d.md#2", "c.md#2", "a.md#3"]),
        ("--per-report 1 -n 1", vec!["d.md#2"]),
    ] {
        let answer = place.run(&format!("search drift --sort newest --collapse --json {options}")).status(0).json();
        assert_eq!(hits(&answer), expected, "{options}");
        assert_eq!(answer["collapsed"], 3, "{options}");
        let run = place.run(&format!("search drift --sort newest --collapse --format trec {options}")).status(0);
        let ids: Vec<&str> = run.out().lines().filter_map(|line| line.split(' ').nth(2)).collect();
        assert_eq!(ids, expected, "{options}");
    }
    let facets = |options: &str| {
        let answer = place.run(&format!("search drift --json --facets year,authority {options}")).status(0).json();
        answer["facets"].clone()
    };
    assert_eq!(facets(""), facets("--collapse"));
    place.run("search drift --collapse --unit report").status(2).stderr_has("collapse folds passages");
    place.run("search drift --collapse --count").status(2).stderr_has("--collapse folds hits");
    place.run("search zebra --collapse").status(1);
}

#[test]
fn a_query_of_a_batch_can_be_collapsed() {
    let place = place();
    place.write(
        "queries.jsonl",
        "{\"id\": 1, \"query\": \"drift\", \"collapse\": true}\n{\"id\": 2, \"query\": \"drift\"}\n",
    );
    let records = place.run("batch queries.jsonl --all").status(0).json_lines();
    assert_eq!((hits(&records[0]).len(), hits(&records[1]).len()), (3, 6));
    place.write("queries.jsonl", "{\"query\": \"drift\", \"collapse\": true, \"unit\": \"report\"}\n");
    let record = &place.run("batch queries.jsonl").status(2).json_lines()[0];
    assert!(record["error"].as_str().is_some_and(|error| error.contains("collapse folds passages")));
}

/// What is folded is what a plain look at all hits in their order finds, whatever the order and the segments.
#[test]
fn folds_are_those_of_a_plain_look() {
    let corpus = sample();
    let mut folded = 0;
    for query in ["children", "recommendation OR plan", "\"social worker\""] {
        for sort in ["relevance", "newest", "report"] {
            let all =
                corpus.findings(&format!("search --all --format jsonl --sort {sort}")).arg(query).run().json_lines();
            let mut heads: Vec<(String, Shingles, Vec<String>)> = Vec::new();
            for hit in &all {
                let (id, text) = (hit["id"].as_str().unwrap().to_owned(), Shingles::new(hit["text"].as_str().unwrap()));
                match heads.iter_mut().find(|(_, head, _)| head.resemblance(&text) >= 0.8) {
                    Some((.., also)) => also.push(id),
                    None => heads.push((id, text, Vec::new())),
                }
            }
            let line = format!("search --all --format jsonl --collapse --sort {sort}");
            let collapsed = corpus.findings(&line).arg(query).run().json_lines();
            let expected: Vec<(String, Vec<String>)> = heads.into_iter().map(|(id, _, also)| (id, also)).collect();
            let found: Vec<(String, Vec<String>)> = collapsed
                .iter()
                .map(|hit| {
                    let ids = hit["also"]["ids"].as_array().cloned().unwrap_or_default();
                    let ids = ids.iter().map(|id| id.as_str().unwrap().to_owned()).collect();
                    (hit["id"].as_str().unwrap().to_owned(), ids)
                })
                .collect();
            assert_eq!(found, expected, "{query} by {sort}");
            folded += expected.iter().map(|(_, also)| also.len()).sum::<usize>();
        }
    }
    assert!(folded > 20, "{folded}");
}

#[test]
fn the_same_is_folded_in_one_segment_and_in_many() {
    let (one, many) = (place(), Place::new());
    for name in ["d.md", "a.md", "c.md", "b.md"] {
        many.write(format!("corpus/{name}"), std::fs::read(one.path(format!("corpus/{name}"))).unwrap());
        many.run("index -q").status(0);
    }
    let answers: BTreeSet<String> = [&one, &many]
        .iter()
        .map(|place| place.run("search drift --all --collapse --json -q").out().to_owned())
        .collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
}
