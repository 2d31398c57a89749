//! The level of variants: acronyms learnt from reports, a lexicon file, and what is found at each level.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::support::{Outcome, Place, Shared};

const ONE: &str = r#"{"id": "one", "title": "One", "text": [
"Each child has a return home interview (RHI) within three days.",
"The team sends letters. It holds return home interviews, and SEND support is planned.",
"Help for special educational needs and disabilities (SEND) came late."]}"#;

const TWO: &str = r#"{"id": "two", "title": "Two", "text": [
"RHIs are late, and the form is short.",
"Homes were returned to after interviews with children.",
"Letters that parents send are kept. A send-off was held."]}"#;

fn place() -> Arc<Place> {
    static PLACE: Shared = Shared::new();
    PLACE.get(|| {
        let records = format!("{}\n{}\n", ONE.replace('\n', " "), TWO.replace('\n', " "));
        Place::new().file("corpus/a.jsonl", records).indexed()
    })
}

#[track_caller]
fn search(place: &Place, options: &str, query: &str) -> Outcome {
    place.findings(&format!("search --all --sort report {options}")).arg(query).run()
}

fn labels(outcome: &Outcome) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    outcome.json()["hits"].as_array().expect("hits").iter().map(|hit| (text(&hit["id"]), text(&hit["match"]))).collect()
}

#[test]
fn an_acronym_and_what_it_stands_for_find_each_other() {
    let place = place();
    for (query, expected) in [
        ("RHI", vec!["one#2 verbatim", "one#3 variants", "two#2 inflected"]),
        ("\"return home interview\"", vec!["one#2 verbatim", "one#3 inflected", "two#2 variants"]),
        ("return home interviews", vec!["one#2 inflected", "one#3 verbatim", "two#2 variants", "two#3 inflected"]),
        ("\"a return home interview\"", vec!["one#2 verbatim"]),
        ("late NEAR/3 \"return home interview\"", vec!["two#2 variants"]),
        ("\"return home interview\" -form", vec!["one#2 verbatim", "one#3 inflected"]),
        // In small letters an ordinary word is no acronym, and an acronym's variants are in capitals.
        ("send", vec!["one#3 verbatim", "one#4 verbatim", "two#4 verbatim"]),
        ("\"special educational needs and disabilities\"", vec!["one#3 variants", "one#4 verbatim"]),
        // The very words are the very words.
        ("=RHI", vec!["one#2 verbatim"]),
    ] {
        let outcome = search(&place, "--match variants --format json -q", query);
        let found: Vec<String> = labels(&outcome).iter().map(|(id, label)| format!("{id} {label}")).collect();
        assert_eq!(found, expected, "{query}\n{}", outcome.shown());
    }
}

#[test]
fn each_level_says_what_it_finds() {
    let place = place();
    let outcome = search(&place, "--match variants --format json", "\"return home interview\"");
    outcome.stderr_has("\"return home interview\" finds RHI, \"return interview\" too\n");
    let answer = search(&place, "--match variants --format json", "\"return home interview\"").json();
    let counts = |name: &str, passages: u64, reports: u64| json!({"match": name, "passages": passages, "reports": reports, "authorities": 0});
    assert_eq!(answer["rungs"], json!([counts("verbatim", 1, 1), counts("inflected", 2, 1), counts("variants", 3, 2)]));
    assert_eq!(
        answer["expansions"],
        json!([{"typed": "\"return home interview\"", "also": ["RHI", "\"return interview\""]}])
    );
    // The same where not all hits are there to be counted, and where any of the words will do.
    for options in ["--limit 1", "--unit report", "--per-report 1", "--limit 1 --sort date"] {
        let line = format!("search --match variants --format json {options}");
        let other = place.findings(&line).arg("\"return home interview\"").run().json();
        assert_eq!(other["rungs"], answer["rungs"], "{options}");
    }
    let any = place.findings("search --match variants --any --format json").arg("return home interview").run().json();
    assert_eq!(any["rungs"][2]["passages"], 4);
    search(&place, "-q --long-ids", "RHI").stdout_has("one#2");
    search(&place, "", "RHI").stderr_has("  verbatim 1 in 1 report, inflected 2 in 2 reports\n");
    search(&place, "", "letters").stderr_has("2 passages in 2 of 2 reports");
}

#[test]
fn a_search_without_hits_says_that_variants_would_find_some() {
    let place = Place::new().file("corpus/a.jsonl", ONE.replace('\n', " ")).indexed();
    let outcome = place.findings("search --all-words --format json").arg("=RHI within \"held\"").run();
    assert_eq!(outcome.json()["nothing"]["variants"], 0);
    let outcome = place.findings("search --all-words --kind other --format json").arg("RHI letters").run();
    assert_eq!(outcome.json()["nothing"]["variants"], 1, "{}", outcome.shown());
    place
        .findings("search --all-words")
        .arg("RHI letters")
        .run()
        .status(1)
        .stderr_has("  with --match variants: 1 passage\n");
}

#[test]
fn a_lexicon_file_adds_variants_and_forbids_pairings() {
    let place = Place::new().file("corpus/a.jsonl", format!("{}\n{}", ONE.replace('\n', " "), TWO.replace('\n', " ")));
    let place = place
        .indexed()
        .file(
            "lexicon.toml",
            "[[variants]]\nfind = [\"team\"]\nalso = [\"parents\", \"gnomes\"]\n[[never]]\nforms = [\"RHI\"]\n",
        )
        .file("broken.toml", "[[variants]\n");
    let ids = |line: &str, query: &str| search(&place, line, query).ids();
    assert_eq!(ids("--match variants --format jsonl", "team"), ["one#3", "two#4"]);
    assert_eq!(ids("--match variants --format jsonl", "parents"), ["two#4"]);
    assert_eq!(ids("--match variants --format jsonl", "RHI"), ["one#2", "two#2"]);
    let list = "team → parents, gnomes  (line 1 of the file)\n\
                SEND, \"special educational needs and disabilities\"  (1 report)\n\
                kid → child, children, \"young people\"  (ships with findings)\n";
    let listed = place.run("lexicon list").status(0);
    assert!(listed.out().starts_with(list), "{}", listed.shown());
    place.run("lexicon check").status(2).stdout("lexicon.toml: line 1: gnomes occurs in no passage\n");
    for line in ["search team --lexicon broken.toml", "lexicon check broken.toml", "lexicon list --lexicon broken.toml"]
    {
        place.run(line).status(2).stdout("").stderr_has("broken.toml").stderr_has("line 1 is not TOML");
    }
    place.run("search team --lexicon none.toml").status(2).stderr_has("none.toml");
    place.run("search team --match variants").status(0);
}

#[test]
fn each_variant_is_counted_where_its_own_words_are_in_order() {
    // Three of the first four, among as many words.
    let records = r#"{"id": "one", "title": "One", "text": [
"Drift then drift then drift in the spring here.", "Plan drift then plan delay in the spring here.",
"Delay plan then drift and drift and drift here.", "Wellbeing plan then drift and drift the spring here.",
"A well-being plan was written and kept in the office.", "The plan of the delay has a late draft."]}"#;
    let file = "[[variants]]\nfind = ['tardy']\nalso = ['drift', 'plan drift', 'plan delay', 'well being plan']\n";
    let place = Place::new().file("corpus/a.jsonl", records.replace('\n', " ")).indexed().file("lexicon.toml", file);
    let hits = search(&place, "--match variants --format jsonl", "tardy").json_lines();
    let ids: Vec<&Value> = hits.iter().map(|hit| &hit["id"]).collect();
    assert_eq!(ids, ["one#2", "one#3", "one#4", "one#5", "one#6"]);
    assert!(hits[..4].iter().all(|hit| hit["score"] == hits[0]["score"]), "{hits:?}");
    assert!(hits[4]["score"].as_f64() < hits[0]["score"].as_f64(), "{hits:?}");
}

/// Passages in the words of the trade, and two in lay words.
const TRADE: [&str; 6] = [
    "Foster carers said that they are supported well by their own team of workers.",
    "Looked-after children do not see their social worker often enough to trust them.",
    "Some children in care, and other children, live in unregistered placements.",
    "Kids Company ran a club. Few young people knew of it when it closed in the spring.",
    "The foster panel meets. No parents are on it, although some were asked to join.",
    "Young people who were not in education, employment or training were helped by a coach.",
];

#[test]
fn lay_words_find_what_reports_call_otherwise() {
    let records = TRADE.map(|text| format!("{{\"id\": \"r{}\", \"text\": [{text:?}]}}\n", text.len())).concat();
    let place = Place::new().file("corpus/a.jsonl", records).indexed();
    let found = |line: &str, query: &str| {
        let hits =
            place.findings(&format!("search --all-words --format json {line}")).arg(query).run().json()["hits"].clone();
        let at = |hit: &Value| TRADE.iter().position(|text| hit["text"] == **text).expect("a passage");
        hits.as_array().expect("hits").iter().map(at).collect::<Vec<_>>()
    };
    let sorted = |line: &str, query: &str| {
        let mut found = found(line, query);
        found.sort_unstable();
        found
    };
    for (query, strict, variants) in [
        ("foster parents", vec![4], vec![0, 4]),
        ("kids", vec![3], vec![1, 2, 3, 5]),
        ("kids in care", vec![], vec![1, 2]),
        ("no job", vec![], vec![5]),
        // One way only, and never for the very words.
        ("children", vec![1, 2], vec![1, 2]),
        ("=kids", vec![3], vec![3]),
    ] {
        assert_eq!(sorted("", query), strict, "{query}");
        assert_eq!(sorted("--match variants", query), variants, "{query}");
    }
    // Where nothing has the word itself, that is said.
    let said = |query: &str| place.findings("search --match variants").arg(query).run();
    said("youngsters").status(0).stderr_has("nothing has youngsters itself");
    said("KIDS").status(0).stderr_lacks("itself");
    // A form and what it finds count once.
    let kids = found("--any --match variants", "kids in care");
    assert_eq!(kids[0], 2, "{kids:?}");
    // A file extends them, and what it says of a form is said instead.
    let place =
        place.file("lexicon.toml", "[[variants]]\nfind = ['kid']\nalso = ['panel']\n[[never]]\nforms = ['no job']\n");
    let ids = |query: &str| place.findings("search --all-words --match variants --format jsonl").arg(query).run().ids();
    assert_eq!(ids("kids"), [format!("r{}#1", TRADE[3].len()), format!("r{}#1", TRADE[4].len())]);
    assert_eq!(ids("no job"), [""; 0]);
    assert_eq!(ids("foster parents").len(), 2);
}

#[test]
fn a_lexicon_to_begin_with_is_one_that_can_be_read() {
    let records: String = (0..4)
        .map(|n| {
            format!(
                "{{\"id\": \"r{n}\", \"text\": [\"The XQZ met. A care plan (CP) and child protection (CP) meet.\"]}}\n"
            )
        })
        .collect();
    let place = Place::new().file("corpus/a.jsonl", records).indexed();
    let suggested = place.run("lexicon suggest").status(0).out().to_owned();
    assert!(suggested.contains("4 reports have XQZ") && suggested.contains("CP has several meanings"), "{suggested}");
    assert!(suggested.lines().all(|line| line.is_empty() || line.starts_with('#')), "{suggested}");
    let place = place.file("lexicon.toml", suggested.lines().map(|l| format!("{l}\n")).collect::<String>());
    place.run("lexicon check").status(0).stdout("").stderr("0 groups, 0 to look at\n");
}

#[test]
fn the_next_level_down_is_counted_and_said_where_it_finds_more() {
    let place = place();
    let rungs = |options: &str, query: &str| -> Vec<(String, u64)> {
        let answer = place.findings(&format!("search --format json {options}")).arg(query).run().json();
        let rung = |rung: &Value| {
            (rung["match"].as_str().unwrap_or_default().to_owned(), rung["passages"].as_u64().unwrap_or(0))
        };
        answer["rungs"].as_array().expect("a list").iter().map(rung).collect()
    };
    let expected = |counts: &[u64]| -> Vec<(String, u64)> {
        ["verbatim", "inflected", "variants"].map(str::to_owned).into_iter().zip(counts.iter().copied()).collect()
    };
    for (options, query, counts, said) in [
        (
            "",
            "RHI",
            &[1, 2, 3][..],
            Some("  2 with RHI; 3 with \"return home interview\", \"return interview\" too: --match variants\n"),
        ),
        ("--unit report", "RHI", &[1, 2, 3], Some("2 with RHI; 3 with ")),
        (
            "",
            "\"return home interview\"",
            &[1, 2, 3],
            Some("2 with \"return home interview\"; 3 with RHI, \"return interview\" too: --match variants\n"),
        ),
        ("--match verbatim", "letters", &[2, 2], None),
        ("--match verbatim", "letter", &[0, 2], None),
        (
            "--match verbatim",
            "interview",
            &[1, 3],
            Some("  1 with the very words; 3 with other endings too: --match inflected\n"),
        ),
        ("--match verbatim", "interview -letters", &[1, 2], Some("; 2 with other endings too")),
        ("--match variants", "RHI", &[1, 2, 3], None),
        // No word has a variant.
        ("", "letters", &[2, 2], None),
        ("", "=RHI", &[1, 1], None),
        // A variant that finds nothing more.
        ("", "SEND special educational", &[1, 1, 1], None),
    ] {
        assert_eq!(rungs(options, query), expected(counts), "{options} {query}");
        let outcome = place.findings(&format!("search {options}")).arg(query).run();
        match said {
            Some(said) => drop(outcome.stderr_has(said)),
            None => drop(outcome.stderr_lacks("too: --match")),
        }
    }
    let record = place.findings("batch").stdin("RHI\n").run().json_lines().remove(0);
    // One of many queries is not asked twice.
    assert_eq!(record["rungs"].as_array().map(Vec::len), Some(2));
}
