//! The sample corpus: what is read from it is what its own tables say, and what is found in it is what
//! a plain scan of the files finds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::support::{Place, Shared};

pub(crate) fn corpus(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(path)
}

/// A place with the index of the sample corpus.
pub(crate) fn sample() -> Arc<Place> {
    static SAMPLE: Shared = Shared::new();
    SAMPLE.get(|| {
        let place = Place::new();
        place.findings("index -q").arg(corpus("")).run().status(0).stderr("");
        place
    })
}

/// A table with tabs and no quoting: its rows by the names of the columns.
pub(crate) fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(corpus(name)).expect("the table is there");
    let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().expect("a table has a header");
    lines
        .map(|row| {
            assert_eq!(row.len(), header.len(), "{name}: {row:?}");
            header.iter().cloned().zip(row).collect()
        })
        .collect()
}

#[test]
fn the_metadata_is_what_the_table_says() {
    let reports = sample().run("reports --sort report --format jsonl -q").status(0).json_lines();
    let rows = table("metadata.tsv");
    let ids: Vec<&str> = reports.iter().map(|report| report["id"].as_str().expect("a report has an id")).collect();
    assert_eq!(ids, rows.iter().map(|row| row["path"].as_str()).collect::<Vec<_>>());
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("|"),
        value => value.as_str().expect("it is a text").to_owned(),
    };
    let mut wrong = Vec::new();
    for (report, row) in reports.iter().zip(&rows) {
        for (column, expected) in row.iter().filter(|(column, _)| !matches!(column.as_str(), "path" | "title")) {
            let read = match column.strip_prefix("visit_") {
                Some(end) => text(&report["visit"][end]),
                None => text(&report[column.as_str()]),
            };
            if read != *expected {
                wrong.push(format!("{} {column}: {read:?} and not {expected:?}", row["path"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_judgements_name_passages_that_are_there() {
    let passages = sample().run("search '*' --all --format jsonl -q").status(0).json_lines();
    let kinds: BTreeMap<String, String> = passages
        .iter()
        .map(|hit| (hit["id"].as_str().unwrap().to_owned(), hit["part"].as_str().unwrap().to_owned()))
        .collect();
    let topics: BTreeSet<String> = table("topics.tsv").into_iter().map(|row| row["id"].clone()).collect();
    let judgements = fs::read_to_string(corpus("qrels.tsv")).expect("there are judgements");
    let mut seen = BTreeSet::new();
    for line in judgements.lines() {
        let [topic, "0", passage, "1" | "2"] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!(topics.contains(topic), "{line}: no such topic");
        let kind = kinds.get(passage).unwrap_or_else(|| panic!("{line}: no such passage"));
        assert!(kind != "heading" && kind != "contents", "{line}: {kind}");
        assert!(seen.insert((topic.to_owned(), passage.to_owned())), "{line}: twice");
    }
    assert_eq!(seen.iter().map(|(topic, _)| topic).collect::<BTreeSet<_>>(), topics.iter().collect());
}

/// Phrases that stand in the corpus many times or seldom, over line ends, page breaks and hyphens.
const PHRASES: [&str; 30] = [
    "return home interview",
    "return home interviews",
    "children in care",
    "care leavers",
    "social workers",
    "social worker",
    "pathway plans",
    "senior leaders",
    "multi-agency",
    "the local authority",
    "domestic abuse",
    "early help",
    "private fostering",
    "children in need",
    "child in need plans",
    "strategy meetings",
    "personal advisers",
    "designated officer",
    "children's services",
    "young people",
    "at risk",
    "face-to-face",
    "pre-proceedings",
    "foster carers",
    "missing from home",
    "the quality of",
    "in a timely",
    "decision-making",
    "council",
    "of the",
];

/// The words of a text: letters and digits, an apostrophe between two letters being part of the word;
/// in lower case, with straight apostrophes and without a final 's.
fn plain_words(text: &str) -> Vec<String> {
    let text: Vec<char> = text.replace(['’', '‘', 'ʼ'], "'").chars().collect();
    let mut words = vec![String::new()];
    for (at, &c) in text.iter().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|c| c.is_alphanumeric());
        let joins = c == '\'' && beside(at.checked_sub(1)) && beside(Some(at + 1));
        if c.is_alphanumeric() || joins {
            words.last_mut().expect("there is one").extend(c.to_lowercase());
        } else if words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// How often a phrase stands in words; each of its words stands in its possessive too, and where it is
/// typed with hyphens, the closed form counts: "multiagency".
fn occurrences(words: &[String], phrase: &str) -> usize {
    let wanted = plain_words(phrase);
    let closed = if phrase.contains(' ') { String::new() } else { phrase.replace('-', "") };
    let is = |word: &String, wanted: &str| word == wanted || word.strip_suffix("'s") == Some(wanted);
    let (mut count, mut at) = (0, 0);
    while at < words.len() {
        let open =
            at + wanted.len() <= words.len() && words[at..].iter().zip(&wanted).all(|(word, part)| is(word, part));
        count += usize::from(open || is(&words[at], &closed));
        at += if open { wanted.len() } else { 1 };
    }
    count
}

/// Whether a report is a file of its own, with one of these endings.
pub(crate) fn is_plain(path: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| path.ends_with(ending)) && corpus(path).is_file()
}

/// The characters of a text file of the corpus; two are in other encodings.
pub(crate) fn decoded(path: &str) -> String {
    let bytes = fs::read(corpus(path)).expect("a file of the corpus can be read");
    match path {
        "eastmere/focused-visit-2019.txt" => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
        "eastmere/inspection-2021.txt" => {
            let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.expect("it is UTF-16")).collect()
        }
        _ => String::from_utf8(bytes).expect("it is UTF-8"),
    }
}

/// The bytes that differ from Latin-1 and that the corpus has.
fn windows_1252(byte: u8) -> char {
    match byte {
        0x85 => '…',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        byte => char::from(byte),
    }
}

/// The lines of a file joined as a reader would: without page numbers and footers. A hyphen at a line
/// end parts two words like any other.
fn joined(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_matches(['\u{c}', '\u{feff}', ' '])).collect();
    let pages = text.matches('\u{c}').count();
    let shape = |line: &str| line.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect::<String>();
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for page in text.split('\u{c}') {
        let filled: Vec<&str> = page.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let at_ends = filled.iter().take(3).chain(filled.iter().rev().take(3));
        for line in at_ends.map(|line| shape(line)).collect::<BTreeSet<_>>() {
            *ends.entry(line).or_default() += 1;
        }
    }
    let is_furniture = |line: &str| {
        let alone = line.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
        alone || pages > 2 && ends.get(&shape(line)).is_some_and(|&count| count > 2 && count * 2 > pages)
    };
    // The first line is the title, also where a footer repeats it.
    let kept = lines.iter().enumerate().filter(|(at, line)| *at == 0 || !is_furniture(line));
    kept.map(|(_, line)| *line).collect::<Vec<_>>().join("\n")
}

/// A scan that shares nothing with the program finds each phrase as often in each text file.
#[test]
fn a_plain_scan_finds_as_much() {
    let sample = sample();
    let files: Vec<String> =
        table("metadata.tsv").iter().map(|row| row["path"].clone()).filter(|p| is_plain(p, &[".txt"])).collect();
    assert_eq!(files.len(), 14);
    let scanned: Vec<Vec<String>> = files.iter().map(|path| plain_words(&joined(&decoded(path)))).collect();
    let (mut all, mut differ) = (0, Vec::new());
    for phrase in PHRASES {
        let line = "search --match verbatim --phrase --all --format jsonl -q";
        let hits = sample.findings(line).arg(phrase).run().json_lines();
        for (path, words) in files.iter().zip(&scanned) {
            let in_report = hits.iter().filter(|hit| hit["report"] == path.as_str());
            let found: usize = in_report.map(|hit| hit["highlights"].as_array().map_or(0, Vec::len)).sum();
            let expected = occurrences(words, phrase);
            all += expected;
            if found != expected {
                differ.push((found.abs_diff(expected), format!("{path}: {phrase}: {found} found, {expected} scanned")));
            }
        }
    }
    let apart: usize = differ.iter().map(|(apart, _)| apart).sum();
    let list: Vec<&str> = differ.iter().map(|(_, line)| line.as_str()).collect();
    assert!(all > 600, "{all} occurrences were scanned");
    assert!(apart * 1_000 <= all * 5, "{apart} of {all}\n{}", list.join("\n"));
}

#[test]
fn files_without_an_ending_that_is_read_are_counted() {
    let place = Place::new()
        .file("reports/a.txt", "Drift was seen.\n")
        .file("reports/README", "What is here.\n")
        .file("reports/metadata.toml", "[\"a.txt\"]\nauthority = \"Wexcombe\"\n");
    place.run("index reports").status(0).stderr("1 report of 1 authority, 1 passage (1 file read, 0 unchanged)\n");
    let place = place.file("reports/notes", "Delay was seen.\n").file("reports/sub/plan.xyz", "x");
    let said = "2 files have no ending that is read, and have been left out, such as reports/notes\n";
    place.run("index reports").status(0).stderr_has(said);
    place.run("index reports -q").status(0).stderr("");
}
