//! `diff`: what has changed between two runs.

use serde_json::Value;

use crate::reports::unread;
use crate::support::Place;

const QUERIES: &str = "q1\treturn home interview\nq2\tneglect\nq3\tunheard\n";

/// A place with runs of a corpus as it was and as it is, in JSON Lines and as TREC runs: a report is new, and one has
/// a paragraph more near its beginning.
fn changed() -> Place {
    let place = unread().file("queries.tsv", QUERIES).indexed();
    batch(&place, "before");
    let old = std::fs::read_to_string(place.path("corpus/brindle/inspection-2018.md")).expect("the report is there");
    let begun = "## Missing children\n";
    place.write("corpus/brindle/inspection-2018.md", old.replace(begun, &format!("{begun}\nStaff are well led.\n")));
    place.write(
        "corpus/carrow.md",
        "---\nauthority: Carrow\ndate: 2022-05-04\n---\n\n# Letter to Carrow\n\n## Missing children\n\nEvery return home interview is read.\n",
    );
    place.run("index -q").status(0);
    batch(&place, "after");
    place
}

fn batch(place: &Place, name: &str) {
    for format in ["jsonl", "trec"] {
        let run = place.run(&format!("batch queries.tsv -q --all --format {format}")).status(0);
        place.write(format!("{name}.{format}"), run.out());
    }
}

fn ids(hits: &Value) -> Vec<&str> {
    let hits = hits.as_array().expect("hits are a list");
    hits.iter().map(|hit| hit["id"].as_str().expect("an id is a text")).collect()
}

#[test]
fn what_is_new_stands_apart_from_what_is_only_renumbered() {
    let place = changed();
    let outcome = place.run("diff before.jsonl after.jsonl --format json").status(0);
    let json = outcome.json();
    let (queries, totals) = (&json["queries"], &json["totals"]);
    assert_eq!((&json["schema"], queries.as_array().unwrap().len()), (&1.into(), 2));
    assert_eq!((&queries[0]["id"], &queries[0]["query"]), (&"q1".into(), &"return home interview".into()));
    assert_eq!(ids(&queries[0]["gained"]), ["carrow.md#3"]);
    let gained = &queries[0]["gained"][0];
    assert_eq!((&gained["authority"], &gained["date"]), (&"Carrow".into(), &"2022-05-04".into()));
    assert_eq!(gained["text"], "Every return home interview is read.");
    assert_eq!(gained["report"], "carrow.md");
    let renumbered = &queries[0]["renumbered"][0];
    assert_eq!(renumbered["id_before"], "brindle/inspection-2018.md#3");
    assert_eq!(renumbered["id"], "brindle/inspection-2018.md#4");
    assert_eq!((&queries[0]["before"]["passages"], &queries[0]["after"]["passages"]), (&3.into(), &4.into()));
    assert_eq!((&totals["queries"], &totals["differ"]), (&3.into(), &2.into()));
    assert_eq!((&totals["gained"], &totals["lost"], &totals["changed"]), (&1.into(), &0.into(), &0.into()));
    assert!(totals["renumbered"].as_u64() >= Some(2), "{totals}");

    let lines = place.run("diff before.jsonl after.jsonl --format jsonl").status(0).json_lines();
    assert_eq!(Value::from(lines), *queries);

    // Without texts, a hit is known by its id only.
    let trec = place.run("diff before.trec after.trec --format json").status(0).json();
    assert!(ids(&trec["queries"][0]["gained"]).contains(&"carrow.md#3"));
    assert_eq!(trec["totals"]["renumbered"], 0);
    assert!(trec["totals"]["lost"].as_u64() > Some(0));
}

#[test]
fn only_what_is_new_is_shown_where_that_is_asked_for() {
    let place = changed();
    let outcome = place.run("diff before.jsonl after.jsonl --gained").status(0);
    let rank = outcome.out().lines().nth(2).unwrap().split_whitespace().nth(1).unwrap().to_owned();
    let expected = format!(
        "q1  return home interview\n    3 → 4 passages in 2 → 3 reports\n  + {rank:>2}  Carrow · 2022-05-04\n        \
         Missing children\n        Every return home interview is read.\n        carrow.md#3\n"
    );
    outcome.stdout(&expected).stderr("1 of 3 queries gained 1 hit\n");
    place.run("diff after.jsonl before.jsonl --gained").status(1).stdout("").stderr("0 of 3 queries gained 0 hits\n");
    let records =
        place.run("diff before.jsonl after.jsonl --gained --format jsonl -q").status(0).stderr("").json_lines();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["renumbered"], serde_json::json!([]));
}

#[test]
fn the_same_run_in_any_format_and_order_does_not_differ() {
    let place = changed();
    let backwards = |name: &str| {
        let text = std::fs::read_to_string(place.path(name)).unwrap();
        text.lines().rev().map(|line| format!("{line}\n")).collect::<String>()
    };
    place.write("backwards.jsonl", backwards("after.jsonl"));
    for pair in
        ["after.jsonl after.jsonl", "after.jsonl backwards.jsonl", "after.jsonl after.trec", "after.trec after.trec"]
    {
        let outcome = place.run(&format!("diff {pair}")).status(1).stdout("");
        outcome.stderr("0 of 3 queries differ: 0 hits gained, 0 lost, 0 moved\n".replace("3", seen(pair)).as_str());
    }
    let again = std::fs::read(place.path("after.jsonl")).unwrap();
    place.findings("diff after.jsonl -").stdin(again).run().status(1);
}

/// A TREC run has no line for the query that finds nothing.
fn seen(pair: &str) -> &'static str {
    if pair.contains("jsonl") { "3" } else { "2" }
}

#[test]
fn each_sort_of_difference_is_told() {
    let record = |id: &str, understood: &str, rest: &str| {
        format!("{{\"id\":\"{id}\",\"query\":{{\"text\":\"{id}?\",\"understood\":\"{understood}\"}},{rest}}}\n")
    };
    let hit = |rank: u32, id: &str, text: &str| {
        format!("{{\"rank\":{rank},\"score\":1,\"id\":\"{id}\",\"text\":\"{text}\"}}")
    };
    let hits = |hits: &[String]| format!("\"hits\":[{}]", hits.join(","));
    let before = [
        record("same", "same", &hits(&[hit(1, "a#1", "x")])),
        record(
            "hits",
            "hits",
            &hits(&[hit(1, "a#1", "x"), hit(2, "a#2", "y"), hit(3, "b#1", "old"), hit(4, "c#1", "gone")]),
        ),
        record("read", "one way", &hits(&[])),
        record("fails", "fails", &hits(&[hit(1, "a#1", "x")])),
        record("gone", "gone", &hits(&[hit(1, "a#1", "x")])),
    ]
    .concat();
    let after = [
        record("same", "same", &hits(&[hit(1, "a#1", "x")])),
        record("hits", "hits", &hits(&[hit(1, "a#3", "y"), hit(2, "a#1", "x"), hit(3, "b#1", "n\\u001b[2Jew")])),
        record("read", "another way", &hits(&[])),
        record("fails", "", "\"error\":\"no such field\",\"hits\":[]"),
        record("new", "new", &hits(&[hit(1, "a#1", "x")])),
    ]
    .concat();
    let place = Place::new().file("before", before).file("after", after);
    place
        .run("diff before after")
        .status(0)
        .stdout(
            "\
hits  hits?
  -  4  authority unknown · undated
        gone
        c#1
  ~  3  authority unknown · undated
        n [2Jew
        b#1
  =  1  a#2 → a#3
  >  2  from 1: a#1

read  read?
    understood before: one way
    understood after:  another way

fails  fails?
    failed after: no such field

gone  gone?
    only in the run before, with 1 hit

new  new?
    only in the run after, with 1 hit
",
        )
        .stderr(
            "5 of 6 queries differ: 0 hits gained, 1 lost, 1 moved, 1 renumbered, 1 changed; 1 query understood otherwise; \
             1 query only in the run before; 1 query only in the run after; 1 query failed after\n",
        );
    let limited = place.run("diff before after -n 0").status(0);
    limited.stdout_has("    … 1 more lost\n").stdout_has("    … 1 more moved\n");
    for (line, error) in [
        ("diff before nowhere", "nowhere"),
        ("diff - -", "stdin, which can be read once only"),
        ("diff before queries", "queries:1: this is no run"),
    ] {
        place.write("queries", "q1\twhat is asked\n");
        place.run(line).status(2).stderr_has(error);
    }
}
