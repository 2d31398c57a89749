//! A batch that writes to a file: killed and resumed, it writes what it would have written; and a manifest says
//! what it stood on.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use crate::batch::queries;
use crate::reports::unread;
use crate::support::{LONGEST_RUN, Place};

fn place() -> Place {
    unread().file("queries.txt", queries(4_000)).indexed()
}

/// Starts a batch and kills it once it has written something; gives how much it wrote.
fn killed(place: &Place, line: &str, output: &str) -> u64 {
    let mut child = place.findings(line).start();
    let (path, begun) = (place.path(output), Instant::now());
    let length = || fs::metadata(&path).map_or(0, |file| file.len());
    let before = length();
    while length() <= before + 200_000 && begun.elapsed() < LONGEST_RUN {
        thread::sleep(Duration::from_micros(200));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it can be waited for");
    length()
}

#[test]
fn a_killed_batch_that_is_resumed_writes_what_it_would_have_written() {
    let place = place();
    for (format, options) in
        [("jsonl", ""), ("csv", "--all"), ("tsv", "-n 3"), ("trec", "-n 100 -j 1"), ("jsonl", "-j 3")]
    {
        let line = |output: &str| format!("batch queries.txt --format {format} {options} -o {output}");
        place.run(&line("whole")).status(2);
        let whole = fs::read(place.path("whole")).expect("it was written");
        assert!(!place.path("whole.resume").exists());
        let first = killed(&place, &line("part"), "part");
        assert!(first < whole.len() as u64, "{format}: it was over before it was killed");
        killed(&place, &format!("{} --resume", line("part")), "part");
        place.run(&format!("{} --resume", line("part"))).status(2).stdout("");
        assert!(fs::read(place.path("part")).expect("it was written") == whole, "{format} {options}");
        assert!(!place.path("part.resume").exists());
        place.remove("part");
    }
}

#[test]
fn a_file_cut_anywhere_is_resumed_by_its_records() {
    let place = place();
    place.write("some.txt", queries(60));
    place.run("batch some.txt -o whole").status(2);
    let whole = fs::read(place.path("whole")).expect("it was written");
    for cut in [0, 1, 300, whole.len() / 2, whole.len() - 1, whole.len()] {
        place.write("part", &whole[..cut]);
        place.run("batch some.txt -o part --resume").status(2);
        assert!(fs::read(place.path("part")).expect("it was written") == whole, "cut at {cut}");
    }
    place.write("some.txt", "other\n");
    place.run("batch some.txt -o part --resume").status(2).stderr_has("part: line 1 is not of query 1");
    place.write("part", "no record\n");
    place.run("batch some.txt -o part --resume").status(2).stderr_has("part: line 1 is no record");
    assert_eq!(fs::read(place.path("part")).expect("it is there"), b"no record\n");
    place.write("part", "q1 Q0 letter.txt#1 1 1.0 findings\n");
    let line = "batch some.txt -o part --resume --format trec";
    place.run(line).status(2).stderr_has("there is no part.resume to tell how far it came");
    place.run("batch some.txt -o new --resume").status(1);
}

#[test]
fn only_the_same_run_is_resumed() {
    let place = place();
    killed(&place, "batch queries.txt -o part", "part");
    let before = fs::read(place.path("part")).expect("it was begun");
    let refused = |line: &str, why: &str| {
        place.run(line).status(2).stderr_has(why);
        assert!(fs::read(place.path("part")).expect("it is there") == before, "{line}");
    };
    refused("batch queries.txt -o part --resume -n 3", "part: the run that is to be resumed had another options");
    place.write("others.txt", format!("new\tquery\n{}", queries(4_000)));
    refused("batch others.txt -o part --resume", "the queries are not those of the run that is to be resumed");
    place.write("few.txt", "one\n");
    refused("batch few.txt -o part --resume", "the queries are not those of the run that is to be resumed");
    place.write("corpus/new.txt", "A new letter on drift.\n");
    place.run("index").status(0);
    refused("batch queries.txt -o part --resume", "another index");
    place.write("part.resume", "{}");
    refused("batch queries.txt -o part --resume", "part.resume: it does not say how far the run came");
    place.run("batch few.txt -o part").status(1);
    assert_eq!(fs::read_to_string(place.path("part")).expect("it is there").lines().count(), 1);
}

#[test]
fn nothing_that_is_read_is_written_over() {
    let place = place();
    place.write("few.txt", "drift\n");
    for line in [
        "batch few.txt -o few.txt",
        "batch few.txt -o ./few.txt",
        "batch few.txt --manifest few.txt",
        "batch few.txt -o out --manifest out",
    ] {
        place.run(line).status(2).stderr_has("it is read or written already");
    }
    assert_eq!(fs::read_to_string(place.path("few.txt")).expect("it is there"), "drift\n");
    place.run("batch few.txt --resume").status(2).stderr_has("--output");
    place.run("batch few.txt -o nowhere/out").status(2).stderr_has("nowhere/out");
}

#[test]
fn a_manifest_says_what_a_run_stood_on() {
    let place = place();
    place.write("few.txt", "drift\n{\"query\": 3}\nunheard\n");
    place.run("batch few.txt -n 4 --manifest first.json").status(2);
    place.run("batch few.txt -n 4 --manifest second.json -j 1").status(2);
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(place.path(name)).expect("it was written")).expect("it is JSON")
    };
    let first = read("first.json");
    assert_eq!(first, read("second.json"));
    assert_eq!(
        (&first["schema"], &first["options"]["limit"], &first["queries"]["path"]),
        (&1.into(), &4.into(), &"few.txt".into())
    );
    assert_eq!(
        first["counts"],
        serde_json::json!({"queries": 3, "failed": 1, "with_hits": 1, "hits": 1, "repeated_ids": 0})
    );
    assert_eq!(
        first["queries"]["blake3"].as_str(),
        Some(blake3::hash(b"drift\n{\"query\": 3}\nunheard\n").to_hex().as_str())
    );

    // The same reports elsewhere give the same fingerprint, others another.
    let other = self::place();
    other.write("few.txt", "drift\n");
    other.run("batch few.txt --manifest first.json").status(0);
    let fingerprint = |place: &Place| {
        let text = fs::read(place.path("first.json")).expect("it was written");
        serde_json::from_slice::<serde_json::Value>(&text).expect("it is JSON")["index"]["fingerprint"].clone()
    };
    assert_eq!(fingerprint(&place), fingerprint(&other));
    other.write("corpus/new.txt", "A new letter on drift.\n");
    other.run("index").status(0);
    other.run("batch few.txt --manifest first.json").status(0);
    assert_ne!(fingerprint(&place), fingerprint(&other));
}
