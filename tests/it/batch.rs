//! `batch`: many queries, a record each.

use std::io::{BufRead, BufReader, Read, Write};

use serde_json::Value;

use crate::reports::{ASHCOMBE_6, BRINDLE_3, library, unread};
use crate::support::{LONGEST_RUN, wait};

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

/// A search also counts the match level below those that a batch counts.
fn without_next_level(object: &mut Value, record: &Value) {
    let counted = record["rungs"].as_array().map_or(0, Vec::len);
    let levels = object["rungs"].as_array_mut().expect("a list");
    assert!(levels.len() <= counted + 1, "{levels:?}");
    levels.truncate(counted);
}

#[test]
fn a_query_of_a_batch_finds_what_a_search_finds() {
    let library = library();
    for options in ["", "-n 2", "--all", "--unit report --sort date", "--any --per-report 1", "--authority Ashcombe"] {
        for query in ["return home interview", "neglect OR drift", "unheard-of words", "(slip"] {
            let batch = library.findings(&format!("batch {options}")).stdin(format!("{query}\n")).run();
            let search = library.findings(&format!("search -q --format json --all-words {options}")).arg(query).run();
            let (mut record, mut object) = (batch.json(), search.json());
            record.as_object_mut().unwrap().remove("id");
            without_next_level(&mut object, &record);
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
            format!("t1 Q0 {BRINDLE_3} 1 findings"),
            format!("t1 Q0 {ASHCOMBE_6} 2 findings"),
            "t%202 Q0 letter.txt#2 1 findings".to_owned(),
            "t%202 Q0 letter.txt#1 2 findings".to_owned(),
        ]
    );
    assert!(columns.iter().all(|row| row.len() == 6 && row[4].parse::<f64>().is_ok()));
    place.findings("batch - --format trec").stdin("{bad\n").run().status(2).stdout("").stderr_has("1: not a record");
}

/// Ids and totals of the records, or their errors.
fn told(records: &[Value]) -> Vec<String> {
    let one = |record: &Value| match record["error"].as_str() {
        Some(error) => format!("{} ! {error}", record["id"].as_str().unwrap_or_default()),
        None => format!("{} {}", record["id"].as_str().unwrap_or_default(), record["total"]["passages"]),
    };
    records.iter().map(one).collect()
}

#[test]
fn a_query_of_a_batch_brings_options_of_its_own() {
    let library = library();
    let search = |line: &str| library.run(&format!("search -q --format json {line}")).json();
    let queries = [
        (r#"{"id":1,"query":"interview","limit":1}"#, "interview -n 1"),
        (
            r#"{"query":"interview","authority":"Ashcombe","sort":"-date"}"#,
            "interview --authority Ashcombe --sort=-date",
        ),
        (r#"{"query":"interview","match":"verbatim","unit":"report"}"#, "interview --match verbatim --unit report"),
        (r#"{"query":"home return","phrase":true}"#, "'home return' --phrase"),
        (r#"{"query":"drift","all":true,"context":1,"comment":["x"]}"#, "drift --all --context 1"),
        (r#"{"query":"drift","since":null,"until":"2100"}"#, "drift --until 2100"),
    ];
    let lines: String = queries.iter().map(|(line, _)| format!("{line}\n")).collect();
    let records = library.findings("batch").stdin(lines).run().json_lines();
    for ((line, search_line), mut record) in queries.iter().zip(records) {
        record.as_object_mut().expect("it is one").remove("id");
        let mut object = search(search_line);
        without_next_level(&mut object, &record);
        assert_eq!(record, object, "{line}");
    }
    let bad = "{\"query\":\"drift\",\"authorty\":\"Ashcombe\"}\n{\"query\":\"drift\",\"limit\":\"many\"}\n\
               {\"query\":\"drift\",\"date\":\"someday\"}\n{\"query\":\"drift\"}\n";
    let outcome = library.findings("batch").stdin(bad).run().status(2);
    let told = told(&outcome.json_lines());
    assert!(told[0].starts_with("1 ! there is no option \"authorty\""), "{told:?}");
    assert_eq!(told[1], "2 ! the option \"limit\" is \"many\", not a number");
    assert!(told[2].starts_with("3 ! date:\"someday\": "), "{told:?}");
    assert_eq!(told[3], "4 1");
}

#[test]
fn a_table_of_queries_is_known_by_its_header() {
    let library = library();
    let cases = [
        ("id,query\na,drift\nb,\"panel, or café\"\n", vec!["a 1", "b 0"]),
        ("# a comment\n\nid\tquery\tany\na\tdrift\t\n\nb\tpanel or café\ttrue\n", vec!["a 1", "b 3"]),
        ("Query,Authority,Limit,ID\ninterview,Ashcombe;Brindle,1,x\ninterview,Brindle,,\n", vec!["x 4", "3 1"]),
        ("query,authority\ndrift,\"Ash\ncombe\"\ndrift\n,Ashcombe\ndrift,\n", vec!["2 !", "4 !", "5 !", "6 1"]),
        ("query\ndrift\n", vec!["1 0", "2 1"]),
        ("drift, query\n", vec!["1 0"]),
    ];
    for (queries, expected) in cases {
        let records = library.findings("batch").stdin(queries).run().json_lines();
        let told: Vec<String> =
            told(&records).iter().map(|one| one.split_inclusive('!').next().unwrap_or_default().to_owned()).collect();
        assert_eq!(told, expected, "{queries}");
    }
    let told = |input: &str, queries: &str| {
        told(&library.findings(&format!("batch --input {input}")).stdin(queries).run().json_lines())
    };
    assert_eq!(told("lines", "id,query\n"), ["1 0"]);
    assert_eq!(told("csv", "query\ndrift\n"), ["2 1"]);
    for (queries, why) in [("id,query,authorty\na,drift,red\n", "\"authorty\""), ("id,name\n", "id,name")] {
        let outcome = library.findings("batch --input csv").stdin(queries).run().status(2).stdout("");
        assert!(outcome.err().contains("the header of the table: "), "{why}: {}", outcome.err());
    }
    let open = format!("id,query\na,\"drift\n{}", "no end\n".repeat(600_000));
    library.findings("batch").stdin(open).run().status(2).stderr_has("is there a quote too many?");
}

#[test]
fn a_batch_writes_tables_with_a_hit_a_row() {
    let library = library();
    let queries = "q1\treturn home interview\nq2\t=drift\nq3\tunheard\n{broken\n";
    for (format, separator) in [("csv", b','), ("tsv", b'\t')] {
        let outcome = library.findings(&format!("batch -n 2 --format {format}")).stdin(queries).run().status(2);
        let mut table = csv::ReaderBuilder::new().delimiter(separator).from_reader(outcome.out().as_bytes());
        let header: Vec<String> = table.headers().expect("there is one").iter().map(str::to_owned).collect();
        assert_eq!(header[..6], ["qid", "query", "rank", "score", "match", "id"]);
        let rows: Vec<String> =
            table.records().flatten().map(|row| format!("{} {} {} {}", &row[0], &row[1], &row[2], &row[5])).collect();
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert!(rows[0].starts_with("q1 return home interview 1 ") && rows[2].starts_with("q2 '=drift 1 "), "{rows:?}");
        assert!(outcome.err().contains("4: not a record"), "{}", outcome.err());
        let searched = library.run(&format!("search -q --format {format} -n 2 'return home interview'"));
        let batch_rows: Vec<&str> = outcome
            .out()
            .lines()
            .skip(1)
            .take(2)
            .map(|row| {
                row.split_once(char::from(separator))
                    .and_then(|(_, rest)| rest.split_once(char::from(separator)))
                    .map_or("", |(_, rest)| rest)
            })
            .collect();
        assert_eq!(batch_rows, searched.out().lines().skip(1).collect::<Vec<_>>());
    }
    let timed = library.findings("batch --format csv --time -n 1").stdin("drift\n").run().status(0);
    assert!(timed.out().lines().next().is_some_and(|header| header.ends_with(",microseconds")));
    assert!(
        timed
            .out()
            .lines()
            .nth(1)
            .is_some_and(|row| row.rsplit(',').next().is_some_and(|cell| cell.parse::<u64>().is_ok()))
    );
}

#[test]
fn repeated_ids_and_times_are_told() {
    let library = library();
    let outcome =
        library.findings("batch --time").stdin("a\tdrift\nb\tpanel\na\tcafé\n# 5\n2\tdrift\n").run().status(0);
    assert!(outcome.err().contains("line 3: another query before it has the id \"a\"\n"), "{}", outcome.err());
    assert!(!outcome.err().contains("line 5"), "{}", outcome.err());
    assert!(outcome.err().contains("4 queries in ") && outcome.err().contains(" p50 "), "{}", outcome.err());
    assert!(outcome.json_lines().iter().all(|record| record["microseconds"].is_u64()));
    let many: String = (0..40).map(|number| format!("{}\tdrift\n", number % 20)).collect();
    let outcome = library.findings("batch").stdin(&many).run().status(0);
    assert_eq!(outcome.err().matches("has the id").count(), 10);
    assert!(outcome.err().contains("10 more queries have the id of another before them"), "{}", outcome.err());
    library.findings("batch -q").stdin(&many).run().status(0).stderr("");
}

/// Some hundred queries of all sorts, of which a few cannot be run.
pub(crate) fn queries(count: usize) -> String {
    let sorts =
        ["drift", "return home interview", "\"home interview\"", "interv*", "unheard", "panel OR café", "a NEAR/3 the"];
    let line = |number: usize| match number % 50 {
        7 => "{broken".to_owned(),
        11 => format!("{{\"id\": \"r{number}\", \"query\": \"interview\", \"all\": true}}"),
        _ => format!("q{number}\t{}", sorts[number % sorts.len()]),
    };
    (0..count).map(|number| line(number) + "\n").collect()
}

#[test]
fn the_output_is_the_same_on_any_number_of_threads() {
    let library = library();
    let queries = queries(700);
    for format in ["jsonl", "csv", "trec"] {
        let run = |threads: usize| {
            library.findings(&format!("batch --format {format} -j {threads}")).stdin(&queries).run().status(2)
        };
        let (one, many) = (run(1), run(7));
        assert!(one.out() == many.out() && one.err() == many.err(), "{format}");
        assert!(run(7).out() == many.out(), "{format}");
    }
    let ids: Vec<String> = library
        .findings("batch")
        .stdin(&queries)
        .run()
        .json_lines()
        .iter()
        .map(|record| record["id"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(ids.len(), 700);
    assert!(
        ids.iter()
            .enumerate()
            .all(|(at, id)| id.trim_start_matches(['q', 'r']) == if at % 50 == 7 { at + 1 } else { at }.to_string())
    );
}

#[test]
fn a_query_is_answered_before_the_next_is_asked() {
    let library = library();
    let mut child = library.findings("batch --format trec -n 1").start();
    let (mut input, output) = (child.stdin.take().expect("it is piped"), child.stdout.take().expect("it is piped"));
    let mut answers = BufReader::new(output).lines();
    for id in ["a", "b", "c"] {
        input.write_all(format!("{id}\tdrift\n").as_bytes()).expect("it reads");
        let answer = answers.next().expect("there is an answer").expect("it is text");
        assert!(answer.starts_with(&format!("{id} Q0 ")), "{answer}");
    }
    drop(input);
    assert_eq!(wait(&mut child, LONGEST_RUN), Some(0));
}

#[test]
fn a_closed_pipe_ends_a_batch_quietly() {
    let library = library();
    let mut child = library.findings("batch --all").start();
    drop(child.stdout.take());
    let mut input = child.stdin.take().expect("it is piped");
    let text = queries(5_000);
    // It may stop reading before the end.
    let _ = input.write_all(text.as_bytes());
    drop(input);
    let mut said = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut said).expect("it is text");
    assert_eq!((wait(&mut child, LONGEST_RUN), said.as_str()), (Some(0), ""));
}
