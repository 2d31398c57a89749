//! A small client of HTTP for tests, and the server that it talks to: the real program on a port of this machine.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Child;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Place, wait};

/// No answer takes as long.
const LONGEST: Duration = Duration::from_secs(60);

/// A running server, ended with its test.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: SocketAddr,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case, and values, in order.
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Place {
    /// Starts `findings serve` with options, at a port that the system chooses.
    pub(crate) fn serve(&self, options: &str) -> Serving {
        let mut run = self.findings(&format!("serve --listen 127.0.0.1:0 {options}"));
        let mut child = run.start();
        let mut line = String::new();
        let stdout = child.stdout.take().expect("stdout is a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("the address can be read");
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').parse();
        let address = address.unwrap_or_else(|_| {
            let mut said = String::new();
            let _ = child.stderr.take().map(|mut stderr| stderr.read_to_string(&mut said));
            panic!("no address: {line:?} {said}")
        });
        Serving { child, address }
    }
}

impl Serving {
    /// Asks for a path.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    /// Asks with headers and a body. A `Host` among the headers is sent in place of the right one.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            let _ = write!(head, "Host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if !body.is_empty() {
            let _ = write!(head, "Content-Length: {}\r\n", body.len());
        }
        let mut bytes = head.into_bytes();
        bytes.extend(b"\r\n");
        bytes.extend(body);
        self.raw(&bytes)
    }

    /// Sends some bytes, and reads what comes back until the end.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server may refuse before it has read all.
        let _ = stream.write_all(bytes);
        Answer::read(&mut stream)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the server listens");
        stream.set_read_timeout(Some(LONGEST)).expect("a time can be set");
        stream
    }

    /// Sends a signal and waits for the end; the exit status and what was said on stderr.
    #[cfg(unix)]
    pub(crate) fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        std::process::Command::new("kill").args([signal, &pid]).status().expect("a signal can be sent");
        let status = wait(&mut self.child, LONGEST);
        let mut said = String::new();
        let _ = self.child.stderr.take().map(|mut stderr| stderr.read_to_string(&mut said));
        (status, said)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    /// Reads an answer whose connection is closed after it.
    pub(crate) fn read(stream: &mut impl Read) -> Answer {
        let mut bytes = Vec::new();
        // A connection that is reset after the answer has given it all the same.
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
        let is_chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        Answer { status, headers, body: if is_chunked { joined(&body) } else { body } }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub(crate) fn status(self, expected: u16) -> Answer {
        assert_eq!(self.status, expected, "{}", self.text());
        self
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    #[track_caller]
    pub(crate) fn has(self, part: &str) -> Answer {
        assert!(self.text().contains(part), "no {part:?} in\n{}", self.text());
        self
    }

    #[track_caller]
    pub(crate) fn lacks(self, part: &str) -> Answer {
        assert!(!self.text().contains(part), "{part:?} is in\n{}", self.text());
        self
    }
}

/// A body that came in chunks.
fn joined(mut body: &[u8]) -> Vec<u8> {
    let mut joined = Vec::new();
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let Ok(length) = usize::from_str_radix(String::from_utf8_lossy(&body[..end]).trim(), 16) else { break };
        if length == 0 {
            break;
        }
        joined.extend(body.get(end + 2..end + 2 + length).unwrap_or_default());
        body = body.get(end + 2 + length + 2..).unwrap_or_default();
    }
    joined
}
