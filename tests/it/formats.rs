//! An index as it was written once, kept in `tests/formats`: this program reads it, and refuses others.

use std::fs;
use std::path::Path;

use crate::support::Place;

/// The folder of an index of today's format.
const TODAYS: &str = "tests/formats/12";

/// A place with the reports and the index that were kept.
fn kept() -> Place {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(TODAYS);
    let place = Place::new();
    for entry in walkdir::WalkDir::new(&from).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let path = entry.path().strip_prefix(&from).expect("it is in the folder");
        place.write(path, fs::read(entry.path()).expect("it can be read"));
    }
    place
}

#[test]
fn an_index_of_this_format_is_read() {
    assert!(TODAYS.ends_with(&format!("/{}", findings::inside::FORMAT)), "an index of each format is kept");
    let place = kept();
    for (query, ids) in [
        ("drift", vec!["harbour-letter.txt#6"]),
        ("\"return home interviews\"", vec!["harbour-letter.txt#6"]),
        ("orch* kind:inspection -flats", vec!["orchard.md#1"]),
        ("theme:\"care leavers\" section:leavers", vec!["orchard.md#3", "orchard.md#4", "orchard.md#5"]),
        ("social NEAR/2 workers", vec!["harbour-letter.txt#5"]),
    ] {
        let found = place.findings("search --all --sort report --format jsonl -q").arg(query).run().status(0);
        assert_eq!(found.ids(), ids, "{query}");
    }
    place.run("show harbour-letter.txt#6").status(0).stdout_has("Drift is challenged");
    place.run("show orchard.md#4 --source").status(0).stdout_has("Personal advisers (PAs)");
    // Copied files have other times, and are known by what they hold.
    place.run("verify").status(0).stdout_has("against       2 of 2 files, read again\nsound ");
    place.write("reports/later.txt", "A later letter on drift.\n");
    place.run("index").status(0).stderr_has("(1 file read, 2 unchanged)");
    place.run("verify").status(0);
    place.prove();
}

#[test]
fn other_formats_are_refused_with_what_to_do() {
    for format in [11, 99] {
        let payload = serde_json::json!({
            "format": format, "analyser": 2, "manifest": "manifest-1.json", "reports": 1, "passages": 1, "words": 9,
        });
        let meta = serde_json::json!({ "segments": [], "schema": [], "opstamp": 7, "payload": payload.to_string() });
        let manifest = r#"{"program":"0.1.0","generation":1,"roots":["reports"],"files":[]}"#;
        let place = kept();
        fs::remove_dir_all(place.path("index")).unwrap();
        place.write("index/segments/meta.json", serde_json::to_string_pretty(&meta).unwrap() + "\n");
        place.write("index/manifest-1.json", manifest);
        for line in
            ["search drift", "reports", "status", "show orchard.md", "index", "verify", "verify --repair", "batch"]
        {
            let refused = place.run(line).status(2).stdout("");
            refused
                .stderr_has(&format!("made by another version of findings (format {format}, analyser 2)"))
                .stderr_has("rebuild it with `findings index --rebuild --index index`")
                .stderr_lacks("damaged");
        }
        place.run("index --rebuild --index index").status(0).stderr_has("2 reports");
        place.run("verify").status(0);
        assert!(!place.path("index/manifest-1.json").exists());
    }
}
