//! The server under load that is meant, and that is not: slow readers, idle connections, more work than it does at once.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::http::{Answer, Serving};
use crate::reports::library;

/// As many batches as a server runs at once.
const MAX_BATCHES: usize = 16;

/// A client of a batch whose answer is longer than what the system keeps for it. It reads nothing but the first line.
fn slow_reader(server: &Serving) -> TcpStream {
    let queries = "interview\n".repeat(9_999);
    let mut stream = server.connect();
    write!(
        stream,
        "POST /api/v1/batch?context=20 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{queries}",
        queries.len()
    )
    .expect("it can be sent");
    stream
}

#[test]
fn slow_readers_take_no_place_from_others_and_are_cut_off() {
    let library = library();
    let server = library.serve("");
    let mut slow: Vec<TcpStream> = (0..MAX_BATCHES).map(|_| slow_reader(&server)).collect();
    for stream in &mut slow {
        let mut begun = [0; 12];
        stream.read_exact(&mut begun).expect("it begins");
        assert_eq!(&begun, b"HTTP/1.1 200");
    }
    let since = Instant::now();
    let refused = server.ask("POST", "/api/v1/batch", &[], b"interview\n").status(429);
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    server.get("/api/v1/search?q=interview").status(200);
    server.get("/healthz").status(200);
    assert!(since.elapsed() < Duration::from_secs(20), "{:?}", since.elapsed());
    // They are cut off, and what they got does not look whole.
    let ended = |stream: &mut TcpStream| {
        thread::sleep(Duration::from_secs(2));
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        !rest.ends_with(b"0\r\n\r\n")
    };
    let until = Instant::now() + Duration::from_secs(60);
    while server.ask("POST", "/api/v1/batch", &[], b"interview\n").status != 200 {
        assert!(Instant::now() < until, "slow readers are kept for ever");
        thread::sleep(Duration::from_millis(500));
    }
    assert!(ended(&mut slow[0]), "a batch that was cut off looks whole");
}

#[test]
fn idle_connections_keep_nobody_waiting() {
    const IDLE: usize = 1_000;
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).expect("there may be many files");
    }
    let library = library();
    let server = library.serve("");
    let mut idle: Vec<TcpStream> = (0..IDLE).map(|_| server.connect()).collect();
    let since = Instant::now();
    for _ in 0..20 {
        server.get("/?q=interview").status(200);
    }
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    // An idle connection is as good as a new one, until its time is over.
    let last = idle.last_mut().expect("there are many");
    last.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("it can be sent");
    Answer::read(last).status(200);
    let mut rest = Vec::new();
    let _ = idle[0].read_to_end(&mut rest);
    assert!(since.elapsed() < Duration::from_secs(40), "idle connections are closed");
}
