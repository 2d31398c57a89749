//! `show`: a passage, a report, its source, a reference to it.

use std::fs;
use std::io::{Cursor, Write};

use crate::reports::{ASHCOMBE_6, ASHCOMBE_7, BRINDLE_3, library, unread};
use crate::support::Place;

#[test]
fn show_gives_passages_reports_and_their_source() {
    let library = library();
    library.run(&format!("show {ASHCOMBE_7} --long-ids")).status(0).stderr("").stdout(
        "Ashcombe · inspection · visit 4–15 March 2019 · ¶2 · p. 1
    The experiences of children who go missing
    Managers read every return home interview. What is learnt is shared at a multi-agency meeting,
    where police and health workers plan what to do next.
    ashcombe/inspection-2019.txt#7
",
    );
    let around = library.run("show ashcombe/inspection-2019.txt#7 --context 1 --format json").status(0);
    assert_eq!(around.ids(), [ASHCOMBE_6, ASHCOMBE_7, "ashcombe/inspection-2019.txt#8"]);
    let edge = library.run("show letter.txt#1 --context 9 --format json").status(0);
    assert_eq!(edge.ids(), ["letter.txt#1", "letter.txt#2"]);
    let two = library.run("show letter.txt#2 brindle/inspection-2018.md#3 --format json").status(0);
    assert_eq!(two.ids(), ["letter.txt#2", BRINDLE_3]);

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
        ("ashcombe", "no report ashcombe; ids with that in them: ashcombe/"),
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
    let outcome = place.run(&format!("show {ASHCOMBE_7} --source")).status(0);
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
    place.run(&format!("show {ASHCOMBE_7}")).status(0);
    place.run(&format!("show {ASHCOMBE_7} --source")).status(2).stdout("").stderr_has("cannot be read");
}

#[test]
fn a_passage_is_cited_in_three_styles() {
    let library = library();
    library.run("show ashcombe/inspection-2019.txt#10 --cite plain").status(0).stdout(
        "‘Homes for young people are scarce, and few return to the homes that they left.’ (Ashcombe, Inspection of \
         children’s social care services, visit 4–15 March 2019, para 4, p. 2)\n",
    );
    library.run("show ashcombe/inspection-2019.txt#10 --cite markdown").status(0).stdout(
        "> Homes for young people are scarce, and few return to the homes that they left.\n>\n> — Ashcombe, \
         Inspection of children’s social care services, visit 4–15 March 2019, para 4, p. 2\n",
    );
    let item = library.run("show ashcombe/inspection-2019.txt#10 --cite csl-json").status(0).json();
    let item = &item[0];
    assert_eq!(item["type"], "report");
    assert_eq!(item["issued"]["date-parts"], serde_json::json!([[2019, 3, 15]]));
    assert_eq!(item["note"], "dated by the visit, 4–15 March 2019");
    assert_eq!((&item["page"], &item["section"]), (&"2".into(), &"4".into()));
    library.run("show letter.txt --cite plain").status(0).stdout("letter.txt\n");
    library.run("show letter.txt#1 --cite plain --source").status(2);
}

#[test]
fn a_file_that_changed_within_its_size_and_time_is_said_to_have_changed() {
    let place = Place::new().file("corpus/r.txt", "Drift was seen in two plans.\n").indexed();
    let path = place.path("corpus/r.txt");
    let time = fs::metadata(&path).and_then(|metadata| metadata.modified()).unwrap();
    place.run("show r.txt#1 --source").status(0).stdout_has("two plans");
    place.write("corpus/r.txt", "Drift was seen in ten plans.\n");
    fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(time)).unwrap();
    place.run("show r.txt#1 --source").status(2).stdout("").stderr_has("corpus/r.txt has changed since it was indexed");
}

#[test]
fn the_source_of_a_member_and_of_a_record_is_its_own_lines() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("r.txt", "Drift was seen in two plans.\n"), ("sub/s.txt", "First.\n\nThe panel met twice.\n")]
    {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    let zip = archive.finish().unwrap().into_inner();
    let place = Place::new()
        .file("corpus/a.zip", zip)
        .file("corpus/records.jsonl", "{\"id\": \"one\", \"text\": [\"Neglect.\", \"Delay was seen.\"]}\n")
        .indexed();
    place.run("show a.zip/r.txt#1 --source").status(0).stdout("corpus/a.zip\n   1:1    Drift was seen in two plans.\n");
    place.run("show a.zip/sub/s.txt#2 --source").status(0).stdout_has("The panel met twice.").stdout_lacks("Drift");
    place.run("show one#2 --source").status(0).stdout_has("\"Delay was seen.\"");
}
