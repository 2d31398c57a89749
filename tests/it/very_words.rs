//! The very words of a query come before their inflections.

use serde_json::json;

use crate::support::Place;

/// The first words of what a search finds, in order, where each passage is a report of its own.
fn order(place: &Place, options: &str, query: &str) -> Vec<String> {
    let hits = place.findings(&format!("search --all --format jsonl -q {options}")).arg(query).run().json_lines();
    hits.iter().map(|hit| hit["report"].as_str().expect("a hit has a report").to_owned()).collect()
}

/// Reports of one passage each, by their ids, beside others that make words rare and paragraphs of usual length.
fn place(passages: &[(String, String)]) -> Place {
    let others = (0..30).map(|number| {
        let text = "Nothing of the kind was said here, and those who came were glad to have been heard by the panel.";
        (format!("other-{number}"), text.to_owned())
    });
    let lines =
        passages.iter().cloned().chain(others).map(|(id, text)| format!("{}\n", json!({ "id": id, "text": text })));
    Place::new().file("corpus/all.jsonl", lines.collect::<String>()).indexed()
}

/// A text of about so many words with some in its middle.
fn around(words: &str, length: usize) -> String {
    let filler = ["They", "were", "told", "about", "it", "on", "the", "day", "after", "and", "said", "so"];
    let mut text: Vec<&str> = filler.iter().copied().cycle().take(length / 2).collect();
    text.push(words);
    text.extend(filler.iter().copied().cycle().skip(5).take(length / 2));
    text.join(" ") + "."
}

/// Words and others with the same stems.
const FORMS: [(&str, &str); 8] = [
    ("Eugene", "eugenics"),
    ("office", "officers"),
    ("officers", "office"),
    ("care", "carefully"),
    ("relative", "relation"),
    ("visit", "visits"),
    ("office relative", "officers relation"),
    ("\"care office\"", "careful officers"),
];

#[test]
fn the_very_word_comes_first_however_often_another_form_occurs() {
    for (query, other) in FORMS {
        let very = query.trim_matches('"');
        let mut passages = Vec::new();
        for length in [4, 16, 40, 120] {
            passages.push((format!("very-{length}"), around(very, length)));
            passages.push((format!("another-{length}"), around(other, length)));
        }
        passages.push(("another-often".to_owned(), around(&format!("{other}, {other} and {other}"), 12)));
        let place = place(&passages);
        for options in ["", "--unit report", "--match variants", "--all-words"] {
            let ids = order(&place, options, query);
            let last = ids.iter().rposition(|id| id.starts_with("very")).expect("the very words are found");
            let first = ids.iter().position(|id| id.starts_with("another")).expect("so are others");
            assert!(last < first && ids.len() == 9, "{query} {options}: {ids:?}");
        }
        // One word is all there is to go by, whatever else would do.
        if !query.contains(' ') {
            let ids = order(&place, "--any", query);
            assert!(ids[..4].iter().all(|id| id.starts_with("very")), "{query}: {ids:?}");
        }
    }
}

#[test]
fn the_very_word_is_first_of_very_many_that_another_form_would_fill_the_first_look_with() {
    let mut passages: Vec<(String, String)> =
        (0..700).map(|number| (format!("another-{number:03}"), around("officers met officers", 14))).collect();
    passages.insert(350, ("very".to_owned(), around("office", 60)));
    let place = place(&passages);
    for options in ["", "--unit report", "--any"] {
        assert_eq!(order(&place, options, "office")[0], "very", "{options}");
        assert_eq!(order(&place, options, "officers")[700], "very", "{options}");
    }
    assert_eq!(order(&place, "", "office^2 the")[0], "very");
}

#[test]
fn a_passage_with_more_of_the_very_words_comes_first() {
    let passages =
        [("none", "officers and relations"), ("one", "officers and a relative"), ("both", "an office and a relative")];
    let passages = passages.map(|(id, words)| (id.to_owned(), around(words, 20)));
    let place = place(&passages);
    for query in ["office relative", "relative office", "office AND relative"] {
        assert_eq!(order(&place, "", query), ["both", "one", "none"], "{query}");
    }
    assert_eq!(order(&place, "", "office NEAR/5 relative")[0], "both");
    assert_eq!(order(&place, "", "office OR relative")[0], "both");
    assert_eq!(order(&place, "", "=office"), ["both"]);
    let mut all = order(&place, "", "relat*");
    all.sort_unstable();
    assert_eq!(all, ["both", "none", "one"]);
}

#[test]
fn a_score_says_what_the_very_words_are_worth_and_adds_up() {
    let passages = [("very", "office"), ("another", "officers")].map(|(id, word)| (id.to_owned(), around(word, 20)));
    let place = place(&passages);
    let hits = place.findings("search --all --explain --format jsonl -q office").run().json_lines();
    let of = |hit: &serde_json::Value| {
        let parts = hit["explain"].as_array().expect("a score has parts");
        let sum: f64 = parts.iter().filter_map(|part| part["value"].as_f64()).sum();
        let score = hit["score"].as_f64().expect("a hit has a score");
        assert!((sum - score).abs() < 1e-4, "{hit}");
        parts.iter().any(|part| part["what"] == "the very words")
    };
    assert_eq!(hits.iter().map(of).collect::<Vec<_>>(), [true, false], "{hits:?}");
}
