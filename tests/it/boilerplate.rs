//! Boilerplate: what stands word for word in many reports is marked, and comes below what a report
//! says itself.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::Place;

/// Stands in all letters, in other type.
const CLOSING: [&str; 2] = [
    "The panel will consider the findings of this letter about the harbour when planning its next visit.",
    "The panel will consider the findings of this letter, about the HARBOUR, when planning its next visit",
];
const OWN: &str = "The findings of the panel about the harbour are planned to be considered.";

fn letter(number: usize, authority: &str) -> String {
    let own = ["one", "two", "three", "four", "five", "six", "seven"][number % 7];
    format!(
        "---\nauthority: {authority}\ndate: 2021-03-0{}\n---\n\nIn letter {own} the quay of {authority} was seen.\n\n{}\n",
        number % 9 + 1,
        CLOSING[number % 2]
    )
}

/// So many letters in turn to so many authorities.
fn letters(reports: usize, authorities: usize) -> Place {
    (0..reports).fold(Place::new(), |place, number| {
        place.file(&format!("corpus/{number}.md"), letter(number, ["Wickmouth", "Port Ellery"][number % authorities]))
    })
}

/// The ids of the hits by whether they are boilerplate.
fn marked(place: &Place, query: &str) -> BTreeMap<String, bool> {
    let outcome = place.run(&format!("search {query} --all --format jsonl")).status(0);
    let hits = outcome.json_lines();
    let id = |hit: &Value| hit["id"].as_str().expect("it is a text").to_owned();
    hits.iter().map(|hit| (id(hit), hit["boilerplate"].as_bool().expect("it is true or false"))).collect()
}

#[test]
fn what_stands_in_five_reports_of_two_authorities_is_boilerplate() {
    for (reports, authorities, expected) in [(5, 2, true), (7, 2, true), (4, 2, false), (7, 1, false)] {
        let place = letters(reports, authorities).indexed();
        let marks = marked(&place, "harbour");
        assert_eq!(marks.len(), reports);
        assert!(marks.values().all(|mark| *mark == expected), "{reports} reports, {authorities} authorities");
        assert!(marked(&place, "quay").values().all(|mark| !mark), "what differs is not");
    }
}

#[test]
fn boilerplate_comes_below_a_finding_with_the_same_words() {
    let place = letters(6, 2).file("corpus/finding.md", format!("{} {OWN}\n", "A word more. ".repeat(12))).indexed();
    for line in ["search findings panel harbour", "search --any findings panel harbour letter"] {
        let hits = place.run(&format!("{line} --format jsonl --explain")).status(0).json_lines();
        assert_eq!(hits[0]["id"], "finding.md#1", "{line}");
        assert_eq!(hits[0]["boilerplate"], false);
        let last = hits[1]["explain"].as_array().expect("it is a list").last().expect("there are parts");
        assert_eq!((&last["what"], &last["factor"]), (&"boilerplate".into(), &true.into()), "{line}");
    }
}

#[test]
fn every_format_says_what_is_boilerplate() {
    let place = letters(5, 2).indexed();
    let shown = |line: &str| place.run(line).status(0).out().to_owned();
    assert!(shown("search harbour -n 1").lines().next().is_some_and(|line| line.ends_with(" · boilerplate")));
    assert!(shown("search harbour -n 1 --format md").lines().next().is_some_and(|l| l.ends_with(" · boilerplate  ")));
    let table = shown("search harbour -n 1 --format csv");
    let ends: Vec<&str> = table.lines().map(|line| line.rsplit(',').nth(5).unwrap_or_default()).collect();
    assert_eq!(ends, ["boilerplate", "true"]);
    assert!(!shown("search quay").contains("boilerplate"));
    assert!(shown("search quay --format csv -n 1").contains(",false,false,"));
    // As a report, a letter is not boilerplate, though the passage that it is shown by may be.
    assert!(shown("search harbour --unit report --format jsonl").contains("\"boilerplate\":true"));
}

#[test]
fn an_index_that_was_updated_has_the_marks_of_one_made_anew() {
    let place = letters(4, 2).indexed();
    let same_anew = |what: &str, expected: bool| {
        let updated = place.run("search harbour --all --format jsonl --explain").status(0).out().to_owned();
        place.run("index corpus --index anew --rebuild").status(0);
        let anew = place.run("search harbour --all --format jsonl --explain --index anew").status(0).out().to_owned();
        assert_eq!(updated, anew, "{what}");
        assert_eq!(marked(&place, "harbour").values().any(|mark| *mark), expected, "{what}");
    };
    same_anew("four letters", false);
    place.write("corpus/4.md", letter(4, "Wickmouth"));
    place.run("index").status(0);
    same_anew("a fifth letter", true);
    place.write("corpus/4.md", letter(4, "Wickmouth").replace("two", "twelve"));
    place.run("index").status(0);
    same_anew("a letter read again", true);
    place.write("corpus/4.md", OWN);
    place.run("index").status(0);
    same_anew("a letter that says something else", false);
    place.write("corpus/4.md", letter(4, "Wickmouth"));
    place.write("corpus/5.md", letter(5, "Wickmouth"));
    place.run("index").status(0);
    same_anew("two letters more", true);
    place.remove("corpus/0.md");
    place.run("index").status(0);
    same_anew("a letter gone", true);
    place.remove("corpus/1.md");
    place.run("index").status(0);
    same_anew("two letters gone", false);
    let strays = std::fs::read_dir(place.path("index")).expect("there is an index").flatten();
    assert!(strays.into_iter().all(|entry| !entry.file_name().to_string_lossy().starts_with("recurring-")));
}

#[test]
fn a_damaged_file_of_recurring_texts_is_told() {
    let place = letters(5, 2).indexed();
    let file = place.path("index/recurring-1.bin");
    let whole = std::fs::read(&file).expect("it is there");
    for damaged in [&whole[..3], &[]] {
        std::fs::write(&file, damaged).expect("it can be written");
        place.run("search harbour").status(2).stderr_has("recurring-1.bin");
    }
    std::fs::remove_file(&file).expect("it can be removed");
    place.run("search harbour").status(2).stderr_has("recurring-1.bin");
    place.run("index --rebuild").status(0);
    place.run("search harbour").status(0);
}
