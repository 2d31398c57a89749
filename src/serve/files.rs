//! The original files of reports. A request names a report of the index, never a path; and what is sent is what was
//! indexed, or nothing.

use std::path::Path;

use axum::http::{StatusCode, header};

use crate::corpus::read_source;
use crate::output::encoded;
use crate::report::FileRecord;

use super::asked::Asked;
use super::reply::{HttpProblem, HttpReply};

/// A longer file is not sent.
const MAX_BYTES: u64 = 256 << 20;

/// How a browser may show a file.
struct FileType {
    endings: &'static [&'static str],
    content_type: &'static str,
    /// What the file may do in the browser.
    policy: &'static str,
}

/// A page of a report may neither run anything nor load anything.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

/// Files that browsers show themselves; all others are to be kept.
const SHOWN: [FileType; 3] = [
    // The browser's own viewer does not work in a sandbox, and runs nothing of this server's origin.
    FileType { endings: &["pdf"], content_type: "application/pdf", policy: "frame-ancestors 'none'" },
    FileType { endings: &["txt", "text", "md", "markdown", "jsonl"], content_type: "text/plain", policy: SANDBOX },
    FileType { endings: &["html", "htm", "xhtml"], content_type: "text/html", policy: SANDBOX },
];

/// Sends the file of a report.
pub(super) fn original(asked: &Asked) -> Result<HttpReply, HttpProblem> {
    let not_there = || HttpProblem::not_found(format!("no report {}", asked.id));
    let report = asked.index().report(&asked.id)?.ok_or_else(not_there)?;
    let state = asked.index().state()?;
    let is_of = |file: &&FileRecord| !file.is_given() && file.reports.iter().any(|entry| entry.id == report.id);
    let file = state.files.iter().find(is_of).ok_or_else(|| HttpProblem::not_found("this report has no file"))?;
    if file.size > MAX_BYTES {
        return Err(HttpProblem::new(StatusCode::PAYLOAD_TOO_LARGE, "the file is too long to be sent"));
    }
    let gone = |_| HttpProblem::new(StatusCode::GONE, "the file can no longer be read");
    let bytes = read_source(Path::new(&report.path)).map_err(gone)?;
    if blake3::hash(&bytes).to_hex().as_str() != file.hash {
        return Err(HttpProblem::new(StatusCode::CONFLICT, "the file has changed since it was indexed"));
    }
    let name = file.path.rsplit('/').next().unwrap_or_default();
    Ok(sent(name, bytes))
}

/// A file with what a browser must know of it.
fn sent(name: &str, bytes: Vec<u8>) -> HttpReply {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let shown = SHOWN.iter().find(|one| one.endings.contains(&ending.as_str()));
    let is_utf8 = std::str::from_utf8(&bytes).is_ok();
    let content_type = match shown.map(|one| one.content_type) {
        Some("text/plain") if is_utf8 => "text/plain; charset=utf-8",
        Some("text/plain") => "text/plain; charset=windows-1252",
        Some(content_type) => content_type,
        None => "application/octet-stream",
    };
    let how = if shown.is_some() { "inline" } else { "attachment" };
    HttpReply::new(content_type, bytes)
        .header(header::CONTENT_DISPOSITION, &format!("{how}; filename*=UTF-8''{}", encoded(name).replace('/', "%2F")))
        .header(header::CONTENT_SECURITY_POLICY, shown.map_or(SANDBOX, |one| one.policy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_does_no_more_than_it_may() {
        for (name, content_type, how, is_boxed) in [
            ("a.pdf", "application/pdf", "inline", false),
            ("a b.TXT", "text/plain; charset=utf-8", "inline", true),
            ("x.html", "text/html", "inline", true),
            ("x.svg", "application/octet-stream", "attachment", true),
            ("x\r\nSet-Cookie: a=b", "application/octet-stream", "attachment", true),
            ("noending", "application/octet-stream", "attachment", true),
        ] {
            let response = sent(name, b"text".to_vec()).into_response();
            let value = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            assert_eq!(value(header::CONTENT_TYPE), content_type, "{name}");
            assert!(value(header::CONTENT_DISPOSITION).starts_with(how), "{name}");
            assert_eq!(value(header::CONTENT_SECURITY_POLICY).starts_with("sandbox"), is_boxed, "{name}");
            assert!(response.headers().get(header::SET_COOKIE).is_none());
        }
    }
}
