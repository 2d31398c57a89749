//! The command line: what each command and option does, and how it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::reports::{library, unread};
use crate::support::{Place, wait};

const CHILD_1: &str = "ashcombe/inspection-2019.txt#6";
const CHILD_2: &str = "ashcombe/inspection-2019.txt#7";
const BRINDLE: &str = "brindle/inspection-2018.md#3";

#[test]
fn the_exit_status_tells_found_from_nothing_from_trouble() {
    let library = library();
    for (line, status) in [
        ("search return home", 0),
        ("search unheard-of", 1),
        ("search drift --authority Ashcombe", 1),
        ("search", 2),
        ("search drift --limit many", 2),
        ("search drift --format xml", 2),
        ("search drift --nonsense", 2),
        ("search drift --all --limit 3", 2),
        ("search drift --index nowhere", 2),
        ("search drift --date soon", 2),
        ("nonsense", 2),
        ("", 2),
        ("reports", 0),
        ("reports --missing date", 0),
        ("reports --missing date --authority Brindle", 1),
        ("reports --missing colour", 2),
        ("reports --authority Nowhere", 1),
        ("show letter.txt", 0),
        ("show letter.txt#3", 2),
        ("status", 0),
        ("inspect corpus/letter.txt", 0),
        ("inspect corpus/none.txt", 2),
        ("completions bash", 0),
        ("completions basic", 2),
        ("man", 0),
        ("--help", 0),
        ("search --help", 0),
        ("--version", 0),
    ] {
        let outcome = library.run(line).status(status);
        assert!(status < 2 || !outcome.err().is_empty(), "{line}: an error is said");
    }
}

#[test]
fn help_and_version_are_data() {
    let place = Place::new();
    let version = format!("findings {}\n", env!("CARGO_PKG_VERSION"));
    place.run("--version").status(0).stdout(&version).stderr("");
    place.run("-V").status(0).stdout(&version).stderr("");
    place.run("help").status(0).stdout_has("Usage: findings").stderr("");
    for command in ["index", "search", "batch", "show", "reports", "inspect", "status", "completions", "man"] {
        place.run("--help").status(0).stdout_has(&format!("\n  {command} "));
        place.run(&format!("{command} --help")).status(0).stdout_has(&format!("Usage: findings {command}")).stderr("");
        place.run(&format!("help {command}")).status(0).stdout_has(&format!("Usage: findings {command}")).stderr("");
    }
}

#[test]
fn completions_and_manual_are_made() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        place.run(&format!("completions {shell}")).status(0).stdout_has("per-report").stderr("");
    }
    place.run("man").status(0).stdout_has(".TH findings").stdout_has("per\\-report").stderr("");
}

#[test]
fn the_first_search_builds_the_index_of_the_corpus_here() {
    let place = unread();
    place
        .run("search drift --format jsonl")
        .status(0)
        .stderr_has("no index at index yet: building it from corpus\n")
        .stderr_has("4 reports of 2 authorities, 25 passages");
    assert!(place.path("index/segments/meta.json").exists());
    place.run("search drift --format jsonl").status(0).stderr("1 passage in 1 of 4 reports, 1 of 2 authorities\n");

    let quiet = unread();
    quiet.run("search drift -q --format jsonl").status(0).stderr("");

    for line in ["reports", "batch", "search drift"] {
        unread().run(line).stderr_has("building it from corpus");
    }
}

#[test]
fn without_an_index_or_a_corpus_the_next_step_is_said() {
    let place = Place::new().file("reports/a.txt", "Drift is not challenged.");
    let advice = "findings: no index at index; make one with `findings index FOLDER --index index`\n";
    place.run("search drift").status(2).stdout("").stderr(advice);
    place.run("status").status(2).stdout("").stderr(advice);
    place.run("show a.txt").status(2).stdout("").stderr(advice);
    place.run("index").status(2).stderr_has("corpus: no such file or directory");
    // An index that was asked for by name is not made from a corpus that was not.
    unread().run("search drift --index other").status(2).stderr_has("no index at other").stderr_lacks("building");
}

#[test]
fn the_index_is_where_the_option_or_else_the_environment_says() {
    let place = unread();
    place.run("index corpus --index one -q").status(0).stderr("");
    place.findings("index corpus/brindle -q").env("FINDINGS_INDEX", "two").run().status(0);
    assert!(!place.path("index").exists());
    let found = |line: &str| place.findings(line).env("FINDINGS_INDEX", "two").run();
    found("search * -q --format trec --report inspection-2018").status(0).stdout_has("inspection-2018.md#1 1 ");
    found("status").status(0).stdout_has("reports      1\n");
    found("status --index one").status(0).stdout_has("reports      4\n");
    place.run("--index one status").status(0).stdout_has("reports      4\n");
}

#[test]
fn a_reader_that_leaves_early_is_a_quiet_end() {
    let long: String = (0..3_000).map(|n| format!("Paragraph {n} is about drift, and drift again.\n\n")).collect();
    let place = Place::new().file("corpus/long.txt", long).indexed();
    for line in
        ["text", "jsonl", "json", "csv", "md", "trec"].map(|format| format!("search drift --all --format {format}"))
    {
        let mut run = place.findings(&line);
        let mut child = run.start();
        let mut first = vec![0; 16];
        child.stdout.take().expect("stdout is a pipe").read_exact(&mut first).expect("something is printed");
        assert_eq!(wait(&mut child, Duration::from_secs(20)), Some(0), "{line}");
        let mut said = String::new();
        child.stderr.take().expect("stderr is a pipe").read_to_string(&mut said).expect("stderr is text");
        assert!(!said.contains("pipe") && !said.contains("panic"), "{line}: {said}");
    }
    let mut batch = place.findings("batch").start();
    let mut input = batch.stdin.take().expect("stdin is a pipe");
    thread::spawn(move || while input.write_all(b"drift\n").is_ok() {});
    let mut lines = BufReader::new(batch.stdout.take().expect("stdout is a pipe"));
    lines.read_line(&mut String::new()).expect("a record is printed while queries still come");
    drop(lines);
    assert_eq!(wait(&mut batch, Duration::from_secs(20)), Some(0));
}

#[test]
fn quiet_says_nothing_but_errors() {
    let library = library();
    library.run("search drift -q --format trec").status(0).stderr("");
    library.run("search unheard-of -q").status(1).stdout("").stderr("");
    library.run("search '(drift' -q --format trec").status(0).stderr("");
    library.run("search drift --quiet --format trec").status(0).stderr("");
    library.run("reports -q").status(0).stderr("");
    library.run("search drift -q --index nowhere").status(2).stderr_has("no index at nowhere");
    library.run("search drift -q --strict 'date:soon'").status(2).stderr_has("(--strict)");
}

#[test]
fn colour_is_for_terminals_or_on_demand() {
    const ESCAPE: &str = "\u{1b}";
    let library = library();
    let with = |line: &str, name: &str, value: &str| library.findings(line).env(name, value).run().status(0);
    for line in ["search drift", "reports", "show letter.txt", "show letter.txt#1", "inspect corpus/letter.txt"] {
        library.run(line).status(0).stdout_lacks(ESCAPE).stderr_lacks(ESCAPE);
        library.run(&format!("{line} --color never")).status(0).stdout_lacks(ESCAPE);
        library.run(&format!("{line} --color auto")).status(0).stdout_lacks(ESCAPE);
        library.run(&format!("{line} --color always")).status(0).stdout_has(ESCAPE);
        with(&format!("{line} --color always"), "NO_COLOR", "1").stdout_has(ESCAPE);
        with(line, "NO_COLOR", "1").stdout_lacks(ESCAPE);
        with(line, "CLICOLOR_FORCE", "").stdout_lacks(ESCAPE);
    }
    for format in ["json", "jsonl", "csv", "tsv", "md", "trec"] {
        library.run(&format!("search drift --color always --format {format}")).status(0).stdout_lacks(ESCAPE);
    }
    library.run("--help").stdout_lacks(ESCAPE);
    library.run("--nonsense").status(2).stderr_lacks(ESCAPE);
}

#[test]
fn a_hit_in_text_says_who_what_when_and_where() {
    library()
        .run("search return home interview -n 2")
        .status(0)
        .stdout(
            "\u{20}1  Brindle · inspection · 30 January 2018
    Missing children
    No return home interview was offered to a third of the children who had been missing.
    brindle/inspection-2018.md#3

 2  Ashcombe · inspection · 4–15 March 2019 · ¶1 · p. 1
    The experiences of children who go missing
    Children who go missing are offered a return home interview by a worker whom they know. The
    team’s records of these interviews are thorough.
    ashcombe/inspection-2019.txt#6
",
        )
        .stderr("3 passages in 2 of 4 reports, 2 of 2 authorities; shown: 1–2\n");
    library()
        .run("search café visited")
        .status(0)
        .stdout(
            "\u{20}1  authority unknown · other · undated
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
        ("return home interview", vec![CHILD_1, CHILD_2, BRINDLE]),
        ("interview", vec!["ashcombe/focused-visit-2021.md#4", CHILD_1, CHILD_2, BRINDLE]),
        ("interview --match verbatim", vec![CHILD_1, CHILD_2, BRINDLE]),
        ("=interviews", vec!["ashcombe/focused-visit-2021.md#4", CHILD_1]),
        ("return home", vec![CHILD_1, CHILD_2, "ashcombe/inspection-2019.txt#10", BRINDLE]),
        ("return home --phrase", vec![CHILD_1, CHILD_2, BRINDLE]),
        ("'\"return home\"'", vec![CHILD_1, CHILD_2, BRINDLE]),
        ("'return -interview'", vec!["ashcombe/inspection-2019.txt#10"]),
        ("multi-agency", vec![CHILD_2, "brindle/inspection-2018.md#4"]),
        ("multi agency", vec![CHILD_2, "brindle/inspection-2018.md#4"]),
        ("multiagency", vec![CHILD_2, "brindle/inspection-2018.md#4"]),
        ("CAFE", vec!["letter.txt#1", "letter.txt#2"]),
        ("\"team's\" --match verbatim", vec![CHILD_1]),
        ("team --match verbatim", vec![CHILD_1]),
        ("worker --match verbatim", vec![CHILD_1]),
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
        let outcome = library.run(&format!("search --all --sort report --format jsonl {line}"));
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
    for (query, passages) in [("-date:*", 2), ("-neglect", 22), ("-(neglect OR missing) children", 3), ("-letter", 25)]
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
fn a_report_as_unit_is_one_hit() {
    let library = library();
    let outcome = library.run("search --unit report --format json interview");
    let object = outcome.json();
    assert_eq!(object["total"]["reports"], 3);
    assert_eq!(object["hits"].as_array().unwrap().len(), 3);
    library.run("search --unit report --format trec interview").stdout_has(" Q0 brindle/inspection-2018.md 3 ");
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
        .stdout_has("\n    Homes for young people are scarce, and few return to the homes that they left.\n");
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
    library.run("search '(drift'").status(0).stderr_has("(drift\n^ hint: ").stdout_has("brindle/inspection-2018.md#6");
    for slip in ["\"drift", "drift OR", "date:soon drift", "drift NEAR/5 -panel"] {
        library.run(&format!("search --strict '{slip}'")).status(2).stdout("").stderr_has("(--strict)").stderr_has("^");
    }
    for fine in ["children's services", "0-25", "s.47", "2018/19", "Ofsted?", "well-being", "café", "a & b", "50%"] {
        let outcome = library.findings("search --strict").arg(fine).run();
        assert!(!outcome.err().contains("warning") && !outcome.err().contains("strict"), "{}", outcome.shown());
    }
    library.run("search drift --strict --date soon").status(2).stdout("").stderr_has("(--strict)");
    library.run("search drift --date soon").status(2).stderr_has("date");
}

#[test]
fn nothing_found_is_explained() {
    let library = library();
    for (line, said) in [
        ("drift authority:Ashcombe", vec!["  drift: 1 passage\n", "  authority:Ashcombe: 17 passages\n"]),
        ("neglekt", vec!["  neglekt: 0 passages\n", "  nothing has neglekt; the nearest is neglect\n"]),
        ("drift --authority Brindel", vec!["authority:\"brindle\"", "  drift: 1 passage\n"]),
        ("drift advisers", vec!["  with --any: 2 passages\n"]),
        ("'return -return'", vec!["0 passages in 0 of 4 reports, 0 of 2 authorities\n"]),
        ("'\"drifting cases\"' --match verbatim", vec!["0 passages in 0 of 4 reports"]),
        ("'\"neglect measures\"' --match verbatim", vec!["0 passages"]),
        ("=referral --match verbatim", vec!["0 passages"]),
        ("referral --match verbatim", vec!["  with --match inflected: 1 passages\n"]),
        ("date:2031 drift", vec!["  date:2031: 0 passages\n"]),
    ] {
        let mut outcome = library.run(&format!("search {line}")).status(1).stdout("");
        for part in said {
            outcome = outcome.stderr_has(part);
        }
        let reasons = library.run(&format!("search --format json {line}")).status(1).json();
        assert!(reasons["nothing"]["conditions"].is_array(), "{line}");
    }
}

#[test]
fn a_batch_answers_each_query_in_order() {
    let library = library();
    let queries = "# two plain, one with an id, three records\n\ndrift\n  \nreturn home interview\nq7\tcafé\n\
                   {\"id\": \"a\", \"query\": \"panel\"}\n{\"id\": 5, \"text\": \"unheard\"}\n{\"query\": \"drift\"}\n";
    let outcome = library.findings("batch").stdin(queries).run().status(0);
    let seen: Vec<String> = outcome
        .json_lines()
        .iter()
        .map(|record| format!("{} {} {}", record["id"], record["query"]["text"], record["total"]["passages"]))
        .collect();
    assert_eq!(
        seen,
        [
            r#""3" "drift" 1"#,
            r#""5" "return home interview" 3"#,
            r#""q7" "café" 2"#,
            r#""a" "panel" 1"#,
            r#""5" "unheard" 0"#,
            r#""9" "drift" 1"#,
        ]
    );
}

#[test]
fn a_query_of_a_batch_finds_what_a_search_finds() {
    let library = library();
    for options in ["", "-n 2", "--all", "--unit report --sort date", "--any --per-report 1", "--authority Ashcombe"] {
        for query in ["return home interview", "neglect OR drift", "unheard-of words", "(slip"] {
            let batch = library.findings(&format!("batch {options}")).stdin(format!("{query}\n")).run();
            let search = library.findings(&format!("search -q --format json {options}")).arg(query).run();
            let (mut record, object) = (batch.json(), search.json());
            record.as_object_mut().unwrap().remove("id");
            assert_eq!(record, object, "{query} {options}");
        }
    }
}

#[test]
fn a_bad_query_of_a_batch_is_a_record_and_the_rest_goes_on() {
    let library = library();
    let mut input = b"drift\n{\"id\": \"x\"}\n{\"id\": \"y\", \"query\": 3}\n{broken\ncaf\xff\n".to_vec();
    input.extend(vec![b'a'; (1 << 20) + 5]);
    input.extend(b"\ncaf\xc3\xa9\r\n\xef\xbb\xbfdrift\npanel");
    let outcome = library.findings("batch -n 1").stdin(&input).run().status(2);
    let records = outcome.json_lines();
    let errors: Vec<String> =
        records.iter().map(|record| record["error"].as_str().unwrap_or("-").chars().take(24).collect()).collect();
    assert_eq!(
        errors,
        [
            "-",
            "the record has neither \"",
            "not a record: invalid ty",
            "not a record: key must b",
            "the line is not UTF-8",
            "the line is longer than ",
            "-",
            "-",
            "-",
        ]
    );
    for (at, record) in records.iter().enumerate().filter(|(at, _)| errors[*at] == "-") {
        assert_eq!(record["hits"].as_array().map(Vec::len), Some(1), "record {at}");
    }
    assert_eq!(records[8]["query"]["text"], "panel");

    let strict = library.findings("batch --strict").stdin("drift\nslip OR\npanel\n").run().status(2);
    let failed: Vec<bool> = strict.json_lines().iter().map(|record| record.get("error").is_some()).collect();
    assert_eq!(failed, [false, true, false]);

    library.findings("batch").stdin("unheard\nof\n").run().status(0);
    library.findings("batch").stdin("unheard\n").run().status(1);
    library.findings("batch").stdin("").run().status(1).stdout("");
    library.run("batch nowhere.txt").status(2).stderr_has("nowhere.txt");
}

#[test]
fn a_batch_reads_a_file_and_writes_a_trec_run() {
    let place = unread().file("topics.tsv", "t1\treturn home interview\nt 2\tcafé\nt3\tunheard\n").indexed();
    let outcome = place.run("batch topics.tsv --format trec -n 2").status(0);
    let columns: Vec<Vec<&str>> = outcome.out().lines().map(|line| line.split(' ').collect()).collect();
    let ranked: Vec<String> = columns.iter().map(|row| [row[0], row[1], row[2], row[3], row[5]].join(" ")).collect();
    assert_eq!(
        ranked,
        [
            format!("t1 Q0 {BRINDLE} 1 findings"),
            format!("t1 Q0 {CHILD_1} 2 findings"),
            "t%202 Q0 letter.txt#2 1 findings".to_owned(),
            "t%202 Q0 letter.txt#1 2 findings".to_owned(),
        ]
    );
    assert!(columns.iter().all(|row| row.len() == 6 && row[4].parse::<f64>().is_ok()));
    place.findings("batch - --format trec").stdin("{bad\n").run().status(2).stdout("").stderr_has("1: not a record");
}

#[test]
fn show_gives_passages_reports_and_their_source() {
    let library = library();
    library.run(&format!("show {CHILD_2}")).status(0).stderr("").stdout(
        "Ashcombe · inspection · 4–15 March 2019 · ¶2 · p. 1
    The experiences of children who go missing
    Managers read every return home interview. What is learnt is shared at a multi-agency meeting,
    where police and health workers plan what to do next.
    ashcombe/inspection-2019.txt#7
",
    );
    let around = library.run("show ashcombe/inspection-2019.txt#7 --context 1 --format json").status(0);
    assert_eq!(around.ids(), [CHILD_1, CHILD_2, "ashcombe/inspection-2019.txt#8"]);
    let edge = library.run("show letter.txt#1 --context 9 --format json").status(0);
    assert_eq!(edge.ids(), ["letter.txt#1", "letter.txt#2"]);
    let two = library.run("show letter.txt#2 brindle/inspection-2018.md#3 --format json").status(0);
    assert_eq!(two.ids(), ["letter.txt#2", BRINDLE]);

    let whole = library.run("show letter.txt").status(0).stderr("");
    for line in ["Thank you for the help that you gave. ", "The workers’ own café is “a home from home”, they said."]
    {
        assert!(whole.out().contains(line), "{}", whole.shown());
    }
    let whole = library.run("show letter.txt --format json").status(0);
    assert_eq!(whole.ids(), ["letter.txt", "letter.txt#1", "letter.txt#2"]);

    for (id, said) in [
        ("nothing.txt", "no report nothing.txt"),
        ("nothing.txt#1", "no report nothing.txt"),
        ("letter.txt#3", "no passage letter.txt#3: letter.txt has passages 1 to 2"),
        ("letter.txt#0", "no passage letter.txt#0"),
        ("letter.txt#x", "no passage letter.txt#x"),
    ] {
        library.run(&format!("show {id}")).status(2).stdout("").stderr_has(said);
    }
    library.run("show letter.txt --source").status(2).stderr_has("name a passage, such as letter.txt#1");
}

#[test]
fn show_prints_the_lines_of_the_file_itself() {
    let place = unread().indexed();
    let outcome = place.run(&format!("show {CHILD_2} --source")).status(0);
    for line in [
        "2. Managers read every return home interview. What is learnt is shared at a multi-",
        "agency meeting, where police and health workers plan what to do next.",
    ] {
        assert!(outcome.out().contains(line), "{}", outcome.shown());
    }
    assert!(outcome.out().starts_with("corpus/ashcombe/inspection-2019.txt\n"), "{}", outcome.shown());
    assert!(!outcome.out().contains("Ashcombe inspection 1"), "only its own lines\n{}", outcome.shown());
    place.run("show ashcombe/focused-visit-2021.md#4 --source").status(0).stdout_has("- Interviews with parents begin");
    place.remove("corpus/ashcombe/inspection-2019.txt");
    place.run(&format!("show {CHILD_2}")).status(0);
    place.run(&format!("show {CHILD_2} --source")).status(2).stdout("").stderr_has("cannot be read");
}

#[test]
fn a_passage_is_cited_in_three_styles() {
    let library = library();
    library.run("show ashcombe/inspection-2019.txt#10 --cite plain").status(0).stdout(
        "‘Homes for young people are scarce, and few return to the homes that they left.’ (Ashcombe, Inspection of \
         children’s social care services, 4–15 March 2019, para 4, p. 2)\n",
    );
    library.run("show ashcombe/inspection-2019.txt#10 --cite markdown").status(0).stdout(
        "> Homes for young people are scarce, and few return to the homes that they left.\n>\n> — Ashcombe, \
         Inspection of children’s social care services, 4–15 March 2019, para 4, p. 2\n",
    );
    let item = library.run("show ashcombe/inspection-2019.txt#10 --cite csl-json").status(0).json();
    assert_eq!(item["type"], "report");
    assert_eq!(item["issued"]["date-parts"], serde_json::json!([[2019, 3, 15]]));
    assert_eq!((&item["page"], &item["section"]), (&"2".into(), &"4".into()));
    library.run("show letter.txt --cite plain").status(2).stderr_has("name a passage");
    library.run("show letter.txt#1 --cite plain --source").status(2);
}

#[test]
fn reports_are_listed_in_every_format() {
    let library = library();
    library.run("reports").status(0).stderr("4 of 4 reports\n").stdout(
        "Ashcombe · focused-visit · 23 June 2021
    Focused visit to Ashcombe
    ashcombe/focused-visit-2021.md  7 passages, 40 words
Ashcombe · inspection · 4–15 March 2019
    Inspection of children’s social care services
    ashcombe/inspection-2019.txt  2 pages, 10 passages, 119 words
Brindle · inspection · 30 January 2018 · requires improvement
    Inspection of Brindle
    brindle/inspection-2018.md  6 passages, 39 words
authority unknown · other · undated
    letter.txt  2 passages, 27 words
",
    );
    let ids =
        ["ashcombe/focused-visit-2021.md", "ashcombe/inspection-2019.txt", "brindle/inspection-2018.md", "letter.txt"];
    for format in ["json", "jsonl"] {
        assert_eq!(library.run(&format!("reports --format {format}")).ids(), ids, "{format}");
    }
    for format in ["text", "csv", "tsv", "md", "trec"] {
        let outcome = library.run(&format!("reports --format {format}")).status(0);
        let places: Vec<Option<usize>> = ids.iter().map(|id| outcome.out().find(id)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{format}\n{}", outcome.shown());
    }
}

#[test]
fn the_gaps_in_what_is_known_are_listed() {
    let library = library();
    let (focused, inspection, brindle, letter) =
        ("ashcombe/focused-visit-2021.md", "ashcombe/inspection-2019.txt", "brindle/inspection-2018.md", "letter.txt");
    for (field, expected) in [
        ("date", vec![letter]),
        ("authority", vec![letter]),
        ("region", vec![focused, inspection, letter]),
        ("visit", vec![focused, brindle, letter]),
        ("overall_grade", vec![focused, inspection, letter]),
        ("inspectors", vec![brindle, letter]),
        ("lead_inspector", vec![focused, brindle, letter]),
        ("text", vec![]),
    ] {
        let outcome = library.run(&format!("reports --missing {field} --format jsonl"));
        assert_eq!(outcome.ids(), expected, "{field}");
    }
    let narrowed = library.run("reports --missing region --kind inspection --format jsonl");
    assert_eq!(narrowed.ids(), [inspection]);
}

#[test]
fn inspect_shows_what_would_be_read() {
    let place = unread();
    place
        .run("inspect corpus/ashcombe/inspection-2019.txt")
        .status(0)
        .stderr("")
        .stdout_has("date: 2019-03-15  (page 1 line 5: ")
        .stdout_has("\n#6 paragraph ¶1 p1–1\nChildren who go missing are offered a return home interview by a worker whom they know.");
    let outcome = place.run("inspect corpus/brindle/inspection-2018.md corpus/letter.txt --format json").status(0);
    let read = outcome.json_lines();
    assert_eq!((&read[0]["report"]["region"], &read[1]["report"]["authority"]), (&"Westmark".into(), &().into()));
    let words = read[0]["report"]["evidence"].as_array().unwrap().iter().find(|e| e["field"] == "region").unwrap();
    assert_eq!(words["confidence"], "given");
    assert!(!place.path("index").exists(), "nothing is indexed");
    let bad = place.run("inspect corpus corpus/letter.txt").status(2).stderr_has("corpus: a folder: name its files");
    assert!(bad.out().contains("café"), "the other file is read");
}

#[test]
fn status_tells_what_the_index_holds_and_whether_it_is_current() {
    let place = unread().indexed();
    place
        .run("status")
        .status(0)
        .stderr("")
        .stdout_has("made from    corpus\n")
        .stdout_has("files        4 (")
        .stdout_has(
            "reports      4\npassages     25\nauthorities  2\ncurrent      the files are as they were indexed\n",
        );
    let status = place.run("status --format json").status(0).json();
    assert_eq!((&status["schema"], &status["reports"], &status["passages"]), (&1.into(), &4.into(), &25.into()));
    assert_eq!((&status["problems"], &status["stale"]), (&serde_json::json!([]), &serde_json::json!([])));

    place.write("corpus/new.txt", "A new report came.");
    place.write("corpus/letter.txt", "It says something else now.");
    place.remove("corpus/brindle/inspection-2018.md");
    let stale = place.run("status --format json").status(2).json();
    let said = serde_json::json!(["1 files are new", "1 files have changed", "1 files have gone"]);
    assert_eq!(stale["stale"], said);
    place.run("status").status(2).stdout_has("not current  1 files are new\n").stdout_lacks("\ncurrent ");
}
