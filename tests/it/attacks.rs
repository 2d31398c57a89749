//! The server against those who mean harm: other sites, hostile reports, guesses, floods.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use crate::http::Answer;
use crate::reports::library;
use crate::support::Place;

const TOKEN: &str = "correct-horse-battery-staple";

#[test]
fn no_path_of_a_request_reaches_the_file_system() {
    let place = Place::new().file("corpus/a.txt", "Drift was seen.\n").file("secret.txt", "the secret").indexed();
    place.write("corpus/c.zip", "not read");
    let server = place.serve("");
    for path in [
        "/file/../secret.txt",
        "/file/..%2fsecret.txt",
        "/file/%2e%2e/secret.txt",
        "/file/..%5csecret.txt",
        "/file//etc/passwd",
        "/file/%2fetc%2fpasswd",
        "/file/a.txt%00",
        "/file/corpus/a.txt",
        "/file/c.zip",
        "/file/%ff",
        "/assets/../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/report/../../secret.txt",
        "/api/v1/reports/..%2f..%2fsecret.txt",
    ] {
        let answer = server.get(path).lacks("the secret").lacks("root:");
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
    }
    let file = server.get("/file/a.txt").status(200);
    assert_eq!(file.text(), "Drift was seen.\n");
    assert!(file.header("content-security-policy").is_some_and(|policy| policy.starts_with("sandbox")));
    place.write("corpus/a.txt", "Something else.\n");
    server.get("/file/a.txt").status(409).lacks("Something else");
    place.remove("corpus/a.txt");
    server.get("/file/a.txt").status(410);
}

#[test]
fn a_link_put_in_place_of_a_file_gives_nothing_away() {
    let place = Place::new().file("corpus/a.txt", "Drift was seen.\n").file("secret.txt", "the secret").indexed();
    let server = place.serve("");
    place.remove("corpus/a.txt");
    #[cfg(unix)]
    std::os::unix::fs::symlink(place.path("secret.txt"), place.path("corpus/a.txt")).expect("a link can be made");
    assert!(server.get("/file/a.txt").lacks("the secret").status >= 400);
}

#[test]
fn a_name_of_another_site_that_leads_here_gets_nothing() {
    let library = library();
    let server = library.serve("--host reports.example.org");
    for host in
        ["evil.example", "evil.example:7700", "127.0.0.1.evil.example", "localhost.evil.example", "", "[::1].evil"]
    {
        let answer = server.ask("GET", "/?q=interview", &[("Host", host)], b"");
        assert!(matches!(answer.status, 400 | 403), "{host}: {}", answer.status);
        answer.lacks("Ashcombe");
    }
    for host in
        ["localhost", "LOCALHOST:1", "127.0.0.1:7700", "[::1]:7700", "reports.example.org", "Reports.Example.org:80"]
    {
        server.ask("GET", "/?q=interview", &[("Host", host)], b"").status(200);
    }
    let none = server.raw(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert!(matches!(none.status, 400 | 403), "{none:?}");
}

#[test]
fn a_page_of_another_site_can_neither_ask_nor_read() {
    let library = library();
    let server = library.serve("--allow-origin https://friend.example");
    let own = format!("http://{}", server.address);
    let batch = |headers: &[(&str, &str)]| server.ask("POST", "/api/v1/batch", headers, b"interview\n");
    batch(&[("Origin", "https://evil.example")]).status(403).lacks("Ashcombe");
    batch(&[("Origin", "null")]).status(403);
    batch(&[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")]).status(403);
    batch(&[("Origin", &own), ("Sec-Fetch-Site", "same-origin")]).status(200);
    server
        .ask("GET", "/api/v1/search?q=x", &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")], b"")
        .status(403);
    // Following a link is not asking.
    server.ask("GET", "/?q=x", &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")], b"").status(200);
    let none = server.get("/api/v1/search?q=x");
    assert_eq!(none.header("access-control-allow-origin"), None);
    let friend = [("Origin", "https://friend.example"), ("Sec-Fetch-Site", "cross-site")];
    let read = server.ask("GET", "/api/v1/search?q=x", &friend, b"").status(200);
    assert_eq!(read.header("access-control-allow-origin"), Some("https://friend.example"));
    server.ask("OPTIONS", "/api/v1/search", &friend, b"").status(204);
    // Only the API is for other sites.
    server.ask("GET", "/?q=x", &friend, b"").status(403);
}

#[test]
fn without_the_token_nothing_is_told() {
    let place = Place::new().file("corpus/a.txt", "Drift was seen.\n").file("token", format!("{TOKEN}\n")).indexed();
    let server = place.serve("--token-file token");
    let bearer = format!("Bearer {TOKEN}");
    for path in
        ["/", "/?q=drift", "/api/v1/search?q=drift", "/api/v1/openapi.json", "/file/a.txt", "/metrics", "/nothing"]
    {
        let refused = server.get(path).status(401).lacks("Drift");
        assert_eq!(refused.header("www-authenticate"), Some("Bearer"), "{path}");
        server.ask("GET", path, &[("Accept", "text/html")], b"").status(401);
    }
    server.get("/healthz").status(200);
    server.ask("GET", "/api/v1/search?q=drift", &[("Authorization", &bearer)], b"").status(200).has("Drift");
    // A form gives a browser the cookie, which is not the token.
    let form = format!("token={TOKEN}&next=%2F%3Fq%3Ddrift");
    let own = format!("http://{}", server.address);
    let given = server.ask("POST", "/login", &[("Origin", &own)], form.as_bytes()).status(303);
    assert_eq!(given.header("location"), Some("/?q=drift"));
    let cookie = given.header("set-cookie").expect("there is a cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(TOKEN), "{cookie}");
    let pair = cookie.split(';').next().expect("it has a value");
    server.ask("GET", "/?q=drift", &[("Cookie", pair)], b"").status(200).has("mark");
    for next in ["//evil.example", "https://evil.example", "/%5Cevil.example", "%0d%0aSet-Cookie:a=b"] {
        let form = format!("token={TOKEN}&next={next}");
        assert_eq!(server.ask("POST", "/login", &[], form.as_bytes()).header("location"), Some("/"), "{next}");
    }
}

#[test]
fn guessing_a_token_takes_for_ever() {
    let place = Place::new().file("corpus/a.txt", "Drift was seen.\n").indexed();
    let server = place.serve(&format!("--token {TOKEN}"));
    let since = Instant::now();
    for guess in
        ["Bearer ", "Bearer wrong-horse-battery-staple", "Bearer correct-horse-battery-stapl", "Basic Zm9vOmJhcg=="]
    {
        server.ask("GET", "/", &[("Authorization", guess)], b"").status(401);
    }
    server.ask("POST", "/login", &[], b"token=wrong-horse-battery-staple").status(401).has("not the token");
    server.ask("GET", "/", &[("Cookie", "findings_access=0000")], b"").status(401);
    assert!(since.elapsed() > Duration::from_secs(1), "wrong tokens wait");
    // "reader:" and the token.
    let basic = [("Authorization", "Basic cmVhZGVyOmNvcnJlY3QtaG9yc2UtYmF0dGVyeS1zdGFwbGU=")];
    server.ask("GET", "/api/v1/feed?q=drift", &basic, b"").status(200);
    let bearer = format!("Bearer {TOKEN}");
    server
        .ask("GET", "/metrics", &[("Authorization", &bearer)], b"")
        .status(200)
        .lacks("findings_wrong_tokens_total 0");
}

/// A report that tries all it can.
const HOSTILE: &str = "---
title: \"<script>alert(1)</script> '\\\" onmouseover=alert(2) x=\\\"\"
authority: \"<img src=x onerror=alert(3)>\"
url: \"https://example.org/\\\"><script>alert(4)</script>\"
kind: \"</title><script>alert(5)</script>\"
note: \"javascript:alert(6)\"
---

# <svg onload=alert(7)>

Drift <script>alert(8)</script> & \"quoted\" drift \u{202e}gnp.exe\u{202c} \u{1b}[31m drift </mark></p><iframe src=//evil.example>

- <a href=\"javascript:alert(9)\">drift</a> under \u{2028} a line
";

#[test]
fn a_hostile_report_is_text_on_every_page() {
    let place = Place::new().file("corpus/<b>evil \"quote\".md", HOSTILE).indexed();
    let server = place.serve("");
    let id = "%3Cb%3Eevil%20%22quote%22.md";
    for path in [
        "/?q=drift".to_owned(),
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&sort=%22%3E%3Cscript%3E".to_owned(),
        "/?q=drift&authority=%22%3E%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        format!("/report/{id}?q=drift"),
        format!("/passage/{id}%232"),
        "/kwic?q=drift".to_owned(),
        "/collocates?q=drift&min=1".to_owned(),
        "/dispersion?q=drift".to_owned(),
        "/api/v1/feed?q=drift".to_owned(),
        "/api/v1/feed?q=drift+OR+%22%3E%3Cscript%3Ealert(1)%3C/script%3E%22&unit=report".to_owned(),
        "/count?q=drift&by=authority".to_owned(),
        "/api/v1/count?q=drift&by=authority&format=svg".to_owned(),
        "/trail?q=drift&authority=%3Cimg%20src%3Dx%20onerror%3Dalert(3)%3E".to_owned(),
        "/quote?q=%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E+drift".to_owned(),
        "/reports".to_owned(),
        "/status".to_owned(),
        "/%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
    ] {
        let page = server.get(&path);
        assert!(page.status == 200 || page.status == 404 || page.status == 400, "{path}: {}", page.status);
        let text = page.text();
        for part in [
            "<script>",
            "<img src=x",
            "<svg onload",
            "<iframe",
            "href=\"javascript",
            "\u{202e}",
            "\u{1b}",
            "\" onmouseover",
        ] {
            assert!(!text.contains(part), "{path}: {part} in\n{text}");
        }
        for (name, value) in
            [("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"), ("x-frame-options", "DENY")]
        {
            assert_eq!(page.header(name), Some(value), "{path}");
        }
        let policy = page.header("content-security-policy").expect("there is a policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("script-src 'unsafe"), "{path}: {policy}");
    }
    let file = server.get(&format!("/file/{id}")).status(200);
    assert!(file.header("content-type").is_some_and(|kind| kind.starts_with("text/plain")));
    assert!(file.header("content-disposition").is_some_and(|how| !how.contains(['<', '"'])), "{file:?}");
}

#[test]
fn a_page_of_a_report_runs_nothing() {
    let html = "<html><body><p>Drift was seen.</p><script>alert(1)</script></body></html>";
    let place = Place::new().file("corpus/a.html", html).indexed();
    let file = place.serve("").get("/file/a.html").status(200);
    let policy = file.header("content-security-policy").expect("there is a policy");
    assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
}

#[test]
fn what_is_too_long_is_refused() {
    let library = library();
    let server = library.serve("");
    let long = "a".repeat(5_000);
    server.get(&format!("/api/v1/search?q={long}")).status(400).has("longer than");
    server.get(&format!("/api/v1/search?{}", "q=a&".repeat(300))).status(400).has("parameters");
    let head = server.get(&format!("/?q={}", "a".repeat(60_000)));
    assert!(matches!(head.status, 400 | 414 | 431), "{}", head.status);
    let many: Vec<(String, String)> = (0..500).map(|n| (format!("X-{n}"), "y".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert!(matches!(server.ask("GET", "/", &many, b"").status, 400 | 431));
    for garbage in
        [&b"\x16\x03\x01\x02\x00\x01\x00"[..], b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\0\0\0\0\r\n\r\n"]
    {
        assert!(matches!(server.raw(garbage).status, 0 | 400 | 505), "{garbage:?}");
    }
    server.get("/healthz").status(200);
}

#[test]
fn expensive_queries_do_not_stop_the_others() {
    let library = library();
    let server = library.serve("");
    let heavy = format!("/api/v1/search?q={}&match=variants&all=true", "a*+OR+".repeat(300) + "b*");
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..16).map(|_| scope.spawn(|| server.get(&heavy).status)).collect();
        let since = Instant::now();
        server.get("/api/v1/search?q=interview").status(200);
        assert!(since.elapsed() < Duration::from_secs(20));
        for status in asked {
            let status = status.join().expect("the client does not panic");
            assert!(matches!(status, 200 | 400 | 429 | 504), "{status}");
        }
    });
}

#[test]
fn a_slow_client_is_left_alone_and_then_cut_off() {
    let library = library();
    let server = library.serve("");
    let mut slow = server.connect();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").expect("it can be sent");
    let idle: Vec<_> = (0..200).map(|_| server.connect()).collect();
    let since = Instant::now();
    server.get("/?q=interview").status(200);
    assert!(since.elapsed() < Duration::from_secs(10), "nobody else waits for a slow client");
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    assert!(since.elapsed() < Duration::from_secs(40), "its headers took too long");
    drop(idle);
    let mut body = server.connect();
    body.write_all(
        b"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nConnection: close\r\n\r\ndri",
    )
    .expect("it can be sent");
    let since = Instant::now();
    assert_eq!(Answer::read(&mut body).status, 408);
    assert!(since.elapsed() < Duration::from_secs(30));
}
