//! References: those of the sample corpus in each style as files that a person can read, and where they are printed.
//!
//! ```text
//! FINDINGS_GOLDEN=update cargo test --test it cite
//! ```

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::corpus::sample;
use crate::golden::updating;
use crate::reports::library;
use crate::support::Place;

/// The styles, each with the name of its file.
const STYLES: [(&str, &str); 5] = [
    ("plain", "plain.txt"),
    ("markdown", "markdown.md"),
    ("csl-json", "csl.json"),
    ("bibtex", "bibtex.bib"),
    ("ris", "ris.ris"),
];

/// A paragraph with a number, one of a PDF file, a letter as a whole, a record and a press release.
const CITED: [&str; 5] = [
    "wexcombe/inspection-2019.txt#16",
    "wexcombe/inspection-2023.pdf#20",
    "eastmere/focused-visit-2019.txt",
    "eastmere-board-2022-03#2",
    "harrowick/press-release-2025.html",
];

#[test]
fn references_of_the_sample_corpus_are_as_they_were() {
    let sample = sample();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/citations");
    for (style, name) in STYLES {
        let outcome = sample.run(&format!("show {} --cite {style}", CITED.join(" "))).status(0).stderr("");
        if updating() {
            fs::create_dir_all(&folder).expect("a folder can be made");
            fs::write(folder.join(name), outcome.out()).expect("a file can be written");
        }
        let golden = fs::read_to_string(folder.join(name)).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(outcome.out(), golden, "{style}");
    }
}

#[test]
fn each_hit_and_each_report_has_a_reference() {
    let library = library();
    let ids = library.run("search interview --format jsonl").ids().join(" ");
    let reports = library.run("reports --format jsonl").ids().join(" ");
    for (style, _) in STYLES {
        let shown = library.run(&format!("show {ids} --cite {style}")).status(0);
        let found = library.run(&format!("search interview --cite {style}")).status(0);
        assert_eq!(found.out(), shown.out(), "{style}");
        found.stderr_has("passages in ");
        let shown = library.run(&format!("show {reports} --cite {style}")).status(0);
        library.run(&format!("reports --cite {style}")).status(0).stdout(shown.out()).stderr_has("4 of 4 reports");
        let shown = library.run(&format!("show letter.txt --cite {style}")).status(0);
        library.run(&format!("search café --unit report --cite {style}")).status(0).stdout(shown.out());
    }
    // A loosened hit would not say what it lacks.
    library.run("search 'scarce neglect monthly' --cite ris").status(1).stdout("");
    library.run("search zebra --cite csl-json").status(1).stdout("[]\n");
}

#[test]
fn an_address_is_that_of_the_report_else_the_one_that_is_given() {
    let place = Place::new();
    place.write("corpus/own.md", "---\nurl: https://files.example/1\n---\n# Letter\n\nHelp was late.\n");
    place.write("corpus/a b.txt", "# Letter\n\nHelp is early.\u{c}Help was early.\n");
    let place = place.indexed();
    let url = "--cite-url 'https://x.example/{report}#page={page}'";
    place.run(&format!("show own.md#2 --cite ris {url}")).status(0).stdout_has("UR  - https://files.example/1\n");
    let items = place.run(&format!("search help --report 'a b.txt' --cite csl-json {url} --sort report")).json();
    let urls: Vec<&str> = items.as_array().unwrap().iter().map(|item| item["URL"].as_str().unwrap()).collect();
    assert_eq!(urls, ["https://x.example/a%20b.txt#page=1", "https://x.example/a%20b.txt#page=2"]);
    place.run(&format!("reports --cite plain {url}")).stdout_has("<https://x.example/a%20b.txt#page=1>");
    place.run("show own.md --cite-url x").status(2).stderr_has("--cite");
}

#[test]
fn long_titles_are_shortened_for_people_and_whole_for_programs() {
    let title = "Inspection of services for children in need of help and protection, children looked after and care \
                 leavers and review of the board";
    let place =
        Place::new().file("corpus/a.md", format!("---\ntitle: {title}\n---\n# A\n\nHelp was late.\n")).indexed();
    let short = "Inspection of services for children in need of help and protection …";
    for style in ["plain", "markdown"] {
        place.run(&format!("show a.md#2 --cite {style}")).status(0).stdout_has(short).stdout_lacks(title);
    }
    let item: Value = place.run("show a.md#2 --cite csl-json").status(0).json();
    assert_eq!((&item[0]["title"], &item[0]["title-short"]), (&title.into(), &short.into()));
    place.run("show a.md#2 --cite bibtex").stdout_has(title).stdout_has(&format!("shorttitle = {{{{{short}}}}}"));
    place.run("show a.md#2 --cite ris").stdout_has(&format!("TI  - {title}\nST  - {short}\n"));
}

#[test]
fn references_are_not_mixed_with_what_they_are_not() {
    let library = library();
    for options in [
        "--format json",
        "--oneline",
        "--full",
        "--count",
        "--files-with-matches",
        "--open 1",
        "--fields id",
        "--context 1",
        "--explain",
    ] {
        library.run(&format!("search drift --cite plain {options}")).status(2).stdout("");
    }
    for line in ["reports --duplicates", "reports --format csv", "show letter.txt#1 --source", "show letter.txt --json"]
    {
        library.run(&format!("{line} --cite plain")).status(2).stdout("");
    }
}
