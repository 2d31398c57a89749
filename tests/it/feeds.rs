//! A query as an Atom feed: what is new has an id that was not there before, and nothing else has.

use std::collections::BTreeSet;

use crate::http::Serving;
use crate::reports::library;
use crate::support::Place;

/// What is between tags of a name, in order.
fn all(text: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = text.split(&open).skip(1);
    parts.map(|part| part.split(&close).next().unwrap_or_default().to_owned()).collect()
}

/// The ids of the entries of a feed, after that of the feed.
fn ids(server: &Serving, path: &str) -> (String, Vec<String>) {
    let feed = server.get(path).status(200).text();
    let mut ids = all(&feed, "id");
    let own = ids.remove(0);
    (own, ids)
}

#[test]
fn a_new_report_is_a_new_entry_and_all_others_stay() {
    let place = Place::new().file("corpus/a.txt", "Drift was seen.\n\nDrift was seen twice.\n").indexed();
    let server = place.serve("");
    for (path, entries, more) in [("/api/v1/feed?q=drift", 2, 2), ("/api/v1/feed?q=drift&unit=report", 1, 1)] {
        let (own, before) = ids(&server, path);
        assert_eq!(before.len(), entries, "{path}");
        place.write(format!("corpus/b-{entries}.txt"), "Drift is seen again.\n\nDrift it was, and drift it is.\n");
        place.write("corpus/other.txt", format!("Nothing of the kind {entries}.\n"));
        place.run("index").status(0);
        let (still, after) = ids(&server, path);
        assert_eq!(own, still);
        let [before, after] = [before, after].map(|ids| ids.into_iter().collect::<BTreeSet<_>>());
        assert!(before.is_subset(&after), "{before:?} {after:?}");
        assert_eq!(after.len(), entries + more, "{path}");
        place.remove(&format!("corpus/b-{entries}.txt"));
        place.run("index").status(0);
        assert_eq!(ids(&server, path).1.len(), entries);
    }
    let (drift, seen) = (ids(&server, "/api/v1/feed?q=drift").0, ids(&server, "/api/v1/feed?q=seen").0);
    assert_ne!(drift, seen);
}

#[test]
fn a_feed_has_the_newest_first_and_leads_to_each_in_its_report() {
    let library = library();
    let server = library.serve("--host reports.example.org");
    let answer = server.ask("GET", "/api/v1/feed?q=interview", &[("Host", "reports.example.org:81")], b"").status(200);
    assert_eq!(answer.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    let tag = answer.header("etag").expect("it has a tag").to_owned();
    let feed = answer.text();
    assert!(feed.contains("<title>interview</title>"), "{feed}");
    assert!(feed.contains("rel=\"self\" href=\"http://reports.example.org:81/api/v1/feed?q=interview\""), "{feed}");
    let times = all(&feed, "updated");
    assert_eq!((times[0].as_str(), &times[1]), ("2021-06-23T00:00:00Z", &times[0]));
    assert!(times.windows(2).all(|two| two[0] >= two[1]), "{times:?}");
    let link =
        feed.split("rel=\"alternate\" href=\"http://reports.example.org:81").nth(1).expect("an entry has a link");
    let link = link.split('"').next().unwrap_or_default().replace("&amp;", "&");
    let (path, anchor) = link.split_once('#').expect("it leads to a passage");
    server.get(path).status(200).has("<mark>").has(&format!("id=\"{anchor}\""));
    server.ask("GET", "/api/v1/feed?q=interview", &[("If-None-Match", &tag)], b"").status(304);
    let by_proxy = [("Host", "reports.example.org"), ("X-Forwarded-Proto", "https")];
    server
        .ask("GET", "/api/v1/feed?q=interview", &by_proxy, b"")
        .status(200)
        .has("href=\"https://reports.example.org/api");
    let one = server.get("/api/v1/feed?q=interview&limit=1").status(200).text();
    assert_eq!(one.matches("<entry>").count(), 1);
    // Filters alone are a query too; nothing at all is none.
    server.get("/api/v1/feed?authority=Ashcombe").status(200).has("<entry>");
    server.get("/api/v1/feed").status(400);
    server.get("/api/v1/feed?q=drift+date:soon").status(400).has("not a date");
    let page = server.get("/?q=interview").status(200);
    let page = page.has("<link rel=\"alternate\" type=\"application/atom+xml\"");
    page.has("href=\"/api/v1/feed?q=interview&amp;unit=report\"");
    server.get("/").status(200).lacks("atom+xml");
}
