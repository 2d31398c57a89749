//! The formats that other programs read: every key of the JSON, the columns of the tables, the
//! offsets of what was found.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};

use findings::Index;
use findings::inside::{Format, SearchOutput, TextStyle, write_hits};
use findings::query::{ParseOptions, parse};
use findings::{Request, Unit};

use crate::reports::library;
use crate::support::{Outcome, Place, Shared, TODAY};

const HIT: &str = "schema rank score match id short_id report passage part role boilerplate ocr authority authority_code region kind date \
                   date_basis visit overall_grade title url section label page path text highlights context";
const PASSAGE: &str = "schema id short_id report passage part role ocr section label page text context";
const REPORT: &str = "schema id short_id path authority authority_code region kind date date_basis event visit inspectors \
                      lead_inspector addressee grades overall_grade title publisher url extra pages passages words";
const ANSWER: &str = "schema query total of rungs expansions diagnostics notes warnings hits";

/// The keys of an object in the order in which they are written.
#[track_caller]
fn keys(line: &str) -> String {
    let object: Value = serde_json::from_str(line).expect("it is JSON");
    let mut keys: Vec<&str> = object.as_object().expect("it is an object").keys().map(String::as_str).collect();
    keys.sort_by_key(|key| line.find(&format!("\"{key}\":")));
    keys.join(" ")
}

/// The first of the objects in a list of a larger object, as it is written.
#[track_caller]
fn first_in(outcome: &Outcome, list: &str) -> String {
    outcome.json()[list][0].to_string()
}

/// The same keys in any order, as serde_json gives an object within an object.
#[track_caller]
fn assert_keys(object: &str, expected: &str) {
    let sorted = |keys: &str| {
        let mut keys: Vec<String> = keys.split(' ').map(str::to_owned).collect();
        keys.sort();
        keys
    };
    assert_eq!(sorted(&keys(object)), sorted(expected), "{object}");
}

#[test]
fn every_object_has_its_keys_and_no_other() {
    let library = library();
    let line = |arguments: &str| library.run(arguments).out().lines().next().unwrap_or_default().to_owned();
    assert_eq!(keys(&line("search drift --format jsonl")), HIT);
    assert_eq!(keys(&line("search drift --format jsonl --explain")), format!("{HIT} explain"));
    assert_eq!(keys(&line("search drift --format jsonl --unit report")), HIT);
    assert_eq!(keys(&line("search plans --format jsonl --context 1")), format!("{HIT} before after"));
    assert_eq!(keys(&line("show letter.txt#1 --format json")), PASSAGE);
    assert_eq!(keys(&line("show letter.txt#1 --format json --source")), format!("{PASSAGE} source"));
    assert_eq!(keys(&line("show letter.txt --format json")), format!("{REPORT} evidence"));
    assert_eq!(keys(&line("reports --format jsonl")), REPORT);
    assert_eq!(keys(&line("reports --format json")), "schema reports");
    assert_eq!(keys(&line("search drift --format json")), ANSWER);
    assert_eq!(keys(&line("search unheard --format json")), ANSWER.replace(" hits", " nothing hits"));
    assert_eq!(keys(&line("inspect corpus/letter.txt --format json")), "schema report passages unknown");
    assert_eq!(
        keys(&line("status --format json")),
        "schema index program roots files reports passages authorities copies bytes text_bytes readers problems stale"
    );
    let record = |query: &str| library.findings("batch").stdin(query).run().out().trim_end().to_owned();
    let batch = ANSWER.replace("schema ", "schema id ");
    assert_eq!(keys(&record("drift\n")), batch);
    assert_eq!(keys(&record("unheard\n")), batch.replace(" hits", " nothing hits"));
    assert_eq!(keys(&record("{bad\n")), batch.replace(" hits", " error hits"));
    assert_eq!(keys(&line("search 'drift date:soon' --format json")), ANSWER.replace(" hits", " error hits"));
}

#[test]
fn the_objects_inside_have_their_keys() {
    let library = library();
    let answer = library.run("search '(return home' --format json --explain --context 1 --page 1");
    assert_keys(&first_in(&answer, "hits"), &format!("{HIT} before after explain"));
    assert_keys(&first_in(&answer, "diagnostics"), "severity span message hint");
    let answer = answer.json();
    assert_eq!(keys(&answer["query"].to_string()), "text understood");
    assert_eq!(keys(&answer["total"].to_string()), "authorities passages reports");
    assert_eq!(answer["of"], json!({"passages": 25, "reports": 4, "authorities": 2}));
    let hit = &answer["hits"].as_array().unwrap().iter().find(|hit| !hit["visit"].is_null()).expect("one has a visit");
    assert_eq!(hit["visit"], json!({"start": "2019-03-04", "end": "2019-03-15"}));
    assert_eq!(hit["page"], json!({"first": 1, "last": 1}));
    assert_keys(&hit["explain"][0].to_string(), "what value factor");
    assert_keys(&hit["after"][0].to_string(), PASSAGE);

    let nothing = &library.run("search neglekt --format json").json()["nothing"];
    assert_eq!(
        *nothing,
        json!({
            "conditions": [{"query": "neglekt", "passages": 0}],
            "spellings": [{"typed": "neglekt", "nearest": "neglect"}],
            "inflected": 0,
            "variants": 0,
            "any": 0,
            "reports": 0,
        })
    );
    let source = library.run("show ashcombe/inspection-2019.txt#10 --format json --source").json();
    let span = &source["source"][0];
    assert_keys(&span.to_string(), "page line lines bytes");
    let file = std::fs::read(library.path("corpus/ashcombe/inspection-2019.txt")).unwrap();
    let (start, end) = (span["bytes"][0].as_u64().unwrap() as usize, span["bytes"][1].as_u64().unwrap() as usize);
    let line = String::from_utf8(file[start..end].to_vec()).unwrap();
    assert_eq!(line.trim_end(), "4. Homes for young people are scarce, and few return to the homes that they left.");

    let read = library.run("inspect corpus/ashcombe/focused-visit-2021.md --format json").json();
    assert_keys(&read["report"].to_string(), &format!("{REPORT} evidence"));
    assert_keys(&read["report"]["evidence"][0].to_string(), "field value page line words confidence");
    assert_keys(&read["passages"][0].to_string(), &format!("{PASSAGE} source"));
}

#[test]
fn a_missing_value_is_null_and_never_empty() {
    let library = library();
    for line in [
        "search '*' --all --format jsonl --context 1",
        "search '*' --all --format json",
        "search unheard --format json",
        "reports --format jsonl",
        "show letter.txt --format json",
        "inspect corpus/letter.txt --format json",
        "status --format json",
    ] {
        for value in library.run(line).json_lines() {
            assert_no_empty_text(&value, line);
        }
    }
    let letter = library.run("search café --format jsonl -n 1").json_lines().remove(0);
    for field in ["authority", "authority_code", "region", "date", "date_basis", "visit", "title", "label", "page"] {
        assert!(letter[field].is_null(), "{field} is {}", letter[field]);
    }
    assert_eq!(letter["section"], json!([]));
}

#[track_caller]
fn assert_no_empty_text(value: &Value, line: &str) {
    match value {
        Value::String(text) => assert!(!text.is_empty(), "an empty text in `{line}`"),
        Value::Array(values) => values.iter().for_each(|value| assert_no_empty_text(value, line)),
        Value::Object(fields) => fields.values().for_each(|value| assert_no_empty_text(value, line)),
        _ => {}
    }
}

/// Reports whose texts are hard on offsets, tables and terminals.
fn awkward() -> Arc<Place> {
    static AWKWARD: Shared = Shared::new();
    AWKWARD.get(|| {
        let record = |id: &str, title: &str, text: &str| json!({"id": id, "title": title, "text": text}).to_string();
        let records = [
            record("curly", "One", "The children’s “café” was naïve, and the keyworker’s plan held."),
            record("astral", "Two", "𝔸 mark 🦉 and 👩‍👧 stand before the keyworker here."),
            record("accents", "Three", "Cafe\u{301} and nai\u{308}ve stand decomposed before the keyworker."),
            record("folded", "Four", "The oﬃcial ﬁle names a ｋｅｙｗｏｒｋｅｒ in full width."),
            record(
                "formula",
                "=HYPERLINK(\"http://example.org\")",
                "=2+5 is what the keyworker typed, \"so\"; once, twice.",
            ),
            record("plus", "+44 is a prefix", "+44 keyworker"),
            record("minus", "-1 degrees", "-1 keyworker"),
            record("at", "@SUM(A1:A9)", "@keyworker, and a tab\there\nand a line"),
        ];
        Place::new().file("corpus/awkward.jsonl", records.join("\n")).indexed()
    })
}

#[test]
fn highlights_are_offsets_of_code_points() {
    for (query, id, found) in [
        ("keyworker", "curly", vec!["keyworker’s"]),
        ("keyworker", "astral", vec!["keyworker"]),
        ("keyworker", "accents", vec!["keyworker"]),
        ("keyworker", "folded", vec!["ｋｅｙｗｏｒｋｅｒ"]),
        ("café", "curly", vec!["café"]),
        ("cafe", "accents", vec!["Cafe\u{301}"]),
        ("official file", "folded", vec!["official", "file"]),
        ("\"children's cafe\"", "curly", vec!["children’s “café"]),
        ("\"naive and the\" plan", "curly", vec!["naïve, and the", "plan"]),
        ("\"stand before the\"", "astral", vec!["stand before the"]),
        ("stand NEAR/3 keyworker", "astral", vec!["stand before the keyworker"]),
        ("key*", "accents", vec!["keyworker"]),
        ("keywroker~", "astral", vec!["keyworker"]),
    ] {
        let outcome = awkward().findings("search --all --format jsonl").arg(query).run().status(0);
        let hits = outcome.json_lines();
        let hit = hits.iter().find(|hit| hit["report"] == id).unwrap_or_else(|| panic!("{query}\n{}", outcome.shown()));
        let text: Vec<char> = hit["text"].as_str().unwrap().chars().collect();
        let ranges = hit["highlights"].as_array().unwrap();
        let texts: Vec<String> = ranges
            .iter()
            .map(|range| {
                let (start, end) = (range[0].as_u64().unwrap() as usize, range[1].as_u64().unwrap() as usize);
                text[start..end].iter().collect()
            })
            .collect();
        assert_eq!(texts, found, "{query}\n{}", outcome.shown());
    }
}

/// Python's slices are of code points too; where there is a Python, it agrees.
#[test]
fn python_cuts_out_what_was_found() {
    let script = "import sys, json\nfor line in sys.stdin:\n  h = json.loads(line)\n  \
                  print(*[h['text'][a:b] for a, b in h['highlights']])";
    let python =
        Command::new("python3").args(["-X", "utf8", "-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut python) = python else { return };
    let outcome = awkward().run("search keyworker --all --sort report --format jsonl").status(0);
    let mut stdin = python.stdin.take().expect("stdin is a pipe");
    stdin.write_all(outcome.out().as_bytes()).expect("python reads");
    drop(stdin);
    let cut = python.wait_with_output().expect("python ends").stdout;
    let cut = String::from_utf8(cut).expect("python writes UTF-8");
    // By report: accents, astral, at, curly, folded, formula, minus, plus.
    let expected = "keyworker keyworker keyworker keyworker’s ｋｅｙｗｏｒｋｅｒ keyworker keyworker keyworker";
    assert_eq!(cut.split_whitespace().collect::<Vec<_>>().join(" "), expected);
}

/// What a cell of a table says where the JSON has a value.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(" > "),
        value => value.to_string().trim_end_matches(".0").to_owned(),
    };
    let text = text.replace(char::is_control, " ");
    let formula = text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err();
    if formula { format!("'{text}") } else { text }
}

#[track_caller]
fn table(outcome: &Outcome, separator: u8) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(outcome.out().as_bytes());
    let header = reader.headers().expect("there is a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("a row has all cells").iter().map(str::to_owned).collect());
    (header, rows.collect())
}

#[test]
fn tables_hold_what_the_json_holds() {
    let (library, awkward) = (library(), awkward());
    for place in [&library, &awkward] {
        for (line, separator) in [("csv", b','), ("tsv", b'\t')] {
            let hits = place.run("search '*' --all --format jsonl").json_lines();
            let (header, rows) = table(&place.run(&format!("search '*' --all --format {line}")), separator);
            let expected = "rank score match id authority authority_code region kind date date_basis visit_start \
                            visit_end overall_grade title url section label page_first page_last path text boilerplate ocr \
                            report passage short_id role";
            assert_eq!(header.join(" "), expected);
            assert_eq!(rows.len(), hits.len());
            for (row, hit) in rows.iter().zip(&hits) {
                for (name, value) in header.iter().zip(row) {
                    assert_eq!(*value, cell(column(hit, name)), "{name} of {}", hit["id"]);
                }
            }

            let reports = place.run("reports --format jsonl").json_lines();
            let (header, rows) = table(&place.run(&format!("reports --format {line}")), separator);
            let expected = "id path authority authority_code region kind date date_basis event visit_start visit_end \
                            inspectors lead_inspector addressee overall_grade title publisher url pages passages words short_id";
            assert_eq!(header.join(" "), expected);
            assert_eq!(rows.len(), reports.len());
            for (row, report) in rows.iter().zip(&reports) {
                for (name, value) in header.iter().zip(row) {
                    let expected = cell(column(report, name)).replace(" > ", "; ");
                    assert_eq!(*value, expected, "{name} of {}", report["id"]);
                }
            }
        }
    }
}

/// The value that a column of a table stands for.
fn column<'v>(object: &'v Value, name: &str) -> &'v Value {
    match name.rsplit_once('_') {
        Some((field @ ("visit" | "page"), end)) => &object[field][end],
        _ => &object[name],
    }
}

#[test]
fn a_spreadsheet_takes_no_cell_for_a_formula() {
    let (header, rows) = table(&awkward().run("search keyworker --all --format csv"), b',');
    for (row, (name, value)) in rows.iter().flat_map(|row| header.iter().zip(row).map(move |cell| (row, cell))) {
        let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']) && value.parse::<f64>().is_err();
        assert!(!formula, "{name} of {}: {value}", row[3]);
        assert!(!value.contains(char::is_control), "{name} of {}: {value:?}", row[3]);
    }
    let titles: Vec<&str> = rows.iter().map(|row| row[13].as_str()).filter(|title| title.starts_with('\'')).collect();
    assert_eq!(titles.len(), 4, "{titles:?}");
}

#[test]
fn json_keeps_the_text_as_it_is() {
    let hit = awkward().run("search 'report:formula twice' --format jsonl").json_lines().remove(0);
    assert_eq!(hit["text"], "=2+5 is what the keyworker typed, \"so\"; once, twice.");
    assert_eq!(hit["title"], "=HYPERLINK(\"http://example.org\")");
}

#[test]
fn scores_fall_and_ranks_rise() {
    let hits = library().run("search children missing --any --all --format jsonl").json_lines();
    let scores: Vec<f64> = hits.iter().map(|hit| hit["score"].as_f64().expect("a score is a number")).collect();
    assert!(scores.len() > 5 && scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let ranks: Vec<u64> = hits.iter().map(|hit| hit["rank"].as_u64().expect("a rank is a number")).collect();
    assert_eq!(ranks, (1..=hits.len() as u64).collect::<Vec<_>>());
}

#[test]
fn a_trec_run_has_six_columns_also_where_ids_have_spaces() {
    let record = json!({"id": "a report\u{3000}of mine", "text": "Drift."}).to_string();
    let place = Place::new().file("corpus/a.jsonl", record).indexed();
    let outcome = place.run("search drift --format trec").status(0);
    let columns: Vec<&str> = outcome.out().trim_end().split(' ').collect();
    assert_eq!(columns[..4], ["1", "Q0", "a%20report%E3%80%80of%20mine#1", "1"]);
    assert_eq!((columns.len(), columns[5]), (6, "findings"));
}

#[test]
fn markdown_marks_what_was_found_and_nothing_else() {
    let place =
        Place::new().file("corpus/a.txt", "A *starred* <b>word</b> and a [link](x) drift | by_hand.\n").indexed();
    place
        .run("search drift --format md")
        .status(0)
        .stdout_has("   > A \\*starred\\* \\<b\\>word\\</b\\> and a \\[link\\](x) **drift** \\| by\\_hand.\n");
}

#[test]
fn hits_are_written_as_they_come_and_what_goes_wrong_is_told() {
    let place = library();
    let index = Index::open(place.path("index")).expect("it was just indexed");
    let query = parse("children", &ParseOptions::on(TODAY.parse().expect("it is a date"))).query;
    let (answer, hits) = index.results(&Request::new(&query)).expect("the index is whole").split();
    let hit = hits.map(|hit| hit.expect("it is in the index")).next().expect("something is found");
    let formats = [
        Format::Text,
        Format::Json,
        Format::Jsonl,
        Format::Csv,
        Format::Tsv,
        Format::Markdown,
        Format::Trec,
        Format::Brief,
    ];
    let style = TextStyle { long_ids: true, ..TextStyle::PLAIN };
    for format in formats {
        let found = SearchOutput {
            typed: "children",
            understood: "children",
            answer: &answer,
            diagnostics: &[],
            warnings: &[],
            topic: "1",
            unit: Unit::Passage,
            ranks: 1..1,
            explain: false,
            fields: None,
            locate: None,
            max_chars: None,
        };
        let coming = [Ok(hit.clone()), Err(io::Error::other("a page of the book is torn"))];
        let mut out = Vec::new();
        let written = write_hits(&mut out, format, &style, &found, coming.into_iter());
        let told = written.expect_err("a hit was missing").to_string();
        assert_eq!(told, "a page of the book is torn", "{format:?}");
        let out = String::from_utf8(out).expect("all formats are text");
        assert!(out.contains(&format!("{}#{}", hit.report.id, hit.passage.ordinal)), "{format:?}: {out}");
    }
}
