//! E-mails as programs send them, and as they are sent to do harm.

use super::*;
use crate::extract::archive::zip_of;
use crate::extract::extract;
use crate::report::{Document, Role};

const HEAD: &str = "From: Ann Reed <a@x.example>\nTo: B <b@x.example>, c@x.example\nSubject: =?utf-8?q?The_letter=E2=80=99s_here?=\n\
                    Date: Mon, 4 Mar 2019 09:12:00 +0100\nMIME-Version: 1.0\n";

/// The documents of a message: the path of each and its lines, or what is wrong.
fn shown(message: &str) -> Vec<String> {
    shown_of("a.eml", message.as_bytes())
}

pub(super) fn shown_of(name: &str, message: &[u8]) -> Vec<String> {
    let documents = extract(name, message).expect("it is a message");
    let one = |document: Result<Document, Unreadable>| match document {
        Err(error) => format!("! {error}"),
        Ok(document) => {
            let lines = document.pages.iter().flat_map(|page| &page.lines).map(|line| line.text.as_str());
            format!("{}: {}", document.member.unwrap_or_default(), lines.collect::<Vec<_>>().join("|"))
        }
    };
    documents.map(one).collect()
}

fn part(kind: &str, rest: &str, body: &str) -> String {
    format!("--x\nContent-Type: {kind}\n{rest}\n{body}\n")
}

#[test]
fn a_message_is_its_subject_its_head_and_its_text() {
    let top = ": The letter’s here|From: Ann Reed · To: B, c@x.example · Sent: 2019-03-04 09:12|";
    let web = "<html><body><p>Web words are here.</p></body></html>";
    let quoted = "Hello=20there =E2=80=93 all=\n well";
    let cases = [
        (format!("{HEAD}\nPlain words.\n"), "Plain words."),
        (format!("{HEAD}Content-Type: text/html\n\n{web}"), "Web words are here."),
        (
            format!(
                "{HEAD}Content-Type: multipart/alternative; boundary=x\n\n{}{}--x--\n",
                part("text/plain", "", "Plain words."),
                part("text/html", "", web)
            ),
            "Plain words.",
        ),
        (
            format!(
                "{HEAD}Content-Type: multipart/alternative; boundary=x\n\n{}{}--x--\n",
                part("text/plain", "", " "),
                part("text/html", "", web)
            ),
            "Web words are here.",
        ),
        (
            format!(
                "{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{quoted}"
            ),
            "Hello there – all well",
        ),
    ];
    for (message, wanted) in cases {
        assert_eq!(shown(&message), [format!("{top}{wanted}")], "{message}");
    }
}

#[test]
fn only_the_text_speaks_of_the_report() {
    let message =
        format!("{HEAD}\nSee below.\n\nFrom: C\nSent: 5 March 2019\nTo: Ann\nSubject: Report\n\nThe words.\n");
    let document = extract("a.eml", message.as_bytes()).unwrap().next().unwrap().unwrap();
    let aside = document.pages[0].lines.iter().filter(|line| matches!(line.role, Role::Aside(_)));
    let aside: Vec<&str> = aside.map(|line| line.text.as_str()).collect();
    assert!(document.given.is_empty());
    assert_eq!(aside.len(), 5, "{aside:?}");
}

#[test]
fn attached_files_are_documents_of_their_own() {
    let attached = |name: &str| format!("Content-Disposition: attachment; filename=\"{name}\"\n");
    let encoded = |name: &str| format!("{}Content-Transfer-Encoding: base64\n", attached(name));
    let inner = format!(
        "Subject: Inner\nMIME-Version: 1.0\nFrom: D\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\nInner text.\n--y\nContent-Type: text/plain\n{}\nDeep text.\n--y--\n",
        attached("deep.txt")
    );
    let zip = base64(&zip_of(&[("r.txt", b"Zipped text.")]));
    let parts = [
        part("text/plain", "", "Body."),
        part("text/plain", &attached("../a.txt"), "First text."),
        part("text/html", &attached("a.txt"), "<!doctype html><p>Second text."),
        part("application/octet-stream", &encoded("letters.zip"), &zip),
        part("image/png", &encoded("logo.png"), "iVBORw0KGgo="),
        part("text/calendar", &attached("invite.ics"), "BEGIN:VCALENDAR"),
        part("application/pdf", &attached("r.pdf"), "<html><body>Gone"),
        part("message/rfc822", "", &inner),
    ];
    let message = format!("{HEAD}Content-Type: multipart/mixed; boundary=x\n\n{}--x--\n", parts.concat());
    let all = shown(&message);
    let starts = [
        ": The letter’s here",
        "a.txt: First text.",
        "a (2).txt: Second text.",
        "letters.zip/r.txt: Zipped text.",
        "! r.pdf: a web page, though its name says a PDF",
        "message-7.eml: Inner|From: D|Inner text.",
        "message-7.eml/deep.txt: Deep text.",
    ];
    assert_eq!(all.len(), starts.len(), "{all:#?}");
    for (found, start) in all.iter().zip(starts) {
        assert!(found.starts_with(start), "{start}: {all:#?}");
    }
}

#[test]
fn hostile_messages_end() {
    let nested = "Content-Type: message/rfc822\n\n".repeat(1_900);
    let parts: String =
        (0..10_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect();
    let open = format!("{HEAD}Content-Type: multipart/mixed; boundary=x\n\n{}", "--x\n".repeat(100_000));
    let long = format!("{HEAD}{}\n\nText.", "To: a@b.example\n".repeat(100_000));
    for message in [format!("{HEAD}{nested}"), format!("{HEAD}{parts}zebra"), open, long] {
        let count = extract("a.eml", message.as_bytes()).map(Iterator::count);
        assert!(count.is_ok());
    }
    let many = format!("{HEAD}{}", "Content-Type: message/rfc822\n\n".repeat(50_000));
    assert!(extract("a.eml", many.as_bytes()).is_err_and(|error| error.to_string().contains("thousands of messages")));
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let chunk = |chunk: &[u8]| {
        let bits = chunk.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        let sign = |at: usize| char::from(SIGNS[(bits >> (18 - 6 * at)) as usize & 63]);
        (0..4).map(|at| if at <= chunk.len() { sign(at) } else { '=' }).collect::<String>()
    };
    bytes.chunks(3).map(chunk).collect()
}
