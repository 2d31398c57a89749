//! Assistants over HTTP: the tools of `findings mcp` at `/mcp` of the server, behind the same guards as its pages.

use std::io::Write;

use serde_json::{Value, json};

use crate::http::{Answer, Serving};
use crate::reports::library;
use crate::support::Place;

const TOKEN: &str = "correct-horse-battery-staple";

const ACCEPT: (&str, &str) = ("Accept", "application/json, text/event-stream");
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// Sends a message, with some headers more.
fn send(server: &Serving, headers: &[(&str, &str)], message: &Value) -> Answer {
    let headers: Vec<_> = [ACCEPT, JSON].iter().chain(headers).copied().collect();
    server.ask("POST", "/mcp", &headers, message.to_string().as_bytes())
}

fn request(method: &str, parameters: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
}

/// A call of a tool.
fn search(query: &str) -> Value {
    request("tools/call", &json!({"name": "search", "arguments": {"query": query}}))
}

#[test]
fn tools_answer_over_http_without_a_session() {
    let library = library();
    let server = library.serve("");
    let about =
        json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
    let hello = send(&server, &[], &request("initialize", &about)).status(200);
    assert_eq!(hello.header("content-type"), Some("application/json"));
    assert_eq!(hello.header("mcp-session-id"), None);
    assert_eq!(hello.json()["result"]["serverInfo"]["name"], "findings");
    send(&server, &[], &json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).status(202);
    let tools = send(&server, &[], &request("tools/list", &json!({}))).status(200).json();
    assert_eq!(tools["result"]["tools"].as_array().map(Vec::len), Some(7), "{tools}");
    let found = send(&server, &[], &search("return home interview")).status(200).json();
    let text = found["result"]["content"][0]["text"].as_str().expect("there is a text");
    assert!(text.contains("> ") && text.contains("Ashcombe"), "{text}");
    assert!(found["result"]["structuredContent"]["passages"].is_array(), "{found}");
    let call = json!({"name": "search", "arguments": {"query": ["a"]}});
    let wrong = send(&server, &[], &request("tools/call", &call)).json();
    assert_eq!(wrong["error"]["data"]["field"], "query", "{wrong}");
}

#[test]
fn the_tools_are_behind_the_guards_of_the_server() {
    let place = Place::new().file("corpus/a.txt", "Drift was seen.\n").indexed();
    let server = place.serve(&format!("--token {TOKEN} --allow-origin https://friend.example"));
    let bearer = format!("Bearer {TOKEN}");
    let token = ("Authorization", bearer.as_str());
    let ask = |headers: &[(&str, &str)]| send(&server, headers, &search("drift"));
    let refused = ask(&[]).status(401).lacks("Drift");
    assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    ask(&[("Authorization", "Bearer wrong-horse-battery-staple")]).status(401);
    ask(&[token]).status(200).has("Drift");
    for headers in [
        [token, ("Host", "evil.example")],
        [token, ("Origin", "https://evil.example")],
        [token, ("Origin", "null")],
        [token, ("Sec-Fetch-Site", "cross-site")],
    ] {
        ask(&headers).status(403).lacks("Drift");
    }
    let friend = ("Origin", "https://friend.example");
    let read = ask(&[token, friend]).status(200);
    assert_eq!(read.header("access-control-allow-origin"), Some("https://friend.example"));
    let asked = server.ask("OPTIONS", "/mcp", &[friend], b"").status(204);
    assert!(asked.header("access-control-allow-headers").is_some_and(|names| names.contains("mcp-protocol-version")));
}

#[test]
fn what_is_no_message_is_refused_over_http() {
    let library = library();
    let server = library.serve("");
    for method in ["GET", "DELETE", "PUT"] {
        server.ask(method, "/mcp", &[ACCEPT], b"").status(405);
    }
    server.ask("POST", "/mcp", &[JSON], b"{}").status(406);
    server.ask("POST", "/mcp", &[ACCEPT, ("Content-Type", "text/plain")], b"{}").status(415);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for garbage in [&b"not JSON"[..], b"{}", b"[]", b"\xff\xfe\x00", deep.as_bytes()] {
        let status = server.ask("POST", "/mcp", &[ACCEPT, JSON], garbage).status;
        assert!((400..500).contains(&status), "{status}");
    }
    let long = format!("{{\"x\":\"{}\"}}", "x".repeat(2 << 20));
    server.ask("POST", "/mcp", &[ACCEPT, JSON], long.as_bytes()).status(413);
    let mut slow = server.connect();
    slow.write_all(
        b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: application/json, text/event-stream\r\n\
          Content-Type: application/json\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{\"js",
    )
    .expect("it can be sent");
    assert_eq!(Answer::read(&mut slow).status, 408);
    send(&server, &[], &request("tools/list", &json!({}))).status(200);
}

#[test]
fn a_tool_answers_from_the_newest_state_over_http() {
    let place = Place::new().file("corpus/a.txt", "Drift was seen.\n").indexed();
    let server = place.serve("");
    send(&server, &[], &search("drift")).status(200).has("1 passage in 1 of 1 report");
    place.write("corpus/b.txt", "Drift was seen again.\n");
    place.run("index").status(0);
    send(&server, &[], &search("drift")).status(200).has("2 passages in 2 of 2 reports");
}
