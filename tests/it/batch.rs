//! `batch`: many queries, a record each.

use crate::reports::{ASHCOMBE_6, BRINDLE_3, library, unread};

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
            format!("t1 Q0 {BRINDLE_3} 1 findings"),
            format!("t1 Q0 {ASHCOMBE_6} 2 findings"),
            "t%202 Q0 letter.txt#2 1 findings".to_owned(),
            "t%202 Q0 letter.txt#1 2 findings".to_owned(),
        ]
    );
    assert!(columns.iter().all(|row| row.len() == 6 && row[4].parse::<f64>().is_ok()));
    place.findings("batch - --format trec").stdin("{bad\n").run().status(2).stdout("").stderr_has("1: not a record");
}
