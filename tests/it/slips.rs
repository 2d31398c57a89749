//! Slips that would change an answer without a word: each is an error that names the slip, in every format.

use serde_json::Value;

use crate::reports::library;

/// Queries and options of which a part cannot be read, and what is said of them.
const UNREADABLE: [(&str, &str); 20] = [
    ("drift date:soon", "not a date that can be read"),
    ("drift -date:soon", "not a date that can be read"),
    ("drift page:x", "not a page that can be read"),
    ("drift grade:poor", "not a grade that can be read"),
    ("drift -grade:poor", "grades: outstanding, good, \"requires improvement\", inadequate"),
    ("drift --since 31/02/2019", "not a date that can be read"),
    ("drift --until soon", "not a date that can be read"),
    ("drift --grade poor", "not a grade that can be read"),
    ("drift -c", "--count prints the number"),
    ("-i drift", "upper and lower case are the same"),
    ("drift -l", "--unit report"),
    ("drift -A 2", "--context N"),
    ("drift -A2", "--context N"),
    ("drift -C10", "to rule out the word, type -\"C10\""),
    ("-in drift", "upper and lower case are the same"),
    ("drift authority:", "there is no value after authority:"),
    ("drift date:..", "not a date that can be read"),
    ("drift grade:(good AND inadequate)", "AND cannot be read here"),
    ("drift -5", "to rule out a word, type -word"),
    ("drift -rn", "every hit has its report, page and paragraph"),
];

#[test]
fn what_cannot_be_read_never_widens_an_answer() {
    let library = library();
    for (query, said) in UNREADABLE {
        for format in ["text", "json", "jsonl", "csv", "tsv", "md", "trec"] {
            let (words, options) =
                query.split_once(" --").map_or((query, String::new()), |(w, o)| (w, format!("--{o}")));
            let outcome =
                library.run(&format!("search {words} {options} --format {format} -q")).status(2).stderr_has(said);
            if format != "json" {
                outcome.stdout("");
                continue;
            }
            let answer: Value = outcome.json();
            assert_eq!((&answer["total"], &answer["hits"]), (&Value::Null, &Value::Array(Vec::new())), "{query}");
            let error = answer["error"].as_str().unwrap_or_default();
            assert!(!error.is_empty(), "{query}: {answer}");
            let severities = answer["diagnostics"].as_array().map(Vec::as_slice).unwrap_or_default();
            assert!(
                !options.is_empty() || severities.iter().any(|one| one["severity"] == "error"),
                "{query}: {answer}"
            );
        }
    }
}

#[test]
fn a_word_that_looks_like_an_option_is_ruled_out_in_quotation_marks() {
    let library = library();
    for (query, understood) in
        [(r#"drift -"in""#, "drift NOT in"), (r#"drift -"C2""#, "drift -c2"), ("drift -no-one", "drift -no-one")]
    {
        let answer = library.run(&format!("search '{query}' --format json")).json();
        assert_eq!(
            (&answer["query"]["understood"], &answer["diagnostics"]),
            (&understood.into(), &Value::Array(Vec::new()))
        );
    }
}

/// Queries that are read otherwise than they may be meant, how they are read, and what is said of it.
const READ_OTHERWISE: [(&str, &str, &str); 17] = [
    ("drift -'care'", "drift -care", ""),
    ("drift -£50", "drift NOT 50", "signs are not looked for"),
    ("drift -[care]", "drift -care", ""),
    ("drift|care", "drift OR care", "read as OR"),
    ("drift||care", "drift OR care", "read as OR"),
    ("drift&&care", "drift care", ""),
    ("!drift care", "-drift care", "read as NOT"),
    ("drift in:Ashcombe", "drift in-ashcombe", "did you mean authority:"),
    ("drift borough:Ashcombe", "drift borough-ashcombe", "did you mean authority:"),
    ("drift rated:good", "drift rated-good", "did you mean grade:"),
    ("drift date:2020..2018", "drift date:2018..2020", "read the other way round"),
    ("drift page:5..3", "drift page:3..5", "read the other way round"),
    ("drift size:big", "drift size-big", "there is no field size"),
    ("drift date>2019", "drift date-2019", "did you mean date:>2019"),
    ("drift –care", "drift -care", "read as NOT"),
    ("= drift", "drift", "= is left out"),
    ("kind:focused visit", "kind:focused-visit visit", "only focused is the kind"),
];

#[test]
fn what_is_read_otherwise_is_said_in_every_format() {
    let library = library();
    for (query, understood, said) in READ_OTHERWISE {
        let answer = library.findings("search --format json").arg(query).run().json();
        assert_eq!(answer["query"]["understood"], understood, "{query}");
        let diagnostics = answer["diagnostics"].to_string();
        assert!(diagnostics.contains(said) && (said.is_empty() || diagnostics.len() > 2), "{query}: {diagnostics}");
        library.findings("search --format csv").arg(query).run().stderr_has(said);
        let counted = library.findings("count --format json").arg(query).run().json();
        assert_eq!(counted["diagnostics"], answer["diagnostics"], "{query}");
    }
}

#[test]
fn an_option_within_a_query_is_an_error() {
    let library = library();
    for (query, meant) in [
        ("drift --since 2019", "date:>=…"),
        ("drift --until=2019", "date:<=2019"),
        ("drift --kind inspection", "kind:…"),
    ] {
        let records = library.findings("batch").stdin(format!("{query}\n")).run().status(2).json_lines();
        assert_eq!(records[0]["diagnostics"][0]["hint"], format!("in a query type {meant}"), "{query}");
    }
    let record = library.findings("batch").stdin("drift --sometimes\n").run().status(2).json_lines();
    let hint = "options stand beside a query; to rule out a word, type -sometimes";
    assert_eq!(record[0]["diagnostics"][0]["hint"], hint);
}

#[test]
fn a_word_with_a_dash_is_ruled_out_by_every_command_with_a_query() {
    let library = library();
    for command in ["search", "count", "kwic", "latest", "trail"] {
        let quoted = library.run(&format!("{command} 'children -drift' --format json"));
        let typed = library.run(&format!("{command} children -drift --format json"));
        assert_eq!(quoted.out(), typed.out(), "{command}");
    }
}

#[test]
fn in_a_batch_only_the_query_with_the_slip_fails() {
    let library = library();
    for query in ["drift date:soon", "drift grade:poor", "drift -c"] {
        let queries = format!("drift\n{query}\ncare\n");
        let records = library.findings("batch").stdin(&queries).run().status(2).json_lines();
        let failed: Vec<bool> = records.iter().map(|record| record["error"].is_string()).collect();
        assert_eq!(failed, [false, true, false], "{query}");
        assert_eq!(records[1]["diagnostics"][0]["severity"], "error", "{query}");
        assert_eq!(records[1]["total"], Value::Null);
        for format in ["csv", "tsv", "trec"] {
            let outcome = library.findings(&format!("batch --format {format}")).stdin(&queries).run().status(2);
            assert!(outcome.err().lines().any(|line| line.starts_with("2: ")), "{}", outcome.shown());
        }
    }
}

#[test]
fn a_slip_in_the_name_of_a_field_is_a_mistake() {
    let library = library();
    let answer = library.run("search 'autority:Ashcombe drift' --format json").status(0).json();
    let slip = &answer["diagnostics"][0];
    assert_eq!((&slip["severity"], &slip["hint"]), (&"warning".into(), &"did you mean authority:".into()), "{answer}");
    assert_eq!(answer["hits"][0]["loosened"]["lacks"][0], "autority-ashcombe");
    library.run("search 'autority:Ashcombe drift' --strict").status(2).stdout("").stderr_has("did you mean authority:");
    // What is near no field are words.
    for query in ["problem:5", "http://x", "paper:2"] {
        library.run(&format!("search {query} --strict")).stderr_lacks("did you mean");
    }
}

#[test]
fn a_word_to_rule_out_stays_one() {
    let library = library();
    let all = library.run("search drift --format json").status(0).json()["total"]["passages"].as_u64();
    let without = library.run("search 'drift -\"c\"' --format json").status(0).json()["total"]["passages"].as_u64();
    assert_eq!(all, without);
}

#[test]
fn reports_are_not_listed_by_a_filter_that_cannot_be_read() {
    let library = library();
    library.run("reports --date soon").status(2).stdout("").stderr_has("not a date that can be read");
    library.run("reports --grade poor").status(2).stdout("").stderr_has("not a grade that can be read");
    library.run("reports --date 'summer 2018'").stderr_lacks("not a date");
}
