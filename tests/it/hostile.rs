//! Files that are not what they seem, or are made to do harm: each is one line on stderr and an entry
//! in `status`, the others are indexed, and nothing hangs, crashes or reaches the terminal.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

use crate::support::{Outcome, Place};

const GOOD: &str = "Children are seen on time. Drift is challenged by managers who read every plan.\n";

/// Bytes that look random and are the same each time.
fn junk(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

/// Problem lines: stderr without the last line, which sums up.
#[track_caller]
fn problems(outcome: &Outcome) -> Vec<&str> {
    let mut lines: Vec<&str> =
        outcome.err().lines().filter(|line| !line.starts_with("no report has a known ")).collect();
    assert!(
        lines.pop().is_some_and(|line| line.contains(" of ") && line.contains(" unchanged")),
        "{}",
        outcome.shown()
    );
    lines
}

/// The contents of files with the one thing that is said of each.
#[test]
fn each_bad_file_is_one_line_and_the_others_are_indexed() {
    let place = Place::new().file("corpus/good.txt", GOOD).file("corpus/sub/good.md", "# Drift\n\nDrift is rare.\n");
    let mut expected: Vec<(&str, &str)> = Vec::new();
    for (path, content, said) in [
        ("nul.txt", b"Children\0\0\0\0 are\0 safe".to_vec(), "binary data, not text"),
        ("junk.txt", junk(20_000), "binary data, not text"),
        ("junk.md", junk(300), "binary data, not text"),
        ("junk.html", junk(5_000), "binary data, not text"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "an image is not read yet"),
        ("empty.txt", Vec::new(), "the file is empty"),
        ("blank.html", b" \n\t\n".to_vec(), "the file is empty"),
        ("large.txt", b"Large words. ".repeat(170_000), "2 MiB is more than the 1 MiB that are read"),
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(), "a PDF that is damaged"),
        ("named.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(), "a PDF that is damaged"),
        ("zipped.docx", b"PK\x03\x04\x14\0\x06\0word/document.xml".to_vec(), "a Word document that is damaged"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".repeat(90), "a Word document of the old kind that is damaged"),
        (
            "gone.docx",
            b"<!DOCTYPE html><title>404</title>".to_vec(),
            "a web page, though its name says a Word document",
        ),
        ("text.pdf", b"Drift in plain text.".to_vec(), "plain text, though its name says a PDF"),
        ("cut.zip", b"PK\x03\x04\x14\0\x06\0a.txt".to_vec(), "a zip archive that is damaged"),
        ("none.zip", [b"PK\x05\x06".as_slice(), &[0; 18]].concat(), "a zip archive with no file in it that is read"),
        (
            "yaml.md",
            b"---\ntitle: [never closed\n---\n\nDrift in the text.\n".to_vec(),
            "the front matter could not be read",
        ),
        ("bomb.md", b"---\na: &a [x, x]\nb: &b [*a, *a]\n---\n\nDrift too.\n".to_vec(), "YAML aliases"),
        ("notext.html", b"<!doctype html><title>Nothing</title><script>drift()</script>".to_vec(), "there is no text"),
    ] {
        place.write(format!("corpus/{path}"), content);
        expected.push((path, said));
    }
    let outcome = place.run("index --max-file-size 1").status(3);
    let said = problems(&outcome);
    assert_eq!(said.len(), expected.len(), "{}", outcome.shown());
    let status = place.run("status --format json").status(3).json();
    for (path, what) in &expected {
        let own: Vec<&&str> = said.iter().filter(|line| line.starts_with(&format!("corpus/{path}: "))).collect();
        assert!(own.len() == 1 && own[0].contains(what), "{path}: {own:?}");
        let entry =
            status["problems"].as_array().unwrap().iter().find(|entry| entry["file"] == format!("corpus/{path}"));
        assert!(entry.is_some_and(|entry| entry["what"].as_str().unwrap().contains(what)), "{path}: {status}");
    }
    let found = place.run("search drift --format jsonl --unit report --sort report").status(0);
    assert_eq!(found.ids().len(), 4, "the good ones and the texts under bad front matter\n{}", found.shown());
    place.run("search drift -q").status(0).stderr("");
    place
        .run("search drift")
        .status(0)
        .stderr_has("the index has 19 files with problems: `findings status` lists them");
    let warned = place.run("search drift --format json").json();
    assert_eq!(warned["warnings"].as_array().map(Vec::len), Some(1));

    // Nothing is said twice or forgotten when the index is made again.
    let again = place.run("index --max-file-size 1").status(3);
    assert_eq!(again.err().lines().count(), 2, "{}", again.shown());
    again.stderr_has(&format!("no new problem; {} known since ", said.len()));
}

#[test]
fn records_are_read_under_any_name_and_may_be_more_than_one_report() {
    let records: String = (0..2_000)
        .map(|number| format!("{{\"id\": \"case-{number}\", \"text\": \"{}\"}}\n", "Drift was seen. ".repeat(50)))
        .collect();
    assert!(records.len() > 1 << 20);
    // Either name, and what only has the name of records.
    let place = Place::new()
        .file("corpus/export.txt", &records)
        .file("corpus/letter.jsonl", [b"%PDF-1.4\n".to_vec(), vec![b'x'; 2 << 20]].concat())
        .file("corpus/plain.txt", "Drift was seen. ".repeat(100_000));
    let outcome = place.run("index --max-file-size 1").status(3);
    let too_large = "is more than the 1 MiB that are read: split it, or raise --max-file-size";
    assert_eq!(
        problems(&outcome),
        [format!("corpus/letter.jsonl: 2 MiB {too_large}"), format!("corpus/plain.txt: 1 MiB {too_large}")]
    );
    let found = place.run("search drift --report case-7 --format jsonl -q").status(0).ids();
    assert_eq!(found, ["case-7#1"]);
}

#[test]
fn things_that_are_no_files_are_not_read() {
    let place = Place::new().file("corpus/good.txt", GOOD).file("outside.txt", "Drift outside.\n");
    let corpus = place.path("corpus");
    let _socket = UnixListener::bind(corpus.join("socket.txt")).expect("a socket can be made");
    symlink("/nowhere/at/all.txt", corpus.join("dangling.txt")).unwrap();
    symlink("../outside.txt", corpus.join("link.txt")).unwrap();
    fs::create_dir(corpus.join("loop")).unwrap();
    symlink("../loop", corpus.join("loop/again")).unwrap();
    symlink("self.txt", corpus.join("self.txt")).unwrap();
    fs::create_dir(corpus.join("folder.txt")).unwrap();
    let mut expected = vec![
        ("corpus/dangling.txt: ", "no such file or directory"),
        ("corpus/loop/again: ", "leads back to"),
        ("corpus/self.txt: ", ""),
        ("corpus/socket.txt: ", "not a regular file: not read"),
    ];
    if Command::new("mkfifo").arg(corpus.join("fifo.txt")).status().is_ok_and(|status| status.success()) {
        expected.push(("corpus/fifo.txt: ", "not a regular file: not read"));
    }
    let hidden = corpus.join("secret.txt");
    fs::write(&hidden, "Drift is hidden.\n").unwrap();
    fs::set_permissions(&hidden, fs::Permissions::from_mode(0o000)).unwrap();
    // Root may read everything, so for root it is a good file.
    let readable = fs::read(&hidden).is_ok();
    if !readable {
        expected.push(("corpus/secret.txt: ", "permission denied"));
    }
    let outcome = place.run("index").status(3);
    let said = problems(&outcome);
    for (path, what) in &expected {
        assert!(said.iter().any(|line| line.starts_with(path) && line.contains(what)), "{path}\n{}", outcome.shown());
    }
    assert_eq!(said.len(), expected.len(), "{}", outcome.shown());
    let found = place.run("search drift --format jsonl --unit report --sort report").status(0);
    let mut ids = vec!["good.txt", "link.txt"];
    if readable {
        ids.push("secret.txt");
    }
    assert_eq!(found.reports(), ids);
    for path in ["corpus/socket.txt", "corpus/fifo.txt", "corpus/dangling.txt", "/dev/zero"] {
        place.run(&format!("inspect {path}")).status(2).stdout("").stderr_has(&format!("{path}: "));
    }
    place.run("index /dev/zero --index zero").status(3).stderr_has("/dev/zero: ");
}

#[test]
fn a_name_that_is_not_unicode_is_said_and_passed_over() {
    let place = Place::new().file("corpus/good.txt", GOOD);
    let name = OsStr::from_bytes(b"caf\xe9.txt");
    if fs::write(place.path("corpus").join(name), GOOD).is_err() {
        return; // this file system takes no such name
    }
    let outcome = place.run("index").status(3);
    assert_eq!(problems(&outcome), ["corpus/caf\u{fffd}.txt: its name is not UTF-8: rename it"]);
    place.run("search drift --format trec").status(0).stdout_has(" good.txt#1 ");
    place.findings("inspect").arg(place.path("corpus").join(name)).run().status(2).stdout("");
    place.findings("search").arg(name).run().status(2).stdout("");
}

#[test]
fn enormous_shapes_end() {
    let words = "drift is said to be challenged by those who read ";
    let place = Place::new()
        .file("corpus/deep.html", format!("<!doctype html><body>{}Drift lies deep.", "<div>".repeat(100_000)))
        .file("corpus/inline.html", format!("<!doctype html><body><p>{}Drift in bold.", "<b>".repeat(20_000)))
        .file("corpus/list.md", format!("{}Drift in lists.\n", "- ".repeat(20_000)))
        .file("corpus/quote.md", format!("{}Drift in quotations.\n", "> ".repeat(20_000)))
        .file("corpus/line.txt", words.repeat(5_000_000 / words.len()))
        .file("corpus/word.txt", "driftwood".repeat(100_000))
        .file("corpus/lines.txt", format!("Drift comes first.\n\n{}", "a b\n".repeat(1_000_000)))
        .file("corpus/blanks.txt", format!("Drift comes first.\n{}", "\n".repeat(1_000_000)))
        .file("corpus/pages.txt", format!("Drift comes second.\n{}", "\u{c}page\n".repeat(20_000)))
        .file("corpus/open.html", format!("<table>{}Drift in cells.", "<tr><td>".repeat(20_000)))
        .file("corpus/brackets.jsonl", format!("{}\n{{\"id\":\"x\",\"text\":\"Drift\"}}\n", "[".repeat(100_000)));
    let outcome = place.run("index");
    assert!(!outcome.err().contains("panic") && !outcome.err().contains("overflow"), "{}", outcome.shown());
    let found = place.run("search drift --format jsonl --unit report --sort report --all").status(0);
    let expected = [
        "blanks.txt",
        "deep.html",
        "inline.html",
        "line.txt",
        "lines.txt",
        "list.md",
        "open.html",
        "pages.txt",
        "quote.md",
        "x",
    ];
    assert_eq!(found.reports(), expected, "{}", outcome.shown());
}

#[test]
fn bad_records_are_said_with_their_lines() {
    let records = "{\"id\": \"a\", \"text\": \"Drift one.\"}\n{broken\n[\"text\"]\n{\"id\": \"b\"}\n\n\
                   {\"id\": \"a\", \"text\": \"Drift again.\"}\n{\"text\": \"Drift unnamed.\"}\n";
    let place = Place::new().file("corpus/records.jsonl", records).file("corpus/a", "not a report");
    let outcome = place.run("index").status(3);
    let said = problems(&outcome);
    for (line, what) in [
        (0, "line 2 is not a JSON object"),
        (1, "line 3 is not a JSON object"),
        (2, "line 4 has no text"),
        (3, "the id a is in use already; this report gets the id corpus/records.jsonl"),
    ] {
        let found = said.iter().filter(|line| line.starts_with("corpus/records.jsonl: ") && line.contains(what));
        assert_eq!(found.count(), 1, "{line} {what}\n{}", outcome.shown());
    }
    assert_eq!(said[4..], ["1 file has no ending that is read, and has been left out, such as corpus/a"]);
    let ids = place.run("search drift --format jsonl --sort report").status(0).ids();
    assert_eq!(ids, ["a#1", "corpus/records.jsonl#1", "line-7#1"]);
}

#[test]
fn the_same_name_in_two_folders_is_two_reports() {
    let place = Place::new().file("one/a.txt", "Drift here.\n").file("two/a.txt", "Drift there.\n");
    place.run("index one two --index i").status(0);
    let ids = place.run("search drift --index i --format jsonl --unit report --sort report").reports();
    assert_eq!(ids, ["one/a.txt", "two/a.txt"]);
}

/// Escape sequences, bells, carriage returns and marks that turn the direction of writing, in texts,
/// names, titles and headings.
#[test]
fn nothing_in_a_report_reaches_the_terminal() {
    const EVIL: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}dog\u{2066}\u{8}\u{7f}";
    // A file with too many of them is taken for binary data; these have plain words enough.
    let words = "Plain words follow, and there are enough of them to make it a text. ".repeat(30);
    let record = serde_json::json!({
        "id": format!("id{EVIL}"),
        "title": format!("Title {EVIL}"),
        "authority": format!("Body {EVIL}"),
        "kind": format!("kind{EVIL}"),
        "text": format!("1. Drift {EVIL} is here.\n\nHeading {EVIL}\n\n2. More drift {EVIL} here.\n\n{words}"),
    });
    let place = Place::new()
        .file("corpus/record.jsonl", record.to_string())
        .file("corpus/text.txt", format!("Heading {EVIL}\n\nDrift {EVIL} in a text.\rDrift after.\n\n{words}"))
        .file("corpus/page.html", format!("<h1>A {EVIL}</h1><p>Drift {EVIL} &#27;[31m in a page.</p><p>{words}</p>"))
        .file(
            "corpus/note.md",
            format!("---\ntitle: \"A \\e[31m\"\n---\n# B {EVIL}\n\nDrift {EVIL} in a note.\n\n{words}"),
        )
        .file("corpus/metadata.csv", format!("path,authority,theme{EVIL}\ntext.txt,Place {EVIL},x{EVIL}\n"))
        .file(&format!("corpus/name{EVIL}.txt"), "Drift under a bad name.\n")
        .file("corpus/broken\u{1b}[31m.txt", junk(900));
    let clean = |outcome: &Outcome| {
        let reaches = |c: char| findings::inside::is_unsafe(c) && !matches!(c, '\n' | '\t');
        for text in [outcome.out(), outcome.err()] {
            assert!(!text.contains(reaches), "{:?}\n{}", text.chars().find(|&c| reaches(c)), outcome.shown());
        }
    };
    let indexed = place.run("index");
    clean(&indexed);
    let found = place.run("search drift --format jsonl --unit report");
    assert_eq!(found.ids().len(), 5, "{}{}", indexed.shown(), found.shown());
    let id = place.run("search 'bad name' --format jsonl").status(0).ids().remove(0);
    for line in [
        "search drift --all",
        "search drift --all --full --context 2 --explain",
        "search drift --all --unit report",
        "search drift --all --format json",
        "search drift --all --format jsonl",
        "search drift --all --format csv",
        "search drift --all --format tsv",
        "search drift --all --format md",
        "search drift --all --format trec",
        "reports",
        "reports --format json",
        "reports --format csv",
        "reports --format md",
        "status",
        "status --format json",
        "inspect corpus/text.txt corpus/page.html corpus/note.md corpus/record.jsonl",
        "inspect corpus/note.md --format json",
    ] {
        clean(&place.run(line));
    }
    let styles = ["plain", "markdown", "csl-json", "bibtex", "ris"].map(|style| format!("show --cite {style}"));
    for line in ["show", "show --source"].into_iter().chain(styles.iter().map(String::as_str)) {
        clean(&place.findings(line).arg(&id).run().status(0));
        clean(&place.findings(line).arg(format!("no{EVIL}")).run().status(2));
    }
    for query in [EVIL, "\u{1b}[31m\"", "date:\u{1b}[31m", "\u{1b}[31mauthority:x\u{7}"] {
        clean(&place.findings("search").arg(query).run());
        clean(&place.findings("search --strict").arg(query).run());
        clean(&place.findings("search drift --authority").arg(query).run());
        clean(&place.findings("search drift --date").arg(query).run());
    }
    let topics = format!("t{EVIL}\tdrift\nu{EVIL}\t\"\n{{{EVIL}\n");
    clean(&place.findings("batch --format jsonl").stdin(&topics).run());
    clean(&place.findings("batch --format trec").stdin(&topics).run());
}
