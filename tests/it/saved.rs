//! `saved`: named queries, and what they find that is new since the last run.

use std::collections::BTreeSet;
use std::fs;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::support::{Outcome, Place};

const WATCH: &str = "\
title = \"Watched\"

[options]
match = \"inflected\"

[[query]]
name = \"drift\"
query = \"drift\"

[[query]]
name = \"fostering\"
query = '\"private fostering\"'
kind = [\"inspection\", \"focused-visit\"]
since = 2015-01-01

[[query]]
name = \"reports\"
query = \"plan\"
unit = \"report\"
";

const KENT: &str = "\
---
title: Inspection of Kent
authority: Kent
kind: inspection
date: 2018-05-03
---
# Inspection of Kent

Drift is challenged in each plan.

Private fostering is known to the team.
";

const ESSEX: &str = "\
---
title: Focused visit to Essex
authority: Essex
kind: focused-visit
date: 2021-02-01
---
# Focused visit

Private fostering is not understood by schools.

Drift was seen in two cases.
";

/// With the first report indexed and a first run over it.
fn begun() -> Place {
    let place = Place::new().file("corpus/kent.md", KENT).file("watch.toml", WATCH).indexed();
    place.run("saved run --begin seen").status(1).stdout("");
    place
}

fn change(place: &Place, path: &str, content: &str) {
    place.write(format!("corpus/{path}"), content);
    place.run("index -q").status(0);
}

/// What each query found that is new: `name: novelty id`.
fn news(outcome: &Outcome) -> Vec<String> {
    let of_query = |query: &Value| {
        let name = query["name"].as_str().expect("a query has a name").to_owned();
        let news = query["news"].as_array().expect("there is a list").clone();
        news.into_iter().map(move |one| format!("{name}: {} {}", one["novelty"], one["id"]).replace('"', ""))
    };
    outcome.json()["queries"].as_array().expect("there is a list").iter().flat_map(of_query).collect()
}

#[test]
fn news_is_what_was_not_seen_before() {
    let place = begun();
    place
        .run("saved run")
        .status(1)
        .stdout("")
        .stderr_has("0 of 3 queries found news since 2026-03-02T00:00:00Z: 0 hits");
    change(&place, "essex.md", ESSEX);
    let outcome = place.run("saved run --dry-run --json").status(0);
    assert_eq!(news(&outcome), ["drift: first essex.md#3", "fostering: first essex.md#2"]);
    let json = outcome.json();
    assert_eq!((&json["schema"], &json["before"]), (&1.into(), &"2026-03-02T00:00:00Z".into()));
    assert_eq!(json["totals"], serde_json::json!({"queries": 3, "with_news": 2, "news": 2, "failed": 0}));
    let query = &json["queries"][1];
    assert_eq!((&query["compared"], &query["unit"]), (&"seen".into(), &"passage".into()));
    assert_eq!((&query["total"]["passages"], &query["of"]["reports"]), (&2.into(), &2.into()));
    assert_eq!(query["news"][0]["text"], "Private fostering is not understood by schools.");
    let text = "\
drift  drift
1 new; 2 passages in 2 of 2 reports, 2 of 2 authorities

 1  Essex · focused visit · 1 February 2021 · new, nothing in its report before
    Drift was seen in two cases.
";
    place.run("saved run --long-ids --dry-run").status(0).stdout_has(text.trim_end()).stdout_has("essex.md#2");
    let lines = place.run("saved run --dry-run --format jsonl").status(0).json_lines();
    assert_eq!((lines.len(), &lines[2]["name"], &lines[2]["schema"]), (3, &"reports".into(), &1.into()));
    let page = place.run("saved run --format md").status(0);
    let page =
        page.stdout_has("## drift\n\ndrift: 1 new; 2 passages").stdout_has("   > **Drift** was seen in two cases.");
    page.stderr_has("2 of 3 queries found news");
    place.run("saved run").status(1).stdout("");
}

#[test]
fn the_same_words_are_no_news_wherever_they_are() {
    let place = begun();
    // Under other numbers, read anew.
    change(&place, "kent.md", &KENT.replace("# Inspection of Kent\n", "# Inspection of Kent\n\nChildren are safe.\n"));
    place.run("saved run").status(1).stdout("");
    // At another path.
    fs::rename(place.path("corpus/kent.md"), place.path("corpus/moved.md")).expect("it can be moved");
    place.run("index --prune -q").status(0);
    place.run("search drift --format jsonl").status(0).stdout_has("moved.md#3");
    place.run("saved run").status(1).stdout("");
    // Away, and back.
    fs::rename(place.path("corpus/moved.md"), place.path("moved.md")).expect("it can be moved");
    place.run("index --prune -q");
    place.run("saved run").status(1).stdout("");
    fs::rename(place.path("moved.md"), place.path("corpus/moved.md")).expect("it can be moved");
    place.run("index --prune -q").status(0);
    place.run("saved run").status(1).stdout("");
    // In other words.
    change(
        &place,
        "moved.md",
        &fs::read_to_string(place.path("corpus/moved.md")).unwrap().replace("challenged", "seen"),
    );
    assert_eq!(news(&place.run("saved run --json").status(0)), ["drift: changed moved.md#3"]);
    // One more in a report that had some.
    let more =
        format!("{}\nNo drift was found at night.\n", fs::read_to_string(place.path("corpus/moved.md")).unwrap());
    change(&place, "moved.md", &more);
    assert_eq!(news(&place.run("saved run --json").status(0)), ["drift: more moved.md#5"]);
}

#[test]
fn what_was_seen_is_never_guessed() {
    let place = Place::new().file("corpus/kent.md", KENT).file("watch.toml", WATCH).indexed();
    let lost = place.run("saved run").status(2).stdout("");
    lost.stderr_has("watch.seen: there is no such file, so nothing says what was seen").stderr_has("--begin seen");
    assert!(!place.path("watch.seen").exists());
    let all = place.run("saved run --begin news --json --dry-run").status(0);
    assert_eq!(news(&all), ["drift: first kent.md#2", "fostering: first kent.md#3", "reports: first kent.md#2"]);
    assert!(!place.path("watch.seen").exists(), "--dry-run remembers nothing");
    place.run("saved run --begin seen").status(1).stderr_has("drift: begun: 1 hit taken as seen");
    let whole = fs::read_to_string(place.path("watch.seen")).expect("it was written");
    for (damage, said) in [
        (String::new(), "it is damaged"),
        (whole.replace("kent.md", "kant.md"), "it is damaged"),
        (whole[..whole.len() / 2].to_owned(), "it is damaged"),
        (whole.replacen("findings-saved 1 ", "findings-saved 9 ", 1), "another version of findings (form 9, not 1)"),
        ("{}\n".to_owned(), "no file of what saved queries found"),
    ] {
        place.write("watch.seen", &damage);
        place.run("saved run").status(2).stdout("").stderr_has(said).stderr_has("watch.seen").stderr_has("--begin");
        place.run("saved check").status(2).stdout_has(said);
        assert_eq!(fs::read_to_string(place.path("watch.seen")).unwrap(), damage, "it is left as it is");
    }
    place.run("saved run --begin seen").status(1);
    place.run("saved run").status(1);
    // A first run does not begin anew what is known.
    change(&place, "essex.md", ESSEX);
    place.run("saved run --begin seen").status(0).stdout_has("Drift was seen in two cases.");
    fs::create_dir(place.path("folder.seen")).expect("it can be made");
    place.run("saved run --state folder.seen --begin seen").status(2);
}

#[test]
fn a_query_that_is_new_or_altered_is_said() {
    let place = begun();
    change(&place, "essex.md", ESSEX);
    place.write(
        "watch.toml",
        WATCH.replace("name = \"drift\"\nquery = \"drift\"", "name = \"delay\"\nquery = \"drift\""),
    );
    let outcome = place.run("saved run --json --dry-run").status(0);
    assert_eq!(news(&outcome), ["fostering: first essex.md#2"]);
    assert_eq!(outcome.json()["queries"][0]["compared"], "begun as seen");
    outcome.stderr_has("delay: begun: 2 hits taken as seen");
    place.write("watch.toml", WATCH.replace("query = \"drift\"", "query = \"drift OR schools\""));
    let outcome = place.run("saved run --json --dry-run").status(0);
    assert_eq!(news(&outcome)[..2], ["drift: first essex.md#2", "drift: first essex.md#3"]);
    assert_eq!(outcome.json()["queries"][0]["compared"], "altered");
    outcome.stderr_has("drift: the query or its options are others than in the last run");
}

#[test]
fn a_query_that_cannot_be_run_stops_no_other() {
    let place = begun();
    change(&place, "essex.md", ESSEX);
    place.write("watch.toml", WATCH.replace("query = \"drift\"", "query = \"drift date:soon\""));
    let outcome = place.run("saved run --json").status(2).stderr_has("drift: ");
    assert_eq!(news(&outcome), ["fostering: first essex.md#2"]);
    let json = outcome.json();
    assert!(json["queries"][0]["error"].as_str().is_some_and(|error| error.contains("date")), "{json}");
    assert_eq!(json["totals"]["failed"], 1);
    // What it found before is still known.
    place.write("watch.toml", WATCH);
    assert_eq!(news(&place.run("saved run --json").status(0)), ["drift: first essex.md#3"]);
    for (file, said) in [
        (
            "[[query]]\nname = \"a\"\nquery = \"x\"\nlimt = 3\n",
            "watch.toml: query 1, \"a\": there is no option \"limt\"",
        ),
        ("[[query]\n", "watch.toml: line 1"),
        ("", "there is no query in it"),
    ] {
        place.write("watch.toml", file);
        for command in ["run", "list", "check"] {
            place.run(&format!("saved {command}")).status(2).stdout("").stderr_has(said);
        }
    }
    place.run("saved run none.toml").status(2).stderr_has("none.toml: no such file");
    place.write("watch.toml", WATCH);
    place.run("saved run --state watch.toml").status(2).stderr_has("name another file");
    place.run("saved run --atom watch.seen").status(2).stderr_has("name another file");
}

#[test]
fn the_queries_are_listed_and_checked() {
    let place = begun();
    let list = place.run("saved list").status(0);
    list.stdout_has("drift  drift match=[\"inflected\"]  (1 hit seen since 2026-03-02T00:00:00Z)");
    let json = place.run("saved list --json").status(0).json();
    assert_eq!((&json["queries"][1]["seen"], &json["queries"][1]["altered"]), (&1.into(), &false.into()));
    place.run("saved check").status(0).stdout("").stderr_has("3 queries, 0 to look at");
    let wrong = "[[query]]\nname = \"a\"\nquery = \"zebra\"\n[[query]]\nname = \"b\"\nquery = \"x date:soon\"\n";
    place.write("watch.toml", wrong);
    place.run("saved check").status(2).stdout_has("b: ").stderr_has("a: it finds nothing now");
    place.run("saved list").status(0).stdout_has("(not run yet)");
}

/// The texts of a feed by the paths of their elements, in order; it must be well-formed.
fn elements(feed: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(feed);
    reader.config_mut().check_end_names = true;
    let (mut path, mut found): (Vec<String>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    let name = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).expect("it is UTF-8");
    loop {
        match reader.read_event().expect("it is well-formed") {
            Event::Start(tag) => {
                path.push(name(tag.name().as_ref()));
                found.push((path.join("/"), String::new()));
            }
            Event::Empty(tag) => {
                let attributes = tag.attributes().map(|one| one.expect("it is well-formed"));
                let values = attributes.map(|one| name(&one.value)).collect::<Vec<_>>().join(" ");
                found.push((format!("{}/{}", path.join("/"), name(tag.name().as_ref())), values));
            }
            Event::End(_) => drop(path.pop()),
            Event::Text(text) => found.last_mut().into_iter().for_each(|one| one.1 += &text.decode().expect("UTF-8")),
            Event::GeneralRef(entity) => {
                let entity = entity.decode().expect("UTF-8");
                let c =
                    [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"')].iter().find(|(name, _)| *name == entity);
                found.last_mut().expect("one is open").1.push(c.unwrap_or_else(|| panic!("an entity {entity}")).1);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn texts(feed: &str, path: &str) -> Vec<String> {
    elements(feed).into_iter().filter(|(at, _)| at == path).map(|(_, text)| text.trim().to_owned()).collect()
}

#[test]
fn a_feed_has_the_news_of_all_runs() {
    let place = begun();
    let feed = || fs::read_to_string(place.path("news.atom")).expect("it was written");
    place.run("saved run --atom news.atom").status(1);
    assert_eq!(texts(&feed(), "feed/title"), ["Watched"]);
    assert_eq!(texts(&feed(), "feed/updated"), ["2026-03-02T00:00:00Z"]);
    assert_eq!(texts(&feed(), "feed/entry").len(), 0);
    let own = texts(&feed(), "feed/id");
    assert!(own[0].starts_with("tag:findings.invalid,2026-03-02:"), "{own:?}");

    let hostile = serde_json::json!({
        "id": "essex", "authority": "Essex", "kind": "inspection", "date": "2021-02-01", "title": "Essex <&>",
        "url": "https://example.org/a?b=1&c=\"<",
        "text": "Drift in <b>two</b> & \"three\" ]]> \u{1b}[2J\u{202e}\u{fffe} cases.\n\nPrivate fostering is rare.",
    });
    change(&place, "essex.jsonl", &format!("{hostile}\n"));
    let run = |day: &str| place.findings("saved run --atom news.atom -q").env("FINDINGS_TODAY", day).run();
    run("2026-03-09").status(0);
    let first = feed();
    assert_eq!(texts(&first, "feed/id"), own);
    assert_eq!(texts(&first, "feed/updated"), ["2026-03-09T00:00:00Z"]);
    assert_eq!(texts(&first, "feed/entry/title"), ["drift: Essex", "fostering: Essex"]);
    let content = &texts(&first, "feed/entry/content")[0];
    assert!(content.contains("&lt;b&gt;two&lt;/b&gt; &amp; &quot;three&quot; ]]&gt;"), "{content}");
    assert!(!first.contains(['\u{1b}', '\u{202e}', '\u{fffe}']));
    let ids = texts(&first, "feed/entry/id");
    assert!(ids.iter().all(|id| id.starts_with(&format!("{}/", own[0]))), "{ids:?}");
    // Without news, not a byte changes.
    run("2026-03-16").status(1);
    assert_eq!(feed(), first);
    change(&place, "more.md", &ESSEX.replace("Essex", "Surrey").replace("two", "four"));
    run("2026-03-23").status(0);
    let all = texts(&feed(), "feed/entry/id");
    assert_eq!(all[2..], ids, "those of earlier runs stay as they were");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 4);
    assert_eq!(texts(&feed(), "feed/entry/updated")[1..3], ["2026-03-23T00:00:00Z", "2026-03-09T00:00:00Z"]);
    // With an address, ids are of its host.
    place.write("watch.toml", WATCH.replace("title", "address = \"https://Example.org/news.atom\"\ntitle"));
    run("2026-03-30").status(1);
    assert!(texts(&feed(), "feed/id")[0].starts_with("tag:example.org,2026-03-02:"));
    assert_eq!(texts(&feed(), "feed/link"), ["self https://Example.org/news.atom"]);
}

#[test]
fn news_is_said_again_where_it_could_not_be_kept() {
    let place = begun();
    change(&place, "essex.md", ESSEX);
    place
        .run("saved run --atom nowhere/news.atom")
        .status(2)
        .stdout_has("Drift was seen")
        .stderr_has("nowhere/news.atom");
    place.run("saved run").status(0).stdout_has("Drift was seen in two cases.");
}
