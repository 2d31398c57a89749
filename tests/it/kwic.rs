//! Concordances: lines are what a plain scan of the passages finds, in the order asked for; collocates and dispersion are
//! what a count by hand comes to.

use std::collections::BTreeMap;

use findings::NthWord;
use findings::{Index, LineOrder, Request};
use serde_json::Value;

use crate::corpus::sample;
use crate::reports::{BRINDLE_3, library};
use crate::support::{Outcome, Place};

/// The words of a text in lower case, with straight apostrophes: a scan that shares nothing with the index.
fn plain_words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('’', "'");
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.map(|word| word.trim_matches('\'').to_owned()).filter(|word| !word.is_empty()).collect()
}

/// Whether words are those that are wanted, or possessives of them.
fn are(words: &[String], wanted: &[&str]) -> bool {
    words.len() == wanted.len()
        && words.iter().zip(wanted).all(|(word, wanted)| word.strip_suffix("'s").unwrap_or(word) == *wanted)
}

/// The texts of all passages by their ids.
fn texts(index: &Index) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for report in index.reports().expect("the index is whole") {
        for passage in index.passages(&report.id, 1..=report.passages).expect("the index is whole") {
            texts.insert(format!("{}#{}", report.id, passage.ordinal), passage.text);
        }
    }
    texts
}

fn rows(outcome: &Outcome) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(outcome.out().as_bytes());
    let header = reader.headers().expect("a table has a header").clone();
    let row = |row: csv::StringRecord| header.iter().zip(&row).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    reader.records().map(|record| row(record.expect("a row has all cells"))).collect()
}

#[test]
fn a_line_is_an_occurrence_with_what_is_around_it() {
    let library = library();
    let lines = library.run("kwic '=drift' --format csv -q").status(0);
    let lines = rows(&lines);
    let shown: Vec<[&str; 4]> =
        lines.iter().map(|line| ["id", "left", "match", "right"].map(|name| line[name].as_str())).collect();
    let all = "Neglect is not measured. Neglect cases drift, and drift is not challenged.";
    let id = "brindle/inspection-2018.md#6";
    assert_eq!(shown, [[id, &all[..39], "drift", &all[44..]], [id, &all[..50], "drift", &all[55..]],]);
    assert_eq!((lines[0]["start"].as_str(), lines[0]["end"].as_str()), ("39", "44"));
    assert_eq!((lines[0]["authority"].as_str(), lines[0]["date"].as_str()), ("Brindle", "2018-01-30"));
}

#[test]
fn lines_are_aligned_on_the_match_and_fit() {
    let library = library();
    for (width, has_authority) in [(60, false), (80, false), (100, true), (140, true)] {
        let outcome = library.run(&format!("kwic '\"return home interview\" OR drift' --width {width} --color never"));
        let outcome = outcome.status(0);
        let lines: Vec<&str> = outcome.out().lines().collect();
        assert_eq!(lines.len(), 5, "{}", outcome.shown());
        let column = |line: &str| {
            let at = line.find("return home interview").or_else(|| line.find("drift")).expect("the match is shown");
            line[..at].chars().count()
        };
        for line in &lines {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
        // Of two occurrences in one line of text, the aligned one is at the column of the others.
        let expected = column(lines[0]);
        for line in &lines {
            let starts: Vec<usize> = ["return home interview", "drift"]
                .iter()
                .flat_map(|word| line.match_indices(word))
                .map(|(at, _)| line[..at].chars().count())
                .collect();
            assert!(starts.contains(&expected), "{width}: {line}");
        }
        assert_eq!(lines.iter().any(|line| line.contains("Brindle  ")), has_authority, "{width}");
    }
    let coloured = library.run("kwic '=drift' --color always").status(0);
    coloured.stdout_has("\u{1b}[1m\u{1b}[4mdrift\u{1b}[0m");
}

#[test]
fn lines_are_in_the_order_that_is_asked_for() {
    let library = library();
    let all = |options: &str| {
        let outcome =
            library.run(&format!("kwic '\"return home interview\"' --all --format csv -q {options}")).status(0);
        rows(&outcome)
    };
    let nth = |text: &str, at: usize, from_end: bool| {
        let mut words = plain_words(text);
        if from_end {
            words.reverse();
        }
        words.get(at).cloned().unwrap_or_default()
    };
    for (sort, side, at) in [("1L", "left", 0), ("2l", "left", 1), ("1R", "right", 0), ("2R", "right", 1)] {
        let lines = all(&format!("--sort {sort}"));
        assert_eq!(lines.len(), 3);
        let keys: Vec<String> = lines.iter().map(|line| nth(&line[side], at, side == "left")).collect();
        assert!(keys.is_sorted(), "{sort}: {keys:?}");
        // The first of fewer are the same.
        let first = rows(&library.run(&format!("kwic '\"return home interview\"' -n 2 --format csv -q --sort {sort}")));
        assert_eq!(first, lines[..2]);
    }
    for (sort, column) in [("date", "date"), ("authority", "authority"), ("report", "report")] {
        let lines = all(&format!("--sort {sort}"));
        assert!(lines.iter().map(|line| &line[column]).is_sorted(), "{sort}");
        assert_eq!(lines.len(), 3);
    }
    assert_eq!(all("--sort date")[0]["id"], BRINDLE_3);
}

#[test]
fn every_line_is_what_a_plain_scan_finds() {
    let sample = sample();
    let index = Index::open(sample.path("index")).expect("the sample has an index");
    let texts = texts(&index);
    for words in ["drift", "children", "return home", "care leavers", "the"] {
        let wanted: Vec<&str> = words.split(' ').collect();
        let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
        for (id, text) in &texts {
            let here = plain_words(text).windows(wanted.len()).filter(|these| are(these, &wanted)).count();
            if here > 0 {
                expected.insert(id, here);
            }
        }
        let query = index.parse(&format!("=\"{words}\"")).query;
        let request = Request::new(&query).limit(None);
        for order in [LineOrder::Word(NthWord::Left(1)), LineOrder::Passages(findings::Sort::Report)] {
            let (_, lines) = index.concordance(&request, order, 30).expect("the index is whole");
            let mut found: BTreeMap<String, usize> = BTreeMap::new();
            for line in lines {
                let line = line.expect("the index is whole");
                let id = format!("{}#{}", line.report.id, line.ordinal);
                let text: Vec<char> = texts[&id].chars().collect();
                let at: String = text[line.at.0..line.at.1].iter().collect();
                assert!(are(&plain_words(&at), &wanted), "{id}: {at}");
                let before: String = text[..line.at.0].iter().collect();
                assert!(before.ends_with(&line.left) && line.left.chars().count() <= 30);
                let after: String = text[line.at.1..].iter().collect();
                assert!(after.starts_with(&line.right) && line.right.chars().count() <= 30);
                *found.entry(id).or_default() += 1;
            }
            let found: BTreeMap<&str, usize> = found.iter().map(|(id, here)| (id.as_str(), *here)).collect();
            assert_eq!(found, expected, "{words}");
        }
    }
}

#[test]
fn hand_counts_of_the_sample_hold() {
    // Counted in the files by hand.
    let sample = sample();
    for (query, occurrences, passages) in [("=drift", 10, 10), ("'=\"pathway plans\"' --authority Wexcombe", 7, 7)] {
        let outcome = sample.run(&format!("kwic {query} --all --format json")).status(0);
        let answer = outcome.json();
        assert_eq!(
            (answer["occurrences"].as_u64(), answer["total"]["passages"].as_u64()),
            (Some(occurrences), Some(passages)),
            "{query}"
        );
        assert_eq!(answer["lines"].as_array().map(Vec::len), usize::try_from(occurrences).ok(), "{query}");
    }
}

#[test]
fn every_format_has_the_same_lines() {
    let library = library();
    let line = "kwic '\"return home interview\"' --sort report";
    let json = library.run(&format!("{line} --format json")).status(0).json();
    let lines = json["lines"].as_array().expect("there are lines").clone();
    assert_eq!(library.run(&format!("{line} --format jsonl")).status(0).json_lines(), lines);
    let ids: Vec<&str> = lines.iter().map(|line| line["id"].as_str().unwrap_or_default()).collect();
    let csv = rows(&library.run(&format!("{line} --format csv")).status(0));
    assert_eq!(csv.iter().map(|row| row["id"].as_str()).collect::<Vec<_>>(), ids);
    let tsv = library.run(&format!("{line} --format tsv")).status(0);
    assert_eq!(tsv.out().lines().count(), ids.len() + 1);
    let markdown = library.run(&format!("{line} --format md")).status(0);
    assert_eq!(markdown.out().lines().count(), ids.len() + 2);
    markdown.stdout_has("| **return home interview** |");
    library.run(&format!("{line} --format trec")).status(2).stdout("");
}

#[test]
fn collocates_are_what_a_count_by_hand_comes_to() {
    let sample = sample();
    let index = Index::open(sample.path("index")).expect("the sample has an index");
    let texts = texts(&index);
    let window = 4;
    let (mut in_windows, mut words) = (0, 0);
    let (mut together, mut total) = (BTreeMap::<String, u64>::new(), BTreeMap::<String, u64>::new());
    for text in texts.values() {
        let here = plain_words(text);
        words += here.len();
        for (at, word) in here.iter().enumerate() {
            *total.entry(word.clone()).or_default() += 1;
            let near =
                here[at.saturating_sub(window)..here.len().min(at + window + 1)].iter().any(|near| near == "leavers");
            if near && word != "leavers" {
                in_windows += 1;
                *together.entry(word.clone()).or_default() += 1;
            }
        }
    }
    let query = index.parse("=leavers").query;
    let (_, found) = index.collocates(&Request::new(&query), window, 3).expect("the index is whole");
    assert_eq!(found.in_windows, in_windows);
    assert!(found.words.abs_diff(words as u64) * 200 < found.words, "{} is not {words}", found.words);
    assert_eq!(found.collocates[0].word, "care");
    assert!(found.collocates.len() > 5);
    for one in &found.collocates {
        assert_eq!((one.together, one.total), (together[&one.word], total[&one.word]), "{}", one.word);
        let expected = in_windows as f64 * one.total as f64 / found.words as f64;
        assert!((one.expected - expected).abs() < 1e-9 && one.together as f64 > expected, "{}", one.word);
    }
    assert!(found.collocates.iter().all(|one| one.together >= 3));
    assert!(found.collocates.iter().map(|one| -one.log_likelihood).is_sorted());
}

#[test]
fn collocates_under_filters_are_compared_with_what_meets_them() {
    let sample = sample();
    let of = |options: &str| {
        let outcome = sample.run(&format!("kwic children --collocates --format json {options}")).status(0);
        outcome.json()
    };
    let (all, some) = (of(""), of("--authority Wexcombe"));
    let words = |reports: &str| -> u64 {
        let rows = rows(&sample.run(&format!("reports --format csv {reports}")).status(0));
        rows.iter().map(|row| row["words"].parse::<u64>().expect("it is a number")).sum()
    };
    assert_eq!(all["words"].as_u64(), Some(words("")));
    assert_eq!(some["words"].as_u64(), Some(words("--authority Wexcombe")));
    assert!(some["occurrences"].as_u64() < all["occurrences"].as_u64());
    let text = sample.run("kwic children --collocates --window 3 --min 2 -n 4").status(0);
    assert_eq!(text.out().lines().count(), 5);
    assert!(text.out().starts_with("word "), "{}", text.shown());
}

#[test]
fn updates_and_deletions_leave_no_trace_in_the_counts() {
    let place = Place::new().file("corpus/a.txt", "Drift in the plan was seen. A plan may drift.\n");
    let place = place.file("corpus/b.txt", "The team’s plan did not drift. No drift in the team.\n").indexed();
    let totals = |place: &Place| {
        let answer = place.run("kwic =drift --collocates --min 1 --format json").json();
        let collocates = answer["collocates"].as_array().expect("there are some").clone();
        let total =
            |word: &str| collocates.iter().find(|one| one["word"] == word).and_then(|one| one["total"].as_u64());
        (answer["words"].as_u64(), total("plan"), total("team"), total("team's"))
    };
    let before = totals(&place);
    assert_eq!((before.0, before.1), (Some(21), Some(3)));
    // A possessive is a word of its own.
    assert!(before.2.is_none_or(|team| team == 1) && before.3.is_none_or(|team| team == 1), "{before:?}");
    place.write("corpus/b.txt", "No drift was seen in any plan, and no plan was late.\n");
    place.run("index").status(0);
    let after = totals(&place);
    assert_eq!((after.0, after.1, after.2), (Some(22), Some(4), None));
}

#[test]
fn dispersion_is_over_authorities_and_years() {
    let sample = sample();
    let outcome = sample.run("kwic 'care leavers' --dispersion --format json").status(0);
    let answer = outcome.json();
    let reports = rows(&sample.run("reports --format csv").status(0));
    for (division, column) in answer["dispersion"].as_array().expect("there are two").iter().zip(["authority", "date"])
    {
        let mut words: BTreeMap<String, u64> = BTreeMap::new();
        let mut left_out = 0;
        for report in &reports {
            let name = report[column].get(..if column == "date" { 4 } else { report[column].len() });
            match name.filter(|name| !name.is_empty()) {
                Some(name) => {
                    *words.entry(name.to_owned()).or_default() += report["words"].parse::<u64>().expect("a number")
                }
                None => left_out += 1,
            }
        }
        let parts: BTreeMap<String, u64> = division["parts"]
            .as_array()
            .expect("there are parts")
            .iter()
            .map(|part| {
                (part["name"].as_str().unwrap_or_default().to_owned(), part["words"].as_u64().unwrap_or_default())
            })
            .collect();
        assert_eq!(parts, words);
        assert_eq!(division["reports_left_out"].as_u64(), Some(left_out));
        let between = |name: &str| division[name].as_f64().is_some_and(|value| (0.0..=1.0).contains(&value));
        assert!(between("d") && between("dp") && between("dp_norm"), "{division}");
    }
    let lines: u64 = answer["occurrences"].as_u64().expect("all were counted");
    assert_eq!(sample.run("kwic 'care leavers' --all --format jsonl -q").json_lines().len() as u64, lines);
    let text = sample.run("kwic 'care leavers' --dispersion").status(0);
    assert!(text.out().starts_with("by ") && text.out().lines().count() == 3, "{}", text.shown());
}

#[test]
fn what_cannot_be_is_said() {
    let library = library();
    library.run("kwic unheard-of").status(1).stdout("").stderr_has("0 occurrences in 0 passages");
    library.run("kwic kind:inspection").status(1).stdout("").stderr_has("the query has no words to align");
    for line in [
        "kwic",
        "kwic drift --sort 3L",
        "kwic drift --window 3",
        "kwic drift --collocates --window 0",
        "kwic drift --collocates --window 51",
        "kwic drift --collocates --sort 1L",
        "kwic drift --collocates --dispersion",
        "kwic drift --all --limit 3",
        "kwic drift --date soon",
        "kwic drift --width 5",
        "kwic drift --index nowhere",
    ] {
        let outcome = library.run(line).status(2);
        assert!(!outcome.err().is_empty(), "{line}");
    }
    let refused = library.run("kwic 'drift date:soon' --format json").status(2).json();
    assert!(refused["error"].as_str().is_some_and(|error| !error.is_empty()), "{refused}");
    let first: Vec<Value> = library.run("kwic the --sort report -n 3 --format jsonl -q").json_lines();
    assert_eq!(first.len(), 3);
    library.run("kwic the --sort report -n 3").stderr_has("the first 3 occurrences in ");
    library.run("kwic the --sort 1R -n 3").stderr_has("3 of ");
}
