//! An index in a cluster, where the cluster gives what it should not. Hosts of their own answer here as they are told to;
//! `tests/cluster/run` asks real ones.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::Place;

/// A host that answers, and what it was asked.
struct Host {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

/// What a host answers.
#[derive(Clone)]
enum Reply {
    /// A status and a body.
    Whole(u16, String),
    /// A body that is cut off.
    CutOff,
}

impl Host {
    /// A host that answers the requests in turn as `reply` says, by the text of each and its number.
    fn new(reply: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Host {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address").to_string();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (reply, heard, count) = (Arc::new(reply), Arc::clone(&asked), Arc::new(AtomicUsize::new(0)));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (reply, heard, count) = (Arc::clone(&reply), Arc::clone(&heard), Arc::clone(&count));
                thread::spawn(move || serve(stream, &*reply, &heard, &count));
            }
        });
        Host { address, asked }
    }

    /// The address of an index there.
    fn index(&self) -> String {
        format!("opensearch+http://{}/reports", self.address)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no thread panics with it").clone()
    }
}

/// Answers one request of a connection, and closes it.
fn serve(mut stream: TcpStream, reply: &dyn Fn(&str, usize) -> Reply, heard: &Mutex<Vec<String>>, count: &AtomicUsize) {
    let (mut request, mut piece) = (Vec::new(), [0; 4096]);
    let end = loop {
        match stream.read(&mut piece) {
            Ok(read) if read > 0 => request.extend_from_slice(&piece[..read]),
            _ => return,
        }
        if let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8_lossy(&request[..end]).into_owned();
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    while request.len() < end + length.unwrap_or(0) {
        match stream.read(&mut piece) {
            Ok(read) if read > 0 => request.extend_from_slice(&piece[..read]),
            _ => return,
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    heard.lock().expect("no thread panics with it").push(request.clone());
    let answer = match reply(&request, count.fetch_add(1, Ordering::SeqCst)) {
        Reply::Whole(status, body) => {
            format!("HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
        }
        Reply::CutOff => "HTTP/1.1 200 x\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n{\"pit".to_owned(),
    };
    let _ = stream.write_all(answer.as_bytes());
}

/// A point in time of all shards.
const POINT: &str = r#"{"pit_id":"p","_shards":{"total":3,"successful":3,"failed":0}}"#;

fn whole(status: u16, body: &str) -> Reply {
    Reply::Whole(status, body.to_owned())
}

/// What a cluster without the index says.
fn no_index() -> Reply {
    whole(404, r#"{"error":{"type":"index_not_found_exception","reason":"no such index [reports]"},"status":404}"#)
}

#[test]
fn what_fails_for_now_is_asked_again() {
    let busy = r#"{"error":{"type":"circuit_breaking_exception","reason":"too much"},"status":429}"#;
    let first = [whole(429, busy), whole(503, ""), Reply::CutOff, whole(502, "<html>")];
    let host = Host::new(move |_, number| first.get(number).cloned().unwrap_or_else(no_index));
    Place::new().run(&format!("search drift --index {}", host.index())).status(2).stderr_has("there is no index in");
    assert_eq!(host.asked().len(), 5);
}

#[test]
fn another_host_is_asked_where_one_takes_no_calls() {
    let host = Host::new(|_, _| no_index());
    let index = format!("opensearch+http://127.0.0.1:9,{}/reports", host.address);
    Place::new().run(&format!("search drift --index {index}")).status(2).stderr_has("there is no index in");
    Place::new()
        .run("search drift --index opensearch+http://127.0.0.1:9/reports")
        .status(2)
        .stderr_has("127.0.0.1:9 takes no calls");
}

#[test]
fn an_answer_of_some_shards_is_none() {
    let hits = r#""hits":{"total":{"value":0},"hits":[]}"#;
    for part in [
        format!(r#"{{"timed_out":false,"_shards":{{"total":3,"successful":2,"failed":0}},{hits}}}"#),
        format!(r#"{{"timed_out":false,"_shards":{{"total":3,"successful":3,"failed":1}},{hits}}}"#),
        format!(r#"{{"timed_out":true,"_shards":{{"total":3,"successful":3,"failed":0}},{hits}}}"#),
    ] {
        let host = Host::new(move |line, _| match line {
            line if line.contains("point_in_time") => whole(200, POINT),
            _ => whole(200, &part),
        });
        let outcome = Place::new().run(&format!("search drift --index {}", host.index())).status(2);
        outcome.stdout("").stderr_has("so nothing was taken of it");
        let searches: Vec<String> = host.asked().into_iter().filter(|asked| asked.contains("/_search?")).collect();
        assert!(searches.iter().all(|asked| asked.contains("allow_partial_search_results=false")), "{searches:?}");
        assert!(!searches.is_empty());
    }
}

#[test]
fn a_state_of_some_shards_is_none() {
    let host = Host::new(|line, _| match line {
        line if line.contains("point_in_time") => {
            whole(200, r#"{"pit_id":"p","_shards":{"total":3,"successful":2,"failed":0}}"#)
        }
        _ => no_index(),
    });
    let outcome = Place::new().run(&format!("search drift --all --index {}", host.index())).status(2);
    outcome.stdout("").stderr_has("only 2 of the 3 parts of the index answer");
    assert!(host.asked()[0].contains("allow_partial_pit_creation=false"));
}

#[test]
fn what_is_no_answer_of_a_cluster_is_an_error() {
    let deep = format!("{{\"pit_id\":{}", "[".repeat(200_000));
    for body in ["", "null", "[]", "<html>", "{\"pit_id\":5}", "{\"pit_id\":{\"a\":[]}}", &deep] {
        let body = body.to_owned();
        let host = Host::new(move |_, _| whole(200, &body));
        let outcome = Place::new().run(&format!("search drift --index {}", host.index())).status(2);
        outcome.stdout("").stderr_has("none of OpenSearch's answers");
    }
    let said = "x\u{1b}[31m".repeat(10_000);
    let error = serde_json::json!({"error": {"type": "strange", "reason": said}, "status": 400}).to_string();
    let host = Host::new(move |_, _| whole(400, &error));
    let outcome = Place::new().run(&format!("search drift --index {}", host.index())).status(2);
    assert!(outcome.err().len() < 1_000, "{}", outcome.shown());
    outcome.stderr_lacks("\u{1b}");
}

#[test]
fn an_index_that_is_not_of_this_version_or_not_ours_is_refused() {
    let state = |body: &str| {
        let hit = format!(r#"{{"_id":"state-1","_source":{{"body":{body}}}}}"#);
        format!(r#"{{"timed_out":false,"_shards":{{"total":1,"successful":1}},"hits":{{"hits":[{hit}]}}}}"#)
    };
    let none = r#"{"timed_out":false,"_shards":{"total":1,"successful":1},"hits":{"hits":[]}}"#.to_owned();
    for (found, said) in [
        (state(r#"{"format":99,"analyser":2,"of":"the future"}"#), "cluster format 99, analyser 2"),
        (state(r#"{"format":"x"}"#), "its state cannot be read"),
        (none, "other files and no index"),
    ] {
        let host = Host::new(move |line, _| match line {
            line if line.contains("point_in_time") => whole(200, POINT),
            _ => whole(200, &found),
        });
        Place::new().run(&format!("status --index {}", host.index())).status(2).stdout("").stderr_has(said);
    }
}

#[test]
fn who_asks_is_said_to_the_cluster_and_to_nobody_else() {
    let host = Host::new(|_, _| whole(401, r#"{"error":"Unauthorized: Basic bWU6aHVudGVyMg==","status":401}"#));
    let place = Place::new().file("password", "hunter2\n");
    let file = place.path("password");
    for (name, value) in [
        ("FINDINGS_OPENSEARCH_PASSWORD", "hunter2".to_owned()),
        ("FINDINGS_OPENSEARCH_PASSWORD_FILE", file.display().to_string()),
    ] {
        let run = place.findings(&format!("search drift --index {}", host.index()));
        let outcome = run.env("FINDINGS_OPENSEARCH_USER", "me").env(name, value).run().status(2);
        outcome.stderr_has("does not know this user").stderr_lacks("hunter2").stderr_lacks("bWU6");
    }
    assert!(host.asked().iter().all(|asked| asked.to_lowercase().contains("authorization: basic bwu6ahvudgvymg==")));
    let run = |user: &str, password: &str| {
        let run = place.findings(&format!("search drift --index {}", host.index()));
        run.env("FINDINGS_OPENSEARCH_USER", user).env("FINDINGS_OPENSEARCH_PASSWORD", password).run().status(2)
    };
    run("me", "").stderr_has("no password is");
    run("", "hunter2").stderr_has("FINDINGS_OPENSEARCH_USER is not").stderr_lacks("hunter2");
    let run = place.findings(&format!("search drift --index {}", host.index()));
    let run = run.env("FINDINGS_OPENSEARCH_CA", "nowhere.pem").run().status(2);
    run.stderr_has("FINDINGS_OPENSEARCH_CA names nowhere.pem");
    let secret = place.run("search drift --index opensearch+http://me:hunter2@127.0.0.1:9/x").status(2);
    secret.stderr_has("do not belong in the address").stderr_lacks("hunter2");
}

#[test]
fn what_a_cluster_refuses_is_said() {
    for (status, kind, reason, said) in [
        (
            403,
            "cluster_block_exception",
            "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage]",
            "make room there",
        ),
        (403, "security_exception", "no permissions for [indices:data/write]", "this user may not do that there"),
    ] {
        let error = serde_json::json!({"error": {"type": kind, "reason": reason}, "status": status}).to_string();
        let host = Host::new(move |line, _| match line {
            line if line.starts_with("GET ") || line.contains("/_search") => no_index(),
            _ => whole(status, &error),
        });
        let place = Place::new().file("corpus/letter.txt", "Drift was seen.\n");
        place.run(&format!("index corpus --index {}", host.index())).status(2).stderr_has(said);
    }
}

/// The state of an index without reports, as it is found by its number and its key.
fn state(generation: u64, key: &str) -> String {
    let summary = serde_json::json!({
        "format": 0, "analyser": 5, "manifest": "", "reports": 0, "passages": 0, "length": 0,
        "prose": {"passages": 0, "words": 0}, "authorities": 0, "problems": 0, "recurring": 0, "extra_fields": [],
        "roots": [],
    });
    let body = serde_json::json!({
        "format": 2, "analyser": 5, "generation": generation, "key": key, "abandoned": [], "removed": [],
        "summary": summary, "manifest": 0, "recurring": 0, "vocabulary": 1,
    });
    found(&serde_json::json!({"_id": "state", "_source": {"body": body}, "sort": [generation]}))
}

/// Which state is shown, without what it says.
fn shown(generation: u64) -> String {
    found(&serde_json::json!({"_id": "state", "sort": [generation]}))
}

/// The only part of its empty vocabulary.
fn vocabulary(generation: u64) -> String {
    let version = format!("vocabulary-{generation}-0");
    found(&serde_json::json!({"_id": "v", "_source": {"version": version, "body": {"part": "AA=="}}, "sort": []}))
}

fn found(hit: &serde_json::Value) -> String {
    let hits = if hit.is_null() { serde_json::json!([]) } else { serde_json::json!([hit]) };
    let count = hits.as_array().map_or(0, Vec::len);
    let shards = serde_json::json!({"total": 1, "successful": 1, "failed": 0});
    let hits = serde_json::json!({"total": {"value": count}, "hits": hits});
    serde_json::json!({"timed_out": false, "_shards": shards, "hits": hits}).to_string()
}

/// What is answered to several searches.
fn in_turn(found: &[String]) -> Reply {
    whole(200, &format!("{{\"responses\":[{}]}}", found.join(",")))
}

/// What is answered to several searches for what is known of a state, or else for passages.
fn known_or_none(asked: &str, generation: u64) -> Reply {
    let nothing = found(&serde_json::Value::Null);
    match asked.contains("vocabulary-") {
        true => in_turn(&[nothing, vocabulary(generation), shown(generation)]),
        false => in_turn(&[nothing, shown(generation)]),
    }
}

#[test]
fn what_is_known_of_a_state_is_fetched_once() {
    let host = Host::new(move |asked, _| match asked {
        asked if asked.contains("/_msearch") => known_or_none(asked, 7),
        _ => whole(200, &state(7, "k")),
    });
    let place = Place::new().file("not-a-folder", "");
    // How often what is known was asked for.
    let search = |cache: &std::path::Path| {
        let before = host.asked().len();
        let run = place.findings(&format!("search drift --index {}", host.index()));
        run.env("FINDINGS_OPENSEARCH_CACHE", cache).run().status(1);
        host.asked()[before..].iter().filter(|asked| asked.contains("vocabulary-7-0")).count()
    };
    let cache = place.path("cache");
    assert_eq!((search(&cache), search(&cache), search(&cache)), (1, 0, 0));
    let kept = || std::fs::read_dir(&cache).expect("it was made").map(|entry| entry.expect("it is there").path());
    assert_eq!(kept().count(), 1);
    for copy in kept() {
        let mut bytes = std::fs::read(&copy).expect("it is there");
        *bytes.last_mut().expect("it has a last byte") ^= 1;
        std::fs::write(&copy, bytes).expect("it can be written");
    }
    assert_eq!((search(&cache), search(&cache)), (1, 0));
    let nowhere = place.path("not-a-folder");
    assert_eq!((search(&nowhere), search(&nowhere)), (1, 1));
    assert_eq!((search(std::path::Path::new("")), search(std::path::Path::new(""))), (1, 1));
}

#[test]
fn where_a_state_is_replaced_the_next_one_answers() {
    let host = Host::new(move |asked, number| match asked {
        asked if asked.starts_with("DELETE") => whole(200, "{}"),
        asked if asked.contains("_search/point_in_time") => whole(200, POINT),
        // By then there is another.
        asked if asked.contains("/_msearch") => in_turn(&[found(&serde_json::Value::Null), vocabulary(7), shown(8)]),
        asked if asked.contains("vocabulary-8-0") => whole(200, &vocabulary(8)),
        asked if asked.contains("\"kind\":\"state\"") => whole(200, &state(if number == 0 { 7 } else { 8 }, "")),
        _ => whole(200, &found(&serde_json::Value::Null)),
    });
    let place = Place::new();
    let run = place.findings(&format!("search drift --index {}", host.index()));
    run.env("FINDINGS_OPENSEARCH_CACHE", "").run().status(1);
    let asked: Vec<String> =
        host.asked().iter().filter_map(|asked| asked.split(' ').nth(1).map(str::to_owned)).collect();
    assert!(asked[1].starts_with("/reports/_msearch?max_concurrent_searches=1"), "{asked:?}");
    assert!(asked[2].contains("point_in_time"), "{asked:?}");
    assert!(host.asked().last().is_some_and(|asked| asked.starts_with("DELETE ")), "{asked:?}");
}

#[test]
fn one_of_several_searches_may_fail() {
    let busy = r#"{"error":{"type":"es_rejected_execution_exception","reason":"too much"},"status":429}"#.to_owned();
    let lost = r#"{"error":{"type":"parsing_exception","reason":"it is strange"},"status":400}"#.to_owned();
    let part = r#"{"timed_out":false,"_shards":{"total":3,"successful":2},"hits":{"hits":[]}}"#.to_owned();
    for (wrong, status, said) in [(busy, 1, ""), (lost, 2, "it is strange"), (part, 2, "so nothing was taken of it")] {
        let host = Host::new(move |asked, number| match asked {
            asked if asked.contains("/_msearch") && number == 1 => {
                in_turn(&[found(&serde_json::Value::Null), wrong.clone(), shown(7)])
            }
            asked if asked.contains("/_msearch") => known_or_none(asked, 7),
            _ => whole(200, &state(7, "")),
        });
        let place = Place::new();
        let run = place.findings(&format!("search drift --index {}", host.index()));
        run.env("FINDINGS_OPENSEARCH_CACHE", "").run().status(status).stderr_has(said);
    }
}
