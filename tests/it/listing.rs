//! `reports`, `inspect` and `status`: what is known, what would be read, what the index holds.

use crate::reports::{library, unread};

#[test]
fn reports_are_listed_in_every_format() {
    let library = library();
    library.run("reports --long-ids").status(0).stderr("4 of 4 reports\n").stdout(
        "Ashcombe · inspection · visit 4–15 March 2019
    Inspection of children’s social care services
    ashcombe/inspection-2019.txt  2 pages, 10 passages, 119 words
Ashcombe · focused visit · 23 June 2021
    Focused visit to Ashcombe
    ashcombe/focused-visit-2021.md  7 passages, 40 words
Brindle · inspection · 30 January 2018 · requires improvement
    Inspection of Brindle
    brindle/inspection-2018.md  6 passages, 39 words
letter.txt · undated
    letter.txt  2 passages, 27 words
",
    );
    let ids =
        ["ashcombe/inspection-2019.txt", "ashcombe/focused-visit-2021.md", "brindle/inspection-2018.md", "letter.txt"];
    for format in ["json", "jsonl"] {
        assert_eq!(library.run(&format!("reports --format {format}")).ids(), ids, "{format}");
    }
    for format in ["text", "csv", "tsv", "md"] {
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
        ("region", vec![inspection, focused, letter]),
        ("visit", vec![focused, brindle, letter]),
        ("overall_grade", vec![inspection, focused, letter]),
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
    let bad = place.run("inspect corpus corpus/letter.txt").status(3).stderr_has("corpus: a folder: name its files");
    assert!(bad.out().contains("café"), "the other file is read");
}

#[test]
fn status_tells_what_the_index_holds_and_whether_it_is_current() {
    let place = unread().indexed();
    place
        .run("status")
        .status(0)
        .stderr("")
        .stdout_has("sources      corpus\n")
        .stdout_has("files        4 (")
        .stdout_has(
            "reports      4\npassages     25\nauthorities  2\nsandbox      files are read in separate processes, with no file or network access and limited time and memory\nup to date   no file has changed since indexing\n",
        );
    let status = place.run("status --format json").status(0).json();
    assert_eq!((&status["schema"], &status["reports"], &status["passages"]), (&1.into(), &4.into(), &25.into()));
    assert_eq!((&status["problems"], &status["stale"]), (&serde_json::json!([]), &serde_json::json!([])));

    place.write("corpus/new.txt", "A new report came.");
    place.write("corpus/letter.txt", "It says something else now.");
    place.remove("corpus/brindle/inspection-2018.md");
    let stale = place.run("status --format json").status(3).json();
    let said = serde_json::json!(["1 file is new", "1 file has changed", "1 file has gone"]);
    assert_eq!(stale["stale"], said);
    place.run("status").status(3).stdout_has("out of date  1 file is new\n").stdout_lacks("\nup to date ");
}
