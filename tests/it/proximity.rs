//! What NEAR means where it is easily got wrong: in chains, beside groups, denied, under headings. Each row
//! is a query and the passages that it must find.

use crate::support::Place;

const PASSAGES: &str = r#"{"id": "a", "authority": "Wexcombe", "text": [
"Officers, school and health workers met over multiagency risks.",
"Drift was seen; risk of it, and of neglect, was high where no zebra stood.",
"A multi-agency panel sat. Its members had a plan, they said."]}"#;

#[test]
fn chains_and_groups_find_what_stands_together() {
    let place = Place::new().file("corpus/a.jsonl", PASSAGES.replace('\n', " ")).indexed();
    for (query, expected) in [
        // What stands between two near each other is near them, but is neither of them.
        ("officers NEAR/5 health NEAR/5 school", vec![1]),
        ("officers NEAR/5 school NEAR/5 health", vec![1]),
        ("school NEAR/5 (health NEAR/5 officers)", vec![1]),
        ("officers NEAR/s health NEAR/s school", vec![1]),
        ("officers NEAR/5 health NEAR/5 officers", vec![]),
        ("officers NEAR/5 \"school and health\" NEAR/5 and", vec![]),
        // It is the nearest word of the place that counts.
        ("drift NEAR/20 zebra NEAR/1 seen", vec![]),
        ("drift NEAR/20 zebra NEAR/2 seen", vec![2]),
        ("drift NEAR/20 zebra NEAR/2 risk", vec![]),
        ("officers NEAR/5 health NOT NEAR/1 school", vec![]),
        ("drift NEAR/20 zebra NOT NEAR/2 risk", vec![2]),
        // The order is that of the whole place.
        ("officers NEAR/5 health PRE/5 school", vec![]),
        ("officers PRE/5 health PRE/5 workers", vec![1]),
        ("school PRE/5 (officers NEAR/5 health)", vec![]),
        ("officers PRE/5 (health PRE/5 met)", vec![1]),
        // Each of a group is near.
        ("(school health) NEAR/2 (workers and)", vec![]),
        ("(school health) NEAR/3 (workers and)", vec![1]),
        ("(officers workers) NEAR/4 and NEAR/3 school", vec![1]),
        ("(risk OR (drift zebra)) NEAR/2 seen", vec![2]),
        ("(zebra OR (drift zebra)) NEAR/2 seen", vec![]),
        // Two words that are one elsewhere.
        ("\"multi agency\" NEAR/3 risk", vec![1]),
        ("(multi agency) NEAR/3 risk", vec![1]),
        ("risk NEAR/3 (multi agency)", vec![1]),
        ("(multi agency) NEAR/3 (risk met)", vec![1]),
        ("(multi agency) NEAR/2 panel", vec![3]),
        // Of what must not be near, not all of a group are.
        ("risk NOT NEAR/9 (drift neglect)", vec![1]),
        ("risk NOT NEAR/4 (drift neglect)", vec![1, 2]),
        ("risk NOT NEAR/4 (drift OR neglect)", vec![1]),
        ("risk NOT NEAR/9 (zebra OR (drift neglect))", vec![1]),
        ("risk NOT NEAR/3 (multi agency)", vec![2]),
        ("risk NOT NEAR/9 (drift NEAR/3 seen)", vec![1]),
        // Under one heading; a remark says how the last is read.
        ("risk NEAR/3 drift NEAR/section plan", vec![2, 3]),
        ("health NEAR/section drift NEAR/section plan", vec![1, 2, 3]),
        ("plan NEAR/section drift NEAR/5 members", vec![3]),
    ] {
        let outcome = place.findings("search --all --sort report --format jsonl").arg(query).run();
        let expected: Vec<String> = expected.iter().map(|number| format!("a#{number}")).collect();
        assert_eq!(outcome.ids(), expected, "{query}\n{}", outcome.shown());
    }
}

#[test]
fn a_hit_is_verbatim_where_the_very_words_find_it() {
    let place = Place::new().file("corpus/a.jsonl", PASSAGES.replace('\n', " ")).indexed();
    for (query, expected) in [
        ("risk", ["inflected", "verbatim"].as_slice()),
        ("zebras OR authority:Kent", &["inflected"]),
        ("zebras OR authority:Wexcombe", &["verbatim", "verbatim", "verbatim"]),
        ("risk authority:Wexcombe", &["inflected", "verbatim"]),
        ("risk (authority:Wexcombe OR zebras)", &["inflected", "verbatim"]),
        ("risk (authority:Kent OR school OR zebras)", &["inflected", "inflected"]),
        ("risks -drifts", &["verbatim"]),
        ("seen OR -(zebras OR authority:Kent)", &["verbatim", "verbatim", "verbatim"]),
        ("seen NEAR/section plans", &["inflected", "inflected"]),
        ("seen NEAR/section plan", &["verbatim", "verbatim"]),
    ] {
        let outcome = place.findings("search -q --all --sort report --format jsonl").arg(query).run();
        let matched: Vec<String> = outcome.json_lines().iter().map(|hit| hit["match"].to_string()).collect();
        let expected: Vec<String> = expected.iter().map(|level| format!("{level:?}")).collect();
        assert_eq!(matched, expected, "{query}\n{}", outcome.shown());
    }
}

/// Each would take longer than a run may if what is near what were tried out.
#[test]
fn what_is_typed_to_be_slow_ends() {
    let short = "The plan of a team to act in time and at once.\n\n".repeat(200);
    let place = Place::new().file("corpus/long.txt", "the of a to in and ".repeat(2_000));
    let place = place.file("corpus/short.txt", short).indexed();
    let words = ["the", "of", "a", "to", "in", "and"];
    let chain = |joint: &str, many: usize| (0..many).map(|at| words[at % 6]).collect::<Vec<_>>().join(joint);
    for query in [
        chain(" NEAR/p ", 2),
        chain(" NEAR/p ", 12),
        chain(" NEAR/50 ", 199),
        chain(" PRE/s ", 60),
        chain(" NOT NEAR/1 ", 60),
        chain(" NEAR/section ", 60),
        format!("(the of) NEAR/9 {}", vec!["(a to)"; 20].join(" NEAR/9 ")),
        format!("the NOT NEAR/9 ({})", vec!["(of (a OR (to in)))"; 20].join(" OR ")),
    ] {
        place.findings("search -q").arg(&query).run();
    }
}
