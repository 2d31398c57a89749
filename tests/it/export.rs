//! `export`: each format read back by a reader that is not its writer, and compared with what the engine says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use serde_json::Value;

use crate::reports::unread;
use crate::support::{Place, Shared};

/// Reports whose text and metadata are made to break what reads them.
const HOSTILE: &str = "=1+1 \"x\" ', <b> \u{202e}\u{fffe} drift; \u{9b}31m | DROP TABLE passages; --";

/// A place with four exports of the library, shared by tests that only read them.
fn exported() -> Arc<Place> {
    static EXPORTED: Shared = Shared::new();
    EXPORTED.get(|| {
        let place = unread().indexed();
        for to in ["a.db", "json --as jsonl", "csv --as csv", "tsv --as tsv", "pq --as parquet"] {
            place.run(&format!("export --output {to}")).status(0).stdout("").stderr_has("25 passages of 4 reports in ");
        }
        place
    })
}

fn json_lines(path: impl AsRef<Path>) -> Vec<Value> {
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()));
    text.lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect()
}

/// The header and the rows of a table of text.
fn table(path: impl AsRef<Path>, separator: u8) -> (Vec<String>, Vec<Vec<String>>) {
    let reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_path(&path);
    let row = |row: csv::Result<csv::StringRecord>| {
        row.expect("it is a table").iter().map(str::to_owned).collect::<Vec<String>>()
    };
    let mut rows =
        reader.unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display())).into_records().map(row);
    (rows.next().expect("it has a header"), rows.collect())
}

/// The rows of a Parquet file as JSON objects.
fn parquet_rows(path: impl AsRef<Path>) -> Vec<Value> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()));
    let reader = SerializedFileReader::new(file).expect("it is Parquet");
    let rows = reader.get_row_iter(None).expect("it has rows");
    rows.map(|row| parquet_value(row.expect("a row can be read").get_column_iter())).collect()
}

fn parquet_value<'r>(columns: impl Iterator<Item = (&'r String, &'r parquet::record::Field)>) -> Value {
    use parquet::record::Field;
    fn value(field: &Field) -> Value {
        match field {
            Field::Null => Value::Null,
            Field::Str(text) => text.as_str().into(),
            Field::Long(number) => (*number).into(),
            Field::Bool(flag) => (*flag).into(),
            Field::ListInternal(list) => list.elements().iter().map(value).collect(),
            other => panic!("a value of another type: {other:?}"),
        }
    }
    columns.map(|(name, field)| (name.clone(), value(field))).collect::<serde_json::Map<String, Value>>().into()
}

/// The rows of a table of a database as JSON objects, by its columns.
fn database_rows(database: &Connection, query: &str) -> Vec<Value> {
    use rusqlite::types::ValueRef;
    let mut statement = database.prepare(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let rows = statement.query_map([], |row| {
        let values = names.iter().enumerate().map(|(at, name)| {
            let value = match row.get_ref(at)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8(text.to_vec()).expect("it is UTF-8").into(),
                other => panic!("{name} is {other:?}"),
            };
            Ok((name.clone(), value))
        });
        values.collect::<rusqlite::Result<serde_json::Map<String, Value>>>().map(Value::from)
    });
    rows.expect("it is a query").collect::<rusqlite::Result<_>>().expect("the rows can be read")
}

fn number(database: &Connection, query: &str) -> i64 {
    database.query_row(query, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{query}: {error}"))
}

#[test]
fn json_lines_have_what_the_engine_has() {
    let place = exported();
    let reports = json_lines(place.path("json/reports.jsonl"));
    assert_eq!(reports.len(), 4);
    for report in &reports {
        let id = report["id"].as_str().expect("it has an id");
        let shown = place.run(&format!("show {id} --format json")).status(0).json_lines();
        for same in ["short_id", "path", "authority", "region", "kind", "date", "inspectors", "title", "pages", "words"]
        {
            assert_eq!(report[same], shown[0][same], "{same} of {id}");
        }
        let visit = &shown[0]["visit"];
        assert_eq!((&report["visit_start"], &report["visit_end"]), (&visit["start"], &visit["end"]), "{id}");
        let without_number = |list: &Value| -> Vec<Value> {
            let mut list = list.as_array().expect("it is a list").clone();
            list.iter_mut().for_each(|one| drop(one.as_object_mut().expect("an object").remove("number")));
            list
        };
        assert_eq!(without_number(&report["evidence"]), *shown[0]["evidence"].as_array().expect("it has some"), "{id}");
        let extra: BTreeMap<&str, &Value> = report["extra"]
            .as_array()
            .expect("it is a list")
            .iter()
            .map(|one| (one["name"].as_str().expect("a name"), &one["value"]))
            .collect();
        assert_eq!(serde_json::to_value(extra).expect("it is JSON"), shown[0]["extra"], "{id}");
        let year = report["date"].as_str().map(|date| date[..4].parse::<u64>().expect("it begins with a year"));
        assert_eq!(report["year"].as_u64(), year, "{id}");
    }
    let passages = json_lines(place.path("json/passages.jsonl"));
    let ids: BTreeSet<&str> = passages.iter().map(|passage| passage["id"].as_str().expect("it has an id")).collect();
    assert_eq!((passages.len(), ids.len()), (25, 25));
    for passage in &passages {
        let id = passage["id"].as_str().expect("it has an id");
        let shown = place.run(&format!("show {id} --source --format json")).status(0).json();
        for same in ["report", "passage", "short_id", "part", "role", "ocr", "section", "label", "text", "context"] {
            assert_eq!(passage[same], shown[same], "{same} of {id}");
        }
        let (pages, source) = (&shown["page"], shown["source"].as_array().expect("it has lines"));
        assert_eq!((&passage["page_first"], &passage["page_last"]), (&pages["first"], &pages["last"]), "{id}");
        let spans = passage["spans"].as_array().expect("it has lines");
        assert_eq!(spans.len(), source.len(), "{id}");
        for (span, source) in spans.iter().zip(source) {
            let of = |names: [&str; 3], of: &Value| names.map(|name| of[name].clone());
            assert_eq!(of(["page", "line", "lines"], span), of(["page", "line", "lines"], source), "{id}");
            assert_eq!([&span["byte_start"], &span["byte_end"]], [&source["bytes"][0], &source["bytes"][1]], "{id}");
        }
        assert_eq!(passage["matches"], Value::Array(Vec::new()), "everything is no match");
    }
    let about = json_lines(place.path("json/about.jsonl"));
    let fact = |name: &str| about.iter().find(|fact| fact["name"] == name).map(|fact| fact["value"].clone());
    for (name, value) in [
        ("query", "*"),
        ("day", "2026-03-02"),
        ("passages", "25"),
        ("reports", "4"),
        ("total_authorities", "2"),
        ("schema", "1"),
    ] {
        assert_eq!(fact(name), Some(value.into()), "{name}");
    }
}

#[test]
fn each_format_has_the_same_tables() {
    let place = exported();
    let database = Connection::open(place.path("a.db")).expect("it is a database");
    let mut names: Vec<String> = fs::read_dir(place.path("csv"))
        .expect("it was made")
        .flatten()
        .map(|file| file.file_name().to_string_lossy().trim_end_matches(".csv").to_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["about", "evidence", "extra", "grades", "matches", "passages", "reports", "spans"]);
    for name in &names {
        let columns: Vec<String> = table(place.path(format!("csv/{name}.csv")), b',').0;
        let list = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
        let order = if name == "passages" { " ORDER BY number" } else { "" };
        let in_database = database_rows(&database, &format!("SELECT {list} FROM {name}{order}"));
        let in_parquet = parquet_rows(place.path(format!("pq/{name}.parquet")));
        assert_eq!(in_database.len(), in_parquet.len(), "{name}");
        for (folder, separator) in [("csv", b','), ("tsv", b'\t')] {
            let (header, rows) = table(place.path(format!("{folder}/{name}.{folder}")), separator);
            assert_eq!((&header, rows.len()), (&columns, in_parquet.len()), "{name}");
            let shown = |column: &str, value: &Value| match value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                Value::Array(texts) => {
                    let texts: Vec<&str> = texts.iter().map(|text| text.as_str().expect("a text")).collect();
                    texts.join(if column == "section" { " > " } else { "; " })
                }
                other => other.to_string(),
            };
            let expected = in_parquet.iter().map(|row| header.iter().map(|name| shown(name, &row[name])).collect());
            let mut expected: Vec<Vec<String>> = expected.collect();
            let mut rows = rows;
            expected.sort();
            rows.sort();
            assert_eq!(rows, expected, "{name}");
        }
        // A database has no lists and no flags.
        let in_database = in_database.into_iter().map(|mut row| {
            for (column, value) in row.as_object_mut().expect("an object") {
                if ["section", "inspectors"].contains(&column.as_str()) {
                    let list = value.as_str().map_or(Ok(Value::Array(Vec::new())), serde_json::from_str);
                    *value = list.expect("a list is JSON");
                } else if ["boilerplate", "ocr"].contains(&column.as_str()) {
                    *value = (*value == 1).into();
                }
            }
            row.to_string()
        });
        let by_text = |rows: Vec<String>| rows.into_iter().collect::<BTreeSet<String>>();
        let in_parquet = in_parquet.iter().map(Value::to_string).collect();
        assert_eq!(by_text(in_database.collect()), by_text(in_parquet), "{name}");
    }
}

#[test]
fn a_database_joins_and_finds_what_the_engine_finds() {
    let place = exported();
    let database = Connection::open(place.path("a.db")).expect("it is a database");
    let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("it can be checked");
    assert_eq!(check, "ok");
    assert_eq!(database_rows(&database, "PRAGMA foreign_key_check"), Vec::<Value>::new());
    database
        .execute_batch("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")
        .expect("the full-text index is that of the passages");
    assert_eq!(number(&database, "SELECT count(*) FROM passages JOIN reports ON reports.id = report"), 25);
    assert_eq!(number(&database, "SELECT count(*) FROM passages_with_reports WHERE authority = 'Ashcombe'"), 17);
    let without_span = "SELECT count(*) FROM passages LEFT JOIN spans USING (report, passage) WHERE spans.line IS NULL";
    assert_eq!(number(&database, without_span), 0);
    // Each word, as a search finds it, but those that are parts of others: "workers’", "team’s", "multi-agency".
    let words: BTreeSet<String> = database_rows(&database, "SELECT text FROM passages")
        .iter()
        .flat_map(|row| {
            let text = row["text"].as_str().expect("a text").to_lowercase();
            let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_owned).collect::<Vec<String>>();
            words.into_iter().filter(|word| word.len() > 3 && word.is_ascii())
        })
        .collect();
    assert!(words.len() > 80, "{words:?}");
    for word in
        words.iter().filter(|word| !["workers", "team", "multi", "agency", "multiagency"].contains(&word.as_str()))
    {
        let found =
            number(&database, &format!("SELECT count(*) FROM passages_fts WHERE passages_fts MATCH '\"{word}\"'"));
        let counted = place.run(&format!("search '\"{word}\"' --match verbatim --count -q")).status(0);
        assert_eq!(counted.out().trim(), found.to_string(), "{word}");
    }
    let indexes = database_rows(&database, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL");
    assert_eq!(indexes.len(), 3, "{indexes:?}");
}

#[test]
fn a_query_and_its_filters_hold() {
    let place = unread().indexed();
    let query = "'\"return home interview\"' --kind inspection --since 2019";
    place.run(&format!("export {query} --output a.jsonl")).status(0).stderr_has("2 passages of 1 report in a.jsonl (");
    let passages = json_lines(place.path("a.jsonl"));
    let hits = place.run(&format!("search {query} --all --sort report --format jsonl")).status(0).json_lines();
    assert_eq!(passages.len(), 2);
    for (passage, hit) in passages.iter().zip(&hits) {
        for same in ["id", "path", "text", "authority", "kind", "date", "title", "boilerplate"] {
            assert_eq!(passage[same], hit[same], "{same}");
        }
        assert_eq!(passage["match_level"], hit["match"]);
        let matches = passage["matches"].as_array().expect("it has some");
        let places: Vec<Value> =
            matches.iter().map(|one| Value::Array(vec![one["start"].clone(), one["end"].clone()])).collect();
        assert_eq!(Value::Array(places), hit["highlights"]);
        let text: Vec<char> = passage["text"].as_str().expect("a text").chars().collect();
        for one in matches {
            let at = |name: &str| usize::try_from(one[name].as_u64().expect("a number")).expect("it is small");
            assert_eq!(text[at("start")..at("end")].iter().collect::<String>(), one["words"].as_str().expect("words"));
        }
    }
    place.run(&format!("export {query} --output a.db")).status(0);
    let database = Connection::open(place.path("a.db")).expect("it is a database");
    let fact = |name: &str| -> String {
        let fact = database.query_row("SELECT value FROM about WHERE name = ?", [name], |row| row.get(0));
        fact.unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    for (name, value) in [
        ("passages", "2"),
        ("reports", "1"),
        ("filtered_passages", "10"),
        ("filtered_reports", "1"),
        ("total_passages", "25"),
        ("match_level", "inflected"),
        ("filters", "kind:inspection date:2019.."),
        ("query", "\"return home interview\" kind:inspection date:2019.."),
    ] {
        assert_eq!(fact(name), value, "{name}");
    }
    assert_eq!(number(&database, "SELECT count(*) FROM reports"), 1);
    assert_eq!(number(&database, "SELECT count(*) FROM matches WHERE words LIKE 'return home interview%'"), 2);
    place.run("export children --match verbatim --output b.csv").status(0);
    let verbatim = place.run("search children --match verbatim --count -q");
    assert_eq!(table(place.path("b.csv"), b',').1.len().to_string(), verbatim.out().trim());
}

#[test]
fn one_file_has_passages_with_what_is_known_of_their_reports() {
    let place = unread().indexed();
    for name in ["a.csv", "a.tsv", "a.jsonl", "a.parquet"] {
        place.run(&format!("export --output {name}")).status(0).stdout("");
    }
    let objects = json_lines(place.path("a.jsonl"));
    let mut in_parquet = parquet_rows(place.path("a.parquet"));
    for (row, object) in in_parquet.iter_mut().zip(&objects) {
        let row = row.as_object_mut().expect("an object");
        row.insert("spans".to_owned(), object["spans"].clone());
        row.insert("matches".to_owned(), object["matches"].clone());
    }
    assert_eq!((in_parquet.len(), &in_parquet), (25, &objects));
    let (header, rows) = table(place.path("a.csv"), b',');
    assert_eq!((&header, &rows), (&table(place.path("a.tsv"), b'\t').0, &table(place.path("a.tsv"), b'\t').1));
    let at = |name: &str| header.iter().position(|column| column == name).expect("there is such a column");
    for (row, object) in rows.iter().zip(&objects) {
        for name in ["id", "text", "authority", "date", "title", "path"] {
            assert_eq!(row[at(name)], object[name].as_str().unwrap_or_default(), "{name}");
        }
    }
    let file = File::open(place.path("a.parquet")).expect("it was made");
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let reader = SerializedFileReader::new(file).expect("it is Parquet");
    let facts = reader.metadata().file_metadata().key_value_metadata().expect("it has facts");
    assert!(facts.iter().any(|fact| fact.key == "findings.query" && fact.value.as_deref() == Some("*")), "{facts:?}");
}

#[test]
fn nothing_in_a_report_breaks_a_file() {
    let record = |id: &str, text: &str| serde_json::json!({ "id": id, "title": HOSTILE, "authority": HOSTILE, "note\u{0}": "a\u{0}b", "text": text });
    let lines =
        format!("{}\n{}\n", record("r'; --", HOSTILE), record("=cmd|' /C calc'!A0", "drift\u{0}drift, said twice"));
    let place = Place::new().file("corpus/a.jsonl", lines).indexed();
    for to in ["a.db", "json --as jsonl", "csv --as csv", "pq --as parquet", "a.jsonl", "a.csv", "a.parquet"] {
        place.run(&format!("export drift --output {to}")).status(0);
    }
    let shown = place.run("search drift --all --sort report --format jsonl").json_lines();
    let passages = json_lines(place.path("a.jsonl"));
    assert_eq!((passages.len(), shown.len()), (2, 2));
    for (passage, shown) in passages.iter().zip(&shown) {
        assert_eq!((&passage["id"], &passage["text"]), (&shown["id"], &shown["text"]));
    }
    for name in ["a.jsonl", "json/passages.jsonl", "json/reports.jsonl", "a.csv", "csv/extra.csv"] {
        let text = fs::read_to_string(place.path(name)).expect("it is text");
        let is_obeyed = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!text.contains(is_obeyed), "{name}: {text:?}");
    }
    for row in table(place.path("a.csv"), b',').1 {
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
    }
    let database = Connection::open(place.path("a.db")).expect("it is a database");
    for (in_database, in_parquet) in [("passages", "pq/passages"), ("reports", "pq/reports"), ("extra", "pq/extra")] {
        let rows = database_rows(&database, &format!("SELECT * FROM {in_database}"));
        assert!(rows.len() >= 2 && !rows.iter().any(|row| row.to_string().contains("\\u0000")), "{rows:?}");
        assert_eq!(rows.len(), parquet_rows(place.path(format!("{in_parquet}.parquet"))).len());
    }
    let texts = database_rows(&database, "SELECT text, title FROM passages_with_reports ORDER BY number");
    assert_eq!((&texts[0]["text"], &texts[0]["title"]), (&shown[0]["text"], &shown[0]["title"]));
}

#[test]
fn a_file_is_replaced_only_if_told_to() {
    let place = unread().indexed();
    let names = |folder: &str| {
        let mut names: Vec<String> = fs::read_dir(place.path(folder))
            .expect("it is a folder")
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    place.write("a.csv", "mine");
    place.write("out/passages.csv", "mine");
    place
        .run("export --output a.csv")
        .status(2)
        .stderr_has("a.csv: there is a file of this name already; --force replaces");
    place
        .run("export --output out --as csv")
        .status(2)
        .stderr_has("passages.csv: there is a file of this name already");
    assert_eq!(fs::read_to_string(place.path("a.csv")).expect("it is there"), "mine");
    assert_eq!(names("out"), ["passages.csv"], "the others are not there either");
    assert_eq!(names("."), ["a.csv", "corpus", "index", "out"]);
    place.write("out/other.txt", "mine");
    place.run("export --output a.csv --force").status(0);
    place.run("export --output out --as csv --force").status(0).stderr_has("8 files in out");
    assert_eq!((names("out").len(), table(place.path("a.csv"), b',').1.len()), (9, 25));
    // The same again, byte for byte, and nothing is left beside.
    for to in ["a.db", "b.db", "a.parquet", "b.parquet"] {
        place.run(&format!("export --output {to}")).status(0);
    }
    for ending in ["db", "parquet"] {
        let bytes = |name: &str| fs::read(place.path(format!("{name}.{ending}"))).expect("it was made");
        assert!(bytes("a") == bytes("b"), "{ending}");
    }
    assert_eq!(names("."), ["a.csv", "a.db", "a.parquet", "b.db", "b.parquet", "corpus", "index", "out"]);
}

#[test]
fn what_cannot_be_exported_is_an_error() {
    let place = unread().indexed();
    place
        .run("export --output a.txt")
        .status(2)
        .stderr_has("a.txt: the name ends with none of .jsonl")
        .stderr_has("--as");
    place.run("export --output a.csv --as parquet").status(2).stderr_has("--as is for folders");
    place.run("export --output a --as sqlite").status(2).stderr_has("possible values: jsonl, csv, tsv, parquet");
    place.run("export --output nowhere/a.csv").status(2).stderr_has("nowhere/a.csv: ");
    place.run("export --output corpus/letter.txt --as csv").status(2).stderr_has("letter.txt");
    place.write("folder.db/x", "");
    place.run("export --output folder.db").status(2).stderr_has("folder.db: it is not a regular file");
    place.run("export").status(2).stderr_has("--output");
    place.run("export kind:nonsense --output a.csv").status(2);
    place.run("export zebra --output a.csv").status(1).stderr_has("nothing was found, so nothing was written");
    place.run("export zebra --output b --as csv").status(1);
    assert!(!place.path("a.csv").exists() && !place.path("b").exists());
    place.run("export drift --output a.csv -q").status(0).stdout("").stderr("");
    let without = Place::new();
    without.run("export --output a.csv --index none").status(2).stderr_has("there is no index in ./none");
}

#[test]
fn a_report_without_a_passage_is_exported_too() {
    let place = Place::new().file("corpus/a.txt", "Drift was seen.\n").file("corpus/b.md", "---\ntitle: Drift\n---\n");
    place.run("index").status(3).stderr_has("corpus/b.md: there is no text in it");
    place.run("export --output all --as jsonl").status(0).stderr_has("1 passage of 2 reports in 3 files in all");
    let reports = json_lines(place.path("all/reports.jsonl"));
    assert_eq!((&reports[1]["title"], &reports[1]["passages"]), (&"Drift".into(), &0.into()));
    place.run("export drift --output some --as jsonl").status(0);
    assert_eq!(json_lines(place.path("some/reports.jsonl")).len(), 1);
}

/// The tables of docs/export.md have the columns that come out, in their order.
#[test]
fn the_manual_has_each_column() {
    let place = exported();
    let manual = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/export.md")).expect("it is there");
    let parts: BTreeMap<&str, Vec<&str>> = manual
        .split("\n### ")
        .skip(1)
        .filter_map(|part| {
            let (name, rest) = part.split_once('\n')?;
            let rows = rest.split("\n## ").next()?.lines().filter(|line| line.starts_with("| `"));
            Some((name, rows.filter_map(|row| row.split('`').nth(1)).collect()))
        })
        .collect();
    for (name, told) in parts.iter().filter(|(name, _)| **name != "about") {
        let header = table(place.path(format!("csv/{name}.csv")), b',').0;
        assert_eq!(&header, told, "{name}");
    }
    assert_eq!(parts.len(), 8);
    let facts: Vec<String> =
        table(place.path("csv/about.csv"), b',').1.into_iter().map(|mut row| row.remove(0)).collect();
    let about = manual.split("\n### about").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("it has a part");
    for fact in &facts {
        assert!(about.contains(&format!("`{fact}`")), "{fact}");
    }
    assert_eq!(facts.len(), 16);
}
