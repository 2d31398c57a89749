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
