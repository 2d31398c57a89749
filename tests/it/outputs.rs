//! Every command in every format that it offers: what comes out really is in that format, and what a command does not
//! offer it refuses.

use serde_json::Value;

use crate::reports::unread;
use crate::support::{Outcome, Place};

const FORMATS: [&str; 12] =
    ["text", "json", "jsonl", "csv", "tsv", "md", "trec", "brief", "vimgrep", "counts", "html", "docx"];

/// Command lines, each under the command whose formats it has, and whether it writes a thing of its own for each of
/// several, so that its JSON is an object a line.
const LINES: [(&str, &str, bool); 34] = [
    ("search", "search drift", false),
    ("search", "search drift --explain --context 1", false),
    ("search", "search drift --unit report", false),
    ("search", "search drift --all --sort date", false),
    ("count", "count drift", false),
    ("count", "count drift --by authority --zeros", false),
    ("count", "count drift --by kind,year --unit occurrence", false),
    ("count", "count --queries topics.tsv --by year", false),
    ("kwic", "kwic drift", false),
    ("kwic", "kwic drift --collocates --min 1", false),
    ("kwic", "kwic drift --dispersion", false),
    ("quote", "quote 'A return home interview (RHI) was held'", false),
    ("trail", "trail drift --all-authorities", false),
    ("trail", "trail drift --authority Brindle", false),
    ("latest", "latest drift", false),
    ("similar", "similar letter.txt#1", false),
    ("compare", "compare letter.txt brindle/inspection-2018.md", false),
    ("batch", "batch topics.tsv", false),
    ("batch", "batch topics.tsv --unit report --time", false),
    ("saved run", "saved run --begin news --dry-run", false),
    ("saved list", "saved list", false),
    ("reports", "reports", false),
    ("reports", "reports --missing date", false),
    ("reports", "reports --duplicates", false),
    ("show", "show letter.txt#1", true),
    ("show", "show letter.txt#1 --context 1 --source", true),
    ("show", "show letter.txt", true),
    ("inspect", "inspect corpus/letter.txt corpus/brindle/inspection-2018.md", true),
    ("status", "status", false),
    ("verify", "verify", false),
    ("lexicon list", "lexicon list", false),
    ("profile check", "profile check profile.toml corpus", true),
    ("evaluate", "evaluate a.run b.run --qrels qrels --per-query", false),
    ("diff", "diff a.run b.run", false),
];

fn place() -> Place {
    let place = unread()
        .file("corpus/zz/again.txt", crate::reports::LETTER)
        .file("corpus/acronym.txt", "A return home interview (RHI) was held. Drift is seen in each RHI.\n")
        .file("watch.toml", "[[query]]\nname = \"d\"\nquery = \"drift\"\n")
        .file("topics.tsv", "q1\tdrift\nq2\tinterview\nq3\tzebra\n")
        .file("profile.toml", "name = \"letters\"\nfurniture = [\"drift\"]\n")
        .file("qrels", "q1 0 acronym.txt#1 1\nq2 0 acronym.txt#1 1\n")
        .indexed();
    for (run, options) in [("a.run", "--limit 1"), ("b.run", "--any")] {
        place.run(&format!("batch topics.tsv --format jsonl --output {run} {options} -q")).status(0);
    }
    place
}

/// The formats that each command offers, by its name.
fn offered() -> Vec<(String, Vec<String>)> {
    fn of(command: &clap::Command, name: &str, all: &mut Vec<(String, Vec<String>)>) {
        for option in command.get_arguments().filter(|option| option.get_long() == Some("format")) {
            let values = option.get_possible_values();
            all.push((name.to_owned(), values.iter().map(|value| value.get_name().to_owned()).collect()));
        }
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            of(below, format!("{name} {}", below.get_name()).trim(), all);
        }
    }
    let mut command = findings::inside::command();
    command.build();
    let mut all = Vec::new();
    of(&command, "", &mut all);
    all
}

#[test]
fn what_a_command_offers_is_what_comes_out() {
    let place = place();
    for (command, offered) in offered() {
        let lines: Vec<_> = LINES.iter().filter(|(of, ..)| *of == command).collect();
        assert!(!lines.is_empty() && !offered.is_empty(), "{command} has no line here");
        for (_, line, of_several) in lines {
            for format in FORMATS {
                let outcome = place.run(&format!("{line} --format {format} --color never"));
                if offered.iter().any(|offered| offered == format) {
                    let outcome = outcome.status(0);
                    assert!(is_in(&outcome, format, *of_several), "no {format}\n{}", outcome.shown());
                } else {
                    let values = format!("[possible values: {}]", offered.join(", "));
                    outcome.status(2).stdout("").stderr_has(&values);
                }
            }
            let by_default = place.run(&format!("{line} --color never")).status(0);
            assert!(is_in(&by_default, &offered[0], *of_several), "{}", by_default.shown());
        }
    }
}

#[test]
fn the_manual_tells_which_formats_there_are() {
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/output.md")).unwrap();
    for (command, offered) in offered() {
        let of_it = |line: &&str| line.starts_with('|') && line.contains(&format!("`{command}`"));
        let line = manual.lines().find(of_it).unwrap_or_else(|| panic!("{command} is not in the manual"));
        let cell = line.split('|').nth(2).unwrap_or_default();
        let told: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        assert_eq!(told, offered, "{command}");
    }
}

/// Whether what a run printed is in a format.
fn is_in(outcome: &Outcome, format: &str, of_several: bool) -> bool {
    if format == "docx" {
        let archive = zip::ZipArchive::new(std::io::Cursor::new(outcome.bytes()));
        return archive.is_ok_and(|archive| archive.file_names().any(|name| name == "word/document.xml"));
    }
    let out = outcome.out();
    let object = |text: &str| serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object());
    let lines = || !out.is_empty() && out.lines().all(object);
    match format {
        "json" => {
            if of_several {
                lines()
            } else {
                object(out)
            }
        }
        "jsonl" => lines(),
        "csv" | "counts" => is_table(out, b','),
        "tsv" => is_table(out, b'\t'),
        "md" => is_markdown(out),
        "trec" => !out.is_empty() && out.lines().all(is_trec),
        "html" => out.starts_with("<!DOCTYPE html>") && out.ends_with("</html>\n"),
        "brief" => out.lines().next_back().is_some_and(|line| line.contains(" passage") && line.contains(" of ")),
        "vimgrep" => {
            let is_place = |line: &str| line.splitn(4, ':').filter(|part| part.parse::<u64>().is_ok()).count() >= 2;
            !out.is_empty() && out.lines().all(is_place)
        }
        "text" => {
            let first = out.lines().next().unwrap_or_default();
            !object(first) && !is_trec(first) && !is_markdown(out) && !is_table(out, b',') && !is_table(out, b'\t')
        }
        _ => false,
    }
}

/// A header and at least a row, all of as many columns, which are several.
fn is_table(text: &str, separator: u8) -> bool {
    let mut rows = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(text.as_bytes());
    let rows: Result<Vec<csv::StringRecord>, csv::Error> = rows.records().collect();
    let Ok(rows) = rows else { return false };
    let is_name =
        |cell: &str| cell.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    rows.len() > 1 && rows[0].len() > 2 && rows[0].iter().all(is_name)
}

/// A table, a numbered list of quotations or a list.
fn is_markdown(text: &str) -> bool {
    let has = |start: &str| text.lines().any(|line| line.trim_start().starts_with(start));
    has("|---|") || has("## ") || text.starts_with("1. ") && has("> ") || text.starts_with("- ") && has("- ")
}

fn is_trec(line: &str) -> bool {
    let columns: Vec<&str> = line.split(' ').collect();
    let [_, "Q0", _, rank, score, "findings"] = columns[..] else { return false };
    rank.parse::<u32>().is_ok() && score.parse::<f64>().is_ok()
}
