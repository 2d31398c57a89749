//! First pages of other bodies' reports, all invented: `tests/covers` has a page each, and `truth.csv` there what it says.

use std::path::Path;

use serde_json::Value;

use crate::support::Place;

#[test]
fn first_pages_are_read_as_an_analyst_reads_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/covers");
    let place = Place::new();
    let mut table = csv::Reader::from_path(folder.join("truth.csv")).unwrap();
    let fields: Vec<String> = table.headers().unwrap().iter().skip(1).map(str::to_owned).collect();
    let (mut wrong, mut pages) = (Vec::new(), 0);
    for row in table.records() {
        let row = row.unwrap();
        let page = folder.join(format!("{}.txt", &row[0]));
        let read = place.findings("inspect --format json").arg(&page).run().status(0).json();
        for (field, expected) in fields.iter().zip(row.iter().skip(1)) {
            let found = shown(&read["report"][field]);
            if found != expected {
                wrong.push(format!("{} {field}: {found:?}, not {expected:?}", &row[0]));
            }
        }
        pages += 1;
    }
    let files = folder.read_dir().unwrap().count();
    assert_eq!((wrong, pages), (Vec::<String>::new(), files - 1), "a row for each page");
}

/// A value as the table has it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        visit => ["start", "end"].map(|end| visit[end].as_str().expect("a visit has its ends")).join(".."),
    }
}
