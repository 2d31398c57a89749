//! `search`: what queries, filters and options find, and in what order.

use serde_json::Value;

use crate::reports::{ASHCOMBE_6, ASHCOMBE_7, BRINDLE_3, library};
use crate::support::Place;

#[test]
fn a_hit_in_text_says_who_what_when_and_where() {
    library()
        .run("search return home interview -n 2 --long-ids")
        .status(0)
        .stdout(
            "\u{20}1  Brindle · inspection · 30 January 2018 · requires improvement
    Missing children
    No return home interview was offered to a third of the children who had been missing.
    brindle/inspection-2018.md#3

 2  Ashcombe · inspection · visit 4–15 March 2019 · ¶1 · p. 1
    The experiences of children who go missing
    Children who go missing are offered a return home interview by a worker whom they know. The
    team’s records of these interviews are thorough.
    ashcombe/inspection-2019.txt#6
",
        )
        .stderr(
            "3 passages in 2 of 4 reports, 2 of 2 authorities; shown: 1–2
  only 3 passages have all of the words; with most of them too: --nearest
",
        );
    library()
        .run("search café visited --long-ids")
        .status(0)
        .stdout(
            "\u{20}1  letter.txt · undated
    Thank you for the help that you gave. Thresholds were discussed, and a café was visited.
    letter.txt#1
",
        )
        .stderr("1 passage in 1 of 4 reports, 0 of 2 authorities\n");
}

/// Queries with the ids of all that they find, in the order of report and ordinal.
#[test]
fn queries_and_options_find_what_they_say() {
    let library = library();
    for (line, expected) in [
        ("return home interview", vec![ASHCOMBE_6, ASHCOMBE_7, BRINDLE_3]),
        ("interview", vec!["ashcombe/focused-visit-2021.md#4", ASHCOMBE_6, ASHCOMBE_7, BRINDLE_3]),
        ("interview --match verbatim", vec![ASHCOMBE_6, ASHCOMBE_7, BRINDLE_3]),
        ("=interviews", vec!["ashcombe/focused-visit-2021.md#4", ASHCOMBE_6]),
        ("return home", vec![ASHCOMBE_6, ASHCOMBE_7, "ashcombe/inspection-2019.txt#10", BRINDLE_3]),
        ("return home --phrase", vec![ASHCOMBE_6, ASHCOMBE_7, BRINDLE_3]),
        ("'\"return home\"'", vec![ASHCOMBE_6, ASHCOMBE_7, BRINDLE_3]),
        ("'return -interview'", vec!["ashcombe/inspection-2019.txt#10"]),
        ("multi-agency", vec![ASHCOMBE_7, "brindle/inspection-2018.md#4"]),
        ("multi agency", vec![ASHCOMBE_7, "brindle/inspection-2018.md#4"]),
        ("multiagency", vec![ASHCOMBE_7, "brindle/inspection-2018.md#4"]),
        ("CAFE", vec!["letter.txt#1", "letter.txt#2"]),
        ("\"team's\" --match verbatim", vec![ASHCOMBE_6]),
        ("team --match verbatim", vec![ASHCOMBE_6]),
        ("worker --match verbatim", vec![ASHCOMBE_6]),
        ("drift advisers", vec![]),
        ("drift advisers --any", vec!["ashcombe/inspection-2019.txt#9", "brindle/inspection-2018.md#6"]),
        ("drift OR advisers", vec!["ashcombe/inspection-2019.txt#9", "brindle/inspection-2018.md#6"]),
        ("threshold* NEAR/4 discuss*", vec!["letter.txt#1"]),
        ("discuss* PRE/4 threshold*", vec![]),
        (
            "neglct~",
            vec!["ashcombe/focused-visit-2021.md#5", "brindle/inspection-2018.md#5", "brindle/inspection-2018.md#6"],
        ),
    ] {
        let outcome = library.run(&format!("search --all-words --all --sort report --format jsonl {line}"));
        assert_eq!(outcome.ids(), expected, "{line}\n{}", outcome.shown());
    }
}

/// A filter as it is typed in a query, the same as options, and how many passages it leaves.
#[test]
fn filters_are_the_same_as_options_and_in_the_query() {
    let library = library();
    for (typed, options, passages) in [
        ("authority:Ashcombe", "--authority Ashcombe", 17),
        ("authority:\"ashcombe\"", "--authority ASHCOMBE", 17),
        ("authority:*combe", "--authority '*combe'", 17),
        ("authority:(Ashcombe OR Brindle)", "--authority Ashcombe --authority Brindle", 23),
        ("region:Westmark", "--region westmark", 6),
        ("kind:focused-visit", "--kind focused-visit", 7),
        ("kind:(inspection OR other)", "--kind inspection --kind other", 18),
        ("grade:\"requires improvement\"", "--grade 'requires improvement'", 6),
        ("grade:RI", "--grade RI", 6),
        ("section:missing", "--section missing", 5),
        ("label:3", "--label 3", 1),
        ("label:2..3", "--label 2..3", 2),
        ("page:2", "--page 2", 3),
        ("page:1..2", "--page 1..2", 10),
        ("report:letter.txt", "--report letter.txt", 2),
        ("report:letter", "--report letter", 2),
        ("report:ashcombe", "--report ashcombe/", 17),
        ("report:inspection*", "--report 'inspection*'", 16),
        ("inspector:Lindqvist", "--inspector Lindqvist", 17),
        ("inspector:\"Owen Tansley\"", "--inspector 'owen tansley'", 7),
        ("date:2019", "--date 2019", 10),
        ("date:2019-03..2021", "--date 2019-03..2021", 17),
        ("date:>=2019", "--since 2019", 17),
        ("date:<=2019", "--until 2019", 16),
        ("date:2018..2019", "--since 2018 --until 2019", 16),
        ("date:last 5 years", "--date 'last 5 years'", 7),
        ("authority:Ashcombe date:2021", "--authority Ashcombe --date 2021", 7),
    ] {
        let query = library.run(&format!("search -q --format json --all '{typed} *'"));
        let option = library.run(&format!("search -q --format json --all '*' {options}"));
        assert_eq!(query.json()["total"]["passages"], passages, "{typed}\n{}", query.shown());
        assert_eq!(option.json()["total"], query.json()["total"], "{options}\n{}", option.shown());
        assert_eq!(option.ids(), query.ids(), "{options}");
        let reports = library.run(&format!("reports --format json {options}"));
        assert_eq!(reports.ids().len(), query.json()["total"]["reports"].as_u64().unwrap() as usize, "{options}");
    }
}

#[test]
fn every_passage_has_a_field_or_lacks_it() {
    let library = library();
    let hits = library.run("search '*' --all --format jsonl").json_lines();
    assert_eq!(hits.len(), 25);
    let reports = library.run("reports --format jsonl").json_lines();
    let report_of = |hit: &Value| reports.iter().find(|report| report["id"] == hit["report"]).expect("it is listed");
    let is_there = |value: &Value| !value.is_null() && value.as_array().is_none_or(|values| !values.is_empty());
    for (field, key) in [
        ("authority", "/authority"),
        ("region", "/region"),
        ("kind", "/kind"),
        ("grade", "/report/overall_grade"),
        ("section", "/section"),
        ("label", "/label"),
        ("page", "/page"),
        ("report", "/id"),
        ("inspector", "/report/inspectors"),
        ("date", "/date"),
        ("title", "/title"),
        ("theme", "/report/extra/theme"),
    ] {
        let has = |hit: &&Value| match key.strip_prefix("/report/") {
            Some(key) => report_of(hit).pointer(&format!("/{key}")).is_some_and(is_there),
            None => hit.pointer(key).is_some_and(is_there),
        };
        let with = hits.iter().filter(has).count();
        assert!(with > 0, "{field}: the reports have it");
        for (query, expected) in [
            (format!("{field}:*"), with),
            (format!("-{field}:*"), 25 - with),
            (format!("{field}:* OR -{field}:*"), 25),
            (format!("{field}:* -{field}:*"), 0),
        ] {
            let outcome = library.run(&format!("search -q --format json -n 0 -- '{query}'"));
            assert_eq!(outcome.json()["total"]["passages"], expected, "{query}\n{}", outcome.shown());
        }
    }
}

#[test]
fn a_query_may_begin_with_a_dash() {
    for (query, passages) in [("-date:*", 2), ("-neglect", 22), ("-(neglect OR missing) children", 1), ("-letter", 25)]
    {
        let outcome = library().findings("search -q --format json").arg(query).run().status(0);
        assert_eq!(outcome.json()["total"]["passages"], passages, "{query}");
    }
}

#[test]
fn hits_are_given_by_number_by_report_and_in_order() {
    let library = library();
    let ids = |line: &str| library.run(&format!("search --format jsonl {line}")).ids();
    let all = ids("'*' --all --sort report");
    assert_eq!(all.len(), 25);
    assert_eq!(ids("'*'").len(), 10);
    for (offset, limit) in [(0, 3), (3, 3), (20, 10), (24, 1), (25, 5), (99, 5), (0, 0)] {
        let expected: Vec<String> = all.iter().skip(offset).take(limit).cloned().collect();
        assert_eq!(ids(&format!("'*' --sort report --offset {offset} -n {limit}")), expected, "{offset} {limit}");
    }
    assert_eq!(ids("'*' --all --offset 20 --sort report"), all[20..]);

    let per_report = ids("'*' --all --per-report 2 --sort report");
    assert_eq!(per_report.len(), 8);
    assert_eq!(per_report[..2], all[..2]);
    assert_eq!(ids("interview --all --per-report 1").len(), 3);

    let library_order = |line: &str| -> Vec<String> {
        library
            .run(&format!("search --format jsonl --unit report '*' --all {line}"))
            .json_lines()
            .iter()
            .map(|hit| hit["report"].as_str().unwrap().to_owned())
            .collect()
    };
    let (focused, inspection, brindle, letter) =
        ("ashcombe/focused-visit-2021.md", "ashcombe/inspection-2019.txt", "brindle/inspection-2018.md", "letter.txt");
    for (sort, expected) in [
        ("report", [focused, inspection, brindle, letter]),
        ("date", [brindle, inspection, focused, letter]),
        ("-date", [focused, inspection, brindle, letter]),
        ("authority", [focused, inspection, brindle, letter]),
        ("relevance", [focused, inspection, brindle, letter]),
    ] {
        assert_eq!(library_order(&format!("--sort {sort}")), expected, "{sort}");
    }
}

#[test]
fn numbers_out_of_reach_find_nothing() {
    let library = library();
    let most = u64::MAX;
    for options in [format!("--offset {most}"), format!("--offset {most} -n {most}"), "--per-report 0".to_owned()] {
        let outcome = library.run(&format!("search drift --format json {options}")).status(0);
        assert_eq!(outcome.json()["hits"], serde_json::json!([]), "{options}");
    }
    library.run(&format!("search drift -n {most} --context {} --per-report {most}", u32::MAX)).status(0);
}

#[test]
fn a_filter_that_cannot_be_read_is_said_everywhere() {
    let library = library();
    for options in ["--date soon", "--since soon", "--until soon", "--page first"] {
        library.run(&format!("search drift {options}")).status(2).stderr_has("error: ");
        library.run(&format!("reports {options}")).status(2).stderr_has("error: ");
        let batch = library.findings(&format!("batch {options}")).stdin("drift\ncafé\n").run().status(2);
        let said = batch.err().matches("error: ").count();
        assert_eq!(said, 1, "once and not for each query\n{}", batch.shown());
    }
}

#[test]
fn a_report_as_unit_is_one_hit() {
    let library = library();
    let outcome = library.run("search --unit report --format json interview");
    let object = outcome.json();
    assert_eq!(object["total"]["reports"], 3);
    assert_eq!(object["hits"].as_array().unwrap().len(), 3);
    library.run("search --unit report --format trec interview").stdout_has(" Q0 brindle/inspection-2018.md ");
    library.run("search --unit report -n 2 interview").stderr_has("; shown: 1–2");
    library.run("search --unit report interview").stderr_lacks("shown");
}

#[test]
fn neighbours_stand_around_a_hit() {
    let library = library();
    let outcome = library.run("search --format jsonl --context 1 '\"pathway plans\"'");
    let hit = &outcome.json_lines()[0];
    assert_eq!(hit["before"][0]["text"], "The help given to care leavers");
    assert_eq!(hit["after"][0]["label"], "4");
    library
        .run("search --context 1 '\"pathway plans\"'")
        .stdout_has("\n    │ Homes for young people are scarce, and few return to the homes that they left.\n");
    // There is nothing before the first passage or after the last of a report.
    let outcome = library.run("search --format jsonl --context 3 'café discussed'");
    assert!(outcome.json_lines()[0].get("before").is_none());
    assert_eq!(outcome.json_lines()[0]["after"].as_array().unwrap().len(), 1);
}

#[test]
fn the_parts_of_a_score_are_shown_on_demand() {
    let library = library();
    library.run("search drift --explain").status(0).stdout_has("\n    score ");
    library.run("search drift").status(0).stdout_lacks("score ");
    let outcome = library.run("search drift --explain --format jsonl");
    let hit = &outcome.json_lines()[0];
    let mut sum = 0.0;
    for part in hit["explain"].as_array().expect("there are parts") {
        let value = part["value"].as_f64().expect("a part has a value");
        sum = if part["factor"] == true { sum * value } else { sum + value };
    }
    let score = hit["score"].as_f64().expect("a hit has a score");
    assert!((sum - score).abs() < 1e-3 * score.abs(), "{sum} is not {score}");
}

#[test]
fn a_slip_is_told_with_carets_and_strict_makes_it_an_error() {
    let library = library();
    library
        .run("search '(drift' --long-ids")
        .status(0)
        .stderr_has("(drift\n^ hint: ")
        .stdout_has("brindle/inspection-2018.md#6");
    for slip in ["\"drift", "drift OR", "drift NEAR/5 -panel"] {
        library.run(&format!("search --strict '{slip}'")).status(2).stdout("").stderr_has("(--strict)").stderr_has("^");
    }
    for fine in ["children's services", "0-25", "s.47", "2018/19", "Ofsted?", "well-being", "café", "a & b", "50%"] {
        let outcome = library.findings("search --strict").arg(fine).run();
        assert!(!outcome.err().contains("warning") && !outcome.err().contains("strict"), "{}", outcome.shown());
    }
    library.run("search drift --strict --date soon").status(2).stdout("").stderr_has("not a date");
    library.run("search drift --date soon").status(2).stderr_has("date");
}

#[test]
fn nothing_found_is_explained() {
    let library = library();
    for (line, said) in [
        ("drift authority:Ashcombe", vec!["  drift: 1 passage\n", "  authority:Ashcombe: 17 passages\n"]),
        ("neglekt", vec!["  neglekt: 0 passages\n", "  nothing has neglekt; the nearest is neglect\n"]),
        ("drift advisers", vec!["  with --any: 2 passages\n"]),
        ("'return -return'", vec!["0 passages in 0 of 4 reports, 0 of 2 authorities\n"]),
        ("'\"drifting cases\"' --match verbatim", vec!["0 passages in 0 of 4 reports"]),
        ("'\"neglect measures\"' --match verbatim", vec!["0 passages"]),
        ("=referral --match verbatim", vec!["0 passages"]),
        ("referral --match verbatim", vec!["  with --match inflected: 1 passage\n"]),
        ("date:2031 drift", vec!["  date:2031: 0 passages\n"]),
    ] {
        let mut outcome = library.run(&format!("search --all-words {line}")).status(1).stdout("");
        for part in said {
            outcome = outcome.stderr_has(part);
        }
        let reasons = library.run(&format!("search --all-words --format json {line}")).status(1).json();
        assert!(reasons["nothing"]["conditions"].is_array(), "{line}");
    }
}

#[test]
fn words_in_different_passages_of_one_report_are_said() {
    let place = Place::new().file("corpus/r.txt", "Only the fox came.\n\nAnd it came alone.\n").indexed();
    let said = "  1 report has all of it, in different passages\n";
    for options in ["", " --unit report", " --match variants"] {
        place.run(&format!("search 'fox alone' --all-words{options}")).status(1).stderr_has(said);
    }
    place.run("search 'fox alone authority:kent' --all-words").status(1).stderr_lacks("in different passages");
    place.run("search 'fox wolf' --all-words").status(1).stderr_lacks("in different passages");
    assert_eq!(place.run("search 'fox alone' --all-words --format json").status(1).json()["nothing"]["reports"], 1);
}

#[test]
fn the_number_of_a_paragraph_typed_with_its_words_is_said_to_be_one() {
    let text = "1. The title of the report is here.\n\n2. The authority knows its children.\n";
    let place = Place::new().file("corpus/r.txt", text).indexed();
    for typed in ["\"1. The title\"", "\"1 the title of\""] {
        let run = place.run(&format!("search '{typed}'")).status(1);
        run.stderr_has("label:1 ").stderr_lacks("nearest is 2");
    }
    place.run("search 'label:1 \"the title\"'").status(0);
}
