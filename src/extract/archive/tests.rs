//! Archives as people pack them, and as they are packed to do harm.

use super::zip_of;
use crate::extract::extract;

const GOOD: &[u8] = b"Children are seen on time, and drift is rare.";

/// What comes out of a file: the path of each document, or what is wrong with it.
fn shown(name: &str, bytes: &[u8]) -> Vec<String> {
    let documents = match extract(name, bytes) {
        Ok(documents) => documents,
        Err(error) => return vec![format!("! {error}")],
    };
    let named = documents.map(|document| match document {
        Ok(document) => document.id.or(document.member).unwrap_or_else(|| "itself".to_owned()),
        Err(error) => format!("! {error}"),
    });
    named.collect()
}

#[test]
fn members_come_in_the_order_of_their_paths() {
    let inner = zip_of(&[("c/x.txt", GOOD), ("c/x.docx", b"not a document")]);
    let mail = b"From: A\nTo: B\nSubject: Report\nMIME-Version: 1.0\n\nSee below.\n";
    let zip = zip_of(&[
        ("b/report.txt", GOOD),
        ("a.md", b"# Findings"),
        ("../../etc/up.txt", GOOD),
        ("c:\\folder\\.\\win.txt", GOOD),
        ("folder/", b""),
        ("README.md", GOOD),
        (".hidden/x.txt", GOOD),
        ("__MACOSX/._a.md", GOOD),
        ("table.xlsx", GOOD),
        ("empty.txt", b""),
        ("page.pdf", b"<!doctype html><p>Not found"),
        ("inner.zip", &inner),
        ("mail.eml", mail),
        ("records.jsonl", b"{\"id\":\"r1\",\"text\":\"One\"}\nbroken\n{\"id\":\"r2\",\"text\":\"Two\"}"),
    ]);
    let wanted = [
        "a.md",
        "b/report.txt",
        "c:/folder/win.txt",
        "! empty.txt: the file is empty: there is nothing to index",
        "etc/up.txt",
        "! inner.zip/c/x.docx: plain text, though its name says a Word document: fetch the file again, or rename it to end \
         in .txt to read what is in it",
        "inner.zip/c/x.txt",
        "mail.eml",
        "! page.pdf: a web page, though its name says a PDF: fetch the file again, or rename it to end in .html to read \
         what is in it",
        "r1",
        "! records.jsonl: line 2 is not a JSON object (expected value at line 1 column 1): correct the line or remove it",
        "r2",
        "! table.xlsx: plain text, though its name says an Excel workbook: fetch the file again, or rename it to end in \
         .txt to read what is in it",
    ];
    assert_eq!(shown("a.zip", &zip), wanted);
}

#[test]
fn archives_in_archives_end_at_a_depth() {
    let mut zip = zip_of(&[("a.txt", GOOD)]);
    for _ in 0..3 {
        zip = zip_of(&[("b.zip", &zip), ("a.txt", GOOD)]);
    }
    let deep = "! b.zip/b.zip/b.zip: a zip archive inside of 3 others: unpack it, and index what is in it";
    assert_eq!(shown("a.zip", &zip), ["a.txt", "b.zip/a.txt", "b.zip/b.zip/a.txt", deep]);
}

#[test]
fn bombs_are_put_out() {
    let zeros = vec![0_u8; 80 << 20];
    let bomb = zip_of(&[("a.txt", GOOD), ("b.txt", &zeros), ("c.txt", GOOD)]);
    let large = "! b.txt: it is more than 64 MiB when unpacked: split it, or take out what is no report";
    assert_eq!(shown("a.zip", &bomb), ["a.txt", large, "c.txt"]);

    let nine: Vec<(String, &[u8])> = (0..9).map(|number| (format!("{number}.txt"), zeros.as_slice())).collect();
    let nine: Vec<(&str, &[u8])> = nine.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let all = shown("a.zip", &zip_of(&nine));
    assert!(all.len() == 8 && all[7].contains("more than 512 MiB"), "{all:?}");

    let names: Vec<String> = (0..11_000).map(|number| format!("{number}.txt")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), GOOD)).collect();
    let all = shown("a.zip", &zip_of(&many));
    assert!(all.len() == 1 && all[0].contains("11000 files"), "{all:?}");

    let mut list = GOOD.to_vec();
    list.extend(b"PK\x01\x02 and so on".repeat(200_000));
    let all = shown("a.zip", &[b"PK\x03\x04", list.as_slice()].concat());
    assert!(all[0].contains("damaged (it lists 200000 members"), "{all:?}");
}

#[test]
fn what_is_damaged_is_said_and_the_rest_is_read() {
    let mut zip = zip_of(&[("a.txt", GOOD), ("b.txt", &b"Drift ".repeat(50)), ("c.txt", GOOD)]);
    let at = zip.windows(5).position(|window| window == b"b.txt").expect("it is there") + 8;
    zip[at] ^= 0xff;
    let all = shown("a.zip", &zip);
    assert!(all.len() == 3 && all[1].starts_with("! b.txt: a member that is damaged"), "{all:?}");

    let whole = zip_of(&[("a.txt", GOOD)]);
    let cut = shown("a.zip", &whole[..whole.len() / 2]);
    assert!(cut[0].starts_with("! a zip archive that is damaged"), "{cut:?}");

    // The flag of a member that is locked with a password, in its header and in the list.
    let mut locked = whole.clone();
    let list = locked.windows(4).position(|window| window == b"PK\x01\x02").expect("there is a list");
    locked[6] |= 1;
    locked[list + 8] |= 1;
    let said = "! a.txt: a member that needs a password: take the password off it, and index again";
    assert_eq!(shown("a.zip", &locked), [said]);

    let none = "! a zip archive with no file in it that is read";
    assert!(shown("a.zip", &zip_of(&[("readme.txt", GOOD)]))[0].starts_with(none));
    assert!(shown("a.zip", &zip_of(&[]))[0].starts_with(none));
}

#[test]
fn lines_of_members_have_no_place_in_the_archive() {
    let zip = zip_of(&[("a.txt", GOOD)]);
    let document = extract("a.zip", &zip).expect("it is read").next().expect("one").expect("it is whole");
    assert!(document.pages[0].lines.iter().all(|line| line.bytes.is_none()), "{:?}", document.pages);
}
