//! What queries mean in the cases that are easily got wrong, each with the passages that show it.

use crate::support::Place;

const PASSAGES: &str = r#"{"id": "a", "title": "Email", "inspectors": "Anna Orme; Ben Tarn", "text": [
"The team wrote an e-mail about the panel of experts, and it was read.",
"An email about the interview came, as the police had said before.",
"A multi-agency panel sat. Its members had a plan, they said.",
"The multi or agency panel had met, and multiagencies were named."]}"#;

#[test]
fn words_are_found_however_they_stand() {
    let place = Place::new().file("corpus/a.jsonl", PASSAGES.replace('\n', " ")).indexed();
    for (query, expected) in [
        // A compound of which one half is a single letter, and the inflection of a closed one.
        ("email -panel", vec![1, 3]),
        ("email panel", vec![2]),
        ("\"multi agency\"", vec![4, 5]),
        // A compound may stand apart as any words of a phrase with ~ may.
        ("\"multi agency\"~1 named", vec![5]),
        // A word that stands in two alternatives.
        ("(the OR \"the team\") NEAR/2 police", vec![3]),
        ("(interview OR \"panel interview\") NEAR/9 police", vec![3]),
        // A phrase that runs on into the next sentence is not in one.
        ("multi NEAR/s \"sat its\"", vec![]),
        ("multi NEAR/s sat", vec![4]),
        // One after the other under a heading.
        ("police NEAR/section plan", vec![3, 4]),
        ("police PRE/section plan", vec![3, 4]),
        ("plan PRE/section police", vec![]),
        ("plan NOT PRE/section police", vec![4]),
        ("police NOT PRE/section plan", vec![]),
        // A part of a name or title will do, with wildcards too.
        ("inspector:Orm* plan", vec![4]),
        ("inspector:\"Ben T?rn\" plan", vec![4]),
        ("section:emai* plan", vec![]),
    ] {
        let outcome = place.findings("search --all --sort report --format jsonl").arg(query).run();
        let expected: Vec<String> = expected.iter().map(|number| format!("a#{number}")).collect();
        assert_eq!(outcome.ids(), expected, "{query}\n{}", outcome.shown());
    }
}

/// Each passage with what it is, of a word with a hyphen.
const PARTED: [(&str, bool); 14] = [
    ("She ate well, being hungry.", false),
    ("All was well; being there helped.", false),
    ("One thing is well: being there.", false),
    ("They are well (being old hands).", false),
    ("He sleeps well – being tired.", false),
    ("He eats well—being tired.", false),
    ("All is well. Being there helps.", false),
    ("well | being", false),
    ("Their well-being is watched.", true),
    ("Their well being is watched.", true),
    ("Their wellbeing is watched.", true),
    ("Their well- being is watched.", true),
    ("Their well–being is watched.", true),
    ("Their “well” being is watched.", true),
];

#[test]
fn a_word_with_a_hyphen_is_not_found_across_a_comma() {
    let texts: Vec<&str> = PARTED.iter().map(|(text, _)| *text).collect();
    let record = serde_json::json!({"id": "a", "title": "Email", "text": texts});
    let plan =
        "{\"id\": \"b\", \"title\": \"Visit\", \"text\": [\"Under s. 47, plans are made.\", \"In s, 47 plans.\"]}";
    let place = Place::new().file("corpus/a.jsonl", format!("{record}\n{plan}\n")).indexed();
    let expected: Vec<&str> = PARTED.iter().filter(|one| one.1).map(|(text, _)| *text).collect();
    for query in ["well-being", "wellbeing", "well/being", "=wellbeing", "\"well-being\"", "well-being OR xyz"] {
        let found = place.findings("search --all --sort report --format json").arg(query).run().status(0);
        let answer = found.json();
        let hits = answer["hits"].as_array().unwrap();
        let texts: Vec<&str> = hits.iter().map(|hit| hit["text"].as_str().unwrap()).collect();
        assert_eq!(texts, expected, "{query}\n{}", found.shown());
        // Counted and marked is what was found.
        let counted = place.findings("count --by kind --format json").arg(query).run().status(0).json();
        assert_eq!(counted["total"]["passages"], expected.len(), "{query}: {counted}");
        for hit in hits {
            assert_eq!(hit["highlights"].as_array().unwrap().len(), 1, "{query}: {hit}");
        }
    }
    // A phrase of two words is found wherever they stand.
    let phrase = place.findings("search --all --format json").arg("\"well being\"").run().status(0);
    phrase.stdout_has("She ate well, being hungry.").stdout_has("Their wellbeing is watched.");
    place.findings("search --all --no-guess").arg("well-being NEAR/3 (there OR hungry)").run().status(1);
    for (query, ids) in [("s.47", vec!["b#2"]), ("47-plans", vec!["b#3"])] {
        let found = place.findings("search --all --sort report --format jsonl").arg(query).run().status(0);
        assert_eq!(found.ids(), ids, "{query}");
    }
}

#[test]
fn one_word_is_found_however_it_is_written() {
    let texts = [
        "Teams cooperate well.",
        "An email was sent.",
        "See S47.",
        "There were 1,732 referrals.",
        "There were 1732 visits.",
        "The N.H.S. trust agreed.",
        "The NHS agreed.",
        "They saw 12,34 and 1,2,3.",
    ];
    let record = serde_json::json!({"id": "a", "title": "Visit", "text": texts});
    let place = Place::new().file("corpus/a.jsonl", format!("{record}\n")).indexed();
    for (query, numbers) in [
        // A hyphen that no report prints.
        ("co-operate", vec![1]),
        ("e-mail", vec![2]),
        ("s.47", vec![3]),
        ("1732", vec![4, 5]),
        ("1,732", vec![4, 5]),
        ("=1732", vec![5]),
        ("\"1732 referrals\"", vec![4]),
        ("N.H.S.", vec![6, 7]),
        ("NHS", vec![6, 7]),
        ("=nhs", vec![7]),
        ("1234", vec![]),
    ] {
        let found = place.findings("search --all --sort report --format jsonl --all-words").arg(query).run();
        let expected: Vec<String> = numbers.iter().map(|number| format!("a#{}", number + 1)).collect();
        assert_eq!(found.ids(), expected, "{query}\n{}", found.shown());
    }
}

#[test]
fn headings_are_asked_about_in_part() {
    let text = "---\ntitle: Visit\n---\n\n# Visit\n\n## The experiences of children\n\nPlans are made.\n";
    let place = Place::new().file("corpus/visit.md", text).indexed();
    for (query, passages) in
        [("section:experience*", 1), ("section:\"child* experi*\"", 1), ("section:experiment*", 0), ("section:*", 1)]
    {
        let outcome = place.findings("search -q --format json").arg(query).run();
        assert_eq!(outcome.json()["total"]["passages"], passages, "{query}\n{}", outcome.shown());
    }
}
