//! Questions that nothing meets whole: what is found instead, and that it is said.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::support::{Outcome, Place, Shared};

/// An id, an authority, a kind, a date and a passage each.
const REPORTS: [(&str, &str, &str, &str, &str); 7] = [
    ("kent-19", "Kent", "inspection", "2019-05-01", "Foster carers said that help from their own team comes late."),
    ("kent-23", "Kent", "focused-visit", "2023-03-01", "Caseloads are too high in two teams, and help is late."),
    ("hull-23", "Kingston upon Hull", "inspection", "2023-06-01", "Return home interviews are poor and late."),
    ("wexcombe-18", "Wexcombe", "inspection", "2018-02-01", "The quality of interviews is poor."),
    ("reading-20", "Reading", "inspection", "2020-02-01", "Children read well, and reading is taught at home."),
    ("reading-21", "Reading", "focused-visit", "2021-02-01", "Interviews with children were read out in the evening."),
    ("bury-21", "Bury", "inspection", "2021-04-01", "Nobody had buried the plans; homes were visited."),
];

fn place() -> Arc<Place> {
    static PLACE: Shared = Shared::new();
    PLACE.get(|| {
        let record = |(id, authority, kind, date, text): &(&str, &str, &str, &str, &str)| {
            let record = json!({"id": id, "authority": authority, "kind": kind, "date": date, "text": [text]});
            format!("{record}\n")
        };
        Place::new().file("corpus/a.jsonl", REPORTS.iter().map(record).collect::<String>()).indexed()
    })
}

#[track_caller]
fn search(options: &str, query: &str) -> Outcome {
    place().findings(&format!("search {options}")).arg(query).run()
}

fn reports(answer: &Value) -> Vec<&str> {
    let hits = answer["hits"].as_array().expect("hits");
    hits.iter().map(|hit| hit["report"].as_str().expect("a report")).collect()
}

const QUESTION: &str = "Which councils say that return home interviews are poor and seldom?";

#[test]
fn a_question_finds_the_passages_with_most_of_its_words() {
    let answer = search("--format json", QUESTION).status(0).json();
    assert_eq!(reports(&answer)[0], "hull-23", "{answer}");
    assert_eq!(answer["hits"][0]["loosened"]["lacks"], json!(["seldom"]));
    let loosened = &answer["loosened"];
    assert_eq!(loosened["wanted"], json!(["return home interviews", "poor", "seldom"]));
    assert_eq!(loosened["left_out"], json!(["which", "councils", "say", "that", "are", "and"]));
    assert_eq!(answer["guesses"], json!([]));
    // It is said first on stderr, and of each hit on stdout.
    let outcome = search("", QUESTION).status(0).stdout_has("without seldom\n");
    let first = "no passage has all of the words as typed; the nearest have most of return home interviews, poor, seldom (left out: which, councils, say, that, are, and)\n";
    assert!(outcome.err().starts_with(first), "{}", outcome.shown());
    // Where a hit cannot say it, it is done only if it was asked for.
    for (format, status) in [("jsonl", 0), ("csv", 1), ("md", 1), ("trec", 1), ("brief", 1)] {
        search(&format!("--format {format}"), QUESTION).status(status);
        let outcome =
            search(&format!("--loosen --format {format} --long-ids"), QUESTION).status(0).stdout_has("hull-23");
        assert!(outcome.err().starts_with(first), "{format}: {}", outcome.shown());
    }
    let lines = search("--format jsonl -q", QUESTION).stderr("").json_lines();
    assert_eq!(lines[0]["loosened"]["lacks"], json!(["seldom"]));
}

#[test]
fn a_filter_of_another_program_is_not_said_to_be_words_and_a_filter() {
    let outcome = search("", "late help since:2020").status(0);
    let said = outcome.stderr_has("there is no field since").stderr_has("did you mean date:>=2020");
    said.stderr_has("read as filters: “since 2020” as date:").stderr_lacks("is read as a word");
}

#[test]
fn an_exact_answer_is_never_loosened() {
    for (options, query) in [("", "interviews poor"), ("--any", QUESTION)] {
        let answer = search(&format!("{options} --format json"), query).status(0).json();
        assert_eq!((&answer["loosened"], &answer["guesses"]), (&Value::Null, &Value::Null), "{query}");
        assert_eq!(answer["hits"][0]["loosened"], Value::Null);
    }
    // Nor what is to have all words, nor what was typed in quotation marks or with an operator.
    let nothing = search("--all-words --format json", QUESTION).status(1).json();
    assert_eq!(nothing["loosened"], Value::Null);
    assert!(nothing["nothing"]["any"].as_u64().is_some_and(|passages| passages >= 4), "{nothing}");
    for query in ["\"poor interviews\" late", "poor NEAR/2 caseloads", "seldom OR never"] {
        search("--format json", query).status(1);
    }
    for query in ["\"poor interviews\" late", "poor NEAR/2 caseloads late"] {
        let answer = search("--loosen --format json", query).status(0).json();
        assert!(answer["loosened"].is_object(), "{answer}");
    }
    // What is required stays required while words are loosened.
    let answer = search("--format json", "\"home interviews\" seldom late kind:inspection -caseloads").status(0).json();
    assert_eq!(reports(&answer), ["hull-23"]);
    assert_eq!(answer["loosened"]["wanted"], json!(["seldom", "late"]));
    search("--count", QUESTION).status(1).stdout("0\n");
}

#[test]
fn a_batch_is_loosened_only_where_it_is_asked() {
    let queries = format!("{QUESTION}\npoor interviews\n");
    let strict = place().findings("batch").stdin(&queries).run().status(0).json_lines();
    assert_eq!((reports(&strict[0]).len(), &strict[0]["loosened"]), (0, &Value::Null));
    let loose = place().findings("batch --loosen").stdin(&queries).run().status(0).json_lines();
    assert_eq!((reports(&loose[0])[0], loose[0]["loosened"].is_object()), ("hull-23", true));
    assert_eq!(loose[1], strict[1]);
    let run = place().findings("batch --loosen --format trec").stdin(&queries).run().status(0);
    assert!(run.out().starts_with("1 Q0 hull-23#1 1 "), "{}", run.shown());
    let mixed = format!("{}\n", json!({"query": QUESTION, "loosen": true}));
    let mixed = place().findings("batch").stdin(&mixed).run().status(0).json_lines();
    assert_eq!(mixed[0]["hits"], loose[0]["hits"]);
}

#[test]
fn names_and_years_are_read_as_filters_and_it_is_said() {
    for (query, filters, found) in [
        ("Is help seldom late in Kent?", vec!["authority:kent"], vec!["kent-19", "kent-23"]),
        ("Is help seldom late in Kent in 2023?", vec!["authority:kent", "date:2023"], vec!["kent-23"]),
        ("what do focused visits say about unknown interviews", vec!["kind:\"focused visit\""], vec!["reading-21"]),
        ("Does Hull have strange interviews?", vec!["authority:\"kingston upon hull city of\""], vec!["hull-23"]),
        ("Are there strange interviews in Reading?", vec!["authority:reading"], vec!["reading-21"]),
        // Where nothing is left under a filter, the least certain one is not made.
        ("Is help seldom late in Kent in 2018?", vec!["authority:kent"], vec!["kent-19", "kent-23"]),
        // An ordinary word is none, nor is what no report has.
        ("strange reading taught", vec![], vec!["reading-20", "reading-21"]),
        ("strange homes were buried plans in Surrey", vec![], vec!["bury-21"]),
    ] {
        let answer = search("--format json", query).status(0).json();
        let guesses = answer["guesses"].as_array().expect("guesses");
        let read: Vec<&str> = guesses.iter().map(|guess| guess["filter"].as_str().expect("a filter")).collect();
        assert_eq!(read, filters, "{query}\n{answer}");
        let mut reports = reports(&answer);
        reports.sort_unstable();
        assert_eq!(reports, found, "{query}");
        let line = "read as filters: ";
        assert_eq!(search("", query).err().contains(line), !filters.is_empty(), "{query}");
    }
    let words = search("--no-guess --format json", "Is help seldom late in Kent?").status(0).json();
    assert_eq!((&words["guesses"], words["loosened"]["wanted"].as_array().map(Vec::len)), (&json!([]), Some(4)));
    let hits = search("--format jsonl", "Is help seldom late in Kent?").json_lines();
    assert_eq!(hits[0]["loosened"]["guesses"], json!([{"typed": "kent", "filter": "authority:kent"}]));
}

#[test]
fn a_name_that_was_looked_for_as_a_word_is_said_with_what_the_filter_finds() {
    let record = |id: &str, authority: &str, text: &str| {
        format!("{}\n", json!({"id": id, "authority": authority, "date": "2021-05-01", "text": [text]}))
    };
    let place = Place::new().file(
        "corpus/a.jsonl",
        record("kent-21", "Kent", "Help comes late.")
            + &record(
                "hull-21",
                "Kingston upon Hull",
                "Help for children from Kent, Surrey and Reading was late in 2021.",
            ),
    );
    let place = place.indexed();
    let noted = |command: &str, query: &str| {
        let answer = place.findings(&format!("{command} --format json")).arg(query).run().json();
        let notes = answer["notes"].as_array().expect("notes").iter();
        notes.map(|note| note.as_str().expect("a text").to_owned()).collect::<Vec<String>>()
    };
    for command in ["search", "count", "kwic"] {
        let finds = "“kent” is searched as a word; as a filter, help authority:kent finds 1 passage";
        assert_eq!(noted(command, "help from Kent"), [finds], "{command}");
        let surrey = "Surrey is an authority, but no report here is about it";
        assert_eq!(noted(command, "help for Surrey"), [surrey], "{command}");
        let finds = "“2021” is searched as a word; as a filter, help late date:2021 finds 2 passages in 2 reports";
        assert_eq!(noted(command, "help late 2021"), [finds], "{command}");
        // An ordinary word is no name.
        assert_eq!(noted(command, "help reading"), Vec::<String>::new(), "{command}");
    }
    // Nothing is said where there is a filter already, or nothing is to be guessed.
    assert_eq!(noted("search", "help Kent authority:Hull"), Vec::<String>::new());
    assert_eq!(noted("search --no-guess", "help from Kent"), Vec::<String>::new());
    // Where the filter leaves nothing, the word is looked for, and that is said.
    let finds = "“kent” is searched as a word, since under authority:kent nothing was found";
    assert_eq!(noted("search", "children seldom surrey in Kent"), [finds]);
}

#[test]
fn words_that_nothing_has_and_words_that_deny_are_said() {
    let said = search("", "Are there interwievs without help?").status(0).err().to_owned();
    assert!(said.contains("nothing has interwievs: it is read as interviews"), "{said}");
    assert!(said.contains("“without” rules nothing out"), "{said}");
    search("--format json", "late -late").status(1);
}

#[test]
fn lay_words_are_looked_for_and_said() {
    let answer = search("--format json", "Do foster parents get strange help?").status(0).json();
    assert_eq!(reports(&answer)[0], "kent-19");
    assert_eq!(answer["hits"][0]["loosened"]["lacks"], json!(["strange"]));
    assert_eq!(answer["expansions"], json!([{"typed": "foster parents", "also": ["\"foster carer\""]}]));
    // The very words are the very words.
    let verbatim = search("--match verbatim --format json", "foster parents strange help").status(0).json();
    assert_eq!(verbatim["expansions"], json!([]));
}

#[test]
fn what_cannot_be_found_loosely_says_why() {
    let nothing = search("--format json", "strange zebras").status(1).json();
    assert_eq!((&nothing["loosened"], nothing["nothing"].is_object()), (&Value::Null, true));
}

#[test]
fn the_nearest_are_found_beside_an_exact_answer_where_they_are_asked_for() {
    let query = "interviews poor quality";
    let answer = search("--format json", query).status(0).json();
    assert_eq!((reports(&answer), &answer["few"]), (vec!["wexcombe-18"], &json!(true)), "{answer}");
    search("", query).stderr_has("only 1 passage has all of the words; with most of them too: --nearest\n");
    let answer = search("--nearest --format json", query).status(0).json();
    assert_eq!(reports(&answer)[..2], ["wexcombe-18", "hull-23"], "{answer}");
    assert_eq!((&answer["loosened"]["whole"], &answer["few"]), (&json!(1), &Value::Null));
    assert_eq!(answer["hits"][0]["loosened"]["lacks"], json!([]));
    let said = "1 passage has all of the words as typed; the nearest have most of interviews, poor, quality\n";
    search("--nearest", query).status(0).stderr_has(said).stderr_has("passages with most of the words in");
    let run = search("--nearest --format trec --long-ids", query).status(0);
    assert!(run.out().lines().count() > 1, "{}", run.shown());
    // Of two words all of which are there, nothing is said, nor where all must be.
    assert_eq!(search("--format json", "interviews poor").json()["few"], Value::Null);
    assert_eq!(search("--all-words --format json", query).json()["few"], Value::Null);
    search("--nearest --all-words", query).status(2);
}

#[test]
fn a_slip_in_a_question_is_read_as_the_nearest_word_and_it_is_said() {
    let answer = search("--format json", "Are caselods late in two teams?").status(0).json();
    assert_eq!(reports(&answer)[0], "kent-23", "{answer}");
    assert_eq!(answer["loosened"]["wanted"], json!(["caseloads", "late", "two", "teams"]));
    assert_eq!(answer["notes"][0], "nothing has caselods: it is read as caseloads");
    let said = search("", "Are caselods late in two teams?").status(0);
    said.stderr_has("nothing has caselods: it is read as caseloads\n").stderr_lacks("the nearest is");
    // Not names, nor short words, nor what has other inflections.
    for query in ["strange late Caselods", "strange late tem", "strange late interviewing"] {
        let answer = search("--format json", query).json();
        assert!(!answer["notes"].to_string().contains("it is read as"), "{answer}");
    }
    search("", "caselods").status(1).stderr_has("the nearest is caseloads");
    search("--all-words", "Are caselods late in two teams?").status(1).stderr_has("the nearest is caseloads");
}

#[test]
fn of_a_question_few_exact_answers_are_among_the_nearest() {
    let question = "is help late in two teams";
    let answer = search("--format json", question).status(0).json();
    assert_eq!((reports(&answer)[0], &answer["loosened"]["whole"]), ("kent-23", &json!(1)), "{answer}");
    assert!(reports(&answer).contains(&"kent-19"), "{answer}");
    let words = search("--format json", "help late in two teams").status(0).json();
    assert_eq!((reports(&words), &words["loosened"]), (vec!["kent-23"], &Value::Null));
    search("--all-words", question).status(0).stderr_has("1 passage in 1 of 7 reports");
}
