//! What comes first, and why: words over a passage, titles, rarity by what hits are, single lines, recommendations.

use serde_json::Value;

use crate::support::Place;

/// The ids that a search finds, in order.
fn found(place: &Place, options: &str, query: &str) -> Vec<String> {
    place.findings(&format!("search --all --format jsonl -q {options}")).arg(query).run().ids()
}

const LETTER: &str = "\
# Inspection of Wexcombe children's services

## Children in need

Support is planned with families and is reviewed in good time by managers who know them well.

- Visits are regular and are written down.
- Nearly all care leavers are visited too.

## Care leavers

Most young people are in touch with their adviser, and nearly all of them have a plan that they know.

- Too few are in apprenticeships.

Advisers help with:

- budgeting and bills
- a first tenancy
";

#[test]
fn words_over_a_passage_match_where_any_will_do() {
    let place = Place::new().file("corpus/letter.md", LETTER).indexed();
    let passages = place.run("search * --all --sort report --format jsonl -q").json_lines();
    let id = |text: &str| {
        let hit = passages.iter().find(|hit| hit["text"].as_str().is_some_and(|own| own.starts_with(text)));
        hit.unwrap_or_else(|| panic!("{text} is a passage"))["id"].as_str().expect("it has an id").to_owned()
    };
    let (few, budgeting, visits) = (id("Too few"), id("budgeting"), id("Visits"));
    let any = found(&place, "--any", "care leavers");
    assert!(any.contains(&few) && any.contains(&budgeting) && !any.contains(&visits), "{any:?}");
    // Its own words come before those over it, and a passage of both before all.
    assert_eq!(any[0], id("Nearly all care leavers"));
    assert_eq!(found(&place, "--any", "leavers apprenticeships")[0], few);
    assert!(found(&place, "--any", "advisers").contains(&budgeting));
    // Asked for strictly, a word is one of the passage itself.
    assert_eq!(found(&place, "", "leavers"), [id("Nearly all care leavers"), id("Care leavers")]);
    assert_eq!(found(&place, "--all-words", "leavers apprenticeships"), Vec::<String>::new());
    // What is ruled out is ruled out by its own words alone.
    assert!(found(&place, "--any", "apprenticeships -leavers").contains(&few));
    // The counts are those of the hits, also by segment, by filter and with what the row of words does not take.
    for query in ["leavers", "leavers bills", "leavers kind:*", "leavers \"a first tenancy\"", "leav* bills"] {
        let answer = place.findings("search --any --all --format json -q").arg(query).run().json();
        let hits = answer["hits"].as_array().expect("there are hits");
        assert_eq!(answer["total"]["passages"], hits.len(), "{query}");
    }
}

#[test]
fn words_over_a_passage_count_for_its_rank_where_all_must_be_there() {
    let place = Place::new().file(
        "corpus/a.md",
        "# Report\n\n## Housing\n\n- Advice is prompt for everyone.\n\n## Advice\n\nText that is about nothing at all here.\n\n\
         - Help is prompt and advice is for everyone.\n\n## Leavers\n\n- Advice is prompt for everyone.\n",
    );
    let place = place.indexed();
    let texts = |query: &str| {
        let hits = place.findings("search --all --format jsonl -q").arg(query).run().json_lines();
        hits.into_iter().map(|hit| hit["section"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(texts("prompt advice")[0], "[\"Advice\"]");
}

#[test]
fn rarity_is_counted_in_what_hits_are() {
    // "Zebra" is in many passages of one report, "quagga" in one passage of each of five.
    let mut corpus = String::new();
    let record = |id: &str, text: &[&str]| serde_json::json!({ "id": id, "text": text }).to_string() + "\n";
    corpus += &record("zebras", &["One zebra.", "Another zebra.", "A zebra.", "The zebra.", "Zebra.", "No zebra."]);
    let plain = ["Nothing here.", "Nothing there.", "Nothing seen.", "Nothing said.", "Nothing.", "No animal."];
    for number in 0..5 {
        let mut text = plain;
        text[5] = "One quagga.";
        corpus += &record(&format!("quaggas-{number}"), &text);
    }
    (0..20).for_each(|number| corpus += &record(&format!("other-{number}"), &plain));
    corpus +=
        &record("both", &["One zebra.", "Nothing there.", "Nothing seen.", "Nothing said.", "Nothing.", "No animal."]);
    let place = Place::new().file("corpus/all.jsonl", corpus).indexed();
    let first = |options: &str| found(&place, &format!("{options} --any"), "quagga zebra");
    let reports = first("--unit report");
    assert!(
        reports.iter().position(|id| id.starts_with("both")) < reports.iter().position(|id| id.starts_with("quaggas"))
    );
    let passages = first("");
    assert!(passages[0].starts_with("quaggas"), "{passages:?}");
}

#[test]
fn words_of_a_title_count_twice_where_hits_are_reports() {
    let record = |id: &str, title: &str, text: &str| {
        serde_json::json!({ "id": id, "title": title, "text": text }).to_string() + "\n"
    };
    let corpus = record("a", "Adoption", "They wrote of fostering once more.")
        + &record("b", "Fostering", "They wrote of adoption once more.")
        + &record("c", "Neither", "They wrote of other things there.");
    let place = Place::new().file("corpus/all.jsonl", corpus).indexed();
    let reports = |query: &str| {
        let ids = found(&place, "--unit report", query);
        ids.iter().map(|id| id[..1].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(reports("adoption"), ["a", "b"]);
    assert_eq!(reports("fostering"), ["b", "a"]);
    // A word that is ruled out is worth nothing, in a title either.
    assert_eq!(reports("once -adoption"), ["a"]);
}

#[test]
fn a_hyphenated_word_finds_its_words_where_any_will_do() {
    let record = |id: &str, text: &str| serde_json::json!({ "id": id, "text": text }).to_string() + "\n";
    let corpus = record("open", "A survey of the users of a library was made.")
        + &record("joined", "A survey of the non-users of a library was made.")
        + &record("closed", "A survey of the nonusers of a library was made.")
        + &record("none", "A survey of the readers of a library was made.");
    let place = Place::new().file("corpus/all.jsonl", corpus).indexed();
    for options in ["--any", "--any --unit report"] {
        let ids = found(&place, options, "non-users");
        let reports: Vec<&str> = ids.iter().map(|id| id.split('#').next().unwrap_or(id)).collect();
        assert_eq!(reports.len(), 3, "{reports:?}");
        assert_eq!((reports[0], reports[2] == "open" || reports[1] == "open"), ("joined", true), "{reports:?}");
    }
    assert_eq!(found(&place, "", "non-users").len(), 2);
    // Nothing is said by the halves of these.
    assert_eq!(found(&place, "--any", "0-25 s.47 up-to"), Vec::<String>::new());
}

#[test]
fn a_remark_of_one_line_does_not_beat_a_paragraph() {
    let remark = "The voice of the child is heard.";
    let finding = "Social workers record the voice of the child in nearly all assessments that inspectors saw, and they use what \
                   children say when they plan with families, so that plans are about what matters to each of them; where the \
                   voice of the child was missing, managers had asked for it.";
    let others = "Workers know families well, and they plan with them what is to be done, by whom and when, which managers then \
                  look at together each month."
        .to_owned();
    let text = [
        remark,
        finding,
        others.as_str(),
        "Plans are made with care and are kept up to date by those who made them, as managers see.",
    ];
    let record = serde_json::json!({ "id": "a", "text": text }).to_string();
    let place = Place::new().file("corpus/all.jsonl", record).indexed();
    assert_eq!(found(&place, "", "\"voice of the child\""), ["a#2", "a#1"]);
}

const ASKS: &str = "\
# Focused visit to Wexcombe

Visits to children are not recorded in enough detail for managers to know what was seen.

## What needs to improve

- The recording of visits to children.

## Recommendations

1. Ensure that visits to children are recorded in enough detail for managers to know what was seen.
";

#[test]
fn recommendations_are_told_from_findings_in_every_format() {
    let place = Place::new().file("corpus/visit.md", ASKS).indexed();
    let hits = place.run("search visits --all --format jsonl -q").json_lines();
    let of = |role: &str| hits.iter().filter(|hit| hit["role"] == role).count();
    assert_eq!((of("finding"), of("recommendation")), (1, 2));
    assert_eq!(hits[0]["role"], "finding", "a finding comes first");
    assert!(hits.iter().filter(|hit| hit["part"] == "heading").all(|hit| hit["role"] == Value::Null));
    let recommended: Vec<&Value> = hits.iter().filter(|hit| hit["role"] == "recommendation").collect();
    // As a filter, in a query and as an option, one or several; and as a group.
    for query in ["visits role:recommendation", "visits role:Recommendations", "visits role:rec*"] {
        assert_eq!(found(&place, "", query).len(), recommended.len(), "{query}");
    }
    assert_eq!(place.run("search visits --role recommendation --all --format jsonl -q").ids().len(), 2);
    place.run("search visits role:wish").status(2).stderr_has("roles: finding, recommendation");
    // In words, for people and for notes; in a column; and where one passage is shown.
    place.run("search visits --role recommendation -q").status(0).stdout_has("· recommendation");
    place.run("search visits --role recommendation --format md -q").status(0).stdout_has("recommendation");
    let csv = place.run("search visits --all --format csv -q").status(0);
    csv.stdout_has(",recommendation").stdout_has(",finding");
    let id = recommended[0]["id"].as_str().expect("it has an id");
    assert_eq!(place.run(&format!("show {id} --format json")).json()["role"], "recommendation");
    // Its score says so.
    place.run("search visits --role recommendation --explain -q").status(0).stdout_has("× 0.700 recommendation");
}
