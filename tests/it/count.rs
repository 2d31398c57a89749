//! `findings count`, and the same counts beside hits and in a batch.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::reports::library;
use crate::support::{Outcome, Place};

/// The rows of a table by column.
fn rows(outcome: &Outcome) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(outcome.out().as_bytes());
    let header = reader.headers().expect("a table has a header").clone();
    let row = |row: csv::StringRecord| header.iter().zip(&row).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    reader.records().map(|record| row(record.expect("a row has all cells"))).collect()
}

fn cells<'r>(row: &'r BTreeMap<String, String>, names: &[&str]) -> Vec<&'r str> {
    names.iter().map(|name| row[*name].as_str()).collect()
}

const INTERVIEWS: &str = "'\"return home interview\"'";

#[test]
fn a_table_has_a_row_for_each_group_and_every_denominator() {
    let library = library();
    let outcome = library.run(&format!("count {INTERVIEWS} --by year --format csv")).status(0);
    let names = ["year", "reports", "of_reports", "percent_of_reports", "passages", "of_passages", "authorities"];
    let rows = rows(&outcome);
    let found: Vec<Vec<&str>> = rows.iter().map(|row| cells(row, &names)).collect();
    // Time has no gaps: a year in which nobody says it is a row.
    assert_eq!(
        found,
        [
            ["2018", "1", "1", "100.00", "1", "6", "1"],
            ["2019", "1", "1", "100.00", "2", "10", "1"],
            ["2021", "0", "1", "0.00", "0", "7", "0"],
        ]
    );
    // The words are those that the reports have.
    let reports = library.run("reports --format jsonl").json_lines();
    for row in &rows {
        let of_year =
            reports.iter().find(|report| report["date"].as_str().is_some_and(|d| d.starts_with(&row["year"])));
        assert_eq!(row["of_words"], of_year.expect("there is one of each year")["words"].to_string());
        let rate = row["occurrences"].parse::<f64>().unwrap() / row["of_words"].parse::<f64>().unwrap() * 10_000.0;
        assert_eq!(row["per_10000_words"], format!("{rate:.2}"));
    }
    let levels = ["reports_verbatim", "passages_verbatim", "passages_inflected", "passages_variants"];
    assert_eq!(cells(&rows[1], &levels), ["1", "2", "2", ""]);
}

#[test]
fn text_has_bars_and_says_what_the_numbers_are_of() {
    let library = library();
    library.run(&format!("count {INTERVIEWS} --by authority")).status(0).stderr("").stdout(
        "\
authority  reports                                           passages  occurrences  per 10,000 words
Ashcombe    1 of 2   50%  ████████████████▌                         2            2               126
Brindle     1 of 1  100%  █████████████████████████████████         1            1               256
all         2 of 4   50%                                            3            3               133

2 of 4 reports (50%), 2 of 2 authorities (100%), 3 of 25 passages (12%), 3 occurrences in 225 words
  (133 per 10,000)
",
    );
}

#[test]
fn who_never_says_it_is_shown_where_that_is_asked_for() {
    let library = library();
    let line = "count unheard --by authority";
    library.run(line).status(1).stdout_lacks("Ashcombe");
    let outcome = library.run(&format!("{line} --zeros")).status(1);
    outcome.stdout_has("Ashcombe").stdout_has("0 of 2").stdout_has("an absent word is not an absent practice");
    let rows = rows(&library.run(&format!("{line} --zeros --format csv")).status(1));
    let found: Vec<Vec<&str>> = rows.iter().map(|row| cells(row, &["authority", "reports", "of_reports"])).collect();
    assert_eq!(found, [["Ashcombe", "0", "2"], ["Brindle", "0", "1"], ["", "0", "1"]]);
}

#[test]
fn counts_by_time_say_which_date_they_go_by() {
    let library = library();
    let by_year = |options: &str| {
        let all = library.run(&format!("count '*' --by year --zeros {options} --format json")).status(0).json();
        let groups = all["groups"].as_array().expect("there are groups").clone();
        let years = groups.iter().map(|group| (group["values"][0].clone(), group["reports"].clone()));
        (years.collect::<Vec<_>>(), all["dates"].clone(), all["date_of"].clone())
    };
    let year = |year: &str, reports: u64| (json!(year), json!(reports));
    let none = |reports: u64| (Value::Null, json!(reports));
    let (years, dates, of) = by_year("");
    assert_eq!(years, [year("2018", 1), year("2019", 1), year("2021", 1), none(1)]);
    assert_eq!((dates, of), (json!({"published": 0, "visit": 1, "sidecar": 2, "none": 1}), json!("any")));
    assert_eq!(by_year("--date-of published").0, [year("2018", 1), year("2021", 1), none(2)]);
    assert_eq!(by_year("--date-of visit").0, [year("2019", 1), none(3)]);
    library
        .run("count '*' --by year")
        .stdout_has("dates of the reports found: 1 by the last day of the visit, 2 by a date given; 1 without a date");
}

#[test]
fn a_timeline_for_people_has_no_gaps_and_grades_are_in_the_order_of_their_scale() {
    let letter = |month: &str, grade: &str| {
        format!(
            "---\nauthority: Ashcombe\ndate: {month}-05\noverall_grade: {grade}\n---\n# Letter\n\nDrift: {grade}, {month}.\n"
        )
    };
    let place = Place::new()
        .file("corpus/a.md", letter("2018-11", "requires improvement"))
        .file("corpus/b.md", letter("2019-02", "good"))
        .file("corpus/c.md", letter("2019-02", "inadequate"))
        .file("corpus/d.md", letter("2019-03", "outstanding"))
        .indexed();
    let labels = |outcome: &Outcome| -> Vec<String> {
        let lines = outcome.out().lines().take_while(|line| !line.is_empty()).skip(1);
        lines.map(|line| line.split("  ").next().unwrap_or_default().to_owned()).collect()
    };
    let months = place.run("count drift --by month").status(0);
    assert_eq!(labels(&months), ["2018-11", "2018-12", "2019-01", "2019-02", "2019-03", "all"]);
    months.stdout_has("2018-12   0 of 0 ").stdout_lacks("absent");
    place.run("count drift --by month --format md").status(0).stdout_has("2018-12");
    let table = rows(&place.run("count drift --by month --format csv").status(0));
    assert_eq!(table.iter().map(|row| row["month"].as_str()).collect::<Vec<_>>(), ["2018-11", "2019-02", "2019-03"]);
    place.run("count drift --by month --svg months.svg").status(0);
    assert!(std::fs::read_to_string(place.path("months.svg")).expect("it was written").contains(">2019-01<"));
    let grades = place.run("count drift --by overall_grade").status(0);
    assert_eq!(labels(&grades), ["outstanding", "good", "requires improvement", "inadequate", "all"]);
    let table = rows(&place.run("count drift --by grade --format csv").status(0));
    let order = ["outstanding", "good", "requires improvement", "inadequate"];
    assert_eq!(table.iter().map(|row| row["grade"].as_str()).collect::<Vec<_>>(), order);
}

#[test]
fn numbers_for_people_have_their_thousands_apart() {
    let text = "Drift was seen. ".repeat(700);
    let place = Place::new().file("corpus/a.txt", format!("# Letter\n\n{text}\n")).indexed();
    let counted = place.run("count drift").status(0);
    counted.stdout_has("700 occurrences in 2,10").stdout_has("per 10,000");
    let table = rows(&place.run("count drift --by part --format csv").status(0));
    let is_plain = |row: &BTreeMap<String, String>| row["of_words"].parse::<u64>().is_ok_and(|words| words >= 2_100);
    assert!(table.iter().any(is_plain), "{table:?}");
}

#[test]
fn two_fields_make_a_matrix_whose_cells_are_all_there() {
    let library = library();
    let outcome = library.run(&format!("count {INTERVIEWS} --by kind,year --format csv")).status(0);
    let rows = rows(&outcome);
    let found: Vec<Vec<&str>> = rows.iter().map(|row| cells(row, &["kind", "year", "reports", "of_reports"])).collect();
    assert_eq!(
        found,
        [
            ["focused-visit", "2021", "0", "1"],
            ["inspection", "2018", "1", "1"],
            ["inspection", "2019", "1", "1"],
            ["other", "", "0", "1"],
        ]
    );
    library.run(&format!("count {INTERVIEWS} --by kind,year")).status(0).stdout_has("100█");
}

#[test]
fn many_queries_are_counted_against_one_field() {
    let library = library();
    let file = library.path("phrases.tsv");
    std::fs::write(&file, "rhi\t\"return home interview\"\nnone\tunheard\nneglect\n").unwrap();
    let outcome = library.run("count --queries phrases.tsv --by kind --format csv").status(0);
    let rows = rows(&outcome);
    let found: Vec<Vec<&str>> = rows.iter().map(|row| cells(row, &["qid", "kind", "reports", "of_reports"])).collect();
    assert_eq!(found.len(), 9, "each query has a cell for each kind");
    assert!(found.contains(&vec!["rhi", "inspection", "2", "2"]), "{found:?}");
    assert!(found.contains(&vec!["none", "inspection", "0", "2"]), "{found:?}");
    assert!(found.contains(&vec!["3", "focused-visit", "1", "1"]), "{found:?}");
    let all = library.run("count --queries phrases.tsv --by kind --json").status(0).json();
    let totals: Vec<&Value> =
        all["queries"].as_array().unwrap().iter().map(|query| &query["total"]["reports"]).collect();
    assert_eq!(totals, [&json!(2), &json!(0), &json!(2)]);
    library.run("count --queries phrases.tsv --by kind").status(0).stdout_has("query by kind");
    library.run("count --queries phrases.tsv --by kind,year").status(2).stderr_has("by one field");
    library.run("count --queries none.tsv --by kind").status(2).stderr_has("none.tsv");
}

#[test]
fn what_cannot_be_counted_is_an_error_that_says_what_can() {
    let library = library();
    for (line, said) in [
        ("count drift --by yaer", "nothing is counted by yaer: there are year, month, part,"),
        ("count drift --by year,kind,region", "--by takes two fields at most"),
        ("count drift --by year,year", "--by names year twice"),
        ("count drift date:soon --by year", "not a date that can be read"),
        ("count", "required"),
        ("search drift --facets yaer", "nothing is counted by yaer"),
        ("search drift --facets year --format csv", "--facets is for text, md and json"),
    ] {
        library.run(line).status(2).stdout("").stderr_has(said);
    }
}

#[test]
fn facets_of_a_search_are_its_counts() {
    let library = library();
    for query in ["drift", "'*'", "'children kind:inspection'", "interviews"] {
        let beside = library.run(&format!("search {query} --facets year,kind,section -n 1 --format json")).json();
        for (at, field) in ["year", "kind", "section"].iter().enumerate() {
            let counted = library.run(&format!("count {query} --by {field} --format json")).json();
            let groups = counted["groups"].as_array().expect("there are groups").iter();
            let found: Vec<&Value> = groups.filter(|group| group["passages"] != json!(0)).collect();
            assert_eq!(json!(found), beside["facets"][at]["groups"], "{query} by {field}");
            assert_eq!(counted["total"]["passages"], beside["total"]["passages"], "{query}");
        }
    }
    library.run("search interviews --facets kind,year").stdout_has(
        "\n\nkind: inspection 2 of 2 (100%) · focused-visit 1 of 1 (100%)\nyear: 2018 ███ 2021 · 2018 1 of 1",
    );
    assert_eq!(library.run("search drift --format json").json()["facets"], Value::Null);
}

#[test]
fn a_batch_of_counts_has_a_row_for_each_query() {
    let library = library();
    let queries = "a\tinterviews\nb\tunheard\nc\tdate:soon\nd\tchildren kind:inspection\n";
    let outcome = library.findings("batch --format counts").stdin(queries).run().status(2);
    let rows = rows(&outcome);
    let names = ["qid", "passages", "reports", "verbatim_passages", "within_reports", "of_reports"];
    let found: Vec<Vec<&str>> = rows.iter().map(|row| cells(row, &names)).collect();
    for (at, qid) in ["a", "b", "c", "d"].iter().enumerate() {
        assert_eq!(found[at][0], *qid);
    }
    let answer = library.run("search 'children kind:inspection' --format json").json();
    let of = |name: &str, of: &str| answer[name][of].to_string();
    assert_eq!(found[3][1..3], [of("total", "passages"), of("total", "reports")]);
    assert_eq!(found[3][4..], [of("within", "reports"), of("of", "reports")]);
    assert_eq!(found[1][1..], ["0", "0", "0", "4", "4"]);
    assert_eq!(found[2][1..], ["", "", "", "", ""]);
    assert!(rows[2]["error"].contains("not a date that can be read"), "{:?}", rows[2]);
    assert!(rows[0]["error"].is_empty());
}

/// The pictures of the small library, as they were looked at last. They are taken anew with
/// `FINDINGS_GOLDEN=update cargo test --test it count`.
#[test]
fn pictures_are_those_that_were_looked_at() {
    let library = library();
    std::fs::write(library.path("pictures.tsv"), "rhi\t\"return home interview\"\nneglect\n<b> & \"quoted\"\n")
        .unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    for (name, line) in [
        ("timeline.svg", "count interview* --by year --svg timeline.svg"),
        ("bars.svg", "count interview* --by section --sort count --unit occurrence --svg bars.svg"),
        ("matrix.svg", "count interview* --by kind,year --svg matrix.svg"),
        ("queries.svg", "count --queries pictures.tsv --by section --svg queries.svg"),
        ("page.html", "count interview* --by kind --html page.html"),
    ] {
        library.run(line).status(0);
        let new = std::fs::read_to_string(library.path(name)).expect("it was written");
        if std::env::var("FINDINGS_GOLDEN").is_ok_and(|set| set == "update") {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(name), &new).unwrap();
        }
        let old = std::fs::read_to_string(folder.join(name)).unwrap_or_default().replace("\r\n", "\n");
        assert!(old == new, "tests/pictures/{name} is another picture now:\n{new}");
        // Text stays text, and nothing of a query is a mark of the picture.
        assert!(new.contains("</text>") && !new.contains("<b>") && !new.contains("http://localhost"), "{new}");
    }
    library.run("count drift --by year --svg no/such/folder.svg").status(2).stderr_has("no/such/folder.svg");
}
