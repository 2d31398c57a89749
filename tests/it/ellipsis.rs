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
