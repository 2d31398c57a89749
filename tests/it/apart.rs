//! Files are read apart from all else: whatever one of them does to its reader costs one line and no more
//! than its time, and its reader has nothing but its pipes.

use std::fs::File;

use crate::support::Place;

const GOOD: &str = "Children are seen on time. Drift is challenged by managers who read every plan.\n";

/// A file that takes its reader too long is ended, whatever its format; the others are read.
#[test]
fn every_format_has_its_limits() {
    let place = Place::new()
        .file("corpus/good.txt", GOOD)
        .file("corpus/list.md", "*a* ".repeat(12 << 20))
        .file("corpus/page.html", format!("<!doctype html><body>{}", "<div>".repeat(1 << 20)));
    let outcome = place.run("index --max-file-time 1").status(3);
    let said: Vec<&str> = outcome.err().lines().filter(|line| line.starts_with("corpus/")).collect();
    for (line, name) in said.iter().zip(["list.md", "page.html"]) {
        assert!(line.starts_with(&format!("corpus/{name}: reading it takes more than 1")), "{}", outcome.shown());
    }
    assert_eq!(said.len(), 2, "{}", outcome.shown());
    assert_eq!(place.run("search drift --format jsonl").status(0).reports(), ["good.txt"]);
}

/// A text over what is read in the program goes to another process, and comes back as it would be read here.
#[test]
fn a_large_text_is_read_as_a_small_one() {
    let paragraph = |n: usize| format!("{n}. Decisions about children are timely, and paragraph {n} says so.\n\n");
    let text = (1..=20_000).map(paragraph).collect::<String>();
    assert!(text.len() > 1 << 20);
    let place = Place::new().file("corpus/large.txt", text).file("corpus/small.txt", paragraph(7)).indexed();
    let found = place.run("search 'paragraph 7' --format jsonl --sort report --match verbatim").status(0);
    assert_eq!(found.ids(), ["large.txt#7", "small.txt#1"]);
    let source = place.run("show large.txt#7 --source").status(0);
    assert!(source.out().contains("paragraph 7 says so"), "{}", source.shown());
    place.run("verify").status(0);
}

/// What the program was started with is not open in its readers. The reader itself says so, in `findings status`.
#[cfg(target_os = "linux")]
#[test]
fn a_reader_gets_no_open_file() {
    let file = File::open("/dev/null").expect("it is there");
    rustix::io::fcntl_setfd(&file, rustix::io::FdFlags::empty()).expect("programs that are started get it now");
    let place = Place::new().file("corpus/good.txt", GOOD).indexed();
    let readers = place.run("status --format json").status(0).json()["readers"].as_str().map(str::to_owned);
    let readers = readers.expect("it is told");
    assert!(!readers.contains("files open that are not its own"), "{readers}");
    if std::env::var_os("CI").is_some() {
        assert!(!readers.contains("no filter on system calls"), "a build machine can filter system calls: {readers}");
    }
}
