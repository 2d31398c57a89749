//! Passages beside others: similar ones against a plain look at all, reports compared, trails and last mentions.

use std::collections::BTreeSet;
use std::fs;

use findings::inside::Shingles;
use findings::{Index, Passage, Report, SimilarRequest};

use crate::support::Place;

/// The sample reports.
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");

/// Every passage of an index with its report.
fn all(index: &Index) -> Vec<(String, Passage)> {
    let reports = index.reports().expect("the index can be read");
    let passages = |report: &Report| index.passages(&report.id, 1..=report.passages).expect("they can be read");
    let of = |report: &Report| passages(report).into_iter().map(|one| (report.id.clone(), one)).collect::<Vec<_>>();
    reports.iter().flat_map(|report| of(report)).collect()
}

/// Reports in two folders: the second has sentences of the first with a word changed, left out or added here and there.
fn varied() -> Place {
    let mut place = Place::new();
    let words = ["drift", "delay", "plans", "carers", "panel", "visits", "homes", "schools", "police", "health"];
    for report in 0..12_usize {
        let mut text = String::new();
        for paragraph in 0..12_usize {
            let seed = (report % 4) * 31 + paragraph * 7;
            let mut sentence: Vec<String> = (0..14 + paragraph % 9)
                .map(|at| format!("{}{}", words[(seed + at * at) % 10], (seed + at) % 5))
                .collect();
            match (report + paragraph) % 5 {
                0 => sentence[report % 12] = "another".to_owned(),
                1 => drop(sentence.remove(report % 12)),
                2 => sentence.insert(report % 12, "more".to_owned()),
                _ => {}
            }
            text.push_str(&sentence.join(" "));
            text.push_str(".\n\n");
        }
        place = place.file(&format!("corpus/{report:02}.txt"), text);
    }
    place
}

/// What is nearly the same as each passage is what a plain look at every other passage finds.
fn assert_as_a_plain_look(folder: &std::path::Path, least: f64) -> usize {
    let index = Index::open(folder).expect("there is an index");
    let passages = all(&index);
    let shingles: Vec<Shingles> = passages.iter().map(|(_, passage)| Shingles::new(&passage.text)).collect();
    let id = |(report, passage): &(String, Passage)| format!("{report}#{}", passage.ordinal);
    let mut pairs = 0;
    for (at, one) in passages.iter().enumerate() {
        let near = |other: &usize| shingles[at].resemblance(&shingles[*other]) >= least && !shingles[at].is_empty();
        let expected: BTreeSet<String> = (0..passages.len()).filter(near).map(|other| id(&passages[other])).collect();
        let mut request = SimilarRequest::new(&one.1.text);
        request.least = least;
        let found = index.similar(&request).expect("the index can be searched").nearly_the_same;
        let found: BTreeSet<String> =
            found.iter().map(|one| format!("{}#{}", one.report.id, one.passage.ordinal)).collect();
        assert_eq!(found, expected, "{} at {least}: {}", id(one), one.1.text);
        pairs += expected.len().saturating_sub(1);
    }
    pairs
}

#[test]
fn what_is_nearly_the_same_is_what_a_plain_look_finds() {
    let place = varied();
    place.run("index corpus").status(0);
    for least in [0.3, 0.6, 0.8, 1.0] {
        assert!(assert_as_a_plain_look(&place.path("index"), least) > 20, "{least}");
    }
    // Also in several segments, after updates.
    for round in 0..3 {
        place.remove(&format!("corpus/{round:02}.txt"));
        fs::copy(place.path("corpus/05.txt"), place.path(format!("corpus/{}.txt", 20 + round))).unwrap();
        place.write(format!("corpus/1{round}.txt"), "drift0 drift1 plans2 carers3 and another panel4 of police.\n");
        place.run("index --keep-duplicates").status(0);
    }
    assert_as_a_plain_look(&place.path("index"), 0.8);
}

#[test]
fn the_sample_reports_are_as_a_plain_look_finds_them() {
    let place = Place::new();
    place.run(&format!("index {CORPUS}")).status(0);
    assert_as_a_plain_look(&place.path("index"), 0.8);
    assert!(assert_as_a_plain_look(&place.path("index"), 0.4) > 0);
}

const EARLIER: &str = "Wexcombe council: inspection of children’s services\n\n4 March 2016\n\n\
    1. Private fostering is promoted by leaflets, posters and visits to every school of the town each autumn.\n\n\
    2. The board does not know how many children live in private fostering or who visits them at home.\n\n\
    3. Pathway plans are late.\n";
const LATER: &str = "Wexcombe council: inspection of children’s services\n\n15 March 2019\n\n\
    1. Private fostering is promoted by leaflets, posters and visits to every school of the town each autumn.\n\n\
    2. A duty worker now visits every child in private fostering within seven days of hearing of the arrangement.\n\n\
    3. Pathway plans are on time.\n";
const SILENT: &str = "Wexcombe council: focused visit to children’s services\n\n2 May 2017\n\n\
    1. Social workers write good plans with parents.\n";
const AFTER: &str = "Wexcombe council: focused visit to children’s services\n\n9 June 2021\n\n\
    1. The board does not know how many children live in private fostering or who visits them at home.\n";
const UNDATED: &str = "Wexcombe council: press release\n\nThe council welcomes what was said of private fostering.\n";

fn wexcombe() -> Place {
    Place::new()
        .file("corpus/a.txt", EARLIER)
        .file("corpus/b.txt", LATER)
        .file("corpus/silent.txt", SILENT)
        .file("corpus/after.txt", AFTER)
        .file("corpus/undated.txt", UNDATED)
        .file(
            "corpus/other.txt",
            "Eastmere council: focused visit\n\n3 May 2018\n\n1. Private fostering is rare here.\n",
        )
}

/// Report, status and passage of each row of a table, and the passage beside it.
fn rows(csv: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().expect("a table has a header").clone();
    let at = |name: &str| header.iter().position(|column| column == name).expect("the table has the column");
    let [report, status, passage, beside, of] =
        ["report", "status", "passage", "beside_report", "beside_passage"].map(at);
    let row = |row: csv::StringRecord| {
        let text = format!("{} {} {} {} {}", &row[report], &row[status], &row[passage], &row[beside], &row[of]);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    reader.records().map(|one| row(one.expect("a row can be read"))).collect()
}

#[test]
fn a_trail_goes_through_time_and_says_what_is_silent() {
    let place = wexcombe();
    place.run("index corpus").status(0);
    let trail = place.run("trail '\"private fostering\"' --authority Wexcombe --format csv").status(0);
    let expected = [
        "a.txt first 3",
        "a.txt first 4",
        "silent.txt not mentioned",
        "b.txt said again 3 a.txt 3",
        "b.txt new 4",
        "a.txt gone 4",
        "after.txt back again 3 a.txt 4",
        "b.txt gone 3",
        "b.txt gone 4",
        "undated.txt undated 2",
    ];
    assert_eq!(rows(trail.out()), expected);
    let text = place.run("trail '\"private fostering\"' --authority Wexcombe").status(0);
    text.stdout_has("2 May 2017 · not mentioned").stdout_has("That a report is silent");
    place.run("trail '\"private fostering\"' --authority Wexcombe --format md").status(0).stdout_has("*said again*");
    place.run("trail '\"private fostering\"'").status(2).stderr_has("--authority").stderr_has("--all-authorities");
    place.run("trail nothingofthekind --authority Wexcombe").status(1).stdout_has("not mentioned");
    place.run("trail '\"private fostering\"' --all-authorities --output trails --format md").status(0);
    let mut names: Vec<_> = fs::read_dir(place.path("trails")).unwrap().map(|one| one.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["eastmere.md", "wexcombe.md"]);
}

#[test]
fn trails_and_last_mentions_are_briefings_too() {
    let place = wexcombe();
    place.run("index corpus").status(0);
    let line = "trail '\"private fostering\"' --authority Wexcombe";
    let record = place.run(&format!("{line} --json")).status(0).json();
    assert_eq!(record["query"]["text"], "\"private fostering\"");
    assert_eq!(record["query"]["understood"], "\"private fostering\" authority:Wexcombe");
    assert_eq!(record["diagnostics"], serde_json::json!([]));
    let similar = place.run("similar a.txt#3 --json").status(0).json();
    assert!(similar.get("query").is_none() && similar.get("diagnostics").is_none());
    let page = place.run(&format!("{line} --format html")).status(0);
    let page = page.stdout_has("<h2>Wexcombe</h2>").stdout_has("<td>not mentioned</td>").stdout_has("<mark>");
    let page = page.stdout_has("<td>before</td>").stdout_has("That a report is silent").stdout_has("<li id=\"ref1\">");
    page.stdout_lacks("Eastmere");
    for (command, name, has) in [
        (format!("{line} --format docx"), "trail.docx", vec!["Wexcombe", "not mentioned", "back again", "9 June 2021"]),
        ("latest '\"private fostering\"' --format docx".to_owned(), "latest.docx", vec!["Eastmere", "no report since"]),
    ] {
        let written = place.run(&command).status(0);
        place.write(name, written.bytes());
        // The reader of documents finds the same in them.
        let read = place.run(&format!("inspect {name}")).status(0);
        has.iter().for_each(|part| assert!(read.out().contains(part), "{part}\n{}", read.shown()));
        assert_eq!(place.run(&command).bytes(), written.bytes(), "the same gives the same bytes");
    }
    place.run("trail '\"private fostering\"' --all-authorities --output pages --format html").status(0);
    place.run("trail '\"private fostering\"' --all-authorities --output pages --format docx").status(0);
    let mut names: Vec<_> = fs::read_dir(place.path("pages")).unwrap().map(|one| one.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["eastmere.docx", "eastmere.html", "wexcombe.docx", "wexcombe.html"]);
    let page = fs::read_to_string(place.path("pages/eastmere.html")).unwrap();
    assert!(page.contains("<h2>Eastmere</h2>") && !page.contains("Wexcombe</h2>"), "{page}");
    place.run("latest nothingofthekind --format html").status(1).stdout_has("</html>");
    place.run("similar a.txt#3 --format html").status(2);
}

#[test]
fn each_authority_has_a_file_of_its_own() {
    // Names that differ in what a file's name does not have.
    let letter =
        |authority: &str| format!("---\nauthority: {authority}\ndate: 2020-03-04\n---\n\n# A letter\n\nDrift.\n");
    let place = Place::new()
        .file("corpus/a.md", letter("\"Brindle, North\""))
        .file("corpus/b.md", letter("\"Brindle (North)\""))
        .file("corpus/c.md", letter("\"Brindle North\""));
    place.run("index corpus").status(0);
    let authorities = place.run("reports --format jsonl -q").status(0).json_lines();
    let names: BTreeSet<String> = authorities.iter().map(|report| report["authority"].to_string()).collect();
    place.run("trail drift --all-authorities --output out -q").status(0).stderr("");
    let files = fs::read_dir(place.path("out")).unwrap().count();
    assert_eq!((files, names.len()), (3, 3), "{names:?}");
}

#[test]
fn the_last_mention_of_each_authority_says_how_long_it_is_silent() {
    let place = wexcombe();
    place.write("corpus/later.txt", SILENT.replace("2017", "2024"));
    place.run("index corpus").status(0);
    let latest = place.run("latest '\"private fostering\"'").status(0);
    latest
        .stdout_has("9 June 2021 · 1 passage; 1 report since, silent")
        .stdout_has("3 May 2018 · 1 passage; no report since");
    place.run("latest nothingofthekind").status(1);
}

#[test]
fn of_a_passage_that_is_changed_the_words_are_marked() {
    let report = |date: &str, text: &str| {
        format!("---\nauthority: Wexcombe\nkind: inspection\ndate: {date}\n---\n# Inspection\n\n{text}\n")
    };
    let earlier = "Managers read every plan each month, and drift in any of them is challenged early.";
    let later = "Leaders read every plan each week, and drift in any of them is challenged.";
    let place = Place::new()
        .file("corpus/a.md", report("2018-01-02", earlier))
        .file("corpus/b.md", report("2020-01-02", later))
        .indexed();
    let marked = "[-Managers-]{+Leaders+} read every plan each [-month,-]{+week,+} and drift in any of them is challenged. [-early.-]";
    let text = place.run("compare a.md b.md").status(0);
    let lines = text.out().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(lines.contains(marked), "{}", text.shown());
    let json = place.run("compare a.md b.md --json").status(0).json();
    let changes = serde_json::json!([
        {"before": "Managers", "text": "Leaders"}, {"before": "month,", "text": "week,"}, {"before": "early.", "text": ""},
    ]);
    assert_eq!(json["groups"][0]["passages"][0]["changes"], changes);
    let page = place.run("compare a.md b.md --format md").status(0);
    page.stdout_has("~~Managers~~ **Leaders** read every plan each ~~month,~~ **week,** and");
}

#[test]
fn two_reports_are_compared_passage_by_passage() {
    let place = wexcombe();
    place.run("index corpus").status(0);
    let compared = place.run("compare a.txt b.txt --format csv").status(0);
    let found = rows(compared.out());
    for expected in ["b.txt said again 3 a.txt 3", "a.txt gone 4", "b.txt new 4"] {
        assert!(found.iter().any(|row| row == expected), "{expected}: {found:?}");
    }
    assert_eq!(rows(place.run("compare a.txt b.txt --only again --format csv").status(0).out())[0], found[0]);
    place.run("compare b.txt a.txt").status(0).stderr_has("the first report is newer than the second");
    place.run("compare a.txt#3 b.txt").status(2).stderr_has("is a passage");
    place.run("similar a.txt").status(2).stderr_has("is a report");
    let similar = place.run("similar a.txt#3").status(0);
    similar.stdout_has("1 passage in 1 report of 1 authority").stdout_has("100%");
}
