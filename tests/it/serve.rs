//! The server as browsers and programs meet it: what it answers, and that it answers as the command line does.

use std::io::{Read, Write};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::reports::library;
use crate::support::Place;

/// Paths of the API, and the command line that prints the same.
const SAME: [(&str, &str); 16] = [
    ("/api/v1/search?q=drift", "search drift --format json"),
    (
        "/api/v1/search?q=return+home+interview&limit=2&offset=1",
        "search return home interview -n 2 --offset 1 --format json",
    ),
    ("/api/v1/search?q=interview&sort=newest&format=jsonl", "search interview --sort newest --format jsonl"),
    ("/api/v1/search?q=interview&all=true&format=csv", "search interview --all --format csv"),
    (
        "/api/v1/search?q=missing&authority=Ashcombe&authority=Brindle&since=2018&facets=year,kind",
        "search missing --authority Ashcombe --authority Brindle --since 2018 --facets year,kind --format json",
    ),
    (
        "/api/v1/search?q=which+councils+leave+kids+missing%3F",
        "search 'which councils leave kids missing?' --format json",
    ),
    ("/api/v1/search?q=zebra", "search zebra --format json"),
    ("/api/v1/count?q=interview&by=year&sort=value", "count interview --by year --sort value --format json"),
    ("/api/v1/kwic?q=interview&sort=1L&format=tsv", "kwic interview --sort 1L --format tsv"),
    (
        "/api/v1/kwic?q=interview&collocates=true&window=3&min=1&limit=4",
        "kwic interview --collocates --window 3 --min 1 -n 4 --format json",
    ),
    ("/api/v1/kwic?q=interview&collocates=true&format=csv", "kwic interview --collocates --format csv"),
    ("/api/v1/kwic?q=interview&dispersion=true", "kwic interview --dispersion --format json"),
    ("/api/v1/trail?q=interview&authority=Ashcombe", "trail interview --authority Ashcombe --format json"),
    (
        "/api/v1/quote?q=Managers+read+every+return+home+interview",
        "quote 'Managers read every return home interview' --format json",
    ),
    ("/api/v1/reports?kind=inspection&format=csv", "reports --kind inspection --format csv"),
    ("/api/v1/reports?sort=newest", "reports --sort newest --format json"),
];

#[test]
fn the_api_answers_as_the_command_line_prints() {
    let library = library();
    let server = library.serve("");
    for (path, line) in SAME {
        let answer = server.get(path).status(200);
        let printed = library.run(line);
        assert_eq!(answer.text(), printed.out(), "{path}");
    }
}

#[test]
fn reports_and_passages_are_found_by_any_of_their_ids() {
    let library = library();
    let server = library.serve("");
    let hit: Value = server.get("/api/v1/search?q=interview&limit=1").status(200).json()["hits"][0].clone();
    let id = hit["id"].as_str().expect("a hit has an id").to_owned();
    let shown = library.run(&format!("show '{id}' --source --format json"));
    for name in [id.as_str(), hit["short_id"].as_str().expect("it has a short id")] {
        let path = format!("/api/v1/passages/{}", name.replace('#', "%23"));
        assert_eq!(server.get(&path).status(200).text(), shown.out());
    }
    let report = hit["report"].as_str().expect("a hit has a report");
    let shown = library.run(&format!("show '{report}' --format json"));
    assert_eq!(server.get(&format!("/api/v1/reports/{report}")).status(200).text(), shown.out());
    for path in ["/api/v1/reports/nobody.txt", "/api/v1/passages/nobody.txt%231", "/api/v1/nothing", "/nothing"] {
        server.get(path).status(404);
    }
}

#[test]
fn what_is_wrong_with_a_request_is_a_problem_in_a_form_that_programs_read() {
    let library = library();
    let server = library.serve("");
    for (path, status, detail) in [
        ("/api/v1/search?q=drift&limit=many", 400, "not a number"),
        ("/api/v1/search?q=drift&authorty=Ashcombe", 400, "there is no option"),
        ("/api/v1/search?q=drift&limit=100000", 400, "more than"),
        ("/api/v1/search?q=drift&offset=99999999", 400, "more than"),
        ("/api/v1/search?q=drift&collapse=true&unit=report", 400, "folds passages"),
        ("/api/v1/search?q=drift&format=trec", 400, "choose one of json"),
        ("/api/v1/search?q=drift+date:soon", 400, "not a date"),
        ("/api/v1/count?q=drift&by=nonsense", 400, "nothing is counted by"),
        ("/api/v1/kwic?q=drift&collocates=true&dispersion=true", 400, "not both"),
        ("/api/v1/kwic?q=drift&collocates=true&window=51", 400, "at least 1 and at most 50"),
        ("/api/v1/kwic?q=drift&collocates=true&min=0", 400, "at least 1"),
        ("/api/v1/kwic?q=drift&dispersion=true&width=-7", 400, "not a number"),
        ("/api/v1/kwic?q=drift&dispersion=perhaps", 400, "neither true nor false"),
        ("/api/v1/feed", 400, "name what the feed is of"),
        ("/api/v1/trail?q=drift", 400, "name an authority"),
        ("/api/v1/quote?q=%E2%80%A6", 400, "no words"),
        ("/api/v1/reports/nobody", 404, "no report"),
    ] {
        let answer = server.get(path).status(status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        let problem = answer.json();
        assert_eq!((&problem["status"], &problem["type"]), (&status.into(), &"about:blank".into()));
        assert!(problem["detail"].as_str().unwrap_or_default().contains(detail), "{path}: {problem}");
    }
    let slip = server.get("/api/v1/search?q=drift+date:soon").json();
    assert_eq!(slip["diagnostics"][0]["severity"], "error");
    assert_eq!(server.ask("DELETE", "/api/v1/search", &[], b"").status, 405);
}

#[test]
fn a_batch_streams_the_records_that_batch_prints() {
    let library = library();
    let server = library.serve("");
    let queries =
        "drift\nq2\tinterview\n{\"id\":\"q3\",\"query\":\"missing\",\"limit\":1}\n{\"query\":\"x\",\"limits\":1}\n";
    let answer = server.ask("POST", "/api/v1/batch?limit=2", &[], queries.as_bytes()).status(200);
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(answer.text(), library.findings("batch -n 2").stdin(queries).run().out());
    server.ask("POST", "/api/v1/batch?limit=1001", &[], b"drift\n").status(400).has("more than 1000");
    let long = vec![b'a'; 2 << 20];
    assert_eq!(server.ask("POST", "/api/v1/batch", &[], &long).status, 413);
}

#[test]
fn an_answer_that_is_known_is_not_sent_again() {
    let place = small();
    let server = place.serve("");
    for path in ["/?q=drift", "/api/v1/search?q=drift", "/reports", "/report/a.txt"] {
        let first = server.get(path).status(200);
        let tag = first.header("etag").expect("it has a tag").to_owned();
        assert_eq!(first.header("cache-control"), Some("private, no-cache"));
        let again = server.ask("GET", path, &[("If-None-Match", &tag)], b"").status(304);
        assert!(again.body.is_empty());
        place.write("corpus/b.txt", format!("Drift is seen again: {path}."));
        place.run("index").status(0);
        let newer = server.ask("GET", path, &[("If-None-Match", &tag)], b"").status(200);
        assert_ne!(newer.header("etag"), Some(tag.as_str()));
    }
}

#[test]
fn a_new_state_of_the_index_is_taken_up_and_an_answer_is_of_one_state() {
    let place = small();
    let server = place.serve("");
    let total = || {
        let answer = server.get("/api/v1/search?q=drift&all=true").status(200).json();
        let hits = answer["hits"].as_array().map_or(0, Vec::len);
        assert_eq!(answer["total"]["passages"], hits, "{answer}");
        hits
    };
    // All records of a batch are of one state, and so are the counts of a page and its table.
    let agrees = || {
        let queries = "drift\n".repeat(40);
        let batch = server.ask("POST", "/api/v1/batch", &[], queries.as_bytes()).status(200).text();
        let totals: Vec<Value> = batch
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("a record is JSON")["total"].clone())
            .collect();
        assert!(totals.len() == 40 && totals.iter().all(|total| *total == totals[0]), "{totals:?}");
        let counts = server.get("/api/v1/count?q=drift&by=report").status(200).json();
        let groups = counts["groups"].as_array().map_or(0, Vec::len);
        assert_eq!(counts["total"]["reports"], groups, "{counts}");
    };
    assert_eq!(total(), 1);
    agrees();
    thread::scope(|scope| {
        let updates = scope.spawn(|| {
            for n in 0..6 {
                place.write(format!("corpus/more-{n}.txt"), format!("Drift number {n} is seen.\n"));
                place.run("index -q").status(0);
            }
        });
        let mut last = 1;
        while !updates.is_finished() {
            agrees();
            let now = total();
            assert!(now >= last, "{now} after {last}");
            last = now;
        }
    });
    assert_eq!(total(), 7);
    std::fs::remove_dir_all(place.path("index")).expect("it is there");
    server.get("/healthz").status(503);
    server.get("/?q=drift").status(503);
}

#[test]
fn pages_show_hits_reports_and_passages() {
    let library = library();
    let server = library.serve("");
    server.get("/").status(200).has("<h1>Search inspection reports</h1>").has("href=\"/assets/style.css?v=");
    let found = server.get("/?q=%22return+home+interview%22").status(200);
    let found = found.has("<mark>return home interview").has("Ashcombe").has("name=\"q\"");
    let link = found.text().split("href=\"/passage/").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    let passage = server.get(&format!("/passage/{}", link.expect("a hit leads to its passage"))).status(200);
    passage.has("class=\"asked\"").has("BibTeX").has("Original file");
    let report = server.get("/report/ashcombe/inspection-2019.txt?q=interview").status(200);
    report.has("<mark>").has("id=\"p").has("<dd>2019-03-04..2019-03-15");
    server.get("/count?q=interview&by=year").status(200).has("/api/v1/count?").has("<table>");
    server.get("/api/v1/count?q=interview&by=year&format=svg").status(200).has("<svg");
    server.get("/kwic?q=interview").status(200).has("class=\"kwic\"");
    let words = server.get("/collocates?q=interview&min=1&window=3").status(200).has("<th scope=\"row\">return</th>");
    words.has("collocates=true&amp;").has("href=\"/dispersion?q=interview\"");
    let spread =
        server.get("/dispersion?q=interview").status(200).has("By authority").has("By year").has("class=\"bar\"");
    spread.has("dispersion=true&amp;").has("href=\"/kwic?q=interview\"");
    server.get("/kwic?q=interview").status(200).has("href=\"/collocates?q=interview\"");
    server.get("/trail?q=interview&authority=Ashcombe").status(200).has("data-status=");
    server.get("/quote?q=Managers+read+every+return+home+interview").status(200).has("data-verdict=\"verbatim\"");
    server.get("/quote?q=Managers+read+each+return+home+interview").status(200).has("<del>each</del>");
    server.get("/reports?sort=newest").status(200).has("Brindle");
    server.get("/status").status(200).has("Up to date");
    server.get("/help").status(200).has("NEAR");
    server.get("/api/").status(200).has("/api/v1/search");
    server.get("/?q=drft").status(200).has("Did you mean");
    server.get("/?q=drift+date:soon").status(200).has("class=\"error\"");
    for path in ["/count", "/kwic", "/collocates", "/dispersion", "/trail", "/quote"] {
        server.get(path).status(200).has("<form");
    }
}

#[test]
fn a_name_or_a_heading_is_shown_once() {
    let text = "---\ntitle: Quays and berths\n---\n\n# Harbour\n\nThe harbour is old, and many of its walls lean to the sea.\n\n\
                # Quays and berths\n\n## Findings\n\n- The crane is rusty.\n- The berth is deep.\n";
    let place = Place::new().file("corpus/a.md", text).indexed();
    let shown = |text: &str, what: &str| text.matches(what).count();
    let (hit, reports) = (place.run("search crane").status(0), place.run("reports").status(0));
    assert_eq!((shown(hit.out(), "Quays and berths"), shown(hit.out(), "Findings")), (1, 1), "{}", hit.shown());
    assert_eq!(shown(reports.out(), "Quays and berths"), 1, "{}", reports.shown());
    let server = place.serve("");
    let page = server.get("/?q=crane").status(200).text().to_owned();
    let hit = page.split("<article class=\"hit\"").nth(1).expect("a hit");
    assert_eq!((shown(hit, "Quays and berths"), shown(hit, "Findings")), (1, 1), "{hit}");
    let link = hit.split("href=\"/passage/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let passage = server.get(&format!("/passage/{link}")).status(200).text().to_owned();
    let passage = passage.split("class=\"one-passage\"").nth(1).and_then(|rest| rest.split("class=\"ways\"").next());
    assert_eq!(passage.map(|passage| shown(passage, "Findings")), Some(1), "{passage:?}");
}

#[test]
fn filters_are_links_that_add_and_take_away() {
    let library = library();
    let server = library.serve("");
    let all = server.get("/?q=interview").status(200);
    let all = all.has("href=\"/?q=interview&amp;authority=Ashcombe\"");
    let chosen = server.get("/?q=interview&authority=Ashcombe").status(200);
    let chosen =
        chosen.has("class=\"chosen\"").has("href=\"/?q=interview\"").has("authority=Ashcombe&amp;authority=Brindle");
    assert!(all.text().matches("class=\"hit\"").count() > chosen.text().matches("class=\"hit\"").count());
    // Filters alone list what meets them, and stay in the form.
    server.get("/?authority=Ashcombe").status(200).has("type=\"hidden\" name=\"authority\" value=\"Ashcombe\"");
}

#[test]
fn a_page_is_small_and_asks_nobody_else() {
    let library = library();
    let server = library.serve("");
    for path in ["/", "/?q=interview", "/status", "/help", "/reports", "/count?q=interview", "/quote"] {
        let page = server.get(path).status(200);
        assert!(page.body.len() < 60_000, "{path}: {} bytes", page.body.len());
        let text = page.text();
        for part in ["src=\"http", "href=\"http", "<style", "style=\"", "onclick", "javascript:"] {
            assert!(!text.contains(part), "{path}: {part}");
        }
    }
    for asset in ["style.css", "script.js", "icon.svg"] {
        let asset = server.get(&format!("/assets/{asset}")).status(200);
        assert!(asset.header("cache-control").is_some_and(|value| value.contains("immutable")));
        let text = asset.text().replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assert!(!text.contains("http://") && !text.contains("https://"), "{text}");
    }
}

#[test]
fn long_answers_are_compressed_for_those_who_ask() {
    let library = library();
    let server = library.serve("");
    let plain = server.get("/help").status(200);
    let packed = server.ask("GET", "/help", &[("Accept-Encoding", "gzip")], b"").status(200);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.body.len() * 2 < plain.body.len());
    let head = b"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nContent-Length: 10\r\nConnection: close\r\n\r\ninterview\n";
    let mut stream = server.connect();
    stream.write_all(head).expect("it can be sent");
    let mut batch = Vec::new();
    stream.read_to_end(&mut batch).expect("it can be read");
    assert!(batch.ends_with(b"\r\n0\r\n\r\n"), "a batch that is compressed has an end");
}

#[test]
fn health_and_counters_can_be_watched() {
    let library = library();
    let server = library.serve("");
    server.get("/healthz").status(200).has("ok");
    server.get("/?q=interview").status(200);
    let text = server.get("/metrics").status(200).text();
    for line in [
        "findings_http_requests_total{status=\"2xx\"} 2",
        "findings_index_up 1",
        "findings_http_requests_in_progress 1",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
}

#[test]
fn the_description_of_the_api_names_its_paths() {
    let library = library();
    let description = library.serve("").get("/api/v1/openapi.json").status(200).json();
    assert_eq!(description["openapi"], "3.1.0");
    let paths: Vec<&String> = description["paths"].as_object().expect("there are paths").keys().collect();
    assert_eq!(paths.len(), 10, "{paths:?}");
    for option in ["match", "per-report", "authority"] {
        let parameters =
            description["paths"]["/api/v1/search"]["get"]["parameters"].as_array().expect("they are there");
        assert!(parameters.iter().any(|one| one["name"] == option), "{option}");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_in_order_and_the_log_has_no_queries() {
    for signal in ["-INT", "-TERM"] {
        let library = library();
        let server = library.serve("--log json");
        server.get("/api/v1/search?q=secret-words").status(200);
        let idle = server.connect();
        let since = Instant::now();
        let (status, said) = server.end(signal);
        assert_eq!(status, Some(0), "{said}");
        assert!(since.elapsed() < Duration::from_secs(5), "an idle connection keeps nobody waiting");
        drop(idle);
        let record: Value = serde_json::from_str(said.lines().next().unwrap_or_default()).expect("it is JSON");
        assert_eq!((&record["path"], &record["status"]), (&"/api/v1/search".into(), &200.into()));
        assert!(!said.contains("secret"), "{said}");
    }
}

#[test]
fn what_cannot_be_served_is_said_before_anything_is() {
    let place = small();
    for (options, said) in [
        ("--listen 0.0.0.0:0", "name a token"),
        ("--listen 0.0.0.0:0 --token short", "shorter than 16"),
        ("--listen nowhere", "invalid"),
        ("--token-file missing.txt", "missing.txt"),
        ("--allow-origin '*'", "an origin is"),
        ("--index nothing", "there is no index"),
    ] {
        place
            .run(&format!("serve --listen 127.0.0.1:0 {options}").replace("--listen 127.0.0.1:0 --listen", "--listen"))
            .status(2)
            .stderr_has(said);
    }
    let server = place.serve("");
    place.run(&format!("serve --listen {}", server.address)).status(2).stderr_has("in use");
}

/// An index of one report.
fn small() -> Place {
    Place::new().file("corpus/a.txt", "Drift was seen in two of the plans.\n").indexed()
}
