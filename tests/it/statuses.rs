//! Exit statuses, and what `index` says of problems that were there before.

use std::fs;

use serde_json::Value;

use crate::support::Place;

fn with_a_broken_file() -> Place {
    Place::new().file("corpus/r.txt", "Drift was seen in two of the plans.\n").file("corpus/empty.txt", "")
}

#[test]
fn what_was_done_with_something_left_out_is_no_error() {
    let place = with_a_broken_file();
    place.run("index").status(3).stderr_has("corpus/empty.txt: ");
    place.run("status").status(3).stdout_has("problem      corpus/empty.txt: ");
    place.run("verify").status(0);
    place.write("corpus/r.txt", "Drift was seen in three of the plans.\n");
    place.run("verify").status(3).stdout_has("out of date   corpus/r.txt: ");
    place.remove("corpus/empty.txt");
    place.run("index").status(0);
    place.run("status").status(0);
    place.write("corpus/r.txt", "Changed again.\n");
    place.run("status").status(3);
    // Errors stay errors.
    place.run("index nowhere").status(2);
    place.run("status --index nowhere").status(2);
    place.run("index --nonsense").status(2);
}

#[test]
fn some_files_inspected_and_others_not_is_not_an_error() {
    let place = with_a_broken_file();
    place.run("inspect corpus/r.txt corpus/empty.txt").status(3);
    place.run("inspect corpus/empty.txt").status(2);
    place.run("inspect corpus/r.txt").status(0);
}

#[test]
fn a_damaged_index_is_an_error_of_verify() {
    let place = Place::new().file("corpus/r.txt", "Drift was seen in two of the plans.\n").indexed();
    let segments = fs::read_dir(place.path("index/segments")).unwrap().flatten();
    let store = segments.map(|entry| entry.path()).find(|path| path.extension().is_some_and(|end| end == "store"));
    let store = store.expect("there is a segment");
    let mut bytes = fs::read(&store).unwrap();
    bytes[10] ^= 1;
    fs::write(&store, bytes).unwrap();
    place.run("verify").status(2).stdout_has("damaged ");
}

#[test]
fn only_new_problems_are_told_and_known_ones_can_be_no_failure() {
    let place = with_a_broken_file();
    let on = |day: &str, line: &str| place.findings(line).env("FINDINGS_TODAY", day).run();
    on("2026-11-28", "index").status(3).stderr_has("corpus/empty.txt: ");
    on("2026-11-29", "index")
        .status(3)
        .stderr_lacks("corpus/empty.txt")
        .stderr_has("no new problem; 1 known since 28 November 2026: `findings status` lists it\n");
    on("2026-11-29", "index --known-problems ok").status(0);
    fs::write(place.path("corpus/void.txt"), "").unwrap();
    on("2026-11-30", "index --known-problems ok")
        .status(3)
        .stderr_has("corpus/void.txt: ")
        .stderr_lacks("corpus/empty.txt")
        .stderr_has("1 new problem; 1 known since 28 November 2026: `findings status` lists them\n");
    on("2026-12-01", "index --known-problems ok -q").status(0).stderr("");
    on("2026-12-01", "status")
        .status(3)
        .stdout_has("(since 28 November 2026)\n")
        .stdout_has("(since 30 November 2026)\n");
    // What is mended and breaks again is news.
    fs::write(place.path("corpus/void.txt"), "A report.\n").unwrap();
    on("2026-12-02", "index --known-problems ok").status(0);
    fs::write(place.path("corpus/void.txt"), "").unwrap();
    on("2026-12-03", "index --known-problems ok").status(3).stderr_has("1 new problem; 1 known since 28 November 2026");
}

#[test]
fn a_file_that_failed_is_not_counted_as_read() {
    let place = Place::new().file("corpus/empty.txt", "");
    place
        .run("index")
        .status(3)
        .stderr_has("0 reports of 0 authorities, 0 passages (0 files read, 1 failed, 0 unchanged)\n");
}

#[test]
fn the_manual_lists_each_status() {
    let table = include_str!("../../docs/output.md");
    for row in ["| 0 |", "| 1 |", "| 2 |", "| 3 |"] {
        assert!(table.contains(row), "{row}");
    }
}

#[test]
fn each_event_of_a_log_has_its_time() {
    let place = with_a_broken_file();
    let run = |line: &str| place.findings(line).env("TZ", "JST-9").run();
    let outcome = run("index --log-format json").status(3).stdout("");
    let events: Vec<serde_json::Value> =
        outcome.err().lines().map(|line| serde_json::from_str(line).expect("a line is an object")).collect();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().expect("it has a name")).collect();
    assert_eq!(names, ["problem", "indexed"], "{}", outcome.shown());
    assert_eq!((&events[0]["file"], &events[1]["failed"]), (&"corpus/empty.txt".into(), &1.into()));
    for event in &events {
        let time = event["time"].as_str().expect("it has a time");
        assert!(time.ends_with("+09:00") && time.len() == 25, "{time}");
    }
    let outcome = run("index --log-format text").status(3);
    for line in outcome.err().lines() {
        assert_eq!((&line[4..5], &line[10..11], &line[19..27]), ("-", "T", "+09:00  "), "{line}");
    }
    let error = run("index nowhere --log-format json").status(2).stdout("").err().to_owned();
    assert!(error.contains("\"event\":\"error\",\"what\":\"nowhere: no such file"), "{error}");
    run("index nowhere --log-format text").status(2).stderr_has("+09:00  findings: nowhere: no such file");
}

#[test]
fn no_name_in_a_log_turns_the_direction_of_writing() {
    let place = Place::new().file("corpus/a.txt", "A letter\n\nIt is short.\n");
    place.write("corpus/b\u{202e}\u{9b}c.pdf", "%PDF-1.4 broken");
    let outcome = place.run("index --log-format json").status(3);
    assert!(!outcome.err().contains(['\u{202e}', '\u{9b}']), "{}", outcome.shown());
    let events: Vec<Value> =
        outcome.err().lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let problem = events.iter().find(|event| event["event"] == "problem").expect("it cannot be read");
    assert_eq!(problem["file"], "corpus/b\u{202e}\u{9b}c.pdf");
}
