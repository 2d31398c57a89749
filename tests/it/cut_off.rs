//! An index whose files are cut short while they are read: an error that names the index, and the status of one.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::time::Duration;

use crate::support::{Place, wait};

/// An index with files of many pages.
fn place() -> Place {
    let words = ["drift", "neglect", "plans", "thresholds", "interviews", "homes", "workers", "families", "visits"];
    let mut text = String::new();
    for paragraph in 0..4_000_usize {
        let word = |at: usize| words[(paragraph * 7 + at * at + paragraph / 9 * at) % words.len()];
        let said: Vec<String> =
            (0..12).map(|at| format!("{} w{}", word(at), (paragraph * 31 + at * 97) % 5_003)).collect();
        text.push_str(&format!("{}. The {} were seen.\n\n", paragraph + 1, said.join(" and ")));
    }
    Place::new().file("corpus/long.txt", text).indexed()
}

/// Cuts every file of segments short, but for the one that says which there are.
fn cut(index: &Path, length: u64) {
    for file in fs::read_dir(index.join("segments")).expect("the folder is there").flatten() {
        let path = file.path();
        if path.extension().is_none_or(|extension| extension != "json" && extension != "lock") {
            let length = length.min(file.metadata().expect("the file is there").len());
            let file = File::options().write(true).open(path).expect("it can be written");
            file.set_len(length).expect("it can be cut");
        }
    }
}

#[test]
fn a_batch_over_it_ends_with_an_error_that_names_the_index() {
    for length in [0, 5_000, 20_000] {
        let place = place();
        let mut run = place.findings("batch --all --format jsonl -j 2");
        let mut child = run.start();
        let mut stdin = child.stdin.take().expect("stdin is a pipe");
        let mut out = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        stdin.write_all(b"drift\n").unwrap();
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        let first: serde_json::Value = serde_json::from_str(&first).expect("a whole record");
        assert!(first["error"].is_null() && first["hits"].as_array().is_some_and(|hits| hits.len() > 1_000));
        cut(&place.path("index"), length);
        // The records that come before the end are whole or cut off, and none of them is of what was cut short.
        let rest = std::thread::spawn(move || {
            let mut rest = String::new();
            out.read_to_string(&mut rest).map(|_| rest)
        });
        let queries =
            "drift\nneglect plans\nw7 OR w9\n\"plans w8\"\nthresholds\ninterviews\nhomes NEAR workers\n".repeat(40);
        // The program may have ended before it read all of them.
        let _ = stdin.write_all(queries.as_bytes());
        drop(stdin);
        let status = wait(&mut child, Duration::from_secs(50));
        let mut said = String::new();
        child.stderr.take().expect("stderr is a pipe").read_to_string(&mut said).expect("stderr is text");
        assert_eq!(status, Some(2), "{length}: {said}");
        let index = place.path("index");
        assert!(
            said.contains("the index at index is damaged (") && said.contains("findings verify"),
            "{length}: {said}"
        );
        assert!(!said.contains("panicked") && index.exists(), "{length}: {said}");
        let rest = rest.join().expect("the reader does not panic").expect("records are text");
        for record in rest.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()) {
            let error = record["error"].as_str().unwrap_or_default();
            assert!(error.contains("damaged"), "{length}: a record of what is not there: {record}");
        }
    }
}

#[test]
fn a_command_after_that_says_what_is_wrong_too() {
    let place = place();
    cut(&place.path("index"), 5_000);
    for line in [
        "search drift --all",
        "search drift",
        "batch",
        "reports",
        "show long.txt",
        "show long.txt#9",
        "verify",
        "status",
    ] {
        let outcome = place.findings(line).stdin("drift\n").run().status(2);
        let (out, err) = (outcome.out(), outcome.err());
        assert!(format!("{out}{err}").contains("index"), "{}", outcome.shown());
    }
}
