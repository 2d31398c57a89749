//! Queries that are made to take forever: each ends, with a remark on what was left out of it or with its time over,
//! and the queries beside it are answered.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::reports::library;

/// Far above what any of them takes, far below what they took.
const HANG: Duration = Duration::from_secs(120);

fn alternatives(count: usize, word: impl Fn(usize) -> String) -> String {
    (0..count).map(word).collect::<Vec<_>>().join(" OR ")
}

/// A word of its own for each number, which no report has.
fn word(number: usize) -> String {
    "zq".bytes().chain(number.to_string().bytes().map(|digit| b'a' + digit - b'0')).map(char::from).collect()
}

/// What they are, and whether something is left out of them.
fn hostile() -> Vec<(&'static str, String, bool)> {
    let near = |from: usize| alternatives(500, |n| word(from + n));
    let wild = |letters: &str| alternatives(letters.len(), |n| format!("{}*", &letters[n..=n]));
    vec![
        ("words with OR", alternatives(10_000, word), true),
        ("equal words with AND", vec!["drift"; 100_000].join(" AND "), true),
        ("one word of a megabyte", "a".repeat((1 << 20) - 100), true),
        ("a field that is none", "a:".repeat(50_000), true),
        ("one word of many", "a-".repeat(100_000) + "a", true),
        ("lists that do not end", "authority:(".repeat(20_000), true),
        ("groups beside NEAR", format!("({}) NEAR/5 ({})", near(0), near(500)), false),
        ("wildcards", format!("({}) NEAR/9 ({}) NEAR/9 ({})", wild("abc"), wild("def"), wild("ghi")), false),
        ("fuzzy words", alternatives(10_000, |n| word(n) + "~2"), true),
        ("dates", format!("date:({})", alternatives(10_000, |n| format!("{}", 1000 + n % 2_000))), true),
    ]
}

fn remarks(record: &Value) -> usize {
    ["diagnostics", "notes"].iter().map(|kind| record[kind].as_array().map_or(0, Vec::len)).sum()
}

#[test]
fn queries_without_end_do_not_hold_up_a_batch() {
    let library = library();
    let hostile = hostile();
    let lines: String = hostile.iter().map(|(name, query, _)| format!("{name}\t{query}\ndrift\n")).collect();
    let since = Instant::now();
    let outcome = library.findings("batch --timeout 5").stdin(lines).run();
    assert!(since.elapsed() < HANG, "{:?}", since.elapsed());
    let records = outcome.json_lines();
    assert_eq!(records.len(), 2 * hostile.len());
    for ((name, _, is_cut), pair) in hostile.iter().zip(records.chunks(2)) {
        assert_eq!(pair[0]["id"], *name);
        match pair[0]["error"].as_str() {
            Some(error) => {
                assert!(
                    error.starts_with("timed out") || error.starts_with("no authority is called"),
                    "{name}: {error}"
                );
            }
            None => assert!(!is_cut || remarks(&pair[0]) > 0, "{name}: nothing is said"),
        }
        assert!(remarks(&pair[0]) < 60, "{name}");
        assert_eq!(pair[1]["total"]["passages"], 1, "the query after {name}");
    }
}

#[test]
fn queries_without_end_do_not_hold_up_a_search() {
    let library = library();
    for (name, query, _) in hostile() {
        // Of what is longer than an argument can be, the beginning.
        let query = &query[..query.len().min(100_000)];
        let since = Instant::now();
        let outcome = library.findings("search --timeout 5").arg(query).run();
        assert!(since.elapsed() < HANG, "{name}: {:?}", since.elapsed());
        assert!(outcome.err().len() < 20_000, "{name}: {} bytes on stderr", outcome.err().len());
    }
}

#[test]
fn a_word_that_is_longer_than_any_finds_nothing_and_says_so() {
    let library = library();
    for word in ["a".repeat(256), "é".repeat(300), "a".repeat(100_000), "a".repeat(300) + "*", "b".repeat(300) + "~2"]
    {
        let outcome = library.findings("search --format json -q").arg(&word).run().status(1);
        let notes = outcome.json()["notes"].to_string();
        assert!(notes.contains("more than 255 letters"), "{notes}");
        let beside = library.findings("search --format json -q").arg(format!("drift OR {word}")).run().status(0).json();
        assert_eq!(beside["total"]["passages"], 1);
        assert!(beside["notes"].to_string().contains("more than 255 letters"));
    }
    let fine = library.findings("search --format json -q").arg("a".repeat(255)).run().status(1);
    assert_eq!(fine.json()["notes"], serde_json::json!([]));
}

#[test]
fn what_is_left_out_is_said() {
    let library = library();
    let table = [
        (format!("{} OR drift", alternatives(9_000, word)), "more than 8192 words"),
        (format!("\"{}\"", "drift ".repeat(9_000)), "more than 8192 words"),
        (format!("drift {}", "neglect ".repeat(200)), "neglect counts 64 times at the most"),
        (format!("drift OR {}", alternatives(1_100, |n| word(n) + "~")), "more than 1024 words with wildcards"),
        (format!("report:({})", alternatives(9_000, word)), "more than 8192 words"),
    ];
    for (query, said) in table {
        let record = library.findings("batch").stdin(format!("q\t{query}\n")).run().json();
        let remarks = format!("{}{}", record["diagnostics"], record["notes"]);
        assert!(remarks.contains(said), "{said}: {remarks}");
    }
}

#[test]
fn lists_of_a_thousand_names_are_searched_whole() {
    let library = library();
    let names = alternatives(2_000, |n| format!("\"{} {}\"", word(n), word(n + 1)));
    let record = library.findings("batch").stdin(format!("q\t{names} OR drift\n")).run().json();
    assert_eq!((record["total"]["passages"].as_u64(), remarks(&record)), (Some(1), 0));
    let words = alternatives(4_000, word);
    for options in ["", "--any", "--unit report", "--match variants"] {
        let record = library.findings(&format!("batch {options}")).stdin(format!("q\t{words} OR drift\n")).run().json();
        assert_eq!((record["total"]["passages"].as_u64(), remarks(&record)), (Some(1), 0), "{options}");
    }
}

#[test]
fn a_query_that_takes_too_long_is_an_error_of_its_own() {
    let library = library();
    let search = library.run("search drift --timeout 0.000001").status(2).stdout("");
    assert!(search.err().contains("timed out after") && search.err().contains("--timeout"), "{}", search.shown());
    library.run("search drift --timeout 0").status(0);
    library.run("search drift --timeout 1e99").status(2).stderr_has("not a number of seconds");
    let queries = "drift\n{\"id\": \"late\", \"query\": \"drift\", \"timeout\": 0.000001}\ndrift\n";
    let records = library.findings("batch").stdin(queries).run().status(2).json_lines();
    let found: Vec<_> = records.iter().map(|record| record["total"]["passages"].as_u64()).collect();
    assert_eq!(found, [Some(1), None, Some(1)]);
    assert!(records[1]["error"].as_str().is_some_and(|error| error.starts_with("timed out")));
    for format in ["csv", "tsv", "trec"] {
        let outcome = library.findings(&format!("batch --format {format}")).stdin(queries).run().status(2);
        assert_eq!(outcome.err().matches("timed out").count(), 1, "{}", outcome.shown());
        assert!(outcome.err().contains("late: timed out"), "{}", outcome.shown());
    }
    library.findings("batch --timeout 0.000001").stdin("{\"query\": \"drift\", \"timeout\": 0}\n").run().status(0);
}

#[test]
fn what_is_said_of_a_long_query_is_short() {
    let library = library();
    for query in ["NEAR/".to_owned() + &"x".repeat(90_000), "near/5\u{301}".repeat(5_000), "date:soon ".repeat(9_000)] {
        let outcome = library.findings("search").arg(&query).run();
        assert!(outcome.err().len() < 20_000, "{} bytes on stderr", outcome.err().len());
    }
    let option = format!("{{\"query\": \"drift\", \"limit\": \"{}\"}}\n", "9x".repeat(100_000));
    let record = library.findings("batch").stdin(option).run().status(2).json();
    assert!(record["error"].as_str().is_some_and(|error| error.len() < 1_000));
    let row = format!("id,query\n1,{}\n2,drift\n", "a ".repeat((1 << 19) + 10));
    let records = library.findings("batch").stdin(row).run().status(2).json_lines();
    assert!(records[0]["error"].as_str().is_some_and(|error| error.contains("longer than")));
    assert_eq!(records[1]["total"]["passages"], 1);
}
