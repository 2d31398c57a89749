//! The table of fields: what is derived from it, and what a field gives from the file to a citation.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use findings::inside::{filters, of_reports};

use crate::support::Place;

const HTML: &str = "<html><head><title>A page</title><link rel='shortcut canonical' href=' https://reports.example/page '>\
                    <link rel='canonical' href='https://reports.example/second'></head>\
                    <body><h1>Letter</h1><p>Drift is challenged on the page.</p></body></html>";

fn place() -> Place {
    let place = Place::new();
    place.write("reports/matter.md", "---\nurl: https://files.example/50123\n---\n# Letter\n\nDrift is challenged.\n");
    place.write("reports/beside.txt", "A letter\n\nDrift is challenged here.\n");
    place.write("reports/metadata.csv", "path,Source URL\nbeside.txt,http://sidecar.example/a%20b?c=d#p5\n");
    place.write("reports/page.html", HTML);
    place.write("reports/wrong.md", "---\nurl: javascript:alert(1)\n---\n# Letter\n\nDrift goes on.\n");
    place.write(
        "reports/records.jsonl",
        "{\"id\":\"r1\",\"text\":\"Drift again.\",\"url\":\"https://records.example/1\"}\n",
    );
    place.run("index reports -q").status(0);
    place
}

#[test]
fn an_address_comes_from_each_place_that_can_give_one() {
    let place = place();
    let reports = place.run("reports --format jsonl -q").status(0).json_lines();
    let urls: BTreeSet<(&str, Option<&str>)> =
        reports.iter().map(|report| (report["id"].as_str().expect("it has an id"), report["url"].as_str())).collect();
    let expected = [
        ("beside.txt", Some("http://sidecar.example/a%20b?c=d#p5")),
        ("matter.md", Some("https://files.example/50123")),
        ("page.html", Some("https://reports.example/page")),
        ("r1", Some("https://records.example/1")),
        ("wrong.md", None),
    ];
    assert_eq!(urls, BTreeSet::from(expected));
    // What is no address of the web is kept as it was given, and never linked to.
    let wrong = reports.iter().find(|report| report["id"] == "wrong.md").expect("it is there");
    assert_eq!(wrong["extra"]["url"], "javascript:alert(1)");
    place.run("reports --missing url --format csv -q").status(0).stdout_has("wrong.md");
    place.run("inspect reports/page.html").status(0).stdout_has("the page's canonical link");
}

#[test]
fn an_address_is_shown_cited_and_filtered_by() {
    let place = place();
    place.run("show matter.md").status(0).stdout_has("https://files.example/50123\n");
    place.run("search drift --format csv --report matter.md -q").status(0).stdout_has(",https://files.example/50123,");
    for style in ["plain", "markdown", "csl-json", "bibtex", "ris"] {
        place.run(&format!("show matter.md#2 --cite {style}")).status(0).stdout_has("https://files.example/50123");
    }
    for (filter, ids) in [
        ("url:files.example", vec!["matter.md#2"]),
        ("url:50123", vec!["matter.md#2"]),
        ("url:\"reports example page\"", vec!["page.html#2"]),
        ("url:*example* -url:records.example -url:files.example -url:sidecar*", vec!["page.html#2"]),
    ] {
        let found = place.findings("search --format jsonl -q").arg(format!("drift {filter}")).run().status(0);
        assert_eq!(found.ids(), ids, "{filter}");
    }
    assert_eq!(place.run("search drift --url sidecar.example --format jsonl -q").ids(), ["beside.txt#2"]);
}

#[test]
fn a_grade_in_front_matter_is_read_as_in_a_query() {
    for typed in ["RI", "requires-improvement", "Requires improvement to be good"] {
        let place = Place::new();
        place.write("reports/a.md", format!("---\noverall_grade: {typed}\n---\n# Letter\n\nWords.\n"));
        place.run("index reports -q").status(0);
        let report = &place.run("reports --format jsonl -q").status(0).json_lines()[0];
        assert_eq!(report["overall_grade"], "requires improvement", "{typed}");
        place.findings("search -q").arg(format!("words grade:\"{typed}\"")).run().status(0);
    }
}

#[test]
fn the_manuals_name_each_field_of_the_table() {
    let read = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("it is there");
    let names = |cell: &str| -> BTreeSet<String> {
        cell.split(['`', ' ', ':']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let manual = read("docs/query-syntax.md");
    let rows = manual.lines().skip_while(|line| !line.starts_with("| field | also |")).skip(2);
    let rows: BTreeSet<BTreeSet<String>> = rows
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('|').skip(1).take(2).flat_map(names).collect())
        .collect();
    // The American spelling is read, and not taught.
    let taught = |name: &&&str| **name != "judgment";
    let fields: BTreeSet<BTreeSet<String>> = filters()
        .map(|(_, filter)| filter.names.iter().filter(taught).map(|name| (*name).to_owned()).collect())
        .collect();
    assert_eq!(rows, fields);
    let output = read("docs/output.md");
    for spec in of_reports() {
        assert!(output.contains(&format!("`{}`", spec.name)), "docs/output.md does not have {}", spec.name);
    }
}
