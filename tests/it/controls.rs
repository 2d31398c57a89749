//! Characters that a terminal obeys, and marks that turn the direction of writing, in everything that can be named or
//! written: they are data in JSON, and come out of nothing else.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use findings::inside::is_unsafe;

use crate::support::{Outcome, Place};

/// Each of them but NUL and those that are white space, which parts lines and pages.
fn marks() -> String {
    (1..0x3000).filter_map(char::from_u32).filter(|&c| is_unsafe(c) && !c.is_whitespace()).collect()
}

fn place() -> Place {
    let marks = marks();
    // A file with too many controls is taken for binary data; these have plain words enough.
    let words = "Plain words follow, and there are enough of them to make it a text. ".repeat(400);
    let text = |what: &str| format!("Heading {marks} one\n\n1. Drift {marks} in a {what}.\n\n{words}\n");
    let record = serde_json::json!({
        "id": format!("id {marks}"), "title": format!("Title {marks}"), "authority": format!("Body {marks}"),
        "kind": format!("kind {marks}"), "publisher": format!("Office {marks}"), "lead_inspector": format!("Ann {marks}"),
        "addressee": format!("Bob {marks}"), "region": format!("West {marks}"), "theme": format!("theme {marks}"),
        "text": text("record"),
    });
    let mut latin = text("letter").into_bytes();
    latin.extend_from_slice(b"Drift in \x9b31m raw caf\xe9 \x80 bytes.\n");
    let place = Place::new()
        .file("corpus/record.jsonl", record.to_string())
        .file(&format!("corpus/name {marks}.txt"), text("file"))
        .file(&format!("corpus/zz/copy {marks}.txt"), text("file"))
        .file("corpus/latin.txt", latin)
        .file(
            "corpus/page.html",
            format!("<title>T {marks}</title><h1>H {marks}</h1><p>Drift &#x9b;31m &#x202e; {marks} x.</p><p>{words}"),
        )
        .file(
            "corpus/note.md",
            format!("---\ntitle: \"A \\u202e \\x9b\"\n---\n# B {marks}\n\nDrift {marks} in a note.\n\n{words}"),
        )
        .file(
            "corpus/metadata.csv",
            format!("path,authority,title\nlatin.txt,\"Place {marks}\",\"Name {marks}\"\ngone {marks},x,y\n"),
        )
        .file(&format!("corpus/broken {marks}.pdf"), format!("%PDF-1.7 {marks}"))
        .file("topics.tsv", format!("t{marks}\tdrift\nu{marks}\t\"drift {marks}\nv\tdate:{marks}\n"))
        .file(
            "strict.jsonl",
            serde_json::json!({"id": format!("s {marks}"), "query": "drift", "date": marks}).to_string(),
        )
        .file("qrels", "1 0 id 1\n")
        .file(
            &format!("lexicon {marks}.toml"),
            format!("[[variants]]\nforms = [\"{}\", \"drift\"]\n", marks.escape_default()),
        )
        .file("lexicon.toml", "[[variants]]\nforms = [\"dr\\u009bft\", \"drift\\u202e \\u200f\"]\nother = 1\n");
    place.run("index");
    place.run("batch topics.tsv --output a.run -q");
    place.run("batch topics.tsv --any --limit 1 --format csv -q --output b.run");
    place
}

/// Nothing that a terminal obeys, but for the ends of lines and cells.
#[track_caller]
fn assert_clean(outcome: &Outcome) {
    let of_tables = if outcome.line().contains("tsv") { '\t' } else { '\n' };
    for text in [outcome.out(), outcome.err()] {
        let found = text.chars().find(|&c| is_unsafe(c) && c != '\n' && c != of_tables);
        assert!(found.is_none(), "{found:?}\n{}", outcome.shown());
    }
    assert!(!outcome.err().contains("panicked"), "{}", outcome.shown());
}

#[test]
fn they_come_out_of_no_command_in_no_format() {
    let place = place();
    assert_clean(&place.run("index --dry-run"));
    assert_clean(&place.run("index corpus other").status(2));
    let mut lines: Vec<String> = Vec::new();
    for format in ["text", "json", "jsonl", "csv", "tsv", "md", "trec"] {
        for line in [
            "search drift --all",
            "search 'drift OR name' --all --context 2 --explain --full",
            "search drift --all --unit report --match variants",
            "batch topics.tsv",
            "batch topics.tsv --unit report --any",
            "batch strict.jsonl",
            "reports",
            "reports --duplicates",
            "reports --missing date",
            "inspect corpus/record.jsonl corpus/latin.txt corpus/page.html corpus/note.md",
            "status",
            "verify",
            "lexicon list",
            "evaluate a.run b.run --qrels qrels --per-query",
            "diff a.run b.run",
            "diff b.run a.run",
        ] {
            lines.push(format!("{line} --format {format}"));
        }
    }
    lines.extend(["lexicon check", "lexicon suggest"].map(str::to_owned));
    for line in &lines {
        assert_clean(&place.run(line));
    }
    let ids = place.run("search drift --all --format jsonl").status(0).ids();
    assert!(ids.len() >= 5 && ids.iter().any(|id| id.contains(is_unsafe)), "{ids:?}");
    for id in &ids {
        for line in ["show", "show --source", "show --context 1", "show --format json", "show --format json --source"] {
            assert_clean(&place.findings(line).arg(id).run());
        }
        for style in ["plain", "markdown", "csl-json", "bibtex", "ris"] {
            assert_clean(&place.findings(&format!("show --cite {style}")).arg(id).run().status(0));
        }
        let (report, _) = id.rsplit_once('#').expect("an id has a number");
        assert_clean(&place.findings("show").arg(report).run().status(0));
    }
}

#[test]
fn they_come_back_from_no_argument() {
    let place = place();
    let marks = marks();
    let lexicon = format!("lexicon {marks}.toml");
    for line in [
        "search",
        "search --strict",
        "search drift --authority",
        "search drift --date",
        "search drift --sort",
        "search drift --format",
        "search drift --limit",
        "search drift --index",
        "search drift --lexicon",
        "batch",
        "batch topics.tsv --manifest",
        "batch --output",
        "batch topics.tsv --format",
        "show",
        "show --cite",
        "inspect",
        "reports --missing",
        "reports --report",
        "reports --format",
        "status --index",
        "verify --index",
        "lexicon check",
        "lexicon list --lexicon",
        "evaluate a.run --qrels",
        "evaluate --qrels qrels",
        "evaluate a.run --qrels qrels --measure",
        "diff a.run",
        "index",
        "index --index",
        "index --kinds",
        "--color",
        "--nonsense",
        "completions",
        "",
    ] {
        for argument in [
            format!("drift {marks}"),
            marks.clone(),
            format!("--{marks}"),
            format!("-{marks}=x"),
            format!("\"{marks} -("),
        ] {
            assert_clean(&place.findings(line).arg(&argument).run());
        }
        // Bytes that are no text, as they come and behind others.
        for bytes in [b"\x9b31m".as_slice(), b"drift \x9b \xc2\x9b \xe2\x80\xae \xff"] {
            assert_clean(&place.findings(line).arg(OsStr::from_bytes(bytes)).run());
        }
    }
    assert_clean(&place.findings("search drift").env("FINDINGS_INDEX", format!("no {marks}")).run().status(2));
    assert_clean(&place.findings("search drift --match variants").env("FINDINGS_LEXICON", lexicon).run());
    assert_clean(&place.findings("search drift").env("FINDINGS_TODAY", OsString::from(&marks)).run());
}

#[test]
fn in_json_they_are_kept() {
    let place = place();
    // What is in a text is tidied when it is read; what is given is as it was given.
    let kept = |text: &str| marks().chars().filter(|&c| !c.is_control()).all(|mark| text.contains(mark));
    let hit = place.run("search drift --report 'id*' --format json").status(0).json()["hits"][0].clone();
    for field in ["id", "title", "authority", "kind", "text", "region"] {
        assert!(hit[field].as_str().is_some_and(kept), "{field}: {}", hit[field]);
    }
    assert!(hit["section"][0].as_str().is_some_and(kept), "{hit}");
    let lines = place.run("search drift --all --format jsonl").status(0).json_lines();
    assert!(lines.iter().any(|hit| hit["path"].as_str().is_some_and(|path| path.contains(&marks()))), "{lines:?}");
    let record = place.findings("search --format json").arg(format!("drift {}", marks())).run().json();
    assert_eq!(record["query"]["text"], format!("drift {}", marks()));
    let listed = place.run("reports --format json").status(0).json().to_string();
    assert!(listed.contains("\u{9b}") && listed.contains('\u{202e}'), "{listed}");
    let id = place.run("search drift --report 'id*' --format jsonl").ids().remove(0);
    let item = place.findings("show --cite csl-json").arg(&id).run().status(0).json()[0].clone();
    assert!(item["title"].as_str().is_some_and(kept) && item["abstract"].as_str().is_some_and(kept), "{item}");
    let read = place.run("inspect corpus/record.jsonl --format json").status(0).json();
    assert!(read["report"]["extra"]["theme"].as_str().is_some_and(kept), "{read}");
}
