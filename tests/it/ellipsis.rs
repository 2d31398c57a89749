//! A quotation with words left out, and one that is not quite right.

use crate::support::Place;

fn place() -> Place {
    let place = Place::new();
    place.write(
        "corpus/a.txt",
        "A letter\n\nThere has been little progress in the quality of social work practice since the last visit to the \
         service for children in need of help and protection.\n\nProgress was made. In the service, quality is a word.\n",
    );
    place.indexed()
}

#[test]
fn an_ellipsis_in_a_phrase_stands_for_any_words_in_order() {
    let place = place();
    for (query, marked) in [
        ("\"little progress … social work\"", Some(vec!["little progress", "social work"])),
        ("\"little progress ... social work\"", Some(vec!["little progress", "social work"])),
        ("\"little progress [...] social work\"", Some(vec!["little progress", "social work"])),
        (
            "\"little progress […] social work … protection\"",
            Some(vec!["little progress", "social work", "protection"]),
        ),
        ("\"little progress...social work\"", Some(vec!["little progress", "social work"])),
        ("\"… little progress in the quality …\"", Some(vec!["little progress in the quality"])),
        ("\"little … progress\"", Some(vec!["little", "progress"])),
        ("=\"little progress … children\"", Some(vec!["little progress", "children"])),
        ("=\"little progress … child\"", None),
        ("\"social work … little progress\"", None),
        ("\"little progress … word\"", None),
        ("\"little progress … progress\"", None),
        ("--phrase There has been [...] in the quality", Some(vec!["There has been", "in the quality"])),
        ("\"little * … social work\"", Some(vec!["little", "social work"])),
        ("\"progress … practice … since the\"", Some(vec!["progress", "practice", "since the"])),
    ] {
        let (options, words) = query.strip_prefix("--phrase ").map_or(("", query), |words| ("--phrase", words));
        let outcome = place.findings(&format!("search --format json {options}")).arg(words).run();
        let answer = outcome.status(if marked.is_some() { 0 } else { 1 }).json();
        let hit = &answer["hits"][0];
        let letters: Vec<char> = hit["text"].as_str().unwrap_or_default().chars().collect();
        let text = |range: &serde_json::Value| -> String {
            let end = |at: usize| usize::try_from(range[at].as_u64().unwrap_or(0)).unwrap_or(0);
            letters[end(0)..end(1)].iter().collect()
        };
        let found: Vec<String> = hit["highlights"].as_array().into_iter().flatten().map(text).collect();
        assert_eq!(found, marked.unwrap_or_default(), "{query}");
    }
    let understood = place.findings("search --format json").arg("\"little progress... social work\"").run().json();
    assert_eq!(understood["query"]["understood"], "\"little progress … social work\"");
    place.findings("search").arg("\"…\"").run().status(1).stderr_has("no words between the quotation marks");
}

#[test]
fn a_quotation_that_is_not_quite_right_shows_the_nearest_passage() {
    let place = place();
    let quotation = "There has been no progress in the quality of social work practice";
    let near = "There has been [-no-]{+little+} progress in the quality of social work practice";
    for (options, words) in [("--phrase", quotation.to_owned()), ("", format!("\"{quotation}\""))] {
        let outcome = place.findings(&format!("search {options}")).arg(&words).run().status(1).stdout("");
        let outcome = outcome.stderr_has("the nearest passage is a.txt#2; ").stderr_has(near);
        outcome.stderr_lacks("there has been no progress");
        let answer = place.findings(&format!("search --format json {options}")).arg(&words).run().status(1).json();
        let nearest = &answer["nothing"]["nearest"];
        assert_eq!(nearest["id"], "a.txt#2");
        assert_eq!(nearest["quoted"], serde_json::json!([0, 69]));
        let expected = serde_json::json!([{"typed": "no", "found": "little", "at": [15, 21]}]);
        assert_eq!(nearest["differences"], expected);
        let text = nearest["text"].as_str().unwrap_or_default();
        assert!(text.starts_with("There has been little") && text.ends_with("help and protection."));
    }
    for (words, said) in [
        ("\"there has been … progress in the quantity of social work\"", "[-quantity-]{+quality+}"),
        ("\"there has been very little progress in the quality\"", "been [-very-] little progress"),
        ("\"has been progress in the quality of social work\"", "has been {+little+} progress"),
    ] {
        place.findings("search").arg(words).run().status(1).stderr_has(said);
    }
    // Too short, too far, or not of whole words.
    for words in [
        "\"has been no progress\"",
        "\"zebras and lions came to progress in the town\"",
        "\"there has been no prog* in the quality\"",
    ] {
        let outcome = place.findings("search --format json").arg(words).run().status(1);
        assert!(outcome.json()["nothing"]["nearest"].is_null(), "{}", outcome.shown());
    }
    let record = place.findings("batch").stdin(format!("\"{quotation}\"\n")).run().json_lines().remove(0);
    assert_eq!(record["nothing"]["nearest"]["id"], "a.txt#2");
    // Filters hold for it too.
    let elsewhere = place.findings("search --format json").arg(format!("\"{quotation}\" -report:a.txt")).run().json();
    assert!(elsewhere["nothing"]["nearest"].is_null());
}

#[test]
fn a_phrase_over_two_passages_is_said_to_be_that() {
    let place = place();
    let quotation = "children in need of help and protection. Progress was made. In";
    let outcome = place.findings("search --phrase").arg(quotation).run().status(1);
    outcome.stderr_has("the first 7 words are at the end of a.txt#2, the rest in #3");
    let answer = place.findings("search --phrase --format json").arg(quotation).run().status(1).json();
    let expected = serde_json::json!({"first": "a.txt#2", "words": 7, "second": "a.txt#3"});
    assert_eq!(answer["nothing"]["continued"], expected);
    place
        .findings("search --phrase")
        .arg("of help and protection. Progress was never made")
        .run()
        .stderr_lacks("the rest in");
}
